"""How a participant is called in print, and whom to thank by name: chosen by them, and checked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from firsthand.core.consent import Outcome, allows
from firsthand.core.folding import folded
from firsthand.core.problems import Problem
from firsthand.field.consent.selectors import answers_given
from firsthand.field.people.models import Participant
from firsthand.field.people.naming import Named, names
from firsthand.field.people.selectors import Person, people_asked
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership

SHORTEST = 3  # letters of a part of a name that tells


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A name under which somebody is printed, and why it should not stay as it is."""

    person: Person
    why: str


def require_no_real_name(by: Membership, pseudonym: str, own: Participant | None = None) -> None:
    """Raises `Problem` where a pseudonym is a real name here: whose, is not said. Only the names key can tell.

    Their own first name is theirs to use, where they asked for it.
    """
    if not by.has_names:
        return
    mine = own.id if own is not None else None
    for one in names(by):
        if one.person.id == mine and _may_use_own(by, one):
            continue
        if _is_called(pseudonym, one):
            raise Problem(
                _(
                    "Somebody here is called that outside the study, or is known by it. Choose another name, so that "
                    "nobody is taken for somebody else."
                )
            )


def doubtful(by: Membership) -> list[Doubtful]:
    """The names in print that should not stay as they are. Raises `NotAllowed` without the right to read names."""
    require(by, "name.read")
    known, found = names(by), []
    for person in people_asked(by):
        for one in known:
            if one.person.id == person.id and _may_use_own(by, one):
                continue
            if _is_called(person.pseudonym, one):
                found.append(Doubtful(person, _("somebody here is called that outside the study")))
                break
    return found


def thanks(by: Membership) -> list[str]:
    """Who wants to be thanked by name, as they want it: apart from anything that they said, in order of name."""
    require(by, "name.read")
    found = []
    for one in names(by):
        said = answers_given(by, one.person.id)
        if allows(said, "credit", "thanks_full_name") is Outcome.YES:
            found.append(one.real_name)
        elif allows(said, "credit", "thanks_first_name") is Outcome.YES:
            found.append(one.real_name.split()[0])
    return sorted(found, key=str.casefold)


def _may_use_own(by: Membership, one: Named) -> bool:
    said = answers_given(by, one.person.id)
    return allows(said, "naming", "first_name_in_print") is Outcome.YES


def _is_called(pseudonym: str, one: Named) -> bool:
    """Whether a pseudonym is a real name or a nickname, or one of the names that it is made of."""
    wanted = {_plain(pseudonym), *map(_plain, pseudonym.split())}
    real = {_plain(name) for name in (one.real_name, *one.known_as)}
    parts = {_plain(part) for name in (one.real_name, *one.known_as) for part in name.split()}
    return not wanted.isdisjoint({name for name in real | parts if len(name) >= SHORTEST})


def _plain(name: str) -> str:
    return folded(name.strip(" .,-'’")).text
