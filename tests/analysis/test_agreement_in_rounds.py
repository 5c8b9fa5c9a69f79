"""Agreement in a round: as it stood when the round was closed, whatever became of it since; and how a study works."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.compare.in_round import agreement_in_round, over_rounds
from firsthand.analysis.rounds.declaring import declare_method
from firsthand.analysis.rounds.method import method, methods
from firsthand.analysis.rounds.services import close_round, settle_difference, start_round
from firsthand.core.problems import NotAllowed, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.consent.services import exclude_reader
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import Part, import_sources, read_files
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.revising import revise_text
from firsthand.giving_back.record import told
from firsthand.ground.studies.undoing import undo_last
from texts import bring

ONE = "It warms. It waits with you. It asks nothing.\n"
OTHER = "The key was handed over. Nobody had to sign.\n"


def span(words: str, text: str = ONE) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


@pytest.fixture
def study(cast: Cast) -> Any:
    """A closed blind round of two texts: Lea and Cody differ about tea in the one, and agree about the key."""
    sources = bring(cast.lea, ONE, OTHER, "Only one of us was here.\n")
    tea, key = make_code(cast.lea, name="Tea"), make_code(cast.lea, name="Key")
    row = start_round(cast.lea, name="First", coders=[cast.lea, cast.cody], sources=sources[:2])
    for by, words in ((cast.lea, "It warms. It waits"), (cast.cody, "It waits with you.")):
        apply_code(by, source=sources[0], code=tea, span=span(words))
    for by in (cast.lea, cast.cody):
        apply_code(by, source=sources[1], code=key, span=span("The key", OTHER))
        apply_code(by, source=sources[2], code=key, span=Span(0, 4))  # not of the round
    apply_code(cast.lea, source=sources[0], code=key, span=span("asks"))
    close_round(cast.lea, round=row)
    cast.sources, cast.tea, cast.key, cast.round = sources, tea, key, row  # type: ignore[attr-defined]
    return cast


def of(found: Any) -> dict[str, tuple[int, int, int, int]]:
    """Both, first, second, all; by code."""
    return {
        line.code.name: (
            line.pairs[0].counts.both, line.pairs[0].counts.first, line.pairs[0].counts.second, line.pairs[0].counts.n,
        )
        for line in found.codes
    }  # fmt: skip


BEFORE = {
    "Tea": (len("It waits"), len(" with you."), len("It warms. "), len(ONE) + len(OTHER)),
    "Key": (len("The key"), 0, len("asks"), len(ONE) + len(OTHER)),
}


def settled(study: Any) -> None:
    """Tea goes on all that either marked, and the key of Lea’s is none."""
    said = {"round": study.round, "source": study.sources[0]}
    settle_difference(study.lea, **said, code=study.tea, span=span("It waits"), outcome="here")
    settle_difference(
        study.lea, **said, code=study.key, span=span("asks"), outcome="not", reason="No key is in it."
    )


def test_settling_changes_what_stands_and_not_what_stood_when_the_round_was_closed(study: Any) -> None:
    then = agreement_in_round(study.rea, study.round, then=True)
    assert (of(then), then.settled, then.coders) == (BEFORE, 0, ["Cody", "Lea"])
    assert of(agreement_in_round(study.rea, study.round, then=False)) == BEFORE
    settled(study)
    assert of(agreement_in_round(study.rea, study.round, then=True)) == BEFORE
    now = agreement_in_round(study.rea, study.round, then=False)
    assert now.settled == 2
    assert of(now) == {
        "Tea": (len("It warms. It waits with you."), 0, 0, BEFORE["Tea"][3]),
        "Key": (len("The key"), 0, 0, BEFORE["Key"][3]),
    }
    assert [one.ref for one in now.documents] == ["S1", "S2"]


def test_what_was_coded_renamed_or_corrected_later_is_not_as_it_stood(study: Any) -> None:
    later = make_code(study.lea, name="Later")
    apply_code(study.cody, source=study.sources[1], code=later, span=span("sign", OTHER))
    assert set(of(agreement_in_round(study.rea, study.round, then=False))) == {"Tea", "Key", "Later"}
    revise_text(study.lea, source=study.sources[0], reading=Reading("Well. " + ONE))
    assert of(agreement_in_round(study.rea, study.round, then=True)) == BEFORE
    assert of(agreement_in_round(study.rea, study.round, then=False))["Tea"][3] == BEFORE["Tea"][3] + 6
    sentences = agreement_in_round(study.rea, study.round, then=True, unit="sentence", rule="any")
    assert of(sentences)["Tea"] == (1, 0, 1, 5)


def test_a_round_about_some_codes_compares_those_and_who_looked_and_found_nothing_counts(cast: Cast) -> None:
    (source,) = bring(cast.lea, ONE)
    drink = make_code(cast.lea, name="Drink")
    tea, key = make_code(cast.lea, name="Tea", parent=drink), make_code(cast.lea, name="Key")
    row = start_round(cast.lea, name="One", coders=[cast.lea, cast.cody], sources=[source], codes=[drink])
    apply_code(cast.lea, source=source, code=tea, span=span("It warms."))
    apply_code(cast.lea, source=source, code=key, span=span("asks"))
    close_round(cast.lea, round=row)
    for then in (True, False):
        assert of(agreement_in_round(cast.lea, row, then=then)) == {"Tea": (0, 0, len("It warms."), len(ONE))}


def test_an_open_round_tells_nobody_how_far_its_coders_agree(study: Any) -> None:
    second = start_round(
        study.lea, name="Second", coders=[study.lea, study.cody], sources=study.sources[:1], blind=True
    )
    for by in (study.lea, study.cody, study.rea):
        with pytest.raises(Problem, match="Round 2 is still open"):
            agreement_in_round(by, second, then=False)
    # Who codes the first text blind once more is not told of it in the round before either.
    assert [one.ref for one in agreement_in_round(study.cody, study.round, then=True).documents] == ["S2"]
    assert [one.ref for one in agreement_in_round(study.cody, study.round, then=False).documents] == ["S2"]
    assert [one.documents for one in over_rounds(study.cody)] == [1]
    assert [one.documents for one in over_rounds(study.rea)] == [2]


def test_a_round_that_was_opened_again_counts_as_it_was_closed_last(study: Any) -> None:
    undo_last(study.lea)
    study.round.refresh_from_db()
    with pytest.raises(Problem, match="still open"):
        agreement_in_round(study.rea, study.round, then=True)
    apply_code(study.cody, source=study.sources[0], code=study.key, span=span("asks"))
    close_round(study.lea, round=study.round)
    assert of(agreement_in_round(study.rea, study.round, then=True))["Key"][:3] == (len("The keyasks"), 0, 0)


def test_words_of_who_was_not_asked_are_in_no_figure_of_then_either(study: Any) -> None:
    mark_bystander(study.lea, source=study.sources[0], span=span("with you."))
    both, first, second, n = BEFORE["Tea"]
    gone = len("with you.")
    assert of(agreement_in_round(study.lea, study.round, then=True))["Tea"] == (
        both, first - gone, second, n - gone,
    )  # fmt: skip


def test_a_text_that_is_gone_is_gone_from_the_figures_and_without_any_there_are_none(study: Any) -> None:
    remove_source(study.lea, source=study.sources[0])
    assert of(agreement_in_round(study.rea, study.round, then=True)) == {"Key": (7, 0, 0, len(OTHER))}
    remove_source(study.lea, source=study.sources[1])
    with pytest.raises(Problem, match="No text of this round is left"):
        agreement_in_round(study.rea, study.round, then=True)
    (line,) = over_rounds(study.rea)
    assert (line.documents, line.found, line.why_not) == (0, {}, "No text of this round is left to compare.")


def test_whom_a_participant_keeps_out_has_figures_without_their_text(study: Any) -> None:
    marigold = add_participant(study.lea, pseudonym="Marigold")
    incoming, _refused = read_files(study.lea, [("third.txt", b"LEA: So?\nMARIGOLD: So we sat.\n")])
    incoming[0].parts = [Part("other"), Part("participant", marigold.id)]
    (third,) = import_sources(study.lea, incoming=incoming)
    row = start_round(
        study.lea, name="With her", coders=[study.lea, study.cody], sources=[study.sources[1], third]
    )
    close_round(study.lea, round=row)
    assert len(agreement_in_round(study.rea, row, then=True).documents) == 2
    exclude_reader(study.gil, participant=marigold, reader=study.rea)
    for then in (True, False):
        found = agreement_in_round(study.rea, row, then=then)
        assert [one.ref for one in found.documents] == ["S2"]
    assert len(agreement_in_round(study.lea, row, then=True).documents) == 2


def test_rounds_stand_in_one_line_each_as_they_were_closed(study: Any) -> None:
    settled(study)
    again = start_round(study.lea, name="Second", coders=[study.lea, study.cody], sources=study.sources[1:2])
    start_round(study.lea, name="Open", coders=[study.lea, study.cody], sources=study.sources)
    close_round(study.lea, round=again)
    first, second = over_rounds(study.rea)
    assert (first.number, first.coders, first.documents) == (1, ["Cody", "Lea"], 2)
    assert 0 < (first.found["kappa"].value or 0) < 1
    assert (
        first.found["kappa"]
        == agreement_in_round(study.rea, study.round, then=True).whole.pairs[0].found["kappa"]
    )
    assert (second.number, second.documents, second.found["f1"].value) == (2, 1, 1.0)


def test_who_reads_the_study_is_told_and_nobody_else(study: Any) -> None:
    for who in (study.gil, study.hope, study.pia):
        with pytest.raises(NotAllowed):
            agreement_in_round(who, study.round, then=True)
        with pytest.raises(NotAllowed):
            over_rounds(who)
        with pytest.raises(NotAllowed):
            method(who)


def test_the_lead_says_how_the_study_works_and_why_and_undo_brings_back_what_was_said_before(
    cast: Cast,
) -> None:
    assert (method(cast.rea).way, method(cast.rea).why_closed) == ("", "")
    declare_method(cast.lea, way="codebook", reason="Four of us code.")
    assert (method(cast.rea).words, method(cast.rea).why_closed) == ("codebook thematic analysis", "")
    declare_method(cast.lea, way="reflexive", reason="We stopped looking for the same.")
    now = method(cast.rea)
    assert (now.way, now.reason, now.by) == ("reflexive", "We stopped looking for the same.", "Lea")
    assert "another question than this method asks" in now.why_closed
    assert [one.way for one in methods(cast.rea)] == ["reflexive", "codebook"]
    (entry, *_rest) = told(cast.lea)
    assert (entry.reason, entry.sentence) == ("We stopped looking for the same.", "said how the study works")
    undo_last(cast.lea)
    assert method(cast.rea).way == "codebook"


def test_a_way_without_a_reason_is_none_and_only_the_lead_says_it(cast: Cast) -> None:
    with pytest.raises(Problem, match="Say in a few words why"):
        declare_method(cast.lea, way="ipa", reason="  ")
    with pytest.raises(Problem, match="Choose how this study works"):
        declare_method(cast.lea, way="soup", reason="It is warm.")
    for who in (cast.cody, cast.rea, cast.gil, cast.hope, cast.pia):
        with pytest.raises(NotAllowed):
            declare_method(who, way="ipa", reason="One by one.")
