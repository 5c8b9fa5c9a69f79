"""What a participant writes on their page: sealed to the study at once, so that nobody who runs the server reads it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.consent import Value, catalogue, fits
from firsthand.core.leaving import level
from firsthand.core.problems import NotThere, Problem
from firsthand.field.consent.services import NOT_ONLY_ASKED, REAL_NAMES
from firsthand.giving_back.member_checks.answers import ADD, ANSWERS
from firsthand.giving_back.own_page.coming_in import OwnPage
from firsthand.giving_back.own_page.models import Letter
from firsthand.ground.studies.acting import sent_id
from firsthand.ground.vault import slips as vault

VERDICTS = ("right", "not_said", "leave_out")
LONGEST = 4000  # characters
MOST_WAITING = 200  # letters of one slip: whoever found a card cannot fill the disk


def answer(page: OwnPage, scope: str, value: Value) -> None:
    """An answer to one question. Raises `Problem` where it is none."""
    known = catalogue().scopes.get(scope)
    if known is None or scope in NOT_ONLY_ASKED:
        raise NotThere(_("There is no such question."))
    if not value or not fits(known, value):
        raise Problem(_("Please choose one of the answers."))
    _send(page, {"kind": "answers", "answers": {scope: value if isinstance(value, str) else list(value)}})


def choose_name(page: OwnPage, way: str, name: str) -> None:
    """How they want to be called, and a name where they make one up."""
    options = catalogue().scopes["naming"].options
    if way not in options:
        raise Problem(_("Please choose one of the answers."))
    name = " ".join(name.split())
    if way == "chosen_pseudonym" and not name:
        raise Problem(_("Please write the name that you want."))
    if way in REAL_NAMES:
        _send(page, {"kind": "name", "way": way, "text": str(options[way])})
    else:
        _send(page, {"kind": "answers", "answers": {"naming": way}, "name": _short(name)})


def hold(page: OwnPage, *, on: bool) -> None:
    """Put all of it on hold, or take it off."""
    _send(page, {"kind": "hold", "on": on})


def cross_out(page: OwnPage, reader: str, *, out: bool) -> None:
    """Say of a member that they may not read their words, or that they may again."""
    readers = page.content["readers"] if page.content else []
    if reader not in {one[0] for one in readers}:
        raise NotThere(_("There is nobody like that on the list."))
    if out and page.content and page.content.get("acting") == [reader]:
        raise Problem(
            _("No one else here could take your words out for you. So this one can not be crossed out yet.")
        )
    _send(page, {"kind": "readers", "reader": reader, "out": out})


def remark(page: OwnPage, talk: int, turn: int, verdict: str, text: str) -> None:
    """What they say of one of their turns."""
    place = turn_of(page, talk, turn)["place"]
    if verdict not in VERDICTS:
        raise Problem(_("Please choose one of the answers."))
    _send(page, {"kind": "turn", "place": place, "verdict": verdict, "text": _short(text)})


def ask_to_leave(page: OwnPage, named: str, text: str, *, on_hold: bool) -> None:
    """Ask that their words be taken out, in one of five ways; and, where they say so, put all on hold until then."""
    _send(page, {"kind": "leave", "level": level(named).id, "text": _short(text), "hold": on_hold})


def reply(page: OwnPage, question: str, text: str) -> None:
    """Answer a question that was put to them."""
    open_ones = {one["id"] for one in questions(page)}
    if question not in open_ones:
        raise NotThere(_("This question is not open any more."))
    if not text.strip():
        raise Problem(_("Please write your answer first."))
    _send(page, {"kind": "reply", "wish": question, "text": _short(text)})


def check(page: OwnPage, line: str, answer: str, text: str, *, to_print: bool, to_use: bool = False) -> None:
    """What they say to one thing that we sent them to look at."""
    checked_line(page, line)
    if answer not in ANSWERS:
        raise Problem(_("Please choose one of the answers."))
    if answer == ADD and not text.strip():
        raise Problem(_("Please write what you want to add."))
    _send(
        page,
        {
            "kind": "check",
            "line": line,
            "answer": answer,
            "text": _short(text),
            "to_print": to_print,
            "to_use": to_use,
        },
    )


def checked_line(page: OwnPage, line: str) -> dict[str, Any]:
    """One thing that we sent them, by its id. Raises `NotThere`."""
    packs = page.content.get("packs", []) if page.content else []
    for one in (one for pack in packs for one in pack["lines"]):
        if one["id"] == line:
            found: dict[str, Any] = one
            return found
    raise NotThere(_("This is not here any more."))


def send_gift(page: OwnPage, said: dict[str, Any]) -> None:
    """An entry of one's own log, as `gifts` says it."""
    _send(page, said)


def questions(page: OwnPage) -> list[dict[str, Any]]:
    """The questions that are put to them and not answered yet."""
    wishes = page.content["wishes"] if page.content else []
    return [one for one in wishes if one["kind"] == "question" and not one["reply"] and not one["settled"]]


def turn_of(page: OwnPage, talk: int, turn: int) -> dict[str, Any]:
    """One of their turns, by its number and that of the talk, both from 1. Raises `NotThere`."""
    talks = page.content["talks"] if page.content else []
    if 1 <= talk <= len(talks) and 1 <= turn <= len(talks[talk - 1]["turns"]):
        found: dict[str, Any] = talks[talk - 1]["turns"][turn - 1]
        return found
    raise NotThere(_("These words are not here any more."))


def _send(page: OwnPage, said: dict[str, Any]) -> None:
    """Seal a letter and put it where the next who opens the study finds it. Sent twice, it is one letter."""
    sent_as: UUID = sent_id() or uuid4()
    if Letter.objects.filter(sent_as=sent_as).exists():
        return
    if page.waiting >= MOST_WAITING:
        raise Problem(_("There is a lot waiting for us. Please come back when we have read it."))
    letter_id, box = vault.seal_letter(page.opened, json.dumps(said, ensure_ascii=False).encode())
    Letter.objects.create(
        id=letter_id, study=page.study, slip=page.slip, sent_as=sent_as, box=box, at=timezone.now()
    )  # fmt: skip


def _short(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Problem(_("That is too long for one go. Please send it in parts."))
    return text
