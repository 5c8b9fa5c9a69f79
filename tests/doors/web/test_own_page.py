"""A participant's pages: short words, one thing at a time, nothing kept in the browser, nothing without the slip."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from accounts import switched_on
from firsthand.core.readability import age
from firsthand.core.readability_es import FAIRLY_EASY, ease
from firsthand.field.consent.selectors import answers_of, crossed_out, held
from firsthand.field.consent.services import set_answers
from firsthand.giving_back.member_checks.models import Line
from firsthand.giving_back.member_checks.services import send_pack
from firsthand.giving_back.own_page.slips import make_slip, take_slip_back
from firsthand.giving_back.own_page.waiting import take_in_what_waits
from firsthand.giving_back.own_page.wishes import ask, wishes
from firsthand.ground.vault import codes
from web.conftest import Browser, Desk

OLDEST = 12  # years: most people of that age read it with ease
NAMES = (
    "own-page", "own-words", "own-talk", "own-turn", "own-answers", "own-answer", "own-name", "own-readers", "own-hold",
    "own-going", "own-reply", "own-checks", "own-check",
)  # fmt: skip


class AtMyPage(Browser):
    """A browser in which a participant sits with a slip."""

    def __init__(self, desk: Desk, code: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.code = code or make_slip(desk.cast.lea, participant=desk.participant).code
        self.send(desk.url("own-page"), code=self.code)


@pytest.fixture
def asked(desk: Desk) -> Any:
    """A question to Marigold, and a summary of hers to look at."""
    lea, marigold = desk.cast.lea, desk.participant
    check = {"check": ("short_summary",)}
    set_answers(lea, participant=marigold, answers=check, moment="after_interview", how="spoken")
    send_pack(lea, participant=marigold, summary="You sat with people. You did not ask much.")
    return ask(lea, participant=marigold, question="Do you still bring soup?")


@pytest.fixture
def marigold(desk: Desk, asked: Any) -> AtMyPage:
    return AtMyPage(desk)


def places(desk: Desk, asked: Any) -> dict[str, str]:
    """Every page of a participant that can be looked at."""
    more: dict[str, tuple[object, ...]] = {
        "own-talk": (1,), "own-turn": (1, 1), "own-answer": ("quotes",), "own-reply": (asked.id.hex,),
        "own-check": (Line.objects.get().id.hex,),
    }  # fmt: skip
    return {name: desk.url(name, *more.get(name, ())) for name in NAMES}


def read_out(page: str) -> list[str]:
    """What somebody hears who has a page read to them, without people's own words: sentence by sentence."""
    body = page[page.index("<body") :]
    body = re.sub(r"<blockquote.*?</blockquote>|<script.*?</script>", " ", body, flags=re.DOTALL)
    blocks = re.split(
        r"</?(?:p|h1|h2|li|ul|ol|label|legend|button|main|header|footer|section|nav|form|div|q)\b[^>]*>", body
    )
    said = (" ".join(unescape(re.sub(r"<[^>]+>", " ", block)).split()) for block in blocks)
    return [line if line[-1] in ".?!:" else f"{line}." for line in said if re.search(r"[^\W\d_]{2}", line)]


def running(page: str) -> str:
    """Of that what is said in sentences: buttons, links and headings are short and would make a page look easy."""
    return " ".join(line for line in read_out(page) if len(line.split()) > 4)


# --- words


def test_most_twelve_year_olds_can_read_every_page(desk: Desk, asked: Any, marigold: AtMyPage) -> None:
    hard = {}
    for name, address in places(desk, asked).items():
        said = read_out(marigold.says(address))
        assert len(said) > 4, name
        if (years := age(running(marigold.says(address)))) > OLDEST:
            hard[name] = (round(years, 1), said)
    assert hard == {}
    assert age(running(Browser().says(desk.url("own-page")))) <= OLDEST


def test_in_spanish_every_page_is_fairly_easy(desk: Desk, asked: Any, marigold: AtMyPage) -> None:
    marigold.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    hard = {}
    for name, address in places(desk, asked).items():
        page = marigold.says(address)
        assert 'lang="es"' in page
        if (found := ease(running(page))) < FAIRLY_EASY:
            hard[name] = (round(found, 1), read_out(page))
    assert hard == {}


def test_no_sentence_on_a_page_is_for_scholars(desk: Desk, asked: Any, marigold: AtMyPage) -> None:
    lines = {line for address in places(desk, asked).values() for line in read_out(marigold.says(address))}
    long = [line for line in lines if len(line.split()) > 5 and age(line) > OLDEST + 4]
    assert long == []


@pytest.mark.parametrize(
    "level", ["L1_stop", "L2_no_quotes", "L3_remove_words", "L4_remove_all", "L5_cut_the_link"]
)
def test_most_twelve_year_olds_can_read_what_taking_out_does(marigold: AtMyPage, level: str) -> None:
    sure = marigold.send(marigold.desk.url("own-going"), 200, level=level, text="", act="")
    assert "Are you sure?" in sure
    assert age(running(sure)) <= OLDEST


def test_hard_words_on_a_page_would_be_noticed() -> None:
    page = (
        "<body><p>Participants may withdraw authorisation for dissemination of identifiable information.</p>"
    )
    assert age(running(page)) > OLDEST


def test_every_page_is_fit_to_be_read_out_and_asks_no_script(
    desk: Desk, asked: Any, marigold: AtMyPage
) -> None:
    for name, address in places(desk, asked).items():
        page = marigold.says(address)
        assert page.count("<h1") == 1, name
        assert '<html lang="en"' in page
        assert "<script" not in page
        assert "<table" not in page
        assert page.count("<main") == page.count("<header>") == page.count("<footer") == 1
        heads = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert all(after - before <= 1 for before, after in pairwise(heads)), name
        assert 'type="checkbox" name="' not in page or " checked" not in page


# --- the door


def test_without_a_slip_every_page_leads_to_the_door_and_tells_nothing(desk: Desk, asked: Any) -> None:
    make_slip(desk.cast.lea, participant=desk.participant)
    stranger, lea = Browser(), Browser().sit(desk.cast.lea)
    for browser in (stranger, lea):
        for name, address in places(desk, asked).items():
            if name == "own-page":
                assert "Marigold" not in browser.says(address)
                continue
            for answer in (browser.get(address), browser.post(address, {"do": "on", "verdict": "right"})):
                assert (answer.status_code, answer["Location"]) == (302, desk.url("own-page")), name


def test_wrong_codes_get_the_same_page_to_the_byte(desk: Desk, marigold: AtMyPage) -> None:
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="act" value="[\w-]+"')
    taken = make_slip(desk.cast.lea, participant=desk.participant)
    take_slip_back(desk.cast.lea, slip=taken.slip)
    said = set()
    for code in (taken.code, marigold.code, *(codes.new_code() for _ in range(20))):
        answer = Browser().post(desk.url("own-page"), {"code": code, "act": ""})
        said.add(
            (
                answer.status_code,
                tuple(sorted(answer.headers)),
                token.sub("", answer.content.decode()).replace(code, ""),
            )
        )
    assert len(said) == 1
    (status, _headers, page) = said.pop()
    assert status == 400
    assert "This code opens no page." in page
    assert "Marigold" not in page


def test_nothing_of_a_page_stays_in_the_browser(desk: Desk, asked: Any, marigold: AtMyPage) -> None:
    for address in places(desk, asked).values():
        assert marigold.get(address)["Cache-Control"] == "no-store"
    cookie = marigold.cookies[f"firsthand-own-{desk.slug}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
    held_open = cookie.value
    answer = marigold.post(desk.url("own-end"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert marigold.cookies[f"firsthand-own-{desk.slug}"].value == ""
    assert "Soup" not in answer.content.decode()
    again = Browser()
    again.cookies[f"firsthand-own-{desk.slug}"] = held_open
    assert "Your code" in again.says(desk.url("own-page"))


# --- what can be done there


def test_she_sees_her_words_and_says_that_this_is_not_what_she_said(desk: Desk, marigold: AtMyPage) -> None:
    page = marigold.says(desk.url("own-talk", 1))
    assert "I know how it is to wait outside." in page
    assert "What did you bring?" not in page
    assert '<q dir="auto">Soup</q>' in page
    marigold.send(desk.url("own-turn", 1, 2), verdict="not_said", text="Somebody asked.")
    assert "You sent us one thing." in marigold.says(desk.url("own-page"))
    assert "Somebody asked." in Browser().sit(desk.cast.lea).says(desk.url("wishes"))
    assert "You said of this:" in marigold.says(desk.url("own-talk", 1))
    assert marigold.get(desk.url("own-turn", 1, 99)).status_code == 302


def test_she_changes_an_answer_and_nothing_is_chosen_beforehand(desk: Desk, marigold: AtMyPage) -> None:
    address = desk.url("own-answer", "quotes")
    assert "checked" not in marigold.says(address)
    assert "Please choose" in marigold.send(address, 400)
    marigold.send(address, answer="none")
    Browser().sit(desk.cast.rea).says(desk.url("study"))
    assert answers_of(desk.cast.lea, desk.participant.id)["quotes"].how == "own page"
    assert "So far you said: Do not use my words" in marigold.says(address)
    assert "checked" not in marigold.says(address)


def test_she_pauses_and_everything_of_hers_is_gone_for_all_at_the_next_look(
    desk: Desk, marigold: AtMyPage
) -> None:
    cody = Browser().sit(desk.cast.cody)
    assert "marigold" in cody.says(desk.url("sources")).lower()
    marigold.send(desk.url("own-hold"), do="on")
    assert "marigold" not in cody.says(desk.url("sources")).lower()
    assert held(desk.cast.lea, desk.participant.id)
    page = marigold.says(desk.url("own-page"))
    assert "All of yours is on hold." in page
    assert "Soup" in marigold.says(desk.url("own-talk", 1))
    marigold.send(desk.url("own-hold"), do="off")
    assert "marigold" in cody.says(desk.url("sources")).lower()


def test_she_crosses_a_reader_out_who_then_finds_nothing(desk: Desk, marigold: AtMyPage) -> None:
    rea = desk.cast.rea
    assert "Rea" in marigold.says(desk.url("own-readers"))
    marigold.send(desk.url("own-readers"), reader=str(rea.id), do="out")
    assert Browser().sit(rea).get(desk.url("person", desk.participant.id)).status_code == 404
    assert crossed_out(desk.cast.gil, desk.participant.id) == (str(rea.id),)
    assert "<s>Rea</s>" in marigold.says(desk.url("own-readers"))


def test_taking_words_out_is_asked_once_more_and_then_waits_on_every_page_of_lea_and_gil(
    desk: Desk, marigold: AtMyPage
) -> None:
    address = desk.url("own-going")
    page = marigold.says(address)
    assert "This is where your words are" in page
    assert "Talks with you alone, written down: 1" in page
    assert "Please choose" in marigold.send(address, 400)
    said = {"level": "L3_remove_words", "text": "I want to go."}
    sure = marigold.send(address, 200, **said)
    assert "taken out" in sure
    assert [one.kind for one in wishes(desk.cast.lea)] == ["question"]
    marigold.send(address, **said, sure="yes")
    lea, gil = Browser().sit(desk.cast.lea), Browser().sit(desk.cast.gil)
    for browser, place in ((lea, "codebook"), (lea, "study"), (gil, "consents")):
        assert "A participant said something on their page" in browser.says(desk.url(place))
    waiting = lea.says(desk.url("wishes"))
    assert "I want to go." in waiting
    assert desk.url("person-leaving", desk.participant.id) in waiting
    (one,) = (one for one in wishes(desk.cast.lea) if one.kind == "leave")
    assert "Write them what was done" in lea.send(desk.url("wish-settle", one.id), 400, reply=" ")
    lea.send(desk.url("wish-settle", one.id), reply="Done today.")
    assert "that waits for you" not in lea.says(desk.url("study"))
    assert "Done today." in marigold.says(desk.url("own-page"))


def test_she_answers_a_question_and_chooses_a_name(desk: Desk, asked: Any, marigold: AtMyPage) -> None:
    assert "Do you still bring soup?" in marigold.says(desk.url("own-page"))
    assert "Please write" in marigold.send(desk.url("own-reply", asked.id.hex), 400, text=" ")
    marigold.send(desk.url("own-reply", asked.id.hex), text="Only on Fridays.")
    marigold.send(desk.url("own-name"), way="chosen_pseudonym", name="Hazel")
    page = Browser().sit(desk.cast.lea).says(desk.url("wishes"))
    assert "Only on Fridays." in page
    assert "Hazel" in page


def test_a_page_that_shows_nothing_yet_says_so(desk: Desk, marigold: AtMyPage) -> None:
    from firsthand.giving_back.own_page.models import Shown

    Shown.objects.all().delete()
    assert "Your page is being made." in marigold.says(desk.url("own-page"))
    assert marigold.get(desk.url("own-words")).status_code == 302


# --- handing out


def test_the_first_slip_of_a_study_is_made_as_a_browser_sends_it_under_one_id(desk: Desk) -> None:
    lea = Browser().sit(desk.cast.lea)
    made = lea.send(desk.url("slips", desk.participant.id), 200, days="30", act=str(uuid4()))
    assert 'class="code-once"' in made


def test_lea_hands_out_a_slip_that_is_shown_once_and_printed(desk: Desk) -> None:
    lea = Browser().sit(desk.cast.lea)
    assert desk.url("slips", desk.participant.id) in lea.says(desk.url("person", desk.participant.id))
    once = lea.send(desk.url("slips", desk.participant.id), 200, days="30")
    code = re.search(r'class="code-once"[^>]*>([^<]+)<', once)
    assert code
    assert desk.url("own-page") in once
    slip = re.search(r'name="slip" value="([^"]+)"', once)
    assert slip
    pdf = lea.post(desk.url("slip-card", "pdf"), {"slip": slip[1], "code": code[1]})
    assert pdf.content.startswith(b"%PDF") if not pdf.streaming else True
    assert code[1] not in lea.says(desk.url("slips", desk.participant.id))
    assert "soup" in AtMyPage(desk, code[1]).says(desk.url("own-talk", 1)).lower()
    lea.send(desk.url("slip-take-back", slip[1]))
    assert "Your code" in Browser().says(desk.url("own-page"))
    assert "opens nothing any more" in lea.says(desk.url("slips", desk.participant.id))


def test_taking_in_costs_one_question_where_nothing_waits(desk: Desk, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        take_in_what_waits(desk.cast.lea)


def test_the_address_of_the_page_is_below_the_studys() -> None:
    assert reverse("own-page", args=["a"]) == "/s/a/mine/"


def test_on_a_teams_server_the_door_tells_nobody_whether_a_study_is_there(desk: Desk, settings: Any) -> None:
    switched_on(settings)
    settings.REFUSED_AFTER = 0
    wrong = codes.new_code()

    def seen(slug: str) -> list[tuple[int, str, str]]:
        browser, found = Browser(), []
        for path, sent in (("", None), ("", {"code": wrong}), ("end/", {}), ("words/", None)):
            address = f"/s/{slug}/mine/{path}"
            answer = browser.get(address) if sent is None else browser.post(address, sent)
            body = re.sub(r'value="[^"]{36,}"', "", answer.content.decode()).replace(slug, "SLUG")
            found.append((answer.status_code, answer.headers.get("Location", "").replace(slug, "SLUG"), body))
        return found

    there, nowhere = seen(desk.slug), seen("some-other-study")
    assert there == nowhere
    assert [status for status, _way, _body in there] == [200, 400, 200, 302]
    assert desk.cast.lea.study.title not in str(there)
