"""The demonstration study, held to its answer key: what may be quoted, and what Sam never sees."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
import pytest_django

from conftest import for_a_module
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.quoting import may_quote
from firsthand.analysis.coding.selectors import all_codings
from firsthand.analysis.themes.selectors import themes
from firsthand.core.consent import Outcome, catalogue
from firsthand.demo.building import build
from firsthand.demo.material import listed, note_parts, passages, place
from firsthand.field.consent.selectors import answers_of
from firsthand.field.consent.services import pause, resume
from firsthand.field.fieldwork.selectors import visits
from firsthand.field.people.selectors import participant, people
from firsthand.field.sources.selectors import source, sources
from firsthand.field.sources.texts import texts
from firsthand.giving_back.reports import make
from firsthand.ground.studies.entrance import enter

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
KEY = listed("expected")


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker, secret: Any
) -> Iterator[Any]:
    with for_a_module(django_db_blocker):
        yield build()


@pytest.fixture
def lead(built: Any, db: None) -> Any:
    return copy(built)


def words_seen(by: Any) -> str:
    return "\n".join(text.words for text in texts(by, [line.version_id for line in sources(by)]).values())


def even(words: str) -> str:
    return " ".join(words.split())


def test_each_answer_of_the_nine_is_one_that_can_be_given(lead: Any) -> None:
    for person in people(lead):
        said = answers_of(lead, person.id)
        assert set(said) | {"readers"} == set(catalogue().scopes) | {"readers"}, person.label


def test_what_may_be_quoted_is_what_the_key_says(lead: Any) -> None:
    by_title = {line.title: line for line in sources(lead) if line.layer in ("", "description")}
    rows = {one["id"]: one for one in listed("sources")}
    found: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    for passage in passages().values():
        if passage.get("part") == "header":
            continue
        line = by_title[rows[passage["doc"]]["title"]]
        layer = passage.get("part")
        if layer not in (None, "description"):
            continue
        text = texts(lead, [line.version_id])[line.version_id].words
        found[may_quote(lead, source(lead, line.id), place(passage["text"], text))].append(passage["id"])
    assert sorted(found[Outcome.NO]) == sorted(KEY["quotes"]["refused"])
    assert sorted(found[Outcome.REVIEW]) == sorted(KEY["quotes"]["need_review"])


def test_no_report_has_words_that_may_not_be_quoted(lead: Any) -> None:
    files = [
        make(lead, what=what, format=form).data.decode("utf-8")
        for what, form in (("themes", "html"), ("codings", "csv"))
    ]
    held = [passages()[name]["text"] for names in KEY["quotes"].values() for name in names]
    for words in held:
        assert not [file for file in files if even(words)[:60] in even(file)]
    assert all("Not quoted" in file for file in files)


def test_sam_never_sees_what_the_key_hides_from_him(lead: Any) -> None:
    sam, lena = enter(lead.study, "Sam"), enter(lead.study, "Lena")
    hidden = KEY["hidden_from_A"]
    seen, whole = even(words_seen(sam)), even(words_seen(lena))
    for name in hidden["passages"]:
        assert even(passages()[name]["text"]) in whole
        assert even(passages()[name]["text"]) not in seen
    for name, words in hidden["words"].items():
        assert even(words) in whole
        assert even(words) not in seen
        assert even(passages()[name]["text"].replace(words, "")).strip() in seen
    assert "Juno" not in str([people(sam), sources(sam), visits(sam), excerpts(sam), themes(sam)])
    assert "Juno" in str(people(lena))
    gone = {one["passage"] for one in listed("codings")} & set(hidden["passages"])
    lost = [one for one in listed("codings") if one["passage"] in gone or one.get("whose") == "P07"]
    assert len(all_codings(lena)) - len(all_codings(sam)) == len(lost)
    assert len(visits(sam)) == len(visits(lena)) - 1


def test_while_ike_is_on_hold_nothing_of_his_is_there_and_then_all_of_it(lead: Any) -> None:
    before = [excerpts(lead), people(lead), sources(lead), themes(lead)]
    ike = participant(lead, "P04")
    pause(lead, participant=ike)
    words = even(words_seen(lead))
    for name in ("p04a", "p04b", "p04c", "p04d"):
        assert even(passages()[name]["text"]) not in words
    assert "friend with a rota" not in words
    assert "a rota with a friend in it" in words
    assert "paid less and write less" not in words
    assert "Ike" not in str([people(lead), [one.people for one in sources(lead)]])
    resume(lead, participant=ike)
    assert [excerpts(lead), people(lead), sources(lead), themes(lead)] == before


def test_notes_have_no_layer_unread() -> None:
    """The passages that the key speaks of stand in what happened, or in talk: nothing is left out of this test."""
    rows = {one["id"]: one for one in listed("sources")}
    for name in KEY["quotes"]["refused"] + KEY["quotes"]["need_review"]:
        row = rows[passages()[name]["doc"]]
        assert row["kind"] != "field note" or "description" in note_parts(row["file"])
