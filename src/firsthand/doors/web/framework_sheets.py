"""What is chosen and written on the pages of the framework matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.framework.frame import CASES
from firsthand.core.problems import Problem
from firsthand.doors.web.sheets import Choices, Sheet, choice, several, version, words
from firsthand.field.people.selectors import people
from firsthand.field.sources.selectors import sources

if TYPE_CHECKING:
    from firsthand.analysis.framework.selectors import SummaryLine
    from firsthand.ground.studies.models import Membership

ROW_NAMES: Choices = [("participants", lazy("participants")), ("sources", lazy("sources"))]


class FrameSheet(Sheet):
    """Which matrix: whose rows, and which codes."""

    called = "frame"
    rows = choice(lazy("Rows"), ROW_NAMES)
    case = several(lazy("Only these rows"), [])
    code = several(lazy("Codes"), [])

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("code", [(str(one.id), one.full_path) for one in codebook(by)])
        if self.initial.get("rows") == "sources":
            self.offer("case", [(str(one.id), f"{one.ref} {one.title}") for one in sources(by)])
        else:
            self.offer("case", [(str(one.id), one.pseudonym) for one in people(by)])


class SummarySheet(Sheet):
    """A summary’s words. `summary`: which one was before the writer; empty where there was none."""

    called = "summary"
    spoken_at = "words"
    words = words(lazy("Summary"), rows=10)
    version = version()
    summary = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def stands(self, line: SummaryLine | None) -> None:
        """The person is being shown what stands now: sent again, the form is for that."""
        data = cast(QueryDict, self.data).copy()
        data["version"], data["summary"] = (str(line.version), str(line.id)) if line else ("", "")
        self.data = data


def frame_asked(sent: QueryDict) -> dict[str, Any]:
    """Which matrix is asked for, as `frame` takes it."""
    return {
        "rows": sent.get("rows") or CASES[0], "codes": _ids(sent, "code"), "cases": _ids(sent, "case"),
    }  # fmt: skip


def asked_again(asked: dict[str, Any], *, rows: bool = True) -> str:
    """The end of an address that asks for the same; empty where nothing in particular was asked for."""
    pairs = [("rows", asked["rows"])] if rows and asked["rows"] != CASES[0] else []
    pairs += [("code", str(one)) for one in asked["codes"]] + [("case", str(one)) for one in asked["cases"]]
    return f"?{urlencode(pairs)}" if pairs else ""


def seen_in(sent: QueryDict) -> tuple[dict[UUID, str], list[UUID]]:
    """The excerpts that were before the writer, each with its mark; and those of them that were taken off."""
    pairs = [one.partition(" ") for one in sent.getlist("shown")]
    shown = {key: mark for written, _space, mark in pairs for key in _ids_of([written])}
    stands = set(_ids(sent, "stands"))
    return shown, [key for key in shown if key not in stands]


def _ids(sent: QueryDict, name: str) -> list[UUID]:
    return _ids_of(sent.getlist(name))


def _ids_of(written: list[str]) -> list[UUID]:
    try:
        return list(dict.fromkeys(UUID(one) for one in written))
    except ValueError:
        raise Problem(
            _("The address of this page names a row, a code or an excerpt by something that is no id.")
        ) from None
