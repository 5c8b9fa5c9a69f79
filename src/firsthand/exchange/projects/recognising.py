"""Whether a file is a project of some program rather than a text: told by its name, or by what is in it."""

from __future__ import annotations

from typing import IO
from zipfile import BadZipFile, ZipFile

ENDINGS = (".qdpx", ".qde", ".qdc", ".qda", ".rqda", ".sqlite3", ".jsonl", ".ann", ".xmi")
DATABASE = b"SQLite format 3\x00"
WEBANNO = b"#FORMAT=WebAnno TSV"
ZIP = b"PK"
_BEGINS = 64
XMI = b"http://www.omg.org/XMI"
_XMI_WITHIN = 4096  # its root element names what it is
_INSIDE = (".qde", "data.qda", ".ann", ".tsv", ".json", ".xmi")  # of an archive that is a project
_OFFICE = ("[Content_Types].xml", "mimetype")  # archives that are one text
_DAMAGED = (BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, LookupError)


def is_project(name: str, file: IO[bytes] | None = None) -> bool:
    """Whether a file is a whole project, codebook or set of annotated texts. `file` is left at its beginning.

    >>> is_project("Study.QDPX"), is_project("talk.docx")
    (True, False)
    """
    if name.lower().endswith(ENDINGS):
        return True
    begins = beginning(file) if file else b""
    if begins.startswith(ZIP) and file:
        inside = names_in(file)
        return not any(one in inside for one in _OFFICE) and any(one.endswith(_INSIDE) for one in inside)
    written = begins.removeprefix(b"\xef\xbb\xbf")
    return written.startswith((DATABASE, WEBANNO)) or (
        name.lower().endswith(".json") and written.lstrip()[:1] in (b"{", b"[")
    )


def beginning(file: IO[bytes]) -> bytes:
    """The first bytes of a file, which is left at its beginning."""
    begins = file.read(_BEGINS)
    file.seek(0)
    return begins


def is_xmi(file: IO[bytes]) -> bool:
    """Whether a file is a CAS of UIMA as XMI. It is left at its beginning."""
    begins = file.read(_XMI_WITHIN)
    file.seek(0)
    return XMI in begins


def names_in(file: IO[bytes]) -> list[str]:
    """What an archive holds, by its own list; nothing, where that cannot be read. The file is left at its beginning."""
    try:
        with ZipFile(file) as zipped:
            return zipped.namelist()
    except _DAMAGED:
        return []
    finally:
        file.seek(0)
