"""Two checklists of what a qualitative report should tell, filled in from the record as far as it goes.

COREQ: Tong, Sainsbury & Craig 2007, 32 items, for interviews and group talks. SRQR: O'Brien and others 2014, 21 items,
for any qualitative study. The topics stand here in words of our own; the published wording is to be read there. What
the record does not know is left to whoever writes, and said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.field.consent.selectors import keeping_out
from firsthand.field.sources.models import Kind
from firsthand.giving_back.appendix.record import Record, few
from firsthand.giving_back.ethics.description import Part, note, table
from firsthand.giving_back.member_checks.models import Line
from firsthand.giving_back.models import Withdrawal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Fill = Callable[[Record], str]


class Whence(Enum):
    """Whence an item can be told: from the record, from who writes, or from both."""

    RECORD = "record"
    BOTH = "record and team"
    TEAM = "team"
    JOURNAL = "memos"
    AUTHORS = "authors"


WORDS = {
    Whence.RECORD: lazy("the record"), Whence.BOTH: lazy("the record, and the team"), Whence.TEAM: lazy("the team"),
    Whence.JOURNAL: lazy("the reflexive memos"), Whence.AUTHORS: lazy("the authors’ judgement"),
}  # fmt: skip
# What is left where the record says something: of what it says by itself, nothing.
LEFT = {
    Whence.RECORD: "", Whence.TEAM: "", Whence.BOTH: lazy("to be completed"),
    Whence.JOURNAL: lazy("to be summed up"), Whence.AUTHORS: lazy("to be judged"),
}  # fmt: skip
DOMAINS = {
    1: lazy("who researches, and how they look"), 2: lazy("how the study was planned and done"),
    3: lazy("how it was analysed, and what was found"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a checklist: its topic in our words, whence it can be told, and what the record says to it."""

    topic: StrPromise
    whence: Whence
    fill: Fill
    domain: int = 0

    def left(self, said: str) -> str:
        """What is left to do."""
        return str(LEFT[self.whence]) if said else _("to be written")


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


def _places(record: Record) -> str:
    held = [one for one in record.interviews if one.place]
    count = {"n": len(held), "all": len(record.interviews)}
    return _("The place is noted of %(n)s of %(all)s interviews") % count if held else ""


def _again(record: Record) -> str:
    talks = Counter(person.id for one in record.interviews for person in one.people)
    more = sum(times > 1 for times in talks.values())
    return _("Asked more than once: %(n)s") % {"n": few(more)} if talks else ""


def _typed_out(record: Record) -> str:
    return _sent(record, {Line.Kind.TRANSCRIPT})


def _checked(record: Record) -> str:
    return _sent(record, set(Line.Kind) - {Line.Kind.TRANSCRIPT})


def _sent(record: Record, kinds: set[Line.Kind]) -> str:
    """To how many something of these kinds was sent, and how many said something to it."""
    to, answered = set(), set()
    for pack in record.packs:
        for line in pack.lines:
            if line.kind in kinds:
                to.add(pack.person.id)
                if line.latest is not None:
                    answered.add(pack.person.id)
    count = {"to": few(len(to)), "answered": few(len(answered))}
    return _("Sent to people: %(to)s; said something to it: %(answered)s") % count if to else ""


def _grown(record: Record) -> str:
    acts = record.acts_on_codes
    count = {"made": acts["code.make"], "changed": acts["code.change"], "merged": acts["code.merge"]}
    count["split"] = acts["code.split"]
    said = _("Acts on codes: %(made)s made, %(changed)s changed, %(merged)s merged, %(split)s split")
    return said % count if acts else ""


def _quotes(record: Record) -> str:
    return _(
        "Every excerpt under a claim has its source, place and speaker; what may not be quoted is told and not shown"
    )


COREQ: tuple[Item, ...] = (
    Item(lazy("Who asked the questions"), Whence.RECORD, _asked_by, 1),
    Item(lazy("What they are trained as"), Whence.TEAM, _nothing, 1),
    Item(lazy("What they did for a living then"), Whence.TEAM, _nothing, 1),
    Item(lazy("Their gender, where they want it known"), Whence.TEAM, _nothing, 1),
    Item(lazy("What they had done and learned before"), Whence.TEAM, _nothing, 1),
    Item(lazy("How they knew the participants beforehand"), Whence.TEAM, _nothing, 1),
    Item(lazy("What participants knew of them"), Whence.TEAM, _nothing, 1),
    Item(lazy("From where they look, and what they hoped for"), Whence.JOURNAL, _reflexive, 1),
    Item(lazy("The orientation of the study"), Whence.TEAM, _orientation, 2),
    Item(lazy("How people were chosen"), Whence.BOTH, _nothing, 2),
    Item(lazy("How they were approached"), Whence.BOTH, _nothing, 2),
    Item(lazy("How many took part"), Whence.RECORD, _how_many, 2),
    Item(lazy("How many said no or left, and why"), Whence.BOTH, _left, 2),
    Item(lazy("Where it took place"), Whence.TEAM, _places, 2),
    Item(lazy("Who else was there"), Whence.TEAM, _nothing, 2),
    Item(lazy("Who the participants are, as far as it is told"), Whence.RECORD, _attributes, 2),
    Item(lazy("The guide, and whether it was tried out"), Whence.RECORD, _guide, 2),
    Item(lazy("Whether people were asked again"), Whence.RECORD, _again, 2),
    Item(lazy("What was recorded"), Whence.RECORD, _recorded, 2),
    Item(lazy("Field notes"), Whence.RECORD, _notes, 2),
    Item(lazy("How long it took"), Whence.RECORD, _nothing, 2),
    Item(lazy("When it was enough, and how one knew"), Whence.BOTH, _enough, 2),
    Item(lazy("Whether people got their transcripts back"), Whence.BOTH, _typed_out, 2),
    Item(lazy("How many coded"), Whence.RECORD, _coders, 3),
    Item(lazy("The codes, and how they hang together"), Whence.RECORD, _tree, 3),
    Item(lazy("Whether themes were given or came up"), Whence.BOTH, _grown, 3),
    Item(lazy("What it was done with"), Whence.RECORD, _software, 3),
    Item(lazy("What participants said to the findings"), Whence.BOTH, _checked, 3),
    Item(lazy("Words of participants, each with whose they are"), Whence.RECORD, _quotes, 3),
    Item(lazy("Whether findings follow from the data"), Whence.AUTHORS, _grounds, 3),
    Item(lazy("The major themes"), Whence.AUTHORS, _themes, 3),
    Item(lazy("What does not fit, and minor themes"), Whence.AUTHORS, _against, 3),
)

SRQR: tuple[Item, ...] = (
    Item(lazy("A title that says what kind of study it is"), Whence.AUTHORS, _nothing),
    Item(lazy("An abstract"), Whence.AUTHORS, _nothing),
    Item(lazy("The problem, and what is known of it"), Whence.AUTHORS, _nothing),
    Item(lazy("What the study is for"), Whence.TEAM, _nothing),
    Item(lazy("The approach, and what it takes for granted"), Whence.TEAM, _orientation),
    Item(lazy("Who the researchers are, and how that plays in"), Whence.JOURNAL, _reflexive),
    Item(lazy("The place and its circumstances"), Whence.TEAM, _notes),
    Item(lazy("Whom and what was chosen, and until when"), Whence.BOTH, _enough),
    Item(lazy("Ethics: review, consent, confidentiality"), Whence.BOTH, _consent),
    Item(lazy("How data were gathered"), Whence.RECORD, _days),
    Item(lazy("With what they were gathered"), Whence.RECORD, _guide),
    Item(lazy("How many people, talks, visits, documents"), Whence.RECORD, _how_many),
    Item(lazy("How data were prepared, kept and made safe"), Whence.RECORD, _software),
    Item(lazy("How they were analysed, and by whom"), Whence.BOTH, _coders),
    Item(lazy("What makes it trustworthy"), Whence.RECORD, _techniques),
    Item(lazy("The main findings"), Whence.AUTHORS, _themes),
    Item(lazy("The words on which they stand"), Whence.RECORD, _grounds),
    Item(lazy("What it adds to what others found"), Whence.AUTHORS, _nothing),
    Item(lazy("What it cannot say"), Whence.AUTHORS, _against),
    Item(lazy("Whether somebody had an interest in the outcome"), Whence.TEAM, _nothing),
    Item(lazy("Who paid, and what for"), Whence.TEAM, _nothing),
)


def checklist_part(record: Record, title: str, source: str, items: tuple[Item, ...]) -> Part:
    """A chapter: each item, whence it can be told, what the record says to it, and what is left to do."""
    rows = [
        (str(number), str(item.topic), str(WORDS[item.whence]), said or "–", item.left(said))
        for number, item in enumerate(items, 1)
        for said in [item.fill(record)]
    ]
    gaps = sum(row[3] == "–" for row in rows)
    about = _(
        "%(source)s. Of %(all)s items %(gaps)s are left to whoever writes. Read over what is filled in, too."
    )
    header = (_("No."), _("What should be told (our words)"), _("Whence"), _("From the record"), _("Left"))
    counted = about % {"source": source, "all": len(rows), "gaps": gaps}
    blocks = [note(counted)]
    if domains := _domains(items):
        blocks.append(note(domains))
    return Part(title, (*blocks, table(header, rows, widths=(1, 5, 3, 6, 3))))


def _domains(items: tuple[Item, ...]) -> str:
    """Which items belong to which domain, where the checklist has some."""
    numbers = [[at for at, item in enumerate(items, 1) if item.domain == one] for one in DOMAINS]
    told = [
        _("%(first)s to %(last)s: %(words)s") % {"first": found[0], "last": found[-1], "words": words}
        for found, words in zip(numbers, DOMAINS.values(), strict=True)
        if found
    ]
    return "; ".join(told)
