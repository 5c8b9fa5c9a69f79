"""A note as it comes from a phone."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from firsthand.doors.api.shapes import Sent

MOST = 200_000  # letters of a layer


class NewVisit(Schema):
    """A visit that the study does not know yet. What was left empty comes as an empty text."""

    model_config = ConfigDict(extra="forbid")

    on: date | None = None
    began: time | None = None
    ended: time | None = None
    place: str = Field(default="", max_length=500)
    doing: str = Field(default="", max_length=2_000)
    told_how: list[str] = Field(default=[], max_length=20)
    left_out: str = Field(default="", max_length=2_000)
    present: list[UUID] = Field(default=[], max_length=500)

    @field_validator("on", "began", "ended", mode="before")
    @classmethod
    def _nothing(cls, said: Any) -> Any:
        return said or None


class Attached(Schema):
    """What a file is. The files come beside the note, in the same order."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["photograph", "voice memo"]
    name: str = Field(min_length=1, max_length=200)
    type: str = Field(max_length=100)


class NewNote(Sent):
    """A note in its layers. Its visit: one of the study's, a new one, or the new one of the note sent as `visit_of`."""

    layers: dict[str, str]
    share: bool = False
    visit: UUID | None = None
    new_visit: NewVisit | None = None
    visit_of: UUID | None = None
    attached: list[Attached] = []
    day: date | None = None  # on which it was begun
    written: str = Field(default="", max_length=40)

    @field_validator("layers")
    @classmethod
    def _short(cls, layers: dict[str, str]) -> dict[str, str]:
        if any(len(words) > MOST for words in layers.values()):
            raise ValueError(f"each layer has at most {MOST} letters")
        return layers
