"""REFI-QDA files that other programs wrote, and files that we write, read as plain data."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from firsthand.core.offsets import Unit, from_spans
from firsthand.core.spans import Span
from firsthand.exchange.projects.project import (
    Case,
    Code,
    Coding,
    Project,
    Selection,
    Source,
    Text,
    User,
    Value,
    Variable,
    counted,
    texts_of,
)
from firsthand.exchange.projects.refi.counting import Evidence, Raw, place
from firsthand.exchange.projects.refi.opening import ENOUGH, ProjectFile, open_project
from firsthand.exchange.projects.refi.writing import write_codebook, write_project
from firsthand.field.sources.extract.letters import normal

FILES = Path(__file__).parents[1] / "data" / "refi"
NVIVO, QUALCODER = "nvivo12.6-windows_two-sources_masked", "qualcoder4.0b_primock"
ATLAS = FILES / "spec-A2_atlas.ti8.4-mac.qde"
AWKWARD = json.loads((FILES.parent / "awkward.json").read_text("utf-8"))


@contextmanager
def read(path: Path) -> Iterator[tuple[ProjectFile, list[Source]]]:
    with open_project(path) as found:
        sources = list(found.sources())
        for source in sources:
            for text in texts_of(source):
                if text.words is not None and not text.inline:
                    text.path = f"internal://{text.guid}.txt"
        yield found, sources


def path_of(project: Project, guid: str) -> tuple[str, ...]:
    codes = {code.guid: code for code in project.codes}
    path: list[str] = []
    while guid:
        path.insert(0, codes[guid].name)
        guid = codes[guid].parent
    return tuple(path)


@pytest.mark.parametrize("name", [NVIVO, QUALCODER])
def test_every_coding_of_a_real_project_stands_on_the_words_that_its_program_meant(name: str) -> None:
    expected = json.loads((FILES / f"{name}.expected.json").read_text("utf-8"))
    with read(FILES / f"{name}.qdpx") as (found, sources):
        users = {user.guid: user.name for user in found.project.users}
        texts = {source.name: source.words for source in sources if isinstance(source, Text)}
        for document in expected["documents"]:
            assert sha256((texts[document["name"]] or "").encode()).hexdigest() == document["sha256_utf8_lf"]
        stand = Counter(
            (source.name, selection.span, path_of(found.project, coding.code), users[coding.by])
            for source in sources
            for text in texts_of(source)
            for selection in text.selections
            for coding in selection.codings
        )
        assert stand == Counter(
            (one["doc"], Span(one["start"], one["end"]), tuple(one["code"]), one["coder"])
            for one in expected["codings"]
        )
        assert found.report.remarks == []


def test_a_project_whose_texts_are_all_missing_is_read_and_what_cannot_be_shown_is_kept() -> None:
    with read(ATLAS) as (found, sources):
        assert counted(found.project, sources) == {
            "users": 3, "codes": 14, "variables": 0, "cases": 0, "memos": 2, "links": 1, "sets": 16, "graphs": 1,
            "sources": 12, "selections": 8, "codings": 9,
        }  # fmt: skip
        assert found.report.lines[0].path.startswith("/Project/Sources/")
        assert {line.kind for line in found.report.lines} == {"selections"}
        assert all(text.words is None for source in sources for text in texts_of(source) if not text.inline)


@pytest.mark.parametrize(
    "path", [FILES / f"{NVIVO}.qdpx", FILES / f"{QUALCODER}.qdpx", ATLAS], ids=lambda path: path.stem
)
def test_what_was_read_is_written_valid_by_the_schema_read_the_same_and_written_the_same_again(
    path: Path, tmp_path: Path
) -> None:
    schema = etree.XMLSchema(etree.parse(FILES / "Project.xsd"))
    first, second = tmp_path / "first.qdpx", tmp_path / "second.qdpx"
    with read(path) as (found, sources):
        write_project(first, found.project, sources, found.archive.bytes_of)
        schema.assertValid(etree.fromstring(zipfile.ZipFile(first).read("project.qde")))
        with read(first) as (again, those):
            assert same(again.project, found.project)
            assert len(those) == len(sources)
            assert all(same(one, other) for one, other in zip(those, sources, strict=True))
            write_project(second, again.project, those, again.archive.bytes_of)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", ["qualcoder4.0b_codebook.qdc", "spec-A1_codebook.qdc"])
def test_a_codebook_is_read_and_written_valid_by_the_schema(name: str) -> None:
    with open_project(FILES / name) as found:
        assert found.project.codes
        written = BytesIO()
        write_codebook(written, found.project)
    etree.XMLSchema(etree.parse(FILES / "Codebook.xsd")).assertValid(etree.fromstring(written.getvalue()))


UNITS: list[Any] = [
    Unit(code, line, mark) for code in ("points", "utf16") for line in (1, 2) for mark in (0, 1)
]  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", UNITS, ids=str)
def test_the_unit_of_an_unknown_program_is_found_by_where_its_selections_end(unit: Unit) -> None:
    words = "So 👍 it went.\nEvery day 🙂 somebody came\nand sat with us 👩 for tea.\nThat was all.\n" * 4
    spans = [Span(at, at + 3) for at in range(len(words) - 3) if words[at : at + 3] in ("and", "tea", "all")]
    raw = Raw(words, crlf=True, bom=True)
    ranges = from_spans(unit, words, spans)
    evidence = Evidence("Some program")
    evidence.weigh(raw, ranges, [() for _ in ranges])
    assert place(raw, evidence.unit, ranges) == spans


LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
GUIDS = st.uuids().map(str)
WORDS = st.one_of(st.sampled_from([normal(one["text"])[0] for one in AWKWARD]), st.text(LETTERS, max_size=60))
NAMES = st.text(LETTERS, min_size=1, max_size=20)
MOMENTS = st.sampled_from(["", "2024-05-01T10:00:00Z", "2019-12-31T23:59:59.5+02:00"])


def test_the_one_text_that_tells_how_a_file_counts_may_come_late(tmp_path: Path) -> None:
    """Texts of plain letters, in any number, say nothing; after them one does, at more places than are weighed."""
    words = "so 👍 it went. " * 300
    plain = [Text(guid=str(UUID(int=number)), words="plain", inline=True) for number in range(1, ENOUGH + 10)]
    for text in plain:
        text.selections = [Selection(guid=str(uuid4()), raw=(0, 5), span=Span(0, 5))]
    told = Text(guid=str(uuid4()), words=words, inline=True)
    places = [found.start() for found in re.finditer("it", words)]
    units = [(len(words[:at].encode("utf-16-le")) // 2, at) for at in places]
    told.selections = [Selection(guid=str(uuid4()), raw=(unit, unit + 2)) for unit, _at in units]
    path = tmp_path / "late.qdpx"
    write_project(path, Project(guid="", origin="Unheard of 1.0"), [*plain, told])
    with open_project(path) as file:
        *_plain, late = file.sources()
    assert isinstance(late, Text)
    assert [one.span for one in late.selections] == [Span(at, at + 2) for _unit, at in units]


def test_things_without_a_guid_are_told_apart_in_a_time_that_grows_with_their_number(tmp_path: Path) -> None:
    many = 20_000  # looking back over all before each one would take minutes
    inside = '<PlainTextSelection startPosition="0" endPosition="1"><Coding/></PlainTextSelection>' * many
    path = tmp_path / "bare.qde"
    path.write_text(
        '<Project xmlns="urn:QDA-XML:project:1.0" name="P"><Sources><TextSource name="One" guid="'
        f'{UUID(int=1)}"><PlainTextContent>a</PlainTextContent>{inside}</TextSource></Sources></Project>',
        "utf-8",
    )
    with read(path) as (_found, (source,)):
        assert isinstance(source, Text)
        assert len({one.guid for one in source.selections}) == many
        assert len({one.codings[0].guid for one in source.selections}) == many


@st.composite
def projects(draw: st.DrawFn) -> tuple[Project, list[Source]]:
    users = draw(st.lists(st.builds(User, guid=GUIDS, name=NAMES), min_size=1, max_size=3))
    codes: list[Code] = []
    open_: list[str] = []
    for _ in range(draw(st.integers(1, 6))):
        open_ = open_[: draw(st.integers(0, len(open_)))]
        code = Code(
            guid=draw(GUIDS), name=draw(NAMES), parent=open_[-1] if open_ else "", codable=draw(st.booleans()),
            color=draw(st.sampled_from(["", "#abc", "#A1B2C3"])), description=draw(WORDS).strip("\r"),
        )  # fmt: skip
        codes.append(code)
        open_.append(code.guid)
    variables = draw(st.lists(st.builds(Variable, guid=GUIDS, name=NAMES), max_size=2))
    values = [Value(one.guid, "TextValue", draw(NAMES)) for one in variables]
    sources: list[Source] = []
    for _ in range(draw(st.integers(1, 3))):
        words = draw(WORDS)
        text = Text(
            guid=draw(GUIDS), name=draw(NAMES), words=words, by=users[0].guid, at=draw(MOMENTS), values=values
        )
        text.path = f"internal://{text.guid}.txt"
        for _ in range(draw(st.integers(0, 4))):
            if len(words) == 0:
                break
            start = draw(st.integers(0, len(words) - 1))
            span = Span(start, draw(st.integers(start + 1, len(words))))
            coding = Coding(
                guid=draw(GUIDS), code=draw(st.sampled_from(codes)).guid, by=users[-1].guid, at=draw(MOMENTS)
            )
            text.selections.append(
                Selection(
                    guid=draw(GUIDS),
                    name=draw(NAMES),
                    raw=(span.start, span.end),
                    span=span,
                    codings=[coding],
                )
            )
        sources.append(text)
    memos = [
        Text(guid=draw(GUIDS), name=draw(NAMES), words=draw(WORDS), inline=True)
        for _ in range(draw(st.integers(0, 2)))
    ]
    cases = [Case(guid=draw(GUIDS), name=draw(NAMES), values=values, sources=[sources[0].guid])]
    project = Project(guid="", name=draw(NAMES), origin="Firsthand", users=users, codes=codes)
    project.variables, project.cases, project.memos = variables, cases, memos
    return project, sources


@settings(max_examples=60, deadline=None)
@given(projects())
def test_whatever_is_written_is_read_back_as_it_was(made: tuple[Project, list[Source]]) -> None:
    project, sources = made
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.qdpx"
        write_project(path, project, sources)
        with read(path) as (found, those):
            assert same(found.project, project)
            assert all(same(one, other) for one, other in zip(those, sources, strict=True))


def same(one: Any, other: Any) -> bool:
    """Whether two things say the same; where a text is there, how its file counted is of no account."""
    if isinstance(one, Selection) and one.span is not None:
        return one.span == other.span and all(
            same(getattr(one, field.name), getattr(other, field.name))
            for field in fields(one)
            if field.name != "raw"
        )
    if isinstance(one, Text) and one.inline:
        return all(
            same(getattr(one, f.name), getattr(other, f.name))
            for f in fields(one)
            if f.name not in ("path", "inline")
        )
    if is_dataclass(one) and not isinstance(one, type):
        return type(one) is type(other) and all(
            same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if one != other:
        print("differs:", repr(one)[:200], repr(other)[:200])
    return bool(one == other)
