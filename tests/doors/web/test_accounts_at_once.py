"""Many guesses at once, at a real server: they get no further than one after another."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from accounts import ON, PASSWORD
from commands import done, serving

TOKEN = re.compile(r'csrfmiddlewaretoken" value="(\w+)"')
AT_ONCE = 24


class Browser:
    """A browser of which there may be many."""

    def __init__(self, address: str) -> None:
        self.address, self.jar = address, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def page(self, way: str, **sent: str) -> str:
        data = urlencode(sent).encode() if sent else None
        try:
            with self.opener.open(self.address + way, data, timeout=120) as answer:
                return str(answer.read().decode())
        except HTTPError as refused:
            return refused.read().decode()

    def sends(self, way: str, **sent: str) -> str:
        found = TOKEN.search(self.page(way))
        assert found
        return self.page(way, csrfmiddlewaretoken=found[1], **sent)


@pytest.mark.process
def test_many_guesses_at_once_get_no_further_than_one_after_another(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "init", "--study", "Kitchen")
    link = done(data, "admin", "invite", "--first", "--json", env=ON).json["link"]
    server = serving(data, env=ON)
    try:
        address = server.line().split(" at ")[1].split()[0].rstrip("/")
        owner = Browser(address)
        owner.sends(urlsplit(link).path, name="ada", password=PASSWORD, again=PASSWORD)
        assert "Sign out" in owner.page("/account/")
        strangers = [Browser(address) for _ in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as at_once:
            pages = at_once.map(
                lambda one: one[1].sends("/account/sign-in/", login="ada", password=f"guess number {one[0]}"),
                enumerate(strangers),
            )
        said = Counter("tried" if "That lets nobody in" in page else "too often" in page for page in pages)
        assert said == {"tried": 5, True: AT_ONCE - 5}
        assert done(data, "admin", "disable", "ada", "--json").json["open"] is False
        assert "Sign out" not in owner.page("/account/")
    finally:
        server.end()
