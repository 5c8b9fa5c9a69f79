"""A project of another program becomes a study, and a study becomes a project again."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from lxml import etree

from conftest import Cast
from exchange.test_refi_files import ATLAS, FILES, NVIVO, QUALCODER, path_of, read, same
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import all_codings, coding, codings_of
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.memos.services import write_memo
from firsthand.core.problems import NotAllowed
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.exchange.projects.bringing_in import bring_in, look_over
from firsthand.exchange.projects.ids import guid_of
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.project import (
    Case,
    Media,
    Project,
    Selection,
    Source,
    SyncPoint,
    Text,
    texts_of,
)
from firsthand.exchange.projects.refi.opening import open_project
from firsthand.exchange.projects.refi.writing import write_project
from firsthand.exchange.projects.taking_out import take_out
from firsthand.field.deid.material import strings, wordings
from firsthand.field.media.selectors import sounds_of
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source, sources
from firsthand.field.sources.texts import text_of
from firsthand.ground.studies.selectors import members
from firsthand.ground.studies.services import start_study
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.vault.secret import Secret
from guard import trail_tells_the_rows
from sounds import wav
from texts import bring

SCHEMA = FILES / "Project.xsd"
REAL = [FILES / f"{NVIVO}.qdpx", FILES / f"{QUALCODER}.qdpx", ATLAS]


def codings(found: list[Source]) -> dict[str, tuple[Any, ...]]:
    """What each coding is of: its code, its coder, when, and where it stands."""
    return {
        coding.guid: (coding.code, coding.by, coding.at, selection.guid, selection.span, selection.name)
        for source in found
        for text in texts_of(source)
        for selection in text.selections
        for coding in selection.codings
    }


def brought(by: Any, path: Path) -> LossReport:
    with open_project(path) as file:
        return bring_in(by, file=file, name=path.name)


def taken(by: Any, path: Path) -> None:
    with path.open("wb") as stream:
        take_out(by, to=stream)


def another(title: str = "How peer work works", lead: str = "Lea") -> Any:
    return start_study(Secret.found_in(Path(settings.DATA)), title=title, lead=lead, slug="elsewhere")


@pytest.mark.parametrize("name", [NVIVO, QUALCODER])
def test_people_find_their_work_every_coding_on_its_words_with_its_code_and_its_coder(
    cast: Cast, name: str
) -> None:
    expected = json.loads((FILES / f"{name}.expected.json").read_text("utf-8"))
    report = brought(cast.lea, FILES / f"{name}.qdpx")
    titles = {line.version_id: line.title for line in sources(cast.lea)}
    stand = Counter(
        (titles[one.version_id], one.span, one.code.path, one.coder) for one in all_codings(cast.lea)
    )
    assert stand == Counter(
        (one["doc"], Span(one["start"], one["end"]), tuple(one["code"]), one["coder"])
        for one in expected["codings"]
    )
    heads = {(one.source.title, one.coding.span): one.words for one in excerpts(cast.lea)}
    for one in expected["codings"]:
        words = heads[one["doc"], Span(one["start"], one["end"])]
        assert words.startswith(one["text_head"][: len(words)])
    assert report.counts["codings"]["imported"] == expected["n_codings"]  # type: ignore[index]
    assert [line for line in report.lines if line.fate == "lost"] == []


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_what_is_not_shown_goes_out_again_as_it_came(cast: Cast, path: Path, tmp_path: Path) -> None:
    brought(cast.lea, path)
    taken(cast.lea, tmp_path / "out.qdpx")
    with read(path) as (before, sources_before), read(tmp_path / "out.qdpx") as (after, sources_after):
        for kind in ("links", "sets", "graphs", "users", "variables", "cases"):
            assert same(
                sorted(getattr(after.project, kind), key=str), sorted(getattr(before.project, kind), key=str)
            )
        assert {one.guid for one in sources_after} == {one.guid for one in sources_before}
        assert [(one.name, one.color or None, one.codable) for one in after.project.codes if one.color] == [
            (one.name, one.color or None, one.codable) for one in before.project.codes if one.color
        ]
        assert [one.codable for one in after.project.codes] == [one.codable for one in before.project.codes]
        assert codings(sources_after) == codings(sources_before)


def test_what_is_not_shown_is_counted_and_kept(cast: Cast) -> None:
    counts: Any = brought(cast.lea, ATLAS).as_dict()["counts"]
    assert [counts[kind]["kept"] for kind in ("sets", "graphs", "links")] == [16, 1, 1]
    assert counts["codes"] == {"imported": 14, "kept": 0, "lost": 0}


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_out_in_and_out_again_gives_the_same_bytes_valid_by_the_schema(
    cast: Cast, path: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.qdpx", tmp_path / "second.qdpx"
    brought(cast.lea, path)
    taken(cast.lea, first)
    other = another()
    brought(other, first)
    taken(other, second)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(
        etree.fromstring(zipfile.ZipFile(first).read("project.qde"))
    )
    assert zipfile.ZipFile(first).read("project.qde") == zipfile.ZipFile(second).read("project.qde")
    assert first.read_bytes() == second.read_bytes()


def test_a_study_of_our_own_goes_out_comes_in_elsewhere_and_goes_out_as_it_was(
    cast: Cast, tmp_path: Path
) -> None:
    talk = bring(cast.lea, "IKE: I open the door.\nLENA: And then?\nIKE: Then 👍 we talk by day.\n")[0]
    above = make_code(cast.lea, name="Work", definition="What is done.", when="At work", plain_name="Doing")
    code = make_code(cast.lea, name="Doors", parent=above, handle="D1", hue=7)
    one = apply_code(cast.cody, source=talk, code=code, span=Span(5, 21))
    write_memo(cast.cody, kind="method", title="On doors", body="They open.\n\nAnd close.", about=[one, code])
    first, second = tmp_path / "first.qdpx", tmp_path / "second.qdpx"
    taken(cast.lea, first)
    other = another()
    report = brought(other, first)
    assert [line.fate for line in report.lines if line.fate == "lost"] == []
    assert [
        (line.path, line.definition, line.when, line.plain_name, line.handle, line.hue)
        for line in codebook(other)
    ] == [
        (line.path, line.definition, line.when, line.plain_name, line.handle, line.hue)
        for line in codebook(cast.lea)
    ]
    (memo,) = memos(other)
    assert (memo.kind, memo.title, memo.body, memo.author) == (
        "method",
        "On doors",
        "They open.\n\nAnd close.",
        "Cody",
    )
    assert sorted(target.what for target in memo.about) == sorted(
        target.what for target in memos(cast.lea)[0].about
    )
    assert [excerpt.words for excerpt in excerpts(other)] == ["I open the door."]
    taken(other, second)
    assert first.read_bytes() == second.read_bytes()


def test_the_same_project_twice_doubles_nothing(cast: Cast) -> None:
    brought(cast.lea, FILES / f"{QUALCODER}.qdpx")
    before = len(all_codings(cast.lea)), len(sources(cast.lea)), len(codebook(cast.lea)), len(memos(cast.lea))
    counts: Any = brought(cast.lea, FILES / f"{QUALCODER}.qdpx").as_dict()["counts"]
    assert (
        len(all_codings(cast.lea)),
        len(sources(cast.lea)),
        len(codebook(cast.lea)),
        len(memos(cast.lea)),
    ) == before
    assert counts["sources"]["imported"] == counts["codes"]["imported"] == 0


def test_looking_over_says_what_would_come_and_writes_nothing(cast: Cast) -> None:
    with open_project(FILES / f"{QUALCODER}.qdpx") as file:
        said = look_over(cast.lea, file=file, name="primock.qdpx").as_dict()
    assert (sources(cast.lea), codebook(cast.lea)) == ([], [])
    assert brought(cast.lea, FILES / f"{QUALCODER}.qdpx").as_dict() == said


def test_what_was_brought_in_is_one_act_and_one_undo(cast: Cast) -> None:
    before = members(cast.lea)
    brought(cast.lea, FILES / f"{QUALCODER}.qdpx")
    assert {"coder_A", "coder_B"} <= {one.name for one in members(cast.lea) if not one.here}
    undo_last(cast.lea)
    assert (sources(cast.lea), codebook(cast.lea), memos(cast.lea), members(cast.lea)) == ([], [], [], before)


def test_what_was_changed_since_goes_out_as_it_is_now(cast: Cast, tmp_path: Path) -> None:
    brought(cast.lea, FILES / f"{QUALCODER}.qdpx")
    gone, kept = all_codings(cast.lea)[:2]
    remove_coding(cast.lea, coding=coding(cast.lea, gone.id))
    line = sources(cast.lea)[0]
    code = make_code(cast.lea, name="New since")
    made = apply_code(cast.lea, source=source(cast.lea, line.id), code=code, span=Span(0, 5))
    from firsthand.analysis.codebook.selectors import code as code_of

    change_code(cast.lea, code=code_of(cast.lea, kept.code.id), name="Renamed")
    taken(cast.lea, tmp_path / "out.qdpx")
    with read(tmp_path / "out.qdpx") as (found, those):
        guid = lambda row: guid_of(cast.lea.study_id, row)  # noqa: E731
        out = {
            one.guid: (path_of(found.project, one.code), selection.span)
            for text_ in those
            for selection in text_.selections
            for one in selection.codings
        }  # type: ignore[union-attr]
    assert guid(gone.id) not in out
    assert out[guid(kept.id)][0][-1] == "Renamed"
    assert out[guid(made.id)] == (("New since",), Span(0, 5))


def test_a_moment_that_was_written_elsewhere_is_the_same_moment_here_and_the_act_can_be_undone(
    cast: Cast, tmp_path: Path
) -> None:
    whole = zipfile.ZipFile(FILES / f"{QUALCODER}.qdpx")
    with zipfile.ZipFile(tmp_path / "elsewhere.qdpx", "w") as archive:
        for part in whole.infolist():
            data = whole.read(part)
            if part.filename == "project.qde":
                data = re.sub(rb'(DateTime="[^"]*?)Z?"', rb'\1+05:30"', data)
            archive.writestr(part.filename, data)
    brought(cast.lea, tmp_path / "elsewhere.qdpx")
    assert b"+05:30" in zipfile.ZipFile(tmp_path / "elsewhere.qdpx").read("project.qde")
    trail_tells_the_rows()
    undo_last(cast.lea)
    assert all_codings(cast.lea) == []


def test_only_the_lead_brings_a_project_in(cast: Cast) -> None:
    with open_project(FILES / f"{QUALCODER}.qdpx") as file, pytest.raises(NotAllowed):
        bring_in(cast.cody, file=file, name="x")


GUIDS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(8)]
PARTS = {
    "internal://talk.wav": wav(1),
    "internal://paper.pdf": b"%PDF-1.4",
    "internal://talk.docx": b"PK form",
}


def with_files(path: Path) -> Path:
    """A project with pages, a recording and a text with its form."""
    pages = Text(guid=GUIDS[1], words="What the pages say.", path=f"internal://{GUIDS[1]}.txt")
    spoken = Text(guid=GUIDS[3], words="LENA: Well?\nIKE: Yes.\n", path=f"internal://{GUIDS[3]}.txt")
    spoken.sync = [SyncPoint(GUIDS[5], 0, 0), SyncPoint(GUIDS[6], 900, 12)]
    formed = Text(guid=GUIDS[4], name="Notes", words="Bold.", path=f"internal://{GUIDS[4]}.txt")
    formed.rich = "internal://talk.docx"
    paper = Media(
        guid=GUIDS[0], name="Paper", element="PDFSource", path="internal://paper.pdf", texts=[pages]
    )
    talk = Media(
        guid=GUIDS[2], name="Talk", element="AudioSource", path="internal://talk.wav", texts=[spoken]
    )
    write_project(
        path, Project(guid="", name="Made", origin="Some program"), [paper, talk, formed], PARTS.get
    )
    return path


def test_files_with_their_form_pages_and_recordings_come_along_and_go_out_again(
    cast: Cast, tmp_path: Path
) -> None:
    out = tmp_path / "out.qdpx"
    brought(cast.lea, with_files(tmp_path / "made.qdpx"))
    talk = next(line for line in sources(cast.lea) if line.title == "Talk")
    (sound,) = sounds_of(cast.lea, source(cast.lea, talk.id))
    assert sound.content_type == "audio/wav"
    taken(cast.lea, out)
    with read(out) as (found, those):
        assert {path: found.archive.bytes_of(path) for path in PARTS} == PARTS
        (again,) = [text for one in those if one.name == "Talk" for text in texts_of(one)]
        assert [(point.time, point.position) for point in again.sync] == [(0, 0), (900, 12)]


def test_what_is_coded_in_a_transcript_goes_out_by_sync_points_and_comes_in_again_on_its_words(
    cast: Cast, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.qdpx", tmp_path / "second.qdpx"
    brought(cast.lea, with_files(tmp_path / "made.qdpx"))
    talk = next(line for line in sources(cast.lea) if line.title == "Talk")
    code = make_code(cast.lea, name="Asking")
    apply_code(cast.cody, source=source(cast.lea, talk.id), code=code, span=Span(6, 11))
    taken(cast.lea, first)
    other = another()
    brought(other, first)
    assert [one.words for one in excerpts(other)] == ["Well?"]
    taken(other, second)
    assert first.read_bytes() == second.read_bytes()
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(
        etree.fromstring(zipfile.ZipFile(first).read("project.qde"))
    )


def test_a_case_that_is_some_stretches_of_a_text_comes_in_and_goes_out_with_them(
    cast: Cast, tmp_path: Path
) -> None:
    where = Selection(guid=GUIDS[2], raw=(0, 4), span=Span(0, 4))
    text = Text(guid=GUIDS[1], name="Talk", words="LENA: Well?", path=f"internal://{GUIDS[1]}.txt")
    text.selections = [where]
    case = Case(guid=GUIDS[3], name="Lena", selections=[where.guid])
    made, out = tmp_path / "made.qdpx", tmp_path / "out.qdpx"
    write_project(made, Project(guid="", name="Made", origin="Some program", cases=[case]), [text])
    brought(cast.lea, made)
    taken(cast.lea, out)
    with read(out) as (found, _those):
        assert [(one.name, one.selections) for one in found.project.cases] == [("Lena", [where.guid])]


def test_of_a_talk_that_was_taken_out_nothing_goes_out_and_nothing_is_kept(
    cast: Cast, tmp_path: Path
) -> None:
    out = tmp_path / "out.qdpx"
    brought(cast.lea, with_files(tmp_path / "made.qdpx"))
    talk = next(line for line in sources(cast.lea) if line.title == "Talk")
    remove_source(cast.lea, source=source(cast.lea, talk.id))
    taken(cast.lea, out)
    with read(out) as (found, those):
        assert sorted(one.name for one in those) == ["Notes", "Paper"]
        assert not found.archive.holds("internal://talk.wav")
    assert "Talk" not in [text for one in wordings(cast.lea) for text in strings(one.words)]


def test_a_corrected_text_goes_out_with_what_came_beside_its_words(cast: Cast, tmp_path: Path) -> None:
    brought(cast.lea, FILES / f"{QUALCODER}.qdpx")
    line = sources(cast.lea)[0]
    row = source(cast.lea, line.id)
    revise_text(cast.lea, source=row, reading=Reading("So. " + text_of(cast.lea, row).words))
    before = {one.id: one.span for one in codings_of(cast.lea, source(cast.lea, line.id))}
    taken(cast.lea, tmp_path / "out.qdpx")
    with read(FILES / f"{QUALCODER}.qdpx") as (_file, came), read(tmp_path / "out.qdpx") as (_again, those):
        was, now = (next(one for one in each if one.name == line.title) for each in (came, those))
        assert isinstance(now, Text)
        assert (now.guid, now.by, now.at, now.values) == (was.guid, was.by, was.at, was.values)
        spans = {guid: place[4] for guid, place in codings([now]).items()}
    assert spans == {guid_of(cast.lea.study_id, row_id): span for row_id, span in before.items()}
