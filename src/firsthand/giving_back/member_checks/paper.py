"""What was sent to somebody, on paper: room beside each line to tick what they say to it, and to write.

Neither title nor file name says what the study is about: it may lie on a kitchen table.
"""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.typesetting import typeset
from firsthand.giving_back.asking import TYPES
from firsthand.giving_back.member_checks.answers import ANSWERS
from firsthand.giving_back.member_checks.models import Line, Pack
from firsthand.giving_back.member_checks.selectors import PackLine, pack_whole
from firsthand.giving_back.reports import Report, note_release
from firsthand.giving_back.reports.words import banner
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership

PAPER = Path(__file__).with_name("paper.typ")


@act("report.release")
def on_paper(by: Membership, *, pack: Pack, format: str) -> Report:  # noqa: A002 - the command line's word
    """The file. A copy that leaves, with their words in it. Raises `Problem` where there is no such format."""
    if format not in TYPES:
        raise Problem(_("They come as html or pdf, not as %(format)s.") % {"format": format})
    whole = pack_whole(by, pack.id)
    said = _said([line for line in whole.lines if not line.gone]) | {
        "banner": banner() if by.study.demo else "", "called": whole.person.pseudonym,
    }  # fmt: skip
    data = (
        render_to_string("member_checks/paper.html", said).encode()
        if format == "html"
        else typeset(PAPER, said)
    )
    note_release(by, "check", format, {whole.person.id})
    return Report(
        f"{'DEMO_' if by.study.demo else ''}to-look-at-{whole.number}.{format}", TYPES[format], data
    )


def heading(kind: str) -> str:
    """What stands above a line, for the person."""
    return {
        Line.Kind.TRANSCRIPT: _("All that you said"),
        Line.Kind.QUOTE: _("Words of yours that we want to use"),
        Line.Kind.SUMMARY: _("What we found, in short"),
        Line.Kind.THEME: _("A main idea"),
        Line.Kind.CLAIM: _("Something we say"),
    }[Line.Kind(kind)]


def _said(lines: list[PackLine]) -> dict[str, object]:
    return {
        "lang": (get_language() or "en").split("-")[0],
        "title": _("Something to look at"),
        "intro": [
            _("This is what we made of what we heard. Does it fit? You know best."),
            _(
                "Reading your own words can feel odd. People talk in bits. You can stop, or read it with somebody."
            ),
            _("You need not answer. If we hear nothing, nothing changes in what you agreed to."),
        ],
        "lines": [
            {
                "heading": heading(one.kind), "words": _words(one), "more": one.more,
                "quote": [[piece.before, piece.words, piece.after] for piece in one.quote],
            }
            for one in lines
        ],
        "answers": [str(asked) for asked, _told in ANSWERS.values()],
        "write": _("What do you want to say?"),
        "to_print": _("If you keep it as it is, print what I say beside it."),
    }  # fmt: skip


def _words(one: PackLine) -> str:
    if one.kind == Line.Kind.TRANSCRIPT:
        return _("Ask us for the pages, or look on your own page.")
    return "" if one.quote else one.words
