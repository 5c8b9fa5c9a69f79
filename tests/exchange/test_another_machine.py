"""The machine is gone: a backup comes back on another, which was set up anew and has a secret of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from accounts import ON, code_of
from commands import clean, done
from exchange.test_words_taken_out import script
from firsthand.exchange.keeping import keyrings
from firsthand.ground.vault.keyring.models import Unlocked

TALK = "MARIGOLD: The broom is behind the door, and the door is mine.\nINTERVIEWER: Whose else?\n"
PLANTED = """
import json
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from firsthand.field.people.selectors import participant
from firsthand.giving_back.own_page.coming_in import come_in, own_page
from firsthand.giving_back.own_page.slips import make_slip
from firsthand.giving_back.own_page.writing import remark
ada, secret = User.objects.create(username="ada"), generate_totp_secret()
TOTP.activate(ada, secret)
printed = RecoveryCodes.activate(ada).get_unused_codes()
code = make_slip(by, participant=participant(by, "P01")).code
remark(own_page(by.study, come_in(by.study, code=code)), 1, 1, "not_said", "Never so.")
print(json.dumps({"secret": secret, "printed": printed, "code": code}))
"""
FOUND = """
import json, os
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from firsthand.giving_back.own_page.models import Letter
from firsthand.ground.vault import slips
from firsthand.ground.vault.codes import read
kept = {one.type: one.wrap() for one in Authenticator.objects.filter(user__username="ada")}
print(json.dumps({
    "app": kept["totp"].validate_code(os.environ["APP"]),
    "printed": kept["recovery_codes"].get_unused_codes(),
    "slip": slips.opened_by(by.study_id, read(os.environ["SLIP"])) is not None,
    "letters": [slips.open_letter(by.key, one.id, bytes(one.box)) is not None for one in Letter.objects.all()],
}))
"""


@dataclass(frozen=True)
class Lost:
    """What there was on a machine that is gone: its backup, and what people have in their hands."""

    backup: Path
    told: dict[str, Any]
    codings: dict[str, Any]


def told(data: Path, lines: str, **more: str) -> dict[str, Any]:
    """What lines say that are run on a data folder of a team's server, as its lead."""
    env = (
        clean(data)
        | ON
        | {"FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"}
    )
    ran = subprocess.run(
        [sys.executable, "-c", script(lines)], env=env | more, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Lost:
    folder = tmp_path_factory.mktemp("lost")
    data, talk = folder / "data", folder / "talk.txt"
    talk.write_text(TALK, "utf-8")
    done(data, "init", "--study", "Kept")
    done(data, "import", talk, "--participants")
    done(data, "apply", "--source", "S1", "--code", "Mine", "--start", "10", "--end", "30", "--as", "Cody")
    codings = done(data, "codings", "--json").json
    assert len(codings["codings"]) == 1
    planted = told(data, PLANTED)
    done(data, "backup", folder / "kept.backup")
    return Lost(folder / "kept.backup", planted, codings)


def as_it_was(data: Path, lost: Lost) -> None:
    """The study opens, and so does everything that people have in their hands."""
    assert told(data, FOUND, APP=code_of(lost.told["secret"]), SLIP=lost.told["code"]) == {
        "app": True, "printed": lost.told["printed"], "slip": True, "letters": [True],
    }  # fmt: skip
    assert done(data, "codings", "--json").json == lost.codings
    assert done(data, "verify", "--json").json["sound"] is True


@pytest.mark.process
def test_on_a_machine_that_was_begun_already_all_comes_back(lost: Lost, tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "admin", "invite", "--first", env=ON)
    own = (data / "secret").read_text()
    done(data, "restore", lost.backup, env=ON)
    assert (data / "secret").read_text() == own
    as_it_was(data, lost)


@pytest.mark.process
def test_where_there_is_a_secret_and_nothing_else_all_comes_back(lost: Lost, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "secret").write_text("5e" * 32)
    (data / "secret").chmod(0o600)
    done(data, "restore", lost.backup, env=ON)
    as_it_was(data, lost)


@pytest.mark.process
def test_in_an_empty_folder_all_comes_back(lost: Lost, tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "restore", lost.backup, env=ON)
    as_it_was(data, lost)


@pytest.mark.process
def test_a_slip_that_was_taken_back_opens_nothing_after_an_old_backup_either(
    lost: Lost, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    done(data, "restore", lost.backup, env=ON)
    done(data, "slip", "revoke", "--participant", "P01", env=ON)
    backup = Path(shutil.copy(lost.backup, tmp_path / "old.backup"))
    shutil.copy(f"{lost.backup}.keys", f"{backup}.keys")
    done(data, "restore", backup, env=ON)
    found = told(data, FOUND, APP=code_of(lost.told["secret"]), SLIP=lost.told["code"])
    assert (found["slip"], found["app"]) == (False, True)


def test_of_every_key_it_is_said_what_becomes_of_it_when_a_keyring_is_brought() -> None:
    said = {*keyrings.ALL_OF, *keyrings.OF_OWN_SECRETS, *keyrings.OF_A_NEW_STUDY, Unlocked}
    assert said | {one for one, _purpose in keyrings.UNDER_THE_FILE} == set(
        apps.get_app_config("keyring").get_models()
    )
