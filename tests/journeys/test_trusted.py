"""Pages whose browser is asked to do what no page of ours does: it refuses, and says so to the program."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error, Page

from journeys.conftest import Served, Window

pytestmark = pytest.mark.journey

PUT = "text => { document.querySelector('#main').innerHTML = text; return document.querySelector('#main').innerText }"
MORE_THAN_A_FORM = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<svg><animate onbegin=alert(1)></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<a href=' java\tscript:alert(1)'>x</a>",
    "<form action='JAVASCRIPT:alert(1)'></form>", "<base href=//elsewhere.example>", "<style>*{color:red}</style>",
    "<template><img src=x onerror=alert(1)></template>", "<template><template><script></script></template></template>",
    "<p hx-on:click='alert(1)'>x</p>", "<math><mi xlink:href=x></math>", "<meta http-equiv=refresh content='0;url=/'>",
    "<object data='data:text/html,x'></object>", "<button formaction='javascript:alert(1)'>x</button>",
]  # fmt: skip


@pytest.fixture
def window(served: Served, browser: Browser) -> Window:
    return Window.opened(browser.new_context(), served)


def refused(page: Page, text: str) -> bool:
    try:
        page.evaluate(PUT, text)
    except Error as error:
        return "TypeError" in str(error) or "TrustedHTML" in str(error)
    return False


def test_markup_of_a_string_is_made_on_no_page_but_those_with_htmx(window: Window) -> None:
    for path in ("/", "/s/demo/", "/s/demo/sources/", "/s/demo/phone/", "/s/demo/reports/"):
        window.go(path)
        assert refused(window.page, "<b>words</b>"), path
    window.page.context.close()


def test_htmx_is_given_plain_forms_and_nothing_that_runs(window: Window) -> None:
    for path in ("/s/demo/sources/import/", "/s/demo/references/import/"):
        window.go(path)
        assert window.page.evaluate(PUT, "<form action='/x'><p class='soft'>words</p></form>") == "words"
        let_in = [text for text in MORE_THAN_A_FORM if not refused(window.page, text)]
        assert let_in == [], path
    window.page.context.close()


def test_without_the_policy_the_same_strings_are_let_in(window: Window) -> None:
    """So that the tests above can fail: in a page that asks for no trusted types, strings become what they say."""
    bare = "<p id=main><script>alert = () => null</script>"  # a dialog would hold the page's end up
    window.page.context.route("**/bare/", lambda route: route.fulfill(body=bare, content_type="text/html"))
    for text in MORE_THAN_A_FORM:
        with window.page.context.new_page() as page:  # its own: one of the strings leads away
            page.goto(window.served.address + "/bare/")
            assert not refused(page, text), text
    window.page.context.close()


def test_the_program_hears_of_it_from_the_browser(window: Window) -> None:
    with window.page.expect_request("**/policy-report/") as asked:
        window.go("/")
        assert refused(window.page, "<b>words</b>")
    answer = asked.value.response()
    assert answer is not None
    assert answer.status == 204
    window.page.context.close()
