"""Rich text (RTF): its words, by striprtf. Its looks are not carried over."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.draft import Draft

_PICTURE = re.compile(rb"\{(?:\\\*)?\s*\\(?:pict|shppict|nonshppict|objdata)(?![a-z])")
_BRACE = re.compile(rb"\\bin(\d{1,9}) ?|\\.|[{}]", re.DOTALL)
_CELL = re.compile(r"\\(?:\\|(?:nest)?cell(?![a-zA-Z]) ?)")
_HIGH = re.compile(rb"[\x80-\xff]")


def read(name: str, data: bytes) -> list[Reading]:
    """The document's words, a line per paragraph, cells of a table separated by tabs."""
    slim, pictures = without_pictures(data)
    draft = Draft(name)
    words: str = rtf_to_text(_prepared(slim), errors="replace")  # type: ignore[no-untyped-call]
    draft.add(words)
    return [draft.finish("rtf", [*say.count(pictures, say.PICTURES), *_warnings(slim)])]


def _prepared(data: bytes) -> str:
    """The markup with what striprtf gets wrong put right before it."""
    # A bare byte beyond ASCII means the same as \'xx, which is read in the document's own code page.
    markup = _HIGH.sub(lambda byte: b"\\'%02x" % byte[0][0], data).decode("ascii", errors="replace")
    # Its search for hyperlinks takes time that grows with the square of the text, and puts addresses into it.
    markup = markup.replace("{\\field{", "{\\field {")
    return _CELL.sub(lambda found: found[0] if found[0] == "\\\\" else "\\tab ", markup)


def _warnings(data: bytes) -> list[str]:
    return [
        *say.count(len(re.findall(rb"\{\\footnote(?![a-z])", data)), say.NOTES_LEFT_OUT),
        *say.count(len(re.findall(rb"\{\\\*\\annotation(?![a-z])", data)), say.COMMENTS),
        *([say.HEADERS] if re.search(rb"\{\\(?:header|footer)[lrf]?(?![a-z])", data) else []),
        *([say.TRACKED_RTF] if re.search(rb"\\deleted(?![a-z0-9])", data) else []),
    ]


def without_pictures(data: bytes) -> tuple[bytes, int]:
    """The markup without its pictures, which are most of it, and how many they were."""
    kept: list[bytes] = []
    at = count = 0
    for picture in _PICTURE.finditer(data):
        if picture.start() < at:
            continue  # inside the picture that was just cut out
        kept.append(data[at : picture.start()])
        at = _end_of_group(data, picture.start())
        count += 1
    return b"".join([*kept, data[at:]]), count


def _end_of_group(data: bytes, start: int) -> int:
    """Where the group that opens at `start` is closed again. Raw binary in it is stepped over."""
    depth, at = 0, start
    while found := _BRACE.search(data, at):
        at = found.end() + int(found[1] or 0)
        depth += {b"{": 1, b"}": -1}.get(found[0], 0)
        if depth == 0:
            return at
    return len(data)
