"""Making the package: sorted, cut, looked through, and only then written; the trail keeps that it left."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import WORDS, CodeLine, codebook
from firsthand.analysis.coding.selectors import each_coding
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import visits
from firsthand.field.interviews.selectors import interviews
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.models import Kind, Source
from firsthand.field.sources.texts import owners
from firsthand.giving_back.archive import metadata, readme, tables
from firsthand.giving_back.archive.cut import CutText
from firsthand.giving_back.archive.kept_back import LeftOut, Sorted, counted, sorted_texts
from firsthand.giving_back.archive.project import AsProject
from firsthand.giving_back.archive.tables import Kept
from firsthand.giving_back.packing import packed
from firsthand.giving_back.release.checking import ARCHIVED, Finding, checked, require_nothing_found
from firsthand.giving_back.release.examples import unquoted
from firsthand.giving_back.reports import Report, note_release
from firsthand.giving_back.reports.tables import as_csv
from firsthand.giving_back.reports.tables import codebook as codebook_rows
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act, because
from firsthand.ground.studies.models import Membership, Role
from firsthand.ground.studies.selectors import members


@dataclass(frozen=True)
class Package:
    """What would go: everything that is told of it, and its files."""

    by: Membership
    sorted: Sorted

    @cached_property
    def texts(self) -> list[CutText]:
        """The texts as they go."""
        return [cut for one in self.sorted.going if (cut := CutText(one)).words.strip()]

    @cached_property
    def people(self) -> list[Person]:
        """Whose words are in it."""
        there = {key for cut in self.texts for key in cut.going.people}
        return [one for one in people(self.by) if one.id in there]

    @cached_property
    def missing(self) -> list[str]:
        """What is not in it, and why, in sentences."""
        return readme.not_in_it(self.sorted.staying, counted(self.sorted), self._sorted_codings[1])

    @cached_property
    def codings(self) -> list[Kept]:
        """The codings that go."""
        return self._sorted_codings[0]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What in it would break a promise, and in which text: it does not leave before that is settled."""
        parts = [(cut.line.ref, cut.words) for cut in self.texts]
        parts += [(_("the codebook"), _said(line)) for line in self._codes]
        parts.append((_("the title"), self.by.study.title))
        words = "\n\n".join(words for _ref, words in parts)
        begins, at = [], 1
        for _ref, text in parts:
            begins.append(at)
            at += text.count("\n") + 2
        found = checked(self.by, words, ARCHIVED).findings
        return tuple(replace(one, where=parts[bisect_right(begins, one.line) - 1][0]) for one in found)

    def unsettled(self, repeated: str) -> tuple[Finding, ...]:
        """The same without repeated words, where somebody said why these are nobody's own."""
        return tuple(one for one in self.findings if one.kind != "not_archived" or not repeated.strip())

    def files(self) -> dict[str, bytes]:
        """Every file by its path, without the checksums."""
        made, told = self._data(), self._told()
        described = metadata.written(
            metadata.Described(
                self.by.study.title, [one.name for one in members(self.by) if one.role == Role.LEAD and one.here],
                self._years(), self._kinds(), [line.plain for line in self._codes if not line.depth],
                list(told.items()), " ".join(f"{one}." for one in self.missing),
            )
        )  # fmt: skip
        listed = readme.written(self.by.study.title, told, self.missing, demo=self.by.study.demo)
        return made | {"ddi.xml": described, "README.txt": listed}

    def _data(self) -> dict[str, bytes]:
        known = {one.id: one for one in people(self.by)}
        project = AsProject(self.by.study, self._codes, self._coders, self.people)
        made = {f"texts/{cut.line.ref}.txt": cut.words.encode() for cut in self.texts}
        made |= {f"texts/{cut.line.ref}.csv": as_csv(tables.turns(cut)) for cut in self.texts}
        return made | {
            "texts.csv": as_csv(tables.texts(self.texts, known)),
            "codebook.csv": as_csv(codebook_rows(self._codes, tables.counts(self.codings))),
            "codebook.qdc": project.codebook(),
            "codings.csv": as_csv(tables.codings(self.codings, self._coders)),
            "codings.qdpx": project.project(self.texts, self.codings),
            "deidentification.csv": as_csv(tables.replaced(self.by)),
        }

    def _told(self) -> dict[str, str]:
        return {
            "README.txt": _("This text."),
            "texts.csv": _("Every text that is here: of which kind, of whom, how long."),
            "texts/": _("Each text twice: plain (txt), and turn by turn (csv)."),
            "codebook.csv": _("Every code with its definition, and how much stands under it here."),
            "codebook.qdc": _("The same for programs that read REFI-QDA codebooks."),
            "codings.csv": _("Every coding: where it stands, under which code, by which coder."),
            "codings.qdpx": _("Texts, codes and codings as a REFI-QDA project."),
            "deidentification.csv": _(
                "What kinds of thing were replaced because they tell who somebody is. What they were is nowhere in it."
            ),
            "ddi.xml": _("What a catalogue wants to know, as DDI-Codebook 2.5."),
            "SHA256SUMS.txt": _("A checksum of every file."),
        }

    @cached_property
    def _codes(self) -> list[CodeLine]:
        cut, every = {one.line.version_id: one for one in self.texts}, self.sorted.opened
        whose = owners(self.by, every)

        def may(version: UUID, span: Span) -> bool:
            goes = version in cut and not any(gap.touches(span) for gap in cut[version].gaps)
            return goes and whose(version, span) <= self.sorted.released

        return unquoted(codebook(self.by), every, may)

    @cached_property
    def _coders(self) -> dict[UUID, str]:
        """Coders by number: who they are is of no use there."""
        found = sorted({line.coder_id for line, _cut, _span in self.codings})
        return {key: _("Coder %(number)s") % {"number": number} for number, key in enumerate(found, 1)}

    @cached_property
    def _sorted_codings(self) -> tuple[list[Kept], int]:
        """The codings that go, by text and place, and how many of the texts that go do not."""
        cut = {one.line.version_id: one for one in self.texts}
        kept: list[Kept] = []
        gone = 0
        for line in each_coding(self.by):
            if line.version_id not in cut:
                continue
            there = cut[line.version_id].span(line.span)
            gone += there is None
            if there is not None:
                kept.append((line, cut[line.version_id], (there.start, there.end)))
        order = {one.line.version_id: place for place, one in enumerate(self.texts)}
        kept.sort(key=lambda one: (order[one[0].version_id], *one[2], one[0].id))
        return kept, gone

    def _years(self) -> list[str]:
        """The first and the last: a day could tell."""
        there = {one.line.id for one in self.texts}
        days = [one.on for one in interviews(self.by) if one.on and one.source.id in there]
        days += [
            one.on
            for one in visits(self.by)
            if one.on and any(part.id in there for note in one.notes for part in note.parts)
        ]
        years = sorted({f"{day.year:04}" for day in days})
        return [years[0], years[-1]] if years else []

    def _kinds(self) -> list[str]:
        found = Counter(one.line.kind for one in self.texts)
        return [f"{Kind(kind).label}: {found[kind]}" for kind in sorted(found)]


def look_over(
    by: Membership, *, without: Sequence[Source] = (), without_codes: Sequence[Code] = ()
) -> Package:
    """The package as it would leave, to look at before it does. Nothing leaves.

    `without`: sources that the team leaves out besides; of `without_codes` whatever stands under them.
    """
    require(by, "archive.release")
    chosen = LeftOut(frozenset(one.id for one in without), frozenset(one.id for one in without_codes))
    return Package(by, sorted_texts(by, chosen))


@act("archive.release")
def make_archive(
    by: Membership, *, without: Sequence[Source] = (), without_codes: Sequence[Code] = (), repeated: str = ""
) -> Report:
    """Take the package out. Raises `Problem` where nothing may go, or something in it would break a promise.

    `repeated`: why words that it repeats of somebody who did not say yes are nobody's own. The trail keeps that.
    """
    package = look_over(by, without=without, without_codes=without_codes)
    if not package.texts:
        raise Problem(
            _("Nobody has said yet that their words may be kept in an archive: there is nothing to take out.")
        )
    require_nothing_found(package.unsettled(repeated))
    because(by, repeated)
    note_release(by, "archive", "zip", {one.id for one in package.people})
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-archive.zip", "application/zip", packed(package.files()))


def _said(line: CodeLine) -> str:
    return "\n".join(getattr(line, field) for field in WORDS)
