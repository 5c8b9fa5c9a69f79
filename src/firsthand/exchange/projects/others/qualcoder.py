"""QualCoder's own project: a folder that holds data.qda, an SQLite database, and beside it the files it was made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext_noop as noop

from firsthand.exchange.projects.others.database import Row, Tables
from firsthand.exchange.projects.others.making import NOT_SHOWN, Making, is_whole, moment
from firsthand.exchange.projects.project import Case, Code, Media, Text, Value

DATABASE = "data.qda"
SIGNS = ("code_name", "code_text", "source")  # the tables by which a database is known to be QualCoder's
FOLDERS = {"docs": "documents", "images": "images", "audio": "audio", "video": "video"}
MEDIA = {"images": "PictureSource", "audio": "AudioSource", "video": "VideoSource"}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
OWN = noop("Only QualCoder knows what to do with it.")


def read(tables: Tables, making: Making, *, folder: str = "", names: Iterable[str] = ()) -> None:
    """All of a database into `making`; `folder` is where it lay, and `names` the files that lay with it."""
    _Reading(tables, making, folder, frozenset(names)).run()


def seed_of(tables: Tables) -> str:
    """When the project was begun: by this it is known again."""
    return next((row.text("date") for row in tables.rows("project")), "")


@dataclass(slots=True)
class _Reading:
    tables: Tables
    making: Making
    folder: str
    names: frozenset[str]
    codes: dict[int, str] = field(default_factory=dict)
    texts: dict[int, Text] = field(default_factory=dict)
    media: dict[int, Media] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    references: dict[int, list[str]] = field(default_factory=dict)

    def run(self) -> None:
        for row in self.tables.rows("project"):
            self.making.note(row.text("memo"), "project", about=self.making.project.notes)
        self._codes()
        self._sources()
        self._codings()
        self._annotations()
        self._places_in_media()
        self._cases()
        self._variables()
        for row in self.tables.rows("journal"):
            self.making.note(
                row.text("jentry"),
                "journal",
                row.number("jid"),
                name=row.text("name"),
                by=row.text("owner"),
                at=row.text("date"),
            )
        self._left()

    # ---------- codes ----------

    def _codes(self) -> None:
        making = self.making
        for row in self.tables.rows("code_cat"):
            above = row.number("supercatid")
            making.project.codes.append(
                Code(
                    guid=making.guid("code_cat", row.number("catid")), name=row.text("name"), codable=False,
                    parent="" if above is None else making.guid("code_cat", above), description=row.text("memo"),
                )
            )  # fmt: skip
        for row in self.tables.rows("code_name"):
            category, above = row.number("catid"), row.number("supercid")
            parent = "" if category is None else making.guid("code_cat", category)
            if above is not None:
                parent = making.guid("code_name", above)
            code = Code(
                guid=making.guid("code_name", row.number("cid")), name=row.text("name"), parent=parent,
                color=row.text("color"), description=row.text("memo"),
            )  # fmt: skip
            self.codes[row.number("cid") or 0] = code.guid
            making.project.codes.append(code)

    # ---------- sources ----------

    def _sources(self) -> None:
        rows = list(self.tables.rows("source"))
        for one in self.tables.rows("ris"):
            line = f"{one.text('longtag') or one.text('tag')}: {one.text('value')}"
            self.references.setdefault(one.number("risid") or 0, []).append(line)
        spoken = {row.number("av_text_id"): row for row in rows if row.number("av_text_id") is not None}
        for row in rows:
            if _medium(row) is None:
                self._text(row)
        for row in rows:
            self._source(row, spoken)

    def _text(self, row: Row) -> None:
        number = row.number("id") or 0
        text = self.making.text(
            row.text("fulltext"),
            "source",
            number,
            name=row.text("name"),
            by=row.text("owner"),
            at=row.text("date"),
        )
        self.texts[number] = text
        self._notes(row, number, text)

    def _notes(self, row: Row, number: int, source: Text | Media) -> None:
        by, at = row.text("owner"), row.text("date")
        self.making.note(row.text("memo"), "source", number, "memo", about=source.notes, by=by, at=at)
        reference = "\n".join(self.references.get(row.number("risid") or 0, []))
        self.making.note(reference, "source", number, "reference", about=source.notes, by=by, at=at)

    def _source(self, row: Row, spoken: dict[int | None, Row]) -> None:
        number, element = row.number("id") or 0, _medium(row)
        text = self.texts.get(number)
        if text is not None:
            if number in spoken:
                return
            path = self._file(row, number)
            if path.endswith(".pdf"):
                media = Media(
                    guid=self.making.guid("source", number, "pdf"),
                    element="PDFSource",
                    name=text.name,
                    path=path,
                )
                media.texts.append(text)
                self.media[number] = media
                self.making.found.append(media)
                return
            text.rich = "" if path.endswith((".txt", ".md")) else path
            self.making.found.append(text)
            return
        media = Media(
            guid=self.making.guid("source", number), element=element or "PictureSource", name=row.text("name"),
            path=self._file(row, number), by=self.making.user(row.text("owner")), at=moment(row.text("date")),
        )  # fmt: skip
        self._notes(row, number, media)
        said = self.texts.get(row.number("av_text_id") or 0)
        if said is not None and spoken.get(row.number("av_text_id")) is row:
            media.texts.append(said)
        self.media[number] = media
        self.making.found.append(media)

    def _file(self, row: Row, number: int) -> str:
        """The path in the project of the file that a source was made of; empty where it was not brought in."""
        folder, _slash, name = row.text("mediapath").removeprefix("/").partition("/")
        path = str(PurePosixPath(self.folder, FOLDERS.get(folder, folder), name or row.text("name")))
        if not row.text("mediapath"):
            path = str(PurePosixPath(self.folder, "documents", row.text("name")))
        return self.making.file(path, "source", number) if path in self.names else ""

    # ---------- what was coded ----------

    def _codings(self) -> None:
        making = self.making
        for row in self.tables.rows("code_text"):
            number, text = row.number("ctid"), self.texts.get(row.number("fid") or 0)
            by, at = row.text("owner"), row.text("date")
            if text is None:
                making.report.lost(
                    "codings", f"code_text {number}", noop("The text that it is of is not in the file.")
                )
                continue
            selection = making.select(
                text,
                row.number("pos0"),
                row.number("pos1"),
                "code_text",
                number,
                quote=row.text("seltext"),
                by=by,
                at=at,
            )
            code = self.codes.get(row.number("cid") or 0, "")
            coding = making.coding(code, "code_text", number, "coding", by=by, at=at)
            making.note(row.text("memo"), "code_text", number, "memo", about=coding.notes, by=by, at=at)
            selection.codings.append(coding)
            if row.number("important"):
                selection.description = "Important"
                making.report.kept("other", f"code_text {number} important", NOT_SHOWN)

    def _annotations(self) -> None:
        for row in self.tables.rows("annotation"):
            number, text = row.number("anid"), self.texts.get(row.number("fid") or 0)
            by, at = row.text("owner"), row.text("date")
            about = None
            if text is not None:
                about = self.making.select(
                    text, row.number("pos0"), row.number("pos1"), "annotation", number, by=by, at=at
                ).notes
            self.making.note(row.text("memo"), "annotation", number, "memo", about=about, by=by, at=at)

    def _places_in_media(self) -> None:
        for row in self.tables.rows("code_image"):
            x, y = row.number("x1") or 0, row.number("y1") or 0
            right, low = x + (row.number("width") or 0), y + (row.number("height") or 0)
            page = row.number("pdf_page")
            if page is None:
                place = f'firstX="{x}" firstY="{y}" secondX="{right}" secondY="{low}"'
                self._place_in_media("PictureSelection", place, row, "code_image", row.number("imid"))
            else:
                place = f'page="{page}" firstX="{x}" firstY="{y}" secondX="{right}" secondY="{low}"'
                self._place_in_media("PDFSelection", place, row, "code_image", row.number("imid"))
        for row in self.tables.rows("code_av"):
            media = self.media.get(row.number("id") or 0)
            element = "AudioSelection" if media and media.element == "AudioSource" else "VideoSelection"
            place = f'begin="{row.number("pos0") or 0}" end="{row.number("pos1") or 0}"'
            self._place_in_media(element, place, row, "code_av", row.number("avid"))

    def _place_in_media(self, element: str, place: str, row: Row, table: str, number: int | None) -> None:
        """A place in a picture or a recording, with its code, as the standard writes it."""
        media, code = self.media.get(row.number("id") or 0), self.codes.get(row.number("cid") or 0)
        path = f"{table} {number}"
        if media is None or code is None or not element.startswith(media.element.removesuffix("Source")):
            self.making.report.lost(
                "codings",
                path,
                noop("The picture or recording that it is of, or its code, is not in the file."),
            )
            return
        self.making.in_media(
            media,
            element,
            place,
            code,
            (table, number),
            row.text("owner"),
            row.text("date"),
            row.text("memo"),
        )

    # ---------- cases and what is known of them ----------

    def _cases(self) -> None:
        for row in self.tables.rows("cases"):
            number = row.number("caseid") or 0
            self.cases[number] = self.making.case(row, number)
        for row in self.tables.rows("case_text"):
            self._case_text(row)

    def _case_text(self, row: Row) -> None:
        number, of = row.number("id"), row.number("fid") or 0
        case = self.cases.get(row.number("caseid") or 0)
        source = self.texts.get(of) or self.media.get(of)
        if case is None or source is None:
            self.making.report.lost(
                "cases", f"case_text {number}", noop("Its case, or its text, is not in the file.")
            )
            return
        by, at = row.text("owner"), row.text("date")
        start, end = row.number("pos0") or 0, row.number("pos1") or 0
        notes = source.notes
        if isinstance(source, Media) or is_whole(source, start, end):
            case.sources.append(source.guid)
        else:
            selection = self.making.select(source, start, end, "case_text", number, by=by, at=at)
            case.selections.append(selection.guid)
            notes = selection.notes
        self.making.note(row.text("memo"), "case_text", number, "memo", about=notes, by=by, at=at)

    def _variables(self) -> None:
        rows = list(self.tables.rows("attribute"))
        said: dict[str, list[str]] = {}
        for row in rows:
            said.setdefault(row.text("name"), []).append(row.text("value"))
        variables = {}
        for number, row in enumerate(self.tables.rows("attribute_type"), 1):
            name = row.text("name")
            numbers = row.text("valuetype") == "numeric" and all(
                map(_is_number, filter(None, said.get(name, [])))
            )
            variables[name] = self.making.variable(
                name,
                "attribute_type",
                number,
                kind="Float" if numbers else "Text",
                description=row.text("memo"),
            )
        for row in rows:
            variable, of = variables.get(row.text("name")), row.number("id") or 0
            about: Case | Text | Media | None = self.cases.get(of)
            if row.text("attr_type") != "case":
                about = self.texts.get(of) or self.media.get(of) if row.text("attr_type") == "file" else None
            if not row.text("value"):
                continue
            if variable is None or about is None:
                self.making.report.lost(
                    "variables",
                    f"attribute {row.number('attrid')}",
                    noop("What it says something of is not in the file, or no text and no case."),
                )
                continue
            about.values.append(Value(variable.guid, f"{variable.type}Value", row.text("value").strip()))

    def _left(self) -> None:
        for table, number, kind in (("graph", "grid", "graphs"), ("stored_sql", "title", "other")):
            for row in self.tables.rows(table):
                told = row.text(number) if table == "graph" else ""
                self.making.report.lost(kind, f"{table} {told}".strip(), OWN)


def _medium(row: Row) -> str | None:
    """The element of a picture or recording; None for a text."""
    return MEDIA.get(row.text("mediapath").removeprefix("/").replace(":", "/").partition("/")[0])


def _is_number(written: str) -> bool:
    return bool(_NUMBER.fullmatch(written.strip()))
