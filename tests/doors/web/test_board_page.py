"""The board of a theme in the browser, by forms alone: what the script does, they do."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from doors.web.conftest import Browser, Desk


@pytest.fixture
def second(desk: Desk) -> Any:
    from firsthand.analysis.coding.services import apply_code
    from firsthand.core.spans import Span

    return apply_code(desk.cast.lea, source=desk.source, code=desk.code, span=Span(*desk.words("we sat")))


def laid(desk: Desk) -> Any:
    from firsthand.analysis.themes.laid_out import board
    from firsthand.analysis.themes.selectors import theme

    return board(desk.cast.lea, theme(desk.cast.lea, desk.theme.id))


def test_things_are_laid_out_grouped_moved_and_taken_off(lea_sits: Browser, desk: Desk, second: Any) -> None:
    here = desk.theme.id
    assert "Nothing lies here yet." in lea_sits.says(desk.url("board", here))
    page = lea_sits.says(desk.url("board-gather", here))
    assert "Soup" in page
    assert "On silence" in page
    things = [
        f"coding:{desk.coding.id}",
        f"coding:{second.id}",
        f"memo:{desk.memo.id}",
        f"code:{desk.code.id}",
    ]
    lea_sits.send(desk.url("board-gather", here), thing=things)
    lea_sits.send(desk.url("board-group-new", here), name="Cups")
    (group,), first = laid(desk).groups, laid(desk).cards[0]
    lea_sits.send(desk.url("board-move", here, first.id), group=str(group.id))
    assert [len(one.cards) for one in laid(desk).all] == [3, 1]
    moved, target = laid(desk).loose.cards[0], laid(desk).groups[0].cards[0]
    lea_sits.send(desk.url("board-move", here, moved.id), group=str(group.id), before=str(target.id))
    assert [one.id for one in laid(desk).groups[0].cards] == [moved.id, target.id]
    for step, order in (("later", [target.id, moved.id]), ("earlier", [moved.id, target.id])):
        for _ in range(2):  # the second time it lies at the end already
            lea_sits.send(desk.url("board-move", here, moved.id), step=step)
            assert [one.id for one in laid(desk).groups[0].cards] == order
    lea_sits.send(desk.url("board-move", here, moved.id), off="1")
    lea_sits.send(desk.url("board-group", here, group.id), name="Bowls")
    page = unescape(lea_sits.says(desk.url("board", here)))
    assert "Bowls" in page
    assert "What was done here last" in page
    lea_sits.send(desk.url("board-group", here, group.id), remove="1")
    assert [len(one.cards) for one in laid(desk).all] == [3]


def test_two_are_compared_and_what_was_said_stands_on_the_board(
    lea_sits: Browser, desk: Desk, second: Any
) -> None:
    here = desk.theme.id
    lea_sits.send(desk.url("board-gather", here), thing=[f"coding:{desk.coding.id}", f"coding:{second.id}"])
    page = lea_sits.says(desk.url("board-compare", here))
    assert "Soup" in page
    assert "we sat" in page
    pair = [str(one.id) for one in laid(desk).cards]
    assert "Say what is the same" in unescape(lea_sits.send(desk.url("board-compare", here), 400, card=pair))
    lea_sits.send(desk.url("board-compare", here), card=pair, same="Waiting.", differs="With whom.")
    page = unescape(lea_sits.says(desk.url("board", here)))
    assert "Waiting." in page
    assert "With whom." in page
    assert "Every two excerpts" in lea_sits.says(desk.url("board-compare", here))
    assert "Tick two excerpts." in lea_sits.says(desk.url("board-compare", here), card=pair[0])
    (said,) = laid(desk).compared
    lea_sits.send(desk.url("board-uncompare", here, said.id))
    assert laid(desk).compared == ()


def test_a_theme_is_split_and_merged_again(lea_sits: Browser, desk: Desk) -> None:
    from firsthand.analysis.themes.selectors import themes

    here = desk.theme.id
    assert "Choose what goes" in unescape(lea_sits.send(desk.url("theme-split", here), 400, name="Two"))
    assert "needs a name" in lea_sits.send(desk.url("theme-split", here), 400, claims=str(desk.claim.id))
    lea_sits.send(desk.url("theme-split", here), name="Two", claims=str(desk.claim.id))
    first, new = themes(desk.cast.lea)
    assert [len(one.claims) for one in (first, new)] == [0, 1]
    assert lea_sits.send(desk.url("theme-merge", new.id), 400)
    lea_sits.send(desk.url("theme-merge", new.id), into=str(here), reason="One after all.")
    (only,) = themes(desk.cast.lea)
    assert [one.sentence for one in only.claims] == ["Not steering is learned."]


def test_who_only_reads_sees_the_board_without_anything_to_press(browser: Browser, desk: Desk) -> None:
    from firsthand.analysis.themes.board import lay_out

    lay_out(desk.cast.lea, theme=desk.theme, things=[desk.coding])
    page = browser.sit(desk.cast.rea).says(desk.url("board", desk.theme.id))
    assert "Soup" in page
    assert "Move it" not in page
    assert "board.js" not in page


def test_a_card_of_another_board_and_what_is_no_id_are_not_there(lea_sits: Browser, desk: Desk) -> None:
    from firsthand.analysis.themes.board import lay_out, make_group
    from firsthand.analysis.themes.services import make_theme

    other = make_theme(desk.cast.lea, name="Other")
    (card,) = lay_out(desk.cast.lea, theme=other, things=[desk.code])
    group = make_group(desk.cast.lea, theme=other, name="Theirs")
    lea_sits.send(desk.url("board-move", desk.theme.id, card.id), 404, group="")
    lea_sits.send(desk.url("board-group", desk.theme.id, group.id), 404, name="x")
    lea_sits.send(desk.url("board-gather", desk.theme.id), 404, thing="coding:nothing")
    lea_sits.send(desk.url("board-gather", desk.theme.id), 404, thing="kettle")
