"""What goes in and what comes out: names that were given, texts, and hints at stretches that may identify."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from firsthand.core.spans import Span


@dataclass(frozen=True, slots=True)
class Given:
    """Words that somebody said must not be read: a real name, a nickname, the site's name, a street, a date.

    `rule` is the rule that they fall under, `replacement` what goes in their place, `person` the label of the
    participant they belong to ("P04").
    """

    words: str
    rule: str
    replacement: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text of the study, of any kind: a transcript, a field note, a memo, a title, a file's name.

    `talk` says who speaks where, without the label before it: a participant's label, or "" for an interviewer.
    `present` are the participants that the text is about or who were there, by label.
    """

    key: Hashable
    words: str
    talk: Sequence[tuple[Span, str]] = ()
    present: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hint:
    """One stretch that may identify somebody, the rule it falls under, and what could stand there instead.

    `why` is a short stable code: "given", "given: part", "near: misspelt", "pattern: street", "names", "gazetteer",
    "model". A hint is a hint; a person decides.
    """

    key: Hashable
    span: Span
    rule: str
    replacement: str
    why: str
    person: str = ""
