"""A team's server: invited by a link, joined, a second step, sessions ended, and a passkey to sign in with."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from accounts import code_of
from commands import done
from journeys.conftest import Served, running
from journeys.test_own_secrets import Walk
from journeys.test_passkeys import with_device
from journeys.walking import NARROW, WIDE, walked

pytestmark = pytest.mark.journey

ON = {"FIRSTHAND_ACCOUNTS": "1"}
NOOR, WREN = "kettle harbour nine lanterns", "orchard thimble ferry nine"


@pytest.fixture
def team(demonstration: Path, tmp_path: Path) -> Iterator[Served]:
    """The demonstration on a team's server, at an address with a name."""
    data = tmp_path / "data"
    shutil.copytree(demonstration, data)
    with running(data, ON) as served:
        yield Served(served.address.replace("127.0.0.1", "localhost"), data)


def way_of(link: str) -> str:
    """A link without its host."""
    parts = urlsplit(link)
    return parts.path + (f"#{parts.fragment}" if parts.fragment else "")


def joins(walk: Walk, link: str, name: str, password: str) -> None:
    walk.go(way_of(link))
    walk.look(f"accounts-join-{name}")
    walk.write("A name to sign in with", name)
    walk.write("A password", password)
    walk.write("The same once more", password)
    walk.press("Come in")


def signs_in(walk: Walk, name: str, password: str) -> None:
    walk.go("/account/sign-in/")
    walk.write("Name", name)
    walk.write("Password", password)
    walk.press("Sign in")


def says_again(walk: Walk, password: str) -> None:
    walk.write("Your password, once more", password)
    walk.press("It is me")


@walked(WIDE)
def test_invited_joined_with_a_second_step_and_other_sessions_ended(
    browser: Browser, team: Served, width: int, theme: str
) -> None:
    noor, wren, elsewhere = (Walk(browser, team, width, theme) for _one in range(3))
    noor.go("/s/demo/")
    expect(noor.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    noor.look("accounts-sign-in")
    link = done(team.data, "admin", "invite", "--study", "demo", "--member", "Noor", "--json", env=ON).json[
        "link"
    ]
    joins(noor, link, "noor", NOOR)
    expect(noor.page.locator(".bar-you > summary")).to_have_text("You are Noor")
    noor.go("/")
    noor.look("accounts-front")
    noor.go("/s/demo/secret/")
    for label in ("A passphrase of your own", "The same once more"):
        noor.write(label, NOOR)
    noor.press("Take a secret of my own")
    noor.go("/s/demo/rights/")
    noor.look("accounts-rights")
    noor.write("Name", "Wren")
    noor.press("Invite them")
    noor.look("accounts-link")
    shown = noor.page.locator(".code-once").inner_text()
    assert re.fullmatch(r"\S+/join/[\w-]{43}/#(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}", shown)

    joins(wren, shown, "wren", WREN)
    assert "#" not in wren.page.url
    wren.look("accounts-recovery")
    wren.page.get_by_role("link", name="I have it on paper").click()
    expect(wren.page.locator(".bar-you > summary")).to_have_text("You are Wren")

    wren.go("/account/")
    wren.look("accounts-mine")
    wren.page.get_by_role("link", name="Set up an app").click()
    wren.look("accounts-again")
    says_again(wren, WREN)
    wren.look("accounts-app")
    secret = wren.page.locator("dd code").inner_text()
    wren.write("The six digits that the app shows", "000000")
    wren.press("Ask for it from now on")
    wren.look("accounts-app-refused")
    secret = wren.page.locator("dd code").inner_text()
    wren.write("The six digits that the app shows", code_of(secret))
    wren.press("Ask for it from now on")
    wren.look("accounts-printed")
    printed = wren.page.locator(".code-list code").all_inner_texts()
    assert len(printed) == 10
    wren.page.get_by_role("link", name="I have them on paper").click()
    wren.press("Sign out")

    signs_in(wren, "wren", "not the password")
    expect(wren.page.get_by_text("That lets nobody in")).to_be_visible()
    wren.look("accounts-refused")
    signs_in(wren, "wren", WREN)
    wren.look("accounts-second")
    wren.write("Code", printed[0])
    wren.press("Sign in")
    expect(wren.page.get_by_text("It is locked")).to_be_visible()
    signs_in(elsewhere, "wren", WREN)
    elsewhere.write("Code", printed[1])
    elsewhere.press("Sign in")
    elsewhere.go("/account/")

    wren.go("/account/")
    wren.look("accounts-sessions")
    wren.press("End it")
    says_again(wren, WREN)
    wren.press("End it")
    expect(wren.page.get_by_text("That session has ended.")).to_be_visible()
    elsewhere.go("/account/")
    expect(elsewhere.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    for walk in (noor, wren, elsewhere):
        walk.done()


@walked(NARROW)
def test_a_passkey_signs_in_without_name_and_password(
    browser: Browser, team: Served, width: int, theme: str
) -> None:
    noor = Walk(browser, team, width, theme)
    with_device(noor)
    link = done(team.data, "admin", "invite", "--study", "demo", "--member", "Noor", "--json", env=ON).json[
        "link"
    ]
    joins(noor, link, "noor", NOOR)
    noor.go("/account/")
    noor.page.get_by_role("link", name="Add a passkey").click()
    says_again(noor, NOOR)
    noor.look("accounts-passkey")
    noor.write("Which one is it?", "My laptop")
    noor.press("Add it")
    expect(noor.page.get_by_role("heading", level=1)).to_have_text("Printed codes")
    noor.page.get_by_role("link", name="I have them on paper").click()
    expect(noor.page.get_by_text("Passkey “My laptop”")).to_be_visible()
    noor.look("accounts-mine-passkey")
    noor.press("Sign out")
    noor.press("With a passkey")
    expect(noor.page.locator(".bar-account")).to_be_visible()
    noor.go("/account/")
    noor.press("Sign out")
    signs_in(noor, "noor", NOOR)
    noor.look("accounts-second-passkey")
    noor.press("With my passkey")
    expect(noor.page.locator(".bar-account")).to_be_visible()
    noor.go("/account/")
    noor.page.get_by_role("link", name="Choose another").click()
    noor.write("Your password until now", NOOR)
    noor.write("Your password from now on", "password1234")
    noor.write("The same once more", "password1234")
    noor.press("Take this one from now on")
    expect(noor.page.get_by_text("words that are only yours")).to_be_visible()
    noor.look("accounts-password")
    noor.go(way_of(done(team.data, "admin", "reset", "noor", "--json", env=ON).json["link"]))
    noor.look("accounts-reset")
    noor.go("/account/")
    noor.page.get_by_role("button", name="Take back “My laptop”").click()
    expect(noor.page.get_by_role("heading", level=1)).to_have_text("Is it you?")
    noor.done()
