"""What may stand before a speaker's words: a label (“INTERVIEWER”), a time in the recording, and how to tell.

Every pattern is applied to the first or last few letters of a line only, so that a line of any length costs the
same: finding turns stays linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

LONGEST_LABEL = 40
MOST_WORDS = 5
HEAD = 96
"""How far into a line a label can reach: a time, the label, a second time, the colon."""

Form = Literal["stamped", "colon", "courtesy", "bold"]

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,\-]\d{1,3})?"
_WRAPPED = rf"(?:#(?:{_TIME})#|\[(?:{_TIME})\]|\((?:{_TIME})\))"
_LEAD = re.compile(rf"({_WRAPPED}|{_TIME}(?=[ \t]))[ \t]{{0,8}}")
_ALONE = re.compile(rf"[ \t]{{0,12}}({_WRAPPED}|{_TIME})[ \t]{{0,8}}")
_TAIL = re.compile(rf"({_WRAPPED})\s{{0,8}}\Z")
_COLON = re.compile(
    rf"(?P<label>[^:：\n\t]{{1,{LONGEST_LABEL}}}?)[ \t]{{0,4}}(?P<time>{_WRAPPED})?[ \t]{{0,2}}[:：]"
)
_STAMPED = re.compile(
    rf"(?P<label>[^:：\n\t]{{1,{LONGEST_LABEL}}}?)(?P<gap>[ \t\xa0]{{1,20}})(?P<time>{_WRAPPED}|{_TIME})[ \t]{{0,8}}"
)
_TITLES = (
    "Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sen|Senator|Rep|Representative|Chairman|Chairwoman|Chair|Secretary|"
    "Governor|General|Admiral|Ambassador|Judge|Commissioner|Mayor|Sister|Father"
)
_OFFICES = "(?:The )?(?:Chairman|Chairwoman|Chair|Clerk|Speaker|Witness|Court|President|Interviewer)"
# “The Chairman.” stands by itself; “Mr.” does not.
_COURTESY = re.compile(
    rf"(?P<label>(?:{_OFFICES}|(?:{_TITLES})\.?(?: (?:of|de|van|von|[A-Z][\w'’\-]{{0,24}})){{1,4}}))\.(?=\s)"
)

# Ways to write who speaks that need no second proof.
_WELL_KNOWN = re.compile(
    r"(?:interviewer(?:in)?|interviewee|interviewte[r]?|befragte[r]?|entrevistador[a]?|entrevistad[oa]|enquêteur|"
    r"enquêtée?|moderator|moderatorin|facilitator|researcher|respondent|participant|participante|informant|"
    r"speaker|sprecher(?:in)?|teilnehmer(?:in)?|doctor|patient|nurse|client|counsell?or|therapist|peer|"
    r"int|res|resp|mod|part|question|answer|unknown|all|unidentified|voice|male|female)(?:[ #]{0,2}\d{1,3}|[ ][a-z])?"
)
_SHORT = re.compile(r"[^\W\d_]{1,3}\d{1,3}")

# What often stands before a colon without being anybody.
_NOBODY = frozenset(
    {
        "abb", "abstract", "address", "author", "bcc", "betreff", "cc", "chapter", "coding rule",
        "coding rules", "date", "datei", "datum", "dauer", "definition", "description", "doi",
        "duration", "e-mail", "e.g", "eg", "email", "example", "examples", "figure", "file", "from",
        "ftp", "fw", "fwd", "http", "https", "i.e", "ie", "important", "keywords", "language", "lieu",
        "location", "mailto", "n.b", "nb", "note", "notes", "ort", "p.s", "page", "phone", "place",
        "ps", "quelle", "re", "recorded", "recording", "remember", "section", "sent", "source",
        "sources", "step", "subject", "summary", "tab", "table", "task", "tel", "thema", "time",
        "titel", "title", "to", "topic", "total", "transcribed", "transcriber", "transcription",
        "uhrzeit", "url", "version", "warning", "wg", "www", "zeit",
    }
)  # fmt: skip
_NOT_IN_A_LABEL = frozenset('?!;"“”„«»<>=|{}[]@*_\\/')
_SMALL_WORDS = frozenset(
    {
        "de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der", "den", "zu",
        "bin", "ibn", "al", "el", "of", "and", "und", "y", "e", "the",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A line that may begin a turn: who, in which form it is written, where the words begin, and its time."""

    line: int
    """Where the line starts."""
    words: int
    name: str
    form: Form
    begins: int | None = None
    indented: bool = False


def milliseconds(stamp: str) -> int:
    """A time in the recording: “#00:01:02-3#” is 62,300 (f4 counts tenths), “0:03” is 3,000.

    >>> milliseconds("#00:01:02-3#"), milliseconds("[1:00:00.250]"), milliseconds("0:03")
    (62300, 3600250, 3000)
    """
    whole, _, part = stamp.strip("#[]() \t").replace(",", ".").replace("-", ".").partition(".")
    seconds = 0
    for number in whole.split(":"):
        seconds = seconds * 60 + int(number)
    return seconds * 1000 + (int(part) * 10 ** (3 - len(part)) if part else 0)


def time_alone(line: str) -> int | None:
    """The time on a line that holds nothing else."""
    match = _ALONE.fullmatch(line) if len(line) <= HEAD else None
    return milliseconds(match[1]) if match else None


def time_at_end(tail: str) -> tuple[int, int] | None:
    """The time that a turn ends with, and how many code points before the end of `tail` it starts."""
    match = _TAIL.search(tail)
    return (milliseconds(match[1]), len(tail) - match.start()) if match else None


def label_in(head: str, line: int, is_whole: bool) -> Label | None:
    """The label at the start of a line, where one may stand there. `is_whole`: `head` is the whole line."""
    bare = len(head) - len(head.lstrip("> \t"))
    lead = _LEAD.match(head, bare)
    at = lead.end() if lead else bare
    begins = milliseconds(lead[1]) if lead else None
    return (
        (_stamped(head, line, at) if is_whole and not lead else None)
        or _with_colon(head, line, at, begins)
        or _with_courtesy(head, line, at, begins)
    )


def _stamped(head: str, line: int, at: int) -> Label | None:
    """“Anna Smith   0:03”, alone on its line, as Teams and Otter write it."""
    match = _STAMPED.fullmatch(head, at)
    if not match or not _may_be_label(match["label"]) or not _is_name(match["label"]):
        return None
    return Label(line, line + len(head), match["label"].strip(), "stamped", milliseconds(match["time"]))


def _with_colon(head: str, line: int, at: int, begins: int | None) -> Label | None:
    match = _COLON.match(head, at)
    if not match or not _may_be_label(match["label"]):
        return None
    after = head[match.end() : match.end() + 1]
    # “10:30”, “http://” and “a:b” are not speech; Chinese and Japanese put no space after their wide colon.
    if after and not after.isspace() and match[0][-1] == ":":
        return None
    if match["time"]:
        begins = milliseconds(match["time"])
    return Label(line, line + match.end(), match["label"].strip(), "colon", begins)


def _with_courtesy(head: str, line: int, at: int, begins: int | None) -> Label | None:
    """“Mr. Greenspan. Thank you.” as parliaments and courts print it."""
    match = _COURTESY.match(head, at)
    if not match:
        return None
    return Label(line, line + match.end(), match["label"], "courtesy", begins, indented=at > 0)


def bold_label(text: str, line: int, end: int, line_end: int) -> Label | None:
    """A label that only bold letters tell from the words: a run at the start of a line, or a line of its own."""
    name = text[line:end].strip()
    if end - line > LONGEST_LABEL or not _may_be_label(name) or not _is_name(name):
        return None
    return Label(line, end if end < line_end else line_end, name, "bold")


def _may_be_label(label: str) -> bool:
    """Whether the words have the shape of a label: short, starting with a letter or digit, no sentence marks."""
    label = label.strip()
    if not label or not label[0].isalnum() or len(label.split()) > MOST_WORDS:
        return False
    return not _NOT_IN_A_LABEL.intersection(label) and label.casefold().rstrip(".") not in _NOBODY


def _is_name(label: str) -> bool:
    """Whether every word starts as names do: with a capital, a digit, or a letter that has no capital."""
    words = [word.lstrip("(.'’") for word in label.split()]
    return all(not word[:1].islower() or word in _SMALL_WORDS for word in words) and not label[:1].islower()


def folded(label: str) -> str:
    """A label as far as its spelling does not matter: case, and the space around and in it.

    >>> folded(" Juno  B ") == folded("JUNO B")
    True
    """
    return " ".join(normalize("NFC", label).split()).casefold()


def is_well_known(label: str) -> bool:
    """Whether the label says by itself that somebody speaks: I, R, P3, Interviewer, Speaker 1."""
    if len(label) == 1:
        return label.isalpha() and not label.islower()
    return bool(_WELL_KNOWN.fullmatch(label.casefold()) or (_SHORT.fullmatch(label) and label[0].isupper()))


def times_needed(label: Label) -> int:
    """How often a label must stand in a text before it counts as a speaker's."""
    if is_well_known(label.name) or (label.begins is not None and _is_name(label.name)):
        return 1
    if _is_name(label.name):
        return 2
    return 3 if " " not in label.name else 1_000_000
