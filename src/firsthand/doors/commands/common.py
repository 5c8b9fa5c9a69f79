"""What every command shares: opening the data folder, finding the study, acting as somebody, and printing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from firsthand.core.problems import Locked, NotThere, Problem
from firsthand.doors.preparing import how_to_unlock, prepared, unlocked

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership, Study

F = TypeVar("F", bound=Callable[..., Any])

study_option = click.option(
    "--study", metavar="S", help="Which study, by its short name; needed where there are several."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
coder_option = click.option(
    "--as", "coder", metavar="CODER", help="Act as this member; a new name becomes a coder."
)


def found_study(slug: str | None) -> Study:
    """The study asked for, in a data folder that is there."""
    prepared()
    from firsthand.ground.studies.entrance import find_study

    return find_study(slug)


def acting(study: Study, name: str | None, *, newcomer: bool = False) -> Membership:
    """The member who acts: who unlocked the study in this shell; else the lead, or the one named.

    `newcomer`: a name nobody has becomes a coder. Raises `Locked` where the study has to be unlocked. What participants
    said on their own pages is taken in first.
    """
    from firsthand.giving_back.own_page.waiting import take_in_what_waits
    from firsthand.work.due import do_what_is_due

    by = _acting(study, name, newcomer=newcomer)
    take_in_what_waits(by)
    do_what_is_due(by)
    return by


def _acting(study: Study, name: str | None, *, newcomer: bool) -> Membership:
    from firsthand.ground.studies.entrance import asks, enter, installation_secret
    from firsthand.ground.studies.services import add_member

    if (key := key_of_shell()) and asks(study):
        return unlocked(study, name, key)
    try:
        return enter(study, name)
    except Locked as locked:
        raise Locked(f"{locked} First: {how_to_unlock(study.slug)}") from locked
    except NotThere:
        if not (newcomer and name):
            raise
        return add_member(enter(study), name=name, role="coder", secret=installation_secret())


def key_of_shell() -> str:
    """What the shell holds that unlocks a study; empty where nothing is unlocked."""
    return click.get_current_context().find_root().obj or ""


def refuse(ctx: click.Context, names: Iterable[str], why: str) -> None:
    """Raises `Problem` for an option that was given and would have no effect."""
    given = click.core.ParameterSource.COMMANDLINE
    for parameter in ctx.command.params:
        if parameter.name in names and ctx.get_parameter_source(parameter.name) is given:
            raise Problem(f"{parameter.opts[0]} {why}.")


def refuse_all_but(ctx: click.Context, names: Sequence[str], why: str) -> None:
    """Raises `Problem` for any other option that was given."""
    refuse(ctx, [one.name for one in ctx.command.params if one.name and one.name not in names], why)


def show(data: Mapping[str, Any], as_json: bool, text: Callable[[], str]) -> None:
    """Print a result: one JSON object, or text for a person."""
    click.echo(
        json.dumps(data, ensure_ascii=False, indent=None if as_json else 1, default=str)
        if as_json
        else text()
    )


def require_folder(path: Path, what: str) -> None:
    """Raises `Problem` where there is no folder for a file: before anything is done that the file is to tell of."""
    if not path.absolute().parent.is_dir():
        raise Problem(f"There is no folder {path.absolute().parent} to write {what} to.")


def put(path: Path, data: bytes) -> None:
    """Write a file. Raises `Problem` with a sentence where it cannot be written."""
    try:
        path.write_bytes(data)
    except OSError as unwritable:
        raise unwritable_file(path, unwritable) from unwritable


def unwritable_file(path: Path, why: OSError) -> Problem:
    """What is said of a file that cannot be written."""
    return Problem(f"{path} cannot be written: {why.strerror}.")


def bytes_of(path: Path) -> bytes:
    """What a file holds. Raises `Problem` with a sentence where it cannot be read."""
    from firsthand.field.sources.extract import check_length

    try:
        check_length(path.name, path.stat().st_size)
        return path.read_bytes()
    except FileNotFoundError as missing:
        raise Problem(f"There is no file {path}.") from missing
    except IsADirectoryError as folder:
        raise Problem(f"{path} is a folder. Name the files in it.") from folder
    except OSError as unreadable:
        raise Problem(f"{path} cannot be read: {unreadable.strerror}.") from unreadable


def text_of_file(path: Path) -> str:
    """A text file's words. Raises `Problem` where it is no text in UTF-8."""
    try:
        return bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(f"{path} is no text in UTF-8. Save it as plain text in UTF-8, and try again.") from None


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns lined up under their headings; the last column may run on."""
    cells = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths).rstrip(), *lines[1:]])


def yes(said: object) -> str:
    """Whether something is so, in a table."""
    return "yes" if said else "no"


def short(words: str, limit: int = 70) -> str:
    """One line of at most `limit` characters."""
    line = " ".join(words.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


class _Bar:
    """A bar for each step of what is told by exchange/keeping/telling.py."""

    def __init__(self) -> None:
        self._bar: Any = None

    def step(self, what: str, size: int) -> None:
        """Another bar: in bytes where it is known of how many."""
        self.close()
        self._bar = progress_bar(size, what, unit="B")

    def done(self, size: int) -> None:
        """Further on."""
        self._bar.update(min(size, max(0, self._bar.total - self._bar.n)))

    def close(self) -> None:
        """No bar any more."""
        if self._bar is not None:
            self._bar.close()


@contextmanager
def steps_shown() -> Iterator[None]:
    """What is done inside shows how far it is, step by step."""
    from firsthand.exchange.keeping.telling import told_to

    bar = _Bar()
    try:
        with told_to(bar):
            yield
    finally:
        bar.close()


def progress_bar(total: int, label: str, unit: str = "") -> Any:
    """A bar on a terminal, silence elsewhere."""
    from tqdm import tqdm

    hidden = not sys.stderr.isatty()
    return tqdm(total=total, desc=label, unit=unit, unit_scale=bool(unit), leave=False, disable=hidden)


def port_taken(port: int) -> Problem:
    """What is said where somebody else listens there."""
    return Problem(f"Port {port} is in use, perhaps by another Firsthand. Choose another with --port.")
