"""What was retold of somebody's words goes with the words; and what of it may be printed as long as they are there."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from leaving_study import QUOTE, Everywhere, everywhere

from conftest import Cast
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.framework.frame import cell, frame
from firsthand.analysis.framework.models import Footing, Summary
from firsthand.analysis.framework.services import change_summary, remove_summary, write_summary
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import set_answers
from firsthand.field.people.services import add_participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.leaving.places import preview
from firsthand.giving_back.models import Release
from firsthand.giving_back.reports import make_framework
from firsthand.ground.studies.undoing import standing, undo
from firsthand.ground.trail.models import Redaction
from firsthand.ground.trail.replay import as_of
from firsthand.ground.trail.rows import rows_now
from firsthand.ground.vault import store

Capture = Callable[..., Any]

OF_IKE = {"of him", "of his talk", "of the group", "of what both say", "reworded", "before it was uncoded"}
OF_OTHERS = {"of her", "of the note without him", "of nothing"}


class Retold:
    """The study in which Ike's words are everywhere, and summaries of his and of others' words."""

    def __init__(self, cast: Cast) -> None:
        self.study: Everywhere = everywhere(cast)
        study, lea = self.study, self.study.lea
        self.rows: dict[str, Summary] = {}
        self.wordings: dict[str, list[Any]] = {}
        ease, pots = study.code, study.exemplified
        self.write("of him", ease, participant=study.ike)
        self.write("of his talk", ease, source=study.talk)
        self.write("of the group", ease, source=study.group)
        both = self.code("scrubs the big kettle.\nMARIGOLD: Ike taught", pots)
        self.write("of what both say", pots, participant=study.marigold)
        self.write("reworded", pots, participant=study.ike)
        change_summary(lea, summary=self.rows["reworded"], words="reworded once")
        self.wordings["reworded"].append(self.rows["reworded"].wording)
        self.write("before it was uncoded", pots, source=study.group)
        remove_coding(lea, coding=both)
        self.write("of her", ease, participant=study.marigold)
        own = list(Coding.objects.filter(id__in=study.own_codings, version_id=study.note.current))
        self.write("of the note without him", ease, source=study.note, without=[one.id for one in own])
        self.write("of nothing", pots, source=study.given)
        remove_summary(lea, summary=self.rows["of nothing"])  # its source is his, and goes

    def write(self, words: str, code: Any, **more: Any) -> None:
        row = write_summary(self.study.lea, code=code, words=words, **more)
        self.rows[words], self.wordings[words] = row, [row.wording]

    def code(self, words: str, code: Any) -> Coding:
        start = text_of(self.study.lea, self.study.group).words.index(words)
        return apply_code(
            self.study.lea, source=self.study.group, code=code, span=Span(start, start + len(words))
        )

    def open(self, name: str) -> int:
        """How many of the wordings that a summary ever had still open."""
        return len(store.open_to(self.study.lea.key, self.wordings[name]))

    def there(self) -> set[str]:
        standing_rows = set(Summary.objects.values_list("id", flat=True))
        return {name for name, row in self.rows.items() if row.id in standing_rows}


@pytest.mark.parametrize("named", ["L3", "L4"])
def test_words_that_are_taken_out_take_along_what_was_retold_of_them(
    cast: Cast, named: str, django_capture_on_commit_callbacks: Capture
) -> None:
    retold = Retold(cast)
    study = retold.study
    seen = {line.place: line.count for line in preview(study.lea, study.ike, named).lines}
    goes = OF_IKE | (
        {"of the note without him"} if named == "L4" else set()
    )  # it stands on where he is mentioned
    assert seen["coded_segments_on_own_words"] == 4 + (named == "L4") + len(goes)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(study.lea, participant=study.ike, named=named)
    assert retold.there() == OF_IKE.union(OF_OTHERS) - goes - {"of nothing"}
    assert {name for name in retold.rows if not retold.open(name)} == goes | {"of nothing"}
    assert not Footing.objects.exclude(summary__in=Summary.objects.all()).exists()
    assert as_of(study.lea.study_id) == rows_now(study.lea.study_id)
    assert Redaction.objects.exists()
    for entry in list(standing(study.lea)):
        try:
            undo(study.lea, entry)
        except Problem:
            continue
    assert retold.there().isdisjoint(goes), "no undo brings one back"


@pytest.mark.parametrize("named", ["L1", "L2", "L5"])
def test_who_leaves_their_words_leaves_what_was_retold_of_them(
    cast: Cast, named: str, django_capture_on_commit_callbacks: Capture
) -> None:
    from firsthand.field.people.naming import clear_name

    retold = Retold(cast)
    if named == "L5":
        clear_name(retold.study.lea, participant=retold.study.ike)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(retold.study.lea, participant=retold.study.ike, named=named)
    assert retold.there() == (OF_IKE | OF_OTHERS) - {"of nothing"}
    assert all(retold.open(name) for name in retold.rows)


def test_the_guardian_who_reads_nothing_carries_it_out_too(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    retold = Retold(cast)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(cast.gil, participant=retold.study.ike, named="L3")
    assert retold.there() == {"of her", "of the note without him"}


def test_what_stood_on_an_earlier_text_of_several_goes_to_be_sure(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    """Nobody can tell any more whose words those were."""
    study = everywhere(cast)
    hers = Coding.objects.get(id__in=study.others_codings, version_id=study.group.current)
    row = write_summary(
        study.lea, code=study.code, participant=study.marigold, words="She says who taught her."
    )
    remove_coding(study.lea, coding=hers)
    study.group.refresh_from_db()
    text = text_of(study.lea, study.group).words.replace("I did", "I did so")
    correct_typed(study.lea, source=study.group, version=study.group.current, text=text)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(study.lea, participant=study.ike, named="L3")
    assert not Summary.objects.filter(pk=row.pk).exists()


def rows_of(study: Everywhere, **more: Any) -> list[dict[str, str]]:
    made = make_framework(study.lea, format="csv", **{"rows": "participants", **more})
    return list(csv.DictReader(io.StringIO(made.data.decode("utf-8-sig"))))


def test_the_matrix_leaves_with_its_summaries_and_with_whose_words_they_retell(cast: Cast) -> None:
    study = everywhere(cast)
    set_answers(
        study.lea, participant=study.marigold, answers={"quotes": "short_quotes"}, moment="before", how="by hand"
    )  # fmt: skip
    write_summary(study.lea, code=study.code, participant=study.marigold, words="=She learned it of Ike.")
    found = {row["name"]: row for row in rows_of(study)}
    assert found["Marigold"]["Ease"] == "'=She learned it of Ike.", "no cell is a formula"
    assert (found["Ike"]["Ease"], found["Ike"]["to_write"]) == ("", "Ease; Pots")
    release = Release.objects.get(what="framework")
    assert study.marigold.id.hex in release.people
    assert study.ike.id.hex not in release.people
    study.code.refresh_from_db()
    hers = cell(study.lea, rows="participants", case=study.marigold.id, code=study.code.id).codings[0]
    remove_coding(study.lea, coding=Coding.objects.get(pk=hers.id))
    assert rows_of(study)[0]["out_of_date"] == "Ease"
    with pytest.raises(Problem, match="comes as csv, xlsx"):
        make_framework(study.lea, rows="participants", format="docx")


def answered(study: Everywhere, value: str) -> None:
    """What Ike says to being quoted."""
    set_answers(
        study.lea, participant=study.ike, answers={"quotes": value}, moment="on_request", how="by hand"
    )


def test_a_summary_leaves_as_far_as_people_may_be_retold_and_without_quoting_where_they_may_not_be_quoted(
    cast: Cast,
) -> None:
    study = everywhere(cast)
    quoting = f"He tells that {QUOTE}, he says."
    row = write_summary(study.lea, code=study.code, participant=study.ike, words=quoting)
    told: list[tuple[str, str]] = []
    for answer, words in (
        ("short_quotes", quoting),
        ("retell_in_our_words", quoting),
        ("retell_in_our_words", "He tells of what is over his stove."),
        ("none", "He tells of what is over his stove."),
    ):
        answered(study, answer)
        change_summary(study.lea, summary=row, words=words)
        (his,) = [one for one in rows_of(study) if one["name"] == "Ike"]
        told.append((his["Ease"], his["not_printed"]))
    assert told == [(quoting, ""), ("", "Ease"), ("He tells of what is over his stove.", ""), ("", "Ease")]


def test_of_whom_nobody_asked_nothing_is_retold_outside(cast: Cast) -> None:
    study = everywhere(cast)
    ash = add_participant(study.lea, pseudonym="Ash")
    write_summary(study.lea, code=study.code, participant=ash, words="Ash does not speak of it.")
    write_summary(study.lea, code=study.exemplified, source=study.group, words="Nobody speaks of pots.")
    answered(study, "none")
    assert [one["not_printed"] for one in rows_of(study) if one["name"] == "Ash"] == ["Ease"]
    assert {one["Pots"] for one in rows_of(study, rows="sources")} == {""}, "Ike speaks in the group"


def test_of_somebody_who_asked_that_nothing_be_printed_no_summary_leaves(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    study = everywhere(cast)
    write_summary(study.lea, code=study.code, participant=study.ike, words="Ease, for him, is doing.")
    write_summary(study.lea, code=study.code, source=study.group, words="They speak of the kettle.")
    write_summary(study.lea, code=study.code, participant=study.marigold, words="She learned it.")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(study.lea, participant=study.ike, named="L2")
    told = {row["name"]: row["Ease"] for row in rows_of(study)}
    assert (told["Ike"], told["Marigold"]) == ("", "She learned it.")
    assert {row["Ease"] for row in rows_of(study, rows="sources")} == {""}
    assert frame(study.lea).written == 2, "for the team it is there"
