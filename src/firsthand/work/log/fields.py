"""The form of an entry: two questions that want an answer, and five that do not.

All of it asks what I did, and nothing about the other person. There is no place for who it was, for a diagnosis, a
risk, attendance, progress, minutes or a place, and none may be added; a test holds the list. The kinds of work are our
wording of those described by Jacobson, Trojanowski and Dewa (2012).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

KEEP_DAYS = 90
MOMENT_MOST, WORDS_MOST = 600, 200  # letters

NOT_FOR = lazy("This is for you. Do not write who it was. It is not for emergencies, billing or your boss.")

Kind = Literal["some", "one", "text"]


@dataclass(frozen=True, slots=True)
class Field:
    """A question of the form: its id, its wording, and what can be answered."""

    id: str
    kind: Kind
    label: StrPromise
    hint: StrPromise | str = ""
    options: Mapping[str, StrPromise] = field(default_factory=dict)
    needed: bool = False
    most: int | None = None  # of choices, or of letters
    tick: tuple[str, StrPromise] | None = None  # without which it may not stand


FIELDS: tuple[Field, ...] = (
    Field(
        "what", "some", lazy("What was I doing?"), needed=True, most=3,
        options={
            "talk": lazy("Talking, listening"),
            "share": lazy("Sharing something of my own"),
            "along": lazy("Going somewhere together"),
            "find": lazy("Finding help, money, a room, papers"),
            "speakup": lazy("Backing someone up with others"),
            "skill": lazy("Learning or practising something"),
            "group": lazy("Group or event"),
            "social": lazy("Just being together"),
            "place": lazy("Making this a good place"),
            "team": lazy("Working with staff or other services"),
            "office": lazy("Planning, forms, learning for the job"),
        },
    ),
    Field(
        "moment", "text", lazy("One moment worth keeping"), needed=True, most=MOMENT_MOST,
        hint=lazy("One or two lines. What did I do? What happened next?"),
    ),
    Field(
        "used", "one", lazy("Did I use something I have lived through?"),
        options={"yes": lazy("Yes"), "held": lazy("I chose not to"), "no": lazy("No")},
    ),
    Field(
        "lead", "one", lazy("Who took the lead?"),
        options={
            "them": lazy("They did"), "both": lazy("Both of us"), "me": lazy("I did"), "dk": lazy("Hard to say"),
        },
    ),
    Field(
        "words", "text", lazy("What they are after, in their words"), most=WORDS_MOST,
        hint=lazy("Only if they said you may write it. No name."),
        tick=("ok_words", lazy("They said I may write this down")),
    ),
    Field(
        "barrier", "some", lazy("Did something get in the way?"),
        options={
            "waiting": lazy("Waiting"),
            "rules": lazy("Rules or papers"),
            "money": lazy("Money"),
            "housing": lazy("Housing"),
            "treated": lazy("How someone was treated"),
            "coercion": lazy("Force or threat of it"),
            "language": lazy("Language"),
            "here": lazy("Something here"),
            "other": lazy("Other"),
        },
    ),
    Field(
        "me", "one", lazy("How am I after this?"),
        options={
            "good": lazy("Good"), "ok": lazy("All right"), "heavy": lazy("Heavy"),
            "talk": lazy("I want to talk to someone"),
        },
    ),
)  # fmt: skip
BY_ID = {one.id: one for one in FIELDS}
COUNTED = ("what", "barrier")  # of which the picture of the work is made


def told() -> list[dict[str, Any]]:
    """The form for a device, in the language of the moment."""
    return [
        {
            "id": one.id, "kind": one.kind, "label": str(one.label), "hint": str(one.hint), "needed": one.needed,
            "most": one.most,
            "options": [{"id": kept, "label": str(called)} for kept, called in one.options.items()],
            "tick": {"id": one.tick[0], "label": str(one.tick[1])} if one.tick else None,
        }
        for one in FIELDS
    ]  # fmt: skip
