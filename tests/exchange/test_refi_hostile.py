"""Project files that no honest program writes: a sentence each, and nothing half brought in.

FIRSTHAND_MUTATIONS says how many random alterations of the real files are tried (the suite: 150).
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from conftest import Cast
from exchange.test_refi_files import ATLAS, FILES, QUALCODER
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.selectors import all_codings
from firsthand.core.problems import Problem
from firsthand.exchange.projects.bringing_in import bring_in
from firsthand.exchange.projects.project import texts_of
from firsthand.exchange.projects.refi.archive import MEGABYTE
from firsthand.exchange.projects.refi.opening import open_project
from firsthand.field.sources.selectors import sources

MANY = int(os.environ.get("FIRSTHAND_MUTATIONS", "150"))
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
SPACE = 'xmlns="urn:QDA-XML:project:1.0" name="P" origin="Some program"'
A, B, C, D = (f"{letter * 8}-0000-4000-8000-000000000000" for letter in "abcd")


def packed(project: str | bytes, **more: bytes) -> BytesIO:
    """A .qdpx with that project and those texts (by GUID)."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", project)
        for name, data in more.items():
            archive.writestr(f"sources/{name}.txt", data)
    file.seek(0)
    return file


def read_all(file: BytesIO) -> int:
    """Everything in a file; how many selections there are."""
    with open_project(file, "project.qdpx") as found:
        return sum(len(text.selections) for source in found.sources() for text in texts_of(source))


def sentence(file: BytesIO) -> str:
    with pytest.raises(Problem) as raised:
        read_all(file)
    return str(raised.value)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed(b" " * (65 * MEGABYTE))
    assert "beyond all measure" in sentence(bomb)


@pytest.mark.parametrize(
    "name", ["../../escape.txt", "/etc/escape.txt", "C:/escape.txt", "a/../../escape.txt"]
)
def test_a_file_that_points_outside_itself_is_not_read(name: str) -> None:
    file = packed(f"{HEAD}<Project {SPACE}/>")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, b"gotcha")
    file.seek(0)
    assert "outside itself" in sentence(file)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE Project SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE Project [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_of_its_own_is_refused(doctype: str) -> None:
    body = f'<Project {SPACE}><Users><User guid="{A}" name="x"/></Users><Description>&amp;</Description></Project>'
    assert "document type of its own" in sentence(packed(HEAD + doctype + body))


def test_an_internal_path_never_leaves_the_archive() -> None:
    source = f'<TextSource guid="{A}" name="x" plainTextPath="internal://../../../../etc/passwd"/>'
    with open_project(packed(f"{HEAD}<Project {SPACE}><Sources>{source}</Sources></Project>"), "p") as found:
        (text,) = (text for source_ in found.sources() for text in texts_of(source_))
    assert text.words is None


def test_codes_in_each_other_without_end_are_refused() -> None:
    codes = "".join(f'<Code guid="{number:08x}{A[8:]}" name="c" isCodable="true">' for number in range(240))
    project = f"{HEAD}<Project {SPACE}><CodeBook><Codes>{codes}{'</Code>' * 240}</Codes></CodeBook></Project>"
    assert "two hundred deep" in sentence(packed(project))


def test_same_guids_codes_that_are_missing_and_places_outside_the_text_are_told_one_by_one(
    cast: Cast,
) -> None:
    def selection(guid: str, code: str, start: int, end: int) -> str:
        coding = f'<Coding guid="{guid}" creatingUser="{D}"><CodeRef targetGUID="{code}"/></Coding>'
        place = f'startPosition="{start}" endPosition="{end}"'
        return f'<PlainTextSelection guid="{B}" {place}>{coding}</PlainTextSelection>'

    codes = f'<Code guid="{A}" name="One" isCodable="true"/><Code guid="{A}" name="Two" isCodable="true"/>'
    selections = "".join(
        selection(f"{number}{C[1:]}", code, start, end)
        for number, (code, start, end) in enumerate(
            [(A, 0, 3), (A, 0, 3), (B, 0, 3), (A, 2, 99), (A, -4, 2), (A, 3, 3), (A, 5, 2)]
        )
    )
    file = packed(
        f'{HEAD}<Project {SPACE}><Users><User guid="{D}" name="Sam"/></Users>'
        f"<CodeBook><Codes>{codes}</Codes></CodeBook>"
        f'<Sources><TextSource guid="{C}" name="T" plainTextPath="internal://{C}.txt">{selections}</TextSource></Sources>'
        "</Project>",
        **{C: b"one two"},
    )
    with open_project(file, "p.qdpx") as found:
        report = bring_in(cast.lea, file=found, name="p.qdpx")
    assert [(one.coder, one.span.start, one.span.end) for one in all_codings(cast.lea)] == [("Sam", 0, 3)]
    assert sorted((line.kind, line.fate.value, line.reason) for line in report.lines) == [
        ("codes", "lost", "Two codes have this GUID: the first one counts."),
        ("codings", "kept", "It lies outside the text."),
        ("codings", "kept", "It lies outside the text."),
        ("codings", "kept", "It lies outside the text."),
        ("codings", "kept", "It stands between two letters: only words are coded here."),
        ("codings", "kept", "The same coder has the same code on the very same words already."),
        ("codings", "lost", "Its code is not in the file."),
    ]


def test_a_file_that_breaks_off_half_way_brings_nothing_in(cast: Cast) -> None:
    whole = zipfile.ZipFile(FILES / f"{QUALCODER}.qdpx").read("project.qde")
    file = packed(whole[: len(whole) * 2 // 3])
    with pytest.raises(Problem, match="damaged"), open_project(file, "p.qdpx") as found:
        bring_in(cast.lea, file=found, name="p.qdpx")
    assert (sources(cast.lea), codebook(cast.lea)) == ([], [])


def _flip(data: bytearray, chance: Random) -> None:
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def _cut(data: bytearray, chance: Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randint(1, 4000)]


def _double(data: bytearray, chance: Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.randint(1, 4000)]


def _number(data: bytearray, chance: Random) -> None:
    """Another number where one is written: a position, mostly."""
    digits = [at for at in range(len(data) - 1) if 48 <= data[at] <= 57]
    at = chance.choice(digits)
    data[at : at + 1] = chance.choice([b"-", b"99999999999999999999", b"", b"e9"])


WAYS: list[Callable[[bytearray, Random], None]] = [_flip, _cut, _double, _number]


def test_altered_files_are_read_or_refused_with_a_sentence() -> None:
    chance = Random(5)
    archive = (FILES / f"{QUALCODER}.qdpx").read_bytes()
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        texts = {Path(name).stem: opened.read(name) for name in opened.namelist() if name.endswith(".txt")}
        project = opened.read("project.qde")
    said: list[str] = []
    for number in range(MANY):
        data = bytearray([project, ATLAS.read_bytes(), archive][number % 3])
        chance.choice(WAYS)(data, chance)
        file = BytesIO(bytes(data)) if number % 3 else packed(bytes(data), **texts)
        try:
            read_all(file)
        except Problem as problem:
            said.append(str(problem))
    assert 0 < len(said) < MANY
    assert all(one.endswith(".") for one in said)
