"""consent, exclude and attributes at the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commands import done, firsthand

pytestmark = pytest.mark.process

TALK = "LENA: And?\nMARIGOLD: Soup on the stairs.\nLENA: Then?\nMARIGOLD: Tea.\n"


@pytest.fixture(scope="module")
def data(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("consent")
    (folder / "people.csv").write_text("participant,Age\nMarigold,50 or over\n", "utf-8")
    return Path(shutil.copytree(demonstration, folder / "data"))


def test_answers_are_written_down_shown_and_kept(data: Path) -> None:
    done(data, "consent", "set", "--participant", "Marigold", "--moment", "member_check", "--how", "spoken",
         "--scope", "quotes=none", "--scope", "check=my_quotes,the_themes", "--note", "on the phone")  # fmt: skip
    shown = done(data, "consent", "show", "--participant", "P01", "--json").json
    said = {one["scope"]: one for one in shown["answers"]}
    assert (said["quotes"]["answer"], said["quotes"]["how"], said["quotes"]["note"]) == (
        "none",
        "spoken",
        "on the phone",
    )
    assert said["check"]["answer"] == ["my_quotes", "the_themes"]
    every = done(data, "consent", "show", "--participant", "P01", "--history", "--json").json["answers"]
    assert [one["answer"] for one in every if one["scope"] == "quotes"] == ["none", "short_quotes"]
    refused = firsthand(data, "consent", "set", "--participant", "P01", "--scope", "quotes=all")
    assert (refused.status, "There are: none" in refused.err) == (1, True)
    refused = firsthand(data, "consent", "set", "--participant", "P01", "--scope", "naming=real_full_name")
    assert (refused.status, "Talk first" in refused.err) == (1, True)


def test_on_hold_nothing_is_listed_and_then_all_of_it(data: Path) -> None:
    before = done(data, "codings", "--json").out
    done(data, "consent", "set", "--participant", "Ike", "--pause")
    held = done(data, "codings", "--json").out
    assert "a friend with a rota" in before
    assert "a friend with a rota" not in held
    done(data, "consent", "set", "--participant", "P04", "--resume")
    assert done(data, "codings", "--json").out == before


def test_who_is_crossed_out_lists_nothing_of_hers(data: Path) -> None:
    for command in ("sources", "codings", "participants", "trail"):
        assert "Juno" not in done(data, command, "--as", "Sam", "--json").out, command
        assert "Juno" in done(data, command, "--as", "Noor", "--json").out or command == "trail", command
    missing = firsthand(data, "consent", "show", "--participant", "Juno", "--as", "Sam")
    assert (missing.status, missing.err.strip()) == (1, "There is no participant “Juno” in this study.")
    assert "Sam" in done(data, "consent", "show", "--participant", "Juno").out
    done(data, "exclude", "--participant", "Juno", "--reader", "Sam", "--include")
    assert "Juno" in done(data, "participants", "--as", "Sam").out
    done(data, "exclude", "--participant", "Juno", "--reader", "Sam")
    refused = firsthand(data, "exclude", "--participant", "Juno", "--reader", "Sam", "--as", "Lena")
    assert refused.status == 1


def test_papers_and_tables_are_written(data: Path, tmp_path: Path) -> None:
    done(data, "consent", "form", "--participant", "P01", "--out", tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    done(data, "consent", "form", "--what", "card", "--out", tmp_path / "card.html")
    assert "How to leave" in (tmp_path / "card.html").read_text("utf-8")
    assert firsthand(data, "consent", "form", "--out", tmp_path / "a.docx").status == 1
    done(data, "attributes", "--out", tmp_path / "people.csv")
    assert "Marigold" in (tmp_path / "people.csv").read_text("utf-8-sig")
    assert done(data, "attributes", "--in", tmp_path / "people.csv", "--json").json == {"changed": 0}
    (tmp_path / "bad.csv").write_text("participant,Diagnosis\nP01,x\n", "utf-8")
    assert "No study here does that" in firsthand(data, "attributes", "--in", tmp_path / "bad.csv").err
    assert firsthand(data, "attributes").status == 1


def test_a_paper_comes_in_the_language_that_is_asked_for(data: Path, tmp_path: Path) -> None:
    for language in ("en", "es"):
        answer = firsthand(
            data, "--language", language, "consent", "form", "--out", str(tmp_path / f"{language}.html")
        )
        assert answer.status == 0, answer.err
        assert f'<html lang="{language}"' in (tmp_path / f"{language}.html").read_text("utf-8")
