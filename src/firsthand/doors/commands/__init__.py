"""The command line: `firsthand --data DIR COMMAND`. Exit status 0 done, 1 could not, 2 wrong use, 3 wrong key."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import click
from django.apps import apps
from platformdirs import user_data_path

from firsthand import __version__
from firsthand.core.problems import Problem
from firsthand.doors.preparing import key_taken_from_shell, point_to


class Sentences(click.Group):
    """A group whose problems are a sentence on stderr and exit status 1 (or their own), never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command asked for."""
        try:
            return super().invoke(ctx)
        except Problem as problem:
            click.echo(str(problem), err=True)
            ctx.exit(getattr(problem, "status", 1))
        except OSError as refused:
            click.echo(_of_the_disk(refused), err=True)
            ctx.exit(1)
        except Exception as wrong:
            if (said := _of_a_database(wrong)) is None:
                raise
            click.echo(said, err=True)
            ctx.exit(1)


def _of_the_disk(refused: OSError) -> str:
    """A disk's refusal as a sentence. Raises it again where it is something else."""
    if refused.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS):
        raise refused
    return f"The disk refused it: {refused.strerror}. Nothing of this was kept; make room, and try once more."


def _of_a_database(wrong: Exception) -> str | None:
    """What a database says of its disk, as a sentence; None where it is something else."""
    if not apps.ready or "OperationalError" not in type(wrong).__name__:
        return None
    from firsthand.ground.studies.space import as_problem

    problem = as_problem(wrong)
    return None if problem is None else str(problem)


@click.group(
    cls=Sentences, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="The data folder.", metavar="DIR"
)
@click.option(
    "--language",
    type=click.Choice(["en", "es"]),
    help="Of papers and reports. Commands themselves are in English.",
)
@click.version_option(__version__, prog_name="firsthand")
@click.pass_context
def firsthand(ctx: click.Context, data: Path | None, language: str | None) -> None:
    """Run a whole qualitative study: gather words, code them, write memos, build themes, give back.

    Alone, in a terminal, it opens Firsthand in your browser with your own data folder.
    """
    folder = (data or Path(os.environ.get("FIRSTHAND_DATA", "") or user_data_path("firsthand"))).absolute()
    point_to(folder)
    if language:
        os.environ["FIRSTHAND_LANGUAGE"] = language  # before the settings are read
    ctx.obj = key_taken_from_shell()
    if ctx.invoked_subcommand is not None:
        return
    if not sys.stdin.isatty():
        click.echo(ctx.get_help())
        ctx.exit(2)
    from firsthand.doors.commands.serving import serve_own_data

    serve_own_data()


def whole() -> click.Group:
    """The program with all its commands. They are added here, so that `firsthand --help` lists them all."""
    from firsthand.doors.commands import (
        admin,
        agreeing,
        analysing,
        anchoring,
        calling,
        checking,
        consent,
        counting,
        deid,
        describing,
        doctor,
        documents,
        ethics,
        exchanging,
        fieldwork,
        figuring,
        finding,
        gathering,
        joining,
        keeping,
        kits,
        leaving,
        members,
        recordings,
        referencing,
        rounds,
        saturating,
        searching,
        serving,
        similar,
        slips,
        starting,
        summarising,
        tallying,
        telling,
        theming,
        tokens,
        working,
    )

    for module in (
        starting, serving, admin, members, gathering, fieldwork, recordings, telling, finding, analysing, counting,
        saturating, tallying, summarising, rounds, searching, calling, similar, agreeing, figuring, theming,
        referencing, documents, checking, exchanging, consent, deid, leaving, slips, ethics, working, keeping, joining,
        doctor, kits, anchoring, tokens, describing,
    ):  # fmt: skip
        for command in module.COMMANDS:
            firsthand.add_command(command)
    return firsthand


def main() -> None:
    """The program's way in."""
    # Threads that multiply small matrices wait for each other by spinning: on a busy machine ten times slower than one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is opened, which is later
    whole()(prog_name="firsthand")
