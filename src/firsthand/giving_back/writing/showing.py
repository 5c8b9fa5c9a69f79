"""A document as it reads now: the writer's words, and whatever they name as far as it may leave.

One truth for page, editor and files: an excerpt that may not be quoted is not opened for anybody who looks at a
document, and what is not there any more stands as a gap that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.excerpts import Excerpt
from firsthand.analysis.coding.quoting import quotable
from firsthand.analysis.coding.selectors import quoted_lines
from firsthand.analysis.themes.selectors import claim_sentences, theme_names
from firsthand.core.anchors import fingerprint
from firsthand.core.pictures import Spec, can_draw
from firsthand.core.spans import Span
from firsthand.field.people.selectors import Person
from firsthand.giving_back.leaving.printing import printed
from firsthand.giving_back.member_checks.selectors import to_print
from firsthand.giving_back.references.citing import Cite, Cited, Entry
from firsthand.giving_back.references.citing import Run as CitedRun
from firsthand.giving_back.references.items import Item
from firsthand.giving_back.references.selectors import items_of
from firsthand.giving_back.reports import people_in
from firsthand.giving_back.reports.words import held_back, place_of
from firsthand.giving_back.writing.counts import CALLED, Count, count
from firsthand.giving_back.writing.selectors import DocumentLine
from firsthand.giving_back.writing.shape import DRAWN, Json, Words, parsed, pieces
from firsthand.ground.studies.models import Membership

OWN, THEIRS, BRACKETS, BY, CITED, GAP = "", "theirs", "brackets", "by", "cited", "gap"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look. `kind`: the writer's own, or whose and what they are; `note`: the number of a footnote here.

    `coding`: the excerpt that it belongs to; `place` is then where in the study that is, below the study's address.
    """

    words: str
    kind: str = OWN
    bold: bool = False
    italic: bool = False
    raised: bool = False
    lowered: bool = False
    note: int = 0
    coding: UUID | None = None
    place: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A block as it reads: of a table or figure, what it is called (`runs`), its table, and how to draw it."""

    type: str
    runs: Runs
    level: int = 0
    form: str = ""
    number: int = 0  # of a table or figure: which it is
    count: Count | None = None

    @property
    def words(self) -> str:
        """Its words alone."""
        return "".join(run.words for run in self.runs)

    @property
    def picture(self) -> Spec | None:
        """What is drawn, where it is a figure and pictures can be drawn here."""
        return self.count.picture() if self.type == "figure" and self.count and can_draw() else None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it reads now: parts, footnotes in order, the works that it cites, and whose words are in it."""

    title: str
    parts: tuple[Part, ...]
    notes: tuple[Runs, ...]
    works: tuple[Entry, ...]
    people: frozenset[UUID]

    @property
    def gaps(self) -> list[str]:
        """What is not there any more, or may not be shown: a sentence for each place."""
        return [run.words for part in self.parts for run in part.runs if run.kind == GAP]

    def own_text(self) -> str:
        """What is to be looked through before it leaves: a line a part. The works are public, and not in it."""
        return "\n".join([" ".join(self.title.split()), *map(_line, self.parts), *map(_joined, self.notes)])


def paper(by: Membership, line: DocumentLine) -> Paper:
    """The document as it reads now, for this member."""
    return Showing(by, line.blocks, line.style).paper(line.title)


class Showing:
    """Everything that some blocks name, fetched once."""

    def __init__(self, by: Membership, blocks: Sequence[Json], style: str) -> None:
        self.by, self.blocks, self.style = by, blocks, style
        self._pieces = list(pieces(blocks))
        self._answered: set[str] = (
            set()
        )  # claims and themes beside which it stands already what people say to them
        self._speaking: set[UUID] = set()  # who says it

    def paper(self, title: str) -> Paper:
        """All of it in order."""
        notes: list[Runs] = []
        numbers = dict.fromkeys(DRAWN, 0)
        parts: list[Part] = []
        above: list[int] = []
        for block in self.blocks:
            runs = tuple(self._runs(block, notes))
            # No level is left out on the way down: whoever listens to headings counts on it.
            if block["type"] == "heading":
                above = [*(one for one in above if one < block["level"]), block["level"]]
            made = Part(
                block["type"], runs, len(above) if block["type"] == "heading" else 0, block.get("form", "")
            )
            if made.type in DRAWN:
                numbers[made.type] += 1
                runs = runs or (Run(str(CALLED[made.form])),)
                made = replace(made, runs=runs, number=numbers[made.type], count=self.count(made.form))
            parts.append(made)
        works = self.cited.bibliography() if self.cited else []
        return Paper(title, tuple(parts), tuple(notes), tuple(works), frozenset(self._people()))

    def _runs(self, block: Json, notes: list[Runs]) -> Iterator[Run]:
        for one in parsed(block["text"], block.get("inside", ())):
            if isinstance(one, Words):
                yield Run(one.text, bold=one.bold, italic=one.italic)
            elif one["type"] == "note":
                notes.append((Run(one["text"]),))
                yield Run("", note=len(notes))
            else:
                yield from self.piece(one, quoted=block["type"] == "quote")
                for who, words in self._said_to(one):
                    said = _("%(who)s says to this: %(words)s") % {"who": who.pseudonym, "words": words}
                    notes.append((Run(said),))
                    yield Run("", note=len(notes))

    def _said_to(self, one: Json) -> list[tuple[Person, str]]:
        """What people say to a claim or theme, where they want it printed beside it: once, where it first stands."""
        if one["type"] not in ("claim", "theme") or one["value"] in self._answered:
            return []
        self._answered.add(one["value"])
        said = self.objections.get(UUID(one["value"]), [])
        self._speaking |= {who.id for who, _words in said}
        return said

    def piece(self, one: Json, *, quoted: bool = False) -> Iterator[Run]:
        """A piece as it reads. `quoted`: it stands in a quotation of its own, and needs no marks."""
        if one["type"] == "excerpt":
            yield from self._excerpt(one, quoted)
        elif one["type"] == "citation":
            yield from self._citation(one)
        else:
            there = self.claims if one["type"] == "claim" else self.themes
            said = there.get(UUID(one["value"]))
            yield Run(said, kind=one["type"]) if said else Run(gap(one["type"]), kind=GAP)

    def _excerpt(self, one: Json, quoted: bool) -> Iterator[Run]:
        found = self.excerpts.get(UUID(one["value"]))
        why = why_not(found)
        if found is not None and not why and one.get("cuts") and one.get("mark") != self.mark(found):
            why = _("(An excerpt was here, shortened; its words have changed since. Shorten it anew.)")
        if found is None or why:
            yield _placed(Run(why, GAP), found)
            return
        opens, closes = ("", "") if quoted else ("“", "”")
        said = list(cut(found.words, one.get("cuts", ())))
        if opens:
            said = [(THEIRS, opens), *said, (THEIRS, closes)]
        for kind, words in said:
            yield _placed(Run(re.sub(r"\s*\n\s*", " ", words), kind), found)
        yield Run(" ")
        yield _placed(Run(f"({attribution(found)})", BY), found)

    def _citation(self, one: Json) -> Iterator[Run]:
        there = [
            Cite(work["value"], work.get("page", ""), work.get("before", ""), work.get("behind", ""))
            for work in one["works"]
            if work["value"] in self._works
        ]
        if there and self.cited:
            yield from (_cited(run) for run in self.cited.citation(*there).runs)
        if len(there) < len(one["works"]):
            yield Run(gap("work"), kind=GAP)

    def mark(self, found: Excerpt) -> str:
        """A keyed mark of the words as they are: what was left out of them holds as long as it is the same."""
        return fingerprint(found.words, Span(0, len(found.words)), self.by.key.marking) if found.words else ""

    def count(self, what: str) -> Count:
        """A count, made once however often it stands there."""
        if what not in self._counts:
            self._counts[what] = count(self.by, what)
        return self._counts[what]

    @cached_property
    def excerpts(self) -> dict[UUID, Excerpt]:
        """The excerpts that are there, as they may leave."""
        lines = quoted_lines(self.by, self._ids("excerpt"))
        return {one.coding.id: one for one in printed(self.by, quotable(self.by, lines))}

    @cached_property
    def claims(self) -> dict[UUID, str]:
        return claim_sentences(self.by) if self._ids("claim") else {}

    @cached_property
    def themes(self) -> dict[UUID, str]:
        return theme_names(self.by) if self._ids("theme") else {}

    @cached_property
    def objections(self) -> dict[UUID, list[tuple[Person, str]]]:
        return to_print(self.by) if self._ids("claim") | self._ids("theme") else {}

    @cached_property
    def cited(self) -> Cited | None:
        """The works that it cites, in the order in which it cites them first."""
        return Cited(self._items, self.style) if self._items else None

    @cached_property
    def _items(self) -> list[Item]:
        wanted = [
            UUID(work["value"]) for one in self._pieces if one["type"] == "citation" for work in one["works"]
        ]
        return items_of(self.by, list(dict.fromkeys(wanted)))

    @cached_property
    def _works(self) -> set[str]:
        return {str(item["id"]) for item in self._items}

    @cached_property
    def _counts(self) -> dict[str, Count]:
        return {}

    def _ids(self, kind: str) -> set[UUID]:
        return {UUID(one["value"]) for one in self._pieces if one["type"] == kind}

    def _people(self) -> Iterator[UUID]:
        """Everybody whose words are in it, a coder's word for whose they are included; and who is counted."""
        yield from people_in(self.by, (one for one in self.excerpts.values() if not why_not(one)))
        for found in self._counts.values():
            yield from found.people
        yield from self._speaking


def cut(words: str, cuts: Iterable[Json]) -> Iterator[tuple[str, str]]:
    """An excerpt with what its writer left out, or put in brackets: whose each stretch is, and its words.

    >>> list(cut("Well, she sat down and waited.", [{"from": 0, "to": 6, "words": ""},
    ...     {"from": 6, "to": 9, "words": "the advocate"}]))
    [('brackets', '[…]'), ('theirs', ' '), ('brackets', '[the advocate]'), ('theirs', ' sat down and waited.')]
    """
    at = 0
    for one in cuts:
        start, end = max(one["from"], at), min(one["to"], len(words))
        if before := words[at:start]:
            yield THEIRS, before
        if at and not before:
            yield THEIRS, " "
        yield BRACKETS, f"[{one['words']}]" if one["words"] else "[…]"
        at = max(at, end)
    if rest := words[at:]:
        yield THEIRS, rest


def attribution(found: Excerpt) -> str:
    """Whose words, and where they are found again: “Marigold, S3, turn 12”."""
    who = ", ".join(found.said_by) or str(found.source.kind)
    return _("%(who)s, %(ref)s, %(place)s") % {"who": who, "ref": found.source.ref, "place": found.place}


def why_not(found: Excerpt | None) -> str:
    """What stands in place of an excerpt's words; empty where they may be shown."""
    if found is None:
        return gap("excerpt")
    # Of words that are not to be printed a sign is left.
    return held_back(found) or ("" if any(one.isalnum() for one in found.words) else gap("excerpt"))


def gap(kind: str) -> str:
    """What stands where something was that is not there any more, or not for who looks."""
    return {
        "excerpt": _("(An excerpt was here; the words are not shared any more.)"),
        "claim": _("(A claim was here; it is not among the claims any more.)"),
        "theme": _("(A theme was named here; it is not among the themes any more.)"),
        "work": _("(A work was cited here that is not in the literature any more.)"),
    }[kind]


def _placed(run: Run, found: Excerpt | None) -> Run:
    """A run of an excerpt, with its place."""
    if found is None:
        return run
    return replace(run, coding=found.coding.id, place=place_of(found))


def _cited(run: CitedRun) -> Run:
    return Run(run.words, CITED, run.bold, run.italic, run.raised, run.lowered)


def _line(part: Part) -> str:
    """A part as one line, its citations left out; cells are kept apart, so that two of them are no name."""
    cells = [part.count.header, *part.count.rows] if part.count else []
    return ". ".join([_joined(part.runs), *("; ".join(row) for row in cells)])


def _joined(runs: Iterable[Run]) -> str:
    return " ".join("".join(run.words for run in runs if run.kind != CITED).split())
