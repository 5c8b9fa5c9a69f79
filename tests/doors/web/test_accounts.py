"""Accounts let somebody in, and open nothing. Nobody is let in by guessing, by an old link, or by another's."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import PASSWORD, Browser, account_of, code_of, lea_has, lea_in, on, switched_on
from firsthand.core.problems import NotThere, Problem
from firsthand.ground.accounts import guessing, links, services
from firsthand.ground.accounts.models import Link, Standing
from firsthand.ground.studies.secrets import make_token, take_secret
from firsthand.ground.studies.services import invite_member
from firsthand.ground.vault.codes import new_code

pytestmark = pytest.mark.usefixtures("on")
__all__ = ["lea_has", "lea_in", "on"]

WORDS = "four words of Lea alone"
GUESSES = int(os.environ.get("FIRSTHAND_GUESSES", "60"))
ONE_SENTENCE = "That lets nobody in."


def later(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    """The clock goes on."""
    moment = timezone.now() + timedelta(**by)
    seconds = moment.timestamp()
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    monkeypatch.setattr("time.time", lambda: seconds)


# --- guessing ---


def test_of_very_many_guesses_ten_at_most_are_tried_in_five_minutes_and_the_owner_still_gets_in(
    lea_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, begun = 0, timezone.now()
    real = User.check_password

    def counted(self: User, given: str) -> bool:
        nonlocal tried
        tried += 1
        return real(self, given)

    monkeypatch.setattr(User, "check_password", counted)
    for number in range(GUESSES):
        moment = begun + timedelta(seconds=299 * number / GUESSES)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        # each from an address of its own, so that only the name is what they have in common
        stranger = Client(REMOTE_ADDR=f"10.0.{number // 250}.{number % 250 + 1}")
        stranger.post(reverse("account_login"), {"login": "lea", "password": f"guess number {number}"})
    assert 5 <= tried <= 10
    lea_in.post(reverse("account_logout"))
    assert lea_in.signs_in("lea").status_code == 302
    assert lea_in.is_in
    # a browser that is new to her waits, for a quarter of an hour at most
    monkeypatch.setattr("django.utils.timezone.now", lambda: begun + timedelta(minutes=21))
    assert Browser().signs_in("lea").status_code == 302


def test_a_guard_that_forgot_to_count_is_caught_by_the_same(
    lea_has: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "count", lambda *_: None)
    tried = 0

    def counted(self: User, given: str) -> bool:
        nonlocal tried
        tried += 1
        return False

    monkeypatch.setattr(User, "check_password", counted)
    for number in range(20):
        Client(REMOTE_ADDR=f"10.0.0.{number + 1}").post(
            reverse("account_login"), {"login": "lea", "password": f"guess {number}"}
        )
    assert tried > 10


def test_an_address_is_slowed_whatever_names_it_tries(lea_has: User) -> None:
    stranger = Browser()
    for number in range(guessing.FROM_AN_ADDRESS):
        stranger.signs_in(f"somebody{number}", "a guess of somebody")
    assert "too often" in stranger.signs_in("lea").content.decode()


def test_a_household_with_very_many_addresses_is_slowed_as_one(lea_has: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": None}  # the library’s own, which comes first
    for number in range(guessing.FROM_AN_ADDRESS):
        Browser(REMOTE_ADDR=f"2001:db8::{number + 1:x}").signs_in(f"somebody{number}", "a guess of somebody")
    assert "too often" in Browser(REMOTE_ADDR="2001:db8::ffff").signs_in("lea").content.decode()
    assert Browser(REMOTE_ADDR="2001:db8:0:1::1").signs_in("lea").status_code == 302


def test_the_mark_of_a_browser_is_worth_nothing_for_another_name_or_made_by_hand(
    lea_in: Browser, cast: Any
) -> None:
    account_of(cast.cody)
    for _ in range(guessing.UNDER_A_NAME):
        Browser().signs_in("cody", "a guess of somebody")
    assert "too often" in lea_in_as(lea_in, "cody").content.decode()
    forged = Browser()
    forged.cookies["firsthand_known"] = "made:by:hand"
    assert "too often" in forged.signs_in("cody").content.decode()


def lea_in_as(browser: Browser, name: str) -> Any:
    browser.post(reverse("account_logout"))
    return browser.signs_in(name)


def test_an_unknown_name_a_wrong_password_and_a_closed_account_are_told_alike(
    lea_has: User, cast: Any
) -> None:
    closed = account_of(cast.cody)
    services.disable(closed)
    said = []
    for name, password in [("nobody", PASSWORD), ("lea", "not the password"), ("cody", PASSWORD)]:
        answer = Client(REMOTE_ADDR=f"10.1.1.{len(said) + 1}").post(
            reverse("account_login"), {"login": name, "password": password}
        )
        page = re.sub(r'value="[^"]*"', "", answer.content.decode())
        said.append((answer.status_code, page))
    assert ONE_SENTENCE in said[0][1]
    assert said[0] == said[1] == said[2]


# --- the second step ---


def test_a_code_of_an_app_is_good_once(lea_in: Browser) -> None:
    secret = lea_in.sets_up_an_app()
    first, second = Browser(), Browser()
    code = code_of(secret, 1)
    for browser in (first, second):
        assert browser.signs_in("lea")["Location"] == reverse("mfa_authenticate")
        assert not browser.is_in
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert first.is_in
    refused = second.post(reverse("mfa_authenticate"), {"code": code})
    assert "was used already" in refused.content.decode()
    assert not second.is_in


def test_where_what_was_used_is_forgotten_a_code_is_good_twice(lea_in: Browser, settings: Any) -> None:
    """So that the test before this one can fail."""
    secret = lea_in.sets_up_an_app()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    code = code_of(secret, 1)
    for browser in (Browser(), Browser()):
        browser.signs_in("lea")
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert browser.is_in


def test_few_codes_are_tried(lea_in: Browser) -> None:
    secret = lea_in.sets_up_an_app()
    browser = Browser()
    browser.signs_in("lea")
    said = [browser.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}).content.decode() for n in range(7)]
    assert "too often" in said[-1]
    right = browser.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert right.status_code == 200
    assert not browser.is_in


def test_who_has_the_password_and_guesses_codes_does_not_keep_its_owner_out_of_a_browser_that_is_known(
    lea_in: Browser,
) -> None:
    secret = lea_in.sets_up_an_app()
    thief = Browser(REMOTE_ADDR="203.0.113.9")
    thief.signs_in("lea")
    said = [thief.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}).content.decode() for n in range(7)]
    assert "too often" in said[-1]
    lea_in_as(lea_in, "lea")
    assert lea_in.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)}).status_code == 302
    assert lea_in.is_in


def test_few_codes_are_tried_from_all_known_browsers_together(lea_in: Browser) -> None:
    """Marks that were gathered with the password, before there was a second step, are worth no more than one."""
    many = [Browser(REMOTE_ADDR=f"203.0.113.{n + 1}") for n in range(7)]
    assert [one.signs_in("lea").status_code for one in many] == [302] * 7
    secret = lea_in.sets_up_an_app()
    said = []
    for number, one in enumerate(many):
        one.post(reverse("account_logout"))
        one.signs_in("lea")
        said.append(one.post(reverse("mfa_authenticate"), {"code": f"{number:06}"}).content.decode())
    assert ["too often" in one for one in said] == [False] * guessing.UNDER_A_NAME + [True] * 2
    right = many[0].post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert "too often" in right.content.decode()


def test_a_printed_code_is_good_once_and_the_key_of_an_app_lies_nowhere_in_the_clear(lea_in: Browser) -> None:
    from allauth.mfa.models import Authenticator

    secret = lea_in.sets_up_an_app()
    printed = lea_in.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    first, second = Browser(), Browser()
    for browser, let_in in ((first, True), (second, False)):
        browser.signs_in("lea")
        browser.post(reverse("mfa_authenticate"), {"code": printed})
        assert browser.is_in is let_in


def test_another_password_by_a_link_does_not_skip_the_second_step_and_ends_sessions(
    lea_in: Browser, lea_has: User
) -> None:
    secret = lea_in.sets_up_an_app()
    address = reverse("account-reset", args=[links.to_reset(lea_has)])
    stranger = Browser()
    sent = {"password": "quite another phrase", "again": "quite another phrase"}
    assert stranger.post(address, sent)["Location"] == reverse("account_login")
    assert not stranger.is_in
    assert not lea_in.is_in
    assert stranger.signs_in("lea", "quite another phrase")["Location"] == reverse("mfa_authenticate")
    assert not stranger.is_in
    assert stranger.get("/").status_code == 302
    assert stranger.post(address, sent).status_code == 404
    stranger.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert stranger.is_in


def test_where_everybody_has_to_have_a_second_step_nothing_else_is_open_before(
    settings: Any, lea_has: User, cast: Any
) -> None:
    settings.REQUIRE_MFA = True
    browser = Browser()
    browser.signs_in("lea")
    assert browser.get(f"/s/{cast.lea.study.slug}/")["Location"] == reverse("mfa_index")
    browser.sets_up_an_app()
    assert browser.get(f"/s/{cast.lea.study.slug}/").status_code == 200
    refused = browser.post(reverse("mfa_deactivate_totp"))
    assert "Set up another one first" in refused.content.decode()


# --- closed ---


def test_a_closed_account_is_refused_at_the_next_request_and_so_are_its_tokens(
    cast: Any, lea_has: User
) -> None:
    opened = take_secret(cast.lea, passphrase=WORDS)
    token = make_token(opened.by, current=WORDS, label="nightly", scope="read")
    slug = cast.lea.study.slug
    browser = Browser()
    browser.signs_in("lea")
    browser.post(f"/s/{slug}/sign-in/", {"name": "Lea", "passphrase": WORDS})
    asked = f"/api/s/{slug}/things"
    bearer = {"Authorization": f"Bearer {token}"}
    assert browser.get(f"/s/{slug}/codebook/").status_code == 200
    assert Client().get(asked, headers=bearer).status_code == 200
    services.disable(lea_has)
    assert browser.get(f"/s/{slug}/codebook/").status_code == 302
    assert Client().get(asked, headers=bearer).status_code == 401
    assert Browser().signs_in("lea").status_code == 200
    services.enable(lea_has)
    assert Browser().signs_in("lea").status_code == 302
    assert Client().get(asked, headers=bearer).status_code == 200
    # what was unlocked stayed locked
    again = Browser()
    again.cookies = browser.cookies
    again.signs_in("lea")
    assert "/sign-in/" in again.get(f"/s/{slug}/codebook/")["Location"]


@pytest.mark.parametrize(
    ("scope", "reads", "writes", "keeps"),
    [("read", 200, 403, 403), ("code", 200, 200, 403), ("all", 200, 200, 200)],
)
def test_a_token_is_good_for_what_it_was_made_for_and_for_no_more(
    cast: Any, scope: str, reads: int, writes: int, keeps: int
) -> None:
    by = take_secret(cast.lea, passphrase=WORDS).by
    token = make_token(by, current=WORDS, label="nightly", scope=scope)
    program, base = Client(headers={"Authorization": f"Bearer {token}"}), f"/api/s/{cast.lea.study.slug}/"
    memo = {"act_id": str(uuid4()), "kind": "theory", "title": "x", "body": "y", "about": []}
    assert program.get(f"{base}things").status_code == reads
    assert (
        program.post(f"{base}tables/codings", {"asked": {}}, content_type="application/json").status_code
        == 200
    )
    assert program.post(f"{base}memos", memo, content_type="application/json").status_code == writes
    assert program.get(f"{base}log/form").status_code == keeps
    with pytest.raises(Problem, match="There are: read, code, all"):
        make_token(by, current=WORDS, label="nightly", scope="whatever")


def test_a_token_for_which_nothing_was_said_reads_and_one_from_before_does_all(cast: Any) -> None:
    from firsthand.ground.vault import locks
    from firsthand.ground.vault.keyring.models import Lock

    by = take_secret(cast.lea, passphrase=WORDS).by
    token = make_token(by, current=WORDS, label="nightly")
    opened = locks.opened_by_token(by.study_id, token)
    assert opened is not None
    assert (opened[0], opened[2]) == (by.id, "read")
    assert Lock._meta.get_field("scope").default == "all"
    assert locks.opened_by_token(by.study_id, "firsthand_none") is None
    assert not by.limited_to("").scope
    from firsthand.ground.studies.access import may

    assert not may(by, "study.read")


# --- links, redirects, hosts ---


def test_a_link_is_made_of_our_own_address_whatever_host_was_asked_for(
    cast: Any, lea_has: User, settings: Any
) -> None:
    """As in CVE-2025-62527: a forged Host must never be in what somebody is given."""
    settings.ADDRESS = "https://study.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    opened = take_secret(cast.lea, passphrase=WORDS)
    browser = Browser(headers={"host": "evil.example.net", "x-forwarded-host": "evil.example.net"})
    browser.signs_in("lea")
    browser.post(f"/s/{cast.lea.study.slug}/sign-in/", {"name": "Lea", "passphrase": WORDS})
    page = browser.post(
        f"/s/{cast.lea.study.slug}/rights/", {"name": "Noor", "role": "coder"}
    ).content.decode()
    assert opened.by
    assert "https://study.example.org/join/" in page
    assert "evil.example.net" not in page


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example.net/", "//evil.example.net/", r"/\evil.example.net", "http:evil.example.net",
        "javascript:alert(1)", "///evil.example.net", "\thttps://evil.example.net", "https://testserver@evil.example.net/",
        "https://testserver/elsewhere",
    ],
)  # fmt: skip
def test_nobody_is_led_away_after_signing_in(lea_has: User, away: str) -> None:
    """As in CVE-2025-67502."""
    assert Browser().signs_in("lea", next=away)["Location"] == "/"
    browser = Browser()
    browser.signs_in("lea")
    again = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": away})
    assert again["Location"] == "/"
    assert Browser().signs_in("lea", next="/s/how-peer-work-works/")["Location"] == "/s/how-peer-work-works/"


def test_a_link_to_join_works_once_and_for_seven_days(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    token = links.to_join(cast.cody)
    address = reverse("account-join", args=[token])
    assert token not in str(list(Link.objects.values()))
    sent = {"name": "cody", "password": PASSWORD, "again": PASSWORD}
    assert Browser().post(address, sent)["Location"] == f"/s/{cast.cody.study.slug}/"
    assert Browser().post(address, sent | {"name": "other"}).status_code == 404
    old = links.to_join(cast.rea)
    later(monkeypatch, days=8)
    assert Browser().get(reverse("account-join", args=[old])).status_code == 404
    assert Browser().get(reverse("account-join", args=["never-was"])).status_code == 404


def test_nobody_registers_unasked(lea_has: User) -> None:
    for way in ("account_signup", "socialaccount_signup"):
        assert Browser().post(
            reverse(way), {"username": "x", "password1": PASSWORD, "password2": PASSWORD}
        ).status_code in (404, 403)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("noor", "short", "twelve characters"),
        ("noor", "password1234", "twelve characters"),
        ("noor.of.the.house", "noor.of.the.house", "twelve characters"),
        ("noor", "firsthand password 24", "twelve characters"),
        ("noor.of.the.house", "NOOR.of.the.HOUSE-1", "twelve characters"),
        ("no or", PASSWORD, "a space not"),
        ("LEA", PASSWORD, "is taken"),
    ],
)
def test_what_would_be_guessed_or_is_taken_is_told_and_uses_no_link_up(
    cast: Any, lea_has: User, name: str, password: str, why: str
) -> None:
    token = links.to_join(cast.cody)
    page = Browser().post(
        reverse("account-join", args=[token]), {"name": name, "password": password, "again": password}
    )
    assert page.status_code == 400
    assert why in page.content.decode()
    assert links.found(Link.Kind.JOIN, token)


def test_one_thing_to_remember_opens_the_study_too_and_a_wrong_code_uses_nothing_up(
    cast: Any, lea_has: User
) -> None:
    by = take_secret(cast.lea, passphrase=WORDS).by
    invited = invite_member(by, name="Noor", role="coder")
    token = links.to_join(invited.member)
    address, slug = reverse("account-join", args=[token]), cast.lea.study.slug
    sent = {"name": "noor", "password": PASSWORD, "again": PASSWORD, "same": "on"}
    wrong = Browser().post(address, sent | {"code": "0000-0000-0000-0000-0000-0000-0000-0000"})
    assert wrong.status_code == 400
    assert not User.objects.filter(username="noor").exists()
    noor = Browser()
    came = noor.post(address, sent | {"code": invited.code})
    assert "Your recovery code" in came.content.decode()
    assert noor.get(f"/s/{slug}/codebook/").status_code == 200
    noor.post(reverse("account_logout"))
    again = Browser()
    again.signs_in("noor")
    assert "/sign-in/" in again.get(f"/s/{slug}/codebook/")["Location"]  # the account alone opens nothing
    again.post(f"/s/{slug}/sign-in/", {"name": "Lea", "passphrase": PASSWORD})  # whoever they say they are
    assert "You are Noor" in again.get(f"/s/{slug}/codebook/").content.decode()


def test_who_has_an_account_comes_to_another_study_with_it(lea_in: Browser, lea_has: User, cast: Any) -> None:
    token = links.to_join(cast.xeno)
    lea_in.post(reverse("account-join", args=[token]))
    assert lea_in.get(f"/s/{cast.xeno.study.slug}/").status_code == 200
    assert lea_in.get(f"/s/{cast.lea.study.slug}/").status_code == 200
    with pytest.raises(Problem, match="in this study already"):
        services.join_as(links.to_join(cast.cody), account=lea_has)


# --- sessions ---


def test_a_session_ends_unused_after_half_an_hour_and_in_any_case_after_twelve(
    lea_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lea_in.is_in
    begun = timezone.now()
    for minutes in range(20, 12 * 60, 20):
        moment = begun + timedelta(minutes=minutes)
        monkeypatch.setattr("time.time", lambda moment=moment: moment.timestamp())
        assert lea_in.is_in, minutes
    monkeypatch.setattr("time.time", lambda: (begun + timedelta(hours=12, minutes=5)).timestamp())
    assert not lea_in.is_in
    monkeypatch.undo()


def test_what_a_page_asks_by_itself_does_not_keep_a_session(
    lea_in: Browser, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lea_in.is_in
    begun = timezone.now()
    feed = f"/api/s/{cast.lea.study.slug}/sources/{cast.lea.id}/feed"
    for minutes in (10, 20, 29):
        monkeypatch.setattr("time.time", lambda at=minutes: (begun + timedelta(minutes=at)).timestamp())
        lea_in.get(feed, {"since": 0})
    monkeypatch.setattr("time.time", lambda: (begun + timedelta(minutes=31)).timestamp())
    assert lea_in.get(feed, {"since": 0}).status_code == 401


def test_codes_that_are_not_the_invitations_are_counted_and_written_down(cast: Any, lea_has: User) -> None:
    by = take_secret(cast.lea, passphrase=WORDS).by
    invited = invite_member(by, name="Noor", role="coder")
    address = reverse("account-join", args=[links.to_join(invited.member)])
    sent = {"name": "noor", "password": PASSWORD, "again": PASSWORD, "same": "on", "code": new_code()}
    for _number in range(5):
        assert "opens nothing here" in Browser().post(address, sent).content.decode()
    assert "too often" in Browser().post(address, sent).content.decode()
    assert cast.lea.study.entries.filter(act="reading.refused", by=invited.member).count() == 5


def test_a_study_is_begun_with_a_kit_as_a_browser_sends_it_under_one_id(
    lea_in: Browser, lea_has: User
) -> None:
    Standing.objects.update_or_create(account=lea_has, defaults={"may_begin": True})
    begun = {"title": "Begun here", "lead": "Lea", "kit": "peerwork en", "act": str(uuid4())}
    page = lea_in.get(reverse("begin")).content.decode()
    begun["kit"] = re.search(r'<option value="(peerwork[^"]*)"', page)[1]  # type: ignore[index]
    answer = lea_in.post(reverse("begin"), begun)
    assert answer.status_code == 302, answer.content.decode()


def test_another_role_and_a_slip_ask_once_more_who_it_is(
    lea_in: Browser, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr("time.time", lambda: soon.timestamp())
    slug = cast.lea.study.slug
    for name, thing in (("member-role", cast.cody.id), ("slips", cast.cody.id)):
        asked = lea_in.post(reverse(name, args=[slug, thing]), {"role": "lead", "days": "30"})
        assert asked["Location"].startswith(reverse("account_reauthenticate"))


def test_who_signs_out_in_a_study_or_stays_away_leaves_nothing_of_the_session(
    lea_in: Browser, lea_has: User, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allauth.usersessions.models import UserSession

    lea_in.post(reverse("sign-out", args=[cast.lea.study.slug]))
    assert UserSession.objects.count() == 0
    other = Browser()
    other.signs_in("lea")
    assert other.is_in
    late = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr("time.time", lambda: late.timestamp())
    assert not other.is_in
    assert UserSession.objects.count() == 0


def test_sessions_are_listed_and_ended_one_by_one_and_all(lea_in: Browser, lea_has: User, cast: Any) -> None:
    from allauth.usersessions.models import UserSession

    other = Browser(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"})
    third = Browser()
    for browser in (other, third):
        browser.signs_in("lea")
    page = lea_in.get(reverse("mfa_index")).content.decode()
    assert page.count('<form method="post" action="/account/sessions/') == 2
    assert "Firefox · Linux" in page
    (one,) = [row for row in UserSession.objects.all() if "Firefox" in row.user_agent]
    stranger = Browser()
    account_of(cast.cody)
    stranger.signs_in("cody")
    stranger.says_again()
    assert stranger.post(reverse("session-end", args=[one.pk])).status_code == 404
    # only after saying once more that it is them
    assert "/again/" in lea_in.post(reverse("session-end", args=[one.pk]))["Location"]
    assert other.is_in
    lea_in.says_again()
    lea_in.post(reverse("session-end", args=[one.pk]))
    assert not other.is_in
    assert third.is_in
    lea_in.post(reverse("sessions-end"))
    assert not third.is_in
    assert lea_in.is_in
    assert stranger.is_in


def test_what_gives_a_way_in_or_takes_words_away_asks_once_more_who_it_is(
    lea_in: Browser, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights = f"/s/{cast.lea.study.slug}/rights/"
    assert "/join/" in lea_in.post(rights, {"name": "Noor", "role": "coder"}).content.decode()
    soon = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr("time.time", lambda: soon.timestamp())
    asked = lea_in.post(
        rights, {"name": "Sam", "role": "coder"}, headers={"referer": f"http://testserver{rights}"}
    )
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert "Sam" not in lea_in.get(rights).content.decode()
    again = lea_in.post(asked["Location"], {"password": PASSWORD, "next": rights})
    assert again["Location"] == rights
    assert "/join/" in lea_in.post(rights, {"name": "Sam", "role": "coder"}).content.decode()


@pytest.mark.parametrize(
    "way",
    [
        "find/file/",
        "cards/file/",
        "sources/{one}/original/",
        "sources/{one}/commented/",
        "checks/{one}/paper/",
    ],
)
def test_whoever_finds_a_browser_open_takes_no_words_out_as_a_file(
    lea_in: Browser, cast: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    soon = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr("time.time", lambda: soon.timestamp())
    asked = lea_in.post(f"/s/{cast.lea.study.slug}/{way.format(one=uuid4())}", {"format": "csv"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))


def test_nothing_is_kept_of_a_session_that_is_over(lea_in: Browser, cast: Any) -> None:
    from allauth.usersessions.models import UserSession

    assert UserSession.objects.count() == 1
    lea_in.post(reverse("account_logout"))
    assert UserSession.objects.count() == 0


def test_cookies_are_the_hosts_own_where_the_address_is_https() -> None:
    from firsthand.config import accounts

    told = accounts.settings({"FIRSTHAND_ACCOUNTS": "1"}, "https://study.example.org")
    assert told["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert told["SESSION_COOKIE_SECURE"]
    assert told["CSRF_COOKIE_SECURE"]
    off = accounts.settings({}, "https://study.example.org")
    assert "SESSION_COOKIE_NAME" not in off
    assert not off["ACCOUNTS"]


def test_every_cookie_of_a_server_over_tls_is_its_own_and_out_of_reach(settings: Any, cast: Any) -> None:
    settings.ADDRESS = "https://study.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    switched_on(settings)
    account_of(cast.lea)
    take_secret(cast.lea, passphrase=WORDS)
    browser = Browser()
    browser.post(reverse("account_login"), {"login": "lea", "password": PASSWORD}, secure=True)
    way = f"/s/{cast.lea.study.slug}/"
    browser.get(f"{way}sign-in/", secure=True)
    browser.post(f"{way}sign-in/", {"name": "Lea", "passphrase": WORDS}, secure=True)
    assert browser.get(f"{way}codebook/", secure=True).status_code == 200
    chosen = {"language": "es", "calm": "yes", "terms": "yes"}
    browser.post(reverse("looks"), chosen, secure=True, headers={"referer": "https://testserver/"})
    assert 'lang="es"' in browser.get("/", secure=True).content.decode()
    assert len(browser.cookies) == 7, browser.cookies
    for name, one in browser.cookies.items():
        assert name.startswith("__Host-"), name
        assert (one["path"], one["domain"], one["secure"]) == ("/", "", True), name
        assert one["samesite"] == "Lax"
    browser.post(reverse("account_logout"), secure=True)
    assert browser.get(f"{way}codebook/", secure=True).status_code == 302
    assert "" in {one.value for name, one in browser.cookies.items() if name.endswith(cast.lea.study.slug)}


def test_where_there_are_no_accounts_their_pages_are_not_there(settings: Any, cast: Any) -> None:
    settings.ACCOUNTS = False
    browser = Client()
    for name in ("mfa_index", "account_login", "mfa_activate_totp", "account_signup"):
        assert browser.get(reverse(name)).status_code == 404
    assert browser.get("/").status_code == 200


def test_a_link_of_one_kind_is_none_of_the_other(lea_has: User) -> None:
    with pytest.raises(NotThere):
        links.found(Link.Kind.JOIN, links.to_reset(lea_has))
