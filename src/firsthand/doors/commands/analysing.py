"""apply, autocode, undo, redo, report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firsthand.core.problems import NotThere, Problem
from firsthand.doors.commands.checking import as_data, findings_told
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    put,
    require_folder,
    short,
    show,
    study_option,
    table,
)

if TYPE_CHECKING:
    from firsthand.analysis.codebook.models import Code
    from firsthand.giving_back.reports import Report
    from firsthand.ground.studies.models import Membership

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option(
    "--source", "source_ref", required=True, metavar="ID", help="The source: S3, its id or its title."
)
@click.option(
    "--code", "code_name", required=True, metavar="NAME", help="A code's name or path (A > B); made if new."
)
@click.option("--start", required=True, type=int, help="The first character (code point), counted from 0.")
@click.option("--end", required=True, type=int, help="The character after the last.")
@study_option
@coder_option
@json_option
def apply(
    source_ref: str, code_name: str, start: int, end: int, study: str | None, coder: str | None, as_json: bool
) -> None:
    """Put a code on a stretch of a source's words."""
    found = found_study(study)
    from firsthand.analysis.coding.excerpts import excerpts
    from firsthand.analysis.coding.services import apply_code
    from firsthand.core.spans import Span
    from firsthand.field.sources.selectors import source
    from firsthand.ground.studies.acting import one_act

    span = Span(start, end)
    row = source(acting(found, None), source_ref)
    by = acting(found, coder, newcomer=True)
    with one_act(by, "coding.apply"):
        coding = apply_code(by, source=row, code=_code(by, code_name), span=span)
    (excerpt,) = excerpts(by, coding_ids=[coding.id])
    where = excerpt.coding.span
    data = {
        "id": coding.id, "source": row.id, "code": excerpt.coding.code.name, "coder": by.name,
        "start": where.start, "end": where.end, "words": excerpt.words, "joined": where != span,
    }  # fmt: skip
    show(data, as_json, lambda: _told(data, excerpt.source.ref))


@click.command()
@click.option(
    "--code", "code_name", required=True, metavar="NAME", help="A code's name or path; made if new."
)
@click.option("--words", metavar="W", help="Words or phrases, commas between; * for any ending.")
@click.option("--pattern", metavar="P", help="A regular expression.")
@click.option("--speaker", metavar="S", help="All that a speaker says: the label or the pseudonym.")
@click.option("--question", metavar="Q", help="All answers to questions with these words.")
@click.option(
    "--reach", default="match", show_default=True, metavar="R", help="match, sentence, line or turn."
)
@click.option("--exact", is_flag=True, help="Case and accents count.")
@click.option("--source", "refs", multiple=True, metavar="ID", help="Only here; may be given more than once.")
@click.option("--apply", "applies", is_flag=True, help="Code what is found; without it, only show it.")
@study_option
@coder_option
@json_option
def autocode(
    code_name: str, reach: str, exact: bool, refs: tuple[str, ...], applies: bool,
    study: str | None, coder: str | None, as_json: bool, **sought: str | None,
) -> None:  # fmt: skip
    """Code by a rule what it finds. Shows first; --apply codes all of it, as one act."""
    found = found_study(study)
    from firsthand.analysis.coding import autocoding
    from firsthand.core.finding import Rule
    from firsthand.field.sources.selectors import source
    from firsthand.ground.studies.acting import one_act

    given = [(kind, words) for kind, words in sought.items() if words is not None]
    if len(given) != 1:
        raise Problem("Give one of --words, --pattern, --speaker and --question.")
    rule = Rule(*given[0], reach, exact)  # type: ignore[arg-type]
    by = acting(found, coder, newcomer=applies)
    rows = autocoding.preview(by, rule, sources=[source(by, ref) for ref in refs] or None).rows
    if applies:
        accepted = [(source(by, row.source.id), row.version_id, row.span) for row in rows]
        with one_act(by, "coding.autocode"):
            autocoding.autocode(by, rule=rule, code=_code(by, code_name), accepted=accepted)
    data = [
        {"source": row.source.id, "start": row.span.start, "end": row.span.end, "words": row.words}
        for row in rows
    ]
    shown = [(row.source.ref, row.place, ", ".join(row.said_by), short(row.words)) for row in rows]
    said = f"{len(rows)} coded with {code_name}." if applies else f"{len(rows)} found. --apply codes them."
    text = table(("Source", "Place", "Who", "Words"), shown)
    show({"found": data, "applied": applies}, as_json, lambda: f"{text}\n\n{said}")


@click.command()
@click.option(
    "--steps", default=1, show_default=True, type=click.IntRange(1), metavar="N", help="How many acts."
)
@study_option
@click.option("--as", "coder", metavar="CODER", help="This member's own acts; without it, anyone's.")
@json_option
def undo(steps: int, study: str | None, coder: str | None, as_json: bool) -> None:
    """Take back the last acts, the latest first."""
    _walk("undo", steps, study, coder, as_json)


@click.command()
@click.option(
    "--steps", default=1, show_default=True, type=click.IntRange(1), metavar="N", help="How many acts."
)
@study_option
@click.option("--as", "coder", metavar="CODER", help="This member's own acts; without it, anyone's.")
@json_option
def redo(steps: int, study: str | None, coder: str | None, as_json: bool) -> None:
    """Do again what was undone."""
    _walk("redo", steps, study, coder, as_json)


PLAIN = ("themes", "codebook", "codings")
APART = ("ethics", "appendix", "cards", "board", "advocacy", "theme-map", "code-tree", "archive", "kit")


@click.command()
@click.argument("what", type=click.Choice(["study", *PLAIN, *APART]))
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "docx", "md", "pdf", "csv", "xlsx", "svg", "png", "zip"]),
    help="From FILE's ending if left out.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option(
    "--document",
    "ref",
    default="",
    metavar="D",
    help="Of the study written up: which document, where there are several.",
)
@click.option("--since", type=DAY, metavar="DAY", help="For the ethics board: from this day (2026-01-31) on.")
@click.option("--until", type=DAY, metavar="DAY", help="For the ethics board: up to this day.")
@click.option(
    "--code", "family", metavar="C", help="For the advocacy sheet: the code above those about services."
)
@click.option("--ask", default="", metavar="WORDS", help="For the advocacy sheet: what is asked for.")
@click.option("--without", multiple=True, metavar="S", help="For an archive: leave this source out.")
@click.option(
    "--without-code",
    multiple=True,
    metavar="C",
    help="For an archive: leave out what stands under this code.",
)
@click.option(
    "--repeated", default="", metavar="WHY", help="For an archive: why repeated words are nobody's own."
)
@study_option
@coder_option
@json_option
def report(
    what: str, form: str | None, out: Path, ref: str, since: datetime | None, until: datetime | None,
    family: str | None, ask: str, without: tuple[str, ...], without_code: tuple[str, ...], repeated: str,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Write a report to a file. The file is a copy: the trail keeps that it left, and whose words are in it.

    `report ethics` is the package for the ethics board, `report appendix` the methods’ appendix from the record.
    Neither names a participant. `report study` is a document that was written up, `report cards` are the learning
    cards, `report board` is what was found in plain words, `report advocacy` what the study shows about services: each
    is looked through first, and does not leave while it would break a promise. `report theme-map` and `report
    code-tree` are pictures, or the tables behind them. `report archive` is the package for a research archive, with as
    much as each person said may be kept; `report kit` how the study is made, for another site, without anybody’s words.
    """
    by = acting(found_study(study), coder)
    require_folder(out, "the report")
    wanted, days = form or out.suffix.lstrip(".").lower(), [one and one.date() for one in (since, until)]
    if what != "ethics" and any(days):
        raise Problem("--since and --until are for the package for the ethics board: report ethics.")
    if what != "advocacy" and (family or ask):
        raise Problem("--code and --ask are for the advocacy sheet: report advocacy.")
    if what != "archive" and (without or without_code or repeated):
        raise Problem("--without, --without-code and --repeated are for an archive: report archive.")
    if what != "study" and ref:
        raise Problem("--document is for the study written up: report study.")
    if what in ("archive", "kit"):
        made: Report = _deposited(by, what, wanted, without, without_code, repeated)
    elif what == "ethics":
        from firsthand.giving_back.ethics.package import package

        made = package(by, format=wanted, since=days[0], until=days[1])
    elif what == "study":
        made = _written(by, ref, wanted, as_json)
    else:
        made = _report(by, what, wanted, family, ask)
    put(out, made.data)
    show({"file": out, "bytes": len(made.data)}, as_json, lambda: f"Written: {out}")


def _written(by: Membership, ref: str, form: str, as_json: bool) -> Report:
    """A document that was written up; or what has to be settled before it leaves, and an end with 1."""
    from firsthand.giving_back.writing.selectors import the_document
    from firsthand.giving_back.writing.taking_out import Held, take_document_out

    try:
        return take_document_out(by, document=the_document(by, ref), format=form)
    except Held as held:
        told = f"{held}\n{findings_told(held.found)}"
        show(as_data(held.found), as_json, lambda: told)
        raise click.exceptions.Exit(1) from None


def _report(by: Membership, what: str, form: str, family: str | None, ask: str) -> Report:
    from firsthand.analysis.codebook.selectors import code
    from firsthand.giving_back.appendix.making import make_appendix
    from firsthand.giving_back.cards.making import make_cards
    from firsthand.giving_back.reports import make
    from firsthand.giving_back.reports.charts import make_code_tree, make_theme_map
    from firsthand.giving_back.sheets.advocacy import make_advocacy
    from firsthand.giving_back.sheets.board_page import make_board_page

    if what == "advocacy":
        return make_advocacy(by, format=form, family=code(by, family) if family else None, ask=ask)
    makers = {
        "appendix": make_appendix, "cards": make_cards, "board": make_board_page, "theme-map": make_theme_map,
        "code-tree": make_code_tree,
    }  # fmt: skip
    return makers[what](by, format=form) if what in makers else make(by, what=what, format=form)


def _deposited(
    by: Membership,
    what: str,
    wanted: str,
    without: tuple[str, ...],
    without_code: tuple[str, ...],
    repeated: str,
) -> Report:
    """The package for an archive, or the kit for another site: a zip, whatever is in it."""
    from firsthand.analysis.codebook.selectors import code
    from firsthand.exchange.kits.kept import origin
    from firsthand.field.sources.selectors import source
    from firsthand.giving_back.archive.making import make_archive
    from firsthand.giving_back.study_kit.making import make_kit

    if wanted != "zip":
        raise Problem(f"It is several files in one: report {what} --out F.zip.")
    if what == "kit":
        return make_kit(by, origin=origin(by))
    sources, codes = [source(by, ref) for ref in without], [code(by, ref) for ref in without_code]
    return make_archive(by, without=sources, without_codes=codes, repeated=repeated)


def _code(by: Membership, name: str) -> Code:
    """The code of that name or path, made where there is none."""
    from firsthand.analysis.codebook.selectors import code
    from firsthand.analysis.codebook.services import make_path
    from firsthand.core.codetree import parse_path

    try:
        return code(by, name)
    except NotThere:
        return make_path(by, path=parse_path(name))


def _told(data: dict[str, object], ref: str) -> str:
    sentence = (
        f"{data['coder']} put “{data['code']}” on {ref}, {data['start']}–{data['end']}: {data['words']}"
    )
    return sentence + (
        "\nIt was joined with a coding of the same code that was there already." if data["joined"] else ""
    )


def _walk(way: str, steps: int, study: str | None, coder: str | None, as_json: bool) -> None:
    found = found_study(study)
    from firsthand.giving_back.record import entries_kept_from, told_one
    from firsthand.ground.studies.undoing import redo_last, undo_last

    by = acting(found, coder)
    whose = by if coder else None
    step = undo_last if way == "undo" else redo_last
    walked = [step(by, whose=whose, but=entries_kept_from(by)) for _step in range(steps)]
    lines = [told_one(by, entry) for entry in walked]
    data = [
        {"number": line.number, "by": line.by, "act": line.act, "sentence": line.sentence} for line in lines
    ]
    show(
        {"entries": data},
        as_json,
        lambda: "\n".join(f"{line.number}: {line.by} {line.sentence}" for line in lines),
    )


COMMANDS = [apply, autocode, undo, redo, report]
