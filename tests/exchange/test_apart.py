"""Projects are taken apart in a process of their own: the same comes out of it, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conftest import Cast
from exchange.test_other_programs import qualcoder, taguette
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.exchange.projects import apart
from firsthand.exchange.projects.apart import open_apart
from firsthand.exchange.projects.bringing_in import bring_in
from firsthand.exchange.projects.carrying import REPLY, SOURCES, Question, Reply
from firsthand.exchange.projects.child import Desk
from firsthand.exchange.projects.opened import Opened
from firsthand.exchange.projects.opening import open_project
from firsthand.exchange.projects.project import Coding, Selection, SyncPoint, Text, Value
from firsthand.field.sources.extract import process as running
from firsthand.field.sources.extract.process import Ended, Process
from firsthand.field.sources.selectors import sources

DATA = Path(__file__).parents[1] / "data"
LINES = b'{"id": 1, "text": "So the yard.", "label": [[0, 2, "A"]]}\n'
FILES = {
    "nvivo.qdpx": DATA / "refi" / "nvivo12.6-windows_two-sources_masked.qdpx",
    "codebook.qdc": DATA / "refi" / "spec-A1_codebook.qdc",
    "primock.qda.zip": DATA / "others" / "qualcoder4.0b_primock.qda.zip",
    "spans.xmi": DATA / "others" / "inception_token-bounded-spans.xmi",
}


def all_of(file: Opened) -> tuple[Any, ...]:
    """Everything that bringing in asks of it."""
    glanced, found = list(file.glanced()), list(file.sources())
    written = [text.path for source in found for text in getattr(source, "texts", [source])]
    return (
        file.project, glanced, found, file.report.lines, file.report.remarks, file.where("Set", "a"),
        [file.where("", code.guid) for code in file.project.codes],
        [(file.archive.holds(one), file.archive.bytes_of(one)) for one in written],
    )  # fmt: skip


@pytest.mark.parametrize("name", [*FILES, "data.qda", "taguette.sqlite3", "all.jsonl"])
def test_what_comes_apart_is_what_is_in_the_file(name: str, tmp_path: Path) -> None:
    made = {"data.qda": qualcoder, "taguette.sqlite3": taguette, "all.jsonl": lambda: LINES}
    data = FILES[name].read_bytes() if name in FILES else made[name]()
    path = tmp_path / name
    path.write_bytes(data)
    with open_project(BytesIO(data), name) as file:
        expected = all_of(file)
    with open_apart(data, name) as file:
        assert all_of(file) == expected
    with open_apart(path) as file:
        assert all_of(file) == expected


def test_a_folder_is_a_project_too_whatever_its_name_is_written_in(tmp_path: Path) -> None:
    folder = tmp_path / (os.fsdecode(b"caf\xe9") if sys.platform != "darwin" else "café")
    folder.mkdir()
    (folder / "a.txt").write_text("So the yard.", "utf-8")
    (folder / "a.ann").write_text("T1\tMood 0 2\tSo\n", "utf-8")
    with open_apart(folder) as file:
        assert [source.name for source in file.sources()] == ["a"]


words = st.text(st.characters(exclude_categories=["Cs"]))
guids = st.uuids().map(str)


@given(
    text=st.builds(
        Text, guid=guids, words=st.none() | words, inline=st.booleans(), notes=st.lists(words),
        extra=st.dictionaries(words, words), sync=st.lists(st.builds(SyncPoint, words, st.none() | st.integers())),
        values=st.lists(st.builds(Value, words, words, words)),
        selections=st.lists(
            st.builds(
                Selection, guid=guids, raw=st.tuples(st.integers(), st.integers()), between=st.tuples(words, words),
                span=st.none() | st.builds(lambda at, long: Span(at, at + long), st.integers(0, 9), st.integers(1, 9)),
                codings=st.lists(st.builds(Coding, guid=guids, code=words), max_size=2),
            ),
            max_size=3,
        ),
    )
)  # fmt: skip
def test_a_text_is_carried_whole(text: Text) -> None:
    assert SOURCES["text"].validate_json(SOURCES["text"].dump_json(text), strict=True) == text


def test_a_refusal_is_said_in_the_language_of_whoever_brings_the_file() -> None:
    broken = b'{"text": "a"}\n{"text": '
    with (
        translation.override("es"),
        pytest.raises(Problem, match="está dañado"),
        open_apart(broken, "a.jsonl"),
    ):
        pass


@pytest.mark.skipif(not Path("/proc").exists(), reason="Linux tells what another process was given")
def test_the_process_is_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTHAND_SECRET_OF_A_TEST", "MARKER-77")
    process = Process(apart.MODULE)
    try:
        assert b"MARKER-77" not in Path(f"/proc/{process.number}/environ").read_bytes()
    finally:
        process.stop()


# ---------- a process that a file has taken over, or brought down ----------


@contextmanager
def begun_processes() -> Iterator[list[Process]]:
    begun: list[Process] = []

    class Seen(Process):
        def __init__(self, module: str) -> None:
            super().__init__(module)
            begun.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "Process", Seen)
        yield begun


def test_a_process_that_dies_on_the_way_leaves_nothing_brought_in(cast: Cast) -> None:
    class Dying:
        """Its process is gone after the first source."""

        def __init__(self, file: Any, process: Process) -> None:
            self._file, self._process = file, process

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def sources(self) -> Iterator[Any]:
            for source in self._file.sources():
                yield source
                os.kill(self._process.number, signal.SIGTERM)

    with (
        begun_processes() as begun,
        open_apart(LINES * 2, "all.jsonl") as file,
        pytest.raises(Problem, match=r"all\.jsonl made the part"),
    ):
        bring_in(cast.lea, file=Dying(file, begun[0]), name="all.jsonl")
    assert sources(cast.lea) == []


def test_a_process_is_ended_with_the_reading() -> None:
    with begun_processes() as begun, open_apart(LINES, "all.jsonl"):
        assert begun[0]._process.poll() is None
    assert begun[0]._process.poll() is not None


def test_a_process_that_takes_too_long_costs_a_sentence() -> None:
    with (
        pytest.raises(Problem, match=r"all\.jsonl holds more than any project, or takes more time"),
        open_apart(LINES, "all.jsonl", seconds=0.0),
    ):
        pass


GRANDCHILD = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)"], start_new_session=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="Windows has no way to ask whether a pipe can be read")
def test_what_a_process_began_does_not_hold_anybody_past_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_RUN", GRANDCHILD)
    begun = monotonic()
    with pytest.raises(Problem, match="takes more time"), open_apart(LINES, "all.jsonl", seconds=1.0):
        pass
    assert monotonic() - begun < 10


def test_the_time_is_for_all_that_is_asked_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that always has one more would else be listened to for ever."""
    with open_apart(LINES, "all.jsonl", seconds=2.0) as file:
        monkeypatch.setattr(Process, "ask", endless)
        with pytest.raises(Problem, match="takes more time"):
            for _source in file.glanced():
                pass


def endless(process: Process, *asked: bytes, seconds: float) -> list[bytes]:
    if seconds == 0:
        raise Ended(late=True)
    sleep(0.01)
    source = Text(guid="ad68fbe7-e1ee-4a82-a279-23cc698c89eb")
    return [REPLY.dump_json(Reply(kind="text")), SOURCES["text"].dump_json(source)]


@pytest.mark.parametrize("name", ["MOST_TOLD", "MOST_REMARKED"])
def test_what_is_told_has_an_end(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(apart, name, 0)
    line = b'{"id": 1, "text": "So.", "label": [[0, 2]], "relations": [{"from_id": 7, "to_id": 8}]}\n'
    with open_apart(line, "all.jsonl") as file:
        file.report.remark("One.")
        file.report.lost("codings", "line 1", "Another.")
        with pytest.raises(Problem, match="holds more than any project"):
            list(file.sources())


@pytest.mark.parametrize("guid", ["", "zz", "f" * 99, "ad68fbe7-e1ee-4a82-a279-23cc698c89eb "])
def test_what_is_no_guid_is_not_believed(guid: str) -> None:
    written = SOURCES["text"].dump_json(Text(guid=guid))
    with pytest.raises(ValidationError):
        SOURCES["text"].validate_json(written, strict=True)


CODES = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{}</Codes></CodeBook>'


def test_a_small_file_of_very_many_things_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    many = BytesIO()
    with ZipFile(many, "w", ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", CODES.format("<Code guid='1'/>" * 250_000))
    with pytest.raises(Problem, match="holds more than any project"), open_apart(many.getvalue(), "a.qdpx"):
        pass


def test_lists_that_hold_lists_are_each_gone_through_once() -> None:
    """Of 864 bytes else half a million links were made, and without end where a list holds itself."""
    lists = [{"%ID": 10 + n, "%TYPE": "uima.cas.FSArray", "%ELEMENTS": [11 + n] * 9} for n in range(12)]
    last = {"%ID": 22, "%TYPE": "uima.cas.FSArray", "%ELEMENTS": [2, 22]}
    cas = {
        "%FEATURE_STRUCTURES": [
            {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": "So the yard."},
            {"%ID": 2, "%TYPE": "custom.Mood", "@sofa": 1, "begin": 0, "end": 2, "@leads": 10},
            *lists,
            last,
        ]
    }
    with open_project(BytesIO(json.dumps(cas).encode()), "a.json") as file:
        assert len(file.project.links) == 1


@pytest.mark.parametrize(
    "frames",
    [
        [], [b"{}"], [b"no JSON", b""], [b'{"problem": 7}', b""], [b"{}", b'{"guid": 7}'],
        [b"{}", b'{"guid": "a"} more'],
        [b"{}", b'{"guid": "a", "codes": [{"name": "no guid"}]}'], [b'{"lines": [{"fate": "eaten"}]}', b"{}"],
    ],
)  # fmt: skip
def test_what_is_of_another_form_than_a_project_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, frames: list[bytes]
) -> None:
    monkeypatch.setattr(Process, "ask", lambda self, *asked, seconds: frames)
    with pytest.raises(Problem, match="made the part"), open_apart(LINES, "all.jsonl"):
        pass


@pytest.mark.parametrize(("fault", "said"), [(KeyError("soup"), "damaged"), (MemoryError("soup"), "memory")])
def test_a_fault_of_a_reader_is_a_sentence_without_words_of_the_file(fault: Exception, said: str) -> None:
    def broken(file: Any, name: str) -> Any:
        raise fault

    asked = b'{"do": "open", "name": "all.jsonl", "language": "en"}'
    reply: Reply = REPLY.validate_json(Desk(broken).answer([asked, LINES])[0])
    assert said in reply.problem
    assert "soup" not in reply.problem


def test_more_than_one_part_of_a_file_is_gone_through_at_once() -> None:
    with open_apart(LINES * 3, "all.jsonl") as file:
        first, second = file.glanced(), file.sources()
        pairs = [(one.guid, other.guid) for one, other in zip(first, second, strict=True)]
    assert len(pairs) == 3
    assert all(one == other for one, other in pairs)
    assert Question("open").stream == 0
