"""Reading the codebook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.core.codetree import PATH_SEPARATOR, Node, parse_path, paths
from firsthand.core.problems import NotThere, Problem
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.remembering import remembered
from firsthand.ground.trail.replay import Tables
from firsthand.ground.vault import wording
from firsthand.ground.vault.keys import StudyKey

CODES = frozenset({"codebook.code"})
# As `CodeLine` has them at its end.
WORDS = ("name", "plain_name", "definition", "when", "when_not", "example", "handle")


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code as pages show it, with its place in the tree."""

    id: UUID
    parent_id: UUID | None
    depth: int
    path: tuple[str, ...]
    hue: int
    version: int
    name: str
    plain_name: str = ""
    definition: str = ""
    when: str = ""
    when_not: str = ""
    example: str = ""
    handle: str = ""

    @property
    def plain(self) -> str:
        """What pages call it first: the plain name, or the name where there is none."""
        return self.plain_name or self.name

    @property
    def above(self) -> str:
        """Those it stands below, by name; nothing at the top."""
        return PATH_SEPARATOR.join(self.path[:-1])

    @property
    def full_path(self) -> str:
        """“Getting close › Being alike”."""
        return PATH_SEPARATOR.join(self.path)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The codebook as it stands, in the order of the tree."""

    order: list[CodeLine]
    lines: Mapping[UUID, CodeLine]
    places: Mapping[UUID, int]  # where in the order
    before: Mapping[UUID, UUID | None]  # the code before each under the same one

    def end_of(self, place: int) -> int:
        """Behind the last of those below the code at a place."""
        depth, end = self.order[place].depth, place + 1
        while end < len(self.order) and self.order[end].depth > depth:
            end += 1
        return end


def codebook(by: Membership) -> list[CodeLine]:
    """Every code, as the tree reads from top to bottom. Read anew where a code was changed since: each coding asks."""
    return list(_standing(by).order)


def _standing(by: Membership) -> _Standing:
    require(by, "study.read")
    key = by.key  # whoever has none is told so, whatever was opened for others
    return remembered(
        ("codebook", by.study_id), by.study_id, lambda: _laid_out(_read(by.study_id, key)), of=CODES
    )


def _laid_out(order: list[CodeLine]) -> _Standing:
    last: dict[UUID | None, UUID] = {}  # so far, under each code
    before = {}
    for line in order:
        before[line.id] = last.get(line.parent_id)
        last[line.parent_id] = line.id
    places = {line.id: place for place, line in enumerate(order)}
    return _Standing(order, {line.id: line for line in order}, places, before)


def codes_since(
    by: Membership, touched: Collection[UUID]
) -> tuple[list[tuple[CodeLine, UUID | None]], list[UUID]]:
    """What is another of the codebook where these codes were touched: they and all below them, as the tree reads, each
    with the code before it under the same one; and those that are gone. Every open page asks, after each new code: of
    the others none is looked at.
    """
    stands, changed, told = _standing(by), [], 0
    for place in sorted(stands.places[one] for one in touched if one in stands.places):
        if place >= told:  # else it is below one before it
            told = stands.end_of(place)
            changed += [(line, stands.before[line.id]) for line in stands.order[place:told]]
    return changed, sorted(set(touched) - stands.lines.keys())


class Known:
    """The codes by id. One that somebody made since they were read is looked for once more: its coding is there."""

    def __init__(self, by: Membership) -> None:
        self._by, self._lines = by, _standing(by).lines

    def __getitem__(self, code_id: UUID) -> CodeLine:
        if code_id not in self._lines:
            self._lines = {line.id: line for line in _read(self._by.study_id, self._by.key)}
        return self._lines[code_id]


def _read(study_id: UUID, key: StudyKey) -> list[CodeLine]:
    fields = ("id", "parent_id", "position", "wording", "hue", "version")
    rows = list(Code.objects.filter(study_id=study_id).values_list(*fields))
    return _tree(rows, wording.read_all(key, [row[3] for row in rows]))


def codebook_as_of(by: Membership, tables: Tables) -> list[CodeLine]:
    """The codebook in a study as it stood (see `trail.replay.as_of`)."""
    require(by, "study.read")
    rows = [
        (
            UUID(row_id),
            UUID(row["parent_id"]) if row["parent_id"] else None,
            row["position"],
            UUID(row["wording"]),
            row["hue"],
            row["version"],
        )  # fmt: skip
        for row_id, row in tables.get("codebook.code", {}).items()
    ]
    kept = {"name": _("words kept under the guardian’s key")}  # names were taken out of them since
    words = wording.read_open(by.key, [row[3] for row in rows])
    return _tree(rows, {row[3]: words.get(row[3], kept) for row in rows})


def code(by: Membership, ref: str | UUID) -> Code:
    """One code by id, handle, name, plain name or path (“A > B”), in any case. Raises `NotThere`, or `Problem`
    where several codes have that name."""
    require(by, "study.read")
    rows = Code.objects.filter(study_id=by.study_id)
    if isinstance(ref, UUID):
        return fetched(by, Code, ref, _("There is no such code in this study."))
    matches = lines_called(codebook(by), ref)
    if not matches:
        raise NotThere(_("There is no code “%(ref)s” in this study.") % {"ref": ref})
    if len(matches) > 1:
        places = "; ".join(line.full_path for line in matches)
        raise Problem(
            _("Several codes are called “%(ref)s”: %(places)s. Give the whole path.")
            % {"ref": ref, "places": places}
        )
    return rows.get(pk=matches[0].id)


def lines_called(codes: Iterable[CodeLine], ref: str) -> list[CodeLine]:
    """The codes that somebody may mean: by id, handle, name, plain name or path, in any case."""
    return [line for line in codes if _is_called(line, ref)]


def _is_called(line: CodeLine, ref: str) -> bool:
    wanted = ref.strip().casefold()
    if wanted in (line.id.hex, str(line.id)):
        return True
    if wanted in (word.casefold() for word in (line.handle, line.name, line.plain_name) if word):
        return True
    path = [step.casefold() for step in parse_path(ref)]
    return len(path) > 1 and path == [step.casefold() for step in line.path]


def _tree(
    rows: list[tuple[UUID, UUID | None, int, UUID, int, int]], words: Mapping[UUID, wording.Words]
) -> list[CodeLine]:
    by_id = {row[0]: row for row in rows}
    nodes = [Node(row[0], row[1], row[2], words[row[3]]["name"]) for row in rows]
    lines = []
    for code_id, path in paths(nodes).items():
        _id, parent_id, _position, worded, hue, version = by_id[code_id]
        said = (words[worded].get(name, "") for name in WORDS)
        lines.append(CodeLine(code_id, parent_id, len(path) - 1, path, hue, version, *said))
    return lines
