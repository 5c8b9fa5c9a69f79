"""What kind of file is this? The ending says one thing, the first bytes another; both must agree."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from firsthand.field.sources.extract import sentences as say

FORMATS: dict[str, str] = {
    "txt": "plain text file",
    "md": "Markdown text",
    "docx": "Word document",
    "odt": "OpenDocument text (LibreOffice)",
    "rtf": "rich text (RTF) document",
    "html": "web page",
    "htm": "web page",
    "pdf": "PDF document",
    "vtt": "WebVTT transcript",
    "srt": "SubRip subtitle file",
    "csv": "table (CSV)",
    "xlsx": "Excel workbook",
}
"""Endings that can be read, each with the plain word for people."""

PACKED = frozenset({"docx", "odt", "xlsx"})
"""Formats that are zip archives inside."""

CERTAIN = frozenset({"pdf", "docx", "odt", "xlsx", "rtf"})
"""Formats whose first bytes leave no doubt."""

_WORD = "Open it and save it as .docx, and try again."
_SHEET = "Open it and save it as .xlsx or .csv, and try again."
_SLIDES = "Save the slides as a PDF and try again."
_UNPACK = "Unpack it and choose the files inside."
_LISTEN = "Transcribe it first, and bring in the transcript."
_PICTURE = "Type out its words, or run text recognition (OCR) and save it as .txt or .pdf."
_MAIL = "Save the message as .txt or .pdf and try again."
_STUDY = "It holds a whole study: bring it in as a study, not as a text."

SAVE_AS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("doc", "dot"), ("a document in the old Word format", _WORD)),
    **dict.fromkeys(("docm", "dotx", "dotm"), ("a Word file with macros or a template", _WORD)),
    **dict.fromkeys(("pages", "wps", "wpd", "sxw", "fodt"), ("a document of another word processor", _WORD)),
    "xls": ("a workbook in the old Excel format", _SHEET),
    **dict.fromkeys(("xlsm", "xlsb", "ods", "numbers"), ("a workbook of another kind", _SHEET)),
    "tsv": ("a table separated by tabs", _SHEET),
    **dict.fromkeys(("ppt", "pptx", "odp", "key"), ("a slide show", _SLIDES)),
    **dict.fromkeys(("zip", "7z", "rar", "tar", "gz", "tgz", "xz"), ("an archive", _UNPACK)),
    **dict.fromkeys(("mp3", "wav", "m4a", "ogg", "flac", "aac", "wma"), ("a sound recording", _LISTEN)),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "webm", "m4v"), ("a film", _LISTEN)),
    **dict.fromkeys(
        ("png", "jpg", "jpeg", "gif", "tif", "tiff", "heic", "bmp", "webp"), ("a picture", _PICTURE)
    ),
    **dict.fromkeys(("eml", "msg", "mbox"), ("a mail message", _MAIL)),
    **dict.fromkeys(
        ("qdpx", "qdc", "qda", "nvp", "nvpx", "mx22", "mx24", "atlproj"), ("a study's file", _STUDY)
    ),
}
"""Endings that people try, what they are, and what to do instead."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ\x90\x00",
    b"RIFF",
    b"ID3",
    b"OggS",
    b"fLaC",
    b"\x1f\x8b\x08",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\xfd7zXZ\x00",
    b"BZh9",
    b"SQLite format 3\x00",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x00\x18ftyp",
    b"\x00\x00\x00\x20ftyp",
)


def ending(name: str) -> str:
    """The file's ending in small letters, without its dot."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")


def claimed(name: str) -> str:
    """The format that the file's ending claims, or a `Problem` that says what to do instead."""
    suffix = ending(name)
    if suffix in FORMATS:
        return "html" if suffix == "htm" else suffix
    if suffix in SAVE_AS:
        what, advice = SAVE_AS[suffix]
        raise say.refuse(say.SAVE_AS, name, what=what, advice=advice)
    if not suffix:
        raise say.refuse(say.NO_ENDING, name)
    raise say.refuse(say.UNKNOWN_KIND, name, ending=suffix[:12])


def found(data: bytes) -> str:
    """What the bytes look like: a format of ours, "ole", "zip", "binary", "html", or "" where nothing is certain."""
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _inside_zip(data)
    if data.startswith(_OLE):
        return "ole"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_BINARY):
        return "binary"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if head.startswith((b"<!doctype html", b"<html")) else ""


def _inside_zip(data: bytes) -> str:
    """Which of our formats a zip archive is, by its list of contents alone: nothing is inflated."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return "zip"
    if "[Content_Types].xml" in names:
        return _office_kind(names)
    # The mimetype is by rule the first entry and stored as it is, so it can be read without inflating.
    return "odt" if "content.xml" in names and b"opendocument.text" in data[:200] else "zip"


def _office_kind(names: set[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    return "docx" if any(name.startswith("word/") for name in names) else "zip"


def agree(name: str, data: bytes) -> str:
    """The format by which to read the file. Raises `Problem` where ending and content contradict each other."""
    wanted, seen = claimed(name), found(data)
    if seen == wanted or (seen == "html" and wanted not in CERTAIN):
        return wanted
    if seen == "ole":
        raise say.refuse(say.LOCKED if _is_locked_office(data) else say.OLD_OFFICE, name)
    if seen in CERTAIN and not (seen == "pdf" and not data.startswith(b"%PDF-")):
        raise say.refuse(say.LOOKS_LIKE, name, ending=ending(name), kind=FORMATS[seen], right=seen)
    return _unlikely(name, wanted, seen)


def _unlikely(name: str, wanted: str, seen: str) -> str:
    """The rest: the content is none of the certain formats."""
    if wanted in CERTAIN and seen == "html":
        raise say.refuse(say.LOOKS_LIKE, name, ending=ending(name), kind=FORMATS["html"], right="html")
    if wanted in PACKED and seen == "zip":
        return wanted  # the reader finds out what is missing, and looks at locks and limits on the way
    if wanted in CERTAIN:
        raise say.refuse(say.NOT_THIS_KIND, name, ending=ending(name), kind=FORMATS[wanted])
    if seen in {"binary", "zip"}:
        raise say.refuse(say.NOT_TEXT, name, ending=ending(name))
    return wanted


def _is_locked_office(data: bytes) -> bool:
    """Whether an OLE container holds a password-protected docx or xlsx: it names that stream in UTF-16."""
    return "EncryptedPackage".encode("utf-16-le") in data
