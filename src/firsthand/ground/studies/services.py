"""Starting a study and bringing people into it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.signs import named
from firsthand.ground.studies import space
from firsthand.ground.studies.access import MAY
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.entrance import installation_secret, opened_again
from firsthand.ground.studies.models import KEEP_KEY, KEEP_NAMES, NAME, TITLE, Membership, Role, Study
from firsthand.ground.trail.recording import record, recording, write_entry
from firsthand.ground.vault import guarding, locks, own, pots
from firsthand.ground.vault.guarding import NamesKey
from firsthand.ground.vault.keys import StudyKey, new_study_key, wrap_for
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited, and the code with which they come in, once. It is nowhere else from now on."""

    member: Membership
    code: str = field(repr=False)


def start_study(secret: Secret, *, title: str, lead: str, slug: str = "", demo: bool = False) -> Membership:
    """A new study with its first member, who leads it and holds its key. The trail's first entry.

    Raises `Problem` where the title is empty, or a slug that was asked for is taken.
    """
    title, lead = named(title), named(lead)
    slug = slug or _free_slug(title)
    if not title:
        raise Problem(_("A study needs a title."))
    _require_short(title, TITLE)
    _require_short(lead, NAME)
    if Study.objects.filter(slug=slug).exists():
        raise Problem(
            _("There is a study called “%(slug)s” here already. Choose another short name with --slug.")
            % {"slug": slug}
        )
    space.require_going()
    study = Study(slug=slug, title=title, demo=demo)
    member = Membership(study=study, name=lead, role=Role.LEAD)
    key = new_study_key(study.id)
    wrap_for(member.id, secret, key)
    guarding.make_for(study.id, [member.id], secret)
    pots.make_ready(key)
    with transaction.atomic():
        study.save(force_insert=True)
        with recording(study.id) as recorder:
            recorder.create(member)
        write_entry(recorder, member.id, "study.start")
    return member.opened_with(key, guarding.unlock_names(member.id, study.id, secret), secret)


def short_name(title: str) -> str:
    """What a study of that title is called in addresses and commands, where nobody says otherwise.

    >>> short_name("How peer work works")
    'how-peer-work-works'
    """
    return slugify(title)[:50] or "study"


def _free_slug(title: str) -> str:
    """A short name that no study here has: that there is another of that title may be nobody's to know."""
    slug = short_name(title)
    while Study.objects.filter(slug=slug).exists():
        slug = f"{short_name(title)}-{secrets.token_hex(3)}"
    return slug


@act("member.add")
def add_member(by: Membership, *, name: str, role: str, secret: Secret) -> Membership:
    """Bring a person into a study that the installation's secret opens, and give them its key.

    Raises `Problem` where the name is taken or empty, there is no such role, or members have secrets of their own.
    """
    if own.anybody(by.study_id):
        raise Problem(
            _("Members of this study have secrets of their own. Invite them: firsthand member add.")
        )
    member = _newcomer(by, name, role)
    key, names = _keys_for(opened_again(by), role)
    if key is not None:
        wrap_for(member.id, secret, key)
    if names is not None:
        guarding.give(member.id, secret, names)
    record().create(member)
    return member.opened_with(key, names, secret)


@act("member.add")
def invite_member(by: Membership, *, name: str, role: str) -> Invited:
    """Bring a person into the study, with a fresh secret of their own that a code opens once.

    Raises `Problem` as `add_member` does, and where the lead has no secret of their own yet.
    """
    if not own.has(by.id):
        raise Problem(_("Take a secret of your own first: from then on you invite the others."))
    member = _newcomer(by, name, role)
    record().create(member)
    return Invited(member, _invitation(by, member))


@act("member.invite")
def invite_again(by: Membership, *, member: Membership) -> Invited:
    """A new invitation for somebody who is in the study, or was: what opened it for them before opens nothing more.

    For who has none yet, and for who has lost both passphrase and recovery code. Raises `Problem`.
    """
    if not own.has(by.id):
        raise Problem(_("Take a secret of your own first: from then on you invite the others."))
    if member.id == by.id:
        raise Problem(
            _("You are in already. For a new passphrase or recovery code see “What opens it for you”.")
        )
    if member.left_at is not None:
        record().change(member, left_at=None)
    record().mention(member)
    return Invited(member, _invitation(by, member))


@act("member.role")
def change_role(by: Membership, *, member: Membership, role: str) -> Membership:
    """Give a member another role, and the keys that go with it; what the new role does not need is taken from them.

    Raises `Problem` where they have left, there is no such role, nobody would lead the study any more, or too few could
    act for its participants.
    """
    _require_role(role)
    opened_again(by)
    _require_here(member)
    if member.role == Role.LEAD and role != Role.LEAD:
        _require_another_lead(member)
    _require_others_to_act(member, role)
    had = (member.role in KEEP_KEY, member.role in KEEP_NAMES)
    if not record().change(member, role=role):
        return member
    key, names = _keys_for(by, role)
    _give_or_take(member, had[0], key, own.STUDY_KEY)
    if had[0] and key is None:
        _turn_the_key(by, member)
    _give_or_take(member, had[1], names, own.NAMES_KEY)
    for kind, making in ((locks.TOKEN, "token.make"), (locks.PASSKEY, "passkey.make")):
        if role not in MAY[making].who:  # nor may they take one back: a lost device would stay a way in
            locks.take_off(member.id, kind)
    return member


@act("member.remove")
def remove_member(by: Membership, *, member: Membership) -> None:
    """Take a member out of the study: what opens it for them is destroyed, and their name stays on what they did.

    The study key is turned: what is sealed from now on does not open with a copy that they may have kept.

    Raises `Problem` where nobody would lead the study any more, or too few could act for its participants.
    """
    opened_again(by)
    _require_here(member)
    if member.role == Role.LEAD:
        _require_another_lead(member)
    _require_others_to_act(member)
    record().change(member, left_at=timezone.now())
    own.end(member.id, member.study_id)
    if member.role in KEEP_KEY:
        _turn_the_key(by, member)


@act("member.link")
def link_account(by: Membership, *, account_id: int) -> Membership:
    """From now on this member comes to the study by that account, and by no other. It opens no words."""
    record().change(by, account_id=account_id)
    return by


def _newcomer(by: Membership, name: str, role: str) -> Membership:
    name = named(name)
    _require_short(name, NAME)
    known = Membership.objects.filter(study=by.study, name__iexact=name).first() if name else None
    if known is not None and known.left_at is not None:
        raise Problem(
            _(
                "%(name)s was in this study before, and what they did bears that name. Invite them again instead."
            )
            % {"name": known.name}
        )
    if not name or known is not None:
        raise Problem(_("A member needs a name that nobody else in the study has."))
    _require_role(role)
    return Membership(study=by.study, name=name, role=role)


def _require_short(written: str, most: int) -> None:
    if len(written) > most:
        raise Problem(
            _("“%(beginning)s…” is too long: %(most)s characters at most.")
            % {"beginning": written[:20], "most": most}
        )


def _require_here(member: Membership) -> None:
    """Asked of the row as it stands: the page on which somebody was chosen may be of before they left."""
    if Membership.objects.filter(pk=member.pk, left_at=None).exists():
        return
    raise Problem(
        _("%(name)s is not in the study any more. Invite them again first.") % {"name": member.name}
    )


def _require_role(role: str) -> None:
    if role not in Role.values:
        raise Problem(
            _("There is no role “%(role)s”. There are: %(roles)s.")
            % {"role": role, "roles": ", ".join(Role.values)}
        )


def _require_another_lead(member: Membership) -> None:
    """Raises `Problem` where nobody else leads who can come in by themselves: the study would be closed for good."""
    others = Membership.objects.filter(study_id=member.study_id, role=Role.LEAD, left_at=None)
    rest = others.exclude(pk=member.pk).values_list("id", flat=True)
    asked = own.anybody(member.study_id)
    if not any(not asked or locks.PASSPHRASE in locks.kinds_of(one) for one in rest):
        raise Problem(
            _(
                "%(name)s is the only lead who can open this study. Make somebody else its lead first, and wait until "
                "they have come in."
            )
            % {"name": member.name}
        )


def _require_others_to_act(member: Membership, role: str = "") -> None:
    """Raises `Problem` where the last guardian would go, or the last but one of all who can take words out.

    A participant may keep the lead from knowing of them, and somebody has to be there to act for them then. That the
    rule holds in every study, whoever crossed out whom, is on purpose: a refusal tells nothing.
    """
    acting = MAY["participant.withdraw"].who
    if member.role not in acting or role in (member.role, Role.GUARDIAN):
        return
    here = Membership.objects.filter(study_id=member.study_id, left_at=None, role__in=acting)
    rest = list(here.exclude(pk=member.pk).values_list("role", flat=True))
    if Role.GUARDIAN in rest if member.role == Role.GUARDIAN else len(rest) != 1:
        return
    raise Problem(
        _(
            "%(name)s is needed: in every study somebody besides the lead has to be able to act for a participant who "
            "does not want the lead to read them. Make somebody else its guardian first."
        )
        % {"name": member.name}
    )


def _keys_for(by: Membership, role: str) -> tuple[StudyKey | None, NamesKey | None]:
    """The keys that a role needs. A role without one can put into the pots of the study all the same."""
    pots.make_ready(by.key)
    return by.key if role in KEEP_KEY else None, by.names if role in KEEP_NAMES else None


def _invitation(by: Membership, member: Membership) -> str:
    opened_again(by)
    with transaction.atomic(using=KEYRING):
        key, names = _keys_for(by, member.role)
        secret = own.begin(member.id, member.study_id, key, names, _opens_their_notes(member))
        return locks.new_code_for(member.id, member.study_id, secret, locks.INVITATION)


def _opens_their_notes(member: Membership) -> Secret | None:
    """The installation's secret, where it is what opens what they keep for themselves; nothing where they have one.

    Nobody else has a member's own secret: invited anew, they begin with nothing.
    """
    return None if own.has(member.id) else Secret.found_in(Path(settings.DATA))


def _give_or_take(member: Membership, had: bool, key: StudyKey | NamesKey | None, what: str) -> None:
    if key is None:
        if had:
            own.take_away(member.id, what)
    elif not had and (own.has(member.id) or not own.anybody(member.study_id)):
        # Where members have secrets of their own nothing new opens by the installation's: an invitation gives the key.
        _give(member, key)


def _turn_the_key(by: Membership, but: Membership) -> None:
    """Another study key for what is sealed from now on, for everybody who keeps it but this member.

    Not where the installation's file opens the study: whoever has the file would have the new key too.
    """
    if not own.anybody(by.study_id):
        return
    turned = by.key.turned()
    pots.make_ready(turned)
    keepers = Membership.objects.filter(study_id=by.study_id, left_at=None, role__in=KEEP_KEY)
    with transaction.atomic(using=KEYRING):
        keyed = own.those_with_keys(by.study_id)
        for one in keepers.exclude(pk=but.pk):
            if own.has(one.id) or one.id in keyed:
                _give(one, turned)
        own.forget()
    by.opened_with(turned, by.names if by.has_names else None)


def _give(member: Membership, key: StudyKey | NamesKey) -> None:
    """To who has a secret of their own, sealed for them; to the others, under the installation's."""
    if own.has(member.id):
        own.hand(member.id, key)
    elif isinstance(key, StudyKey):
        wrap_for(member.id, installation_secret(), key)
    else:
        guarding.give(member.id, installation_secret(), key)
