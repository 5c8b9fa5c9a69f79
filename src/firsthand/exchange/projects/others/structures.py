"""What UIMA calls a CAS: texts, and structures of types that have features. Whether it was written as JSON or as XMI.

A structure is a mapping as UIMA's JSON has it: “%ID”, “%TYPE”, features by their names, and “@” before those that lead
to other structures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop as noop

from firsthand.exchange.projects.others.layers import OF_GRAMMAR, Into, Layers, is_grammar, short
from firsthand.exchange.projects.project import Selection, Text

Structure = dict[str, Any]

SOFA = "uima.cas.Sofa"
_ENDS = (("Governor", "Dependent"), ("source", "target"))
_PLACE = ("begin", "end", "^begin", "^end", "@sofa")
_OF_COURSE = frozenset(["Token", "Sentence", "DocumentAnnotation", "DocumentMetaData"])
LEADS_ON = noop("It leads from one annotation to others, which is not shown here.")
SAID_MORE = noop("Of what is said of a relation, the first value alone is kept, as its name.")
NOWHERE = noop("It is of no words: only words are coded here.")
NO_ENDS = noop("One of its two ends is no annotation that is shown here.")


def take(name: str, structures: Iterable[Structure], layers: Layers, into: Into) -> None:
    """The structures of a file into the project of `layers`."""
    _Taking(name, layers, into).run(list(structures))


@dataclass(slots=True)
class _Taking:
    name: str
    layers: Layers
    into: Into
    by_id: dict[int, Structure] = field(default_factory=dict)
    texts: dict[Any, Text] = field(default_factory=dict)
    made: dict[Any, Selection] = field(default_factory=dict)
    slots: set[int] = field(default_factory=set)  # structures that a link of an annotation goes by

    def run(self, structures: list[Structure]) -> None:
        making = self.layers.making
        for one in structures:
            words = one.get("sofaString")
            if one.get("%TYPE") == SOFA and isinstance(words, str):
                self.texts[one.get("%ID")] = self.into.text(making, words, self.name, str(one.get("%ID")))
            elif isinstance(one.get("%ID"), int):
                self.by_id[one["%ID"]] = one
        links: list[Structure] = []
        placed: list[Structure] = []
        nowhere: list[Structure] = []
        grammar: set[str] = set()
        for one in structures:
            kind, text = str(one.get("%TYPE")), self.texts.get(_hashable(one.get("@sofa")))
            start, end = _place(one, "begin"), _place(one, "end")
            if text is None or start is None or end is None:
                if not is_grammar(kind) and not kind.endswith(
                    "[]"
                ):  # lists are told where something leads to them
                    nowhere.append(one)
            elif is_grammar(kind):
                grammar.add(short(kind))
            elif any(f"@{first}" in one and f"@{second}" in one for first, second in _ENDS):
                links.append(one)
            else:
                what = (self.name, short(kind), str(one.get("%ID")))
                self.made[one.get("%ID")] = self.layers.annotated(
                    text, start, end, kind, self._all_said(one), *what, by=self.into.by
                )
                placed.append(one)
        for one in placed:
            self._leads_on(one)
        for one in links:
            self._link(one)
        for one in nowhere:
            if one.get("%ID") not in self.slots:
                making.report.lost("other", self._where(one), NOWHERE)
        for layer in sorted(grammar - _OF_COURSE):
            making.report.lost("other", f"{self.name} {layer}", OF_GRAMMAR)

    def _where(self, one: Structure) -> str:
        return f"{self.name} {short(str(one.get('%TYPE')))} {one.get('%ID')}"

    def _leads_on(self, one: Structure, known: Sequence[str] = ()) -> None:
        """What leads from an annotation to others by a feature of its own: links, which are kept."""
        origin = self.made.get(_hashable(one.get("%ID")))
        for feature, value in one.items():
            if feature[:1] == "%" or feature in _PLACE or feature in known or value in (None, [], {}, ""):
                continue
            if feature[:1] not in "@^" and not isinstance(value, list | dict):
                continue
            if self._values(value) is not None:
                continue  # several values, and no links
            where, name = f"{self._where(one)} {feature.lstrip('@^')}", feature.lstrip("@^")
            ends = list(self._ends(value)) if origin else []
            if origin is None or not ends or not all(ends):
                self.layers.making.report.lost("links", where, LEADS_ON)
                continue
            for place, end in enumerate(ends):
                if end is not None:
                    self.layers.making.link(end[1] or name, origin.guid, end[0].guid, where, place)

    def _all_said(self, one: Structure) -> dict[str, list[str]]:
        """The features that hold values; several at once stand in a list of their own."""
        found = _said(one)
        for feature, value in one.items():
            if feature[:1] == "@" and (values := self._values(value)):
                found[feature[1:]] = [each for each in dict.fromkeys(values) if each.strip()]
        return {feature: values for feature, values in found.items() if values}

    def _values(self, value: Any) -> list[str] | None:
        """The values in a list, or in the structure that is a list of them; None where it is none."""
        structure = self.by_id.get(value) if isinstance(value, int) else None
        listed = structure.get("%ELEMENTS") if structure else value
        is_values = isinstance(listed, list) and all(isinstance(each, str) for each in listed)
        return listed if is_values else None

    def _ends(self, value: Any) -> Iterator[tuple[Selection, str] | None]:
        """Where a feature leads: annotations, by themselves or by slots with a role; None for anything else."""
        waiting = list(reversed(value)) if isinstance(value, list) else [value]
        lists: set[int] = set()  # each is gone through once: they may stand in each other, and in themselves
        while waiting:
            one = waiting.pop()
            structure = self.by_id.get(one) if isinstance(one, int) else None
            if structure is None:
                yield None
            elif one in self.made:
                yield self.made[one], ""
            elif isinstance(inner := structure.get("%ELEMENTS"), list):
                if one not in lists:
                    waiting += [each for each in reversed(inner) if not isinstance(each, list)]
                lists.add(one)
            elif (end := self.made.get(_hashable(structure.get("@target")))) is not None:
                self.slots.add(one)
                yield end, str(structure.get("role") or "")
            else:
                yield None

    def _link(self, one: Structure) -> None:
        """What leads from one annotation to another by being a relation."""
        where, report = self._where(one), self.layers.making.report
        first, second = next(
            (pair for pair in _ENDS if f"@{pair[0]}" in one and f"@{pair[1]}" in one), _ENDS[0]
        )
        origin, target = (self.made.get(_hashable(one.get(f"@{end}"))) for end in (first, second))
        if origin is None or target is None:
            report.lost("links", where, NO_ENDS)
            return
        said = [(feature, value) for feature, values in _said(one).items() for value in values]
        name = said[0][1] if said else short(str(one.get("%TYPE")))
        self.layers.making.link(name, origin.guid, target.guid, where)
        for feature, _value in said[1:]:
            report.lost("other", f"{where} {feature}", SAID_MORE)
        self._leads_on(one, (f"@{first}", f"@{second}"))


def _place(one: Structure, feature: str) -> int | None:
    """A position; some writers mark it as one."""
    found = one.get(feature, one.get(f"^{feature}"))
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _said(one: Structure) -> dict[str, list[str]]:
    """The features that hold values, as they were written."""
    found: dict[str, list[str]] = {}
    for feature, value in one.items():
        if feature[:1] in "%@^" or feature in ("begin", "end"):
            continue
        values = (
            value if isinstance(value, list) and all(isinstance(each, str) for each in value) else [value]
        )
        if all(isinstance(each, str | int | float) for each in values):
            said = [str(each).lower() if isinstance(each, bool) else str(each) for each in values]
            if said := [each for each in dict.fromkeys(said) if each.strip()]:
                found[feature] = said
    return found


def _hashable(found: object) -> object:
    return found if isinstance(found, int) else None
