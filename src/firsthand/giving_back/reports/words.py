"""The sentences that every form of a report shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from firsthand.analysis.coding.excerpts import Excerpt
from firsthand.analysis.coding.models import Stance
from firsthand.analysis.themes.models import Evidence
from firsthand.analysis.themes.selectors import Piece, ThemeLine
from firsthand.core.consent import Outcome
from firsthand.giving_back.release import holding
from firsthand.ground.studies.models import Study


def banner() -> str:
    """What stands on every page and file of the demonstration study."""
    return _("Invented demonstration – not data")


def unchecked() -> str:
    """What stands on papers in a language that nobody who speaks it as their own has read through; else nothing."""
    if get_language() not in settings.UNCHECKED_LANGUAGES:
        return ""
    return _("This wording is not yet checked by a native-speaking peer worker.")


def held_back(excerpt: Excerpt) -> str:
    """What stands in place of words that may not be quoted; empty where they may."""
    sentences = {
        Outcome.REVIEW.value: _("(Not quoted yet: they want to see each quotation first.)"),
        Outcome.NO.value: _("(Not quoted: they did not say that their words may be.)"),
        holding.NAMED: _(
            "(Not quoted yet: something in it can tell who somebody is, and nobody has settled it.)"
        ),
        holding.TOGETHER: _("(Not quoted: together with another passage it tells who somebody is.)"),
    }
    return sentences[excerpt.held] if excerpt.held else ""


def reference(excerpt: Excerpt) -> str:
    """Where an excerpt stands: enough to find it again from paper."""
    return _(
        "%(who)s, %(title)s (%(ref)s), %(place)s, characters %(start)s–%(end)s; %(code)s, coded by %(coder)s"
    ) % {
        "who": ", ".join(excerpt.said_by) or excerpt.source.kind,
        "title": excerpt.source.title,
        "ref": excerpt.source.ref,
        "place": excerpt.place,
        "start": excerpt.coding.span.start,
        "end": excerpt.coding.span.end,
        "code": excerpt.coding.code.plain,
        "coder": excerpt.coding.coder,
    }


def place_of(excerpt: Excerpt) -> str:
    """Where an excerpt stands, below the study's address."""
    return f"sources/{excerpt.source.id}/reader/#c{excerpt.coding.span.start}"


def leads_to(study: Study, excerpt: Excerpt) -> str:
    """The address of the place where an excerpt stands: for those who may read it."""
    return f"{settings.ADDRESS}/s/{study.slug}/{place_of(excerpt)}"


def summary(theme: ThemeLine) -> str:
    """How much stands behind a theme: people first."""
    people = ngettext("%(count)s person", "%(count)s people", len(theme.people)) % {
        "count": len(theme.people)
    }
    sources = ngettext("%(count)s source", "%(count)s sources", theme.sources) % {"count": theme.sources}
    codings = ngettext("%(count)s coding", "%(count)s codings", len(theme.codings)) % {
        "count": len(theme.codings)
    }
    return _("%(people)s, %(sources)s, %(codings)s") % {
        "people": people,
        "sources": sources,
        "codings": codings,
    }


def facets(theme: ThemeLine, standpoints: Mapping[str, str]) -> list[str]:
    """From where the words speak, and for or against what: a line each, where anybody said so."""
    lines = []
    for label, facet, labels in (
        (_("Standpoint"), "standpoint", standpoints),
        (_("Stance"), "stance", dict(Stance.choices)),
    ):
        split = theme.split(facet)
        if split:
            lines.append(
                f"{label}: " + ", ".join(f"{labels[value]} {number}" for value, number in split.items())
            )
    return lines


def sides(pieces: Sequence[Piece]) -> list[tuple[str, list[Piece]]]:
    """Evidence under its heading, sides without any left out."""
    named = [
        (_("What speaks for it"), Evidence.Side.FOR),
        (_("What speaks against it"), Evidence.Side.AGAINST),
        (_("What speaks both ways"), Evidence.Side.MIXED),
    ]
    found = [(heading, [piece for piece in pieces if piece.side == side]) for heading, side in named]
    return [(heading, shown) for heading, shown in found if shown]
