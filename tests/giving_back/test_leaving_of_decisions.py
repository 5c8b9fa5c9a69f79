"""Why coders settled a difference as they did goes with the words that they differed about, and says nobody's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from leaving_study import QUOTE, Everywhere, everywhere

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.rounds.models import Decision, Round
from firsthand.analysis.rounds.services import close_round, settle_difference, start_round
from firsthand.core.spans import Span
from firsthand.field.sources.models import Source
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.release.selectors import kept_apart
from firsthand.giving_back.release.services import keep_apart, let_together
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.vault import store

OWN = "The kitchen belongs to whoever scrubs the big kettle."
OTHERS = "Ike taught me the kettle."


def settled(study: Everywhere, row: Round, source: Source, words: str, reason: str) -> Decision:
    at = text_of(study.lea, source).words.index(words)
    span = Span(at, at + len(words))
    code = make_code(study.cody, name=reason)
    apply_code(study.cody, source=source, code=code, span=span)
    return settle_difference(
        study.lea, round=row, source=source, code=code, span=span, outcome="both", reason=reason
    )


def sealed(row: Decision) -> UUID:
    assert row.reason is not None
    return row.reason


@pytest.mark.slow
def test_what_was_said_of_a_difference_goes_with_the_words_and_keeps_none_of_them(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    study = everywhere(cast)
    talk, group = (Source.objects.get(pk=one.pk) for one in (study.talk, study.group))
    row = start_round(
        study.lea, name="Two readers", coders=[study.lea, study.cody], sources=[talk, group], blind=False
    )
    close_round(study.lea, round=row)
    gone = [
        settled(study, row, talk, "Now I whistle.", "He means that he is over it"),
        settled(study, row, group, OWN, "A claim on the room, by the one who cleans it"),
    ]
    quoting = settled(study, row, group, "Whose kitchen is it?", f"As in: {QUOTE}.")
    taken_back = settled(study, row, group, "I did.", "He agrees with her")
    undo_last(study.lea)
    partly = settled(study, row, group, f"{OTHERS}\nIKE: I did.", "They agree, and he is proud of it")
    stays = settled(study, row, group, OTHERS, "She says what she learnt")
    before = [sealed(one) for one in (*gone, quoting, taken_back, partly)]
    assert store.open_to(study.lea.key, before) == set(before)

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(study.lea, participant=study.ike, named="L3_remove_words")

    assert store.open_to(study.lea.key, before) == set()
    rows = {one.id: sealed(one) for one in Decision.objects.filter(round=row)}
    opened = store.open_all(study.lea.key, rows.values())
    assert {key: opened[reason] for key, reason in rows.items()} == {
        quoting.id: "As in: [taken out].",
        partly.id: "[taken out]",
        stays.id: "She says what she learnt",
    }


@pytest.mark.slow
@pytest.mark.parametrize("ended", [False, True])
def test_what_was_said_of_passages_that_are_kept_apart_goes_with_them(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any], ended: bool
) -> None:
    study = everywhere(cast)
    group = Source.objects.get(pk=study.group.pk)
    text = text_of(study.lea, group).words
    codings = [
        apply_code(study.cody, source=group, code=study.exemplified, span=Span(at, at + len(words)))
        for words in ("I did.", OTHERS)
        for at in [text.index(words)]
    ]
    rule = keep_apart(study.lea, codings=codings, reason="He is the one who taught it")
    if ended:
        let_together(study.lea, apart=rule)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(study.lea, participant=study.ike, named="L3_remove_words")
    assert kept_apart(study.lea) == []
    assert store.open_to(study.lea.key, [rule.reason]) == set()
