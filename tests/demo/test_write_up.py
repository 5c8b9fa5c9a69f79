"""The invented study written up: three themes, nine claims with their other sides; words go when somebody leaves."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from docx import Document

from commands import done
from firsthand.demo.material import CORPUS, passages

pytestmark = pytest.mark.process

GAP = "An excerpt was here; the words are not shared any more."
QUOTED = re.compile(r"^> (.+) \[\((.+?), (S\d+), (turn|line) (\d+)\)\]\((\S+)\)$", re.MULTILINE)
LED = re.compile(r'href="[^"]*/(sources/[0-9a-f-]+/reader/#c\d+)"')
NAMED = re.compile(r"\{excerpt (\S+) \S+ \S+\}")


@pytest.fixture(scope="module")
def data(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demonstration, tmp_path_factory.mktemp("written") / "data"))


def taken_out(data: Path, form: str) -> Path:
    """The document as a file, which leaves: nothing in it is to be settled."""
    out = data / f"study.{form}"
    done(data, "report", "study", "--out", out)
    return out


def places(data: Path) -> set[str]:
    """Where codings stand, below the study's address."""
    codings = done(data, "codings", "--json").json["codings"]
    return {f"sources/{one['source']}/reader/#c{one['start']}" for one in codings}


def cards(data: Path) -> str:
    """The learning cards, as they leave."""
    done(data, "report", "cards", "--out", data / "cards.html")
    return unescape((data / "cards.html").read_text("utf-8"))


def test_three_cards_are_ready_to_be_talked_about(data: Path) -> None:
    page = cards(data)
    for words in ("count the cups", "I lent a girl my hope", "Who waited for you?"):
        assert words in page
    assert len(led := LED.findall(page)) == 3
    assert set(led) <= places(data)


def test_what_is_said_to_services_leads_to_where_it_was_said(data: Path) -> None:
    done(data, "report", "advocacy", "--out", data / "advocacy.html")
    led = LED.findall((data / "advocacy.html").read_text("utf-8"))
    assert led
    assert set(led) <= places(data)


def test_the_study_is_written_up_and_leaves_with_every_excerpt_as_it_was_said(data: Path) -> None:
    said = taken_out(data, "md").read_text("utf-8")
    assert said.count("\n## ") == 5  # three themes, what it does not say, and the works
    claims = {one["sentence"] for one in done(data, "claims", "--json").json["claims"]}
    assert len(claims) == 9
    assert {line[4:] for line in said.splitlines() if line.startswith("### ")} == claims
    named = NAMED.findall((CORPUS / "write-up.md").read_text("utf-8"))
    quoted = QUOTED.findall(said)
    assert len(quoted) == len(named)
    for passage, (words, *_place) in zip(named, quoted, strict=True):
        assert words in " ".join(passages()[passage]["text"].split())
    assert "Austin, E., Ramakrishnan, A., & Hopper, K. (2014)" in said
    assert GAP not in said


def test_each_excerpt_leads_to_its_place_and_in_word_says_it(data: Path) -> None:
    page = taken_out(data, "html").read_text("utf-8")
    assert len(led := LED.findall(page)) >= 19
    assert set(led) <= places(data)
    printed = "\n".join(one.text for one in Document(str(taken_out(data, "docx"))).paragraphs)
    assert len(re.findall(r"\([^()]+, S\d+, (?:turn|line) \d+\)", printed)) >= 19


def test_after_somebody_left_none_of_their_words_are_in_it_and_the_claims_say_so(data: Path) -> None:
    gone = [one["text"] for key, one in passages().items() if key.startswith("p04")]
    assert "I've got eleven years on you" in taken_out(data, "md").read_text("utf-8")
    assert "I've got eleven years on you" in cards(data)
    done(data, "withdraw", "--participant", "P04", "--level", "L3")
    said = taken_out(data, "md").read_text("utf-8")
    assert said.count(GAP) == 2
    assert not [text for text in gone if text[:20] in said]
    assert not [text for text in gone if text[:20] in cards(data)]
    flagged = done(data, "claims", "--flagged", "--json").json["claims"]
    assert len([one for one in flagged if "left" in str(one["flags"])]) == 5
