"""The front page: three doors, behind each what whoever looks may do, where there is no study, one, or several."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from firsthand.ground.studies.access import may
from firsthand.ground.studies.services import add_member, start_study
from own import own_secrets
from web.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

WORK = {"work", "log-phone", "work-story", "work-card"}
STUDY = {"sources", "themes"}
BACK = {"packs", "cards", "reports"}
OPEN = {
    "lea": WORK | STUDY | BACK | {"work-reflections", "note", "consents"},
    "cody": WORK | STUDY | BACK | {"work-reflections", "note", "consents"},
    "rea": WORK | STUDY | BACK | {"work-reflections"},
    "gil": WORK | {"work-reflections", "consents", "rights", "ethics"},
    "hope": {"rights"},
    "pia": WORK | {"rights"},
    "pat": WORK | {"work-reflections", "rights"},
}


@pytest.fixture
def only_one(db: None, secret: Any) -> SimpleNamespace:
    """The cast, and a peer, in the only study there is."""
    lea = start_study(secret, title="How peer work works", lead="Lea")
    roles = {
        "Cody": "coder",
        "Rea": "reader",
        "Gil": "guardian",
        "Hope": "host",
        "Pia": "participant",
        "Pat": "peer",
    }
    others = {
        name.lower(): add_member(lea, name=name, role=role, secret=secret) for name, role in roles.items()
    }
    return SimpleNamespace(lea=lea, **others)


def ways(page: str) -> list[str]:
    """Where the doors lead, in order."""
    doors = page.partition('<div class="doors">')[2].partition("\n</div>")[0]
    return re.findall(r'href="([^"]+)"', doors)


def test_without_a_study_one_can_begin_one_and_every_door_says_what_it_will_be(secret: Any) -> None:
    page = Client().get("/").content.decode()
    assert ways(page) == []
    assert f'href="{reverse("begin")}"' in page
    assert "firsthand --data demo-data demo" in page
    for door in ("The work", "The study", "Giving back"):
        assert f">{door}</h2>" in page


@pytest.mark.parametrize("who", OPEN)
def test_of_the_only_study_everybody_finds_their_own_ways(only_one: Any, browser: Browser, who: str) -> None:
    member = getattr(only_one, who)
    page = browser.sit(member).says("/")
    slug = member.study.slug
    assert set(ways(page)) - {reverse("begin")} == {
        reverse(name, args=[slug]) for name in OPEN[who] | {"own-page"}
    }
    for address in ways(page):
        assert browser.get(address).status_code == 200, address
    assert f"You are {member.name}" in page
    assert "Walk through a study" not in page


def test_of_several_studies_each_stands_behind_each_door(cast: Any, browser: Browser) -> None:
    found = ways(browser.says("/"))
    for member in (cast.lea, cast.xeno):
        home = reverse("study", args=[member.study.slug])
        assert [f"{home}#{door}" in found for door in ("work", "study", "back")] == [True] * 3
        assert reverse("own-page", args=[member.study.slug]) in found
        page = browser.says(home)
        assert [f'id="{door}"' in page for door in ("work", "study", "back")] == [True] * 3


def test_a_locked_study_shows_nothing_but_how_to_unlock_it_and_the_page_of_who_took_part(
    only_one: Any, browser: Browser
) -> None:
    own_secrets(only_one.lea)
    page = browser.says("/")
    slug = only_one.lea.study.slug
    assert set(ways(page)) == {reverse("own-page", args=[slug]), reverse("begin")}
    assert "Unlock it" in page
    assert "You are" not in page


def test_the_tour_is_offered_where_an_invented_study_is_open_and_only_to_those_who_read(
    cast: Any, secret: Any, browser: Browser
) -> None:
    lead: Any = start_study(secret, title="Invented", lead="Noor", slug="invented", demo=True)
    assert may(lead, "study.read")
    assert f'href="{reverse("tour", args=["invented", 1])}"' in browser.says("/")
    host: Any = add_member(lead, name="Hope", role="host", secret=secret)
    assert "Walk through a study" not in browser.sit(host).says("/")
