"""A text that is to leave, checked: whose words are in it, and what in it would break a promise."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import regex
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.analysis.coding.selectors import quoted_lines
from firsthand.analysis.themes.selectors import themes
from firsthand.core.consent import Outcome
from firsthand.core.identifying import Document
from firsthand.core.passages import passages
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import outcome
from firsthand.field.deid.looking import leaks_in
from firsthand.field.deid.material import Where
from firsthand.field.deid.words import RULE_NAMES
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.selectors import SourceLine, sources
from firsthand.field.sources.sight import seen
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import owners, texts
from firsthand.giving_back.member_checks.selectors import asked_to_leave_out
from firsthand.giving_back.release.models import Apart, ApartPassage
from firsthand.ground.calling.selectors import own_words
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

AROUND, MOST = 50, 120  # letters before and after, and of the words themselves
MOST_TOLD = 5  # findings in one sentence

# What our own reports say of a place: “762–948”. It reaches nobody, nor does their day, nor what the study is called.
OURS = regex.compile(r"\d{1,7}–\d{1,7}")

# Of each kind of thing that would break a promise: what it is, and what to do.
SAID: dict[str, tuple[StrPromise, StrPromise]] = {
    "restricted": (
        lazy("Words of %(names)s (%(place)s), who did not say that they may be quoted."),
        lazy("Tell it in words of your own, take it out, or ask them again and write down what they answer."),
    ),
    "see_first": (
        lazy("Words of %(names)s (%(place)s), who want to see each quote before it leaves."),
        lazy(
            "Show them this passage where it stands, and write down what they answer. Until they agree, leave it out."
        ),
    ),
    "left_out": (
        lazy("Whose words these are asked that they be left out (%(place)s)."),
        lazy("Take them out. What they asked is on the page “Does it fit?”."),
    ),
    "not_archived": (
        lazy(
            "It repeats words of %(names)s (%(place)s), who did not say that they may be kept in an archive."
        ),
        lazy(
            "Leave out the text in which they are repeated, or a code that stands on them there; or ask them again and "
            "write down what they answer. If they are nobody’s own (a heading, a proverb), say so, and why."
        ),
    ),
    "in_kit": (
        lazy("Words of %(names)s (%(place)s): a study kit has nobody's words."),
        lazy("Say it in words of your own where it stands: in a code, a guide, or what people are asked."),
    ),
    "bystander": (
        lazy("It tells of somebody who was not asked (%(place)s)."),
        lazy("Take it out: nobody can agree to it but they."),
    ),
    "together": (
        lazy("This and another passage must not leave together (%(place)s): %(reason)s"),
        lazy("Keep one of them, and take the others out."),
    ),
    "name": (
        lazy("“%(words)s” can tell who somebody is (%(rule)s)."),
        lazy(
            "Put in its place what stands in the texts, or a general word. If it is harmless, say so on the page "
            "“What tells who somebody is”."
        ),
    ),
    "standpoint": (
        lazy("This claim rests on what people tell about others, and does not say so."),
        lazy(
            "Say it in the sentence itself (“%(workers)s told us that …”), and tick that it does where the claim "
            "is written."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """What people are asked about before a text leaves, and what is said where they did not answer yes.

    `least`: how many words in a row are a passage here. A text that is made of the study's own has short runs of
    anybody's words by chance.
    """

    scope: str
    use: str
    kinds: dict[Outcome, str]
    least: int = 0


QUOTED = Promise("quotes", "quote", {Outcome.NO: "restricted", Outcome.REVIEW: "see_first"})
ARCHIVED = Promise(
    "archive", "archive", {Outcome.NO: "not_archived", Outcome.REVIEW: "not_archived"}, least=8
)
OUR_PEOPLE = frozenset({"D01"})
IN_A_KIT = Promise("", "", dict.fromkeys(Outcome, "in_kit"), least=8)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the study that stand in the text: where they come from, where they stand, and whose they are."""

    source: SourceLine
    there: Span
    here: Span
    place: str  # “turn 12”
    people: tuple[Person, ...]

    @property
    def cited(self) -> str:
        """“S3, turn 12”."""
        return f"{self.source.ref}, {self.place}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What would break a promise: of what kind, where in the text (line, words around it), what it is, what to do."""

    kind: str
    line: int
    words: str
    sentence: str
    to_do: str
    more: int = 0  # in how many further places the same stands
    where: str = ""  # in which of several texts, where it was several


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in order of the text; the passages; and whether names could be looked for."""

    findings: tuple[Finding, ...]
    passages: tuple[Passage, ...]
    with_names: bool

    @property
    def people(self) -> set[UUID]:
        """Whose words are in it."""
        return {person.id for one in self.passages for person in one.people}


def checked(by: Membership, text: str, promise: Promise = QUOTED) -> Checked:
    """Look through a text that is to leave, for what was promised. Linear in it and in the study's words."""
    require(by, "study.read")
    shown = [line for line in sources(by) if line.version_id is not None]
    opened = texts(by, [line.version_id for line in shown])
    every = _passages(by, text, shown, opened)
    found = [one for one in every if len(one.here.words_in(text).split()) >= promise.least]
    findings = [
        *_consents(by, text, found, promise), *_left_out(by, text, found), *_bystanders(by, text, found),
        *_together(by, text, found), *_names(by, text), *_claims(by, text),
    ]  # fmt: skip
    return Checked(_once(findings), tuple(found), by.has_names)


def our_people_in(by: Membership, text: str) -> tuple[Finding, ...]:
    """Where a text names people of the study, and nobody else: of words in which works are named by their authors."""
    return tuple(_names(by, text, rules=OUR_PEOPLE))


def require_nothing_found(findings: Sequence[Finding]) -> None:
    """Raises `Problem`, with what is to be settled first, where something was found."""
    if not findings:
        return
    told = [
        f"{one.where}: {one.sentence} {one.to_do}" if one.where else f"{one.sentence} {one.to_do}"
        for one in findings[:MOST_TOLD]
    ]
    if len(findings) > MOST_TOLD:
        told.append(_("And %(n)s more.") % {"n": len(findings) - MOST_TOLD})
    raise Problem(" ".join([_("Something in it has to be settled before it leaves."), *told]))


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, where it first stands, with how often it stands besides."""
    places: dict[tuple[str, str], list[Finding]] = {}
    for one in sorted(findings, key=lambda one: one.line):
        places.setdefault((one.kind, one.sentence), []).append(one)
    return tuple(replace(found[0], more=len(found) - 1) for found in places.values())


def _passages(
    by: Membership, text: str, shown: Sequence[SourceLine], opened: Mapping[UUID, Text]
) -> Iterator[Passage]:
    by_version = {line.version_id: line for line in shown}
    known, whose = {one.id: one for one in people(by)}, owners(by, opened)
    for version, there, here in passages(text, ((key, one.words) for key, one in opened.items())):
        persons = sorted(whose(version, there) & known.keys(), key=lambda one: known[one].label)
        yield Passage(
            by_version[version], there, here, opened[version].place(there.start), tuple(known[one] for one in persons)
        )  # fmt: skip


def _consents(by: Membership, text: str, found: Iterable[Passage], promise: Promise) -> Iterator[Finding]:
    for one in found:
        people = [person.id for person in one.people]
        said = outcome(by, people, promise.scope, promise.use) if promise.scope else Outcome.NO
        kind = promise.kinds.get(said)
        if kind and people:
            names = ", ".join(person.pseudonym for person in one.people)
            yield _finding(text, one.here, kind, names=names, place=one.cited)


def _left_out(by: Membership, text: str, found: Sequence[Passage]) -> Iterator[Finding]:
    """Words of which whose they are said, when shown them, that they be left out."""
    codings = asked_to_leave_out(by)
    places = [(one.version_id, one.span) for one in quoted_lines(by, codings)] if codings else []
    for one in found:
        if any(version == one.source.version_id and span.touches(one.there) for version, span in places):
            yield _finding(text, one.here, "left_out", place=one.cited)


def _bystanders(by: Membership, text: str, found: Sequence[Passage]) -> Iterator[Finding]:
    marked = bystanders_in(by, {one.source.version_id for one in found})
    for one in found:
        if any(span.touches(one.there) for span in marked.get(one.source.version_id, ())):
            yield _finding(text, one.here, "bystander", place=one.cited)


def _together(by: Membership, text: str, found: Sequence[Passage]) -> Iterator[Finding]:
    """Rules of which two passages or more are in the text; each is said where the first stands."""
    rules = list(Apart.objects.filter(study_id=by.study_id).order_by("at"))
    reasons = store.open_all(by.key, [one.reason for one in rules])
    for rule in rules:
        parts = ApartPassage.objects.filter(apart=rule).order_by("id")
        met = [passage for part in parts if (passage := _in_text(by, part, found)) is not None]
        if len(met) > 1:
            place = " + ".join(one.cited for one in met)
            yield _finding(text, met[0].here, "together", place=place, reason=reasons[rule.reason])


def _in_text(by: Membership, part: ApartPassage, found: Sequence[Passage]) -> Passage | None:
    """The passage of the text that has some of these words."""
    span = seen(by, part.version_id, part.span)
    if span is None:
        return None
    return next(
        (one for one in found if one.source.version_id == part.version_id and one.there.touches(span)), None
    )


def _names(by: Membership, text: str, rules: Container[str] = frozenset(RULE_NAMES)) -> Iterator[Finding]:
    document = {"0": (Document("0", text), Where("", uuid4()))}
    for leak in (one for one in leaks_in(by, document) if one.rule in rules):
        here = Span(leak.start, leak.end)
        words = here.words_in(text)
        ours = OURS.fullmatch(words) or words in (date_format(localdate()), by.study.title)
        if not ours:
            yield _finding(text, here, "name", words=words, rule=str(RULE_NAMES[leak.rule]))


def _claims(by: Membership, text: str) -> Iterator[Finding]:
    """Claims that hide where people speak from: all second-hand, without saying so."""
    folded = text.casefold()
    for claim in (claim for theme in themes(by) for claim in theme.claims):
        at = folded.find(claim.sentence.casefold())
        hidden = not claim.says_whose and any(flag.kind == "second_hand" for flag in claim.flags)
        if at >= 0 and hidden:
            yield _finding(
                text, Span(at, at + len(claim.sentence)), "standpoint", workers=own_words(by).worker_many
            )


def _finding(text: str, here: Span, kind: str, **where: str) -> Finding:
    before, after = here.around(text, AROUND)
    words = " ".join(f"{before}{here.words_in(text)[:MOST]}{after}".split())
    sentence, to_do = SAID[kind]
    return Finding(
        kind, text.count("\n", 0, here.start) + 1, words, str(sentence) % where, str(to_do) % where
    )
