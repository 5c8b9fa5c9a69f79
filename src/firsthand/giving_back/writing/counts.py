"""What was counted, as a document shows it: a table that people read, and a picture of the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.counts import CodeCount, counts
from firsthand.analysis.compare.cooccurrence import cooccurrence
from firsthand.analysis.compare.matrix import alone, ids, matrix
from firsthand.analysis.compare.saturation import saturation
from firsthand.analysis.themes.mapped import mapped
from firsthand.analysis.themes.selectors import excerpts_of, sides, themes
from firsthand.core.pictures import Spec
from firsthand.field.people.selectors import people
from firsthand.giving_back.leaving.printing import printed_themes
from firsthand.giving_back.reports import people_in, pictures
from firsthand.ground.studies.models import Membership

MOST_PAIRS = 25

CALLED = {
    "matrix": lazy("Codes by people"),
    "co-occurrence": lazy("Codes on the same words"),
    "saturation": lazy("When codes first came"),
    "theme-map": lazy("Themes and the codes of their evidence"),
    "code-tree": lazy("The codebook"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """A count: its table, how to draw it, what is to be said beside it, and whom it is about."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    picture: Callable[[], Spec]
    people: frozenset[UUID]
    said: tuple[str, ...] = ()


def count(by: Membership, what: str) -> Count:
    """One of the counts, as of now."""
    return _MADE[what](by)


def _matrix(by: Membership) -> Count:
    found = matrix(by, count="codings")
    hidden = alone(found)
    names = [
        _("one person alone") if place in hidden else one.short for place, one in enumerate(found.columns)
    ]
    rows = tuple(
        (
            row.code.plain, *_cells(row.cells, hidden), str(row.people),
        )
        for row in found.rows
        if row.codings
    )  # fmt: skip
    said = _("Codings of each person’s words; in the last column, how many people.")
    return Count(
        (_("Code"), *names, _("People")), rows, lambda: pictures.of_matrix(found, "light", leaves=True),
        frozenset(ids(found)), (said,),
    )  # fmt: skip


def _cells(cells: Sequence[int], hidden: frozenset[int]) -> list[str]:
    return ["" if place in hidden else str(cell or "·") for place, cell in enumerate(cells)]


def _pairs(by: Membership) -> Count:
    found = cooccurrence(by)
    rows = tuple(
        (one.one.plain, one.two.plain, str(one.people), str(one.units)) for one in found.pairs[:MOST_PAIRS]
    )
    more = len(found.pairs) - len(rows)
    said = _("The %(shown)s pairs of most people; %(more)s more are not shown.") % {
        "shown": len(rows), "more": more,
    }  # fmt: skip
    return Count(
        (_("Code"), _("With"), _("People"), _("Turns")), rows, lambda: pictures.of_pairs(found, "light"),
        frozenset(one.id for one in people(by)), (said,) if more else (),
    )  # fmt: skip


def _steps(by: Membership) -> Count:
    """Without days: when somebody was talked with can tell who it was."""
    found = saturation(by)
    rows = tuple(
        (
            ", ".join(one.source.ref for one in step.interviews), str(step.codes), str(len(step.new)),
            str(step.so_far),
        )
        for step in found.steps
    )  # fmt: skip
    held = frozenset(
        person.id for each in found.steps for one in each.interviews for person in one.source.people
    )
    return Count(
        (_("Interview"), _("Codes in it"), _("New"), _("So far")), rows,
        lambda: pictures.of_saturation(found, "light"), held, found.what_it_is_not[:1],
    )  # fmt: skip


def _theme_map(by: Membership) -> Count:
    found = mapped(printed_themes(by, themes(by, leaving=True)))
    theme_of = {claim.id: theme.plain for theme in found.themes for claim in theme.claims}
    called = dict(sides())
    rows = tuple(
        (theme_of[one.claim.id], one.claim.sentence, one.code.plain, called[one.side], str(one.pieces))
        for one in found.joins
    )
    shown = frozenset(people_in(by, excerpts_of(found.themes)))
    return Count(
        (_("Theme"), _("Claim"), _("Code"), _("Speaks"), _("Pieces")), rows,
        lambda: pictures.of_themes(found, "light"), shown,
    )  # fmt: skip


def _code_tree(by: Membership) -> Count:
    codes, counted = codebook(by), counts(by)
    none = CodeCount(0, 0, 0)
    rows = tuple(
        (f"{'– ' * one.depth}{one.plain}", str(found.codings), str(found.sources))
        for one in codes
        for found in [counted.get(one.id, none)]
    )
    return Count(
        (_("Code"), _("Codings"), _("Sources")), rows, lambda: pictures.of_codes(codes, counted, "light"), frozenset()
    )  # fmt: skip


_MADE = {
    "matrix": _matrix, "co-occurrence": _pairs, "saturation": _steps, "theme-map": _theme_map,
    "code-tree": _code_tree,
}  # fmt: skip
