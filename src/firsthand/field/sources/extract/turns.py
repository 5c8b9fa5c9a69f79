"""Who speaks when, in a text that says so with labels: “ANNA: words”, “Anna  0:03”, “**Anna** words”.

A label counts where it comes again, where it is one that everybody knows (I, R, Interviewer, Speaker 1), or where
names stand in capitals throughout; labelled lines must be two at least, so that a single “Note: …”
makes no speaker. A turn goes on until the next label or heading.
Nothing in the text is changed: the label stays in it, between `Turn.start` and `Turn.words`, and a time at the
end of a turn stays in it after `Turn.end`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from firsthand.core.transcript import Mark, Structure, Turn
from firsthand.field.sources.extract.labels import (
    HEAD,
    Label,
    bold_label,
    folded,
    is_well_known,
    label_in,
    time_alone,
    time_at_end,
    times_needed,
)

_TAIL = 40
"""How far before the end of a turn a time can start."""


def find_turns(text: str, marks: Iterable[Mark] = (), known: Collection[str] = ()) -> Structure:
    """The turns that the text's labels show, with the marks given, in order. Linear in the text.

    `known` labels are speakers' for sure, however seldom they come and however they are spelled.
    """
    kept = tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))
    headings = {mark.start for mark in kept if mark.kind == "heading"}
    labels = [label for label in _labels(text, kept) if label.line not in headings]
    speaking = accepted(labels, known)
    if not speaking:
        return Structure(marks=kept)
    voices = tuple(dict.fromkeys(label.name for label in speaking))
    return Structure(voices, tuple(_turns(text, speaking, voices, sorted(headings))), kept)


def accepted(labels: Sequence[Label], known: Collection[str] = ()) -> list[Label]:
    """Those labels that stand for speakers. Bold letters count only where nothing plainer does."""
    plain = _proven([label for label in labels if label.form != "bold"], known)
    return plain or _proven([label for label in labels if label.form == "bold"], known)


def _proven(labels: Sequence[Label], known: Collection[str]) -> list[Label]:
    """Labels that come often enough, and are not the only one that does: a list of one voice is no talk."""
    labels = _paragraph_starts(labels)
    often = Counter(label.name for label in labels)
    capitals = _in_capitals(labels)
    spelled = {folded(name) for name in known}
    known = {name for name in often if folded(name) in spelled}
    surely = capitals.union(known)
    kept = [label for label in labels if often[label.name] >= times_needed(label) or label.name in surely]
    voices = {label.name for label in kept}
    if voices.intersection(known):
        return kept
    if len(kept) < 2 or (len(voices) < 2 and not any(map(is_well_known, voices))):
        return [label for label in kept if label.form == "stamped"] if len(kept) > 1 else []
    return kept


def _in_capitals(labels: Sequence[Label]) -> set[str]:
    """Names in capitals, where at least two stand so: who speaks only once is a speaker all the same.

    Without this, the words of somebody who says one thing in a group talk would be given to whoever spoke before.
    """
    names = {label.name for label in labels if label.form == "colon" and label.name.isupper()}
    return names if len(names) > 1 else set()


def _paragraph_starts(labels: Sequence[Label]) -> Sequence[Label]:
    """Where “Mr. Smith.” is indented anywhere, an unindented one is only where a printed line happened to break."""
    if not any(label.indented for label in labels):
        return labels
    return [label for label in labels if label.form != "courtesy" or label.indented]


@dataclass(slots=True)
class _Line:
    start: int
    end: int


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield _Line(start, end)
        start = end + 1


def _labels(text: str, marks: Sequence[Mark]) -> Iterator[Label]:
    """Every line's possible label. A time alone on a line belongs to the label on the next."""
    bold = {mark.start: mark.end for mark in marks if mark.kind == "bold"}
    waiting: tuple[int, int] | None = None
    for line in _lines(text):
        if line.start == line.end:
            continue
        head = text[line.start : min(line.end, line.start + HEAD)]
        alone = time_alone(head) if line.end - line.start <= HEAD else None
        if alone is not None:
            waiting = (line.start, alone)
            continue
        label = label_in(head, line.start, line.end - line.start <= HEAD)
        if label is None and line.start in bold:
            label = bold_label(text, line.start, bold[line.start], line.end)
        if label is not None:
            yield _waited(label, waiting)
        waiting = None


def _waited(label: Label, waiting: tuple[int, int] | None) -> Label:
    if waiting is None or label.begins is not None:
        return label
    return replace(label, line=waiting[0], begins=waiting[1])


def _turns(
    text: str, labels: Sequence[Label], voices: Sequence[str], headings: Sequence[int]
) -> Iterator[Turn]:
    index_of = {voice: index for index, voice in enumerate(voices)}
    breaks = iter([*headings, len(text)])
    heading = next(breaks)
    for at, label in enumerate(labels):
        while heading < label.words and heading < len(text):
            heading = next(breaks)
        limit = labels[at + 1].line if at + 1 < len(labels) else len(text)
        yield _turn(text, label, min(limit, heading), index_of[label.name])


def _turn(text: str, label: Label, limit: int, voice: int) -> Turn:
    """One turn, its words without the space around them and without the time at their end."""
    end = _without_space(text, label.words, limit)
    ends = time_at_end(text[max(label.words, end - _TAIL) : end])
    if ends is not None:
        end = _without_space(text, label.words, end - ends[1])
    words = label.words
    while words < end and text[words].isspace():
        words += 1
    return Turn(label.line, words, max(end, words), voice, label.begins, ends[0] if ends else None)


def _without_space(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
