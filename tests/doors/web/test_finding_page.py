"""The page on which coded words are found: typed or by clicks, kept, gathered, taken out. None of it needs a script."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from docx import Document

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.selectors import all_codings
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.compare.queries import saved_queries
from firsthand.analysis.compare.saving import save_query
from firsthand.analysis.themes.selectors import themes
from firsthand.core.selecting.query import Named
from firsthand.core.selecting.reading import read
from firsthand.core.spans import Span
from firsthand.field.consent.services import set_answers
from firsthand.field.sources.extract import read_cells
from firsthand.giving_back.models import Release
from web.conftest import Browser, Desk

ACT = re.compile(r'<input type="hidden" name="act" value="([^"]+)">')


@pytest.fixture
def waited(desk: Desk) -> Any:
    """A second coding: of another code, by Lea, on words that begin where those of the first do."""
    start, _end = desk.words("Soup")
    _start, end = desk.words("spare key")
    return apply_code(desk.cast.lea, source=desk.source, code=desk.other, span=Span(start, end))


def asked(page: str) -> str:
    """What the field for typing has in it."""
    return unescape(re.search(r'<textarea name="q"[^>]*>\s*([^<]*)</textarea>', page)[1])


def test_what_is_typed_is_found_with_the_words_around_it(desk: Desk, waited: Any, lea_sits: Browser) -> None:
    page = lea_sits.send(desk.url("find"), status=200, do="typed", q="under:Presence")
    assert "2 excerpts, 1 of 1 people, 1 source" in page
    assert "I know how it is to wait outside." in page
    assert f'href="{desk.url("coding", waited.id)}"' in page
    assert f"about=coding.coding:{waited.id}" in page
    assert f"{desk.url('reader', desk.source.id)}#c{desk.words('Soup')[0]}" in page
    only = lea_sits.send(desk.url("find"), status=200, do="typed", q="under:Presence and coder:Cody")
    assert "1 excerpt, 1 of 1 people, 1 source" in only
    none = lea_sits.send(desk.url("find"), status=200, do="typed", q="Presence and coder:Lea")
    assert "Nothing that is coded is like that." in none
    assert "2 excerpts" in lea_sits.send(desk.url("find"), status=200, do="typed", q=" ")


def test_by_clicks_the_same_is_asked_and_the_words_for_it_are_shown(
    desk: Desk, waited: Any, lea_sits: Browser
) -> None:
    code, other = f"under:{desk.code.id}", f"code:{desk.other.id}"
    find = desk.url("find")
    assert f'value="{code}"' in lea_sits.says(find)
    page = lea_sits.send(
        find, status=200, do="built", code=code, how="within", other=other, amount="2", unit="turns", same="on",
        person=str(desk.participant.id), attribute="10:Years here10 or more", source=str(desk.source.id),
        kind="interview", coder=str(desk.cast.cody.id), made="hand", since="2020-01-01", but=other,
    )  # fmt: skip
    assert asked(page) == (
        'under:"Sitting with it" within "Having been there" by the same speaker and participant:Marigold '
        "and source:marigold and kind:interview and coder:Cody "
        'and attribute "Years here" = "10 or more" and made by hand and since 2020-01-01 '
        'and not "Having been there"'
    )
    assert "1 excerpt, 1 of 1 people" in page
    again = lea_sits.send(find, status=200, do="typed", q=asked(page))
    assert "1 excerpt, 1 of 1 people" in again
    near = lea_sits.send(find, status=200, do="built", how="near", other=other, amount="0", unit="sentences")
    assert asked(near) == 'everything near "Having been there" within 0 sentences'
    lacking = lea_sits.send(find, status=400, do="built", how="overlaps")
    assert "Choose the code, too" in lacking


def test_an_address_may_ask_by_ids_and_goes_on_by_clicks(desk: Desk, waited: Any, lea_sits: Browser) -> None:
    page = lea_sits.says(desk.url("find"), code=str(desk.other.id), person=str(desk.participant.id))
    assert asked(page) == '"Having been there" and participant:Marigold'
    assert "1 excerpt, 1 of 1 people" in page
    assert f'<option value="code:{desk.other.id}" selected>' in page
    assert "not here any more" in lea_sits.says(desk.url("find"), 400, code=str(desk.claim.id))
    assert f'href="{desk.url("find")}?code={desk.other.id}"' in lea_sits.says(desk.url("code", desk.other.id))


@pytest.mark.parametrize(
    ("q", "says"),
    [
        ("Presence overlap Having", "At character 10 “overlap” is not understood. Do you mean “overlaps”?"),
        ("Presense", "There is no code “Presense” in this study. Do you mean “Presence”"),
        ("participant:Marygold", "Do you mean “Marigold”"),
        ("<script>alert(1)</script>", "&lt;"),
    ],
)
def test_what_is_not_understood_is_said_at_the_field(
    desk: Desk, lea_sits: Browser, q: str, says: str
) -> None:
    page = lea_sits.send(desk.url("find"), status=400, do="typed", q=q)
    assert says in page.replace("&#x27;", "'")
    assert "<script>alert" not in page
    assert asked(page) == q


def test_a_query_is_kept_changed_and_let_go_and_no_address_has_a_word_of_it(
    desk: Desk, lea_sits: Browser
) -> None:
    lea = desk.cast.lea
    assert "needs a name" in lea_sits.send(desk.url("find-keep"), status=400, q="Presence", name=" ")
    where = lea_sits.send(desk.url("find-keep"), q="Presence and coder:Cody", name="Who sits <b>")
    (line,) = saved_queries(lea)
    assert where == desk.url("find-kept", line.id)
    page = lea_sits.says(where)
    assert "Who sits &lt;b&gt;" in page
    assert "1 excerpt, 1 of 1 people" in page
    assert asked(page) == '"Sitting with it" and coder:Cody'
    on = lea_sits.send(desk.url("find"), status=200, q="Presence", kept=str(line.id))
    assert f'formaction="{where}"' in on
    assert "Who sits &lt;b&gt;" in on
    sent = {"name": "Who sits", "q": "Presence", "version": "1"}
    assert lea_sits.send(where, **sent) == where
    assert saved_queries(lea)[0].text == '"Sitting with it"'
    clash = lea_sits.send(where, status=409, **(sent | {"name": "Others"}))
    assert "Somebody changed this query" in clash
    assert 'name="version" value="2"' in clash
    assert "Kept queries" in lea_sits.says(desk.url("find"))
    lea_sits.send(desk.url("find-remove", line.id))
    assert saved_queries(lea) == []


def test_a_kept_query_whose_code_is_gone_is_a_page_that_says_so(desk: Desk, lea_sits: Browser) -> None:
    from firsthand.analysis.codebook.services import make_code
    from firsthand.analysis.coding.services import delete_code

    lea = desk.cast.lea
    row = save_query(lea, name="Tea", query=Named("code", str(make_code(lea, name="Tea").id)))
    delete_code(
        lea, code=next(one for one in lea.study.codes.all() if one.id not in (desk.code.id, desk.other.id))
    )
    assert "There is no code “(not here any more)”" in lea_sits.says(desk.url("find-kept", row.id), 400)


def test_those_chosen_are_coded_recoded_and_put_to_a_claim(
    desk: Desk, waited: Any, lea_sits: Browser
) -> None:
    lea = desk.cast.lea
    page = lea_sits.send(desk.url("find"), status=200, do="typed", q="under:Presence")
    sent = {"q": "under:Presence", "do": "code", "code": "Soup", "codings": [str(waited.id)]}
    act = ACT.findall(page)[-1]
    for _twice in range(2):
        after = lea_sits.send(desk.url("find-gather"), status=200, act=act, **sent)
        assert "1 excerpt has the code, too." in after
    assert [line.coder for line in all_codings(lea) if line.code.name == "Soup"] == ["Lea"]
    assert lea.study.entries.order_by("-number")[0].act == "coding.apply"
    every = {"q": "Soup", "do": "recode", "code": "Tea", "every": "yes"}
    assert "1 coding has that code now" in lea_sits.send(desk.url("find-gather"), status=200, **every)
    assert [line.coder for line in all_codings(lea) if line.code.name == "Tea"] == ["Lea"]
    put = {
        "q": "under:Presence",
        "do": "put",
        "to": f"claim:{desk.claim.id}",
        "side": "against",
        "every": "yes",
    }
    assert "2 excerpts are put to it." in lea_sits.send(desk.url("find-gather"), status=200, **put)
    ((claim,),) = (theme.claims for theme in themes(lea))
    assert len(claim.on("against")) == 2
    for wrong, says in (
        (sent | {"codings": []}, "Choose at least one excerpt first."),
        (sent | {"codings": ["x"]}, "Choose excerpts from the list."),
        (sent | {"code": ""}, "needs a name"),
        (put | {"to": ""}, "Choose the claim or the theme"),
    ):
        refused = lea_sits.send(desk.url("find-gather"), status=400, **wrong)
        assert says in refused
        assert "With those chosen" in refused


def test_what_is_found_goes_out_in_one_action_and_the_trail_keeps_it(
    desk: Desk, waited: Any, lea_sits: Browser
) -> None:
    lea = desk.cast.lea
    for form in ("csv", "xlsx", "docx"):
        file = lea_sits.post(desk.url("find-file"), {"q": "under:Presence", "format": form})
        assert file["Content-Disposition"].endswith(f'-query.{form}"')
        release = Release.objects.filter(study=lea.study).latest("at")
        assert (release.what, release.format, release.people) == ("query", form, [desk.participant.id.hex])
        if form != "docx":
            head, *rows = read_cells(f"a.{form}", file.content)
            assert len(rows) == 2
            assert rows[0][head.index("excerpt")] == ""  # nobody said that it may be quoted
            continue
        words = "\n".join(one.text for one in Document(io.BytesIO(file.content)).paragraphs)
        assert "Not quoted" in words
        assert "Soup" not in words
    set_answers(
        lea, participant=desk.participant, answers={"quotes": "short_quotes"}, moment="before", how="by hand"
    )
    file = lea_sits.post(desk.url("find-file"), {"q": "under:Presence", "format": "docx"})
    words = "\n".join(one.text for one in Document(io.BytesIO(file.content)).paragraphs)
    assert "Soup, and a spare key" in words
    assert "under:Presence" not in words
    assert 'under:"Sitting with it"' in words
    assert "not as pdf" in lea_sits.send(desk.url("find-file"), status=400, q="Presence", format="pdf")


def test_who_only_reads_finds_and_takes_out_and_is_offered_nothing_else(desk: Desk, browser: Browser) -> None:
    page = browser.sit(desk.cast.rea).send(desk.url("find"), status=200, do="typed", q="Presence")
    assert "Take them out" in page
    for name in ("find-gather", "find-keep"):
        assert f'<button class="button" formaction="{desk.url(name)}"' not in page
    assert "With those chosen" not in page
    assert "Keep it as" not in page
    assert "Write a memo" not in page


def test_many_are_shown_a_page_at_a_time(desk: Desk, lea_sits: Browser) -> None:
    for start in range(30):
        apply_code(desk.cast.lea, source=desk.source, code=desk.other, span=Span(2 * start, 2 * start + 1))
    first = lea_sits.send(desk.url("find"), status=200, q='"Having been there"')
    second = lea_sits.send(desk.url("find"), status=200, q='"Having been there"', page="2")
    assert (first.count('name="codings"'), second.count('name="codings"')) == (25, 5)
    assert "30 excerpts" in second
    assert 'name="page" value="1"' in second


def test_a_program_asks_the_same_and_nothing_is_written(desk: Desk, waited: Any, cody_sits: Browser) -> None:
    def ask(**sent: Any) -> Any:
        answer = cody_sits.post(
            f"/api/s/{desk.slug}/query", json.dumps(sent), content_type="application/json"
        )
        return answer.status_code, answer.json()

    entries = desk.cast.lea.study.entries.count()
    status, said = ask(query="under:Presence and not coder:Lea")
    assert (status, said["query"]) == (200, 'under:"Sitting with it" and not coder:Lea')
    assert (said["total"], said["people"], said["of_people"], said["sources"]) == (1, 1, 1, 1)
    (one,) = said["excerpts"]
    assert desk.text[one["start"] : one["end"]] == one["words"] == "Soup"
    assert one["coding"] == str(desk.coding.id)
    assert ask(query="everything", start=1)[1]["excerpts"][0]["coding"] == str(waited.id)
    status, said = ask(query="Presence or")
    assert (status, said["sentence"][:29]) == (400, "Something is missing at chara")
    assert ask(query="Nowhere")[0] == 400
    assert desk.cast.lea.study.entries.count() == entries


def test_what_is_written_for_a_query_can_be_read_again(desk: Desk) -> None:
    for line in codebook(desk.cast.lea):
        assert read(f'"{line.plain}"') == Named("code", line.plain)
