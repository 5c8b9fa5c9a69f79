"""Writing memos and linking them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.memos.models import Kind, Link, Memo
from firsthand.core.problems import Clash, Problem
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import label_of
from firsthand.ground.vault import wording


@act("memo.write")
def write_memo(by: Membership, *, kind: str, title: str, body: str, about: Iterable[Recorded] = ()) -> Memo:
    """A new memo, linked to whatever it is about. Raises `Problem` where nothing was written."""
    last = (
        Memo.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True).first()
    )
    memo = Memo(
        study=by.study, number=(last or 0) + 1, kind=_kind(kind), author=by, at=timezone.now(),
        wording=wording.written(by.key, _wording(title, body)),
    )  # fmt: skip
    record().create(memo)
    for thing in about:
        link_memo(by, memo=memo, to=thing)
    return memo


@act("memo.change")
def change_memo(
    by: Membership, *, memo: Memo, title: str, body: str, kind: str | None = None, version: int | None = None
) -> Memo:
    """Another wording. `version` is the one the person was looking at.

    Raises `Clash` where somebody changed the memo in between: both wordings are then shown.
    """
    if version is not None and version != memo.version:
        raise changed_meanwhile()
    after = _wording(title, body)
    if after != wording.read(by.key, memo.wording):
        record().change(memo, wording=wording.written(by.key, after), version=memo.version + 1)
    if kind is not None:
        record().change(memo, kind=_kind(kind))
    return memo


def changed_meanwhile() -> Clash:
    """That another wording stands than the writer saw."""
    return Clash(
        _("Somebody changed this memo while you were writing. Both are kept: put them together, then save.")
    )


@act("memo.change")
def link_memo(by: Membership, *, memo: Memo, to: Recorded) -> Link:
    """Say that a memo is about something. Linking twice is one link."""
    table = label_of(type(to))
    existing = memo.links.filter(table=table, row=to.id).first()
    if existing is not None:
        return existing
    link = Link(study=by.study, memo=memo, table=table, row=to.id)
    record().create(link)
    return link


@act("memo.change")
def unlink_memo(by: Membership, *, link: Link) -> None:
    """Take a link away."""
    record().remove(link)


@act("memo.remove")
def remove_memo(by: Membership, *, memo: Memo) -> None:
    """Remove a memo with its links. Undo brings it back."""
    record().remove(*memo.links.all())
    record().remove(memo)


def _wording(title: str, body: str) -> dict[str, str]:
    title, body = " ".join(title.split()), body.replace("\r\n", "\n").strip()
    if not title and not body:
        raise Problem(_("A memo needs a few words."))
    return {"title": title or body.splitlines()[0][:60], "body": body}


def _kind(kind: str) -> str:
    if kind not in Kind.values:
        raise Problem(_("A memo is one of: %(kinds)s.") % {"kinds": ", ".join(Kind.values)})
    return kind
