"""The kit that comes with the program: whole, the same in each language, and fit to be handed to people."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from firsthand import exchange
from firsthand.core import attributes as known
from firsthand.core.guide import Guide, read_guide
from firsthand.core.readability import age
from firsthand.core.readability_es import FAIRLY_EASY, ease

KIT = Path(exchange.__file__).parent / "kits" / "peerwork"
MANIFEST: dict[str, Any] = yaml.safe_load((KIT / "kit.yaml").read_text("utf-8"))
FILES: dict[str, str] = {part["id"]: part["file"] for part in MANIFEST["parts"] if "file" in part}
TRANSLATED: list[str] = [one["code"] for one in MANIFEST["languages"]]
LANGUAGES = ["", *TRANSLATED]
READ_BY_PEOPLE = [
    "readme",
    "protocol",
    "guide_how",
    "fieldnote_how",
    "boundary",
    "coderules",
    "plan",
    "membercheck",
]
UNCHECKED = {
    "es": "aún sin revisar por una persona que haga apoyo entre pares y tenga el español como lengua materna"
}
FAMILIAR = re.compile(r"\b(tú|te|ti|tus?|contigo|vos|tienes|puedes|quieres)\b", re.IGNORECASE)


def path_of(part: str, language: str = "") -> Path:
    path = KIT / FILES[part]
    return path.with_suffix(f".{language}{path.suffix}") if language else path


def text(part: str, language: str = "") -> str:
    return path_of(part, language).read_text("utf-8")


def rows(part: str, language: str = "") -> list[dict[str, str]]:
    with path_of(part, language).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def data(part: str, language: str = "") -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text(part, language))
    return found


def guide(language: str = "") -> Guide:
    return read_guide(text("guide", language))


def codes(language: str = "") -> list[dict[str, str]]:
    return [row for row in rows("codebook", language) if row["level"] == "code"]


def test_every_file_that_is_listed_is_there_in_each_language_and_no_other() -> None:
    listed = {path_of(part, language) for part in FILES for language in LANGUAGES}
    assert {path for path in KIT.rglob("*") if path.is_file()} - {KIT / "kit.yaml"} == listed
    ids = [part["id"] for part in MANIFEST["parts"]]
    assert len(ids) == len(set(ids))
    assert [
        part["id"] for part in MANIFEST["parts"] if ("file" in part) == (part.get("program") is True)
    ] == []


def test_it_says_under_which_licence_it_is_and_that_it_is_only_inspired_by_the_study_of_2014() -> None:
    assert MANIFEST["licence"] == "CC-BY-4.0"
    assert MANIFEST["inspired_by"]["relation"] == "inspired by"
    assert "doi:10.1007/s10597-014-9693-z" in MANIFEST["inspired_by"]["citation"]


@pytest.mark.parametrize("path", sorted(KIT.rglob("*.*")), ids=lambda path: str(path.relative_to(KIT)))
def test_nothing_in_it_claims_to_be_that_study_again_or_names_its_place_or_is_left_to_write(
    path: Path,
) -> None:
    never = re.compile(
        r"replic|réplica|new york|nueva york|manhattan|brooklyn|\btodo:|\btbd\b|\bfixme\b|lorem|xxx",
        re.IGNORECASE,
    )
    assert never.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_guide_has_sixteen_questions_and_marks_the_comparable_core(language: str) -> None:
    found = guide(language)
    assert [one.label for one in found.questions] == [f"Q{number:02}" for number in range(1, 17)]
    assert [one.label for one in found.questions if one.core] == MANIFEST["comparable_core"][
        "interview_questions"
    ]
    assert all(one.probes and one.basis and one.themes for one in found.questions)
    tops = {row["id"] for row in rows("codebook") if row["level"] in ("theme", "family")}
    assert {theme for one in found.questions for theme in one.themes} == tops
    assert found.title
    assert found.opening
    assert found.closing


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_says_what_it_is_when_it_is_used_when_not_and_how_that_may_sound(language: str) -> None:
    columns = ("name", "plain_name", "definition", "include", "exclude", "example_invented", "basis")
    assert [(row["id"], name) for row in codes(language) for name in columns if not row[name].strip()] == []
    assert all(row["name"] and row["definition"] and row["basis"] for row in rows("codebook", language))
    examples = [row["example_invented"] for row in codes(language)]
    assert len(set(examples)) == len(examples)


def test_the_codebook_has_three_themes_ten_sub_themes_and_thirty_six_codes() -> None:
    levels = [row["level"] for row in rows("codebook")]
    assert {level: levels.count(level) for level in levels} == {
        "theme": 3, "family": 1, "subtheme": 10, "code": 36,
    }  # fmt: skip
    above = [""]
    for row in rows("codebook"):
        assert row["parent"] in above, row["id"]
        assert row["id"] not in above
        above.append(row["id"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_and_questions_that_are_spoken_of_are_there(language: str) -> None:
    there = {row["id"] for row in rows("codebook")} | {one.label for one in guide().questions}
    everything = "\n".join(text(part, language) for part in FILES)
    assert set(re.findall(r"\b(?:EX|ME|LA|SY)-[A-Z]+\b|\bQ\d\d\b", everything)) <= there


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_fourteen_milestones_and_each_says_when_it_is_done_and_who_says_so(language: str) -> None:
    found = rows("milestones", language)
    assert [row["id"] for row in found] == [f"M{number}" for number in range(14)]
    assert [row["id"] for row in found if not all(row.values())] == []


def test_what_it_notes_of_people_is_what_the_program_knows() -> None:
    ours = data("attributes")["participant"]
    programs = [
        {"id": one.id, "label": one.label, "type": one.type, "risk": one.risk}
        | ({"options": list(one.options)} if one.options else {})
        for one in known.attributes()
    ]
    assert ours == programs
    assert [one["id"] for one in data("attributes")["document"] if known.never(one["label"])] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_both_languages_have_the_same_ids_in_the_same_order(language: str) -> None:
    def asked(found: Guide) -> list[Any]:
        return [
            (one.label, one.part, one.themes, one.core, one.care, len(one.probes)) for one in found.questions
        ]

    def place(found: list[dict[str, str]], *names: str) -> list[tuple[str, ...]]:
        return [tuple(row[name] for name in names) for row in found]

    def kinds(found: dict[str, Any]) -> list[Any]:
        both = [(group, one) for group in ("participant", "document") for one in found[group]]
        return [(group, one["id"], one["type"], one.get("options"), one["risk"]) for group, one in both]

    assert asked(guide(language)) == asked(guide())
    for part, names in {"codebook": ("id", "parent", "level"), "milestones": ("id", "week")}.items():
        assert list(rows(part, language)[0]) == list(rows(part)[0])
        assert place(rows(part, language), *names) == place(rows(part), *names)
    assert kinds(data("attributes", language)) == kinds(data("attributes"))


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("part", READ_BY_PEOPLE)
def test_a_translated_text_is_built_like_the_first(part: str, language: str) -> None:
    def built(written: str) -> list[str]:
        signs = (re.match(r"#+|\d+\.|-(?= )|\|", line) for line in written.splitlines())
        return [sign[0] for sign in signs if sign]

    assert built(text(part, language)) == built(text(part))


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_says_that_nobody_has_checked_it_yet_and_leaves_nothing_in_english(
    language: str,
) -> None:
    for part in READ_BY_PEOPLE:
        top = " ".join(text(part, language).split())[:400]
        assert UNCHECKED[language] in top, part
    for part in ("guide", "attributes"):
        assert data(part, language)["status"] == "draft"
        assert UNCHECKED[language] in data(part, language)["note"]
    for here, there in zip(guide(language).questions, guide().questions, strict=True):
        assert not {here.text, *here.probes} & {there.text, *there.probes}
    for mine, theirs in zip(rows("codebook", language), rows("codebook"), strict=True):
        same = [
            name
            for name in ("name", "definition", "include", "exclude")
            if mine[name] and mine[name] == theirs[name]
        ]
        assert same == [], mine["id"]
    for mine, theirs in zip(rows("milestones", language), rows("milestones"), strict=True):
        assert mine["done_when"] != theirs["done_when"]
    for group in ("participant", "document"):
        for one in data("attributes", language)[group]:
            assert len(one.get("options_said", [])) == len(one.get("options", [])), one["id"]


@pytest.mark.parametrize("language", sorted({"es"} & set(TRANSLATED)))
def test_the_spanish_says_usted_to_participants(language: str) -> None:
    found = guide(language)
    said = [
        found.opening,
        found.closing,
        *(line for one in found.questions for line in (one.text, *one.probes)),
    ]
    assert [line for line in [*said, *text("boundary", language).splitlines()] if FAMILIAR.search(line)] == []


def test_most_twelve_year_olds_can_read_what_participants_and_peers_are_given() -> None:
    found = guide()
    for line in (found.opening, found.closing, *(one.text for one in found.questions)):
        assert age(line) <= 12, line
    asked = [line for one in found.questions for line in (one.text, *one.probes)]
    assert age(" ".join((found.opening, *asked, found.closing))) < 11
    for block in re.split(r"\n\n|\n(?=\d+\. |- )", text("boundary")):
        assert age(re.sub(r"^\d+\.|[#*]", "", block)) <= 12, block


def test_what_participants_and_peers_are_given_in_spanish_is_fairly_easy() -> None:
    found = guide("es")
    for line in (found.opening, *(one.text for one in found.questions)):
        assert ease(line) >= FAIRLY_EASY, line
    for block in re.split(r"\n\n|\n(?=\d+\. |- )", text("boundary", "es")):
        assert ease(re.sub(r"^\d+\.|[#*]", "", block)) >= FAIRLY_EASY - 10, block
    assert ease(re.sub(r"[#*]", "", text("boundary", "es"))) > 80
