"""Documents by the API: written once however often they are sent, never over somebody else's; pieces as they are."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.themes.services import add_evidence, make_claim, make_theme
from firsthand.core.spans import Span
from firsthand.giving_back.references.services import add_reference
from firsthand.giving_back.writing.models import Document
from readers import Reader
from texts import AWKWARD, bring


@pytest.fixture
def source(cast: Cast) -> Any:
    return bring(cast.lea, AWKWARD)[0]


def test_a_document_is_written_once_and_never_over_what_somebody_else_saved(cast: Cast, source: Any) -> None:
    cody = Reader(cast.cody, source)
    sent = {"title": "One", "act_id": str(uuid4())}
    first, again = (cody.send("post", "documents", **sent).json() for _ in range(2))
    assert first["document"]["id"] == again["document"]["id"]
    assert Document.objects.count() == 1
    address = f"documents/{first['document']['id']}"
    block = {"type": "paragraph", "text": "Tea.", "inside": []}
    saved = cody.send("patch", address, title="One", blocks=[block], version=1).json()["document"]
    assert (saved["version"], saved["words"], saved["blocks"]) == (2, 1, [block])
    late = Reader(cast.lea, source).send("patch", address, title="Two", blocks=[], version=1)
    assert (late.status_code, "Somebody changed this document" in late.json()["sentence"]) == (409, True)
    wrong = cody.send("patch", address, title="One", blocks=[{"type": "script"}], version=2)
    assert (wrong.status_code, wrong.json()["sentence"][:27]) == (400, "Paragraph 1 cannot be kept.")
    assert cody.get(address)["document"]["version"] == 2
    assert [one["ref"] for one in cody.get("documents")["documents"]] == ["D1"]


def test_what_is_alive_comes_with_it_and_what_is_gone_says_so(cast: Cast, source: Any) -> None:
    code = make_code(cast.lea, name="Welcome")
    coding = apply_code(cast.lea, source=source, code=code, span=Span(10, 20))
    theme = make_theme(cast.lea, name="Doors", idea="")
    claim = make_claim(cast.lea, theme=theme, sentence="Doors are opened.")
    inside = [{"type": "excerpt", "value": str(coding.id)}, {"type": "claim", "value": str(claim.id)}]
    blocks = [
        {"type": "paragraph", "text": "\U000f0000\U000f0001", "inside": inside},
        {"type": "table", "text": "", "form": "matrix"},
    ]
    reader = Reader(cast.cody, source)
    made = reader.send("post", "documents", title="One", blocks=blocks).json()["document"]
    live = made["live"]
    excerpt = live[f"excerpt:{coding.id}"]
    assert (len(excerpt["words"]), excerpt["why"]) == (10, "")
    assert excerpt["place"] == f"sources/{source.id}/reader/#c10"
    assert live[f"claim:{claim.id}"]["words"] == "Doors are opened."
    assert live[f"claim:{claim.id}"]["flags"]
    assert live["count:matrix"]["table"][0][0] == "Code"
    remove_coding(cast.cody, coding=coding)
    gone = reader.get(f"documents/{made['id']}")["document"]["live"][f"excerpt:{coding.id}"]
    assert (gone["words"], gone["why"][:24]) == ("", "(An excerpt was here; th")


def test_what_can_be_put_in_is_found_by_its_words_evidence_first(cast: Cast, source: Any) -> None:
    code = make_code(cast.lea, name="Welcome")
    apply_code(cast.lea, source=source, code=code, span=Span(10, 20))
    later = apply_code(cast.lea, source=source, code=code, span=Span(30, 40))
    theme = make_theme(cast.lea, name="Doors", idea="")
    claim = make_claim(cast.lea, theme=theme, sentence="Doors are opened.")
    add_evidence(cast.lea, theme=theme, claim=claim, coding=later, side="for")
    work = add_reference(cast.lea, item={"type": "book", "title": "On doors"})
    reader = Reader(cast.cody, source)

    def found(words: str = "", **more: Any) -> list[tuple[str, str]]:
        answer = reader.send("post", "documents/find", words=words, **more).json()["found"]
        return [(one["type"], one["value"]) for one in answer]

    assert found("welcome")[0] == ("excerpt", str(later.id))
    assert len(found("welcome")) == 2
    assert found("DOORS") == [("claim", str(claim.id)), ("theme", str(theme.id)), ("citation", str(work.id))]
    assert found("doors", kinds=["citation"]) == [("citation", str(work.id))]
    assert ("excerpt", str(later.id)) in found()
    assert found("people", kinds=["table"]) == [("table", "matrix")]
    assert found("nothing of the kind") == []


def test_a_save_sent_again_does_not_take_what_somebody_else_saved_since_for_its_own(
    cast: Cast, source: Any
) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    begun = {"title": "One", "act_id": str(uuid4())}
    address = f"documents/{lea.send('post', 'documents', **begun).json()['document']['id']}"
    sent = {"title": "Lea's", "version": 1, "act_id": str(uuid4())}
    for _ in range(2):  # the first answer was lost
        assert lea.send("patch", address, **sent).json()["document"]["version"] == 2
    assert cody.send("patch", address, title="Cody's", version=2).status_code == 200
    again = lea.send("patch", address, **sent)
    assert (again.status_code, "Somebody changed this document" in again.json()["sentence"]) == (409, True)
    assert lea.send("post", "documents", **begun).status_code == 409
    standing = lea.get(address)["document"]
    assert (standing["title"], standing["version"], Document.objects.count()) == ("Cody's", 3, 1)


def test_a_version_given_again_after_an_undo_is_not_the_one_that_was_saved(cast: Cast, source: Any) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    address = f"documents/{lea.send('post', 'documents', title='One').json()['document']['id']}"
    sent = {"title": "Lea's", "version": 1, "act_id": str(uuid4())}
    lea.send("patch", address, **sent)
    lea.send("post", "undo")
    assert cody.send("patch", address, title="Cody's", version=1).json()["document"]["version"] == 2
    assert lea.send("patch", address, **sent).status_code == 409
