"""A kit is read whole; whatever is wrong with it is told with its file, its line and what to do."""

from __future__ import annotations

import pytest

from core.kits import in_spanish, starter, with_changes
from firsthand.core.kit.reading import LARGEST, look_at, read_kit
from firsthand.core.problems import Problem


def told(files: dict[str, bytes]) -> list[str]:
    return [str(one) for one in look_at(files).faults]


def test_the_kit_from_which_people_begin_their_own_has_no_fault_and_says_what_is_in_it() -> None:
    looked = look_at(starter())
    assert looked.faults == []
    kit = looked.kit
    assert kit is not None
    assert (kit.origin.name, kit.origin.licence, kit.words["en"].person_many) == (
        "our-kit",
        "CC-BY-4.0",
        "members",
    )
    assert [one.label for one in kit.contents.guides[0].questions] == ["Q01", "Q02"]
    assert [(one.id, one.parent) for one in kit.contents.codes] == [("T1", ""), ("ME-START", "T1")]
    assert kit.contents.attributes[0].options == ("paid", "volunteer", "prefer not to say")
    assert [one.id for one in kit.contents.milestones] == ["M1", "M2"]
    assert [(one.id, one.title) for one in kit.contents.documents] == [("protocol", "How this study is done")]
    assert (kit.core.questions, kit.core.level) == (("Q02",), "theme")


PLANTED = {
    "two questions of one id": (
        "interview/guide.yaml", [("id: Q02", "id: Q01")],
        "interview/guide.yaml:9: Two questions are called Q01; the first is on line 5. Rename one.",
    ),
    "two codes of one id": (
        "codebook/codebook.csv", [("ME-START,", "t1,")],
        "codebook/codebook.csv:3: Two rows have the id t1; the first is on line 2. Give one of them another.",
    ),
    "two parts of one id": (
        "kit.yaml", [("id: guide", "id: protocol")],
        "kit.yaml:16: Two parts are called “protocol”. Give each an id of its own.",
    ),
    "a key twice": (
        "kit.yaml", [("version: 0.1.0", "version: 0.1.0\nversion: 0.2.0")],
        "kit.yaml:4: “version” stands here twice, and only one would count. Keep one of them.",
    ),
    "no as an option": (
        "analysis/attributes.yaml", [("[paid, volunteer,", "[yes, no,")],
        "analysis/attributes.yaml:3: “no” without quotation marks is read as true or false. Write \"no\".",
    ),
    "on as a key": (
        "interview/guide.yaml", [("part: arriving", "on: arriving")],
        "interview/guide.yaml:6: “on” without quotation marks is read as true or false. Write \"on\".",
    ),
    "a code without a definition": (
        "codebook/codebook.csv", [("How two people came to have something to do with each other.", "")],
        "codebook/codebook.csv:3: The code ME-START has no definition. Say in a sentence what it is put on.",
    ),
    "a file that is not there": (
        "kit.yaml", [("file: protocol.md", "file: plan.md")],
        "kit.yaml:15: The file plan.md of the part “protocol” is not in the kit. Add it, or take the part out.",
    ),
    "a file outside the kit": (
        "kit.yaml", [("file: protocol.md", "file: ../protocol.md")],
        "kit.yaml:15: The file ../protocol.md of the part “protocol” is not in the kit.",
    ),
    "a parent that is not there": (
        "codebook/codebook.csv", [("ME-START,T1,", "ME-START,T9,")],
        "codebook/codebook.csv:3: The code ME-START stands under T9, which is not in the table.",
    ),
    "a code under itself": (
        "codebook/codebook.csv", [("T1,,theme", "T1,ME-START,theme")],
        "codebook/codebook.csv:2: The code T1 would stand under itself. Change its parent.",
    ),
    "a theme that is not there": (
        "interview/guide.yaml", [("theme: [T1]", "theme: [T7]")],
        "interview/guide.yaml:12: This question points to T7, which is not in the codebook.",
    ),
    "a question of the core that is not there": (
        "kit.yaml", [("interview_questions: [Q02]", "interview_questions: [Q09]")],
        "kit.yaml:25: The comparable core has the question Q09, which no guide of the kit has.",
    ),
    "a level that is not there": (
        "kit.yaml", [("codebook_level: theme", "codebook_level: family")],
        "kit.yaml:26: No code is at the level “family”. There are: theme, code.",
    ),
    "a milestone that is not there": (
        "analysis/milestones.csv", [("After M1:", "After M8:")],
        "analysis/milestones.csv:3: The milestone M2 speaks of M8, which is not in the table.",
    ),
    "a word for one and none for many": (
        "kit.yaml", [("  person_many: members\n", "")],
        "kit.yaml:10: Say the word for many, too: “person_many: …”.",
    ),
    "an option that is not said": (
        "analysis/attributes.yaml", [('"prefer not to say"]', '"prefer not to say"], options_said: [a, b]')],
        "analysis/attributes.yaml:3: Say each option once",
    ),
    "no licence": (
        "kit.yaml", [("licence: CC-BY-4.0\n", "")],
        "kit.yaml:2: Nobody is told what they may do with the kit.",
    ),
    "no relation": (
        "kit.yaml", [("language: en", "language: en\ninspired_by: {citation: A study}")],
        "kit.yaml:6: Say how the kit stands to it: “relation: inspired by”.",
    ),
    "a claim to make a study again": (
        "protocol.md", [("[Who does", "This is a replication of the first study.\n[Who does")],
        "protocol.md:3: This claims to make a study again. Say what the kit is: “inspired by”.",
    ),
    "a part that the program does not bring": (
        "kit.yaml", [("id: fieldnote", "id: surprise")],
        "kit.yaml:22: The program brings no part “surprise”.",
    ),
    "an attribute that no study keeps": (
        "analysis/attributes.yaml", [("label: Paid or volunteer", "label: Diagnosis")],
        "analysis/attributes.yaml:3: “Diagnosis” would keep a diagnosis. No study here does that: take it out.",
    ),
    "a reference that could grow": (
        "analysis/attributes.yaml", [("label: Paid or volunteer", "label: &a Paid, type: *a, x: *a")],
        "analysis/attributes.yaml:3: This refers to something above it",
    ),
    "no YAML at all": (
        "interview/guide.yaml", [("questions:", "questions: [")],
        "interview/guide.yaml:5: This is no YAML that can be read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_each_planted_fault_is_found_with_its_line_and_what_to_do(fault: str) -> None:
    file, changes, expected = PLANTED[fault]
    found = told(with_changes(file, *changes))
    assert any(one.startswith(expected) for one in found), found


def test_saying_that_a_kit_does_not_make_a_study_again_is_no_claim() -> None:
    assert (
        told(with_changes("protocol.md", ("[Who does", "This is not a replication of it.\n[Who does"))) == []
    )


def test_what_is_no_text_or_too_large_is_told() -> None:
    assert told(starter() | {"protocol.md": b"a\nb\xff"})[0] == (
        "protocol.md:2: This is no text in UTF-8. Save it as plain text in UTF-8."
    )
    assert "larger than 2 MB" in told(starter() | {"protocol.md": b"a" * (LARGEST + 1)})[0]
    assert told({})[0].startswith("kit.yaml:1: There is no kit.yaml here")


def test_a_kit_in_two_languages_is_read_in_each_and_what_has_no_twin_stays_as_it_was_written() -> None:
    assert told(in_spanish()) == []
    kit = read_kit(in_spanish(), "es")
    assert (kit.language, kit.origin.title) == ("es", "Un estudio")
    assert kit.contents.guides[0].questions[0].text == "¿Cómo llegó?"
    assert kit.contents.codes[1].name == "Un comienzo"
    assert kit.contents.documents[0].title == "How this study is done"
    with pytest.raises(Problem, match="not there in the language “fr”"):
        read_kit(in_spanish(), "fr")


def test_a_text_is_called_by_its_heading_and_what_stands_above_that_stays() -> None:
    files = starter() | {"protocol.md": b"> A draft.\n\n# How we do it\n\nSo.\n"}
    (text,) = read_kit(files).contents.documents
    assert (text.title, text.body) == ("How we do it", "> A draft.\n\n\nSo.")


def test_ids_that_differ_between_languages_are_told() -> None:
    files = in_spanish()
    guide = files["interview/guide.es.yaml"].replace(b"id: Q02", b"id: Q03")
    (one,) = told(files | {"interview/guide.es.yaml": guide})
    assert one.startswith(
        "interview/guide.es.yaml:9: Here stands Q03, and in interview/guide.yaml it is Q02."
    )
    codes = files["codebook/codebook.es.csv"].split(b"\n")
    (one,) = told(files | {"codebook/codebook.es.csv": b"\n".join(codes[:2])})
    assert one.startswith("codebook/codebook.es.csv:2: ME-START is in codebook/codebook.csv, and not here.")


@pytest.mark.parametrize("code", ["en/es", "a/b", "../../x", "/", ".", "en_GB"])
def test_a_language_that_is_none_is_told_with_its_line_and_goes_into_no_path(code: str) -> None:
    first = ("language: en", f"language: {code}")
    assert told(with_changes("kit.yaml", first)) == [
        "kit.yaml:5: Say in which language the kit is written: “language: en”."
    ]
    added = ("licence:", f"languages: [{{code: {code}}}]\nlicence:")
    assert told(with_changes("kit.yaml", added)) == ["kit.yaml:6: Say which language this is: “code: es”."]


def test_a_part_of_the_program_that_says_the_folder_is_its_file_breaks_nothing() -> None:
    scopes = ("{id: scopes, program: true}", '{id: scopes, program: true, file: "."}')
    assert look_at(with_changes("kit.yaml", scopes)).kit is not None


def test_a_language_of_which_nothing_is_there_is_told() -> None:
    files = with_changes("kit.yaml", ("licence:", "languages: [{code: es}]\nlicence:"))
    assert told(files)[0].startswith("kit.yaml:6: No part is there in the language es")


def test_a_code_without_a_definition_bars_nobody_and_a_dangling_parent_does() -> None:
    soft = with_changes(
        "codebook/codebook.csv", ("How two people came to have something to do with each other.", "")
    )
    assert look_at(soft).kit is not None
    hard = with_changes("codebook/codebook.csv", ("ME-START,T1,", "ME-START,T9,"))
    assert look_at(hard).kit is None
    with pytest.raises(Problem, match=r"codebook.csv:3: The code ME-START stands under T9"):
        read_kit(hard)


def test_a_text_about_the_guide_is_no_guide_and_hides_no_fault_of_the_core() -> None:
    files = with_changes(
        "kit.yaml",
        ("parts:\n", "parts:\n  - {id: guide_how, file: interview/how-to.md}\n"),
        ("interview_questions: [Q02]", "interview_questions: [Q09]"),
    )
    found = look_at(files | {"interview/how-to.md": b"# How to hold the talk\n"}).faults
    assert [one.file for one in found] == ["kit.yaml"]
    assert "Q09, which no guide of the kit has" in found[0].sentence
