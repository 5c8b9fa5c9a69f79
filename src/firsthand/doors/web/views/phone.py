"""Notes on a phone: the page that opens without a network, and what a browser needs to keep it.

The page is kept on devices in the clear, so it is the same for everybody and holds no study word: who is here and what
the study knows it asks of the API.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from firsthand.doors.entering import lock
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.phone_words import phone_words

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

STYLES = [
    "vendor/modern-normalize/modern-normalize.css", "css/tokens.css", "css/base.css", "css/layout.css",
    "css/parts.css", "phone/phone.css",
]  # fmt: skip
SCRIPTS = ["js/firsthand.js", "phone/phone.js"]
FACES = [
    f"fonts/{face}-{letters}-wght-{slope}.woff2"
    for face in ("atkinson-hyperlegible-next/atkinson-hyperlegible-next", "source-serif-4/source-serif-4")
    for letters in ("latin", "latin-ext")
    for slope in ("normal", "italic")
]
ICONS = [f"phone/icon-{size}.png" for size in (180, 192, 512)]
WORKER = "phone/worker.js"


@in_study
@needs("log.keep")
@require_safe
def shell(request: HttpRequest, by: Membership) -> HttpResponse:
    """The page itself."""
    return HttpResponse(_shell(by))


@in_study
@require_safe
def worker(request: HttpRequest, by: Membership) -> HttpResponse:
    """What keeps the page on the device: it is told which addresses belong to the page, and as of which state."""
    slug = by.study.slug
    files = [*STYLES, *SCRIPTS, *FACES, *ICONS]
    addresses = [reverse("phone", args=[slug]), reverse("phone-manifest", args=[slug]), *map(_address, files)]
    state = [_shell(by), *(_digest(name) for name in [*files, WORKER])]
    version = blake2b("".join(state).encode(), digest_size=12).hexdigest()
    told = json.dumps({"study": slug, "version": version, "addresses": addresses})
    return HttpResponse(f"const SHELL = {told};\n{_text(WORKER)}", content_type="text/javascript")


@in_study
@require_safe
def manifest(request: HttpRequest, by: Membership) -> HttpResponse:
    """How the page is called, and what it looks like, where it is installed."""
    here = reverse("phone", args=[by.study.slug])
    icons = [
        {"src": _address(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size in zip(ICONS, (180, 192, 512), strict=True)
        for purpose in ("any", "maskable")
    ]
    told = {
        "id": here, "start_url": here, "scope": here, "display": "standalone", "lang": get_language(),
        "name": _("Firsthand notes"), "short_name": _("Notes"),
        "background_color": "#f7f3ea", "theme_color": "#1d5a50", "icons": icons,
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """End the session on a shared device, locked or not, and tell the browser to let go of what it keeps.

    Of all that it keeps only where the page says `everything`: notes of another study, or codings that wait, may lie in
    the same storage. Only our own cookies go: the browser would clear those of the whole domain.
    """
    request.session.flush()
    answer = JsonResponse({})
    lock(request, answer, slug)
    answer.delete_cookie(settings.CSRF_COOKIE_NAME)
    everything = request.POST.get("everything") == "yes"
    answer["Clear-Site-Data"] = '"cache", "storage"' if everything else '"cache"'
    return answer


def _shell(by: Membership) -> str:
    context = {
        "slug": by.study.slug, "demo": by.study.demo, "words": phone_words(),
        "styles": STYLES, "scripts": SCRIPTS, "icon": ICONS[0],
    }  # fmt: skip
    return render_to_string("web/phone.html", context)


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
