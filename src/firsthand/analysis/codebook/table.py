"""A codebook that comes in as a table (csv, xlsx): each row is looked at first, then all of it is one act.

A row is known as a code of this study by its id, its handle, or its name and place. What the table has no column for
stays as it is; an empty cell takes the words away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from uuid6 import uuid7

from firsthand.analysis.codebook.models import HUES, Code
from firsthand.analysis.codebook.selectors import WORDS, CodeLine, codebook
from firsthand.core.cells import fitting
from firsthand.core.codetree import PATH_SEPARATOR, parse_path
from firsthand.core.hues import hue_written
from firsthand.core.problems import Problem
from firsthand.core.tables import Fate, TableReport
from firsthand.field.sources.extract.letters import normal
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording

# What columns are called, besides what the program itself calls them.
ALSO = {
    "id": "code_id", "code": "name", "description": "definition", "color": "colour", "hue": "colour",
    "when to use": "when",
    "use it when": "when", "include": "when", "exclude": "when_not", "example invented": "example",
    "when not to use": "when_not", "not when": "when_not", "do not use it for": "when_not",
    "parent code": "parent", "under": "parent",
}  # fmt: skip
KNOWN = {*WORDS, "code_id", "parent", "path", "colour"}
COUNTED = {"codings", "sources", "coders"}  # they go out, and say nothing when they come in
TEXTS = {"text", "answer", "response", "words", "body"}  # a table with one of these is of sources
LEVEL = "level_"
MOST_DEEP = 200

Path = tuple[str, ...]


def is_codebook(header: Iterable[str]) -> bool:
    """Whether a table is a codebook, by the names of its columns: a code's name or id, and what a code has."""
    names = {_column(cell) for cell in header}
    return "name" in names and bool(names & {"code_id", "definition", "parent"}) and not names & TEXTS


def look_over(by: Membership, *, rows: Sequence[Sequence[str]], spare: bool = False) -> TableReport:
    """What `take_in` would do with each row. Nothing is written. Raises `Problem` where it is no table of codes."""
    require(by, "codebook.import")
    return _Table(by, rows, spare).report


@act("codebook.import")
def take_in(by: Membership, *, rows: Sequence[Sequence[str]], spare: bool = False) -> TableReport:
    """Make and change codes as a table has them. Rows that are refused are left out; the report says why.

    `spare`: an empty cell says nothing, and takes no words away.

    Raises `Problem` where it is no table of codes.
    """
    table = _Table(by, rows, spare)
    new, changed = table.placed(Fate.NEW), table.placed(Fate.CHANGED)
    sealed = dict(
        zip(
            [one.code_id for one in new + changed],
            store.seal_all(by.key, [wording.packed(one.words) for one in new + changed]),
            strict=True,
        )
    )
    record().create(
        *(
            Code(
                id=one.code_id, study_id=by.study_id, parent_id=one.parent_id, position=one.position,
                wording=sealed[one.code_id], hue=one.hue,
            )
            for one in new
        )
    )  # fmt: skip
    standing = Code.objects.filter(study_id=by.study_id).in_bulk([one.code_id for one in changed])
    for one in changed:
        row, was = standing[one.code_id], table.here[one.code_id]
        if one.words != _words_of(was):
            record().change(row, wording=sealed[one.code_id], version=row.version + 1)
        if one.parent_id != was.parent_id:
            record().change(row, parent_id=one.parent_id, position=one.position)
        record().change(row, hue=one.hue)
    return table.report


@dataclass(slots=True)
class _Row:
    """A row, and once it has its place what it makes of a code."""

    line: int
    given: dict[str, str]
    path: Path  # as the table writes it, where it does
    fate: Fate | None = None
    why: str = ""
    code_id: UUID = field(default_factory=uuid7)
    parent_id: UUID | None = None
    position: int = 0
    words: dict[str, str] = field(default_factory=dict)
    hue: int = 0

    @property
    def name(self) -> str:
        return self.given.get("name") or (self.path[-1] if self.path else "")

    @property
    def called(self) -> str:
        """What the report calls it: its path, where the table has one, so that its place can be looked over."""
        return PATH_SEPARATOR.join(self.path) or self.name

    def refuse(self, why: str) -> None:
        self.fate, self.why = Fate.REFUSED, why


class _Table:
    """A table laid beside the codebook: what becomes of each row, with the tree as it would be."""

    def __init__(self, by: Membership, rows: Sequence[Sequence[str]], spare: bool = False) -> None:
        self._spare = spare
        lines = codebook(by)
        self.here = {line.id: line for line in lines}
        self.report = TableReport("codes")
        self._handles = _once((line.handle.casefold(), line.id) for line in lines if line.handle)
        self._path_of = {line.id: _folded(line.path) for line in lines}
        self._paths = {path: key for key, path in self._path_of.items()}
        self._above: dict[UUID, UUID | None] = {line.id: line.parent_id for line in lines}
        self._child = {(line.parent_id, line.name.casefold()): line.id for line in lines}
        self._named = {line.id: line.name for line in lines}
        positions = Code.objects.filter(study_id=by.study_id).values_list("parent_id", "position")
        self._last: dict[UUID | None, int] = {}
        for parent, position in positions:
            self._last[parent] = max(position, self._last.get(parent, -1))
        self._claimed: dict[UUID, int] = {}
        self._columns = self._read_header(rows)
        self.rows = [self._read(number, row) for number, row in enumerate(rows[1:], 2) if any(row)]
        self._place_all()
        for one in self.rows:
            self.report.told(one.line, one.called, one.fate or Fate.REFUSED, one.why)

    def placed(self, fate: Fate) -> list[_Row]:
        """The rows with that fate, each after the one that it stands under."""
        return [one for one in self._order if one.fate is fate]

    # ---------- reading ----------

    def _read_header(self, rows: Sequence[Sequence[str]]) -> list[str]:
        if not rows:
            raise Problem(_("The table is empty."))
        columns = [_column(cell) for cell in rows[0]]
        levels = [name for name in columns if name.startswith(LEVEL)]
        if "name" not in columns and "path" not in columns and not levels:
            raise Problem(_("The table needs a column “name”, with the names of the codes."))
        twice = [name for name, count in Counter(columns).items() if name in KNOWN and count > 1]
        if twice:
            raise Problem(_("Two columns say “%(name)s”. Keep one of them.") % {"name": twice[0]})
        unread = [
            cell.strip()
            for cell, name in zip(rows[0], columns, strict=True)
            if name and name not in KNOWN | COUNTED and name not in levels
        ]
        if unread:
            self.report.remarks.append(
                _("These columns say nothing of a code here, and are not read: %(names)s.")
                % {"names": ", ".join(unread)}
            )
        return columns

    def _read(self, line: int, row: Sequence[str]) -> _Row:
        cells = dict(zip(self._columns, [*row, *[""] * len(self._columns)], strict=False))
        given = {name: cells[name].strip() for name in KNOWN if name in cells}
        if self._spare:
            given = {name: said for name, said in given.items() if said}
        for name in ("name", "parent"):
            if name in given:
                given[name] = " ".join(given[name].split())
        if given.get("code_id") and not given.get("handle") and not _is_id(given["code_id"]):
            given["handle"] = given["code_id"]
        levels = sorted((name for name in cells if name.startswith(LEVEL)), key=lambda name: int(name[6:]))
        path = tuple(step for name in levels if (step := " ".join(cells[name].split())))
        return _Row(line, given, path or parse_path(given.get("path", "")))

    # ---------- placing ----------

    def _place_all(self) -> None:
        """Give each row its place, those first under which others stand."""
        self._order: list[_Row] = []
        self._waiting: dict[int, list[_Row]] = defaultdict(list)  # by the line of the row that they wait for
        self._wanting: dict[Path, list[_Row]] = defaultdict(list)  # by the path that nothing has yet
        self._by_path: dict[Path, _Row] = {}
        for one in self.rows:
            if one.path:
                self._by_path.setdefault(_folded(one.path), one)
        self._by_handle: dict[str, _Row] = {}
        self._by_name: dict[str, list[_Row]] = {}
        for one in self.rows:
            self._by_handle.setdefault(one.given.get("handle", "").casefold(), one)
            self._by_name.setdefault(one.name.casefold(), []).append(one)
        waiting = self.rows
        while waiting:
            waiting = sorted(
                (freed for one in waiting for freed in self._placed(one)), key=lambda freed: freed.line
            )
        for one in self.rows:
            if one.fate is None:
                one.refuse(one.why or _("It would stand under itself."))

    def _placed(self, one: _Row) -> list[_Row]:
        """Give a row its place, or none; answers with the rows that waited for it.

        Where the row under which it stands has no place yet, the row waits for that one. Each waits once or twice, so
        a table costs no more where codes come before those above them.
        """
        above = self._stands_under(one)
        if isinstance(above, str):
            one.why = above  # a row that makes the place may still come
            self._wanting[self._path_above(one)].append(one)
            return []
        if isinstance(above, _Row) and above.fate is None:
            self._waiting[above.line].append(one)
            return []
        one.why = ""
        if isinstance(above, _Row) and above.fate is Fate.REFUSED:
            one.refuse(_("“%(name)s”, under which it stands, is refused.") % {"name": above.name})
        else:
            self._place(one, above.code_id if isinstance(above, _Row) else above)
        path = self._path_of.get(one.code_id)
        makes = path is not None and one.fate is not Fate.REFUSED
        return self._waiting.pop(one.line, []) + (self._wanting.pop(path, []) if makes and path else [])

    def _place(self, one: _Row, parent: UUID | None) -> None:
        known = self._known_by_itself(one)
        if known is not None and not self._says_where(one):
            parent = self.here[known].parent_id
        self._settle(one, known, parent)
        self._order.append(one)

    def _path_above(self, one: _Row) -> Path:
        """The path of what a row stands under, as the table writes it."""
        return _folded(one.path[:-1] if one.path else parse_path(one.given.get("parent", "")))

    def _known_by_itself(self, one: _Row) -> UUID | None:
        """The code of this study that a row means by id or handle."""
        written = one.given.get("code_id", "")
        if _is_id(written) and UUID(written) in self.here:
            return UUID(written)
        return self._handles.get(one.given.get("handle", "").casefold())

    def _says_where(self, one: _Row) -> bool:
        return bool(one.path) or "parent" in one.given

    def _stands_under(self, one: _Row) -> _Row | UUID | str | None:
        """The row or code under which a row stands; None at the top; a sentence where there is none such."""
        if one.path:
            path = self._path_above(one)
            found = self._by_path.get(path) or self._paths.get(path)
            named = PATH_SEPARATOR.join(one.path[:-1])
        else:
            named = one.given.get("parent", "")
            path = self._path_above(one)
            found = self._by_handle.get(named.casefold()) or self._handles.get(named.casefold())
            same = self._by_name.get(named.casefold(), [])
            if not found and len(same) > 1:
                return _("Several rows are called “%(name)s”. Give them handles, and name one by it.") % {
                    "name": named
                }
            found = found or (same[0] if same else self._called(named, path))
        if not named:
            return None
        return found or _("There is no code “%(name)s” to stand under, in the table or here.") % {
            "name": named
        }

    def _called(self, named: str, path: Path) -> UUID | None:
        """The code of this study with that name, or at the end of that path."""
        same = [key for key, name in self._named.items() if name.casefold() == named.casefold()]
        return same[0] if len(same) == 1 else self._paths.get(path)

    def _settle(self, one: _Row, known: UUID | None, parent: UUID | None) -> None:
        name = " ".join(one.name.split())
        known = known or self._child.get((parent, name.casefold()))
        was = self.here.get(known) if known else None
        if known is not None and known in self._claimed:
            one.refuse(_("Line %(line)s is about this code already.") % {"line": self._claimed[known]})
        elif not name:
            one.refuse(_("A code needs a name."))
        elif self._child.get((parent, name.casefold()), known) != known:
            one.refuse(_("There is a code “%(name)s” at this place already.") % {"name": name})
        elif (was is None or parent != was.parent_id) and self._is_deep(parent):
            one.refuse(
                _("Codes stand under each other up to two hundred deep, and this one would be deeper.")
            )
        elif was is not None and parent != was.parent_id and self._is_under(parent, was.id):
            one.refuse(_("A code cannot stand under itself or under a code of its own."))
        elif one.given.get("colour") and hue_written(one.given["colour"]) is None:
            one.refuse(
                _("“%(colour)s” is no colour: write #rrggbb, or a letter from A to L.")
                % {"colour": one.given["colour"]}
            )
        else:
            self._take_place(one, was, parent, name)

    def _take_place(self, one: _Row, was: CodeLine | None, parent: UUID | None, name: str) -> None:
        one.code_id, one.parent_id = was.id if was else one.code_id, parent
        before = _words_of(was) if was else dict.fromkeys(WORDS, "")
        said = {word: one.given[word] for word in WORDS if word in one.given} | {"name": name}
        one.words = {word: _as_said(before[word], said.get(word)) for word in WORDS}
        hue = hue_written(one.given.get("colour", ""))
        one.hue = hue if hue is not None else was.hue if was else len(self._above) % HUES
        if was is None or was.parent_id != parent:
            one.position = self._last[parent] = self._last.get(parent, -1) + 1
        if was is None:
            one.fate = Fate.NEW
        else:
            different = [word for word in WORDS if one.words[word] != before[word]]
            different += ["colour"] * (one.hue != was.hue) + ["parent"] * (parent != was.parent_id)
            one.fate, one.why = (Fate.CHANGED if different else Fate.SAME), ", ".join(different)
            self._child.pop((was.parent_id, was.name.casefold()), None)
        above = self._path_of.get(parent, ()) if parent else ()
        self._path_of[one.code_id] = (*above, name.casefold())
        self._paths[self._path_of[one.code_id]] = one.code_id
        self._claimed[one.code_id] = one.line
        self._above[one.code_id] = parent
        self._child[parent, name.casefold()] = one.code_id

    def _is_deep(self, parent: UUID | None) -> bool:
        """Whether nothing may stand under a code any more."""
        return parent is not None and len(self._path_of.get(parent, ())) >= MOST_DEEP

    def _is_under(self, step: UUID | None, code_id: UUID) -> bool:
        while step is not None and step != code_id:
            step = self._above[step]
        return step is not None


def _is_id(written: str) -> bool:
    try:
        return bool(UUID(written))
    except ValueError:
        return False


def _column(cell: str) -> str:
    written = " ".join(cell.casefold().replace("_", " ").split())
    name = ALSO.get(written, written.replace(" ", "_"))
    return name if not name.startswith(LEVEL) or name[6:].isdecimal() else ""


def _once(pairs: Iterable[tuple[str, UUID]]) -> dict[str, UUID]:
    """Those that stand for one thing only."""
    found = list(pairs)
    counted = Counter(name for name, _key in found)
    return {name: key for name, key in found if counted[name] == 1}


def _folded(path: Iterable[str]) -> Path:
    return tuple(step.casefold() for step in path)


def _words_of(line: CodeLine) -> dict[str, str]:
    return {word: getattr(line, word) for word in WORDS}


def _as_said(before: str, given: str | None) -> str:
    """What a cell makes of words: the same ones where it only holds them as a file can."""
    if given is None or given in _as_files_hold(before):
        return before
    return given


def _as_files_hold(words: str) -> Mapping[str, None]:
    plain = normal(words)[0].strip()
    return dict.fromkeys([words, plain, fitting(plain)])
