"""Two laptops worked apart on one text: one marked its words, the other corrected them, or both did.

Whatever stands on words is on the text that stands afterwards, or in doubt beside it; nothing is left on a text that
nobody reads, where a bystander's mark keeps nothing out any more. Invented.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from commands import done
from exchange.test_joining import joined, run, sound

pytestmark = pytest.mark.process

TALK = "IKE: The stairs are steep and I slept at the top of them.\nMARA: Whose stairs are they, and who paints?\n"
SAME = "slept at the top"  # whatever is corrected, these words stay
ALTERED = "Whose stairs are they"
LONGER = ("The stairs", "All the old stairs")
REWORDED = ("Whose stairs are they", "Whose old stairs were these")
OTHERWISE = ("Whose stairs are they", "Who has the stairs")

IMPORTS = f"""
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.rounds.models import Decision, Round
from firsthand.analysis.rounds.services import settle_difference, start_round
from firsthand.core.guide import Guide, Question
from firsthand.core.spans import Span
from firsthand.doors.web.views.correcting import _doubts
from firsthand.field.fieldwork.models import Bystander
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.interviews import models as asked
from firsthand.field.interviews.answers import mark_answers
from firsthand.field.interviews.models import Answer
from firsthand.field.interviews.services import import_guide
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import participant
from firsthand.field.people.services import add_participant
from firsthand.field.sources.models import OwnWords, Source, TextVersion, Voice
from firsthand.field.sources.own_words import mark_own_words, say_own_words_gone, settle_own_words
from firsthand.field.sources.placing import there
from firsthand.field.sources.revising import placed_models
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.sight import version_for
from firsthand.field.sources.texts import words_of_version
from firsthand.giving_back.release.models import ApartPassage
from firsthand.giving_back.release.services import keep_apart
from firsthand.ground.studies.acting import one_act
from firsthand.ground.studies.entrance import enter, find_study
from firsthand.ground.trail.recording import record
import json

SAME, ALTERED = {SAME!r}, {ALTERED!r}
row = source(by, "S1")
def at(words):
    start = text_of(by, row).words.index(words)
    return Span(start, start + len(words))
"""
PREPARED = """
make_code(by, name="Taken")
make_code(by, name="More")
add_participant(by, pseudonym="Ike")
add_participant(by, pseudonym="Mara")
import_guide(by, guide=Guide((Question("Q01", "Whose are they?"),)))
start_round(by, name="One", coders=[by, enter(find_study(), "Cody")], sources=[row], blind=False)
"""
MARKS = """
cody = enter(find_study(), "Cody")
for words, name in ((SAME, "Taken"), (ALTERED, "More")):
    for each in (by, cody):
        apply_code(each, source=row, code=code(by, name), span=at(words))
    mark_answers(by, source=row, answers=[(asked.Question.objects.get(), at(words))])
    mark_bystander(by, source=row, span=at(words))
    mark_own_words(by, source=row, participant=participant(by, "P01"), span=at(words))
    said = {"outcome": "both", "reason": "Both."}
    settle_difference(by, round=Round.objects.get(), source=row, code=code(by, name), span=at(words), **said)
keep_apart(by, codings=list(Coding.objects.filter(coder=by, version_id=row.current)), reason="Who it is.")
"""
CORRECTED = """
words = text_of(by, row).words.replace(*{pair!r})
correct_typed(by, source=row, version=version_for(by, row.current), text=words)
"""
# Of each mark on S1: of what kind, its words where it stands, whether that text stands, and whether it is in doubt and
# shown on the page of correcting.
STAND = """
shown = {one.doubt.row.id for one in _doubts(by, row)}
found = []
for model in placed_models():
    for one in model.objects.filter(version__source=row).order_by("start"):
        words = one.span.words_in(words_of_version(by, one.version))
        sound = one.fingerprint == there(by, one.version, one.span)["fingerprint"]
        standing = one.version_id == row.current and sound
        found.append([model.__name__, words, standing, one.was_in is not None, one.id in shown])
print(json.dumps(found))
"""

KINDS = ("Coding", "Answer", "Bystander", "OwnWords", "Decision", "ApartPassage")
ON_THE_PAGE = ("Coding", "Answer", "Bystander", "OwnWords")
WAYS = {
    "made here, corrected there": (MARKS, CORRECTED.format(pair=LONGER) + CORRECTED.format(pair=REWORDED)),
    "made there, corrected here": (CORRECTED.format(pair=LONGER) + CORRECTED.format(pair=REWORDED), MARKS),
    "made here, both corrected": (
        MARKS + CORRECTED.format(pair=OTHERWISE),
        CORRECTED.format(pair=LONGER) + CORRECTED.format(pair=REWORDED),
    ),
    "made there, both corrected": (
        CORRECTED.format(pair=LONGER) + CORRECTED.format(pair=REWORDED),
        MARKS + CORRECTED.format(pair=OTHERWISE),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A talk, a code, a guide and a round; on one laptop, and on another."""
    folder = tmp_path_factory.mktemp("marks")
    (folder / "talk.txt").write_text(TALK, "utf-8")
    one = folder / "one"
    done(one, "init", "--study", "Stairs", "--lead", "Lea")
    done(one, "import", folder / "talk.txt")
    done(one, "apply", "--source", "S1", "--code", "Whose", "--start", 5, "--end", 25, "--as", "Cody")
    run(one, IMPORTS + PREPARED)
    done(one, "backup", folder / "first.backup")
    done(folder / "other", "restore", folder / "first.backup")
    return folder


def work(apart: Path, to: Path, here: str, there: str) -> tuple[Path, Path]:
    """The two laptops after something was done on each."""
    for name, lines in (("one", here), ("other", there)):
        shutil.copytree(apart / name, to / name)
        if lines:
            run(
                to / name,
                IMPORTS + lines.replace("\ncorrect_typed", "\nrow.refresh_from_db()\ncorrect_typed"),
            )
    return to / "one", to / "other"


def parted(apart: Path, to: Path, before: str) -> tuple[Path, Path]:
    """The two laptops; something was done before they parted."""
    shutil.copytree(apart / "one", to / "one")
    run(to / "one", IMPORTS + before)
    done(to / "one", "backup", to / "parting.backup")
    done(to / "other", "restore", to / "parting.backup")
    return to / "one", to / "other"


def asked_which_text(one: Path, other: Path) -> Any:
    """What is to be chosen about a text that both corrected."""
    looked = joined(one, other, "--dry-run")
    (text,) = [line for line in looked["differences"] if line["kind"] == "sources.source"]
    return text


def told(data: Path, lines: str) -> Any:
    return json.loads(run(data, IMPORTS + lines))


@pytest.fixture(scope="module", params=WAYS)
def marks(request: pytest.FixtureRequest, apart: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What stands on the talk when the two are one."""
    one, other = work(apart, tmp_path_factory.mktemp("joined"), *WAYS[request.param])
    joined(one, other)
    sound(one)
    joined(other, one)
    sound(other)
    assert told(other, STAND) == told(one, STAND)
    assert not joined(one, other)["lines"]
    return told(one, STAND)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_is_on_the_text_that_stands_or_in_doubt_beside_it(marks: Any, kind: str) -> None:
    mine = [mark for mark in marks if mark[0] == kind]
    assert len(mine) >= 2
    for _kind, words, standing, doubt, shown in mine:
        assert standing or doubt, f"{words!r} is left on a text that nobody reads."
        if doubt and kind in ON_THE_PAGE:
            assert shown
        if words == SAME:
            assert standing
            assert not doubt
    assert any(words == SAME for _kind, words, *_rest in mine)
    assert any(doubt for *_rest, doubt, _shown in mine), "Altered words are not in doubt."


def test_every_kind_of_mark_is_in_the_table(apart: Path) -> None:
    assert sorted(
        told(apart / "one", "print(json.dumps([one.__name__ for one in placed_models()]))")
    ) == sorted(KINDS)


def test_of_a_text_that_both_corrected_one_is_chosen_and_what_was_marked_before_goes_along(
    apart: Path, tmp_path: Path
) -> None:
    one, other = parted(apart, tmp_path, MARKS)
    run(one, IMPORTS + CORRECTED.format(pair=OTHERWISE))
    run(other, IMPORTS + CORRECTED.format(pair=LONGER))
    text = asked_which_text(one, other)
    assert [OTHERWISE[1] in text["here"], LONGER[1] in text["there"]] == [True, True]
    joined(one, other, "--take", f"{text['key']}=there")
    sound(one)
    assert LONGER[1] in run(one, IMPORTS + "print(text_of(by, row).words)")
    for kind, words, standing, doubt, shown in told(one, STAND):
        assert standing or doubt, f"{kind}: {words!r} is left on a text that nobody reads."
        assert shown or not doubt or kind not in ON_THE_PAGE
        assert words != SAME or [standing, doubt] == [True, False]
    joined(other, one)
    assert told(other, STAND) == told(one, STAND)


OWN = """
mark_own_words(by, source=row, participant=participant(by, "P01"), span=at(SAME))
"""
GONE = """
words = text_of(by, row).words.replace(" and I slept at the top of them", "")
correct_typed(by, source=row, version=version_for(by, row.current), text=words)
say_own_words_gone(by, mark=OwnWords.objects.get())
"""
OWN_WORDS = """
mark = OwnWords.objects.get()
doubt = OwnWords.objects.filter(OwnWords.IN_DOUBT).exists()
said = mark.span.words_in(words_of_version(by, mark.version))
print(json.dumps([said, mark.version_id == row.current, mark.gone, doubt]))
"""


def test_own_words_that_are_gone_from_the_text_are_not_asked_for_again(apart: Path, tmp_path: Path) -> None:
    one, other = parted(apart, tmp_path, OWN)
    run(other, IMPORTS + GONE)
    joined(one, other)
    assert told(one, OWN_WORDS) == [SAME, False, True, False]
    joined(other, one)
    assert told(other, OWN_WORDS) == [SAME, False, True, False]


@pytest.mark.parametrize("gone", ["here", "there"])
def test_own_words_that_are_gone_from_the_one_text_are_known_in_the_other_that_stands(
    apart: Path, tmp_path: Path, gone: str
) -> None:
    one, other = parted(apart, tmp_path, OWN)
    done_here, done_there = GONE, CORRECTED.format(pair=LONGER)
    if gone == "there":
        done_here, done_there = done_there, done_here
    run(one, IMPORTS + done_here)
    run(other, IMPORTS + done_there)
    text = asked_which_text(one, other)
    joined(one, other, "--take", f"{text['key']}={'there' if gone == 'here' else 'here'}")
    sound(one)
    assert LONGER[1] in run(one, IMPORTS + "print(text_of(by, row).words)")
    assert told(one, OWN_WORDS) == [SAME, True, False, False]


SPEAKS = """
voice = Voice.objects.get(version_id=row.current, index=1)
assign_voice(by, voice=voice, part="participant", participant=participant(by, "P02"))
"""
SPEAKING = """
rows = Voice.objects.filter(version_id=row.current).order_by("index")
print(json.dumps([[one.part, one.participant and one.participant.label] for one in rows]))
"""


@pytest.mark.parametrize("said", ["here", "there"])
def test_who_speaks_is_known_in_the_text_that_was_corrected_meanwhile(
    apart: Path, tmp_path: Path, said: str
) -> None:
    lines = (SPEAKS, CORRECTED.format(pair=LONGER))
    one, other = work(apart, tmp_path, *(lines if said == "here" else lines[::-1]))
    joined(one, other)
    sound(one)
    assert LONGER[1] in run(one, IMPORTS + "print(text_of(by, row).words)")
    assert told(one, SPEAKING)[1] == ["participant", "P02"]
    joined(other, one)
    assert told(other, SPEAKING) == told(one, SPEAKING)


ON_HOLD = """
from firsthand.field.consent.services import pause
pause(by, participant=participant(by, "P01"))
"""


def test_of_a_text_with_words_that_are_kept_from_who_joins_none_are_shown_and_one_is_chosen_all_the_same(
    apart: Path, tmp_path: Path
) -> None:
    one, other = parted(apart, tmp_path, OWN + ON_HOLD)
    run(one, IMPORTS + CORRECTED.format(pair=OTHERWISE))
    run(other, IMPORTS + CORRECTED.format(pair=LONGER))
    text = asked_which_text(one, other)
    assert [text[side] for side in ("was", "here", "there")] == [
        None,
        "corrected here",
        "corrected there, too",
    ]
    joined(one, other, "--take", f"{text['key']}=there")
    assert LONGER[1] in run(one, IMPORTS + "print(text_of(by, row).words)")
    assert SAME not in run(one, IMPORTS + "print(text_of(by, row).words)")
    assert told(one, OWN_WORDS) == [SAME, True, False, False]
