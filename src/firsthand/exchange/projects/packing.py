"""What is kept of a project beside its words and codings, as wordings: words that people wrote, and apart from them
form.

A wording's `form` holds GUIDs, positions and moments, in which nobody looks for words; everything else may hold
people's words, and is looked through like any other wording of the study.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, dataclass, fields, replace
from functools import cache
from typing import Any, TypeVar, cast

from firsthand.core.spans import Span
from firsthand.exchange.projects.project import (
    Case,
    Code,
    Coding,
    Media,
    Project,
    Selection,
    SyncPoint,
    Text,
    Thing,
    User,
    Value,
    Variable,
)
from firsthand.ground.vault.wording import Words

T = TypeVar("T", bound=Thing)

# The fields of things in which people wrote; all others are form.
WRITTEN = ("name", "description", "more", "extra", "values", "words")
INNER: dict[str, type[Any]] = {"selections": Selection, "codings": Coding, "texts": Text, "sync": SyncPoint}
_NEVER = ("words",)  # a text's words are in its own sealed text


def packed(things: Sequence[Thing], **more: Any) -> Words:
    """Things as a wording: beside each other their form and what was written. `more` is form too."""
    return {
        "form": {"things": [_form(thing) for thing in things], **more},
        "said": {str(place): said for place, thing in enumerate(things) if (said := _said(thing))},
    }


def unpacked(kind: type[T], words: Words) -> list[T]:
    """The things that `packed` made a wording of."""
    said = words["said"]
    return [_made(kind, form, said.get(str(place), {})) for place, form in enumerate(words["form"]["things"])]


def _form(thing: Any) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for name, default in _formed(cast(Any, type(thing))):
        value = getattr(thing, name)
        if value is default:
            continue
        if name == "span":
            form[name] = [value.start, value.end]
        elif value == default or value in ([], ()):
            continue
        elif _holds_things(name, value):
            form[name] = [_form(inner) for inner in value]
        else:
            form[name] = value
    return form


def _said(thing: Any) -> Words:
    said: Words = {}
    for name in _saying(cast(Any, type(thing))):
        value = getattr(thing, name)
        if not value:
            continue
        if name == "values":
            said[name] = [[one.variable, one.element, one.written] for one in value]
        elif name in WRITTEN:
            said[name] = value
        elif _holds_things(name, value):
            inner = {str(place): words for place, item in enumerate(value) if (words := _said(item))}
            if inner:
                said[name] = inner
    return said


@cache
def _fields(kind: type[Any]) -> tuple[Field[Any], ...]:
    """The fields of a kind of thing: looked up once, and not for each of a million."""
    return fields(kind)


@cache
def _formed(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    """The fields of a kind that are form, and what each is where nobody said otherwise."""
    return tuple((one.name, one.default) for one in fields(kind) if one.name not in WRITTEN)


@cache
def _saying(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a kind in which people wrote, and those that hold things in which they did."""
    names = (one.name for one in fields(kind))
    return tuple(name for name in names if name in (*WRITTEN, *INNER) and name not in _NEVER)


def _holds_things(name: str, value: Any) -> bool:
    """Whether a field holds things of their own; a case only names its selections by their GUIDs."""
    return name in INNER and not isinstance(value[0], str)


def _made(kind: type[T], form: dict[str, Any], said: Words) -> T:
    given: dict[str, Any] = {}
    for one in _fields(cast(Any, kind)):
        name = one.name
        if name == "values" and name in said:
            given[name] = [Value(*value) for value in said[name]]
        elif name in WRITTEN:
            if name in said:
                given[name] = said[name]
        elif name in form and _holds_things(name, form[name]):
            inner = said.get(name, {})
            given[name] = [
                _made(INNER[name], item, inner.get(str(place), {})) for place, item in enumerate(form[name])
            ]
        elif name == "span" and name in form:
            given[name] = Span(*form[name])
        elif name in ("raw", "between") and name in form:
            given[name] = tuple(form[name])
        elif name in form:
            given[name] = form[name]
    return kind(**given)


# What of a project itself is kept with its arrival.
KEPT_LISTS: dict[str, type[Any]] = {
    "users": User, "codes": Code, "variables": Variable, "cases": Case, "memos": Text,
}  # fmt: skip
KEPT_AS_WRITTEN = ("links", "sets", "graphs", "notes")


@dataclass(slots=True)
class Kept:
    """What is kept of a project that was brought in: of its sources those that have no text here."""

    project: Project
    media: list[Media]
    missing: list[Text]


def packed_kept(kept: Kept) -> Words:
    """All of a project that stands nowhere else here, or not as the file has it."""
    project = kept.project
    words: Words = {name: packed(getattr(project, name)) for name in KEPT_LISTS}
    words |= {name: getattr(project, name) for name in KEPT_AS_WRITTEN}
    words |= {"media": packed([shell(one) for one in kept.media]), "missing": packed(kept.missing)}
    return words | {"name": project.name, "description": project.description, "extra": project.extra}


def unpacked_kept(words: Words) -> Kept:
    """What `packed_kept` made a wording of."""
    project = Project(guid="", name=words["name"], description=words["description"], extra=words["extra"])
    for name, kind in KEPT_LISTS.items():
        setattr(project, name, unpacked(kind, words[name]))
    for name in KEPT_AS_WRITTEN:
        setattr(project, name, words[name])
    return Kept(project, unpacked(Media, words["media"]), unpacked(Text, words["missing"]))


def shell(media: Media) -> Media:
    """A recording, picture or PDF without its texts, but for which they are."""
    return replace(media, texts=[Text(guid=text.guid) for text in media.texts])
