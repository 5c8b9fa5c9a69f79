"""The version of a text is that of the words that somebody reads: another one as soon as other words are cut for them.

What was meant in a text as it was read before lands on no other words, and nobody's words leave a text, or stand in
it twice, by what was typed over it meanwhile.
"""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding import autocoding
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.core import finding
from firsthand.core.problems import Clash
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader, pause, resume
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.services import add_visit
from firsthand.field.people.services import add_participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.selectors import source
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.sight import version_for
from firsthand.field.sources.texts import text_of
from readers import Reader
from texts import bring

TALK = "IKE: Tea at night.\nMARIGOLD: Tea by day.\nIKE: And waiting.\nMARIGOLD: We sat.\n"
NOTE = 'A pot. Ike: "It is his soup." Marigold nods.'
HIS = 'Ike: "It is his soup."'


@pytest.fixture
def ike(cast: Cast) -> Any:
    return add_participant(cast.lea, pseudonym="Ike")


@pytest.fixture
def talk(cast: Cast, ike: Any) -> Any:
    """A talk of Ike and of Marigold."""
    (row,) = bring(cast.lea, TALK)
    marigold = add_participant(cast.lea, pseudonym="Marigold")
    for speaker in text_of(cast.lea, row).speakers.values():
        who = {"IKE": ike, "MARIGOLD": marigold}[speaker.label]
        voice = row.versions.get().voices.get(index=speaker.index)
        assign_voice(cast.lea, voice=voice, part="participant", participant=who)
    return row


@pytest.fixture
def note(cast: Cast, ike: Any) -> Any:
    """A note of a visit at which Ike was, with another: some words in it are his."""
    visit = add_visit(cast.lea, on=None, present=[ike, add_participant(cast.lea, pseudonym="Marigold")])
    row = write_note(cast.lea, visit=visit, layers={"description": NOTE})
    mark_own_words(cast.lea, source=row, participant=ike, span=_in(NOTE, HIS))
    return row


def _in(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def versions(reader: Reader) -> set[str]:
    """The version as each answer tells it."""
    codings = reader.get(reader.source + "codings")["version"]
    return {reader.text()["version"], codings, reader.feed(reader.entry())["version"]}


def test_it_is_another_while_somebody_is_on_hold_and_the_first_one_afterwards(
    cast: Cast, talk: Any, ike: Any
) -> None:
    reader = Reader(cast.cody, talk)
    (whole,) = versions(reader)
    pause(cast.lea, participant=ike)
    (cut,) = versions(reader)
    assert cut != whole == str(talk.current)
    assert (cut[:18], cut[19] in "89ab") == (whole[:18], True)  # it looks like any other
    assert versions(reader) == {cut}
    resume(cast.lea, participant=ike)
    assert versions(reader) == {whole}


def test_an_open_page_is_told_at_once_that_the_text_is_another(cast: Cast, talk: Any, ike: Any) -> None:
    reader = Reader(cast.cody, talk)
    since, whole = reader.entry(), reader.text()["version"]
    assert reader.feed(since)["version"] == whole
    pause(cast.lea, participant=ike)
    assert reader.feed(since)["version"] == reader.text()["version"] != whole


def test_a_coding_says_the_version_that_its_place_is_in(cast: Cast, talk: Any, ike: Any) -> None:
    reader, code = Reader(cast.cody, talk), make_code(cast.lea, name="Tea")
    pause(cast.lea, participant=ike)
    words, since = reader.text()["words"], reader.entry()
    place = _in(words, "Tea by day")
    made = reader.apply(place.start, place.end, code=code.id).json()["coding"]
    (told,) = reader.feed(since)["changed"]
    assert {made["version"], told["version"]} == versions(reader)


@pytest.mark.parametrize("what", ["codings", "bystanders"])
def test_what_was_meant_in_the_whole_text_is_not_put_on_what_is_left_of_it(
    cast: Cast, talk: Any, ike: Any, what: str
) -> None:
    reader, code = Reader(cast.cody, talk), make_code(cast.lea, name="Tea")
    place = _in(TALK, "And waiting")
    sent = {"version": reader.text()["version"], "start": place.start, "end": place.end}
    sent |= {"code": code.id} if what == "codings" else {}
    pause(cast.lea, participant=ike)
    entries = cast.lea.study.entries.count()
    answer = reader.send("post", reader.source + what, **sent)
    assert (answer.status_code, cast.lea.study.entries.count()) == (409, entries)
    assert "The text has changed since you opened it" in answer.json()["sentence"]


def test_edges_that_were_meant_in_a_cut_text_are_not_moved_in_the_whole_one(
    cast: Cast, talk: Any, ike: Any
) -> None:
    reader, code = Reader(cast.cody, talk), make_code(cast.lea, name="Tea")
    pause(cast.lea, participant=ike)
    text = reader.text()
    place = _in(text["words"], "Tea by day")
    made = reader.apply(place.start, place.end, code=code.id).json()["coding"]
    resume(cast.lea, participant=ike)
    moved = {"start": place.start, "end": place.end - 4, "version": text["version"]}
    assert reader.send("patch", f"codings/{made['id']}", **moved).status_code == 409
    assert [one.words for one in excerpts(cast.lea)] == ["Tea by day"]


def test_what_was_done_is_answered_again_though_another_text_is_read_since(
    cast: Cast, talk: Any, ike: Any
) -> None:
    reader, code = Reader(cast.cody, talk), make_code(cast.lea, name="Tea")
    place = _in(TALK, "Tea by day")
    sent = {"act_id": code.id, "version": reader.text()["version"], "code": code.id}
    first = reader.apply(place.start, place.end, **sent).json()["coding"]
    pause(cast.lea, participant=ike)
    again = reader.apply(place.start, place.end, **sent)
    assert (again.status_code, again.json()["coding"]["id"]) == (200, first["id"])


def test_what_a_rule_found_in_the_whole_text_is_not_taken_in_what_is_left_of_it(
    cast: Cast, talk: Any, ike: Any
) -> None:
    code, rule = make_code(cast.lea, name="Tea"), finding.Rule("words", "sat")

    def found() -> list[Any]:
        rows = autocoding.preview(cast.cody, rule, sources=[talk]).rows
        return [(source(cast.cody, talk.id), row.version_id, row.span) for row in rows]

    before = found()
    pause(cast.lea, participant=ike)
    with pytest.raises(Clash):
        autocoding.autocode(cast.cody, rule=rule, code=code, accepted=before)
    autocoding.autocode(cast.cody, rule=rule, code=code, accepted=found())
    assert [one.words for one in excerpts(cast.lea)] == ["sat"]


def test_whom_a_participant_keeps_out_learns_only_that_the_text_is_another(
    cast: Cast, note: Any, ike: Any
) -> None:
    cody, rea = Reader(cast.cody, note), Reader(cast.rea, note)
    whole = cody.text()["version"]
    exclude_reader(cast.lea, participant=ike, reader=cast.cody)
    assert cody.text()["words"] == "A pot. Marigold nods."
    assert versions(rea) == {whole} != versions(cody)
    place = _in(NOTE, "pot")
    answer = cody.send("post", cody.source + "bystanders", version=whole, start=place.start, end=place.end)
    assert answer.status_code == 409
    assert "The text has changed since you opened it" in answer.json()["sentence"]


def test_whose_words_are_cut_is_told_by_other_words_that_become_theirs(
    cast: Cast, note: Any, ike: Any
) -> None:
    reader = Reader(cast.cody, note)
    pause(cast.lea, participant=ike)
    before = versions(reader)
    resume(cast.lea, participant=ike)
    mark_own_words(cast.lea, source=note, participant=ike, span=_in(NOTE, "Marigold nods."))
    pause(cast.lea, participant=ike)
    assert reader.text()["words"] == "A pot."
    assert len(versions(reader) | before) == 2


def typed(reader: Reader, version: str, text: str, **over: str) -> int:
    return int(reader.send("put", reader.source + "typed", version=version, text=text, **over).status_code)


def test_what_was_typed_over_a_cut_text_takes_nobodys_turns_out_of_the_whole_one(
    cast: Cast, talk: Any, ike: Any
) -> None:
    reader = Reader(cast.cody, talk)
    pause(cast.lea, participant=ike)
    cut = reader.text()
    resume(cast.lea, participant=ike)
    mine = cut["words"].replace("by day", "all day")
    assert typed(reader, cut["version"], mine) == 409
    # Sent once more over what stands, as one may where somebody corrected the text: it was not typed over all of it.
    assert typed(reader, reader.text()["version"], mine, over=cut["version"]) == 409
    assert text_of(cast.lea, source(cast.lea, talk.id)).words == TALK


@pytest.mark.parametrize("kind", ["talk", "note"])
def test_what_was_typed_over_the_whole_text_puts_nobodys_words_in_twice(
    cast: Cast, request: pytest.FixtureRequest, ike: Any, kind: str
) -> None:
    row = request.getfixturevalue(kind)
    reader = Reader(cast.cody, row)
    whole = reader.text()
    pause(cast.lea, participant=ike)
    read = reader.text()
    mine = whole["words"].replace("Marigold nods", "Marigold nodded").replace("by day", "all day")
    assert typed(reader, whole["version"], mine) == 409
    assert typed(reader, read["version"], mine, over=whole["version"]) == 409
    assert reader.text()["words"] == read["words"]
    resume(cast.lea, participant=ike)
    assert reader.text()["words"] == whole["words"]
    assert typed(reader, whole["version"], mine, over=whole["version"]) == 200


def test_typed_over_a_text_that_somebody_corrected_it_goes_over_theirs_once_that_was_looked_at(
    cast: Cast, talk: Any
) -> None:
    reader = Reader(cast.cody, talk)
    whole = reader.text()["version"]
    assert typed(Reader(cast.lea, talk), whole, TALK + "LEA: Theirs.\n") == 200
    assert typed(reader, whole, TALK + "LEA: Mine.\n") == 409
    assert typed(reader, reader.text()["version"], TALK + "LEA: Mine.\n", over=whole) == 200
    assert reader.text()["words"].endswith("LEA: Mine.\n")


def test_a_hold_that_came_before_the_act_had_the_lock_is_met_there(cast: Cast, talk: Any, ike: Any) -> None:
    mine = source(cast.cody, talk.id)
    whole = version_for(cast.cody, mine.current)
    pause(cast.lea, participant=ike)
    with pytest.raises(Clash):
        correct_typed(cast.cody, source=mine, version=whole, text=TALK + "LENA: Go on.\n")
