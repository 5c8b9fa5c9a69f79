"""An entry of the log as it is written, and as it is kept: looked through against the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.identifying import Document
from firsthand.core.identifying.looking import hints
from firsthand.core.problems import Problem
from firsthand.ground.vault.private import Held
from firsthand.work.log.fields import BY_ID, Field

TELLING = ("D01", "D02", "D03", "D04", "D05", "D06", "D07")  # names, houses, places, days, numbers


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody writes into their log. What was skipped is empty."""

    day: date
    what: tuple[str, ...]
    moment: str = field(repr=False)
    used: str = ""
    lead: str = ""
    words: str = field(default="", repr=False)
    barrier: tuple[str, ...] = ()
    me: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of one's own log."""

    id: UUID
    said: Said
    forget_on: date | None  # None: its writer keeps it

    @property
    def what(self) -> list[str]:
        """What was done, in words."""
        return chosen("what", self.said.what)

    @property
    def barrier(self) -> list[str]:
        """What got in the way, in words."""
        return chosen("barrier", self.said.barrier)

    @property
    def used(self) -> str:
        """Whether something lived through was used, in words."""
        return "".join(chosen("used", [self.said.used]))

    @property
    def lead(self) -> str:
        """Who took the lead, in words."""
        return "".join(chosen("lead", [self.said.lead]))

    @property
    def me(self) -> str:
        """How the writer was after it, in words."""
        return "".join(chosen("me", [self.said.me]))


def chosen(name: str, ids: Sequence[str]) -> list[str]:
    """Choices of a question, in words."""
    return [str(BY_ID[name].options[one]) for one in ids if one]


def looked_through(said: Said, *, ok_words: bool, today: date) -> Said:
    """The entry as it is kept. Raises `Problem` with a sentence where it is not of the form."""
    kept = Said(
        said.day, _some("what", said.what), _text("moment", said.moment), _one("used", said.used),
        _one("lead", said.lead), _text("words", said.words), _some("barrier", said.barrier), _one("me", said.me),
    )  # fmt: skip
    if kept.words and not ok_words:
        raise Problem(
            _(
                "Their words are only for the log where they said so. Tick that they did, or leave the words out."
            )
        )
    if (said.day - today).days > 1:  # a phone may be in tomorrow already
        raise Problem(_("This day has not come yet. Look at the day of the entry."))
    return kept


def telling(said: Said) -> list[str]:
    """Words that look like a name, a number or a place: a gentle question, once, and never a bar."""
    documents = [
        Document(name, text) for name, text in (("moment", said.moment), ("words", said.words)) if text
    ]
    words = {one.key: one.words for one in documents}
    found = [one.span.words_in(words[one.key]) for one in hints(documents) if one.rule in TELLING]
    return list(dict.fromkeys(found))


def packed(said: Said) -> dict[str, Any]:
    """As it is sealed."""
    return {name: value for name, value in asdict(said).items() if value} | {"day": said.day.isoformat()}


def unpacked(held: Held) -> LogEntry:
    """As it was sealed."""
    words = held.words
    said = Said(
        date.fromisoformat(words["day"]), tuple(words["what"]), words["moment"], words.get("used", ""),
        words.get("lead", ""), words.get("words", ""), tuple(words.get("barrier", ())), words.get("me", ""),
    )  # fmt: skip
    return LogEntry(held.id, said, held.forget_on)


def _some(name: str, given: Sequence[str]) -> tuple[str, ...]:
    asked, kept = BY_ID[name], tuple(dict.fromkeys(one for one in given if one))
    _require_offered(asked, kept)
    if asked.needed and not kept:
        raise Problem(_("“%(question)s” wants an answer: choose at least one.") % {"question": asked.label})
    if asked.most and len(kept) > asked.most:
        raise Problem(
            _("“%(question)s”: choose %(most)s at most.") % {"question": asked.label, "most": asked.most}
        )
    return kept


def _one(name: str, given: str) -> str:
    if given:
        _require_offered(BY_ID[name], (given,))
    return given


def _require_offered(asked: Field, given: Sequence[str]) -> None:
    if any(one not in asked.options for one in given):
        raise Problem(_("“%(question)s” has no such answer.") % {"question": asked.label})


def _text(name: str, given: str) -> str:
    asked, text = BY_ID[name], given.replace("\r\n", "\n").strip()
    if asked.needed and not text:
        raise Problem(_("“%(question)s” wants a few words. One line will do.") % {"question": asked.label})
    if asked.most and len(text) > asked.most:
        raise Problem(
            _("“%(question)s” takes %(most)s letters; these are %(count)s. Shorten it.")
            % {"question": asked.label, "most": asked.most, "count": len(text)}
        )
    return text
