"""A document as a tagged PDF, set by Typst like every other paper here."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.pictures import drawn as drawn_as
from firsthand.core.problems import Problem
from firsthand.core.typesetting import typeset
from firsthand.giving_back.references.citing import Entry
from firsthand.giving_back.reports.words import banner
from firsthand.giving_back.writing.drawing.lists import Block, grouped
from firsthand.giving_back.writing.drawing.words import caption, works_title
from firsthand.giving_back.writing.showing import BY, GAP, Paper, Part, Run
from firsthand.ground.studies.models import Study

PAPER = Path(__file__).with_name("document.typ")
SIGNS = 20  # of which none has a font, at most


def drawn(study: Study, paper: Paper) -> bytes:
    """The file."""
    root = f"{settings.ADDRESS}/s/{study.slug}/"
    said = {
        "study": study.title, "title": paper.title, "banner": banner() if study.demo else "",
        "lang": (get_language() or "en").split("-")[0],
        "blocks": [_block(one, paper, root) for one in grouped(paper.parts)],
        "works_title": works_title(), "works": [_work(one) for one in paper.works],
    }  # fmt: skip
    return _set(said)


def _set(said: dict[str, Any]) -> bytes:
    """The file, with the fonts that Typst brings, or else with this machine's. Raises `Problem` where neither do.

    A picture sign that no font here has (an emoji in somebody's words) stands as what it is called, in brackets.
    """
    try:
        return typeset(PAPER, said)
    except typst.TypstError as error:
        missing = _missing(error)
    for _try in range(SIGNS):
        try:
            return typeset(PAPER, said, system_fonts=True)
        except typst.TypstError as error:
            missing = _missing(error)
        if not all(unicodedata.category(sign) in ("So", "Sk", "Mn", "Cf") for sign in missing):
            break
        said = _told(said, missing)
    raise Problem(
        _(
            "No font on this machine has the letters “%(letters)s”, and a PDF without them would be wrong. Install one "
            "that has them, or take the document out as Word, web page or Markdown."
        )
        % {"letters": "".join(missing)[:20]}
    )


def _missing(error: typst.TypstError) -> list[str]:
    """The letters for which there was no font. Raises the error again where it is of another kind."""
    found = re.findall(r'the text `"(.+?)"`', str(error))
    if not found:
        raise error
    return list(dict.fromkeys("".join(found)))


def _told(said: Any, signs: list[str]) -> Any:
    """Everything that is to be set, with signs told in it."""
    if isinstance(said, str):
        return _named(said, signs)
    if isinstance(said, dict):
        return {key: _told(inner, signs) for key, inner in said.items()}
    return [_told(inner, signs) for inner in said] if isinstance(said, list | tuple) else said


def _named(words: str, signs: list[str]) -> str:
    """The words with signs told: “[slightly smiling face]”; what only joins or colours signs goes."""
    for sign in signs:
        name = unicodedata.name(sign, "").lower() if unicodedata.category(sign) == "So" else ""
        words = words.replace(sign, f"[{name}]" if name else "")
    return words


def _block(block: Block, paper: Paper, root: str) -> dict[str, Any]:
    part = block.parts[0]
    items = [_runs(one, paper, root) for one in block.parts]
    return {"type": block.type, "level": part.level, "items": items, **_counted(part)}


def _runs(part: Part, paper: Paper, root: str) -> list[dict[str, Any]]:
    return [_run(one, paper, root) for one in part.runs]


def _run(one: Run, paper: Paper, root: str) -> dict[str, Any]:
    return {
        "words": one.words, "bold": one.bold, "italic": one.italic or one.kind == GAP, "raised": one.raised,
        "lowered": one.lowered, "link": root + one.place if one.kind == BY and one.place else "",
        "note": "".join(run.words for run in paper.notes[one.note - 1]) if one.note else "",
    }  # fmt: skip


def _counted(part: Part) -> dict[str, Any]:
    if part.count is None:
        return {}
    spec = part.picture
    return {
        "caption": caption(part), "header": part.count.header, "rows": part.count.rows, "said": part.count.said,
        "svg": drawn_as(spec, "svg").decode() if spec is not None else "",
    }  # fmt: skip


def _work(one: Entry) -> dict[str, Any]:
    runs = [
        {"words": run.words, "bold": run.bold, "italic": run.italic, "raised": run.raised, "lowered": run.lowered}
        for run in one.text.runs
    ]  # fmt: skip
    return {"label": one.label, "runs": [run | {"link": "", "note": ""} for run in runs]}
