"""init and demo: a data folder, and a study in it."""

from __future__ import annotations

import click

from firsthand.doors.commands.common import json_option, show, table
from firsthand.doors.preparing import prepared


@click.command()
@click.option("--study", "title", required=True, metavar="TITLE", help="What the study is called.")
@click.option("--slug", default="", metavar="S", help="A short name for addresses and --study.")
@click.option("--lead", default="", metavar="NAME", help="Your name in the study; you lead it.")
@json_option
def init(title: str, slug: str, lead: str, as_json: bool) -> None:
    """Make a data folder where there is none, and a study in it with you as its lead."""
    folder = prepared(new=True)
    from firsthand.ground.studies.entrance import installation_secret
    from firsthand.ground.studies.services import start_study

    by = start_study(installation_secret(), title=title, lead=lead or "Lead", slug=slug)
    data = {
        "study": by.study.slug,
        "id": by.study.id,
        "title": by.study.title,
        "lead": by.name,
        "data": folder,
    }
    show(
        data,
        as_json,
        lambda: f"“{by.study.title}” is ready ({by.study.slug}), in {folder}. You lead it as {by.name}.",
    )


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
        run_server(port, open_browser=not no_open, tour=result.lead.study.slug)


COMMANDS = [init, demo]
