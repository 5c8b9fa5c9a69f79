"""Firsthand does not start where an answered write could be lost: each wrong setting is made, and refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from commands import done, firsthand
from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import folder, footing, places
from firsthand.exchange.keeping.footing import Grade
from on_postgresql import asked, on_postgresql

MOUNTS = (
    "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n"
    "fileserver:/export /srv/team\\040files nfs4 rw,vers=4.2 0 0\n//nas/x /mnt/nas cifs rw 0 0\n"
    "me@there: /home/lea/there fuse.sshfs rw 0 0\n"
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("sound") / "data"
    done(data, "init", "--study", "Sound")
    return data


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    shutil.copytree(small, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def setting(db: None) -> Iterator[object]:
    """Sets a pragma of the connection that is open, and puts it back."""
    before: list[tuple[str, str, object]] = []

    def wrong(alias: str, name: str, value: str) -> None:
        with connections[alias].cursor() as cursor:
            before.append((alias, name, cursor.execute(f"PRAGMA {name}").fetchone()[0]))
            cursor.execute(f"PRAGMA {name}={value}")

    yield wrong
    for alias, name, value in reversed(before):
        with connections[alias].cursor() as cursor:
            cursor.execute(f"PRAGMA {name}={value}")


@pytest.mark.django_db(databases=["default", "keyring"], transaction=True)
@pytest.mark.skipif(on_postgresql(), reason="is about SQLite’s settings")
@pytest.mark.parametrize(
    ("name", "value"),
    [("synchronous", "1"), ("synchronous", "0"), ("secure_delete", "0"), ("foreign_keys", "0"), ("temp_store", "1")],
)  # fmt: skip
@pytest.mark.parametrize("alias", ["default", "keyring"])
def test_a_setting_of_sqlite_that_could_lose_something_is_refused(
    setting: object, alias: str, name: str, value: str
) -> None:
    footing.refuse_unsound()
    setting(alias, name, value)  # type: ignore[operator]
    with pytest.raises(Problem, match=f"does not keep {name}"):
        footing.refuse_unsound()


@pytest.mark.embedded
@pytest.mark.process
def test_a_missing_store_is_never_made_anew(data: Path) -> None:
    for name in (DATA_FILE, KEYRING_FILE):
        (data / name).rename(data / "aside")
        for word in ("serve", "verify"):
            said = firsthand(data, word, *(["--no-open", "--port", 0] if word == "serve" else []))
            assert said.status == 1
            assert "is missing" in said.err
        said = firsthand(data, "doctor", "--json")
        assert said.status == 1
        assert any("is not there" in one["sentence"] for one in said.json["findings"])
        assert not (data / name).exists()
        (data / "aside").rename(data / name)
    done(data, "verify")


@pytest.mark.process
def test_what_a_newer_program_kept_is_not_touched(data: Path) -> None:
    later = "INSERT INTO django_migrations (app, name, applied) VALUES ('coding', '9999_later', '2030-01-01')"
    asked(data, DATA_FILE, later)
    said = firsthand(data, "serve", "--no-open", "--port", 0)
    assert said.status == 1
    assert "newer version of Firsthand" in said.err
    told = firsthand(data, "doctor", "--json")
    assert told.status == 1
    assert "default schema" in [one["name"] for one in told.json["findings"] if one["grade"] == "refused"]


@pytest.mark.embedded("A folder that some program copies harms the files of rows that lie in it.")
@pytest.mark.process
def test_a_folder_that_another_program_copies_is_refused(data: Path) -> None:
    (data.parent / ".stfolder").mkdir()
    said = firsthand(data, "serve", "--no-open", "--port", 0)
    assert said.status == 1
    assert "Syncthing" in said.err


@pytest.mark.process
@pytest.mark.embedded("From files into files.")
def test_nor_is_anything_moved_into_such_a_folder(data: Path, tmp_path: Path) -> None:
    (tmp_path / "copied" / ".stfolder").mkdir(parents=True)
    answer = firsthand(data, "move", "--to", tmp_path / "copied" / "there")
    assert (answer.status, "Syncthing" in answer.err) == (1, True), answer.err
    assert not (tmp_path / "copied" / "there").exists()
    done(data, "move", "--to", tmp_path / "there")
    assert done(tmp_path / "there", "verify", "--json").json["sound"] is True
    assert list((tmp_path / "there").glob(".*")) == []


def test_folders_on_a_network_and_in_clouds_are_known(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, "utf-8")
    for path, kind in (
        ("/srv/team files/data", "nfs4"),
        ("/mnt/nas/data", "cifs"),
        ("/home/lea/there", "fuse.sshfs"),
    ):
        assert places.network(Path(path), mounts) == f"a network file system ({kind})"
    for path in ("/srv/team", "/home/lea", "/mnt/nasty/data"):
        assert places.network(Path(path), mounts) is None
    for mark in (".dropbox", ".nextcloudsync.log", ".sync_ab12.db", ".owncloudsync.log"):
        (tmp_path / "cloud" / "deep").mkdir(parents=True, exist_ok=True)
        (tmp_path / "cloud" / mark).write_text("")
        assert places.synchronised(tmp_path / "cloud" / "deep")
        (tmp_path / "cloud" / mark).unlink()
        assert places.synchronised(tmp_path / "cloud" / "deep") is None
    (tmp_path / ".dropbox").mkdir()  # as in a home, where that program keeps its own settings
    assert places.synchronised(tmp_path / "cloud" / "deep") is None
    assert places.synchronised(tmp_path / "OneDrive - Team" / "data")


@pytest.mark.process
def test_a_second_server_is_refused(data: Path) -> None:
    from filelock import FileLock

    with FileLock(data / folder.LOCK_FILE):
        said = firsthand(data, "serve", "--no-open", "--port", 0)
    assert said.status == 1
    assert "already" in said.err


@pytest.mark.process
def test_the_doctor_says_how_it_is_in_counts_and_versions(data: Path) -> None:
    (data / "warnings.log").write_text('{"event": "x"}\n' * 3, "utf-8")
    said = done(data, "doctor", "--json").json
    assert said["well"]
    assert said["counts"] == {"studies": 1, "entries": 1, "sources": 0}
    grades = {one["name"]: one["grade"] for one in said["findings"]}
    assert grades["backup"] == grades["warnings"] == "care"
    assert "Sound" not in json.dumps(said)
    done(data, "backup", data.parent / "one.backup")
    after = {one["name"]: one["grade"] for one in done(data, "doctor", "--read", "--json").json["findings"]}
    assert after["backup"] == after["warnings"] == "good"
    (data / "backups.json").unlink()  # a copy of the keyring alone, as from before an upgrade, is no backup
    assert {one["name"]: one["grade"] for one in done(data, "doctor", "--json").json["findings"]}[
        "backup"
    ] == "care"
    (data / "secret").chmod(0o644)
    told = firsthand(data, "doctor")
    assert told.status == 1
    assert "chmod 600" in told.err


def test_what_asks_for_care_is_said_and_does_not_refuse() -> None:
    said = dict(footing._worth_care({"wal_recycle": "on", "data_checksums": "off"}))
    assert set(said) == {Grade.CARE}
    assert list(footing._losing({"server_encoding": "UTF8", "fsync": "on"})) == []
