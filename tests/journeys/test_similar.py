"""Similar passages, from switching on to a coding that stays marked: by keyboard, at both widths, without script."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commands import done
from firsthand.core.similar.weights import sha256_of
from journeys.conftest import Served, Window, beyond, serving, shut_out
from small_model import small_model

pytestmark = pytest.mark.journey

SHOTS = os.environ.get("FIRSTHAND_SHOTS", "")


@pytest.fixture(scope="module")
def served(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration, on a machine with a model."""
    data = tmp_path_factory.mktemp("similar") / "data"
    model = small_model(tmp_path_factory.mktemp("model"))
    with serving(demonstration, data) as running:
        digest = sha256_of(model / "model.safetensors")
        told = done(data, "similar", "install", str(model), "--sha256", digest, "--json").json
        assert told["sha256"] == digest
        yield running


def is_sound(page: Page, name: str) -> None:
    """Nobody is shut out, nothing is beyond the edge."""
    assert shut_out(page) == []
    assert beyond(page) <= 0
    if SHOTS:
        page.screenshot(path=f"similar-{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_switched_on_prepared_looked_for_coded_and_said(
    served: Served, browser: Browser, width: int, theme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    window = Window.opened(context, served)
    page = window.go("/s/demo/method/")
    is_sound(page, f"method-{width}")
    page.get_by_role("link", name="Similar passages are off").press("Enter")
    expect(page.get_by_role("heading", name="It is off")).to_be_visible()
    is_sound(page, f"off-{width}")
    page.get_by_label("Why").fill("To look once more for what we passed over.")
    page.get_by_role("button", name="Switch it on").press("Enter")
    expect(page.get_by_text("0 bytes sent")).to_be_visible()
    page.get_by_role("button", name="Prepare the texts").press("Enter")
    expect(page.get_by_text(re.compile(r"^\d+ texts are prepared"))).to_be_visible(timeout=60_000)
    page.get_by_label("Near a code").select_option(index=3)
    page.get_by_role("button", name="Passages near it that do not have it").press("Enter")
    expect(page.get_by_role("heading", name="20 passages worded alike")).to_be_visible()
    is_sound(page, f"near-{width}")
    page.get_by_label("choose").nth(1).press("Space")
    page.get_by_role("button", name="Code those chosen").press("Enter")
    expect(page.get_by_text("marked as found by likeness")).to_be_visible()
    expect(page.get_by_text(re.compile(r"people accepted \d of them"))).to_be_visible()
    page.get_by_label("Like these words").fill("Nobody asked her whether she wanted to come")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="passages worded alike")).to_be_visible()
    is_sound(page, f"words-{width}")
    page.get_by_role("link", name="Words", exact=True).press("Enter")
    page.get_by_label("Words", exact=True).fill("asked")
    page.get_by_label("And beside them").select_option("yes")
    page.get_by_role("button", name="Look", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="worded alike")).to_be_visible()
    is_sound(page, f"beside-{width}")
    page.get_by_role("link", name="Similar passages").press("Enter")
    page.get_by_label("Why").fill("Enough of it.")
    page.get_by_role("button", name="Switch it off").press("Enter")
    expect(page.get_by_role("heading", name="It is off")).to_be_visible()
    assert window.complaints == []
    context.close()


def test_without_a_script_it_is_prepared_by_clicks_and_looked_for(served: Served, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=False)
    page = Window.opened(context, served).go("/s/demo/similar/")
    page.get_by_label("Why").fill("Once more.")
    page.get_by_role("button", name="Switch it on").click()
    prepare = page.get_by_role("button", name="prepar")
    expect(prepare).to_be_visible()
    while prepare.count():
        with page.expect_navigation():
            prepare.click()  # counted before the next page is there, it would be the button of this one
    expect(page.get_by_text(re.compile(r"^\d+ texts are prepared:"))).to_be_visible()
    page.get_by_label("Like these words").fill("We waited outside")
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.get_by_role("heading", name="20 passages worded alike")).to_be_visible()
    context.close()
