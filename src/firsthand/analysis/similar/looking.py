"""Passages that are worded like others: near a code, like an excerpt, like words. What is shown is noted, in numbers.

Near a code: the passages that carry its excerpts are what is asked by, and each passage found counts by the one of
them that it is nearest to, not by their mean: a code may be about two things, and the page can say near to what.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.excerpts import with_words
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import CodingLine, all_codings, coding_line
from firsthand.analysis.compare.searching import around
from firsthand.analysis.rounds.models import RoundSource
from firsthand.analysis.similar import host
from firsthand.analysis.similar.models import Shown, Way
from firsthand.analysis.similar.preparing import texts_meant
from firsthand.analysis.similar.sealing import unsealed
from firsthand.analysis.similar.switching import require_on
from firsthand.core.problems import NotThere, Problem
from firsthand.core.similar.nearest import Near, Rows
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source, Voice
from firsthand.field.sources.selectors import SourceLine, lines_by_text
from firsthand.field.sources.sight import seen
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import talks, texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership

MOST = 20  # passages shown: more is a list that decides for whoever reads it
ASKED_BY = 200  # passages of a code that are asked by, evenly taken from all


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage is: in the text version as it is kept, and in the words that this member reads."""

    version_id: UUID
    kept: Span
    seen: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was found, in context. `rank` counts from 1; `near_to`: the excerpt that it is nearest to."""

    rank: int
    source: SourceLine
    span: Span
    place: str
    said_by: tuple[str, ...]
    before: str
    words: str
    after: str
    near_to: str = ""


@dataclass(frozen=True, slots=True)
class Showing:
    """What was shown: passages, nearest first; among how many; by how many excerpts of how many it was asked."""

    id: UUID | None
    way: str
    passages: list[Passage]
    among: int
    asked_by: int = 1
    of: int = 1


def near_code(by: Membership, *, code: Code, most: int = MOST) -> Showing:
    """Passages near a code's excerpts that do not carry it, as far as this member sees."""
    pool = _Pool(by)
    coded = _by_text(all_codings(by, [code]))
    at = [place for place, one in enumerate(pool.places) if _touches(one, coded)]
    asked = [at[number * len(at) // ASKED_BY] for number in range(ASKED_BY)] if len(at) > ASKED_BY else at
    if not asked:
        return Showing(None, Way.CODE, [], len(pool.places), 0, 0)
    rest = sorted(set(range(len(pool.places))) - set(at))
    found = pool.nearest(rest, [pool.rows[place] for place in asked], most)
    return pool.shown(Way.CODE, found, code.id, [pool.places[place] for place in asked], len(at))


def like_coding(by: Membership, *, coding: Coding, most: int = MOST) -> Showing:
    """Passages worded like an excerpt; not those that it is in."""
    line = coding_line(by, coding.id)
    excerpt = next(iter(with_words(by, [line])), None)
    if excerpt is None or not excerpt.words.strip():
        raise NotThere(_("There are no words here to ask by."))
    pool = _Pool(by)
    own = _by_text([line])
    rest = [place for place, one in enumerate(pool.places) if not _touches(one, own)]
    return pool.shown(Way.CODING, pool.nearest(rest, [pool.model.embed(excerpt.words)], most), coding.id)


def like_words(by: Membership, *, words: str, most: int = MOST) -> Showing:
    """Passages worded like these words. They are not kept anywhere."""
    if not words.strip():
        raise Problem(_("Say what to look for."))
    pool = _Pool(by)
    found = pool.nearest(range(len(pool.places)), [pool.model.embed(words)], most)
    return pool.shown(Way.WORDS, found, None)


def shown_before(by: Membership, row: Shown) -> Showing:
    """A list as it was shown, once more; without what is no longer there. It is not noted again."""
    pool = _Pool(by)
    where = {(one.version_id.hex, one.kept.start, one.kept.end): at for at, one in enumerate(pool.places)}
    found = [
        (rank, Near(where[version, start, end], score, 0))
        for rank, (version, start, end, score) in enumerate(row.places, start=1)
        if (version, start, end) in where
    ]
    return Showing(row.id, row.way, pool.in_context(found), len(pool.places))


def coding_still(by: Membership) -> frozenset[UUID]:
    """The sources of open rounds in which this member codes, blind or not: there they see for themselves."""
    rows = RoundSource.objects.filter(
        study_id=by.study_id, round__closed_at=None, round__coders__coder_id=by.id
    )
    return frozenset(rows.values_list("source_id", flat=True))


class _Pool:
    """The prepared passages that may be shown to a member, opened into memory for as long as the question takes.

    Left out are what is absent for them, what their rounds have them code, passages of which a word is cut out or is
    about somebody who was not asked, and what the team's own interviewers say.
    """

    def __init__(self, by: Membership) -> None:
        require(by, "study.read")
        require_on(by)
        self.by, self.model = by, host.model()
        self.places: list[Place] = []
        kept, rows = self._wanted(), []
        asking, unasked = self._asking(kept), bystanders_in(by, kept)
        for version, prepared in unsealed(by, self.model.hash, kept):
            text = asking.get(version)
            for span, row in zip(prepared.spans, prepared.rows, strict=True):
                here = seen(by, version, span)
                if here is None or len(here) != len(span) or _any(here, unasked.get(version, ())):
                    continue
                if text is None or not _is_asking(text, here):
                    self.places.append(Place(version, span, here))
                    rows.append(row)
        self.rows = np.array(rows, np.float16).reshape(len(rows), self.model.dimensions)

    def _wanted(self) -> list[UUID]:
        """The standing texts; of those of which words are cut out, what was prepared before is looked at too."""
        coding = coding_still(self.by)
        left = set(Source.objects.filter(id__in=coding).values_list("current", flat=True))
        return [version for version in [*texts_meant(self.by), *absent(self.by).cuts] if version not in left]

    def _asking(self, versions: Sequence[UUID]) -> dict[UUID, Text]:
        """The texts in which an interviewer speaks."""
        rows = Voice.objects.filter(
            study_id=self.by.study_id, part=Voice.Part.INTERVIEWER, version_id=F("version__source__current")
        )
        wanted = set(rows.values_list("version_id", flat=True)) & set(versions)
        return talks(self.by, wanted)

    def nearest(self, among: Iterable[int], asked: Sequence[object], most: int) -> list[Near]:
        """The nearest of some passages to any of some vectors."""
        chosen = np.fromiter(among, np.intp)
        vectors = [np.asarray(one, np.float32) for one in asked]
        found = Rows(self.rows[chosen]).nearest_to_any(vectors, most)
        return [Near(int(chosen[one.place]), one.score, one.to) for one in found]

    def shown(
        self, way: str, found: Sequence[Near], about: UUID | None, asked: Sequence[Place] = (), of: int = 1
    ) -> Showing:
        """What was found, in context; and a note that it was shown."""
        passages = self.in_context(list(enumerate(found, start=1)), asked)
        return Showing(self._noted(way, found, about), way, passages, len(self.places), len(asked) or 1, of)

    def in_context(self, found: Sequence[tuple[int, Near]], asked: Sequence[Place] = ()) -> list[Passage]:
        """Passages by their rank, with the words around them."""
        places = [self.places[hit.place] for _rank, hit in found]
        opened = texts(self.by, {one.version_id for one in (*asked, *places)})
        sources, unasked = lines_by_text(self.by, opened), bystanders_in(self.by, opened)
        return [
            Passage(
                rank, sources[here.version_id], here.seen, text.place(here.seen.start), text.said_by(here.seen)[0],
                *around(text.words, here.seen, unasked.get(here.version_id, [])),
                near_to=_called(asked[hit.to], opened, sources) if asked else "",
            )
            for (rank, hit), here in zip(found, places, strict=True)
            for text in [opened[here.version_id]]
        ]  # fmt: skip

    def _noted(self, way: str, found: Sequence[Near], about: UUID | None) -> UUID | None:
        if not found:
            return None
        places = [
            [one.version_id.hex, one.kept.start, one.kept.end, round(hit.score, 4)]
            for hit in found
            for one in [self.places[hit.place]]
        ]
        row = Shown.objects.create(
            study_id=self.by.study_id, by=self.by, at=timezone.now(), way=way, about=about,
            model=self.model.hash, places=places,
        )  # fmt: skip
        return row.pk


def _called(place: Place, opened: Mapping[UUID, Text], sources: Mapping[UUID, SourceLine]) -> str:
    """An excerpt by its source and place."""
    return f"{sources[place.version_id].title}, {opened[place.version_id].place(place.seen.start)}"


def _by_text(lines: Iterable[CodingLine]) -> dict[UUID, list[Span]]:
    found: dict[UUID, list[Span]] = defaultdict(list)
    for line in lines:
        found[line.version_id].append(line.span)
    return found


def _touches(place: Place, coded: Mapping[UUID, Sequence[Span]]) -> bool:
    return _any(place.seen, coded.get(place.version_id, ()))


def _any(span: Span, others: Iterable[Span]) -> bool:
    return any(one.touches(span) for one in others)


def _is_asking(text: Text, span: Span) -> bool:
    speaker = text.speaker_at(span.start)
    return speaker is not None and speaker.part == Voice.Part.INTERVIEWER
