"""The demonstration study's package for the ethics board, taken out at the command line: its figures are the key's."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from boards import Opened, close, glance, words_of_pdf

from commands import done, firsthand
from firsthand.core.consent import catalogue

pytestmark = pytest.mark.process

CORPUS = Path(__file__).parents[2] / "src" / "firsthand" / "demo" / "corpus"


def load(name: str) -> Any:
    return yaml.safe_load((CORPUS / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def data(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study, in which Ike has left, and a list was lost."""
    folder = Path(shutil.copytree(demonstration, tmp_path_factory.mktemp("board") / "data"))
    done(folder, "withdraw", "--participant", "P04", "--level", "L3_remove_words")
    done(
        folder, "incident", "add", "--happened", "A list of visits was left on the tram.", "--noticed", "2026-05-02",
        "--on", "2026-05-01", "--done", "It was found the same day.", "--told", "The board.", "--as", "Sam",
    )  # fmt: skip
    done(folder, "training", "add", "Research ethics", "--on", "2026-03-01", "--member", "Lena")
    return folder


@pytest.fixture(scope="module")
def word(data: Path) -> Opened:
    path = data.parent / "board.docx"
    assert done(data, "report", "ethics", "--out", path, "--json").json["bytes"] == path.stat().st_size
    return Opened(path.read_bytes())


@pytest.fixture(scope="module")
def pdf(data: Path, word: Opened) -> str:
    path = data.parent / "board.pdf"
    done(data, "report", "ethics", "--out", path)
    return words_of_pdf(path.read_bytes())


def test_it_counts_as_the_key_does(word: Opened) -> None:
    people = load("people.yaml")
    counted = list(glance(word).values())
    assert counted == [len(people), len(people), 0, 0, len(people), 1, 2, 1, 1, 6]  # the guide was reworded


def test_everybody_was_asked_what_the_key_says_and_when(word: Opened) -> None:
    asked, questions = word.tables["Who was asked what"]
    everybody = load("consents.yaml")["all"]
    moments = catalogue().moments
    assert [(row[0], row[2], row[3], row[4], int(row[5])) for row in asked[1:]] == [
        (str(who), moments[moment], "1", "together, at the screen", len(answers))
        for who in range(1, len(load("people.yaml")) + 1)
        for moment, answers in sorted(everybody.items(), key=lambda one: list(moments).index(one[0]))
    ]
    scopes = {scope for answers in everybody.values() for scope in answers}
    assert {row[0] for row in questions[1:]} == {catalogue().scopes[scope].ask for scope in scopes}
    assert {row[1] for row in questions[1:]} == {"9"}


def test_who_could_read_is_the_team_and_nobody_else(word: Opened) -> None:
    ((_head, *rows),) = word.tables["Who could read what, and when"]
    team = {(one["name"], one["role"]) for one in load("team.yaml")}
    assert {(row[0], row[1]) for row in rows} == team | {(name, "peer") for name in load("log.yaml")["peers"]}


def test_what_left_and_who_left_is_told_by_day(word: Opened) -> None:
    ((_head, *left),) = word.tables["Withdrawals carried out"]
    assert [row[1:3] for row in left] == [["L3: Take out my words, and what you made of them.", "1"]]
    assert left[0][0] == left[0][3]  # the keys went at once
    ((_head, *files),) = word.tables["Releases made"]
    assert [row[1] for row in files] == [
        "themes with their evidence (html)", "themes with their evidence (docx)", "the codebook (html)",
        "the codebook (docx)", "every coding (csv)", "every coding (xlsx)",
    ]  # fmt: skip
    assert {row[2] for row in files} == {"Noor"}
    assert [row[3] for row in files[2:4]] == ["0", "0"]
    (table,) = word.tables["Incidents"]
    assert [row[1] for row in table[1:]] == [
        "1 May 2026", "2 May 2026", "A list of visits was left on the tram.", "It was found the same day.",
        "The board.", "not yet",
    ]  # fmt: skip
    ((_head, trained),) = word.tables["Training"]
    assert trained == ["1 March 2026", "Lena", "Research ethics", "–"]


def test_it_says_that_the_study_is_invented(word: Opened, pdf: str) -> None:
    assert word.document.sections[0].header.paragraphs[0].text == "Invented demonstration – not data"
    assert pdf.count(close("Invented demonstration – not data")) > 5  # on every page
    assert ["Study", "Lantern Row"] in word.tables[""][0]


def test_the_pdf_says_the_same(word: Opened, pdf: str) -> None:
    ((_head, *files),) = word.tables["Releases made"]
    cells = {cell for cell in word.cells if len(cell) > 2}
    assert len(cells) > 150
    plain = pdf.replace("_", "")  # of which some come out of a PDF as text, and some do not
    assert [cell for cell in cells if close(cell.replace("_", "")) not in plain] == []
    assert close("the package for the ethics board (docx)") in pdf  # which left before the pdf did
    assert len(files) == 6


def test_nobody_who_takes_part_is_named_and_nothing_is_quoted(word: Opened, pdf: str) -> None:
    names = [one["pseudonym"] for one in load("people.yaml") if one["pseudonym"][0].isupper()]
    for one in load("names.yaml"):
        names += [one["real_name"], *one["real_name"].split(), *one.get("known_as", ())]
    names += [one["id"] for one in load("people.yaml")]
    assert [name for name in names if close(name) in close(word.words) or close(name) in pdf] == []
    for passage in load("passages.yaml"):
        said = passage["text"][:60]
        assert said not in word.words
        assert close(said) not in pdf


def test_only_lead_and_guardian_take_it_out(data: Path, tmp_path: Path) -> None:
    answer = firsthand(data, "report", "ethics", "--out", tmp_path / "b.docx", "--as", "Sam")
    assert (answer.status, "Your role in this study is coder" in answer.err) == (1, True)
    assert not list(tmp_path.iterdir())
    done(data, "member", "add", "Gil", "--role", "guardian")
    done(
        data,
        "report",
        "ethics",
        "--out",
        tmp_path / "b.docx",
        "--as",
        "Gil",
        "--since",
        "2026-05-01",
        "--until",
        "2026-05-31",
    )
    words = Opened((tmp_path / "b.docx").read_bytes())
    assert ["Period", "1 May 2026 to 31 May 2026"] in words.tables[""][0]
    assert glance(words)["Incidents"] == 1
    wrong = firsthand(data, "report", "themes", "--out", tmp_path / "t.html", "--since", "2026-05-01")
    assert (wrong.status, "report ethics" in wrong.err) == (1, True)
