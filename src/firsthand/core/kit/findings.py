"""What a study found, to be laid beside what another found: claims in words, and what of the kit was kept.

No passage is in it, no name, and no number of people under three. It is written and read as JSON. Its counts are for
whoever wants to know on how much a claim stands at its own site; no page lays two of them side by side.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from firsthand.core.problems import Problem
from firsthand.core.saying import say as _
from firsthand.core.signs import json_of

KIND, VERSION = "firsthand findings", 1
LARGEST = 2 * 1024 * 1024  # bytes
MOST = 2_000  # claims, or things of the core
LONGEST = 5_000  # code points of one sentence
SIDES = ("for", "against", "mixed")
NOBODY, FEW = "nobody", "fewer than three"


@dataclass(frozen=True, slots=True)
class CoreThing:
    """A question or code that two sites both keep. `mark`: of how the kit words it. `themes`: where it belongs."""

    kind: str  # question, code, facet
    id: str
    name: str
    state: str  # kept, changed, dropped, closed
    mark: str = ""
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubTheme:
    """A theme of the kit, or one below it (`parent`)."""

    id: str
    name: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A standpoint or stance, and in how many pieces of evidence it was said."""

    said: str
    times: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is on one side of a claim: how many people it comes from, and how often from which standpoint and stance."""

    side: str
    people: str  # NOBODY, FEW or a number
    standpoints: tuple[Counted, ...] = ()
    stances: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A claim in its words, the themes of the kit under which its evidence stands, and its grounds."""

    sentence: str
    themes: tuple[str, ...] = ()
    grounds: tuple[Grounds, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """A study's claims, and what it kept of the kit's comparable core."""

    title: str
    kit: str
    version: str
    language: str
    core: tuple[CoreThing, ...] = ()
    themes: tuple[SubTheme, ...] = ()
    claims: tuple[FoundClaim, ...] = field(default=())


def people_told(count: int) -> str:
    """How many people, where that tells nobody who they are.

    >>> [people_told(count) for count in (0, 2, 3)]
    ['nobody', 'fewer than three', '3']
    """
    return NOBODY if not count else FEW if count < 3 else str(count)


def mark_of(words: str) -> str:
    """A mark of a wording: the same for the same words, however they are spaced."""
    return sha256(" ".join(words.split()).encode()).hexdigest()[:16]


def written(found: Findings) -> bytes:
    """The findings as a file."""
    data = {"kind": KIND, "format": VERSION} | asdict(found)
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def read_findings(name: str, data: bytes) -> Findings:
    """Findings from a file. Raises `Problem` where it holds none."""
    if len(data) > LARGEST:
        raise Problem(_("%(name)s is larger than any findings are: it is not read.") % {"name": name})
    try:
        found = json_of(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Problem(
            _("%(name)s holds no findings: it is made with “firsthand kit findings”.") % {"name": name}
        ) from None
    if not isinstance(found, Mapping) or found.get("kind") != KIND:
        raise Problem(
            _("%(name)s holds no findings: it is made with “firsthand kit findings”.") % {"name": name}
        )
    if found.get("format") != VERSION:
        raise Problem(
            _("%(name)s was made by another version of Firsthand, whose findings cannot be read here.")
            % {"name": name}
        )
    return Findings(
        _said(found, "title"), _said(found, "kit"), _said(found, "version"), _said(found, "language"),
        tuple(map(_thing, _listed(name, found, "core"))),
        tuple(
            SubTheme(_said(one, "id"), _said(one, "name"), _said(one, "parent"))
            for one in _listed(name, found, "themes")
        ),
        tuple(
            FoundClaim(
                _said(one, "sentence"), _several(one, "themes"),
                tuple(_grounds(side) for side in _listed(name, one, "grounds") if side.get("side") in SIDES),
            )
            for one in _listed(name, found, "claims")
        ),
    )  # fmt: skip


def _thing(one: Mapping[str, Any]) -> CoreThing:
    return CoreThing(
        _said(one, "kind"), _said(one, "id"), _said(one, "name"), _said(one, "state"), _said(one, "mark"),
        _several(one, "themes"),
    )  # fmt: skip


def _grounds(one: Mapping[str, Any]) -> Grounds:
    people = _said(one, "people")
    told = people if people == FEW or (people.isdecimal() and len(people) < 6) else NOBODY
    return Grounds(_said(one, "side"), told, _counted(one, "standpoints"), _counted(one, "stances"))


def _counted(one: Mapping[str, Any], key: str) -> tuple[Counted, ...]:
    listed = one.get(key)
    return tuple(
        Counted(_said(row, "said"), row["times"])
        for row in (listed[:MOST] if isinstance(listed, list) else [])
        if isinstance(row, Mapping) and isinstance(row.get("times"), int)
    )


def _listed(name: str, found: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    listed = found.get(key)
    rows = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    if len(rows) > MOST:
        raise Problem(_("%(name)s holds more than any study finds: it is not read.") % {"name": name})
    return rows


def _said(found: Mapping[str, Any], key: str) -> str:
    said = found.get(key)
    return " ".join(said.split())[:LONGEST] if isinstance(said, str) else ""


def _several(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    said = found.get(key)
    return (
        tuple(one[:LONGEST] for one in said[:MOST] if isinstance(one, str)) if isinstance(said, list) else ()
    )
