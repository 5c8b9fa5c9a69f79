"""A study kit: another site reads back what this study asks, codes and says of people, and nobody's words."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from counting import brought

from conftest import Cast
from firsthand.analysis.codebook import table as codes_table
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import make_code
from firsthand.core.consent import catalogue
from firsthand.core.guide import Guide, Question, read_guide
from firsthand.core.kit.reading import look_at
from firsthand.core.problems import NotAllowed, Problem
from firsthand.exchange.kits.kept import origin
from firsthand.exchange.kits.selectors import diff
from firsthand.exchange.kits.services import begin_with_kit
from firsthand.field.consent.forms import form, reword
from firsthand.field.interviews.selectors import guides
from firsthand.field.interviews.services import import_guide
from firsthand.field.people import table as people_table
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.giving_back.models import Release
from firsthand.giving_back.study_kit.making import look_over, make_kit

SAID = "The kettle is never mine, it only visits on Thursdays."
GUIDE = Guide(
    (
        Question("Q01", "How did you come here?", "arriving", ("Who asked you?",), ("T1",), core=True),
        Question("Q02", "What is a usual day?", care=True, basis="ours"),
    ),
    "Talks", "Thank you.", "And now?",
)  # fmt: skip


@pytest.fixture
def study(cast: Cast) -> Any:
    ike = add_participant(cast.lea, pseudonym="Ike", attributes={"Age": "30-49", "Shed": "the green one"})
    brought(cast.lea, "ike.txt", f"LEA: And?\nIKE: {SAID}\n", ike)
    top = make_code(cast.lea, name="Ease", handle="T1", definition="Being at ease.", when="always", hue=3)
    make_code(
        cast.lea,
        name="Pots",
        parent=top,
        definition="Of pots.",
        example=f"He says “{SAID}”",
        when_not="never",
    )
    make_code(
        cast.lea, name="Doors", parent=top, definition="Of doors.", example="A door that somebody holds."
    )
    import_guide(cast.lea, guide=GUIDE)
    reword(
        cast.lea,
        local={"who_we_are": "The Cask Street team"},
        scopes={"recording": {"ask": "May we tape it?"}},
    )
    return cast.lea


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_every_part_that_the_manifest_names_is_there_and_nobodys_words_are(study: Any) -> None:
    found = files(make_kit(study, title="How tea is made").data)
    listed = yaml.safe_load(found["kit.yaml"])
    assert listed["title"] == "How tea is made"
    assert {one["file"] for one in listed["parts"]} == found.keys() - {
        "kit.yaml",
        "README.md",
        "SHA256SUMS.txt",
    }
    assert listed["comparable_core"] == {"interview_questions": ["Q01"]}
    told = "\n".join(data.decode("utf-8") for data in found.values())
    for words in ("kettle", "Ike", "30-49 ", "green one", "Cask Street"):
        assert words not in told
    assert Release.objects.get().people == []


def test_another_site_reads_guide_codebook_people_and_questions_back(cast: Cast, study: Any) -> None:
    found = files(make_kit(study).data)
    assert read_guide(found["interview/guide.yaml"].decode()) == GUIDE
    import_guide(cast.xeno, guide=read_guide(found["interview/guide.yaml"].decode()))
    assert guides(cast.xeno)[0].questions == GUIDE.questions

    table = list(csv.reader(io.StringIO(found["codebook/codebook.csv"].decode("utf-8-sig"))))
    assert codes_table.is_codebook(table[0])
    codes_table.take_in(cast.xeno, rows=table)
    here, there = (
        [(one.path, one.plain_name, one.definition, one.when, one.when_not) for one in codebook(by)]
        for by in (study, cast.xeno)
    )
    assert there == here
    assert [one.example for one in codebook(cast.xeno)] == ["", "", "A door that somebody holds."]
    assert codebook(cast.xeno)[0].handle == "T1"

    header = next(csv.reader(io.StringIO(found["analysis/people.csv"].decode("utf-8-sig"))))
    add_participant(cast.xeno, pseudonym="Ada", label="P01")
    report = people_table.take_in(cast.xeno, rows=[header, ["P01", "Ada", "50 or over", "blue"]])
    assert [row.fate.value for row in report.rows] == ["changed"]

    scopes = yaml.safe_load(found["consent/scopes.yaml"])["scopes"]
    said = {one["id"]: {"ask": one["ask"], "explain": one.get("explain", "")} for one in scopes}
    own = {
        key: {part: text for part, text in words.items() if text != getattr(catalogue().scopes[key], part)}
        for key, words in said.items()
    }
    reword(cast.xeno, local={}, scopes={key: words for key, words in own.items() if words})
    assert form(cast.xeno).scopes == form(study).scopes


def test_what_leaves_is_a_kit_without_a_fault_with_which_another_study_begins(cast: Cast, study: Any) -> None:
    there = files(make_kit(study, title="How tea is made", licence="CC-BY-4.0").data)
    assert [str(one) for one in look_at(there).faults] == []
    begin_with_kit(cast.xeno, files=there)
    assert guides(cast.xeno)[0].questions == GUIDE.questions
    assert form(cast.xeno).scopes == form(study).scopes
    assert {str(one.state) for one in diff(cast.xeno)} == {"kept", "closed"}
    again = yaml.safe_load(files(make_kit(cast.xeno, origin=origin(cast.xeno)).data)["kit.yaml"])
    assert again["made_from"]["title"] == "How tea is made"
    assert again["licence"] == "none was given: ask whoever made this kit"


def test_a_question_points_to_no_code_that_is_not_in_the_kit_and_short_names_that_are_no_ids_are_none(
    study: Any,
) -> None:
    make_code(study, name="Long", handle="two words", definition="x")
    import_guide(study, guide=Guide((Question("Q01", "And?", themes=("GONE",)),)))
    there = files(make_kit(study).data)
    assert [str(one) for one in look_at(there).faults] == []


def test_the_papers_ask_in_the_studys_words_and_leave_lines_where_a_site_says_who_it_is(study: Any) -> None:
    found = files(make_kit(study).data)
    assert "**May we tape it?**" in found["consent/form.md"].decode()
    assert "……" in found["consent/information-sheet.md"].decode()
    assert "☐" in found["consent/form.md"].decode()


def test_somebodys_words_in_a_definition_stop_it_with_what_to_do(study: Any) -> None:
    make_code(study, name="Kettles", definition=f"As in: {SAID}")
    with pytest.raises(Problem, match=r"a study kit has nobody's words.*words of your own"):
        make_kit(study)
    assert not Release.objects.exists()


def test_the_same_study_gives_the_same_bytes(study: Any) -> None:
    assert make_kit(study).data == make_kit(study).data


def test_the_team_takes_it_out_and_nobody_else(cast: Cast, study: Any) -> None:
    assert make_kit(cast.cody)
    for who in (cast.rea, cast.gil, cast.hope, cast.pia):
        with pytest.raises(NotAllowed):
            make_kit(who)
    assert Path(make_kit(cast.lea).file_name).suffix == ".zip"


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "keyring"])
def test_of_the_demonstration_study_a_kit_leaves_without_a_pseudonym_or_a_passage(secret: object) -> None:
    from firsthand.demo.building import build
    from firsthand.field.people.selectors import people

    by = build()
    found = files(make_kit(by).data)
    assert [str(one) for one in look_at(found).faults] == []
    told = "\n".join(data.decode("utf-8") for data in found.values())
    assert [one.pseudonym for one in people(by) if one.pseudonym[0].isupper() and one.pseudonym in told] == []
    assert "Lantern Row" not in told
    assert len(read_guide(found["interview/guide.yaml"].decode()).questions) == 16


def test_authors_of_works_may_stand_where_a_question_comes_from_and_people_of_the_study_may_not(
    cast: Cast,
) -> None:
    person = add_participant(cast.lea, label="P01", pseudonym="Heron")
    set_name(cast.lea, participant=person, real_name="Denise Halloran")
    guide = "questions:\n- {id: Q01, text: What brought you here, basis: Jacobson et al. 2012}\n"
    import_guide(cast.lea, guide=read_guide(guide))
    assert not look_over(cast.lea).findings
    import_guide(
        cast.lea, guide=read_guide(guide.replace("Jacobson et al. 2012", "asked by Denise Halloran"))
    )
    assert any("Halloran" in one.words for one in look_over(cast.lea).findings)
    another = "- {id: Q02, text: Would you have told Jacobson that}\n"
    import_guide(cast.lea, guide=read_guide(guide + another))
    assert any("told Jacobson" in one.words for one in look_over(cast.lea).findings)
