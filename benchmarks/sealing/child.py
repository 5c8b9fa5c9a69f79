"""One side, in a process of its own: `python -m benchmarks.sealing.child SIDE FOLDER DOCUMENTS CODINGS PART`.

Makes the study, says what may be asked, and then answers line by line: `[what, state]` gives `[seconds, bytes]`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from benchmarks import invented
from benchmarks.child import prepared

if TYPE_CHECKING:
    from benchmarks.studies import Study
    from firsthand.field.sources.models import Source

SHORT, LONG = (6_000, 500), (60_000, 5_000)  # words, and codings on them
SOUGHT = ", ".join(invented.vocabulary()[place] for place in (200, 400, 800))


@dataclass(frozen=True, slots=True)
class Thing:
    """What somebody asks for, and how much it is."""

    much: str
    ask: Callable[[], Any]


def main() -> None:
    """Make the study, then answer until nobody asks any more."""
    side, folder = sys.argv[1], Path(sys.argv[2])
    documents, codings, part = map(int, sys.argv[3:])
    secret = prepared(folder)
    if side != "sealed":
        from benchmarks.sealing import unsealed

        unsealed.install(keyless=side == "keyless")
    from benchmarks import studies
    from firsthand.ground.vault.cache import opened

    study = studies.make_study(secret, studies.write_files(folder / "files", documents), documents * codings)
    things = _things(study, folder, *((words // part, many // part) for words, many in (SHORT, LONG)))
    _say([(what, thing.much) for what, thing in things.items()])
    for line in sys.stdin:
        what, state = json.loads(line)
        if state == "cold":
            opened.clear()
        start = perf_counter()
        answer = things[what].ask()
        _say([perf_counter() - start, len(answer)])


def _say(what: object) -> None:
    print(json.dumps(what), flush=True)


def _things(study: Study, folder: Path, *sizes: tuple[int, int]) -> Mapping[str, Thing]:
    """All that is asked for, the whole way through Django, by the lead who unlocked the study: there is no network."""
    from firsthand.analysis.coding.excerpts import excerpts

    more = [_one_more(study, folder, -number, *size) for number, size in enumerate(sizes, 1)]
    get, sought = _asking(study)
    code = study.codes[1]
    everywhere = f"/api/s/{study.lead.study.slug}/sources/{more[0].id}/autocode"
    look = {"kind": "words", "sought": SOUGHT, "everywhere": True}
    found = len(excerpts(study.lead, codes=[code]))
    total = json.loads(sought(everywhere, look))["total"]
    texts = len(study.sources) + len(more)
    things = {}
    for source, (words, codings) in zip(more, sizes, strict=True):
        much = f"{words:,} words, {codings:,} codings"
        at = f"sources/{source.id}/"
        things[f"reading: the page, {words:,} words"] = Thing(much, lambda at=at: get(at))
        things[f"reading: the reader's words and codings, {words:,} words"] = Thing(
            much, lambda at=at: get(f"{at}text", api=True) + get(f"{at}codings", api=True)
        )
    return things | {
        "retrieval: a code's page": Thing(
            f"{found:,} excerpts in {texts} texts, 50 shown", lambda: get(f"codebook/{code.id}/")
        ),
        "retrieval: a code's excerpts beside the reader": Thing(
            f"{found:,} excerpts in {texts} texts, 50 sent",
            lambda: get(f"codes/{code.id}/excerpts", api=True),
        ),
        "search: three words in every text": Thing(
            f"{total:,} places in {texts} texts", lambda: sought(everywhere, look)
        ),
    }


def _one_more(study: Study, folder: Path, number: int, words: int, codings: int) -> Source:
    """A source of its own size, coded."""
    from benchmarks import studies
    from firsthand.field.sources.importing import import_sources

    (file,) = studies.write_files(folder / f"files{number}", 1, words)
    (source,) = import_sources(study.lead, incoming=studies.read(study.lead, [file]))
    studies.code_source(study, source, number, codings)
    return source


def _asking(study: Study) -> tuple[Callable[..., bytes], Callable[[str, object], bytes]]:
    """How pages are asked for, and how words are sought, by a lead with a secret of her own."""
    from django.test import Client

    from firsthand.doors.entering import cookie_of
    from firsthand.ground.studies.secrets import take_secret

    slug = study.lead.study.slug
    client = Client(HTTP_HOST="localhost")
    opened = take_secret(study.lead, passphrase=" ".join(invented.vocabulary()[-4:]))
    client.cookies[cookie_of(slug)] = opened.key

    def get(path: str, *, api: bool = False, **asked: str) -> bytes:
        answer = client.get(f"{'/api' if api else ''}/s/{slug}/{path}?{urlencode(asked)}")
        assert answer.status_code == 200, answer.content
        return answer.content

    def sought(address: str, look: object) -> bytes:
        answer = client.post(address, json.dumps(look), content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.content

    return get, sought


if __name__ == "__main__":
    main()
