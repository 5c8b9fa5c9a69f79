"""Two checklists of what a qualitative report should tell, filled in from the record as far as it goes.

COREQ: Tong, Sainsbury & Craig 2007, 32 items, for interviews and group talks. SRQR: O'Brien and others 2014, 21 items,
for any qualitative study. The topics stand here in words of our own; the published wording is to be read there. What
the record does not know is left to whoever writes, and said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.field.consent.selectors import keeping_out
from firsthand.field.sources.models import Kind
from firsthand.giving_back.appendix.record import Record, few
from firsthand.giving_back.ethics.description import Part, note, table
from firsthand.giving_back.models import Withdrawal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Fill = Callable[[Record], str]
Item = tuple["StrPromise", Fill]


def _nothing(record: Record) -> str:
    return ""


def _kinds(record: Record) -> str:
    return ", ".join(f"{Kind(kind).label}: {count}" for kind, count in sorted(record.kinds.items()))


def _how_many(record: Record) -> str:
    return _("%(people)s people; %(kinds)s") % {"people": len(record.people), "kinds": _kinds(record)}


def _left(record: Record) -> str:
    rows = Withdrawal.objects.filter(study_id=record.by.study_id)
    left = rows.exclude(participant_id__in=keeping_out(record.by)).values("participant_id").distinct()
    return _("Left: %(n)s") % {"n": few(left.count())}


def _asked_by(record: Record) -> str:
    names = sorted({one.asked_by for one in record.interviews if one.asked_by})
    return ", ".join(names)


def _guide(record: Record) -> str:
    said, versions = _("G%(guide)s in %(versions)s versions"), Counter(one.guide for one in record.guides)
    return "; ".join(said % {"guide": guide, "versions": count} for guide, count in sorted(versions.items()))


def _recorded(record: Record) -> str:
    return _("%(n)s recordings") % {"n": record.recordings} if record.recordings else ""


def _notes(record: Record) -> str:
    count = record.kinds.get(Kind.FIELD_NOTE, 0)
    return (
        _("%(notes)s texts of field notes, %(visits)s visits")
        % {"notes": count, "visits": len(record.visits)}
        if count
        else ""
    )


def _days(record: Record) -> str:
    days = sorted(
        {one.on for one in record.interviews if one.on} | {one.on for one in record.visits if one.on}
    )
    return (
        _("%(first)s to %(last)s") % {"first": days[0].isoformat(), "last": days[-1].isoformat()}
        if days
        else ""
    )


def _attributes(record: Record) -> str:
    return ", ".join(sorted({name for one in record.people for name in one.attributes}))


def _orientation(record: Record) -> str:
    return str(record.method.words) if record.method.way else ""


def _coders(record: Record) -> str:
    names = sorted({coder.name for one in record.rounds for coder in one.coders})
    return ", ".join(names) or _("Team: %(names)s") % {"names": ", ".join(record.team)}


def _tree(record: Record) -> str:
    return _("%(n)s codes; they stand in this appendix") % {"n": len(record.codes)} if record.codes else ""


def _software(record: Record) -> str:
    return record.program


def _themes(record: Record) -> str:
    return "; ".join(one.plain for one in record.themes)


def _grounds(record: Record) -> str:
    count = {"claims": len(record.claims), "pieces": sum(len(claim.evidence) for claim in record.claims)}
    return _("%(claims)s claims on %(pieces)s pieces of evidence") % count if count["claims"] else ""


def _against(record: Record) -> str:
    found = [len(claim.on("against")) for claim in record.claims]
    count = {"against": sum(found), "without": found.count(0)}
    return _("%(against)s counter-cases; %(without)s claims without one") % count if found else ""


def _enough(record: Record) -> str:
    return _("When codes first came stands in this appendix") if record.interviews and record.codes else ""


def _consent(record: Record) -> str:
    return _(
        "Asked question by question, before and after each talk; who may read what is kept by the program"
    )


def _reflexive(record: Record) -> str:
    count = sum(memo.kind == "reflexive" for memo in record.memos)
    return _("%(n)s reflexive memos") % {"n": count} if count else ""


def _techniques(record: Record) -> str:
    closed = sum(one.closed_at is not None for one in record.rounds)
    parts = [
        _("%(n)s rounds in which two or more coded apart") % {"n": closed} if closed else "",
        _against(record), _("a trail of %(n)s acts") % {"n": record.entries},
    ]  # fmt: skip
    return "; ".join(part for part in parts if part)


def _quotes(record: Record) -> str:
    return _(
        "Every excerpt under a claim has its source, place and speaker; what may not be quoted is told and not shown"
    )


COREQ: tuple[Item, ...] = (
    (lazy("Who asked the questions"), _asked_by),
    (lazy("What they are trained as"), _nothing),
    (lazy("What they did for a living then"), _nothing),
    (lazy("Their gender, where they want it known"), _nothing),
    (lazy("What they had done and learned before"), _nothing),
    (lazy("How they knew the participants beforehand"), _nothing),
    (lazy("What participants knew of them"), _nothing),
    (lazy("From where they look, and what they hoped for"), _reflexive),
    (lazy("The orientation of the study"), _orientation),
    (lazy("How people were chosen"), _nothing),
    (lazy("How they were approached"), _nothing),
    (lazy("How many took part"), _how_many),
    (lazy("How many said no or left, and why"), _left),
    (lazy("Where it took place"), _nothing),
    (lazy("Who else was there"), _nothing),
    (lazy("Who the participants are, as far as it is told"), _attributes),
    (lazy("The guide, and whether it was tried out"), _guide),
    (lazy("Whether people were asked again"), _nothing),
    (lazy("What was recorded"), _recorded),
    (lazy("Field notes"), _notes),
    (lazy("How long it took"), _days),
    (lazy("When it was enough, and how one knew"), _enough),
    (lazy("Whether people got their transcripts back"), _nothing),
    (lazy("How many coded"), _coders),
    (lazy("The codes, and how they hang together"), _tree),
    (lazy("Whether themes were given or came up"), _nothing),
    (lazy("What it was done with"), _software),
    (lazy("What participants said to the findings"), _nothing),
    (lazy("Words of participants, each with whose they are"), _quotes),
    (lazy("Whether findings follow from the data"), _grounds),
    (lazy("The major themes"), _themes),
    (lazy("What does not fit, and minor themes"), _against),
)

SRQR: tuple[Item, ...] = (
    (lazy("A title that says what kind of study it is"), _nothing),
    (lazy("An abstract"), _nothing),
    (lazy("The problem, and what is known of it"), _nothing),
    (lazy("What the study is for"), _nothing),
    (lazy("The approach, and what it takes for granted"), _orientation),
    (lazy("Who the researchers are, and how that plays in"), _reflexive),
    (lazy("The place and its circumstances"), _days),
    (lazy("Whom and what was chosen, and until when"), _enough),
    (lazy("Ethics: review, consent, confidentiality"), _consent),
    (lazy("How data were gathered"), _days),
    (lazy("With what they were gathered"), _guide),
    (lazy("How many people, talks, visits, documents"), _how_many),
    (lazy("How data were prepared, kept and made safe"), _software),
    (lazy("How they were analysed, and by whom"), _coders),
    (lazy("What makes it trustworthy"), _techniques),
    (lazy("The main findings"), _themes),
    (lazy("The words on which they stand"), _grounds),
    (lazy("What it adds to what others found"), _nothing),
    (lazy("What it cannot say"), _against),
    (lazy("Whether somebody had an interest in the outcome"), _nothing),
    (lazy("Who paid, and what for"), _nothing),
)


def checklist_part(record: Record, title: str, source: str, items: tuple[Item, ...]) -> Part:
    """A chapter: each item, what the record says to it, and what is left to write."""
    rows = [
        (str(number), str(topic), said or "–", "" if said else _("to be written"))
        for number, (topic, fill) in enumerate(items, 1)
        for said in [fill(record)]
    ]
    gaps = sum(bool(row[3]) for row in rows)
    about = _(
        "%(source)s. Of %(all)s items %(gaps)s are left to whoever writes. Read over what is filled in, too."
    )
    header = (_("No."), _("What should be told (our words)"), _("From the record"), _("Left"))
    counted = about % {"source": source, "all": len(rows), "gaps": gaps}
    return Part(title, (note(counted), table(header, rows, widths=(1, 6, 8, 3))))
