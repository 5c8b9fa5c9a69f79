"""Texts out of files: `read_file` tells what a file is, reads it, and says in a sentence what it could not.

Everything here is pure (bytes in, readings out) and knows nothing of Django, so that `workshop.Workshop` can run
it in a child process with limits on memory and time. Files from outside are hostile until read: call the workshop
wherever a person's file comes in, and `read_file` itself only in tests.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TypeVar, cast

from firsthand.core.grids import Line
from firsthand.core.problems import Problem
from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.limits import MAX_FILE
from firsthand.field.sources.extract.recognise import FORMATS, agree, claimed

__all__ = ["FORMATS", "check_length", "read_cells", "read_file", "read_grid"]

T = TypeVar("T")

_READERS = {
    "txt": "plain.read",
    "md": "markdown.read",
    "docx": "docx.read",
    "odt": "odt.read",
    "rtf": "rtf.read",
    "html": "html.read",
    "pdf": "pdf.read",
    "vtt": "subtitles.read_vtt",
    "srt": "subtitles.read_srt",
    "csv": "csv.read",
    "xlsx": "xlsx.read",
}


def check_length(name: str, length: int) -> None:
    """Refuse a file by its length alone, also the one that an upload only declares."""
    if length > MAX_FILE:
        raise say.refuse(say.TOO_LARGE, name)
    if length == 0:
        raise say.refuse(say.EMPTY, name)


def read_file(name: str, data: bytes) -> list[Reading]:
    """The texts of a file: one, or one per row of a table.

    Raises `Problem` with a sentence for everything that cannot be read, and nothing else: what a library made of
    a broken file says nothing to a person, and may quote it.
    """
    return _taken_apart(name, data, lambda: _reader(agree(name, data))(name, data))


def read_cells(name: str, data: bytes) -> list[list[str]]:
    """The rows of a table (csv or xlsx), each with all of its cells. Raises as `read_file`."""
    return _taken_apart(name, data, lambda: _cells(name, data))


def read_grid(name: str, data: bytes) -> list[Line]:
    """The lines of a table or document (csv, xlsx, docx, html), with how they stand. Raises as `read_file`."""
    return _taken_apart(name, data, lambda: _grid(name, data))


def _grid(name: str, data: bytes) -> list[Line]:
    kind = agree(name, data)
    if kind not in ("csv", "xlsx", "docx", "html"):
        raise say.refuse(say.NO_TABLE, name)
    found = import_module(f"{__name__}.grid").read
    return cast(Callable[[str, str, bytes], list[Line]], found)(kind, name, data)


def _cells(name: str, data: bytes) -> list[list[str]]:
    kind = agree(name, data)
    if kind not in ("csv", "xlsx"):
        raise say.refuse(say.NO_TABLE, name)
    found = import_module(f"{__name__}.{kind}").cells
    return cast(Callable[[str, bytes], list[list[str]]], found)(name, data)


def _taken_apart(name: str, data: bytes, read: Callable[[], list[T]]) -> list[T]:
    check_length(name, len(data))
    claimed(name)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise say.refuse(say.NO_WORDS, name)
    try:
        return read()
    except Problem as problem:
        # Without its cause: a parser's message can hold words of the file.
        raise problem from None
    except MemoryError:
        raise say.refuse(say.TOO_HUNGRY, name) from None
    except Exception:
        raise say.refuse(say.DAMAGED, name) from None


def _reader(kind: str) -> Callable[[str, bytes], list[Reading]]:
    """The reader of a format; imported when first needed, since together they take a second to load."""
    module, _, function = _READERS[kind].partition(".")
    found = getattr(import_module(f"{__name__}.{module}"), function)
    return cast(Callable[[str, bytes], list[Reading]], found)
