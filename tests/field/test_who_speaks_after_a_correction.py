"""A correction that spells a label otherwise takes no words off the participant whose they are.

Juno keeps Cody from reading her words, has everything on hold, or leaves. Invented.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import Cast
from exchange.copies import Copy
from firsthand.core.problems import NotThere, Problem
from firsthand.field.consent.services import exclude_reader, pause
from firsthand.field.people.services import add_participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.extract.draft import reading
from firsthand.field.sources.models import Voice
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.sight import version_for
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.leaving.places import preview
from texts import bring

TALK = """LENA: Who sweeps here?
JUNO: I sweep the back stairs before anybody is up.
IKE: She does, and then the kettle goes on.
LENA: Every day?
JUNO: Not on Sundays, the broom rests then.
"""


@pytest.fixture
def juno(cast: Cast) -> Any:
    return add_participant(cast.lea, pseudonym="Juno")


@pytest.fixture
def talk(cast: Cast, juno: Any) -> Any:
    (row,) = bring(cast.lea, TALK)
    ike = add_participant(cast.lea, pseudonym="Ike")
    for label, person in (("JUNO", juno), ("IKE", ike)):
        assign_voice(cast.lea, voice=voice(row, label), part="participant", participant=person)
    return row


def voice(row: Any, label: str) -> Voice:
    labels = list(dict.fromkeys(line.split(":")[0] for line in TALK.splitlines()))
    return Voice.objects.get(version_id=row.current, index=labels.index(label))


def by_file(by: Any, row: Any, text: str) -> Any:
    now = source(by, row.id)
    revise_text(by, source=now, reading=reading("talk.txt", text, (), "txt", ()))
    return source(by, row.id)


def typed(by: Any, row: Any, text: str) -> Any:
    now = source(by, row.id)
    correct_typed(by, source=now, version=version_for(by, now.current), text=text)
    return source(by, row.id)


def brought_back(by: Any, row: Any, text: str) -> Any:
    """Somebody corrected the copy that they have, and it comes back."""
    copy = Copy.of(by)
    copy.text("talk").words = text
    copy.comes(by)
    return source(by, row.id)


WAYS = [by_file, typed, brought_back]


def speaking(by: Any, row: Any) -> dict[str, str]:
    """Whom each label stands for."""
    found = text_of(by, source(by, row.id)).speakers.values()
    return {one.label: one.person.pseudonym if one.person else one.part for one in found}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("label", ["Juno", "JUNO ", "JUNOO"])
def test_a_label_that_is_spelled_otherwise_is_whose_it_was(
    cast: Cast, talk: Any, juno: Any, way: Any, label: str
) -> None:
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    now = way(cast.lea, talk, TALK.replace("JUNO", label).replace("anybody", "somebody"))
    assert speaking(cast.lea, now)[label.strip()] == "Juno"
    with pytest.raises(NotThere):
        source(cast.cody, talk.id)
    assert preview(cast.lea, juno, "L3").lines[4].count == 2
    withdraw(cast.lea, participant=juno, named="L3")
    assert "sweep the back" not in text_of(cast.lea, source(cast.lea, talk.id)).words


def test_a_single_turn_whose_label_was_typed_over_stays_theirs(cast: Cast, talk: Any) -> None:
    now = typed(cast.lea, talk, TALK.replace("JUNO: Not", "JNUO: Not"))
    assert speaking(cast.lea, now) | {"JNUO": "Juno", "JUNO": "Juno"} == speaking(cast.lea, now)


def test_a_label_that_somebody_speaks_under_only_once_is_known_however_it_is_spelled(
    cast: Cast, talk: Any
) -> None:
    now = typed(cast.lea, talk, TALK.replace("IKE:", "ike:").replace("JUNO", "juno"))
    assert speaking(cast.lea, now) == {"LENA": "other", "juno": "Juno", "ike": "Ike"}


@pytest.mark.parametrize("way", [by_file, typed])
@pytest.mark.parametrize(
    ("text", "named"),
    [
        (TALK.replace("JUNO: ", ""), "under “JUNO” would be nobody's"),
        (TALK.replace("JUNO:", "LENA:"), "under “JUNO” would be nobody's"),
        (TALK.replace("JUNO:", "IKE:"), "under “JUNO” would be nobody's"),
        (TALK.replace("JUNO:", "BOTH:").replace("IKE:", "BOTH:"), "under “JUNO”, “IKE” would"),
        (
            TALK.replace("JUNO:", "LENA:").replace("before anybody is up", "when nobody is awake"),
            "under “JUNO” would be nobody's",
        ),
    ],
)  # fmt: skip
def test_where_words_would_be_nobodys_the_correction_waits_until_somebody_says_whose_they_are(
    cast: Cast, talk: Any, way: Any, text: str, named: str
) -> None:
    with pytest.raises(Problem, match=named):
        way(cast.lea, talk, text)
    assert text_of(cast.lea, source(cast.lea, talk.id)).words == TALK
    for label in ("JUNO", "IKE"):
        assign_voice(cast.lea, voice=voice(talk, label), part="other")
    assert way(cast.lea, talk, text).current != talk.current


@pytest.mark.parametrize("way", [by_file, typed])
def test_who_says_nothing_any_more_in_a_text_needs_no_label_in_it(cast: Cast, talk: Any, way: Any) -> None:
    without = "".join(line for line in TALK.splitlines(keepends=True) if not line.startswith("JUNO"))
    now = way(cast.lea, talk, without)
    assert speaking(cast.lea, now) == {"LENA": "other", "IKE": "Ike"}


def test_whoever_does_not_read_somebody_is_told_nothing_of_their_label(
    cast: Cast, talk: Any, juno: Any
) -> None:
    pause(cast.lea, participant=juno)
    read = text_of(cast.cody, source(cast.cody, talk.id)).words
    assert "sweep the back" not in read
    with pytest.raises(Problem, match="under “IKE” would") as said:
        typed(cast.cody, talk, read.replace("IKE: ", ""))
    assert "JUNO" not in str(said.value).upper()
    typed(cast.cody, talk, read.replace("IKE", "Ike").replace("Who sweeps", "And who sweeps"))
    voices = Voice.objects.filter(version_id=source(cast.lea, talk.id).current)
    assert set(voices.values_list("participant__id", flat=True)) >= {juno.id}
    assert "sweep the back" not in text_of(cast.cody, source(cast.cody, talk.id)).words


def test_the_page_says_what_is_to_be_done_and_keeps_the_text(cast: Cast, talk: Any) -> None:
    browser = Client(SERVER_NAME="127.0.0.1")
    sent = SimpleUploadedFile("talk.txt", TALK.replace("JUNO: ", "").encode())
    answer = browser.post(
        reverse("correct", args=[cast.lea.study.slug, talk.id]), {"file": sent}, follow=True
    )
    assert answer.status_code == 400
    assert "Keep the label as it was, or say first" in answer.content.decode()
    assert text_of(cast.lea, source(cast.lea, talk.id)).words == TALK
