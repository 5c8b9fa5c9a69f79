"""Citations and lists of works as a style wants them. The one module that knows citeproc-py and the styles.

    cited = Cited(items, "apa")              # all works of a document, in the order in which it cites them first
    cited.citation("R3", Cite("R7", page="12-14")).plain     → (Austin et al., 2014; Mead et al., 2001, pp. 12–14)
    for entry in cited.bibliography(): entry.text.html       → Austin, E., … <i>Community Mental Health Journal</i>, …

An item is named by its `id`. A text comes as runs (words in italics, raised …), and from them as plain words or html,
in which nothing is markup but what the style says. Letters behind years (2006a, 2006b) belong to the document: a
citation asked for alone has none. `citation` and `bibliography` are the same for once.

What citeproc-py does not do is done here and in `mending`, and never in the files of styles: letters behind years; full
stops and commas inside closing quotation marks; and what `mending` tells. It does not add names or initials to tell two
works apart: where several authors shorten to the same words in the same year, they get letters, too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from string import ascii_lowercase
from types import SimpleNamespace
from typing import Any

import citeproc
from citeproc.source import Date, Locator
from citeproc.source.json import CiteProcJSON
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.core.problems import NotThere, Problem
from firsthand.giving_back.references.items import DATES, Item, called, likeness_of, who_and_when
from firsthand.giving_back.references.mending import mended, writes_letters

FOLDER = Path(__file__).parent / "styles"
STYLES = {
    "apa": ("apa.csl", lazy("APA, 7th edition")),
    "chicago": ("chicago-author-date-16th-edition.csl", lazy("Chicago, author and date, 16th edition")),
    "vancouver": ("nlm-citation-sequence.csl", lazy("Vancouver (NLM), numbered")),
}
NUMBERED = ("vancouver",)
NOT_SET = ("citation-key", "abstract", "note", "keyword")
USUAL = "apa"

# Marks of a look in what the processor makes; no item has them, `items.tidy` takes them out.
_ON = {"italic": "\ue000", "bold": "\ue002", "raised": "\ue004", "lowered": "\ue006"}
_OFF = {look: chr(ord(mark) + 1) for look, mark in _ON.items()}
_LOOKS = {mark: (look, True) for look, mark in _ON.items()} | {
    mark: (look, False) for look, mark in _OFF.items()
}
_TAGS = {"italic": "i", "bold": "b", "raised": "sup", "lowered": "sub"}
_NUMBER = re.compile(r"^\d+\.\s*")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look."""

    words: str
    italic: bool = False
    bold: bool = False
    raised: bool = False
    lowered: bool = False

    @property
    def html(self) -> str:
        """The words with their look, safe in a page."""
        made = escape(self.words, quote=False)
        for look, tag in _TAGS.items():
            made = f"<{tag}>{made}</{tag}>" if getattr(self, look) else made
        return made


@dataclass(frozen=True, slots=True)
class Text:
    """A citation, or a work in a list."""

    runs: tuple[Run, ...]

    @property
    def plain(self) -> str:
        """Words alone."""
        return "".join(run.words for run in self.runs)

    @property
    def html(self) -> str:
        """For a page or a file in html."""
        return "".join(run.html for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cite:
    """A work as a text cites it: perhaps at a page, with words before and behind."""

    id: str
    page: str = ""
    before: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A work in the list. `label` is its number where the style numbers, and empty elsewhere."""

    id: str
    label: str
    text: Text


def styles() -> list[tuple[str, str]]:
    """Every style there is, with what it is called."""
    return [(style, str(called)) for style, (_file, called) in STYLES.items()]


def check_style(style: str) -> str:
    """The style, where there is such a one. Raises `Problem`."""
    if style not in STYLES:
        raise Problem(
            _("There is no style “%(style)s”. There are: %(all)s.")
            % {"style": style, "all": ", ".join(STYLES)}
        )
    return style


def citation(items: Sequence[Item], style: str = USUAL) -> Text:
    """One citation of these works, as it stands in a text."""
    return Cited(items, style).citation(*(str(item["id"]) for item in items))


def bibliography(items: Sequence[Item], style: str = USUAL, among: Sequence[Item] = ()) -> list[Entry]:
    """These works as a list, in the order of the style; as a part of a longer list where it is given as `among`."""
    return Cited(items, style, among).bibliography()


class Cited:
    """The works that one document cites, in the order in which it cites them first, in one style."""

    def __init__(self, items: Sequence[Item], style: str = USUAL, among: Sequence[Item] = ()) -> None:
        self.style = check_style(style)
        self._among = [_ready(item) for item in among]  # with these, too, letters tell the works apart
        self._items = [_ready(item) for item in items]
        self._by_key = {str(item["id"]).lower(): item for item in (*self._among, *self._items)}
        self._ids = {str(item["id"]).lower(): str(item["id"]) for item in items}
        if len(self._ids) != len(items):
            raise Problem(_("A work stands twice in what is to be listed."))

    def citation(self, *cites: str | Cite) -> Text:
        """A citation of one or several of the works. Raises `NotThere` for one that is not among them."""
        return _text(self._cited(self._processor, cites))

    def bibliography(self) -> list[Entry]:
        """All the works, in the order of the style."""
        if not self._items:
            return []
        return [self._entry(place, key) for place, key in enumerate(self._processor.keys, 1)]

    def _entry(self, place: int, key: str) -> Entry:
        processor = self._processor
        made = _made(
            lambda: "".join(map(str, processor.style.render_bibliography([processor.items[place - 1]])))
        )
        text = made or called(self._by_key[key])
        if self.style not in NUMBERED:
            return Entry(self._ids[key], "", _text(text))
        return Entry(self._ids[key], str(place), _text(_NUMBER.sub("", text)))

    def _cited(self, processor: Any, wanted: Iterable[str | Cite]) -> str:
        asked = [one if isinstance(one, Cite) else Cite(one) for one in wanted]
        if missing := next((one.id for one in asked if one.id.lower() not in processor.keys), None):
            raise NotThere(_("“%(work)s” is not among the works.") % {"work": missing})
        cites = citeproc.Citation([citeproc.CitationItem(one.id, **_around(one)) for one in asked])
        cites.bibliography = processor
        works = [self._by_key[one.id.lower()] for one in asked]
        short = "; ".join(who_and_when(work) or called(work) for work in works)
        return _made(lambda: str(processor.cite(cites, str))) or f"({short})"

    @cached_property
    def _processor(self) -> Any:
        return _processor([item | self._letters.get(str(item["id"]), {}) for item in self._items], self.style)

    @cached_property
    def _letters(self) -> dict[str, dict[str, str]]:
        """The letter behind the year, by work, where others are cited by the same words."""
        if self.style in NUMBERED:
            return {}
        alike = [
            item
            for group in _groups(self._among or self._items, lambda item: likeness_of(item)[1:])
            for item in group
        ]
        if not alike:
            return {}
        plain = _processor(alike, self.style)
        listed = {key: place for place, key in enumerate(plain.keys)}
        in_list = sorted(alike, key=lambda item: listed[str(item["id"]).lower()])
        return {
            str(item["id"]): {"year-suffix": letter}
            for same in _groups(in_list, lambda item: self._cited(plain, [str(item["id"])]))
            for item, letter in zip(same, _letters(len(same)), strict=True)
        }


def _groups(items: Iterable[Item], key: Any) -> list[list[Item]]:
    """Those items of which several have one key, together."""
    found: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return [group for group in found.values() if len(group) > 1]


def _letters(count: int) -> list[str]:
    """a to z, then aa to zz.

    >>> _letters(28)[-3:]
    ['z', 'aa', 'ab']
    """
    return [*ascii_lowercase, *(one + other for one in ascii_lowercase for other in ascii_lowercase)][:count]


def _around(cite: Cite) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if cite.page:
        found["locator"] = Locator("page", cite.page)
    if cite.before:
        found["prefix"] = f"{cite.before.strip()} "
    if cite.behind:
        found["suffix"] = f", {cite.behind.strip(' ,')}"
    return found


def _made(make: Callable[[], str]) -> str:
    """What the processor makes; nothing where it makes nothing, or breaks on an odd work, and not on the others."""
    try:
        made = make()
    except Exception:  # of whatever kind: the library has none of its own, and its words are about itself
        return ""
    return made if any(letter.isalnum() for letter in made) else ""


def _ready(item: Item) -> Item:
    """An item with what the processor knows, and no more. Two days of one year are that year: it breaks on them."""
    found = {field: value for field, value in item.items() if field not in NOT_SET}
    for field in DATES:
        first, last = [*(found.get(field) or {}).get("date-parts", []), [], []][:2]
        if first and last and first[0] == last[0]:
            found[field] = {"date-parts": [first[:1]]}
    return found


def _processor(items: Sequence[Item], style: str) -> Any:
    """A processor of its own: the library keeps what it is doing in the style that it read."""
    read = citeproc.CitationStylesStyle(str(FOLDER / STYLES[style][0]), locale="en-US", validate=False)
    for root in (read.root, *read.root.locales):
        mended(root)
    works = CiteProcJSON(items)
    if not writes_letters(read.root):
        for work in works.values():
            if isinstance(work.get("issued"), Date):
                work["issued"]["letter"] = work.get("year_suffix", "")
    found = citeproc.CitationStylesBibliography(read, works, _FORMATTER)
    found.register(citeproc.Citation([citeproc.CitationItem(str(item["id"])) for item in items]))
    found.sort()
    return found


def _look(look: str) -> Any:
    return lambda words: f"{_ON[look]}{words}{_OFF[look]}"


_FORMATTER = SimpleNamespace(
    preformat=str, Italic=_look("italic"), Oblique=_look("italic"), Bold=_look("bold"), Superscript=_look("raised"),
    Subscript=_look("lowered"), Light=str, Underline=str, SmallCaps=str,
)  # fmt: skip


def _text(made: str) -> Text:
    """What the processor made, as runs."""
    runs, looks, words = [], dict.fromkeys(_ON, False), ""
    for letter in [*_punctuated(made), ""]:
        if letter and letter not in _LOOKS:
            words += letter
            continue
        if words:
            runs.append(Run(words, **looks))
        words = ""
        if letter:
            look, on = _LOOKS[letter]
            looks[look] = on
    return Text(tuple(runs))


def _punctuated(made: str) -> str:
    """Full stops and commas inside closing quotation marks, as in American English, in which the styles are.

    >>> _punctuated("“Tea”. “Why?”. “Soup”, in")
    '“Tea.” “Why?” “Soup,” in'
    """
    made = re.sub(r"([.?!]”|[?!][\ue000-\ue007]+|[?!])\.(?=\s|$)", r"\1", made)
    return re.sub(r"(?<![?!,])”([.,])", r"\1”", made)
