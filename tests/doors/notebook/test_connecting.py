"""`firsthand.connect`: over a live server, the same objects as on the computer itself; and what it does not offer."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

import firsthand
from firsthand.core.problems import Problem
from notebook.conftest import Locked
from notebooks import said, served

pytestmark = pytest.mark.process

ALL = """
from uuid import UUID
with firsthand.open(data, as_="Noor", passphrase=passphrase) as here, firsthand.connect(url, token, "demo") as there:
    def tables(study):
        yield from (study.sources, study.codes, study.codings, study.participants, study.interviews, study.memos)
        yield from (study.themes, study.claims, study.trail, study.members, study.cooccurrence(coders=["Lena"]))
        yield from (study.matrix("families", columns="attributes", count="characters"), study.saturation(step="day"))
        yield from (study.estimates(), study.agreement(unit="turn"), study.find('kind:interview and coder:Sam'))
        yield from (study.search("ke*", where="texts"), study.search("[Kk]ettle", pattern=True), study.vocabulary("en"))
    pairs = list(zip(tables(here), tables(there), strict=True))
    different = [one.name for one, two in pairs if (one.rows, one.notes) != (two.rows, two.notes)]
    empty = [one.name for one, _two in pairs if not one.rows]
    words = here.words("S1") == there.words("S1") == there.words(there.sources[0])
    code = here.make_code("From afar").id

    made = there.apply_code("S1", "from afar", 10, 20, standpoint="self")
    coding = next(one for one in here.codings if one.id == made.id)
    there.do.resize_coding(coding=coding, span=(12, 25))
    there.do.describe_coding(coding=made.id, standpoint="", stance="supports")
    there.do.recode(coding=coding, code=here.codes[3])
    was = next(one for one in here.codings if one.id == made.id)
    undone = there.undo()
    memo = there.write_memo("From afar", "It works.", about=[coding, there.codes[0]])
    there.do.remove_coding(coding=coding)
    gone = [one for one in here.codings if one.id == made.id]
    say({
        "tables": len(pairs), "different": different, "empty": empty, "words": words,
        "made": (coding.code == code, coding.coder, coding.start, coding.standpoint),
        "was": (was.code_name, was.start, was.end, was.stance), "undone": undone.sentence,
        "memo": [one.title for one in here.memos if one.id == memo.id], "gone": gone,
        "shown": repr(there) + repr(vars(there._way)),
        "not_offered": sentence(lambda: there.make_code("More")), "services": dir(there.do),
        "report": sentence(lambda: there.report("codings")),
        "no_code": sentence(lambda: there.apply_code("S1", "Nothing", 1, 2)),
        "no_source": sentence(lambda: there.words("S999")), "wrong": sentence(lambda: there.do.recode(colour=1)),
        "matrix": sentence(lambda: there.matrix(rows="colours")),
        "stale": sentence(lambda: there.apply_code("S1", "From afar", 10, 10_000_000)),
    })
"""


def test_what_is_reached_over_the_network_is_what_is_opened_here(locked_demo: Locked) -> None:
    with served(locked_demo.data) as url:
        found = said(
            ALL,
            data=str(locked_demo.data),
            passphrase=locked_demo.passphrase,
            url=url,
            token=locked_demo.token,
        )
    assert (found["tables"], found["different"], found["empty"], found["words"]) == (19, [], [], True)
    assert found["made"] == [True, "Noor", 10, "self"]
    assert found["was"][1:] == [12, 25, "supports"]
    assert "took back" in found["undone"]
    assert found["memo"] == ["From afar"]
    assert found["gone"] == []
    assert "demo at http://127.0.0.1" in found["shown"]
    assert locked_demo.token not in found["shown"]
    assert "“make_code” cannot be called from afar. What can: apply_code" in found["not_offered"]
    assert "make_code" not in found["services"]
    assert "cannot be made from afar" in found["report"]
    assert found["no_code"] == "NotThere: There is no code called “Nothing” in this study."
    assert found["no_source"] == "NotThere: There is no source “S999” in this study."
    assert "recode" in found["wrong"]
    assert "no “colours” in a matrix" in found["matrix"]
    assert found["stale"].startswith("Problem: ")


REFUSED = """
say([sentence(lambda: firsthand.connect(url, token)) for url, token in asked])
"""


class Elsewhere(BaseHTTPRequestHandler):
    """Leads on to another address, and notes who came there."""

    came: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.came.append(f"{self.path} {self.headers['Authorization']}")
        self.send_response(302 if self.path.startswith("/api/") else 200)
        self.send_header("Location", f"http://localhost:{self.server.server_port}/caught")
        self.end_headers()
        self.wfile.write(b"{}")

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_said: object) -> None:
        """Silence."""


def test_a_redirect_is_not_followed_since_the_token_would_go_along() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            for path in ("/s/demo/", "/it/s/demo/"):  # the second answers, and with no table
                with pytest.raises(Problem, match="is no Firsthand"):
                    firsthand.connect(f"http://127.0.0.1:{server.server_port}{path}", "firsthand_x")
        finally:
            server.shutdown()
    asked = [f"{before}/api/s/demo/tables/codes Bearer firsthand_x" for before in ("", "/it")]
    assert Elsewhere.came == asked


def test_who_cannot_be_reached_or_let_in_is_told_why(locked_demo: Locked) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/s/demo/"
    with served(locked_demo.data) as url:
        asked = [
            (f"{url}s/demo/", "firsthand_wrong"), (f"{url}s/elsewhere/", locked_demo.token), (url, locked_demo.token),
            (nobody, "x"), ("http://firsthand.example/s/demo/", "x"), ("ftp://firsthand.example/s/demo/", "x"),
            (f"{url}somewhere/s/demo/", locked_demo.token),
        ]  # fmt: skip
        found = said(REFUSED, asked=asked)
    assert found[0].startswith("Locked: This token opens nothing here")
    assert found[1].startswith("NotThere: There is no study called")
    assert "Say which study" in found[2]
    assert found[3].startswith("Problem: Nothing answers at http://127.0.0.1")
    assert "Use https://" in found[4]
    assert "begins with https://" in found[5]
    assert "is no Firsthand" in found[6]
