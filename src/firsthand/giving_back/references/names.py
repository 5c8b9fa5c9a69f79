"""People as works name them: in CSL-JSON, and as somebody writes a name in a line.

>>> name_written("van der Berg, Jan")
{'family': 'Berg', 'given': 'Jan', 'non-dropping-particle': 'van der'}
>>> as_written(name_written("Hopper, Kim, Jr."))
'Hopper, Kim, Jr.'
>>> name_written("Mental Health America")
{'literal': 'Mental Health America'}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Name = dict[str, str]
PARTS = ("family", "given", "suffix", "non-dropping-particle", "dropping-particle")


def name_in(given: Any, tidy: Callable[[str], str]) -> Name | None:
    """A name of a CSL-JSON file in its normal form; None where nothing is in it."""
    if isinstance(given, str):
        return name_written(tidy(given))
    if not isinstance(given, dict):
        return None
    parts = {part: tidy(given[part]) for part in (*PARTS, "literal") if isinstance(given.get(part), str)}
    whole = parts.get("literal") or ("" if parts.get("given") else parts.get("family", ""))
    if whole and not any(parts.get(part) for part in PARTS[1:]):
        return {"literal": whole}
    family = parts["family"] = parts.get("family") or parts.pop("given", "")
    if not family:
        return None
    particle, bare = _apart(family)
    if particle and not parts.get("non-dropping-particle"):
        parts |= {"family": bare, "non-dropping-particle": particle}
    return {part: parts[part] for part in PARTS if parts.get(part)} | (
        {} if parts.get("family") else {"family": family}
    )


def name_written(line: str) -> Name | None:
    """A name from “Family, Given” or “Family, Given, Jr.”; without a comma it is an organisation’s."""
    family, *rest = (" ".join(part.split()) for part in line.split(","))
    given, suffix = [*rest, "", ""][:2]
    if not family and not given:
        return None
    if not given:
        return {"literal": family}
    particle, bare = _apart(family)
    found = {"family": bare, "given": given, "suffix": suffix, "non-dropping-particle": particle}
    return {part: words for part, words in found.items() if words}


def as_written(name: Name) -> str:
    """A name as somebody writes it in a line."""
    if "literal" in name:
        return name["literal"]
    family = " ".join(name[part] for part in ("non-dropping-particle", "family") if part in name)
    given = " ".join(name[part] for part in ("given", "dropping-particle") if part in name)
    return ", ".join(part for part in (family, given, name.get("suffix", "")) if part)


def _apart(family: str) -> tuple[str, str]:
    """Small words before a family name, apart from it. A name all in small letters is left whole."""
    words = family.split()
    small = next((place for place, word in enumerate(words) if not word[:1].islower()), 0)
    return " ".join(words[:small]), " ".join(words[small:])
