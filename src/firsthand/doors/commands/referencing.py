"""references: the literature in, listed in a style, and out."""

from __future__ import annotations

from pathlib import Path

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
)

STYLES = ("apa", "chicago", "vancouver")
FORMATS = ("ris", "bibtex", "csl-json")


@click.group()
def references() -> None:
    """The literature: works from reference managers, listed as a style wants them."""


@references.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would become of each work.")
@study_option
@coder_option
@json_option
def import_references(path: Path, dry_run: bool, study: str | None, coder: str | None, as_json: bool) -> None:
    """Bring in the works of a RIS, BibTeX or CSL-JSON file, as one act."""
    data = bytes_of(path)
    by = acting(found_study(study), coder)
    from firsthand.giving_back.references.taking_in import look_over, take_in

    report = (look_over if dry_run else take_in)(by, name=path.name, data=data)

    def told() -> str:
        counted = ", ".join(f"{count} {fate}" for fate, count in report.counts().items())
        rows = [
            (one.line, one.fate, one.what, one.why) for one in report.rows if one.fate != "same" or one.why
        ]
        head = ["Nothing was written: this is what would come.", ""] if dry_run else []
        lines = [table(("Line", "", "What", "Why"), rows), ""] if rows else []
        return "\n".join([*head, *lines, f"references: {counted}.", *report.remarks])

    show(report.as_dict() | {"study": by.study.slug, "dry_run": dry_run}, as_json, told)


@references.command("list")
@click.option("--style", type=click.Choice(STYLES), default="apa", show_default=True, help="In which style.")
@click.option("--find", "words", default="", metavar="WORDS", help="Only works in which these words stand.")
@study_option
@coder_option
@json_option
def list_references(style: str, words: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Every work as the style lists it, each with the number by which it is called here."""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.references.citing import bibliography
    from firsthand.giving_back.references.selectors import references as all_references

    every = all_references(by)
    found = {str(one.id): one for one in (all_references(by, words=words) if words.strip() else every)}
    items = [one.item for one in found.values()]
    entries = bibliography(items, style, among=[one.item for one in every])
    data = [
        {
            "id": entry.id, "ref": found[entry.id].ref, "text": entry.text.plain, "html": entry.text.html,
            "item": {field: value for field, value in found[entry.id].item.items() if field != "id"},
        }
        for entry in entries
    ]  # fmt: skip
    told = [f"{found[entry.id].ref:<5} {entry.text.plain}" for entry in entries]
    show(
        {"style": style, "references": data},
        as_json,
        lambda: "\n".join(told) or ("No work has these words in it." if words else "No work yet."),
    )


@references.command("export")
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True, help="For which programs.")
@click.option(
    "--out", "to", required=True, type=click.Path(path_type=Path), metavar="F", help="Where to write."
)
@study_option
@coder_option
@json_option
def export_references(format_: str, to: Path, study: str | None, coder: str | None, as_json: bool) -> None:
    """Write every work for reference managers. That it left is in the trail."""
    require_folder(to, "the works")
    by = acting(found_study(study), coder)
    from firsthand.giving_back.references.taking_out import take_references_out

    data = take_references_out(by, format=format_).data
    put(to, data)
    said = {"file": str(to), "bytes": len(data), "format": format_}
    show(said, as_json, lambda: f"Written: {to} ({len(data):,} bytes).")


COMMANDS = (references,)
