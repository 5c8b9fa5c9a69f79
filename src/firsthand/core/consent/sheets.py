"""The information sheet, the form and the card that go with the scopes: as blocks, whatever they are drawn with.

Words that only the study can say, and has not said yet, are blanks to write on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from firsthand.core.consent import Catalogue, Scope, catalogue

BLANK = "\N{BLANK SYMBOL}"  # where something is to be written by hand
PLACE = re.compile(r"\{(\w+)\}")

Kind = Literal["heading", "text", "points", "note", "question", "told", "line", "way", "cross_out"]
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page. `choices` are the boxes of a question: none is ever ticked."""

    kind: Kind
    text: str
    more: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet, form or card: what it is called, what stands in the box at its top, and the rest."""

    id: str
    title: str
    box: tuple[Block, ...]
    blocks: tuple[Block, ...]


class Wording:
    """The words of today: the program's own, or this study's in their place, translated by `say`."""

    def __init__(
        self,
        local: Mapping[str, str],
        reworded: Mapping[str, Mapping[str, str]],
        say: Say = lambda text: text,
        readers: Iterable[str] = (),
    ) -> None:
        self._local, self._reworded, self._say = local, reworded, say
        self.readers = tuple(readers)

    def said(self, text: str) -> str:
        """Words of the program, with what only the study can say."""
        return (
            PLACE.sub(lambda found: self._local.get(found[1], "") or BLANK, self._say(text)) if text else ""
        )

    def of(self, scope: Scope, part: Literal["ask", "explain"]) -> str:
        """What a scope asks, or how it is explained."""
        own = self._reworded.get(scope.id, {}).get(part)
        return own or self.said(getattr(scope, part))

    def options(self, scope: Scope) -> tuple[str, ...]:
        """The words of a scope's answers."""
        return tuple(self.said(text) for text in scope.options.values())


def pages(wording: Wording) -> list[Page]:
    """All three, in the order in which they are handed over."""
    return [sheet(wording), form(wording), card(wording)]


def sheet(wording: Wording) -> Page:
    """What a person should know before they say anything."""
    words = _words()["sheet"]
    points = words["main_points"]
    box = Block("points", wording.said(points["heading"]), choices=tuple(map(wording.said, points["points"])))
    blocks = [
        block
        for part in words["parts"]
        for block in (
            Block("heading", wording.said(part["heading"])),
            Block("text", wording.said(part["text"])),
        )
    ]
    return Page("sheet", wording.said(words["title"]), (box,), tuple(blocks))


def form(wording: Wording) -> Page:
    """What a person says yes and no to."""
    known, words = catalogue(), _words()["form"]
    blocks = [Block("told", wording.said(words["read"]), choices=(wording.said("Yes"),))]
    blocks.append(Block("heading", wording.said(words["told"])))
    blocks += [Block("told", wording.of(one, "ask"), choices=wording.options(one)) for one in known.told()]
    for heading, scopes in _groups(known, words):
        blocks.append(Block("heading", wording.said(heading)))
        blocks += _questions(wording, scopes, wording.said(words["ask_later"]), words["crossed_out"])
    yes_no = (wording.said("Yes"), wording.said("No"))
    blocks += [Block("line", wording.said(words[name])) for name in ("my_name", "reach_me")]
    blocks.append(Block("question", wording.said(words["leave_message"]), choices=yes_no))
    blocks += [Block("line", wording.said(words[name])) for name in ("day", "my_mark", "their_mark")]
    return Page(
        "form", wording.said(words["title"]), (Block("note", wording.said(words["intro"])),), tuple(blocks)
    )


def card(wording: Wording) -> Page:
    """How to leave or to change something: to tear off and keep."""
    words = _words()["card"]
    ways = tuple(Block("way", wording.said(one["name"]), wording.said(one["text"])) for one in words["ways"])
    last = (
        Block("text", wording.said(words["contact"])),
        Block("line", wording.said(words["outside"]), wording.said("{outside_contact}")),
        Block("text", wording.said(words["until"])),
    )
    return Page(
        "card", wording.said(words["title"]), (Block("note", wording.said(words["intro"])),), ways + last
    )


def local_fields() -> dict[str, dict[str, str]]:
    """What only the study can say, each with its label and, where one helps, an explanation."""
    found: dict[str, dict[str, str]] = _words()["local"]
    return found


def words_to_translate() -> list[str]:
    """Every string of the scopes and sheets that people read, once each."""
    known = catalogue()
    scopes = [
        text
        for one in known.scopes.values()
        for text in (
            one.ask, one.explain, *one.options.values(),
            *(text for choices in one.also.values() for text in choices.values()),
        )
    ]  # fmt: skip
    return list(
        dict.fromkeys(
            [*scopes, *known.moments.values(), *known.rights.values(), *_strings(_words()), "Yes", "No"]
        )
    )


def _groups(known: Catalogue, words: Mapping[str, str]) -> Iterator[tuple[str, list[Scope]]]:
    """Each question under the first moment at which it is asked."""
    left = [one for one in known.scopes.values() if one.type != "acknowledged"]
    for heading, moment in (("before", "before"), ("after", "after_interview")):
        now = [one for one in left if moment in one.when]
        left = [one for one in left if moment not in one.when]
        yield words[heading], now
    yield words["later_on"], left


def _questions(wording: Wording, scopes: Sequence[Scope], later: str, cross_out: str) -> Iterator[Block]:
    for one in scopes:
        ask, explain = wording.of(one, "ask"), wording.of(one, "explain")
        if one.type == "people":
            yield Block(
                "cross_out", ask, f"{explain} {wording.said(cross_out)}", wording.readers or (BLANK,) * 4
            )
        else:
            choices = (*wording.options(one), later)
            yield Block("question", ask, explain, choices, many=one.many)


def _strings(words: Any) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    else:
        for inner in words.values() if isinstance(words, dict) else words:
            yield from _strings(inner)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("sheet.yaml").read_text("utf-8"))
    return words
