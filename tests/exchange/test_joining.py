"""Two laptops that worked apart on the same study are one again: nothing hidden, nothing doubled, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands import clean, done, firsthand
from exchange.test_words_taken_out import script

pytestmark = pytest.mark.process

TALK = "IKE: The stairs are steep and I slept at the top of them.\nINTERVIEWER: Whose stairs are they?\n"
SECOND = "ANA: Nobody asked me before they painted the door.\nINTERVIEWER: Which door?\n"
IMPORTS = """
from firsthand.analysis.codebook.selectors import code, codebook
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.analysis.coding.services import delete_code
from firsthand.analysis.memos.selectors import memo, memos
from firsthand.analysis.memos.services import change_memo, write_memo
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import text_of
def the_memo(title):
    return memo(by, next(line.id for line in memos(by) if line.title == title))
"""


TESTS = Path(__file__).resolve().parent.parent


def run(data: Path, lines: str) -> str:
    """A few lines as the lead, in a process of their own."""
    here = os.pathsep.join([str(TESTS), str(TESTS / "analysis"), *sys.path])
    env = {
        "FIRSTHAND_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "firsthand.config.settings",
        "PYTHONPATH": here,
    }
    ran = subprocess.run(
        [sys.executable, "-c", script(IMPORTS + lines)],
        env=clean(data) | env,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study on one laptop, and its copy on another."""
    folder = tmp_path_factory.mktemp("apart")
    (folder / "talk.txt").write_text(TALK, "utf-8")
    one = folder / "one"
    done(one, "init", "--study", "Stairs", "--lead", "Lea")
    done(one, "import", folder / "talk.txt", "--participants")
    done(one, "apply", "--source", "S1", "--code", "Steep", "--start", 5, "--end", 25, "--as", "Cody")
    run(
        one,
        'write_memo(by, kind="theory", title="Stairs", body="Whose are they?")\nmake_code(by, name="Loose")',
    )
    done(one, "backup", folder / "first.backup")
    done(folder / "other", "restore", folder / "first.backup")
    return folder


@pytest.fixture
def laptops(apart: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The two, as they parted."""
    for name in ("one", "other"):
        shutil.copytree(apart / name, tmp_path / name)
    return tmp_path / "one", tmp_path / "other"


def joined(one: Path, other: Path, *more: object) -> Any:
    """The other laptop's copy comes to the one."""
    taken = one.parent / f"{len(list(one.parent.iterdir()))}.backup"
    done(other, "backup", taken)
    return done(one, "join", taken, *more, "--json").json


def sound(data: Path) -> None:
    assert done(data, "verify", "--json").json["sound"] is True


def codings(data: Path) -> list[tuple[str, str, str]]:
    found = done(data, "codings", "--json").json["codings"]
    return sorted((one["code"], one["coder"], one["words"]) for one in found)


def test_what_each_did_alone_is_all_there_and_nothing_twice(
    laptops: tuple[Path, Path], tmp_path: Path
) -> None:
    one, other = laptops
    (tmp_path / "second.txt").write_text(SECOND, "utf-8")
    done(one, "apply", "--source", "S1", "--code", "Sleeping", "--start", 37, "--end", 57, "--as", "Lea")
    run(one, 'change_code(by, code=code(by, "Steep"), definition="Hard to climb.")')
    done(other, "import", tmp_path / "second.txt", "--participants")
    done(other, "apply", "--source", "S2", "--code", "Not asked", "--start", 5, "--end", 20, "--as", "Cody")
    done(other, "apply", "--source", "S1", "--code", "sleeping", "--start", 30, "--end", 50, "--as", "Cody")
    run(
        other,
        'change_code(by, code=code(by, "Steep"), when="Only of stairs.")\ndelete_code(by, code=code(by, "Loose"))',
    )
    before = codings(one)
    looked = joined(one, other, "--dry-run")
    assert codings(one) == before, "A look changed something."
    told = joined(one, other)
    assert {key: told[key] for key in ("lines", "differences")} == {
        key: looked[key] for key in ("lines", "differences")
    }
    sound(one)
    here = codings(one)
    assert here == [
        ("Not asked", "Cody", "Nobody asked me"),
        ("Sleeping", "Cody", here[1][2]),
        ("Sleeping", "Lea", here[2][2]),
        ("Steep", "Cody", "The stairs are steep"),
    ]
    codes = {code["name"]: code for code in done(one, "codes", "--json").json["codes"]}
    assert sorted(codes) == ["Not asked", "Sleeping", "Steep"], "A code came twice, or one did not go."
    assert (codes["Steep"]["definition"], codes["Steep"]["when"]) == ("Hard to climb.", "Only of stairs.")
    again = joined(one, other)
    assert (again["lines"], again["differences"]) == ([], [])
    back = joined(other, one)
    sound(other)
    assert back["lines"]
    assert codings(other) == here
    run(other, 'change_code(by, code=code(by, "Sleeping"), name="Sleeping there")')
    for to, of in ((one, other), (other, one)):
        joined(to, of)
        assert {code for code, _coder, _words in codings(to)} == {"Not asked", "Sleeping there", "Steep"}
        assert len(done(to, "codes", "--json").json["codes"]) == 3, "What was one code became two."
        sound(to)
        assert not joined(to, of)["lines"]


def test_what_both_changed_is_shown_and_chosen(laptops: tuple[Path, Path]) -> None:
    one, other = laptops
    change = 'change_memo(by, memo=the_memo("Stairs"), title="Stairs", body="{}")'
    run(one, change.format("They are the landlord's."))
    run(other, change.format("They are nobody's."))
    looked = joined(one, other, "--dry-run")
    (difference,) = looked["differences"]
    assert [difference[side] for side in ("was", "here", "there")] == [
        "Whose are they?", "They are the landlord's.", "They are nobody's.",
    ]  # fmt: skip
    assert difference["choice"] == "here"
    told = joined(one, other, "--take", f"{difference['key']}=there")
    assert [line["choice"] for line in told["differences"]] == ["there"]
    sound(one)
    assert "nobody" in run(one, 'print(the_memo("Stairs").wording and memos(by)[0].body)')
    done(one, "undo")
    sound(one)
    assert "landlord" in run(one, "print(memos(by)[0].body)")


def test_taking_out_gives_way_to_work(laptops: tuple[Path, Path]) -> None:
    one, other = laptops
    run(one, 'delete_code(by, code=code(by, "Loose"))')
    done(other, "apply", "--source", "S1", "--code", "Loose", "--start", 30, "--end", 35, "--as", "Cody")
    told = joined(one, other)
    assert ("Loose", "Cody") in {(code, coder) for code, coder, _words in codings(one)}
    assert any(line["name"] == "Loose" for line in told["differences"]), "It came back without a word."
    sound(one)


def test_codings_made_there_stand_on_their_words_in_the_text_that_was_corrected_here(
    laptops: tuple[Path, Path],
) -> None:
    one, other = laptops
    correct = """
row = source(by, "S1")
words = "\\n" + text_of(by, row).words.replace("The stairs", "All the stairs")
correct_typed(by, source=row, version=row.current, text=words)
"""
    run(one, correct)
    done(other, "apply", "--source", "S1", "--code", "Sleeping", "--start", 32, "--end", 39, "--as", "Cody")
    words = {code: words for code, _coder, words in codings(other)}["Sleeping"]
    joined(one, other)
    sound(one)
    assert {code: words for code, _coder, words in codings(one)}["Sleeping"] == words


def test_words_taken_out_in_one_copy_alone_stop_the_joining_with_what_to_do(
    laptops: tuple[Path, Path],
) -> None:
    one, other = laptops
    done(one, "withdraw", "--participant", "P01", "--level", "L3")
    done(other, "apply", "--source", "S1", "--code", "Sleeping", "--start", 32, "--end", 39, "--as", "Cody")
    done(other, "backup", other.parent / "other.backup")
    refused = firsthand(one, "join", other.parent / "other.backup")
    assert refused.status == 1
    assert "Carry the same out in the other copy" in refused.err
    sound(one)
    done(other, "withdraw", "--participant", "P01", "--level", "L3")
    joined(one, other)
    sound(one)
    assert not [words for _code, _coder, words in codings(one) if "slept" in words]


PAGE = """
from django.test import Client
from html import unescape
lea = Client(HTTP_HOST="localhost")
def send(view, **said):
    with open({file!r}, "rb") as file, open({file!r} + ".keys", "rb") as keys:
        return lea.post("/s/stairs/copies/" + view, dict(file=file, keys=keys) | said)
assert "Choose both" in unescape(lea.post("/s/stairs/copies/").content.decode())
look = unescape(send("preview/").content.decode())
assert "They are nobody" in look and "They are the landlord" in look and "Not asked" in look
key = look.split('name="choice-')[1].split('"')[0]
assert send("", **{{"choice-" + key: "there"}}).status_code == 302
print(memos(by)[0].body)
"""


def test_the_page_shows_both_sides_and_does_what_was_chosen(laptops: tuple[Path, Path]) -> None:
    one, other = laptops
    change = 'change_memo(by, memo=the_memo("Stairs"), title="Stairs", body="{}")'
    run(one, change.format("They are the landlord's."))
    run(other, change.format("They are nobody's."))
    done(other, "apply", "--source", "S1", "--code", "Not asked", "--start", 32, "--end", 39, "--as", "Cody")
    done(other, "backup", one.parent / "other.backup")
    assert "nobody" in run(one, PAGE.format(file=str(one.parent / "other.backup")))
    assert ("Not asked", "Cody") in {(code, coder) for code, coder, _words in codings(one)}
    sound(one)


def test_another_study_is_no_copy(laptops: tuple[Path, Path], tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    done(stranger, "init", "--study", "Stairs")
    done(stranger, "backup", tmp_path / "stranger.backup")
    refused = firsthand(laptops[0], "join", tmp_path / "stranger.backup")
    assert refused.status == 1
    assert "no copy of" in refused.err


WORK = """
from random import Random
from acts import Work
from firsthand.ground.studies.entrance import enter, find_study
work = Work([by, enter(find_study(), "Cody")], Random({seed}))
for _ in range({length}):
    work.act()
"""
ROWS = """
import json
from firsthand.ground.trail.rows import rows_now
print(json.dumps(rows_now(by.study_id), sort_keys=True))
"""
SEEDS = range(int(os.environ.get("FIRSTHAND_JOININGS", "1")))
LENGTH = 60


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_two_laptops_did_apart_they_are_the_same_afterwards(
    laptops: tuple[Path, Path], apart: Path, seed: int
) -> None:
    one, other = laptops
    before = [
        json.loads(run(each, WORK.format(seed=2 * seed + number, length=LENGTH) + ROWS))
        for number, each in enumerate(laptops)
    ]
    first = joined(one, other)
    sound(one)
    second = joined(other, one)
    sound(other)
    same = first["same"] | {there: here for here, there in second["same"].items()}
    after = [json.loads(run(each, ROWS)) for each in laptops]
    assert called_alike(after[1], same) == called_alike(after[0], same)
    parted = json.loads(run(apart / "one", ROWS))
    for made, others in (before, before[::-1]):
        for table, row in ((table, row) for table, rows in made.items() for row in rows):
            if same.get(row, row) not in after[0].get(table, {}):
                assert row in parted[table], f"What one laptop made is gone: {table} {made[table][row]}"
                assert row not in others.get(table, {}), f"Neither took it out, and it is gone: {table}"
    for to, of in ((one, other), (other, one)):
        again = joined(to, of)
        assert (again["lines"], again["differences"]) == ([], [])


def called_alike(tables: Any, same: dict[str, str]) -> Any:
    """Rows by the ids that they have on the one laptop."""
    mapped = {
        table: {
            same.get(row, row): {name: same.get(str(value), value) for name, value in values.items()}
            for row, values in rows.items()
        }
        for table, rows in tables.items()
    }
    return {table: rows for table, rows in mapped.items() if table != "joining.joined"}


HELD = """
from firsthand.ground.vault import store
from firsthand.ground.vault.models import Sealed
every = store.open_to(by.key, Sealed.objects.filter(study_id=by.study_id).values_list("id", flat=True))
print([data.decode("utf-8", "replace") for _id, data in store.open_each(by.key, every) if b"slept at the top" in data])
"""


def test_what_is_kept_of_a_joining_holds_nobodys_words_so_that_a_withdrawal_leaves_none(
    laptops: tuple[Path, Path],
) -> None:
    one, other = laptops
    change = 'change_memo(by, memo=the_memo("Stairs"), title="Stairs", body="{}")'
    run(one, change.format("He says: I slept at the top of them."))
    run(other, change.format("He says that I slept at the top of them."))
    told = joined(one, other)
    assert "slept at the top" in told["differences"][0]["here"]
    done(one, "withdraw", "--participant", "P01", "--level", "L3")
    assert run(one, HELD).strip() == "[]"
    sound(one)


SENT = """
from uuid import UUID
from firsthand.ground.studies.acting import sent_as
with sent_as(UUID(int=7)):
    write_memo(by, kind="theory", title="Sent", body="From a phone.")
"""


def test_what_a_device_sent_to_both_is_there_once(laptops: tuple[Path, Path]) -> None:
    one, other = laptops
    for each in laptops:
        run(each, SENT)
    told = joined(one, other)
    assert told["differences"] == []
    assert run(one, 'print([line.title for line in memos(by)].count("Sent"))').strip() == "1"
    sound(one)


LETTER = """
from firsthand.field.people.selectors import participant
from firsthand.giving_back.own_page.coming_in import come_in, own_page
from firsthand.giving_back.own_page.slips import make_slip
from firsthand.giving_back.own_page.writing import choose_name
made = make_slip(by, participant=participant(by, "P01"))
choose_name(own_page(by.study, come_in(by.study, code=made.code)), "real_first_name", "")
"""
WAITING = """
from firsthand.giving_back.own_page.models import Letter, Wish
print(Wish.objects.filter(study_id=by.study_id).count(), Letter.objects.filter(study_id=by.study_id).count())
"""


def test_what_a_participant_wrote_before_the_two_parted_is_taken_in_once(apart: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    shutil.copytree(apart / "one", one)
    run(one, LETTER)
    done(one, "backup", tmp_path / "waiting.backup")
    done(other, "restore", tmp_path / "waiting.backup")
    assert run(one, WAITING).split() == run(other, WAITING).split() == ["0", "1"]
    joined(one, other)  # which takes it in here, while it waits there still
    assert run(one, WAITING).split() == ["1", "0"]
    joined(other, one)
    assert run(other, WAITING).split() == ["1", "0"]
    joined(one, other)
    assert run(one, WAITING).split() == ["1", "0"]
    sound(one)
    sound(other)


OWN = """
from firsthand.ground.studies import signing
from firsthand.ground.studies.secrets import take_secret
from firsthand.ground.studies.selectors import member_named
from firsthand.ground.studies.services import add_member, invite_member, remove_member
def sign_in(name):
    return signing.sign_in(by.study, name=name, passphrase=f"the four words of {name}").by
"""


def test_who_came_in_on_the_other_laptop_has_the_key_as_it_was_turned_on_this_one(
    apart: Path, tmp_path: Path
) -> None:
    """Zoe has a secret of her own: she takes Sam out here, which turns the key, and lets Tom in there."""
    one, other = tmp_path / "one", tmp_path / "other"
    shutil.copytree(apart / "one", one)
    run(
        one,
        OWN + "from firsthand.ground.studies.entrance import installation_secret\n"
        'zoe = add_member(by, name="Zoe", role="lead", secret=installation_secret())\n'
        'take_secret(zoe, passphrase="the four words of Zoe")\n',
    )
    done(one, "backup", tmp_path / "parting.backup")
    done(other, "restore", tmp_path / "parting.backup")
    run(
        one,
        OWN + 'zoe = sign_in("Zoe")\nsam = invite_member(zoe, name="Sam", role="coder").member\n'
        "remove_member(zoe, member=sam)\n"
        'write_memo(sign_in("Zoe"), kind="theory", title="After", body="Sealed after Sam.")\n',
    )
    run(
        other,
        OWN + 'code = invite_member(sign_in("Zoe"), name="Tom", role="coder").code\n'
        'signing.redeem(by.study, name="Tom", code=code, passphrase="the four words of Tom")\n',
    )
    done(other, "backup", tmp_path / "other.backup")
    run(
        one,
        "from pathlib import Path\nfrom firsthand.exchange.joining.services import join_copy\n"
        f'join_copy(by, file=Path("{tmp_path / "other.backup"}"))\n',
    )
    said = run(
        one,
        OWN + 'tom, zoe = sign_in("Tom"), sign_in("Zoe")\n'
        "print(tom.key.material == zoe.key.material, sorted(line.title for line in memos(tom)))\n",
    )
    assert said.strip() == "True ['After', 'Stairs']"
    sound(one)


KEEPING_OUT = """
from firsthand.field.consent.services import exclude_reader, include_reader
from firsthand.field.consent.selectors import crossed_out
from firsthand.field.people.models import Participant
from firsthand.ground.studies.models import Membership
ike = Participant.objects.get()
def member(name):
    return Membership.objects.get(study=by.study, name=name)
def out():
    return sorted(Membership.objects.get(pk=one).name for one in crossed_out(by, ike.id))
"""


def test_whom_a_participant_kept_out_on_either_laptop_reads_them_on_neither(
    apart: Path, tmp_path: Path
) -> None:
    one, other = (Path(shutil.copytree(apart / "one", tmp_path / name)) for name in ("one", "two"))
    for name in ("Sam", "Rea"):
        done(one, "member", "add", name, "--role", "coder")
    run(one, f'{KEEPING_OUT}exclude_reader(by, participant=ike, reader=member("Rea"))')
    shutil.rmtree(other)
    done(one, "backup", tmp_path / "again.backup")
    done(other, "restore", tmp_path / "again.backup")
    run(one, f'{KEEPING_OUT}exclude_reader(by, participant=ike, reader=member("Cody"))')
    run(other, f'{KEEPING_OUT}include_reader(by, participant=ike, reader=member("Rea"))')
    run(other, f'{KEEPING_OUT}exclude_reader(by, participant=ike, reader=member("Sam"))')
    joined(one, other)
    assert run(one, f"{KEEPING_OUT}print(out())").strip() == "['Cody', 'Sam']"
    joined(other, one)
    assert run(other, f"{KEEPING_OUT}print(out())").strip() == "['Cody', 'Sam']"
    assert not joined(one, other)["lines"]
    for laptop in (one, other):
        sound(laptop)
