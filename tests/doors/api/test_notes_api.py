"""Notes from a phone: what is taken along, and that a note, its visit and its files arrive as one act, once."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Cast
from firsthand.doors.api import notes as api
from firsthand.field.fieldwork.selectors import visits
from firsthand.field.fieldwork.services import add_visit
from firsthand.field.media.selectors import media_bytes, media_of, medium
from firsthand.field.people.services import add_participant
from firsthand.field.sources.selectors import source, sources
from firsthand.ground.studies.selectors import drafts_key
from firsthand.ground.studies.undoing import undo_last
from sounds import wav


class Phone:
    """A phone on which a member came in."""

    def __init__(self, member: Any) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        session = self.client.session
        session["acting"] = {member.study.slug: member.name}
        session.save()
        self.client.cookies["sessionid"] = session.session_key
        self.base = f"/api/s/{member.study.slug}/"

    def field(self, **headers: str) -> Any:
        return self.client.get(self.base + "field", headers=headers)

    def send(self, *files: SimpleUploadedFile, jotting: str = "Steam on the window.", **more: Any) -> Any:
        note = {"act_id": str(uuid4()), "layers": {"jotting": jotting}} | more
        return self.client.post(
            self.base + "notes", {"note": json.dumps(note, default=str), "files": list(files)}
        )


PNG = b"\x89PNG\r\n\x1a\n"
ATTACHED = {"kind": "photograph", "name": "window.jpg", "type": "image/jpeg"}
SPOKEN = {"kind": "voice memo", "name": "memo.wav", "type": "audio/wav"}


def picture(size: int = 10) -> SimpleUploadedFile:
    return SimpleUploadedFile("0", PNG.ljust(size, b"p"))


def parts_of(visit: Any) -> list[str]:
    """The ids of the texts that were written of a visit."""
    return [str(part.id) for note in visit.notes for part in note.parts]


def acts(member: Any) -> list[str]:
    return [entry.act for entry in member.study.entries.order_by("number")][-4:]


def test_what_is_taken_along(cast: Cast) -> None:
    visit = add_visit(cast.lea, on=date(2026, 5, 12), doing="Thursday kitchen")
    marigold = add_participant(cast.lea, pseudonym="Marigold")
    answer = Phone(cast.cody).field()
    said = answer.json()
    assert answer["Cache-Control"] == "no-store"
    assert said["member"] == {"id": str(cast.cody.id), "name": "Cody"}
    assert said["study"] == cast.lea.study.title
    assert [(one["id"], one["number"], one["on"]) for one in said["visits"]] == [
        (str(visit.id), 1, "2026-05-12")
    ]
    assert said["people"] == [{"id": str(marigold.id), "name": "Marigold"}]
    assert b64decode(said["key"]) == drafts_key(cast.cody)


def test_each_member_has_a_key_of_their_own_and_who_writes_no_notes_has_none(cast: Cast) -> None:
    lea, again, cody = (
        b64decode(Phone(one).field().json()["key"]) for one in (cast.lea, cast.lea, cast.cody)
    )
    assert (lea == again, lea == cody, len(lea)) == (True, False, 32)
    refused = Phone(cast.rea).field()
    assert (refused.status_code, "key" in refused.json()) == (403, False)


def test_a_page_of_one_member_is_given_nothing_of_anothers(cast: Cast) -> None:
    answer = Phone(cast.cody).field(**{"X-Firsthand-Member": str(cast.lea.id)})
    assert answer.status_code == 401
    assert "key" not in answer.json()


def test_sent_three_times_it_is_one_note_of_one_visit(cast: Cast) -> None:
    phone, act_id = Phone(cast.cody), uuid4()
    new = {"on": "2026-05-12", "began": "14:05", "ended": "", "place": "kitchen", "doing": "Tea"}
    answers = [phone.send(act_id=act_id, new_visit=new).json() for _ in range(3)]
    assert len({answer["source"] for answer in answers}) == 1
    (visit,) = visits(cast.lea)
    assert (visit.on, visit.place, visit.doing, visit.by) == (date(2026, 5, 12), "kitchen", "Tea", "Cody")
    assert parts_of(visit) == [answers[0]["source"]]
    assert acts(cast.lea)[-1] == "note.write"
    undo_last(cast.cody, whose=cast.cody)  # visit, note and all
    assert (visits(cast.lea), sources(cast.lea)) == ([], [])
    assert phone.send(act_id=act_id, new_visit=new).json() == {
        "source": None
    }  # it was handed over all the same
    assert sources(cast.lea) == []


def test_a_second_note_is_of_the_new_visit_of_the_first(cast: Cast) -> None:
    phone, first = Phone(cast.cody), uuid4()
    phone.send(act_id=first, new_visit={"on": "2026-05-12"})
    phone.send(jotting="And one more.", visit_of=first)
    (visit,) = visits(cast.lea)
    assert len(parts_of(visit)) == 2
    refused = phone.send(jotting="Of nothing.", visit_of=uuid4())
    assert refused.status_code == 400
    assert "whose visit you chose is not in the study" in refused.json()["sentence"]
    assert len(sources(cast.lea)) == 2


def test_a_visit_of_another_study_is_no_visit(cast: Cast) -> None:
    theirs = add_visit(cast.xeno, on=None)
    refused = Phone(cast.cody).send(visit=theirs.id)
    assert (refused.status_code, sources(cast.cody)) == (404, [])
    assert "There is no visit" in refused.json()["sentence"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"layers": {}}, "needs a few words"),
        ({"layers": {"gossip": "x"}}, "no part “gossip”"),
        ({"layers": {"jotting": "x" * 200_001}}, "not understood"),
        ({"new_visit": {"on": "Thursday"}}, "not understood: note.new_visit.on"),
        ({"new_visit": {"began": "15:00", "ended": "14:00"}}, "ends after it begins"),
        ({"new_visit": {"told_how": ["by owl"]}}, "how people knew"),
        ({"attached": [ATTACHED]}, "each with its name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(cast: Cast, wrong: Any, sentence: str) -> None:
    refused = Phone(cast.cody).send(**wrong)
    assert refused.status_code == 400
    assert sentence in refused.json()["sentence"]
    assert (sources(cast.lea), visits(cast.lea)) == ([], [])


def test_files_that_are_too_large_too_many_or_of_no_kind_are_named(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MEGABYTE", 10)
    monkeypatch.setattr(api, "TOGETHER", 60)
    phone = Phone(cast.cody)

    def said(*files: SimpleUploadedFile, attached: list[dict[str, str]]) -> str:
        answer = phone.send(*files, attached=attached)
        assert answer.status_code == 400
        return str(answer.json()["sentence"])

    assert "window.jpg is larger than 25 MB" in said(picture(251), attached=[ATTACHED])
    assert "at most 20 files" in said(*(picture(1) for _ in range(21)), attached=[ATTACHED] * 21)
    assert "60 MB together" in said(*(picture(250) for _ in range(3)), attached=[ATTACHED] * 3)
    page = SimpleUploadedFile("0", b"<svg onload=alert(1)>")
    assert "window.jpg" in said(page, attached=[ATTACHED])
    assert "window.jpg holds no sound" in said(picture(), attached=[ATTACHED | {"kind": "voice memo"}])
    assert sources(cast.lea) == []


def test_who_may_not_write_hands_nothing_over(cast: Cast) -> None:
    assert Phone(cast.rea).send().status_code == 403
    assert sources(cast.lea) == []


def test_photographs_and_voice_memos_come_with_their_note_in_one_act_and_go_with_it(cast: Cast) -> None:
    phone, act_id = Phone(cast.cody), uuid4()
    spoken = wav(2)
    for _ in range(2):
        files = (picture(2_000_000), SimpleUploadedFile("1", spoken))
        answer = phone.send(*files, act_id=act_id, attached=[ATTACHED, SPOKEN])
    (line,) = sources(cast.lea)
    assert answer.json()["source"] == str(line.id)
    photograph, memo = media_of(cast.lea, source(cast.lea, line.id))
    assert (photograph.kind, photograph.name, photograph.size) == ("photograph", "window.jpg", 2_000_000)
    assert (memo.kind, memo.name) == ("voice memo", "memo.wav")
    assert media_bytes(cast.lea, medium(cast.lea, memo.id), 0, memo.size) == spoken
    undo_last(cast.cody, whose=cast.cody)
    assert sources(cast.lea) == []


def test_everything_that_a_phone_can_say_of_a_visit_and_each_part_of_a_note(cast: Cast) -> None:
    marigold = add_participant(cast.lea, pseudonym="Marigold")
    new = {
        "on": "2026-05-12", "began": "14:05", "ended": "16:00", "place": "kitchen", "doing": "Tea",
        "left_out": "A talk", "told_how": ["badge"], "present": [marigold.id],
    }  # fmt: skip
    layers = {name: f"My {name}." for name in ("jotting", "description", "reflection", "analytic", "plan")}
    phone = Phone(cast.cody)
    answer = phone.send(layers=layers, new_visit=new, written="same day")
    (visit,) = visits(cast.cody)
    assert (visit.began, visit.ended, visit.told_how, visit.left_out) == (
        "14:05",
        "16:00",
        ("badge",),
        "A talk",
    )
    assert [person.pseudonym for person in visit.present] == ["Marigold"]
    (note,) = visit.notes
    assert [part.layer for part in note.parts] == list(layers)
    assert answer.json()["source"] == str(note.parts[1].id)  # what happened
    (seen,) = visits(cast.lea)  # “Me in it” is Cody's alone
    assert [part.layer for part in seen.notes[0].parts] == ["jotting", "description", "analytic", "plan"]
    phone.send(layers={"reflection": "Shared."}, share=True, visit=visit.id)
    assert "reflection" in [part.layer for part in visits(cast.lea)[0].notes[0].parts]


def test_parts_without_a_visit_make_one_of_the_day_on_which_they_were_begun(cast: Cast) -> None:
    Phone(cast.cody).send(layers={"jotting": "a", "plan": "b"}, day="2026-05-12")
    assert [visit.on for visit in visits(cast.lea)] == [date(2026, 5, 12)]


def test_what_there_is_to_choose_comes_with_its_names(cast: Cast) -> None:
    said = Phone(cast.cody).field().json()
    assert {"id": "kitchen", "name": "kitchen"} in said["places"]
    assert {"id": "badge", "name": "a badge"} in said["told_how"]
    assert {"id": "later", "name": "later"} in said["written"]
