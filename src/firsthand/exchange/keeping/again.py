"""What was taken out since a backup was made is taken out again when that backup is brought back.

The keyring is kept apart, and is of today: it knows which keys were destroyed, and how often that was done. Data that
knows of fewer times is from before, however it was brought back. What is done then needs nobody's secret: it is about
rows alone, and about words that no key opens any more.

From the data that stood here until now, where there was any, it is taken what participants said since: their answers
and their withdrawals, what they said to what they were sent, and what they wrote on their pages, taken in or not.
Nobody's no is lost by going back. What a withdrawal took out goes again. And wherever words do not open any more, what
names them goes: a text with its source; a wording, unless today's is at hand or an earlier one still opens; of whatever
else, the row with all that belongs to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models, transaction

from firsthand.core.batches import batches
from firsthand.exchange.keeping import ways_in
from firsthand.exchange.keeping.beside import file_beside
from firsthand.field.consent.models import Consent
from firsthand.field.sources.models import OwnWords, Source, TextVersion, Voice
from firsthand.giving_back.ethics.models import Incident
from firsthand.giving_back.member_checks.models import Line, Pack, Reply
from firsthand.giving_back.models import Erasure, Flag, Withdrawal
from firsthand.giving_back.own_page.models import Letter, Slip, Wish
from firsthand.ground.studies.acting import lock
from firsthand.ground.studies.entrance import member_called
from firsthand.ground.studies.models import Membership, Study
from firsthand.ground.trail.belonging import belonging
from firsthand.ground.trail.models import Entry, Recorded
from firsthand.ground.trail.past import Past, entries_about, past, sealed_fields
from firsthand.ground.trail.recording import Recorder, recording, write_entry
from firsthand.ground.trail.redacting import redact
from firsthand.ground.trail.rows import label_of, recorded_fields, recorded_models, rows_of
from firsthand.ground.vault import slips, store
from firsthand.ground.vault.keyring.models import LetterKey, TextKey
from firsthand.ground.vault.keys import times_gone
from firsthand.ground.vault.models import KeysKnownGone, Sealed
from firsthand.ground.vault.pressing import press

ACT = "backup.restored"
BEFORE = "before"  # the alias of the data that stood here until now

# What participants said, what it was said to, whose words which are, and what went wrong with somebody. What others
# point at comes first.
SAID_SINCE: tuple[type[Recorded], ...] = (
    Slip, Withdrawal, Flag, Consent, Wish, Pack, Line, Reply, OwnWords, Incident,
)  # fmt: skip
BY_THEM = (Withdrawal, Consent, Wish, Reply)  # what is counted as theirs
BATCH = 500
ENDED: tuple[type[Slip] | type[Pack], ...] = (Slip, Pack)
NO_WORDS = ("row", "was_in")  # ids of rows, which may be there or not


@dataclass(slots=True)
class Again:
    """What was done to a study that was brought back from before."""

    title: str
    said: int = 0  # answers, wishes and withdrawals that were taken over
    lost: int = 0  # those that could not be, since nothing opens them
    gone: Counter[str] = field(default_factory=Counter)  # rows that went, by what they are called

    def __bool__(self) -> bool:
        return bool(self.said or self.lost or self.gone)


def take_out_again(before: str | None = None) -> list[Again]:
    """Look at every study that is from before, and take out of it what was taken out since.

    `before`: the database file that stood here until now, if a backup was just put in its place. Can be done again at
    any time: of a study that is of today it changes nothing.
    """
    with _standing_beside(before):
        if before is not None:
            with transaction.atomic():
                ways_in.as_of_today(BEFORE)
        found = []
        for study in Study.objects.order_by("made_at"):
            times = times_gone(study.id)
            if before is not None or _known(study.id) < times:
                found.append(_look_at(study, times, beside=before is not None))
    return [one for one in found if one]


def _known(study_id: UUID) -> int:
    return KeysKnownGone.objects.filter(study_id=study_id).values_list("times", flat=True).first() or 0


def _look_at(study: Study, times: int, *, beside: bool) -> Again:
    with transaction.atomic():
        lock(study.id)
        with recording(study.id) as recorder:
            going_back = _GoingBack(study, recorder, beside)
            done = going_back.done()
        if recorder.changes:
            gone = {change[1] for change in recorder.changes if change[3] is None}
            redact(entries_about(study.id, gone, going_back.destroyed), study.id)
            write_entry(recorder, member_called(study, None).id, ACT)
        KeysKnownGone.objects.update_or_create(study_id=study.id, defaults={"times": times})
    store.empty_boxes(study.id, going_back.destroyed)
    press(DEFAULT_DB_ALIAS)
    return done


@contextmanager
def _standing_beside(before: str | None) -> Iterator[None]:
    """The data from until now, as a database beside the one that is in use."""
    if before is None:
        yield
        return
    with file_beside(BEFORE, Path(before)):
        for erasure in Erasure.objects.using(BEFORE):
            texts = [UUID(one) for one in erasure.texts]
            # Cut short, there; or destroyed in a keyring that is lost, and an old one came in its place.
            if erasure.done_at is None or _any_standing(erasure.study_id, texts):
                store.destroy_keys(erasure.study_id, texts)
        yield


def _any_standing(study_id: UUID, texts: list[UUID]) -> bool:
    keys = TextKey.objects.filter(study_id=study_id, destroyed_at=None)
    return any(keys.filter(pk__in=batch).exists() for batch in batches(texts, BATCH))


class _GoingBack:
    """One study that was brought back, and what is done to it, inside an act."""

    def __init__(self, study: Study, recorder: Recorder, beside: bool) -> None:
        self._study, self._record, self._beside = study, recorder, beside
        self._done = Again(study.title)
        keys = TextKey.objects.filter(study_id=study.id, destroyed_at__isnull=False)
        self.destroyed = set(keys.values_list("id", flat=True))

    def done(self) -> Again:
        """Do all of it."""
        if self._beside:
            for model in SAID_SINCE:
                self._take_over(model)
            for ended in ENDED:
                self._end_again(ended)
            self._take_answers_over()
            self._take_letters_over()
            for table, row_id in self._taken_out():
                for row in rows_of(recorded_models()[table]).filter(study_id=self._study.id, pk=row_id):
                    self._let_go(row)
        for row, name in self._unreadable():
            self._mend(row, name)
        return self._done

    # What was said since ----------------------------------------------------------------------------------------------

    def _take_over(self, model: type[Recorded]) -> None:
        """Rows that stood here until now and are not in the backup, where what they belong to is there."""
        here = set(rows_of(model).filter(study_id=self._study.id).values_list("id", flat=True))
        for row in self._rows_beside(model).order_by("id"):
            if row.id in here or (values := self._fitting(row)) is None:
                continue
            if not all(self._word_at_hand(one) for one in _named(row)):
                self._done.lost += isinstance(row, BY_THEM)
                continue
            self._record.create(model(**values | self._free_number(model, values)))
            self._done.said += isinstance(row, BY_THEM)
            if isinstance(row, Withdrawal):
                self._take_erasure_over(row)

    def _take_erasure_over(self, row: Withdrawal) -> None:
        for erasure in Erasure.objects.using(BEFORE).filter(pk=row.id):
            Erasure.objects.create(
                withdrawal=erasure.withdrawal,
                study_id=erasure.study_id,
                done_at=erasure.done_at,
                texts=erasure.texts,
            )

    def _free_number(self, model: type[Recorded], values: dict[str, Any]) -> dict[str, Any]:
        """Another number for a row whose own is taken here."""
        if "number" not in values:
            return {}
        taken = set(rows_of(model).filter(study_id=self._study.id).values_list("number", flat=True))
        return {"number": max(taken) + 1} if values["number"] in taken else {}

    def _fitting(self, row: Recorded) -> dict[str, Any] | None:
        """What a row is to hold here; None where something it points at is not in what was brought back.

        For a member who is not, the lead stands: a no is a no, whoever wrote it down. What came of a reply is not
        there either, since what was done is gone with the data: it waits for somebody once more.
        """
        values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
        if isinstance(row, Reply):
            values |= {"outcome": None, "settled_by_id": None, "settled_at": None}
        for one in recorded_fields(type(row)):
            if not isinstance(one, models.ForeignKey) or values[one.attname] is None:
                continue
            if one.related_model._default_manager.filter(pk=values[one.attname]).exists():
                continue
            if one.related_model is not Membership:
                return None
            values[one.attname] = member_called(self._study, None).id
        return values

    def _end_again(self, model: type[Slip] | type[Pack]) -> None:
        """A slip, or what was sent, that was taken back since is back."""
        ended = dict(self._rows_beside(model).exclude(taken_back_at=None).values_list("id", "taken_back_at"))
        rows = rows_of(model).filter(study_id=self._study.id, taken_back_at=None, pk__in=ended)
        for row in list(rows):
            self._record.change(row, taken_back_at=ended[row.pk])

    def _take_answers_over(self) -> None:
        """What they answered since to questions that were put to them before."""
        open_ones = Wish.objects.filter(study_id=self._study.id, reply=None)
        beside = self._rows_beside(Wish).filter(pk__in=self._answered_since()).exclude(reply=None)
        replies = dict(beside.values_list("id", "reply"))
        for wish in list(open_ones.filter(pk__in=replies)):
            at_hand = self._word_at_hand(replies[wish.id])
            if at_hand:
                self._record.change(wish, reply=replies[wish.id])
            self._done.said += at_hand
            self._done.lost += not at_hand

    def _answered_since(self) -> set[UUID]:
        """The questions that were answered on somebody's own page, as the trail that stood here tells."""
        entries = Entry.objects.using(BEFORE).filter(study_id=self._study.id, act="page.answer")
        return {
            UUID(row)
            for changes in entries.values_list("changes", flat=True)
            for table, row, before, after in changes
            if table == label_of(Wish) and before is not None and after is not None and after.get("reply")
        }

    def _take_letters_over(self) -> None:
        """What was written on pages and waits to be taken in; what was taken in since waits no more, though somebody
        was ended before they let go of its key: what it said is taken over as what it became.
        """
        for letter in Letter.objects.using(BEFORE).filter(
            study_id=self._study.id,
            sent_as__in=Entry.objects.using(BEFORE).filter(study_id=self._study.id).values("sent_as"),
        ):
            slips.destroy_letter(letter.id)
        waiting = set(LetterKey.objects.filter(study_id=self._study.id).values_list("letter_id", flat=True))
        letters = Letter.objects.filter(study_id=self._study.id)
        letters.exclude(pk__in=waiting).delete()
        here = set(letters.values_list("id", flat=True))
        beside = Letter.objects.using(BEFORE).filter(study_id=self._study.id, pk__in=waiting - here)
        for row in beside.order_by("id"):
            Letter.objects.create(
                **{one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
            )

    def _taken_out(self) -> Iterator[tuple[str, UUID]]:
        """The rows that withdrawals took out, as the trail that stood here tells."""
        entries = Entry.objects.using(BEFORE).filter(study_id=self._study.id, act="participant.withdraw")
        for changes in entries.values_list("changes", flat=True):
            yield from ((table, UUID(row)) for table, row, _before, after in changes if after is None)

    # What no key opens ------------------------------------------------------------------------------------------------

    def _unreadable(self) -> list[tuple[Recorded, str]]:
        """The rows that name words whose key was destroyed, and the field in which they do. Texts come first."""
        order = sorted(recorded_models().values(), key=lambda model: model is not TextVersion)
        return [
            (row, name)
            for model in order
            for name in sealed_fields(model)
            for row in rows_of(model)
            .filter(study_id=self._study.id, **{f"{name}__isnull": False})
            .order_by("id")
            if getattr(row, name) in self.destroyed
        ]

    def _mend(self, row: Recorded, name: str) -> None:
        now = rows_of(type(row)).filter(pk=row.pk).first()
        if now is None or getattr(now, name) not in self.destroyed:
            return
        if isinstance(now, TextVersion):
            source = Source.objects.get(pk=now.source_id)
            self._let_go(source if source.current == now.id else now)
        elif now._meta.get_field(name).null:
            self._record.change(now, **{name: None})
        elif (wording := self._wording_of_today(now, name) or self._earlier_wording(now, name)) is not None:
            version = getattr(now, "version", None)
            more = {"version": version + 1} if isinstance(version, int) else {}
            self._record.change(now, **{name: wording}, **more)
        else:
            self._let_go(now)

    def _wording_of_today(self, row: Recorded, name: str) -> UUID | None:
        """What the same row named until now, if that opens."""
        if not self._beside:
            return None
        beside = self._rows_beside(type(row)).filter(pk=row.pk).first()
        named: UUID | None = getattr(beside, name, None)
        return named if named is not None and self._word_at_hand(named) else None

    def _earlier_wording(self, row: Recorded, name: str) -> UUID | None:
        """The latest that the row ever named and that still opens. Ids are in the order in which they were made."""
        if sealed_fields(type(row)) != (name,):
            return None
        was = self._past.get(label_of(type(row)), {}).get(row.id.hex)
        return (
            next((one for one in sorted(was.named, reverse=True) if self._word_at_hand(one)), None)
            if was
            else None
        )

    @cached_property
    def _past(self) -> Past:
        return past(self._study.id)

    def _word_at_hand(self, sealed: UUID) -> bool:
        """Whether the study key opens a sealed text, which is brought over where it is only in what stood here."""
        if not TextKey.objects.filter(pk=sealed, study_id=self._study.id, box__isnull=False).exists():
            return False
        if Sealed.objects.filter(pk=sealed).exists():
            return True
        found = Sealed.objects.using(BEFORE).filter(pk=sealed).first() if self._beside else None
        if found is not None:
            Sealed.objects.create(id=found.id, study_id=found.study_id, box=bytes(found.box))
        return found is not None

    def _rows_beside(self, model: type[Recorded]) -> models.QuerySet[Any]:
        return rows_of(model).using(BEFORE).filter(study_id=self._study.id)

    # Letting go -------------------------------------------------------------------------------------------------------

    def _let_go(self, row: Recorded) -> None:
        """Take a row out, with all that belongs to it; what else points at one of them does so no more, or goes too."""
        for each in [row, *_flat(belonging([row]))]:
            for model, name, nullable in _pointing_at(type(each)):
                for pointing in list(rows_of(model).filter(**{name: each.pk})):
                    if nullable:
                        part = {"part": Voice.Part.OTHER} if isinstance(pointing, Voice) else {}
                        self._record.change(pointing, **{name: None}, **part)
                    else:
                        self._let_go(pointing)
        for group in [*belonging([row]), [row]]:
            self._record.remove(*group)
            self._done.gone[str(group[0]._meta.verbose_name_plural)] += len(group)


def _named(row: Recorded) -> list[UUID]:
    """The sealed texts that a row is nothing without. What came of a reply is not taken over."""
    names = [name for name in sealed_fields(type(row)) if name not in NO_WORDS and name != "outcome"]
    return [one for name in names if (one := getattr(row, name)) is not None]


def _flat(groups: Iterable[list[Recorded]]) -> list[Recorded]:
    return [row for group in groups for row in group]


def _pointing_at(target: type[Recorded]) -> Iterator[tuple[type[Recorded], str, bool]]:
    """By which fields rows point at rows of a model without going with them: whose, which, whether it may be empty."""
    for model in recorded_models().values():
        for one in recorded_fields(model):
            if (
                isinstance(one, models.ForeignKey)
                and one.related_model is target
                and one.name not in model.goes_with
            ):
                yield model, one.attname, one.null
