"""Guides in their versions, and interviews held with them."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core import guide as written
from firsthand.core.problems import Problem
from firsthand.field.interviews.models import Guide, GuideVersion, Interview, Question, Wording
from firsthand.field.sources.models import Source
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording


@act("guide.import")
def import_guide(
    by: Membership, *, guide: written.Guide, into: Guide | None = None, title: str = "", reason: str = ""
) -> GuideVersion:
    """A new guide, or a new version of one, with why it changed. Questions of one label are the same question.

    Raises `Problem` where the version that stands says the very same.
    """
    owner = into or _new_guide(by)
    title = title.strip() or guide.title
    last = owner.versions.order_by("-number").first()
    about = {"title": title, "opening": guide.opening, "closing": guide.closing, "reason": reason.strip()}
    if last is not None:
        was = wording.read(by.key, last.about)
        about["title"] = title or was["title"]
        _must_differ(by, guide, last, was, about)
    known = {row.label: row for row in owner.questions.all()}
    new = [
        Question(study=by.study, guide=owner, label=one.label)
        for one in guide.questions
        if one.label not in known
    ]
    known |= {row.label: row for row in new}
    with store.keys_together():
        sealed, *abouts = store.seal_all(
            by.key, [wording.packed(about), *(wording.packed(_about(one)) for one in guide.questions)]
        )
    version = GuideVersion(
        study=by.study,
        guide=owner,
        number=(last.number if last else 0) + 1,
        about=sealed,
        by=by,
        at=timezone.now(),
    )
    record().create(version)
    record().create(*new)
    record().create(
        *(
            Wording(
                study=by.study, version=version, question=known[one.label], place=place, core=one.core, care=one.care,
                about=about_id,
            )
            for place, (one, about_id) in enumerate(zip(guide.questions, abouts, strict=True))
        )
    )  # fmt: skip
    return version


@act("interview.add")
def add_interview(
    by: Membership,
    *,
    source: Source,
    on: date | None = None,
    asked_by: Membership | None = None,
    guide: GuideVersion | None = None,
    place: str = "",
    note: str = "",
) -> Interview:
    """Say that a source is an interview: when and where it was, who asked, with which guide; or say it otherwise."""
    about = {"place": place.strip(), "note": note.strip()}
    row = Interview.objects.filter(study_id=by.study_id, source=source).first()
    if row is None:
        row = Interview(
            study=by.study,
            source=source,
            on=on,
            asked_by=asked_by,
            guide=guide,
            about=wording.written(by.key, about),
        )
        record().create(row)
        return row
    record().change(
        row, on=on, asked_by_id=asked_by.id if asked_by else None, guide_id=guide.id if guide else None
    )
    if about != wording.read(by.key, row.about):
        record().change(row, about=wording.written(by.key, about))
    return row


def _new_guide(by: Membership) -> Guide:
    last = Guide.objects.filter(study_id=by.study_id).order_by("-number").first()
    row = Guide(study=by.study, number=(last.number if last else 0) + 1)
    record().create(row)
    return row


def _about(one: written.Question) -> dict[str, object]:
    return {
        "text": one.text, "part": one.part, "probes": list(one.probes), "themes": list(one.themes), "basis": one.basis,
    }  # fmt: skip


def _must_differ(
    by: Membership, guide: written.Guide, last: GuideVersion, was: dict[str, str], about: dict[str, str]
) -> None:
    rows = list(last.wordings.select_related("question").order_by("place"))
    abouts = wording.read_all(by.key, [row.about for row in rows])
    stands = [(row.question.label, row.core, row.care, abouts[row.about]) for row in rows]
    comes = [(one.label, one.core, one.care, _about(one)) for one in guide.questions]
    if stands == comes and all(was[name] == about[name] for name in ("title", "opening", "closing")):
        raise Problem(_("This is the guide as it stands already."))
