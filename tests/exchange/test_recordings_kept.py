"""No byte of a recording is at rest in the clear; backups carry it; what is missing of it is found."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request
from uuid import uuid4

import pytest

from commands import done, firsthand
from exchange.test_keeping import MARKER, found_in
from exchange.test_marker_while_serving import Site, site  # noqa: F401 (a fixture)
from on_postgresql import asked, on_postgresql
from sounds import long_wav

pytestmark = pytest.mark.process

PIECE = 1024 * 1024
NOTHING = "decode(repeat('00', length(box)), 'hex')" if on_postgresql() else "zeroblob(length(box))"
SOUND = long_wav(3 * PIECE + 5_000, MARKER.encode())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source with a recording that has a marker in each of its pieces but the last."""
    folder = tmp_path_factory.mktemp("recordings")
    (folder / "talk.txt").write_text("Tea first.", "utf-8")
    (folder / f"{MARKER}.wav").write_bytes(SOUND)
    data = folder / "data"
    done(data, "init", "--study", "Kept")
    done(data, "import", folder / "talk.txt")
    done(data, "recording", "add", folder / f"{MARKER}.wav", "--source", "S1")
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data"))


def recordings(data: Path) -> list[tuple[str, int]]:
    listed = done(data, "recording", "list", "--source", "S1", "--json").json["recordings"]
    return [(one["name"], one["bytes"]) for one in listed]


def test_no_byte_of_it_is_in_the_folder_or_in_a_backup_which_brings_it_back(
    data: Path, tmp_path: Path
) -> None:
    backup, new = tmp_path / "kept.backup", tmp_path / "new"
    done(data, "backup", backup)
    shutil.copy(backup, data)
    shutil.copy(f"{backup}.keys", data)
    assert found_in(data) == []
    done(new, "restore", backup)
    assert recordings(new) == recordings(data) == [(f"{MARKER}.wav", len(SOUND))]
    looked = done(new, "verify", "--json").json
    assert (looked["sound"], looked["counts"]["pieces of recordings and pictures"]) == (True, 4)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("DELETE FROM vault_sealed", "which is not there"),
        ("UPDATE vault_sealed SET box = " + NOTHING, "does not open"),  # noqa: S608
    ],
)
def test_a_piece_that_is_missing_or_altered_is_found(data: Path, harm: str, says: str) -> None:
    long = f"SELECT id FROM vault_sealed WHERE length(box) BETWEEN {PIECE} AND {2 * PIECE} ORDER BY 1"  # noqa: S608
    pieces = asked(data, "firsthand.sqlite3", long)
    assert len(pieces) == 3
    asked(data, "firsthand.sqlite3", f"{harm} WHERE id = '{pieces[1][0]}'")
    answer = firsthand(data, "verify", "--json")
    assert answer.status == 1
    assert any(says in fault for fault in answer.json["faults"]), answer.out


def test_removed_and_brought_back_it_is_whole(data: Path) -> None:
    done(data, "undo")
    assert recordings(data) == []
    done(data, "redo")
    assert recordings(data) == [(f"{MARKER}.wav", len(SOUND))]
    assert done(data, "verify", "--json").json["sound"] is True


def test_what_cannot_be_kept_is_said_in_a_sentence(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").write_bytes(b"")
    (tmp_path / "words.mp3").write_text("These are words, whatever the name says.")
    for name, says in (
        ("empty.mp3", "is empty"), ("words.mp3", "words.mp3 is no sound"), ("none.mp3", "There is no file"),
    ):  # fmt: skip
        answer = firsthand(data, "recording", "add", tmp_path / name, "--source", "S1")
        assert (answer.status, says in answer.err) == (1, True), answer.err
    assert asked(data, "firsthand.sqlite3", "SELECT count(*) FROM media_arrival") == [(0,)]


class Sender(Site):
    """Sends a file as the page's script does."""

    def put(self, path: str, body: bytes) -> None:
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken") or ""
        headers = {"Content-Type": "audio/wav", "X-CSRFToken": token, "Referer": self.address + path}
        self._open(Request(self.address + path, body, headers, method="PUT"))


def test_while_it_comes_in_and_is_played_no_byte_of_it_is_in_any_file(site: Site, tmp_path: Path) -> None:  # noqa: F811
    talk = tmp_path / "talk.txt"
    talk.write_text("Tea first.", "utf-8")
    (source,) = done(site.data, "import", talk, "--json").json["imported"]
    sender = Sender(site.address, site.data, site.temporary)
    sender.get(f"/s/kept/sources/{source['id']}/details/")
    arrival = uuid4()
    for index in range(4):
        sender.put(f"/api/s/kept/arrivals/{arrival}/{index}", SOUND[index * PIECE : (index + 1) * PIECE])
        assert found_in(site.data) == found_in(site.temporary) == []
    kept = sender.send(
        f"/api/s/kept/sources/{source['id']}/media", arrival=str(arrival), name=f"{MARKER}.wav"
    )
    heard = list(played(sender, f"/s/kept/media/{kept['medium']}/"))
    assert b"".join(heard) == SOUND
    # By a form too, which brings the whole of it at once.
    sender.upload(f"/s/kept/sources/{source['id']}/media/", f"{MARKER}.wav", SOUND)
    assert [one["bytes"] for one in listed(site)] == [len(SOUND)] * 2
    assert found_in(site.data) == found_in(site.temporary) == []
    assert MARKER not in (site.data / "server.log").read_text()


def listed(site: Site) -> list[dict[str, object]]:  # noqa: F811
    found: list[dict[str, object]] = done(site.data, "recording", "list", "--source", "S1", "--json").json[
        "recordings"
    ]
    return found


def played(sender: Sender, path: str) -> Iterator[bytes]:
    """The whole of it as a player asks for it."""
    from urllib.request import HTTPCookieProcessor, build_opener

    opener, at = build_opener(HTTPCookieProcessor(sender.jar)), 0
    while at < len(SOUND):
        with opener.open(Request(sender.address + path, headers={"Range": f"bytes={at}-"})) as answer:
            assert answer.status == 206
            part = answer.read()
        yield part
        at += len(part)
