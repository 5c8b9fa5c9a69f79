"""Pages that open on a phone without a network: what a browser keeps of each, and how it is called once installed.

Each is kept on devices in the clear, so it is the same for everybody and holds no word of a study or of anybody: who is
here, and what they may know, it asks of the API.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy

from firsthand.doors.web.log_words import log_words
from firsthand.doors.web.phone_words import phone_words
from firsthand.work.log import fields

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from firsthand.ground.studies.models import Study

STYLES = [
    "vendor/modern-normalize/modern-normalize.css", "css/tokens.css", "css/base.css", "css/layout.css",
    "css/parts.css", "phone/phone.css",
]  # fmt: skip
THEME = "js/firsthand.js"
FACES = [
    f"fonts/{face}-{letters}-wght-{slope}.woff2"
    for face in ("atkinson-hyperlegible-next/atkinson-hyperlegible-next", "source-serif-4/source-serif-4")
    for letters in ("latin", "latin-ext")
    for slope in ("normal", "italic")
]
SIZES = (180, 192, 512)
ICONS = [f"phone/icon-{size}.png" for size in SIZES]
WORKER = "phone/worker.js"


@dataclass(frozen=True, slots=True)
class Pocket:
    """One such page: its address by name, its template and script, what it is called, and what it says."""

    view: str
    template: str
    script: str
    called: StrPromise
    short: StrPromise
    words: Callable[[], dict[str, Any]]
    kept_as: str = "{slug}"  # in the browser's caches and databases
    asked: Callable[[], dict[str, Any]] = dict  # what besides words is the same for everybody

    def page(self, study: Study) -> str:
        """The page itself."""
        context = {
            "slug": study.slug, "demo": study.demo, "words": self.words(), "asked": self.asked(),
            "called": self.called, "styles": STYLES, "scripts": self._scripts, "icon": ICONS[0],
        }  # fmt: skip
        return render_to_string(self.template, context)

    def worker(self, study: Study) -> str:
        """What keeps it on the device: it is told which addresses belong to it, and as of which state."""
        files = [*STYLES, *self._scripts, *FACES, *ICONS]
        pages = [reverse(self.view, args=[study.slug]), reverse(f"{self.view}-manifest", args=[study.slug])]
        state = [self.page(study), *(_digest(name) for name in [*files, WORKER])]
        version = blake2b("".join(state).encode(), digest_size=12).hexdigest()
        told = {
            "study": self.kept_as.format(slug=study.slug), "version": version,
            "addresses": [*pages, *map(_address, files)],
        }  # fmt: skip
        return f"const SHELL = {json.dumps(told)};\n{_text(WORKER)}"

    def manifest(self, study: Study) -> dict[str, Any]:
        """How it is called, and what it looks like, where it is installed."""
        here = reverse(self.view, args=[study.slug])
        icons = [
            {"src": _address(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size in zip(ICONS, SIZES, strict=True)
            for purpose in ("any", "maskable")
        ]
        return {
            "id": here, "start_url": here, "scope": here, "display": "standalone", "lang": get_language(),
            "name": str(self.called), "short_name": str(self.short),
            "background_color": "#f7f3ea", "theme_color": "#1d5a50", "icons": icons,
        }  # fmt: skip

    @property
    def _scripts(self) -> list[str]:
        return [THEME, self.script]


def _asked() -> dict[str, Any]:
    return {"not_for": str(fields.NOT_FOR), "fields": fields.told()}


NOTES = Pocket(
    "phone", "web/phone.html", "phone/phone.js", lazy("Firsthand notes"), lazy("Notes"), phone_words
)
LOG = Pocket(
    "log-phone", "web/log_phone.html", "phone/log.js", lazy("Firsthand log"), lazy("Log"), log_words,
    "log:{slug}", _asked,
)  # fmt: skip


def _address(name: str) -> str:
    return static(f"firsthand/{name}")


@cache
def _digest(name: str) -> str:
    return blake2b(_path(name).read_bytes(), digest_size=12).hexdigest()


@cache
def _text(name: str) -> str:
    return _path(name).read_text("utf-8")


def _path(name: str) -> Path:
    found = finders.find(f"firsthand/{name}")
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)
