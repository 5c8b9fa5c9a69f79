"""A kit as typed data: what its manifest says, and the parts of it in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from firsthand.core.attributes import Attribute
from firsthand.core.calling import Words
from firsthand.core.guide import Guide

# What the program brings with every study: a kit names it, and needs no file for it.
OF_THE_PROGRAM = (
    "scopes", "infosheet", "form", "withdrawal", "fieldnote", "deid", "log", "reflection", "story", "card", "coreq",
    "people",
)  # fmt: skip


class Id(NamedTuple):
    """What something is known by in every language, and on which line it stands."""

    id: str
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a file of the kit, or what the program itself brings (no file)."""

    id: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Core:
    """What two sites both keep, so that what they found can be laid side by side."""

    questions: tuple[str, ...] = ()
    level: str = ""  # of the codebook: this one and all above it
    facets: tuple[str, ...] = ()
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.questions or self.level)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose kit it is: what another kit made of it has to say, too."""

    name: str
    version: str
    title: str
    licence: str
    citation: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class KitCode:
    """A code of the kit's codebook. `id` stays the same at every site and in every language."""

    id: str
    parent: str
    level: str
    name: str
    plain_name: str = ""
    definition: str = ""
    when: str = ""
    when_not: str = ""
    example: str = ""

    @property
    def plain(self) -> str:
        """What pages call it first."""
        return self.plain_name or self.name


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the plan: when about, and how one knows that it is reached."""

    id: str
    milestone: str
    week: str = ""
    done_when: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read and to change: protocol, plan, how to do something."""

    id: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts of a kit in one language."""

    guides: tuple[Guide, ...] = ()
    codes: tuple[KitCode, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    documents: tuple[Document, ...] = ()
    scopes: dict[str, dict[str, str]] = field(default_factory=dict)  # by scope: ask, explain


@dataclass(frozen=True, slots=True)
class Kit:
    """A whole kit, in one of its languages."""

    origin: Origin
    language: str
    languages: tuple[str, ...]  # the one it was written in first
    words: dict[str, Words]  # for people, in each language that says its own
    parts: tuple[Part, ...]
    core: Core
    contents: Contents
    note: str = ""  # what is to be known of it in this language
