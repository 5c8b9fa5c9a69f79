"""The demonstration given back: a document, whose pieces stand in braces in `corpus/write-up.md`; learning cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from firsthand.analysis.coding.models import Coding
from firsthand.analysis.themes.models import Claim, Theme
from firsthand.demo.material import CORPUS, listed
from firsthand.giving_back.cards.services import Saying, make_card, say_seen
from firsthand.giving_back.references.selectors import references
from firsthand.giving_back.references.taking_in import take_in
from firsthand.giving_back.writing import shape
from firsthand.giving_back.writing.models import Document
from firsthand.giving_back.writing.services import write_document
from firsthand.ground.studies.models import Membership

PIECE = re.compile(r"\{(\w+) ([^}]+)\}")
HEADING = re.compile(r"(##+) (.*)")  # the one above them is the title’s


@dataclass(frozen=True, slots=True)
class Material:
    """What the text names: codings by passage, code and coder; claims by “T1.2”; themes by “T1”."""

    codings: Mapping[tuple[str, str, str], Coding]
    claims: Mapping[str, Claim]
    themes: Mapping[str, Theme]


def write_up(by: Membership, material: Material) -> Document:
    """The document, with the works it cites."""
    take_in(by, name="literature.ris", data=(CORPUS / "literature.ris").read_bytes())
    works = {line.item["author"][0]["family"].lower(): line.id for line in references(by)}
    made: dict[str, Callable[[str], shape.Json]] = {
        "excerpt": lambda named: shape.excerpt(material.codings[_three(named)].id),
        "claim": lambda named: shape.claim(material.claims[named].id),
        "theme": lambda named: shape.theme(material.themes[named].id),
        "cite": lambda named: shape.citation(*(works[name.strip()] for name in named.split(";"))),
    }
    title, *paragraphs = re.split(r"\n{2,}", (CORPUS / "write-up.md").read_text("utf-8").strip())
    blocks = [_block(" ".join(one.split()), made) for one in paragraphs]
    return write_document(by, title=title.lstrip("# "), blocks=blocks)


def make_learning_cards(by: Membership, material: Material) -> None:
    """The cards, each shown to those whose words are on it."""
    for row in listed("cards"):
        card = make_card(
            by, claim=material.claims[row["claim"]],
            said=Saying(row["finding"], row["other_side"], row["questions"], row["try"]),
            passages=[material.codings[passage, code, coder] for passage, code, coder in row["passages"]],
        )  # fmt: skip
        for passage in card.passages.all():
            say_seen(by, passage=passage)


def _block(text: str, made: Mapping[str, Callable[[str], shape.Json]]) -> shape.Json:
    if counted := re.fullmatch(r"\{(table|figure) ([\w-]+): (.*)\}", text):
        return shape.counted(counted[2], counted[3], figure=counted[1] == "figure")
    if heading := HEADING.fullmatch(text):
        return shape.heading(len(heading[1]) - 1, *_parts(heading[2], made))
    if text.startswith("> "):
        return shape.block("quote", *_parts(text[2:], made))
    return shape.paragraph(*_parts(text, made))


def _parts(
    text: str, made: Mapping[str, Callable[[str], shape.Json]]
) -> list[str | shape.Words | shape.Json]:
    parts: list[str | shape.Words | shape.Json] = []
    at = 0
    for piece in PIECE.finditer(text):
        parts += [text[at : piece.start()], made[piece[1]](piece[2])]
        at = piece.end()
    return [part for part in (*parts, text[at:]) if part]


def _three(named: str) -> tuple[str, str, str]:
    passage, code, coder = named.split()
    return passage, code, coder
