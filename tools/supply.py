"""What the program is made of besides its own code: each package with its version, licence and checksums.

    python -m tools.supply            writes docs/licences.md
    python -m tools.supply --sbom     prints a bill of materials (CycloneDX, JSON)

It reads requirements/run.txt, by which the program is installed anywhere, and what the installed packages say of
themselves. Nobody is asked over a network.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "run.txt"
LICENCES = ROOT / "docs" / "licences.md"
LINE = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

# What cannot be asked: it is installed on other systems only, or says it in its licence file alone (pyrage).
KNOWN = {"colorama": "BSD-3-Clause", "pyrage": "MIT", "pywin32": "PSF-2.0"}


@dataclass(frozen=True)
class Package:
    """One package of the lock file."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str
    about: str


def packages() -> list[Package]:
    """All of them, by name."""
    return [
        Package(name, version, tuple(hashes), licence_of(name), _about(name))
        for name, version, hashes in locked(LOCK.read_text("utf-8"))
    ]


def locked(written: str) -> list[tuple[str, str, list[str]]]:
    """Each package of a lock file, with its version and checksums.

    >>> locked("a-b==1.0 \\\\\\n    --hash=sha256:" + "0" * 64)[0][:2]
    ('a-b', '1.0')
    """
    found = list(LINE.finditer(written))
    ends = [one.start() for one in found[1:]] + [len(written)]
    return [
        (one[1].lower(), one[2], HASH.findall(written[one.start() : end]))
        for one, end in zip(found, ends, strict=True)
    ]


def licence_of(name: str) -> str:
    """What a package says of its licence; empty where it says nothing that is known here."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return KNOWN.get(name, "")
    told = [
        one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    own = (said.get("License") or "").strip()
    short = own if 0 < len(own) <= 60 and "\n" not in own else ""
    return said.get("License-Expression") or KNOWN.get(name) or short or ", ".join(sorted(told))


def _about(name: str) -> str:
    try:
        return metadata(name).get("Summary") or ""
    except PackageNotFoundError:
        return ""


HEAD = """# Other people's work in Firsthand

Firsthand is under Apache-2.0 (`LICENSE`). It stands on these packages, which `requirements/run.txt` names with their
versions and checksums; none of them is under the GPL or AGPL. What pages bring along (htmx, typefaces) has its licences
beside it, in `static/firsthand/vendor/` and `fonts/`; what the reader is built from says so at its head.

`python -m tools.supply` writes this page; `make sbom` prints all of it as CycloneDX, and `make audit` asks whether any
has a known fault.

| Package | Licence | What it is |
|---|---|---|
"""


def page() -> str:
    """docs/licences.md. A package that is locked in a version a Python is one line."""
    rows = [f"| {one.name} | {one.licence} | {one.about.replace('|', '/')} |\n" for one in packages()]
    return HEAD + "".join(dict.fromkeys(rows))


def bill() -> dict[str, Any]:
    """The bill of materials: CycloneDX 1.6."""
    from firsthand import __version__

    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": "firsthand", "name": "firsthand", "version": __version__,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [_component(one) for one in packages()],
    }  # fmt: skip


def _component(one: Package) -> dict[str, Any]:
    purl = f"pkg:pypi/{one.name}@{one.version}"
    said: dict[str, Any] = {
        "type": "library", "bom-ref": purl, "name": one.name, "version": one.version, "purl": purl,
        "description": one.about,
        "externalReferences": [
            {"type": "distribution", "url": f"https://pypi.org/project/{one.name}/{one.version}/",
             "hashes": [{"alg": "SHA-256", "content": content} for content in one.hashes]}
        ],
    }  # fmt: skip
    return said | ({"licenses": [{"license": {"name": one.licence}}]} if one.licence else {})


if __name__ == "__main__":
    if "--sbom" in sys.argv:
        print(json.dumps(bill(), indent=1))
    else:
        LICENCES.write_text(page(), "utf-8")
