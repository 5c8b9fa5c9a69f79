"""Reading themes with their evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.excerpts import Excerpt, with_words
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.quoting import held_back, quotable
from firsthand.analysis.coding.readable import codings_kept_from
from firsthand.analysis.coding.selectors import CodingLine, all_codings
from firsthand.analysis.themes.flags import Flag, Ground, flags_of
from firsthand.analysis.themes.models import Claim, Evidence, Theme, ThemeCode
from firsthand.core.problems import NotThere
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store, wording


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence. `excerpt` is None where its coding was removed: the claim is then flagged. `answer`: what is
    said to it where it speaks against."""

    id: UUID
    side: str
    excerpt: Excerpt | None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with what speaks for and against it; what would count against it (`tested_by`), where that was said; and
    what a reader should know before believing it."""

    id: UUID
    sentence: str
    evidence: tuple[Piece, ...]
    tested_by: str = ""
    flags: tuple[Flag, ...] = ()
    says_whose: bool = False  # whether its sentence says that people speak of others

    def on(self, side: str) -> list[Piece]:
        """The evidence of one side."""
        return [piece for piece in self.evidence if piece.side == side]


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme whole: its codes (those below a gathered code included), claims and evidence."""

    id: UUID
    name: str
    plain_name: str
    idea: str
    version: int
    codes: tuple[CodeLine, ...]
    gathered: frozenset[UUID]
    claims: tuple[ClaimLine, ...]
    evidence: tuple[Piece, ...]  # put to the theme as a whole
    codings: tuple[CodingLine, ...]
    people: tuple[str, ...]  # pseudonyms behind the codings
    sources: int

    @property
    def plain(self) -> str:
        """What pages call it first."""
        return self.plain_name or self.name

    def split(self, facet: str) -> dict[str, int]:
        """Codings by “standpoint” or “stance”, the largest first; those not said are left out."""
        counted = Counter(getattr(line, facet) for line in self.codings)
        return {value: number for value, number in counted.most_common() if value}


def themes(by: Membership, *, leaving: bool = False) -> list[ThemeLine]:
    """Every theme, whole, in order. Each text is opened once for all of them.

    `leaving`: for a file that leaves, where words stand only as far as those whose words they are allowed it.
    """
    require(by, "study.read")
    rows = list(Theme.objects.filter(study_id=by.study_id).order_by("position", "id"))
    claims = list(Claim.objects.filter(study_id=by.study_id).order_by("position", "id"))
    words = wording.read_all(by.key, [*(row.wording for row in rows), *(row.wording for row in claims)])
    codes = codebook(by)
    gathered = _gathered(by)
    codings = all_codings(by)
    under = {row.id: _with_below(codes, gathered.get(row.id, frozenset())) for row in rows}
    pieces = _pieces(by, codings, {line.id for lines in under.values() for line in lines}, leaving)
    return [
        _theme(by, row, words, under[row.id], gathered.get(row.id, frozenset()), claims, pieces, codings)
        for row in rows
    ]


def theme_line(by: Membership, theme_id: UUID) -> ThemeLine:
    """One theme whole. Raises `NotThere`."""
    found = next((line for line in themes(by) if line.id == theme_id), None)
    if found is None:
        raise NotThere(_("There is no such theme in this study."))
    return found


def theme(by: Membership, theme_id: UUID) -> Theme:
    """One theme's row. Raises `NotThere`."""
    return fetched(by, Theme, theme_id, _("There is no such theme in this study."))


def claim(by: Membership, claim_id: UUID) -> Claim:
    """One claim's row. Raises `NotThere`."""
    return fetched(by, Claim, claim_id, _("There is no such claim in this study."))


def evidence(by: Membership, evidence_id: UUID) -> Evidence:
    """One piece of evidence. Raises `NotThere`."""
    sentence = _("There is no such evidence in this study.")
    row = fetched(by, Evidence, evidence_id, sentence)
    if row.coding in codings_kept_from(by):
        raise NotThere(sentence)
    return row


def sides() -> list[tuple[str, str]]:
    """The sides that evidence can be on, each with what people call it."""
    return [(side.value, str(side.label)) for side in Evidence.Side]


def excerpts_of(found: Iterable[ThemeLine]) -> list[Excerpt]:
    """Every excerpt that stands in some themes, as often as it stands there."""
    return [
        piece.excerpt
        for theme in found
        for pieces in (theme.evidence, *(claim.evidence for claim in theme.claims))
        for piece in pieces
        if piece.excerpt is not None
    ]


def with_excerpts(
    found: Iterable[ThemeLine], made: Callable[[list[Excerpt]], Iterable[Excerpt]]
) -> list[ThemeLine]:
    """Themes with other excerpts in their places: what `made` makes of all of them together, each given once."""
    themes = list(found)
    there = {one.coding.id: one for one in excerpts_of(themes)}
    shown = {one.coding.id: one for one in made(list(there.values()))}

    def put(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        return tuple(
            piece if piece.excerpt is None else replace(piece, excerpt=shown[piece.excerpt.coding.id])
            for piece in pieces
        )

    return [
        replace(
            theme,
            evidence=put(theme.evidence),
            claims=tuple(replace(claim, evidence=put(claim.evidence)) for claim in theme.claims),
        )
        for theme in themes
    ]


def theme_names(by: Membership) -> dict[UUID, str]:
    """What each theme is called, in order, without opening its evidence."""
    return _called(by, Theme.objects.filter(study_id=by.study_id).order_by("position", "id"))


def claim_sentences(by: Membership) -> dict[UUID, str]:
    """Each claim's sentence, in order, without opening its evidence."""
    return _called(by, Claim.objects.filter(study_id=by.study_id).order_by("position", "id"))


def _called(by: Membership, rows: QuerySet[Any]) -> dict[UUID, str]:
    require(by, "study.read")
    found = list(rows.values_list("id", "wording"))
    words = wording.read_all(by.key, [row[1] for row in found])
    return {
        row_id: words[key].get("sentence") or words[key].get("plain_name") or words[key]["name"]
        for row_id, key in found
    }


def _gathered(by: Membership) -> dict[UUID, frozenset[UUID]]:
    result: dict[UUID, frozenset[UUID]] = {}
    for theme_id, code_id in ThemeCode.objects.filter(study_id=by.study_id).values_list("theme_id", "code"):
        result[theme_id] = result.get(theme_id, frozenset()) | {code_id}
    return result


def _with_below(codes: Iterable[CodeLine], gathered: frozenset[UUID]) -> list[CodeLine]:
    """The gathered codes and all codes under them, in tree order."""
    taken: set[UUID] = set()
    result = []
    for line in codes:  # parents come before their children
        if line.id in gathered or line.parent_id in taken:
            taken.add(line.id)
            result.append(line)
    return result


@dataclass(frozen=True, slots=True)
class _Pieces:
    by_theme: dict[UUID, list[Piece]]
    by_claim: dict[UUID, list[Piece]]
    excerpts: dict[UUID, Excerpt]
    flags: dict[UUID, tuple[Flag, ...]]  # by claim


def _pieces(by: Membership, codings: Iterable[CodingLine], codes: set[UUID], leaving: bool) -> _Pieces:
    kept = codings_kept_from(by)
    rows = [
        row for row in Evidence.objects.filter(study_id=by.study_id).order_by("id") if row.coding not in kept
    ]
    used = {row.coding for row in rows}
    wanted = [line for line in codings if line.id in used or line.code.id in codes]
    opened = {one.coding.id: one for one in (quotable if leaving else with_words)(by, wanted)}
    answers = store.open_all(by.key, [row.answer for row in rows if row.answer])
    by_theme: dict[UUID, list[Piece]] = {}
    by_claim: dict[UUID, list[Piece]] = {}
    for row in rows:
        piece = Piece(row.id, row.side, opened.get(row.coding), answers[row.answer] if row.answer else "")
        if row.claim_id is None:
            by_theme.setdefault(row.theme_id, []).append(piece)
        else:
            by_claim.setdefault(row.claim_id, []).append(piece)
    return _Pieces(by_theme, by_claim, opened, _flags(by, rows, opened))


def _flags(
    by: Membership, rows: Iterable[Evidence], opened: Mapping[UUID, Excerpt]
) -> dict[UUID, tuple[Flag, ...]]:
    """What is to be known of each claim that has evidence."""
    put = [row for row in rows if row.claim_id is not None]
    there = Coding.objects.filter(study_id=by.study_id, id__in={row.coding for row in put})
    codings = {coding.id: coding for coding in there}
    held = held_back(by, [opened[row.coding].coding for row in put if row.coding in opened])
    grounds: dict[UUID, list[Ground]] = {}
    for row in put:
        ground = Ground(row, codings.get(row.coding), opened.get(row.coding), held.get(row.coding))
        grounds.setdefault(cast(UUID, row.claim_id), []).append(ground)
    return {claim: flags_of(by, found) for claim, found in grounds.items()}


def _claim(by: Membership, row: Claim, words: wording.Words, pieces: _Pieces) -> ClaimLine:
    flags = pieces.flags[row.id] if row.id in pieces.flags else flags_of(by, ())
    return ClaimLine(
        row.id,
        words["sentence"],
        tuple(pieces.by_claim.get(row.id, ())),
        words.get("tested_by", ""),
        flags,
        bool(words.get("says_whose")),
    )


def _theme(
    by: Membership,
    row: Theme,
    words: dict[UUID, wording.Words],
    codes: list[CodeLine],
    gathered: frozenset[UUID],
    claims: list[Claim],
    pieces: _Pieces,
    codings: list[CodingLine],
) -> ThemeLine:
    named = {line.id for line in codes}
    own = tuple(line for line in codings if line.code.id in named)
    shown = [pieces.excerpts[line.id] for line in own if line.id in pieces.excerpts]
    people = sorted({person.pseudonym for one in shown for person in one.people})
    lines = tuple(
        _claim(by, claim, words[claim.wording], pieces) for claim in claims if claim.theme_id == row.id
    )
    return ThemeLine(
        row.id, words[row.wording]["name"], words[row.wording]["plain_name"], words[row.wording]["idea"], row.version,
        tuple(codes), gathered, lines, tuple(pieces.by_theme.get(row.id, ())), own, tuple(people),
        len({one.source.id for one in shown}),
    )  # fmt: skip
