"""Whatever people do while somebody is on hold or keeps a member out: nothing breaks, nothing shows, all comes back."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from acts import Work
from django.db.models import Q

from conftest import Cast
from firsthand.analysis.coding.autocoding import rules
from firsthand.analysis.coding.bare import coding_rows
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.quoting import quotable
from firsthand.analysis.coding.selectors import doubtful_of, lost_of
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.rounds.models import Round
from firsthand.analysis.rounds.services import close_round
from firsthand.analysis.themes.selectors import themes
from firsthand.core.anchors import fingerprint
from firsthand.core.spans import Span
from firsthand.field.consent import services as consent
from firsthand.field.fieldwork.selectors import visits
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import people
from firsthand.field.sources.models import TextVersion
from firsthand.field.sources.selectors import source, sources
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.record import latest, told
from firsthand.ground.vault import store

MANY = int(os.environ.get("FIRSTHAND_HOLDS", "2"))


def look(by: Any) -> list[Any]:
    """Everything that a member can see, drawn once."""
    found: list[Any] = [
        people(by),
        visits(by),
        excerpts(by),
        quotable(by),
        counts(by),
        memos(by),
        themes(by),
        rules(by),
    ]
    for line in sources(by):
        row = source(by, line.id)
        text = text_of(by, row)
        assert len(text.words) == line.length
        assert len(text.structure.turns) == line.turns
        assert all(turn.end <= len(text.words) for turn in text.structure.turns)
        assert all(
            end <= len(text.words) for _id, _code, _coder, _start, end, *_rest in coding_rows(by, row).rows
        )
        found += [text, doubtful_of(by, row), lost_of(by, row)]
    entries = told(by, limit=10_000)
    assert [one.number for one in entries] == list(range(latest(by), 0, -1))
    return found


def all_stand_on_their_words(by: Any) -> None:
    texts = {row.id: row for row in TextVersion.objects.filter(study_id=by.study_id)}
    for row in Coding.objects.filter(study_id=by.study_id):
        words = store.open_text(by.key, texts[row.version_id].text)
        assert fingerprint(words, Span(row.start, row.end), by.key.marking) == row.fingerprint


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(more, marks=pytest.mark.slow) for more in range(1, MANY))]
)
def test_random_work_while_people_are_on_hold_and_keep_a_member_out(cast: Cast, seed: int) -> None:
    random = Random(seed)
    work = Work([cast.lea, cast.cody], Random(seed))
    for number in range(240):
        work.act()
        there = list(Participant.objects.filter(study=cast.lea.study))
        if there and number % 12 == 0:
            who = random.choice(there)
            do = random.choice((consent.pause, consent.resume))
            do(cast.gil, participant=who)
            keep = random.choice((consent.exclude_reader, consent.include_reader))
            keep(cast.gil, participant=random.choice(there), reader=cast.cody)
        if number % 24 == 0:
            look(cast.lea)
            look(cast.cody)
    all_stand_on_their_words(cast.lea)
    for who in Participant.objects.filter(study=cast.lea.study):
        consent.resume(cast.gil, participant=who)
        consent.include_reader(cast.gil, participant=who, reader=cast.cody)
    for row in Round.objects.filter(study=cast.lea.study):
        close_round(cast.lea, round=row)  # who codes blind is not told all
    for by in (cast.lea, cast.cody):
        look(by)
        shared = by.study.sources.filter(Q(private_to=None) | Q(private_to=by.id))
        assert {line.id for line in sources(by)} == set(shared.values_list("id", flat=True))
        assert latest(by) == by.study.entries.count()
    own = Coding.objects.filter(version__source__private_to=cast.cody.id).values_list("code_id", flat=True)
    assert counts(cast.lea).keys() >= counts(cast.cody).keys() - set(
        own
    )  # nobody else reads notes of one's own
