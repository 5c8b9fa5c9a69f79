"""The board’s page: what was found, in plain words. Nobody's words are on it, and nobody can be told from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.themes.selectors import ClaimLine, ThemeLine, themes
from firsthand.core.problems import Problem
from firsthand.field.people.selectors import people
from firsthand.field.sources.models import Kind
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.cards.selectors import known_of
from firsthand.giving_back.ethics.description import Block, Package, Part, heading, note, shown, text
from firsthand.giving_back.how_known import few
from firsthand.giving_back.member_checks.answers import OBJECTING
from firsthand.giving_back.member_checks.selectors import SaidTo, said_to
from firsthand.giving_back.reports import Report, note_release
from firsthand.giving_back.sheets.drawing import drawn
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership


@act("report.release")
def make_board_page(by: Membership, *, format: str) -> Report:  # noqa: A002 - the command line's word
    """Take it out, as html or pdf. Raises `Problem` where there is no theme, or a promise would be broken."""
    made = drawn(by, "board", board_page(by), format)
    note_release(by, "board", format, set())
    return made


def board_page(by: Membership) -> Package:
    """What stands on it. Raises `Problem` where there is no theme yet."""
    found, said = themes(by), said_to(by)
    if not found:
        raise Problem(_("There is no theme yet: the page would be empty."))
    facts = ((_("Study"), by.study.title), (_("As of"), shown(timezone.localdate())))
    parts = [_made(by), *(Part(theme.plain, tuple(_theme(theme, said))) for theme in found)]
    return Package(_("What we found"), facts, tuple(parts))


def _made(by: Membership) -> Part:
    saw = any(one.kind == Kind.FIELD_NOTE for one in sources(by))
    told = [f"{few(len(people(by)))}.", _("We were there, too, and wrote down what we saw.") if saw else ""]
    return Part(
        _("How it was made"),
        (
            text(" ".join(told).strip()),
            note(
                _(
                    "Nobody is named here, and nobody’s own words stand here. What a claim rests on is kept with it, "
                    "word for word, for those who may read it."
                )
            ),
        ),
    )


def _theme(theme: ThemeLine, said: Mapping[UUID, list[SaidTo]]) -> Iterator[Block]:
    if theme.idea:
        yield text(" ".join(theme.idea.split()))
    standing = [claim for claim in theme.claims if any(one.excerpt for one in claim.evidence)]
    for claim in standing:
        yield heading(claim.sentence)
        yield text(" ".join([known_of(claim), _other_side(claim)]))
        if any(one.reply.answer in OBJECTING for one in said.get(claim.id, ())):
            yield note(_("Not all whom it is about say that it fits them."))
    if len(standing) < len(theme.claims):
        yield note(_("What nothing stands behind is left out."))


def _other_side(claim: ClaimLine) -> str:
    against = [one for one in claim.evidence if one.side != "for" and one.excerpt is not None]
    answer = next((one.answer for one in against if one.answer), "")
    if answer:
        return _("It is not always so: %(answer)s") % {"answer": answer}
    if against:
        return _("It is not always so: some of what we heard goes the other way.")
    return _("We found nothing that goes the other way, which need not mean that there is none.")
