"""A theme's board: laid out, grouped, compared two by two; themes made one and two; and what of it is whose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from counting import brought

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.memos.services import write_memo
from firsthand.analysis.themes import board as services
from firsthand.analysis.themes.laid_out import Board, board, card, comparison, not_laid_out
from firsthand.analysis.themes.models import Card, Comparison, Evidence, Theme
from firsthand.analysis.themes.reshaping import merge_themes, split_theme
from firsthand.analysis.themes.selectors import theme_line, themes
from firsthand.analysis.themes.services import add_evidence, gather_code, make_claim, make_theme, remove_theme
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader
from firsthand.field.people.services import add_participant
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.record import told, told_about
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.vault import store

IKE = "The kettle is never mine, it only visits."
RUTH = "I count spoons when the drum begins."


@dataclass
class Laid:
    """A theme with a code, and two people's words under it."""

    by: Any
    theme: Theme
    code: Any
    memo: Any
    ike: Any
    ruth: Any
    kettle: Any
    mine: Any
    spoons: Any

    def board(self, by: Any = None) -> Board:
        return board(by or self.by, self.theme)

    def words(self, by: Any = None) -> dict[str, list[str]]:
        """What lies where: by the name of the group."""
        return {group.name: [_words(one) for one in group.cards] for group in self.board(by).all}


def _words(one: Any) -> str:
    return (
        one.excerpt.words
        if one.excerpt
        else one.code.name
        if one.code
        else one.memo.title
        if one.memo
        else "gone"
    )


@pytest.fixture
def laid(cast: Cast) -> Laid:
    lea = cast.lea
    code = make_code(lea, name="Ease")
    ike, ruth = add_participant(lea, pseudonym="Ike"), add_participant(lea, pseudonym="Ruth")
    said = {
        "Ike": brought(lea, "ike.txt", f"LEA: And?\nIKE: {IKE}\n", ike),
        "Ruth": brought(lea, "ruth.txt", f"LEA: And?\nRUTH: {RUTH}\n", ruth),
    }

    def coded(name: str, words: str) -> Any:
        at = text_of(lea, said[name]).words.index(words)
        return apply_code(lea, source=said[name], code=code, span=Span(at, at + len(words)))

    theme = make_theme(lea, name="Making", idea="Made by doing.")
    gather_code(lea, theme=theme, code=code)
    memo = write_memo(lea, kind="theory", title="Whose", body="Whose kettle?", about=[theme])
    kettle, mine, spoons = coded("Ike", "The kettle"), coded("Ike", "never mine"), coded("Ruth", "spoons")
    return Laid(lea, theme, code, memo, ike, ruth, kettle, mine, spoons)


def everything(laid: Laid) -> list[Card]:
    return services.lay_out(
        laid.by, theme=laid.theme, things=[laid.kettle, laid.spoons, laid.code, laid.memo]
    )


def test_excerpts_codes_and_memos_lie_there_each_once_and_one_undo_takes_them_off(laid: Laid) -> None:
    assert len(not_laid_out(laid.by, laid.theme, theme_line(laid.by, laid.theme.id).codes)) == 3
    everything(laid)
    assert laid.words() == {"Not in a group": ["The kettle", "spoons", "Ease", "Whose"]}
    assert services.lay_out(laid.by, theme=laid.theme, things=[laid.kettle]) == []
    left = not_laid_out(laid.by, laid.theme, theme_line(laid.by, laid.theme.id).codes)
    assert [one.words for one in left] == ["never mine"]
    undo_last(laid.by)
    assert laid.words() == {"Not in a group": []}
    with pytest.raises(Problem, match="Choose what is to lie"):
        services.lay_out(laid.by, theme=laid.theme, things=[])


def test_a_card_goes_into_a_group_before_another_and_out_again(laid: Laid) -> None:
    kettle, spoons, code, memo = everything(laid)
    cups = services.make_group(laid.by, theme=laid.theme, name=" Cups ")
    services.move_card(laid.by, card=kettle, group=cups)
    services.move_card(laid.by, card=code, group=cups, before=kettle)
    services.move_card(laid.by, card=memo, group=None, before=spoons)
    assert laid.words() == {"Not in a group": ["Whose", "spoons"], "Cups": ["Ease", "The kettle"]}
    before = told(laid.by)[0].number
    services.move_card(laid.by, card=code, group=None)
    assert told(laid.by)[0].number == before + 1
    undo_last(laid.by)
    assert laid.words()["Cups"] == ["Ease", "The kettle"]
    services.remove_group(laid.by, group=cups)
    assert laid.words() == {"Not in a group": ["Whose", "spoons", "Ease", "The kettle"]}
    undo_last(laid.by)
    assert laid.words()["Cups"] == ["Ease", "The kettle"]


def test_groups_have_names_of_their_own_on_a_board(laid: Laid) -> None:
    cups = services.make_group(laid.by, theme=laid.theme, name="Cups")
    with pytest.raises(Problem, match="needs a name"):
        services.make_group(laid.by, theme=laid.theme, name=" ")
    with pytest.raises(Problem, match="“cups” on this board already"):
        services.make_group(laid.by, theme=laid.theme, name="cups")
    services.rename_group(laid.by, group=cups, name="CUPS")
    other = make_theme(laid.by, name="Other")
    with pytest.raises(Problem, match="another theme’s board"):
        services.lay_out(laid.by, theme=other, things=[laid.code], group=cups)


def test_two_by_two_every_pair_of_a_group_comes_up_once(laid: Laid) -> None:
    group = services.make_group(laid.by, theme=laid.theme, name="Cups")
    services.lay_out(laid.by, theme=laid.theme, things=[laid.kettle, laid.mine, laid.spoons], group=group)
    seen = []
    while pair := laid.board().next_pair():
        seen.append({_words(one) for one in pair})
        one, other = (
            {"The kettle": laid.kettle, "never mine": laid.mine, "spoons": laid.spoons}[_words(p)]
            for p in pair
        )
        services.compare_excerpts(laid.by, theme=laid.theme, one=one, other=other, differs="Whose it is.")
    assert len(seen) == len({frozenset(one) for one in seen}) == 3
    services.compare_excerpts(laid.by, theme=laid.theme, one=laid.spoons, other=laid.kettle, same="A thing.")
    compared = laid.board().compared
    assert len(compared) == 3
    assert [(one.same, one.differs) for one in compared if one.same] == [("A thing.", "")]
    with pytest.raises(Problem, match="takes two excerpts"):
        services.compare_excerpts(laid.by, theme=laid.theme, one=laid.kettle, other=laid.kettle, same="x")
    with pytest.raises(Problem, match="what is the same"):
        services.compare_excerpts(laid.by, theme=laid.theme, one=laid.kettle, other=laid.spoons)


def test_what_is_gone_says_so_on_its_card(laid: Laid) -> None:
    everything(laid)
    remove_coding(laid.by, coding=laid.kettle)
    assert laid.words()["Not in a group"][0] == "gone"


def test_two_themes_become_one_with_all_they_have_once_and_one_undo_parts_them(laid: Laid) -> None:
    by, other = laid.by, make_theme(laid.by, name="Keeping", idea="Kept.")
    gather_code(by, theme=other, code=laid.code)
    claim = make_claim(by, theme=laid.theme, sentence="Ease is made.")
    make_claim(by, theme=other, sentence="Ease is kept.")
    add_evidence(by, theme=laid.theme, claim=claim, coding=laid.kettle, side="for")
    for theme in (laid.theme, other):
        add_evidence(by, theme=theme, coding=laid.spoons, side="mixed")
        services.lay_out(by, theme=theme, things=[laid.code])
    everything(laid)
    services.compare_excerpts(by, theme=laid.theme, one=laid.kettle, other=laid.spoons, same="A thing.")
    before = [(line.id, line.claims, line.evidence) for line in themes(by)]
    merge_themes(by, theme=laid.theme, into=other, reason="They say the same.")
    (line,) = themes(by)
    assert (line.name, line.idea) == ("Keeping", "Kept.")
    assert [one.sentence for one in line.claims] == ["Ease is kept.", "Ease is made."]
    assert len(line.claims[1].evidence) == 1
    assert (len(line.evidence), len(line.gathered)) == (1, 1)
    found = board(by, other)
    assert (len(found.cards), len(found.compared)) == (4, 1)
    assert [one.id for one in memos(by, about=other.id)] == [laid.memo.id]
    assert told(by)[0].reason == "They say the same."
    undo_last(by)
    assert [(line.id, line.claims, line.evidence) for line in themes(by)] == before
    assert [one.id for one in memos(by, about=laid.theme.id)] == [laid.memo.id]
    redo_last(by)
    assert len(themes(by)) == 1
    with pytest.raises(Problem, match="merged with itself"):
        merge_themes(by, theme=other, into=other)


def test_a_theme_becomes_two_with_what_was_chosen_and_one_undo_joins_them(laid: Laid) -> None:
    by = laid.by
    make_claim(by, theme=laid.theme, sentence="It stays.")
    goes = make_claim(by, theme=laid.theme, sentence="It goes.")
    add_evidence(by, theme=laid.theme, claim=goes, coding=laid.kettle, side="for")
    whole = add_evidence(by, theme=laid.theme, coding=laid.spoons, side="against")
    group = services.make_group(by, theme=laid.theme, name="Cups")
    services.lay_out(by, theme=laid.theme, things=[laid.kettle], group=group)
    with pytest.raises(Problem, match="Choose what goes"):
        split_theme(by, theme=laid.theme, name="Two")
    new = split_theme(
        by,
        theme=laid.theme,
        name="Two",
        claims=[goes],
        codes=[laid.code.id],
        evidence=[whole],
        groups=[group],
    )
    old_line, new_line = theme_line(by, laid.theme.id), theme_line(by, new.id)
    assert [one.sentence for one in old_line.claims] == ["It stays."]
    assert [(one.sentence, len(one.evidence)) for one in new_line.claims] == [("It goes.", 1)]
    assert (len(old_line.gathered), len(new_line.gathered)) == (0, 1)
    assert (len(old_line.evidence), len(new_line.evidence)) == (0, 1)
    assert set(Evidence.objects.values_list("theme_id", flat=True)) == {new.id}
    assert [one.name for one in board(by, new).groups] == ["Cups"]
    assert len(board(by, new).cards) == 1
    assert board(by, laid.theme).all[0].cards == ()
    with pytest.raises(Problem, match="of this theme"):
        split_theme(by, theme=laid.theme, name="Three", claims=[goes])
    undo_last(by)
    assert len(themes(by)) == 1
    assert len(theme_line(by, laid.theme.id).claims) == 2


def test_removing_a_theme_takes_its_board_along_and_brings_it_back(laid: Laid) -> None:
    everything(laid)
    services.make_group(laid.by, theme=laid.theme, name="Cups")
    services.compare_excerpts(laid.by, theme=laid.theme, one=laid.kettle, other=laid.spoons, same="A thing.")
    remove_theme(laid.by, theme=laid.theme)
    assert not Card.objects.exists()
    undo_last(laid.by)
    assert len(laid.board().cards) == 4
    assert len(laid.board().compared) == 1


def test_who_may_not_read_somebodys_words_finds_neither_card_nor_comparison_of_them(
    cast: Cast, laid: Laid
) -> None:
    cards = everything(laid)
    said = services.compare_excerpts(
        laid.by, theme=laid.theme, one=laid.kettle, other=laid.spoons, same="A thing."
    )
    exclude_reader(cast.gil, participant=laid.ruth, reader=cast.cody)
    assert laid.words(cast.cody) == {"Not in a group": ["The kettle", "Ease", "Whose"]}
    assert laid.words(cast.rea)["Not in a group"][1] == "spoons"
    assert laid.board(cast.cody).compared == ()
    with pytest.raises(NotThere):
        card(cast.cody, cards[1].id)
    with pytest.raises(NotThere):
        comparison(cast.cody, said.id)
    assert "board.compare" not in [one.act for one in told(cast.cody)]
    assert "board.compare" in [one.act for one in told(cast.rea)]


def test_what_was_said_of_two_excerpts_goes_with_the_words_of_either_for_good(
    laid: Laid, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    everything(laid)
    first = services.compare_excerpts(
        laid.by, theme=laid.theme, one=laid.kettle, other=laid.spoons, same="Things that visit."
    )
    was = first.wording
    services.compare_excerpts(
        laid.by, theme=laid.theme, one=laid.kettle, other=laid.spoons, differs="Who counts."
    )
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(laid.by, participant=laid.ruth, named="L3")
    assert not Comparison.objects.exists()
    assert laid.words() == {"Not in a group": ["The kettle", "gone", "Ease", "Whose"]}
    assert store.open_to(laid.by.key, [was, first.wording]) == set()


def test_whoever_reads_sees_the_board_and_only_the_team_moves_things(cast: Cast, laid: Laid) -> None:
    (kettle, *_rest) = everything(laid)
    assert laid.board(cast.rea).cards
    for service in (
        lambda: services.move_card(cast.rea, card=kettle, group=None),
        lambda: services.compare_excerpts(
            cast.rea, theme=laid.theme, one=laid.kettle, other=laid.spoons, same="x"
        ),
        lambda: merge_themes(cast.rea, theme=laid.theme, into=laid.theme),
    ):
        with pytest.raises(NotAllowed):
            service()
    with pytest.raises(NotAllowed):
        laid.board(cast.gil)
    with pytest.raises(NotThere):
        card(cast.xeno, kettle.id)


def test_the_board_tells_what_was_done_on_it(laid: Laid) -> None:
    cards = everything(laid)
    make_theme(laid.by, name="Other")
    acts = told_about(laid.by, [laid.theme.id, *(one.id for one in cards)])
    assert [one.act for one in acts[:2]] == ["board.change", "memo.write"]
    assert acts[0].can_undo
