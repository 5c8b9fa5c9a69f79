"""Reading consents: what each participant answered last, the whole history, and who is not to be shown to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from firsthand.core.consent import HOLD, Answer, Answers, Outcome, allows, catalogue, on_hold
from firsthand.field.consent.deciding import DECIDING
from firsthand.field.consent.models import Consent, How
from firsthand.ground.studies.access import MAY, may, require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.remembering import remembered
from firsthand.ground.vault import wording

READERS = "readers"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with the moment at which it was given."""

    id: UUID
    participant: UUID
    answer: Answer
    moment: str
    form: str  # the version of the wording that was asked
    how: str
    asked_by: str
    at: datetime
    note: str = ""
    also: dict[str, str] = field(default_factory=dict, hash=False, compare=False)


def history(by: Membership, participant: UUID) -> list[Said]:
    """Everything that a participant ever answered, latest first.

    Who may not read them is shown only to those who may say so themselves.
    """
    require(by, "consent.read")
    if participant in keeping_out(by):
        return []
    shown = may(by, "reader.exclude")
    return [
        one
        for one in reversed(_all(by))
        if one.participant == participant and (shown or one.answer.scope != READERS)
    ]


def asked(by: Membership) -> list[Said]:
    """Every answer of everybody whom the member may know of, oldest first; without who may not read whom."""
    require(by, "consent.read")
    out = keeping_out(by)
    return [one for one in _all(by) if one.participant not in out and one.answer.scope != READERS]


def answers_of(by: Membership, participant: UUID) -> dict[str, Said]:
    """What a participant answered last, by scope; what was not asked is not in it."""
    return everybodys_answers(by).get(participant, {})


def everybodys_answers(by: Membership) -> dict[UUID, dict[str, Said]]:
    """The same of everybody who was asked something and whom the member may know of."""
    require(by, "consent.read")
    out, shown = keeping_out(by), may(by, "reader.exclude")
    found: dict[UUID, dict[str, Said]] = defaultdict(dict)
    for one in _all(by):
        if one.participant not in out and (shown or one.answer.scope != READERS):
            found[one.participant][one.answer.scope] = one
    return dict(found)


def standing(by: Membership) -> dict[UUID, dict[str, Answer]]:
    """What every participant answered last. For deciding what may be shown; pages show `history`."""

    def make() -> dict[UUID, dict[str, Answer]]:
        found: dict[UUID, dict[str, Answer]] = {}
        for one in _all(by):
            found.setdefault(one.participant, {})[one.answer.scope] = one.answer
        return found

    return remembered(("consent", by.study_id), by.study_id, make, of=DECIDING)


def keeping_out(by: Membership) -> frozenset[UUID]:
    """The participants who do not want this member to read their words: for them it is as if those were not here."""
    me = str(by.id)
    return frozenset(
        person for person, said in standing(by).items() if READERS in said and me in said[READERS].chosen
    )


def resting(by: Membership) -> frozenset[UUID]:
    """The participants of whom nothing is shown, counted or sent, to anybody: they said “hold”, or take no part."""
    return frozenset(person for person, said in standing(by).items() if on_hold(said))


def kept_people(by: Membership) -> frozenset[UUID]:
    """All participants of whom this member is shown nothing, whatever the reason."""
    return keeping_out(by) | resting(by)


def outcome(by: Membership, people: Iterable[UUID], scope: str, use: str) -> Outcome:
    """What the consents of everybody in it allow of a use: the strictest answer among them. Yes, where nobody is."""
    said = standing(by)
    order = list(Outcome)  # from yes to no
    found = [allows(said.get(person, {}), scope, use) for person in people]
    return max(found, key=order.index, default=Outcome.YES)


def crossed_out(by: Membership, participant: UUID) -> tuple[str, ...]:
    """The ids of the members who may not read a participant's words. Raises `NotAllowed`."""
    require(by, "reader.exclude")
    answer = standing(by).get(participant, {}).get(READERS)
    return () if answer is None or participant in keeping_out(by) else answer.chosen


def left_to_act(by: Membership, participant: UUID, *, but: UUID | None = None) -> list[str]:
    """The names of the members who can carry out what a participant wants done with their words: who may do so by
    their role, and was not crossed out. `but`: as if this member were crossed out too. Raises `NotAllowed`.
    """
    return [name for _key, name in acting_but(by, {*crossed_out(by, participant), str(but)})]


def acting_but(by: Membership, out: Collection[str]) -> list[tuple[UUID, str]]:
    """Who can take words out by their role, but for these: id and name. Open to every member, as who is here is."""
    roles = MAY["participant.withdraw"].who
    rows = by.study.members.filter(left_at=None, role__in=roles).order_by("id").values_list("id", "name")
    return [(key, name) for key, name in rows if str(key) not in out]


def answers_given(by: Membership, participant: UUID) -> Answers:
    """What a participant answered last, as plain answers; without who may not read them."""
    return {scope: one for scope, one in standing(by).get(participant, {}).items() if scope != READERS}


def held(by: Membership, participant: UUID) -> bool:
    """Whether a participant put everything of theirs on hold."""
    require(by, "consent.read")
    answer = standing(by).get(participant, {}).get(HOLD)
    return answer is not None and answer.value == "on"


def ways() -> list[tuple[str, str]]:
    """How somebody can be asked, each with what people call it."""
    return [(how.value, str(how.label)) for how in How]


def moments() -> list[str]:
    """The moments at which somebody can be asked."""
    return list(catalogue().moments)


def every_answer(by: Membership) -> list[Said]:
    """Every answer of everybody, oldest first: for joining two copies. Nothing of it is shown. Raises `NotAllowed`."""
    require(by, "copies.join")
    return _all(by)


def _all(by: Membership) -> list[Said]:
    """Every answer of the study, oldest first."""
    rows = list(Consent.objects.filter(study_id=by.study_id).select_related("by").order_by("at", "id"))
    words = wording.read_all(by.key, [row.said for row in rows])
    return [
        Said(
            row.id, row.participant_id, Answer(said["scope"], _value(said["value"])), said["moment"], said["form"],
            said["how"], row.by.name, row.at, said.get("note", ""), said.get("also", {}),
        )
        for row in rows
        for said in [words[row.said]]
    ]  # fmt: skip


def _value(written: str | list[str]) -> str | tuple[str, ...]:
    return written if isinstance(written, str) else tuple(written)
