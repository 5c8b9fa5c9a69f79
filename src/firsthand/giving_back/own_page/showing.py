"""What a participant's page shows: put together by whoever has the study open, and sealed to the slip at once.

Their own words only: their turns, and what somebody marked as theirs. What others said, what the team wrote and what it
calls things are not in it, and neither is anybody's name but those of the members who read the study.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone

from firsthand.analysis.coding.models import Coding
from firsthand.core.consent import on_hold
from firsthand.core.spans import Span, covered, without
from firsthand.core.transcript import Structure, words_said
from firsthand.field.consent.forms import form
from firsthand.field.consent.selectors import READERS, acting_but, answers_of, standing
from firsthand.field.fieldwork.models import Bystander
from firsthand.field.people.models import Participant
from firsthand.field.sources.models import OwnWords, Source, TextVersion, Voice
from firsthand.giving_back.leaving.places import preview
from firsthand.giving_back.member_checks.showing import shown
from firsthand.giving_back.models import Withdrawal
from firsthand.giving_back.own_page.models import Shown, Slip, Wish
from firsthand.ground.studies.access import MAY
from firsthand.ground.studies.models import Membership, Role
from firsthand.ground.trail.recording import next_number
from firsthand.ground.vault import slips as vault
from firsthand.ground.vault import store, wording

Spans = dict[UUID, list[Span]]


def show(by: Membership, slip: Slip) -> None:
    """Put a slip's page together as it is now, and seal it to the slip. What it showed before opens no more."""
    upto = next_number(by.study_id) - 1
    data = json.dumps(_page(_eyes(by), slip.participant), ensure_ascii=False).encode()
    box = vault.seal_shown(slip.id, data)
    if box is not None:
        Shown.objects.update_or_create(
            slip=slip.id, defaults={"study_id": by.study_id, "box": box, "at": timezone.now(), "upto": upto}
        )


def freshen(by: Membership, participant: Participant | None = None) -> None:
    """Put pages together anew where something was written since; of one participant where given."""
    latest = next_number(by.study_id) - 1
    rows = Slip.objects.filter(study_id=by.study_id, taken_back_at=None, ends_at__gt=timezone.now())
    if participant is not None:
        rows = rows.filter(participant=participant)
    current = set(Shown.objects.filter(study_id=by.study_id, upto=latest).values_list("slip", flat=True))
    for row in rows.exclude(pk__in=current).select_related("participant"):
        show(by, row)


def _eyes(by: Membership) -> Membership:
    """Somebody who may look at all of it, so that it can be put together for the person whose it is.

    In memory for as long as that takes. Who has the study open and causes it, sees nothing of it: it is sealed to the
    slip. So it does not matter whether they are one of those who may not read this person's words.
    """
    return Membership(study=by.study, name="", role=Role.LEAD).opened_with(by.key)


def _page(eyes: Membership, whose: Participant) -> dict[str, Any]:
    answers, words = answers_of(eyes, whose.id), wording.read(eyes.key, whose.about)
    plain = standing(eyes).get(whose.id, {})
    asked = form(eyes)
    crossed = plain[READERS].chosen if READERS in plain else ()
    readers = [one for one in eyes.study.members.filter(left_at=None) if one.role in MAY["study.read"].who]
    left = Withdrawal.objects.filter(study_id=eyes.study_id, participant=whose).order_by("at")
    return {
        "called": words["pseudonym"],
        "hold": on_hold(plain),
        "talks": list(_talks(eyes, whose)),
        "answers": {
            scope: {"chosen": list(said.answer.chosen), "at": said.at.isoformat()}
            for scope, said in answers.items()
            if scope != READERS
        },
        "readers": [[str(one.id), one.name, str(one.id) in crossed] for one in readers],
        "acting": [str(key) for key, _name in acting_but(eyes, crossed)],
        "form": {"local": asked.local, "scopes": asked.scopes},
        "places": None if on_hold(plain) else _places(eyes, whose),
        "left": [[row.level, row.at.isoformat()] for row in left],
        "wishes": list(_wishes(eyes, whose)),
        "packs": list(shown(eyes, whose)),
    }


def _talks(eyes: Membership, whose: Participant) -> Iterator[dict[str, Any]]:
    """Each text in which they say something: their words in it, and which of them were picked."""
    voices, marks = _voices(eyes, whose), _spans(OwnWords, eyes, participant=whose)
    sources = Source.objects.filter(
        study_id=eyes.study_id, current__in=[*voices, *marks], private_to=None
    ).order_by("number")  # fmt: skip
    versions = {row.id: row for row in TextVersion.objects.filter(pk__in=[one.current for one in sources])}
    opened = store.open_all(
        eyes.key, [part for row in versions.values() for part in (row.text, row.structure)]
    )
    unasked, coded = _spans(Bystander, eyes), _spans(Coding, eyes, version_id__in=versions)
    for one in sources:
        row = versions[one.current]
        text, structure = opened[row.text], Structure.from_json(opened[row.structure])
        turns = [
            left
            for span in _said(text, structure, voices[row.id], marks[row.id])
            for left in without(span, unasked[row.id])
        ]
        yield {
            "kind": one.kind,
            "turns": [
                {
                    "words": span.words_in(text),
                    "place": [row.id.hex, span.start, span.end],
                    "picked": [part.words_in(text) for part in _shared_with(span, coded[row.id])],
                }
                for span in turns
            ],
        }


def _said(text: str, structure: Structure, voices: set[int], marks: list[Span]) -> list[Span]:
    """Their turns, and what is marked as theirs elsewhere, in the order of the text."""
    turns = [said for turn in structure.turns if turn.voice in voices and (said := words_said(turn, text))]
    return sorted([*turns, *(left for mark in covered(marks) for left in without(mark, turns))])


def _shared_with(span: Span, coded: list[Span]) -> list[Span]:
    """What of a stretch lies under at least one coding."""
    out = without(span, coded)
    return without(span, out) if out else [span]


def _voices(eyes: Membership, whose: Participant) -> dict[UUID, set[int]]:
    found: dict[UUID, set[int]] = defaultdict(set)
    rows = Voice.objects.filter(study_id=eyes.study_id, participant=whose)
    for version, index in rows.values_list("version_id", "index"):
        found[version].add(index)
    return found


def _spans(model: Any, eyes: Membership, **only: Any) -> Spans:
    found: Spans = defaultdict(list)
    rows = model.objects.filter(study_id=eyes.study_id, **only)
    for version, start, end in rows.values_list("version_id", "start", "end"):
        found[version].append(Span(start, end))
    return found


def _places(eyes: Membership, whose: Participant) -> dict[str, int]:
    """How much of theirs is in each of the places that somebody can look up."""
    return {line.place: line.count for line in preview(eyes, whose, "L1").lines}


def _wishes(eyes: Membership, whose: Participant) -> Iterator[dict[str, Any]]:
    rows = list(Wish.objects.filter(study_id=eyes.study_id, participant=whose).order_by("-at", "-id"))
    words = wording.read_open(eyes.key, [one for row in rows for one in (row.said, row.reply) if one])
    for row in rows:
        if row.said in words:
            said, reply = words[row.said], words.get(row.reply, {}) if row.reply else {}
            yield {
                "id": row.id.hex, "kind": said["kind"], "text": said.get("text", ""), "at": row.at.isoformat(),
                "settled": row.settled_at.isoformat() if row.settled_at else "", "reply": reply.get("text", ""),
                "place": said.get("place", []), "verdict": said.get("verdict", ""), "level": said.get("level", ""),
            }  # fmt: skip
