"""One text that somebody gave and wants back: it goes as their words would go, and nothing else of theirs does.

What is found and done is what leaving does with all of somebody's texts, for this one: its versions and its past, the
codings on it, summaries that stand on it, wordings that quote it. Then its keys are destroyed.
"""

from __future__ import annotations

from uuid import UUID

from firsthand.analysis.coding.models import Coding
from firsthand.core.leaving import level
from firsthand.field.people.models import Participant
from firsthand.giving_back.leaving.carrying_out import OF_TEXTS, leave_for_good
from firsthand.giving_back.leaving.own import Own, said_before, standing
from firsthand.giving_back.leaving.places import Reach
from firsthand.giving_back.leaving.summaries import FOOTINGS, SUMMARIES
from firsthand.ground.studies.models import Membership, Role
from firsthand.ground.trail.past import Past, past

WORDS_OUT = "L3_remove_words"


def take_out_text(by: Membership, participant: Participant, source_id: UUID, *, mark: UUID) -> None:
    """Inside an act: take it out for good, also where it was removed meanwhile and undo could bring it back.

    `mark` says in the trail's marks why.
    """
    # Somebody who may look at all of it, in memory for as long as that takes: nobody sees what is found.
    eyes = Membership(study=by.study, name="", role=Role.LEAD).opened_with(by.key)
    found, of = Reach(eyes, _own(eyes, participant, source_id)), level(WORDS_OUT)
    sealed, entries = set(found.sealed(of)), found.entries(of)
    for step in OF_TEXTS:
        step(found, of)
    leave_for_good(eyes, mark, of, sealed, entries)


def _own(by: Membership, participant: Participant, source_id: UUID) -> Own:
    """This text as if it were all that the participant ever gave."""
    every = standing(by)
    alone = tuple(one for one in every if one.source.id == source_id)
    others = [one.words for one in every if one.source.id != source_id]
    was = _past_of(past(by.study_id), source_id)
    versions = _versions(was, source_id)
    codings = Coding.objects.filter(study_id=by.study_id, version_id__in=map(UUID, versions)).select_related(
        "version"
    )
    said = [span.words_in(one.words) for one in alone for span in one.turns_of(participant.id)]
    said += said_before(by, participant, was)
    return Own(
        participant, (), (), {}, alone, (), tuple(codings.order_by("id")), tuple(said), tuple(others), was,
        {} if alone else {source_id.hex: True},
    )  # fmt: skip


def _versions(was: Past, source_id: UUID) -> set[str]:
    rows = was.get("sources.textversion", {})
    return {key for key, row in rows.items() if row.values["source_id"] == source_id.hex}


def _past_of(was: Past, source_id: UUID) -> Past:
    """What ever was, without what else is the participant's: what they are called, other texts, other summaries."""
    versions = _versions(was, source_id)
    on_it = {
        row.values["summary_id"]
        for row in was.get(FOOTINGS, {}).values()
        if row.values["text_version"] in versions
    }
    return {
        table: {
            key: row
            for key, row in rows.items()
            if not (
                table in ("people.participant", "people.name")
                or (table == "sources.voice" and row.values["version_id"] not in versions)
                or (table == SUMMARIES and key not in on_it and row.values["source_id"] != source_id.hex)
            )
        }
        for table, rows in was.items()
    }
