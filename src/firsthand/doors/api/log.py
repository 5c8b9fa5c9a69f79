"""The two-minute log on a phone: what its form asks, and handing an entry over."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import ConfigDict, Field, field_validator

from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.doors.api.entered import NotTaken, entered
from firsthand.work.contact import my_contact
from firsthand.work.log import fields
from firsthand.work.log.entries import Said
from firsthand.work.log.selectors import key_of_waiting
from firsthand.work.log.services import write_entry

router = Router()


class NewEntry(Schema):
    """An entry as it comes from a phone, under an id that was made there. What was skipped is empty, or not there."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    day: date
    what: list[str] = Field(max_length=20)
    moment: str = Field(max_length=5_000)
    used: str = Field(default="", max_length=20)
    lead: str = Field(default="", max_length=20)
    words: str = Field(default="", max_length=5_000)
    ok_words: bool = False
    barrier: list[str] = Field(default=[], max_length=20)
    me: str = Field(default="", max_length=20)

    @field_validator("used", "lead", "words", "me", "barrier", "ok_words", mode="before")
    @classmethod
    def _skipped(cls, said: Any, info: Any) -> Any:
        if said is not None:
            return said
        return {"barrier": [], "ok_words": False}.get(info.field_name, "")


@router.get("s/{slug}/log/form")
def form(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The questions in the language of the moment, and what a device needs to keep entries. No cache keeps it."""
    by = entered(request, slug)
    return {
        "key": b64encode(key_of_waiting(by)).decode(),
        "member": {"id": by.id, "name": by.name},
        "study": by.study.title,
        "token": get_token(request),
        "language": get_language(),
        "not_for": str(fields.NOT_FOR),
        "keep_days": fields.KEEP_DAYS,
        "contact": my_contact(by),
        "fields": fields.told(),
    }


@router.post("s/{slug}/log")
def hand_over(request: HttpRequest, slug: str, entry: NewEntry) -> HttpResponse:
    """An entry: 201 where it is new. The same id again changes nothing, also where it was deleted meanwhile: 200."""
    by = entered(request, slug)
    said = Said(
        entry.day, tuple(entry.what), entry.moment, entry.used, entry.lead, entry.words, tuple(entry.barrier),
        entry.me,
    )  # fmt: skip
    try:
        new = write_entry(by, said=said, ok_words=entry.ok_words, entry_id=entry.id)
    except (NotAllowed, NotThere):
        raise
    except Problem as problem:
        raise NotTaken(str(problem)) from problem
    return JsonResponse({"id": str(entry.id)}, status=HTTPStatus.CREATED if new else HTTPStatus.OK)
