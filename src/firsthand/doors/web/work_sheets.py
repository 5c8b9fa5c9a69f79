"""Forms of the work: made from its own questions, with big choices first and words last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from firsthand.doors.web.sheets import Sheet, line, several, words
from firsthand.work.log.entries import Said
from firsthand.work.log.fields import FIELDS, Field
from firsthand.work.reflection.services import LINES, Peer
from firsthand.work.story.prompts import PROMPTS


class LogSheet(Sheet):
    """An entry of two minutes. Nothing is ticked before."""

    called = "log"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in FIELDS:
            self.fields[asked.id] = _field(asked)
            if asked.tick:
                self.fields[asked.tick[0]] = forms.BooleanField(label=asked.tick[1], required=False)
        self.fields["day"] = forms.DateField(
            label=lazy("Day"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
        )

    def entry(self) -> Said:
        """What was written."""
        said = self.cleaned_data
        return Said(
            said["day"], tuple(said["what"]), said["moment"], said["used"], said["lead"], said["words"],
            tuple(said["barrier"]), said["me"],
        )  # fmt: skip


class StorySheet(Sheet):
    """One's own story at work."""

    called = "story"
    version = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, prompt in PROMPTS.items():
            self.fields[name] = words(prompt, rows=4)
        self.fields["keep"] = forms.BooleanField(
            label=lazy("Keep it until I delete it"), required=False,
            help_text=lazy("Otherwise it is forgotten ninety days after you last wrote on it."),
        )  # fmt: skip

    def said(self) -> Mapping[str, str]:
        """What was written under each."""
        return {name: self.cleaned_data[name] for name in PROMPTS}


class LinesSheet(Sheet):
    """Two lines of a talk."""

    called = "lines"

    def __init__(self, *args: Any, lines: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (lazy("One line"), lazy("Another"))
        for place in range(LINES):
            self.fields[f"line{place}"] = line(labels[place])
            self.fields[f"line{place}"].initial = lines[place] if place < len(lines) else ""

    def lines(self) -> list[str]:
        """Those that were written."""
        return [self.cleaned_data[f"line{place}"] for place in range(LINES)]


class AskSheet(Sheet):
    """Whom to ask for a talk."""

    called = "ask"
    spoken_at = "peer"
    peer = forms.ChoiceField(label=lazy("With whom?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, peers: list[Peer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("peer", [(str(one.id), one.name) for one in peers])


class ContactSheet(Sheet):
    """To whom one turns."""

    called = "contact"
    spoken_at = "text"
    text = words(
        lazy("Whom I turn to"), help=lazy("A name and how to reach them. You alone see it; nothing is sent."), rows=2
    )  # fmt: skip


def _field(asked: Field) -> forms.Field:
    options = [(kept, called) for kept, called in asked.options.items()]
    if asked.kind == "some":
        return several(asked.label, options, help=_most(asked))
    if asked.kind == "one":
        return forms.ChoiceField(
            label=asked.label, choices=options, required=False, widget=forms.RadioSelect
        )  # fmt: skip
    return words(asked.label, help=asked.hint, rows=3 if asked.needed else 2)


def _most(asked: Field) -> Any:
    return lazy("One to three.") if asked.needed else ""
