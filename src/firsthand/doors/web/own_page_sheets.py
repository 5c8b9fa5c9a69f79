"""The forms of a participant's own page: one thing on each, in short words, and nothing chosen beforehand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.core.consent import LATER, Scope, Value, catalogue
from firsthand.core.consent.sheets import Wording
from firsthand.core.leaving import levels
from firsthand.doors.web.consent_sheets import NONE
from firsthand.doors.web.sheets import SecretSheet, Sheet, line, words
from firsthand.giving_back.leaving import words as leaving_words
from firsthand.giving_back.member_checks.answers import ANSWERS

VERDICTS = [
    ("right", lazy("This is right.")),
    ("not_said", lazy("This is not what I said.")),
    ("leave_out", lazy("Please leave this out.")),
]


class SlipSheet(SecretSheet):
    """The code on the slip."""

    called = "slip"
    spoken_at = "code"
    code = line(
        lazy("Your code"),
        help=lazy("It is on your slip. It has eight groups of four. Small letters are fine."),
        autocapitalize="characters", spellcheck="false",
    )  # fmt: skip


class AnswerSheet(Sheet):
    """One question."""

    called = "answer"
    spoken_at = "answer"

    def __init__(self, *args: Any, scope: Scope, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._many = scope.many
        options = [*zip(scope.options, wording.options(scope), strict=True)]
        none = [(NONE, _("None of these"))] if scope.many else []
        choices = [*options, *none, (LATER, wording.said("Ask me later"))]
        kind = forms.MultipleChoiceField if scope.many else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if scope.many else forms.RadioSelect
        self.fields["answer"] = kind(
            label=_("Your answer"), required=False, choices=choices, widget=widget
        )  # fmt: skip

    def value(self) -> Value | None:
        """What was chosen; None where nothing was."""
        said = self.cleaned_data["answer"]
        if not said:
            return None
        if not self._many or LATER in said:
            return LATER if LATER in said else str(said)
        return tuple(one for one in said if one != NONE)


class CalledSheet(Sheet):
    """How they want to be called."""

    called = "called"
    spoken_at = "way"
    way = forms.ChoiceField(
        label=lazy("What you would like"), required=False, widget=forms.RadioSelect, choices=[]
    )
    name = line(lazy("The name that you make up"), help=lazy("Leave it empty if you choose another way."))

    def __init__(self, *args: Any, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = catalogue().scopes["naming"]
        self.offer("way", [*zip(scope.options, wording.options(scope), strict=True)])


class RemarkSheet(Sheet):
    """What they say of one of their turns."""

    called = "remark"
    spoken_at = "verdict"
    verdict = forms.ChoiceField(
        label=lazy("What do you say to this?"), required=False, widget=forms.RadioSelect, choices=VERDICTS
    )  # fmt: skip
    text = words(lazy("Do you want to say more?"), help=lazy("You can leave this empty."))


class FitSheet(Sheet):
    """What they say to something that we sent them to look at."""

    called = "fit"
    spoken_at = "answer"
    answer = forms.ChoiceField(
        label=lazy("What do you say to this?"), required=False, widget=forms.RadioSelect,
        choices=[(one, asked) for one, (asked, _told) in ANSWERS.items()],
    )  # fmt: skip
    text = words(lazy("Do you want to say more?"), help=lazy("You can leave this empty."))
    to_print = forms.BooleanField(
        label=lazy("If you keep it as it is, print what I say beside it."), required=False
    )
    to_use = forms.BooleanField(
        label=lazy("If I add something: you may use it like the rest of what I said."), required=False
    )


class ReplySheet(Sheet):
    """An answer in their own words."""

    called = "reply"
    spoken_at = "text"
    text = words(lazy("Your answer"))


class GoingSheet(Sheet):
    """In which way they want to leave."""

    called = "going"
    spoken_at = "level"
    level = forms.ChoiceField(
        label=lazy("What should we do?"), required=False, widget=forms.RadioSelect, choices=[]
    )
    text = words(
        lazy("Do you want to say more?"), help=lazy("You can leave this empty. You need give no reason.")
    )
    hold = forms.BooleanField(
        label=lazy("Put all of mine on hold until it is done."), required=False
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("level", [(one.id, leaving_words.LEVELS[one.id]) for one in levels()])
