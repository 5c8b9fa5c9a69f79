"""The page on which an organisation says what it calls people, and the places where it then reads so."""

from __future__ import annotations

from firsthand.giving_back.writing.services import write_document
from web.conftest import Browser, Desk


def test_the_words_are_said_on_a_page_and_read_so_elsewhere(lea_sits: Browser, desk: Desk) -> None:
    page = lea_sits.says(desk.url("our-words"))
    assert 'placeholder="peer advocate"' in page
    assert 'value="peer advocate"' not in page
    said = {"worker": "guide", "worker_many": "guides", "person": "guest", "person_many": "guests"}
    lea_sits.send(desk.url("our-words"), **said, avoid="patient\ncase")
    assert "“guides told us that …”" in lea_sits.says(desk.url("theme", desk.theme.id))
    assert "about guests" in lea_sits.says(desk.url("source", desk.source.id))
    assert "about guests" in lea_sits.says(desk.url("reader", desk.source.id))
    assert "among guides:" in lea_sits.says(desk.url("cards"))
    reading = Browser().sit(desk.cast.rea).says(desk.url("our-words"))
    assert "guests" in reading
    assert "patient, case" in reading
    assert 'name="worker"' not in reading


def test_a_word_to_avoid_is_marked_in_what_is_written_up_and_nothing_is_forbidden(
    lea_sits: Browser, desk: Desk
) -> None:
    row = write_document(
        desk.cast.lea, title="Soup", blocks=[{"type": "paragraph", "text": "A bowl of soup."}]
    )
    assert "rather not read" not in lea_sits.says(desk.url("document", row.id))
    lea_sits.send(desk.url("our-words"), avoid="bowl")
    assert "rather not read are in it: bowl." in lea_sits.says(desk.url("document", row.id))


def test_one_word_without_its_many_is_sent_back_with_what_was_typed(lea_sits: Browser, desk: Desk) -> None:
    page = lea_sits.send(desk.url("our-words"), 400, worker="guide")
    assert "the word for many people" in page
    assert 'value="guide"' in page


def test_another_language_is_said_on_its_own(lea_sits: Browser, desk: Desk) -> None:
    lea_sits.send(desk.url("our-words") + "?language=es", person="visitante", person_many="visitantes")
    assert 'value="visitante"' in lea_sits.says(desk.url("our-words"), language="es")
    assert 'value="visitante"' not in lea_sits.says(desk.url("our-words"))
