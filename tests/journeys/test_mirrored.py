"""Laid out from right to left and a third longer, no page is wider than its window, and nobody is shut out.

The language is one that only these tests have: `mirrored.py`. One page of most kinds, in three parts; of each part, axe
is asked about some.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from journeys.conftest import Served, Window, beyond, shut_out
from journeys.walking import HEIGHT, NARROW, WIDE
from mirrored import CODE, mirrored, serving_mirrored

pytestmark = pytest.mark.journey

# An address, and where a thing of the study stands in it the page that leads there.
PARTS: list[list[str | tuple[str, str]]] = [
    [
        "/", "/begin/", "/s/demo/", "/s/demo/sources/", "/s/demo/sources/import/", "/s/demo/visits/",
        "/s/demo/sources/note/",
        ("/s/demo/visits/", r"/visits/[^/]+/$"), "/s/demo/people/", ("/s/demo/people/", r"/people/[^/]+/$"),
        "/s/demo/rights/", "/s/demo/words/ours/",
    ],
    [
        ("/s/demo/sources/", r"/sources/[^/]+/reader/$"), ("/s/demo/sources/", r"/sources/[^/]+/$"),
        "/s/demo/codebook/",         "/s/demo/find/", "/s/demo/words/", "/s/demo/compare/", "/s/demo/rounds/",
        "/s/demo/agreement/", "/s/demo/memos/",
        "/s/demo/compare/framework/", "/s/demo/similar/", "/s/demo/deidentify/",
    ],
    [
        "/s/demo/themes/", ("/s/demo/themes/", r"/themes/[0-9a-f-]{36}/$"), "/s/demo/trail/", "/s/demo/reports/",
        "/s/demo/writing/", ("/s/demo/writing/", r"/writing/[0-9a-f-]{36}/$"), "/s/demo/references/",
        "/s/demo/cards/", "/s/demo/reports/check/", "/s/demo/method/", "/s/demo/phone/", "/s/demo/mine/",
    ],
]  # fmt: skip


@pytest.fixture(scope="module")
def turned(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("mirrored") / "data"
    shutil.copytree(demonstration, data)
    with serving_mirrored(data) as address:
        yield Served(address, data)


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_from_right_to_left_every_page_keeps_to_its_window(
    turned: Served, browser: Browser, part: int
) -> None:
    context = browser.new_context(extra_http_headers={"Accept-Language": CODE})
    window, wrong = Window.opened(context, turned), []
    for number, address in enumerate(PARTS[part]):
        window.go(address if isinstance(address, str) else led_to(window, *address))
        assert window.page.locator("html").get_attribute("dir") == "rtl", address
        for width, _theme in (WIDE, NARROW):
            window.page.set_viewport_size({"width": width, "height": HEIGHT})
            if (wider := beyond(window.page)) > 0:
                wrong.append(f"{window.page.url} at {width}: {wider} px wider than its window")
        if number % 4 == part:
            wrong += [f"{window.page.url}: {one}" for one in shut_out(window.page)]
    assert window.complaints == []
    context.close()
    assert not wrong, "\n".join(wrong)


def led_to(window: Window, listing: str, wanted: str) -> str:
    """The first address of that form that a page leads to."""
    window.go(listing)
    links = window.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    return next(
        link for link in links if re.search(wanted, link) and "import" not in link and "new" not in link
    )


def test_a_sentence_keeps_its_names_and_markup() -> None:
    said = mirrored("<em>%(n)s</em> of {name}, 5 %% &amp; more")
    assert all(part in said for part in ("<em>", "%(n)s", "</em>", "{name}", "%%", "&amp;"))
    assert "\N{RIGHT-TO-LEFT OVERRIDE}moore" in said
