"""init and demo: a data folder, and a study in it."""

from __future__ import annotations

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import json_option, show, table
from firsthand.doors.preparing import prepared


@click.command()
@click.option("--study", "title", required=True, metavar="TITLE", help="What the study is called.")
@click.option("--slug", default="", metavar="S", help="A short name for addresses and --study.")
@click.option("--lead", default="", metavar="NAME", help="Your name in the study; you lead it.")
@click.option(
    "--kit", default="", metavar="NAME|DIR|ZIP", help="Begin it with a study kit (see: firsthand kit list)."
)
@click.option("--language", default="", metavar="L", help="In this language of the kit, such as es.")
@json_option
def init(title: str, slug: str, lead: str, kit: str, language: str, as_json: bool) -> None:
    """Make a data folder where there is none, and a study in it with you as its lead."""
    if language and not kit:
        raise Problem("--language says in which language a kit is taken: init --kit peerwork --language es.")
    files = _kit_files(kit, language) if kit else {}
    folder = prepared(new=True)
    from firsthand.exchange.projects.bringing_in import all_or_nothing
    from firsthand.ground.studies.entrance import installation_secret
    from firsthand.ground.studies.services import short_name, start_study

    with all_or_nothing(keep=True):
        by = start_study(
            installation_secret(), title=title, lead=lead or "Lead", slug=slug or short_name(title)
        )
        if files:
            from firsthand.exchange.kits.services import begin_with_kit

            begin_with_kit(by, files=files, language=language)
    data = {
        "study": by.study.slug,
        "id": by.study.id,
        "title": by.study.title,
        "lead": by.name,
        "data": folder,
        "kit": kit or None,
    }
    with_kit = f" It began with the kit {kit}: firsthand kit diff." if kit else ""
    show(
        data,
        as_json,
        lambda: (
            f"“{by.study.title}” is ready ({by.study.slug}), in {folder}. You lead it as {by.name}.{with_kit}"
        ),
    )


def _kit_files(kit: str, language: str) -> dict[str, bytes]:
    """The files of a kit that a study can begin with. Raises `Problem`, before anything is made."""
    from firsthand.core.kit.reading import read_kit
    from firsthand.exchange.kits.finding import kit_at

    files = kit_at(kit)
    read_kit(files, language)
    return files


@click.command()
@click.option("--no-serve", is_flag=True, help="Only make it; do not start the server.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
def demo(no_serve: bool, port: int, no_open: bool) -> None:
    """The invented demonstration study, coded by two coders, with its reports in DIR/reports/."""
    folder = prepared(new=True)
    from firsthand.demo.building import demonstration
    from firsthand.doors.commands.serving import run_server

    result = demonstration(folder / "reports", say=lambda line: click.echo(line, err=True))
    click.echo("Invented demonstration – not data\n")
    rows = [
        (
            theme.plain,
            len(theme.people),
            theme.sources,
            len(theme.codings),
            len(theme.claims),
            *result.sides(theme),
        )
        for theme in result.themes
    ]
    click.echo(table(("Theme", "People", "Sources", "Codings", "Claims", "For", "Against", "Mixed"), rows))
    click.echo("\nReports:")
    for report in result.reports:
        click.echo(f"  {report}")
    if not no_serve:
        run_server(port, open_browser=not no_open)


COMMANDS = [init, demo]
