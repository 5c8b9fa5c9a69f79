"""Transcripts with times: WebVTT (Teams, Zoom, YouTube) and SubRip (srt).

The text has one paragraph a turn, “Speaker: words”; cues of the same speaker in a row are one turn, from the
first one's begin to the last one's end. Cues without a speaker are turns of the voice "", a paragraph each, so
that their times are kept. Cues that are broken are left out and counted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from firsthand.core.transcript import Reading, Structure, Turn
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.draft import check_words
from firsthand.field.sources.extract.labels import HEAD, Label, label_in
from firsthand.field.sources.extract.letters import Letters, decode, normal
from firsthand.field.sources.extract.turns import accepted

_VTT_TIME = re.compile(r"(?:(\d{1,5}):)?(\d{1,3}):([0-5]\d)[.,](\d{3})(?!\d)")
_SRT_TIME = re.compile(r"(?:(\d{1,5}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?(?!\d)")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?(?:[ \t]+([^>\n]{0,200}))?>|</v>")
_TAG = re.compile(r"</?(?:c|i|b|u|ruby|rt|lang|font)(?:[.\s][^<>]{0,200})?>|<\d[\d:.]{0,20}>", re.IGNORECASE)
_ASS = re.compile(r"\{\\[^{}]{0,100}\}")
_SPACE = re.compile(r"[ \t\n]+(?![\-–—•])|[ \t]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """What one voice says between two times; voice "" where the file does not tell."""

    begins: int
    ends: int
    voice: str
    words: str


def read_vtt(name: str, data: bytes) -> list[Reading]:
    """A WebVTT transcript. Raises `Problem` where the first line is not WEBVTT."""
    letters = decode(name, data, "vtt")
    text, _ = normal(letters.text)
    header, _, rest = text.partition("\n")
    if header != "WEBVTT" and not header.startswith(("WEBVTT ", "WEBVTT\t")):
        raise say.refuse(say.NO_VTT_HEADER, name)
    return _read(name, letters, rest, "vtt", _VTT_TIME)


def read_srt(name: str, data: bytes) -> list[Reading]:
    """A SubRip file."""
    letters = decode(name, data, "srt")
    return _read(name, letters, normal(letters.text)[0], "srt", _SRT_TIME)


def _read(name: str, letters: Letters, text: str, kind: str, time: re.Pattern[str]) -> list[Reading]:
    timed, broken = _cues(text.split("\n"), time)
    spoken = [cue for begins, ends, words in timed for cue in _voices(begins, ends, words)]
    cues = _with_labels(spoken)
    paragraphs, structure = _paragraphs(_joined(cues))
    check_words(name, paragraphs)
    warnings = [*letters.warnings(), *say.count(normal(letters.text)[1], say.CONTROLS)]
    warnings += [*say.count(broken, say.BAD_CUES), *say.count(paragraphs.count("\ufffd"), say.UNREADABLE)]
    return [Reading(paragraphs, structure, kind, letters.encoding, warnings=warnings)]


def _cues(lines: Sequence[str], time: re.Pattern[str]) -> tuple[list[tuple[int, int, str]], int]:
    """All cues as (begins, ends, payload), and how many lines of times could not be read.

    A cue is a line with an arrow and what follows up to a blank line or the next arrow; everything else (cue
    names, notes, styles, regions) is no speech.
    """
    cues: list[tuple[int, int, str]] = []
    broken = 0
    current: tuple[int, int, list[str]] | None = None
    for line in [*lines, ""]:
        if "-->" not in line and line.strip():
            if current:
                current[2].append(line)
            continue
        if current:
            cues.append((current[0], current[1], "\n".join(current[2])))
        current = None
        if "-->" in line:
            times = _times(line, time)
            current = (*times, []) if times else None
            broken += times is None
    return cues, broken


def _times(line: str, time: re.Pattern[str]) -> tuple[int, int] | None:
    first, _, second = line.partition("-->")
    begins, ends = time.fullmatch(first.strip()), time.match(second.lstrip())
    if not begins or not ends or _milliseconds(ends) < _milliseconds(begins):
        return None
    return _milliseconds(begins), _milliseconds(ends)


def _milliseconds(found: re.Match[str]) -> int:
    hours, minutes, seconds, part = (found[index] or "0" for index in range(1, 5))
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(part.ljust(3, "0"))


def _voices(begins: int, ends: int, payload: str) -> Iterator[Cue]:
    """A cue's words, parted where its voice tags say that somebody else speaks."""
    voice, at = "", 0
    for tag in _VOICE.finditer(payload):
        yield from _cue(begins, ends, voice, payload[at : tag.start()])
        voice, at = _tidy(tag[1] or ""), tag.end()
    yield from _cue(begins, ends, voice, payload[at:])


def _cue(begins: int, ends: int, voice: str, words: str) -> Iterator[Cue]:
    words = _tidy(words)
    if words:
        yield Cue(begins, ends, voice, words)


def _tidy(words: str) -> str:
    """Words without tags and entities, on one line; a line that starts with a dash is somebody else's, and stays.

    Tags that the format does not know stay too: transcribers write <unclear>, and it is theirs to keep.
    """
    bare = normal(html.unescape(_ASS.sub("", _TAG.sub("", words))))[0]
    return _SPACE.sub(" ", bare).strip()


def _with_labels(cues: Sequence[Cue]) -> list[Cue]:
    """The cues, with “Anna: words” read as Anna's where no voice tags say who speaks (Zoom writes it so).

    A cue without a label goes on with whoever spoke before, as a line does in a plain transcript.
    """
    if any(cue.voice for cue in cues):
        return list(cues)
    found = [label_in(cue.words[:HEAD], index, len(cue.words) <= HEAD) for index, cue in enumerate(cues)]
    speaking = {
        label.line: label for label in accepted([label for label in found if label and label.form == "colon"])
    }
    voice, result = "", []
    for index, cue in enumerate(cues):
        label = speaking.get(index)
        voice = label.name if label else voice
        result.append(Cue(cue.begins, cue.ends, voice, _without(cue.words, label)))
    return [cue for cue in result if cue.words]


def _without(words: str, label: Label | None) -> str:
    return words[label.words - label.line :].lstrip() if label else words


def _joined(cues: Iterable[Cue]) -> Iterator[list[Cue]]:
    """Cues in a row of one named voice, together."""
    run: list[Cue] = []
    for cue in cues:
        if run and (not cue.voice or cue.voice != run[0].voice):
            yield run
            run = []
        run.append(cue)
    if run:
        yield run


def _paragraphs(runs: Iterable[list[Cue]]) -> tuple[str, Structure]:
    """The text, a paragraph a turn, and its turns."""
    voices: dict[str, int] = {}
    lines: list[str] = []
    turns: list[Turn] = []
    start = 0
    for run in runs:
        voice = run[0].voice
        label = f"{voice}: " if voice else ""
        line = label + " ".join(cue.words for cue in run)
        index = voices.setdefault(voice, len(voices))
        turns.append(Turn(start, start + len(label), start + len(line), index, run[0].begins, run[-1].ends))
        lines.append(line)
        start += len(line) + 1
    return "\n".join(lines), Structure(tuple(voices), tuple(turns))
