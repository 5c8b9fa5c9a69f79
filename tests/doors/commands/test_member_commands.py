"""member, unlock and recovery-code, as people and scripts meet them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commands import clean, done, firsthand

pytestmark = pytest.mark.process

LEA, SAM, LATER = "lamp kettle umbrella seven", "orchard thimble ferry nine", "gravel lantern oboe two"


def shell_of(out: str) -> dict[str, str]:
    found = re.search(r"^export (FIRSTHAND_UNLOCKED)=(\S+)$", out, re.MULTILINE)
    assert found, out
    return {found[1]: found[2]}


def test_a_study_is_given_secrets_of_their_own_from_the_terminal(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "init", "--study", "Kept", "--lead", "Lea")
    assert "This study asks nothing" in firsthand(data, "unlock", "--as", "Lea", said="x\n").err
    assert "Take a secret" not in done(data, "member", "add", "Rea", "--role", "reader").out
    short = firsthand(data, "unlock", "--take", "--as", "Lea", said="short\nshort\n")
    assert (short.status, "12 characters" in short.err, short.out) == (1, True, "")
    differ = firsthand(data, "unlock", "--take", "--as", "Lea", said=f"{LEA}\n{LEA}!\n")
    assert "The two passphrases differ" in differ.err
    assert "nothing more was handed over" in firsthand(data, "unlock", "--take", said="").err
    taken = done(data, "unlock", "--take", "--as", "Lea", said=f"{LEA}\n{LEA}\n")
    lea = shell_of(taken.out)
    assert "Your recovery code for “Kept”, as Lea" in taken.err
    assert LEA not in taken.out + taken.err

    assert "First: eval" in firsthand(data, "member", "list").err
    code = done(data, "member", "add", "Sam", "--json", env=lea).json["invitation"]
    sam = shell_of(done(data, "unlock", "--invitation", "--as", "Sam", said=f"{code}\n{SAM}\n{SAM}\n").out)
    used = firsthand(data, "unlock", "--invitation", "--as", "Sam", said=f"{code}\n{SAM}\n{SAM}\n")
    assert "opens nothing here" in used.err
    rows = {
        one["name"]: one["opens"] for one in done(data, "member", "list", "--json", env=sam).json["members"]
    }
    assert rows == {"Lea": "own", "Rea": "installation", "Sam": "own"}
    assert "nobody acts as Lea here but Lea" in firsthand(data, "sources", "--as", "Lea", env=sam).err

    done(data, "member", "role", "Sam", "guardian", env=lea)
    (one,) = [
        one for one in done(data, "member", "list", "--json", env=sam).json["members"] if one["name"] == "Sam"
    ]
    assert (one["words"], one["names"]) == (False, True)
    assert "only lead" in firsthand(data, "member", "remove", "Lea", env=lea).err
    again = done(data, "recovery-code", "--json", env=lea, said=f"{LEA}\n").json["recovery_code"]
    back = done(data, "unlock", "--recovery", "--as", "Lea", said=f"{again}\n{LATER}\n{LATER}\n")
    assert "has ended" in firsthand(data, "member", "list", env=lea).err
    alone = firsthand(data, "member", "remove", "Sam", env=shell_of(back.out))
    assert "Make somebody else its guardian first" in alone.err
    done(data, "member", "add", "Gil", "--role", "guardian", env=shell_of(back.out))
    done(data, "member", "remove", "Sam", env=shell_of(back.out))
    assert firsthand(data, "member", "list", env=sam).status == 1


def test_a_script_hands_its_passphrase_over_on_a_descriptor_of_its_own(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "init", "--study", "Kept", "--lead", "Lea")
    done(data, "unlock", "--take", "--as", "Lea", said=f"{LEA}\n{LEA}\n")
    reading, writing = os.pipe()
    os.write(writing, f"{LEA}\n".encode())
    os.close(writing)
    program = [sys.executable, "-m", "firsthand.doors.commands", "--data", str(data)]
    ran = subprocess.run(
        [*program, "unlock", "--as", "Lea", "--passphrase-fd", str(reading)],
        capture_output=True, text=True, timeout=60, pass_fds=[reading], stdin=subprocess.DEVNULL, check=False,
        env=clean(data),
    )  # fmt: skip
    os.close(reading)
    assert ran.returncode == 0, ran.stderr
    assert done(data, "sources", "--json", env=shell_of(ran.stdout)).json["sources"] == []
    closed = firsthand(data, "unlock", "--as", "Lea", "--passphrase-fd", "77")
    assert "is not open for reading" in closed.err
