"""Tokens by the command line, and what a host does about accounts, without reading a study."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from commands import clean, done, firsthand
from on_postgresql import NOTE, databases_of, on_postgresql

pytestmark = pytest.mark.process

WORDS = "four words of Lea alone"


def test_a_token_is_made_for_something_listed_and_taken_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "init", "--study", "Kitchen", "--lead", "Lea")
    unlocked = done(data, "unlock", "--take", "--as", "Lea", said=f"{WORDS}\n" * 2).out
    env = {"FIRSTHAND_UNLOCKED": unlocked.partition("FIRSTHAND_UNLOCKED=")[2].split()[0]}
    refused = firsthand(data, "token", "make", "Counting", env=env, said="not the words\n")
    assert refused.status == 1
    assert "opens nothing here" in refused.err
    made = done(
        data, "token", "make", "Counting", "--scope", "code", "--json", env=env, said=f"{WORDS}\n"
    ).json
    assert made["token"].startswith("firsthand_")
    (one,) = done(data, "token", "list", "--json", env=env).json["tokens"]
    assert (one["label"], one["scope"]) == ("Counting", "code")
    assert made["token"] not in str(one)
    assert "code" in done(data, "token", "list", env=env).out
    done(data, "token", "take-back", one["id"], env=env)
    assert done(data, "token", "list", "--json", env=env).json["tokens"] == []


def test_the_host_goes_about_accounts_and_is_told_no_word_of_a_study(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "init", "--study", "The marigold kitchen", "--lead", "Lea")
    link = done(data, "admin", "invite", "--member", "Lea", "--json").json["link"]
    assert link.startswith("http://127.0.0.1:8000/join/")
    assert "FIRSTHAND_ACCOUNTS=1" in done(data, "admin", "invite", "--may-begin").out
    joins = (
        "import sys, django; django.setup();"
        "from firsthand.ground.accounts.services import join;"
        "join(sys.argv[1], name='lea', password='kettle harbour nine lanterns')"
    )
    subprocess.run(
        [sys.executable, "-c", joins, link.rstrip("/").rpartition("/")[2]],
        env=clean(data)
        | {"FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"},
        check=True,
    )
    (lea,) = done(data, "admin", "accounts", "--json").json["accounts"]
    assert (lea["name"], lea["open"], lea["studies"], lea["second_step"]) == ("lea", True, 1, False)
    told = done(data, "admin", "accounts").out
    assert "lea" in told
    assert "marigold" not in told.casefold()
    assert firsthand(data, "admin", "invite", "--first").status == 1
    assert done(data, "admin", "disable", "Lea", "--json").json["open"] is False
    assert done(data, "admin", "enable", "lea", "--json").json["open"] is True
    assert done(data, "admin", "end-sessions", "lea", "--json").json["ended"] == 0
    assert done(data, "admin", "forget-mfa", "lea", "--json").json["taken"] == 0
    assert "/account/reset/" in done(data, "admin", "reset", "lea").out
    nobody = firsthand(data, "admin", "reset", "noor")
    assert nobody.status == 1
    assert "Nobody called noor" in nobody.err


def test_a_server_begins_with_its_first_account_and_no_study(tmp_path: Path) -> None:
    data = tmp_path / "data"  # as systemd makes it: there, and empty
    data.mkdir(mode=0o700)
    on = {"FIRSTHAND_ACCOUNTS": "1", "FIRSTHAND_ADDRESS": "https://firsthand.example.org"}
    assert firsthand(data, "admin", "invite", "--first", "--member", "Lea", env=on).status == 2
    assert firsthand(data, "admin", "invite", "--may-begin", env=on).status == 1
    assert [one for one in data.iterdir() if one.name != NOTE] == []
    link = done(data, "admin", "invite", "--first", "--json", env=on).json["link"]
    assert link.startswith("https://firsthand.example.org/join/")
    assert done(data, "doctor", "--json", env=on).json["counts"] == {"studies": 0, "entries": 0, "sources": 0}
    assert done(data, "admin", "invite", "--first", env=on).out  # the first came to nobody: another


def test_a_folder_with_studies_and_no_secret_is_given_no_other(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "init", "--study", "Kitchen", "--lead", "Lea")
    (data / "secret").unlink()
    refused = firsthand(data, "admin", "invite", "--first")
    assert refused.status == 1
    assert not (data / "secret").exists()
    if on_postgresql():  # and where the whole folder is gone
        refused = firsthand(tmp_path / "lost", "init", "--study", "Another", env=databases_of(data))
        assert "not the secret that opens them" in refused.err
        assert not (tmp_path / "lost" / "secret").exists()
