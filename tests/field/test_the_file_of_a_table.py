"""A table is one file and many sources: it leaves where every one of its rows may, and not by its first row alone.

Juno's answers stand in the third row. Invented.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast
from firsthand.core.problems import NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader, pause, resume
from firsthand.field.fieldwork.notes import mark_bystander, share
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import Part, import_sources, read_files
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.selectors import has_original, source
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.models import Release
from firsthand.giving_back.reports import original
from firsthand.ground.studies.undoing import undo_last

ASKED = "LENA: What is tea for?"
SAID = ("MARIGOLD: Tea helps.", "IKE: So does waiting.", "JUNO: Tea is a lever of the cert.")
ROWS = (*(f'"{ASKED}\n{one}"' for one in SAID), "Whoever wrote this.")
TABLE = "\n".join(("answer", *ROWS)).encode()


@pytest.fixture
def people(cast: Cast) -> dict[str, Any]:
    return {name: add_participant(cast.lea, pseudonym=name.title()) for name in ("MARIGOLD", "IKE", "JUNO")}


@pytest.fixture
def rows(cast: Cast, people: dict[str, Any]) -> list[Any]:
    return brought(cast, people, TABLE)


def brought(cast: Cast, people: dict[str, Any], *files: bytes) -> list[Any]:
    incoming, refused = read_files(cast.lea, [("answers.csv", data) for data in files])
    assert not refused
    for item in incoming:
        item.parts = [
            Part("participant", people[label].id) if label in people else Part("interviewer")
            for label in item.voices
        ]
    return import_sources(cast.lea, incoming=incoming)


def keep_out(cast: Cast, juno: Any, rows: list[Any]) -> None:
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)


def hold(cast: Cast, juno: Any, rows: list[Any]) -> None:
    pause(cast.gil, participant=juno)


def keep_out_of_some_words(cast: Cast, juno: Any, rows: list[Any]) -> None:
    nell = add_participant(cast.lea, pseudonym="Nell")
    mark_own_words(cast.lea, source=rows[3], participant=nell, span=Span(0, 7))
    exclude_reader(cast.gil, participant=nell, reader=cast.cody)


def keep_to_oneself(cast: Cast, juno: Any, rows: list[Any]) -> None:
    share(cast.lea, source=rows[2], shared=False)


def take_out_of_the_study(cast: Cast, juno: Any, rows: list[Any]) -> None:
    remove_source(cast.lea, source=rows[2])


@pytest.mark.parametrize(
    "so_it_is", [keep_out, hold, keep_out_of_some_words, keep_to_oneself, take_out_of_the_study]
)
def test_where_a_row_is_absent_for_somebody_there_is_no_file(
    cast: Cast, people: dict[str, Any], rows: list[Any], so_it_is: Callable[..., None], client: Client
) -> None:
    assert has_original(cast.cody, source(cast.cody, rows[0].id))
    so_it_is(cast, people["JUNO"], rows)
    first = source(cast.cody, rows[0].id)
    assert not has_original(cast.cody, first)
    with pytest.raises(NotThere, match="from no file of its own"):
        original(cast.cody, source=first)
    assert not Release.objects.exists()
    client.post(reverse("acting", args=[cast.cody.study.slug]), {"name": cast.cody.name})
    at = reverse("original", args=[cast.cody.study.slug, first.id])
    assert (
        at
        not in client.get(reverse("source-details", args=[cast.cody.study.slug, first.id])).content.decode()
    )
    assert client.post(at).status_code == 404


def test_where_a_row_has_words_that_leave_nowhere_the_file_stays(
    cast: Cast, people: dict[str, Any], rows: list[Any]
) -> None:
    mark_bystander(cast.lea, source=rows[3], span=Span(0, 7))
    with pytest.raises(Problem, match="was not asked"):
        original(cast.cody, source=rows[0])
    undo_last(cast.lea)
    withdraw(cast.lea, participant=people["JUNO"], named="L2")
    with pytest.raises(Problem, match="be printed"):
        original(cast.lea, source=rows[0])


def test_everybody_whose_row_is_in_it_is_noted_as_being_in_the_file_that_left(
    cast: Cast, people: dict[str, Any], rows: list[Any]
) -> None:
    pause(cast.gil, participant=people["IKE"])
    resume(cast.gil, participant=people["IKE"])
    assert original(cast.cody, source=source(cast.cody, rows[0].id)).data == TABLE
    (left,) = Release.objects.all()
    assert set(left.people) == {one.id.hex for one in people.values()}


def test_a_table_that_came_another_time_has_a_file_of_its_own(
    cast: Cast, people: dict[str, Any], rows: list[Any]
) -> None:
    (other,) = brought(cast, people, f'answer\n"{ASKED}\nIKE: I wait too."\n'.encode())
    exclude_reader(cast.gil, participant=people["JUNO"], reader=cast.cody)
    assert original(cast.cody, source=source(cast.cody, other.id)).data.endswith(b'I wait too."\n')
    assert original(cast.lea, source=source(cast.lea, rows[0].id)).data == TABLE
