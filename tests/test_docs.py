"""The docs are held to the program: every command, setting, right and decision has its place in them."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from django.utils import translation

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def commands() -> dict[str, click.Command]:
    from firsthand.doors.commands import whole

    return dict(whole().commands)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_each_of_its_flags_is_in_the_docs(name: str) -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"docs/commands.md has no heading “## {name}”"
    command = commands()[name]
    inner = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    for parameter in (parameter for one in inner for parameter in one.params):
        if isinstance(parameter, click.Option):
            assert f"`{parameter.opts[0]}" in section[1], (
                f"{name} {parameter.opts[0]} is not in docs/commands.md"
            )


def test_every_setting_is_in_the_docs_and_the_docs_name_no_other() -> None:
    pattern = re.compile(r"\bFIRSTHAND_[A-Z_]+\b")
    used = {
        name for path in (ROOT / "src").rglob("*.py") for name in pattern.findall(path.read_text("utf-8"))
    }
    assert set(pattern.findall((DOCS / "settings.md").read_text("utf-8"))) == used


def test_what_makes_tests_longer_is_in_the_docs() -> None:
    asked = re.compile(r'environ\.get\("(FIRSTHAND_[A-Z_]+)"')
    used = {
        name for path in (ROOT / "tests").rglob("*.py") for name in asked.findall(path.read_text("utf-8"))
    }
    told = (DOCS / "how-to" / "develop.md").read_text("utf-8")
    assert len(used) > 8
    assert [name for name in used - {"FIRSTHAND_DATABASE"} if f"`{name}" not in told] == []


def test_every_address_of_the_api_is_in_the_docs_and_the_docs_name_no_other() -> None:
    from firsthand.doors.api.reader import api

    served = {
        (method, "/api/" + re.sub(r"\{\w+:", "{", path))
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    rows = re.findall(r"^\| ([A-Z]+) \| `([^`]+)`", (DOCS / "api.md").read_text("utf-8"), re.MULTILINE)
    assert set(rows) == served


def test_the_table_of_rights_is_the_programs_own() -> None:
    from firsthand.ground.studies.access import ALSO_TOLD, MAY

    with translation.override("en"):
        lines = [
            f"| `{right.act}` | {right.words} | {', '.join(right.who)} | {'yes' if right.undo else 'no'} |"
            for right in MAY.values()
        ]
    text = (DOCS / "rights.md").read_text("utf-8")
    assert [line for line in lines if line not in text] == []
    assert text.count("| `") == len(lines)
    assert [one for one in ALSO_TOLD if f"`{one}`" not in text] == []


def test_every_decision_is_listed_and_every_link_leads_somewhere() -> None:
    for path in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "ARCHITECTURE.md"]:
        for target in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
            assert target.startswith("http") or (path.parent / target).exists(), (
                f"{path.name} links to {target}"
            )
    listed = (DOCS / "decisions" / "README.md").read_text("utf-8")
    assert [path.name for path in DOCS.glob("decisions/0*.md") if path.name not in listed] == []


def test_the_readme_begins_with_the_two_commands_and_the_house_fits_on_its_page() -> None:
    commands_first = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.strip()][
        1:3
    ]
    assert [line.split()[:2] for line in commands_first] == [["make", "demo"], ["make", "test"]]
    assert len((ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) <= 150


def test_nothing_claims_to_replicate_the_study_that_inspired_it() -> None:
    texts = [*DOCS.rglob("*.md"), ROOT / "README.md", *(ROOT / "src" / "firsthand" / "demo").rglob("*.*")]
    for path in texts:
        if path.suffix in {".md", ".yaml", ".csv", ".txt", ".py"}:
            assert "replication of" not in path.read_text("utf-8").replace("never “replication of”", ""), path
