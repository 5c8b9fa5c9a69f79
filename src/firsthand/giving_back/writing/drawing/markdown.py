"""A document in Markdown, with footnotes as pandoc and most others read them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings

from firsthand.giving_back.references.citing import Entry
from firsthand.giving_back.reports.words import banner
from firsthand.giving_back.writing.drawing.lists import Block, grouped
from firsthand.giving_back.writing.drawing.words import caption, works_title
from firsthand.giving_back.writing.showing import BY, GAP, Paper, Part, Run
from firsthand.ground.studies.models import Study

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~^$])")
_AT_START = re.compile(r"^(\s*)([-+=:]|\d+[.)])(\s|$)")


def drawn(study: Study, paper: Paper) -> bytes:
    """The file."""
    root = f"{settings.ADDRESS}/s/{study.slug}/"
    lines = [f"**{banner()}**"] if study.demo else []
    lines += [f"# {plain(paper.title)}", *(_block(one, root) for one in grouped(paper.parts))]
    lines += [f"[^{number}]: {_runs(one, root)}" for number, one in enumerate(paper.notes, 1)]
    if paper.works:
        lines += [f"## {works_title()}", *map(_work, paper.works)]
    return ("\n\n".join(lines) + "\n").encode()


def plain(words: str) -> str:
    """Words in which nothing is markup."""
    return _AT_START.sub(r"\1\\\2\3", _MARKUP.sub(r"\\\1", words))


def _block(block: Block, root: str) -> str:
    part = block.parts[0]
    if block.type in ("bullet", "number"):
        return "\n".join(
            f"{f'{number}.' if block.type == 'number' else '-'} {_runs(one.runs, root)}"
            for number, one in enumerate(block.parts, 1)
        )
    if part.count is not None:
        return _counted(part)
    lead = {"heading": f"{'#' * (part.level + 1)} ", "quote": "> "}.get(block.type, "")
    return f"{lead}{_runs(part.runs, root)}"


def _runs(runs: Iterable[Run], root: str) -> str:
    return "".join(_run(one, root) for one in runs)


def _run(one: Run, root: str) -> str:
    if one.note:
        return f"[^{one.note}]"
    words = plain(one.words)
    if one.kind == BY and one.place:
        return f"[{words}]({root}{one.place})"
    inner = words.strip()
    if not inner:
        return words
    italic, bold = one.italic or one.kind == GAP, one.bold
    marks = "***" if italic and bold else "**" if bold else "*" if italic else ""
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{marks}{inner}{marks}{after}"


def _counted(part: Part) -> str:
    """A table under its caption; a figure is its table, too."""
    assert part.count is not None  # noqa: S101 - asked by who calls
    rows = [part.count.header, ["---"] * len(part.count.header), *part.count.rows]
    table = "\n".join("| " + " | ".join(_cell(one) for one in row) + " |" for row in rows)
    return "\n\n".join([f"**{plain(caption(part))}**", table, *map(plain, part.count.said)])


def _cell(words: str) -> str:
    return words if words == "---" else plain(words)


def _work(work: Entry) -> str:
    said = "".join(f"*{plain(run.words)}*" if run.italic else plain(run.words) for run in work.text.runs)
    return f"{work.label}\\. {said}" if work.label else said
