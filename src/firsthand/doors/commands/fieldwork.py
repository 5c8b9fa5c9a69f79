"""visit, note, guide, interview: what was seen and asked in the field."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    bytes_of,
    coder_option,
    found_study,
    json_option,
    show,
    study_option,
    table,
    text_of_file,
)

if TYPE_CHECKING:
    from firsthand.field.fieldwork.selectors import VisitLine

DAY = click.DateTime(["%Y-%m-%d"])
HOUR = click.DateTime(["%H:%M"])


@click.group()
def visit() -> None:
    """Visits to the field."""


@visit.command(name="add")
@click.option("--on", type=DAY, help="The day: 2026-03-05. Today where it is not given.")
@click.option("--from", "began", type=HOUR, help="When it began: 14:30.")
@click.option("--to", "ended", type=HOUR, help="When it ended.")
@click.option("--site", metavar="NAME", help="Where; a site that is not there yet is made.")
@click.option("--place", default="", metavar="ROOM", help="The kind of room: kitchen, desk, outside …")
@click.option("--doing", default="", metavar="WORDS", help="What was going on.")
@click.option(
    "--told", multiple=True, metavar="HOW", help="How people knew of the observing; again for more."
)
@click.option("--present", multiple=True, metavar="P", help="A participant who was there; again for more.")
@click.option("--left-out", default="", metavar="WORDS", help="That something was left out, not what it was.")
@study_option
@coder_option
@json_option
def add_visit(study: str | None, coder: str | None, as_json: bool, site: str | None, **said: Any) -> None:
    """Write down a visit."""
    found = found_study(study)
    from firsthand.field.fieldwork import selectors, services
    from firsthand.field.people.selectors import participant
    from firsthand.ground.studies.acting import one_act

    by = acting(found, coder)
    said["present"] = [participant(by, one) for one in said["present"]]
    said["told_how"] = said.pop("told")
    said["on"] = said["on"].date() if said["on"] else date.today()
    for edge in ("began", "ended"):
        said[edge] = said[edge].time() if said[edge] else None
    with one_act(by, "visit.add") as doing:
        if site:
            said["site"] = _site(by, site)
        doing.result = row = services.add_visit(by, **said)
    line = selectors.visit_line(by, row)
    show({"visit": _visit_json(line)}, as_json, lambda: f"Visit {line.number} is kept.")


@visit.command(name="list")
@click.option("--site", metavar="NAME", help="Only those at a site.")
@click.option("--present", metavar="P", help="Only those where a participant was.")
@study_option
@coder_option
@json_option
def list_visits(
    site: str | None, present: str | None, study: str | None, coder: str | None, as_json: bool
) -> None:
    """The visits, in order of number, with their notes."""
    found = found_study(study)
    from firsthand.field.fieldwork import selectors
    from firsthand.field.people.selectors import participant

    by = acting(found, coder)
    at = str(selectors.site(by, site).id) if site else ""
    who = str(participant(by, present).id) if present else ""
    lines = selectors.those_at(selectors.visits(by), site=at, person=who)
    rows = [
        (
            f"V{one.number}", one.on or "", f"{one.began}–{one.ended}" if one.began else "", one.place, one.by,
            ", ".join(person.pseudonym for person in one.present),
            " ".join(part.ref for note in one.notes for part in note.parts), one.doing,
        )
        for one in lines
    ]  # fmt: skip
    heads = ("Visit", "Day", "Time", "Place", "By", "Present", "Notes", "What was going on")
    show({"visits": [_visit_json(one) for one in lines]}, as_json, lambda: table(heads, rows))


@click.group()
def note() -> None:
    """Field notes."""


@note.command(name="add")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--visit", "visit_ref", metavar="V", help="The visit it is a note of: V3.")
@click.option(
    "--part",
    default="description",
    help="jotting, description, reflection, analytic or plan.",
    metavar="PART",
)
@click.option("--share", is_flag=True, help="Let the team read a reflection.")
@click.option("--title", default="", metavar="WORDS")
@study_option
@coder_option
@json_option
def add_note(
    file: Path | None,
    visit_ref: str | None,
    part: str,
    share: bool,
    title: str,
    study: str | None,
    coder: str | None,
    as_json: bool,
) -> None:
    """Write a field note from FILE, or from what comes in by standard input. It can be coded at once."""
    found = found_study(study)
    from firsthand.field.fieldwork.notes import write_note
    from firsthand.field.fieldwork.selectors import visit
    from firsthand.field.sources.selectors import source_line

    by = acting(found, coder)
    text = _note_text(by, file)
    row = visit(by, visit_ref) if visit_ref else None
    made = write_note(by, layers={part: text}, title=title, visit=row, share_reflection=share)
    line = source_line(by, made)
    data = {"source": line.id, "ref": line.ref, "title": line.title, "part": line.layer}
    show(data, as_json, lambda: f"{line.ref} {line.title} is kept.")


@click.group()
def guide() -> None:
    """Interview guides."""


@guide.command(name="import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--into", type=int, metavar="N", help="As a new version of guide N.")
@click.option("--title", default="", metavar="WORDS")
@click.option("--reason", default="", metavar="WORDS", help="Why the guide changed.")
@study_option
@coder_option
@json_option
def import_guide(
    file: Path, into: int | None, title: str, reason: str, study: str | None, coder: str | None, as_json: bool
) -> None:
    """Bring in a guide: YAML, or plain text with a question a line and its probes below it after dashes."""
    found = found_study(study)
    from firsthand.core.guide import read_guide
    from firsthand.field.interviews import selectors, services

    by = acting(found, coder)
    read = read_guide(text_of_file(file))
    owner = selectors.guide(by, into) if into is not None else None
    version = services.import_guide(by, guide=read, into=owner, title=title or file.stem, reason=reason)
    core = sum(one.core for one in read.questions)
    data = {
        "guide": version.guide.number, "version": version.number,
        "questions": [
            {"label": one.label, "text": one.text, "probes": one.probes, "core": one.core, "care": one.care}
            for one in read.questions
        ],
    }  # fmt: skip
    name = f"Guide {version.guide.number}, version {version.number}"
    said = f"{name}: {len(read.questions)} questions, {core} of them core."
    show(data, as_json, lambda: said)


@click.group()
def interview() -> None:
    """Interviews, and which questions were answered."""


@interview.command(name="add")
@click.argument("source_ref", metavar="SOURCE")
@click.option("--on", type=DAY, help="The day: 2026-03-05.")
@click.option("--place", default="", metavar="WORDS")
@click.option("--asked-by", metavar="NAME", help="The member who asked.")
@click.option("--guide", "guide_number", metavar="N", help="The guide; its latest version.")
@click.option("--mark", is_flag=True, help="Mark the answers that the guide's wording lets one find.")
@study_option
@coder_option
@json_option
def add_interview(
    source_ref: str,
    on: datetime | None,
    place: str,
    asked_by: str | None,
    guide_number: str | None,
    mark: bool,
    study: str | None,
    coder: str | None,
    as_json: bool,
) -> None:
    """Say of a source that it is an interview: when, where, who asked, and with which guide."""
    found = found_study(study)
    from firsthand.field.interviews import answers, selectors, services
    from firsthand.field.sources.selectors import source, source_line
    from firsthand.ground.studies.acting import one_act
    from firsthand.ground.studies.selectors import member_named

    by = acting(found, coder)
    row = source(by, source_ref)
    asker = member_named(by, asked_by) if asked_by else None
    version = selectors.guide_version(by, guide_number) if guide_number or mark else None
    with one_act(by, "interview.add") as doing:
        doing.result = services.add_interview(
            by, source=row, on=on.date() if on else None, asked_by=asker, guide=version, place=place
        )
        proposals = answers.propose(by, row, version) if mark and version else []
        if proposals and version:
            asked = [(selectors.question(by, version.guide, one.label), one.span) for one in proposals]
            answers.mark_answers(by, source=row, answers=asked)
    ref = source_line(by, row).ref
    labels = [one.label for one in selectors.answers_of(by, row)]
    data = {"source": row.id, "ref": ref, "answers": labels}
    show(data, as_json, lambda: f"{ref} is an interview. {len(labels)} answers are marked.")


def _note_text(by: Any, file: Path | None) -> str:
    """What is to be the note: from any file that an import can read, or as it comes in."""
    if file is None:
        return sys.stdin.read()
    from firsthand.field.sources.importing import read_files

    incoming, refused = read_files(by, [(file.name, bytes_of(file))])
    if refused:
        raise Problem(refused[0].sentence)
    if len(incoming) > 1:
        raise Problem(f"{file.name} holds {len(incoming)} texts, and a note is one.")
    return incoming[0].reading.text


def _site(by: Any, name: str) -> Any:
    from firsthand.core.problems import NotThere
    from firsthand.field.fieldwork import selectors, services

    try:
        return selectors.site(by, name)
    except NotThere:
        return services.add_site(by, name=name)


def _visit_json(one: VisitLine) -> dict[str, Any]:
    return {
        "id": one.id, "number": one.number, "on": one.on, "from": one.began, "to": one.ended, "by": one.by,
        "site": one.site.name if one.site else "", "place": one.place, "doing": one.doing, "left_out": one.left_out,
        "told_how": one.told_how, "present": [person.label for person in one.present],
        "notes": [
            {"by": each.by, "parts": [{"ref": part.ref, "id": part.id, "part": part.layer} for part in each.parts]}
            for each in one.notes
        ],
    }  # fmt: skip


COMMANDS = [visit, note, guide, interview]
