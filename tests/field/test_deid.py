"""What tells who somebody is goes everywhere at once, and only the guardian's key brings it back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commands import done, firsthand
from conftest import Cast
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import lost_of
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.memos.services import remove_memo, write_memo
from firsthand.core.identifying.page import folded_words
from firsthand.core.problems import Clash, NotAllowed, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.deid.looking import leaks
from firsthand.field.deid.selectors import identifier, identifiers, reveal
from firsthand.field.deid.services import accept, add_identifier, dismiss, propose, replace_with
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.field.sources.models import Source
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import key_of_drafts, original_of, source_line
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.record import told
from firsthand.ground.studies.undoing import undo
from firsthand.ground.trail.models import Entry
from firsthand.ground.vault import cipher, store
from firsthand.ground.vault.secret import Secret
from on_postgresql import as_files, asked
from texts import bring

PLANTED = [
    ("D03", "St. Brannock's"), ("D09", "the February of the blackout"), ("D12", "in June. Bus company."),
    ("D08", "Céline"), ("D08", "in the fourth grade at Harrow Lane"), ("D02", "Mr. Duffy"), ("D06", "555-0142"),
    ("D03", "the Row"), ("D11", "ears, hands, or a kick"), ("D04", "on Cask Street"), ("D10", "winds the big clock"),
    ("D01", "Gerald"), ("D09", "the summer it flooded"), ("D13", "My sister"),
    ("D14", "changed his pills without asking"), ("D12", "timetable's good in June"),
]  # fmt: skip
TALK = "GERALD: Gerald lives on Cask Street.\nLENA: With Gerald's sister?\n"

Capture = Callable[..., Any]


@pytest.fixture(scope="module")
def demo(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study, without the reports: a report that left is a copy, and not the program's to change."""
    folder = tmp_path_factory.mktemp("deid") / "data"
    return Path(shutil.copytree(demonstration, folder, ignore=shutil.ignore_patterns("reports")))


@pytest.mark.process
def test_all_that_was_planted_is_proposed_replaced_and_out_of_every_key_but_the_guardians(
    demo: Path, tmp_path: Path
) -> None:
    before = {one["id"]: one for one in done(demo, "codings", "--json").json["codings"]}
    assert firsthand(demo, "leaks").status == 1
    proposed = done(demo, "deidentify", "--propose", "--json").json["identifiers"]
    for rule, planted in PLANTED:
        assert any(one["rule"] == rule and _alike(one["words"], planted) for one in proposed), planted
    done(demo, "deidentify", "--accept-all")
    assert done(demo, "leaks").out == "none\n"
    assert done(demo, "leaks", "--json").json == {"leaks": [], "names": True}
    looked = done(demo, "verify", "--json").json
    assert looked["sound"] is True, looked
    assert looked["counts"]["codings"] == len(before)
    after = {one["id"]: one for one in done(demo, "codings", "--json").json["codings"]}
    assert after.keys() == before.keys()
    changed = [one for one in after if after[one]["words"] != before[one]["words"]]
    assert 10 < len(changed) < 40
    assert all("[" in after[one]["words"] or "Ike" in after[one]["words"] for one in changed)
    assert not any(planted in one["words"] for one in after.values() for _rule, planted in PLANTED)

    copy = Path(shutil.copytree(demo, tmp_path / "data"))
    asked(copy, "keyring.sqlite3", "DELETE FROM keyring_nameswrap")
    rows = as_files(copy, tmp_path)
    opened, guarded = _all_that_opens(copy, rows)
    assert guarded > 20
    assert len(opened) > 300
    for _rule, planted in PLANTED:
        assert not any(planted in text for text in opened), planted
        wanted = [planted.encode(code) for code in ("utf-8", "utf-16-le")]
        for path in (*copy.rglob("*"), *rows.rglob("*")):
            assert not (path.is_file() and any(one in path.read_bytes() for one in wanted)), (planted, path)
    shown = done(copy, "deidentify", "--list", "--json").json
    assert shown["names"] is False
    assert {one["words"] for one in shown["identifiers"]} == {""}
    assert "names that were given are not looked for" in firsthand(copy, "leaks").err


def _alike(words: str, planted: str) -> bool:
    ours, theirs = " ".join(folded_words(words)), " ".join(folded_words(planted))
    return ours in theirs or theirs in ours


def _all_that_opens(folder: Path, rows: Path) -> tuple[list[str], int]:
    """Everything that the study's key opens, in words; and how many texts it does not open."""
    secret = Secret.found_in(folder)
    assert secret is not None
    with (
        closing(sqlite3.connect(rows / "keyring.sqlite3")) as keys,
        closing(sqlite3.connect(rows / "firsthand.sqlite3")) as data,
    ):
        member, study, box = keys.execute("SELECT member_id, study_id, box FROM keyring_wrap").fetchone()
        opener = AESGCM(secret.derived("study key", bytes.fromhex(member)))
        study_key = AESGCM(cipher.unseal(opener, box, bytes.fromhex(member + study)))
        boxes = dict(keys.execute("SELECT id, box FROM keyring_textkey"))
        opened, closed = [], 0
        for text_id, sealed in data.execute("SELECT id, box FROM vault_sealed"):
            if boxes[text_id] is None:
                closed += 1
                continue
            about = UUID(text_id).bytes
            words = cipher.unseal(AESGCM(cipher.unseal(study_key, boxes[text_id], about)), sealed, about)
            opened.append(words.decode())
    return opened, closed


@pytest.fixture
def everywhere(cast: Cast) -> Source:
    """Gerald and his street, in every kind of words that a study has."""
    person = add_participant(cast.cody, pseudonym="Ike", attributes={"Gerald's work": "on Cask Street"})
    set_name(cast.cody, participant=person, real_name="Gerald Tate")
    (source,) = bring(cast.cody, TALK, name="Gerald_on_Cask Street.txt")
    voices = sorted(text_of(cast.cody, source).speakers.items())
    from firsthand.field.sources.selectors import voice

    assign_voice(cast.cody, voice=voice(cast.cody, voices[0][1].id), part="participant", participant=person)
    code = make_code(cast.cody, name="Living on Cask Street", definition="As Gerald says.")
    for words in ("Gerald lives", "lives on", "Cask", "Street.", "Gerald's sister?"):
        start = TALK.index(words)
        apply_code(
            cast.cody,
            source=source,
            code=make_code(cast.cody, name=words),
            span=Span(start, start + len(words)),
        )
    write_memo(cast.cody, kind="theory", title="Gerald", body="He lives on Cask Street.", about=[code])
    write_note(cast.cody, layers={"reflection": "I like Gerald."})
    return source


def _accepted(cast: Cast, capture: Capture, *pairs: tuple[str, str, str]) -> None:
    rows = [
        add_identifier(cast.cody, words=words, rule_id=rule, replacement=instead)
        for words, rule, instead in pairs
    ]
    with capture(execute=True):
        accept(cast.lea, identifiers=rows)


BOTH = (("Gerald", "D01", "Ike"), ("Cask Street", "D04", "[a street]"))


def test_words_are_replaced_in_every_kind_of_words_and_what_stands_on_them_goes_along(
    cast: Cast, everywhere: Source, django_capture_on_commit_callbacks: Capture
) -> None:
    _accepted(cast, django_capture_on_commit_callbacks, *BOTH)
    everywhere.refresh_from_db()
    text = text_of(cast.cody, everywhere)
    assert text.words == "IKE: Ike lives on [a street].\nLENA: With Ike's sister?\n"
    assert [speaker.name for _index, speaker in sorted(text.speakers.items())] == ["Ike", "LENA"]
    assert text.structure.turns[0].words == len("IKE: ")
    assert {one.words for one in excerpts(cast.cody)} == {
        "Ike lives", "lives on", "[a street]", "[a street].", "Ike's sister?",
    }  # fmt: skip
    assert not Coding.objects.filter(was_in__isnull=False).exists()
    line = source_line(cast.cody, everywhere)
    assert "Gerald" not in line.title + line.file_name
    assert "Living on [a street]" in [one.name for one in codebook(cast.cody)]
    assert [(one.title, one.body) for one in memos(cast.cody)] == [("Ike", "He lives on [a street].")]
    assert line.people[0].attributes == {"Ike's work": "on [a street]"}
    private = Source.objects.get(layer="reflection")
    assert text_of(cast.cody, private).words == "I like Ike."
    (left,) = leaks(cast.lea)  # a part of the street's name, by itself a code
    assert (left.where, left.rule, left.why) == ("code", "D04", "given: short")


def test_the_originals_open_with_the_guardians_key_alone(
    cast: Cast, everywhere: Source, django_capture_on_commit_callbacks: Capture
) -> None:
    _accepted(cast, django_capture_on_commit_callbacks, *BOTH)
    row = identifier(cast.lea, 1)
    assert reveal(cast.lea, row) == reveal(cast.gil, row) == "Gerald"
    with pytest.raises(NotAllowed):
        reveal(cast.cody, row)
    with pytest.raises(store.Guarded):
        original_of(cast.lea, everywhere)
    from firsthand.ground.vault.models import Sealed

    readable = store.open_to(cast.lea.key, Sealed.objects.values_list("id", flat=True))
    for words in store.open_all(cast.lea.key, readable).values():
        assert "Gerald" not in words
        assert "Cask Street" not in words
    assert len(told(cast.cody, limit=500)) > 10
    assert key_of_drafts(cast.cody, everywhere)


def test_no_undo_brings_back_what_was_replaced(
    cast: Cast, everywhere: Source, django_capture_on_commit_callbacks: Capture
) -> None:
    memo = write_memo(cast.lea, kind="theory", title="On Gerald", body="x")
    remove_memo(cast.lea, memo=memo)
    _accepted(cast, django_capture_on_commit_callbacks, *BOTH)
    entries = Entry.objects.order_by("-number")
    with pytest.raises(Clash, match="guardian's key"):
        undo(cast.lea, entries.filter(act="memo.remove")[0])
    with pytest.raises(Problem):
        undo(cast.lea, entries.filter(act="deid.accept")[0])
    for entry in entries.filter(study_id=cast.lea.study_id).exclude(act="deid.accept"):
        try:
            undo(cast.lea, entry)
        except Problem:
            continue
    assert all("Gerald" not in one.sentence for one in told(cast.lea, limit=500))


def test_what_was_doubtful_goes_along_on_the_text_where_it_stands(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    (source,) = bring(cast.cody, "I met Gerald at noon. It rained all day long.\n")
    code = make_code(cast.cody, name="Meeting")
    apply_code(cast.cody, source=source, code=code, span=Span(2, 20))
    revise_text(cast.cody, source=source, reading=Reading("It rained all day long.\n"))
    (lost,) = lost_of(cast.cody, source)
    assert lost[1] == "met Gerald at noon"
    _accepted(cast, django_capture_on_commit_callbacks, *BOTH)
    (lost,) = lost_of(cast.cody, source)
    assert lost[1] == "met Ike at noon"


def test_what_stays_stays_for_a_reason_and_is_no_leak(cast: Cast, everywhere: Source) -> None:
    assert "Cask Street" not in str(leaks(cast.lea))
    assert {one.rule for one in leaks(cast.lea)} >= {"D01", "D04"}
    propose(cast.cody)
    assert propose(cast.cody) == []
    (street,) = [one for one in identifiers(cast.cody) if one.rule.id == "D04"]
    assert len(street.places) == 6
    row = identifier(cast.cody, street.id)
    with pytest.raises(Problem, match="why"):
        dismiss(cast.cody, identifier=row, reason=" ")
    dismiss(cast.cody, identifier=row, reason="It is the city's longest street.")
    assert "D04" not in {one.rule for one in leaks(cast.lea)}
    assert propose(cast.cody) == []


def test_a_coder_proposes_without_the_names_and_only_the_lead_replaces(
    cast: Cast, everywhere: Source
) -> None:
    row = add_identifier(cast.cody, words="Gerald", rule_id="D01", replacement="Ike")
    for member in (cast.cody, cast.rea, cast.gil):
        with pytest.raises(NotAllowed):
            accept(member, identifiers=[row])
    with pytest.raises(Problem, match="must not hold"):
        replace_with(cast.cody, identifier=row, replacement="Mr. Gerald")
    with pytest.raises(Problem, match="as they stand"):
        add_identifier(cast.cody, words=" … ", rule_id="D01")
    assert not any("Ike" in one.replacement for one in identifiers(cast.cody) if one.why.startswith("near"))
