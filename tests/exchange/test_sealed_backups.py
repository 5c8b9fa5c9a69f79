"""Backups sealed to a recipient of age: nothing opens without the identity, and whatever was altered is refused."""

from __future__ import annotations

import os
import random
import shutil
import stat
from pathlib import Path

import pytest

from commands import done, firsthand
from exchange.test_keeping import MARKER, data, found_in, made
from on_postgresql import NOTE

pytestmark = pytest.mark.process

__all__ = ["data", "made"]

FULL = bool(os.environ.get("FIRSTHAND_DAMAGED"))
CUTS, FLIPS = (50, 200) if FULL else (6, 12)
SEED = int(os.environ.get("FIRSTHAND_SEED", "1"))
WRONG_KEY = 3


@pytest.fixture(scope="module")
def sealed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sealed backup, the identity that opens it, and another's."""
    folder = tmp_path_factory.mktemp("sealed")
    recipient = done(made, "backup-key", "new", folder / "identity", "--json").json["recipient"]
    done(made, "backup-key", "new", folder / "another")
    told = done(made, "backup", folder / "kept", "--to-age", recipient, "--json").json
    assert (Path(told["data"]), Path(told["keys"])) == (folder / "kept.age", folder / "kept.keys.age")
    assert told["opened"] > 5
    return folder


def test_a_sealed_backup_comes_back_with_its_identity_into_an_empty_folder(
    made: Path, sealed: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    done(new, "restore", sealed / "kept.age", "--identity", sealed / "identity")
    assert done(new, "codings", "--json").json == done(made, "codings", "--json").json
    assert done(new, "verify", "--json").json["sound"] is True
    assert [path.name for path in new.iterdir() if path.name.startswith(".") and path.name != NOTE] == []


def test_nothing_but_what_is_sealed_leaves_the_data_folder(made: Path, sealed: Path) -> None:
    assert sorted(path.name for path in sealed.iterdir()) == [
        "another",
        "identity",
        "kept.age",
        "kept.keys.age",
    ]
    for name in ("kept.age", "kept.keys.age"):
        raw = (sealed / name).read_bytes()
        assert raw.startswith(b"age-encryption.org/v1\n")
        assert b"PK\x03\x04" not in raw
        assert b"manifest.json" not in raw
    assert (made / "secret").read_text().strip().encode() not in (sealed / "kept.keys.age").read_bytes()
    assert found_in(sealed) == []
    assert MARKER not in "".join(path.name for path in made.rglob("*"))
    assert [
        path.name for path in made.iterdir() if path.name.startswith((".", "new.")) and path.name != NOTE
    ] == []


def test_what_opens_backups_is_its_owners_alone_and_never_written_over(made: Path, sealed: Path) -> None:
    assert stat.S_IMODE((sealed / "identity").stat().st_mode) == 0o600
    assert stat.S_IMODE((sealed / "kept.keys.age").stat().st_mode) == 0o600
    before = (sealed / "identity").read_bytes()
    assert "never written over" in firsthand(made, "backup-key", "new", sealed / "identity").err
    assert (sealed / "identity").read_bytes() == before


def test_another_identity_opens_nothing_and_says_so_by_a_status_of_its_own(
    sealed: Path, tmp_path: Path
) -> None:
    answer = firsthand(tmp_path / "new", "restore", sealed / "kept.age", "--identity", sealed / "another")
    assert answer.status == WRONG_KEY
    assert "does not open" in answer.err
    answer = firsthand(tmp_path / "new", "restore", sealed / "kept.age")
    assert answer.status == 1
    assert "--identity" in answer.err
    assert not (tmp_path / "new" / "firsthand.sqlite3").exists()


def test_an_identity_may_be_sealed_with_a_passphrase_itself(made: Path, tmp_path: Path) -> None:
    identity = tmp_path / "identity"
    words = "correct horse\ncorrect horse\n"
    recipient = done(made, "backup-key", "new", identity, "--passphrase", "--json", said=words).json[
        "recipient"
    ]
    assert b"AGE-SECRET-KEY" not in identity.read_bytes()
    done(made, "backup", tmp_path / "kept", "--to-age", recipient)
    ask = ("restore", tmp_path / "kept.age", "--identity", identity)
    assert firsthand(tmp_path / "new", *ask, said="wrong\n").status == WRONG_KEY
    done(tmp_path / "new", *ask, said="correct horse\n")
    assert done(tmp_path / "new", "verify", "--json").json["sound"] is True


def test_what_is_no_recipient_is_refused_before_anything_is_written(made: Path, tmp_path: Path) -> None:
    answer = firsthand(made, "backup", tmp_path / "kept", "--to-age", "age1hello")
    assert (answer.status, "no recipient" in answer.err) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_called_sealed_that_is_not(made: Path, sealed: Path, tmp_path: Path) -> None:
    answer = firsthand(made, "backup", tmp_path / "kept.age")
    assert (answer.status, "nobody is named" in answer.err) == (1, True)
    assert list(tmp_path.iterdir()) == []
    assert done(made, "backup", tmp_path / "plain", "--json").json["sealed"] is False
    recipient = (sealed / "identity").read_text().splitlines()[0].removeprefix("# recipient: ")
    assert done(made, "backup", tmp_path / "kept.age", "--to-age", recipient, "--json").json["sealed"] is True


def test_backups_are_sealed_to_the_recipient_that_is_set(made: Path, sealed: Path, tmp_path: Path) -> None:
    recipient = (sealed / "identity").read_text().splitlines()[0].removeprefix("# recipient: ")
    done(made, "backup", tmp_path / "kept", env={"FIRSTHAND_BACKUP_RECIPIENT": recipient})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.age", "kept.keys.age"]


def damaged(raw: bytes, choose: random.Random) -> list[bytes]:
    """Cut short at places, and with a bit turned at others; each differs from what it was."""
    ends = [0, 1, len(raw) - 1, len(raw) - 16, *(choose.randrange(len(raw)) for _ in range(CUTS - 4))]
    found = [raw[:end] for end in ends]
    for _ in range(FLIPS):
        turned = bytearray(raw)
        turned[choose.randrange(len(raw))] ^= 1 << choose.randrange(8)
        found.append(bytes(turned))
    return found


@pytest.mark.parametrize("name", ["kept.age", "kept.keys.age"])
def test_every_truncation_and_every_turned_bit_is_refused(sealed: Path, tmp_path: Path, name: str) -> None:
    from firsthand.core.problems import Problem
    from firsthand.exchange.keeping import age

    choose = random.Random(SEED)
    identities = age.identities_in(sealed / "identity")
    raw = (sealed / name).read_bytes()
    age.open_to(sealed / name, tmp_path / "whole", identities)
    for number, bad in enumerate(damaged(raw, choose)):
        file, target = tmp_path / f"{number}.age", tmp_path / f"{number}.opened"
        file.write_bytes(bad)
        with pytest.raises(Problem):
            age.open_to(file, target, identities)
        assert not target.exists()
    assert number + 1 == CUTS + FLIPS


def test_a_check_that_trusts_what_came_so_far_would_take_a_backup_that_was_cut_short(
    sealed: Path, tmp_path: Path
) -> None:
    """The twin: whoever keeps what was opened before the fault holds the beginning of a file, and takes it for one."""
    import pyrage

    from firsthand.exchange.keeping import age

    whole = tmp_path / "large"
    whole.write_bytes(os.urandom(200_000))
    recipient = (sealed / "identity").read_text().splitlines()[0].removeprefix("# recipient: ")
    age.seal(whole, tmp_path / "large.age", [recipient])
    cut = tmp_path / "cut.age"
    cut.write_bytes((tmp_path / "large.age").read_bytes()[:150_000])
    with (
        cut.open("rb") as source,
        (tmp_path / "opened").open("wb") as target,
        pytest.raises(OSError, match=r"\w"),
    ):
        pyrage.decrypt_io(source, target, age.identities_in(sealed / "identity"))
    assert (tmp_path / "opened").stat().st_size > 100_000


def test_a_damaged_sealed_backup_changes_nothing_in_the_folder(
    data: Path, sealed: Path, tmp_path: Path
) -> None:
    for name in ("kept.age", "kept.keys.age"):
        shutil.copy(sealed / name, tmp_path / name)
    raw = bytearray((tmp_path / "kept.age").read_bytes())
    raw[-200] ^= 1
    (tmp_path / "kept.age").write_bytes(raw)
    before = done(data, "codings", "--json").json
    answer = firsthand(data, "restore", tmp_path / "kept.age", "--identity", sealed / "identity")
    assert (answer.status, "damaged" in answer.err) == (1, True)
    assert done(data, "codings", "--json").json == before


def test_a_newer_copy_of_the_keys_opens_an_older_backup(data: Path, sealed: Path, tmp_path: Path) -> None:
    done(data, "backup", tmp_path / "old.backup")
    done(data, "undo")
    done(data, "backup", tmp_path / "newer.backup")
    (tmp_path / "old.backup.keys").unlink()
    new = tmp_path / "new"
    done(new, "restore", tmp_path / "old.backup", "--keys", tmp_path / "newer.backup.keys")
    assert len(done(new, "codings", "--json").json["codings"]) == 1
    assert done(new, "verify", "--json").json["sound"] is True


def test_a_sealed_copy_of_the_keys_is_known_when_words_are_taken_out(
    data: Path, sealed: Path, tmp_path: Path
) -> None:
    recipient = (sealed / "identity").read_text().splitlines()[0].removeprefix("# recipient: ")
    for number in range(3):
        done(data, "backup", tmp_path / f"{number}.backup", "--to-age", recipient)
    done(data, "backup", tmp_path / "3.backup", "--to-age", recipient, "--keyring-keep", "2")
    assert sorted(path.name for path in tmp_path.glob("*.keys.age")) == [
        "2.backup.keys.age", "3.backup.keys.age",
    ]  # fmt: skip
