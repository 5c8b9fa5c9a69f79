"""A small kit that is good, and what one changes in it."""

from __future__ import annotations

from pathlib import Path

import firsthand.core.kit

STARTER = Path(firsthand.core.kit.__file__).parent / "starter"


def starter() -> dict[str, bytes]:
    """The kit from which people begin their own."""
    return {
        str(path.relative_to(STARTER)): path.read_bytes() for path in STARTER.rglob("*") if path.is_file()
    }


def with_changes(file: str, *changes: tuple[str, str]) -> dict[str, bytes]:
    """That kit with other words in one file."""
    files = starter()
    text = files[file].decode()
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return files | {file: text.encode()}


def in_spanish() -> dict[str, bytes]:
    """That kit with guide and codebook in Spanish, too."""
    files = with_changes("kit.yaml", ("licence:", "title_es: Un estudio\nlanguages: [{code: es}]\nlicence:"))
    guide = (
        files["interview/guide.yaml"].decode().replace("How did you come to do this work?", "¿Cómo llegó?")
    )
    codes = files["codebook/codebook.csv"].decode().replace("A beginning", "Un comienzo")
    return files | {"interview/guide.es.yaml": guide.encode(), "codebook/codebook.es.csv": codes.encode()}
