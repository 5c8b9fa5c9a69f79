"""Recordings are sealed piece by piece, and any part of one is had from the pieces that hold it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.core.transcript import Reading
from firsthand.field.media import arriving
from firsthand.field.media.arriving import PIECE
from firsthand.field.media.models import Arrival, Medium
from firsthand.field.media.recognise import recognised
from firsthand.field.media.selectors import media_bytes, media_of, medium, sounds_of
from firsthand.field.media.services import keep_arrived, keep_media, keep_typed, remove_media
from firsthand.field.sources.importing import Incoming, import_sources
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.typed import typed_source
from firsthand.ground.studies.acting import sent_as
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.vault import store
from firsthand.ground.vault.keyring.models import TextKey
from firsthand.ground.vault.models import Sealed
from sounds import long_wav, wav

SOUND = long_wav(3 * PIECE + 12_345, b"zephyr")


@pytest.fixture
def source(lea: Any) -> Any:
    return import_sources(lea, incoming=[Incoming("", Reading("Tea first."), "interview", "Talk")])[0]


def taken(by: Any, data: bytes = SOUND) -> UUID:
    """A file that has arrived."""
    chunks = (data[at : at + 700_001] for at in range(0, len(data), 700_001))
    return arriving.take_all(by, chunks=chunks, name="talk.wav").id


def kept(by: Any, source: Any, data: bytes = SOUND) -> Medium:
    return keep_arrived(by, arrival_id=taken(by, data), source=source, kind="recording", name="C:\\talk.wav")


def test_what_was_kept_is_told_and_comes_back_whole(lea: Any, source: Any) -> None:
    row = kept(lea, source)
    (line,) = media_of(lea, source)
    assert (line.name, line.content_type, line.size, line.by) == ("talk.wav", "audio/wav", len(SOUND), "Lea")
    assert media_bytes(lea, row, 0, line.size) == SOUND
    assert not Arrival.objects.exists()


def test_any_part_comes_from_the_pieces_that_hold_it(lea: Any, source: Any) -> None:
    row = kept(lea, source)

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, len(SOUND) - 1), st.integers(1, 2 * PIECE), st.sampled_from([0, -1, 1]))
    def parts(start: int, length: int, off: int) -> None:
        start = (
            max(0, start // PIECE * PIECE + off) if length % 2 else start
        )  # half of them at a piece's edge
        end = min(len(SOUND), start + length)
        assert media_bytes(lea, row, start, end) == SOUND[start:end]

    parts()


def test_only_the_pieces_asked_for_are_opened(lea: Any, source: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row = kept(lea, source)
    opened: list[UUID] = []
    open_bytes = store.open_bytes
    monkeypatch.setattr(store, "open_bytes", lambda key, one: opened.append(one) or open_bytes(key, one))
    assert media_bytes(lea, row, PIECE - 1, PIECE + 1) == SOUND[PIECE - 1 : PIECE + 1]
    assert len(opened) == 2


def test_each_piece_is_sealed_under_a_key_of_its_own(lea: Any, source: Any) -> None:
    before = TextKey.objects.count()
    kept(lea, source)
    assert TextKey.objects.count() - before == 4 + 1  # four pieces, and what is said of the file
    assert not any(b"zephyr" in bytes(box) for box in Sealed.objects.values_list("box", flat=True))


def test_a_piece_sent_twice_is_there_once_and_one_left_out_is_missed(lea: Any) -> None:
    first = {"arrival_id": uuid4(), "index": 0, "data": SOUND[:PIECE]}
    for _again in range(3):
        assert len(arriving.take_piece(lea, **first).pieces) == 1
    with pytest.raises(Clash):
        arriving.take_piece(lea, **first | {"index": 2})
    assert arriving.take_piece(lea, **first | {"index": 1, "data": b"the end"}).size == PIECE + 7
    with pytest.raises(Clash):  # nothing can follow a short piece
        arriving.take_piece(lea, **first | {"index": 2, "data": b"more"})


def test_kept_twice_by_one_sender_it_is_kept_once(lea: Any, source: Any) -> None:
    arrival, act = taken(lea), uuid4()
    for _again in range(2):
        with sent_as(act):
            keep_arrived(lea, arrival_id=arrival, source=source, kind="recording", name="a.wav")
    assert len(media_of(lea, source)) == 1


def test_another_coder_cannot_take_what_i_sent(lea: Any, cody: Any, xeno: Any, source: Any) -> None:
    arrival = taken(lea)
    for other in (cody, xeno):
        with pytest.raises(NotThere):
            arriving.found(other, arrival)


def test_who_only_reads_sends_nothing_and_a_stranger_hears_nothing(
    lea: Any, rea: Any, xeno: Any, source: Any
) -> None:
    with pytest.raises(NotAllowed):
        arriving.take_piece(rea, arrival_id=uuid4(), index=0, data=SOUND[:100])
    row = kept(lea, source)
    assert media_bytes(rea, medium(rea, row.id), 0, 4) == b"RIFF"
    with pytest.raises(NotThere):
        medium(xeno, row.id)


def test_what_was_given_up_or_forgotten_is_gone_keys_and_all(lea: Any) -> None:
    def left() -> tuple[int, int, int]:
        return Arrival.objects.count(), Sealed.objects.count(), TextKey.objects.exclude(box=None).count()

    before = left()
    arriving.leave(lea, taken(lea))
    assert left() == before
    taken(lea)
    Arrival.objects.update(at=Arrival.objects.get().at - arriving.STALE - timedelta(minutes=1))
    arriving.sweep(lea)
    assert left() == before


def test_removed_it_is_gone_and_undo_brings_it_back(lea: Any, source: Any) -> None:
    row = kept(lea, source)
    remove_media(lea, medium=row)
    assert media_of(lea, source) == []
    undo_last(lea)
    assert media_bytes(lea, medium(lea, row.id), 0, len(SOUND)) == SOUND
    redo_last(lea)
    assert media_of(lea, source) == []


def test_a_source_that_is_taken_out_takes_its_recordings_along_and_undo_brings_both(
    lea: Any, source: Any
) -> None:
    row = kept(lea, source)
    remove_source(lea, source=source)
    with pytest.raises(NotThere):
        medium(lea, row.id)
    undo_last(lea)
    assert [line.id for line in media_of(lea, source)] == [row.id]


def test_what_is_typed_and_its_recording_are_one_act(lea: Any) -> None:
    text = "[00:00:01] Lea: What did you bring?\n\n[00:00:04] Marigold: Soup.\n"
    incoming = typed_source(lea, title="Soup", kind="interview", text=text)
    made = keep_typed(lea, incoming=incoming, arrival_id=taken(lea), name="soup.wav")
    assert [line.name for line in sounds_of(lea, made)] == ["soup.wav"]
    undo_last(lea)
    assert lea.study.sources.count() == 0


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (wav(0.1), "audio/wav"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"OggS\x00\x02" + bytes(20) + b"OpusHead", "audio/ogg"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x14ftypqt  ", "video/quicktime"),
        (b"\x1aE\xdf\xa3\x01\x42\x82\x84webm" + bytes(60) + b"A_OPUS", "audio/webm"),
        (b"\x1aE\xdf\xa3\x01\x42\x82\x84webm" + bytes(60) + b"V_VP9", "video/webm"),
        (b"fLaC\x00", "audio/flac"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, kind: str) -> None:
    assert recognised("a file", head) == kind


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"<!doctype html><script>", "no sound, film or picture"),
        ("Guten Tag".encode("utf-16"), "no sound, film or picture"),
        (b"%PDF-1.7", "no sound, film or picture"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media"),
        (b"\x1aE\xdf\xa3\x01\x42\x82\x88matroska", "Matroska"),
        (b"#!AMR\n", "AMR"),
    ],
)
def test_what_is_nothing_to_hear_or_see_is_refused_with_a_sentence(head: bytes, says: str) -> None:
    with pytest.raises(Problem, match=says):
        recognised("talk.wma", head)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_are_more_than_one_of_the_closed_list_or_a_sentence(head: bytes) -> None:
    try:
        assert recognised("a file", head).split("/")[0] in ("audio", "video", "image")
    except Problem as problem:
        assert str(problem).endswith(".")  # noqa: PT017


def test_a_picture_is_no_recording_and_a_recording_no_picture(lea: Any, source: Any) -> None:
    picture = b"\x89PNG\r\n\x1a\n"
    for kind, data, says in (
        ("recording", picture, "holds no sound"),
        ("photograph", wav(0.1), "is no picture"),
        ("recording", b"", "empty"),
        ("song", wav(0.1), "a recording, a photograph"),
    ):
        with pytest.raises(Problem, match=says):
            keep_media(lea, source=source, kind=kind, name="it", content_type="audio/wav", data=data)
    assert media_of(lea, source) == []
