"""The fourteen kinds of thing that can identify a person, and what to put in their place.

>>> [rule.id for rule in rules() if rule.level == "decide_with_person"]
['D09', 'D10', 'D11']
>>> rule("D08").replacement
'[a child]'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

# always: replaced wherever it stands. The others harm as much as they help when taken out without asking.
Level = Literal["always", "decide_with_person", "decide_with_team"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing that identifies: what to put in its place, who decides, what to look for."""

    id: str
    kind: str
    replacement: str
    level: Level
    find: str


def rules() -> tuple[Rule, ...]:
    """All of them, in order."""
    return _RULES


def rule(id: str) -> Rule:  # noqa: A002
    """The rule of that id. Raises `KeyError` where there is none."""
    return _BY_ID[id]


_RULES = (
    Rule("D01", "person_participant", "", "always",
         "a participant's real name or nickname"),
    Rule("D02", "person_other", "[a person]", "always",
         "anybody else's name: a member, a relative, somebody on the staff"),
    Rule("D03", "organisation", "[an organisation]", "always",
         "a hospital, an agency, a landlord, a church, an employer"),
    Rule("D04", "place", "[a place]", "always",
         "a street, a building, a neighbourhood, a town, a bus or train line"),
    Rule("D05", "date", "[a time]", "always",
         "an exact date or an anniversary"),
    Rule("D06", "contact", "[removed]", "always",
         "a phone number, a mail or street address, a handle, a number plate"),
    Rule("D07", "number_id", "[removed]", "always",
         "the number of a file, a case, a benefit, a ward"),
    Rule("D08", "minor", "[a child]", "always",
         "anything about a child but that it is one"),
    Rule("D09", "rare_event", "[an event, changed]", "decide_with_person",
         "an event that was in the papers or is known here"),
    Rule("D10", "rare_trait", "[broader words]", "decide_with_person",
         "a job, rank, origin, illness or habit of one person"),
    Rule("D11", "voice", "[retold]", "decide_with_person",
         "a saying by which everybody would know who speaks"),
    Rule("D12", "combination", "[left out]", "decide_with_team",
         "harmless facts that together point to one person"),
    Rule("D13", "third_party_story", "[shortened]", "decide_with_team",
         "somebody else's story, told by the one who speaks"),
    Rule("D14", "clinical_detail", "[health detail]", "always",
         "a diagnosis, a drug or a ward, told about somebody else"),
)  # fmt: skip
_BY_ID = {one.id: one for one in _RULES}
