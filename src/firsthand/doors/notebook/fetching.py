"""What a service is given, from how a person names it: a code by its path, a source by S12, a coding by its row.

Everything is fetched through the study, by the same selectors as a page's: what a member may not know of is not there.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from firsthand.analysis.codebook.selectors import code
from firsthand.analysis.coding.selectors import coding
from firsthand.analysis.memos.selectors import link, memo, thing
from firsthand.analysis.rounds.selectors import round_
from firsthand.analysis.themes.selectors import claim, evidence, theme
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.doors.notebook.about import table_of
from firsthand.doors.notebook.services import Service, act_of
from firsthand.doors.tables import rows
from firsthand.field.deid.selectors import identifier
from firsthand.field.fieldwork.selectors import bystander, site, visit
from firsthand.field.interviews.selectors import answer, guide, guide_version
from firsthand.field.media.selectors import medium
from firsthand.field.people.selectors import participant, person_asked
from firsthand.field.sources.selectors import source, voice
from firsthand.giving_back.ethics.selectors import incident, training
from firsthand.giving_back.leaving.selectors import flag
from firsthand.giving_back.own_page.slips import slip
from firsthand.giving_back.own_page.wishes import wish
from firsthand.ground.studies.selectors import member_named

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

# By what a parameter is declared as. A person names it; whoever has its id gives that.
FETCHED: dict[str, Callable[[Membership, Any], Any]] = {
    "Code": code, "Coding": coding, "Memo": memo, "Link": link, "Theme": theme, "Claim": claim, "Evidence": evidence,
    "Round": round_, "Source": source, "Voice": voice, "Participant": participant, "Medium": medium, "Visit": visit,
    "Site": site, "Bystander": bystander, "Answer": answer, "Guide": guide, "GuideVersion": guide_version,
    "Identifier": identifier, "Membership": member_named, "Flag": flag, "Slip": slip, "Wish": wish,
    "Incident": incident, "Training": training,
}  # fmt: skip

# Of these there is no name: a row of a table, or an id.
BY_ID = {
    "Coding", "Memo", "Link", "Theme", "Claim", "Evidence", "Voice", "Medium", "Bystander", "Answer", "Flag", "Slip",
    "Wish", "Incident", "Training",
}  # fmt: skip

# Acts that are about people whom analysis may not know of: whoever is on hold can still be asked, or taken out.
OF_ALL_PEOPLE = ("consent.", "participant.withdraw", "slip.", "wish.", "incident.")

LIST = re.compile(r"(?:Sequence|Iterable|list)\[(\w+)\]")
BY_NAME_OF = {rows.MemberRow: "name"}


def fetched(by: Membership, service: Service, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, as the service takes it. Raises `Problem` for what it does not take, and as the selectors do."""
    takes = inspect.signature(service)
    try:
        takes.bind(by, **given)
    except TypeError as wrong:
        raise Problem(f"{service.__name__} takes {_told(takes)}: {wrong}.") from None
    kinds = {name: str(one.annotation).split(" | ")[0] for name, one in takes.parameters.items()}
    return {name: _one(by, act_of(service), kinds.get(name, ""), value) for name, value in given.items()}


def _told(takes: inspect.Signature) -> str:
    return ", ".join(f"{one}" for one in list(takes.parameters.values())[1:]) or "nothing"


def _one(by: Membership, act: str, kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "Span":
        return value if isinstance(value, Span) else Span(*value)
    if several := LIST.fullmatch(kind):
        return [_one(by, act, several[1], one) for one in value]
    if kind == "Recorded":
        return thing(by, table_of(value), value.id)
    if kind == "Participant" and act.startswith(OF_ALL_PEOPLE):
        return person_asked(by, _ref(value))
    if kind not in FETCHED:
        return value
    ref = _ref(value)
    if kind in BY_ID and not isinstance(ref, UUID):
        raise Problem(f"A {kind.lower()} has no name here: give its row of a table, or its id.")
    return FETCHED[kind](by, ref)


def _ref(value: Any) -> Any:
    """How a thing is named: a row by its id (a member by their name), and what looks like an id is one."""
    ref = getattr(value, BY_NAME_OF.get(type(value), "id"), value)
    if isinstance(ref, str):
        try:
            return UUID(ref)
        except ValueError:
            return ref
    return ref
