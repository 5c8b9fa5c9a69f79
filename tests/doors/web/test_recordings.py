"""Recordings are played in parts and kept by forms, also where there is no script."""

from __future__ import annotations

import doctest
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from firsthand.core.transcript import Structure
from firsthand.doors.web import ranges
from firsthand.doors.web.ranges import Wanted, wanted
from firsthand.doors.web.views.media import STRETCH
from firsthand.field.media.selectors import media_of
from firsthand.field.media.services import keep_media
from firsthand.field.sources.texts import text_of
from firsthand.field.sources.typed import corrected
from sounds import long_wav, wav
from web.conftest import TEXT, Browser, Desk

SOUND = long_wav(STRETCH + 2_000_000)


@pytest.fixture
def recording(desk: Desk) -> Any:
    kept = {"kind": "recording", "name": "Tür „1“.wav", "content_type": "audio/wav", "data": SOUND}
    return keep_media(desk.cast.lea, source=desk.source, **kept)


def asked(browser: Browser, desk: Desk, recording: Any, **headers: str) -> tuple[int, bytes, Any]:
    answer = browser.get(desk.url("medium", recording.id), headers=headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body, answer.headers


def test_the_whole_of_it_comes_where_no_part_is_asked_for(
    desk: Desk, browser: Browser, recording: Any
) -> None:
    status, body, headers = asked(browser, desk, recording)
    assert (status, body) == (200, SOUND)
    assert headers["Content-Type"] == "audio/wav"
    assert headers["Content-Length"] == str(len(SOUND))
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("inline; filename")


@pytest.mark.parametrize(
    ("part", "start", "end"),
    [("0-0", 0, 1), ("100-199", 100, 200), ("-5", len(SOUND) - 5, len(SOUND)), ("1048570-1048580", 1048570, 1048581)],
)  # fmt: skip
def test_a_part_comes_as_it_was_asked_for(
    desk: Desk, browser: Browser, recording: Any, part: str, start: int, end: int
) -> None:
    status, body, headers = asked(browser, desk, recording, Range=f"bytes={part}")
    assert (status, body) == (206, SOUND[start:end])
    assert headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(SOUND)}"


def test_a_long_part_comes_in_stretches_that_together_are_all_of_it(
    desk: Desk, browser: Browser, recording: Any
) -> None:
    got = b""
    while len(got) < len(SOUND):
        status, body, headers = asked(browser, desk, recording, Range=f"bytes={len(got)}-")
        assert status == 206
        assert headers["Content-Length"] == str(len(body))
        assert 0 < len(body) <= STRETCH
        got += body
    assert got == SOUND


def test_beyond_the_end_there_is_nothing(desk: Desk, browser: Browser, recording: Any) -> None:
    status, body, headers = asked(browser, desk, recording, Range=f"bytes={len(SOUND)}-")
    assert (status, body, headers["Content-Range"]) == (416, b"", f"bytes */{len(SOUND)}")


def test_if_range_holds_for_this_file_and_no_other(desk: Desk, browser: Browser, recording: Any) -> None:
    tag = asked(browser, desk, recording, Range="bytes=0-1")[2]["ETag"]
    assert asked(browser, desk, recording, Range="bytes=0-1", **{"If-Range": tag})[0] == 206
    for other in (f'"{uuid4().hex}"', "Wed, 21 Oct 2015 07:28:00 GMT"):
        assert asked(browser, desk, recording, Range="bytes=0-1", **{"If-Range": other})[0] == 200


def test_only_asking_how_long_it_is_opens_nothing(
    desk: Desk, browser: Browser, recording: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("firsthand.field.media.selectors.media_parts")
    answer = browser.head(desk.url("medium", recording.id))
    assert (answer.status_code, answer["Content-Length"], answer.content) == (200, str(len(SOUND)), b"")


def test_who_may_not_read_hears_nothing(desk: Desk, browser: Browser, recording: Any) -> None:
    browser.says(f"/s/{desk.cast.xeno.study.slug}/media/{recording.id}/", status=404)
    for who in ("gil", "hope", "pia"):
        browser.sit(getattr(desk.cast, who)).says(desk.url("medium", recording.id), status=403)
    browser.sit(desk.cast.rea).send(desk.url("medium-remove", recording.id), status=403)


def test_the_examples_of_ranges_hold() -> None:
    assert doctest.testmod(ranges) == (0, 2)


sizes = st.integers(1, 10**12)


@given(sizes, st.integers(0, 10**12), st.integers(0, 10**12))
def test_what_is_asked_for_lies_in_the_file_or_is_not_satisfiable(size: int, first: int, last: int) -> None:
    part = wanted(f"bytes={first}-{last}", size)
    if first >= size:
        assert part == Wanted(size, size)
    elif last < first:
        assert part is None
    else:
        assert part == Wanted(first, min(last + 1, size))
        assert part.within(size) == f"bytes {first}-{min(last, size - 1)}/{size}"


@given(sizes, st.integers(0, 10**12))
def test_the_last_bytes_are_the_last_bytes(size: int, count: int) -> None:
    part = wanted(f"bytes=-{count}", size)
    assert part is not None
    assert (part.end, len(part)) == (size, min(count, size))


@given(st.text(max_size=40) | st.from_regex(r"\s*(bytes|items)\s*=[\s\d,-]{0,30}"), sizes)
def test_nothing_that_is_sent_makes_it_stumble(asked_for: str, size: int) -> None:
    part = wanted(asked_for, size)
    assert part is None or 0 <= part.start <= part.end <= size


def test_without_a_script_a_form_keeps_recordings_all_of_them_or_none(desk: Desk, lea_sits: Browser) -> None:
    good, bad = (SimpleUploadedFile(name, data) for name, data in (("a.wav", wav(1)), ("b.wav", b"no")))
    page = lea_sits.send(desk.url("media-add", desk.source.id), status=400, files=[good, bad])
    assert "b.wav is no sound, film or picture" in page
    assert media_of(desk.cast.lea, desk.source) == []
    good.seek(0)
    lea_sits.send(desk.url("media-add", desk.source.id), files=[good])
    (line,) = media_of(desk.cast.lea, desk.source)
    assert line.name == "a.wav"
    assert "a.wav" in lea_sits.says(desk.url("source-details", desk.source.id))
    assert str(line.id) in lea_sits.says(desk.url("reader", desk.source.id))
    lea_sits.send(desk.url("medium-remove", line.id))
    assert media_of(desk.cast.lea, desk.source) == []


def test_without_a_script_what_is_typed_is_kept_with_its_recording(desk: Desk, lea_sits: Browser) -> None:
    sound = SimpleUploadedFile("talk.wav", wav(1))
    said = {"title": "Talk", "kind": "interview", "text": "[0:01] Lea: Yes?\n[0:02] Marigold: No."}
    place = lea_sits.send(desk.url("transcribe"), files=[sound], **said)
    source = desk.cast.lea.study.sources.get(pk=UUID(place.split("/")[-3]))
    assert [line.name for line in media_of(desk.cast.lea, source)] == ["talk.wav"]
    text = text_of(desk.cast.lea, source)
    assert [turn.begins for turn in text.structure.turns] == [1000, 2000]
    assert [speaker.name for speaker in text.speakers.values()] == ["Lea", "Marigold"]


def test_what_is_typed_without_words_or_title_is_kept_in_the_form(desk: Desk, lea_sits: Browser) -> None:
    page = lea_sits.send(desk.url("transcribe"), status=400, title="Talk", kind="interview", text=" … ")
    assert "Nothing is typed yet" in page
    page = lea_sits.send(desk.url("transcribe"), status=400, title=" ", kind="interview", text="Some words.")
    assert "Some words." in page


def test_typed_over_a_version_that_stands_no_more_it_clashes_once(desk: Desk, lea_sits: Browser) -> None:
    address = desk.url("transcribe-source", desk.source.id)
    old = desk.source.current
    lea_sits.send(address, text=f"{TEXT} First.", version=str(old))
    page = lea_sits.send(address, status=409, text=f"{TEXT} Second.", version=str(old))
    assert "Somebody corrected this text while you were typing" in page
    desk.source.refresh_from_db()
    assert str(desk.source.current) in page
    lea_sits.send(address, text=f"{TEXT} Second.", version=str(desk.source.current))
    desk.source.refresh_from_db()
    assert text_of(desk.cast.lea, desk.source).words.endswith("Second.")


def read(name: str, text: str) -> Any:
    from firsthand.field.sources.extract import read_file

    (reading,) = read_file(name, text.encode())
    return reading


VTT = """WEBVTT

00:01.000 --> 00:03.000
<v Lea>What did you bring?

00:04.000 --> 00:09.000
<v Marigold>Soup, and a key.
"""


def test_times_that_stood_beside_the_words_stay_when_the_words_are_corrected() -> None:
    was = read("talk.vtt", VTT)
    found = corrected(was.text, was.structure, was.text.replace("a key", "a spare key"))
    assert [(turn.begins, turn.ends) for turn in found.structure.turns] == [(1000, 3000), (4000, 9000)]


def test_a_turn_parted_in_two_keeps_its_beginning_and_its_end() -> None:
    was = read("talk.vtt", VTT)
    found = corrected(
        was.text, was.structure, was.text.replace("and a key.", "\nLea: And?\nMarigold: and a key.")
    )
    assert [(turn.begins, turn.ends) for turn in found.structure.turns] == [
        (1000, 3000), (4000, None), (None, None), (None, 9000),
    ]  # fmt: skip


def test_a_time_that_is_typed_wins() -> None:
    was = read("talk.vtt", VTT)
    found = corrected(was.text, was.structure, was.text.replace("Marigold: ", "[00:00:05] Marigold: "))
    assert [turn.begins for turn in found.structure.turns] == [1000, 5000]


def test_subtitles_without_names_stay_turns() -> None:
    was = read(
        "talk.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nOne thing.\n\n2\n00:00:03,000 --> 00:00:04,000\nAnother.\n",
    )
    found = corrected(was.text, was.structure, was.text.replace("One", "The one"))
    assert [turn.begins for turn in found.structure.turns] == [1000, 3000]
    assert found.structure.voices == ("",)


def test_headings_and_emphasis_stay_where_their_words_are() -> None:
    was = read("notes.md", "# Morning\n\nThe kettle was **on** again.\n")
    found = corrected(was.text, was.structure, was.text.replace("The kettle", "A kettle"))
    kept = [(mark.kind, found.text[mark.start : mark.end]) for mark in found.structure.marks]
    assert kept == [("heading", "Morning"), ("bold", "on")]


def test_a_text_typed_over_nothing_is_as_if_it_had_been_brought_in() -> None:
    assert (
        corrected("x", Structure(), "Lea: Yes?\nBen: No.\n").structure
        == read("a.txt", "Lea: Yes?\nBen: No.\n").structure
    )
