"""What people asked or refused since a backup holds after it is brought back, and is counted after a roll-back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from commands import done
from exchange.test_another_machine import told

pytestmark = pytest.mark.process

TALK = "LENA: What did you do?\nIKE: I made some tea at night and then we waited for her.\n"
NAMES = """
import json
from datetime import date
from pathlib import Path
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code
from firsthand.core.spans import Span
from firsthand.exchange.keeping import backup
from firsthand.field.consent.services import set_answers
from firsthand.field.people.selectors import participant
from firsthand.field.sources.models import OwnWords
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.ethics.logs import Happening, write_incident
from firsthand.giving_back.ethics.models import Incident
from firsthand.giving_back.ethics.selectors import incidents
from firsthand.giving_back.member_checks import services
from firsthand.giving_back.member_checks.models import Line, Pack, Reply
from firsthand.giving_back.member_checks.selectors import asked_to_leave_out, packs
from firsthand.giving_back.own_page import coming_in, wishes, writing
from firsthand.giving_back.own_page.models import Letter, Wish
from firsthand.giving_back.own_page.slips import make_slip
from firsthand.giving_back.own_page.waiting import take_in_what_waits
ike, talk = participant(by, "Ike"), source(by, "S1")
def said(words):
    start = text_of(by, talk).words.index(words)
    return Span(start, start + len(words))
def page(code):
    return coming_in.own_page(by.study, coming_in.come_in(by.study, code=code))
"""
BEGUN = f"""{NAMES}
set_answers(by, participant=ike, answers={{"quotes": "short_quotes", "check": ("my_quotes",)}},
            moment="after_interview", how="spoken")
for words in ("some tea at night", "we waited for her"):
    apply_code(by, source=talk, code=make_code(by, name=words), span=said(words))
services.send_pack(by, participant=ike, quotes=[Coding.objects.order_by("id")[0]])
wishes.ask(by, participant=ike, question="Was it the night bus?")
print(json.dumps({{"code": make_slip(by, participant=ike).code}}))
"""
ASKS = f"""{NAMES}
import os
writing.check(page(os.environ["CODE"]), Line.objects.get().id.hex, "take_out", "Please do not print this.",
              to_print=False)
writing.reply(page(os.environ["CODE"]), Wish.objects.get().id.hex, "No, the ferry.")
if "KEPT" in os.environ:
    backup.make(Path(os.environ["KEPT"]))
print("{{}}")
"""
READ = f"""{NAMES}
take_in_what_waits(by)
print("{{}}")
"""
READ_AND_ENDED = f"""{NAMES}
import os
from firsthand.ground.vault import slips
def ended(letter):
    print("{{}}", flush=True)
    os._exit(0)
slips.destroy_letter = ended
take_in_what_waits(by)
"""
CHANGED = f"""{NAMES}
reply = services.write_reply(by, line=Line.objects.get(), answer="change", text="Say: a pot of tea.")
services.settle_reply(by, reply=reply, outcome="done", reason="It says so now.")
assert asked_to_leave_out(by) == set()
print("{{}}")
"""
SENT_SINCE = f"""{NAMES}
pack = services.send_pack(by, participant=ike, quotes=[Coding.objects.order_by("id")[1]])
services.write_reply(by, line=pack.lines.get(), answer="take_out", text="Not this either.")
services.take_pack_back(by, pack=pack)
mark_own_words(by, source=talk, participant=ike, span=said("What did you do"))
write_incident(by, said=Happening("The sheet lay open on the bus.", date(2026, 3, 2)), person=ike)
print("{{}}")
"""
HOLDS = f"""{NAMES}
print(json.dumps({{
    "left_out": sorted([*map(str, Coding.objects.order_by("id").values_list("id", flat=True))].index(str(one))
                       for one in asked_to_leave_out(by)),
    "replies": [said.text for pack in packs(by) for line in pack.lines for said in line.replies],
    "packs": [[one.number, one.taken_back_at is not None] for one in packs(by)],
    "answers": [one.reply for one in wishes.wishes(by)],
    "waiting": Letter.objects.count(),
    "own_words": OwnWords.objects.count(),
    "incidents": [one.said.happened for one in incidents(by)],
}}))
"""
UPGRADED = """
from firsthand.exchange.keeping import backup, upgrading
kept = backup.make(backup.free_name(upgrading.file_of("before-upgrade.backup")))[0]
upgrading.note(state="done", backup=str(kept), version="x", due=["default"])
print("{}")
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ike was sent words of his and asked a question, and has a page; and a backup of that."""
    folder = tmp_path_factory.mktemp("said_since")
    data, talk = folder / "data", folder / "talk.txt"
    talk.write_text(TALK, "utf-8")
    done(data, "init", "--study", "Kept")
    done(data, "import", talk, "--participants")
    (folder / "code").write_text(told(data, BEGUN)["code"], "ascii")
    done(data, "backup", folder / "old.backup")
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "data", tmp_path / "data"))


def brought_back(data: Path, backup: Path) -> int:
    """How much of what people said was taken over."""
    again = json.loads(done(data, "restore", backup, "--json").out)["again"]
    assert done(data, "verify", "--json").json["sound"] is True
    return sum(int(one["said"]) for one in again)


def test_words_that_somebody_asked_to_leave_out_stay_out_after_a_restore(made: Path, data: Path) -> None:
    told(data, ASKS, CODE=(made / "code").read_text("ascii"))
    told(data, READ)
    before = told(data, HOLDS)
    assert (before["left_out"], before["answers"]) == ([0], ["No, the ferry."])
    assert brought_back(data, made / "old.backup") == 2
    assert told(data, HOLDS) == before


@pytest.mark.parametrize("read", [READ, READ_AND_ENDED])
def test_a_letter_that_the_backup_has_waiting_and_was_read_since_is_there_once(
    made: Path, data: Path, read: str
) -> None:
    kept = data.parent / "waiting.backup"
    told(data, ASKS, CODE=(made / "code").read_text("ascii"), KEPT=str(kept))
    told(data, read)
    brought_back(data, kept)
    found = told(data, HOLDS)
    assert found["replies"] == ["Please do not print this."]
    assert (found["left_out"], found["answers"], found["waiting"]) == ([0], ["No, the ferry."], 0)


def test_what_was_to_be_changed_waits_again_since_the_change_went_with_the_data(
    made: Path, data: Path
) -> None:
    told(data, CHANGED)
    assert brought_back(data, made / "old.backup") == 1
    assert told(data, HOLDS)["left_out"] == [0]


def test_what_was_sent_since_comes_over_with_what_was_said_to_it(made: Path, data: Path) -> None:
    told(data, SENT_SINCE)
    before = told(data, HOLDS)
    assert before["left_out"] == [1]
    brought_back(data, made / "old.backup")
    assert told(data, HOLDS) == before
    assert (before["own_words"], before["incidents"]) == (1, ["The sheet lay open on the bus."])
    assert before["packs"] == [[2, True], [1, False]]


def test_a_roll_back_counts_what_was_said_to_what_was_sent_and_what_was_answered(
    made: Path, data: Path
) -> None:
    told(data, UPGRADED)
    told(data, ASKS, CODE=(made / "code").read_text("ascii"))
    told(data, READ)
    assert "NOT in it: 2 answers" in done(data, "upgrade", "--roll-back").out
