"""Somebody who writes over HTTP, as a browser does: a name, a cookie, a connection that stays open."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from random import Random
from time import perf_counter
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from harness.study import Made

PLACES, STEP = 1_000, 739  # in each text; the one shares no divisor with the other
BOUNDARY = "a-boundary"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Write:
    """One write, whole: it can be sent again as it was."""

    id: str
    method: str
    path: str
    body: bytes
    kind: str = JSON


@dataclass(slots=True)
class Answered:
    """What came of a write; `status` 0 where nothing did, because the connection broke."""

    write: Write
    status: int
    seconds: float
    said: bytes = b""

    @property
    def kept(self) -> bool:
        """Whether it was acknowledged: from here on it must not be lost."""
        return self.status in (200, 201)

    @property
    def json(self) -> Any:
        return json.loads(self.said)


class Person:
    """A coder at a browser of their own. Not for more than one thread at once."""

    def __init__(self, port: int, made: Made, name: str, seed: int = 0) -> None:
        self.port, self.made, self.name, self.chance = port, made, name, Random(f"{name} {seed}")
        self.place, self.written, self.seed = 0, 0, seed
        self.cookies: dict[str, str] = {}
        self.line: http.client.HTTPConnection | None = None

    def come_in(self) -> None:
        """Choose one's name, as on the study's page."""
        status, _said = self.ask("GET", f"/s/{self.made.slug}/memos/new/")
        assert status == 200, status
        status, said = self.ask(
            "POST", f"/s/{self.made.slug}/acting/", urlencode({"name": self.name}).encode(), FORM
        )
        assert status == 302, (status, said[:300])

    def send(self, write: Write) -> Answered:
        """Send a write, and wait for its answer."""
        start = perf_counter()
        try:
            status, said = self.ask(write.method, write.path, write.body, write.kind)
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return Answered(write, 0, perf_counter() - start)
        return Answered(write, status, perf_counter() - start, said)

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = JSON) -> tuple[int, bytes]:
        """One request: the answer's status and body. Raises OSError or HTTPException where the line breaks."""
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        said = answer.read()
        for name, value in answer.headers.items():
            if name.lower() == "set-cookie":
                self.cookies |= {one.key: one.value for one in SimpleCookie(value).values()}
        return answer.status, said

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    # What people write -----------------------------------------------------------------------------------------------

    def coding(self) -> Write:
        return self._coding(code=self.made.codes[self._turn()])

    def coding_of_a_new_code(self) -> Write:
        return self._coding(path=[f"New {self.chance.getrandbits(40):x}", f"{self.chance.getrandbits(40):x}"])

    def memo(self) -> Write:
        words = f"{self.chance.getrandbits(60):x} was said, and I wonder."
        return self._post("memos", kind="code", title="A thought", body=words)

    def note(self) -> Write:
        """A note with a picture, as a phone hands it over."""
        act_id = str(uuid4())
        attached = [{"kind": "photograph", "name": "a.png", "type": "image/png"}]
        note = {
            "act_id": act_id,
            "layers": {"description": f"Rain, {self.chance.getrandbits(40):x}."},
            "attached": attached,
        }
        part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
        body = (
            f'{part}"note"\r\n\r\n{json.dumps(note)}\r\n{part}"files"; filename="0"\r\n\r\n'.encode()
            + b"\x89PNG\r\n\x1a\n"
            + self.chance.randbytes(3_000)
            + f"\r\n--{BOUNDARY}--\r\n".encode()
        )
        return Write(act_id, "POST", self._at("notes"), body, f"multipart/form-data; boundary={BOUNDARY}")

    def undo(self) -> Write:
        return self._post("undo")

    def something(self) -> Write:
        """What people do, about as often as they do it."""
        return self.chance.choices(KINDS, WEIGHTS)[0](self)

    def _coding(self, **code: object) -> Write:
        """On words that none of this person's codings has: each adds something, so each has its entry."""
        self.place = (self.place + STEP) % (PLACES * len(self.made.sources))
        at, source = self.place % PLACES, self.made.sources[self.place // PLACES]
        start = at * source["length"] // PLACES
        end = start + self.chance.randint(1, source["length"] // PLACES - 1)
        return self._post(
            f"sources/{source['id']}/codings", version=source["version"], start=start, end=end, **code
        )

    def _turn(self) -> int:
        """Another code once each place has had this one; another seed begins with another."""
        self.written += 1
        return (self.seed + self.written // (PLACES * len(self.made.sources))) % len(self.made.codes)

    def _post(self, path: str, /, **sent: object) -> Write:
        act_id = str(uuid4())
        return Write(act_id, "POST", self._at(path), json.dumps({"act_id": act_id} | sent).encode())

    def _at(self, path: str) -> str:
        return f"/api/s/{self.made.slug}/{path}"


KINDS: list[Callable[[Person], Write]] = [
    Person.coding, Person.coding_of_a_new_code, Person.memo, Person.note, Person.undo,
]  # fmt: skip
WEIGHTS = [60, 10, 15, 8, 7]


@dataclass
class Ledger:
    """What was acknowledged to everybody, what was refused, and what was never answered."""

    kept: list[Answered] = field(default_factory=list)
    refused: list[Answered] = field(default_factory=list)  # a sentence: nothing was written
    unanswered: list[tuple[Person, Write]] = field(default_factory=list)
    faults: list[Answered] = field(default_factory=list)  # answered, and neither kept nor refused

    def note(self, by: Person, answered: Answered, *, stopping: bool = False) -> None:
        """Lists only grow at the end, which threads may do at once. `stopping`: what is answered badly is no answer."""
        if answered.status == 0 or (stopping and answered.status >= 500):
            self.unanswered.append((by, answered.write))
        elif answered.kept:
            self.kept.append(answered)
        elif answered.status in (400, 404, 409, 422):
            self.refused.append(answered)
        else:
            self.faults.append(answered)
