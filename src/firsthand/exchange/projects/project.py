"""A project as a file carries it: what programs for qualitative analysis have in common, named as REFI-QDA names it.

Plain data. Ids are the file's GUIDs, in lower case and without braces; moments are kept as they were written.
What the format may hold and we have no name for goes along as the XML it was (`more`, `extra`), so that it can be
counted, and written back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from firsthand.core.spans import Span

# As it is kept here. Whatever comes from a process that a file may have taken over is held to it.
Guid = Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


@dataclass(slots=True, kw_only=True)
class Thing:
    """Whatever has a GUID. `more` are child elements we have no name for; `extra` such attributes."""

    guid: Guid
    name: str = ""
    more: list[str] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Dated(Thing):
    """What somebody made at some moment, and perhaps changed at another."""

    by: str = ""
    at: str = ""
    changed_by: str = ""
    changed_at: str = ""


@dataclass(slots=True, kw_only=True)
class User(Thing):
    """A person who worked on the project."""


@dataclass(slots=True, kw_only=True)
class Code(Thing):
    """A code. `parent` is the GUID of the code above it, or empty; codes come in the order of the tree."""

    parent: str = ""
    codable: bool = True
    color: str = ""
    description: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Variable(Thing):
    """What is known of cases and sources. `type` is one of the six of the standard."""

    type: str = "Text"
    description: str = ""


@dataclass(slots=True)
class Value:
    """A variable's value, as it was written; `element` is the element that held it (“TextValue”), empty for none."""

    variable: str
    element: str
    written: str = ""


@dataclass(slots=True, kw_only=True)
class Case(Thing):
    """A person, a place, an event: whatever the study has several of."""

    description: str = ""
    codes: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    selections: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Coding(Thing):
    """That a code was applied: to a selection, or to a whole source."""

    code: str
    by: str = ""
    at: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Selection(Dated):
    """A stretch of a text. `raw` is how the file counts it; `span` where that is in our text, once it is known."""

    raw: tuple[int, int] = (0, 0)
    span: Span | None = None
    description: str = ""
    codings: list[Coding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    between: tuple[str, str] = ("", "")  # of a transcript: the sync points it goes from and to
    why: str = ""  # it has no place, where that is known


@dataclass(slots=True)
class SyncPoint:
    """A place in a transcript, and when in the recording that is (milliseconds)."""

    guid: str
    time: int | None = None
    position: int | None = None


@dataclass(slots=True, kw_only=True)
class Text(Dated):
    """A text: a source of its own, a recording's transcript, what a PDF says, or a note.

    `words` is the text as it is kept here (no byte order mark, every line end one line feed), or None where the file
    does not hold it. `rich` is where the same text is with its form.
    """

    words: str | None = None
    path: str = ""
    rich: str = ""
    inline: bool = False  # the text stood in the XML itself
    description: str = ""
    selections: list[Selection] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    sync: list[SyncPoint] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Media(Dated):
    """A picture, PDF, sound or film. `texts` are its transcripts, or what it says; selections in it stay in `more`."""

    element: str  # PictureSource, PDFSource, AudioSource, VideoSource
    path: str = ""
    description: str = ""
    texts: list[Text] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)


Source = Text | Media
MOST_THINGS = 200_000  # beside the sources: codes, cases, notes and all
ROUND = (
    "firsthand:round "  # what stands before the rest, in the last line of the description of a set of ours
)


@dataclass(slots=True, kw_only=True)
class RoundSet(Thing):
    """A set that one of our coding rounds went out as: its members, by GUID, and what its description says."""

    guid: str = ""
    description: str = ""
    codes: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Project(Dated):
    """All but the sources, which may be too many to hold at once."""

    guid: str = ""
    origin: str = ""
    description: str = ""
    users: list[User] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    memos: list[Text] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # those of the project itself
    links: list[str] = field(default_factory=list)  # these three as they were written
    sets: list[str] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    rounds: list[RoundSet] = field(default_factory=list)  # those of `sets` that are such


def things_in(project: Project) -> int:
    """How much there is beside the sources.

    >>> things_in(Project(users=[User(guid="u")], links=["<Link/>"]))
    2
    """
    kinds = (
        project.users, project.codes, project.variables, project.cases, project.memos, project.links, project.sets,
        project.graphs,
    )  # fmt: skip
    return sum(len(one) for one in kinds)


def texts_of(source: Source) -> list[Text]:
    """The texts in a source: itself, or those of its recording, picture or pages."""
    return [source] if isinstance(source, Text) else source.texts


def codings_of(source: Source) -> Iterator[Coding]:
    """Every coding in a source that is of words or of a whole, in the file's order."""
    for text in texts_of(source):
        for selection in text.selections:
            yield from selection.codings
        yield from text.codings
    if isinstance(source, Media):
        yield from source.codings


def counted(project: Project, sources: list[Source]) -> Counter[str]:
    """How much of each kind there is.

    >>> counted(Project(guid="", users=[User(guid="u")]), [])["users"]
    1
    """
    return Counter(
        {
            "users": len(project.users),
            "codes": len(project.codes),
            "variables": len(project.variables),
            "cases": len(project.cases),
            "memos": len(project.memos),
            "links": len(project.links),
            "sets": len(project.sets),
            "graphs": len(project.graphs),
            "sources": len(sources),
            "selections": sum(len(text.selections) for source in sources for text in texts_of(source)),
            "codings": sum(1 for source in sources for _ in codings_of(source)),
        }
    )
