"""Taguette's own project: an SQLite database, as it is exported, or as the program itself keeps it.

Its texts are HTML, and it counts the UTF-8 bytes of what stands between the tags.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.core.offsets import Offsets, Unit
from firsthand.core.problems import Problem
from firsthand.exchange.books.entries import tag_above
from firsthand.exchange.projects.others.database import Row, Tables
from firsthand.exchange.projects.others.making import Making
from firsthand.exchange.projects.others.pages import Page
from firsthand.exchange.projects.project import Code, Text

SIGNS = ("projects", "documents", "tags", "highlights", "highlight_tags")
UNIT = Unit()  # once counted anew: bytes are turned into code points here
NO_TAG = noop(
    "No tag is on it: only what has a code is shown here. It is kept, and goes out again as it came."
)


def seed_of(tables: Tables) -> str:
    """When the project was begun, and its number: by these it is known again."""
    row = _project(tables)
    return f"{row.text('created')} {row.number('id')}"


def read(tables: Tables, making: Making) -> None:
    """All of a database into `making`."""
    _Reading(tables, making, _project(tables)).run()


def _project(tables: Tables) -> Row:
    rows = list(tables.rows("projects"))
    if len(rows) != 1:
        raise Problem(
            _(
                "This database of Taguette holds %(rows)s projects, and one comes in at a time. Open the "
                "project in Taguette and export it as SQLite3."
            )
            % {"rows": len(rows)}
        )
    return rows[0]


@dataclass(slots=True)
class _Reading:
    tables: Tables
    making: Making
    project: Row
    tags: dict[int, str] = field(default_factory=dict)
    texts: dict[int, Text] = field(default_factory=dict)
    pages: dict[int, tuple[Page, Offsets]] = field(default_factory=dict)

    def run(self) -> None:
        making = self.making
        making.project.name = self.project.text("name")
        making.note(self.project.text("description"), "projects", about=making.project.notes)
        self._codes()
        for row in self.tables.rows("documents"):
            self._text(row)
        self._highlights()

    def _codes(self) -> None:
        """Tags: one whose name goes on from another's, after a dot, is below it."""
        rows = list(self.tables.rows("tags"))
        paths = {row.text("path"): row.number("id") for row in rows}
        for row in rows:
            number, path = row.number("id") or 0, row.text("path")
            above = tag_above(path, paths)
            parent = row.number("parent_id") or (paths[above] if above else None)
            name = path.removeprefix(f"{above}.") if above else path
            self.tags[number] = self.making.guid("tags", number)
            self.making.project.codes.append(
                Code(
                    guid=self.tags[number], name=name, description=row.text("description"),
                    parent=self.making.guid("tags", parent) if parent else "",
                )
            )  # fmt: skip

    def _text(self, row: Row) -> None:
        number = row.number("id") or 0
        page = Page(row.text("contents"))
        text = self.making.text(
            page.words, "documents", number, name=row.text("name"), at=row.text("created")
        )
        self.making.note(row.text("description"), "documents", number, "description", about=text.notes)
        self.texts[number], self.pages[number] = text, (page, Offsets(page.between_tags))
        self.making.found.append(text)

    def _highlights(self) -> None:
        tags: dict[int | None, list[int]] = {}
        for row in self.tables.rows("highlight_tags"):
            tags.setdefault(row.number("highlight_id"), []).append(row.number("tag_id") or 0)
        who = self._who()
        for row in self.tables.rows("highlights"):
            number, of = row.number("id") or 0, row.number("document_id") or 0
            coded, (by, at) = tags.get(number, []), who.get(number, ("", ""))
            if of not in self.texts:
                for tag in coded:
                    self.making.report.lost(
                        "codings", f"highlights {number} tags {tag}", noop("Its document is not in the file.")
                    )
                continue
            start, end = self._points(of, row.number("start_offset"), row.number("end_offset"))
            quote = Page(row.text("snippet")).words
            selection = self.making.select(
                self.texts[of], start, end, "highlights", number, quote=quote, by=by, at=at
            )
            for tag in coded:
                code = self.tags.get(tag, "")
                selection.codings.append(
                    self.making.coding(code, "highlights", number, "tags", tag, by=by, at=at)
                )
            if not coded:
                self.making.report.kept("selections", f"highlights {number}", NO_TAG)

    def _points(self, document: int, start: int | None, end: int | None) -> tuple[int | None, int | None]:
        """Where bytes between the tags are in the words, as far as they lie in the text."""
        page, offsets = self.pages[document]
        try:
            return page.span(offsets.from_utf8(start or 0), offsets.from_utf8(end or 0))
        except Problem:
            return None, None

    def _who(self) -> dict[int, tuple[str, str]]:
        """Who made each highlight last, and when: the log of the project tells."""
        found: dict[int, tuple[str, str]] = {}
        for row in self.tables.rows("commands"):
            try:
                said = json.loads(row.text("payload"))
            except ValueError:
                continue
            if isinstance(said, dict) and said.get("type") == "highlight_add":
                number = said.get("highlight_id", said.get("id"))
                if isinstance(number, int):
                    found[number] = (row.text("user_login"), row.text("date"))
        return found
