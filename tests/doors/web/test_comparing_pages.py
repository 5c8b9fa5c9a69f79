"""The pages on which codes are counted: matrices, codes together, saturation; their pictures, and what leaves."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from doors.web.conftest import Browser, Desk

CELL = re.compile(r'<a class="cell" href="([^"]+)">(\d+)')
SENT = re.compile(r'<button class="cell" form="to-find" name="q" value="([^"]+)">(\d+)')
FOUND = re.compile(r"(\d+) excerpts?,")


@pytest.fixture
def coded(desk: Desk) -> Desk:
    """The desk with a second code on the same words, and one on other words of hers."""
    from firsthand.analysis.coding.services import apply_code
    from firsthand.core.spans import Span

    for code, words in ((desk.other, "Soup, and"), (desk.other, "we sat")):
        apply_code(desk.cast.lea, source=desk.source, code=code, span=Span(*desk.words(words)))
    return desk


def matrix(lea_sits: Browser, desk: Desk, **asked: str) -> str:
    return lea_sits.says(desk.url("compare"), **asked)


@pytest.mark.parametrize("columns", ["participants", "sources", "codes"])
@pytest.mark.parametrize("rows", ["codes", "families"])
def test_every_cell_leads_to_just_the_codings_that_it_counts(
    lea_sits: Browser, coded: Desk, rows: str, columns: str
) -> None:
    page = matrix(lea_sits, coded, rows=rows, columns=columns, count="codings")
    told = [(lea_sits.says(unescape(address)), int(n)) for address, n in CELL.findall(page)]
    told += [(lea_sits.send(coded.url("find"), 200, q=unescape(q)), int(n)) for q, n in SENT.findall(page)]
    assert len(told) >= 2
    for answer, n in told:
        found = FOUND.search(answer)
        assert found
        assert int(found[1]) == n


def test_what_is_said_of_people_leads_there_without_standing_in_an_address(
    lea_sits: Browser, coded: Desk
) -> None:
    page = matrix(lea_sits, coded, columns="attributes", count="codings")
    assert "of 1 person" in page
    sent = SENT.findall(page)
    assert [int(n) for _query, n in sent] == [1, 2]
    for query, n in sent:
        found = FOUND.search(lea_sits.send(coded.url("find"), 200, q=unescape(query)))
        assert found
        assert int(found[1]) == int(n)
    assert not re.search(r'href="[^"]*(Years|or.{1,3}more)', page)


def test_people_come_first_totals_are_no_sums_and_there_is_no_percentage(
    lea_sits: Browser, coded: Desk
) -> None:
    page = matrix(lea_sits, coded)
    assert "Counted in people" in page
    assert "1 of 1" in page
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    assert re.findall(r'class="total">(\d+)', foot) == ["1", "1"]  # she is one, under two codes
    assert "%" not in re.sub(r"<[^>]+>", "", page)


def test_the_settings_stand_in_the_page_as_the_command_line_has_them(lea_sits: Browser, coded: Desk) -> None:
    page = matrix(lea_sits, coded, rows="families", columns="sources", count="sources")
    assert "firsthand matrix --rows families --cols sources --count sources" in page
    wrong = lea_sits.says(coded.url("compare"), 400, columns="moons")
    assert "There is no “moons” in a matrix" in unescape(wrong)


def test_an_attribute_is_tested_when_asked_for_and_stands_in_no_address(
    lea_sits: Browser, coded: Desk
) -> None:
    assert "Least p possible" not in matrix(lea_sits, coded)
    tested = lea_sits.send(coded.url("compare"), 200, attribute="Years here")
    assert "Least p possible" in tested
    assert "No p is shown" in tested
    again = re.findall(r'name="act" value="([^"]+)"', tested)[0]
    said = {"attribute": "Years here", "act": again}
    for _sent in range(2):
        assert "Least p possible" in lea_sits.send(coded.url("compare"), 200, **said)
    assert "1 test was made" not in tested
    assert "Select a valid choice" in lea_sits.send(coded.url("compare"), 400, attribute="Shoe size")


def test_codes_together_are_told_in_people_first_and_lead_to_where_they_meet(
    lea_sits: Browser, coded: Desk
) -> None:
    page = lea_sits.says(coded.url("compare-together"))
    assert page.index("People</th>") < page.index("Turns</th>") < page.index("Pairs of codings</th>")
    (address,) = re.findall(r'<th scope="row"><a href="([^"]+)">', page)
    assert "1 excerpt," in lea_sits.says(unescape(address))
    assert "there is nothing to draw" in lea_sits.says(coded.url("compare-together"), at_least="2")
    assert "is no number" in lea_sits.says(coded.url("compare-together"), 400, at_least="two")


@pytest.mark.parametrize("place", ["compare", "compare-together"])
def test_a_link_brings_a_count_back_as_it_was(lea_sits: Browser, coded: Desk, place: str) -> None:
    from firsthand.analysis.codebook.services import change_code

    page = lea_sits.says(coded.url(place), count="codings")
    back = re.search(r'href="(\?[^"]+as_of=\d+)"', page)
    assert back
    name = coded.other.id
    change_code(coded.cast.lea, code=coded.other, name="Called otherwise")
    assert "Called otherwise" in lea_sits.says(coded.url(place))
    then = lea_sits.says(coded.url(place) + unescape(back[1]))
    assert "Called otherwise" not in then
    assert "As coded right after entry" in then
    assert str(name) not in then  # a cell of then leads to no excerpts of now
    assert "As coded right after" not in lea_sits.says(coded.url(place))


def test_codes_meet_in_the_unit_that_is_asked_for(lea_sits: Browser, coded: Desk) -> None:
    page = lea_sits.says(coded.url("compare-together"), unit="sentence")
    assert "Sentences</th>" in page
    assert "firsthand cooccurrence --edges people --at-least 1 --unit sentence" in page


def test_saturation_shows_no_figure_before_it_is_said_which_is_meant(lea_sits: Browser, coded: Desk) -> None:
    place = coded.url("compare-saturation")
    asked = lea_sits.says(place)
    assert "Which saturation is meant" in asked
    codes = lea_sits.says(place, meant="codes")
    for shown in (
        "coverage",
        "Chao2",
        "Guest",
        "Lowe",
        "new at each step",
        "Saturation is not proved by a number",
    ):
        assert shown not in asked
        assert shown in codes
    meaning = lea_sits.says(place, meant="meaning")
    assert "new at each step" in meaning
    assert "Chao2" not in meaning
    none = lea_sits.says(place, meant="none")
    assert "information power" in none
    assert "new at each step" not in none


def test_a_link_brings_saturation_back_as_it_was_whatever_is_coded_later(
    lea_sits: Browser, coded: Desk
) -> None:
    from firsthand.analysis.codebook.services import make_code
    from firsthand.analysis.coding.services import apply_code
    from firsthand.core.spans import Span

    place = coded.url("compare-saturation")
    back = re.search(r'href="(\?[^"]+as_of=\d+)"', lea_sits.says(place, meant="codes"))
    assert back
    new = make_code(coded.cast.lea, name="Keys")
    apply_code(coded.cast.lea, source=coded.source, code=new, span=Span(*coded.words("a spare key")))
    assert ">Keys</a>" in lea_sits.says(place, meant="codes")
    then = lea_sits.says(place + unescape(back[1]))
    assert ">Keys</a>" not in then
    assert "right after entry" in then


def test_days_of_coding_are_played_again(lea_sits: Browser, coded: Desk) -> None:
    page = lea_sits.says(coded.url("compare-saturation"), meant="codes", step="coding")
    assert "Day by day of coding" in page
    assert "Presence" in page


@pytest.mark.parametrize(
    "what", ["matrix", "together", "saturation", "course", "talk", "code-tree", "theme-map"]
)
@pytest.mark.parametrize("look", ["light", "dark"])
def test_each_picture_is_drawn_here_by_day_and_by_night_and_follows_no_address(
    lea_sits: Browser, coded: Desk, what: str, look: str
) -> None:
    of = {"course": coded.source.id, "talk": coded.participant.id}
    drawn = lea_sits.get(coded.url("compare-picture", what), {"look": look, "of": str(of.get(what, ""))})
    assert drawn["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = ElementTree.fromstring(drawn.content)
    paper = {"light": "#fffdf8", "dark": "#24211d"}[look]
    assert paper in drawn.content.decode()
    assert [
        one for one in root.iter() if one.get("style") or one.tag.endswith(("style", "script", "image"))
    ] == []
    assert not [value for one in root.iter() for name, value in one.items() if name.endswith("href")]
    if what != "saturation":
        assert "Sitting with it" in "".join(root.itertext())


def test_a_page_has_its_picture_twice_and_in_words(lea_sits: Browser, coded: Desk) -> None:
    page = lea_sits.says(coded.url("compare-together"))
    shown = re.findall(r'<img class="by-(day|night)" loading="lazy" src="([^"]+)" alt="([^"]+)"', page)
    assert [kind for kind, _address, _alt in shown] == ["day", "night"]
    for _kind, address, alt in shown:
        assert "The table below says the same" in alt
        assert lea_sits.get(unescape(address)).status_code == 200
    lea_sits.says(coded.url("compare-picture", "moons"), 404)
    lea_sits.says(coded.url("compare-picture", "matrix"), 404, look="dusk")


@pytest.mark.parametrize("what", ["matrix", "together", "saturation"])
def test_each_count_leaves_as_table_and_picture_and_the_trail_has_who_is_in_it(
    lea_sits: Browser, coded: Desk, what: str
) -> None:
    from firsthand.giving_back.models import Release

    made: dict[str, Any] = {
        form: lea_sits.post(coded.url("compare-file"), {"what": what, "format": form})
        for form in ("csv", "xlsx", "svg", "png")
    }
    rows = list(csv.reader(io.StringIO(made["csv"].content.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert load_workbook(io.BytesIO(made["xlsx"].content)).active.max_row == len(rows)
    assert ElementTree.fromstring(made["svg"].content).tag.endswith("svg")
    assert made["png"].content.startswith(b"\x89PNG")
    assert [one["Content-Disposition"].partition(";")[0] for one in made.values()] == ["attachment"] * 4
    left = Release.objects.filter(study=coded.cast.lea.study)
    assert sorted(one.format for one in left) == ["csv", "png", "svg", "xlsx"]
    assert {tuple(one.people) for one in left} == {(coded.participant.id.hex,)}
    refused = lea_sits.send(coded.url("compare-file"), 400, what=what, format="gif")
    assert "csv, xlsx, svg, png" in refused
    lea_sits.send(coded.url("compare-file"), 404, what="moons", format="csv")


def test_a_picture_that_leaves_does_not_tell_what_one_person_alone_is(lea_sits: Browser, coded: Desk) -> None:
    seen = lea_sits.get(coded.url("compare-picture", "matrix"), {"columns": "attributes"})
    assert "10 or more" in seen.content.decode()
    sent = {"what": "matrix", "format": "svg", "columns": "attributes"}
    left = lea_sits.post(coded.url("compare-file"), sent)
    assert "10 or more" not in left.content.decode()
    assert "one person alone" in left.content.decode()


def test_who_is_blind_in_a_round_sees_in_counts_and_pictures_their_own_codings_alone(
    coded: Desk, browser: Browser
) -> None:
    from firsthand.analysis.rounds.services import start_round

    lea, cody = coded.cast.lea, coded.cast.cody
    start_round(lea, name="Apart", coders=[lea, cody], sources=[coded.source], blind=True)
    browser.sit(cody)
    page = browser.says(coded.url("compare"), count="codings")
    assert [int(n) for _address, n in CELL.findall(page)] == [1, 1]  # his own, in her column and in all
    assert "No two codes are on the same words yet" in browser.says(coded.url("compare-together"))
    assert "Having been there" not in "".join(
        ElementTree.fromstring(browser.get(coded.url("compare-picture", "together")).content).itertext()
    )


def test_without_the_library_that_draws_the_tables_are_there_and_say_it_all(
    lea_sits: Browser, coded: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firsthand.core.pictures.find_spec", lambda _name: None)
    page = lea_sits.says(coded.url("compare-together"))
    assert "<img" not in page
    assert "Sitting with it" in page
    assert 'value="png"' not in page
    refused = lea_sits.send(coded.url("compare-file"), 400, what="together", format="png")
    assert ".[pictures]" in refused


def test_an_empty_study_is_told_so(browser: Browser, desk: Desk) -> None:
    browser.sit(desk.cast.xeno)
    theirs = f"/s/{desk.cast.xeno.study.slug}/"
    assert "no code yet" in browser.says(theirs + "compare/")
    assert "No two codes" in browser.says(theirs + "compare/together/")
    assert "No interview is coded yet" in browser.says(theirs + "compare/saturation/", meant="codes")


def test_find_words_compare_and_rounds_are_reached_from_each_other(lea_sits: Browser, desk: Desk) -> None:
    there = [desk.url(name) for name in ("find", "words", "compare", "rounds", "agreement")]
    for place in there:
        page = lea_sits.says(place)
        inside = page[page.index('<nav class="subtabs"') :]
        assert re.findall(r'href="([^"]+)"', inside[: inside.index("</nav>")]) == there
        assert f'<a href="{place}" aria-current="page">' in inside
