"""What words are said, how often and by whom; beside what; and which are more frequent here than elsewhere.

Counted are participants' own words: turns in which they speak, and what is marked as theirs in a note. What
interviewers ask, what observers write and what is said of somebody who was not asked is not counted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.compare.searching import labels
from firsthand.core.problems import Problem
from firsthand.core.spans import Span, covered, without
from firsthand.core.words.beside import Pair, beside
from firsthand.core.words.frequency import Frequency, frequencies, stop_words
from firsthand.core.words.keyness import Keyness
from firsthand.core.words.tokens import counted, tokens
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.texts import stretches, texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership


@dataclass(slots=True)
class Spoken:
    """The words of each participant, in stretches that were said in one go."""

    everybody: dict[UUID, Person]
    stretches: dict[UUID, list[list[str]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, person_id: UUID) -> list[str]:
        """All words of one of them."""
        return [word for stretch in self.stretches.get(person_id, ()) for word in stretch]

    @property
    def words(self) -> int:
        """How many words there are in all."""
        return sum(len(stretch) for stretches in self.stretches.values() for stretch in stretches)


def spoken_by_people(by: Membership) -> Spoken:
    """Whose words are which, over the study."""
    require(by, "study.read")
    opened = texts(by, [line.version_id for line in sources(by)])
    unasked = bystanders_in(by, opened)
    said = Spoken({person.id: person for person in people(by)})
    not_theirs = {
        version: covered([*labels(text), *unasked.get(version, ())]) for version, text in opened.items()
    }
    for version_id, start, end, person_id in stretches(by, opened):
        if person_id in said.everybody:
            text = opened[version_id]
            pieces = _left(Span(start, end), not_theirs[version_id])
            words = [token.counted for piece in pieces for token in tokens(text.words, piece)]
            if words:
                said.stretches[person_id].append(words)
    return said


def most_said(said: Spoken, *, language: str = "") -> list[Frequency]:
    """Words by how often they are said; without a language's small words, where one is named."""
    by_person = {str(person): said.of(person) for person in said.stretches}
    return frequencies(by_person, without=stop_words(language) if language else ())


def said_beside(said: Spoken, word: str, *, window: int = 5, language: str = "") -> list[tuple[str, Pair]]:
    """What stands within so many words of a word in what one person says in one go: by logDice, the closest first.

    Raises `Problem` where nobody says it.
    """
    wanted = _one_word(word)
    stretches = [stretch for stretches in said.stretches.values() for stretch in stretches]
    found = beside(stretches, wanted, window=window)
    if not any(wanted in stretch for stretch in stretches):
        raise Problem(_("Nobody here says “%(word)s”.") % {"word": word.strip()})
    small = stop_words(language) if language else frozenset()
    kept = [(other, pair) for other, pair in found.items() if other not in small]
    return sorted(kept, key=lambda one: (-(one[1].log_dice.value or 0), one[0]))


def more_said_by(said: Spoken, those: Collection[UUID], *, language: str = "") -> list[tuple[str, Keyness]]:
    """Which words some people say more often than the others do, by G² over four cells."""
    here, there = Counter[str](), Counter[str]()
    for person in said.stretches:
        (here if person in those else there).update(said.of(person))
    total, rest = here.total(), there.total()
    small = stop_words(language) if language else frozenset()
    found = [(word, Keyness(here[word], there[word], total, rest)) for word in here if word not in small]
    more = [one for one in found if one[1].here * rest > one[1].there * total]
    return sorted(more, key=lambda one: (-(one[1].four_cells.value or 0), one[0]))


def _left(span: Span, others: Sequence[Span]) -> list[Span]:
    """What is left of a stretch without the others (in order): only those that may meet it are looked at."""
    first = bisect_right(others, span.start, key=lambda one: one.end)
    last = bisect_left(others, span.end, key=lambda one: one.start)
    return without(span, others[first:last])


def _one_word(word: str) -> str:
    found = tokens(word)
    if len(found) != 1:
        raise Problem(_("Give one word."))
    return counted(found[0].word)
