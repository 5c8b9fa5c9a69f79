"""`firsthand.connect`: a study in a Firsthand far away, with a token of one's own."""

from __future__ import annotations

from urllib.parse import urlsplit

from firsthand.core.problems import Problem
from firsthand.doors.notebook.asking import Asking
from firsthand.doors.notebook.study import Study
from firsthand.doors.notebook.there import There

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def connect(url: str, token: str, study: str | None = None) -> Study:
    """Reach a study over the network, as the member whose token it is (made on their page “What opens it for you”).

    `url`: where Firsthand is; or the study's own address, `https://…/s/the-study/`, and `study` can be left out.
    Raises `Problem` with a sentence where it cannot be reached.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Problem("Give an address that begins with https:// (or http:// on this computer).")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise Problem(
            f"http:// to {parts.hostname} would send your token and the study’s words for anybody on the way to read. "
            "Use https://."
        )
    before, _slash, after = parts.path.partition("/s/")
    slug = study or after.partition("/")[0]
    if not slug:
        raise Problem("Say which study, with study=…: its short name, as in the address of its pages.")
    base = f"{parts.scheme}://{parts.netloc}{before.rstrip('/')}"
    way = There(Asking(base, slug, token, direct=parts.hostname in LOOPBACK))
    way.codes()  # whoever may not come in hears of it now
    return Study(way)
