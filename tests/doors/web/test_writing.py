"""A form for every service: what was sent is then there, and what is refused says why and keeps what was typed."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.doubts import doubtful_codings
from firsthand.analysis.coding.selectors import codings_of
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.themes.selectors import theme_line
from firsthand.analysis.themes.services import change_claim
from firsthand.core.guide import read_guide
from firsthand.core.spans import Span
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.fieldwork.selectors import bystanders_of, doubtful_bystanders, visit, visits
from firsthand.field.fieldwork.services import change_visit
from firsthand.field.interviews.answers import mark_answers
from firsthand.field.interviews.selectors import answers_of, doubtful_answers, guides, question
from firsthand.field.interviews.services import import_guide
from firsthand.field.people.selectors import people
from firsthand.field.people.services import add_participant, change_participant
from firsthand.field.sources.selectors import source, source_line, sources
from firsthand.field.sources.services import change_source
from firsthand.field.sources.texts import text_of
from firsthand.ground.studies.undoing import undo_last
from texts import bring
from web.conftest import Browser, Desk

PLAIN = {"standpoint": "", "stance": ""}


def coded(desk: Desk) -> list[tuple[str, str, int, int]]:
    return [
        (one.code.name, one.coder, one.span.start, one.span.end)
        for one in codings_of(desk.cast.lea, desk.source)
    ]


def test_begin_a_study(browser: Browser, cast: object) -> None:
    assert browser.send("/begin/", title="Our own", lead="Ada") == "/s/our-own/"
    assert "You are Ada" in browser.says("/s/our-own/")
    another = browser.send(
        "/begin/", title="Our own", lead="Bo"
    )  # whether there is one may be nobody's to know
    assert another.startswith("/s/our-own-")
    assert "A study needs a title." in browser.send("/begin/", status=400, title=" ", lead="Ada")


def test_apply_an_existing_code(desk: Desk, cody_sits: Browser) -> None:
    start, end = desk.words("spare key")
    sent = {
        "code": "having been there",
        "start": start,
        "end": end,
        "standpoint": "self",
        "stance": "supports",
    }
    assert cody_sits.send(desk.url("apply", desk.source.id), **sent).endswith(f"#c{start}")
    assert ("Having been there", "Cody", start, end) in coded(desk)


def test_apply_a_new_code_is_one_act_and_one_undo(desk: Desk, cody_sits: Browser) -> None:
    start, end = desk.words("spare key")
    before = desk.cast.lea.study.entries.count()
    cody_sits.send(desk.url("apply", desk.source.id), code="Help > Keys", start=start, end=end, **PLAIN)
    assert ("Keys", "Cody", start, end) in coded(desk)
    assert desk.cast.lea.study.entries.count() == before + 1
    cody_sits.send(desk.url("undo", before + 1))
    assert "Keys" not in [one.name for one in codebook(desk.cast.lea)]


def test_the_same_form_sent_three_times_is_one_act(desk: Desk, cody_sits: Browser) -> None:
    before, act = desk.cast.lea.study.entries.count(), str(uuid4())
    for _ in range(3):
        cody_sits.send(desk.url("memo-new"), act=act, kind="theory", title="Once", body="Only.", about="")
    assert desk.cast.lea.study.entries.count() == before + 1


def test_a_memo_sent_again_is_kept_once_though_what_it_is_about_is_gone(
    desk: Desk, cody_sits: Browser
) -> None:
    sent = {
        "act": str(uuid4()),
        "kind": "theory",
        "body": "Once.",
        "about": f"coding.coding:{desk.coding.id}",
    }
    place = cody_sits.send(desk.url("memo-new"), **sent)
    remove_coding(desk.cast.cody, coding=desk.coding)
    assert cody_sits.send(desk.url("memo-new"), **sent) == place
    cody_sits.says(desk.url("memo-new") + f"?about=coding.coding:{desk.coding.id}", status=404)


def test_the_same_form_with_something_else_in_it_is_another_act(desk: Desk, cody_sits: Browser) -> None:
    act = str(uuid4())
    for body in ("One.", "Two."):
        cody_sits.send(desk.url("memo-new"), act=act, kind="theory", title="", body=body, about="")
    assert {"One.", "Two."} <= {one.body for one in memos(desk.cast.lea)}


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (5, 99_999, "a stretch up to 99999 is not in the text"),
        (9, 9, "A stretch of text starts before it ends"),
        (9, 3, "A stretch of text starts before it ends"),
        (-3, 4, "A stretch of text starts before it ends"),
        ("", "", "This field is required."),
        ("x", "y", "Enter a whole number."),
    ],
)
def test_a_stretch_that_is_none_says_so_and_keeps_what_was_typed(
    desk: Desk, cody_sits: Browser, start: object, end: object, sentence: str
) -> None:
    page = cody_sits.send(
        desk.url("apply", desk.source.id), status=400, code="Typed by hand", start=start, end=end, **PLAIN
    )
    assert sentence in page
    assert "Typed by hand" in page
    assert len(coded(desk)) == 1


def test_a_code_without_a_name_says_so(desk: Desk, cody_sits: Browser) -> None:
    page = cody_sits.send(desk.url("apply", desk.source.id), status=400, code=" ", start=1, end=4, **PLAIN)
    assert "A code needs a name." in page


def test_recode_describe_resize_and_remove(desk: Desk, lea_sits: Browser) -> None:
    key = desk.coding.id
    lea_sits.send(desk.url("recode", key), code="Having been there")
    lea_sits.send(desk.url("describe", key), standpoint="of_member", stance="mixed")
    start, end = desk.words("spare key")
    lea_sits.send(desk.url("resize", key), start=start, end=end)
    (one,) = codings_of(desk.cast.lea, desk.source)
    assert (one.code.name, one.standpoint, one.stance) == ("Having been there", "of_member", "mixed")
    assert (one.span.start, one.span.end) == (start, end)
    lea_sits.send(desk.url("coding-remove"), coding=str(key))
    assert coded(desk) == []
    lea_sits.send(desk.url("coding-remove"), status=404, coding=str(key))
    lea_sits.send(desk.url("coding-remove"), status=404, coding="x")


def test_resizing_beyond_the_text_says_so(desk: Desk, lea_sits: Browser) -> None:
    assert "is not in the text" in lea_sits.send(
        desk.url("resize", desk.coding.id), status=400, start=0, end=9999
    )


def test_what_is_said_of_a_source(desk: Desk, lea_sits: Browser) -> None:
    lea_sits.send(desk.url("source-details", desk.source.id), title="At the kettle", kind="focus group")
    desk.source.refresh_from_db()
    line = source_line(desk.cast.lea, desk.source)
    assert (line.title, line.kind) == ("At the kettle", "focus group")
    page = lea_sits.send(desk.url("source-details", desk.source.id), status=400, title=" ", kind="interview")
    assert "A source needs a title" in page


def test_who_is_speaking(desk: Desk, lea_sits: Browser) -> None:
    lea, marigold = text_of(desk.cast.lea, desk.source).speakers.values()
    before = desk.cast.lea.study.entries.count()
    lea_sits.send(
        desk.url("voices", desk.source.id),
        **{str(lea.id): str(desk.participant.id), str(marigold.id): "other"},
    )
    parts = {one.label: one.part for one in text_of(desk.cast.lea, desk.source).speakers.values()}
    assert parts == {"LEA": "participant", "MARIGOLD": "other"}
    assert desk.cast.lea.study.entries.count() == before + 1


def test_the_file_as_it_came_is_a_copy_that_the_trail_keeps(desk: Desk, lea_sits: Browser) -> None:
    response = lea_sits.post(desk.url("original", desk.source.id))
    assert desk.cast.lea.study.entries.last().act == "report.release"
    assert response.content == desk.text.encode()
    assert "marigold.txt" in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment")


def test_take_out_a_person_who_was_entered_by_mistake(desk: Desk, lea_sits: Browser) -> None:
    mistake = add_participant(desk.cast.lea, pseudonym="Nobody")
    lea_sits.send(desk.url("person-remove", mistake.id))
    assert "Nobody" not in [one.pseudonym for one in people(desk.cast.lea)]
    assert lea_sits.post(desk.url("person-remove", desk.participant.id)).status_code == 400
    assert desk.participant.id in [one.id for one in people(desk.cast.lea)]


def test_take_a_source_out(desk: Desk, lea_sits: Browser) -> None:
    lea_sits.send(desk.url("source-remove", desk.source.id))
    assert [one.title for one in sources(desk.cast.lea)] == ["Kettle"]


def test_a_field_note_with_a_new_visit_is_one_act(desk: Desk, cody_sits: Browser) -> None:
    before = desk.cast.lea.study.entries.count()
    cody_sits.send(
        desk.url("note"), description="Two lines.\nEnough.", title="", visit="new", on="2026-06-02", place="outside",
        doing="nothing much",
    )  # fmt: skip
    assert desk.cast.lea.study.entries.count() == before + 1
    assert [one.title for one in sources(desk.cast.lea)][-1] == "Field note of 2026-06-02"
    assert (visits(desk.cast.lea)[-1].on, len(visits(desk.cast.lea)[-1].notes)) == (date(2026, 6, 2), 1)


def test_a_field_note_of_an_earlier_visit_or_of_none(desk: Desk, cody_sits: Browser) -> None:
    cody_sits.send(desk.url("note"), description="Later.", visit=str(desk.visit.id))
    cody_sits.send(desk.url("note"), description="Anywhere.", visit="")
    (lea_wrote, cody_wrote) = visits(desk.cast.lea)[0].notes
    assert [len(lea_wrote.parts), len(cody_wrote.parts)] == [1, 1]
    assert sources(desk.cast.lea)[-1].title.startswith("Field note of ")


def test_an_empty_note_says_so_and_makes_no_visit(desk: Desk, cody_sits: Browser) -> None:
    page = cody_sits.send(desk.url("note"), status=400, description=" ", visit="new", doing="kept as typed")
    assert "A field note needs a few words" in page
    assert "kept as typed" in page
    assert len(visits(desk.cast.lea)) == 1


def test_a_visit(desk: Desk, cody_sits: Browser) -> None:
    cody_sits.send(desk.url("visits"), on="", place="outside", doing="sun", left_out="")
    assert visits(desk.cast.lea)[-1].doing == "sun"
    assert "Enter a valid date." in cody_sits.send(desk.url("visits"), status=400, on="yesterday")


def test_a_person(desk: Desk, lea_sits: Browser) -> None:
    lea_sits.send(desk.url("person-new"), pseudonym="Crosby", more="Shift", more_is="nights")
    assert people(desk.cast.lea)[-1].attributes == {"Shift": "nights"}
    page = lea_sits.send(desk.url("person-new"), status=400, pseudonym="marigold")
    assert "Two people need two names." in page
    address = desk.url("person", desk.participant.id)
    lea_sits.send(
        address,
        **drawn(lea_sits, address) | {"pseudonym": "Goldie", "attribute-0": "", "attribute-1": "days"},
    )
    assert next((one.pseudonym, one.attributes) for one in people(desk.cast.lea)) == (
        "Goldie",
        {"Shift": "days"},
    )


def test_a_value_is_filed_under_the_label_that_stood_beside_it(desk: Desk, lea_sits: Browser) -> None:
    person = add_participant(desk.cast.lea, pseudonym="Crosby", attributes={"Weeks": "3"})
    address = desk.url("person", person.id)
    shown = drawn(lea_sits, address)
    marigold = {"Years here": "10 or more", "Role": "lead"}  # labels are another order by this, and one more
    change_participant(
        desk.cast.cody,
        participant=desk.participant,
        pseudonym="Marigold",
        attributes={"Role": "lead", **marigold},
    )
    lea_sits.send(address, **shown | {"pseudonym": "Deacon"})
    assert said_of(desk, "Deacon") == {"Weeks": "3"}
    assert said_of(desk, "Marigold") == marigold


def test_what_somebody_else_said_of_a_person_meanwhile_stays(desk: Desk, lea_sits: Browser) -> None:
    address = desk.url("person", desk.participant.id)
    shown = drawn(lea_sits, address)
    theirs = {"Years here": "10 or more", "Role": "lead"}
    change_participant(desk.cast.cody, participant=desk.participant, pseudonym="Marigold", attributes=theirs)
    lea_sits.send(address, **shown | {"more": "Shift", "more_is": "nights"})
    assert said_of(desk, "Marigold") == theirs | {"Shift": "nights"}


def test_two_who_say_another_thing_of_a_person_at_once_see_both(desk: Desk, lea_sits: Browser) -> None:
    address = desk.url("person", desk.participant.id)
    shown = drawn(lea_sits, address)
    theirs = {"Years here": "under 1 <sic>"}
    change_participant(desk.cast.cody, participant=desk.participant, pseudonym="Marie", attributes=theirs)
    page = lea_sits.send(address, status=409, **shown | {"attribute-0": "4 to 9"})
    assert "Somebody changed what is said of this person" in page
    assert "<dd>under 1 &lt;sic&gt;</dd>" in page
    assert (fields(page)["attribute-0"], fields(page)["pseudonym"]) == ("4 to 9", "Marie")
    assert said_of(desk, "Marie") == theirs
    lea_sits.send(address, **fields(page))
    assert said_of(desk, "Marie") == {"Years here": "4 to 9"}


def test_a_value_of_several_lines_is_not_taken_for_changed(desk: Desk, lea_sits: Browser) -> None:
    several = {"Years here": "ten\nor more"}
    change_participant(desk.cast.cody, participant=desk.participant, pseudonym="Marigold", attributes=several)
    address = desk.url("person", desk.participant.id)
    lea_sits.send(address, **drawn(lea_sits, address) | {"attribute-0": "tenor more", "pseudonym": "Goldie"})
    assert said_of(desk, "Goldie") == several


def test_values_without_their_labels_are_refused(desk: Desk, lea_sits: Browser) -> None:
    address = desk.url("person", desk.participant.id)
    page = lea_sits.send(address, status=400, pseudonym="Marigold", **{"attribute-0": "3"})
    assert "Open it anew" in page
    assert said_of(desk, "Marigold") == {"Years here": "10 or more"}


def drawn(browser: Browser, address: str) -> dict[str, str]:
    """What a browser would send if somebody pressed Keep on that page at once."""
    return fields(browser.says(address))


def fields(page: str) -> dict[str, str]:
    """The fields of a person's form with what stands in them."""
    form = page[page.index('name="act"') :]
    found = re.findall(r'<input type="(?:text|hidden)" name="([^"]+)"([^>]*)>', form[: form.index("</form>")])
    value = re.compile(r'value="([^"]*)"')
    read = {name: unescape(at[1]) if (at := value.search(rest)) else "" for name, rest in found}
    return read | {"act": str(uuid4())}


def said_of(desk: Desk, pseudonym: str) -> dict[str, str]:
    return next(one.attributes for one in people(desk.cast.lea) if one.pseudonym == pseudonym)


def test_a_code_made_defined_moved_merged_and_deleted(desk: Desk, lea_sits: Browser) -> None:
    lea_sits.send(
        desk.url("code-new"), name="Keys", parent=str(desk.code.id), hue="3", definition="What opens."
    )
    keys = next(one for one in codebook(desk.cast.lea) if one.name == "Keys")
    assert (keys.parent_id, keys.hue, keys.definition) == (desk.code.id, 3, "What opens.")
    lea_sits.send(desk.url("define", keys.id), name="Doors", version=keys.version, hue="3")
    lea_sits.send(desk.url("move", keys.id), parent="", position="1")
    assert next((one.name, one.depth) for one in codebook(desk.cast.lea)) == ("Doors", 0)
    lea_sits.send(desk.url("merge", desk.code.id), into=str(keys.id), reason="We meant the same.")
    assert [one.name for one in codebook(desk.cast.lea)] == ["Doors", "Having been there"]
    assert "We meant the same." in lea_sits.says(desk.url("trail"))
    lea_sits.send(desk.url("code-delete", keys.id))
    assert codebook(desk.cast.lea) == []


def test_a_code_under_itself_or_a_namesake_is_refused_at_its_form(desk: Desk, lea_sits: Browser) -> None:
    page = lea_sits.send(desk.url("move", desk.code.id), status=400, parent=str(desk.other.id))
    assert "A code cannot stand under itself" in page
    page = lea_sits.send(desk.url("code-new"), status=400, name="presence", definition="Kept as typed")
    assert "There is a code “presence” at this place already." in page
    assert "Kept as typed" in page
    assert "This field is required" in lea_sits.send(desk.url("merge", desk.code.id), status=400, into="")


def test_split_a_code(desk: Desk, lea_sits: Browser) -> None:
    lea_sits.send(desk.url("split", desk.code.id), name="Soup", codings=[str(desk.coding.id)], reason="")
    assert coded(desk)[0][0] == "Soup"
    page = lea_sits.send(desk.url("split", desk.code.id), status=400, name="")
    assert "A code needs a name." in page


def test_two_who_change_a_code_at_once_see_both(desk: Desk, lea_sits: Browser) -> None:
    lea_sits.send(desk.url("define", desk.code.id), name="Presence", definition="Mine", version="1", hue="")
    page = lea_sits.send(
        desk.url("define", desk.code.id), status=409, name="Presence", definition="Yours", version="1", hue=""
    )
    assert "Mine" in page
    assert "Yours" in page
    lea_sits.send(desk.url("define", desk.code.id), name="Presence", definition="Both", version="2", hue="")


def test_a_memo_written_linked_changed_and_removed(desk: Desk, cody_sits: Browser) -> None:
    place = cody_sits.send(
        desk.url("memo-new"), kind="code", title="", body="A thought.", about=f"codebook.code:{desk.code.id}"
    )
    (one,) = memos(desk.cast.lea, about=desk.code.id)
    assert place == desk.url("memo", one.id)
    for to in (
        f"sources.source:{desk.source.id}", f"people.participant:{desk.participant.id}",
        f"themes.theme:{desk.theme.id}", f"themes.claim:{desk.claim.id}",
    ):  # fmt: skip
        cody_sits.send(desk.url("memo-link", one.id), to=to)
    page = cody_sits.says(desk.url("memo", one.id))
    assert all(
        name in page for name in ("Sitting with it", "marigold", "Marigold", "Leaving room", "Not steering")
    )
    assert "Choose what the memo is about." in cody_sits.send(
        desk.url("memo-link", one.id), status=400, to=""
    )
    (_first, *others) = memos(desk.cast.lea, about=desk.theme.id)[0].about
    cody_sits.send(desk.url("memo-unlink", one.id, others[0].link_id))
    cody_sits.send(desk.url("memo-change", one.id), kind="method", title="T", body="B", version="1")
    assert memos(desk.cast.lea)[0].title == "T"
    cody_sits.send(desk.url("memo-remove", one.id))
    assert "A memo needs a few words." in cody_sits.send(
        desk.url("memo-new"), status=400, kind="code", body=" "
    )


def test_two_who_change_a_memo_at_once_see_both_and_lose_nothing(desk: Desk, cody_sits: Browser) -> None:
    address = desk.url("memo-change", desk.memo.id)
    cody_sits.send(address, kind="theory", title="On silence", body="Theirs stands.", version="1")
    page = cody_sits.send(
        address, status=409, kind="theory", title="On silence", body="Mine is typed.", version="1"
    )
    assert "Somebody changed this memo" in page
    assert "Theirs stands." in page
    assert "Mine is typed." in page
    assert 'name="version" value="2"' in page
    cody_sits.send(address, kind="theory", title="On silence", body="Both.", version="2")


def test_a_theme_with_its_codes_claims_and_evidence(desk: Desk, lea_sits: Browser) -> None:
    place = lea_sits.send(desk.url("theme-new"), name="Keys", plain_name="", idea="What opens.")
    key = place.rstrip("/").rsplit("/", 1)[1]
    lea_sits.send(desk.url("theme-change", key), name="Doors", idea="Still.", version="1")
    lea_sits.send(desk.url("gather", key), code=str(desk.code.id))
    lea_sits.send(desk.url("claim-new", key), sentence="Keys are lent.")
    theme = theme_line(desk.cast.lea, desk.theme.id.__class__(key))
    claim = theme.claims[0].id
    lea_sits.send(desk.url("claim", key, claim), sentence="Keys are given.")
    lea_sits.send(desk.url("evidence", key), claim=str(claim), put=f"against:{desk.coding.id}")
    lea_sits.send(desk.url("evidence", key), put=f"for:{desk.coding.id}")
    theme = theme_line(desk.cast.lea, theme.id)
    piece = theme.claims[0].evidence[0]
    assert (piece.side, theme.claims[0].sentence, theme.evidence[0].side) == (
        "against",
        "Keys are given.",
        "for",
    )
    lea_sits.send(desk.url("evidence-change", key, piece.id), side="mixed")
    assert theme_line(desk.cast.lea, theme.id).claims[0].evidence[0].side == "mixed"
    lea_sits.send(desk.url("evidence-change", key, piece.id))
    lea_sits.send(desk.url("claim-remove", key, claim))
    lea_sits.send(desk.url("let-go", key, desk.code.id))
    assert theme_line(desk.cast.lea, theme.id).codes == ()
    lea_sits.send(desk.url("theme-remove", key))
    lea_sits.says(desk.url("theme", key), status=404)


def test_what_a_theme_refuses(desk: Desk, lea_sits: Browser) -> None:
    assert "A theme needs a name." in lea_sits.send(desk.url("theme-new"), status=400, name=" ", idea="kept")
    assert "A claim is a sentence." in lea_sits.send(
        desk.url("claim-new", desk.theme.id), status=400, sentence=""
    )
    assert "speaks for, against" in lea_sits.send(
        desk.url("evidence", desk.theme.id), status=400, put=f"sideways:{desk.coding.id}"
    )
    lea_sits.send(desk.url("evidence", desk.theme.id), status=404, put="for:x")


def test_two_who_change_a_theme_at_once_see_both(desk: Desk, lea_sits: Browser) -> None:
    address = desk.url("theme-change", desk.theme.id)
    lea_sits.send(address, name="Leaving room", idea="Theirs stands.", version="1")
    page = lea_sits.send(address, status=409, name="Leaving room", idea="Mine is typed.", version="1")
    assert "Theirs stands." in page
    assert "Mine is typed." in page


def test_two_who_say_a_claim_otherwise_at_once_see_both(desk: Desk, lea_sits: Browser) -> None:
    address = desk.url("claim", desk.theme.id, desk.claim.id)
    shown = version_in(lea_sits.says(address))
    change_claim(desk.cast.cody, claim=desk.claim, sentence="Theirs stands.", tested_by="Somebody pushes.")
    page = lea_sits.send(address, status=409, sentence="Mine is typed.", tested_by="", version=shown)
    assert "Somebody changed this while you were writing." in page
    assert all(words in page for words in ("Theirs stands.", "Somebody pushes.", "Mine is typed."))
    assert theme_line(desk.cast.lea, desk.theme.id).claims[0].sentence == "Theirs stands."
    lea_sits.send(address, sentence="Both.", tested_by="", version=version_in(page))
    assert theme_line(desk.cast.lea, desk.theme.id).claims[0].sentence == "Both."


@pytest.mark.parametrize(
    "theirs", [{"title": "Theirs", "kind": "interview"}, {"title": "marigold", "kind": "document"}]
)
def test_two_who_describe_a_source_at_once_see_both(
    desk: Desk, lea_sits: Browser, theirs: dict[str, str]
) -> None:
    address = desk.url("source-details", desk.source.id)
    shown = version_in(lea_sits.says(address))
    change_source(desk.cast.cody, source=source(desk.cast.cody, desk.source.id), **theirs)
    page = lea_sits.send(address, status=409, title="Mine <typed>", kind="interview", version=shown)
    assert f"<p><strong>{theirs['title']}</strong>" in page
    assert 'value="Mine &lt;typed&gt;"' in page
    assert source_line(desk.cast.lea, source(desk.cast.lea, desk.source.id)).title == theirs["title"]
    lea_sits.send(address, title="Both", kind="interview", version=version_in(page))
    line = source_line(desk.cast.lea, source(desk.cast.lea, desk.source.id))
    assert (line.title, line.kind) == ("Both", "interview")


@pytest.mark.parametrize("theirs", [{"doing": "Theirs stands"}, {"on": date(2026, 5, 13)}])
def test_two_who_change_a_visit_at_once_see_both(
    desk: Desk, lea_sits: Browser, theirs: dict[str, Any]
) -> None:
    address = desk.url("visit-change", desk.visit.id)
    shown = version_in(lea_sits.says(desk.url("visit", desk.visit.id)))
    stands: dict[str, Any] = {"on": desk.visit.on, "doing": "Thursday kitchen"} | theirs
    change_visit(desk.cast.cody, visit=visit(desk.cast.cody, desk.visit.id), **stands)
    sent = {"on": "2026-05-12", "doing": "Mine is typed", "new_site": "The shed"}
    page = lea_sits.send(address, status=409, **sent, version=shown)
    assert "What stands now is said above." in page
    assert all(words in page for words in (stands["doing"], "Mine is typed", "The shed"))
    (line,) = visits(desk.cast.lea)
    assert (line.on, line.doing, line.site) == (stands["on"], stands["doing"], None)
    lea_sits.send(address, **sent, version=version_in(page))
    assert visits(desk.cast.lea)[0].doing == "Mine is typed"


def test_a_form_of_what_was_changed_and_undone_is_not_held_back(desk: Desk, lea_sits: Browser) -> None:
    address = desk.url("source-details", desk.source.id)
    shown = version_in(lea_sits.says(address))
    change_source(
        desk.cast.lea, source=source(desk.cast.lea, desk.source.id), title="Other", kind="interview"
    )
    undo_last(desk.cast.lea)
    lea_sits.send(address, title="Mine", kind="interview", version=shown)


def version_in(page: str) -> str:
    """What a form of the page says that it was drawn for."""
    found = re.search(r'name="version" value="([0-9a-f-]{36})"', page)
    assert found
    return found[1]


def test_undo_and_redo_from_the_trail(desk: Desk, lea_sits: Browser) -> None:
    number = desk.cast.lea.study.entries.count()
    assert desk.url("undo", number) in lea_sits.says(desk.url("trail"))
    lea_sits.send(desk.url("undo", number))
    page = lea_sits.says(desk.url("trail"))
    assert "act-undone" in page
    assert desk.url("redo", number) in page
    lea_sits.send(desk.url("redo", number))
    page = lea_sits.send(desk.url("redo", number), status=409)
    assert "Somebody was here in the meantime" in page


def test_a_coder_cannot_undo_another_persons_act(desk: Desk, cody_sits: Browser) -> None:
    number = desk.cast.lea.study.entries.count()
    assert desk.url("undo", number) not in cody_sits.says(desk.url("trail"))
    cody_sits.send(desk.url("undo", number), status=403)


def test_the_codebook_as_it_stood(desk: Desk, lea_sits: Browser) -> None:
    number = desk.cast.lea.study.entries.count()
    lea_sits.send(desk.url("code-delete", desk.code.id))
    page = lea_sits.says(desk.url("trail"), as_of=number)
    assert "Sitting with it" in page
    assert "2 codes, 1 coding." in page
    assert "There was no code yet." in lea_sits.says(desk.url("trail"), as_of=1)


@pytest.mark.parametrize(
    "report", ["themes.html", "themes.docx", "codebook.html", "codebook.docx", "codings.csv", "codings.xlsx"]
)
def test_a_report_is_a_file_and_an_entry_in_the_trail(desk: Desk, browser: Browser, report: str) -> None:
    browser.sit(desk.cast.rea)
    response = browser.post(desk.url("reports"), {"report": report})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Disposition"].rstrip('"').endswith(report.partition(".")[2])
    assert "took a report out of the program" in browser.says(desk.url("trail"))


def test_a_report_that_there_is_none_of(desk: Desk, browser: Browser) -> None:
    assert "There is no report" in browser.send(desk.url("reports"), status=400, report="gossip.html")


def upload(name: str, words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


TALK = "SAM: Who is there?\nJUNIPER: Me 🙂.\nSAM: Come in.\nJUNIPER: I will."


def test_a_look_at_files_keeps_nothing(desk: Desk, lea_sits: Browser) -> None:
    before = desk.cast.lea.study.entries.count()
    page = lea_sits.send(
        desk.url("preview"), status=200, files=[upload("juniper.txt", TALK), upload("empty.txt", "")]
    )
    assert "juniper" in page
    assert "“JUNIPER” is" in page
    assert "1 file could not be read" in page
    assert (desk.cast.lea.study.entries.count(), len(sources(desk.cast.lea))) == (before, 2)


def test_a_look_by_script_is_only_the_table(desk: Desk, lea_sits: Browser) -> None:
    response = lea_sits.post(
        desk.url("preview"), {"files": [upload("juniper.txt", TALK)]}, headers={"HX-Request": "true"}
    )
    assert "<html" not in response.content.decode()
    assert "“JUNIPER” is" in response.content.decode()


def seen(desk: Desk, words: str) -> str:
    from firsthand.field.sources.importing import file_mark

    return file_mark(desk.cast.lea, words.encode())


def test_bring_files_in_with_choices(desk: Desk, lea_sits: Browser) -> None:
    other = TALK.replace("JUNIPER", "MARIGOLD")
    response = lea_sits.post(
        desk.url("import"),
        {
            "files": [upload("juniper.txt", TALK), upload("second.txt", other)],
            "seen-0": seen(desk, TALK), "title-0": "Juniper at the door", "kind-0": "interview",
            "who-0-0": "interviewer", "who-0-1": "new", "name-0-1": "Juniper",
            "seen-1": seen(desk, other), "title-1": "Second", "kind-1": "document",
            "who-1-0": "other", "who-1-1": str(desk.participant.id),
        },
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert response["HX-Redirect"] == desk.url("sources")
    found = sources(desk.cast.lea)[-2:]
    assert [(one.title, one.kind, [person.pseudonym for person in one.people]) for one in found] == [
        ("Juniper at the door", "interview", ["Juniper"]),
        ("Second", "document", ["Marigold"]),
    ]
    assert "2 sources are here now." in lea_sits.says(desk.url("sources"))


def decided(desk: Desk, known: str = "") -> dict[str, Any]:
    """What the look's form sends of one file, with an act of its own."""
    return {
        "act": str(uuid4()), "seen-0": seen(desk, TALK), "known-0": known, "title-0": "Juniper", "kind-0": "interview",
        "who-0-0": "interviewer", "who-0-1": "other",
    }  # fmt: skip


def test_files_that_are_sent_twice_are_brought_in_once_and_answered_as_at_first(
    desk: Desk, lea_sits: Browser
) -> None:
    sent, before = decided(desk), desk.cast.lea.study.entries.count()
    for _again in range(2):
        lea_sits.send(desk.url("import"), files=[upload("juniper.txt", TALK)], **sent)
        assert "1 source is here now." in lea_sits.says(desk.url("sources"))
    assert (desk.cast.lea.study.entries.count(), len(sources(desk.cast.lea))) == (before + 1, 3)
    lea_sits.send(
        desk.url("import"), files=[upload("other.txt", TALK + "SAM: And.")], **sent
    )  # is another act
    assert len(sources(desk.cast.lea)) == 4


def test_a_file_that_is_here_since_somebody_looked_is_left_out_and_said_so(
    desk: Desk, lea_sits: Browser
) -> None:
    lea_sits.send(desk.url("import"), files=[upload("juniper.txt", TALK)], **decided(desk))
    page = lea_sits.send(desk.url("import"), status=400, files=[upload("juniper.txt", TALK)], **decided(desk))
    assert "It is here since you looked." in page
    assert 'name="known-0" value="3"' in page
    assert 'name="leave-0" checked' in page
    files = [upload("juniper.txt", TALK), upload("new.txt", "SAM: Something new.")]
    lea_sits.send(desk.url("import"), files=files, **decided(desk))
    assert "1 source is here now. 1 file is here since you looked" in lea_sits.says(desk.url("sources"))
    assert len(sources(desk.cast.lea)) == 4
    lea_sits.send(desk.url("import"), files=[upload("juniper.txt", TALK)], **decided(desk, known="3"))
    assert len(sources(desk.cast.lea)) == 5  # twice on purpose


def test_the_form_for_files_has_an_act_of_its_own_each_time_it_is_drawn(
    desk: Desk, lea_sits: Browser
) -> None:
    acts = [re.search(r'name="act" value="([0-9a-f-]{36})"', lea_sits.says(desk.url("import"))) for _ in "12"]
    assert len({one[1] for one in acts if one}) == 2


def test_choices_made_for_another_file_are_not_believed(desk: Desk, lea_sits: Browser) -> None:
    lea_sits.send(
        desk.url("import"),
        files=[upload("juniper.txt", TALK)],
        **{"seen-0": seen(desk, "something else"), "title-0": "Wrong", "kind-0": "document"},
    )
    assert sources(desk.cast.lea)[-1].title == "juniper"


def test_a_file_that_is_here_already_is_known_and_left_out(desk: Desk, lea_sits: Browser) -> None:
    page = lea_sits.send(desk.url("preview"), status=200, files=[upload("again.txt", desk.text)])
    assert "here already as S1" in page
    page = lea_sits.send(desk.url("import"), status=400, files=[upload("again.txt", desk.text)])
    assert "There is nothing to import." in page


def test_a_new_speaker_without_a_name_says_so_and_keeps_nothing(desk: Desk, lea_sits: Browser) -> None:
    page = lea_sits.send(
        desk.url("import"), status=400, files=[upload("juniper.txt", TALK)],
        **{"seen-0": seen(desk, TALK), "title-0": "Typed", "kind-0": "interview", "who-0-1": "new", "name-0-1": " "},
    )  # fmt: skip
    assert "A participant needs a pseudonym" in page
    assert "Typed" in page
    assert len(sources(desk.cast.lea)) == 2
    assert "There is nothing to import." in lea_sits.send(desk.url("import"), status=400)


def test_a_table_is_a_source_for_each_row(desk: Desk, lea_sits: Browser) -> None:
    rows = "id,answer\n1,Soup was the reason that I came back here\n2,Nobody asked me anything and that was good\n"
    page = lea_sits.send(desk.url("preview"), status=200, files=[upload("answers.csv", rows)])
    assert "2 rows, each a source" in page
    lea_sits.send(desk.url("import"), files=[upload("answers.csv", rows)])
    assert len(sources(desk.cast.lea)) == 4


def test_a_corrected_file_takes_the_texts_place_and_what_is_doubtful_is_settled_side_by_side(
    desk: Desk, lea_sits: Browser
) -> None:
    talk = bring(
        desk.cast.lea, "ANNA: The key was under the mat.\nBEN: Nobody told me about any key at all.\n"
    )[0]
    words = text_of(desk.cast.lea, talk).words
    for said in ("under the mat", "any key"):
        start = words.index(said)
        code = make_code(desk.cast.lea, name=f"About {said}")
        apply_code(desk.cast.lea, source=talk, code=code, span=Span(start, start + len(said)))
    address = desk.url("correct", talk.id)
    assert "Choose the corrected file." in lea_sits.send(address, status=400)
    corrected = words.replace("under the mat", "under the grey mat")
    lea_sits.send(address, file=SimpleUploadedFile("talk.txt", corrected.encode()))
    page = lea_sits.says(address)
    assert "1 mark to look at" in page
    assert "under the mat" in page
    assert "under the grey mat" in page
    ((line, _doubt),) = doubtful_codings(desk.cast.lea, source(desk.cast.lea, talk.id))
    lea_sits.send(desk.url("settled", "coding", line.id), what="here")
    assert doubtful_codings(desk.cast.lea, source(desk.cast.lea, talk.id)) == []
    assert "Nothing on this text is in doubt." in lea_sits.says(address)


def test_a_doubtful_answer_and_a_bystanders_words_are_settled_on_the_same_page(
    desk: Desk, lea_sits: Browser
) -> None:
    lea = desk.cast.lea
    talk = bring(lea, "ANNA: The key was under the mat.\nBEN: The cook hid any key she found.\n")[0]
    words = text_of(lea, talk).words
    guide = import_guide(lea, guide=read_guide("Q3. How was it?\n"))
    start, cook = words.index("The key"), words.index("The cook")
    mark_answers(lea, source=talk, answers=[(question(lea, guide.guide, "Q3"), Span(start, start + 25))])
    mark_bystander(lea, source=talk, span=Span(cook, cook + 20))
    corrected = words.replace("key was", "keys were").replace("cook hid", "cooks hid")
    address = desk.url("correct", talk.id)
    lea_sits.send(address, file=SimpleUploadedFile("talk.txt", corrected.encode()))
    page = lea_sits.says(address)
    assert "2 marks to look at" in page
    assert "Q3" in page
    assert "Somebody who was not asked" in page
    talk = source(lea, talk.id)
    ((answered, _was),) = doubtful_answers(lea, talk)
    lea_sits.send(desk.url("settled", "answer", answered.id), what="here")
    assert [one.doubtful for one in answers_of(lea, talk)] == [False]
    (unasked,) = doubtful_bystanders(lea, talk)
    lea_sits.send(desk.url("settled", "bystander", unasked.row.id), what="remove")
    assert bystanders_of(lea, talk) == []
    assert "Nothing on this text is in doubt." in lea_sits.says(address)
    lea_sits.send(desk.url("settled", "hair", unasked.row.id), status=404, what="here")


def test_an_interview_is_told_of_its_answers_marked_as_proposed_and_taken_off_again(
    desk: Desk, lea_sits: Browser
) -> None:
    talk = bring(desk.cast.lea, "INTERVIEWER: So, how did you come here?\nANNA: By bus.\n")[0]
    lea_sits.send(
        desk.url("guides"), title="Talking", text="How did you come here?\n- Who told you?\nWho was there?\n"
    )
    _of_the_kit, guide = guides(desk.cast.lea)
    address = desk.url("interview", talk.id)
    assert "Say first with which guide" in lea_sits.send(
        desk.url("answers-mark", talk.id), status=400, take="Q01 1-2"
    )
    lea_sits.send(
        address, on="2026-03-06", guide=str(guide.id), asked_by=str(desk.cast.lea.id), place="a café"
    )
    (name,) = re.findall(r'name="take" value="([^"]+)"', lea_sits.says(address))
    assert "Nothing was ticked." in lea_sits.send(
        desk.url("answers-mark", talk.id), status=400, take="Q01 0-1"
    )
    lea_sits.send(desk.url("answers-mark", talk.id), take=name)
    lea_sits.send(desk.url("unanswered", talk.id), **{"how-Q02": "declined"})
    assert "they left it out" in lea_sits.says(desk.url("interviews"))
    assert "By bus." in lea_sits.says(f"{desk.url('guides')}2/Q01/")
    (answer,) = answers_of(desk.cast.lea, talk)
    lea_sits.send(desk.url("answer-unmark", answer.id))
    assert answers_of(desk.cast.lea, talk) == []
    assert "no question" in lea_sits.send(desk.url("guides"), status=400, text=" ")


def test_a_visit_is_changed_noted_in_parts_shared_and_taken_out_only_without_notes(
    desk: Desk, browser: Browser
) -> None:
    browser.sit(desk.cast.cody)
    browser.send(
        desk.url("visits"), on="2026-06-03", began="14:30", ended="15:00", new_site="The house", told_how="badge",
        present=str(desk.participant.id),
    )  # fmt: skip
    one = visits(desk.cast.lea)[-1]
    assert (one.site.name, one.began, [person.id for person in one.present]) == (
        "The house", "14:30", [desk.participant.id],
    )  # fmt: skip
    page = browser.send(desk.url("visit-change", one.id), status=400, began="15:00", ended="14:00")
    assert "A visit ends after it begins" in page
    browser.send(desk.url("visit-change", one.id), on="2026-06-04", doing="lunch", site=str(one.site.id))
    browser.send(desk.url("visit", one.id), description="Soup.", reflection="Hungry.")
    mine = visits(desk.cast.cody)[-1].notes[0].parts[1]
    assert "Hungry." in browser.says(desk.url("visit", one.id))
    browser.sit(desk.cast.lea)
    assert "Hungry." not in browser.says(desk.url("visit", one.id))
    browser.send(desk.url("share", mine.id), status=404, shared="yes")
    browser.sit(desk.cast.cody).send(desk.url("share", mine.id), shared="yes")
    browser.sit(desk.cast.lea)
    assert "Hungry." in browser.says(desk.url("visit", one.id))
    assert "Notes were written" in browser.send(desk.url("visit-remove", one.id), status=400)


def test_who_moves_a_code_that_somebody_moved_meanwhile_is_told_where_it_stands_now(
    desk: Desk, lea_sits: Browser
) -> None:
    move = desk.url("move", desk.other.id)
    saw = str(desk.other.parent_id)
    lea_sits.send(move, parent="", version=saw)
    page = lea_sits.send(move, status=409, parent="", version=saw, position="1")
    assert "it stands at the top now" in page
    assert 'name="version" value="top"' in page
    lea_sits.send(move, parent=str(desk.code.id), version="top")
    page = lea_sits.send(move, status=409, parent="", version="top", position="1")
    assert "it stands under “Presence” now" in page
    assert 'name="position" value="1"' in page  # what was wanted is still there
