"""Places that a page sends are places of the text that it showed: where another is read by now, it says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from firsthand.analysis.coding.models import Coding
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.consent.services import pause, resume
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.services import add_visit
from firsthand.field.people.services import add_participant
from firsthand.field.sources.extract.draft import reading
from firsthand.field.sources.models import OwnWords
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import text_of

if TYPE_CHECKING:
    from web.conftest import Browser, Desk


def talk(text: str) -> Reading:
    """A corrected file of this text."""
    return reading("talk.txt", text, (), "txt", ())


CHANGED = "The text has changed since you opened it"


def version_on(page: str, action: str) -> str:
    """The version that a page's form of this address holds."""
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    found = re.search(r'name="version" value="([^"]+)"', form)
    assert found, form
    return found[1]


def test_words_are_coded_by_a_page_of_the_text_that_stands(desk: Desk, lea_sits: Browser) -> None:
    page, apply = desk.url("source", desk.source.id), desk.url("apply", desk.source.id)
    start, end = desk.words("a spare key")
    sent: dict[str, Any] = {"start": start, "end": end, "code": "A key"}
    old = version_on(lea_sits.says(page), apply)
    revise_text(desk.cast.cody, source=desk.source, reading=talk(f"One line before.\n{desk.text}"))
    count = Coding.objects.count()
    said = lea_sits.send(apply, status=409, version=old, **sent)
    assert CHANGED in said
    assert "A key" in said
    assert Coding.objects.count() == count
    now = version_on(said, apply)
    assert now == version_on(lea_sits.says(page), apply) != old
    assert re.search(r'name="start" form="apply" value=""', said)  # the words are to be chosen anew
    lea_sits.send(apply, version=now, **sent | {"start": start + 17, "end": end + 17})
    assert Coding.objects.count() == count + 1


def test_edges_are_moved_by_a_page_of_the_text_that_stands(desk: Desk, lea_sits: Browser) -> None:
    resize = desk.url("resize", desk.coding.id)
    old = version_on(lea_sits.says(desk.url("coding", desk.coding.id)), resize)
    where = (desk.coding.start, desk.coding.end)
    revise_text(desk.cast.cody, source=desk.source, reading=talk(f"{desk.text}\nOne line behind."))
    assert CHANGED in lea_sits.send(resize, status=409, version=old, start=0, end=4)
    now = version_on(lea_sits.says(desk.url("coding", desk.coding.id)), resize)
    row = Coding.objects.get(pk=desk.coding.pk)
    assert (row.start, row.end) == where
    lea_sits.send(resize, version=now, start=where[0], end=where[1] - 1)


def test_words_become_somebodys_by_a_page_that_showed_all_of_them(desk: Desk, lea_sits: Browser) -> None:
    lea, who = desk.cast.lea, desk.participant
    visit = add_visit(lea, on=None, present=[who])
    write_note(lea, visit=visit, layers={"description": 'Rain. Marigold: "Sit down." We sit.'})
    page, theirs = desk.url("consent", who.id), desk.url("consent-theirs", who.id)
    fields = dict(re.findall(r'name="(source|start|end|version)" value="([^"]+)"', lea_sits.says(page)))
    note = source(lea, UUID(fields["source"]))
    revise_text(lea, source=note, reading=Reading(f"Noon. {text_of(lea, note).words}"))
    assert CHANGED in lea_sits.send(theirs, status=409, **fields)
    assert not OwnWords.objects.exists()


def test_without_a_script_what_was_typed_over_a_cut_text_takes_nobodys_words_out(
    desk: Desk, lea_sits: Browser
) -> None:
    lea, who = desk.cast.lea, desk.participant
    visit = add_visit(lea, on=None, present=[who, add_participant(lea, pseudonym="Juno")])
    note = write_note(lea, visit=visit, layers={"description": 'Rain. Marigold: "Sit down." We sit.'})
    words = text_of(lea, note).words
    hers = Span(words.index("Marigold:"), words.index(" We sit"))
    mark_own_words(lea, source=note, participant=who, span=hers)
    pause(lea, participant=who)
    address = desk.url("transcribe-source", note.id)
    said = lea_sits.says(address)
    fields = dict(re.findall(r'name="(version|over)" value="([^"]+)"', said))
    assert fields["version"] == fields["over"] != str(note.current)
    resume(lea, participant=who)
    for _press in range(2):
        said = lea_sits.send(address, status=409, text="Rain. We sit on.", **fields)
        fields = dict(re.findall(r'name="(version|over)" value="([^"]+)"', said))
        assert "Rain. We sit on." in said
    assert "Sit down" in text_of(lea, source(lea, note.id)).words
