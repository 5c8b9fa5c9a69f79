"""Participants, under the names they chose."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.coding.counts import counts_by_source
from firsthand.analysis.memos.selectors import memos
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, line
from firsthand.doors.web.views.sources import table_sent
from firsthand.field.fieldwork.selectors import those_at, visits
from firsthand.field.people.naming import Named, clear_name, named, names, set_name
from firsthand.field.people.selectors import Person, participant
from firsthand.field.people.selectors import people as everybody
from firsthand.field.people.services import Said, add_participant, amend_participant, remove_participant
from firsthand.field.people.table import take_in
from firsthand.field.sources.selectors import SourceLine, kinds, sources
from firsthand.giving_back.leaving.selectors import withdrawals

if TYPE_CHECKING:
    from firsthand.field.people.models import Participant
    from firsthand.ground.studies.models import Membership

COLUMNS = 5  # of attributes in the list; a person's own page has all


class PersonSheet(Sheet):
    """A pseudonym, and a field for each attribute that anybody in the study has. One more may be named.

    `shown` goes out with the form and comes back: which label each field was drawn for, and what was in it. What
    labels there are by then, and who has them, is nothing to what somebody typed into a field.
    """

    called = "person"
    spoken_at = "pseudonym"
    pseudonym = line(
        lazy("Chosen name"), help=lazy("The name they want to be read under. They may change it.")
    )
    more = line(lazy("Something else to say of them"), help=lazy("What it is, such as “Years here”."))
    more_is = line(lazy("and what it is for them"))
    shown = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, labels: list[str], one: Person | None = None
    ) -> None:
        drawn = Shown.of(one, labels) if data is None else Shown.read(data.get("shown", ""))
        super().__init__(data, initial=drawn.initial())
        self.drawn = drawn
        for name, label in drawn.fields():
            self.fields[name] = line(label)
        self.order_fields(["pseudonym", *(name for name, _label in drawn.fields())])

    def clean(self) -> dict[str, Any]:
        """A value that does not come with its label is nobody's to guess."""
        unnamed = [name for name in self.data if name.startswith("attribute-") and name not in self.fields]
        if unnamed:
            raise forms.ValidationError(
                _(
                    "This page is from before an upgrade, or was cut short. Open it anew, and write it once more."
                )
            )
        return self.cleaned_data

    def attributes(self) -> dict[str, str]:
        """What is said of the person now, by label."""
        said = self.cleaned_data
        own = {label: self.drawn.untouched(label, said[name]) for name, label in self.drawn.fields()}
        return own | ({said["more"]: said["more_is"]} if said["more"] else {})

    def beside(self, stands: Person) -> None:
        """Somebody changed the person meanwhile: what this one did not touch is as it stands, the rest as typed."""
        data = cast(QueryDict, self.data).copy()
        typed = {label: data.get(name, "") for name, label in self.drawn.fields()}
        now = Shown.of(stands, list(typed))
        for name, label in self.drawn.fields():
            if self.drawn.untouched(label, typed[label]) == self.drawn.attributes[label]:
                data[name] = now.attributes[label]
        if data.get("pseudonym", "") == self.drawn.pseudonym:
            data["pseudonym"] = now.pseudonym
        data["shown"] = now.written()
        self.data = data


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form of a person showed: the name that stood there, and each attribute, in the order of its fields."""

    pseudonym: str
    attributes: dict[str, str]

    @classmethod
    def of(cls, one: Person | None, labels: Iterable[str]) -> Shown:
        """What a form drawn now shows of somebody; of nobody, empty fields."""
        found = one.attributes if one else {}
        return cls(one.pseudonym if one else "", {label: found.get(label, "") for label in labels})

    @classmethod
    def read(cls, written: str) -> Shown:
        """What a form that came back showed; nothing, where it does not say so."""
        try:
            pseudonym, pairs = json.loads(written)
            return cls(str(pseudonym), {str(label): str(value) for label, value in pairs})
        except (TypeError, ValueError):
            return cls("", {})

    def written(self) -> str:
        """As it goes with the form."""
        return json.dumps([self.pseudonym, list(self.attributes.items())], ensure_ascii=False)

    def fields(self) -> list[tuple[str, str]]:
        """Each field's name, and the label that it was drawn for."""
        return [(f"attribute-{place}", label) for place, label in enumerate(self.attributes)]

    def initial(self) -> dict[str, str]:
        """What stands in the fields before anybody types."""
        values = {name: self.attributes[label] for name, label in self.fields()}
        return values | {"pseudonym": self.pseudonym, "shown": self.written()}

    def said(self) -> Said:
        """For the service that holds the person to it."""
        return Said(self.pseudonym, self.attributes)

    def untouched(self, label: str, sent: str) -> str:
        """A value as it was, where it came back as it was: a field of one line gives lines back as one."""
        was = self.attributes[label]
        return was if "".join(was.splitlines()).strip() == sent.strip() else sent


class NameSheet(Sheet):
    """A real name, and what else the person is called."""

    called = "name"
    spoken_at = "real_name"
    real_name = line(lazy("Real name"))
    known_as = line(lazy("Also known as"), help=lazy("Nicknames, with commas between."))
    contact = line(lazy("How to reach them"))


class TableSheet(Sheet):
    """A table of what is said of the participants."""

    called = "table"
    spoken_at = "table"
    table = forms.FileField(
        label=lazy("Table (csv or xlsx)"),
        required=False,
        help_text=lazy(
            "With a column “participant” for labels or chosen names, and one for each thing to say of them."
        ),
    )


@in_study
@require_safe
def people(request: HttpRequest, by: Membership) -> HttpResponse:
    """Everybody who takes part."""
    found, all_sources = everybody(by), sources(by)
    labels = attribute_labels(found)
    shown, more = labels[:COLUMNS], labels[COLUMNS:]
    rows = [
        (one, [(label, one.attributes.get(label, "")) for label in shown], _of(one, all_sources))
        for one in found
    ]
    return page(request, by, "people.html", {"rows": rows, "labels": shown, "more": more})


@in_study
@needs("participant.change")
@require_http_methods(["GET", "POST"])
def table_in(request: HttpRequest, by: Membership) -> HttpResponse:
    """Bring such a table in again."""
    sheet = TableSheet(request.POST or None, files=request.FILES or None)
    if request.method == "POST" and sheet.sent(
        lambda said: take_in(by, rows=table_sent(said["table"]), whole=True)
    ):
        return done(
            request, by, _("Taken in. What the table left empty, or did not have, is as it was."), "people"
        )
    return page(request, by, "people_table.html", {"sheet": sheet})


@in_study
@needs("participant.add")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, by: Membership) -> HttpResponse:
    """Add somebody."""
    sheet = PersonSheet(_posted(request), labels=attribute_labels(everybody(by)))
    if sheet.is_bound and sheet.sent(
        lambda said: add_participant(by, pseudonym=said["pseudonym"], attributes=sheet.attributes())
    ):
        sentence = _("They are among the people now.")
        if request.POST.get("do") == "ask":
            return done(request, by, sentence, "consent", sheet.result.id, at="?moment=before")
        return done(request, by, sentence, "people")
    return page(request, by, "person_new.html", {"sheet": sheet})


@in_study
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """One person: where their words are, and what is said of them."""
    row = participant(by, person_id)
    found = everybody(by)
    one = next(each for each in found if each.id == row.id)
    sheet = PersonSheet(_posted(request), labels=attribute_labels(found), one=one)
    if sheet.is_bound and sheet.sent(
        lambda said: amend_participant(
            by, participant=row, shown=sheet.drawn.said(), sent=Said(said["pseudonym"], sheet.attributes())
        )
    ):
        return done(request, by, _("Kept."), "person", person_id)
    if sheet.clashed:  # as somebody left it since
        row = participant(by, person_id)
        sheet.beside(next(each for each in everybody(by) if each.id == row.id))
    return _person(request, by, row, {"sheet": sheet})


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _person(request: HttpRequest, by: Membership, row: Participant, more: dict[str, Any]) -> HttpResponse:
    """A person's page, with the form on it that was filled in."""
    one = next(each for each in everybody(by) if each.id == row.id)
    counted = counts_by_source(by)
    context = {
        "person": one, "sheet": PersonSheet(labels=attribute_labels(everybody(by)), one=one), "name_sheet": NameSheet(),
        "is_named": one.label in named(by), "real": real_name(request, by, one.id),
        "left": withdrawals(by, row), "kind_names": dict(kinds()), "memos": memos(by, about=row.id),
        "rows": [(each, counted.get(each.version_id, 0)) for each in _of(one, sources(by))],
        "visits": len(those_at(visits(by), person=str(one.id))),
    }  # fmt: skip
    return page(request, by, "person.html", context | more)


def real_name(request: HttpRequest, by: Membership, person_id: UUID) -> Named | None:
    """The name behind the name, for those who hold the key, when they ask for it."""
    if "name" not in request.GET or not by.has_names:
        return None
    return next((each for each in names(by) if each.person.id == person_id), None)


@in_study
@needs("name.set")
@require_POST
def name(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """Write down who somebody is outside the study, or take it out again."""
    row, sheet = participant(by, person_id), NameSheet(request.POST)
    if request.POST.get("do") == "clear":
        clear_name(by, participant=row)
        return done(request, by, _("The name is taken out."), "person", person_id)
    if sheet.sent(
        lambda said: set_name(
            by,
            participant=row,
            real_name=said["real_name"],
            known_as=said["known_as"].split(","),
            contacts={"contact": said["contact"]},
        )
    ):
        return done(
            request, by, _("Sealed. Only the lead and the guardian can read it."), "person", person_id
        )
    return _person(request, by, row, {"name_sheet": sheet})


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """Take out a participant who was entered by mistake."""
    remove_participant(by, participant=participant(by, person_id))
    return done(request, by, _("Taken out. The trail can bring it back."), "people")


def attribute_labels(found: list[Person]) -> list[str]:
    """Every label that anybody's attributes have, in order of first use."""
    return list(dict.fromkeys(label for one in found for label in one.attributes))


def _of(one: Person, found: list[SourceLine]) -> list[SourceLine]:
    return [each for each in found if one in each.people]
