"""What the readers of files say, in the language of whoever brings the file.

They read in a process of their own that knows of no languages, and say it in plain English, by the templates of
`sentences.py`. Here each sentence is known again by its template, and said anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext

from firsthand.field.sources.extract import sentences
from firsthand.field.sources.extract.recognise import FORMATS, SAVE_AS

_PLACE = re.compile(r"\\\{(\w+)\\\}")
_OWN = ("what", "advice", "kind")  # places that hold words of ours


def templates() -> Iterator[str]:
    """Every sentence, for one and for many."""
    for name, said in vars(sentences).items():
        if name.isupper() and isinstance(said, str):
            yield said
        elif name.isupper() and isinstance(said, tuple):
            yield from said


def parts() -> Iterator[str]:
    """The words of ours that stand in such sentences."""
    yield from dict.fromkeys([*FORMATS.values(), *(word for pair in SAVE_AS.values() for word in pair)])


def in_language(sentence: str) -> str:
    """A sentence of the readers in the language of the page; one that is none of theirs as it is."""
    for template, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            said = {name: gettext(word) if name in _OWN else word for name, word in found.groupdict().items()}
            return gettext(template).format(**said)
    return sentence


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Those that say most come first: a template with fewer words of its own could match another's sentence."""
    ordered = sorted(templates(), key=lambda one: -len(re.sub(r"\{\w+\}", "", one)))
    return tuple((one, re.compile(_pattern(one), re.DOTALL)) for one in ordered)


def _pattern(template: str) -> str:
    """A place that comes twice holds the same both times."""
    seen: set[str] = set()

    def place(found: re.Match[str]) -> str:
        name = found[1]
        again = name in seen
        seen.add(name)
        return f"(?P={name})" if again else f"(?P<{name}>.+)"

    return _PLACE.sub(place, re.escape(template))
