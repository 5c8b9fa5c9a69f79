"""The API does what it says of itself: programs that believe its description are not surprised.

FIRSTHAND_API says how many examples of what each operation may be sent are drawn (the suite: 3).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands import clean, done
from notebooks import said, served

MANY = int(os.environ.get("FIRSTHAND_API", "3"))
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,ignored_auth,response_schema_conformance"
PHASES = "fuzzing" if MANY < 50 else "examples,coverage,fuzzing"
PASSPHRASE = "four words of Noor alone"


def described() -> dict[str, Any]:
    from firsthand.doors.api.described import schema

    found: dict[str, Any] = json.loads(json.dumps(schema()))
    return found


def test_every_operation_says_what_it_may_answer_and_that_a_token_opens_it() -> None:
    from firsthand.doors.api.reader import api

    operations = {
        (method.upper(), path): operation
        for path, found in described()["paths"].items()
        for method, operation in found.items()
    }
    served_ones = {
        (method, "/api/" + re.sub(r"\{\w+:", "{", path))
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    assert operations.keys() == served_ones
    for operation in operations.values():
        assert {"200", "400", "401", "403", "404"} <= operation["responses"].keys()
        assert operation["security"] == [{"token": []}]


def test_nobody_is_told_of_it_at_an_address(client: Any, db: None) -> None:
    for address in ("/api/openapi.json", "/api/docs", "/api/", "/openapi.json"):
        assert client.get(address).status_code == 404


@pytest.mark.process
def test_the_command_prints_it(tmp_path: Path) -> None:
    assert done(tmp_path / "none", "api-schema", "--json").json == described()


TAKE = """
study = firsthand.open(data, as_="Noor")
from firsthand.ground.studies.secrets import make_token, take_secret
noor = study._way._enter()
take_secret(noor, passphrase=passphrase)
say(make_token(noor, current=passphrase, label="trying", scope="all"))
"""


@pytest.fixture(scope="module")
def noor(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where a demonstration study is served in which Noor has a token, for writing too; and the token."""
    data = tmp_path_factory.mktemp("described") / "data"
    shutil.copytree(demonstration, data, ignore=shutil.ignore_patterns("reports"))
    token = said(TAKE, data=str(data), passphrase=PASSPHRASE)
    with served(data) as address:
        yield address.rstrip("/"), token


def asked(address: str, token: str, path: str) -> Any:
    request = urllib.request.Request(f"{address}{path}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def things(address: str, token: str) -> dict[str, list[str]]:
    """Ids of things that are there, so that what is sent comes further than to “there is no such thing”."""
    sources = [
        one["row"]
        for one in asked(address, token, "/api/s/demo/things")["things"]
        if one["table"] == "sources.source"
    ][:2]
    beside = asked(address, token, f"/api/s/demo/sources/{sources[0]}/beside")
    codings = asked(address, token, f"/api/s/demo/sources/{sources[0]}/codings")["codings"]
    return {
        "slug": ["demo"],
        "source_id": sources,
        "code_id": [one["id"] for one in beside["codes"][:2]],
        "coding_id": [one[0] for one in codings[:2]],
        "memo_id": [one["id"] for one in beside["memos"][:2]] or ["0" * 32],
        "name": ["codings", "matrix", "search"],
    }


def examined(where: Path, address: str, token: str, found: dict[str, list[str]], schema: Path) -> Any:
    """Everything that schemathesis finds wrong in a server that says of itself what `schema` says."""
    settings = where / "schemathesis.toml"
    parameters = "\n".join(f'"path.{name}" = {json.dumps(ids[0])}' for name, ids in found.items() if ids)
    settings.write_text(f"[parameters]\n{parameters}\n", "utf-8")
    return subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(settings), "run", str(schema),
            "--url", address, "--header", f"Authorization: Bearer {token}", "--checks", CHECKS,
            "--phases", PHASES, "--max-examples", str(MANY), "--generation-deterministic",
            "--suppress-health-check", "all", "--no-color", "--request-timeout", "60", "--continue-on-failure",
        ],
        cwd=where, env=clean() | {"NO_COLOR": "1"}, capture_output=True, text=True, timeout=3000, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.process
def test_a_running_server_answers_as_it_says(noor: tuple[str, str], tmp_path: Path) -> None:
    address, token = noor
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(described()), "utf-8")
    there = things(address, token)
    feed = f"/api/s/demo/sources/{there['source_id'][0]}/feed?since=0"
    before = asked(address, token, feed)["entry"]
    found = examined(tmp_path, address, token, there, schema)
    written = asked(address, token, feed)["entry"] - before
    assert found.returncode == 0, found.stdout[-12_000:]
    assert written > 0, "Nothing of what was sent was taken: not the half of it was tried."


@pytest.mark.slow
@pytest.mark.process
def test_a_server_that_answers_otherwise_is_found_out(noor: tuple[str, str], tmp_path: Path) -> None:
    """What the description leaves out is found: here, that there may be no such thing."""
    address, token = noor
    said_of_itself, path = described(), "/api/s/{slug}/documents/{document_id}"
    said_of_itself["paths"] = {path: {"get": said_of_itself["paths"][path]["get"]}}
    del said_of_itself["paths"][path]["get"]["responses"]["404"]
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(said_of_itself), "utf-8")
    found = examined(tmp_path, address, token, {"slug": ["demo"]}, schema)
    assert found.returncode == 1
    assert "Undocumented" in found.stdout


def test_an_id_of_something_else_is_no_answer(cast: Any) -> None:
    """An act sent again under its id happens once; another act under that id is none of it, nor is somebody else's."""
    from uuid import uuid4

    from firsthand.analysis.codebook.services import make_code
    from firsthand.analysis.memos.services import write_memo
    from firsthand.core.problems import Clash
    from firsthand.ground.studies.acting import sent_as
    from firsthand.ground.studies.undoing import undo_last

    act_id = uuid4()
    with sent_as(act_id):
        code = make_code(cast.lea, name="Tea")
        assert make_code(cast.lea, name="Tea") == code
        for other in (
            lambda: write_memo(cast.lea, kind="code", title="T", body="B"),
            lambda: make_code(cast.cody, name="Tea"),
            lambda: undo_last(cast.lea, whose=cast.lea),
        ):
            with pytest.raises(Clash, match="Something else was sent"):
                other()
