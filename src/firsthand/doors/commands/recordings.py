"""recording: the sound of a source, kept sealed beside its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from firsthand.core.problems import Problem
from firsthand.core.signs import whole
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    progress_bar,
    show,
    study_option,
    table,
)

if TYPE_CHECKING:
    from firsthand.field.media.models import Arrival
    from firsthand.field.media.selectors import MediumLine
    from firsthand.ground.studies.models import Membership

PIECE = 1024 * 1024

source_option = click.option(
    "--source", "source_ref", required=True, metavar="ID", help="The source: S3, its id or its title."
)


@click.group()
def recording() -> None:
    """Keep recordings sealed beside the words of their source."""


@recording.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@source_option
@study_option
@coder_option
@json_option
def add(
    files: tuple[Path, ...], source_ref: str, study: str | None, coder: str | None, as_json: bool
) -> None:
    """Seal recordings with a source: mp3 m4a aac wav flac ogg opus webm mp4 mov. All of them are kept, or none."""
    found = found_study(study)
    from firsthand.field.media.selectors import medium_line
    from firsthand.field.media.services import keep_arrived
    from firsthand.field.sources.selectors import source
    from firsthand.ground.studies.acting import one_act

    by = acting(found, coder, newcomer=True)
    row = source(by, source_ref)
    arrivals = [_taken(by, path) for path in files]
    with one_act(by, "media.add"):
        kept = [
            keep_arrived(by, arrival_id=arrival.id, source=row, kind="recording", name=whole(path.name))
            for path, arrival in zip(files, arrivals, strict=True)
        ]
    _show([medium_line(by, one) for one in kept], as_json)


@recording.command(name="list")
@source_option
@study_option
@coder_option
@json_option
def list_(source_ref: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """The recordings and pictures of a source."""
    found = found_study(study)
    from firsthand.field.media.selectors import media_of
    from firsthand.field.sources.selectors import source

    by = acting(found, coder)
    _show(media_of(by, source(by, source_ref)), as_json)


def _taken(by: Membership, path: Path) -> Arrival:
    """A file, sealed while it is read: however long it is, a piece of it is in memory."""
    from firsthand.field.media.arriving import take_all

    try:
        with path.open("rb") as file, progress_bar(path.stat().st_size // PIECE, path.name) as bar:
            return take_all(by, chunks=_chunks(file, bar.update), name=path.name)
    except FileNotFoundError as missing:
        raise Problem(f"There is no file {path}.") from missing
    except IsADirectoryError as folder:
        raise Problem(f"{path} is a folder. Name the files in it.") from folder
    except OSError as unreadable:
        raise Problem(f"{path} cannot be read: {unreadable.strerror}.") from unreadable


def _chunks(file: BinaryIO, told: Callable[[], object]) -> Iterator[bytes]:
    while chunk := file.read(PIECE):
        yield chunk
        told()


def _show(lines: Sequence[MediumLine], as_json: bool) -> None:
    said = [
        {"id": one.id, "kind": one.kind, "name": one.name, "type": one.content_type, "bytes": one.size, "by": one.by}
        for one in lines
    ]  # fmt: skip
    rows = [(one.kind, one.content_type, one.size, one.by, one.name) for one in lines]
    show({"recordings": said}, as_json, lambda: table(("Kind", "Type", "Bytes", "By", "Name"), rows))


COMMANDS = [recording]
