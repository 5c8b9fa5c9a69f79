"""The sealed texts of the past that hold somebody's words, or lead to their name: what undo and old days would show.

First what belongs to their texts, from the trail: every version, structure, title, file, piece of a recording. Then
everything else that was ever sealed in the study is opened, with whichever key opens it, and looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from uuid import UUID

from firsthand.core.identifying.replacing import Replacing
from firsthand.core.leaving import Level
from firsthand.field.deid.material import strings
from firsthand.field.media.selectors import pieces_named
from firsthand.field.sources.models import TABLES, Source
from firsthand.giving_back.leaving import wider
from firsthand.giving_back.leaving.held import Shared
from firsthand.giving_back.leaving.own import Own, opened_by_any
from firsthand.giving_back.leaving.settled import reasons_of_the_past
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.past import Past, Was, sealed_fields
from firsthand.ground.trail.rows import recorded_models, rows_of
from firsthand.ground.vault.models import Sealed

AT_ONCE = 200
CURRENT = "sources.source"


def sealed_past(by: Membership, theirs: Own, of: Level) -> set[UUID]:
    """What a level destroys of the past. What stands is not in it: it changes first, and is the past then."""
    if of.does("undo_and_history", "remove"):
        found = _of_texts(by, theirs, of) | _of_answers(theirs)
        found |= {sealed for row in wider.identifiers_of(by, theirs) for sealed in (row.words, row.said)}
        found |= _holding(by, _quotes(theirs), found | standing_words(by))
    else:
        found = _of_answers(theirs) | _of_names(theirs) | _files(theirs, of) | _recordings(by, theirs)
        naming = wider.identifiers_naming(by, theirs.participant)
        found |= {sealed for row in naming for sealed in (row.words, row.said)}
        changed_since, noted = wider.answers_beside(by, theirs.participant)
        found |= {row.said for row in (*changed_since, *(row for row, _said in noted))}
        found |= _holding(by, _names(theirs), found | standing_words(by))
    return sealed_among(by, found)


def changing(theirs: Own, of: Level) -> list[Shared]:
    """The shared texts of which a level takes something out, be it of an earlier version alone."""
    return [one for one in theirs.shared if one.loses(_named(of))]


def files_of(by: Membership, theirs: Own, of: Level) -> list[Source]:
    """The sources whose file, as it came, has their words; of a table, whichever of its rows holds the file."""
    rows = Source.objects.filter(study_id=by.study_id, original__isnull=False).order_by("number")
    holding = _with_their_file(theirs, of)
    return [row for row in rows if row.id.hex in holding]


def _with_their_file(theirs: Own, of: Level) -> set[str]:
    """The same of all sources that ever were: a table's first row holds the file also where the row was removed."""
    speaking = theirs.whole(_named(of)) | {one.held.source.id.hex for one in changing(theirs, of)}
    ever = theirs.past.get(CURRENT, {})
    tables = {_table(ever[key]) for key in speaking if ever[key].values["format"] in TABLES}
    return speaking | {key for key, row in ever.items() if _table(row) in tables}


def _table(row: Was) -> tuple[str, str]:
    """By what the rows of one table are known: they came at once."""
    return row.values["brought_at"], row.values["format"]


def _named(of: Level) -> bool:
    """Whether what names them goes, too."""
    return of.does("mention_by_observer_in_fieldnote", "redact")


def _of_texts(by: Membership, theirs: Own, of: Level) -> set[UUID]:
    """What was ever sealed of the texts in which they speak."""
    was, shared = theirs.past, {one.held.source.id.hex for one in changing(theirs, of)}
    rows = _belonging(was, theirs.whole(_named(of)))
    rows += [row for row in was.get("sources.textversion", {}).values() if row.values["source_id"] in shared]
    found = {sealed for row in rows for sealed in row.named} | _pieces(by, rows)
    found |= set(reasons_of_the_past(theirs, changing(theirs, of), of))
    return found | _files(theirs, of) | _recordings(by, theirs)


def rows_of_texts(theirs: Own, named: bool) -> set[str]:
    """The ids of all rows that ever were of a text that goes whole."""
    return {key for _table, key, _row in _those(theirs.past, theirs.whole(named))}


def _files(theirs: Own, of: Level) -> set[UUID]:
    files = (theirs.past[CURRENT][key].values["original"] for key in _with_their_file(theirs, of))
    return {UUID(file) for file in files if file}


def _recordings(by: Membership, theirs: Own) -> set[UUID]:
    sources = theirs.whole(named=False) | {one.held.source.id.hex for one in theirs.with_speech}
    media = [
        row for row in theirs.past.get("media.medium", {}).values() if row.values["source_id"] in sources
    ]
    return {sealed for row in media for sealed in row.named} | _pieces(by, media)


def _pieces(by: Membership, rows: Iterable[Was]) -> set[UUID]:
    """The pieces of recordings and pictures, which what is said of them names."""
    abouts = {sealed for row in rows for sealed in row.named}
    found: set[UUID] = set()
    for data in opened_by_any(by, abouts).values():
        said = _json(data)
        if isinstance(said, dict) and isinstance(said.get("pieces"), list):
            found |= {UUID(piece) for piece in said["pieces"]}
    return found


def _of_answers(theirs: Own) -> set[UUID]:
    """What was ever said of the person: pseudonyms and attributes."""
    row = theirs.past.get("people.participant", {}).get(theirs.participant.id.hex)
    return set(row.named) if row else set()


def _of_names(theirs: Own) -> set[UUID]:
    rows = theirs.past.get("people.name", {}).values()
    mine = [row for row in rows if row.values.get("participant_id") == theirs.participant.id.hex]
    return {sealed for row in mine for sealed in row.named}


def _belonging(was: Past, sources: set[str]) -> list[Was]:
    """Every row that ever was of some sources, or stood on a text of theirs."""
    return [row for _table, _key, row in _those(was, sources)]


def _those(was: Past, sources: set[str]) -> Iterator[tuple[str, str, Was]]:
    versions = {
        key for key, row in was.get("sources.textversion", {}).items() if row.values["source_id"] in sources
    }
    mine = sources | versions
    for table, found in was.items():
        pointing = _pointing(table)
        for key, row in found.items():
            if (table == CURRENT and key in sources) or any(
                row.values.get(name) in mine for name in pointing
            ):
                yield table, key, row


def _pointing(table: str) -> tuple[str, ...]:
    """The fields by which rows of a table belong to others."""
    model = recorded_models().get(table)
    return tuple(model._meta.get_field(name).attname for name in model.goes_with) if model else ()  # type: ignore[union-attr]


def sealed_among(by: Membership, ids: set[UUID]) -> set[UUID]:
    """Those of some ids that are sealed texts of the study."""
    return ids & set(Sealed.objects.filter(study_id=by.study_id).values_list("id", flat=True))


def standing_words(by: Membership) -> set[UUID]:
    """What rows name today."""
    found: set[UUID] = set()
    for model in recorded_models().values():
        for name in sealed_fields(model):
            found |= set(rows_of(model).filter(study_id=by.study_id).values_list(name, flat=True))
    return found


def _holding(by: Membership, tells: Callable[[str], bool], but: set[UUID]) -> set[UUID]:
    """Whatever else was sealed, and tells: earlier wordings, reasons, memos that were removed."""
    every = set(Sealed.objects.filter(study_id=by.study_id).values_list("id", flat=True))
    waiting = iter(every - but - pieces_named(by, every))
    found: set[UUID] = set()
    while batch := list(islice(waiting, AT_ONCE)):
        for text_id, data in opened_by_any(by, batch).items():
            if any(tells(text) for text in _texts(data)):
                found.add(text_id)
    return found


def _quotes(theirs: Own) -> Callable[[str], bool]:
    return lambda text: bool(theirs.quotes.found(text))


def _names(theirs: Own) -> Callable[[str], bool]:
    replacing = Replacing([(name, "") for name in theirs.outside])
    return lambda text: next(replacing.found(text), None) is not None


def _texts(data: bytes) -> Iterator[str]:
    """The strings in what was sealed; none where it is no text."""
    try:
        written = data.decode()
    except UnicodeDecodeError:
        return
    said = _json(data)
    yield from strings(said) if said is not None else [written]


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return None
