"""A backup from before somebody's words were taken out comes back without them, and everything adds up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commands import done
from exchange.test_words_taken_out import GROUP, MARKER, MEMO, SAID, TALK, _run, found_with_todays_keys, raw
from on_postgresql import asked, on_postgresql

pytestmark = pytest.mark.process

OTHER = "MARIGOLD: The broom is behind the door, and the door is mine.\nINTERVIEWER: Whose else?\n"
NAMED = """
from firsthand.field.people.naming import set_name
from firsthand.field.people.selectors import participant
set_name(by, participant=participant(by, "Ike"), real_name="Gerald Tatterlow")
"""
SPOKEN_ABOUT = """
from firsthand.analysis.memos.services import write_memo
write_memo(by, kind="theory", title="Brooms", body="Who owns a broom?")
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with Ike's words everywhere and Marigold's beside them, and a backup of it."""
    folder = tmp_path_factory.mktemp("before")
    data = folder / "data"
    for name, text in (("talk.txt", TALK), ("group.txt", GROUP), ("other.txt", OTHER)):
        (folder / name).write_text(text, "utf-8")
    done(data, "init", "--study", "Kept")
    done(
        data, "import", *(folder / name for name in ("talk.txt", "group.txt", "other.txt")), "--participants"
    )
    for source, start, end in (("S1", 25, 70), ("S2", 28, 60), ("S3", 10, 30)):
        done(
            data, "apply", "--source", source, "--code", "Keeping house", "--start", start, "--end", end,
            "--as", "Cody",
        )  # fmt: skip
    _run(data, MEMO + NAMED + SPOKEN_ABOUT)
    done(
        data,
        "consent",
        "set",
        "--participant",
        "Ike",
        "--scope",
        "quotes=short_quotes",
        "--note",
        f"He said: {SAID}",
    )
    kept = folder / "kept"
    kept.mkdir()
    done(data, "backup", kept / "old.backup")
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "data", tmp_path / "data"))


@pytest.fixture
def old(made: Path) -> Path:
    return made / "kept" / "old.backup"


def people(data: Path) -> dict[str, str]:
    return {
        one["label"]: one["pseudonym"] for one in done(data, "participants", "--json").json["participants"]
    }


def titles(data: Path) -> set[str]:
    return {one["title"] for one in done(data, "sources", "--json").json["sources"]}


def nothing_returned(data: Path, old: Path, scratch: Path) -> None:
    assert done(data, "verify", "--json").json["sound"] is True
    counted = found_with_todays_keys(data, old.parent, scratch)
    assert counted["today"] == 0
    assert raw(data) == []
    for words in (("trail",), ("sources",), ("codings",), ("codes",), ("participants",)):
        assert MARKER not in done(data, *words, "--json").out.casefold()


@pytest.mark.parametrize("level", ["L3", "L4"])
@pytest.mark.parametrize("keys", ["beside", "kept apart"])
def test_words_that_were_taken_out_do_not_come_back(
    data: Path, old: Path, tmp_path: Path, level: str, keys: str
) -> None:
    backup = Path(shutil.copy(old, tmp_path / "old.backup"))
    if keys == "beside":
        shutil.copy(old.with_name("old.backup.keys"), tmp_path / "old.backup.keys")
    assert found_with_todays_keys(data, old.parent, tmp_path)["today"] > 3
    done(data, "withdraw", "--participant", "Ike", "--level", level)
    answer = done(data, "restore", backup)
    assert "the backup is from before" in answer.out
    assert "Taken out again" in answer.out
    nothing_returned(data, old, tmp_path)
    assert titles(data) == {"other"}  # Marigold's words in the group are under the key that was destroyed
    assert len(people(data)) == 2
    (coding,) = done(data, "codings", "--json").json["codings"]
    assert "broom" in coding["words"]
    assert "Keeping house" in done(data, "codes").out
    again = done(data, "verify", "--json").json
    assert again == done(data, "verify", "--json").json
    assert done(data, "withdraw", "--participant", "P01", "--level", "L1").status == 0  # the study goes on


def lost(data: Path) -> None:
    """The data goes, and its keyring stays."""
    if on_postgresql():
        asked(data, "firsthand.sqlite3", "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    for name in ("", "-wal", "-shm"):
        (data / f"firsthand.sqlite3{name}").unlink(missing_ok=True)


def test_where_the_data_was_lost_an_old_backup_comes_back_beside_todays_keyring(
    data: Path, old: Path, tmp_path: Path
) -> None:
    backup = Path(shutil.copy(old, tmp_path / "old.backup"))
    done(data, "withdraw", "--participant", "Ike", "--level", "L3")
    lost(data)
    assert "Taken out again" in done(data, "restore", backup).out
    nothing_returned(data, old, tmp_path)
    assert titles(data) == {"other"}
    names = [name.casefold() for name in people(data).values()]
    assert names == ["marigold"]  # nothing that still opens says who he was


def test_the_link_stays_cut(data: Path, old: Path, tmp_path: Path) -> None:
    done(data, "withdraw", "--participant", "Ike", "--level", "L5")
    done(data, "restore", old)
    assert done(data, "verify", "--json").json["sound"] is True
    assert "talk" in titles(data)
    assert asked(data, "firsthand.sqlite3", "SELECT count(*) FROM people_name") == [(0,)]
    shown = done(data, "consent", "show", "--participant", "Ike", "--json").json
    assert [(one["scope"], one["answer"], one["note"]) for one in shown["answers"]] == [
        ("quotes", "short_quotes", "")
    ]


CUT_SHORT = """
import os
import firsthand.ground.vault.store as place
place.destroy_keys = lambda *args, **more: os._exit(9)
from firsthand.field.people.selectors import participant
from firsthand.giving_back.leaving.carrying_out import withdraw
withdraw(by, participant=participant(by, "Ike"), named="L3")
"""


def test_a_withdrawal_that_was_cut_short_is_finished_though_a_backup_comes_between(
    data: Path, old: Path, tmp_path: Path
) -> None:
    assert _run(data, CUT_SHORT, check=False) == 9
    assert found_with_todays_keys(data, old.parent, tmp_path)["today"] > 3
    done(data, "restore", old)
    nothing_returned(data, old, tmp_path)
    assert asked(data, "firsthand.sqlite3", "SELECT done_at IS NOT NULL FROM giving_back_erasure") == [(1,)]


def test_what_people_said_since_the_backup_still_holds(data: Path, old: Path) -> None:
    done(data, "member", "add", "Rea", "--role", "reader")  # since the backup: nobody of that name is in it
    done(data, "withdraw", "--participant", "Ike", "--level", "L2")
    done(data, "consent", "set", "--participant", "MARIGOLD", "--scope", "quotes=none")
    done(data, "consent", "set", "--participant", "MARIGOLD", "--pause")
    answer = done(data, "restore", old, "--json").json
    assert [(one["said"], one["gone"]) for one in answer["again"]] == [(3, {})]
    shown = done(data, "consent", "show", "--participant", "P02", "--json").json
    assert shown["on_hold"] is True
    assert [one["answer"] for one in shown["answers"] if one["scope"] == "quotes"] == ["none"]
    assert "other" not in titles(data)
    printed = data.parent / "codings.csv"
    done(data, "report", "codings", "--out", printed)
    assert MARKER not in printed.read_text("utf-8").casefold()
    assert done(data, "verify", "--json").json["sound"] is True


WRITTEN_ON_A_PAGE = """
from firsthand.field.people.selectors import participant
from firsthand.giving_back.own_page import coming_in, writing
from firsthand.giving_back.own_page.slips import make_slip
made = make_slip(by, participant=participant(by, "MARIGOLD"))
page = coming_in.own_page(by.study, coming_in.come_in(by.study, code=made.code))
writing.answer(page, "quotes", "none")
writing.ask_to_leave(page, "L2", "Not the broom.", on_hold=False)
"""


def test_what_was_written_on_a_page_since_and_nobody_read_is_read_after(data: Path, old: Path) -> None:
    """Pages, the guardian, and the study's first slip are all newer than the backup."""
    done(data, "member", "add", "Gil", "--role", "guardian")
    done(data, "consent", "set", "--participant", "Ike", "--scope", "recording=notes_only", "--as", "Gil")
    _run(data, WRITTEN_ON_A_PAGE)
    done(data, "restore", old)
    for person, scope, said in (("P01", "recording", "notes_only"), ("P02", "quotes", "none")):
        shown = done(data, "consent", "show", "--participant", person, "--json").json
        assert [one["answer"] for one in shown["answers"] if one["scope"] == scope] == [said]
    acts = [one["act"] for one in done(data, "trail", "--json").json["entries"]]
    assert acts.count("page.answer") == 2
    assert [one["participant"] for one in done(data, "slip", "list", "--json").json["slips"]] == ["P02"]
    assert done(data, "verify", "--json").json["sound"] is True


READ = """
from firsthand.giving_back.own_page.waiting import take_in_what_waits
take_in_what_waits(by)
"""
ASKED = """
from firsthand.giving_back.own_page.wishes import wishes
assert [(one.kind, one.text) for one in wishes(by)] == [("leave", "Not the broom.")], wishes(by)
"""


def test_what_was_read_since_and_waits_for_a_person_waits_still(data: Path, old: Path) -> None:
    _run(data, WRITTEN_ON_A_PAGE + READ + ASKED)
    done(data, "restore", old)
    _run(data, ASKED)
    shown = done(data, "consent", "show", "--participant", "P02", "--json").json
    assert [one["answer"] for one in shown["answers"] if one["scope"] == "quotes"] == ["none"]
    assert done(data, "verify", "--json").json["sound"] is True


def test_a_backup_of_today_comes_back_whole(data: Path, tmp_path: Path) -> None:
    done(data, "withdraw", "--participant", "Ike", "--level", "L3")
    done(data, "backup", tmp_path / "new.backup")
    before = done(data, "verify", "--json").json
    answer = done(data, "restore", tmp_path / "new.backup", "--json").json
    assert answer["again"] == []
    assert done(data, "verify", "--json").json == before
    assert titles(data) == {"group", "other"}


def test_an_older_keyring_in_the_folder_learns_what_a_newer_backup_says_was_destroyed(
    data: Path, old: Path, tmp_path: Path
) -> None:
    done(data, "withdraw", "--participant", "Ike", "--level", "L3")
    done(data, "backup", tmp_path / "new.backup")
    elsewhere = tmp_path / "elsewhere"
    done(elsewhere, "restore", old)
    assert found_with_todays_keys(elsewhere, old.parent, tmp_path)["today"] > 3
    done(elsewhere, "restore", tmp_path / "new.backup")
    assert set(found_with_todays_keys(elsewhere, old.parent, tmp_path).values()) == {0}
    assert done(elsewhere, "verify", "--json").json["sound"] is True


def test_restoring_brings_the_folders_own_keyring_up_to_date_first(data: Path, tmp_path: Path) -> None:
    """A keyring from before there were own secrets has no table for them: what a backup holds of them is not lost."""
    elsewhere = Path(shutil.copytree(data, tmp_path / "elsewhere"))
    since = ("ownsecret", "lock", "handedover", "unlocked", "keysgone", "sliplock", "letterkey")
    for name in (*since, "noteswrap", "privatekey", "potskey", "potkey"):
        asked(elsewhere, "keyring.sqlite3", f"DROP TABLE keyring_{name}")
    asked(
        elsewhere,
        "keyring.sqlite3",
        "DELETE FROM django_migrations WHERE app = 'keyring' AND name >= '0003'",
    )
    lost(elsewhere)
    passphrase = "four words of Lea alone"
    done(data, "unlock", "--take", said=f"{passphrase}\n{passphrase}\n")
    done(data, "backup", tmp_path / "new.backup")
    done(elsewhere, "restore", tmp_path / "new.backup")
    assert list(elsewhere.glob("before-upgrade*.keys"))
    line = done(elsewhere, "unlock", "--as", lead(data), said=f"{passphrase}\n").out
    key = line.strip().removeprefix("export FIRSTHAND_UNLOCKED=")
    answer = done(elsewhere, "verify", "--json", env={"FIRSTHAND_UNLOCKED": key})
    assert answer.json["sound"] is True
    assert not any("locked" in what for what in answer.json["counts"])


def lead(data: Path) -> str:
    return str(
        asked(data, "firsthand.sqlite3", "SELECT name FROM studies_membership WHERE role = 'lead'")[0][0]
    )
