"""What could tell who somebody is, in the study as it stands: to propose, and to check for before anything leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from firsthand.core.identifying import Document, Given, Hint, rule
from firsthand.core.identifying.looking import hints
from firsthand.core.identifying.page import folded_words
from firsthand.core.identifying.replacing import Replacing, ordinary
from firsthand.field.deid.material import Where, documents, given, known
from firsthand.field.deid.models import Identifier, State
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording

Key = tuple[tuple[str, ...], str]  # words, folded, and rule

AROUND = 60  # code points shown before and after
NAMELIKE = frozenset({"D01", "D02", "D03", "D04"})


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that tells who somebody is and still stands: where, and why it is thought so. Not the words."""

    where: str
    rule: str
    why: str
    source: UUID | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """One place where words stand, with what is around them."""

    where: str
    source: UUID | None
    before: str
    words: str
    after: str


def key_of(words: str, rule_id: str) -> Key:
    """By what two finds are the same."""
    return tuple(folded_words(words)), rule_id


def seen(by: Membership) -> Iterator[tuple[Hint, str]]:
    """Every hint in everything that the member may read, with its words."""
    found = documents(by)
    own = given(by)
    for hint in hints([document for document, _where in found.values()], own, known=known(by), near=True):
        words = hint.span.words_in(found[str(hint.key)][0].words)
        if _tells(hint, words):
            yield hint, words


def leaks(by: Membership) -> list[Leak]:
    """What still tells: names and replaced words in whatever form, and what is always replaced and was not decided on.

    Without the names key only the last: `Membership.has_names` says which it is.
    """
    require(by, "study.read")
    return leaks_in(by, documents(by))


def leaks_in(by: Membership, found: Mapping[str, tuple[Document, Where]]) -> list[Leak]:
    """The same in some texts, each under its document's key."""
    settled = _decided(by)
    originals = _originals(by)
    more = [one for one in originals if one.rule in NAMELIKE and _is_name(one.words)]
    told = hints(
        [document for document, _where in found.values()], given(by) + more, known=known(by), near=True
    )
    result: dict[Leak, None] = {}
    for hint in told:
        document, where = found[str(hint.key)]
        words = hint.span.words_in(document.words)
        urgent = rule(hint.rule).level == "always" or hint.why.startswith(("given", "near"))
        if urgent and _tells(hint, words) and key_of(words, hint.rule) not in settled:
            result[_leak(where, hint.rule, hint.why, hint.span.start, hint.span.end)] = None
    replacing = Replacing([(one.words, one.replacement) for one in originals])
    for document, where in found.values():
        for span, number in replacing.found(document.words):
            result[_leak(where, originals[number].rule, "given", span.start, span.end)] = None
    return list(result)


def places_of(by: Membership, words: Sequence[str]) -> list[list[Place]]:
    """For each of some words the places where they stand, in all that the member may read."""
    places: list[list[Place]] = [[] for _ in words]
    replacing = Replacing([(one, "") for one in words])
    for document, where in documents(by).values():
        for span, number in replacing.found(document.words):
            before, after = span.around(document.words, AROUND)
            place = Place(where.at(span.start), where.source, before, span.words_in(document.words), after)
            places[number].append(place)
    return places


def _tells(hint: Hint, words: str) -> bool:
    """Whether something would be gained: not where the replacement stands already."""
    folded = folded_words(words)
    return bool(folded) and folded != folded_words(hint.replacement)


def _leak(where: Where, rule_id: str, why: str, start: int, end: int) -> Leak:
    return Leak(where.at(start), rule_id, why, where.source, start, end)


def _decided(by: Membership) -> set[Key]:
    """What was dismissed: it stays, and is no leak."""
    rows = Identifier.objects.filter(study_id=by.study_id, state=State.DISMISSED)
    words = wording.read_open(by.key, rows.values_list("words", flat=True))
    return {key_of(words[row.words]["words"], row.rule) for row in rows if row.words in words}


def _originals(by: Membership) -> list[Given]:
    """The words that were replaced, where the member holds the key to them."""
    if not by.has_names:
        return []
    rows = list(Identifier.objects.filter(study_id=by.study_id, state=State.ACCEPTED))
    said = wording.read_all(by.key, [row.said for row in rows])
    return [Given(words_of(by, row), row.rule, said[row.said]["replacement"]) for row in rows]


def words_of(by: Membership, row: Identifier) -> str:
    """The words of an identifier, with whichever key opens them."""
    held = wording.read_open(by.key, [row.words]).get(row.words)
    return str((held or wording.read_guarded(by.names, row.words))["words"])


def _is_name(words: str) -> bool:
    """Whether words are a name, of which a part or a slip tells too."""
    long = [word for word in words.split() if len(word) > 3]
    return len(words.split()) < 4 and all(word[:1].isupper() for word in long) and not ordinary(words)
