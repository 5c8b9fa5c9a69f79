"""What differs, in words, and what becomes of it: what the plain rows cannot say by themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.exchange.joining.kinds import PLACE, kinds
from firsthand.exchange.joining.three_ways import Clash, Side
from firsthand.exchange.projects.merging.differences import Choices, Difference, How, where_they_differ
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.past import sealed_fields
from firsthand.ground.trail.replay import Tables
from firsthand.ground.trail.rows import Values, recorded_models
from firsthand.ground.vault import store, wording
from firsthand.ground.vault.wording import Words

CODES = "codebook.code"
KIT = ("about", "codes")  # the kit that a study began with
CURRENT = ("current",)  # which text of a source stands


@dataclass(slots=True)
class Settling:
    """Makes each clash a difference that somebody can choose about, and remembers it."""

    by: Membership
    here: Tables
    there: Tables
    choices: Choices
    found: dict[tuple[str, str, str], tuple[Clash, Difference]] = field(default_factory=dict)

    def choose(self, clash: Clash) -> Side | Values:
        """On which side it is as it is to be. What reads the same on both sides is no difference.

        Of a wording that has several parts (a name, a definition) each is looked at for itself.
        """
        if clash.names and (parts := self._wordings(clash)):
            return self._together(clash, *parts)
        one = self._difference(clash)
        return "here" if one is None else self._settled(clash, one)

    def _settled(self, clash: Clash, one: Difference) -> Side:
        key = (clash.table, clash.row, one.part)
        if key not in self.found:
            self.found[key] = (clash, self._made(clash, one))
        return self.found[key][1].choice  # type: ignore[return-value]

    def _wordings(self, clash: Clash) -> tuple[Words | None, Words, Words] | None:
        """A sealed wording as it was, is here and is there; None where it is no such thing, or not to be opened."""
        (name, *more) = clash.names
        if more or name not in sealed_fields(recorded_models()[clash.table]):
            return None
        was, here, there = (
            self._wording(side[name]) if side else None for side in (clash.was, clash.here, clash.there)
        )
        return None if here is None or there is None else (was, here, there)

    def _wording(self, text: str | None) -> Words | None:
        with suppress(NotThere, ValueError):
            found = json.loads(store.open_text(self.by.key, UUID(text))) if text else None
            return found if isinstance(found, dict) else None
        return None

    def _together(self, clash: Clash, was: Words | None, here: Words, there: Words) -> Side | Values:
        made = dict(here)
        for part in dict.fromkeys([*here, *there]):
            before, ours, theirs = (None if side is None else side.get(part) for side in (was, here, there))
            if theirs in (ours, before):
                continue
            if (listed := self._listed(clash, part, before, ours, theirs)) is not None:
                made[part] = listed
                continue
            if before != ours:
                said = [None if side is None else _plainly(side.get(part)) for side in (was, here, there)]
                one = Difference(
                    clash.table, clash.row, part, "", How.BOTH, said[0], said[1] or "", said[2] or ""
                )
                if self._settled(clash, one) == "here":
                    continue
            made[part] = theirs
        if made == here:
            return "here"
        (name,) = clash.names
        return "there" if made == there else {name: wording.written(self.by.key, made).hex}

    def _listed(self, clash: Clash, part: str, was: object, here: object, there: object) -> object | None:
        """A list of things with labels, put together one by one; None where it is none, or was changed there alone."""
        if was == here or not (_labelled(here) and _labelled(there)):
            return None
        before, ours, theirs = ({_label(one): one for one in each or ()} for each in (was, here, there))  # type: ignore[attr-defined]
        found = []
        for label in dict.fromkeys([*ours, *theirs]):
            one = self._one_listed(
                clash, f"{part}: {label}", before.get(label), ours.get(label), theirs.get(label)
            )
            if one is not None:
                found.append(one)
        return found

    def _one_listed(self, clash: Clash, part: str, was: Any, here: Any, there: Any) -> Any:
        """One thing of a list. What one side took off while the other changed it stays."""
        if here == there or was == there:
            return here
        if was == here or here is None:
            return there
        if there is None:
            return here
        said = [None if side is None else _plainly(list(side.values())) for side in (was, here, there)]
        one = Difference(clash.table, clash.row, part, "", How.BOTH, said[0], said[1] or "", said[2] or "")
        return here if self._settled(clash, one) == "here" else there

    def code_name(self, table: str, values: Values) -> tuple[object, ...] | None:
        """By what a code is known besides its id: its name, where it stands."""
        if table != CODES:
            return None
        with suppress(NotThere):
            name = wording.read(self.by.key, UUID(values["wording"]))["name"]
            return (values["parent_id"], " ".join(name.casefold().split()))
        return None

    def _made(self, clash: Clash, one: Difference) -> Difference:
        """What is chosen. What one side took out while the other worked with it stays, unless somebody says else."""
        if clash.names:
            said = self.choices.said.get(wordless(one).key) if clash.names == CURRENT else None
            return self.choices.made(one) if said is None else replace(one, choice=said)
        stays: Side = "there" if clash.here is None else "here"
        return replace(one, choice=self.choices.said.get(one.key, stays))

    def _difference(self, clash: Clash) -> Difference | None:
        if not clash.names:
            here, there = (
                _("taken out") if side is None else _("worked on") for side in (clash.here, clash.there)
            )
            how = How.GONE if clash.there is None else How.BOTH
            return Difference(clash.table, clash.row, "", "", how, None, here, there)
        was, ours, theirs = (self._said(clash, side) for side in (clash.was, clash.here, clash.there))
        if ours == theirs:
            return None
        if clash.names in (CURRENT, KIT):
            *before, ours, theirs = where_they_differ(*filter(None, [was, ours, theirs]))
            was = before[0] if before else None
        part = "place" if _is_place(clash) else clash.names[0].removesuffix("_id")
        return Difference(clash.table, clash.row, part, "", How.BOTH, was, ours or "", theirs or "")

    def _said(self, clash: Clash, side: Values | None) -> str | None:
        if side is None:
            return None
        if _is_place(clash):
            return self._quoted(side)
        if clash.names == CURRENT:
            return self._text(side["current"])
        return " · ".join(self._value(clash.table, name, side[name]) for name in clash.names)

    def _value(self, table: str, name: str, value: object) -> str:
        if value is None or value == "":
            return "–"
        model = recorded_models()[table]
        target = kinds()[table].points.get(name)
        if target is not None:
            return self._called(target, str(value))
        if name in sealed_fields(model):
            return "\n".join(self._words(UUID(str(value)))) or "–"
        return str(value)

    def _called(self, table: str, row: str) -> str:
        values = self.here.get(table, {}).get(row) or self.there.get(table, {}).get(row) or {}
        if "name" in values:
            return str(values["name"])
        model = recorded_models()[table]
        words = [
            word
            for name in sealed_fields(model)
            if values.get(name)
            for word in self._words(UUID(values[name]))
        ]
        return words[0] if words else str(values.get("label") or values.get("number") or row)

    def _words(self, text: UUID) -> list[str]:
        try:
            said = store.open_text(self.by.key, text)
        except (NotThere, UnicodeDecodeError):  # the guardian's, taken out, or an id of something else
            return []
        with suppress(ValueError):
            return [word for word in wording.texts_in(json.loads(said)) if word]
        return [said]

    def _quoted(self, side: Values) -> str:
        """The words on which something stands, and from where to where."""
        words = self._text(side["version_id"])
        said = f"“{words[side['start'] : side['end']]}” ({side['start']}–{side['end']})"
        return f"{said} · {_('taken out')}" if side.get("gone") else said

    def _text(self, version: str) -> str:
        """The words of a text version, of whichever copy it is."""
        table = "sources.textversion"
        row = self.here.get(table, {}).get(version) or self.there.get(table, {}).get(version)
        return "".join(self._words(UUID(row["text"]))) if row else ""

    def clashes(self) -> Iterator[tuple[Clash, Difference]]:
        """All that differed, with what became of it."""
        yield from self.found.values()


def _labelled(said: object) -> bool:
    return isinstance(said, list) and all(isinstance(one, dict) and "label" in one for one in said)


def _label(one: dict[str, str]) -> str:
    return one["label"].casefold()


def wordless(one: Difference) -> Difference:
    """A text that was corrected on both sides, without a word of it: for who may not read all of it."""
    return replace(one, was=None, here=_("corrected here"), there=_("corrected there, too"))


def _is_place(clash: Clash) -> bool:
    return clash.names[: len(PLACE)] == PLACE


def _plainly(value: object) -> str:
    """Part of a wording as it is shown: its words, or what else it says."""
    words = wording.texts_in(value)
    return "\n".join(word for word in words if word) if words else "" if value is None else str(value)
