"""A passkey, in a browser that has one: added, opening the study, taken back, and opening nothing any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from journeys.conftest import Served, serving
from journeys.test_own_secrets import WORDS, Walk
from journeys.walking import NARROW, walked

pytestmark = pytest.mark.journey

DEVICE = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "hasPrf": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def named(demonstration: Path, tmp_path: Path) -> Iterator[Served]:
    """The demonstration on a server of its own, at an address with a name: a number has no passkeys."""
    with serving(demonstration, tmp_path / "data") as running:
        yield Served(running.address.replace("127.0.0.1", "localhost"), running.data)


def with_device(walk: Walk, **but: bool) -> None:
    """Give a browser a device that keeps passkeys, and that nobody has to touch."""
    device = walk.page.context.new_cdp_session(walk.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | but})


def take_a_secret(walk: Walk) -> None:
    """Noor leads the study, and takes a secret of her own."""
    walk.go("/s/demo/secret/")
    for label in ("A passphrase of your own", "The same once more"):
        walk.write(label, WORDS["Noor"])
    walk.press("Take a secret of my own")
    walk.go("/s/demo/secret/")


def add(walk: Walk, name: str, passphrase: str) -> None:
    """Fill in what is asked for a passkey, and add it."""
    fold = walk.page.locator("details", has_text="Add a passkey")
    if fold.get_attribute("open") is None:
        walk.page.get_by_text("Add a passkey").click()
    fold.get_by_label("Which one is it?").fill(name)
    fold.get_by_label("Your passphrase, once more").fill(passphrase)
    walk.press("Add it")


@walked(NARROW)
def test_a_passkey_opens_the_study_by_itself_until_it_is_taken_back(
    browser: Browser, named: Served, width: int, theme: str
) -> None:
    noor = Walk(browser, named, width, theme)
    with_device(noor)
    take_a_secret(noor)
    noor.page.get_by_text("Add a passkey").click()
    noor.look("passkey-none")
    add(noor, "My laptop", "not the right words")
    expect(noor.page.get_by_text("That opens nothing here")).to_be_visible()
    noor.look("passkey-refused")
    add(noor, "My laptop", WORDS["Noor"])
    expect(noor.page.get_by_text("That passkey opens the study from now on")).to_be_visible()
    noor.look("passkey-added")
    add(noor, "The same again", WORDS["Noor"])
    expect(noor.page.get_by_text("This device has a passkey of yours for this study already")).to_be_visible()
    noor.look("passkey-twice")

    noor.page.locator(".bar-you > summary").click()
    noor.press("Sign out")
    noor.go("/s/demo/memos/")
    expect(noor.page.get_by_label("Name", exact=True)).to_have_value("")
    noor.look("passkey-sign-in")
    noor.press("With a passkey")
    expect(noor.page.get_by_role("heading", level=1)).to_have_text("Memos")
    expect(noor.page.locator(".bar-you > summary")).to_have_text("You are Noor")

    noor.go("/s/demo/secret/")
    noor.press("Take back “My laptop”")
    expect(noor.page.get_by_text("That passkey opens nothing any more")).to_be_visible()
    noor.press("Lock")
    noor.press("With a passkey")
    expect(noor.page.get_by_text("This passkey opens nothing here")).to_be_visible()
    noor.look("passkey-taken-back")
    noor.write("Passphrase", WORDS["Noor"])
    noor.press("Open the study")
    add(noor_at_own_page(noor), "My laptop, anew", WORDS["Noor"])
    expect(noor.page.get_by_text("That passkey opens the study from now on")).to_be_visible()
    noor.press("Lock")
    noor.press("With a passkey")
    expect(noor.page.locator(".bar-you > summary")).to_have_text("You are Noor")
    noor.done()


def noor_at_own_page(walk: Walk) -> Walk:
    expect(walk.page.locator(".bar-you > summary")).to_have_text("You are Noor")
    walk.go("/s/demo/secret/")
    return walk


def test_where_a_passkey_cannot_open_anything_the_page_says_why(browser: Browser, named: Served) -> None:
    keyless, numbered = (
        Walk(browser, where, 1280, "light")
        for where in (named, Served(named.address.replace("localhost", "127.0.0.1"), named.data))
    )
    with_device(keyless, hasPrf=False)
    take_a_secret(keyless)
    add(keyless, "My old key", WORDS["Noor"])
    expect(keyless.page.get_by_text("cannot make a key with it")).to_be_visible()
    keyless.look("passkey-keyless")
    keyless.press("Lock")
    keyless.press("With a passkey")
    expect(keyless.page.locator("[data-passkey-said]")).not_to_be_empty()
    keyless.look("passkey-keyless-sign-in")

    numbered.go("/s/demo/")
    numbered.look("passkey-numbered-sign-in")
    expect(numbered.page.get_by_role("button", name="With a passkey")).to_have_count(0)
    numbered.write("Name", "Noor")
    numbered.write("Passphrase", WORDS["Noor"])
    numbered.press("Open the study")
    noor_at_own_page(numbered).look("passkey-numbered")
    there = numbered.page.get_by_role("link", name=f"{named.address}/s/demo/secret/")
    expect(there).to_have_attribute("href", f"{named.address}/s/demo/secret/")
    for walk in (keyless, numbered):
        walk.done()


def test_without_a_script_the_passphrase_is_the_way(browser: Browser, named: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{named.address}/s/demo/secret/")
    for label in ("A passphrase of your own", "The same once more"):
        page.get_by_label(label, exact=True).fill(WORDS["Noor"])
    page.get_by_role("button", name="Take a secret of my own").click()
    page.goto(f"{named.address}/s/demo/secret/")
    expect(page.get_by_text("This browser cannot have a passkey make a key")).to_be_visible()
    expect(page.get_by_text("Add a passkey")).to_be_hidden()
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.get_by_role("button", name="With a passkey")).to_be_hidden()
    context.close()
