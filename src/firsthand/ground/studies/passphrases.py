"""What a passphrase has to be: long. Everything else makes people write `Password1!`, which is guessed first."""

from __future__ import annotations

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import locks

SHORTEST = 12


def require_good(member: Membership, passphrase: str) -> None:
    """Raises `Problem`, with a sentence that says why, where a passphrase would not keep the study closed."""
    words = locks.in_one_form(passphrase)
    if len(words) < SHORTEST:
        raise Problem(
            _(
                "Take %(shortest)s characters or more. Whoever has a copy of the keyring may guess as long as they "
                "like, and length is what makes that hopeless; four words that do not belong together are good, and "
                "no digits or signs are asked for."
            )
            % {"shortest": SHORTEST}
        )
    if len(words) > locks.LONGEST:
        raise Problem(_("Take %(longest)s characters at most.") % {"longest": locks.LONGEST})
    if words.casefold() in {member.name.casefold(), member.study.title.casefold(), member.study.slug}:
        raise Problem(
            _("Your name and the name of the study are what anybody would try first. Take other words.")
        )
    try:
        CommonPasswordValidator().validate(words)
    except ValidationError as common:
        raise Problem(
            _(
                "Very many people have taken just this one, so it is tried first. Take words that are only yours."
            )
        ) from common
