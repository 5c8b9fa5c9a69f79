"""Carrying a withdrawal out, as the preview said: one transaction for the rows, and then the keys go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.framework.models import Summary
from firsthand.analysis.memos.models import Memo
from firsthand.analysis.themes.models import Comparison
from firsthand.core.edits import Edit, Edits
from firsthand.core.identifying.replacing import Replacing
from firsthand.core.leaving import Level, level
from firsthand.core.problems import Problem
from firsthand.core.quoting import Quotes
from firsthand.field.consent.selectors import crossed_out
from firsthand.field.deid.rewriting import opened_versions, put_words, replace_in_place, replaced
from firsthand.field.fieldwork.models import Present
from firsthand.field.media.models import Medium
from firsthand.field.people.models import Name, Participant
from firsthand.field.sources.models import Source, TextVersion
from firsthand.giving_back.leaving import wider
from firsthand.giving_back.leaving.erasing import finish
from firsthand.giving_back.leaving.history import changing, sealed_among, standing_words
from firsthand.giving_back.leaving.places import Preview, Reach, at_level, reach
from firsthand.giving_back.leaving.redacting import Whose, redact, taken_out
from firsthand.giving_back.leaving.settled import end_what_is_kept_apart, take_reasons_out
from firsthand.giving_back.models import Erasure, Flag, Withdrawal
from firsthand.giving_back.own_page.leaving import let_go as own_page
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.belonging import belonging
from firsthand.ground.trail.past import entries_about, sealed_fields
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.redacting import redact as mark_entries
from firsthand.ground.trail.rows import recorded_models
from firsthand.ground.vault import wording

Step = Callable[[Reach, Level], None]


@act("participant.withdraw")
def withdraw(
    by: Membership, *, participant: Participant, named: str, backups_gone: date | None = None, ask: str = ""
) -> Withdrawal:
    """Do in every place what a level does there, and write the receipt.

    `backups_gone`: the day on which the last copy of the keys from before is gone, as the study promised it. `ask`:
    whom the person may ask. No undo brings anything back. Raises `Problem` where it was done already, or cannot be.
    """
    of = level(named)
    _require_new(by, participant, of)
    found = reach(by, participant)
    if of.does("consent_record", "redact"):
        _require_unnamed(by, found)
    told = at_level(found, of)
    sealed, entries, releases = set(found.sealed(of)), found.entries(of), _releases(found, of)
    pending = _flags(found, of)
    for step in STEPS:
        step(found, of)
    row = Withdrawal(
        study_id=by.study_id, participant=participant, level=of.id, by=by, at=timezone.now(),
        told=wording.written(by.key, _receipt(told, found, releases, backups_gone, ask)),
    )  # fmt: skip
    record().create(row)
    record().create(
        *(
            Flag(study_id=by.study_id, withdrawal=row, table=table, row=key, why=why)
            for table, key, why in pending
        )
    )
    leave_for_good(by, row.id, of, sealed, entries)
    return row


@act("leaving.settle")
def settle(by: Membership, *, flag: Flag, settled: bool = True) -> Flag:
    """Say that somebody looked again, and that it stands as it is now; or that it is still open."""
    when, who = (timezone.now(), by.id) if settled else (None, None)
    record().change(flag, settled_by_id=who, settled_at=when)
    return flag


def _require_new(by: Membership, participant: Participant, of: Level) -> None:
    before = set(
        Withdrawal.objects.filter(study_id=by.study_id, participant=participant).values_list(
            "level", flat=True
        )
    )
    if of.id in before:
        raise Problem(
            _("%(label)s left in this way already. The receipt is on their page.")
            % {"label": participant.label}
        )
    if "L5_cut_the_link" in before:
        raise Problem(_("The link to this person was cut: nobody can tell any more which words are theirs."))


def _require_unnamed(by: Membership, found: Reach) -> None:
    """The link is not cut as long as a real name stands in a text."""
    standing = wider.places_named(by, found.theirs)
    if standing:
        raise Problem(
            _(
                "Their real name, or a part of it, still stands in %(count)s places, and would tell who they are. "
                "Replace it first, on the page “What tells who somebody is”."
            )
            % {"count": standing}
        )


# What is done, each where the level says so --------------------------------------------------------------------------


def _texts(found: Reach, of: Level) -> None:
    """Whole texts of theirs go, with all that stands on them; in shared ones their words do."""
    if of.does("transcript_or_notes_of_interview", "remove"):
        end_what_is_kept_apart(found.by, found.theirs.alone, changing(found.theirs, of), of)
        _remove_with_all([one.source for one in found.theirs.alone])
        named = of.does("mention_by_observer_in_fieldnote", "redact")
        whose = Whose(found.theirs.participant.id, found.theirs.everybody, named, _crosses_out(found))
        take_reasons_out(found.by, changing(found.theirs, of), of)
        for one in changing(found.theirs, of):
            redact(found.by, one, whose)


def _codings(found: Reach, of: Level) -> None:
    """Codings that somebody said are on their words, where those words are not marked as speech."""
    if of.does("coded_segments_on_own_words", "remove"):
        there = set(Coding.objects.filter(study_id=found.by.study_id).values_list("id", flat=True))
        record().remove(*(row for row in found.codings(of) if row.id in there))


def _summaries(found: Reach, of: Level) -> None:
    """What was retold of their words, with which excerpts it stood on; and what was said of these beside others."""
    ids = [UUID(key) for key in found.summaries(of)]
    if rows := list(Summary.objects.filter(study_id=found.by.study_id, id__in=ids)):
        _remove_with_all(rows)
    record().remove(*Comparison.objects.filter(study_id=found.by.study_id, id__in=ids))


def _media(found: Reach, of: Level) -> None:
    if of.does("recording", "remove"):
        there = set(Medium.objects.filter(study_id=found.by.study_id).values_list("id", flat=True))
        record().remove(*(row for row in found.media if row.id in there))


def _files(found: Reach, of: Level) -> None:
    """Files as they came: no word can be taken out of one."""
    if not of.does("undo_and_history", "keep"):
        files = [row.id for row in found.files(of)]
        for row in Source.objects.filter(study_id=found.by.study_id, id__in=files):
            record().change(row, original=None)


def _wordings(found: Reach, of: Level) -> None:
    """Memos, definitions, claims and whatever else quotes them."""
    place = {Memo: "memo_quoting_own_words", Code: "example_in_codebook"}
    for one in found.quoting:
        row = type(one.row)._default_manager.filter(pk=one.row.pk).first()
        effect = of.reach[place.get(type(one.row), "draft_write_up_quote")]
        if row is None or effect not in ("redact", "remove"):
            continue
        words = replaced(one.found.words, lambda text: _cut(found.theirs.quotes, text))
        if isinstance(row, Code) and isinstance(words, dict) and words != one.found.words:
            words = _without_example(words, cast("dict[str, Any]", one.found.words))
        put_words(found.by, replace(one.found, row=row), words)


def _person(found: Reach, of: Level) -> None:
    """What they said of themselves when asked; where everything goes, also what they are called here."""
    row = found.theirs.participant
    about = wording.read(found.by.key, row.about)
    attributes: dict[str, str] = about.get("attributes", {})
    if of.does("background_answers", "keep"):
        return
    kept = dict.fromkeys(attributes, taken_out()) if of.does("background_answers", "redact") else {}
    called = row.label if of.does("mention_by_observer_in_fieldnote", "redact") else about["pseudonym"]
    record().change(row, about=wording.written(found.by.key, {"pseudonym": called, "attributes": kept}))
    if of.does("mention_by_observer_in_fieldnote", "redact") and not _crosses_out(found):
        record().remove(*Present.objects.filter(study_id=found.by.study_id, participant=row))


def _name(found: Reach, of: Level) -> None:
    if of.does("consent_record", "redact"):
        record().remove(
            *Name.objects.filter(study_id=found.by.study_id, participant=found.theirs.participant)
        )
        record().remove(*wider.identifiers_naming(found.by, found.theirs.participant))


def _named_before(found: Reach, of: Level) -> None:
    """Their name in texts that were corrected since: nobody could replace it there, and undo would bring it back."""
    if not of.does("consent_record", "redact"):
        return
    replacing = Replacing([(name, taken_out()) for name in found.theirs.outside])
    earlier = TextVersion.objects.filter(study_id=found.by.study_id).exclude(id=F("source__current"))
    for source in Source.objects.filter(study_id=found.by.study_id) if found.theirs.outside else ():
        for version in opened_versions(found.by, list(earlier.filter(source=source).order_by("number"))):
            replace_in_place(found.by, version, replacing)


def _answers(found: Reach, of: Level) -> None:
    """What they answered stays in force, since their words stay; what else was written down of it goes.

    That is what could lead to them: notes of the talk, and the answers they changed later. Who asked, in which form
    and on what day stays, as the proof that it was asked.
    """
    if not of.does("consent_record", "redact"):
        return
    changed_since, noted = wider.answers_beside(found.by, found.theirs.participant)
    record().remove(*changed_since)
    for row, said in noted:
        record().change(row, said=wording.written(found.by.key, said | {"note": "", "also": {}}))


def _kept_apart(found: Reach, of: Level) -> None:
    """Words of theirs that were replaced in the texts, and kept under the guardian's key."""
    if of.does("undo_and_history", "remove"):
        record().remove(*wider.identifiers_of(found.by, found.theirs))


def _own_page(found: Reach, of: Level) -> None:
    """What they wrote on their own page, and what it shows."""
    own_page(found.by, found.theirs.participant, of)


STEPS: tuple[Step, ...] = (
    _kept_apart, _name, _named_before, _answers, _summaries, _wordings, _texts, _codings, _media, _files, _person,
    _own_page,
)  # fmt: skip


# Of these, what is done about the texts themselves and what was made of them.
OF_TEXTS: tuple[Step, ...] = (_kept_apart, _summaries, _wordings, _texts, _codings, _media, _files)


def _crosses_out(found: Reach) -> bool:
    """Whether they keep somebody from reading them. For who is kept out all stays absent, also when words are gone."""
    return bool(crossed_out(found.by, found.theirs.participant.id))


def _remove_with_all(rows: list[Any]) -> None:
    for group in belonging(rows):
        record().remove(*group)
    record().remove(*rows)


def _cut(quotes: Quotes, text: str) -> str:
    return Edits(text, [Edit(span, taken_out()) for span in quotes.found(text)]).text


def _without_example(after: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """An example goes whole: half of one is none."""
    return after | ({"example": ""} if after.get("example") != before.get("example") else {})


# What is left to people, and what is said of it ----------------------------------------------------------------------


def _flags(found: Reach, of: Level) -> list[tuple[str, UUID, str]]:
    """What a person has to look at again."""
    rows: list[tuple[str, UUID, str]] = []
    if of.does("memo_quoting_own_words", "flag"):
        memos = {one.row.id for one in found.quoting if isinstance(one.row, Memo)}
        rows += [("memos.memo", key, Flag.Why.QUOTES) for key in sorted(memos)]
    if of.does("memo_built_on_own_words", "flag"):
        rows += [("memos.memo", row.id, Flag.Why.BUILT_ON) for row in wider.built_on(found.by, found.theirs)]
    if of.does("mention_by_another_participant", "flag"):
        sources = [one.held.source for one in found.theirs.shared if one.parts.spoken_of]
        rows += [("sources.source", row.id, Flag.Why.MENTIONED) for row in sources]
    if of.does("theme_evidence", "recompute"):
        evidence = wider.evidence_of(found.by, {row.id for row in found.codings(of)})
        rows += [("themes.claim", key, Flag.Why.GROUND) for key in wider.claims_of(evidence)]
        themes = dict.fromkeys(row.theme_id for row in evidence if row.claim_id is None)
        rows += [("themes.theme", key, Flag.Why.GROUND) for key in themes]
    return rows


def _releases(found: Reach, of: Level) -> list[dict[str, str]]:
    """Who took which file out, and when: to be asked to delete it."""
    if of.does("copies_already_sent", "keep"):
        return []
    return [
        {"file": f"{row.what}.{row.format}", "by": row.by.name, "on": row.at.date().isoformat()}
        for row in wider.releases_with(found.by, found.theirs.participant)
    ]


def _receipt(
    told: Preview, found: Reach, releases: Iterable[dict[str, str]], backups_gone: date | None, ask: str
) -> wording.Words:
    return {
        "called": found.theirs.participant.label
        if told.level.does("consent_record", "redact")
        else found.person.pseudonym,
        "lines": [[line.place, line.effect, line.count] for line in told.lines],
        "releases": list(releases),
        "backups_gone": backups_gone.isoformat() if backups_gone else "",
        "ask": ask.strip(),
    }


def leave_for_good(by: Membership, because: UUID, of: Level, sealed: set[UUID], entries: list[int]) -> None:
    """Inside an act that took words out: say which keys are to go, mark the entries, and destroy the keys once all of
    this is on disk.
    """
    if of.does("undo_and_history", "keep"):
        return
    changed = [change for change in record().changes if change[2] is not None]
    fields = {label: sealed_fields(model) for label, model in recorded_models().items()}
    sealed |= {
        UUID(before[name])
        for table, _row, before, _after in changed
        for name in fields[table]
        if before.get(name)
    }
    sealed = sealed_among(by, sealed) - standing_words(by)  # a field may name a row and no text
    gone = {change[1] for change in changed if change[3] is None}
    mark_entries([*entries, *entries_about(by.study_id, gone, sealed)], because)
    erasure = Erasure.objects.create(
        withdrawal=because, study_id=by.study_id, texts=sorted(one.hex for one in sealed)
    )
    transaction.on_commit(lambda: finish(erasure))
