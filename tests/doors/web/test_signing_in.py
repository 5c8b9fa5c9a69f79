"""Signing in, being invited, the recovery code, locking: pages of a study whose members have secrets of their own."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from django.urls import reverse

from firsthand.doors.web.passkeys import written
from firsthand.ground.studies.selectors import asked_of_passkeys
from firsthand.ground.vault import unlocking
from firsthand.ground.vault.keyring.models import Unlocked
from own import Own, own_secrets, passphrase
from web.conftest import Browser, Desk

CODE = re.compile(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}")


@pytest.fixture
def own(desk: Desk) -> Own:
    return own_secrets(desk.cast.lea, "Cody")


def sign_in(desk: Desk, name: str, **more: Any) -> Browser:
    browser = Browser()
    browser.send(desk.url("sign-in"), name=name, passphrase=passphrase(name), **more)
    return browser


def code_in(page: str) -> str:
    found = CODE.search(page)
    assert found, page
    return found[0]


def test_a_study_without_own_secrets_asks_nothing_and_shows_no_lock(desk: Desk, browser: Browser) -> None:
    page = browser.says(desk.url("study"))
    assert "You are Lea" in page
    assert ">Lock</button>" not in page
    assert browser.get(desk.url("sign-in"))["Location"] == desk.url("study")
    assert not [name for name in browser.cookies if name.startswith("firsthand-")]


def test_a_locked_study_leads_every_page_to_its_door_and_back(desk: Desk, own: Own, browser: Browser) -> None:
    for name, address in {**desk.pages(), **desk.writing_pages(), "rights": desk.url("rights")}.items():
        answer = browser.get(address)
        assert (answer.status_code, answer.content) == (302, b""), name
        assert answer["Location"].startswith(desk.url("sign-in")), name
    address = desk.url("memos") + "?kind=theory"
    door = browser.get(address)["Location"]
    page = browser.says(door)
    assert "Cody" not in page
    assert "Lea" not in page
    onward = re.search(r'name="onward" value="([^"]*)"', page)
    assert onward
    assert browser.send(door, name="Cody", passphrase=passphrase("Cody"), onward=address) == address
    assert "On silence" in browser.says(address)
    assert "You are Cody" in browser.says(desk.url("study"))


def test_the_door_leads_nowhere_else(desk: Desk, own: Own) -> None:
    for onward in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        sent = {"name": "Cody", "passphrase": passphrase("Cody"), "onward": onward}
        assert Browser().send(desk.url("sign-in"), **sent) == desk.url("study")


def test_the_cookie_ends_with_the_browser_and_is_out_of_reach_of_scripts(desk: Desk, own: Own) -> None:
    browser = sign_in(desk, "Cody")
    cookie = browser.cookies[f"firsthand-{desk.slug}"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]
    secure = Browser()
    secure.post(desk.url("sign-in"), {"name": "Cody", "passphrase": passphrase("Cody")}, secure=True)
    assert secure.cookies[f"firsthand-{desk.slug}"]["secure"] is True


def test_a_cookie_made_up_or_of_another_study_opens_nothing(desk: Desk, own: Own) -> None:
    own_secrets(desk.cast.xeno)
    theirs = sign_in(desk, "Cody").cookies[f"firsthand-{desk.slug}"].value
    for value in ("", "x", "A" * 43 + "=", theirs[:-3] + "AA="):
        browser = Browser()
        browser.cookies[f"firsthand-{desk.slug}"] = value
        assert browser.get(desk.url("study")).status_code == 302
    stranger = Browser()
    stranger.cookies[f"firsthand-{desk.cast.xeno.study.slug}"] = theirs
    assert stranger.get(f"/s/{desk.cast.xeno.study.slug}/").status_code == 302


def test_who_is_in_by_themselves_is_nobody_else(desk: Desk, own: Own) -> None:
    browser = sign_in(desk, "Cody")
    assert "Everybody comes into this study by themselves" in browser.send(
        desk.url("acting"), status=403, name="Lea"
    )
    session = browser.session
    session["acting"] = {desk.slug: "Lea"}
    session.save()
    browser.cookies["sessionid"] = session.session_key
    assert "You are Cody" in browser.says(desk.url("study"))
    assert "Go on as" not in browser.says(desk.url("study"))


def test_two_people_in_one_process_each_read_as_themselves(desk: Desk, own: Own) -> None:
    cody, lea = sign_in(desk, "Cody"), sign_in(desk, "Lea")
    assert "On silence" in cody.says(desk.url("memos"))
    lea.send(desk.url("member-role", desk.cast.cody.id), role="host")
    assert "On silence" in lea.says(desk.url("memos"))
    cody.says(desk.url("memos"), status=403)
    cody.send(desk.url("lock"))
    assert "On silence" in lea.says(desk.url("memos"))
    lea.send(desk.url("member-remove", desk.cast.cody.id))
    assert sign_in_fails(desk, "Cody", passphrase("Cody"))


def sign_in_fails(desk: Desk, name: str, given: str) -> str:
    page = Browser().send(desk.url("sign-in"), status=400, name=name, passphrase=given)
    assert "That opens nothing here" in page
    assert given not in page
    return page


def test_what_is_wrong_is_told_to_nobody(desk: Desk, own: Own) -> None:
    changing = re.compile(r'(name="(?:act|csrfmiddlewaretoken|name)") value="[^"]*"')
    pages = {
        changing.sub("", sign_in_fails(desk, name, "wrong words")).replace(f'value="{name}"', "")
        for name in ("Cody", "Rea", "Nobody")
    }
    assert len(pages) == 1


def test_after_many_wrong_ones_the_right_one_waits_too(desk: Desk, own: Own) -> None:
    for _try in range(5):
        sign_in_fails(desk, "Cody", "wrong words again")
    page = Browser().send(desk.url("sign-in"), status=429, name="Cody", passphrase=passphrase("Cody"))
    assert "too often" in page


def test_lock_asks_for_the_passphrase_alone_and_signing_out_for_the_name_too(desk: Desk, own: Own) -> None:
    browser = sign_in(desk, "Cody")
    key = browser.cookies[f"firsthand-{desk.slug}"].value
    assert ">Lock</button>" in browser.says(desk.url("study"))
    assert browser.send(desk.url("lock")) == desk.url("sign-in")
    assert unlocking.opened_by(key, own.study.id) is None
    assert browser.get(desk.url("study")).status_code == 302
    assert 'value="Cody"' in browser.says(desk.url("sign-in"))
    browser.send(desk.url("sign-in"), name="Cody", passphrase=passphrase("Cody"))
    assert browser.send(desk.url("sign-out")) == "/"
    assert 'value="Cody"' not in browser.says(desk.url("sign-in"))


def test_a_form_sent_into_a_locked_study_says_that_it_was_not_kept(
    desk: Desk, own: Own, browser: Browser
) -> None:
    page = browser.send(desk.url("memo-new"), status=401, title="A private thought", body="x", kind="theory")
    assert "What you wrote is still on the page before" in page
    assert "A private thought" not in page
    answer = browser.post(desk.url("coding-remove"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, desk.url("sign-in"))


def test_a_server_that_was_killed_honours_the_cookie_and_one_that_forgot_asks_again(
    desk: Desk, own: Own
) -> None:
    """All that the server needs is in the keyring and the cookie: another process has neither memory nor session."""
    from firsthand.ground.vault.cache import opened

    browser = sign_in(desk, "Cody")
    opened.clear()
    assert "You are Cody" in browser.says(desk.url("study"))
    Unlocked.objects.all().delete()
    assert browser.get(desk.url("study")).status_code == 302


def test_the_lead_takes_a_secret_invites_somebody_and_they_come_in(desk: Desk, browser: Browser) -> None:
    assert "Take a secret of my own" in browser.says(desk.url("secret"))
    same = {"passphrase": passphrase("Lea"), "again": passphrase("Lea")}
    page = browser.send(desk.url("secret-take"), status=400, passphrase=passphrase("Lea"), again="another")
    assert "The two passphrases differ" in page
    page = browser.send(desk.url("secret-take"), status=200, **same)
    code_in(page)
    assert "Your recovery code" in page
    assert "You are Lea" in browser.says(desk.url("study"))  # signed in by that

    page = browser.send(desk.url("rights"), status=200, name="Sam", role="coder")
    code = code_in(page)
    assert "An invitation for Sam" in page
    assert desk.url("join") in page
    sam = Browser()
    sent = {"name": "Sam", "code": code.lower(), "passphrase": passphrase("Sam"), "again": passphrase("Sam")}
    assert "Twelve characters or more" in sam.says(desk.url("join"))
    page = sam.send(desk.url("join"), status=400, **sent | {"code": code[:-1]})
    assert "eight groups" in page
    paper = code_in(sam.send(desk.url("join"), status=200, **sent))
    assert "You are Sam" in sam.says(desk.url("study"))
    assert "That opens nothing here" in Browser().send(desk.url("join"), status=400, **sent)

    again = Browser()
    sent |= {"code": paper, "passphrase": "another four words", "again": "another four words"}
    assert code_in(again.send(desk.url("recover"), status=200, **sent)) != paper
    assert "You are Sam" in again.says(desk.url("study"))
    assert sam.get(desk.url("study")).status_code == 302  # what was unlocked before is locked


def test_the_page_of_ones_own_changes_passphrase_and_code_and_asks_for_the_passphrase(
    desk: Desk, own: Own
) -> None:
    browser = sign_in(desk, "Cody")
    elsewhere = sign_in(desk, "Cody")
    new = {"passphrase": "another four words", "again": "another four words"}
    page = browser.send(desk.url("secret-passphrase"), status=400, current="wrong", **new)
    assert "That opens nothing here" in page
    browser.send(desk.url("secret-passphrase"), current=passphrase("Cody"), **new)
    assert "You are Cody" in browser.says(desk.url("study"))
    assert elsewhere.get(desk.url("study")).status_code == 302
    browser.send(desk.url("secret-recovery"), status=400, current=passphrase("Cody"))
    page = browser.send(desk.url("secret-recovery"), status=200, current="another four words")
    assert code_in(page) != own.codes["Cody"]


def test_a_token_is_shown_once_and_taken_back(desk: Desk, own: Own) -> None:
    browser = sign_in(desk, "Cody")
    page = browser.send(
        desk.url("token-make"), status=200, label="Counting at night", current=passphrase("Cody")
    )
    token = re.search(r"firsthand_[\w-]{43}", page)
    assert token
    page = browser.says(desk.url("secret"))
    assert "Counting at night" in page
    assert token[0] not in page
    taken = re.search(r'action="([^"]+/take-back/)"', page)
    assert taken
    program = {"headers": {"Authorization": f"Bearer {token[0]}"}}
    things = f"/api/s/{desk.slug}/things"
    assert Browser().get(things, **program).status_code == 200
    browser.send(taken[1])
    assert Browser().get(things, **program).status_code == 401


def test_a_program_with_a_token_reads_and_writes_as_its_owner_and_has_no_pages(desk: Desk, own: Own) -> None:
    from firsthand.ground.studies.secrets import make_token

    token = make_token(own.by("Cody"), current=passphrase("Cody"), label="counting", scope="code")
    program = Browser(enforce_csrf_checks=True)
    base = f"/api/s/{desk.slug}/"
    sent = {
        "act_id": "6f6ed2be-3f5c-4b5b-9b2e-6a4f5a9a0f10",
        "kind": "theory",
        "title": "By night",
        "body": "x",
        "about": [],
    }
    header = {"Authorization": f"Bearer {token}"}
    answer = program.post(f"{base}memos", sent, content_type="application/json", headers=header)
    assert answer.status_code == 200, answer.content
    assert "By night" in sign_in(desk, "Lea").says(desk.url("memos"))
    text = f"{base}sources/{desk.source.id}/text"
    for wrong in ("Bearer firsthand_x", "Basic bGVhOng=", "Bearer", "", f"Bearer {token[:-1]}"):
        assert program.get(text, headers={"Authorization": wrong}).status_code == 401, wrong
    assert program.get(text).status_code == 401
    assert program.get(text, headers=header).json()["title"] == "marigold"
    assert program.get(desk.url("study"), headers=header).status_code == 302
    other = f"/api/s/{desk.cast.xeno.study.slug}/things"
    assert program.get(other, headers=header).status_code == 401  # nor does it fall back to what asks nothing


def test_the_page_says_who_can_read_this_and_what_opens_it_for_them(desk: Desk, own: Own) -> None:
    page = sign_in(desk, "Cody").says(desk.url("rights"))
    assert page.count("A secret of their own opens it for them") == 2
    assert (
        page.count("A file on this computer opens it for them") == 2
    )  # Rea and Gil; Hope and Pia have no key
    assert page.count("They have no key") == 2
    assert "Invite them." in page
    lea = sign_in(desk, "Lea")
    rea = code_in(lea.send(desk.url("member-invite", desk.cast.rea.id), status=200))
    assert rea
    assert "Invited, and not come in yet" in lea.says(desk.url("rights"))
    lea.send(desk.url("member-remove", desk.cast.rea.id))
    assert "Were here, and can read nothing any more:" in lea.says(desk.url("rights"))
    page = lea.send(desk.url("member-remove", desk.cast.lea.id), status=400)
    assert "only lead who can open this study" in page


def test_who_can_read_this_is_one_step_from_every_page(desk: Desk, own: Own) -> None:
    browser = sign_in(desk, "Lea")
    for name, address in {**desk.pages(), **desk.writing_pages(), "secret": desk.url("secret")}.items():
        assert f'href="{reverse("rights", args=[desk.slug])}"' in browser.says(address), name


# --- passkeys ---


def test_a_passkey_is_added_opens_the_study_and_is_taken_back(desk: Desk, own: Own) -> None:
    browser, answer = sign_in(desk, "Cody"), os.urandom(32)
    sent = {"label": "My laptop", "answer": written(answer), "credential": written(b"which one")}
    page = browser.send(desk.url("passkey-add"), status=400, current="wrong", **sent)
    assert "That opens nothing here" in page
    assert sent["answer"] not in page  # it is a key, and stands in no page
    assert "My laptop" in page
    assert browser.send(desk.url("passkey-add"), current=passphrase("Cody"), **sent) == desk.url("secret")
    page = browser.says(desk.url("secret"))
    assert "My laptop" in page
    assert f'data-known="{written(b"which one")}"' in page

    elsewhere = Browser()
    address = desk.url("memos") + "?kind=theory"
    sent = {"answer": written(answer), "onward": address}
    assert elsewhere.send(desk.url("sign-in-passkey"), **sent) == address
    assert "On silence" in elsewhere.says(address)
    assert "You are Cody" in elsewhere.says(desk.url("study"))
    assert 'value="Cody"' in elsewhere.says(desk.url("sign-in"))

    taken = re.search(r'action="([^"]+/passkeys/[^"]+/take-back/)"', page)
    assert taken
    browser.send(taken[1])
    page = Browser().send(desk.url("sign-in-passkey"), status=400, **sent)
    assert "This passkey opens nothing here" in page
    assert sent["answer"] not in page
    assert f'name="onward" value="{address}"' in page


def test_the_door_asks_a_passkey_and_tells_nothing_of_who_has_one(desk: Desk, own: Own) -> None:
    token = re.compile(r'(name="(?:act|csrfmiddlewaretoken)") value="[^"]*"')
    before = token.sub("", Browser().says(desk.url("sign-in")))
    sign_in(desk, "Cody").send(
        desk.url("passkey-add"), label="My laptop", current=passphrase("Cody"),
        answer=written(os.urandom(32)), credential=written(b"which one"),
    )  # fmt: skip
    assert token.sub("", Browser().says(desk.url("sign-in"))) == before
    assert f'data-asked="{written(asked_of_passkeys(desk.cast.lea.study))}"' in before
    for wrong in ("", "x", "é", written(os.urandom(32))):
        page = Browser().send(desk.url("sign-in-passkey"), status=400, answer=wrong)
        assert "This passkey opens nothing here" in page


def test_a_study_that_asks_nobody_asks_for_no_passkey(desk: Desk, browser: Browser) -> None:
    assert browser.send(desk.url("sign-in-passkey"), answer="x") == desk.url("study")
    assert "data-passkey" not in browser.says(desk.url("secret"))


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1:8000", "http://localhost:8000/"),
        ("[::1]", "http://localhost/"),
        ("192.0.2.7:8000", "this one is a number"),
        ("localhost:8000", "Add a passkey"),
    ],
)
def test_at_a_number_the_page_says_under_which_name_passkeys_work(
    desk: Desk, own: Own, settings: Any, host: str, said: str
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    named = host.startswith("localhost")
    browser = Browser(headers={"host": host})
    browser.send(desk.url("sign-in"), name="Cody", passphrase=passphrase("Cody"))
    page = browser.says(desk.url("secret"))
    assert said in page
    assert ("data-passkey" in page) == ("passkey.js" in page) == named
    page = Browser(headers={"host": host}).says(desk.url("sign-in"))
    assert ("With a passkey" in page) == ("passkey.js" in page) == named
