"""What every answer says to the browser that gets it: run and load nothing but ours, and keep nothing."""

from __future__ import annotations

import json
import logging
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from firsthand.config.logs import fields
from firsthand.doors.web.views import reporting
from firsthand.doors.web.views.reporting import Few
from web.conftest import Browser, Desk

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
NEEDED = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'",
    "form-action 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types default",
    "report-uri /policy-report/",
]  # fmt: skip


def amiss(response: Any, *, page: bool) -> list[str]:
    """Everything that a reviewer would find missing at the head of an answer, a sentence each."""
    heads = response.headers
    wrong = [f"{name} is {heads.get(name)}" for name, said in EVERYWHERE.items() if heads.get(name) != said]
    policy = [part.strip() for part in heads.get("Content-Security-Policy", "").split(";")]
    if page:
        wrong += [f"no {one}" for one in NEEDED if not any(part.startswith(one) for part in policy)]
        wrong += [] if heads.get("Cache-Control") == "no-store" else ["a browser keeps it"]
        wrong += [] if heads.get("X-Frame-Options") == "DENY" else ["another page may frame it"]
    else:
        wrong += [f"no {one}" for one in ("default-src 'none'", "sandbox") if one not in policy]
    wrong += [f"{word} is allowed" for word in ("unsafe", "http:", "https:", "*") if word in " ".join(policy)]
    kind = heads.get("Content-Type", "")
    if kind.startswith("text/") or "+xml" in kind:
        wrong += [] if "charset=" in kind else [f"{kind}, in whatever letters"]
    wrong += [] if "camera=()" in heads.get("Permissions-Policy", "") else ["a page may use the camera"]
    return wrong


class Looking(HTMLParser):
    """Finds what a page would run or load, were it not for its policy."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._script: dict[str, str | None] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self._script = said if tag == "script" else None
        if tag in ("iframe", "object", "embed", "base", "style"):
            self.wrong.append(f"<{tag}>")
        self.wrong += [
            f"{tag} {name}" for name in said if name.startswith("on") or name in ("style", "srcdoc")
        ]
        for name in ("src", "href", "action", "formaction", "data", "poster", "srcset"):
            address = (said.get(name) or "").strip().lower()
            if address.startswith("javascript:"):
                self.wrong.append(f"{tag} {name} is a script")
            if tag != "a" and re.match(r"(https?:)?//", address):
                self.wrong.append(f"{tag} {name} leads to another server: {address}")

    def handle_data(self, data: str) -> None:
        script, self._script = self._script, None
        if script is not None and data.strip() and script.get("type") != "application/json":
            self.wrong.append("a script inside the page")


def test_every_page_is_under_the_policy_and_holds_nothing_that_it_would_stop(
    desk: Desk, lea_sits: Browser
) -> None:
    pages = {
        **desk.pages(), **desk.work_pages(), **desk.writing_pages(), "front": "/", "log-phone": desk.url("log-phone"),
        "sign-in": desk.url("sign-in"), "own-page": desk.url("own-page"), "rights": desk.url("rights"),
        "begin": "/begin/", "reader": desk.url("reader", desk.source.id),
    }  # fmt: skip
    wrong: list[str] = []
    for name, address in pages.items():
        response = lea_sits.get(address)
        wrong += [f"{name}: {one}" for one in amiss(response, page=True)]
        wrong += [f"{name}: {one}" for one in Looking(response.content.decode()).wrong]
    assert len(pages) > 80
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p onclick='x'>", "p onclick"),
        ("<script>go()</script>", "a script inside the page"),
        ("<a href=' JavaScript:x'>", "a href is a script"),
        ("<img src=//elsewhere.example/x>", "img src leads to another server: //elsewhere.example/x"),
        ("<p style='color:red'>", "p style"),
    ],
)
def test_what_a_policy_would_stop_is_found_where_it_is(page: str, said: str) -> None:
    assert Looking(page).wrong == [said]


def test_pages_of_trouble_are_under_it_as_well(desk: Desk, browser: Browser) -> None:
    unforged = Client(enforce_csrf_checks=True)
    for response in (
        browser.get("/nowhere/"), unforged.post("/begin/", {}),
        browser.get(desk.url("person", desk.source.id)), browser.get("/", headers={"host": "elsewhere.example"}),
    ):  # fmt: skip
        assert response.status_code >= 400
        assert amiss(response, page=True) == []


def test_what_is_no_page_runs_nothing_however_it_is_opened(desk: Desk, lea_sits: Browser) -> None:
    from firsthand.field.media.services import keep_media
    from sounds import wav

    lea, slug = desk.cast.lea, desk.slug
    sound = keep_media(
        lea, source=desk.source, kind="recording", name="a.wav", content_type="audio/wav", data=wav(0.1)
    )
    files = {
        "a recording": lea_sits.get(desk.url("medium", sound.id)),
        "JSON": lea_sits.get(f"/api/s/{slug}/sources/{desk.source.id}/text"),
        "a picture that was drawn": lea_sits.get(desk.url("compare-picture", "matrix")),
        "a file to keep": lea_sits.post(desk.url("references-out"), {"format": "ris"}),
        "a report that is HTML": lea_sits.post(desk.url("reports"), {"report": "codebook.html"}),
        "a style": lea_sits.get("/static/firsthand/css/base.css"),
        "a script": lea_sits.get("/static/firsthand/js/firsthand.js"),
    }
    for name, response in files.items():
        assert response.status_code in (200, 206), name
        assert amiss(response, page=False) == [], name
        for end in getattr(response, "_resource_closers", []):  # the file, but not the suite's connections
            end()
    assert not files["a script"].headers.get("Access-Control-Allow-Origin")
    for name in ("a file to keep", "a report that is HTML"):
        assert files[name]["Content-Disposition"].startswith("attachment"), name


def test_a_worker_is_under_the_policy_of_its_page(desk: Desk, lea_sits: Browser) -> None:
    assert amiss(lea_sits.get(desk.url("phone-worker")), page=True) == []


@override_settings(SECURE_HSTS_SECONDS=60)
def test_only_what_travels_by_https_asks_browsers_to_stay_with_it(desk: Desk, browser: Browser) -> None:
    assert "Strict-Transport-Security" not in browser.get("/").headers
    assert browser.get("/", secure=True)["Strict-Transport-Security"] == "max-age=60"


# What browsers report


@pytest.fixture
def noted(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    monkeypatch.setattr(reporting, "few", Few(reporting.MOST, reporting.EVERY))
    caplog.set_level(logging.WARNING)
    return caplog


def report(browser: Client, body: Any, kind: str = "application/csp-report") -> int:
    said = body if isinstance(body, bytes) else json.dumps(body).encode()
    return browser.generic("POST", reverse("policy-report"), said, content_type=kind).status_code


@pytest.mark.parametrize(
    ("sent", "directive"),
    [
        (
            {"csp-report": {"effective-directive": "script-src-elem", "document-uri": "/s/soup/"}},
            "script-src",
        ),
        ({"csp-report": {"violated-directive": "img-src soup", "script-sample": "Soup"}}, "img-src"),
        ({"csp-report": {"effective-directive": "soup\nsrc"}}, "one that is not known"),
        ({"csp-report": ["soup"]}, "one that is not known"),
        (["soup"], "one that is not known"),
        (b"\xff soup", "one that is not known"),
        (b"[" * 10_000 + b"soup", "one that is not known"),
        ({"csp-report": {"effective-directive": "img-src", "x": "soup" * 9000}}, "one that is not known"),
    ],
)
def test_of_a_report_only_the_directive_is_noted(
    noted: pytest.LogCaptureFixture, sent: Any, directive: str
) -> None:
    assert report(Client(enforce_csrf_checks=True), sent) == 204
    (line,) = [fields(one) for one in noted.records if one.name == "firsthand.security"]
    assert (line["event"], line["by"]) == ("policy report", directive)
    assert "soup" not in noted.text.lower()


def test_however_many_reports_come_few_are_noted(noted: pytest.LogCaptureFixture) -> None:
    browser = Client()
    assert {report(browser, {}) for _ in range(5 * reporting.MOST)} == {204}
    assert len(noted.records) == reporting.MOST


def test_after_a_while_they_are_noted_again() -> None:
    now = [0.0]
    few = Few(2, 60, lambda: now[0])
    assert [few.lets() for _ in range(3)] == [True, True, False]
    now[0] = 60.0
    assert few.lets()


def test_the_policies_that_may_be_made_are_these() -> None:
    directives: Any = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["trusted-types"] == [
        "default", "firsthand-look", "firsthand-worker", "ProseMirrorClipboard"
    ]  # fmt: skip
