"""UIMA's JSON CAS, as INCEpTION writes it: texts, and annotations of types that have features."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from firsthand.core.problems import Problem
from firsthand.exchange.projects.others.layers import OF_GRAMMAR, Into, Layers, is_grammar, short
from firsthand.exchange.projects.project import Selection, Text

STRUCTURES = "%FEATURE_STRUCTURES"
_SOFA = "uima.cas.Sofa"
_ENDS = (("Governor", "Dependent"), ("source", "target"))
_PLACE = ("begin", "end", "^begin", "^end", "@sofa")
LEADS_ON = "It leads from one annotation to others, which is not shown here."
SAID_MORE = "Of what is said of a relation, the first value alone is kept, as its name."
NOWHERE = "It is of no words: only words are coded here."


def is_it(data: bytes) -> bool:
    """Whether a file is of this kind."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and STRUCTURES.encode() in data


def read(name: str, data: bytes, layers: Layers, into: Into) -> None:
    """A file into the project of `layers`."""
    structures = list(_structures(name, data))
    texts: dict[Any, Text] = {}
    for one in structures:
        words = one.get("sofaString")
        if one.get("%TYPE") == _SOFA and isinstance(words, str):
            texts[one.get("%ID")] = into.text(layers.making, words, name, str(one.get("%ID")))
    made: dict[Any, Selection] = {}
    links: list[dict[str, Any]] = []
    grammar: set[str] = set()
    for one in structures:
        kind, text = str(one.get("%TYPE")), texts.get(_hashable(one.get("@sofa")))
        start, end = _place(one, "begin"), _place(one, "end")
        if text is None or start is None or end is None:
            if not is_grammar(kind) and not kind.endswith(
                "[]"
            ):  # lists are told where something leads to them
                layers.making.report.lost("other", _where(name, one), NOWHERE)
        elif is_grammar(kind):
            grammar.add(short(kind))
        elif any(f"@{first}" in one and f"@{second}" in one for first, second in _ENDS):
            links.append(one)
        else:
            what = (name, short(kind), str(one.get("%ID")))
            made[one.get("%ID")] = layers.annotated(text, start, end, kind, _said(one), *what, by=into.by)
            _tell_what_leads_on(name, one, (), layers)
    for one in links:
        _link(name, one, made, layers)
    for layer in sorted(grammar - {"Token", "Sentence", "DocumentAnnotation", "DocumentMetaData"}):
        layers.making.report.lost("other", f"{name} {layer}", OF_GRAMMAR)


def _structures(name: str, data: bytes) -> Iterator[dict[str, Any]]:
    try:
        found = json.loads(data.decode("utf-8-sig"))[STRUCTURES]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Problem(
            f"{name} is damaged, or no JSON CAS. Export it once more from the program that wrote it."
        ) from error
    # A list of structures; in older files, structures by their ids.
    items = (
        [(one.get("%ID"), one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    )
    if isinstance(found, dict):
        items = [(_number(key), one) for key, one in found.items() if isinstance(one, dict)]
    for key, one in items:
        if isinstance(key, int):
            yield one | {"%ID": key}


def _number(key: str) -> int | None:
    return int(key) if key.isdecimal() and len(key) < 12 else None


def _place(one: dict[str, Any], feature: str) -> int | None:
    """A position; some writers mark it as one."""
    found = one.get(feature, one.get(f"^{feature}"))
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _said(one: dict[str, Any]) -> dict[str, str]:
    """The features that hold a value, as it was written."""
    return {
        feature: str(value).lower() if isinstance(value, bool) else str(value)
        for feature, value in one.items()
        if feature[:1] not in "%@^"
        and feature not in ("begin", "end")
        and isinstance(value, str | int | float)
        and str(value).strip()
    }


def _where(name: str, one: dict[str, Any]) -> str:
    return f"{name} {short(str(one.get('%TYPE')))} {one.get('%ID')}"


def _tell_what_leads_on(name: str, one: dict[str, Any], known: Sequence[str], layers: Layers) -> None:
    """A line for each feature that is no value but other structures: one by its id, or several as a list."""
    for feature, value in one.items():
        if feature[:1] == "%" or feature in _PLACE or feature in known or value in (None, [], {}):
            continue
        if feature[:1] in "@^" or isinstance(value, list | dict):
            layers.making.report.lost("links", f"{_where(name, one)} {feature.lstrip('@^')}", LEADS_ON)


def _link(name: str, one: dict[str, Any], made: dict[Any, Selection], layers: Layers) -> None:
    """What leads from one annotation to another."""
    where = _where(name, one)
    first, second = next((pair for pair in _ENDS if f"@{pair[0]}" in one and f"@{pair[1]}" in one), _ENDS[0])
    origin, target = (made.get(_hashable(one.get(f"@{end}"))) for end in (first, second))
    if origin is None or target is None:
        layers.making.report.lost("links", where, "One of its two ends is not in the file.")
        return
    said = _said(one)
    label, *more = said or [""]
    layers.making.link(said.get(label, short(str(one.get("%TYPE")))), origin.guid, target.guid, where)
    for feature in more:
        layers.making.report.lost("other", f"{where} {feature}", SAID_MORE)
    _tell_what_leads_on(name, one, (f"@{first}", f"@{second}"), layers)


def _hashable(found: object) -> object:
    return found if isinstance(found, int) else None
