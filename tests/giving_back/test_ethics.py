"""The package for the ethics board: what stands in it, what never does, and the two logs behind it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from boards import Opened, close, glance, words_of_pdf
from django.utils import timezone

from conftest import Cast
from field.twins import Twin, build
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.field.consent.services import exclude_reader, include_reader, pause, resume, set_answers
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.giving_back.ethics.description import Period
from firsthand.giving_back.ethics.logs import (
    Happening,
    change_incident,
    remove_training,
    write_incident,
    write_training,
)
from firsthand.giving_back.ethics.package import described, package
from firsthand.giving_back.ethics.selectors import incident, incidents, trainings

TODAY = timezone.localdate()
LOST = Happening("A list of visits was left on the tram.", TODAY, done="It was found.", told="The board.")
ALWAYS = Period()


def opened(by: Any, **days: Any) -> Opened:
    return Opened(package(by, format="docx", **days).data)


def ask(by: Any, name: str, **answers: Any) -> Any:
    person = add_participant(by, pseudonym=name)
    set_answers(by, participant=person, answers=answers, moment="before", how="together")
    return person


# Who was asked what ---------------------------------------------------------------------------------------------------


def test_it_counts_who_was_asked_and_names_nobody(cast: Cast) -> None:
    ask(cast.lea, "Marigold", take_part="yes", interview="yes")
    ask(cast.lea, "Ike", take_part="no")
    late = ask(cast.lea, "Warren", interview="later")
    set_answers(
        cast.lea, participant=late, answers={"quotes": "none"}, moment="after_interview", how="spoken"
    )
    found = opened(cast.lea)
    counted = list(glance(found).values())
    assert counted[:5] == [3, 1, 1, 1, 3]
    rows, questions = found.tables["Who was asked what"]
    assert [(row[0], row[3], row[5]) for row in rows[1:]] == [
        ("1", "1", "1"), ("1", "1", "1"), ("2", "1", "2"), ("3", "1", "1"),
    ]  # fmt: skip
    assert [row[1] for row in questions[1:]] == ["2", "2", "1"]  # take part, interview, quotes
    for name in ("Marigold", "Ike", "Warren", "P01", "short_quotes"):
        assert name not in found.words


def test_a_wording_is_there_from_when_to_when_with_how_many_were_asked_in_it(cast: Cast) -> None:
    from firsthand.field.consent.forms import reword

    ask(cast.lea, "Marigold", take_part="yes")
    reword(
        cast.lea, local={"contact": "Noor, 555-0142"}, scopes={"interview": {"ask": "May we talk for an hour?"}},
        reason="the board asked for it",
    )  # fmt: skip
    ask(cast.lea, "Ike", take_part="yes")
    ask(cast.lea, "Juno", take_part="yes")
    found = opened(cast.lea)
    ((_head, *rows),) = found.tables["Sheets and forms by version"]
    assert [(row[0], row[3], row[5]) for row in rows] == [
        ("1", "1", "–"),
        ("1.1", "2", "the board asked for it"),
    ]
    ((_head, *changed),) = found.tables["Amendments"]
    assert ["Whom in the team to ask", "–", "Noor, 555-0142"] in changed
    assert [row[2] for row in changed if row[0] == row[1]] == ["May we talk for an hour?"]
    assert {"Attachment: wording 1", "Attachment: wording 1.1"} <= found.parts.keys()
    assert any("Noor, 555-0142" in line for line in found.parts["Attachment: wording 1.1"])
    assert not any("Noor, 555-0142" in line for line in found.parts["Attachment: wording 1"])


def test_a_guide_that_changes_is_an_amendment(cast: Cast) -> None:
    from firsthand.core.guide import read_guide
    from firsthand.field.interviews.services import import_guide

    first = import_guide(cast.lea, guide=read_guide("Q01. How did you come here?\nQ02. And then?\n"))
    import_guide(
        cast.lea, guide=read_guide("Q01. What brought you here?\nQ03. What else?\n"), into=first.guide
    )
    found = opened(cast.lea)
    ((_head, *rows),) = found.tables["Amendments"]
    assert rows == [
        ["Q01", "How did you come here?", "What brought you here?"],
        ["Q02", "And then?", "–"],
        ["Q03", "–", "What else?"],
    ]
    assert glance(found)["Changes to what people are told or asked"] == 2


def test_whoever_is_on_hold_is_not_counted_and_is_again_afterwards(cast: Cast) -> None:
    before = described(cast.lea, ALWAYS)
    person = ask(cast.lea, "Marigold", take_part="yes", interview="yes")
    asked = described(cast.lea, ALWAYS)
    pause(cast.lea, participant=person)
    assert described(cast.lea, ALWAYS) == before != asked
    resume(cast.lea, participant=person)
    assert described(cast.lea, ALWAYS) == asked


# Who could read -------------------------------------------------------------------------------------------------------


def test_readers_are_told_with_role_and_days(cast: Cast) -> None:
    from firsthand.ground.studies.services import change_role, remove_member

    change_role(cast.lea, member=cast.rea, role="coder")
    remove_member(cast.lea, member=cast.cody)
    ((_head, *rows),) = opened(cast.lea).tables["Who could read what, and when"]
    told = {(row[0], row[1]): (row[3] == "today", row[4], row[6]) for row in rows}
    assert told == {
        ("Lea", "lead"): (True, "yes", "yes"), ("Cody", "coder"): (False, "yes", "no"),
        ("Rea", "reader"): (False, "yes", "no"), ("Rea", "coder"): (True, "yes", "no"),
        ("Gil", "guardian of the names"): (True, "no", "yes"), ("Hope", "host"): (True, "no", "no"),
        ("Pia", "participant"): (True, "no", "no"),
    }  # fmt: skip


def test_whether_somebody_keeps_a_reader_out_changes_nothing_in_it(cast: Cast) -> None:
    person = ask(cast.lea, "Juno", take_part="yes")
    before = described(cast.gil, ALWAYS)
    exclude_reader(cast.gil, participant=person, reader=cast.cody)
    assert described(cast.gil, ALWAYS) == before
    assert described(cast.lea, ALWAYS) == before


@pytest.fixture
def twins(db: None, secret: Any) -> tuple[Twin, Twin]:
    """The study with Juno, who keeps the lead out, and the study without her: each with what a board is told of."""
    ours, theirs = (build(secret, slug, with_juno=slug == "with-her") for slug in ("with-her", "without"))
    for twin in (ours, theirs):
        _more(twin)
    include_reader(ours.gil, participant=ours.juno, reader=ours.cody)
    exclude_reader(ours.gil, participant=ours.juno, reader=ours.lea)
    return ours, theirs


def _more(twin: Twin) -> None:
    from firsthand.field.consent.forms import reword
    from firsthand.giving_back.leaving.carrying_out import withdraw
    from firsthand.giving_back.reports import make, original

    if twin.juno is not None:
        write_incident(twin.gil, said=replace(LOST, happened="She was named."), person=twin.juno)
        original(twin.lea, source=twin.sources["juno"])
        set_name(twin.lea, participant=twin.juno, real_name="Verity Quill")
        withdraw(twin.lea, participant=twin.juno, named="L1_stop")
    write_incident(twin.gil, said=LOST)
    write_incident(twin.gil, said=LOST, person=twin.people["Ike"])
    write_training(twin.gil, member=twin.lea, what="Research ethics", on=TODAY)
    original(twin.lea, source=twin.sources["ike"])
    make(twin.lea, what="themes", format="html")
    reword(twin.lea, local={"contact": "Lea"}, reason="a new number")
    withdraw(twin.lea, participant=twin.people["Ike"], named="L2_no_quotes")


@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_lead_who_is_kept_out_gets_the_package_of_a_study_without_her(twins: tuple[Twin, Twin]) -> None:
    ours, theirs = twins
    for one, other in zip(
        described(ours.lea, ALWAYS).parts, described(theirs.lea, ALWAYS).parts, strict=True
    ):
        assert one == other, one.title
    assert described(ours.lea, ALWAYS) == described(theirs.lea, ALWAYS)
    assert described(ours.gil, ALWAYS) != described(theirs.gil, ALWAYS)  # whom she does not keep out
    assert [one.number for one in incidents(ours.lea)] == [1, 2]
    assert [one.number for one in incidents(ours.gil)] == [1, 2, 3]
    with pytest.raises(NotThere):
        incident(ours.lea, incidents(ours.gil)[0].id)


@pytest.mark.django_db(databases=["default", "keyring"])
def test_the_trail_tells_her_lead_of_no_file_and_no_incident_of_hers(twins: tuple[Twin, Twin]) -> None:
    from firsthand.giving_back.record import told

    ours, theirs = ([one.sentence for one in told(twin.lea, limit=1000)] for twin in twins)
    assert ours == theirs


# The logs -------------------------------------------------------------------------------------------------------------


def test_an_incident_is_told_as_it_was_written_and_better_later(cast: Cast) -> None:
    row = write_incident(cast.cody, said=LOST)
    change_incident(cast.gil, incident=row, said=replace(LOST, reported=TODAY, closed=True), version=1)
    found = opened(cast.gil)
    ((_head, *rows),) = found.tables["Incidents"]
    assert [value for _what, value in rows[2:5]] == [LOST.happened, LOST.done, LOST.told]
    assert "Incident 1 (closed)" in found.parts["Incidents"]
    assert (glance(found)["Incidents"], glance(found)["of these, still open"]) == (1, 0)
    with pytest.raises(Clash):
        change_incident(cast.lea, incident=row, said=LOST, version=1)


def test_who_may_write_and_who_reads_what(cast: Cast) -> None:
    row = write_incident(cast.cody, said=LOST)
    write_training(cast.rea, member=cast.rea, what="Keeping data safe", on=TODAY)
    assert [len(incidents(who)) for who in (cast.lea, cast.gil, cast.cody, cast.rea)] == [1, 1, 1, 0]
    assert [len(trainings(who)) for who in (cast.lea, cast.gil, cast.cody, cast.rea)] == [1, 1, 0, 1]
    with pytest.raises(NotThere):
        incident(cast.rea, row.id)
    for who in (cast.hope, cast.pia):
        with pytest.raises(NotAllowed):
            write_incident(who, said=LOST)
    for who in (cast.cody, cast.rea, cast.hope, cast.pia):
        with pytest.raises(NotAllowed):
            package(who, format="docx")
    with pytest.raises(Problem, match="your own training"):
        write_training(cast.cody, member=cast.rea, what="Ethics", on=TODAY)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (replace(LOST, happened=" "), "what happened"),
        (replace(LOST, noticed=None), "which day"),
        (replace(LOST, noticed=TODAY + timedelta(1)), "in the future"),
        (replace(LOST, on=TODAY, noticed=TODAY - timedelta(1)), "before it happened"),
        (replace(LOST, reported=TODAY - timedelta(1)), "after something is noticed"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(cast: Cast, said: Happening, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        write_incident(cast.lea, said=said)


def test_nothing_at_rest_has_a_word_or_day_of_the_logs(cast: Cast) -> None:
    from firsthand.giving_back.ethics.models import Incident, Training
    from firsthand.ground.trail.models import Entry
    from firsthand.ground.vault.models import Sealed

    person = add_participant(cast.lea, pseudonym="Marigold")
    row = write_incident(cast.lea, said=replace(LOST, on=date(2024, 2, 29)), person=person)
    change_incident(cast.lea, incident=row, said=replace(LOST, on=date(2024, 2, 28)))
    write_training(cast.lea, member=cast.rea, what="Marmalade ethics", on=date(2024, 2, 27))
    rows = [vars(one) for model in (Incident, Training) for one in model.objects.all()]
    written = json.dumps([rows, list(Entry.objects.values("changes", "result", "act"))], default=str)
    boxes = b"".join(bytes(one) for one in Sealed.objects.values_list("box", flat=True))
    for words in ("tram", "found", "Marmalade", "2024-02", "29 February"):
        assert words not in written
        assert words.encode() not in boxes
    hers = json.dumps(
        list(Entry.objects.filter(act__startswith="incident").values_list("changes", flat=True))
    )
    assert person.id.hex not in (hers + json.dumps(rows[:1], default=str)).replace("-", "")


def test_a_training_is_taken_out_of_the_log_again(cast: Cast) -> None:
    row = write_training(cast.gil, member=cast.rea, what="Research ethics", on=TODAY, given_by="The board")
    ((_head, only),) = opened(cast.lea).tables["Training"]
    assert only[1:] == ["Rea", "Research ethics", "The board"]
    remove_training(cast.gil, training=row)
    assert "Training" not in opened(cast.lea).tables


# What never stands in it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["DENISE rang.", "Mrs Okafor’s key", "Marigold wept.", "Call 555-0142."])
def test_a_log_that_names_somebody_does_not_leave(cast: Cast, named: str) -> None:
    person = add_participant(cast.lea, pseudonym="Marigold")
    set_name(
        cast.lea,
        participant=person,
        real_name="Denise Okafor",
        known_as=["Dee"],
        contacts={"Phone": "555-0142"},
    )
    row = write_incident(cast.cody, said=replace(LOST, done=named))
    with pytest.raises(Problem, match=r"somebody is named: incident 1\.") as refused:
        package(cast.lea, format="docx")
    assert not [word for word in named.split() if word in str(refused.value)]
    change_incident(cast.cody, incident=row, said=LOST)
    write_training(cast.lea, member=cast.rea, what=f"With Dee: {named}", on=TODAY)
    with pytest.raises(Problem, match="the training of"):
        package(cast.gil, format="pdf")


def test_a_reason_that_names_somebody_is_left_out(cast: Cast) -> None:
    from firsthand.field.consent.forms import reword

    person = add_participant(cast.lea, pseudonym="Marigold")
    set_name(cast.lea, participant=person, real_name="May Okafor")
    reword(cast.lea, local={"contact": "Lea"}, reason="Ms Okafor asked for it")
    words = opened(cast.lea).words
    assert "Okafor" not in words
    assert "(Not printed: it names somebody who takes part.)" in words
    assert "May we talk with you for about an hour?" in words  # what the program asks names nobody


# Days, forms, the trail -----------------------------------------------------------------------------------------------


def test_only_what_is_of_the_period_stands_in_it(cast: Cast) -> None:
    ask(cast.lea, "Marigold", take_part="yes")
    old = TODAY - timedelta(days=400)
    write_incident(cast.lea, said=Happening("Long ago.", old))
    write_incident(cast.lea, said=LOST)
    write_training(cast.lea, member=cast.lea, what="An old course", on=old)
    then = opened(cast.lea, until=old)
    assert "Long ago." in then.words
    assert "tram" not in then.words
    assert list(glance(then).values()) == [0, 0, 0, 0, 0, 0, 0, 1, 1, 0]
    now = opened(cast.lea, since=TODAY - timedelta(days=30))
    assert "Long ago." not in now.words
    assert "An old course" not in now.words
    assert "tram" in now.words
    with pytest.raises(Problem, match="ends before it begins"):
        package(cast.lea, format="docx", since=TODAY, until=old)
    with pytest.raises(Problem, match="docx, pdf"):
        package(cast.lea, format="html")


def test_the_pdf_says_what_the_word_document_says(cast: Cast) -> None:
    ask(cast.lea, "Marigold", take_part="yes", interview="yes")
    write_incident(
        cast.lea, said=replace(LOST, happened="First this.\n\nThen <b>that</b> & #strong[more] \\ $x$.")
    )
    write_training(cast.lea, member=cast.lea, what="Ethics of [brackets] & more", on=TODAY)
    word = Opened(package(cast.lea, format="docx").data)
    words = words_of_pdf(package(cast.lea, format="pdf", until=TODAY).data).replace("_", "")
    left = {"Files that left", "0", "1"}  # the second package counts the first
    missing = [cell for cell in {*word.cells} - left if close(cell.replace("_", "")) not in words]
    assert missing == []
    headings = [
        one.text
        for one in word.document.paragraphs
        if str(one.style and one.style.name).startswith("Heading")
    ]
    assert len(headings) > 20
    assert [one for one in headings if close(one.lstrip("0123456789 ")) not in words] == []


def test_contents_and_page_numbers_are_fields_and_lead_to_their_parts(cast: Cast) -> None:
    document = opened(cast.lea).document
    xml = document.element.xml
    titles = [
        one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"
    ]
    assert len(titles) == 12
    for number, title in enumerate(titles, start=1):
        assert f'w:anchor="part-{number}"' in xml
        assert f'w:name="part-{number}"' in xml
        assert title.startswith(f"{number} ")
    foot = document.sections[0].footer._element.xml
    assert "PAGE</w:instrText>" in foot
    assert "NUMPAGES</w:instrText>" in foot


def test_that_it_left_is_in_the_trail_and_in_the_next_one(cast: Cast) -> None:
    from firsthand.giving_back.record import told

    first = package(cast.gil, format="pdf")
    assert first.data.startswith(b"%PDF")
    assert "took out the package for the ethics board" in told(cast.lea, limit=1)[0].sentence
    ((_head, *rows),) = opened(cast.lea).tables["Releases made"]
    assert [row[1:] for row in rows] == [["the package for the ethics board (pdf)", "Gil", "0"]]


def test_de_identification_is_counted_by_rule_and_by_day(cast: Cast) -> None:
    from firsthand.field.deid.services import accept, add_identifier, dismiss

    rows = [add_identifier(cast.lea, words=words, rule_id="D04") for words in ("Cask Street", "Harrow Lane")]
    rows.append(add_identifier(cast.lea, words="the blackout", rule_id="D09"))
    accept(cast.lea, identifiers=rows[:1])
    dismiss(cast.lea, identifier=rows[2], reason="everybody knows of it")
    found = opened(cast.lea)
    rules, days = found.tables["De-identification"]
    assert [[row[0], *row[2:]] for row in rules[1:]] == [
        ["D04", "1", "0", "1"], ["D09", "0", "1", "0"], ["All", "1", "1", "1"],
    ]  # fmt: skip
    assert [(row[1], row[2]) for row in days[1:]] == [
        ("named words that could tell who somebody is", "3"),
        ("replaced what could tell who somebody is", "1"),
        ("left words as they are", "1"),
    ]
    for words in ("Cask", "Harrow", "blackout", "everybody knows"):
        assert words not in found.words


# The data map ---------------------------------------------------------------------------------------------------------


def test_every_table_field_and_text_in_the_clear_has_its_line_and_no_line_is_of_nothing() -> None:
    from firsthand.giving_back.ethics.data_map import fields, tables
    from firsthand.giving_back.ethics.kinds import IN_THE_CLEAR, TABLES, WORDS

    every = [one for model in tables() for one in fields(model)]
    assert {model._meta.label_lower for model in tables()} == TABLES.keys()
    assert {one.path for one in every if one.sealed} == WORDS.keys()
    assert {one.path for one in every if one.kind == "text"} == IN_THE_CLEAR.keys()


@pytest.mark.django_db(databases=["default", "keyring"])
def test_what_the_map_calls_words_is_sealed_and_nothing_else_is(twins: tuple[Twin, Twin]) -> None:
    """On a study with one of almost everything: each id that the map takes for words is, and no other one is."""
    from firsthand.giving_back.ethics.data_map import fields, tables
    from firsthand.ground.vault.models import Sealed

    sealed, seen = set(Sealed.objects.values_list("id", flat=True)), set()
    for model in tables():
        words = {one.path.rpartition(".")[2] for one in fields(model) if one.sealed}
        for field in model._meta.concrete_fields:
            if field.get_internal_type() != "UUIDField" or field.primary_key or field.is_relation:
                continue
            named = set(model._default_manager.values_list(field.attname, flat=True)) - {None}
            if field.attname in words:
                assert named <= sealed, f"{model} {field.attname}"
                seen |= {field.attname} if named else set()
            else:
                assert not named & sealed, f"{model} {field.attname}"
    assert len(seen) > 6


def test_the_map_tells_what_the_keyring_holds(cast: Cast) -> None:
    _places, _words, holders, _clear = opened(cast.lea).tables["Data map"]
    assert {row[0]: (row[2], row[3]) for row in holders[1:]} == {
        "Lea": ("yes", "yes"), "Cody": ("yes", "no"), "Rea": ("yes", "no"), "Gil": ("yes", "yes"),
        "Hope": ("no", "no"), "Pia": ("no", "no"),
    }  # fmt: skip


def test_the_map_says_of_names_and_incidents_who_sees_them(cast: Cast) -> None:
    _places, words, _holders, _clear = opened(cast.lea).tables["Data map"]
    told = {row[0]: row[1:] for row in words[1:]}
    assert told["Real names and how to reach people"] == [
        "names key", "lead, guardian of the names", "lead, guardian of the names",
    ]  # fmt: skip
    assert told["What went wrong, when, whom it was about, what was done"][2] == "lead, guardian of the names"
    assert told["Memos and journals"][2] == "lead, coder, reader"
