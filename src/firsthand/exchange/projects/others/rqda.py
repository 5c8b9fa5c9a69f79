"""RQDA's own project: an SQLite database. What was deleted in RQDA is marked in it, and stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as noop

from firsthand.exchange.projects.others.database import Row, Tables
from firsthand.exchange.projects.others.making import Making, is_whole
from firsthand.exchange.projects.project import Case, Code, Media, Text, Value

SIGNS = ("freecode", "coding", "source")


def seed_of(tables: Tables) -> str:
    """When the project was begun: by this it is known again."""
    return next((row.text("date") for row in tables.rows("project")), "")


def read(tables: Tables, making: Making) -> None:
    """All of a database into `making`."""
    _Reading(tables, making).run()


@dataclass(slots=True)
class _Reading:
    tables: Tables
    making: Making
    codes: dict[int, str] = field(default_factory=dict)
    texts: dict[int, Text] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    images: dict[int, Media] = field(default_factory=dict)

    def run(self) -> None:
        for row in self.tables.rows("project"):
            self.making.note(row.text("memo"), "project", about=self.making.project.notes)
        self._codes()
        for _number, row in self._rows("source"):
            self._text(row)
        for table in ("coding", "coding2"):
            for number, row in self._rows(table):
                self._coding(table, number, row)
        self._notes()
        self._categories_of_files()
        self._cases()
        self._variables()
        self._images()

    def _rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """The rows that were not deleted in RQDA, each with its number."""
        for number, row in enumerate(self.tables.rows(table), 1):
            if row.number("status") == 0:
                self.making.report.remark(
                    noop("What was deleted in RQDA, and only marked as deleted in the file, was left there.")
                )
            else:
                yield number, row

    def _codes(self) -> None:
        """Categories above codes. A code in several of them is below the first; each other one is kept as a set."""
        making = self.making
        above: dict[int, int] = {}
        sets: dict[int, tuple[str, list[str]]] = {}
        for _number, row in self._rows("codecat"):
            number = row.number("catid") or 0
            sets[number] = (row.text("name"), [])
            making.project.codes.append(
                Code(
                    guid=making.guid("codecat", number),
                    name=row.text("name"),
                    codable=False,
                    description=row.text("memo"),
                )
            )
        for _number, row in self._rows("treecode"):
            code, category = row.number("cid") or 0, row.number("catid") or 0
            if category in sets and above.setdefault(code, category) != category:
                sets[category][1].append(making.guid("freecode", code))
        for _number, row in self._rows("freecode"):
            number = row.number("id") or 0
            self.codes[number] = making.guid("freecode", number)
            making.project.codes.append(
                Code(
                    guid=self.codes[number], name=row.text("name"), color=row.text("color"),
                    description=row.text("memo"),
                    parent=making.guid("codecat", above[number]) if number in above else "",
                )
            )  # fmt: skip
        for number, (name, codes) in sets.items():
            if codes:
                making.set_of(name, [], codes, "codecat", number, "set")

    def _text(self, row: Row) -> None:
        number, by, at = row.number("id") or 0, row.text("owner"), row.text("date")
        text = self.making.text(row.text("file"), "source", number, name=row.text("name"), by=by, at=at)
        self.making.note(row.text("memo"), "source", number, "memo", about=text.notes, by=by, at=at)
        self.texts[number] = text
        self.making.found.append(text)

    def _coding(self, table: str, number: int, row: Row) -> None:
        text, by, at = self.texts.get(row.number("fid") or 0), row.text("owner"), row.text("date")
        if text is None:
            self.making.report.lost(
                "codings", f"{table} {number}", noop("The text that it is of is not in the file.")
            )
            return
        selection = self.making.select(
            text,
            row.number("selfirst"),
            row.number("selend"),
            table,
            number,
            quote=row.text("seltext"),
            by=by,
            at=at,
        )
        coding = self.making.coding(
            self.codes.get(row.number("cid") or 0, ""), table, number, "coding", by=by, at=at
        )
        self.making.note(row.text("memo"), table, number, "memo", about=coding.notes, by=by, at=at)
        selection.codings.append(coding)

    def _notes(self) -> None:
        for number, row in self._rows("annotation"):
            text = self.texts.get(row.number("fid") or 0)
            self.making.note(
                row.text("annotation"), "annotation", number, about=text.notes if text else None,
                by=row.text("owner"), at=row.text("date"),
            )  # fmt: skip
        for number, row in self._rows("journal"):
            self.making.note(
                row.text("journal"),
                "journal",
                number,
                name=row.text("name"),
                by=row.text("owner"),
                at=row.text("date"),
            )

    def _categories_of_files(self) -> None:
        inside: dict[int | None, list[str]] = {}
        for _number, row in self._rows("treefile"):
            if text := self.texts.get(row.number("fid") or 0):
                inside.setdefault(row.number("catid"), []).append(text.guid)
        for _number, row in self._rows("filecat"):
            number = row.number("catid")
            self.making.set_of(row.text("name"), inside.get(number, []), [], "filecat", number)
            self.making.note(
                row.text("memo"), "filecat", number, "memo", name=row.text("name"), by=row.text("owner")
            )

    def _cases(self) -> None:
        for _number, row in self._rows("cases"):
            number = row.number("id") or 0
            self.cases[number] = self.making.case(row, number)
        for number, row in self._rows("caselinkage"):
            of, text = self.cases.get(row.number("caseid") or 0), self.texts.get(row.number("fid") or 0)
            start, end = row.number("selfirst") or 0, row.number("selend") or 0
            if of is None or text is None:
                self.making.report.lost(
                    "cases", f"caselinkage {number}", noop("Its case, or its text, is not in the file.")
                )
            elif is_whole(text, start, end):
                of.sources.append(text.guid)
            else:
                of.selections.append(self.making.select(text, start, end, "caselinkage", number).guid)

    def _variables(self) -> None:
        variables = {
            row.text("name"): self.making.variable(
                row.text("name"), "attributes", number, description=row.text("memo")
            )
            for number, row in self._rows("attributes")
        }
        found: dict[str, dict[int, Case] | dict[int, Text]] = {"caseAttr": self.cases, "fileAttr": self.texts}
        for (table, things), key in zip(found.items(), ("caseID", "fileID"), strict=True):
            for number, row in self._rows(table):
                variable, about = variables.get(row.text("variable")), things.get(row.number(key) or 0)
                if variable is None or about is None:
                    self.making.report.lost(
                        "variables",
                        f"{table} {number}",
                        noop("What it says something of is not in the file."),
                    )
                elif row.text("value"):
                    about.values.append(Value(variable.guid, "TextValue", row.text("value")))

    def _images(self) -> None:
        for _number, row in self._rows("image"):
            number = row.number("id") or 0
            media = Media(
                guid=self.making.guid("image", number), element="PictureSource", name=row.text("name")
            )
            self.images[number] = media
            self.making.found.append(media)
        for number, row in self._rows("imageCoding"):
            image, code = self.images.get(row.number("iid") or 0), self.codes.get(row.number("cid") or 0)
            if image is None or code is None:
                self.making.report.lost(
                    "codings", f"imageCoding {number}", noop("Its picture, or its code, is not in the file.")
                )
                continue
            named = zip(("firstX", "firstY", "secondX", "secondY"), ("x1", "y1", "x2", "y2"), strict=True)
            place = " ".join(f'{name}="{row.number(column) or 0}"' for name, column in named)
            self.making.in_media(
                image,
                "PictureSelection",
                place,
                code,
                ("imageCoding", number),
                row.text("owner"),
                row.text("date"),
                row.text("memo"),
            )
