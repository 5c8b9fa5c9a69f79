"""A reader's page, as the API sees it: for tests."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.test import Client


class Reader:
    """A reader's page: one study, one source, one member."""

    def __init__(self, member: Any, source: Any) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        session = self.client.session
        session["acting"] = {member.study.slug: member.name}
        session.save()
        self.client.cookies["sessionid"] = session.session_key  # signed cookies: the session is its key
        self.base = f"/api/s/{member.study.slug}/"
        self.source = f"sources/{source.id}/"

    def get(self, path: str) -> Any:
        answer = self.client.get(self.base + path)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def send(self, verb: str, path: str, /, **body: Any) -> Any:
        body = {"act_id": str(uuid4())} | body
        send = getattr(self.client, verb)
        return send(self.base + path, json.dumps(body, default=str), content_type="application/json")

    def text(self) -> Any:
        return self.get(self.source + "text")

    def codings(self) -> list[dict[str, Any]]:
        """The codings as the reader unfolds them."""
        said = self.get(self.source + "codings")
        names = ("id", "code", "coder", "start", "end", "standpoint", "stance", "at", "rule", "doubtful")
        found = [dict(zip(names, row, strict=True)) for row in said["codings"]]
        return [
            one | {"code": said["codes"][one["code"]], "coder": said["coders"][one["coder"]]} for one in found
        ]

    def beside(self) -> Any:
        return self.get(self.source + "beside")

    def entry(self) -> int:
        """The number of the entry as of which the codings are told."""
        answer = self.client.get(self.base + self.source + "codings")
        return int(answer.headers["X-Firsthand-Entry"])

    def feed(self, since: int) -> Any:
        return self.get(f"{self.source}feed?since={since}")

    def apply(self, start: int, end: int, **more: Any) -> Any:
        version = more.pop("version", None) or self.text()["version"]
        return self.send("post", self.source + "codings", version=version, start=start, end=end, **more)
