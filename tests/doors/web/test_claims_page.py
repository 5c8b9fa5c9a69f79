"""A claim's page: what is to be known of it, what it says to a counter-case, and on whom it rests."""

from __future__ import annotations

import re
from html import unescape

from doors.web.conftest import Browser, Desk
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import recode


def test_a_flag_says_since_when_and_by_whom_leads_into_the_trail_and_goes_when_it_is_said_to_hold(
    lea_sits: Browser, desk: Desk
) -> None:
    place = desk.url("theme", desk.theme.id)
    assert "It holds as it is now" not in lea_sits.says(place)
    recode(desk.cast.cody, coding=Coding.objects.get(pk=desk.coding.pk), code=desk.other)
    page = unescape(lea_sits.says(place))
    assert "Some of its evidence has another code by now." in page
    found = re.search(r'href="(/s/[^"]+before=\d+)#(entry-\d+)">[^<]*by ' + desk.cast.cody.name, page)
    assert found
    assert f'id="{found[2]}"' in lea_sits.says(found[1])
    lea_sits.send(desk.url("evidence-change", desk.theme.id, desk.evidence.id), holds="yes")
    assert "It holds as it is now" not in lea_sits.says(place)


def test_a_counter_case_waits_for_an_answer_and_keeps_it(lea_sits: Browser, desk: Desk) -> None:
    place = desk.url("theme", desk.theme.id)
    lea_sits.send(desk.url("evidence-change", desk.theme.id, desk.evidence.id), side="against")
    assert "A counter-case has no answer yet." in lea_sits.says(place)
    lea_sits.send(desk.url("evidence-change", desk.theme.id, desk.evidence.id), answer="It was a holiday.")
    page = lea_sits.says(place)
    assert "It was a holiday." in page
    assert "A counter-case has no answer yet." not in page


def test_what_would_count_against_a_claim_stands_with_it(lea_sits: Browser, desk: Desk) -> None:
    said = {"sentence": "Soup is shared.", "tested_by": "Somebody eats alone."}
    lea_sits.send(desk.url("claim", desk.theme.id, desk.claim.id), **said)
    assert "Somebody eats alone." in lea_sits.says(desk.url("theme", desk.theme.id))


def test_on_whom_claims_rest_is_shown_person_by_person(lea_sits: Browser, desk: Desk) -> None:
    page = lea_sits.says(desk.url("themes-without"))
    assert re.search(r'<td>0 <span class="flag">falls</span>', page)
    assert "On whom the claims rest" in lea_sits.says(desk.url("themes"))
