"""The parts of a kit, each as the file it becomes: guide, codebook, questions of consent, rules and templates."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from io import StringIO
from typing import Any

import yaml

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.core.attributes import Attribute, known
from firsthand.core.calling import Words
from firsthand.core.cells import harmless
from firsthand.core.consent import Scope, catalogue
from firsthand.core.consent.sheets import Block, Page, Wording
from firsthand.core.guide import Question
from firsthand.core.identifying import rules
from firsthand.core.kit.codes import ID
from firsthand.core.kit.parts import Origin
from firsthand.field.interviews.selectors import GuideLine
from firsthand.field.sources.models import Layer

LINE = "……………………"
BOX = "☐"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a kit: by which id others know it, where it lies, and what is in it."""

    id: str
    file: str
    data: bytes


@dataclass(frozen=True, slots=True)
class About:
    """What the kit as a whole is called, what others may do with it, and from which kit it was made."""

    title: str
    licence: str
    origin: Origin | None = None


def guide(line: GuideLine, number: int, codes: Container[str]) -> Part:
    """An interview guide, as `guide import` reads it. Of the codes that its questions point to, those in the kit."""
    name = guide_id(number)
    words = {"title": line.title, "opening": line.opening, "closing": line.closing}
    said = {key: text for key, text in words.items() if text}
    return Part(
        name,
        f"interview/{name}.yaml",
        _yaml(said | {"questions": [_asked(one, codes) for one in line.questions]}),
    )


def guide_id(number: int) -> str:
    """What the first, second … guide is called in a kit."""
    return "guide" if number == 1 else f"guide-{number}"


def guide_words(line: GuideLine) -> str:
    """All that somebody wrote into a guide, but whence the idea of a question is."""
    said = (text for one in line.questions for text in (one.part, one.text, *one.probes))
    return "\n".join([line.title, line.opening, line.closing, *said])


def _asked(one: Question, codes: Container[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": one.label, "part": one.part, "text": one.text, "probes": list(one.probes)}
    found |= {
        "theme": [theme for theme in one.themes if theme in codes],
        "core": one.core,
        "care": "extra" if one.care else "",
        "basis": one.basis,
    }
    return {key: value for key, value in found.items() if value}


def codebook(lines: Sequence[CodeLine]) -> Part:
    """The codes, under ids that stay the same at every site: their handles, or their place in the book."""
    ids = code_ids(lines)
    head = [
        "id",
        "parent",
        "level",
        "name",
        "plain_name",
        "definition",
        "include",
        "exclude",
        "example_invented",
    ]
    rows = [
        [
            ids[line.id], ids[line.parent_id] if line.parent_id else "", str(line.depth + 1), line.name,
            line.plain_name, line.definition, line.when, line.when_not, line.example,
        ]
        for line in lines
    ]  # fmt: skip
    return Part("codebook", "codebook/codebook.csv", _csv([head, *rows]))


def code_ids(lines: Sequence[CodeLine]) -> dict[Any, str]:
    """By code, the id that it has in the kit."""
    counted = Counter(line.handle.casefold() for line in lines)
    good = {line.id for line in lines if ID.fullmatch(line.handle) and counted[line.handle.casefold()] == 1}
    taken = {line.handle.casefold() for line in lines}
    numbered = (f"C{number:03}" for number in range(1, 2 * len(lines) + 2))
    free = (one for one in numbered if one.casefold() not in taken)
    return {line.id: line.handle if line.id in good else next(free) for line in lines}


def scopes(reworded: Mapping[str, Mapping[str, str]]) -> Part:
    """What people are asked, as this study words it."""
    known_ = catalogue()
    asked = [
        _scope(one, reworded.get(one.id, {})) for one in known_.scopes.values() if one not in known_.told()
    ]
    told = {one.id: reworded.get(one.id, {}).get("ask", one.ask) for one in known_.told()}
    data = {"version": known_.version, "moments": dict(known_.moments), "scopes": asked}
    return Part(
        "scopes", "consent/scopes.yaml", _yaml(data | {"acknowledged": told, "rights": dict(known_.rights)})
    )


def _scope(one: Scope, words: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": one.id, "ask": words.get("ask", one.ask), "explain": words.get("explain", one.explain),
        "type": one.type, "options": {} if one.type == "yes_no" else dict(one.options), "required": one.required,
        "default": one.default, "when": list(one.when), "until": one.until,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def page(one: Page, id: str, name: str) -> Part:  # noqa: A002 - the kit's word
    """Sheet, form or card as plain text to adapt: what only a site can say is a line to write on."""
    lines = [f"# {one.title}", ""]
    for block in (*one.box, *one.blocks):
        lines += [*_block(block), ""]
    return Part(id, f"consent/{name}.md", "\n".join(lines).encode())


def wording(reworded: Mapping[str, Mapping[str, str]], say: Any) -> Wording:
    """The words of the papers, with lines where a site says who it is."""
    return Wording(_Lines(), reworded, say)


class _Lines(dict[str, str]):
    """Whatever only a site can say."""

    def get(self, key: str, default: Any = "") -> Any:
        return LINE


def _block(block: Block) -> Iterator[str]:
    if block.kind == "heading":
        yield f"## {block.text}"
        return
    if block.kind == "line":
        yield f"{block.text}: {block.more or LINE}"
        return
    yield f"**{block.text}**" if block.choices and block.text else block.text
    if block.more:
        yield block.more
    sign = "-" if block.kind == "points" else f"- {BOX}"
    yield from (f"{sign} {choice}" for choice in block.choices)


def attributes(labels: Iterable[str], of_sources: Iterable[str], listed: Sequence[Attribute]) -> list[Part]:
    """What is said of people and sources here: never what was said of anybody. And an empty table to fill."""
    people = list(dict.fromkeys(labels))
    said = [_attribute(label, listed) for label in people]
    data = {"participant": said, "document": [{"label": label} for label in dict.fromkeys(of_sources)]}
    table = _csv([["participant", "pseudonym", *people]])
    return [
        Part("attributes", "analysis/attributes.yaml", _yaml(data)),
        Part("people", "analysis/people.csv", table),
    ]


def _attribute(label: str, listed: Sequence[Attribute]) -> dict[str, Any]:
    one: Attribute | None = known(label, listed)
    if one is None:
        return {"label": label, "type": "words"}
    found = {
        "id": one.id,
        "label": one.label,
        "type": one.type,
        "options": list(one.options),
        "risk": one.risk,
    }
    return {key: value for key, value in found.items() if value}


def templates() -> list[Part]:
    """What goes with every study: how to leave, how a field note is written, what tells who somebody is."""
    leaving = files("firsthand.core").joinpath("leaving.yaml").read_bytes()
    parts = [{"id": layer.value, "label": str(layer.label)} for layer in Layer if layer.value]
    marks = {"exact": '"…"', "close": "~…~", "gist": "(…)"}
    told = [
        {
            "id": one.id,
            "kind": one.kind,
            "find": one.find,
            "replace_with": one.replacement,
            "level": one.level,
        }
        for one in rules()
    ]
    return [
        Part("withdrawal", "consent/withdrawal.yaml", leaving),
        Part("fieldnote", "fieldwork/fieldnote.yaml", _yaml({"parts": parts, "speech_marks": marks})),
        Part("deid", "fieldwork/deid-rules.yaml", _yaml({"rules": told})),
    ]


def manifest(
    about: About, language: str, version: str, parts: Sequence[Part], core: Sequence[str], words: Words
) -> bytes:
    """`kit.yaml`: what is in the kit, and what two sites both keep so that they can be compared."""
    data: dict[str, Any] = {
        "kit": "study", "version": "0.1", "title": about.title, "language": language, "licence": about.licence,
        "made_with": f"Firsthand {version}", **_origin(about.origin),
        "words": asdict(words) | {"avoid": list(words.avoid)},
        "parts": [{"id": one.id, "file": one.file} for one in parts],
    }  # fmt: skip
    return _yaml(data | ({"comparable_core": {"interview_questions": list(core)}} if core else {}))


def _origin(origin: Origin | None) -> dict[str, Any]:
    """What the kit was made from: whoever made that is named on."""
    if origin is None:
        return {}
    made_from = {
        "kit": origin.name,
        "version": origin.version,
        "title": origin.title,
        "licence": origin.licence,
    }
    inspired = {"citation": origin.citation, "relation": origin.relation}
    return {"made_from": made_from} | ({"inspired_by": inspired} if origin.citation else {})


def _yaml(data: object) -> bytes:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110).encode()


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    written = StringIO(newline="")
    csv.writer(written).writerows([[harmless(cell) for cell in row] for row in rows])
    return written.getvalue().encode("utf-8-sig")
