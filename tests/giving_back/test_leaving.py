"""Leaving, cell by cell: what each of five ways does in each of twenty-three places of a small real study.

For each way one study is made, looked at, and carried out; every cell then looks at its own place. `before` and
`after` hold how much of Ike's is in a place, by looking at the place itself and not at what the program says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from leaving_study import GROUP, NOTE, OWN, QUOTE, Everywhere, everywhere, keys_copy, recordings, words_of

from conftest import Cast
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.memos.selectors import memo_line
from firsthand.analysis.themes.selectors import theme_line
from firsthand.core.leaving import EFFECTS, Level, level, levels, places
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.field.consent.models import Consent
from firsthand.field.consent.selectors import history
from firsthand.field.consent.services import exclude_reader, set_answers
from firsthand.field.fieldwork.models import Present
from firsthand.field.people.models import Name, Participant
from firsthand.field.people.selectors import described
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.doubts import doubts_in
from firsthand.field.sources.models import Source
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving import words
from firsthand.giving_back.leaving.carrying_out import settle, withdraw
from firsthand.giving_back.leaving.own import opened_by_any
from firsthand.giving_back.leaving.places import Line, preview
from firsthand.giving_back.leaving.receipt import as_html, as_text
from firsthand.giving_back.leaving.selectors import Receipt, flag, flags, receipt, withdrawal
from firsthand.giving_back.models import Erasure, Flag, Release
from firsthand.giving_back.record import told
from firsthand.giving_back.reports import make, original
from firsthand.ground.studies.undoing import standing, undo
from firsthand.ground.trail.models import Entry, Redaction
from firsthand.ground.trail.replay import as_of
from firsthand.ground.trail.rows import rows_now
from firsthand.ground.vault import store
from firsthand.ground.vault.models import Sealed

LEVELS = [one.id for one in levels()]
Capture = Callable[..., Any]


# Looking at a place ---------------------------------------------------------------------------------------------------


def _memo(study: Everywhere, memo: Any) -> str:
    memo.refresh_from_db()
    return memo_line(study.lea, memo).body


def _attributes(study: Everywhere) -> dict[str, str]:
    return described(study.lea, [Participant.objects.get(pk=study.ike.pk)])[0].attributes


def _opens(study: Everywhere, *texts: UUID) -> int:
    """How many of some sealed texts any key opens."""
    return len(store.open_to(study.lea.key, texts)) + len(_guarded(study, texts))


def _guarded(study: Everywhere, texts: tuple[UUID, ...]) -> list[bytes]:
    found = []
    for text in texts:
        try:
            found.append(store.open_guarded(study.lea.names, text))
        except store.Destroyed:
            continue
    return found


def _evidence(study: Everywhere) -> int:
    line = theme_line(study.lea, study.theme.id)
    pieces = [piece for claim in line.claims for piece in claim.evidence]
    return sum(
        1 for piece in pieces if piece.excerpt is not None and piece.excerpt.coding.id in study.own_codings
    )


def _browser_copies(study: Everywhere) -> int:
    """How many texts' copies in browsers can still be opened: the key for them is made from the text's own."""
    opened = 0
    for text in (study.talk_text, study.given_text, study.group_text, study.note_text):
        try:
            store.key_of_copies(study.lea.key, text)
        except store.Destroyed:
            continue
        opened += 1
    return opened


LOOK: dict[str, Callable[[Everywhere], object]] = {
    "recording": recordings,
    "transcript_or_notes_of_interview": lambda study: Source.objects.filter(pk=study.talk.pk).count(),
    "given_log_entries": lambda study: Source.objects.filter(pk=study.given.pk).count(),
    "background_answers": _attributes,
    "own_speech_in_group_or_fieldnote": lambda study: sum(
        one in words_of(study.lea, study.group) + words_of(study.lea, study.note) for one in OWN
    ),
    "mention_by_observer_in_fieldnote": lambda study: (
        words_of(study.lea, study.note).count("Ike stands there."),
        Present.objects.filter(participant=study.ike).count(),
    ),
    "mention_by_another_participant": lambda study: words_of(study.lea, study.group).count(
        "Ike taught me the kettle."
    ),
    "coded_segments_on_own_words": lambda study: Coding.objects.filter(id__in=study.own_codings).count(),
    "memo_quoting_own_words": lambda study: QUOTE in _memo(study, study.quoting),
    "memo_built_on_own_words": lambda study: _memo(study, study.built_on),
    "theme_evidence": _evidence,
    "counts_and_agreement_figures": lambda study: sum(one.codings for one in counts(study.lea).values()),
    "example_in_codebook": lambda study: any(QUOTE in line.example for line in codebook(study.lea)),
    "draft_write_up_quote": lambda study: any(
        QUOTE in claim.sentence for claim in theme_line(study.lea, study.theme.id).claims
    ),
    "learning_card": lambda _study: 0,
    "member_check_pack_of_others": lambda _study: 0,
    "search_index_and_caches": _browser_copies,
    "undo_and_history": lambda study: (
        _opens(study, study.first_talk, study.first_memo, study.removed_memo),
        _opens(study, study.said, study.answered),
    ),
    "audit_trail": lambda _study: Redaction.objects.count(),
    "backups": lambda study: len(study.keys),
    "copies_already_sent": lambda _study: Release.objects.count(),
    "published_or_deposited": lambda _study: 0,
    "consent_record": lambda study: (
        Name.objects.filter(participant=study.ike).count(),
        [(one.answer.value, one.note) for one in history(study.lea, study.ike.id)],
    ),
}

# What there is of Ike's, as the preview has to say it at every level: two sentences name him, and he was present.
THERE = {
    "recording": 1, "transcript_or_notes_of_interview": 1, "given_log_entries": 1, "background_answers": 2,
    "own_speech_in_group_or_fieldnote": 3, "mention_by_another_participant": 1, "coded_segments_on_own_words": 4,
    "memo_quoting_own_words": 1, "memo_built_on_own_words": 1, "theme_evidence": 1, "counts_and_agreement_figures": 2,
    "example_in_codebook": 1, "draft_write_up_quote": 1, "learning_card": 0, "member_check_pack_of_others": 0,
    "search_index_and_caches": 4, "copies_already_sent": 1, "published_or_deposited": 0, "consent_record": 2,
    "mention_by_observer_in_fieldnote": 3, "backups": 1,
}  # fmt: skip


@dataclass
class Outcome:
    """A study before and after somebody left it in one way."""

    of: Level
    before: dict[str, object]
    after: dict[str, object]
    previewed: dict[str, Line]
    receipt: Receipt
    text: str
    flagged: set[tuple[str, UUID, str]]
    report: str
    study: Everywhere


_made: dict[str, Outcome] = {}


@pytest.fixture
def outcome(request: pytest.FixtureRequest, named: str) -> Outcome:
    """What one way of leaving did, carried out once for all its cells."""
    if named not in _made:
        cast, capture = (
            request.getfixturevalue(one) for one in ("cast", "django_capture_on_commit_callbacks")
        )
        _made[named] = carried_out(cast, capture, named)
    return _made[named]


def carried_out(cast: Cast, capture: Capture, named: str) -> Outcome:
    study = everywhere(cast)
    copy = keys_copy()
    try:
        before = {place: look(study) for place, look in LOOK.items()}
        seen = preview(study.lea, study.ike, named)
        with capture(execute=True):
            row = withdraw(study.lea, participant=study.ike, named=named, ask="Ruth at the front desk")
        after = {place: look(study) for place, look in LOOK.items()}
        done = receipt(study.lea, row)
        return Outcome(
            level(named), before, after, {line.place: line for line in seen.lines}, done, as_text(study.lea, done),
            set(Flag.objects.values_list("table", "row", "why")),
            make(study.lea, what="themes", format="html").data.decode(), study,
        )  # fmt: skip
    finally:
        copy.unlink()


# The table ------------------------------------------------------------------------------------------------------------


def test_the_table_has_five_ways_and_twenty_three_places_and_words_for_all() -> None:
    assert len(levels()) == 5
    assert len(places()) == 23
    assert {effect for one in levels() for effect in one.reach.values()} <= set(EFFECTS)
    assert set(words.LEVELS) == set(LEVELS)
    assert set(words.PLACES) == set(places()) == set(LOOK)
    assert set(words.EFFECTS) == set(EFFECTS)


@pytest.mark.django_db(databases=["default", "keyring"])
@pytest.mark.parametrize("place", places())
@pytest.mark.parametrize("named", LEVELS)
def test_a_cell(outcome: Outcome, place: str, named: str) -> None:
    """What the level says is done in the place, the preview said it, and the receipt says it too."""
    line = outcome.previewed[place]
    if place in THERE:
        expected = THERE[place]
        if place == "coded_segments_on_own_words" and named == "L4_remove_all":
            expected += 1  # the one on the sentence that names him
        assert line.count == expected
    assert line.effect == outcome.of.reach[place]
    assert next(one for one in outcome.receipt.lines if one.place == place).count == line.count
    CHECKS[line.effect](outcome, place)


def _kept(outcome: Outcome, place: str) -> None:
    assert outcome.after[place] == outcome.before[place]


def _removed(outcome: Outcome, place: str) -> None:
    gone = {
        "background_answers": {}, "memo_quoting_own_words": False, "example_in_codebook": False,
        "draft_write_up_quote": False, "undo_and_history": (0, 1),
    }  # fmt: skip
    assert outcome.after[place] == gone.get(place, 0)


def _redacted(outcome: Outcome, place: str) -> None:
    left: dict[str, object] = {
        "background_answers": {"Age": "[taken out]", "Paid": "[taken out]"},
        "memo_quoting_own_words": False, "own_speech_in_group_or_fieldnote": 0,
        "mention_by_observer_in_fieldnote": (0, 0), "undo_and_history": (3, 0),
        "consent_record": (0, [("short_quotes", "")]),
    }  # fmt: skip
    assert outcome.after[place] == left[place]


def _flagged(outcome: Outcome, place: str) -> None:
    study = outcome.study
    wanted = {
        "memo_quoting_own_words": ("memos.memo", study.quoting.id, "quotes"),
        "memo_built_on_own_words": ("memos.memo", study.built_on.id, "built on"),
        "mention_by_another_participant": ("sources.source", study.group.id, "mentioned"),
    }
    assert wanted[place] in outcome.flagged
    assert outcome.after[place] == outcome.before[place]


def _hidden(outcome: Outcome, place: str) -> None:
    assert place == "theme_evidence"
    assert outcome.after[place] == outcome.before[place] == 1
    assert QUOTE.capitalize() not in outcome.report
    assert "Ike taught me the kettle." in outcome.report


def _recounted(outcome: Outcome, place: str) -> None:
    if place == "theme_evidence":
        assert (outcome.before[place], outcome.after[place]) == (1, 0)
        assert ("themes.claim", outcome.study.claim.id, "ground") in outcome.flagged
    if place == "counts_and_agreement_figures":
        gone = outcome.previewed["coded_segments_on_own_words"].count
        assert outcome.after[place] == outcome.before[place] - gone  # type: ignore[operator]
    if place == "search_index_and_caches":
        assert outcome.after[place] == outcome.before[place]


def _told(outcome: Outcome, place: str) -> None:
    if place == "backups":
        assert len(outcome.receipt.copies) == 1
        assert "1 copy of the keys from before is still there" in outcome.text
    else:
        assert [one.file for one in outcome.receipt.sent] == ["codings.csv"]
        assert "we ask for it to be deleted" in outcome.text
        assert outcome.after[place] == outcome.before[place]


def _marked(outcome: Outcome, place: str) -> None:
    assert (outcome.before[place], outcome.after[place]) == (0, outcome.previewed[place].count)
    assert outcome.previewed[place].count > 0


def _out_of_reach(outcome: Outcome, _place: str) -> None:
    assert "printed or deposited in an archive stays there" in outcome.text


CHECKS: dict[str, Callable[[Outcome, str], None]] = {
    "keep": _kept, "remove": _removed, "redact": _redacted, "flag": _flagged, "hide": _hidden,
    "recompute": _recounted, "notify": _told, "tombstone": _marked, "impossible": _out_of_reach,
}  # fmt: skip


# The whole of it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", LEVELS)
def test_everything_adds_up_afterwards(
    cast: Cast, named: str, django_capture_on_commit_callbacks: Capture
) -> None:
    study = everywhere(cast)
    others = Coding.objects.in_bulk(study.others_codings)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(study.lea, participant=study.ike, named=named)
    number = Entry.objects.filter(study=study.lea.study).count()
    for at in (None, number, number // 2, 1):
        as_of(study.lea.study_id, at)
    assert as_of(study.lea.study_id) == rows_now(study.lea.study_id)
    for line in told(study.lea, limit=500):  # the trail can be read to its beginning
        assert line.sentence
        assert not (line.redacted and line.can_undo)
    for entry in Entry.objects.filter(study=study.lea.study, redaction__isnull=False):
        with pytest.raises(Problem, match=r"took out since|cannot be undone"):
            undo(study.lea, entry)
    assert not standing(study.lea).filter(redaction__isnull=False).exists()
    if named in ("L3_remove_words", "L4_remove_all"):
        _nothing_opens_to(study)
        _others_stand_where_they_stood(study, others, named)
        _no_undo_brings_words_back(study)


def _nothing_opens_to(study: Everywhere) -> None:
    """Of everything that was ever sealed, and that either key opens, nothing holds his words."""
    every = opened_by_any(
        study.lea, Sealed.objects.filter(study_id=study.lea.study_id).values_list("id", flat=True)
    )
    assert len(every) > 20
    holding = [text for text, data in every.items() if any(one.encode() in data for one in OWN)]
    assert holding == []


def _others_stand_where_they_stood(study: Everywhere, before: dict[UUID, Coding], named: str) -> None:
    """Marks of others on shared texts moved exactly: their words are to the letter what they were."""
    expected = {GROUP: "Ike taught me the kettle.", NOTE: "The pot is washed by whoever is nearest."}
    after = Coding.objects.in_bulk(list(before))
    found = {
        row.span.words_in(words_of(study.lea, source))
        for source in (study.group, study.note)
        for row in after.values()
        if row.version.source_id == source.id
    }
    assert set(expected.values()) <= found
    assert ("Ike stands there." in found) == (named == "L3_remove_words")
    assert all(row.was_in is None for row in after.values())
    if named == "L3_remove_words":
        said = "~says he would sooner stand there with folded sleeves than say no~"
        assert words_of(study.lea, study.note) == NOTE.replace(said, "[taken out]")
        assert words_of(study.lea, study.group).count("IKE: [taken out]") == 2
    else:
        assert "Ike stands" not in words_of(study.lea, study.note)
        assert "IKE:" not in words_of(study.lea, study.group)


def _no_undo_brings_words_back(study: Everywhere) -> None:
    for entry in list(standing(study.lea)):
        try:
            undo(study.lea, entry)
        except (Clash, Problem):
            continue
    every = [words_of(study.lea, row) for row in Source.objects.filter(study=study.lea.study)]
    assert not any(one in text for text in every for one in OWN)


def test_what_was_corrected_before_is_taken_out_of_every_version(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    study = everywhere(cast)
    for source, old, new in (
        (study.group, "scrubs the big kettle", "scrubs the big kettle twice"),  # in his turn
        (study.group, "Ike taught me the kettle.", "Ike taught me the big kettle."),  # in somebody else's
        (study.note, "folded sleeves", "sleeves folded"),  # in speech of his that was noted down
        (study.note, "Ike stands there.", "Ike stood there."),
    ):
        source.refresh_from_db()
        text = text_of(study.cody, source).words
        correct_typed(study.cody, source=source, version=source.current, text=text.replace(old, new))
    doubtful = Coding.objects.filter(was_in__isnull=False).count()
    assert doubtful > 0
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(study.lea, participant=study.ike, named="L3")
    _nothing_opens_to(study)
    study.group.refresh_from_db()
    assert "MARIGOLD: Ike taught me the big kettle." in words_of(study.lea, study.group)
    for source in (study.group, study.note):
        source.refresh_from_db()
        for doubt in doubts_in(
            study.lea, source, Coding
        ):  # what is still in doubt can be looked at and settled
            assert not [one for one in OWN if one in doubt.was.words]
    assert as_of(study.lea.study_id) == rows_now(study.lea.study_id)


def test_it_is_for_lead_and_guardian_and_once(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    study = everywhere(cast)
    for by in (cast.cody, cast.rea, cast.hope, cast.pia):
        with pytest.raises(NotAllowed):
            preview(by, study.ike, "L1")
        with pytest.raises(NotAllowed):
            withdraw(by, participant=study.ike, named="L1")
    with pytest.raises(Problem, match="no way of leaving"):
        withdraw(cast.lea, participant=study.ike, named="L6")
    withdraw(cast.lea, participant=study.ike, named="l3")
    with pytest.raises(Problem, match="already"):
        withdraw(cast.lea, participant=study.ike, named="L3_remove_words")
    withdraw(cast.lea, participant=study.ike, named="L4")  # more can always go
    assert "Ike" not in words_of(cast.lea, study.note)


def test_looking_changes_nothing(cast: Cast) -> None:
    study = everywhere(cast)
    before, entries = rows_now(study.lea.study_id), Entry.objects.count()
    for named in LEVELS:
        preview(study.lea, study.ike, named)
    assert (rows_now(study.lea.study_id), Entry.objects.count()) == (before, entries)


def test_each_text_and_wording_that_was_counted_loses_its_keys_with_its_past(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    study = everywhere(cast)
    wanted = {line.place: line.count for line in preview(study.lea, study.ike, "L3").lines}[
        "undo_and_history"
    ]
    with django_capture_on_commit_callbacks() as waiting:
        withdraw(study.lea, participant=study.ike, named="L3")
    erasure = Erasure.objects.get()
    sealed = store.open_to(study.lea.key, map(UUID, erasure.texts))
    assert (
        len(sealed) >= wanted > 0
    )  # a text has a key for its words and one for its turns, and earlier versions
    for finish in waiting:
        finish()
    erasure.refresh_from_db()
    assert erasure.done_at is not None
    assert store.open_to(study.lea.key, sealed) == set()


def test_the_link_is_not_cut_while_the_name_stands_in_a_text(cast: Cast) -> None:
    from firsthand.field.fieldwork.notes import write_note

    study = everywhere(cast)
    write_note(study.cody, layers={"jotting": "Tatterlow came late."})
    with pytest.raises(Problem, match="real name"):
        withdraw(study.lea, participant=study.ike, named="L5")


def test_when_the_link_is_cut_answers_hold_and_what_was_noted_of_them_is_gone(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    study = everywhere(cast)

    def ask(by: Any = cast.lea, note: str = "") -> None:
        set_answers(
            by, participant=study.ike, answers={"quotes": "retell_in_our_words", "credit": "no"}, note=note,
            moment="after_interview", how="spoken",
        )  # fmt: skip

    ask(note="His brother wrote to us.")
    said = set(Consent.objects.filter(participant=study.ike).values_list("said", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        row = withdraw(study.lea, participant=study.ike, named="L5")
    left = history(study.lea, study.ike.id)
    assert {one.answer.scope: (one.answer.value, one.note) for one in left} == {
        "quotes": ("retell_in_our_words", ""), "credit": ("no", ""),
    }  # fmt: skip
    assert len(left) == 2
    assert store.open_to(study.lea.key, said) == set()
    every = opened_by_any(study.lea, set(Sealed.objects.values_list("id", flat=True)))
    assert not [one for one in every.values() if b"His brother" in one]
    with pytest.raises(Problem, match="link to this person was cut"):
        ask()
    assert "bears the label “P04”" in as_text(study.lea, receipt(study.lea, row))


@pytest.mark.parametrize("who", ["lea", "cody", "rea"])
def test_words_that_stay_unprinted_leave_in_no_file(cast: Cast, who: str) -> None:
    study = everywhere(cast)
    withdraw(study.lea, participant=study.ike, named="L2")
    by = getattr(cast, who)
    for what, form in (("themes", "html"), ("codings", "csv"), ("codebook", "csv")):
        printed = make(by, what=what, format=form).data.decode().lower()
        assert not [one for one in OWN if one.lower() in printed], (what, form)
    with pytest.raises(Problem, match="does not leave"):
        original(by, source=study.group)
    assert QUOTE in text_of(study.lea, study.talk).words.lower()


def test_a_receipt_says_it_in_plain_words(cast: Cast, django_capture_on_commit_callbacks: Capture) -> None:
    study = everywhere(cast)
    with django_capture_on_commit_callbacks(execute=True):
        row = withdraw(study.lea, participant=study.ike, named="L3", ask="Ruth at the front desk")
    told_of = receipt(study.lea, row)
    text, page = as_text(study.lea, told_of), as_html(study.lea, told_of).decode()
    for said in (
        "Receipt for Ike", "Take out my words", "Talks with you alone, written down (1): taken out.",
        "The keys that open these words were destroyed", "codings.csv", "Ruth at the front desk",
    ):  # fmt: skip
        assert said in text
        assert said in page
    assert not [one for one in OWN if one in text]
    assert "Gerald" not in text + page


def test_what_is_left_to_people_tells_nobody_who_may_not_read_the_person_that_they_left(cast: Cast) -> None:
    study = everywhere(cast)
    withdraw(study.lea, participant=study.ike, named="L3")
    (one,) = flags(study.cody, row=study.built_on.id)
    exclude_reader(study.lea, participant=study.ike, reader=study.cody)
    assert flags(study.cody) == []
    with pytest.raises(NotThere):
        flag(study.cody, one.id)
    assert one in flags(study.lea)


def test_a_receipt_is_had_by_the_person_whose_it_is(cast: Cast) -> None:
    study = everywhere(cast)
    row = withdraw(study.lea, participant=study.ike, named="L1_stop")
    marigold = Participant.objects.get(label="P01")
    assert withdrawal(study.lea, study.ike, row.id) == row
    with pytest.raises(NotThere):
        withdrawal(study.lea, marigold, row.id)


def test_what_is_left_to_people_is_settled_one_by_one(cast: Cast) -> None:
    study = everywhere(cast)
    withdraw(study.lea, participant=study.ike, named="L3")
    (one,) = flags(study.cody, row=study.built_on.id)
    settle(study.cody, flag=flag(study.cody, one.id))
    assert flags(study.cody, row=study.built_on.id) == []
    settle(study.cody, flag=flag(study.cody, one.id), settled=False)
    assert len(flags(study.cody, row=study.built_on.id)) == 1
