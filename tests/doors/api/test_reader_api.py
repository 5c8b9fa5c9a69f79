"""The reader's API: one source's words and codings, written once however often it is sent, told to everybody."""

from __future__ import annotations

import gzip
import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code, delete_code
from firsthand.analysis.memos.models import Memo
from firsthand.analysis.memos.services import remove_memo
from firsthand.analysis.themes.services import make_theme
from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import key_of_copies
from firsthand.field.sources.texts import standing_version
from firsthand.ground.studies.entrance import find_study
from firsthand.ground.vault import store
from readers import Reader
from texts import AWKWARD, bring


@pytest.fixture
def source(cast: Cast) -> Any:
    return bring(cast.lea, AWKWARD)[0]


def test_the_text_comes_with_turns_speakers_and_marks(cast: Cast, source: Any) -> None:
    text = Reader(cast.lea, source).text()
    assert text["words"] == AWKWARD
    assert [AWKWARD[words:end] for _, words, end, *_ in text["turns"]][1] == "And then?"
    assert {voice["name"] for voice in text["voices"]} == {"MARIGOLD", "LENA"}


def test_a_new_code_in_place_is_one_act_and_one_undo(cast: Cast, source: Any) -> None:
    reader = Reader(cast.cody, source)
    answer = reader.apply(10, 20, path=["Place", "Welcome"]).json()
    assert answer["coding"]["coder"] == str(cast.cody.id)
    assert answer["code"]["path"] == ["Place", "Welcome"]
    reader.send("post", "undo")
    assert reader.codings() == []
    assert reader.beside()["codes"] == []


def test_what_is_sent_three_times_happens_once(cast: Cast, source: Any) -> None:
    reader, code = Reader(cast.lea, source), make_code(cast.lea, name="Welcome")
    act_id = uuid4()
    answers = [reader.apply(10, 20, code=code.id, act_id=act_id).json() for _ in range(3)]
    assert len({answer["coding"]["id"] for answer in answers}) == 1
    assert cast.lea.study.entries.filter(act="coding.apply").count() == 1


def test_the_feed_tells_what_others_did_and_what_went(cast: Cast, source: Any) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    code = make_code(cast.lea, name="Welcome")
    since = lea.entry()
    coding = cody.apply(10, 20, code=code.id).json()["coding"]
    news = lea.feed(since)
    assert [one["id"] for one in news["changed"]] == [coding["id"]]
    assert news["sentences"][0]["by"] == "Cody"
    version = cody.text()["version"]
    assert cody.send("patch", f"codings/{coding['id']}", start=12, end=25, version=uuid4()).status_code == 409
    cody.send("patch", f"codings/{coding['id']}", start=12, end=25, version=version)
    news = lea.feed(news["entry"])
    assert [(one["start"], one["end"]) for one in news["changed"]] == [(12, 25)]
    cody.send("delete", f"codings/{coding['id']}")
    news = lea.feed(news["entry"])
    assert (news["changed"], news["removed"]) == ([], [coding["id"]])
    assert "codes" not in lea.feed(news["entry"])
    assert [one["name"] for one in lea.feed(news["entry"])["here"]] == []
    cody.feed(0)
    assert [one["name"] for one in lea.feed(news["entry"])["here"]] == ["Cody"]


def test_a_page_is_told_the_last_thing_that_somebody_else_did(cast: Cast, source: Any) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    since = lea.entry()
    for name in ("Earlier", "Later"):
        cody.apply(10, 20, path=[name])
    mine = lea.apply(30, 40, path=["Mine"]).json()["entry"]
    (told,) = lea.feed(since)["sentences"]
    assert (told["number"], told["by"], "Later" in told["sentence"]) == (mine - 1, "Cody", True)
    (told,) = cody.feed(since)["sentences"]
    assert (told["number"], told["by"], "Mine" in told["sentence"]) == (mine, "Lea", True)
    assert lea.feed(mine - 1)["sentences"] == []


def test_a_code_that_goes_and_a_memo_that_comes_are_told(cast: Cast, source: Any) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    keeps, goes = make_code(cast.lea, name="Keeps"), make_code(cast.lea, name="Goes")
    coding = cody.apply(10, 20, code=goes.id).json()["coding"]
    since = lea.entry()
    assert lea.beside()["entry"] == since
    about = [{"table": "coding.coding", "row": coding["id"]}]
    cody.send("post", "memos", kind="code", body="Look again.", about=about)
    news = lea.feed(since)
    assert ([one["body"] for one in news["memos_changed"]], "codes_changed" in news) == (
        ["Look again."],
        False,
    )
    since = lea.entry()
    delete_code(cast.cody, code=goes)
    news = lea.feed(since)
    assert (news["codes_changed"], news["codes_gone"], news["removed"]) == (
        [],
        [str(goes.id)],
        [coding["id"]],
    )
    assert str(keeps.id) not in str(news)


def test_a_memo_goes_and_comes_with_the_coding_it_is_about(cast: Cast, source: Any) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    coding = cody.apply(10, 20, path=["Welcome"]).json()["coding"]
    about = [{"table": "coding.coding", "row": coding["id"]}]
    lea.send("post", "memos", kind="code", body="Look again.", about=about)
    since = lea.entry()
    cody.send("delete", f"codings/{coding['id']}")
    assert (lea.feed(since)["memos_changed"], len(lea.feed(since)["memos_gone"])) == ([], 1)
    since = lea.entry()
    cody.send("post", "undo")
    assert [one["body"] for one in lea.feed(since)["memos_changed"]] == ["Look again."]


def test_a_coding_that_lost_its_words_is_told_until_it_is_put_somewhere(cast: Cast) -> None:
    row = bring(cast.lea, "Tea, and then more tea.")[0]
    reader, code = Reader(cast.cody, row), make_code(cast.lea, name="Tea")
    first, second = (reader.apply(start, start + 3, code=code.id).json()["coding"] for start in (0, 19))
    revise_text(cast.lea, source=row, reading=Reading("Tea."))
    assert [(one["id"], one["words"]) for one in reader.beside()["lost"]] == [(second["id"], "tea")]
    assert [(one["id"], one["doubtful"]) for one in reader.codings()] == [(first["id"], 0)]
    version, since = reader.text()["version"], reader.entry()
    reader.send("patch", f"codings/{second['id']}", start=3, end=4, version=version)
    assert reader.beside()["lost"] == reader.feed(since)["lost"] == []
    assert [(one["start"], one["end"]) for one in reader.codings()] == [(0, 3), (3, 4)]


def test_what_was_done_is_answered_again_though_the_text_was_corrected_since(cast: Cast) -> None:
    row = bring(cast.lea, "Tea, and then more tea.")[0]
    reader, code = Reader(cast.cody, row), make_code(cast.lea, name="Tea")
    sent = {"act_id": uuid4(), "version": reader.text()["version"], "code": code.id}
    first = reader.apply(0, 3, **sent).json()
    revise_text(cast.lea, source=row, reading=Reading("Rain. Tea, and then more tea."))
    again = reader.apply(0, 3, **sent)
    assert (again.status_code, again.json()["coding"]["id"]) == (200, first["coding"]["id"])
    assert [(one["start"], one["end"]) for one in reader.codings()] == [(6, 9)]
    late = reader.apply(0, 3, **sent | {"act_id": uuid4()})
    assert (late.status_code, len(reader.codings())) == (409, 1)


@pytest.mark.parametrize("what", ["text", "codings"])
def test_what_a_browser_has_is_not_sent_again(cast: Cast, source: Any, what: str) -> None:
    reader, code = Reader(cast.lea, source), make_code(cast.lea, name="Welcome")
    reader.apply(10, 20, code=code.id)

    def ask(tag: str = "") -> Any:
        headers = {"accept-encoding": "gzip"} | ({"if-none-match": tag} if tag else {})
        return reader.client.get(reader.base + reader.source + what, headers=headers)

    first = ask()
    again = ask(first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    apply_code(cast.cody, source=source, code=code, span=Span(0, 5))
    changed = what == "codings"
    assert ask(first.headers["ETag"]).status_code == (200 if changed else 304)
    if changed:
        now = ask(first.headers["ETag"]).headers
        assert int(now["X-Firsthand-Entry"]) == int(first.headers["X-Firsthand-Entry"]) + 1


def test_words_travel_compressed(cast: Cast) -> None:
    long = bring(cast.lea, AWKWARD * 50)[0]
    reader = Reader(cast.lea, long)
    answer = reader.client.get(reader.base + reader.source + "text", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) * 4 < len(AWKWARD.encode()) * 50
    assert json.loads(gzip.decompress(answer.content))["words"] == AWKWARD * 50


def test_the_key_to_a_browsers_copies_goes_with_the_words(cast: Cast, source: Any) -> None:
    key = key_of_copies(cast.lea, source)
    assert key == key_of_copies(cast.cody, source) != key_of_copies(cast.lea, bring(cast.lea, "Other.")[0])
    store.destroy(cast.lea.key, [standing_version(cast.lea, source).text])
    with pytest.raises(store.Destroyed):
        key_of_copies(cast.lea, source)


def test_another_sources_changes_are_not_told(cast: Cast, source: Any) -> None:
    other = bring(cast.lea, AWKWARD + "more")[0]
    reader, code = Reader(cast.lea, source), make_code(cast.lea, name="Welcome")
    since = reader.entry()
    apply_code(cast.cody, source=other, code=code, span=Span(0, 5))
    assert (reader.feed(since)["changed"], reader.feed(since)["removed"]) == ([], [])


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"start": 5, "end": 5, "path": ["X"]}, 400, "starts before it ends"),
        ({"start": 0, "end": 9999, "path": ["X"]}, 400, "characters"),
        ({"start": 0, "end": 5, "path": []}, 400, "needs a name"),
        ({"start": 0, "end": 5, "path": ["X"], "version": uuid4()}, 409, "has changed"),
        ({"start": 0, "end": 5, "code": uuid4()}, 404, "no such code"),
        ({"start": "zero", "end": 5}, 400, "not understood"),
        ({"start": 0, "end": 5, "path": ["X"], "stance": "loud"}, 400, "from the lists"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    cast: Cast, source: Any, body: dict[str, Any], status: int, says: str
) -> None:
    reader = Reader(cast.lea, source)
    before = cast.lea.study.entries.count()
    answer = reader.apply(**body)
    assert answer.status_code == status
    assert says in answer.json()["sentence"]
    assert cast.lea.study.entries.count() == before


def test_a_reader_may_look_and_not_write_and_a_stranger_finds_nothing(cast: Cast, source: Any) -> None:
    rea = Reader(cast.rea, source)
    assert rea.text()["words"] == AWKWARD
    assert rea.apply(0, 5, path=["X"]).status_code == 403
    xeno = Reader(cast.xeno, source)
    assert xeno.client.get(xeno.base + xeno.source + "text").status_code == 404
    hope = Reader(cast.hope, source)
    assert hope.client.get(hope.base + hope.source + "text").status_code == 403


def test_a_page_of_one_member_is_never_answered_as_another(cast: Cast, source: Any) -> None:
    cody = Reader(cast.cody, source)
    for member, status in ((cast.cody, 200), (cast.lea, 401)):
        answer = cody.client.get(
            cody.base + cody.source + "text", headers={"x-firsthand-member": str(member.id)}
        )
        assert answer.status_code == status


def test_a_write_from_another_site_is_refused(cast: Cast, source: Any) -> None:
    reader = Reader(cast.lea, source)
    strict = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    answer = strict.post(
        f"{reader.base}undo", json.dumps({"act_id": str(uuid4())}), content_type="application/json",
        headers={"origin": "https://elsewhere.example"},
    )  # fmt: skip
    assert answer.status_code == 403


def test_a_memo_is_written_beside_the_words_it_is_about(cast: Cast, source: Any) -> None:
    reader = Reader(cast.lea, source)
    coding = reader.apply(10, 20, path=["Welcome"]).json()["coding"]
    about = [{"table": "coding.coding", "row": coding["id"]}]
    assert reader.send("post", "memos", kind="code", body="The kettle again.", about=about).status_code == 200
    assert [
        {"table": one["table"], "row": one["row"]} for one in reader.beside()["memos"][0]["about"]
    ] == about


def test_a_memo_is_answered_again_though_what_it_is_about_or_itself_is_gone(cast: Cast, source: Any) -> None:
    reader = Reader(cast.lea, source)
    coding = reader.apply(10, 20, path=["Welcome"]).json()["coding"]
    about = [{"table": "coding.coding", "row": coding["id"]}]
    sent = {"kind": "code", "body": "The kettle again.", "about": about, "act_id": str(uuid4())}
    memo = reader.send("post", "memos", **sent).json()["memo"]
    assert reader.send("delete", f"codings/{coding['id']}").status_code == 200
    again = reader.send("post", "memos", **sent)
    assert (again.status_code, again.json()["memo"]["id"]) == (200, memo["id"])
    assert reader.send("post", "memos", **sent | {"act_id": str(uuid4())}).status_code == 404
    (row,) = Memo.objects.all()
    remove_memo(cast.lea, memo=row)
    gone = reader.send("post", "memos", **sent)
    assert (gone.status_code, gone.json()["memo"]) == (200, None)
    assert not Memo.objects.exists()


def test_a_memo_is_changed_and_a_conflict_loses_nothing(cast: Cast, source: Any) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    coding = lea.apply(10, 20, path=["Welcome"]).json()["coding"]
    about = [{"table": "coding.coding", "row": coding["id"]}]
    memo = lea.send("post", "memos", kind="code", title="Kettle", body="Again.", about=about).json()["memo"]
    sent = {"kind": "theory", "title": "Kettle", "version": memo["version"], "about": [
        {"table": "sources.source", "row": str(source.id)}]}  # fmt: skip
    changed = cody.send("patch", f"memos/{memo['id']}", body="Always.", **sent)
    assert (changed.status_code, changed.json()["memo"]["version"]) == (200, memo["version"] + 1)
    assert [one["table"] for one in changed.json()["memo"]["about"]] == ["coding.coding", "sources.source"]
    late = lea.send("patch", f"memos/{memo['id']}", body="Never.", **sent)
    assert late.status_code == 409
    assert [one["body"] for one in lea.beside()["memos"]] == ["Always."]


def test_a_memo_sent_again_is_not_answered_with_what_somebody_else_wrote_since(
    cast: Cast, source: Any
) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    begun = {"kind": "code", "title": "Kettle", "body": "Again.", "act_id": uuid4()}
    address = f"memos/{lea.send('post', 'memos', **begun).json()['memo']['id']}"
    sent = {"kind": "code", "title": "Kettle", "body": "Lea's.", "version": 1, "act_id": uuid4()}
    for _ in range(2):
        assert lea.send("patch", address, **sent).json()["memo"]["version"] == 2
    sent_by_cody = {"kind": "code", "title": "Kettle", "body": "Cody's.", "version": 2}
    assert cody.send("patch", address, **sent_by_cody).status_code == 200
    again = lea.send("patch", address, **sent)
    assert (again.status_code, "Somebody changed this memo" in again.json()["sentence"]) == (409, True)
    remove_memo(cast.lea, memo=Memo.objects.get())
    again = lea.send("post", "memos", **begun)
    assert (again.status_code, again.json()["memo"]) == (200, None)


def test_excerpts_of_a_code_come_from_the_whole_study_this_source_first(cast: Cast, source: Any) -> None:
    other = bring(cast.lea, AWKWARD + "more")[0]
    code = make_code(cast.lea, name="Welcome")
    for row, start in ((source, 10), (other, 40), (other, 20)):
        apply_code(cast.lea, source=row, code=code, span=Span(start, start + 5))
    found = Reader(cast.lea, other).get(f"codes/{code.id}/excerpts?source={other.id}")
    assert found["total"] == 3
    assert [(one["source"], one["words"]) for one in found["excerpts"]] == [
        (str(other.id), AWKWARD[20:25]), (str(other.id), AWKWARD[40:45]), (str(source.id), AWKWARD[10:15]),
    ]  # fmt: skip
    assert (
        Reader(cast.xeno, other).client.get(f"/api/s/another-study/codes/{code.id}/excerpts").status_code
        == 404
    )


def test_what_a_memo_may_link_is_told_by_name(cast: Cast, source: Any) -> None:
    make_theme(cast.lea, name="Doors", idea="Who opens them.")
    told = Reader(cast.rea, source).get("things")["things"]
    assert {(one["table"], one["called"]) for one in told} == {
        ("sources.source", "talk"),
        ("themes.theme", "Doors"),
    }


def test_undo_and_redo_walk_ones_own_acts(cast: Cast, source: Any) -> None:
    lea, cody = Reader(cast.lea, source), Reader(cast.cody, source)
    lea.apply(0, 5, path=["One"])
    cody.apply(10, 15, path=["Two"])
    assert lea.send("post", "undo").status_code == 200
    assert [one["coder"] for one in lea.codings()] == [str(cast.cody.id)]
    assert lea.send("post", "redo").status_code == 200
    assert len(lea.codings()) == 2
    assert lea.send("post", "redo").status_code == 400


def test_an_undo_whose_answer_was_lost_is_answered_again_and_done_once(cast: Cast, source: Any) -> None:
    reader = Reader(cast.cody, source)
    reader.apply(0, 5, path=["One"])
    for verb in ("undo", "redo"):
        act_id = uuid4()
        first, again = (reader.send("post", verb, act_id=act_id) for _ in range(2))
        assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(reader.codings()) == 1


def test_an_undo_that_names_its_act_takes_back_no_other(cast: Cast, source: Any) -> None:
    cody, lea = Reader(cast.cody, source), Reader(cast.lea, source)
    first, second, hers, never = (uuid4() for _ in range(4))
    cody.apply(0, 5, path=["One"], act_id=first)
    cody.apply(10, 15, path=["Two"], act_id=second)
    lea.apply(20, 25, path=["Three"], act_id=hers)

    def said(verb: str, of: object, **more: object) -> tuple[int, str]:
        answer = cody.send("post", verb, of=of, **more)
        return answer.status_code, answer.json()["sentence"]

    for verb, nothing in (("undo", "There is nothing left to undo."), ("redo", "There is nothing to redo.")):
        for of in (never, hers):
            assert said(verb, of) == (404, nothing)
    assert len(cody.codings()) == 3
    undo, redo = uuid4(), uuid4()
    assert (said("undo", first, act_id=undo)[0], said("undo", first)[0]) == (200, 404)
    assert {one["start"] for one in cody.codings()} == {10, 20}
    assert (said("redo", second)[0], said("redo", undo, act_id=redo)[0]) == (404, 200)
    assert len(cody.codings()) == 3
    assert said("undo", redo)[0] == 200
    assert {one["start"] for one in cody.codings()} == {10, 20}
    assert cody.send("post", "undo").status_code == 200  # one that names none: the last, as ever
    assert {one["start"] for one in cody.codings()} == {20}


def test_a_coding_that_joins_others_names_those_it_took_in(cast: Cast, source: Any) -> None:
    reader, code = Reader(cast.lea, source), make_code(cast.lea, name="Welcome")
    first, second = (reader.apply(start, start + 5, code=code.id).json()["coding"] for start in (10, 20))
    answer = reader.apply(12, 22, code=code.id).json()
    assert (answer["coding"]["id"], answer["removed"]) == (first["id"], [second["id"]])


def test_a_study_called_what_none_can_be_is_not_there_and_no_database_is_asked_for_it(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0), pytest.raises(NotThere):
        find_study("a\0b")
    answer = Client().get("/api/s/a%00b/things", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 404
