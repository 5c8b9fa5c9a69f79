"""What the trail holds, by the six classes of an audit trail that Halpern made and Lincoln & Guba (1985) published."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.giving_back.appendix.record import Record
from firsthand.giving_back.ethics.description import Part, note, table


def trail_part(record: Record) -> Part:
    """A chapter: each class, what of it is kept here, and how much."""
    reflexive = sum(memo.kind == "reflexive" for memo in record.memos)
    method = [memo for memo in record.memos if memo.kind == "method"]
    answered = sum(bool(piece.answer) for claim in record.claims for piece in claim.evidence)
    guides = len(record.guides)
    codings = sum(one.codings for one in record.counts.values())
    rows = [
        (
            _("Raw data"),
            _("Texts in every version, recordings, field notes in their layers, sealed"),
            _said(ngettext("%(n)s source", "%(n)s sources", len(record.sources)), len(record.sources))
            + ", "
            + _said(ngettext("%(n)s recording", "%(n)s recordings", record.recordings), record.recordings),
        ),
        (
            _("What data were reduced to, and first analysis"),
            _("Codes with their definitions as they were at any time, codings, queries, counts"),
            _said(ngettext("%(n)s code", "%(n)s codes", len(record.codes)), len(record.codes))
            + ", "
            + _said(ngettext("%(n)s coding", "%(n)s codings", codings), codings),
        ),
        (
            _("What they were put together to"),
            _("Themes, claims, evidence for and against each, what a claim says to a counter-case"),
            _said(ngettext("%(n)s theme", "%(n)s themes", len(record.themes)), len(record.themes))
            + ", "
            + _said(ngettext("%(n)s claim", "%(n)s claims", len(record.claims)), len(record.claims))
            + ", "
            + _said(ngettext("%(n)s counter-case answered", "%(n)s counter-cases answered", answered), answered),
        ),
        (
            _("Notes on the process"),
            _("Every act with who, when, what it changed; reasons; memos on method; how differences were settled"),
            _said(ngettext("%(n)s act", "%(n)s acts", record.entries), record.entries)
            + ", "
            + _said(ngettext("%(n)s memo on method", "%(n)s memos on method", len(method)), len(method)),
        ),
        (
            _("What was intended, and from where people look"),
            _("How the study says that it works, with each change; reflexive memos"),
            _said(ngettext("%(n)s reflexive memo", "%(n)s reflexive memos", reflexive), reflexive),
        ),
        (
            _("How instruments came about"),
            _("Interview guides in every version, with the reason for each; the wordings of sheet and form"),
            _said(ngettext("%(n)s version of a guide", "%(n)s versions of guides", guides), guides),
        ),
    ]  # fmt: skip
    return Part(
        _("The trail"),
        (
            note(
                _(
                    "By the six classes of an audit trail (Halpern; in Lincoln & Guba 1985). Nothing in the trail can "
                    "be changed or deleted; whoever may read the study can look at it as it stood after any act."
                )
            ),
            table((_("Class"), _("What is kept"), _("How much")), rows, widths=(4, 8, 5)),
        ),
    )


def _said(sentence: str, n: int) -> str:
    return sentence % {"n": n}
