"""Data of every earlier schema comes up to today's whole: opened, restored, cut short, failed or taken back."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from commands import clean, done, firsthand
from museum import NAMES, SCHEMAS, TOLD, held, standing
from on_postgresql import asked

pytestmark = pytest.mark.process

ALL = bool(os.environ.get("FIRSTHAND_SCHEMAS"))
LATE = "13-kits-and-log"  # a few steps behind
DATA, KEYRING = "firsthand.sqlite3", "keyring.sqlite3"
EARLY = "02-rules-and-revisions"
MOMENTS = 20 if ALL else 2
KILLED = str(Path(__file__).parent.parent / "killed_upgrade.py")


@pytest.mark.parametrize("name", NAMES if ALL else [NAMES[0], LATE])
def test_an_earlier_schema_is_opened_and_nothing_of_it_is_lost(name: str, tmp_path: Path) -> None:
    folder = standing(name, tmp_path / "data")
    before = held(folder)
    assert len(before.words) > 10
    assert len(before.codings) > 3
    done(folder, "sources")
    assert before.missing_in(held(folder)) == []
    assert held(folder).migrations > before.migrations or name == NAMES[-1]
    told = done(folder, "verify", "--json").json
    assert told["sound"] is True
    assert told["counts"]["codings"] == len(before.codings)
    assert told["counts"]["entries"] == len(before.entries)


@pytest.mark.parametrize("name", NAMES if ALL else [LATE])
def test_a_backup_of_an_earlier_schema_is_brought_back(name: str, tmp_path: Path) -> None:
    before = held(standing(name, tmp_path / "was"))
    done(tmp_path / "data", "restore", SCHEMAS / f"{name}.backup")
    assert before.missing_in(held(tmp_path / "data")) == []
    assert done(tmp_path / "data", "verify", "--json").json["sound"] is True


def test_the_comparison_itself_finds_what_is_missing_or_altered(tmp_path: Path) -> None:
    folder = standing(LATE, tmp_path / "data")
    before = held(folder)
    for statement in (
        "UPDATE coding_coding SET start = start + 1 WHERE id = (SELECT id FROM coding_coding ORDER BY 1 LIMIT 1)",
        "DELETE FROM memos_memo",
        "DELETE FROM vault_sealed WHERE id = (SELECT id FROM vault_sealed ORDER BY 1 LIMIT 1)",
    ):
        asked(folder, DATA, statement)
    found = before.missing_in(held(folder))
    assert sorted({one.split()[0] for one in found}) == ["coding", "rows", "words"]


def killed(folder: Path, at: object = "", *how: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, KILLED, str(folder), str(at), *how]
    return subprocess.run(argv, env=clean(folder), capture_output=True, text=True, check=False)


def test_ended_at_any_moment_the_next_start_brings_it_up_to_date(tmp_path: Path) -> None:
    name = EARLY if ALL else LATE
    total = int(killed(standing(name, tmp_path / "whole")).stdout)
    assert total > 20
    for number in range(MOMENTS):
        folder = standing(name, tmp_path / f"{number}")
        before = held(folder)
        at = 1 + (number * 2 + 1) * total // (2 * MOMENTS)
        assert killed(folder, at).returncode == -signal.SIGKILL
        half = held(folder)
        assert half.migrations == before.migrations, "tables of half an upgrade"
        assert before.missing_in(half) == []
        done(folder, "sources")
        assert before.missing_in(held(folder)) == []
        if ALL or number == MOMENTS - 1:
            assert done(folder, "verify", "--json").json["sound"] is True
        assert len(list(folder.glob("before-upgrade-*.backup"))) == 1
        assert [path for path in folder.glob(".*") if path.is_dir() and any(path.glob("*.sqlite3"))] == []


def test_as_django_does_it_by_itself_it_would_be_half_done(tmp_path: Path) -> None:
    """The twin: ended between a migration's tables and its note, and never opened again."""
    folder = standing(EARLY, tmp_path / "data")
    assert killed(folder, "note", "plain").returncode == -signal.SIGKILL
    answer = firsthand(folder, "sources")
    assert answer.status == 1
    assert "could not be brought up to date" in answer.err


def test_an_upgrade_that_fails_changes_nothing_and_says_so(tmp_path: Path) -> None:
    folder = standing(LATE, tmp_path / "data")
    asked(folder, DATA, "CREATE TABLE gifts_gift (id integer)")  # in the way of the last migration
    before = held(folder)
    for _ in range(2):
        answer = firsthand(folder, "sources")
        assert answer.status == 1
        assert "Nothing was changed" in answer.err
    after = held(folder)
    assert (after.migrations, before.missing_in(after)) == (before.migrations, [])
    assert list(folder.glob("before-upgrade-*")) == []


@pytest.mark.parametrize("how", ["between", "refused"])
def test_cut_short_between_the_two_databases_it_says_so_keeps_the_backup_and_goes_on(
    tmp_path: Path, how: str
) -> None:
    folder = standing(LATE, tmp_path / "data")
    before = held(folder)
    ended = killed(folder, how)
    if how == "refused":
        assert "as a whole" in ended.stderr, ended.stderr
        assert "Nothing was changed" not in ended.stderr
        assert "goes on" in killed(folder, how).stderr, "also where it fails again"
    assert held(folder).migrations == before.migrations
    noted = "SELECT count(*) FROM django_migrations"
    assert asked(folder, KEYRING, noted) > [(len(before.migrations),)], "the keyring is done"
    (kept,) = folder.glob("before-upgrade-*.backup")
    assert done(folder, "upgrade", "--json").json["backup"] == str(kept)
    assert list(folder.glob("before-upgrade-*.backup")) == [kept]
    assert before.missing_in(held(folder)) == []
    done(folder, "upgrade", "--roll-back")
    assert held(folder).migrations == before.migrations
    assert asked(folder, KEYRING, noted) == [(len(before.migrations),)]


@pytest.mark.parametrize(
    ("file", "harm", "says"),
    [
        (KEYRING, "DELETE FROM keyring_textkey WHERE id = (SELECT id FROM keyring_textkey ORDER BY 1 LIMIT 1)", "keys"),
        (DATA, "ALTER TABLE coding_coding RENAME TO coding_lost", "No backup could be made"),
    ],
)  # fmt: skip
def test_where_no_backup_can_be_made_nothing_is_upgraded(
    tmp_path: Path, file: str, harm: str, says: str
) -> None:
    folder = standing(LATE, tmp_path / "data")
    before = asked(folder, DATA, "SELECT app, name FROM django_migrations ORDER BY id")
    asked(folder, file, harm)
    for words in (("upgrade",), ("sources",)):
        answer = firsthand(folder, *words)
        assert (answer.status, says in answer.err, "Traceback" in answer.err) == (1, True, False), answer.err
    assert asked(folder, DATA, "SELECT app, name FROM django_migrations ORDER BY id") == before
    assert list(folder.glob("before-upgrade-*")) == []


def test_an_upgrade_is_said_before_done_and_taken_back(tmp_path: Path) -> None:
    folder = standing(LATE, tmp_path / "data")
    before = held(folder)
    plan = done(folder, "upgrade", "--check", "--json").json
    assert plan["due"] is True
    assert held(folder).migrations == before.migrations
    assert done(folder, "upgrade", "--json").json["backup"]
    assert done(folder, "upgrade", "--check", "--json").json["due"] is False
    ((found,),) = asked(
        folder, KEYRING, "SELECT id FROM keyring_textkey WHERE box IS NOT NULL ORDER BY 1 LIMIT 1"
    )
    destroyed = f"UPDATE keyring_textkey SET box = NULL, destroyed_at = '2026-01-01' WHERE id = '{found}'"  # noqa: S608
    asked(folder, KEYRING, destroyed)
    gone = UUID(str(found)).hex
    done(folder, "upgrade", "--roll-back")
    back = held(folder)
    assert back.migrations == before.migrations
    lost = [one for one in before.missing_in(back) if one != f"words {gone}"]
    assert (lost, gone in back.words) == ([], False)
    assert firsthand(folder, "upgrade", "--roll-back").status == 1


def test_taking_an_upgrade_back_says_what_people_said_since(tmp_path: Path) -> None:
    folder = standing(LATE, tmp_path / "data")
    done(folder, "upgrade")
    person = done(folder, "participants", "--json").json["participants"][0]["label"]
    done(folder, "consent", "set", "--participant", person, "--scope", "quotes=none")
    told = done(folder, "upgrade", "--roll-back").out
    assert "NOT in it: 1 answers" in told
    (was,) = folder.glob("before-roll-back-*.backup")
    assert str(was) in told


FIRST, SECOND = "a first long passphrase", "a second long passphrase"
PUT = {  # a row of each kind of key, before the upgrade
    "keyring_privatekey": "(id, box) SELECT study_id, box FROM keyring_wrap LIMIT 1",
    "keyring_potkey": "(id, public, box) SELECT study_id, box, box FROM keyring_wrap LIMIT 1",
    "keyring_letterkey": "(letter_id, study_id, box) SELECT study_id, study_id, box FROM keyring_wrap LIMIT 1",
}
DESTROYED = (
    "UPDATE keyring_privatekey SET box = NULL", "UPDATE keyring_potkey SET box = NULL",
    "DELETE FROM keyring_letterkey", "DELETE FROM keyring_sliplock",
)  # fmt: skip


def test_taking_an_upgrade_back_brings_no_key_again_and_locks_nobody_out(tmp_path: Path) -> None:
    folder = standing(NAMES[-1], tmp_path / "data")
    members = {one["name"]: one for one in done(folder, "member", "list", "--json").json["members"]}
    lead = next(name for name, one in members.items() if one["role"] == "lead")
    taken = done(folder, "unlock", "--take", "--as", lead, said=f"{FIRST}\n" * 2)
    done(folder, "upgrade", "--roll-back")
    assert asked(folder, KEYRING, "SELECT count(*) FROM keyring_lock") == [(2,)], "the secret came after"
    for table, rows in PUT.items():
        asked(folder, KEYRING, f"INSERT INTO {table} {rows}")
    assert done(folder, "upgrade", "--json").json["backup"]
    code = re.search(r"\b(?:[0-9A-Z]{4,6}-){3,}[0-9A-Z]{4,6}\b", taken.out + taken.err)
    assert code is not None, taken
    done(folder, "unlock", "--recovery", "--as", lead, said=f"{code[0]}\n{SECOND}\n{SECOND}\n")
    for statement in DESTROYED:
        asked(folder, KEYRING, statement)
    done(folder, "upgrade", "--roll-back")
    for table in ("keyring_privatekey", "keyring_potkey"):
        assert asked(folder, KEYRING, f"SELECT count(*), count(box) FROM {table}") == [(1, 0)], table  # noqa: S608
    for table in ("keyring_letterkey", "keyring_sliplock"):
        assert asked(folder, KEYRING, f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608
    assert "opens nothing here" in firsthand(folder, "unlock", "--as", lead, said=f"{FIRST}\n").err
    done(folder, "unlock", "--as", lead, said=f"{SECOND}\n")


@pytest.mark.embedded("A file that is missing is one of the folder's.")
def test_asking_what_would_be_done_makes_nothing_where_something_is_missing(tmp_path: Path) -> None:
    folder = standing(LATE, tmp_path / "data")
    for name in (KEYRING, DATA):
        (folder / name).rename(folder / "aside")
        for how in ("--check", "--roll-back"):
            answer = firsthand(folder, "upgrade", how)
            assert (answer.status, f"{name} is missing" in answer.err) == (1, True), answer.err
        assert not (folder / name).exists()
        (folder / "aside").rename(folder / name)
    assert done(folder, "upgrade", "--check", "--json").json["due"] is True


@pytest.mark.parametrize("row", [("coding", "9999_of_the_future"), ("of_the_future", "0001_initial")])
def test_data_of_a_newer_version_is_refused(tmp_path: Path, row: tuple[str, str]) -> None:
    folder = standing(NAMES[-1], tmp_path / "data")
    done(folder, "sources")
    app, migration = row
    values = f"VALUES ('{app}', '{migration}', '2030-01-01')"
    asked(folder, DATA, f"INSERT INTO django_migrations (app, name, applied) {values}")
    for words in (("sources",), ("serve", "--no-open", "--port", "0"), ("upgrade",)):
        answer = firsthand(folder, *words)
        assert (answer.status, "newer version" in answer.err) == (1, True)


def test_what_is_served_is_not_changed_beneath_it(tmp_path: Path) -> None:
    from filelock import FileLock

    folder = standing(LATE, tmp_path / "data")
    before = held(folder)
    with FileLock(folder / "serving.lock"):
        answer = firsthand(folder, "sources", env={"FIRSTHAND_DATA": str(folder)})
        assert (answer.status, "already" in answer.err) == (1, True)
    assert held(folder).migrations == before.migrations


def test_a_release_whose_schema_is_another_has_an_entry_in_the_museum(tmp_path: Path) -> None:
    """After a release: `python -m tools.museum NAME`, before its migrations are followed by others."""
    from firsthand import __version__

    newest = held(standing(NAMES[-1], tmp_path / "data")).migrations
    migrations = (Path(__file__).parents[2] / "src" / "firsthand").rglob("migrations/0*.py")
    ours = {path.stem for path in migrations}
    if not ours <= {name for _app, name in newest}:
        assert TOLD[NAMES[-1]]["version"] == __version__, (
            "this version's schema is not in tests/data/schemas yet"
        )


def test_entries_are_small_and_tell_where_they_are_from() -> None:
    assert len(NAMES) >= 13
    for name in NAMES:
        assert (SCHEMAS / f"{name}.backup").stat().st_size < 150_000
        assert TOLD[name]["commit"]
        assert json.dumps(TOLD[name]["left_out"])
