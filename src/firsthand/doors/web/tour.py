"""The guided tour of the demonstration: eight steps, each a page of it with a few sentences that say what to see there.

A step's page is looked up when somebody comes to it. Where what it shows is gone by now (the demonstration is there to
be tried out), the page that lists such things is opened, and the bar says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.rounds.selectors import rounds
from firsthand.analysis.themes.selectors import themes
from firsthand.core.problems import NotThere
from firsthand.field.fieldwork.selectors import visits
from firsthand.field.people.selectors import people
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.cards.selectors import cards
from firsthand.giving_back.member_checks.selectors import packs
from firsthand.ground.studies.access import may

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from firsthand.ground.studies.models import Membership

TOUR = "tour"  # in the browser's session: in which study it is at which step, and where that is


@dataclass(frozen=True, slots=True)
class Step:
    """One step: behind which door, what to see, and where. `find` gives no address where what it shows is gone."""

    door: StrPromise
    called: StrPromise
    sees: StrPromise
    find: Callable[[Membership], str | None]
    instead: str
    act: str = "study.read"


def _at(by: Membership, view: str, rows: Iterable[Any], *, key: str = "id") -> str | None:
    """The page of the first of these things."""
    return next((reverse(view, args=[by.study.slug, getattr(row, key)]) for row in rows), None)


def _work(by: Membership) -> str:
    return reverse("work", args=[by.study.slug])


def _visit(by: Membership) -> str | None:
    return _at(by, "visit", (one for one in visits(by) if one.doing == "somebody comes back"))


def _interview(by: Membership) -> str | None:
    return _at(by, "reader", (one for one in sources(by) if one.title == "Interview with Ike"))


def _round(by: Membership) -> str | None:
    """The round that was talked over, at the code that one of them put on the scuffs."""
    page = _at(by, "round", (one for one in rounds(by) if one.closed_at), key="number")
    scuffs = next((one.id for one in codebook(by) if one.handle == "EX-CHOOSE"), "")
    return page and f"{page}?code={scuffs}"


def _theme(by: Membership) -> str | None:
    return _at(by, "theme", (one for one in themes(by) if one.name.startswith("Launching")))


def _pack(by: Membership) -> str | None:
    return _at(by, "pack", (one for one in packs(by) if one.person.pseudonym == "Warren"))


def _card(by: Membership) -> str | None:
    return _at(
        by, "card", (one for one in cards(by) if any("Ike" in piece.attribution for piece in one.passages))
    )


def _ike(by: Membership) -> str | None:
    return _at(by, "person-leaving", (one for one in people(by) if one.pseudonym == "Ike"))


WORK, STUDY, BACK = lazy("The work"), lazy("The study"), lazy("Giving back")
STEPS = (
    Step(
        WORK, lazy("Two minutes, for oneself"),
        lazy(
            "Before any study there is the work. A peer notes what they did and one moment worth keeping, on a "
            "phone, without a network. There is no place for anybody’s name, nobody else opens it, and after "
            "ninety days it is forgotten."
        ),
        _work, "work", "log.keep",
    ),
    Step(
        STUDY, lazy("A visit, written down"),
        lazy(
            "Sam was at Lantern Row on the afternoon when a man came back from hospital. What happened stands "
            "apart from where Sam was in it, which nobody else could read at first."
        ),
        _visit, "visits",
    ),
    Step(
        STUDY, lazy("An interview, read by two"),
        lazy(
            "Ike’s interview, coded by Sam and by Lena, each alone. Look for the scuffs: Sam heard Ike being "
            "real, Lena heard him choosing what to show. The words stay in one place; the codes point at them."
        ),
        _interview, "sources",
    ),
    Step(
        STUDY, lazy("Where the two differ"),
        lazy(
            "The program lays such places side by side. Nobody voted. Of the scuffs both readings stand, with the"
            " reasons written down; the rest is still to be talked about."
        ),
        _round, "rounds",
    ),
    Step(
        STUDY, lazy("A theme, and what goes against it"),
        lazy(
            "Each claim says what would count against it, and shows who does. Here it is the man whom Warren has "
            "sat with for six years: he is not on his way anywhere, and he is good at cards."
        ),
        _theme, "themes",
    ),
    Step(
        BACK, lazy("Asking whether it fits"),
        lazy(
            "Warren was shown this theme, and said that “launching” is our word. The theme kept its name, because"
            " it is quoted; what he said is printed beside it."
        ),
        _pack, "packs",
    ),
    Step(
        BACK, lazy("A card for those who do the work"),
        lazy(
            "One finding, in Ike’s words, where it is not so, and three questions to talk about. It is one of "
            "three. Ike had said that words of his may be on cards here, and was shown this one. The words are "
            "looked up each time."
        ),
        _card, "cards",
    ),
    Step(
        BACK, lazy("“Take my words out”"),
        lazy(
            "If Ike wanted to leave, this is what would be put before him: where his words are, and what each way"
            " of leaving does there. The card goes blank, claims that lose their ground say so, and no backup "
            "brings the words back. Nothing happens by looking."
        ),
        _ike, "people", "participant.withdraw",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """What the bar shows: the step one is at, and the ways on."""

    step: Step
    number: int
    of: int
    back: int
    next: int
    here: bool  # the page that is open is the step's own
    gone: bool
    address: str


def steps_for(by: Membership) -> list[Step]:
    """The steps whose pages are open to this member. Raises `NotThere` in a study that is not invented."""
    if not by.study.demo:
        raise NotThere(_("The tour goes through the invented demonstration only."))
    return [step for step in STEPS if may(by, step.act)]


def go_to(request: HttpRequest, by: Membership, number: int) -> str:
    """Take this browser to a step, and remember it; the address of its page. Raises `NotThere`."""
    steps = steps_for(by)
    if not 0 < number <= len(steps):
        raise NotThere(_("The tour has no such step."))
    step = steps[number - 1]
    found = step.find(by)
    address = found or reverse(step.instead, args=[by.study.slug])
    request.session[TOUR] = {"slug": by.study.slug, "number": number, "at": address, "gone": not found}
    return address


def leave(request: HttpRequest) -> None:
    """This browser is on no tour any more."""
    request.session.pop(TOUR, None)


def bar(request: HttpRequest, by: Membership) -> Bar | None:
    """The bar, where this browser is on a tour of this study."""
    kept = request.session.get(TOUR)
    if not kept or kept["slug"] != by.study.slug or not by.study.demo:
        return None
    steps, number = steps_for(by), kept["number"]
    if number > len(steps):
        return None
    return Bar(
        steps[number - 1], number, len(steps), number - 1, number + 1 if number < len(steps) else 0,
        request.path == kept["at"].partition("?")[0], kept["gone"], kept["at"],
    )  # fmt: skip
