"""An interview guide: what is to be asked, read from a file that people can write by hand.

A YAML file has `questions`, each with `text`, and where it is so `id`, `part`, `probes`, `theme`, `core: true`,
`care: extra` and `basis`; beside them `title`, `opening` and `closing`. A plain text has a question a line, and its
probes below it, each after a dash.

>>> guide = read_guide("How did you come here?\\n- Who asked you?\\nWhat is a usual day?")
>>> [(one.label, one.text, one.probes) for one in guide.questions]
[('Q01', 'How did you come here?', ('Who asked you?',)), ('Q02', 'What is a usual day?', ())]
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firsthand.core.kit.lined import read_lined
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _
from firsthand.core.signs import named, spelt_whole

MOST = 500  # questions
MOST_PROBES = 100  # of one question
LARGEST = 300_000  # code points of a file
LABEL = 12  # code points
PROBE = re.compile(r"\s*[-–—*•]\s+")
NUMBER = re.compile(r"\s*(?:([A-Z]{1,3}\d{1,3}[a-z]?)[.):]|\d{1,3}\.)\s+")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a guide. `label` is how people and tables call it: “Q06”."""

    label: str
    text: str
    part: str = ""
    probes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    core: bool = False  # kept at every site, so that sites can be compared
    care: bool = False  # said before asking: it can be left out
    basis: str = ""  # where the idea comes from


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as it is written down."""

    questions: tuple[Question, ...]
    title: str = ""
    opening: str = ""
    closing: str = ""


def read_guide(written: str) -> Guide:
    """A guide from YAML or plain text. Raises `Problem` with a sentence where it cannot be one."""
    if len(written) > LARGEST:
        raise Problem(
            _("This is longer than any guide: %(most)s characters at most can be read. Is it one?")
            % {"most": LARGEST}
        )
    if re.search(r"^questions\s*:", written, re.MULTILINE):
        return _from_yaml(written)
    return _checked(Guide(tuple(_from_lines(written))))


def _from_yaml(written: str) -> Guide:
    """Read as a kit's guide is: YAML itself would make dates and numbers of what is none, and much of little."""
    lined = read_lined(spelt_whole(written))
    if lined.slips:
        slip = lined.slips[0]
        raise Problem(
            _("%(sentence)s Look at line %(line)s.") % {"sentence": slip.sentence, "line": slip.line}
        )
    return guide_of(lined.data)


def guide_of(found: Any) -> Guide:
    """A guide from what a YAML file says. Raises `Problem` where it is none."""
    if not isinstance(found, Mapping) or not isinstance(found.get("questions"), list):
        raise Problem(_("A guide has a list under “questions:”."))
    questions = tuple(_question(one, number) for number, one in enumerate(found["questions"], 1))
    plain = {name: _line(found.get(name)) for name in ("title", "opening", "closing")}
    return _checked(Guide(questions, **plain))


def _question(one: Any, number: int) -> Question:
    if not isinstance(one, Mapping) or not _line(one.get("text")):
        raise Problem(_("Question %(number)s of the guide has no “text:”.") % {"number": number})
    return Question(
        _line(one.get("id")) or f"Q{number:02}", _line(one["text"]), _line(one.get("part")), _lines(one.get("probes")),
        _lines(one.get("theme")), one.get("core") is True, bool(one.get("care")), _line(one.get("basis")),
    )  # fmt: skip


def _from_lines(written: str) -> list[Question]:
    found: list[tuple[str, list[str]]] = []
    for line in filter(str.strip, written.splitlines()):
        if PROBE.match(line) and found:
            found[-1][1].append(PROBE.sub("", line, count=1).strip())
        else:
            found.append((line, []))
    return [_of_line(line, probes, number) for number, (line, probes) in enumerate(found, 1)]


def _of_line(line: str, probes: list[str], number: int) -> Question:
    numbered = NUMBER.match(line)
    label = (numbered and numbered[1]) or f"Q{number:02}"
    return Question(label, NUMBER.sub("", line, count=1).strip(), probes=tuple(probes))


def _checked(guide: Guide) -> Guide:
    labels = [one.label for one in guide.questions]
    if not labels:
        raise Problem(_("There is no question in this guide."))
    if len(labels) > MOST:
        raise Problem(
            _("The guide has %(n)s questions; %(most)s at most can be read.")
            % {"n": len(labels), "most": MOST}
        )
    for label in labels:
        if len(label) > LABEL:
            raise Problem(
                _("“%(label)s…” is too long for a question's id: %(most)s characters at most.")
                % {"label": label[:LABEL], "most": LABEL}
            )
        if labels.count(label) > 1:
            raise Problem(_("Two questions of the guide are called %(label)s.") % {"label": label})
    for one in guide.questions:
        if len(one.probes) > MOST_PROBES:
            raise Problem(
                _("The question %(label)s has %(n)s probes; %(most)s at most can be read.")
                % {"label": one.label, "n": len(one.probes), "most": MOST_PROBES}
            )
    return guide


def _line(found: Any) -> str:
    return named(str(found)) if found is not None else ""


def _lines(found: Any) -> tuple[str, ...]:
    listed = found if isinstance(found, list) else [found]
    return tuple(line for one in listed if (line := _line(one)))
