"""The demonstration study for notebooks: as it asks nothing, and where Noor has a passphrase and a token of her own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from notebooks import said

PASSPHRASE = "four words of Noor alone"

TAKE = """
study = firsthand.open(data, as_="Noor")
from firsthand.ground.studies.secrets import make_token, take_secret
noor = study._way._enter()
take_secret(noor, passphrase=passphrase)
say(make_token(noor, current=passphrase, label="counting", scope="all"))
"""


def copied(demonstration: Path, folder: Path) -> Path:
    """A copy that a test may change, without the reports."""
    return Path(shutil.copytree(demonstration, folder, ignore=shutil.ignore_patterns("reports")))


@pytest.fixture(scope="session")
def open_demo(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study, which asks nothing."""
    return copied(demonstration, tmp_path_factory.mktemp("notebook") / "data")


@dataclass(frozen=True)
class Locked:
    """A data folder in which Noor's own passphrase opens the study for her; and her token."""

    data: Path
    token: str
    passphrase: str = PASSPHRASE


@pytest.fixture(scope="session")
def locked_demo(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Locked:
    """The demonstration study, in which Noor took a secret of her own."""
    data = copied(demonstration, tmp_path_factory.mktemp("notebook") / "data")
    return Locked(data, said(TAKE, data=str(data), passphrase=PASSPHRASE))
