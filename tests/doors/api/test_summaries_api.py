"""Summaries by the API: written once however often they are sent, changed by whoever saw what stood there."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.framework.models import Summary
from firsthand.core.spans import Span
from readers import Reader
from texts import AWKWARD, bring


@pytest.fixture
def source(cast: Cast) -> Any:
    return bring(cast.lea, AWKWARD)[0]


def test_a_summary_is_written_once_changed_and_kept_from_being_overwritten(cast: Cast, source: Any) -> None:
    reader, code = Reader(cast.cody, source), make_code(cast.lea, name="Welcome")
    coding = apply_code(cast.lea, source=source, code=code, span=Span(10, 20))
    sent = {"code": str(code.id), "source": str(source.id), "words": "Let in.", "act_id": str(uuid4())}
    first, again = (reader.send("post", "summaries", **sent).json() for _ in range(2))
    assert first["summary"] == again["summary"]
    assert first["summary"]["stands_on"] == [str(coding.id)]
    assert Summary.objects.count() == 1
    assert reader.send("post", "summaries", **(sent | {"act_id": str(uuid4())})).status_code == 409
    address = f"summaries/{first['summary']['id']}"
    changed = reader.send(
        "patch", address, words="Let in, twice.", without=[str(coding.id)], version=1
    ).json()
    assert (changed["summary"]["words"], changed["summary"]["version"]) == ("Let in, twice.", 2)
    assert (changed["summary"]["stands_on"], changed["summary"]["without"]) == ([], [str(coding.id)])
    assert reader.send("patch", address, words="Mine.", version=1).status_code == 409
    table = reader.send("post", "tables/framework", asked={"rows": "sources"}).json()
    assert "Let in, twice." in str(table["rows"])


def test_what_is_not_there_or_not_understood_is_said(cast: Cast, source: Any) -> None:
    reader, code = Reader(cast.cody, source), make_code(cast.lea, name="Welcome")
    for sent, status in (
        ({"code": str(code.id), "words": "x"}, 400),
        ({"code": str(uuid4()), "source": str(source.id), "words": "x"}, 404),
        ({"code": str(code.id), "participant": str(uuid4()), "words": "x"}, 404),
        ({"code": str(code.id), "source": str(source.id), "words": "  "}, 400),
    ):
        assert reader.send("post", "summaries", **sent).status_code == status
    assert reader.send("patch", f"summaries/{uuid4()}", words="x").status_code == 404


def test_a_summary_sent_again_is_not_answered_with_what_somebody_else_wrote_since(
    cast: Cast, source: Any
) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    code = make_code(cast.lea, name="Welcome")
    begun = {"code": str(code.id), "source": str(source.id), "words": "Let in.", "act_id": str(uuid4())}
    address = f"summaries/{lea.send('post', 'summaries', **begun).json()['summary']['id']}"
    sent = {"words": "Let in, late.", "version": 1, "act_id": str(uuid4())}
    for _ in range(2):
        assert lea.send("patch", address, **sent).json()["summary"]["version"] == 2
    assert cody.send("patch", address, words="Let in, early.", version=2).status_code == 200
    for again in (lea.send("patch", address, **sent), lea.send("post", "summaries", **begun)):
        assert (again.status_code, "Somebody changed this summary" in again.json()["sentence"]) == (409, True)
