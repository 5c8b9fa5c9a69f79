"""A talk in its course, the codebook as a tree, and themes beside their codes: as a picture or a table that leaves."""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.compare.course import Course, course_of_person, course_of_source
from firsthand.analysis.themes.mapped import ThemeMap, mapped
from firsthand.analysis.themes.selectors import excerpts_of, themes
from firsthand.core.problems import Problem
from firsthand.field.people.models import Participant
from firsthand.field.sources.models import Source
from firsthand.giving_back.leaving.printing import printed_themes, withheld
from firsthand.giving_back.reports import Report, count_that_leaves, people_in, pictures, tables
from firsthand.giving_back.reports.tables import Cell, Rows
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership


@act("report.release")
def make_course_of_source(by: Membership, *, source: Source, format: str) -> Report:  # noqa: A002
    """Codes over the course of a source. Raises `Problem` where somebody in it asked not to be printed."""
    return _course(by, course_of_source(by, source), format)


@act("report.release")
def make_course_of_person(by: Membership, *, person: Participant, format: str) -> Report:  # noqa: A002
    """Codes over all that somebody said. Raises `Problem` where somebody in it asked not to be printed."""
    return _course(by, course_of_person(by, person), format)


@act("report.release")
def make_code_tree(by: Membership, *, format: str) -> Report:  # noqa: A002 - the command line's word
    """The codebook as a tree, with how often each code stands on words."""
    codes, counted = codebook(by), counts(by)
    return count_that_leaves(
        by, "code tree", "code-tree", format, set(),
        lambda: (_("Codebook"), tables.codebook(codes, counted)), lambda: pictures.of_codes(codes, counted, "light"),
    )  # fmt: skip


@act("report.release")
def make_theme_map(by: Membership, *, format: str) -> Report:  # noqa: A002
    """Themes with their claims beside the codes of what speaks for and against them, as far as it may be printed."""
    found = mapped(printed_themes(by, themes(by, leaving=True)))
    shown = people_in(by, excerpts_of(found.themes))
    return count_that_leaves(
        by, "theme map", "theme-map", format, shown,
        lambda: (_("Theme map"), map_rows(found)), lambda: pictures.of_themes(found, "light"),
    )  # fmt: skip


def _course(by: Membership, found: Course, format: str) -> Report:  # noqa: A002
    printed_nowhere = withheld(by)
    if any(section.source.version_id in printed_nowhere for section in found.sections):
        raise Problem(
            _(
                "Somebody in this talk asked that none of their words be printed: its course does not leave, either."
            )
        )
    refs = "-".join(section.source.ref for section in found.sections[:3])
    held = {person.id for section in found.sections for person in section.source.people}
    return count_that_leaves(
        by, "course", f"course-{refs}", format, held,
        lambda: (_("Course"), course_rows(found)), lambda: pictures.of_course(found, "light"),
    )  # fmt: skip


def course_rows(found: Course) -> Rows:
    """A row for each stretch of a code: its source, and from which turn or line to which."""
    rows: Rows = [["code_id", "code", "source", "on", "counted_in", "from", "to"]]
    for one in found.coded:
        for stretch in one.stretches:
            section = found.sections[stretch.section]
            on = section.on.isoformat() if section.on else None
            where: list[Cell] = [section.source.ref, on, "turns" if section.by_turns else "lines"]
            rows.append([str(one.code.id), one.code.full_path, *where, stretch.first, stretch.last])
    return rows


def map_rows(found: ThemeMap) -> Rows:
    """A row for each code that speaks for or against a claim, and how many pieces of it do."""
    theme_of = {claim.id: theme for theme in found.themes for claim in theme.claims}
    rows: Rows = [["theme", "claim", "code_id", "code", "side", "pieces"]]
    rows += [
        [
            theme_of[one.claim.id].plain, one.claim.sentence, str(one.code.id), one.code.full_path, one.side,
            one.pieces,
        ]
        for one in found.joins
    ]  # fmt: skip
    return rows
