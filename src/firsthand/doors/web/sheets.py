"""Forms. A sheet reads what a person wrote, hands it to one service, and shows the service's sentence if it refuses.

No rule is here: whether a name is missing or taken, the service says. What a person typed is always kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, cast
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict

from firsthand.core.problems import Clash, Halted, NoRoom, NotAllowed, NotThere, Problem, TooOften, Unsure
from firsthand.doors.web.numbers import GREATEST
from firsthand.ground.studies.acting import sent_as

Choices = list[tuple[str, Any]]
STORAGE = {NoRoom: HTTPStatus.INSUFFICIENT_STORAGE, Halted: HTTPStatus.SERVICE_UNAVAILABLE}


class OwnFields(DjangoTemplates):
    """Fields are set as the design wants them: label, help, what is wrong, control."""

    field_template_name = "web/parts/field.html"


class Sheet(forms.Form):
    """A form. `called` keeps its ids apart from other forms' on the page; `spoken_at` is the field that a
    service's sentence belongs to, if it is about one."""

    called = "sheet"
    spoken_at: str | None = None
    default_renderer = OwnFields
    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{self.called}-%s", label_suffix="", **kwargs)
        self.status = HTTPStatus.BAD_REQUEST
        self.result: Any = None

    def sent(self, do: Callable[[dict[str, Any]], object]) -> bool:
        """Whether `do`, which is one act, could be done with what was written; its result is then `result`.

        Sent twice alike, it is done once. Raises `NotAllowed`, `NotThere` and `Unsure`: those are pages, not words at
        a field.
        """
        if not self.is_valid():
            return False
        try:
            with sent_as(self._act_id()):
                self.result = do(self.cleaned_data)
        except (NotAllowed, NotThere, Unsure):
            raise
        except Clash as clash:
            self.status = HTTPStatus.CONFLICT
            self.add_error(None, str(clash))
        except (NoRoom, Halted) as no_room:
            self.status = STORAGE[type(no_room)]
            self.add_error(None, str(no_room))
        except TooOften as too_often:
            self.status = HTTPStatus.TOO_MANY_REQUESTS
            self.add_error(None, str(too_often))
        except Problem as problem:
            self.add_error(self.spoken_at, str(problem))
        return not self.errors

    @property
    def act(self) -> str:
        """What this form, once drawn, is known by when it comes back."""
        return (self.data.get("act") if self.is_bound else None) or str(uuid4())

    @property
    def clashed(self) -> bool:
        """Whether somebody else changed the thing in the meantime."""
        return self.status == HTTPStatus.CONFLICT

    def seen(self, version: int | UUID | str, **more: str) -> None:
        """The person is being shown the version that stands: sent again, the form is for that one. `more`: what else
        of what they wrote is another then.
        """
        data = cast(QueryDict, self.data).copy()
        for name, value in {"version": str(version), **more}.items():
            data[name] = value
        self.data = data

    def offer(self, name: str, choices: Any) -> None:
        """What there is to choose from, where it comes from the study."""
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _act_id(self) -> UUID | None:
        return act_id(self.data) if isinstance(self.data, QueryDict) else None


def act_id(data: QueryDict, marks: Sequence[str] = ()) -> UUID | None:
    """One form with one content is one act. The same form with something else in it is another.

    `marks`: of its files.
    """
    if not data.get("act"):
        return None
    written = sorted((name, data.getlist(name)) for name in data if name != "csrfmiddlewaretoken")
    return uuid5(NAMESPACE_OID, repr([written, *marks] if marks else written))


class SecretSheet(Sheet):
    """A form in which something secret is typed: no digest of what stands in it goes into the trail."""

    def _act_id(self) -> UUID | None:
        return None


def secret(label: Any, *, help: Any = "", autocomplete: str) -> forms.CharField:  # noqa: A002
    """A passphrase: never shown, never sent back."""
    return forms.CharField(
        label=label,
        help_text=help,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class Unreturned(forms.HiddenInput):
    """A hidden field whose value goes to the server and never back into a page."""

    def format_value(self, value: Any) -> None:
        return None


def unreturned() -> forms.CharField:
    """What a script fills in and nobody sees."""
    return forms.CharField(required=False, widget=Unreturned)


def line(label: Any, *, help: Any = "", **attrs: Any) -> forms.CharField:  # noqa: A002
    """A line of text."""
    return forms.CharField(
        label=label,
        help_text=help,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"} | attrs),
    )


def words(label: Any, *, help: Any = "", rows: int = 4) -> forms.CharField:  # noqa: A002
    """Several lines of text, as they were typed."""
    return forms.CharField(
        label=label, help_text=help, required=False, strip=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def choice(
    label: Any,
    choices: Choices,
    *,
    help: Any = "",  # noqa: A002
    required: bool = False,
    initial: str = "",
) -> forms.ChoiceField:
    """One of a list."""
    return forms.ChoiceField(label=label, choices=choices, help_text=help, required=required, initial=initial)


def several(label: Any, choices: Choices, *, help: Any = "") -> forms.MultipleChoiceField:  # noqa: A002
    """Any number of a list."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, help_text=help, required=False, widget=forms.CheckboxSelectMultiple
    )


def number(label: Any, *, help: Any = "", required: bool = True) -> forms.IntegerField:  # noqa: A002
    """A whole number."""
    return forms.IntegerField(label=label, help_text=help, required=required, max_value=GREATEST)


def text_version() -> forms.UUIDField:
    """Which version of a text the person is looking at, as they read it."""
    return forms.UUIDField(required=False, widget=forms.HiddenInput)


def version() -> forms.IntegerField:
    """Which version the person is looking at."""
    return forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=GREATEST)
