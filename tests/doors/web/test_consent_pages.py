"""Consent on pages: asked together or by hand, nothing chosen beforehand, on hold, crossed out, and who sees what."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from firsthand.core.consent import catalogue
from firsthand.field.consent.selectors import answers_of, crossed_out, history
from firsthand.field.consent.services import set_answers
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.services import add_visit
from firsthand.field.people.selectors import people
from firsthand.field.sources.models import OwnWords
from web.conftest import Browser, Desk

PAGES = ["consents", "people-table-in"]


def consent_page(desk: Desk) -> str:
    return desk.url("consent", desk.participant.id)


def test_who_was_asked_what_is_a_table_and_not_asked_is_said(desk: Desk, lea_sits: Browser) -> None:
    page = lea_sits.says(desk.url("consents"))
    assert "Marigold" in page
    assert page.count("not asked</span>") == len(catalogue().scopes) - 1
    assert "◐" not in page.split("<tbody>")[1].split("</tbody>")[0]
    set_answers(
        desk.cast.lea,
        participant=desk.participant,
        answers={"quotes": "short_quotes"},
        moment="before",
        how="by hand",
    )
    assert "Use short pieces of what I said" in lea_sits.says(desk.url("consents"))


def test_nothing_is_chosen_beforehand_at_no_moment_and_after_no_answer(desk: Desk, lea_sits: Browser) -> None:
    for moment in catalogue().moments:
        address = f"{consent_page(desk)}?moment={moment}"
        for _again in range(2):
            page = lea_sits.says(address)
            assert 'type="radio"' in page or 'type="checkbox"' in page, moment
            asking = page[page.index('class="form form-wide asking"') :]
            assert not re.search(r"<input[^>]*\bchecked\b", asking), moment
            given = {
                scope.id: next(iter(scope.options)) for scope in catalogue().asked_at(moment) if scope.options
            }
            said: Any = given | {"how": "together", "third_party_talk": "yes"}
            lea_sits.send(address, **said)
    assert "quotes" in answers_of(desk.cast.lea, desk.participant.id)


def test_what_is_left_alone_was_not_asked(desk: Desk, lea_sits: Browser) -> None:
    address = f"{consent_page(desk)}?moment=after_interview"
    lea_sits.send(address, quotes="short_quotes", how="spoken", note="on the stairs")
    said = answers_of(desk.cast.lea, desk.participant.id)
    assert set(said) == {"quotes"}
    assert (said["quotes"].how, said["quotes"].moment, said["quotes"].note) == (
        "spoken",
        "after_interview",
        "on the stairs",
    )
    lea_sits.send(address, quotes="later", check="none of these", how="spoken")
    said = answers_of(desk.cast.lea, desk.participant.id)
    assert (said["quotes"].answer.value, said["check"].answer.value) == ("later", ())
    assert len(history(desk.cast.lea, desk.participant.id)) == 3
    assert "So far: later" in lea_sits.says(address)


def test_an_empty_form_is_sent_back_with_a_sentence(desk: Desk, lea_sits: Browser) -> None:
    page = lea_sits.send(f"{consent_page(desk)}?moment=before", status=400, how="together")
    assert "Nothing is chosen yet" in page
    page = lea_sits.send(
        f"{consent_page(desk)}?moment=before", status=400, how="together", naming="real_first_name"
    )
    assert "Talk first about who else" in page


def test_on_hold_and_off_again(desk: Desk, lea_sits: Browser) -> None:
    lea_sits.send(desk.url("consent-hold", desk.participant.id), do="pause")
    assert "Everything of theirs is on hold" in lea_sits.says(consent_page(desk))
    assert "Marigold" not in lea_sits.says(desk.url("people"))
    assert "Soup" not in lea_sits.says(desk.url("code", desk.code.id))
    lea_sits.says(desk.url("source", desk.source.id), status=404)
    lea_sits.send(desk.url("consent-hold", desk.participant.id), do="resume")
    assert "Marigold" in lea_sits.says(desk.url("people"))
    assert "Soup" in lea_sits.says(desk.url("source", desk.source.id))


def test_a_member_is_crossed_out_by_the_lead_or_the_guardian_and_sees_nothing(
    desk: Desk, browser: Browser
) -> None:
    cast, readers = desk.cast, desk.url("consent-readers", desk.participant.id)
    browser.sit(cast.cody).send(readers, status=403, member=cast.rea.id, do="exclude")
    browser.sit(cast.lea).send(readers, member=cast.cody.id, do="exclude")
    assert crossed_out(cast.gil, desk.participant.id) == (str(cast.cody.id),)
    assert "crossed out" in browser.says(consent_page(desk))
    browser.sit(cast.cody).says(consent_page(desk), status=404)
    assert "Marigold" not in browser.says(desk.url("people"))
    assert "Who may read their words" not in browser.says(desk.url("consents"))
    browser.sit(cast.gil)
    assert "Marigold" in browser.says(desk.url("consents"))
    browser.send(readers, member=cast.cody.id, do="include")
    assert "Marigold" in browser.sit(cast.cody).says(desk.url("people"))


def test_the_lead_can_be_crossed_out_by_the_guardian(desk: Desk, browser: Browser) -> None:
    readers = desk.url("consent-readers", desk.participant.id)
    browser.sit(desk.cast.gil).send(readers, member=desk.cast.lea.id, do="exclude")
    browser.sit(desk.cast.lea).says(consent_page(desk), status=404)
    browser.says(desk.url("source", desk.source.id), status=404)
    browser.send(readers, status=404, member=desk.cast.cody.id, do="exclude")


def test_who_may_not_read_consents_gets_none_of_their_pages(desk: Desk, browser: Browser) -> None:
    for who in (desk.cast.rea, desk.cast.hope, desk.cast.pia):
        browser.sit(who)
        for address in (desk.url("consents"), consent_page(desk), desk.url("consent-paper", "all", "html")):
            browser.says(address, status=403)
    browser.sit(desk.cast.cody).says(desk.url("consent-wording"), status=403)


def test_words_in_a_note_are_marked_as_somebodys(desk: Desk, lea_sits: Browser) -> None:
    visit = add_visit(desk.cast.lea, on=None, present=[desk.participant])
    write_note(desk.cast.lea, visit=visit, layers={"description": 'Rain. Marigold: "Sit down." We sit.'})
    page = lea_sits.says(consent_page(desk))
    fields = dict(re.findall(r'name="(source|start|end)" value="([^"]+)"', page))
    lea_sits.send(desk.url("consent-theirs", desk.participant.id), **fields)
    mark = OwnWords.objects.get()
    assert "Not theirs" in lea_sits.says(consent_page(desk))
    lea_sits.send(desk.url("consent-theirs", desk.participant.id), mark=mark.id)
    assert not OwnWords.objects.exists()
    lea_sits.send(desk.url("consent-theirs", desk.participant.id), status=404, mark="nonsense")
    lea_sits.send(desk.url("consent-theirs", desk.participant.id), status=404, source="nonsense")


def test_the_papers_come_as_files_and_the_wording_of_the_study_stands_on_them(
    desk: Desk, lea_sits: Browser
) -> None:
    lea_sits.send(desk.url("consent-wording"), organisation="Lantern Row", reason="the board")
    page = lea_sits.says(desk.url("consent-paper", "all", "html"))
    assert "Lantern Row" in page
    assert lea_sits.get(desk.url("consent-paper", "card", "pdf")).content.startswith(b"%PDF")
    assert "Wording 1.1" in lea_sits.says(desk.url("consents"))
    lea_sits.says(desk.url("consent-paper", "book", "pdf"), status=400)


def test_people_go_out_and_come_in_as_a_table(desk: Desk, lea_sits: Browser) -> None:
    assert "Marigold" in lea_sits.send(desk.url("reports"), status=200, report="attributes.csv")
    table = SimpleUploadedFile("people.csv", b"participant,Age\nMarigold,50 or over\n")
    lea_sits.send(desk.url("people-table-in"), table=table)
    assert people(desk.cast.lea)[0].attributes == {"Years here": "10 or more", "Age": "50 or over"}
    sparse = SimpleUploadedFile("people.csv", b"participant,Age,Years here\nMarigold,,\n")
    lea_sits.send(desk.url("people-table-in"), table=sparse)
    assert people(desk.cast.lea)[0].attributes == {"Years here": "10 or more", "Age": "50 or over"}
    assert "left empty, or did not have, is as it was" in lea_sits.says(desk.url("people"))
    refused = SimpleUploadedFile("people.csv", b"participant,Diagnosis\nMarigold,x\n")
    assert "No study here does that" in lea_sits.send(desk.url("people-table-in"), status=400, table=refused)
