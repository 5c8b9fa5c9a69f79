"""doccano's JSON and JSONL: a line for each text, with what was marked in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.core.problems import Problem
from firsthand.core.signs import json_of
from firsthand.exchange.projects.others.making import Making
from firsthand.exchange.projects.project import Code, Text, Value, Variable

TEXTS = ("text", "data")
MARKED = ("label", "labels", "entities", "annotations")
NOTES = ("Comments", "comments")
OF_ANOTHER_FORM = noop("It is of a form that is not known here.")


def is_it(data: bytes) -> bool:
    """Whether a file is of this kind, as far as its beginning tells."""
    begins = data[:65536].removeprefix(b"\xef\xbb\xbf").lstrip()
    return begins[:1] in (b"{", b"[") and any(f'"{name}"'.encode() in begins for name in TEXTS)


def read(name: str, data: bytes, making: Making) -> None:
    """A file into `making`."""
    reading = _Reading(making)
    for number, line in enumerate(_lines(name, data), 1):
        reading.line(number, line)


def _lines(name: str, data: bytes) -> Iterator[dict[str, Any]]:
    try:
        written = data.decode("utf-8-sig")
        found = (
            json_of(written)
            if written.lstrip()[:1] == "["
            else map(json_of, filter(str.strip, written.split("\n")))
        )
        for number, line in enumerate(found, 1):
            if not isinstance(line, dict) or not isinstance(_first(line, TEXTS), str):
                raise Problem(
                    _("Line %(number)s of %(name)s is no text of doccano's: it has no “text”.")
                    % {"number": number, "name": name}
                )
            yield line
    except (ValueError, RecursionError) as error:
        raise Problem(
            _("%(name)s is damaged, or no JSON. Export it once more from the program that wrote it.")
            % {"name": name}
        ) from error


@dataclass(slots=True)
class _Reading:
    making: Making
    codes: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)

    def line(self, number: int, line: dict[str, Any]) -> None:
        """A text, with what was marked in it."""
        making = self.making
        title = str(line.get("id", number))
        text = making.text(_first(line, TEXTS), f"line {number}", name=title)
        making.found.append(text)
        ids: dict[object, str] = {}
        for key in MARKED:
            found = line.get(key)
            for place, one in enumerate(
                found if isinstance(found, list) else [found] if isinstance(found, str) else [], 1
            ):
                self._marked(text, one, f"line {number} {key} {place}", ids)
        self._relations(line.get("relations"), number, ids)
        for key in NOTES:
            found = line.get(key)
            for place, one in enumerate(found if isinstance(found, list) else [], 1):
                words = one.get("text", "") if isinstance(one, dict) else one
                making.note(str(words), f"line {number} {key} {place}", about=text.notes)
        self._values(text, line)

    def _marked(self, text: Text, one: Any, where: str, ids: dict[object, str]) -> None:
        if isinstance(one, str):
            text.codings.append(self.making.coding(self._code(one), where))
            return
        if isinstance(one, list) and len(one) == 3:
            one = {"start_offset": one[0], "end_offset": one[1], "label": one[2]}
        start, end = (
            (one.get("start_offset"), one.get("end_offset")) if isinstance(one, dict) else (None, None)
        )
        if (
            not isinstance(start, int)
            or not isinstance(end, int)
            or not isinstance(one.get("label"), str | int)
        ):
            self.making.report.lost("codings", where, OF_ANOTHER_FORM)
            return
        by = str(one["user"]) if isinstance(one.get("user"), int | str) else ""
        selection = self.making.select(text, start, end, where, by=by)
        selection.codings.append(self.making.coding(self._code(str(one["label"])), where, "coding", by=by))
        if isinstance(one.get("id"), int):
            ids[one["id"]] = selection.guid

    def _code(self, label: str) -> str:
        if label not in self.codes:
            self.codes[label] = self.making.guid("code", len(self.codes) + 1)
            self.making.project.codes.append(Code(guid=self.codes[label], name=label))
        return self.codes[label]

    def _relations(self, found: Any, number: int, ids: dict[object, str]) -> None:
        for place, one in enumerate(found if isinstance(found, list) else [], 1):
            where = f"line {number} relations {place}"
            ends = [one.get("from_id"), one.get("to_id")] if isinstance(one, dict) else []
            if len(ends) != 2 or not all(isinstance(end, int) and end in ids for end in ends):
                self.making.report.lost("links", where, noop("One of its two ends is not in the file."))
                continue
            self.making.link(str(one.get("type", "")), ids[ends[0]], ids[ends[1]], where)

    def _values(self, text: Text, line: dict[str, Any]) -> None:
        """What else a line says of its text."""
        more = dict(line)
        for key in ("id", *TEXTS, *MARKED, *NOTES, "relations"):
            more.pop(key, None)
        for holder in ("meta", "metadata"):
            inner = more.pop(holder, None)
            more |= inner if isinstance(inner, dict) else {}
        for name, value in more.items():
            if isinstance(value, str | int | float) and str(value).strip():
                if name not in self.variables:
                    self.variables[name] = self.making.variable(name, "variable", len(self.variables) + 1)
                text.values.append(Value(self.variables[name].guid, "TextValue", str(value)))


def _first(line: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((line[name] for name in names if name in line), None)
