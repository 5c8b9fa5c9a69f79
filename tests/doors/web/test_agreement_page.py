"""The pages of agreement: where coders differ, then figures; what they stand on; and how a study says that it works."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from core.worked_tables import TEXTS
from doors.web.conftest import TEXT, Browser, Desk
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.compare.agreement import agreement
from firsthand.analysis.rounds.declaring import declare_method
from firsthand.analysis.rounds.selectors import round_
from firsthand.analysis.rounds.services import close_round, settle_difference
from firsthand.core.spans import Span
from firsthand.ground.studies.services import add_member
from firsthand.ground.trail.models import Entry
from texts import bring

SOUP = TEXT.index("Soup")
SENTENCES = TEXTS["sentences"]


@pytest.fixture
def both(desk: Desk) -> Desk:
    """Lea coded on what Cody coded, and four letters more."""
    apply_code(desk.cast.lea, source=desk.source, code=desk.code, span=Span(SOUP, SOUP + 8))
    return desk


def plain(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_without_two_coders_of_one_text_the_page_says_so_calmly(lea_sits: Browser, desk: Desk) -> None:
    page = lea_sits.says(desk.url("agreement"))
    assert "No two of these coders coded the same text: there is nothing to compare." in page
    assert "1. Two readers" in page


def test_figures_stand_side_by_side_with_all_that_they_stand_on(lea_sits: Browser, both: Desk) -> None:
    page = plain(lea_sits.says(both.url("agreement")))
    assert "Sitting with it 0.67 0." in page  # 2·4 / (2·4 + 4)
    for said in (
        "Compared characters", f"How many {len(TEXT)}", "Coders Cody, Lea", "Texts 1: S1",
        "those of people who were not asked", "None: fewer than six texts", "(Cohen 1960); version 1",
    ):  # fmt: skip
        assert said in page
    assert page.index("Where you differ") < page.index("How far you agree, in figures")


def test_sentences_are_compared_by_a_rule_that_the_page_names(lea_sits: Browser, both: Desk) -> None:
    page = plain(lea_sits.says(both.url("agreement"), unit="sentence", rule="any"))
    assert "sentences: one counts as coded when any letter of it is marked" in page
    assert "Sitting with it 1.00 1.00 100.0 % 1.00" in page
    assert "Cut by sentences 1," in page


@pytest.mark.parametrize("rule", SENTENCES["expected"])
def test_the_worked_sentences_are_compared_by_each_rule(lea_sits: Browser, desk: Desk, rule: str) -> None:
    lea, cody, code = desk.cast.lea, desk.cast.cody, make_code(desk.cast.lea, name="Worked")
    (source,) = bring(lea, SENTENCES["text"])
    for by, spans in ((cody, SENTENCES["first"]), (lea, SENTENCES["second"])):
        for span in spans:
            apply_code(by, source=source, code=code, span=Span(*span))
    first, second = SENTENCES["expected"][rule]
    alike = sum(one == other for one, other in zip(first, second, strict=True))
    both = sum(one and other for one, other in zip(first, second, strict=True))
    page = plain(lea_sits.says(desk.url("agreement-code", code.id), unit="sentence", rule=rule))
    (line,) = agreement(lea, codes=["Worked"], unit="sentence", rule=rule).codes  # type: ignore[arg-type]
    assert (line.found["percent"].value, line.found["f1"].value) == (
        alike / 4,
        2 * both / sum(first + second),
    )
    assert f"{alike / 4:.1%}".replace("%", " %") in page
    assert f"{2 * both / sum(first + second):.2f}" in page


def test_what_has_no_value_is_undefined_and_says_why(lea_sits: Browser, both: Desk) -> None:
    page = plain(lea_sits.says(both.url("agreement-code", both.other.id)))
    assert "undefined why: (1)" in page
    assert "Nobody marked anything with it." in page
    assert "Nothing varies" in page
    assert "nan" not in page.lower().split()


def test_one_code_is_shown_text_by_text(lea_sits: Browser, both: Desk) -> None:
    page = plain(lea_sits.says(both.url("agreement-code", both.code.id)))
    assert "How far you agree about this code, and in which texts." in page
    assert "S1 marigold Cody, Lea 0.67" in page
    unused = plain(lea_sits.says(both.url("agreement-code", both.other.id)))
    assert "In 1 text that they looked at, nobody marked anything with it." in unused
    lea_sits.says(both.url("agreement-code", both.source.id), 404)


def test_with_three_coders_each_two_stand_in_a_line_and_some_can_be_chosen(
    lea_sits: Browser, both: Desk, secret: Any
) -> None:
    ana = add_member(both.cast.lea, name="Ana", role="coder", secret=secret)
    apply_code(ana, source=both.source, code=both.code, span=Span(SOUP, SOUP + 4))
    page = plain(lea_sits.says(both.url("agreement")))
    assert f"Ana and Cody 1.00 1.00 100.0 % 1.00 {len(TEXT)} 1" in page
    assert "Cody and Lea 0.67" in page
    chosen = lea_sits.says(both.url("agreement"), coders=[str(ana.id), str(both.cast.cody.id)])
    assert "Sitting with it 1.00 1.00" in plain(chosen)
    assert chosen.count("checked") == 2
    assert "Lea" in chosen.partition("What is compared")[2]


def test_what_cannot_be_asked_is_said_and_breaks_nothing(lea_sits: Browser, both: Desk) -> None:
    assert "characters, sentences or turns" in lea_sits.says(both.url("agreement"), 400, unit="soup")
    for wrong in ("no id", str(both.source.id)):
        assert "no such coder" in lea_sits.says(both.url("agreement"), 404, coders=[wrong])


def test_a_way_that_asks_for_no_figure_keeps_them_closed_until_somebody_opens_them_each_time(
    lea_sits: Browser, both: Desk
) -> None:
    close_round(both.cast.lea, round=round_(both.cast.lea, 1))
    for way, words in (
        ("reflexive", "reflexive thematic analysis"),
        ("ipa", "interpretative phenomenological analysis"),
        ("grounded", "constructivist grounded theory"),
    ):
        declare_method(both.cast.lea, way=way, reason="So we read.")
        for address in (
            both.url("agreement"), both.url("agreement-code", both.code.id), both.url("round", 1), both.url("rounds"),
        ):  # fmt: skip
            page = lea_sits.says(address)
            assert f"In {words}" in page
            assert "0.67" not in page
            assert "0.67" in lea_sits.says(address, show="yes")
            assert "0.67" not in lea_sits.says(address)  # nothing is kept open
    for way in ("codebook", "content", "framework", "rapid", "reliability", "other"):
        declare_method(both.cast.lea, way=way, reason="So we read.")
        assert "0.67" in lea_sits.says(both.url("agreement"))


def test_a_closed_round_shows_how_it_stood_and_beside_it_how_it_stands(lea_sits: Browser, both: Desk) -> None:
    row = round_(both.cast.lea, 1)
    assert "in figures" not in lea_sits.says(both.url("round", 1), show="yes")
    close_round(both.cast.lea, round=row)
    settle_difference(
        both.cast.lea,
        round=row,
        source=both.source,
        code=both.code,
        span=Span(SOUP, SOUP + 8),
        outcome="here",
    )
    page = plain(lea_sits.says(both.url("round", 1), show="yes"))
    assert re.search(r"Sitting with it 0\.67 1\.00 0\.\d\d 1\.00", page)
    assert "Settled since 1" in page
    over = plain(lea_sits.says(both.url("rounds"), show="yes"))
    assert re.search(rf"1\. Two readers \d+ \w+ 2\d\d\d Cody, Lea 1 {len(TEXT)} 1 0\.67", over)


def test_the_table_leaves_with_everything_beside_each_figure_and_the_trail_keeps_it(
    lea_sits: Browser, both: Desk
) -> None:
    answer = lea_sits.post(both.url("agreement-file"), {"format": "csv", "unit": "character"})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith('-agreement.csv"')
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    (kappa,) = [one for one in rows if (one["measure"], one["code"]) == ("kappa", "Presence")]
    assert (kappa["coders"], kappa["unit"], kappa["n"], kappa["formula"]) == (
        "Cody; Lea", "character", str(len(TEXT)), "Cohen 1960",
    )  # fmt: skip
    assert kappa["interval_by"] == "Fewer than six documents: see the values of each."
    assert all((one["value"] == "") == (one["undefined_because"] != "") for one in rows)
    assert {one["source"] for one in rows} == {"", "S1"}
    assert Entry.objects.filter(study=both.cast.lea.study).order_by("number").last().act == "report.release"
    assert lea_sits.post(both.url("agreement-file"), {"format": "xlsx"}).content[:2] == b"PK"
    assert "csv or xlsx" in lea_sits.send(both.url("agreement-file"), 400, format="pdf")


def test_the_lead_says_how_the_study_works_and_everybody_reads_it(lea_sits: Browser, desk: Desk) -> None:
    assert "Nobody has said yet" in lea_sits.says(desk.url("method"))
    assert "Say in a few words why" in lea_sits.send(desk.url("method"), 400, way="ipa", reason="")
    assert "Choose how this study works" in lea_sits.send(
        desk.url("method"), 400, way="", reason="One by one."
    )
    assert lea_sits.send(desk.url("method"), way="ipa", reason="One by one.") == desk.url("method")
    page = Browser().sit(desk.cast.rea).says(desk.url("method"))
    assert "One by one." in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_whoever_codes_blind_and_open_finds_no_figure_anywhere(browser: Browser, both: Desk) -> None:
    from firsthand.analysis.rounds.services import start_round

    close_round(both.cast.lea, round=round_(both.cast.lea, 1))
    start_round(both.cast.lea, name="Again", coders=[both.cast.lea, both.cast.cody], sources=[both.source])
    browser.sit(both.cast.cody)
    for address in (
        both.url("agreement"), both.url("agreement-code", both.code.id), both.url("round", 1), both.url("round", 2),
        both.url("rounds"),
    ):  # fmt: skip
        assert "0.67" not in browser.says(address, show="yes")
    assert "0.67" in browser.sit(both.cast.rea).says(both.url("agreement"))
