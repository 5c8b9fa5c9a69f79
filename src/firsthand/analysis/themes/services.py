"""Building themes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.themes.models import Claim, Evidence, Theme, ThemeCode
from firsthand.core.problems import Clash, Problem
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.shown import as_shown, require_as_shown
from firsthand.ground.vault import store, wording


@act("theme.make")
def make_theme(by: Membership, *, name: str, plain_name: str = "", idea: str = "") -> Theme:
    """A new theme. Raises `Problem` where it has no name."""
    words = wording.written(by.key, _theme_words(name, plain_name, idea))
    theme = Theme(study=by.study, position=next_position(Theme.objects.filter(study=by.study)), wording=words)
    record().create(theme)
    return theme


@act("theme.change")
def change_theme(
    by: Membership,
    *,
    theme: Theme,
    name: str,
    plain_name: str = "",
    idea: str = "",
    version: int | None = None,
) -> Theme:
    """Another name or central idea. Raises `Clash` where somebody changed the theme in between."""
    if version is not None and version != theme.version:
        raise Clash(
            _("Somebody changed this theme while you were writing. Look at theirs, then save yours again.")
        )
    after = _theme_words(name, plain_name, idea)
    if after != wording.read(by.key, theme.wording):
        record().change(theme, wording=wording.written(by.key, after), version=theme.version + 1)
    return theme


@act("theme.remove")
def remove_theme(by: Membership, *, theme: Theme) -> None:
    """Remove a theme with its claims, evidence and board; the codings stay. Undo brings it back."""
    for rows in (theme.comparisons, theme.cards, theme.groups):
        record().remove(*rows.all())
    record().remove(*theme.evidence.all())
    record().remove(*theme.claims.all())
    record().remove(*theme.codes.all())
    record().remove(theme)


@act("theme.change")
def gather_code(by: Membership, *, theme: Theme, code: Code) -> ThemeCode:
    """Put a code into a theme. Doing it twice is once."""
    existing = theme.codes.filter(code=code.id).first()
    if existing is not None:
        return existing
    row = ThemeCode(study=by.study, theme=theme, code=code.id)
    record().create(row)
    return row


@act("theme.change")
def let_go_of_code(by: Membership, *, theme: Theme, code: Code) -> None:
    """Take a code out of a theme."""
    record().remove(*theme.codes.filter(code=code.id))


@act("claim.make")
def make_claim(
    by: Membership, *, theme: Theme, sentence: str, tested_by: str = "", says_whose: bool = False
) -> Claim:
    """Say one sentence under a theme, and what would count against it. Raises `Problem` where it is empty."""
    claim = Claim(
        study=by.study,
        theme=theme,
        position=next_position(theme.claims.all()),
        wording=wording.written(by.key, _sentence(sentence, tested_by, says_whose)),
    )
    record().create(claim)
    return claim


@act("claim.change")
def change_claim(
    by: Membership,
    *,
    claim: Claim,
    sentence: str,
    tested_by: str | None = None,
    says_whose: bool | None = None,
    version: UUID | None = None,
) -> Claim:
    """Say it otherwise. What is left out stays as it is.

    Raises `Clash` where somebody changed it since the claim was `version` (see `claim_version`).
    """
    require_as_shown(claim, version, "wording")
    before = wording.read(by.key, claim.wording)
    after = _sentence(
        sentence,
        before.get("tested_by", "") if tested_by is None else tested_by,
        bool(before.get("says_whose")) if says_whose is None else says_whose,
    )
    if after != before:
        record().change(claim, wording=wording.written(by.key, after))
    return claim


def claim_version(claim: Claim) -> UUID:
    """What a claim is known by as it is worded."""
    return as_shown(claim, "wording")


@act("claim.remove")
def remove_claim(by: Membership, *, claim: Claim) -> None:
    """Remove a claim and what was put to it; the codings stay."""
    record().remove(*claim.evidence.all())
    record().remove(claim)


@act("evidence.add")
def add_evidence(
    by: Membership, *, theme: Theme, coding: Coding, side: str, claim: Claim | None = None
) -> Evidence:
    """Put a coding to a theme or to one of its claims: for, against or both. Putting it twice moves the side."""
    if claim is not None and claim.theme_id != theme.id:
        raise Problem(_("That claim belongs to another theme."))
    existing = theme.evidence.filter(claim=claim, coding=coding.id).first()
    if existing is not None:
        return change_evidence(by, evidence=existing, side=side)
    row = Evidence(
        study=by.study, theme=theme, claim=claim, coding=coding.id, side=_side(side), **_as_it_is(coding)
    )
    record().create(row)
    return row


@act("evidence.change")
def change_evidence(by: Membership, *, evidence: Evidence, side: str) -> Evidence:
    """Say that evidence speaks for, against, or both."""
    record().change(evidence, side=_side(side))
    return evidence


@act("evidence.change")
def answer_evidence(by: Membership, *, evidence: Evidence, answer: str) -> Evidence:
    """Say what the claim has to say to a counter-case; nothing takes back what was said."""
    words = " ".join(answer.split())
    record().change(evidence, answer=store.seal(by.key, words) if words else None)
    return evidence


@act("evidence.change")
def confirm_evidence(by: Membership, *, evidence: Evidence) -> Evidence:
    """Say that evidence holds as its coding stands now, whatever became of it. Raises `Problem` where it has none."""
    coding = Coding.objects.filter(study_id=by.study_id, id=evidence.coding).first()
    if coding is None:
        raise Problem(
            _("There is no such coding any more. Take this evidence away, or undo what took the coding off.")
        )
    record().change(evidence, **_as_it_is(coding))
    return evidence


@act("evidence.remove")
def remove_evidence(by: Membership, *, evidence: Evidence) -> None:
    """Take evidence away; its coding stays."""
    record().remove(evidence)


def _theme_words(name: str, plain_name: str, idea: str) -> dict[str, str]:
    if not name.strip():
        raise Problem(_("A theme needs a name."))
    return {"name": " ".join(name.split()), "plain_name": " ".join(plain_name.split()), "idea": idea.strip()}


def _sentence(sentence: str, tested_by: str, says_whose: bool) -> dict[str, Any]:
    if not sentence.strip():
        raise Problem(_("A claim is a sentence. Write it as you would say it to the people it is about."))
    more = {"tested_by": " ".join(tested_by.split()), "says_whose": says_whose}
    return {"sentence": " ".join(sentence.split())} | {name: said for name, said in more.items() if said}


def _as_it_is(coding: Coding) -> dict[str, Any]:
    """What a piece of evidence keeps of its coding."""
    return {"code": coding.code_id, "mark": coding.fingerprint}


def _side(side: str) -> str:
    if side not in Evidence.Side.values:
        raise Problem(_("Evidence speaks for, against, or both (mixed)."))
    return side


def next_position(rows: QuerySet[Model]) -> int:
    """The place after the last of some rows."""
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1
