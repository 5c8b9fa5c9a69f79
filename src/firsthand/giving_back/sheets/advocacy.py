"""An advocacy sheet: what the study shows about services, code by code, in words that may be quoted; what we ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import CodeLine, code, codebook
from firsthand.analysis.coding.excerpts import Excerpt
from firsthand.analysis.coding.quoting import quotable
from firsthand.analysis.coding.selectors import CodingLine, all_codings
from firsthand.core.consent.sheets import BLANK
from firsthand.core.folding import folded
from firsthand.core.problems import Problem
from firsthand.field.sources.texts import owners, talks
from firsthand.giving_back.ethics.description import Block, Package, Part, heading, note, shown, text
from firsthand.giving_back.how_known import how_known
from firsthand.giving_back.leaving.selectors import unprinted
from firsthand.giving_back.release.holding import settled
from firsthand.giving_back.reports import Report, note_release
from firsthand.giving_back.reports.words import leads_to
from firsthand.giving_back.sheets.drawing import drawn
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership, Study

MOST = 2  # passages of a code


@act("report.release")
def make_advocacy(
    by: Membership,
    *,
    format: str,  # noqa: A002 - the command line's word
    family: Code | None = None,
    ask: str = "",
) -> Report:
    """Take it out, as html or pdf: a copy that leaves, with its people.

    `family`: the code at the top of what is said of services; found by its name where it is not said. `ask`: what is
    asked for; lines to write on where it is empty. Raises `Problem` where there is no such code, nothing is coded with
    it, or a promise would be broken.
    """
    top = family or system_family(by)
    if top is None:
        raise Problem(_("No code at the top is called after the system. Say which code it is."))
    sheet, people = advocacy(by, top, ask)
    made = drawn(by, "advocacy", sheet, format)
    note_release(by, "advocacy", format, people)
    return made


def families(by: Membership) -> list[CodeLine]:
    """The codes at the top of the codebook."""
    return [line for line in codebook(by) if line.parent_id is None]


def system_family(by: Membership) -> Code | None:
    """The code at the top whose name says that it is about the system; None where there is none."""
    called = folded(_("system")).text
    found = (one for one in families(by) if called in folded(f"{one.name} {one.plain_name}").text)
    line = next(found, None)
    return code(by, line.id) if line else None


def advocacy(by: Membership, top: Code, ask: str = "") -> tuple[Package, set[UUID]]:
    """What stands on it, and whose words. Raises `Problem` where nothing is coded."""
    lines = _with_below(by, top.id)
    codings = all_codings(by, [line.id for line in lines])
    if not codings:
        raise Problem(_("Nothing is coded with these codes yet: the sheet would be empty."))
    whose = owners(by, talks(by, {one.version_id for one in codings}))
    people = {one.id: whose(one.version_id, one.span) for one in codings}
    quotes = _quotes(by, codings)
    blocks: list[Block] = []
    for line in lines:
        of_it = [one for one in codings if one.code.id == line.id]
        if of_it:
            blocks += _code(by.study, line, of_it, people, quotes.get(line.id, ()))
    above = lines[0]
    about = (
        [text(above.definition)]
        if above.definition and not any(c.code.id == above.id for c in codings)
        else []
    )
    parts = (Part(_("What we heard and saw"), (*about, *blocks)), _ask(ask))
    facts = ((_("Study"), by.study.title), (_("As of"), shown(timezone.localdate())))
    sheet = Package(_("What this shows about services"), facts, parts)
    return sheet, {person.id for found in quotes.values() for one in found for person in one.people}


def _with_below(by: Membership, top: UUID) -> list[CodeLine]:
    taken: set[UUID | None] = set()
    found = []
    for line in codebook(by):  # parents come before their children
        if line.id == top or line.parent_id in taken:
            taken.add(line.id)
            found.append(line)
    return found


def _quotes(by: Membership, codings: Sequence[CodingLine]) -> dict[UUID, list[Excerpt]]:
    """By code one or two passages that may be quoted, of different people; each words once on the whole sheet."""
    silent, used = {one.id for one in unprinted(by)}, set[str]()
    found: dict[UUID, list[Excerpt]] = {}
    for one in settled(by, quotable(by, codings)):
        taken = found.setdefault(one.coding.code.id, [])
        people = {person.id for person in one.people}
        spoke = {person.id for other in taken for person in other.people}
        if one.held or one.words in used or not people or people & (silent | spoke) or len(taken) == MOST:
            continue
        taken.append(one)
        used.add(one.words)
    return found


def _code(
    study: Study,
    line: CodeLine,
    codings: Sequence[CodingLine],
    people: dict[UUID, frozenset[UUID]],
    quotes: Sequence[Excerpt],
) -> Iterator[Block]:
    yield heading(line.plain)
    if line.definition:
        yield text(line.definition)
    count = len(frozenset[UUID]().union(*(people[one.id] for one in codings)))
    known = how_known(count, (one.standpoint for one in codings))
    if known:
        yield note(known)
    for one in quotes:
        yield Block("question", f"“{one.words}”", more=", ".join(one.said_by), leads=leads_to(study, one))


def _ask(ask: str) -> Part:
    return Part(_("What we ask for"), (text(ask.strip() or BLANK * 3),))
