"""Consent: what a person may be asked, what they answered and when, and what an answer allows.

Unanswered is no. On hold is no, without loss: the answers stay as they were. Withdrawn is no.

>>> said = {"quotes": Answer("quotes", "short_quotes"), "training": Answer("training", "no")}
>>> allows(said, "quotes", "quote"), allows(said, "training", "train_here"), allows(said, "archive", "archive")
(<Outcome.YES: 'yes'>, <Outcome.NO: 'no'>, <Outcome.NO: 'no'>)
>>> allows(said | {HOLD: Answer(HOLD, "on")}, "quotes", "quote")
<Outcome.NO: 'no'>
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Value = str | tuple[str, ...]

HOLD = "hold"  # not a question: that somebody put everything of theirs on hold, or took it off hold
LATER = "later"  # “ask me later”: asked, and not answered
WITHDRAWN = "withdrawn"  # in place of an option: the person has left, and this goes with them
TOLD = "told"  # the one answer to what is acknowledged


class Outcome(StrEnum):
    """What an answer says of a use."""

    YES = "yes"
    REVIEW = "review"  # once the person has seen it
    NO = "no"


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing that a person is asked. `options` are the words of each answer; a yes or no has those two."""

    id: str
    ask: str
    explain: str
    type: str  # yes_no, choice, many, people, per_item, acknowledged
    options: Mapping[str, str]
    when: tuple[str, ...]
    until: str
    required: bool = False
    default: str = ""  # what holds where a person says yes to taking part and leaves this open; never a tick
    checks: tuple[str, ...] = ()
    also: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    uses: Mapping[str, Mapping[str, Outcome]] = field(default_factory=dict)  # by option

    @property
    def many(self) -> bool:
        """Whether several options can be chosen together."""
        return self.type in ("many", "people")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said to one scope: an option, or several where that can be."""

    scope: str
    value: Value

    @property
    def chosen(self) -> tuple[str, ...]:
        """The options, one or more."""
        return (self.value,) if isinstance(self.value, str) else self.value


Answers = Mapping[str, Answer]  # by scope, the one that stands


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All scopes, in the order in which they are asked, with what is told and what a person may always do."""

    version: str
    moments: Mapping[str, str]
    scopes: Mapping[str, Scope]
    rights: Mapping[str, str]

    def asked_at(self, *moments: str) -> list[Scope]:
        """What is asked at any of these moments; what is only told is not among it."""
        wanted = set(moments)
        return [one for one in self.scopes.values() if one.type != "acknowledged" and wanted & set(one.when)]

    def told(self) -> list[Scope]:
        """What is told and understood, not agreed to."""
        return [one for one in self.scopes.values() if one.type == "acknowledged"]


def allows(answers: Answers, scope: str, use: str) -> Outcome:
    """Whether what a person answered allows a use of what is theirs. `KeyError` where there is no such scope."""
    known = catalogue().scopes[scope]
    answer = answers.get(scope)
    if answer is None or on_hold(answers):
        return Outcome.NO
    found = [known.uses.get(option, {}).get(use, Outcome.NO) for option in answer.chosen]
    return next((best for best in Outcome if best in found), Outcome.NO)


def on_hold(answers: Answers) -> bool:
    """Whether nothing of a person is to be shown, counted or sent: they said so, or that they take no part."""
    held, part = answers.get(HOLD), answers.get("take_part")
    return (held is not None and held.value == "on") or (part is not None and part.value in ("no", WITHDRAWN))


def refused(answers: Answers, scope: str) -> bool:
    """Whether a person was asked and said no: what was not asked yet is not refused, though it is not allowed."""
    answer = answers.get(scope)
    return answer is not None and answer.value in ("no", WITHDRAWN)


def fits(scope: Scope, value: Value) -> bool:
    """Whether a value is an answer to a scope. Which people there are only the study knows."""
    if value in (LATER, WITHDRAWN):
        return True
    if scope.many:
        return not isinstance(value, str) and (scope.type == "people" or set(value) <= set(scope.options))
    return value in scope.options


@cache
def catalogue() -> Catalogue:
    """The scopes as they come with the program."""
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("scopes.yaml").read_text("utf-8"))
    scopes = {one["id"]: _scope(one) for one in data["scopes"]}
    told = {key: _told(key, text) for key, text in data["acknowledged"].items()}
    return Catalogue(str(data["version"]), data["moments"], scopes | told, data["rights"])


def _scope(one: dict[str, Any]) -> Scope:
    yes_no = {"yes": "Yes", "no": "No"}
    options = yes_no if one["type"] == "yes_no" else one.get("options", {})
    return Scope(
        one["id"], one["ask"], one.get("explain", ""), one["type"], options, tuple(one["when"]), one["until"],
        one.get("required", False), one.get("default", ""), tuple(one.get("checks", ())), one.get("also", {}),
        {option: _uses(uses) for option, uses in one.get("allows", {}).items()},
    )  # fmt: skip


def _uses(written: list[str | dict[str, str]]) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for one in written:
        found |= (
            {one: Outcome.YES} if isinstance(one, str) else {use: Outcome(how) for use, how in one.items()}
        )
    return found


def _told(key: str, text: str) -> Scope:
    options = {TOLD: "Yes, I was told", "no": "Not yet"}
    return Scope(key, text, "", "acknowledged", options, ("before",), "always")
