"""A study begins with a kit: all of it or nothing, its codes closed; and what the study makes of it is told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from kit_study import coded

from conftest import Cast
from core.kits import in_spanish, starter, with_changes
from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.analysis.coding.services import delete_code
from firsthand.core.attributes import Attribute
from firsthand.core.guide import Guide, Question, read_guide
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.exchange.kits import finding, kept, selectors, services
from firsthand.exchange.kits.models import Beginning
from firsthand.exchange.kits.selectors import State, diff
from firsthand.field.consent.forms import form, reword
from firsthand.field.deid.material import documents
from firsthand.field.interviews.selectors import guides
from firsthand.field.interviews.services import import_guide
from firsthand.field.people import listed, table
from firsthand.field.people.services import add_participant
from firsthand.ground.calling.selectors import own_words, said_words
from firsthand.ground.calling.services import set_words
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.trail.models import Entry


@pytest.fixture
def begun(cast: Cast) -> Any:
    services.begin_with_kit(cast.lea, files=starter())
    return cast.lea


def states(by: Any, kind: str = "") -> dict[str, str]:
    return {one.key: str(one.state) for one in diff(by) if one.kind == kind or not kind}


def test_a_study_begins_with_everything_but_the_codes_in_one_act_that_undo_takes_back(cast: Cast) -> None:
    before = Entry.objects.filter(study_id=cast.lea.study_id).count()
    services.begin_with_kit(cast.lea, files=starter())
    assert Entry.objects.filter(study_id=cast.lea.study_id).count() == before + 1
    assert guides(cast.lea)[0].questions == read_guide(starter()["interview/guide.yaml"].decode()).questions
    assert [one.label for one in listed.attributes_here(cast.lea)] == ["Paid or volunteer"]
    assert [one.title for one in selectors.texts(cast.lea)] == ["How this study is done"]
    assert codebook(cast.lea) == []
    assert set(states(cast.lea).values()) == {"kept", "closed"}
    undo_last(cast.lea)
    assert guides(cast.lea) == []
    assert kept.began_with(cast.lea) is None
    redo_last(cast.lea)
    assert len(guides(cast.lea)[0].questions) == 2


def test_it_begins_in_the_language_that_is_asked_for(cast: Cast) -> None:
    services.begin_with_kit(cast.lea, files=in_spanish(), language="es")
    assert guides(cast.lea)[0].questions[0].text == "¿Cómo llegó?"
    assert kept.the_beginning(cast.lea).kit.language == "es"
    assert set(states(cast.lea).values()) == {"kept", "closed"}


def test_the_study_calls_people_what_the_kit_calls_them_and_what_was_said_before_stays(cast: Cast) -> None:
    services.begin_with_kit(cast.lea, files=starter())
    assert own_words(cast.lea).worker_many == "peer workers"
    set_words(cast.xeno, worker="guide", worker_many="guides")
    services.begin_with_kit(cast.xeno, files=starter())
    assert own_words(cast.xeno).worker_many == "guides"


def test_of_the_kit_that_comes_with_the_program_a_study_begins_in_either_language_and_nothing_is_otherwise(
    cast: Cast,
) -> None:
    for by, language in ((cast.lea, "en"), (cast.xeno, "es")):
        services.begin_with_kit(by, files=finding.shipped_kit("peerwork"), language=language)
        assert set(states(by).values()) == {"kept", "closed"}
    assert said_words(cast.lea)["es"].person_many == "integrantes"
    assert "menos de 30" in next(one for one in listed.attributes_here(cast.xeno) if one.id == "age").options


def test_with_a_fault_that_bars_it_nothing_at_all_begins(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"interview/guide.yaml:9: Two questions are called Q01"):
        services.begin_with_kit(cast.lea, files=with_changes("interview/guide.yaml", ("id: Q02", "id: Q01")))
    assert not Beginning.objects.exists()
    assert guides(cast.lea) == []


def test_a_kit_comes_once_and_leaves_what_is_there_already_as_it_is(cast: Cast, begun: Any) -> None:
    with pytest.raises(Problem, match="began with a kit already"):
        services.begin_with_kit(begun, files=starter())
    with pytest.raises(NotThere, match="began without a kit"):
        diff(cast.xeno)
    import_guide(cast.xeno, guide=Guide((Question("Q01", "Our own?"),)))
    listed.list_attributes(cast.xeno, attributes=[Attribute("", "Shed", "words", (), "mid")])
    reword(cast.xeno, local={"who_we_are": "Cask Street"})
    services.begin_with_kit(cast.xeno, files=starter())
    assert [line.questions[0].text for line in guides(cast.xeno)] == [
        "Our own?",
        "How did you come to do this work?",
    ]
    assert {"question:Q01": "kept", "question:G1/Q01": "added", "attribute:shed": "added"}.items() <= states(
        cast.xeno
    ).items()
    assert form(cast.xeno).local == {"who_we_are": "Cask Street"}


def test_the_kit_is_kept_whole_and_a_newer_one_changes_nothing_in_a_study_that_has_begun(begun: Any) -> None:
    assert kept.the_beginning(begun).kit.origin.version == "0.1.0"
    assert kept.the_beginning(begun).kit.contents.documents[0].body.startswith("[Who does this study")


# ---------- closed codes ----------


def test_nobody_but_the_lead_sees_the_codes_before_they_are_opened(cast: Cast, begun: Any) -> None:
    assert [one.id for one in kept.closed_codes(begun)] == ["T1", "ME-START"]
    for who in (cast.cody, cast.rea, cast.gil):
        with pytest.raises(NotAllowed):
            kept.closed_codes(who)
    assert states(cast.cody, "code") == {}
    seen = kept.the_beginning(cast.cody)
    assert (seen.codes, seen.kit.contents.codes, seen.every_code) == ({}, (), 2)
    for who in (cast.cody, cast.lea):
        assert not any("came to have something" in one.words for one, _where in documents(who).values())


def test_the_codes_stay_closed_until_somebody_coded_with_a_code_of_the_studys_own(
    cast: Cast, begun: Any
) -> None:
    with pytest.raises(Problem, match="stay closed until somebody has coded"):
        services.open_codes(begun)
    make_code(begun, name="Unused")
    with pytest.raises(Problem, match="stay closed until"):
        services.open_codes(begun)
    coded(cast.cody)
    with pytest.raises(NotAllowed):
        services.open_codes(cast.cody)
    services.open_codes(begun)
    assert [(one.handle, one.depth) for one in codebook(begun)] == [
        ("", 0), ("", 0), ("T1", 0), ("ME-START", 1),
    ]  # fmt: skip
    assert states(cast.cody, "code")["code:T1"] == "kept"


def test_a_choice_of_codes_comes_with_those_above_and_the_rest_stays_closed(cast: Cast) -> None:
    more = "ME-MORE,T1,code,More,,Something more.,,,\n"
    files = starter()
    files["codebook/codebook.csv"] += more.encode()
    services.begin_with_kit(cast.lea, files=files)
    coded(cast.lea)
    services.open_codes(cast.lea, codes=["me-more"])
    assert {"code:T1": "kept", "code:ME-MORE": "kept", "code:ME-START": "closed"}.items() <= states(
        cast.lea
    ).items()
    assert "code:ME-START" not in states(cast.cody)
    with pytest.raises(Problem, match="open already"):
        services.open_codes(cast.lea, codes=["T1"])
    with pytest.raises(Problem, match="no code “X9”"):
        services.open_codes(cast.lea, codes=["X9"])
    services.open_codes(cast.lea)
    assert [one.path for one in codebook(cast.lea) if one.handle == "ME-START"] == [
        ("What works between people", "A beginning")
    ]


def test_a_code_of_the_studys_own_is_never_written_over(cast: Cast, begun: Any) -> None:
    coded(begun)
    own = make_code(begun, name="Mine", handle="T1", definition="My own words.")
    with pytest.raises(Problem, match="“Mine” has the short name T1"):
        services.open_codes(begun)
    change_code(begun, code=own, handle="", name="What works between people")
    with pytest.raises(Problem, match="there is such a code here already"):
        services.open_codes(begun)
    assert [one.definition for one in codebook(begun) if one.id == own.id] == ["My own words."]


# ---------- what changed ----------


def test_every_kind_of_change_is_listed_with_both_wordings_and_why(cast: Cast, begun: Any) -> None:
    own = coded(begun)
    services.open_codes(begun)
    theme, start = (Code.objects.get(pk=one.id) for one in codebook(begun) if one.handle)
    change_code(begun, code=theme, definition="Said otherwise here.")
    delete_code(begun, code=start)
    first, _second = guides(begun)[0].questions
    reasked = Question("Q01", "How did you get here?", first.part, first.probes)
    guide = Guide((reasked, Question("Q09", "And the street?")), "Talking", "", "")
    import_guide(begun, guide=guide, into=_guide(begun), reason="The first was too long.")
    reword(begun, local={}, scopes={"recording": {"ask": "May we tape it?"}})
    listed.list_attributes(begun, attributes=[Attribute("", "Shed", "words", (), "mid")])
    (text,) = selectors.texts(begun)
    set_words(
        begun, worker="guide", worker_many="guides", person="member", person_many="members", avoid=["case"]
    )
    services.change_text(begun, text=selectors.text_row(begun, text.id), title=text.title, body="We four.")
    services.write_text(begun, title="House rules", body="Tea first.")
    found = {one.key: one for one in diff(begun)}
    told = {key: str(one.state) for key, one in found.items() if one.state is not State.KEPT}
    assert told == {
        "question:Q01": "changed", "question:Q02": "dropped", "question:Q09": "added",
        "code:T1": "changed", "code:ME-START": "dropped", f"code:{own.id.hex}": "added",
        "scope:recording": "changed", "attribute:paid": "dropped", "attribute:shed": "added",
        "word:en/worker": "changed", "word:en/worker_many": "changed", "word:en/organisation": "dropped",
        "word:en/avoid": "changed", "text:protocol": "changed",
        next(key for key, one in found.items() if one.name == "House rules"): "added",
    }  # fmt: skip
    assert "How did you come to do this work?" in found["question:Q01"].before
    assert "How did you get here?" in found["question:Q01"].after
    assert "Said otherwise here." in found["code:T1"].after
    services.say_why(cast.cody, item="question:Q02", reason="Nobody wanted to say.")
    assert {one.key: one.reason for one in diff(cast.rea)}["question:Q02"] == "Nobody wanted to say."
    assert "scope:recording" not in {one.key for one in diff(cast.rea)}  # wordings are for who reads consents
    services.say_why(cast.cody, item="question:Q02", reason="")
    assert {one.key: one.reason for one in diff(begun)}["question:Q02"] == ""
    assert any(
        "We four." in one.words for one, _where in documents(begun).values()
    )  # looked through for names
    with pytest.raises(Problem, match="nothing “question:Q77”"):
        services.say_why(begun, item="question:Q77", reason="x")
    with pytest.raises(NotAllowed):
        services.say_why(cast.rea, item="question:Q02", reason="x")


def _guide(by: Any) -> Any:
    from firsthand.field.interviews.selectors import guide

    return guide(by, 1)


def test_a_code_that_moved_away_from_where_it_stands_in_the_kit_is_changed(begun: Any) -> None:
    from firsthand.analysis.codebook.services import move_code

    coded(begun)
    services.open_codes(begun)
    start = next(Code.objects.get(pk=one.id) for one in codebook(begun) if one.handle == "ME-START")
    move_code(begun, code=start, parent=None)
    assert states(begun, "code")["code:ME-START"] == "changed"


def test_two_who_change_a_text_at_once_lose_nothing(cast: Cast, begun: Any) -> None:
    (text,) = selectors.texts(begun)
    row = selectors.text_row(begun, text.id)
    services.change_text(cast.cody, text=row, title="Ours", body="One", version=1)
    with pytest.raises(Clash):
        services.change_text(begun, text=selectors.text_row(begun, text.id), title="Mine", body="", version=1)
    services.drop_text(begun, text=selectors.text_row(begun, text.id))
    assert states(begun)["text:protocol"] == "dropped"


def test_milestones_are_reached_and_not_reached_after_all(cast: Cast, begun: Any) -> None:
    services.reach_milestone(cast.cody, milestone="m1")
    assert [(one.milestone.id, one.reached is not None, one.by) for one in selectors.milestones(cast.rea)] == [
        ("M1", True, "Cody"), ("M2", False, ""),
    ]  # fmt: skip
    services.reach_milestone(begun, milestone="M1", reached=False)
    assert not any(one.reached for one in selectors.milestones(begun))
    with pytest.raises(Problem, match="no milestone “M7”"):
        services.reach_milestone(begun, milestone="M7")


def test_tables_of_people_offer_and_hold_to_what_the_kit_lets_be_said(begun: Any) -> None:
    add_participant(begun, pseudonym="Ike")
    assert table.rows(begun)[0] == ["participant", "pseudonym", "Paid or volunteer"]
    report = table.take_in(begun, rows=[["participant", "Paid or volunteer"], ["Ike", "per session"]])
    assert [row.fate.value for row in report.rows] == [
        "refused"
    ]  # the program's own list has it, the kit's not


def test_a_kit_may_word_what_people_are_asked(cast: Cast) -> None:
    files = with_changes("kit.yaml", ("{id: scopes, program: true}", "{id: scopes, file: scopes.yaml}"))
    files["scopes.yaml"] = b'scopes:\n  - {id: recording, ask: "May we tape it?"}\n'
    services.begin_with_kit(cast.lea, files=files)
    assert form(cast.lea).scopes == {"recording": {"ask": "May we tape it?"}}
    assert states(cast.lea)["scope:recording"] == "kept"


# ---------- where kits are ----------


def test_a_kit_is_found_by_name_as_a_folder_and_as_a_zip(tmp_path: Path) -> None:
    assert "peerwork" in finding.shipped()
    assert "kit.yaml" in finding.kit_at("peerwork")
    for name, data in starter().items():
        (tmp_path / "kit" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "kit" / name).write_bytes(data)
    assert finding.kit_at(str(tmp_path / "kit")) == starter()
    for outer in ("", "our-kit/"):
        path = tmp_path / "kit.zip"
        with zipfile.ZipFile(path, "w") as zipped:
            for name, data in starter().items():
                zipped.writestr(f"{outer}{name}", data)
        assert finding.kit_at(str(path)) == starter()
    with pytest.raises(NotThere, match="There is no kit “nowhere”"):
        finding.kit_at("nowhere")


def test_an_archive_that_no_kit_is_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("kit.yaml", b"a" * (finding.MOST_TOGETHER + 1))
    with pytest.raises(Problem, match="more than any kit does"):
        finding.kit_in("big.zip", written)
    outside = io.BytesIO()
    with zipfile.ZipFile(outside, "w") as zipped:
        zipped.writestr("../kit.yaml", b"kit: x")
    with pytest.raises(Problem, match="names files outside itself"):
        finding.kit_in("bad.zip", outside)
    with pytest.raises(Problem, match="damaged"):
        finding.kit_in("no.zip", io.BytesIO(b"no zip"))
