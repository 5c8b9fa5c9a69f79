"""The words that hold, for every page, sheet and report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.calling import Words
from firsthand.ground.calling.models import Calling
from firsthand.ground.vault import wording

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


def usual_words() -> Words:
    """What people are called where a study has not said, in the language of the moment."""
    return Words(
        worker=_("peer advocate"), worker_many=_("peer advocates"), person=_("member"), person_many=_("members"),
        organisation=_("organisation"), organisation_many=_("organisations"),
    )  # fmt: skip


def own_words(by: Membership) -> Words:
    """What this study calls people, in the language of the moment; the usual words where it has not said.

    They are sealed: a member who has not unlocked the study, or has no key to it, gets the usual ones.
    """
    return said_words(by).get(get_language() or "", Words()).or_else(usual_words())


def said_words(by: Membership) -> dict[str, Words]:
    """What was said, by language."""
    row = Calling.objects.filter(study_id=by.study_id).first() if by.opened_key else None
    said = wording.read_open(by.key, [row.wording]).get(row.wording, {}) if row else {}
    return {language: Words(**words | {"avoid": tuple(words["avoid"])}) for language, words in said.items()}


def calls_differently(by: Membership) -> bool:
    """Whether the study said, in the language of the moment, how it calls those who come."""
    said = said_words(by).get(get_language() or "")
    return bool(said and said.person_many)
