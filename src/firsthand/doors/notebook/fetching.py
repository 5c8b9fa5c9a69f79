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
from firsthand.analysis.compare.queries import saved_query
from firsthand.analysis.framework.selectors import summary
from firsthand.analysis.memos.selectors import link, memo, thing
from firsthand.analysis.rounds.selectors import round_
from firsthand.analysis.themes.laid_out import card as board_card
from firsthand.analysis.themes.laid_out import comparison, group
from firsthand.analysis.themes.selectors import claim, evidence, theme
from firsthand.core.problems import Problem
from firsthand.core.selecting.reading import read
from firsthand.core.spans import Span
from firsthand.doors.notebook.about import kind_on_a_board, table_of
from firsthand.doors.notebook.services import Service, act_of
from firsthand.doors.tables import rows
from firsthand.field.deid.selectors import identifier
from firsthand.field.fieldwork.selectors import bystander, site, visit
from firsthand.field.interviews.selectors import answer, guide, guide_version, held_with, question
from firsthand.field.media.selectors import medium
from firsthand.field.people.selectors import participant, person_asked
from firsthand.field.sources.own_words import own_words
from firsthand.field.sources.selectors import source, voice
from firsthand.giving_back.cards.selectors import card, passage
from firsthand.giving_back.cards.services import Saying
from firsthand.giving_back.ethics.selectors import incident, training
from firsthand.giving_back.leaving.selectors import flag
from firsthand.giving_back.member_checks.selectors import line, pack, reply
from firsthand.giving_back.own_page.slips import slip
from firsthand.giving_back.own_page.wishes import wish
from firsthand.giving_back.references.selectors import reference
from firsthand.giving_back.release.selectors import apart
from firsthand.giving_back.writing.selectors import document
from firsthand.ground.studies.selectors import member_named

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

# By what a parameter is declared as. A person names it; whoever has its id gives that.
FETCHED: dict[str, Callable[[Membership, Any], Any]] = {
    "Code": code, "Coding": coding, "Memo": memo, "Link": link, "Theme": theme, "Claim": claim, "Evidence": evidence,
    "Round": round_, "Source": source, "Voice": voice, "Participant": participant, "Medium": medium, "Visit": visit,
    "Site": site, "Bystander": bystander, "Answer": answer, "Guide": guide, "GuideVersion": guide_version,
    "Identifier": identifier, "Membership": member_named, "Flag": flag, "Slip": slip, "Wish": wish,
    "Incident": incident, "Training": training, "OwnWords": own_words, "SavedQuery": saved_query, "Summary": summary,
    "Reference": reference, "Apart": apart, "Document": document,
    "Pack": pack, "Line": line, "Reply": reply, "Card": card, "Passage": passage,
    "BoardCard": board_card, "Group": group, "Comparison": comparison,
}  # fmt: skip

# Of these there is no name: a row of a table, or an id.
BY_ID = {
    "Coding", "Memo", "Link", "Theme", "Claim", "Evidence", "Voice", "Medium", "Bystander", "Answer", "Flag", "Slip",
    "Wish", "Incident", "Training", "Summary", "Apart", "Pack", "Line", "Reply", "Card", "Passage",
    "BoardCard", "Group", "Comparison",
}  # fmt: skip

# Acts that are about people whom analysis may not know of: whoever is on hold can still be asked, or taken out.
OF_ALL_PEOPLE = ("consent.", "participant.withdraw", "slip.", "wish.", "incident.")

SEVERAL = re.compile(r"(?:Sequence|Iterable|list)\[(.+)\]")
TOGETHER = re.compile(r"tuple\[(.+)\]")


def fetched(by: Membership, service: Service, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, as the service takes it. Raises `Problem` for what it does not take, and as the selectors do."""
    takes = inspect.signature(service)
    try:
        takes.bind(by, **given)
    except TypeError as wrong:
        raise Problem(f"{service.__name__} takes {_told(takes)}: {wrong}.") from None
    fetching = _Fetching(by, act_of(service), given)
    kinds = {name: str(one.annotation).removesuffix(" | None") for name, one in takes.parameters.items()}
    return {name: fetching.one(kinds.get(name, ""), value) for name, value in given.items()}


def _told(takes: inspect.Signature) -> str:
    return ", ".join(f"{one}".replace("'", "") for one in list(takes.parameters.values())[1:]) or "nothing"


class _Fetching:
    """One call: who acts, under which act, and all that was given."""

    def __init__(self, by: Membership, act: str, given: Mapping[str, Any]) -> None:
        self._by, self._act, self._given = by, act, given

    def one(self, kind: str, value: Any) -> Any:
        """A value as a parameter of that kind takes it."""
        if value is None:
            return None
        if several := SEVERAL.fullmatch(kind):
            return [self.one(several[1], each) for each in value]
        if together := TOGETHER.fullmatch(kind):
            kinds = [together[1].removesuffix(", ...")] * len(value)
            if not together[1].endswith(", ..."):
                kinds = together[1].split(", ", len(value) - 1)
            return tuple(self.one(each, part) for each, part in zip(kinds, value, strict=True))
        if kind in MADE_OF:
            return MADE_OF[kind](value)
        return self._row(kind, value)

    def _row(self, kind: str, value: Any) -> Any:
        if kind == "Recorded":
            return thing(self._by, table_of(value), value.id)
        if kind == "Thing":
            return FETCHED[kind_on_a_board(value)](self._by, value.id)
        if kind == "Participant" and self._act.startswith(OF_ALL_PEOPLE):
            return person_asked(self._by, _ref(value))
        if kind == "Interview":
            return held_with(self._by, source(self._by, _ref(value)))[0]
        if kind == "Question":
            asked_in = source(self._by, _ref(self._given.get("source", self._given.get("interview"))))
            return question(self._by, held_with(self._by, asked_in)[1].guide, str(value))
        if kind not in FETCHED:
            return value
        ref = _ref(value)
        if kind in BY_ID and not isinstance(ref, UUID):
            raise Problem(f"A {kind.lower()} has no name here: give its row of a table, or its id.")
        return FETCHED[kind](self._by, ref)


def _ref(value: Any) -> Any:
    """How a thing is named: a row by its id (a member by their name), and what looks like an id is one."""
    ref = value.name if isinstance(value, rows.MemberRow) else getattr(value, "id", value)
    if isinstance(ref, str):
        try:
            return UUID(ref)
        except ValueError:
            return ref
    return ref


# What is no row, from how a person writes it: edges of a span, a query as it is typed, the row that has an id.
MADE_OF: dict[str, Callable[[Any], Any]] = {
    "Span": lambda given: given if isinstance(given, Span) else Span(*given),
    "Query": lambda given: read(given) if isinstance(given, str) else given,
    "UUID": _ref,
    "Saying": lambda given: given if isinstance(given, Saying) else Saying(**given),
}
