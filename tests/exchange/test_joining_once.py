"""Of some things a study has only one: two laptops that each made it are joined all the same, and then there is one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from commands import done
from exchange.test_joining import joined, run, sound
from firsthand.exchange.joining.kinds import NUMBERED, kinds
from firsthand.exchange.joining.same import know_again, number_anew, one_of_each, step_aside
from firsthand.exchange.joining.three_ways import Joining
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.replay import Tables
from firsthand.ground.trail.rows import Values, label_of, recorded_fields, recorded_models


def only_once() -> Iterator[tuple[type[Recorded], tuple[str, ...]]]:
    """Every rule of the database by which two rows of a study may not be alike: in which fields, without the study."""
    for model in recorded_models().values():
        for rule in model._meta.constraints:
            if isinstance(rule, models.UniqueConstraint):
                named = {field.name: field.attname for field in model._meta.concrete_fields}
                yield model, tuple(named[name] for name in rule.fields if name != "study")
        for names in model._meta.unique_together:
            yield model, tuple(f"{name}" for name in names)
        for field in model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                yield model, () if field.name == "study" else (field.attname,)


RULES = {f"{label_of(model)}: {', '.join(names) or 'one'}": (model, names) for model, names in only_once()}


def test_every_rule_is_one_that_joining_knows_of() -> None:
    """A rule with a condition, or over what is worked out, would need a line of its own in `joining.kinds.once`."""
    for model in recorded_models().values():
        assert not model._meta.unique_together
        for rule in model._meta.constraints:
            if isinstance(rule, models.UniqueConstraint):
                assert rule.condition is None, rule.name
                assert not rule.expressions, rule.name
    assert {"people.attributelist: one", "calling.calling: one", "kits.beginning: one"} <= RULES.keys()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("how", ["made on both", "made there, became so here", "became so on both"])
def test_no_two_rows_are_alike_in_what_there_is_once(rule: str, how: str) -> None:
    model, names = RULES[rule]
    if how != "made on both" and not names:
        pytest.skip("A study has one such row, and none becomes it.")
    table, like, other = label_of(model), a_row(model, "1"), a_row(model, "2")
    base: Tables = {table: {"a": other, "b": a_row(model, "3")}}
    here: Tables = {table: {"a": like, "b": a_row(model, "3")}}
    there: Tables = {table: {"a": other, "b": like}}
    if how == "made on both":
        base, here, there = {}, {table: {"a": like}}, {table: {"b": like}}
    if how == "made there, became so here":
        base, here, there = {table: {"a": other}}, {table: {"a": like}}, {table: {"a": other, "b": like}}
    know_again(base, here, there, lambda _table, _values: None)
    merged = Joining(base, here, there, {table: kinds()[table]}, lambda _clash: "here").done()
    same = one_of_each(here, there, merged)
    number_anew(here, merged)
    keys = [tuple(values[name] for name in names) for values in merged[table].values()]
    assert len(keys) == len(set(keys))
    assert len(keys) == (2 if names and names[-1] in NUMBERED else 1)
    assert set(same) <= {"a", "b"}


def test_what_steps_aside_is_for_the_moment_where_nothing_stands_and_nothing_is_to_come() -> None:
    """Sources 14, 15 and 16 get the next number each: on no way there is one number at two of them."""
    model = recorded_models()["sources.source"]
    here = {row: a_row(model, "1") | {"number": number} for row, number in (("a", 14), ("b", 15), ("c", 16))}
    altered = {row: {"number": values["number"] + 1} for row, values in here.items()}
    aside = step_aside(model, here, altered)
    assert aside.keys() == {"b", "c"}
    there = [values["number"] for values in aside.values()]
    assert not {*there} & {14, 15, 16, 17}
    assert len({*there}) == 2


def a_row(model: type[Recorded], letter: str) -> Values:
    return {field.attname: a_value(field, letter) for field in recorded_fields(model)}


def a_value(field: models.Field[Any, Any], letter: str) -> Any:
    if isinstance(field, models.BooleanField):
        return False
    return int(letter) if isinstance(field, models.IntegerField) else letter * 32


IMPORTS = """
import json
from datetime import date
from uuid import UUID
from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code, recode, resize_coding
from firsthand.analysis.themes import board
from firsthand.analysis.themes import services as themes
from firsthand.analysis.themes.models import Card, Evidence, Theme, ThemeCode
from firsthand.analysis.memos.models import Link, Memo
from firsthand.analysis.memos.services import link_memo
from firsthand.core.attributes import Attribute
from firsthand.core.guide import Guide, Question
from firsthand.core.spans import Span
from firsthand.exchange.kits import services as kits
from firsthand.exchange.kits.finding import starter
from firsthand.exchange.kits.models import Beginning, Reached, Text
from firsthand.field.fieldwork.models import FieldNote, Present, Visit
from firsthand.field.fieldwork.notes import link_note
from firsthand.field.fieldwork.services import add_visit, change_visit
from firsthand.field.interviews import models as asked
from firsthand.field.interviews.answers import mark_answers, say_unanswered
from firsthand.field.interviews.services import add_interview, import_guide
from firsthand.field.people.listed import list_attributes, own_attributes
from firsthand.field.people.models import AttributeList, Name
from firsthand.field.people.naming import set_name
from firsthand.field.people.selectors import participant
from firsthand.field.sources.models import OwnWords
from firsthand.field.sources.own_words import mark_own_words
from firsthand.ground.calling.models import Calling
from firsthand.ground.calling.selectors import said_words
from firsthand.ground.calling.services import set_words
from firsthand.ground.studies.entrance import enter, find_study
row = source(by, "S1")
def words(label):
    return Attribute("", label, "words", (), "mid")
"""
PREPARED = """
import_guide(by, guide=Guide((Question("Q01", "Whose are they?"),)))
add_visit(by, on=None, doing="Sweeping")
themes.make_theme(by, name="Whose")
"""
TALK = "IKE: The stairs are steep and I slept at the top of them.\nINTERVIEWER: Whose stairs are they?\n"


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study on one laptop, and its copy on another."""
    folder = tmp_path_factory.mktemp("once")
    (folder / "talk.txt").write_text(TALK, "utf-8")
    one = folder / "one"
    done(one, "init", "--study", "Stairs", "--lead", "Lea")
    done(one, "import", folder / "talk.txt", "--participants")
    done(one, "apply", "--source", "S1", "--code", "Steep", "--start", 5, "--end", 25, "--as", "Cody")
    run(
        one,
        IMPORTS
        + PREPARED
        + 'make_code(by, name="Sleep")\nwrite_memo(by, kind="theory", title="M", body="B")\n',
    )
    done(one, "backup", folder / "first.backup")
    done(folder / "other", "restore", folder / "first.backup")
    return folder


@pytest.fixture
def laptops(apart: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The two, as they parted."""
    for name in ("one", "other"):
        shutil.copytree(apart / name, tmp_path / name)
    return tmp_path / "one", tmp_path / "other"


def told(data: Path, lines: str) -> Any:
    return json.loads(run(data, IMPORTS + f"print(json.dumps({lines}))"))


def both_ways(one: Path, other: Path) -> Any:
    """They are joined, and joined back; then nothing is left to join. What the first of these told."""
    said = joined(one, other)
    sound(one)
    joined(other, one)
    sound(other)
    again = joined(one, other)
    assert (again["lines"], again["differences"]) == ([], [])
    return said


TWICE = {
    "AttributeList": 'list_attributes(by, attributes=[words("Quarter")])',
    "Calling": 'set_words(by, person="guest", person_many="guests")',
    "Beginning": "kits.begin_with_kit(by, files=starter())\nkits.reach_milestone(by, milestone='M1')",
    "Name": 'set_name(by, participant=participant(by, "P01"), real_name="Isaac")',
    "FieldNote": "link_note(by, source=row, visit=Visit.objects.get())",
    "Present": 'change_visit(by, visit=Visit.objects.get(), on=None, doing="S", present=[participant(by, "P01")])',
    "asked.Interview": "add_interview(by, source=row, guide=asked.GuideVersion.objects.get())",
    "asked.Unanswered": "interview = add_interview(by, source=row, guide=asked.GuideVersion.objects.get())\n"
    'say_unanswered(by, interview=interview, question=asked.Question.objects.get(), how="declined")',
    "asked.Answer": "mark_answers(by, source=row, answers=[(asked.Question.objects.get(), Span(5, 25))])",
    "OwnWords": 'mark_own_words(by, source=row, participant=participant(by, "P01"), span=Span(5, 25))',
    "ThemeCode": 'themes.gather_code(by, theme=Theme.objects.get(), code=code(by, "Sleep"))',
    "Evidence": 'themes.add_evidence(by, theme=Theme.objects.get(), coding=Coding.objects.get(), side="for")',
    "Card": 'board.lay_out(by, theme=Theme.objects.get(), things=[code(by, "Sleep")])',
    "Link": 'link_memo(by, memo=the_memo("M"), to=code(by, "Sleep"))',
}


@pytest.mark.parametrize("kind", TWICE)
def test_what_there_is_once_and_each_made_is_one(laptops: tuple[Path, Path], kind: str) -> None:
    for each in laptops:
        run(each, IMPORTS + TWICE[kind])
    both_ways(*laptops)
    for each in laptops:
        assert told(each, f"{kind}.objects.count()") == 1


def test_what_each_listed_of_people_is_all_in_the_one_list(laptops: tuple[Path, Path]) -> None:
    one, other = laptops
    run(one, IMPORTS + 'list_attributes(by, attributes=[words("Quarter"), words("Floor")])')
    run(other, IMPORTS + 'list_attributes(by, attributes=[words("floor"), words("Years here")])')
    said = both_ways(one, other)
    assert [line["part"] for line in said["differences"]] == ["attributes: floor"]
    labels = "[each.label for each in own_attributes(by)]"
    assert told(one, labels) == told(other, labels) == ["Quarter", "Floor", "Years here"]
    run(
        one,
        IMPORTS + 'list_attributes(by, attributes=[words("Quarter"), words("Years here"), words("Door")])',
    )
    run(other, IMPORTS + 'list_attributes(by, attributes=[*own_attributes(by), words("Key")])')
    assert both_ways(one, other)["differences"] == []
    assert told(one, labels) == ["Quarter", "Years here", "Door", "Key"]


def test_what_people_are_called_is_known_in_each_language_that_it_was_said_in(
    laptops: tuple[Path, Path],
) -> None:
    one, other = laptops
    run(one, IMPORTS + 'set_words(by, person="guest", person_many="guests")')
    run(other, IMPORTS + 'set_words(by, language="es", person="vecina", person_many="vecinas")')
    assert both_ways(one, other)["differences"] == []
    assert told(other, "{key: one.person for key, one in said_words(by).items()}") == {
        "en": "guest",
        "es": "vecina",
    }


CODY = 'cody, mine = enter(find_study(), "Cody"), Coding.objects.order_by("id").first()\n'


def test_a_coding_that_was_given_the_code_with_which_its_words_were_coded_on_the_other_is_one(
    laptops: tuple[Path, Path],
) -> None:
    one, other = laptops
    run(one, IMPORTS + CODY + 'recode(cody, coding=mine, code=code(by, "Sleep"))')
    run(other, IMPORTS + CODY + 'apply_code(cody, source=row, code=code(by, "Sleep"), span=mine.span)')
    both_ways(one, other)
    for each in laptops:
        assert told(each, "[one.code_id == code(by, 'Sleep').id for one in Coding.objects.all()]") == [True]


def test_two_codings_that_changed_codes_with_each_other_come_as_they_are(laptops: tuple[Path, Path]) -> None:
    one, other = laptops
    run(other, IMPORTS + CODY + 'apply_code(cody, source=row, code=code(by, "Sleep"), span=mine.span)')
    joined(one, other)
    lines = ["first, second = Coding.objects.order_by('id')", 'spare = make_code(by, name="Spare")']
    lines += ["one, two = first.code, second.code", "recode(cody, coding=first, code=spare)"]
    lines += ["recode(cody, coding=second, code=one)", "recode(cody, coding=first, code=two)"]
    run(other, IMPORTS + CODY + "\n".join(lines))
    both_ways(one, other)
    codes = "[one.code_id.hex for one in Coding.objects.order_by('id')]"
    assert told(one, codes) == told(other, codes)
