"""A file and the study it comes into: what of the file is here already, what it was made from, and what is to become
of what differs.

Things are known again by their GUIDs. Programs that give out new ones each time are met all the same: a text by its
words; and where a text is here, codes by their paths, memos by their titles, and codings by code, coder and place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from math import inf
from typing import TypeVar
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext

from firsthand.analysis.codebook.models import Code as CodeRow
from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.models import Coding as CodingRow
from firsthand.analysis.coding.readable import codings_kept_from
from firsthand.analysis.coding.selectors import CodingLine, codings_of, doubtful_of
from firsthand.analysis.memos.models import Memo
from firsthand.analysis.memos.selectors import MemoLine, memos, memos_kept_from
from firsthand.core.spans import Span
from firsthand.exchange.projects.codes import described
from firsthand.exchange.projects.ids import row_of
from firsthand.exchange.projects.merging.before import Before, CodingWas, moments
from firsthand.exchange.projects.merging.closed import closed_rows
from firsthand.exchange.projects.merging.differences import (
    Choices,
    Difference,
    How,
    changed,
    mark,
    where_they_differ,
)
from firsthand.exchange.projects.merging.glance import Glance, codings_seen, paths, texts_seen
from firsthand.exchange.projects.merging.likeness import likeness
from firsthand.exchange.projects.models import Arrival
from firsthand.exchange.projects.opened import Opened
from firsthand.exchange.projects.project import Text
from firsthand.exchange.projects.refi.elements import derived
from firsthand.field.consent.selectors import kept_people
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.models import Source as SourceRow
from firsthand.field.sources.selectors import SourceLine, sources
from firsthand.field.sources.sight import sources_kept_from
from firsthand.field.sources.texts import texts
from firsthand.giving_back.leaving.printing import HIDDEN
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.rows import rows_of
from firsthand.ground.vault import wording

TAKEN_OUT = noop("It was taken out here since the file was made, and stays out.")
HERE_ALREADY = noop("It is in the study already, and is not brought in once more.")
T = TypeVar("T")
NOTHING = UUID(int=0)

NOT_FROM_A_FILE = noop("Its words cannot be taken from the file. Correct it on its own page.")


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that was taken out here: what it was called, and its words."""

    name: str
    words: str


@dataclass
class Meeting:
    """One file and one study, for one member: nothing that they may not know of is here."""

    by: Membership
    file: Opened
    choices: Choices
    members: Mapping[str, Membership]
    same: dict[str, UUID] = field(
        default_factory=dict
    )  # rows that are here under another GUID, by the file's
    before: Before | None = None
    seen: Glance = field(default_factory=Glance)
    codes: dict[UUID, CodeLine] = field(default_factory=dict)
    memos: dict[UUID, MemoLine] = field(default_factory=dict)
    people: dict[UUID, Person] = field(default_factory=dict)
    sources: dict[UUID, SourceLine] = field(default_factory=dict)
    hidden: frozenset[UUID] = frozenset()
    closed: frozenset[UUID] = frozenset()
    left: frozenset[str] = frozenset()  # marks of what was left as it is here when a file came before
    stays: frozenset[str] = frozenset()  # and of what had been changed here alone by then
    stays_now: list[str] = field(default_factory=list)
    gone: dict[UUID, Gone] = field(default_factory=dict)  # what was here at such a moment, and is not now
    gone_codings: dict[UUID, CodingWas] = field(default_factory=dict)
    codings: frozenset[UUID] = frozenset()  # all that are here, whatever they are on

    def __post_init__(self) -> None:
        self.codes = {line.id: line for line in codebook(self.by)}
        self.memos = {line.id: line for line in memos(self.by)}
        self.people = {person.id: person for person in people(self.by)}
        self.sources = {line.id: line for line in sources(self.by)}
        self.closed = closed_rows(self.by)
        if not self._anything():
            return
        self.hidden = (
            sources_kept_from(self.by) | codings_kept_from(self.by) | memos_kept_from(self.by) | kept_people(self.by)
        )  # fmt: skip
        self.seen.texts = texts_seen(self.file)
        self._meet_texts()
        if not self.returns:
            return
        self.seen.codings = codings_seen(self.file)
        self._meet_codes()
        self._meet_memos()
        self._meet_codings()
        codings = CodingRow.objects.filter(study_id=self.by.study_id)
        self.codings = frozenset(codings.values_list("id", flat=True))
        self.before = self._made_from()
        forms = [said["form"] for row, said in self._arrived if self._is_since(row)]
        self.left = frozenset(mark for form in forms for mark in form.get("left", ()))
        self.stays = frozenset(mark for form in forms for mark in form.get("stays", ()))
        self._tell()

    @cached_property
    def returns(self) -> bool:
        """Whether something of the file was here already, so that it is no other project. Each text asks."""
        return any(
            self.row(guid) in known
            for known, guids in (
                (self.sources, self.seen.texts),
                (self.codes, [code.guid for code in self.file.project.codes]),
                (self.memos, [memo.guid for memo in self.file.project.memos]),
                (self.people, [case.guid for case in self.file.project.cases]),
            )
            for guid in guids
        )

    def row(self, guid: str) -> UUID:
        """The id that something of the file has here, or gets.

        Of what this member may not know of nothing is here: it gets another.
        """
        if not guid:
            return NOTHING  # what the file does not name
        if guid in self.same:
            return self.same[guid]
        row = row_of(self.by.study_id, guid)
        return row_of(self.by.study_id, derived(guid, str(self.by.id))) if row in self.hidden else row

    def comes_back(self, kind: str, guid: str, name: str, words: str, more: int = 0) -> bool:
        """Whether something that was taken out here comes in again: where it was changed there, if somebody says so.

        `more` is how much was put on it there since. What was taken out with a participant's words never comes.
        """
        row = self.row(guid)
        if row in self.closed:
            return False
        was = self.gone[row]
        if (was.name, was.words) == (name, words) and not more:
            return False
        here, there = where_they_differ(was.words, words)
        put = (
            [ngettext("%(count)s new coding", "%(count)s new codings", more) % {"count": more}]
            if more
            else []
        )
        shown = ": ".join(one for one in (name, there if was.words != words else "", *put) if one)
        found = self._tell_of(
            Difference(
                kind,
                guid,
                "taken out",
                was.name,
                How.BOTH,
                ": ".join([was.name, here]),
                _("taken out"),
                shown,
            )
        )
        return found.choice == "there"

    def stays_out(self, row: UUID) -> bool:
        """Whether something was taken out here since a file was made, or its words were."""
        return row in self.closed or row in self.gone

    def new_on(self, *, code: str = "", text: str = "") -> int:
        """How many codings the file has with a code, or on a text, that never were here."""
        return sum(
            1
            for guid, one in self.seen.codings.items()
            if (code and one.code == code) or (text and one.text == text)
            if self.row(guid) not in self.gone_codings and self.row(guid) not in self.codings
        )

    def settle(self, one: Difference) -> Difference | None:
        """What becomes of a difference, which is told in the report; None for what was changed here alone.

        When a file comes again, what was left as it is here the last time is not taken without somebody's word, and
        what had been changed here alone by then is so still.
        """
        mark = self._mark(one)
        if one.how is How.HERE or mark in self.stays:
            self.file.report.kept_here += 1
            self.stays_now.append(mark)
            return None
        if one.how is How.THERE and mark in self.left:
            one = replace(one, how=How.BOTH)
        return self._tell_of(one)

    def left_now(self) -> list[str]:
        """Marks of all that is left as it is here though it was changed in the file."""
        told = self.file.report.differences
        return [self._mark(one) for one in told if one.choice != "there" and one.how is not How.GONE]

    def _tell_of(self, one: Difference) -> Difference:
        made = self.choices.made(one)
        self.file.report.differences.append(made)
        return made

    def _mark(self, one: Difference) -> str:
        said = "\0".join([self.row(one.guid).hex, one.part, one.whole or one.there])
        return blake2b(
            said.encode("utf-8", "surrogatepass"), key=self.by.key.marking, digest_size=8
        ).hexdigest()

    def refuse(self, made: Difference, why: str) -> None:
        """What was to be taken from the file cannot be: it stays as it is here, and the report says why."""
        told = self.file.report.differences
        told[told.index(made)] = replace(made, choice="here", why=why)

    def differs(
        self, kind: str, guid: str, part: str, name: str, was: str | None, here: str, there: str,
        *, may_both: bool = False, why: str = "",
    ) -> Difference | None:  # fmt: skip
        """Something that is to be settled, where there is anything."""
        how = changed(was, here, there)
        if how is None:
            return None
        return self.settle(
            Difference(kind, guid, part, name, how, was, here, there, may_both=may_both, why=why)
        )

    def gone_there(self, kind: str, guid: str, name: str, here: str, why: str = "") -> Difference:
        """Something that was taken out there, and is here."""
        return self._tell_of(Difference(kind, guid, "", name, How.GONE, here, here, "", why=why))

    @cached_property
    def gone_places(self) -> dict[tuple[UUID, UUID, UUID, Span], CodingWas]:
        """The codings that were taken off here, by what and where they were."""
        return {was.place: was for was in self.gone_codings.values()}

    @cached_property
    def arrivals(self) -> list[wording.Words]:
        """What is kept of all projects that came in before, the earliest first."""
        return [said for _row, said in self._arrived]

    @cached_property
    def _arrived(self) -> list[tuple[Arrival, wording.Words]]:
        rows = Arrival.objects.filter(study_id=self.by.study_id).order_by("number")
        said = wording.read_open(self.by.key, [row.said for row in rows])
        return [(row, said[row.said]) for row in rows if row.said in said]

    def _is_since(self, row: Arrival) -> bool:
        """Whether a project came in since the moment that the file is from, or at it: before, it tells nothing."""
        moment = self.before
        return moment is None or row.number >= moment.arrival or (moment.out and row.at >= moment.at)

    # ---------- what is known again ----------

    def _anything(self) -> bool:
        study = self.by.study_id
        return any(model.objects.filter(study_id=study).exists() for model in (SourceRow, CodeRow, Memo))

    def _meet_texts(self) -> None:
        """Texts that are here by another GUID: those with the very same words."""
        known = set(map(self.row, self.seen.texts))
        free = {row: line for row, line in self.sources.items() if row not in known}
        lengths = {
            text.length for guid, text in self.seen.texts.items() if self.row(guid) not in self.sources
        }
        alike = {line.version_id: row for row, line in free.items() if line.length in lengths}
        marks = {mark(text.words): alike[version] for version, text in texts(self.by, alike).items()}
        for guid, text in self.seen.texts.items():
            if self.row(guid) not in self.sources and text.mark in marks:
                self.same[guid] = marks.pop(text.mark)

    def _meet_codes(self) -> None:
        there = paths(self.file.project.codes)
        known = {self.row(guid) for guid in there}
        here = {
            tuple(step.casefold() for step in line.path): row
            for row, line in self.codes.items()
            if row not in known
        }
        for guid, path in there.items():
            if self.row(guid) not in self.codes and path in here:
                self.same[guid] = here.pop(path)

    def _meet_memos(self) -> None:
        known = {self.row(memo.guid) for memo in self.file.project.memos}
        here = _only_ones((line.title, row) for row, line in self.memos.items() if row not in known)
        there = _only_ones(
            (memo.name, memo.guid)
            for memo in self.file.project.memos
            if self.row(memo.guid) not in self.memos
        )
        self.same |= {guid: here[title] for title, guid in there.items() if title in here}

    def _meet_codings(self) -> None:
        """Codings that are here by another GUID: the same code by the same coder on the very same words."""
        places: dict[tuple[UUID, UUID, UUID, object], UUID] = {}
        here: set[UUID] = set()
        for source in SourceRow.objects.filter(study_id=self.by.study_id, id__in=self._texts_here()):
            for line in self.codings_here(source):
                here.add(line.id)
                places[line.version_id, line.code.id, line.coder_id, line.span] = line.id
        taken = {self.row(guid) for guid in self.seen.codings} & here
        for guid, one in self.seen.codings.items():
            text = self.sources.get(self.row(one.text))
            if text is None or self.row(guid) in here:
                continue
            coder = self.members.get(one.coder, self.by)
            row = places.get((text.version_id, self.row(one.code), coder.id, one.span))
            if row is not None and row not in taken:
                self.same[guid] = row
                taken.add(row)

    def codings_here(self, row: SourceRow) -> list[CodingLine]:
        """The codings of a source, those included that lost their place when its text was corrected."""
        found = {line.id: line for line in (*codings_of(self.by, row), *doubtful_of(self.by, row))}
        return list(found.values())

    def _texts_here(self) -> list[UUID]:
        return [row for guid in self.seen.texts if (row := self.row(guid)) in self.sources]

    # ---------- what it was made from ----------

    def _made_from(self) -> Before | None:
        """Of all moments that the file may be from the one as which most in it is; the earliest of several."""
        best, most = None, -inf
        for moment in moments(self.by):
            self._note_gone(moment)
            score = likeness(self, moment)
            if score > most:
                best, most = moment, score
        return best

    def _note_gone(self, moment: Before) -> None:
        """What was here at that moment, and is not any more; as far as this member may know that it was."""
        self.gone_codings |= {
            row: was
            for row, was in moment.codings.items()
            if row not in self.codings and row not in self.hidden
        }
        for row in self._gone_of(CodeRow, moment.codes()):
            if (code := moment.code(row)) is not None:
                self.gone[row] = Gone(code["name"], described(code))
        for row in self._gone_of(Memo, moment.memos()):
            if (memo := moment.memo(row)) is not None:
                self.gone[row] = Gone(memo["name"], memo["words"])
        for row in self._gone_of(SourceRow, moment.sources()):
            if (source := moment.source(row)) is not None:
                self.gone[row] = Gone(source[0], moment.words(row) or "")

    def _gone_of(self, model: type[Recorded], there: set[UUID]) -> set[UUID]:
        here = rows_of(model).filter(study_id=self.by.study_id).values_list("id", flat=True)
        return there - set(here) - self.hidden

    def _tell(self) -> None:
        report = self.file.report
        if self.before is None:
            report.made_from = _(
                "This project is in the study already, but it cannot be told from which state of it the file was made: "
                "what differs is shown as it is here and as it is in the file, and what the file has not stays."
            )
            return
        day = date_format(self.before.at, "DATE_FORMAT")
        report.made_from = (
            _("The file was made from this study as it was taken out on %(day)s.")
            if self.before.out
            else _("The file was made from this study as it was on %(day)s, when a project was brought in.")
        ) % {"day": day}


def alike(there: str, here: str) -> bool:
    """Whether words of a file are these, as far as they left: a sign stands for each letter that did not.

    >>> alike("I ▒▒▒ here", "I was here"), alike("I ▒▒▒ there", "I was here")
    (True, False)
    """
    if there == here:
        return True
    if HIDDEN not in there or len(there) != len(here):
        return False
    return all(one in (other, HIDDEN) for one, other in zip(there, here, strict=True))


def _only_ones(named: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Things by their names, without case, of those names that only one has."""
    found: dict[str, list[T]] = {}
    for name, thing in named:
        if name.strip():
            found.setdefault(" ".join(name.split()).casefold(), []).append(thing)
    return {name: things[0] for name, things in found.items() if len(things) == 1}


def title_of(text: Text, media_name: str) -> str:
    """What a text of the file is called."""
    return (text.name.strip() or media_name.strip())[:200]
