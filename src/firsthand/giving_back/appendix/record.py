"""What the record says of a study in numbers, as far as the member may know: counted once for every chapter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand import __version__
from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.counts import CodeCount, counts
from firsthand.analysis.memos.selectors import MemoLine, memos
from firsthand.analysis.rounds.method import MethodLine, method
from firsthand.analysis.rounds.selectors import RoundLine, rounds
from firsthand.analysis.themes.selectors import ClaimLine, ThemeLine, themes
from firsthand.field.fieldwork.selectors import VisitLine, visits
from firsthand.field.interviews.selectors import GuideLine, InterviewLine, guides, interviews
from firsthand.field.media.models import MediaKind, Medium
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.selectors import SourceLine, sources
from firsthand.field.sources.sight import readable
from firsthand.giving_back.member_checks.selectors import PackWhole, packs
from firsthand.giving_back.record import entries_kept_from, latest
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.selectors import members
from firsthand.ground.trail.models import Entry

FEW = 3  # people: fewer are not counted out loud, since a number may point to one of them


@dataclass(frozen=True)
class Record:
    """A study, to be reported on."""

    by: Membership

    @cached_property
    def sources(self) -> list[SourceLine]:
        """Every source."""
        return [one for one in sources(self.by) if not one.private]

    @cached_property
    def kinds(self) -> Counter[str]:
        """How many sources of each kind."""
        return Counter(one.kind for one in self.sources)

    @cached_property
    def people(self) -> list[Person]:
        """Who takes part."""
        return people(self.by)

    @cached_property
    def interviews(self) -> list[InterviewLine]:
        """Interviews with what is known of how they were held."""
        return interviews(self.by)

    @cached_property
    def visits(self) -> list[VisitLine]:
        """Visits."""
        return visits(self.by)

    @cached_property
    def guides(self) -> list[GuideLine]:
        """Guides, in every version."""
        return guides(self.by)

    @cached_property
    def codes(self) -> list[CodeLine]:
        """The codebook."""
        return codebook(self.by)

    @cached_property
    def counts(self) -> dict[UUID, CodeCount]:
        """How much stands under each code."""
        return counts(self.by)

    @cached_property
    def memos(self) -> list[MemoLine]:
        """Memos."""
        return memos(self.by)

    @cached_property
    def themes(self) -> list[ThemeLine]:
        """Themes."""
        return themes(self.by)

    @cached_property
    def claims(self) -> list[ClaimLine]:
        """What the themes say."""
        return [claim for theme in self.themes for claim in theme.claims]

    @cached_property
    def rounds(self) -> list[RoundLine]:
        """Rounds of coding."""
        return rounds(self.by)

    @cached_property
    def packs(self) -> list[PackWhole]:
        """What was sent back to people, and not taken back, with what they said to it."""
        return [one for one in packs(self.by) if one.taken_back_at is None]

    @cached_property
    def acts_on_codes(self) -> Counter[str]:
        """How often codes were made, changed, merged and split."""
        rows = Entry.objects.filter(study_id=self.by.study_id, act__startswith="code.", kind=Entry.Kind.ACT)
        kept = entries_kept_from(self.by)
        return Counter(act for number, act in rows.values_list("number", "act") if number not in kept)

    @cached_property
    def method(self) -> MethodLine:
        """How the study works, by its own word."""
        return method(self.by)

    @cached_property
    def recordings(self) -> int:
        """How many recordings there are of what the member may read."""
        return Medium.objects.filter(source__in=readable(self.by), kind=MediaKind.RECORDING).count()

    @cached_property
    def team(self) -> list[str]:
        """Who works here."""
        return [one.name for one in members(self.by) if one.here]

    @property
    def entries(self) -> int:
        """How many acts the trail has."""
        return latest(self.by)

    @property
    def program(self) -> str:
        """What it was made with."""
        return f"Firsthand {__version__}"


def few(count: int) -> str:
    """A number of people, where it is so small that it points to some: not that."""
    return str(count) if count == 0 or count >= FEW else _("fewer than three")
