"""A browser in the network of the machine that it visits: `python visiting.py TASK LINK BROWSER` prints what it saw.

TASK `first`: joins by the link, begins a study, and takes a secret of their own. `again`: signs in and looks.
"""

from __future__ import annotations

import json
import sys
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

NAME, PASSWORD, WORDS = "noor", "kettle harbour nine lanterns", "orchard thimble ferry nine"
TITLE = "Lanterns by the harbour"


def first(page: Page, link: str) -> str:
    page.goto(link)
    page.get_by_label("A name to sign in with").fill(NAME)
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("link", name="Begin a study").first.click()
    page.get_by_label("What is the study called?").fill(TITLE)
    page.get_by_label("Your name").fill("Noor")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_text("The study is ready").wait_for()
    page.goto(page.url.split("?")[0].rstrip("/") + "/secret/")
    page.get_by_label("A passphrase of your own").fill(WORDS)
    page.get_by_label("The same once more").fill(WORDS)
    page.get_by_role("button", name="Take a secret of my own").click()
    return page.get_by_role("link", name="I have it on paper").inner_text()


def again(page: Page, link: str) -> str:
    page.goto(link)
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("It is locked").wait_for()
    return page.get_by_text(TITLE).first.inner_text()


def main(task: str, link: str, browser: str) -> None:
    host = urlsplit(link).hostname
    words = ["--no-sandbox", f"--host-resolver-rules=MAP {host} 127.0.0.1"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=words)
        # Its certificate is looked at by curl, as the how-to says; a browser's own list of authorities is not ours.
        context = opened.new_context(ignore_https_errors=True)
        page = context.new_page()
        page.set_default_timeout(60_000)
        asked: set[str | None] = set()
        page.on("request", lambda one: asked.add(urlsplit(one.url).hostname))
        seen = {"first": first, "again": again}[task](page, link)
        cookies = [one for one in context.cookies() if not one["secure"]]
        print(
            json.dumps(
                {
                    "seen": seen,
                    "asked": sorted(map(str, asked)),
                    "open_cookies": [one["name"] for one in cookies],
                }
            )
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
