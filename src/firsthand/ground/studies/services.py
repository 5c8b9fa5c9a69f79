"""Starting a study and bringing people into it."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import KEEP_NAMES, Membership, Role, Study
from firsthand.ground.trail.recording import record, recording, write_entry
from firsthand.ground.vault import guarding
from firsthand.ground.vault.keys import new_study_key, wrap_for
from firsthand.ground.vault.secret import Secret


def start_study(secret: Secret, *, title: str, lead: str, slug: str = "", demo: bool = False) -> Membership:
    """A new study with its first member, who leads it and holds its key. The trail's first entry.

    Raises `Problem` where the title is empty or the slug is taken.
    """
    title = title.strip()
    slug = slug or slugify(title)[:60] or "study"
    if not title:
        raise Problem(_("A study needs a title."))
    if Study.objects.filter(slug=slug).exists():
        raise Problem(
            _("There is a study called “%(slug)s” here already. Choose another short name with --slug.")
            % {"slug": slug}
        )
    study = Study(slug=slug, title=title, demo=demo)
    member = Membership(study=study, name=lead, role=Role.LEAD)
    key = new_study_key(study.id)
    wrap_for(member.id, secret, key)
    guarding.make_for(study.id, [member.id], secret)
    with transaction.atomic():
        study.save(force_insert=True)
        with recording(study.id) as recorder:
            recorder.create(member)
        write_entry(recorder, member.id, "study.start")
    return member.opened_with(key, guarding.unlock_names(member.id, study.id, secret))


@act("member.add")
def add_member(by: Membership, *, name: str, role: str, secret: Secret) -> Membership:
    """Bring a person into the study and give them its key, under their own secret.

    Raises `Problem` where the name is taken or empty, or there is no such role.
    """
    name = name.strip()
    if not name or Membership.objects.filter(study=by.study, name__iexact=name).exists():
        raise Problem(_("A member needs a name that nobody else in the study has."))
    if role not in Role.values:
        raise Problem(
            _("There is no role “%(role)s”. There are: %(roles)s.")
            % {"role": role, "roles": ", ".join(Role.values)}
        )
    member = Membership(study=by.study, name=name, role=role)
    wrap_for(member.id, secret, by.key)
    names = by.names if role in KEEP_NAMES else None
    if names is not None:
        guarding.give(member.id, secret, names)
    record().create(member)
    return member.opened_with(by.key, names)
