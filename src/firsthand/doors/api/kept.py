"""Answers that a reader keeps, sealed, and asks for again by their tag: one that still holds costs a 304."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from firsthand.ground.studies.models import Membership


def kept(request: HttpRequest, by: Membership, said: dict[str, Any], **headers: object) -> HttpResponseBase:
    """What is said as JSON, or 304 where the browser has just this.

    The tag is a keyed digest of all that is said, so it is right whatever the answer depends on, and tells a stranger
    who finds it nothing. `headers` come with either, named “X-Firsthand-…”.
    """
    written = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    tag = quote_etag(blake2b(written, key=by.key.marking, digest_size=16).hexdigest())
    answer = HttpResponse(written, content_type="application/json", headers={"ETag": tag})
    response = get_conditional_response(request, etag=tag, response=answer) or answer
    for name, value in headers.items():
        response[f"X-Firsthand-{name.title()}"] = str(value)
    return response
