"""The README of the package: what is in it, what is not and why, how it was made, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand import __version__
from firsthand.giving_back.appendix.record import few
from firsthand.giving_back.archive.cut import left_out
from firsthand.giving_back.archive.kept_back import Why

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

TEXTS: dict[Why, StrPromise] = {
    Why.SAID: lazy("Texts in which nobody speaks who said that it may be kept: %(n)s"),
    Why.UNKNOWN: lazy("Texts of which it is not written down whose words they are: %(n)s"),
    Why.APART: lazy(
        "Field notes in which what is about somebody who did not say yes cannot be told from the rest: %(n)s"
    ),
    Why.TEAM: lazy("Texts in which the team tells of itself (jottings, thoughts, plans): %(n)s"),
    Why.CHOSEN: lazy("Texts that the team chose to leave out: %(n)s"),
}
PASSAGES: dict[Why, StrPromise] = {
    Why.SAID: lazy(
        "Stretches that are words of, or about, somebody who did not say that they may be kept: %(n)s"
    ),
    Why.UNKNOWN: lazy("Turns of which it is not written down whose they are: %(n)s"),
    Why.BYSTANDER: lazy("Stretches about people who were not asked: %(n)s"),
    Why.CHOSEN: lazy("Stretches that the team chose to leave out: %(n)s"),
}


def not_in_it(texts: Counter[Why], passages: Counter[Why], codings: int) -> list[str]:
    """What does not go, and why, in sentences: small numbers are not said, since they may point to somebody."""
    sentences = [str(TEXTS[why]) % {"n": few(texts[why])} for why in TEXTS if texts[why]]
    sentences += [str(PASSAGES[why]) % {"n": few(passages[why])} for why in PASSAGES if passages[why]]
    if codings:
        sentences.append(_("Codings that stood on nothing else: %(n)s") % {"n": few(codings)})
    return sentences


def written(title: str, files: Mapping[str, str], missing: Sequence[str], *, demo: bool) -> bytes:
    """The README, as plain text."""
    stands = {"mark": left_out(), "person": _("[a person]")}
    parts = [
        title, "=" * len(title), "",
        *([_("An invented study, for showing the program: nobody in it is real."), ""] if demo else []),
        _("This package holds as much of the study as each person in it said may be kept in a research archive."), "",
        _("What is in it"), "",
        *(f"  {path}\n      {what}" for path, what in files.items()), "",
        _("What is not in it"), "",
        *(f"  {one}" for one in missing or [_("Nothing was left out.")]), "",
        _("Recordings, memos, themes, real names and what is said of people besides their words are never in it."),
        _("Where something is left out of a text, “%(mark)s” stands in its place, however long it was;") % stands,
        _("where others name somebody who did not say yes, “%(person)s” stands there.") % stands, "",
        _("How it was made"), "",
        _("  Made with Firsthand %(version)s. Positions are code points of the texts as they are here, from 0;")
        % {"version": __version__},
        _("  the end is the place after the last. Tables are csv in UTF-8; a cell that a spreadsheet program would"),
        _("  take for a formula begins with an apostrophe. The same study gives the same bytes, and"),
        _("  `sha256sum -c SHA256SUMS.txt` tells whether all of it is as it was."), "",
        _("Whoever reads it undertakes not to look for who the people are."), "",
    ]  # fmt: skip
    return "\n".join(parts).encode()
