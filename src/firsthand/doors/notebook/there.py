"""A study in a Firsthand far away, by its API: every table, and what the API can write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID, uuid4

from firsthand.core.codetree import parse_path
from firsthand.core.problems import NotThere, Problem
from firsthand.doors.notebook.about import table_of
from firsthand.doors.notebook.asking import Asking
from firsthand.doors.notebook.way import Done, File
from firsthand.doors.tables.found import Found
from firsthand.doors.tables.rows import CodeRow, CodingRow, SourceRow
from firsthand.doors.tables.travelling import read

T = TypeVar("T")


class There:
    """`ask` sends to the study's API. Names are looked up in its tables, so that the same calls work here and there."""

    def __init__(self, ask: Asking) -> None:
        self._ask: Asking | None = ask

    def told(self) -> str:
        """Which study, where."""
        return f"{self._asking.slug} at {self._asking.base}"

    def rows(self, name: str, row: type[T], asked: Mapping[str, Any]) -> Found[T]:
        """A table, as the member whose token it is may see it."""
        said = self._asking("POST", f"tables/{name}", {"asked": dict(asked)})
        try:
            return read(row, said)
        except (KeyError, TypeError, ValueError):
            raise Problem(self._asking.no_firsthand) from None

    def codes(self) -> list[CodeRow]:
        """The codebook, by which codes are found by name."""
        return list(self.rows("codes", CodeRow, {}).rows)

    def words(self, source: Any) -> str:
        """A source's words."""
        words: str = self._text(self._source(source))["words"]
        return words

    def do(self, service: str, given: Mapping[str, Any]) -> Done:
        """Call a service that the API has. Raises `Problem` for one that it has not, and for what it does not take."""
        if service not in OFFERED:
            there = ", ".join(OFFERED)
            raise Problem(
                f"“{service}” cannot be called from afar. What can: {there}. "
                "firsthand.open(…) on the computer that holds the study has all services."
            )
        try:
            return OFFERED[service](self, **given)
        except TypeError as wrong:
            raise Problem(f"{service}: {wrong}.") from wrong

    def services(self) -> list[str]:
        """Those that the API has."""
        return list(OFFERED)

    def undo(self, *, again: bool) -> Done:
        """By the same rules as a page."""
        said = self._send("POST", "redo" if again else "undo")
        return Done(said["entry"], said["sentence"])

    def report(self, what: str, form: str) -> File:
        """There is none by the API: a file leaves by a page or a command, where somebody looks at it."""
        raise Problem(
            f"The report on {what} cannot be made from afar. Make it on the study’s page “Giving back”, or with "
            "firsthand.open(…) on the computer that holds the study."
        )

    def close(self) -> None:
        """Let go of the token."""
        self._ask = None

    # ---------- the services ----------

    def _apply_code(
        self, source: Any, code: Any, span: Any, standpoint: str = "", stance: str = ""
    ) -> Done:  # fmt: skip
        source_id = self._source(source)
        start, end = _edges(span)
        said = self._send(
            "POST", f"sources/{source_id}/codings", version=self._text(source_id)["version"], start=start, end=end,
            code=self._code(code), standpoint=standpoint, stance=stance,
        )  # fmt: skip
        return _done(said, "coding")

    def _remove_coding(self, coding: Any) -> Done:
        return _done(self._send("DELETE", f"codings/{_id(coding)}"))

    def _recode(self, coding: Any, code: Any) -> Done:
        return _done(self._send("PATCH", f"codings/{_id(coding)}", code=self._code(code)), "coding")

    def _resize_coding(self, coding: Any, span: Any) -> Done:
        key, (start, end) = _id(coding), _edges(span)
        source = next((one.source for one in self.rows("codings", CodingRow, {}).rows if one.id == key), None)
        if source is None:
            raise NotThere("There is no such coding in this study.")
        version = self._text(source)["version"]
        return _done(self._send("PATCH", f"codings/{key}", version=version, start=start, end=end), "coding")

    def _describe_coding(self, coding: Any, standpoint: str, stance: str) -> Done:
        return _done(
            self._send("PATCH", f"codings/{_id(coding)}", standpoint=standpoint, stance=stance), "coding"
        )

    def _write_memo(self, kind: str, title: str, body: str, about: Any = ()) -> Done:
        links = [{"table": table_of(one), "row": one.id} for one in about]
        return _done(self._send("POST", "memos", kind=kind, title=title, body=body, about=links), "memo")

    # ---------- finding by name ----------

    def _source(self, ref: Any) -> UUID:
        if (key := _as_id(ref)) is not None:
            return key
        for one in self.rows("sources", SourceRow, {}).rows:
            if str(ref).strip().casefold() in (one.ref.casefold(), one.title.casefold()):
                return one.id
        raise NotThere(f"There is no source “{ref}” in this study.")

    def _code(self, ref: Any) -> UUID:
        if (key := _as_id(ref)) is not None:
            return key
        path = tuple(step.casefold() for step in parse_path(str(ref)))
        found = [one.id for one in self.codes() if _is_called(one, path)]
        if len(found) != 1:
            raise NotThere(
                f"There {'is no code' if not found else 'are several codes'} called “{ref}” in this study."
            )
        return found[0]

    def _text(self, source_id: UUID) -> dict[str, Any]:
        return self._asking("GET", f"sources/{source_id}/text")

    def _send(self, method: str, path: str, **sent: Any) -> dict[str, Any]:
        return self._asking(method, path, {"act_id": uuid4(), **sent})

    @property
    def _asking(self) -> Asking:
        if self._ask is None:
            raise Problem("This study was closed here. Reach it again with firsthand.connect(…).")
        return self._ask


OFFERED: dict[str, Callable[..., Done]] = {
    "apply_code": There._apply_code,
    "remove_coding": There._remove_coding,
    "recode": There._recode,
    "resize_coding": There._resize_coding,
    "describe_coding": There._describe_coding,
    "write_memo": There._write_memo,
}


def _is_called(one: CodeRow, path: tuple[str, ...]) -> bool:
    if len(path) > 1:
        return path == tuple(step.casefold() for step in one.path)
    return path[0] in (word.casefold() for word in (one.name, one.plain_name, one.handle) if word)


def _as_id(ref: Any) -> UUID | None:
    try:
        return UUID(str(getattr(ref, "id", ref)))
    except ValueError:
        return None


def _id(ref: Any) -> UUID:
    key = _as_id(ref)
    if key is None:
        raise Problem("A coding has no name: give its row of a table, or its id.")
    return key


def _edges(span: Any) -> tuple[int, int]:
    if hasattr(span, "start"):
        return span.start, span.end
    start, end = span
    return start, end


def _done(said: dict[str, Any], what: str = "") -> Done:
    row = said.get(what)
    ids = (UUID(row["id"]),) if row else ()
    return Done(said["entry"], f"Done, as of entry {said['entry']} of the trail.", ids)
