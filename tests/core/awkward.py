"""The awkward texts on which this side and the reader must agree, and what is worked out from them.

`tests/data/awkward.json` is written from here: run `python tests/core/awkward.py` after a change. The numbers are
worked out by encoding, so that they check `firsthand.core.offsets` rather than repeat it.
"""

import json
from pathlib import Path
from typing import Any

JSON = Path(__file__).parent.parent / "data" / "awkward.json"
BOM = "\ufeff"

# name, text as the file has it, words whose first occurrence makes a span
TEXTS: list[tuple[str, str, list[str]]] = [
    ("plain", "So tired, then.", ["So", "tired", "So tired, then."]),
    ("empty", "", []),
    ("thumb", "ok 👍 then 👍", ["👍", "ok 👍", "👍 then", "then", "ok 👍 then 👍"]),
    ("skin tone", "hi 👋🏽!", ["👋🏽", "!"]),
    ("family", "my 👨\u200d👩\u200d👧 came", ["👨\u200d👩\u200d👧", "my", "came", "👧 came"]),
    ("flags", "from 🇰🇪 to 🇧🇷", ["🇰🇪", "🇧🇷", "🇰🇪 to"]),
    ("keycap", "press 1\ufe0f\u20e3 twice", ["1\ufe0f\u20e3", "twice"]),
    ("decomposed", "Cafe\u0301 re\u0301sume\u0301", ["Cafe\u0301", "re\u0301sume\u0301"]),
    ("composed", "Café résumé", ["Café", "résumé"]),
    (
        "vietnamese decomposed",
        "Tie\u0302\u0301ng Vie\u0323\u0302t",
        ["Tie\u0302\u0301ng", "Vie\u0323\u0302t"],
    ),
    ("arabic", "كنت متعبة جدا", ["كنت", "متعبة", "جدا"]),
    ("arabic with vowel signs", "قَالَتْ لِي", ["قَالَتْ", "لِي"]),
    ("emoji before arabic", "👍 شكرا", ["👍", "شكرا"]),
    ("hebrew with niqqud", "שָׁלוֹם לְכֻלָּם", ["שָׁלוֹם", "לְכֻלָּם"]),
    ("hebrew and english", "She said שָׁלוֹם, then left 👋.", ["שָׁלוֹם", "then left", "👋", "said שָׁלוֹם, then"]),
    ("direction marks", "\u202bשלום\u202c (hello)\u200f", ["שלום", "(hello)"]),
    ("devanagari", "मैं थक गई थी", ["मैं", "थक", "गई थी"]),
    ("thai", "ฉันเหนื่อยมาก", ["ฉัน", "เหนื่อย", "มาก"]),
    ("chinese with an astral letter", "我很累𠮷。", ["累", "𠮷", "很累𠮷"]),
    ("korean jamo", "\u1112\u1161\u11ab국", ["\u1112\u1161\u11ab", "국"]),
    ("astral letters", "𝔄𝔅 and 𐌰", ["𝔄", "𝔅", "and", "𐌰"]),
    (
        "line ends of windows",
        "One 👍\r\nTwo\r\n\r\nThree\r\n",
        ["One 👍", "Two", "👍\nTwo", "\n\nThree", "Three"],
    ),
    ("byte order mark", BOM + "First words", ["First", "words"]),
    ("byte order mark and line ends", BOM + "A 👍\r\nB é\r\n", ["A", "👍", "B é", "👍\nB"]),
    ("byte order mark inside", "one" + BOM + "two", ["one", BOM, "two"]),
    ("tabs", "P1:\tYes\t\tno", ["P1:", "\t", "Yes\t\tno"]),
    ("zero width", "a\u200bb\u200cc\u2060d", ["a\u200bb", "\u200c", "d"]),
    ("soft hyphen and hard space", "co\u00adde\u00a0book", ["co\u00adde", "book"]),
    ("a lone newline at the end", "Last line\n", ["Last line", "\n", "line\n"]),
    ("only newlines", "\n\n\n", ["\n", "\n\n"]),
    ("empty lines", "Top\n\n\n\nBottom", ["Top", "\n\n\n\n", "Bottom"]),
    ("line separators that end no line", "a\u2028b\u0085c\u000bd", ["a", "b", "c", "d"]),
    ("a very long word", "x" * 500 + "👍" + "y" * 500 + " end", ["x👍y", "👍", "end"]),
    ("many marks on one letter", "Z" + "\u0301\u0316" * 20 + "!", ["Z" + "\u0301\u0316" * 20, "!"]),
]


def entry(name: str, file_text: str, sought: list[str]) -> dict[str, Any]:
    """One awkward text with everything worked out from it."""
    text = file_text.removeprefix(BOM).replace("\r\n", "\n")
    as_filed = {"file_text": file_text} if file_text != text else {}
    spans = [_span(text, text.index(words), words) for words in sought]
    counts = {"points": len(text), "utf16": utf16(text), "utf8": len(text.encode())}
    return {"name": name, **as_filed, "text": text, **counts, "spans": spans}


def entries() -> list[dict[str, Any]]:
    """What the JSON file has to hold."""
    return [entry(*text) for text in TEXTS]


def read() -> list[dict[str, Any]]:
    """What the JSON file holds."""
    found: list[dict[str, Any]] = json.loads(JSON.read_text(encoding="ascii"))
    return found


def utf16(text: str) -> int:
    """UTF-16 units in `text`."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _span(text: str, start: int, words: str) -> dict[str, Any]:
    end = start + len(words)
    units = {"utf16_start": utf16(text[:start]), "utf16_end": utf16(text[:end])}
    return {"start": start, "end": end, **units, "words": words}


if __name__ == "__main__":  # in ASCII, so that no editor and no checkout changes a letter or a line end
    JSON.write_text(json.dumps(entries(), indent=1) + "\n", encoding="ascii")
