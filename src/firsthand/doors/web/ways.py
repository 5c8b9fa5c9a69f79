"""The three doors, and the ways through each: one table, of which everybody is shown what is theirs to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as lazy

from firsthand.ground.studies.access import may

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class Way:
    """A page that a door leads to, and the act that one has to be allowed for it to be of use."""

    view: str
    called: StrPromise
    about: StrPromise
    act: str = ""  # without one it is for everybody in the study
    unless: str = ""  # not for those who may do this: they have it elsewhere
    outside: bool = False  # for whoever is not in the study, too

    def open_to(self, by: Membership | None) -> bool:
        """Whether it is for this member; of None, whether it is for whoever is not in the study."""
        if by is None or self.outside:
            return self.outside
        return (not self.act or may(by, self.act)) and not (self.unless and may(by, self.unless))


@dataclass(frozen=True, slots=True)
class Door:
    """One of the three."""

    id: str
    called: StrPromise
    about: StrPromise
    theme: StrPromise
    ways: tuple[Way, ...]


DOORS = (
    Door(
        "work",
        lazy("The work"),
        lazy("What peers do for themselves, whether or not anything is being studied."),
        lazy("Understanding the mechanics of peer support"),
        (
            Way(
                "work",
                lazy("The two-minute log"),
                lazy("What you did, and one moment worth keeping. For you alone, and forgotten by itself."),
                "log.keep",
            ),
            Way(
                "log-phone",
                lazy("The log on your phone"),
                lazy("The same two minutes, without a network, too."),
                "log.keep",
            ),
            Way(
                "work-reflections",
                lazy("Reflect together"),
                lazy("Two peers and six questions. Two lines are kept, for both."),
                "reflection.keep",
            ),
            Way(
                "work-story",
                lazy("My story at work"),
                lazy("What you tell, to whom, and what stays yours."),
                "story.keep",
            ),
            Way(
                "work-card",
                lazy("A card in their own words"),
                lazy("To fill in together and take away. Nothing of it is kept here."),
                "log.keep",
            ),
        ),
    ),
    Door(
        "study",
        lazy("The study"),
        lazy("Gather visits, field notes and interviews. Make sense of them with codes, memos and themes."),
        lazy("The study that found the themes, ready to be made again at another place"),
        (
            Way(
                "note",
                lazy("Write a field note"),
                lazy("What happened, and where you were in it."),
                "note.write",
            ),
            Way(
                "sources",
                lazy("Read and code"),
                lazy("Interviews, notes and talks, with what others saw in them."),
                "study.read",
            ),
            Way(
                "themes",
                lazy("Themes"),
                lazy("What we say, with what speaks for it and what does not."),
                "study.read",
            ),
            Way(
                "consents",
                lazy("What people agreed to"),
                lazy("Who was asked what, and what they answered."),
                "consent.read",
            ),
            Way(
                "rights",
                lazy("Who can read this?"),
                lazy("Everybody here, and what is open to each."),
                unless="study.read",
            ),
        ),
    ),
    Door(
        "back",
        lazy("Giving back"),
        lazy("Check it with the people it is about, and hand it on to those who can use it."),
        lazy("Experience into expertise, launching towards recovery"),
        (
            Way(
                "packs",
                lazy("Does it fit?"),
                lazy("Ask those it is about, and keep what they say beside it."),
                "study.read",
            ),
            Way(
                "cards",
                lazy("Learning cards"),
                lazy("One page each, for a talk among those who do the work."),
                "study.read",
            ),
            Way(
                "reports",
                lazy("Reports"),
                lazy("The study written up, the board’s page, and what leaves besides."),
                "study.read",
            ),
            Way(
                "ethics",
                lazy("For the ethics board"),
                lazy("What went wrong, who was trained, and the package."),
                "incident.write",
                unless="study.read",
            ),
            Way(
                "own-page",
                lazy("I took part: my own page"),
                lazy("With the code on your slip: your words, your answers, and whether it fits."),
                outside=True,
            ),
        ),
    ),
)


def doors_for(by: Membership | None) -> list[Door]:
    """The doors with those ways that are open to this member, or to somebody who is not in the study."""
    return [replace(door, ways=tuple(way for way in door.ways if way.open_to(by))) for door in DOORS]
