"""Leaving in the browser: looked at side by side, carried out once, with a receipt and what is left to look at."""

from __future__ import annotations

from typing import Any

import pytest

from firsthand.field.people.services import add_participant
from firsthand.giving_back.models import Withdrawal
from firsthand.ground.trail.models import Entry
from web.conftest import Browser, Desk


@pytest.mark.parametrize("who", ["cody", "rea", "hope", "pia"])
def test_only_lead_and_guardian_see_and_do_it(desk: Desk, browser: Browser, who: str) -> None:
    browser.sit(getattr(desk.cast, who))
    address = desk.url("person-leaving", desk.participant.id)
    browser.says(address, status=403)
    browser.send(address, status=403, level="L3_remove_words")
    assert not Withdrawal.objects.exists()


def test_the_five_ways_stand_side_by_side_and_nothing_is_done_by_looking(
    desk: Desk, lea_sits: Browser
) -> None:
    assert "Leave or take out" in lea_sits.says(desk.url("person", desk.participant.id))
    page = lea_sits.says(desk.url("person-leaving", desk.participant.id))
    for said in (
        "Nothing has been done yet", "Talks with you alone, written down", "none here yet", "Take out my words",
        "taken out", "Carry it out now?",
    ):  # fmt: skip
        assert said in page
    assert page.count('type="radio"') == 5
    assert "checked" not in page
    assert " style=" not in page
    assert not Withdrawal.objects.exists()


def test_it_is_carried_out_with_a_receipt_and_what_is_left(
    desk: Desk, lea_sits: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    address = desk.url("person-leaving", desk.participant.id)
    assert "field-error" in lea_sits.send(address, status=400)  # no way is chosen beforehand
    with django_capture_on_commit_callbacks(execute=True):
        receipt = lea_sits.send(
            address, level="L3_remove_words", backups_gone="2030-01-31", ask="Ruth, at the front desk"
        )
    page = lea_sits.says(receipt)
    for said in (
        "Receipt for Marigold", "The keys that open these words were destroyed", "31 January 2030",
        "Ruth, at the front desk", "Still to look at", "On silence", "Not steering is learned.",
    ):  # fmt: skip
        assert said in page
    assert "Soup" not in page
    for form in ("html", "txt"):
        file = lea_sits.get(receipt, {"as": form})
        assert file["Content-Disposition"].startswith("attachment")
        assert "Ruth, at the front desk" in file.content.decode()
    assert "already" in lea_sits.send(address, status=400, level="L3_remove_words")
    assert "Left on" in lea_sits.says(address)
    assert "the receipt" in lea_sits.says(desk.url("person", desk.participant.id))
    trail = lea_sits.says(desk.url("trail"))
    assert "words taken out since" in trail
    assert "Soup" not in trail
    for number in range(1, Entry.objects.filter(study=desk.cast.lea.study).count() + 1):
        assert "Soup" not in lea_sits.says(desk.url("trail"), as_of=number)
    assert "Can it stand without them?" in lea_sits.says(desk.url("memo", desk.memo.id))


def test_what_was_looked_at_is_off_the_list(desk: Desk, lea_sits: Browser) -> None:
    receipt = lea_sits.send(desk.url("person-leaving", desk.participant.id), level="L3_remove_words")
    before = lea_sits.says(receipt)
    address = next(part.split('"')[0] for part in before.split('action="') if "/flags/" in part)
    assert lea_sits.send(address).startswith(receipt)
    assert lea_sits.says(receipt).count("/flags/") == before.count("/flags/") - 1


def test_somebody_without_words_leaves_too(desk: Desk, lea_sits: Browser) -> None:
    nobody = add_participant(desk.cast.lea, pseudonym="Wren")
    receipt = lea_sits.send(desk.url("person-leaving", nobody.id), level="L1_stop")
    assert "Stop here. Keep what I have given." in lea_sits.says(receipt)


def test_a_strangers_receipt_is_not_there(desk: Desk, lea_sits: Browser) -> None:
    receipt = lea_sits.send(desk.url("person-leaving", desk.participant.id), level="L1_stop")
    lea_sits.says(receipt.replace(f"/s/{desk.slug}/", f"/s/{desk.cast.xeno.study.slug}/"), status=404)
    lea_sits.sit(desk.cast.cody).says(receipt, status=403)
