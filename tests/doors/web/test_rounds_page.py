"""The pages of rounds: starting one, settling, and what is said where that cannot be."""

from __future__ import annotations

from doors.web.conftest import Browser, Desk


def test_a_round_is_started_and_its_page_is_shown(lea_sits: Browser, desk: Desk) -> None:
    sent = {
        "name": "Second", "coders": [str(desk.cast.lea.id), str(desk.cast.cody.id)], "blind": "yes",
        "sources": [str(desk.source.id)], "seed": 3,
    }  # fmt: skip
    assert lea_sits.send(desk.url("round-new"), **sent) == desk.url("round", 2)
    assert "This round is blind" in lea_sits.says(desk.url("round", 2))


def test_what_is_missing_is_said_and_what_was_chosen_stays(lea_sits: Browser, desk: Desk) -> None:
    page = lea_sits.send(
        desk.url("round-new"), 400, name="Second", coders=[str(desk.cast.lea.id)], blind="yes", seed=3
    )
    assert "at least two people" in page
    assert 'value="Second"' in page


def test_a_difference_is_settled_with_a_reason_or_not_at_all(lea_sits: Browser, desk: Desk) -> None:
    start, end = desk.coding.start, desk.coding.end
    said = {
        "source": str(desk.source.id),
        "code": str(desk.code.id),
        "start": start,
        "end": end,
        "how": "here",
    }
    page = lea_sits.send(desk.url("round-settle", 1), 400, **said)
    assert "Say in a few words why" in page
    assert lea_sits.send(desk.url("round-settle", 1), **said, reason="So it is.").endswith("#differences")
    assert "So it is." in lea_sits.says(desk.url("round", 1))
    for wrong in ({"how": "perhaps"}, {"start": "x"}, {"source": "no id"}):
        assert "Choose how it is settled" in lea_sits.send(desk.url("round-settle", 1), 400, **(said | wrong))


def test_a_definition_that_somebody_changed_meanwhile_is_not_overwritten(
    lea_sits: Browser, desk: Desk
) -> None:
    address = desk.url("round-define", 1, desk.code.id)
    assert "#differences" in lea_sits.send(address, definition="Being there.", version=desk.code.version)
    page = lea_sits.send(address, 400, definition="Something else.", version=desk.code.version)
    assert "Somebody changed this code" in page
    assert "Being there." in page
