"""Every page as every role, and as a stranger."""

from __future__ import annotations

from uuid import uuid4

import pytest

from web.conftest import Browser, Desk

INSIDE = ["lea", "cody", "rea"]
OUTSIDE = ["gil", "hope", "pia"]


@pytest.mark.parametrize("who", INSIDE)
def test_who_reads_a_study_sees_every_page_of_it(desk: Desk, browser: Browser, who: str) -> None:
    browser.sit(getattr(desk.cast, who))
    for address in desk.pages().values():
        browser.says(address)


@pytest.mark.parametrize("who", OUTSIDE)
def test_who_may_not_read_gets_no_page_with_words(desk: Desk, browser: Browser, who: str) -> None:
    browser.sit(getattr(desk.cast, who))
    theirs = (
        ["study"] if who == "hope" else ["study", "log-phone"]
    )  # the ways that are open to them, and their own log
    for name, address in {**desk.pages(), **desk.writing_pages()}.items():
        page = browser.says(address, status=200 if name in theirs else 403)
        assert ("This is not open to you" in page) != (name in theirs)
        assert not any(word in page for word in ("Soup", "Sitting with it", "Marigold", "Kettle"))


def test_a_reader_is_told_before_writing_that_it_is_not_for_them(desk: Desk, browser: Browser) -> None:
    browser.sit(desk.cast.rea)
    for address in desk.writing_pages().values():
        browser.says(address, status=403)


@pytest.mark.parametrize("who", ["lea", "cody"])
def test_who_works_in_a_study_can_write_on_every_page(desk: Desk, browser: Browser, who: str) -> None:
    browser.sit(getattr(desk.cast, who))
    for address in desk.writing_pages().values():
        browser.says(address)


def test_a_strangers_study_has_none_of_our_things(desk: Desk, browser: Browser) -> None:
    ours, theirs = f"/s/{desk.slug}/", f"/s/{desk.cast.xeno.study.slug}/"
    for name, address in {**desk.pages(), **desk.writing_pages()}.items():
        if address.removeprefix(ours).count("-") < 4:
            continue  # a list: theirs is empty
        page = browser.says(address.replace(ours, theirs), status=404)
        assert "There is nothing here" in page, name
        assert "Soup" not in page


def test_lists_of_another_study_are_empty_of_ours(desk: Desk, browser: Browser) -> None:
    theirs = f"/s/{desk.cast.xeno.study.slug}/"
    for path in ("", "sources/", "people/", "codebook/", "memos/", "themes/", "visits/", "trail/"):
        page = browser.says(theirs + path)
        assert not any(word in page for word in ("Marigold", "Sitting with it", "On silence", "Kettle"))


def test_a_strangers_write_to_our_things_meets_nothing(desk: Desk, browser: Browser) -> None:
    theirs = f"/s/{desk.cast.xeno.study.slug}/"
    for path in (
        f"sources/{desk.source.id}/remove/",
        f"sources/{desk.source.id}/apply/",
        f"codebook/{desk.code.id}/delete/",
        f"memos/{desk.memo.id}/remove/",
        f"themes/{desk.theme.id}/remove/",
        f"codings/{desk.coding.id}/resize/",
    ):
        browser.send(theirs + path, status=404, start=0, end=1, code="x")


def test_a_host_or_reader_cannot_write(desk: Desk, browser: Browser) -> None:
    for who in ("rea", "hope", "gil", "pia"):
        browser.sit(getattr(desk.cast, who))
        start, end = desk.words("Soup")
        sent = {"code": "New", "start": start, "end": end, "standpoint": "", "stance": ""}
        browser.send(desk.url("apply", desk.source.id), status=403, **sent)
        browser.send(desk.url("coding-remove"), status=403, coding=str(desk.coding.id))
        browser.send(desk.url("visits"), status=403, doing="x")


def test_only_the_lead_brings_somebody_in(desk: Desk, browser: Browser) -> None:
    browser.sit(desk.cast.cody).send(desk.url("rights"), status=403, name="Sam", role="coder")
    browser.sit(desk.cast.lea).send(desk.url("rights"), name="Sam", role="coder")
    assert "Sam" in browser.says(desk.url("rights"))


def test_everybody_may_ask_who_can_read_this(desk: Desk, browser: Browser) -> None:
    for who in (*INSIDE, *OUTSIDE):
        page = browser.sit(getattr(desk.cast, who)).says(desk.url("rights"))
        assert "Hope</strong>, host: cannot read its words." in page
        assert "applied a code" in page


def test_what_is_not_there_is_a_page_of_its_own(desk: Desk, browser: Browser) -> None:
    for address in (
        "/s/nowhere/", "/nowhere/", desk.url("source", uuid4()), desk.url("code", uuid4()), desk.url("memo", uuid4()),
        desk.url("theme", uuid4()), desk.url("person", uuid4()), desk.url("coding", uuid4()),
        desk.url("claim", desk.theme.id, uuid4()), desk.url("trail") + "?as_of=9999", desk.url("trail") + "?who=Nobody",
        desk.url("memo-new") + f"?about=codebook.code:{uuid4()}", desk.url("memo-new") + "?about=rubbish",
        desk.url("evidence", desk.theme.id) + f"?claim={uuid4()}",
    ):  # fmt: skip
        assert "There is nothing here" in browser.says(address, status=404)


def test_one_acts_as_the_lead_until_one_says_otherwise_and_in_each_study_apart(
    desk: Desk, browser: Browser
) -> None:
    assert "You are Lea" in browser.says(desk.url("study"))
    browser.sit(desk.cast.cody)
    assert "You are Cody" in browser.says(desk.url("study"))
    assert "You are Xeno" in browser.says(f"/s/{desk.cast.xeno.study.slug}/")


def test_nobody_can_be_who_is_not_in_the_study(desk: Desk, browser: Browser) -> None:
    browser.send(desk.url("acting"), status=404, name="Xeno")
    assert "You are Lea" in browser.says(desk.url("study"))


def test_the_switch_goes_nowhere_else(desk: Desk, browser: Browser) -> None:
    for onward in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert browser.send(desk.url("acting"), name="Cody", onward=onward) == desk.url("study")
    assert browser.send(desk.url("acting"), name="Cody", onward=desk.url("memos")) == desk.url("memos")


def test_another_host_name_is_turned_away(desk: Desk, browser: Browser) -> None:
    assert browser.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_form_from_elsewhere_is_turned_away(desk: Desk) -> None:
    guarded = Browser(enforce_csrf_checks=True)
    page = guarded.send(desk.url("visits"), status=403, doing="x")
    assert "This form was opened too long ago" in page


def test_no_page_is_kept_by_browser_or_proxy_and_none_may_run_foreign_script(
    desk: Desk, browser: Browser
) -> None:
    for address in ("/", *desk.pages().values(), *desk.work_pages().values()):
        response = browser.get(address)
        assert response["Cache-Control"] == "no-store"
        assert "script-src 'self'" in response["Content-Security-Policy"]


def test_no_page_has_inline_style_or_script(desk: Desk, browser: Browser) -> None:
    every = (*desk.pages().values(), *desk.writing_pages().values(), *desk.work_pages().values())
    for address in ("/", "/begin/", *every):
        page = browser.says(address)
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert "https://" not in page


def test_the_demonstration_says_so_on_every_page_and_a_real_study_does_not(
    desk: Desk, browser: Browser, secret: object
) -> None:
    from firsthand.ground.studies.services import start_study

    shown = start_study(secret, title="Lantern Row", lead="Noor", demo=True)
    for path in (
        "",
        "sources/",
        "codebook/",
        "memos/",
        "themes/",
        "people/",
        "trail/",
        "reports/",
        "rights/",
    ):
        assert "Invented demonstration – not data" in browser.says(f"/s/{shown.study.slug}/{path}")
        assert "Invented demonstration – not data" not in browser.says(f"/s/{desk.slug}/{path}")


def test_a_fault_of_ours_is_a_calm_page_without_details(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ValueError("the words of Marigold")

    monkeypatch.setattr("firsthand.doors.web.views.memos.all_memos", broken)
    page = Browser(raise_request_exception=False).says(desk.url("memos"), status=500)
    assert "Something went wrong in the program" in page
    assert "Marigold" not in page
