"""The invented study stands as designed: every passage to the letter, every coding on its words, every count as keyed.

Plain files and plain Python: nothing here needs Django. The answer key is the corpus's own `expected.yaml`.

Whose evidence a coding is (`people` in the key): the person named under `whose` if there is one, else the one
speaker of the passage. A passage that we saw, or that several people speak, counts for nobody unless the coding says
whose words it covers.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

CORPUS = Path(str(files("firsthand.demo"))) / "corpus"
LEFT = "P04"  # who takes all words out in week 36
NOTE_PARTS = ["Jotting", "What happened", "Me in it", "Hunches"]
TELLING = (
    "Brannock",
    "blackout",
    "Céline",
    "Harrow Lane",
    "Duffy",
    "555-",
    "Cask Street",
    "Gerald",
    "flooded",
)
NAMING = {"passages.yaml", "codings.yaml", "names.yaml", "README.md"}  # where what tells is meant to stand
PART_OF = {"description": "What happened", "reflection": "Me in it"}
KINDS = {"interview": "I-", "field note": "V", "focus group": "G-"}


@cache
def load(name: str) -> Any:
    return yaml.safe_load((CORPUS / name).read_text(encoding="utf-8"))


@cache
def codebook() -> dict[str, dict[str, str]]:
    """The kit's, which the study began with, with what was written otherwise here."""
    kit = Path(str(files("firsthand.exchange"))) / "kits" / "peerwork" / "codebook" / "codebook.csv"
    with kit.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for one in load("kit.yaml")["codes"]:
        rows[one["id"]] |= {"include": one.get("when", rows[one["id"]]["include"])}
    return rows


@cache
def document(name: str) -> str:
    return (CORPUS / SOURCES[name]["file"]).read_text(encoding="utf-8")


def even(text: str) -> str:
    """The text with a single space for each run of line feeds: in G-1 the turns of g1a stand on lines of their own."""
    return re.sub(r"\n+", " ", text)


def theme_of(code: str) -> str:
    while parent := codebook()[code]["parent"]:
        code = parent
    return code


def owner(coding: dict[str, Any]) -> str | None:
    """Whose evidence it is; see the head of this file."""
    speaker = PASSAGES[coding["passage"]].get("speaker")
    return coding.get("whose") or (speaker if isinstance(speaker, str) else None)


def counted(codings: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "codings": len(codings),
        "people": sorted({person for coding in codings if (person := owner(coding))}),
        "standpoint": dict(Counter(coding["standpoint"] for coding in codings)),
        "stance": dict(Counter(coding["stance"] for coding in codings)),
    }


def by_theme(codings: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        theme: counted([coding for coding in codings if theme_of(coding["code"]) == theme])
        for theme in ("T1", "T2", "T3", "X")
    }


def agreement(codings: list[dict[str, Any]]) -> dict[str, int]:
    """Over the double-coded texts: how many (passage, code) pairs both coders gave, and each alone."""
    given: dict[str, set[tuple[str, str]]] = {"A": set(), "B": set()}
    for coding in codings:
        if coding["doc"] in load("expected.yaml")["double_coded"]:
            given[coding["coder"]].add((coding["passage"], coding["code"]))
    a, b = given["A"], given["B"]
    return {"both": len(a & b), "only_A": len(a - b), "only_B": len(b - a)}


SOURCES: dict[str, dict[str, Any]] = {source["id"]: source for source in load("sources.yaml")}
PASSAGES: dict[str, dict[str, Any]] = {passage["id"]: passage for passage in load("passages.yaml")}
CODINGS: list[dict[str, Any]] = load("codings.yaml")
STAYING = [coding for coding in CODINGS if owner(coding) != LEFT]
INTERVIEWS = [name for name, source in SOURCES.items() if source["kind"] == "interview"]
NOTES = [name for name, source in SOURCES.items() if source["kind"] == "field note"]
LABEL = re.compile(r"([A-ZÀ-Ü][A-ZÀ-Ü ]+): ")


def labelled(name: str) -> list[tuple[str, str]]:
    """The turns of a talk: the label, and all that was said under it."""
    turns: list[tuple[str, str]] = []
    for line in document(name).splitlines():
        if match := LABEL.match(line):
            turns.append((match[1], line[match.end() :]))
        elif line:
            label, said = turns[-1]
            turns[-1] = (label, f"{said}\n{line}")
    return turns


def in_its_language(name: str) -> str:
    """The talk as it was spoken, without the English under its turns."""
    return re.sub(r"\n\[In English: [^\n]+\]", "", document(name))


def noted(name: str) -> dict[str, str]:
    """The parts of a field note by their headings; what stands before the first is its header."""
    parts = {"header": ""}
    here = "header"
    for line in document(name).splitlines():
        if line in NOTE_PARTS:
            here = line
            assert here not in parts
            parts[here] = ""
        else:
            parts[here] += line + "\n"
    return parts


# The texts ------------------------------------------------------------------------------------------------------------


def test_every_file_is_a_source_and_says_what_it_is() -> None:
    on_disk = {str(path.relative_to(CORPUS)) for path in CORPUS.glob("*/*.txt")}
    assert on_disk == {source["file"] for source in SOURCES.values()}
    people = {person["id"] for person in load("people.yaml")}
    for name, source in SOURCES.items():
        assert Path(source["file"]).name == f"DEMO_{name}.txt"
        assert name.startswith(KINDS.get(source["kind"], ("L-", "MC-")))
        assert source["collected_by"] in {"A", "B"}
        assert set(source["voices"].values()) <= people | {"interviewer"}
    assert [SOURCES[name]["visit"] for name in NOTES] == [*range(1, 13), 12]


@pytest.mark.parametrize("name", SOURCES)
def test_a_text_is_clean(name: str) -> None:
    text = document(name)
    assert text.endswith("\n")
    assert not re.search(r"[ \t]\n|\n\n\n|[ \t]{2}|\r|[“”‘’{}]", text)


@pytest.mark.parametrize("name", INTERVIEWS)
def test_an_interview_has_its_length_and_its_turns(name: str) -> None:
    assert 2500 <= len(in_its_language(name).split()) <= 4500
    assert all(LABEL.match(block) for block in document(name).strip().split("\n\n"))
    assert {label for label, _ in labelled(name)} == set(SOURCES[name]["voices"])


def test_the_one_who_may_not_be_read_by_sam_was_not_asked_by_him() -> None:
    assert SOURCES["I-P07"]["voices"]["LENA"] == "interviewer"
    assert "Juno" not in "".join(document(n) for n in NOTES if SOURCES[n]["collected_by"] == "A")
    hidden = {"I-P07", "V10", *(p for p in PASSAGES if PASSAGES[p]["doc"] in {"I-P07", "V10"})}
    assert not [memo for memo in load("memos.yaml") if memo["author"] == "A" and hidden & set(memo["links"])]


def test_the_spanish_talk_has_its_english_under_every_turn() -> None:
    for _, said in labelled("I-P03"):
        assert re.fullmatch(r"[^\n]+\n\[In English: [^\n]+\]", said)


def test_the_talk_held_by_notes_is_all_in_the_sense_of_it() -> None:
    for label, said in labelled("I-P05"):
        assert label == "SAM" or re.fullmatch(r"\([^()]+\)", said)


@pytest.mark.parametrize("name", NOTES)
def test_a_field_note_has_its_parts(name: str) -> None:
    if name == "V06":
        assert 60 <= len(document(name).split()) <= 120
        return
    assert list(noted(name)) == ["header", *NOTE_PARTS]
    assert 400 <= len(document(name).split()) <= 700


# The passages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PASSAGES)
def test_a_passage_stands_once_to_the_letter(name: str) -> None:
    passage = PASSAGES[name]
    text = document(passage["doc"])
    assert even(text).count(passage["text"]) == 1
    if passage["doc"] != "G-1":  # elsewhere not even a line feed differs
        assert text.count(passage["text"]) == 1
    if "translation" in passage:
        assert text.count(passage["translation"]) == 1


@pytest.mark.parametrize("name", [name for name, passage in PASSAGES.items() if "speaker" in passage])
def test_a_passage_is_said_by_its_speaker_in_one_turn(name: str) -> None:
    passage = PASSAGES[name]
    source = SOURCES[passage["doc"]]
    if "person" in source:
        assert source["person"] == passage["speaker"]
        assert len(document(passage["doc"]).strip().split("\n\n")) <= 2
        return
    if passage["doc"] == "G-1":
        turns = labelled("G-1")
        said = passage["text"].split(": ")[1].removesuffix(" MARIGOLD")
        first = [words for _, words in turns].index(said)
        four = turns[first : first + 4]
        assert " ".join(f"{label}: {words}" for label, words in four) == passage["text"]
        assert [source["voices"][label] for label, _ in four] == passage["speaker"]
        return
    holders = [(label, said) for label, said in labelled(passage["doc"]) if passage["text"] in said]
    assert [source["voices"][label] for label, _ in holders] == [passage["speaker"]]
    assert passage.get("translation", "") in holders[0][1].partition("\n")[2]


@pytest.mark.parametrize("name", [name for name, passage in PASSAGES.items() if "part" in passage])
def test_a_passage_stands_in_its_part_of_the_note(name: str) -> None:
    passage = PASSAGES[name]
    parts = noted(passage["doc"])
    assert passage["text"] in parts[PART_OF.get(passage["part"], "header")]


def test_what_is_planted_in_a_passage_is_there() -> None:
    planted = [(p["text"], item["text"]) for p in PASSAGES.values() for item in p.get("identifiers", [])]
    assert len(planted) == load("expected.yaml")["identifiers"]
    assert all(words in text for text, words in planted)
    assert PASSAGES["p07c"]["text"].count("don't fix it") == 3


def test_what_is_planted_stands_nowhere_else() -> None:
    everything = "\n".join(document(name) for name in SOURCES)
    for telling in TELLING:
        assert everything.count(telling) == 1, telling
    ours = [path for path in CORPUS.glob("*.*") if path.name not in NAMING]
    for path in ours:
        assert not any(
            telling in path.read_text(encoding="utf-8") for telling in (*TELLING, "Tomasz", "Deacon")
        ), path


def test_the_one_who_leaves_is_named_nowhere_but_where_it_was_planned() -> None:
    named = {name for name in SOURCES if re.search(r"\bIke\b", document(name))}
    assert named == {"V02", "V05", "V09"}
    for name in named:
        inside = sum(p["text"].count("Ike") for p in PASSAGES.values() if p["doc"] == name)
        assert document(name).count("Ike") == inside
    assert [label for label, _ in labelled("G-1")].count("IKE") == 2


def test_bystanders_are_marked_inside_passages() -> None:
    marked = load("bystanders.yaml")
    assert len(marked) == load("expected.yaml")["bystander_spans"]
    for one in marked:
        assert document(one["doc"]).count(one["words"]) == 1
        assert one["words"] in PASSAGES[one["passage"]]["text"]


# The codings ----------------------------------------------------------------------------------------------------------


def test_every_coding_has_one_place() -> None:
    for coding in CODINGS:
        passage = PASSAGES[coding["passage"]]
        assert coding["doc"] == passage["doc"]
        assert coding["coder"] in {"A", "B"}
        assert codebook()[coding["code"]]["level"] == "code"
        assert passage["text"].count(coding["words"]) == 1, coding
        assert even(document(coding["doc"])).count(coding["words"]) == 1, coding
        assert coding["stance"] in {"supports", "goes_against", "mixed"}
        assert coding["standpoint"] in {"self", "of_member", "of_colleague", "observed", "of_system"}


def test_a_coding_in_the_group_talk_lies_in_one_turn_and_says_whose() -> None:
    voices, passage = SOURCES["G-1"]["voices"], PASSAGES["g1a"]["text"]
    said = {voices[label]: words for label, words in labelled("G-1") if words in passage}
    for coding in (coding for coding in CODINGS if coding["passage"] == "g1a"):
        assert coding["words"] in said[coding["whose"]]


def test_nobody_gives_the_same_code_twice_to_the_same_words() -> None:
    places: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for coding in CODINGS:
        start = PASSAGES[coding["passage"]]["text"].index(coding["words"])
        key = (coding["coder"], coding["code"], coding["passage"])
        places.setdefault(key, []).append((start, start + len(coding["words"])))
    for spans in places.values():
        assert all(end <= start for (_, end), (start, _) in pairwise(sorted(spans)))


def test_sam_codes_nothing_of_the_one_he_may_not_read() -> None:
    assert not [
        c for c in CODINGS if c["coder"] == "A" and (owner(c) == "P07" or c["doc"] in {"I-P07", "V10"})
    ]


def test_the_counts_are_those_of_the_key() -> None:
    key = load("expected.yaml")
    assert len(PASSAGES) == key["passages"] == 63
    assert len(CODINGS) == key["codings"] == 115
    assert Counter(coding["code"] for coding in CODINGS) == key["codes"]
    assert agreement(CODINGS) == key["agreement"]
    assert by_theme(CODINGS) == key["themes"]


def test_the_counts_after_the_one_has_left_are_those_of_the_key() -> None:
    key = load("expected.yaml")["after_P04_leaves"]
    assert len(CODINGS) - len(STAYING) == key["codings_removed"]
    assert by_theme(STAYING) == key["themes"]
    assert agreement(STAYING) == key["agreement"]
    left = {code: [coding for coding in STAYING if coding["code"] == code] for code in key["codes"]}
    assert {
        code: {"codings": len(codings), "people": counted(codings)["people"]}
        for code, codings in left.items()
    } == key["codes"]
    passages = {code: {coding["passage"] for coding in codings} for code, codings in left.items()}
    assert [code for code in passages if not passages[code]] == key["codes_empty"]
    assert sorted(c for c in passages if len(passages[c]) == 1) == sorted(key["codes_with_one_passage"])


# The codebook, memos and themes ---------------------------------------------------------------------------------------


def test_the_codebook_is_whole() -> None:
    rows = codebook()
    assert Counter(row["level"] for row in rows.values()) == {
        "theme": 3,
        "family": 1,
        "subtheme": 10,
        "code": 36,
    }
    assert {coding["code"] for coding in CODINGS} == {
        name for name, row in rows.items() if row["level"] == "code"
    }
    for row in rows.values():
        assert row["parent"] in {"", *rows}
        assert row["name"]
        assert row["definition"]
        assert row["level"] != "code" or (row["include"] and row["exclude"] and row["example_invented"])


def test_memos_are_of_four_kinds_and_linked_to_what_exists() -> None:
    memos = load("memos.yaml")
    assert len(memos) == 16
    assert {memo["kind"] for memo in memos} == {"code", "theory", "method", "reflexive"}
    known = {*codebook(), *SOURCES, *PASSAGES}
    for memo in memos:
        assert 40 <= len(memo["body"].split()) <= 160
        assert memo["author"] in {"A", "B", "N"}
        assert memo["links"]
        assert set(memo["links"]) <= known


@pytest.mark.parametrize("theme", load("themes.yaml"), ids=lambda theme: theme["id"])
def test_a_theme_rests_on_codings_of_its_own_and_has_another_side(theme: dict[str, Any]) -> None:
    row = codebook()[theme["id"]]
    assert (theme["name"], theme["plain_name"]) == (row["name"], row["plain_name"])
    assert 2 <= len(theme["claims"]) <= 3
    evidence = [piece for claim in theme["claims"] for piece in claim["evidence"]]
    for piece in evidence:
        assert theme_of(piece["code"]) == theme["id"]
        assert len(cited(piece)) == 1, piece
    assert {piece["stance"] for piece in evidence} == {"for", "against", "mixed"}


@pytest.mark.parametrize("theme", load("themes.yaml"), ids=lambda theme: theme["id"])
def test_each_claim_says_what_would_count_against_it_and_answers_what_does(theme: dict[str, Any]) -> None:
    for claim in theme["claims"]:
        against = [piece for piece in claim["evidence"] if piece["stance"] == "against"]
        assert claim["tested_by"]
        assert against
        assert all(piece["answer"] for piece in against)


def cited(piece: dict[str, str]) -> list[dict[str, Any]]:
    return [c for c in CODINGS if all(c[field] == piece[field] for field in ("passage", "code", "coder"))]


def test_the_planned_counter_cases_stand_against() -> None:
    against = {
        theme["id"]: {
            e["passage"] for claim in theme["claims"] for e in claim["evidence"] if e["stance"] == "against"
        }
        for theme in load("themes.yaml")
    }
    assert against["T1"] >= {"p03d", "p07a", "p09c"}
    assert against["T2"] >= {"p06c", "p08c", "p08e", "p07a", "p03a", "p02d", "p05a"}
    assert against["T3"] >= {"p03c", "p06a", "mc06", "p08e"}


def test_the_claim_told_about_members_says_so() -> None:
    claim = load("themes.yaml")[2]["claims"][0]
    standpoints = Counter(cited(piece)[0]["standpoint"] for piece in claim["evidence"])
    assert standpoints["of_member"] > len(claim["evidence"]) / 2
    assert "mostly on what peer advocates tell about members" in claim["claim"]


def test_people_are_printed_by_the_names_they_chose() -> None:
    people = {person["id"]: person for person in load("people.yaml")}
    assert list(people) == [f"P{number:02}" for number in range(1, 10)]
    for name in INTERVIEWS:
        (label,) = (label for label, who in SOURCES[name]["voices"].items() if who != "interviewer")
        person = people[SOURCES[name]["voices"][label]]
        assert person["pseudonym"].upper().removeprefix("A ") == label
        assert all(isinstance(value, str) for value in person["attributes"].values())
        assert person["who"].count(".") == 1


def test_texts_are_as_long_as_the_key_says_and_questions_answered_as_often() -> None:
    for name, told in load("expected.yaml")["texts"].items():
        assert told["words"] == len(document(name).split()), name
        if "turns" in told:
            assert told["turns"] == len(labelled(name)), name
    asked = Counter(label for turns in load("answers.yaml").values() for label in set(turns.values()))
    del asked["–"]
    assert asked == load("expected.yaml")["questions"]
