"""The page on which a draft or report is looked through before it leaves."""

from __future__ import annotations

import re
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile

from doors.web.conftest import Browser, Desk


def test_a_file_that_somebody_brings_is_looked_through_and_each_finding_says_what_to_do(
    lea_sits: Browser, desk: Desk
) -> None:
    draft = SimpleUploadedFile("draft.txt", b"You call 555-0142, and ask.")
    page = unescape(lea_sits.send(desk.url("check"), 200, file=draft))
    assert "1 thing to settle first" in page
    assert "“555-0142” can tell who somebody is" in page
    assert "Put in its place what stands in the texts" in page


def test_nothing_sent_gets_a_sentence_and_a_clean_report_says_so(lea_sits: Browser, desk: Desk) -> None:
    assert "Choose a file, or a report." in lea_sits.send(desk.url("check"), 400)
    assert "Nothing was found that would break a promise" in lea_sits.send(
        desk.url("check"), 200, report="codebook"
    )


def test_two_excerpts_are_kept_apart_from_find_and_let_together_from_the_page(
    lea_sits: Browser, desk: Desk
) -> None:
    from firsthand.analysis.coding.services import apply_code
    from firsthand.core.spans import Span

    other = apply_code(desk.cast.lea, source=desk.source, code=desk.other, span=Span(*desk.words("we sat")))
    chosen = [str(desk.coding.id), str(other.id)]
    said = {"do": "apart", "together": "Both tell the house."}
    lea_sits.post(desk.url("find-gather"), said | {"codings": chosen, "q": ""})
    page = lea_sits.says(desk.url("check"))
    assert "Both tell the house." in page
    (end,) = re.findall(r'action="([^"]+/end/)"', page)
    lea_sits.send(end)
    assert "Both tell the house." not in lea_sits.says(desk.url("check"))
