"""Every hostile file ends in a sentence or in its words, soon, and in little memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from field.hostile import HOSTILE
from field.papers import raw_docx
from firsthand.core.problems import Problem
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.limits import MAX_SECONDS
from firsthand.field.sources.extract.workshop import Workshop

READ = "read"
EXPECTED = {
    "zip-bomb.docx": say.BOMB,
    "small-bomb.docx": say.BOMB,
    "nested-bomb.xlsx": say.BOMB,
    "lying-size.docx": say.DAMAGED,
    "too-many-entries.docx": say.BOMB,
    "traversal.docx": say.STRANGE_NAMES,
    "backslash-traversal.docx": say.STRANGE_NAMES,
    "absolute.docx": say.STRANGE_NAMES,
    "symlink.docx": say.STRANGE_NAMES,
    "encrypted-zip.docx": say.LOCKED,
    "encrypted-office.docx": say.LOCKED,
    "old-word.docx": say.OLD_OFFICE,
    "truncated.docx": say.DAMAGED,
    "plain-zip.docx": say.DAMAGED,
    "billion-laughs.docx": say.FORBIDDEN_XML,
    "utf16-doctype.docx": say.FORBIDDEN_XML,
    "external-entity.odt": say.FORBIDDEN_XML,
    "doctype.xlsx": say.FORBIDDEN_XML,
    "endless-spaces.odt": READ,
    "deep-xml.docx": say.DAMAGED,
    "many-paragraphs.docx": READ,
    "nested-tables.docx": READ,
    "huge-dimension.xlsx": READ,
    "far-cells.xlsx": say.TOO_MANY_COLUMNS,
    "is-a-pdf.docx": say.LOOKS_LIKE,
    "encrypted.pdf": say.LOCKED,
    "scan.pdf": say.NO_WORDS_PDF,
    "many-pages.pdf": say.TOO_MANY_PAGES,
    "endless-xref.pdf": say.DAMAGED,
    "is-a-picture.txt": say.NOT_TEXT,
    "is-a-program.txt": say.NOT_TEXT,
    "utf16-without-mark.txt": READ,
    "empty.txt": say.EMPTY,
    "spaces.txt": say.NO_WORDS,
    "too-large.txt": say.TOO_LARGE,
    "too-long.txt": say.TOO_LONG,
    "labels-only.txt": READ,
    "one-long-line.txt": READ,
    "wrong-header.vtt": say.NO_VTT_HEADER,
    "broken-cues.vtt": READ,
    "open-tags.vtt": READ,
    "zero.csv": READ,
    "commas.csv": say.TOO_MANY_COLUMNS,
    "spaced-commas.csv": say.TOO_MANY_COLUMNS,
    "open-quote.csv": READ,
    "deep.rtf": READ,
    "fields.rtf": READ,
    "deep.html": READ,
    "open-tags.html": READ,
    "deep.md": READ,
    "brackets.md": READ,
    "emphasis.md": READ,
}
"""What must come of a file. Those not named here may be read or refused, but nothing else."""


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with Workshop(4 * MAX_SECONDS) as open_workshop:  # on a machine that is busy with something else as well
        yield open_workshop


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_a_sentence(workshop: Workshop, name: str) -> None:
    data = HOSTILE[name]()
    outcome = _outcome(workshop, name, data)
    expected = EXPECTED.get(name)
    if expected == READ:
        assert outcome == READ
    elif expected is not None:
        assert outcome.startswith(expected.format_map(_Anything(name))[: expected.find("{", 8)])
    assert outcome == READ or outcome.startswith(f"“{name}” ")


def _outcome(workshop: Workshop, name: str, data: bytes) -> str:
    try:
        readings = workshop.read(name, data)
    except Problem as problem:
        return str(problem)
    assert any(letter.isalnum() for reading in readings for letter in reading.text)
    return READ


class _Anything(dict[str, str]):
    """Fills in a sentence: the name is known, the details are not looked at."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)

    def __missing__(self, key: str) -> str:
        return ""


def test_every_hostile_file_says_what_is_wrong_with_it() -> None:
    assert len(HOSTILE) >= 20
    assert all(maker.__doc__ for maker in HOSTILE.values())
    assert set(EXPECTED) <= set(HOSTILE)


def test_the_workshop_goes_on_after_a_file_that_took_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with Workshop(seconds=0.5) as impatient:
        impatient_outcome = _outcome(impatient, "slow.txt", HOSTILE["labels-only.txt"]())
        assert "longer than" in impatient_outcome
        monkeypatch.setattr(
            impatient, "_seconds", 60
        )  # a new child has to start, which on a busy machine lasts
        assert _outcome(impatient, "soon.txt", b"words") == READ


def test_nothing_is_written_to_disk(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert _outcome(workshop, "words.docx", raw_docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>")) == READ
    assert list(tmp_path.iterdir()) == []
