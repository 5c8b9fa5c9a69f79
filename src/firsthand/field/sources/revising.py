"""Correcting a text: everything that stands on its words goes along, and what is doubtful is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.apps import apps
from django.utils.translation import gettext as _

from firsthand.core.anchors import Moved, move_spans
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.sources.models import SETTLED, Placed, Source, TextVersion, Voice
from firsthand.field.sources.placing import Row, place_meant, there
from firsthand.field.sources.putting_back import put_back
from firsthand.field.sources.speaking import Mover, Speaking, Told, by_labels, by_labels_and_words
from firsthand.field.sources.texts import standing_version, words_of_version
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import Values, rows_of
from firsthand.ground.vault import store


@act("source.revise")
def revise_text(by: Membership, *, source: Source, reading: Reading) -> TextVersion:
    """A person's correction in place of a source's text; see `replace_text`.

    Raises `Problem` where it is locked, or where words of a participant would be nobody's in it.
    """
    if source.locked:
        raise Problem(_("This jotting was written up, and stays as it was. Correct what was written of it."))
    whole = put_back(by, source, reading)
    return replace_text(by, source=source, reading=whole.reading, mover=whole.moved, who=by_labels_and_words)


def replace_text(
    by: Membership, *, source: Source, reading: Reading, mover: Mover = move_spans, who: Told = by_labels
) -> TextVersion:
    """Another text in place of a source's text, inside the act that calls for it; what stands on its words moves along.

    What stood on words that were altered goes to where they probably are now, and is doubtful until somebody settles
    it. What stood on words that are gone stays on the text as it was, doubtful too: nothing vanishes. `mover` says
    where each span went, for those who know better than a diff, and `who` how it is told who speaks. Raises `Problem`
    where the text is the same.
    """
    old = standing_version(by, source)
    before = words_of_version(by, old)
    if reading.text == before:
        raise Problem(_("This is the text as it stands already."))
    standing = [
        list(rows_of(model).filter(study_id=by.study_id, version_id=old.id).order_by("start", "end", "id"))
        for model in placed_models()
    ]
    spans = [row.span for rows in standing for row in rows]
    places = iter(mover(before, reading.text, spans))
    version = _new_version(by, source, old, reading, who(by, old, before, reading, mover))
    for rows in standing:
        moved = [next(places) for _row in rows]
        record().change_each(list(_moves(by, version, rows, moved)))
    return version


def carry(by: Membership, *, rows: Sequence[Placed]) -> None:
    """Have rows that came to stand on an earlier text of their source go along to the text that stands by now.

    Inside the act that calls for it; what is doubtful then is so until somebody settles it, as after a correction.
    """
    from_old: dict[tuple[type[Placed], TextVersion], list[Placed]] = defaultdict(list)
    for row in rows:
        from_old[type(row), row.version].append(row)
    for (model, old), placed in from_old.items():
        version = standing_version(by, old.source)
        if version.id == old.id:
            continue
        before, now = words_of_version(by, old), words_of_version(by, version)
        there_already = (
            rows_of(model).filter(study_id=by.study_id, version_id=version.id) if model.once else ()
        )
        moved = move_spans(before, now, [row.span for row in placed])
        record().change_each(list(_moves(by, version, placed, moved, there_already)))


_PLACE = ("version_id", "start", "end")


def put_on(by: Membership, *, row: Row, span: Span | None = None) -> Row:
    """Say where something doubtful stands in the text as it is now: on these words, or (None) where it stands.

    Raises `Problem` where no words are there, or what is just like it stands on those words already.
    """
    version = standing_version(by, row.version.source)
    if span is not None:
        place = there(by, version, place_meant(by, version, span))
        alike = {name: getattr(row, name) for name in row.once} | {name: place[name] for name in _PLACE}
        if row.once and rows_of(type(row)).filter(study_id=by.study_id, **alike).exclude(pk=row.pk).exists():
            raise Problem(_("The same stands on these very words already. Take this one away instead."))
        record().change(row, **place, **SETTLED)
    elif row.version_id == version.id:
        record().change(row, **SETTLED)
    else:
        raise Problem(_("It has no place in the text as it is now. Say where its words are."))
    return row


def placed_models() -> list[type[Placed]]:
    """Every kind of row that stands on words."""
    return [model for model in apps.get_models() if issubclass(model, Placed)]


def _moves(
    by: Membership, version: TextVersion, rows: Sequence[Placed], moved: Sequence[Moved],
    there_already: Iterable[Placed] = (),
) -> Iterator[tuple[Placed, Values]]:  # fmt: skip
    """What changes of each row, the sure ones first.

    Where two that are alike would come to stand on the same words, the second keeps its old place.
    """
    taken: dict[tuple[object, ...], set[Span]] = defaultdict(set)
    for row in there_already:
        taken[tuple(getattr(row, name) for name in row.once)].add(row.span)
    for row, place in sorted(zip(rows, moved, strict=True), key=lambda pair: pair[1].how == "doubtful"):
        mine = taken[tuple(getattr(row, name) for name in row.once)] if row.once else set()
        if place.span is None or place.span in mine:
            yield row, _doubt(row)
            continue
        mine.add(place.span)
        yield row, there(by, version, place.span) | (_doubt(row) if place.how == "doubtful" else {})


def _doubt(row: Placed) -> Values:
    """Where the words were that are in doubt: where they were when they first came into doubt."""
    return {} if row.was_in else {"was_in": row.version_id, "was_start": row.start, "was_end": row.end}


def _new_version(
    by: Membership, source: Source, old: TextVersion, reading: Reading, who: Sequence[Speaking]
) -> TextVersion:
    """Seal a text and make it the one that stands, with who speaks in it."""
    with store.keys_together():
        text, structure = store.seal_all(by.key, [reading.text, reading.structure.to_json()])
    version = TextVersion(
        study_id=by.study_id, source=source, number=old.number + 1, text=text, structure=structure,
        length=len(reading.text), turns=len(reading.structure.turns),
    )  # fmt: skip
    record().create(version)
    record().create(
        *(
            Voice(
                study_id=by.study_id, version=version, index=index, part=one.part,
                participant_id=one.participant_id,
            )
            for index, one in enumerate(who)
        )
    )  # fmt: skip
    record().change(source, current=version.id)
    return version
