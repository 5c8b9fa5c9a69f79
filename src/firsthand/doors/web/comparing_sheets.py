"""What can be chosen on the pages that count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from firsthand.doors.web.numbers import GREATEST
from firsthand.doors.web.sheets import Choices, Sheet, choice

if TYPE_CHECKING:
    from firsthand.field.people.selectors import Person

COUNT_NAMES = {
    "people": lazy("people"), "sources": lazy("sources"), "codings": lazy("codings"),
    "characters": lazy("characters"),
}  # fmt: skip
EDGE_NAMES = {
    "people": lazy("people"), "units": lazy("units"), "pairs": lazy("pairs of codings"),
    "characters": lazy("characters"),
}  # fmt: skip
UNIT_NAMES = {"turn": lazy("turns"), "sentence": lazy("sentences"), "source": lazy("sources")}
MEANT: Choices = [
    ("codes", lazy("of codes: fewer and fewer codes are new")),
    ("meaning", lazy("of meaning: nothing more is understood of what a code stands for")),
    ("theory", lazy("theoretical: categories and how they hang together are worked out")),
    ("data", lazy("of data: people say again what was said before")),
    ("none", lazy("none of these: how much was asked is reasoned otherwise")),
]


def as_of_field() -> forms.IntegerField:
    """As coded after which entry of the trail."""
    return forms.IntegerField(
        label=lazy("After entry of the trail"),
        required=False,
        min_value=1,
        max_value=GREATEST,
        help_text=lazy("Left empty, it is as of now."),
    )


class MatrixSheet(Sheet):
    """Which matrix."""

    called = "matrix"
    rows = choice(
        lazy("Rows"),
        [("codes", lazy("codes, each by itself")), ("families", lazy("families of codes"))],
    )
    columns = choice(
        lazy("Columns"),
        [
            ("participants", lazy("participants")), ("sources", lazy("sources")),
            ("attributes", lazy("what is said of participants")), ("codes", lazy("codes on the same words")),
            ("questions", lazy("questions of the guide")),
        ],
    )  # fmt: skip
    count = choice(lazy("Counted in"), list(COUNT_NAMES.items()))
    as_of = as_of_field()


class PairsSheet(Sheet):
    """Which network."""

    called = "pairs"
    edge = choice(lazy("A line counts"), list(EDGE_NAMES.items()))
    at_least = forms.IntegerField(label=lazy("and is drawn from"), min_value=1, max_value=GREATEST)
    unit = choice(lazy("Units are"), list(UNIT_NAMES.items()))
    as_of = as_of_field()


class StepsSheet(Sheet):
    """Which saturation, and step by step of what."""

    called = "steps"
    meant = choice(lazy("Which saturation is meant"), MEANT)
    step = choice(
        lazy("Step by step"),
        [
            ("interview", lazy("by interview")), ("day", lazy("by day of interviews")),
            ("coding", lazy("by day of coding")),
        ],
    )  # fmt: skip
    as_of = as_of_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial.get("meant"):
            self.offer("meant", [("", lazy("say which")), *MEANT])


class TestSheet(Sheet):
    """Which attribute codes may go with."""

    called = "test"
    spoken_at = "attribute"
    attribute = choice(lazy("What is said of people"), [], required=True)
    with_p = forms.BooleanField(label=lazy("p-values under twenty people, too"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted({name for one in people for name, value in one.attributes.items() if value})
        self.offer("attribute", [(name, name) for name in names])
