"""What of a study agreement compares: texts that two coders or more coded, their codings as numbers.

A text counts for a coder who put any code on it, or coded it in a round (see `looking`). All of its words could be
coded, but for those of people who were not asked. What a member may not know of is not in it (see
`coding.readable`). No words are opened here, unless texts have to be cut into units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine, code, codebook
from firsthand.analysis.coding.columns import CodingColumns, coding_columns
from firsthand.analysis.compare.looking import Looked, looked, settled_on
from firsthand.core.agreement.codings import Codings
from firsthand.core.agreement.coefficient import Ints
from firsthand.core.agreement.segmenting import (
    SPLITTERS,
    Rule,
    Segmented,
    fingerprint,
    in_units,
    segmented,
)
from firsthand.core.problems import NotThere, Problem
from firsthand.core.spans import Span, within
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.sources.sight import number_for, readable
from firsthand.field.sources.texts import people_by_version, sizes, texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership

Unit = Literal["character", "sentence", "turn"]
# What is said with every coefficient: which text could have been coded.
CODABLE = "all words of texts that two of these coders or more coded, but those of people who were not asked"
IN_ROUND = "all words of the round’s texts, but those of people who were not asked"


@dataclass(frozen=True, slots=True)
class Document:
    """A text that is compared: its source, as this member numbers it."""

    version_id: UUID
    source_id: UUID
    number: int

    @property
    def ref(self) -> str:
        """“S12”."""
        return f"S{self.number}"


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared. Documents, codes and coders are numbered in `codings` as they stand here.

    `unasked`: where in each document people speak who were not asked. `clusters` says which documents are of the same
    participant: those are drawn together for intervals. `settled`: how many differences on these texts were settled.
    `everybody`: all who code and could be compared, chosen or not.
    """

    documents: list[Document]
    codes: list[CodeLine]
    coders: list[str]
    codings: Codings
    unasked: list[list[Span]]
    clusters: Ints
    settled: int
    everybody: list[tuple[UUID, str]]
    codable: str = CODABLE

    @property
    def drawn(self) -> str:
        """What is drawn anew for intervals."""
        return "documents" if len(set(self.clusters.tolist())) == len(self.documents) else "participants"

    def on_characters(self) -> Codings:
        """The codings on the words that could be coded."""
        return self.codings.without(self.unasked)

    def on_units(self, by: Membership, unit: Literal["sentence", "turn"], rule: Rule) -> tuple[Codings, str]:
        """The codings on whole sentences or turns, and the name of that segmentation with its fingerprint."""
        opened = texts(by, [one.version_id for one in self.documents])
        cut = []
        for document, unasked in zip(self.documents, self.unasked, strict=True):
            text = opened[document.version_id]
            whole = segmented(unit, text.words, text.structure)
            cut.append(Segmented(whole.text, [one for one in whole.units if not within(one, unasked)]))
        return in_units(self.codings, cut, rule), f"{SPLITTERS[unit]}, {fingerprint(cut)}"

    def spans(self) -> dict[tuple[int, int, int], list[Span]]:
        """The codings by document, code and coder, each coder's own overlaps made one."""
        found: dict[tuple[int, int, int], list[Span]] = defaultdict(list)
        rows = self.on_characters().joined()
        columns = (rows.doc, rows.code, rows.coder, rows.start, rows.end)
        for doc, place, coder, start, end in zip(*(one.tolist() for one in columns), strict=True):
            found[doc, place, coder].append(Span(start, end))
        return found


def compared(by: Membership, *, codes: Sequence[str] = (), coders: Sequence[str] = ()) -> Compared:
    """What of the study can be compared, of these codes and coders or of all.

    Raises `NotThere` for a code or coder that is not there, and `Problem` where no two coded the same text.
    """
    require(by, "study.read")
    wanted = {code(by, one).id for one in codes}
    columns = coding_columns(by)
    people = _coders(by, columns, coders)
    chosen = {key for key, _name in people}
    seen = {version: who & chosen for version, who in looked(by, columns).items()}
    documents = _documents(by, [version for version, who in seen.items() if len(who) > 1])
    if not documents:
        raise Problem(_("No two of these coders coded the same text: there is nothing to compare."))
    versions = [one.version_id for one in documents]
    at_work = set().union(*(seen[version] for version in versions))
    compare = wanted or _used(columns, versions)
    return laid_out(
        by, columns, seen, documents,
        people=[one for one in people if one[0] in at_work],
        codes=[line for line in codebook(by) if line.id in compare],
        unasked=bystanders_in(by, versions), settled=settled_on(by, versions),
        everybody=_coders(by, columns, ()),
    )  # fmt: skip


def laid_out(
    by: Membership,
    columns: CodingColumns,
    seen: Looked,
    documents: list[Document],
    *,
    people: list[tuple[UUID, str]],
    codes: list[CodeLine],
    unasked: Mapping[UUID, list[Span]],
    settled: int,
    everybody: list[tuple[UUID, str]],
    codable: str = CODABLE,
) -> Compared:
    """Codings of these people, under these codes, on these documents, as numbers. `seen`: who looked at which."""
    versions = [one.version_id for one in documents]
    return Compared(
        documents,
        codes,
        [name for _key, name in people],
        _numbered(by, columns, seen, versions, [line.id for line in codes], [key for key, _name in people]),
        [unasked.get(version, []) for version in versions],
        _clusters(by, versions),
        settled,
        everybody,
        codable,
    )


def _used(columns: CodingColumns, versions: list[UUID]) -> set[UUID]:
    """The codes that are on these texts."""
    here = _places(versions, columns.versions)[columns.version] >= 0
    return {columns.codes[place] for place in np.unique(columns.code[here])}


def _coders(by: Membership, columns: CodingColumns, names: Sequence[str]) -> list[tuple[UUID, str]]:
    """Those who are compared, each id with its name: those named, or everybody who codes, by name."""
    members = sorted(by.study.members.values_list("id", "name"), key=lambda one: one[1].casefold())
    if not names:
        return [(key, name) for key, name in members if key in set(columns.coders)]
    known = {name.casefold(): (key, name) for key, name in members}
    for name in names:
        if name.strip().casefold() not in known:
            raise NotThere(_("There is no coder “%(name)s” in this study.") % {"name": name.strip()})
    found = list(dict.fromkeys(known[name.strip().casefold()] for name in names))
    if len(found) < 2:
        raise Problem(_("Agreement needs two coders: name two or more, commas between."))
    return found


def _numbered(
    by: Membership,
    columns: CodingColumns,
    seen: Looked,
    versions: list[UUID],
    codes: list[UUID],
    coders: list[UUID],
) -> Codings:
    """The codings of these, with the places of these lists."""
    doc, place, coder = (
        _places(kept, every)[column]
        for kept, every, column in (
            (versions, columns.versions, columns.version),
            (codes, columns.codes, columns.code),
            (coders, columns.coders, columns.coder),
        )
    )
    lengths = sizes(by, set(versions))
    looked_at = [
        sum(1 << bit for bit, key in enumerate(coders) if key in seen[version]) for version in versions
    ]
    kept = (doc >= 0) & (place >= 0) & (coder >= 0)
    return Codings(
        doc[kept], place[kept], coder[kept], columns.start[kept], columns.end[kept],
        np.array([lengths[version][0] for version in versions], dtype=np.int64),
        len(codes), len(coders), np.array(looked_at, dtype=np.int64),
    )  # fmt: skip


def _places(kept: list[UUID], every: list[UUID]) -> Ints:
    """For each of `every` its place in `kept`, or -1."""
    place = {key: at for at, key in enumerate(kept)}
    return np.array([place.get(key, -1) for key in every], dtype=np.int64)


def _documents(by: Membership, versions: list[UUID]) -> list[Document]:
    """In the order of their numbers, so that drawing anew draws the same each time."""
    rows = readable(by).values_list("current", "id", "number")
    known = {current: Document(current, key, number_for(by, number)) for current, key, number in rows}
    return sorted((known[version] for version in versions), key=lambda one: one.number)


def _clusters(by: Membership, versions: list[UUID]) -> Ints:
    """Texts in which the same one participant speaks are one cluster; any other text is one of its own."""
    speaking = people_by_version(by, set(versions))
    keys: dict[UUID, int] = {}
    for version in versions:
        people = speaking.get(version, ())
        keys.setdefault(people[0].id if len(people) == 1 else version, len(keys))
    found = [
        keys[people[0].id if len(people := speaking.get(version, ())) == 1 else version]
        for version in versions
    ]
    return np.array(found, dtype=np.int64)
