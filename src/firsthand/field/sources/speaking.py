"""Who speaks in a text that was corrected: known by the labels, and by the words where a label is spelled otherwise.

Whose words are whose decides who may read them, what may be quoted and what goes when somebody leaves. So a correction
takes no words off a participant by its spelling: “Juno:” is who “JUNO:” was, a new label is whose words stand under it
now, and where that cannot be told, somebody has to say it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.anchors import Moved
from firsthand.core.problems import Problem
from firsthand.core.quoting import Quotes
from firsthand.core.spans import Span, without
from firsthand.core.transcript import Reading, Structure, words_said
from firsthand.field.sources.absent import absent
from firsthand.field.sources.extract.labels import folded
from firsthand.field.sources.models import TextVersion, Voice
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store

Mover = Callable[[str, str, Sequence[Span]], list[Moved]]


@dataclass(frozen=True, slots=True)
class Speaking:
    """A label: for whom it stands, what is said under it, and whether the member reads that."""

    label: str = ""
    part: str = Voice.Part.OTHER
    participant_id: UUID | None = None
    said: tuple[Span, ...] = ()
    read: bool = True

    @property
    def key(self) -> tuple[str, UUID | None]:
        """What makes two spellings one speaker."""
        return folded(self.label), self.participant_id


NOBODY = Speaking()

# Of the text as it was, its words, the new text, and where spans went: who each of the new labels is, in order.
Told = Callable[[Membership, TextVersion, str, Reading, Mover], list[Speaking]]


def by_labels(
    by: Membership, old: TextVersion, before: str, reading: Reading, _mover: Mover
) -> list[Speaking]:
    """Who speaks, by the labels alone: a new label is somebody else."""
    known = _known(_spoke(by, old, before))
    return [known(label) or NOBODY for label in reading.structure.voices]


def by_labels_and_words(
    by: Membership, old: TextVersion, before: str, reading: Reading, mover: Mover
) -> list[Speaking]:
    """Who speaks, also where a label was altered. Raises `Problem` where words of somebody would be nobody's."""
    spoke = _spoke(by, old, before)
    known = _known(spoke)
    found = [known(label) for label in reading.structure.voices]
    there = {one.key for one in found if one is not None}
    gone = [one for one in spoke if one.participant_id and one.said and one.key not in there]
    if not gone and None not in found:
        return [one or NOBODY for one in found]
    went = _went(spoke, before, reading, mover)
    heirs: dict[int, Speaking] = {}
    lost = []
    for one in gone:
        place = _mostly(went[one], found)
        if place is None or found[place] is not None:
            theirs = place is not None and (found[place] or NOBODY).participant_id == one.participant_id
            lost += [] if theirs or _is_out(one, went[one], before, reading.text) else [one]
        elif heirs.setdefault(place, one).participant_id != one.participant_id:
            lost += [heirs[place], one]
    _require_none(lost)
    return [one or heirs.get(at) or _whose_most(went, at) for at, one in enumerate(found)]


def _spoke(by: Membership, old: TextVersion, before: str) -> list[Speaking]:
    """Who speaks in the text as it was."""
    structure = Structure.from_json(store.open_text(by.key, old.structure))
    cut = absent(by).cuts.get(old.id)
    hidden = cut.voices if cut else frozenset()
    return [
        Speaking(
            structure.voices[voice.index], voice.part, voice.participant_id,
            tuple(_said(structure, voice.index, before)), voice.index not in hidden,
        )
        for voice in old.voices.order_by("index")
        if voice.index < len(structure.voices)
    ]  # fmt: skip


def _said(structure: Structure, index: int, words: str) -> Iterator[Span]:
    for turn in structure.turns:
        if turn.voice == index and (said := words_said(turn, words)):
            yield said


def _known(spoke: Iterable[Speaking]) -> Callable[[str], Speaking | None]:
    """Who a label is: written just so before, or spelled otherwise where only one can be meant."""
    just_so, alike = {}, dict[str, list[Speaking]]()
    for one in spoke:
        just_so[one.label] = one
        alike.setdefault(folded(one.label), []).append(one)

    def who(label: str) -> Speaking | None:
        if label in just_so:
            return just_so[label]
        meant = alike.get(folded(label), [])
        return meant[0] if len({(one.part, one.participant_id) for one in meant}) == 1 else None

    return who


Went = dict[Speaking, Counter[int | None]]


def _went(spoke: Sequence[Speaking], before: str, reading: Reading, mover: Mover) -> Went:
    """Under which of the new labels, by its place, how many turns of each are now; None: under no label."""
    moved = iter(mover(before, reading.text, [span for one in spoke for span in one.said]))
    turns = [
        (said, turn.voice) for turn in reading.structure.turns if (said := words_said(turn, reading.text))
    ]
    return {
        one: Counter(
            _under(turns, place.span)
            for span in one.said
            for place in [next(moved)]
            if place.span is not None and _is_it(span.words_in(before), place, reading.text)
        )
        for one in spoke
    }


def _is_it(words: str, place: Moved, text: str) -> bool:
    """Whether words are where they are said to be: a guess counts where half of them stand there."""
    if place.how != "doubtful" or place.span is None:
        return place.span is not None
    were, are = (Counter(said.casefold().split()) for said in (words, place.span.words_in(text)))
    return 2 * (were & are).total() >= were.total()


def _under(turns: Sequence[tuple[Span, int]], span: Span) -> int | None:
    """The label under which most of a stretch stands; `turns` in order of start."""
    first = max(0, bisect_right(turns, span.start, key=lambda one: one[0].start) - 1)
    last = bisect_left(turns, span.end, key=lambda one: one[0].start)
    shared = [(len(met), voice) for said, voice in turns[first:last] if (met := said.overlap(span))]
    return max(shared, key=lambda one: one[0])[1] if shared else None


def _mostly(went: Counter[int | None], found: Sequence[Speaking | None]) -> int | None:
    """The label that holds most of somebody's turns; of two that hold as many, one that is new."""
    ranked = sorted(went, key=lambda at: (-went[at], at is None or found[at] is not None))
    return ranked[0] if ranked else None


def _is_out(one: Speaking, went: Counter[int | None], before: str, text: str) -> bool:
    """Whether all that somebody said is gone from the text: no turn is anywhere, and nothing in it quotes them."""
    others = [left.words_in(before) for left in without(Span(0, len(before)), one.said)]
    said = [span.words_in(before) for span in one.said]
    return not went and not Quotes(said, others).found(text)


def _whose_most(went: Went, at: int) -> Speaking:
    """Whose a new label is beside a label that stayed: the participant's from whose turns most of it is."""
    held = {one: count[at] for one, count in went.items() if count[at]}
    most = max(held, key=held.__getitem__, default=NOBODY)
    return most if most.participant_id and 2 * held[most] > sum(held.values()) else NOBODY


def _require_none(lost: Sequence[Speaking]) -> None:
    """Of words that the member does not read nothing is said: those are put back with their labels."""
    labels = dict.fromkeys(one.label.strip() or _("no label") for one in lost if one.read)
    if labels:
        raise Problem(
            _(
                "In the corrected text, what is said under %(labels)s would be nobody's, or somebody else's. Keep "
                "the label as it was, or say first who speaks there, on the page about this source."
            )
            % {"labels": ", ".join(f"“{label}”" for label in labels)}
        )
