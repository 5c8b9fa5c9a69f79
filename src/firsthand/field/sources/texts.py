"""Opening texts: as a member may read them, many at once, and with who speaks there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import Clash, NotThere
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure
from firsthand.field.consent.selectors import kept_people
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import Person, described
from firsthand.field.sources.absent import CutText, absent
from firsthand.field.sources.models import OwnWords, Source, TextVersion, Voice
from firsthand.field.sources.sight import kept_from, number_for, version_for
from firsthand.field.sources.talk import Text
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail import recording
from firsthand.ground.vault import store
from firsthand.ground.vault.asking import asked

# Up to this many, rows are asked for by id; beyond, reading the whole table is quicker than naming each.
NAMED_AT_ONCE = 400

# Of text versions: those that stand in their source.
STANDS = "id IN (SELECT current FROM sources_source WHERE sources_source.id = source_id)"


def text_of(by: Membership, row: Source) -> Text:
    """The words of a source as they stand now."""
    return texts(by, [row.current])[row.current]


def texts(by: Membership, version_ids: Iterable[UUID]) -> dict[UUID, Text]:
    """Many text versions, opened together."""
    require(by, "study.read")
    wanted = set(version_ids) - kept_from(by)
    versions = _versions(by, wanted, "text", "structure")
    opened = store.open_all(by.key, [part for parts in versions.values() for part in parts])
    who = _voices(by, wanted)
    cuts = absent(by).cuts
    return {
        version_id: _text(version_id, opened[text], opened[structure], who.get(version_id, {}), cuts)
        for version_id, (text, structure) in versions.items()
    }


def talks(by: Membership, version_ids: Iterable[UUID]) -> dict[UUID, Text]:
    """Who speaks where in many text versions, without their words: those stay sealed."""
    require(by, "study.read")
    wanted = set(version_ids) - kept_from(by)
    versions = _versions(by, wanted, "structure")
    opened = store.open_all(by.key, [structure for (structure,) in versions.values()])
    who = _voices(by, wanted)
    cuts = absent(by).cuts
    return {
        version_id: _text(version_id, "", opened[structure], who.get(version_id, {}), cuts)
        for version_id, (structure,) in versions.items()
    }


def opened_now(by: Membership, version_ids: Iterable[UUID]) -> list[UUID]:
    """Those of some text versions, earlier ones too, that the study key opens: others are the guardian's."""
    rows = TextVersion.objects.filter(study_id=by.study_id, id__in=list(version_ids))
    parts = {
        version: {text, structure} for version, text, structure in rows.values_list("id", "text", "structure")
    }
    opens = store.open_to(by.key, set().union(*parts.values()))
    return [version for version, both in parts.items() if both <= opens]


def owners(by: Membership, opened: Mapping[UUID, Text]) -> Callable[[UUID, Span], frozenset[UUID]]:
    """For stretches of some text versions: whose words they hold, who speaks there or whose own are marked there."""
    gone, kept = absent(by), kept_people(by)
    marked: dict[UUID, list[tuple[Span, UUID]]] = defaultdict(list)
    rows = OwnWords.objects.filter(study_id=by.study_id).exclude(participant_id__in=kept)
    for version, start, end, person in rows.values_list("version_id", "start", "end", "participant_id"):
        marked[version].append((Span(start, end), person))

    def of(version_id: UUID, span: Span) -> frozenset[UUID]:
        whole = gone.meant(version_id, span)
        own = {person for mark, person in marked.get(version_id, ()) if mark.overlap(whole)}
        return frozenset(own | {person.id for person in opened[version_id].said_by(span)[1]})

    return of


def stretches(by: Membership, opened: Mapping[UUID, Text]) -> Iterator[tuple[UUID, int, int, UUID]]:
    """Whose words are where in some text versions, as `owners` has it, all at once: version, start, end, person.

    Places are in the words that this member reads. Stretches of one person may overlap.
    """
    gone, kept = absent(by), kept_people(by)
    for version_id, text in opened.items():
        people = {voice: one.person.id for voice, one in text.speakers.items() if one.person}
        talk = text.talk
        for start, end, voice in zip(talk.starts, talk.ends, talk.whose, strict=True):
            if voice in people and start < end:
                yield version_id, start, end, people[voice]
    rows = OwnWords.objects.filter(study_id=by.study_id).exclude(participant_id__in=kept)
    for version_id, start, end, person in rows.values_list("version_id", "start", "end", "participant_id"):
        span = gone.seen(version_id, Span(start, end)) if version_id in opened else None
        if span is not None:
            yield version_id, span.start, span.end, person


def _text(
    version_id: UUID,
    words: str,
    structure: str,
    who: dict[int, tuple[UUID, str, Person | None]],
    cuts: Mapping[UUID, CutText],
) -> Text:
    found = cuts.get(version_id)
    if found is None:
        return Text(version_id, words, structure, who)
    left = found.cut.structure(Structure.from_json(structure), unnamed=found.voices)
    return Text(version_id, found.cut.text(words), left.to_json(), who)


def standing_version(by: Membership, row: Source) -> TextVersion:
    """The text version of a source that stands now. Raises `NotThere` where the source is gone.

    Within an act: the one that stands while nobody else writes. `Clash` where that is another than the caller's row
    has it, which was read before the act had the study's lock: places that were meant in that one are not in this.
    """
    if recording.current() is None:
        found = asked(TextVersion, "id = %s AND study_id = %s", row.current, by.study_id)
    else:
        found = asked(TextVersion, f"{STANDS} AND source_id = %s AND study_id = %s", row.id, by.study_id)
    for version in found:
        if version.id != row.current:
            raise text_changed()
        return version
    raise NotThere(_("There is no source “%(ref)s” in this study.") % {"ref": number_for(by, row.number)})


def still_standing(by: Membership, version_id: UUID) -> TextVersion:
    """A text version on which something is moved. Raises `Clash` where another stands in its place by now."""
    for version in asked(TextVersion, f"{STANDS} AND id = %s AND study_id = %s", version_id, by.study_id):
        return version
    raise text_changed()


def require_version(by: Membership, version_id: UUID, told: UUID | None) -> None:
    """Raises `Clash` where places are meant in another text than this version as the member reads it by now.

    Within the act, which has the study's lock: what is cut for somebody may change until then, as the text may.
    """
    if told != version_for(by, version_id):
        raise text_changed()


def text_changed() -> Clash:
    """What is said where places were meant in another text than the one that stands, or that is read, by now."""
    return Clash(
        _("The text has changed since you opened it. Open it again and look where your words are now.")
    )


def words_of_version(by: Membership, version: TextVersion) -> str:
    """Only the words of a text version: what checking a span needs."""
    return store.open_text(by.key, version.text)


def _versions(by: Membership, wanted: set[UUID], *fields: str) -> dict[UUID, list[Any]]:
    rows = TextVersion.objects.filter(study_id=by.study_id)
    if len(wanted) <= NAMED_AT_ONCE:
        rows = rows.filter(id__in=wanted)
    return {version: values for version, *values in rows.values_list("id", *fields) if version in wanted}


def sizes(by: Membership, wanted: set[UUID]) -> dict[UUID, list[int]]:
    """The length and number of turns of text versions, as this member reads them."""
    sizes = _versions(by, wanted, "length", "turns")
    for version, found in absent(by).cuts.items():
        if version in sizes:
            length, turns = sizes[version]
            sizes[version] = [length - found.cut.removed, turns - found.turns]
    return sizes


def _voices(by: Membership, wanted: set[UUID]) -> dict[UUID, dict[int, tuple[UUID, str, Person | None]]]:
    """Who speaks in each text version, by the voice's place in its structure."""
    rows = Voice.objects.filter(study_id=by.study_id)
    if len(wanted) <= NAMED_AT_ONCE:
        rows = rows.filter(version_id__in=wanted)
    cuts = absent(by).cuts
    found = [
        row
        for row in rows.values_list("version_id", "index", "id", "part", "participant_id")
        if row[0] not in cuts or row[1] not in cuts[row[0]].voices
    ]
    known = _people_of(by, {person_id for *_rest, person_id in found if person_id})
    result: dict[UUID, dict[int, tuple[UUID, str, Person | None]]] = {}
    for version, index, voice_id, part, person_id in found:
        person = known.get(person_id) if person_id else None
        result.setdefault(version, {})[index] = (voice_id, part, person)
    return result


def _people_of(by: Membership, wanted: set[UUID]) -> dict[UUID, Person]:
    """These participants, with their words opened."""
    rows = Participant.objects.filter(study_id=by.study_id)
    if len(wanted) <= NAMED_AT_ONCE:
        rows = rows.filter(id__in=wanted)
    return {person.id: person for person in described(by, rows)}


def people_by_version(by: Membership, wanted: set[UUID]) -> dict[UUID, tuple[Person, ...]]:
    """The participants who speak in each text version, in order of their voices."""
    return {
        version: tuple(dict.fromkeys(person for _, (_, _, person) in sorted(voices.items()) if person))
        for version, voices in _voices(by, wanted).items()
    }
