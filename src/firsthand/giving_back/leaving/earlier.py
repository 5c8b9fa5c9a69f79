"""Every text that ever was and stands no more, and what in it is somebody's: corrected since, taken back by an undo,
or removed with its source. Undo and redo bring such texts back, and a coding may stand on one of them still.

All is read from the trail, marks of somebody's words included: also those that were taken off, since the text on which
they were is not the one that somebody looked at then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from uuid import UUID

from firsthand.core.spans import Span
from firsthand.core.transcript import Structure
from firsthand.field.people.models import Participant
from firsthand.giving_back.leaving.held import Earlier, Parts, Spoken
from firsthand.ground.trail.past import Past, Was
from firsthand.ground.trail.rows import Values

AT_ONCE = 100
SOURCES, VERSIONS, VOICES = "sources.source", "sources.textversion", "sources.voice"
SAID_WHOSE = {"sources.ownwords": "participant_id", "coding.coding": "whose_id"}

Open = Callable[[Iterable[UUID]], dict[UUID, bytes]]
Look = Callable[[Spoken, list[Span]], Parts]


def earlier_texts(
    participant: Participant, was: Past, standing: set[str], opened: Open, look: Look
) -> Iterator[Earlier]:
    """The texts in which there is anything of theirs. `standing`: the versions that stand, which are none of these.

    `look` says what in a text is theirs, given the stretches of which somebody said so. Linear in all texts.
    """
    voices = _voices(was, participant)
    marked = _marked(was, participant.id.hex)
    waiting = iter([(key, row) for key, row in was.get(VERSIONS, {}).items() if key not in standing])
    while batch := list(islice(waiting, AT_ONCE)):
        texts = opened(UUID(row.values[part]) for _key, row in batch for part in ("text", "structure"))
        for key, row in batch:
            text, structure = (texts.get(UUID(row.values[part])) for part in ("text", "structure"))
            if text is None or structure is None:
                continue
            spoken = Spoken(text.decode(), Structure.from_json(structure.decode()), voices.get(key, {}))
            parts = look(spoken, list(_fitting(marked.get(key, ()), row, len(spoken.words))))
            if parts:
                said = tuple(span.words_in(spoken.words) for span in parts.own)
                yield Earlier(row.values["source_id"], key, parts, said)


def _voices(was: Past, participant: Participant) -> dict[str, dict[int, UUID | None]]:
    """Who speaks in each text. In one that an undo took back, also by what was said then: a redo says it again."""
    found: dict[str, dict[int, UUID | None]] = defaultdict(dict)
    versions = was.get(VERSIONS, {})
    for row in was.get(VOICES, {}).values():
        version, person = row.values["version_id"], row.values["participant_id"]
        taken_back = version in versions and not versions[version].stands
        if taken_back and participant.id.hex in row.pointed:
            person = participant.id.hex
        found[version][row.values["index"]] = UUID(person) if person else None
    return found


Place = tuple[int, int, bool]  # from, to, and whether the mark still stands


def _marked(was: Past, person: str) -> dict[str, list[Place]]:
    """Where it was ever said that words are theirs, by version: where a mark is, and where it was before a doubt."""
    found: dict[str, list[Place]] = defaultdict(list)
    for table, whose in SAID_WHOSE.items():
        for row in was.get(table, {}).values():
            if row.values.get(whose) == person:
                for version, start, end in _places(row.values):
                    found[version].append((start, end, row.stands))
    return found


def _places(values: Values) -> Iterator[tuple[str, int, int]]:
    yield values["version_id"], values["start"], values["end"]
    if values.get("was_in"):
        yield values["was_in"], values["was_start"], values["was_end"]


def _fitting(places: Iterable[Place], version: Was, length: int) -> Iterator[Span]:
    """Stretches of a text. All of it where a mark was gone already when the text was changed in place."""
    changed = len(version.named) > len(("text", "structure"))
    for start, end, stands in places:
        if length and (end > length or (changed and not stands)):
            yield Span(0, length)
        elif start < end:
            yield Span(start, end)
