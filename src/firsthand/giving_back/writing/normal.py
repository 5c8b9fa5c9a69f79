"""What was sent as a document, in the one form in which it is kept; and what is said where it is no document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.giving_back.writing.shape import (
    BLOCKS,
    COUNTS,
    DRAWN,
    ITEMS,
    LEVELS,
    SIGN,
    Json,
    Words,
    parsed,
    written,
)

MOST_BLOCKS, MOST_INSIDE, MOST_LETTERS, MOST_TITLE = 5_000, 2_000, 2_000_000, 300

_NOT_OURS = re.compile("[\ue004-\uf8ff\U00100000-\U0010fffd\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufffc]")


def normal(title: str, blocks: Sequence[Mapping[str, Any]]) -> Json:
    """A document's wording. Raises `Problem` where it is no such thing, with which block is not."""
    called = " ".join(_NOT_OURS.sub("", _text(title)).split())
    if not called:
        raise Problem(_("A document needs a title."))
    if len(called) > MOST_TITLE:
        raise Problem(_("The title is longer than %(most)s letters.") % {"most": MOST_TITLE})
    if len(blocks) > MOST_BLOCKS:
        raise Problem(
            _("A document takes %(most)s paragraphs. Make two documents of it.") % {"most": MOST_BLOCKS}
        )
    made = [_block(one, number) for number, one in enumerate(blocks, 1)]
    if sum(len(one["text"]) for one in made) > MOST_LETTERS:
        raise Problem(
            _("A document takes %(most)s letters. Make two documents of it.") % {"most": f"{MOST_LETTERS:,}"}
        )
    return {"title": called, "blocks": made}


def _block(sent: Mapping[str, Any], number: int) -> Json:
    kind = sent.get("type")
    if kind not in BLOCKS:
        raise _not_one(number, _("It is none of: %(all)s.") % {"all": ", ".join(BLOCKS)})
    inside = [_piece(one, number) for one in _list(sent.get("inside", []), number)]
    if len(inside) > MOST_INSIDE:
        raise _not_one(number, _("More than %(most)s pieces stand in it.") % {"most": MOST_INSIDE})
    text, kept = written(_joined(parsed(_clean(sent.get("text", "")), inside)))
    made: Json = {"type": kind, "text": text, "inside": kept}
    if kind == "heading":
        made["level"] = _one_of(sent.get("level", 1), LEVELS, number)
    elif kind == "item":
        made["form"] = _one_of(sent.get("form", "bullet"), ITEMS, number)
    elif kind in DRAWN:
        made["form"] = _one_of(sent.get("form"), COUNTS, number)
    return made


def _piece(sent: Any, number: int) -> Json:
    if not isinstance(sent, Mapping):
        raise _not_one(number, _("A piece in it has no type."))
    kind = sent.get("type")
    if kind in ("claim", "theme"):
        return {"type": kind, "value": _id(sent.get("value"), number)}
    if kind == "excerpt":
        made: Json = {"type": kind, "value": _id(sent.get("value"), number)}
        if cuts := _cuts(_list(sent.get("cuts", []), number), number):
            made |= {"mark": _text(sent.get("mark", ""))[:64], "cuts": cuts}
        return made
    if kind == "citation" and (works := _list(sent.get("works", []), number)):
        return {"type": kind, "works": [_work(one, number) for one in works]}
    if kind == "note":
        return {"type": kind, "text": SIGN.sub("", _clean(sent.get("text", ""))).strip()}
    raise _not_one(number, _("A piece in it is neither excerpt, claim, theme, citation nor note."))


def _work(sent: Any, number: int) -> Json:
    if not isinstance(sent, Mapping):
        raise _not_one(number, _("A work that it cites has no id."))
    around = {name: _line(sent.get(name, "")) for name in ("page", "before", "behind")}
    return {"type": "work", "value": _id(sent.get("value"), number)} | {
        name: said for name, said in around.items() if said
    }


def _cuts(sent: Sequence[Any], number: int) -> list[Json]:
    """What the writer left out of an excerpt, or put in brackets: places in it, in order, none in another."""
    made, at = [], 0
    for one in sent:
        if not isinstance(one, Mapping) or not all(isinstance(one.get(end), int) for end in ("from", "to")):
            raise _not_one(number, _("What is left out of an excerpt has no place."))
        start, end, words = one["from"], one["to"], _line(one.get("words", ""))
        if not at <= start <= end or (start == end and not words):
            raise _not_one(number, _("What is left out of an excerpt overlaps, or is nothing."))
        made.append({"type": "cut", "from": start, "to": end, "words": words})
        at = end
    return made


def _joined(parts: Iterable[Words | Json]) -> Iterator[Words | Json]:
    """Words in one look are one piece of text: the same document is always written alike."""
    last: Words | None = None
    for one in parts:
        if isinstance(one, Words) and last and (one.bold, one.italic) == (last.bold, last.italic):
            last = Words(last.text + one.text, last.bold, last.italic)
            continue
        if last:
            yield last
        last = one if isinstance(one, Words) else None
        if not isinstance(one, Words):
            yield one
    if last:
        yield last


def _clean(words: Any) -> str:
    return _NOT_OURS.sub("", re.sub(r"[\r\n\t]+", " ", _text(words)))


def _line(words: Any) -> str:
    return " ".join(SIGN.sub("", _clean(words)).split())


def _text(words: Any) -> str:
    return words if isinstance(words, str) else ""


def _list(sent: Any, number: int) -> list[Any]:
    if not isinstance(sent, list | tuple):
        raise _not_one(number, _("What stands inside it is no list."))
    return list(sent)


def _id(sent: Any, number: int) -> str:
    try:
        return str(UUID(str(sent)))
    except ValueError:
        raise _not_one(number, _("A piece in it names nothing: its value is no id.")) from None


def _one_of(sent: Any, there: Sequence[Any], number: int) -> Any:
    if sent not in there:
        raise _not_one(number, _("It has to be one of: %(all)s.") % {"all": ", ".join(map(str, there))})
    return sent


def _not_one(number: int, why: str) -> Problem:
    return Problem(_("Paragraph %(number)s cannot be kept. %(why)s") % {"number": number, "why": why})
