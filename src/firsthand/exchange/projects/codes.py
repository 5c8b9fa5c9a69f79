"""Codes of a file and codes of a study: one made of the other, both ways.

The standard has a name and a description. Ours has more; it goes out as paragraphs of the description, each under its
own word, and comes back from them.
"""

from __future__ import annotations

import re

from firsthand.ground.vault.wording import Words

PARAGRAPHS = (
    ("plain_name", "Plain name"), ("when", "When to use"), ("when_not", "When not to use"), ("example", "Example"),
    ("handle", "Handle"),
)  # fmt: skip
_HEADED = re.compile(f"^({'|'.join(head for _field, head in PARAGRAPHS)}): ", re.MULTILINE)
_FIELD = {head: field for field, head in PARAGRAPHS}


def described(words: Words) -> str:
    """All that is said of a code, as one description.

    >>> described({"name": "Tea", "definition": "Making tea.", "handle": "T1"})
    'Making tea.\\n\\nHandle: T1'
    """
    parts = [
        words.get("definition", ""),
        *(f"{head}: {words[field]}" for field, head in PARAGRAPHS if words.get(field)),
    ]
    return "\n\n".join(part for part in parts if part)


def words_of(name: str, description: str, *, ours: bool) -> Words:
    """The words of a code from a file; `ours` where this program wrote it, so that it is known what each paragraph is.

    >>> words_of("Tea", "Making tea.\\n\\nHandle: T1", ours=True)
    {'name': 'Tea', 'definition': 'Making tea.', 'handle': 'T1'}
    """
    description = description.strip()
    pieces = _HEADED.split(description) if ours else [description]
    words = {"name": " ".join(name.split()) or "?", "definition": pieces[0].strip()}
    for head, said in zip(pieces[1::2], pieces[2::2], strict=True):
        words[_FIELD[head]] = said.strip()
    return {field: said for field, said in words.items() if said}
