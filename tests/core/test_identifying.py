"""What could tell who somebody is, is found; and innocent words are left in peace."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from firsthand.core import identifying
from firsthand.core.identifying import Document, Given, rule, rules
from firsthand.core.identifying.looking import hints
from firsthand.core.spans import Span

DENISE = Given("Denise Halloran", "D01", "Marigold", "P01")
ROW = Given("Lantern Row", "D03", "[the house]")


def found(text: str, *given: Given, known: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The rule and the words of each hint."""
    return [
        (hint.rule, hint.span.words_in(text)) for hint in hints([Document("a", text)], given, known=known)
    ]


@pytest.mark.parametrize("module", [one.name for one in pkgutil.iter_modules(identifying.__path__)])
def test_the_examples_of_a_module_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"{identifying.__name__}.{module}")).failed == 0


def test_there_are_fourteen_rules_each_with_its_words() -> None:
    assert [one.id for one in rules()] == [f"D{number:02}" for number in range(1, 15)]
    assert all(one.kind and one.find for one in rules())
    assert [one.id for one in rules() if not one.replacement] == ["D01"]  # a participant's own study name
    assert rule("D12").level == "decide_with_team"


def test_a_given_name_is_found_whole_and_in_parts_whatever_its_case_and_accents() -> None:
    emile = Given("Émile Fontenot", "D01", "Baptiste", "P08")
    text = "DENISE: I saw Emile Fontenot's coat. Denise halloran came; so did Halloran, and Mr. FONTENOT."
    assert found(text, DENISE, emile) == [
        ("D01", "DENISE"),
        ("D01", "Emile Fontenot"),
        ("D01", "Denise halloran"),
        ("D01", "Halloran"),
        ("D01", "FONTENOT"),
    ]
    (hint, *_rest) = hints([Document(7, text)], [DENISE])
    assert (hint.key, hint.span, hint.replacement, hint.person) == (7, Span(0, 6), "Marigold", "P01")


def test_a_name_that_is_an_ordinary_word_is_found_where_it_is_a_name() -> None:
    will = Given("Will Hope", "D01", "Ike", "P04")
    assert found("Will you come? I hope so. Hope is a thing. WILL it hold?", will) == []
    assert [words for _rule, words in found("I asked Will. Then Will Hope said so. Will's coat.", will)] == [
        "Will",
        "Will Hope",
        "Will",
    ]


def test_an_organisation_is_found_by_a_part_of_its_name_after_the() -> None:
    assert found("Say you're from the Row. A row of cups, the row of chairs; Lantern people.", ROW) == [
        ("D03", "the Row"),
        ("D03", "Lantern"),
    ]


CONTACTS = """
call Mr. X at 555-0142 : D06 555-0142
my mobile is 07700 900118 : D06 07700 900118
write to ann.b+c@post.example.org please : D06 ann.b+c@post.example.org
it's ann at gmail dot com : D06 ann at gmail dot com
on https://example.org/~ann or so : D06 https://example.org/~ann
I am @ann_writes there : D06 @ann_writes
plate number KXT 4471 it was : D06 KXT 4471
file number AB-4471 was lost : D07 AB-4471
Ward 7B was worse : D07 7B
my number was 123-45-6789 : D07 123-45-6789
on 5 March 2019 : D05 5 March 2019
on March 5th I left : D05 March 5th
the fifth of March : D05 fifth of March
came 05/03/2019 at noon : D05 05/03/2019
since March 2017 : D05 March 2017
on the 14th, I think : D05 14th
el 3 de marzo de 2019 : D05 3 de marzo de 2019
le 1er février : D05 1er février
her fortieth birthday : D05 her fortieth birthday
I was born in 1958 : D05 1958
""".strip().splitlines()


@pytest.mark.parametrize("line", CONTACTS)
def test_contacts_numbers_and_dates(line: str) -> None:
    text, _, wanted = line.partition(" : ")
    assert found(text) == [tuple(wanted.split(" ", 1))]


@pytest.mark.parametrize(
    "text",
    [
        "from 2014-2015 it rained, 10 or 12 of them, 1,000,000 words",
        "may I come? March on, mark the date. In June, in May.",
        "It was 7.40 to 10.10, chapter 3, page 12, 2 of 3",
        "on the first day, on the third floor, on the second of these",
        "a case of 12 bottles; we file 40 forms",
        "sixteen of us, nine thousand and something",
    ],
)
def test_plain_numbers_and_months_are_no_dates_or_contacts(text: str) -> None:
    assert found(text) == []


def test_what_is_known_to_be_no_secret_is_not_found() -> None:
    assert found("write to info@row.org", known=("info@row.org",)) == []
