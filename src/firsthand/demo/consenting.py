"""What the nine invented people were asked, and what they answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firsthand.core.consent import Value
from firsthand.demo.material import listed
from firsthand.field.consent.selectors import READERS
from firsthand.field.consent.services import TALKED, exclude_reader, set_answers
from firsthand.field.people.models import Participant
from firsthand.ground.studies.models import Membership


def ask_everybody(team: Mapping[str, Membership], people: Mapping[str, Participant]) -> None:
    """Write down every answer, moment by moment, and whom somebody crossed out of the list of readers."""
    said = listed("consents")
    for key, person in people.items():
        own = said.get(key, {})
        for moment, answers in said["all"].items():
            given = {scope: _value(own.get(scope, value)) for scope, value in answers.items()}
            talked = {TALKED: "yes"} if given.get("naming") == "real_first_name" else {}
            set_answers(
                team["N"], participant=person, answers=given, moment=moment, how="together", also=talked
            )
        for member in own.get(READERS, ()):
            exclude_reader(
                team["N"], participant=person, reader=team[member], moment="before", how="together"
            )


def _value(written: Any) -> Value:
    return written if isinstance(written, str) else tuple(written)
