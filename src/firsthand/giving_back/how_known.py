"""How something is known, in a sentence or two: of how many people, and from where they speak.

Fewer than three people are not told as a number: in a small place a number can tell who they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

OTHERS = ("of_member", "of_colleague")


def how_known(people: int, standpoints: Iterable[str]) -> str:
    """“5 people told us. Some speak of themselves, some of others. Some of it we saw.”"""
    from_where = Counter(standpoints)
    if not people:
        return _("We saw it ourselves.") if from_where["observed"] else ""
    told = [_("%(who)s.") % {"who": few(people)}, _themselves_or_others(from_where)]
    return " ".join(filter(None, [*told, _("Some of it we saw.") if from_where["observed"] else ""]))


def few(count: int) -> str:
    """How many people, where that tells nobody who they are."""
    if count < 3:
        return _("Fewer than three people told us")
    return ngettext("%(n)s person told us", "%(n)s people told us", count) % {"n": count}


def _themselves_or_others(from_where: Counter[str]) -> str:
    others = sum(from_where[one] for one in OTHERS)
    if others and from_where["self"]:
        return _("Some speak of themselves, some of others.")
    if others:
        return _("They speak of others.")
    return _("They speak of themselves.") if from_where["self"] else ""
