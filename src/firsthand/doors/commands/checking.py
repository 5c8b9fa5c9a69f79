"""check: what in a file would break a promise, before it leaves; and whether what we say fits those it is about."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from firsthand.doors.commands.common import (
    acting,
    bytes_of,
    coder_option,
    found_study,
    json_option,
    put,
    require_folder,
    show,
    study_option,
    table,
    text_of_file,
)

if TYPE_CHECKING:
    from firsthand.giving_back.member_checks.selectors import PackWhole
    from firsthand.giving_back.release.checking import Checked, Finding


NUMBERED = re.compile(r"[Dd]\d{1,9}")  # a document


@click.group()
def check() -> None:
    """Look through what is to leave, before it does; and ask those whom it is about whether it fits."""


@check.command()
@click.argument("what", metavar="FILE|REPORT|D")
@study_option
@coder_option
@json_option
def release(what: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Names, words of people who said no or were not asked, passages that tell together, claims that hide their ground.

    A file (docx, html, pdf, txt, md …), a report by its name (themes, codebook …) or a document by its number (D1).
    Ends with 1 where it finds any.
    """
    by = acting(found_study(study), coder)
    from firsthand.field.sources.importing import words_in
    from firsthand.giving_back.release.checking import checked
    from firsthand.giving_back.reports import looked_over
    from firsthand.giving_back.writing.selectors import document
    from firsthand.giving_back.writing.taking_out import looked_through

    path = Path(what)
    if NUMBERED.fullmatch(what) and not path.exists():
        found = looked_through(by, document(by, what))
    else:
        name, data = (path.name, bytes_of(path)) if path.exists() else looked_over(by, what)
        found = checked(by, words_in(name, data))
    show(as_data(found), as_json, lambda: findings_told(found))
    if found.findings:
        raise click.exceptions.Exit(1)


@check.command()
@click.option(
    "--participant", "ref", default="", metavar="P", help="Of this one alone: label, pseudonym or id."
)
@study_option
@coder_option
@json_option
def members(ref: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """What was shown to whom, what they say to it, and what came of that."""
    by = acting(found_study(study), coder)
    from firsthand.field.people.selectors import participant
    from firsthand.giving_back.member_checks.selectors import packs

    found = packs(by, participant(by, ref).id if ref else None)
    show({"shown": [_pack(one) for one in found]}, as_json, lambda: _packs_told(found))


@check.command()
@click.option("--participant", "ref", required=True, metavar="P", help="Label, pseudonym or id.")
@click.option("--claim", "claims", multiple=True, metavar="ID", help="A claim, by its id; can be said again.")
@click.option("--theme", "themes", multiple=True, metavar="ID", help="A theme, by its id; can be said again.")
@click.option(
    "--quote", "quotes", multiple=True, metavar="ID", help="A coding on words of theirs, by its id."
)
@click.option(
    "--summary", type=click.Path(path_type=Path), metavar="FILE", help="A short summary, as plain text."
)
@click.option("--transcript", is_flag=True, help="All that they said.")
@study_option
@coder_option
@json_option
def send(
    ref: str, claims: tuple[str, ...], themes: tuple[str, ...], quotes: tuple[str, ...], summary: Path | None,
    transcript: bool, study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Put something on a participant's own page, of what they chose to see."""
    by = acting(found_study(study), coder)
    from firsthand.analysis.coding.selectors import coding
    from firsthand.analysis.themes import selectors
    from firsthand.field.people.selectors import participant
    from firsthand.giving_back.member_checks.services import send_pack
    from firsthand.giving_back.own_page.showing import freshen

    whom = participant(by, ref)
    made = send_pack(
        by, participant=whom, transcript=transcript, summary=text_of_file(summary) if summary else "",
        claims=[selectors.claim(by, _id(one)) for one in claims],
        themes=[selectors.theme(by, _id(one)) for one in themes],
        quotes=[coding(by, _id(one)) for one in quotes],
    )  # fmt: skip
    freshen(by, whom)
    show({"id": made.id, "number": made.number}, as_json, lambda: f"On their page: number {made.number}.")


@check.command()
@click.argument("number", type=int, metavar="NUMBER")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@study_option
@coder_option
@json_option
def paper(number: int, out: Path, study: str | None, coder: str | None, as_json: bool) -> None:
    """What was shown to somebody, to print: FILE.pdf or FILE.html. A copy that leaves."""
    by = acting(found_study(study), coder)
    from firsthand.core.problems import NotThere
    from firsthand.giving_back.member_checks.paper import on_paper
    from firsthand.giving_back.member_checks.selectors import pack, packs

    require_folder(out, "it")
    found = next((one for one in packs(by) if one.number == number), None)
    if found is None:
        raise NotThere(f"Nothing with the number {number} was shown to anybody.")
    made = on_paper(by, pack=pack(by, found.id), format=out.suffix.lstrip(".").lower())
    put(out, made.data)
    show({"file": out, "bytes": len(made.data)}, as_json, lambda: f"Written: {out}")


def _id(written: str) -> UUID:
    from firsthand.core.problems import NotThere

    try:
        return UUID(written)
    except ValueError:
        raise NotThere(
            f"“{written}” is no id. The ids are in `claims --json` and `codings --json`."
        ) from None


def _pack(one: PackWhole) -> dict[str, Any]:
    return {
        "id": one.id, "number": one.number, "participant": one.person.label, "pseudonym": one.person.pseudonym,
        "by": one.by, "at": one.at, "taken_back_at": one.taken_back_at,
        "lines": [
            {
                "id": line.id, "kind": line.kind, "of": line.row, "words": line.words, "gone": line.gone,
                "said_otherwise": line.said_otherwise,
                "replies": [
                    {
                        "answer": said.answer, "text": said.text, "at": said.at, "how": said.how,
                        "told_by": said.told_by, "to_print": said.to_print, "open": said.open,
                        "outcome": said.outcome, "reason": said.reason, "settled_by": said.settled_by,
                    }
                    for said in line.replies
                ],
            }
            for line in one.lines
        ],
    }  # fmt: skip


def _packs_told(found: list[PackWhole]) -> str:
    rows = [
        (one.number, f"{one.at:%Y-%m-%d}", len(one.lines), one.replied, one.open, one.person.pseudonym)
        for one in found
    ]
    header = ("Number", "Shown on", "Things", "Answered", "To deal with", "To")
    return table(header, rows) if rows else "Nothing was shown to anybody yet."


def as_data(found: Checked) -> dict[str, Any]:
    """What was found, as JSON."""
    return {
        "passages": len(found.passages), "people": len(found.people), "names_looked_for": found.with_names,
        "findings": [
            {
                "kind": one.kind, "line": one.line, "words": one.words, "sentence": one.sentence, "to_do": one.to_do,
                "more": one.more,
            }
            for one in found.findings
        ],
    }  # fmt: skip


def findings_told(found: Checked) -> str:
    """What was found, for a person."""
    about = f"{len(found.passages)} passages of the study stand in it, of {len(found.people)} people."
    unseen = [] if found.with_names else ["Real names could not be looked for: you do not hold their key."]
    told = [f"{_line(one)}: {one.sentence}\n  … {one.words} …\n  {one.to_do}" for one in found.findings]
    return "\n".join([about, *unseen, *(told or ["Nothing was found that would break a promise."])])


def _line(one: Finding) -> str:
    return f"line {one.line}" + (f" and {one.more} more" if one.more else "")


COMMANDS = (check,)
