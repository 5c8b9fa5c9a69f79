"""Saying what a study calls people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.conf import settings
from django.utils.translation import gettext as _

from firsthand.core.calling import LONGEST, MOST_AVOIDED, Words, tidy, tidy_list
from firsthand.core.problems import Problem
from firsthand.ground.calling.models import Calling
from firsthand.ground.calling.selectors import said_words
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording


@act("words.set")
def set_words(
    by: Membership, *, language: str = "en", worker: str = "", worker_many: str = "", person: str = "",
    person_many: str = "", organisation: str = "", organisation_many: str = "", avoid: Iterable[str] = (),
) -> Words:  # fmt: skip
    """Say what people are called here in one language; an empty word is the usual one. Other languages stay.

    Raises `Problem` for a language that there are no pages in, one word without its many, and what is too long.
    """
    if language not in dict(settings.LANGUAGES):
        raise Problem(
            _("Pages are not there in “%(language)s”. There are: %(languages)s.")
            % {"language": language, "languages": ", ".join(dict(settings.LANGUAGES))}
        )
    words = Words(
        tidy(worker), tidy(worker_many), tidy(person), tidy(person_many), tidy(organisation), tidy(organisation_many),
        tidy_list(avoid),
    )  # fmt: skip
    _require_sound(words)
    said = said_words(by) | {language: words}
    sealed = wording.written(by.key, {code: asdict(one) for code, one in said.items() if one != Words()})
    row = Calling.objects.filter(study_id=by.study_id).first()
    if row is None:
        record().create(Calling(study=by.study, wording=sealed))
    else:
        record().change(row, wording=sealed)
    return words


def _require_sound(words: Words) -> None:
    if (words.worker and not words.worker_many) or (words.person and not words.person_many):
        raise Problem(_("Say the word for many people, too: it is the one that most sentences need."))
    if any(len(one) > LONGEST for one in (*words.avoid, words.worker, words.worker_many, words.person,
                                          words.person_many, words.organisation, words.organisation_many)):  # fmt: skip
        raise Problem(_("Such a word has %(most)s letters at most.") % {"most": LONGEST})
    if len(words.avoid) > MOST_AVOIDED:
        raise Problem(_("Up to %(most)s words to avoid can be kept.") % {"most": MOST_AVOIDED})
