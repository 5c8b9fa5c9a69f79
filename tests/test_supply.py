"""What the program is made of: installed by checksum alone, under licences that are known, none of them the GPL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools.supply import LICENCES, LOCK, bill, locked, packages, page

ROOT = Path(__file__).parents[1]
# Under which a work that stands on another has to be under the same; the Lesser one has not, and is told by its name.
COPYLEFT = re.compile(r"\b(A?GPL|GNU (Affero )?General Public|EUPL|SSPL)", re.IGNORECASE)


def test_every_package_has_its_checksums() -> None:
    found = locked(LOCK.read_text("utf-8"))
    assert len(found) > 40
    assert [name for name, _version, hashes in found if not hashes] == []
    assert "--require-hashes -r requirements/run.txt" in (ROOT / "Makefile").read_text("utf-8")


def test_every_licence_is_known_and_none_is_the_gpl() -> None:
    found = packages()
    assert [one.name for one in found if not one.licence] == []
    assert [(one.name, one.licence) for one in found if COPYLEFT.search(one.licence)] == []


@pytest.mark.parametrize(
    "said", ["GPL-3.0-only", "AGPL-3.0-or-later", "GNU General Public License v3 (GPLv3)"]
)
def test_the_gpl_would_be_found(said: str) -> None:
    assert COPYLEFT.search(said)
    assert not COPYLEFT.search("LGPL-3.0-only")


def test_the_page_of_licences_is_as_the_lock_file_has_it() -> None:
    assert LICENCES.read_text("utf-8") == page(), "Run python -m tools.supply, and commit docs/licences.md."


def test_the_bill_of_materials_names_everything() -> None:
    found = bill()
    assert found["bomFormat"] == "CycloneDX"
    assert {one["name"] for one in found["components"]} == {one.name for one in packages()}
    assert all(one["externalReferences"][0]["hashes"] for one in found["components"])
