"""Coming into a study: as the person whose secret opens it.

A study none of whose members has a secret of their own is opened by the installation's secret file: whoever owns the
file may act as any member, as people do who share one computer. As soon as one has, the study asks everybody, and for
those who have one nothing else opens it.

Nothing that was opened is kept here from one request to the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from firsthand.core.problems import Locked, NotAllowed, NotThere
from firsthand.ground.studies.models import KEEP_KEY, KEEP_NAMES, Membership, Role, Study
from firsthand.ground.vault import cipher, guarding, keys, locks, own, unlocking
from firsthand.ground.vault.asking import first, is_any
from firsthand.ground.vault.guarding import NamesKey
from firsthand.ground.vault.keys import StudyKey
from firsthand.ground.vault.secret import Secret

_SLUG = re.compile(
    r"[-\w]+", re.ASCII
)  # anything else no study is called, and PostgreSQL is not asked for a zero
_HERE = '"study_id" = %s AND "left_at" IS NULL'  # of a member


class NoToken(Locked):
    """What was given as a token is none of this study."""

    def __init__(self) -> None:
        super().__init__(_("This token opens nothing here: it was taken back, or is another study’s."))


def installation_secret() -> Secret:
    """The secret of the data folder this process serves."""
    secret = Secret.found_in(Path(settings.DATA))
    if secret is None:
        raise NotThere(
            _("There is no Firsthand data in %(folder)s yet. Start with: firsthand init")
            % {"folder": settings.DATA}
        )
    return secret


def find_study(slug: str | None = None) -> Study:
    """The study of that slug, or the only one there is."""
    if slug:
        study = first(Study, "slug = %s", slug) if _SLUG.fullmatch(slug) else None
        if study is None:
            raise _no_study(slug)
        return study
    studies = list(Study.objects.order_by("made_at")[:2])
    if not studies:
        raise NotThere(_('There is no study here yet. Start one with: firsthand init --study "Title"'))
    if len(studies) > 1:
        raise NotThere(_("There are several studies here: say which one with --study."))
    return studies[0]


def _no_study(slug: str) -> NotThere:
    return NotThere(_("There is no study called “%(slug)s” here.") % {"slug": slug})


def asks(study: Study) -> bool:
    """Whether one has to unlock this study: somebody in it has a secret of their own."""
    return own.anybody(study.id)


def enter(study: Study, name: str | None = None) -> Membership:
    """The member of that name (the lead where None), opened by the installation's secret.

    Raises `NotThere`, and `Locked` for a member who has a secret of their own.
    """
    member = member_called(study, name)
    if own.has(member.id):
        raise Locked(
            _("%(name)s has a secret of their own, and nothing else opens this study for them.")
            % {"name": member.name}
        )
    if member.role in KEEP_NAMES:
        _make_names_key(study.id)
    return opened(member, installation_secret())


def enter_unlocked(study: Study, key: str) -> Membership:
    """The member who unlocked the study, with the key that their browser or shell has. Raises `Locked`."""
    found = unlocking.opened_by(key, study.id)
    if found is None:
        raise Locked(_("This study is locked. Unlock it with your own passphrase."))
    return _as_themselves(study, *found)


def enter_by_token(
    study: Study, token: str, beforehand: Callable[[Membership], None] = lambda _: None
) -> Membership:
    """The member whose token it is, limited to what it was made for. Raises `Locked`.

    `beforehand` is done before that limit holds: what the house does whenever a member comes in, no act of theirs.
    """
    found = locks.opened_by_token(study.id, token)
    if found is None:
        raise NoToken()
    member_id, secret, scope = found
    by = _as_themselves(study, member_id, secret)
    beforehand(by)
    return by.limited_to(scope)


def member_called(study: Study, name: str | None) -> Membership:
    """The member of that name who is in the study, not opened; the lead where None. Raises `NotThere`."""
    if name is None:
        member = first(Membership, f'{_HERE} AND "role" = %s ORDER BY "id"', study.id, Role.LEAD.value)
    else:
        member = first(Membership, f'{_HERE} AND "name" = %s ORDER BY "id"', study.id, name.strip())
        member = member or _alike(study, name)
    if member is None:
        raise NotThere(_("Nobody called %(name)s is in this study.") % {"name": name or _("lead")})
    member.study = study
    return member


def _alike(study: Study, name: str) -> Membership | None:
    """The member whose name differs from it in capitals only.

    Compared as tries are counted (`attempts.count`), not as a database does: to PostgreSQL other letters are the same,
    too, and who is found under another spelling would be counted at another door.
    """
    meant = name.strip().casefold()
    here = study.members.filter(left_at=None).order_by("id")
    return next((one for one in here if one.name.casefold() == meant), None)


def member_of(study: Study, member_id: UUID) -> Membership | None:
    """The member of that id, not opened; None where they are not in the study any more."""
    member = first(Membership, f'{_HERE} AND "id" = %s', study.id, member_id)
    if member is not None:
        member.study = study
    return member


def member_by_account(slug: str, account_id: int) -> Membership:
    """Who somebody with an account is in a study, not opened.

    Raises `NotThere`, alike where there is no such study and where they are not in it: nobody is told which.
    """
    study = find_study(slug)
    member = first(Membership, f'{_HERE} AND "account_id" = %s ORDER BY "id"', study.id, account_id)
    if member is None:
        raise _no_study(slug)
    member.study = study
    return member


def enter_by_account(slug: str, account_id: int, key: str) -> Membership:
    """Who somebody with an account is in a study, as open as it is to them.

    The account opens no words: where the study asks, the key does that their browser has. Raises `NotThere`, `Locked`.
    """
    member = member_by_account(slug, account_id)
    if not asks(member.study):
        return enter(member.study, member.name)
    by = enter_unlocked(member.study, key)
    if by.id != member.id:
        raise Locked(_("This study is locked. Unlock it with your own passphrase."))
    return by


def opened(member: Membership, secret: Secret) -> Membership:
    """A member with the keys of their role open. A role that reads nothing has none."""
    key = _study_key(member, secret) if member.role in KEEP_KEY else None
    names = _names_key(member, secret) if member.role in KEEP_NAMES else None
    return member.opened_with(key, names, secret)


def opened_again(by: Membership) -> Membership:
    """The same member with their keys as they are now: for whoever hands keys on, or puts another in their place.

    Inside the act, which holds the study's lock. A key that was opened before it may have been turned since by somebody
    else: handed on, it would take the place of the one that words were sealed under in between, for good.
    Raises `NotAllowed` where they were taken out meanwhile, `Locked` where what let them in opens nothing any more.
    """
    try:
        return by if by.secret is None else opened(by, by.secret)
    except cipher.WrongKey as wrong:
        raise Locked(_("This study is locked. Unlock it with your own passphrase.")) from wrong


def _as_themselves(study: Study, member_id: UUID, secret: Secret) -> Membership:
    member = member_of(study, member_id)
    if member is None:
        raise Locked(_("You are not in this study any more."))
    if member.account_id is not None and not is_any(
        get_user_model(), "id = %s AND is_active", member.account_id
    ):
        raise Locked(_("Your account on this server is closed for now. Ask whoever runs it."))
    return opened(member, secret)


def _study_key(member: Membership, secret: Secret) -> StudyKey:
    with suppress(NotAllowed):
        return keys.unlock(member.id, member.study_id, secret)
    own.take(member.id, member.study_id, secret)  # it was handed over, and not taken yet
    return keys.unlock(member.id, member.study_id, secret)


def _names_key(member: Membership, secret: Secret) -> NamesKey | None:
    names = guarding.unlock_names(member.id, member.study_id, secret)
    if names is None:
        own.take(member.id, member.study_id, secret)
        names = guarding.unlock_names(member.id, member.study_id, secret)
    return names


def _make_names_key(study_id: UUID) -> None:
    """The names key, made now where the study is from before there was one."""
    if not guarding.has_key(study_id):
        holders = Membership.objects.filter(study_id=study_id, role__in=KEEP_NAMES)
        guarding.make_for(study_id, holders.values_list("id", flat=True), installation_secret())
