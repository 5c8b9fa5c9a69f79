"""The forms of the page on which codings are found: typed, by clicks, kept, and what is done with what is found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.analysis.coding.selectors import stances, standpoints
from firsthand.analysis.compare.names import Names, source_kinds
from firsthand.analysis.themes.selectors import claim_sentences, sides, theme_names
from firsthand.core.problems import Problem
from firsthand.core.selecting.query import (
    APART,
    Attribute,
    Both,
    Coded,
    Distance,
    Everything,
    Made,
    Named,
    Not,
    Query,
    Related,
)
from firsthand.doors.web.numbers import GREATEST
from firsthand.doors.web.sheets import Choices, Sheet, choice, line, version, words
from firsthand.doors.web.terms import TERMS

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

SHORT = 80  # letters of a claim in a list


# How a query is written, and what it finds. What is written is the same in every language.
WAYS = (
    ('"Leaning in"', lazy("words coded with it; names of several words stand in quotation marks")),
    ("under:Family", lazy("the code and all below it")),
    (
        "coder:Cody participant:P04 source:S3 kind:interview question:Q06 standpoint:self stance:supports round:1",
        lazy("who coded, whose words, where, in answer to what, from where they speak, in which round"),
    ),
    (
        'attribute "Years here" = "4-9"',
        lazy("of people or sources of whom that is said; also !=, <, <=, >, >="),
    ),
    ("made by rule, since 2026-01-31, until 2026-02-28, everything", lazy("how and when they were coded")),
    (
        "A overlaps B, A within B, A encloses B, A equals B",
        lazy(
            "those of A that share words with one of B, lie in one, hold one, or are the same words; touching is "
            "not overlapping"
        ),
    ),
    (
        "A followed by B within 200 characters, A near B within 2 turns",
        lazy("characters, sentences, turns or seconds; “by the same speaker” may stand behind"),
    ),
    ("and or not ( )", lazy("“and” binds closer than “or”; parentheses say otherwise")),
)


class AskSheet(Sheet):
    """A query as somebody writes it."""

    called = "ask"
    spoken_at = "q"
    q = words(
        lazy("What to find"),
        help=lazy(
            "A code’s name, or several things joined: “Hope” and coder:Cody, “Hope” overlaps “Waiting”."
        ),
        rows=2,
    )
    q.widget.attrs |= {"spellcheck": "false", "autocapitalize": "off", "class": "asked-in"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # one comes here to ask
            self.fields["q"].widget.attrs["autofocus"] = True


class BuildSheet(Sheet):
    """A query put together from lists: what, how it stands to what, and what else is true of it."""

    called = "build"
    code = choice(lazy("Words coded with"), [])
    how = choice(
        lazy("that"),
        [
            ("", lazy("stand anywhere")), ("overlaps", lazy("overlap words coded with")),
            ("within", lazy("lie within words coded with")), ("encloses", lazy("enclose words coded with")),
            ("equals", lazy("are the same words as coded with")),
            ("followed by", lazy("are followed by words coded with")), ("near", lazy("are near words coded with")),
        ],
    )  # fmt: skip
    other = choice(lazy("this code"), [])
    amount = forms.IntegerField(
        label=lazy("at most"), required=False, min_value=0, max_value=GREATEST, initial=2
    )
    unit = choice(
        lazy("counted in"),
        [
            ("turns", lazy("turns")), ("sentences", lazy("sentences")),
            ("characters", lazy("characters")), ("seconds", lazy("seconds")),
        ],
    )  # fmt: skip
    same = forms.BooleanField(label=lazy("by the same speaker"), required=False)
    but = choice(lazy("not coded with"), [])
    person = choice(lazy("Words of"), [])
    attribute = choice(lazy("Of people or sources with"), [])
    source = choice(lazy("In the source"), [])
    kind = choice(lazy("In every"), [])
    question = choice(lazy("In answer to"), [])
    coder = choice(lazy("Coded by"), [])
    made = choice(
        lazy("Coded"),
        [
            ("", lazy("by hand or by a rule")),
            ("hand", lazy("by hand")),
            ("rule", lazy("by a rule")),
            ("likeness", lazy("shown as similar first")),
        ],
    )
    standpoint = choice(TERMS["standpoint"].plain, [])
    stance = choice(TERMS["stance"].plain, [])
    since = forms.DateField(
        label=lazy("Coded since"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=lazy("Coded until"), required=False, widget=forms.DateInput({"type": "date"})
    )

    FIRST = ("code", "attribute", "person")
    BESIDE = ("how", "other", "amount", "unit")
    FURTHER = ("source", "kind", "question", "but", "coder", "made", "standpoint", "stance", "since", "until")

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Names(by)
        codes = _codes(names)
        attributes = {
            (label, value) for one in names.having_attributes for label, value in one.attributes.items()
        }
        offered: dict[str, tuple[str, Choices]] = {
            "code": (_("any code"), codes),
            "other": (_("choose a code"), codes),
            "but": (_("leave none out"), codes),
            "person": (_("anybody"), [(str(one.id), one.pseudonym) for one in names.people]),
            "attribute": (
                _("anything"),
                [(_packed(*pair), f"{pair[0]}: {pair[1]}") for pair in sorted(attributes) if pair[1].strip()],
            ),
            "source": (_("any source"), [(str(one.id), f"{one.ref} {one.title}") for one in names.sources]),
            "kind": (_("kind of source"), source_kinds()),
            "question": (_("any question, or none"), [(label, label) for label in names.questions]),
            "coder": (_("anybody"), [(str(key), name) for key, name in names.coders.items()]),
            "standpoint": (_("any"), [pair for pair in standpoints(by) if pair[0]]),
            "stance": (_("any"), [pair for pair in stances() if pair[0]]),
        }
        for name, (nothing, choices) in offered.items():
            self.offer(name, [("", nothing), *choices])

    @property
    def rows(self) -> tuple[list[Any], list[Any], list[Any]]:
        """The fields: what and whose; how it stands to what; what else is true of it."""
        first, beside, further = (
            [self[name] for name in names] for names in (self.FIRST, self.BESIDE, self.FURTHER)
        )
        return first, beside, further


def built(said: dict[str, Any]) -> Query:
    """The query that was put together, by ids. Raises `Problem` where a part of it is missing."""
    found = _narrowed(said)
    if said["but"]:
        found.append(Not(_code(said["but"])))
    if said["code"] or said["how"] or not found:
        found.insert(0, _related(said))
    query = found[0]
    for one in found[1:]:
        query = Both(query, one)
    return query


def _related(said: dict[str, Any]) -> Query:
    what = _code(said["code"]) if said["code"] else Everything()
    if not said["how"]:
        return what
    if not said["other"]:
        raise Problem(_("Choose the code, too, to which the words stand so."))
    apart = said["how"] in APART
    if apart and said["amount"] is None:
        raise Problem(_("Say how far apart they may be at most."))
    distance = Distance(said["amount"], said["unit"] or "turns") if apart else None
    return Related(what, said["how"], _code(said["other"]), distance, said["same"])


def _narrowed(said: dict[str, Any]) -> list[Query]:
    fields = (
        ("participant", "person"), ("source", "source"), ("kind", "kind"), ("question", "question"),
        ("coder", "coder"), ("standpoint", "standpoint"), ("stance", "stance"),
    )  # fmt: skip
    found: list[Query] = [Named(field, said[name]) for field, name in fields if said[name]]  # type: ignore[arg-type]
    if said["attribute"]:
        label, value = _unpacked(said["attribute"])
        found.append(Attribute(label, "=", value))
    if said["made"]:
        found.append(Made(said["made"]))
    days: list[tuple[Any, date | None]] = [("since", said["since"]), ("until", said["until"])]
    return found + [Coded(edge, day) for edge, day in days if day]


def _code(chosen: str) -> Named:
    field, _colon, name = chosen.partition(":")
    return Named("under" if field == "under" else "code", name)


def _codes(names: Names) -> Choices:
    """Every code, set in by its depth; one that has codes below it a second time, with them."""
    above = {one.parent_id for one in names.codes}
    found: Choices = []
    for one in names.codes:
        called = "· " * one.depth + one.plain
        found.append((f"code:{one.id}", called))
        if one.id in above:
            found.append((f"under:{one.id}", _("%(code)s, with those below it") % {"code": called}))
    return found


def _packed(label: str, value: str) -> str:
    return f"{len(label)}:{label}{value}"


def _unpacked(chosen: str) -> tuple[str, str]:
    length, _colon, rest = chosen.partition(":")
    return rest[: int(length)], rest[int(length) :]


class KeepSheet(Sheet):
    """A name for a query."""

    called = "keep"
    spoken_at = "name"
    name = line(lazy("Keep it as"), help=lazy("It is asked anew whenever it is opened."))
    q = forms.CharField(required=False, widget=forms.HiddenInput)
    version = version()


class GatherSheet(Sheet):
    """What is done with the excerpts that were chosen."""

    called = "gather"
    code = forms.CharField(
        label=lazy("Code"), required=False,
        widget=forms.TextInput({"list": "codes", "autocomplete": "off", "placeholder": lazy("name, or a new one")}),
    )  # fmt: skip
    to = choice(lazy("Put them to"), [])
    side = choice(lazy("where they speak"), [])
    together = line(
        lazy("What they tell together"), help=lazy("Each alone is harmless; both tell who it is.")
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = [(f"theme:{key}", name) for key, name in theme_names(by).items()]
        claims = [(f"claim:{key}", said[:SHORT]) for key, said in claim_sentences(by).items()]
        self.offer("to", [("", _("choose")), (_("Claims"), claims), (_("Themes as a whole"), themes)])
        self.offer("side", sides())
        for field in self.fields.values():
            field.widget.attrs["form"] = "chosen"  # they stand beside the form that has the excerpts


def chosen_in(written: list[str]) -> list[UUID]:
    """The codings that were ticked. Raises `Problem` where something else was sent."""
    try:
        return [UUID(one) for one in written]
    except ValueError:
        raise Problem(_("Choose excerpts from the list.")) from None
