"""Coming into a study: as the person whose secret opens it.

Embedded, the installation's secret file is everybody's secret: whoever owns the file may act as any member,
as people do who share one computer. A team server (a later issue) gives each member a secret of their own.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.ground.studies.models import KEEP_NAMES, Membership, Role, Study
from firsthand.ground.vault.guarding import NamesKey, has_key, make_for, unlock_names
from firsthand.ground.vault.keys import StudyKey, unlock
from firsthand.ground.vault.secret import Secret


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
        study = Study.objects.filter(slug=slug).first()
        if study is None:
            raise NotThere(_("There is no study called “%(slug)s” here.") % {"slug": slug})
        return study
    studies = list(Study.objects.order_by("made_at")[:2])
    if not studies:
        raise NotThere(_('There is no study here yet. Start one with: firsthand init --study "Title"'))
    if len(studies) > 1:
        raise NotThere(_("There are several studies here: say which one with --study."))
    return studies[0]


def enter(study: Study, name: str | None = None) -> Membership:
    """The member of that name (the lead where None), with the study key open. Raises `NotThere`."""
    members = study.members.select_related("study")
    if name is None:
        member = members.filter(role=Role.LEAD).order_by("id").first()
    else:
        member = members.filter(name__iexact=name).first()
    if member is None:
        raise NotThere(_("Nobody called %(name)s is in this study.") % {"name": name or _("lead")})
    names = _names(member.id, study.id) if member.role in KEEP_NAMES else None
    return member.opened_with(_key(member.id, study.id), names)


@lru_cache(maxsize=64)
def _key(member_id: UUID, study_id: UUID) -> StudyKey:
    return unlock(member_id, study_id, installation_secret())


@lru_cache(maxsize=64)
def _names(member_id: UUID, study_id: UUID) -> NamesKey | None:
    """The names key, made now where the study is from before there was one."""
    if not has_key(study_id):
        holders = Membership.objects.filter(study_id=study_id, role__in=KEEP_NAMES)
        make_for(study_id, holders.values_list("id", flat=True), installation_secret())
    return unlock_names(member_id, study_id, installation_secret())
