"""While the pages are served and used, no file of the data folder or the temporary folder holds a word in the clear."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener
from uuid import uuid4

import pytest

from commands import clean, done
from exchange.test_keeping import MARKER, found_in
from on_postgresql import on_postgresql

pytestmark = pytest.mark.process

BOUNDARY = "a-boundary-of-the-test"


@dataclass
class Site:
    """A served study, asked as a browser asks."""

    address: str
    data: Path
    temporary: Path
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> str:
        return self._open(Request(self.address + path))

    def post(self, path: str, body: bytes, kind: str) -> str:
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken") or ""
        headers = {"Content-Type": kind, "X-CSRFToken": token, "Referer": self.address + path}
        return self._open(Request(self.address + path, body, headers))

    def upload(self, path: str, name: str, data: bytes) -> str:
        self.get("/s/kept/sources/import/")  # for the form's token
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.post(path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def hand_over(self, layers: dict[str, str], name: str, data: bytes) -> None:
        """A note with a photograph, as a phone sends it."""
        attached = [{"kind": "photograph", "name": name, "type": "image/png"}]
        note = json.dumps({"act_id": str(uuid4()), "layers": layers, "attached": attached})
        part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
        head = f'{part}"note"\r\n\r\n{note}\r\n{part}"files"; filename="0"\r\n\r\n'
        body = head.encode() + b"\x89PNG\r\n\x1a\n" + data + f"\r\n--{BOUNDARY}--\r\n".encode()
        self.post("/api/s/kept/notes", body, f"multipart/form-data; boundary={BOUNDARY}")

    def form(self, path: str, sent: dict[str, str]) -> str:
        try:
            return self.post(path, urlencode(sent).encode(), "application/x-www-form-urlencoded")
        except HTTPError as refused:
            with refused:
                return refused.read().decode()

    def send(self, path: str, /, **body: object) -> dict[str, object]:
        sent = json.dumps({"act_id": str(uuid4())} | body).encode()
        answer: dict[str, object] = json.loads(self.post(path, sent, "application/json"))
        return answer

    def _open(self, request: Request) -> str:
        with build_opener(HTTPCookieProcessor(self.jar)).open(request) as answer:
            text: str = answer.read().decode()
            return text


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    data, temporary = tmp_path / "data", tmp_path / "temporary"
    temporary.mkdir()
    done(data, "init", "--study", "Kept")
    log = (tmp_path / "data" / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "firsthand.doors.commands", "--data", data, "serve", "--port", "0", "--no-open"],
        stdout=subprocess.PIPE, stderr=log, text=True,
        env=clean(data) | {"PYTHONUNBUFFERED": "1", "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert server.stdout is not None
    address = server.stdout.readline().split(" at ")[1].split()[0].rstrip("/")
    try:
        yield Site(address, data, temporary)
    finally:
        server.terminate()
        server.wait(timeout=60)
        server.stdout.close()
        log.close()


def test_nothing_is_in_the_clear_while_people_work(site: Site) -> None:
    # Three megabytes: larger than what Django and waitress would keep in memory if they were let.
    talk = (f"{MARKER.upper()}: " + f"I said {MARKER}. " * 1000 + "\nLENA: Yes.\n") * 100
    site.upload("/s/kept/sources/import/preview/", f"{MARKER}.txt", talk.encode())
    site.upload("/s/kept/sources/import/", f"{MARKER}.txt", talk.encode())
    (source,) = done(site.data, "sources", "--json").json["sources"]
    path = f"/api/s/kept/sources/{source['id']}/"
    version = json.loads(site.get(f"{path}text"))["version"]
    site.send(f"{path}codings", version=version, start=0, end=60, path=[f"about {MARKER}"])
    memo = {"kind": "code", "title": MARKER, "body": f"What {MARKER} means."}
    site.send("/api/s/kept/memos", **memo)
    asked = f'"about {MARKER}" and not made by rule'
    assert "1 excerpt" in site.form("/s/kept/find/", {"q": asked})
    assert "is missing at character" in site.form("/s/kept/find/", {"q": f"{MARKER} or"})
    assert "Kept by" in site.form("/s/kept/find/keep/", {"q": asked, "name": MARKER})
    site.send("/api/s/kept/query", query=asked)
    site.hand_over(
        {"jotting": MARKER, "reflection": f"Why {MARKER}?"}, f"{MARKER}.png", MARKER.encode() * 300_000
    )
    assert MARKER not in site.get("/s/kept/phone/")
    for bad in (f"{path}text?{MARKER}=1", f"/s/kept/nowhere/{MARKER}/"):
        try:
            site.get(bad)
        except HTTPError as refused:
            refused.close()
    with pytest.raises(HTTPError) as refused:
        site.send(f"{path}codings", version=version, start=0, end=99_999_999, path=[MARKER])
    refused.value.close()
    assert MARKER in site.get(f"/s/kept/sources/{source['id']}/").lower()
    assert on_postgresql() or (site.data / "firsthand.sqlite3-wal").exists()
    assert found_in(site.data) == []
    assert found_in(site.temporary) == []
    assert re.search("words|marker", (site.data / "server.log").read_text(), re.IGNORECASE) is None
