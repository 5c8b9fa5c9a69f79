"""By which functions files come in: those that pages and commands call, from the bytes to the rows."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

Door = Callable[[Any, str, bytes], object]


def text(by: Any, name: str, data: bytes) -> object:
    """As a text, or several."""
    from firsthand.core.problems import Problem
    from firsthand.field.sources.importing import import_sources, read_files

    incoming, refused = read_files(by, [(name, data)])
    if refused:
        raise Problem(refused[0].sentence)
    return import_sources(by, incoming=incoming)


def words(by: Any, name: str, data: bytes) -> object:
    """To be looked through before it leaves."""
    from firsthand.field.sources.importing import words_in

    return words_in(name, data)


def codes(by: Any, name: str, data: bytes) -> object:
    """As a codebook, or as highlights."""
    from firsthand.exchange.tables import bring_in, table_wanted

    found = table_wanted(name, data, "codebook")
    return bring_in(by, found.kind, found.rows, found.program)


def people(by: Any, name: str, data: bytes) -> object:
    """As a table of what is said of people."""
    from firsthand.field.people.table import take_in
    from firsthand.field.sources.importing import read_table

    return take_in(by, rows=read_table(name, data))


def answers(by: Any, name: str, data: bytes) -> object:
    """As a table of what people allowed; or as whatever table it says that it is."""
    from firsthand.exchange.tables import bring_in, table_in
    from firsthand.field.people.answers_table import take_in
    from firsthand.field.sources.importing import read_table

    if found := table_in(name, data):
        return bring_in(by, found.kind, found.rows, found.program)
    return take_in(by, rows=read_table(name, data))


def own(by: Any, name: str, data: bytes) -> object:
    """As a table that is reckoned, and kept nowhere."""
    from firsthand.core.brought.grid import rows_in
    from firsthand.core.problems import Problem
    from firsthand.field.sources.importing import read_table

    if name.endswith(".xlsx"):
        return _reckoned(read_table(name, data))
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Problem("This is no text in UTF-8.") from wrong
    return _reckoned(rows_in(written))


def _reckoned(rows: list[list[str]]) -> object:
    from firsthand.core.brought.grid import grid_of
    from firsthand.core.brought.kinds import reckoned

    return reckoned(grid_of(rows))


def project(by: Any, name: str, data: bytes) -> object:
    """As a project of another program, in a process of its own, as pages do."""
    from firsthand.exchange.projects.apart import open_apart
    from firsthand.exchange.projects.bringing_in import bring_in

    with open_apart(data, name) as file:
        return bring_in(by, file=file, name=name)


def looked_over(by: Any, name: str, data: bytes) -> object:
    """As a project that is looked over first: in this process, where a fault of its reader shows."""
    from firsthand.exchange.projects.bringing_in import look_over
    from firsthand.exchange.projects.opening import open_project

    with open_project(BytesIO(data), name) as file:
        return look_over(by, file=file, name=name)


def works(by: Any, name: str, data: bytes) -> object:
    """As works that are cited."""
    from firsthand.giving_back.references.taking_in import take_in

    return take_in(by, name=name, data=data)


def kit(by: Any, name: str, data: bytes) -> object:
    """As a kit with which a study begins."""
    from firsthand.exchange.kits.finding import kit_in
    from firsthand.exchange.kits.services import begin_with_kit

    return begin_with_kit(by, files=kit_in(name, BytesIO(data)))


def guide(by: Any, name: str, data: bytes) -> object:
    """As an interview guide."""
    from firsthand.core.guide import read_guide
    from firsthand.core.problems import Problem
    from firsthand.field.interviews.services import import_guide

    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Problem("This is no text in UTF-8.") from wrong
    return import_guide(by, guide=read_guide(written))


def findings(by: Any, name: str, data: bytes) -> object:
    """As what another site found."""
    from firsthand.core.kit.findings import read_findings

    return read_findings(name, data)


def media(by: Any, name: str, data: bytes) -> object:
    """As a recording, or a photograph."""
    from firsthand.field.media.arriving import PIECE, take_all
    from firsthand.field.media.services import keep_arrived
    from firsthand.field.sources.models import Source

    pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
    row = take_all(by, chunks=pieces, name=name, called="audio/wav")
    kind = "recording" if row.content_type.startswith("audio") else "photograph"
    source = Source.objects.filter(study=by.study).first()
    return keep_arrived(by, arrival_id=row.id, source=source, kind=kind, name=name)


DOORS: dict[str, Door] = {
    "text": text, "words": words, "codes": codes, "people": people, "answers": answers, "own": own,
    "project": project, "looked over": looked_over, "works": works, "kit": kit, "guide": guide, "findings": findings,
    "media": media,
}  # fmt: skip
