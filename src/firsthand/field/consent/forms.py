"""The wordings in which a study asks, by version: the one that was asked is kept for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.consent import catalogue
from firsthand.core.problems import NotThere, Problem
from firsthand.field.consent.models import Form
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class FormLine:
    """A wording of the questions, with what only this study can say."""

    version: str  # “1”, as it comes with the program; “1.2”, this study's second wording of it
    local: dict[str, str] = field(default_factory=dict)  # who we are, dates, amounts …
    scopes: dict[str, dict[str, str]] = field(default_factory=dict)  # by scope: ask, explain
    reason: str = ""
    by: str = ""
    at: datetime | None = None


def version_now(by: Membership) -> str:
    """The version of the wording in which the study asks today."""
    last = Form.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True)
    return _version(last.first() or 0)


def form(by: Membership, version: str = "") -> FormLine:
    """A wording by its version, or the one of today. Raises `NotThere`."""
    wanted = version or version_now(by)
    for line in forms(by):
        if line.version == wanted:
            return line
    raise NotThere(_("This study never asked in a wording “%(version)s”.") % {"version": version})


def forms(by: Membership) -> list[FormLine]:
    """Every wording, latest first; the last is the one that comes with the program."""
    require(by, "consent.read")
    rows = list(Form.objects.filter(study_id=by.study_id).select_related("by").order_by("-number"))
    words = wording.read_all(by.key, [row.about for row in rows])
    made = [
        FormLine(_version(row.number), said["local"], said["scopes"], said["reason"], row.by.name, row.at)
        for row in rows
        for said in [words[row.about]]
    ]
    return [*made, FormLine(catalogue().version)]


@act("consent.reword")
def reword(
    by: Membership,
    *,
    local: Mapping[str, str],
    scopes: Mapping[str, Mapping[str, str]] | None = None,
    reason: str = "",
) -> Form:
    """Another wording from now on. What was asked before keeps the wording in which it was asked.

    `scopes` has only what is worded otherwise than the program does. Raises `Problem` where there is no such scope, or
    nothing is different.
    """
    changed = {name: _kept(words) for name, words in (scopes or {}).items() if _kept(words)}
    for name in changed:
        if name not in catalogue().scopes:
            raise Problem(_("There is no question “%(scope)s”.") % {"scope": name})
    about: dict[str, Any] = {"local": _kept(local), "scopes": changed}
    was = form(by)
    if about == {"local": was.local, "scopes": was.scopes}:
        raise Problem(_("This is the wording of today already."))
    last = Form.objects.filter(study_id=by.study_id).order_by("-number").first()
    row = Form(
        study=by.study, number=(last.number if last else 0) + 1, by=by, at=timezone.now(),
        about=wording.written(by.key, about | {"reason": " ".join(reason.split())}),
    )  # fmt: skip
    record().create(row)
    return row


def _kept(words: Mapping[str, str]) -> dict[str, str]:
    return {name: said for name, text in words.items() if (said := text.replace("\r\n", "\n").strip())}


def _version(number: int) -> str:
    return f"{catalogue().version}.{number}" if number else catalogue().version
