"""An installation is carried from files into PostgreSQL and back: the same study, or nothing of it."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from commands import Answer, clean, done, firsthand, serving
from museum import NAMES, folder_of, held
from notebooks import said
from on_postgresql import address, ask, databases_of, made_for, on_postgresql

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not on_postgresql(), reason="there is no PostgreSQL to test on"),
]

IN_FILES = {"FIRSTHAND_DATABASE": ""}
EARLIER = NAMES if os.environ.get("FIRSTHAND_SCHEMAS") else NAMES[:1]
KILLS = int(os.environ.get("FIRSTHAND_MOVES_KILLED", "2"))


@pytest.fixture
def data(demonstration: Path, tmp_path: Path) -> Path:
    """The demonstration study, on the server."""
    return Path(shutil.copytree(demonstration, tmp_path / "data"))


@pytest.fixture(scope="module")
def files(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in a folder of its own, in files."""
    folder = tmp_path_factory.mktemp("moving") / "files"
    done(demonstration, "move", "--to", folder)
    return folder


def elsewhere(tmp_path: Path) -> dict[str, str]:
    """Two empty databases more."""
    return {"FIRSTHAND_DATABASE": address(made_for(tmp_path / "elsewhere"))}


def told(data: Path, env: dict[str, str] | None, out: Path) -> tuple[bytes, str]:
    """A study as it is told to others: its trail, and itself as a project file."""
    trail = done(data, "trail", "--json", env=env).out
    done(data, "export", "study", "--out", out, env=env)
    return out.read_bytes(), trail


def rows(env: dict[str, str]) -> int:
    """How many rows of a study are in two databases on the server."""
    name = env["FIRSTHAND_DATABASE"].rpartition("/")[2]
    counted = 0
    for one, table in ((name, "trail_entry"), (name, "vault_sealed"), (f"{name}_keyring", "keyring_textkey")):
        if ask(f"SELECT 1 FROM pg_tables WHERE tablename = '{table}'", one):  # noqa: S608
            counted += ask(f"SELECT count(*) FROM {table}", one)[0][0]  # noqa: S608
    return counted


def test_there_and_back_it_is_the_same_study(data: Path, tmp_path: Path) -> None:
    name = databases_of(data)["FIRSTHAND_DATABASE"].rpartition("/")[2]
    member, study = ask("SELECT member_id, study_id FROM keyring_wrap LIMIT 1", f"{name}_keyring")[0]
    ask(
        "INSERT INTO keyring_unlocked (found_by, member_id, study_id, box, ends_at) "  # noqa: S608
        f"VALUES ('\\x01', '{member}', '{study}', '\\x02', now() + interval '1 day')",
        f"{name}_keyring",
    )  # a study that is unlocked while all this is done
    there = tmp_path / "files"
    moved = done(data, "move", "--to", there, "--json").json
    assert moved["sound"] is True
    assert moved["set"]["FIRSTHAND_DATA"] == str(there)
    assert moved["counts"]["entries"] > 300
    assert done(there, "verify", "--json", env=IN_FILES).json["sound"] is True
    with closing(sqlite3.connect(there / "keyring.sqlite3")) as keyring:
        assert keyring.execute("SELECT count(*) FROM keyring_unlocked").fetchone() == (0,)

    back = elsewhere(tmp_path)
    assert done(there, "move", "--to", back["FIRSTHAND_DATABASE"], "--json", env=IN_FILES).json["sound"]
    assert done(there, "verify", "--json", env=back).json["sound"] is True

    as_it_was = told(data, None, tmp_path / "was.qdpx")
    assert told(there, IN_FILES, tmp_path / "files.qdpx") == as_it_was
    assert told(there, back, tmp_path / "back.qdpx") == as_it_was
    assert done(there, "undo", env=back).status == 0  # and work goes on there: entries are numbered on
    assert done(there, "verify", "--json", env=back).json["sound"] is True


def test_a_backup_of_the_server_comes_back_into_files_and_one_of_files_into_the_server(
    data: Path, files: Path, tmp_path: Path
) -> None:
    as_it_was = done(data, "trail", "--json").out
    done(data, "backup", tmp_path / "of-the-server")
    new = tmp_path / "new"
    done(new, "restore", tmp_path / "of-the-server", env=IN_FILES)
    assert done(new, "trail", "--json", env=IN_FILES).out == as_it_was
    assert done(new, "verify", "--json", env=IN_FILES).json["sound"] is True

    done(files, "backup", tmp_path / "of-files", env=IN_FILES)
    done(data, "undo")
    done(data, "restore", tmp_path / "of-files")  # over what is there, whose trail is longer
    assert done(data, "trail", "--json").out == as_it_was
    assert done(data, "verify", "--json").json["sound"] is True
    other = elsewhere(tmp_path)
    done(tmp_path / "other", "restore", tmp_path / "of-files", env=other)  # and into what is empty
    assert done(tmp_path / "other", "trail", "--json", env=other).out == as_it_was


def refused(answer: Answer, words: str) -> None:
    assert answer.status == 1
    assert words in answer.err
    assert "Traceback" not in answer.err


def test_what_is_not_empty_is_refused_and_stays_as_it_was(data: Path, files: Path, tmp_path: Path) -> None:
    before = rows(databases_of(data))
    refused(
        firsthand(files, "move", "--to", databases_of(data)["FIRSTHAND_DATABASE"], env=IN_FILES), "not empty"
    )
    refused(firsthand(data, "move", "--to", files), "already")
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret").write_text("ab" * 32)
    (other / "secret").chmod(0o600)
    refused(firsthand(data, "move", "--to", other), "another installation")
    refused(firsthand(data, "move", "--to", address("nowhere")), "cannot be reached")
    refused(firsthand(data, "move", "--to", tmp_path / "x", "--keyring", address("y")), "server alone")
    assert rows(databases_of(data)) == before
    assert sorted(path.name for path in other.iterdir()) == ["secret"]


@pytest.mark.parametrize("setting", ["synchronous_commit", "fsync"])
def test_a_server_on_which_it_would_not_start_is_refused_before_anything_is_made(
    files: Path, tmp_path: Path, setting: str
) -> None:
    there = elsewhere(tmp_path)
    name = there["FIRSTHAND_DATABASE"].rpartition("/")[2]
    if setting == "fsync":  # of the whole server
        ask("ALTER SYSTEM SET fsync = off")
        ask("SELECT pg_reload_conf(), pg_sleep(0.5)")
    else:
        ask(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    try:
        answer = firsthand(files, "move", "--to", there["FIRSTHAND_DATABASE"], env=IN_FILES)
    finally:
        ask("ALTER SYSTEM RESET fsync")
        ask("SELECT pg_reload_conf(), pg_sleep(0.5)")
    refused(answer, f"{setting} off")
    assert ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", name) == [(0,)]


def test_nothing_is_moved_while_pages_are_served(data: Path, tmp_path: Path) -> None:
    server = serving(data)
    try:
        server.line()
        refused(firsthand(data, "move", "--to", tmp_path / "there"), "open on")
    finally:
        server.end()
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize("name", EARLIER)
def test_what_an_earlier_version_left_is_carried_over_whole(name: str, tmp_path: Path) -> None:
    files, there = folder_of(name, tmp_path / "files"), tmp_path / "there"
    before = held(files)
    assert len(before.words) > 10
    there.mkdir()
    to = databases_of(there)["FIRSTHAND_DATABASE"]
    assert done(files, "move", "--to", to, "--json", env=IN_FILES).json["sound"] is True
    shutil.copy(files / "secret", there)
    assert before.missing_in(held(there)) == []
    assert done(there, "verify", "--json").json["sound"] is True


def test_a_password_is_not_said_again(files: Path, tmp_path: Path) -> None:
    there = elsewhere(tmp_path)["FIRSTHAND_DATABASE"].replace("firsthand@", "firsthand:swordfish@")
    answer = done(files, "move", "--to", there, env=IN_FILES)
    assert "swordfish" not in answer.out + answer.err
    assert "firsthand:PASSWORD@" in answer.out


TABLES = """
import os
os.environ |= {"DJANGO_SETTINGS_MODULE": "firsthand.config.settings", "FIRSTHAND_DATA": data}
from firsthand.doors.preparing import prepared
prepared(new=True, existing=False)
from firsthand.ground.studies.models import Study
say(Study.objects.count())
"""


def test_a_row_that_comes_out_other_than_it_went_in_stops_the_move(files: Path, tmp_path: Path) -> None:
    there = elsewhere(tmp_path)
    assert said(TABLES, data=str(tmp_path / "made"), env=there) == 0
    name = there["FIRSTHAND_DATABASE"].rpartition("/")[2]
    ask(
        "CREATE FUNCTION other_than_it_was() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.start := NEW.start + 1; RETURN NEW; END $$; "
        "CREATE TRIGGER bad BEFORE INSERT ON coding_coding FOR EACH ROW EXECUTE FUNCTION other_than_it_was()",
        name,
    )
    refused(firsthand(files, "move", "--to", there["FIRSTHAND_DATABASE"], env=IN_FILES), "coding_coding")
    assert rows(there) == 0


@pytest.mark.slow
def test_a_move_that_is_killed_leaves_the_source_and_nothing_half_done(files: Path, tmp_path: Path) -> None:
    whole: dict[str, Any] = done(files, "verify", "--json", env=IN_FILES).json
    random, last = Random(os.environ.get("FIRSTHAND_SEED", "moved")), 3.0
    for number in range(KILLS):
        env = {"FIRSTHAND_DATABASE": address(made_for(tmp_path / f"to-{number}"))}
        folder = tmp_path / f"folder-{number}"
        to = env["FIRSTHAND_DATABASE"] if number % 2 == 0 else str(folder)
        moving = subprocess.Popen(
            [sys.executable, "-m", "firsthand.doors.commands", "--data", files, "move", "--to", to],
            env=clean() | IN_FILES, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(random.uniform(0.5, last))
        moving.send_signal(signal.SIGKILL)
        killed = moving.wait() == -signal.SIGKILL
        again = firsthand(files, "move", "--to", to, "--json", env=IN_FILES)
        if again.status == 0:
            assert killed
            assert again.json["counts"] == whole["counts"]
        else:  # it was done, or nearly: what is there is said to be there
            refused(again, "not empty" if number % 2 == 0 else "already")
        assert done(files, "verify", "--json", env=IN_FILES).json == whole
        assert not list(folder.glob(".scratch-*"))


def test_before_its_tables_are_changed_a_server_is_backed_up_as_it_was(data: Path, tmp_path: Path) -> None:
    """Of an earlier version, whose tables are fewer: in the copy are those and no others, and it comes back."""
    as_it_was = done(data, "trail", "--json").out
    around = {"FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "media", "0001", "-v", "0"],
        env=clean(data) | around,
        check=True,
    )
    assert done(data, "verify", "--json").json["sound"] is True
    (kept,) = data.glob("before-upgrade*.backup")
    new = tmp_path / "new"
    new.mkdir()
    with zipfile.ZipFile(kept) as bundle:
        bundle.extract("firsthand.sqlite3", new)
    with closing(sqlite3.connect(new / "firsthand.sqlite3")) as copy:
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
        assert "media_medium" in tables
        assert "media_arrival" not in tables
        refusing = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        assert refusing == {"trail_no_update", "trail_no_delete"}
    done(data, "undo")
    done(data, "restore", kept)
    assert done(data, "trail", "--json").out == as_it_was
    assert done(data, "verify", "--json").json["sound"] is True
