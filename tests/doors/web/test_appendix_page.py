"""The methods' appendix from its page: both checklists, item by item."""

from __future__ import annotations

from core.worked_checklists import missed, read
from doors.web.conftest import Browser, Desk


def test_the_page_sends_both_checklists_with_every_item_and_whence_it_can_be_told(desk: Desk) -> None:
    browser = Browser().sit(desk.cast.lea)
    assert "COREQ and SRQR" in browser.get(desk.url("reports")).content.decode()
    sent = browser.post(desk.url("reports"), {"report": "appendix.docx"}).content
    assert list(missed(sent)) == []
    assert {title: len(items) for title, items in read(sent).items()} == {"COREQ": 32, "SRQR": 21}
    assert read(sent)["COREQ"][31][3:] == ("Leaving room", "to be judged")
