"""The tour’s bar: in the demonstration only, for those who read it, and for what is gone by now."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from firsthand.doors.web.tour import STEPS
from firsthand.ground.studies.services import add_member, start_study
from web.conftest import Browser, Desk

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def invented(secret: Any) -> Any:
    """The lead of an invented study in which nothing is that the tour shows."""
    return start_study(secret, title="Invented", lead="Noor", slug="invented", demo=True)


def test_a_step_whose_page_is_gone_opens_the_list_of_such_things_and_says_so(
    invented: Any, browser: Browser
) -> None:
    for number, step in enumerate(STEPS, 1):
        address = browser.get(reverse("tour", args=["invented", number]))["Location"]
        assert address == reverse(step.instead, args=["invented"])
        page = browser.says(address)
        assert f"Step {number} of {len(STEPS)}" in page
        assert ("is not here any more" in page) == (number > 1)


def test_the_bar_stays_on_the_way_until_one_leaves(invented: Any, browser: Browser) -> None:
    browser.get(reverse("tour", args=["invented", 4]))
    elsewhere = reverse("sources", args=["invented"])
    assert "Back to this step" in browser.says(elsewhere)
    browser.post(reverse("tour-leave", args=["invented"]))
    assert "Guided tour" not in browser.says(elsewhere)


def test_no_other_study_has_a_tour_and_the_bar_of_one_is_in_no_other(
    invented: Any, desk: Desk, browser: Browser
) -> None:
    assert "the invented demonstration only" in browser.says(desk.url("tour", 1), status=404)
    browser.get(reverse("tour", args=["invented", 1]))
    assert "Guided tour" not in browser.says(desk.url("study"))
    browser.says(reverse("tour", args=["invented", 9]), status=404)


def test_a_coder_is_led_through_what_is_open_to_a_coder(invented: Any, secret: Any, browser: Browser) -> None:
    browser.sit(add_member(invented, name="Sam", role="coder", secret=secret))
    browser.get(reverse("tour", args=["invented", 1]))
    assert "Step 1 of 7" in browser.says(reverse("work", args=["invented"]))
    browser.says(reverse("tour", args=["invented", 8]), status=404)
