"""From bytes to letters, and from any letters to the normal form that is stored.

The normal form: no byte order mark, line feeds only, no control characters but tab and line feed. Nothing else
is changed: no Unicode normalisation, no trimming, since positions and the words themselves must stay as they came.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from firsthand.field.sources.extract import sentences as say

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SUSPECT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_JAPANESE = frozenset({"cp932", "euc_jp"})
_SAMPLE = 256 * 1024
_FEW = 20
"""So many control characters are only odd: they are taken out, and counted in a warning."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Only encodings that people's files are in: the guesser also offers those of mainframes, and takes Russian for KOI8.
_CANDIDATES = [
    "cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp874", "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letters:
    """A text as decoded, the encoding that was used, and whether that was a guess."""

    text: str
    encoding: str
    guessed: bool = False

    def warnings(self) -> list[str]:
        """What a person should know about how the letters were read."""
        return [say.GUESSED_ENCODING.format(encoding=self.encoding)] if self.guessed else []


def decode(name: str, data: bytes, kind: str) -> Letters:
    """The letters of a text file: by its byte order mark, else UTF-8, else the best guess.

    Raises `Problem` where the bytes are no text in any way that we know.
    """
    letters = _by_mark(data) or _utf8(data) or _utf16_without_mark(data) or _guess(data)
    if letters is None:
        raise say.refuse(say.UNKNOWN_LETTERS, name)
    if _is_binary(letters.text):
        raise say.refuse(say.NOT_TEXT, name, ending=kind)
    return letters


def _by_mark(data: bytes) -> Letters | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            return Letters(text.removeprefix("\ufeff"), encoding)
    return None


def _utf8(data: bytes) -> Letters | None:
    """UTF-8, also where a few bytes among many good ones are broken; never where every other byte is nothing."""
    if data.count(b"\0", 0, _SAMPLE) * 5 > min(len(data), _SAMPLE):
        return None
    try:
        return Letters(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    return Letters(text, "utf-8") if broken * 20 < beyond_ascii else None


def _utf16_without_mark(data: bytes) -> Letters | None:
    """UTF-16 that forgot to say so: European letters leave every other byte empty."""
    sample = data[: _SAMPLE & ~1]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 10 < len(sample) * 3 or min(even, odd) * 10 > max(even, odd):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    return Letters(data.decode(encoding, errors="replace"), encoding, guessed=True)


def _guess(data: bytes) -> Letters | None:
    if b"\0" in data[:_SAMPLE]:
        return None
    from charset_normalizer import from_bytes  # imported late: most files never need it

    sample = data[:_SAMPLE]
    found = [match.encoding for match in from_bytes(sample, cp_isolation=_CANDIDATES)]
    if not found:
        return None
    # Japanese bytes make rare but valid Korean; syllables that only Japanese has settle it.
    japanese = (one for one in found if one in _JAPANESE and _is_kana(sample.decode(one, errors="replace")))
    encoding = next(japanese, found[0])
    return Letters(data.decode(encoding, errors="replace"), encoding, guessed=True)


def _is_kana(text: str) -> bool:
    return len(_KANA.findall(text)) * 4 > len(text)


def _is_binary(text: str) -> bool:
    """Whether what came out has so many control characters that it cannot have been text."""
    sample = text[:_SAMPLE]
    suspect = len(_SUSPECT.findall(sample))
    return suspect > _FEW and suspect * 50 > len(sample)


def normal(text: str) -> tuple[str, int]:
    """The text in normal form, and how many control characters were taken out.

    >>> normal("One\\r\\ntwo\\rthree\\x00\\n")
    ('One\\ntwo\\nthree\\n', 1)
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _SURROGATES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROLS.subn("", text)
