"""The forms with which a participant is asked: made from the scopes, and nothing in them is ever chosen beforehand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.core.consent import LATER, Scope, Value, catalogue
from firsthand.core.consent.sheets import Wording, local_fields
from firsthand.core.problems import Problem
from firsthand.doors.web.sheets import Sheet, choice, line, several, words
from firsthand.field.consent.services import TALKED

NONE = "none of these"  # asked, and nothing chosen: that is an answer too


class AskSheet(Sheet):
    """Some questions, as a person is asked them now. What is left as it is was not asked."""

    called = "ask"
    how = choice(lazy("How were they asked?"), [], required=True)
    note = line(lazy("What else they said"), help=lazy("A few words, if any."))

    def __init__(
        self, *args: Any, scopes: list[Scope], wording: Wording, ways: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.scopes = scopes
        self.offer("how", [("", "…"), *ways])
        for scope in scopes:
            self.fields[scope.id] = _asked(scope, wording)
        if any(scope.id == "naming" for scope in scopes):
            talked = [("yes", _("We talked about who else their story may show."))]
            self.fields[TALKED] = several(_("For a real name"), talked)
        self.order_fields([*(scope.id for scope in scopes), TALKED, "how", "note"])

    def also(self) -> dict[str, str]:
        """What was noted beside the answers."""
        return {TALKED: "yes"} if self.cleaned_data.get(TALKED) else {}

    def answers(self) -> dict[str, Value]:
        """What was answered, by scope. Raises `Problem` where nothing was."""
        found: dict[str, Value] = {}
        for scope in self.scopes:
            said = self.cleaned_data[scope.id]
            if not said:
                continue
            if not scope.many or LATER in said:
                found[scope.id] = LATER if LATER in said else said
            else:
                found[scope.id] = tuple(one for one in said if one != NONE)
        if not found:
            raise Problem(_("Nothing is chosen yet. Choose what they answered; leave the rest as it is."))
        return found


def _asked(scope: Scope, wording: Wording) -> forms.Field:
    options = [*zip(scope.options, wording.options(scope), strict=True)]
    ask, explain = wording.of(scope, "ask"), wording.of(scope, "explain")
    later = (LATER, wording.said("Ask me later"))
    if scope.many:
        return forms.MultipleChoiceField(
            label=ask, help_text=explain, required=False, widget=forms.CheckboxSelectMultiple,
            choices=[*options, (NONE, _("None of these")), later],
        )  # fmt: skip
    return forms.ChoiceField(
        label=ask, help_text=explain, required=False, widget=forms.RadioSelect, choices=[*options, later]
    )


def asked_at(moment: str) -> list[Scope]:
    """What is asked at a moment, what is told before the talk first."""
    known = catalogue()
    told = known.told() if moment == "before" else []
    return told + [one for one in known.asked_at(moment) if one.type != "people"]


class LocalSheet(Sheet):
    """What only the study can say on its information sheet."""

    called = "local"
    reason = line(lazy("Why it is worded anew"), help=lazy("So that the ethics board can follow it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, said in local_fields().items():
            help_text = _(said["help"]) if said.get("help") else ""
            self.fields[name] = words(_(said["label"]), help=help_text, rows=2)
        self.order_fields([*local_fields(), "reason"])

    def local(self) -> dict[str, str]:
        """What was written, by name."""
        return {name: self.cleaned_data[name] for name in local_fields()}
