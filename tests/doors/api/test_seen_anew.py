"""A page that is open is told that what it may see is another: by a sign that tells nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.rounds.services import close_round, start_round
from firsthand.field.consent.services import exclude_reader
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import Part, import_sources, read_files
from readers import Reader
from texts import AWKWARD, bring


class Page(Reader):
    """A page that stays open: it asks on from where it is, as the reader does."""

    def load(self) -> None:
        answer = self.client.get(self.base + self.source + "codings")
        self.at = (int(answer.headers["X-Firsthand-Entry"]), answer.headers["X-Firsthand-Seen"])

    def told(self) -> Any:
        news = self.get(f"{self.source}feed?since={self.at[0]}&seen={self.at[1]}")
        if not news["anew"]:
            self.at = (news["entry"], news["seen"])
        return news


@pytest.fixture
def source(cast: Cast) -> Any:
    return bring(cast.lea, AWKWARD)[0]


def opened(*members: Any, source: Any) -> list[Page]:
    pages = [Page(member, source) for member in members]
    for page in pages:
        page.load()
        assert page.beside()["seen"] == page.at[1]
    return pages


def test_a_blind_round_begins_and_ends_and_an_open_page_is_told(cast: Cast, source: Any) -> None:
    code = make_code(cast.lea, name="Welcome")
    theirs = [Reader(cast.lea, source).apply(at, at + 5, code=code.id).json() for at in (0, 10, 20)]
    cody, rea = opened(cast.cody, cast.rea, source=source)
    was = cody.at[0]
    row = start_round(cast.lea, name="First", coders=[cast.lea, cast.cody], sources=[source], blind=True)
    news = cody.told()
    assert (news["anew"], news["entry"] < was) == (True, True)
    cody.load()
    Reader(cast.lea, source).apply(30, 35, code=code.id)  # nothing that he sees
    at = cody.at
    assert (cody.told()["anew"], cody.at) == (False, at)
    mine = cody.apply(40, 45, code=code.id).json()
    news = cody.told()
    assert (news["anew"], [one["id"] for one in news["changed"]]) == (False, [mine["coding"]["id"]])
    close_round(cast.lea, round=row)
    assert cody.told()["anew"]
    cody.load()
    assert {one["coding"]["id"] for one in theirs} < {one["id"] for one in cody.codings()}
    assert not cody.told()["anew"]
    assert not rea.told()["anew"]  # who is in no round saw it all


def test_who_is_kept_out_is_told_of_what_they_saw_and_of_nothing_else(cast: Cast, source: Any) -> None:
    lea, cody = opened(cast.lea, cast.cody, source=source)
    signs = {page.at for page in (lea, cody)}
    person = add_participant(cast.lea, pseudonym="Marigold")
    assert not cody.told()["anew"]
    exclude_reader(cast.lea, participant=person, reader=cast.cody)
    assert cody.told()["anew"]  # they saw that she was there
    cody.load()
    at = cody.at
    incoming, _refused = read_files(cast.lea, [("hers.txt", b"MARIGOLD: What he does not read.")])
    incoming[0].parts = [Part("participant", person.id)]
    import_sources(cast.lea, incoming=incoming)
    assert (cody.told()["anew"], cody.at) == (False, at)
    make_code(cast.lea, name="Welcome")
    assert (cody.told()["anew"], cody.at[0]) == (False, at[0] + 1)
    assert not lea.told()["anew"]
    assert len(signs) == 2


def test_the_sign_costs_no_question(cast: Cast, source: Any) -> None:
    code = make_code(cast.lea, name="Welcome")
    Reader(cast.lea, source).apply(0, 5, code=code.id)
    start_round(cast.lea, name="First", coders=[cast.lea, cast.cody], sources=[source], blind=True)
    (cody,) = opened(cast.cody, source=source)
    cody.told()
    asked = []
    for seen in ("", f"&seen={cody.at[1]}"):
        with CaptureQueriesContext(connection) as found:
            cody.get(f"{cody.source}feed?since={cody.at[0]}{seen}")
        asked.append(len(found))
    assert asked[0] == asked[1]
