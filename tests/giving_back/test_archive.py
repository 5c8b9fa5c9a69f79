"""What goes to a research archive: as much as each person said may be kept there, and nothing of anybody else."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from counting import brought
from leaving_study import OWN, Everywhere, everywhere
from lxml import etree

from conftest import Cast
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.core.problems import NotAllowed, Problem
from firsthand.core.spans import Span
from firsthand.exchange.projects.bringing_in import bring_in
from firsthand.exchange.projects.refi.opening import open_project
from firsthand.field.consent.services import exclude_reader, set_answers
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.people.models import Participant
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.field.sources.models import Source
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.archive.kept_back import Why
from firsthand.giving_back.archive.making import look_over, make_archive
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.models import Release
from firsthand.giving_back.record import told
from firsthand.giving_back.release.services import keep_apart
from firsthand.ground.studies.undoing import undo_last

DDI = {"ddi": "ddi:codebook:2_5"}
# The children that we use of each element, in the order in which the schema of DDI-Codebook 2.5 wants them.
ORDER = {
    "codeBook": ["docDscr", "stdyDscr", "fileDscr", "dataDscr", "otherMat"],
    "stdyDscr": ["citation", "stdyInfo", "method", "dataAccs", "othrStdyMat", "notes"],
    "citation": ["titlStmt", "rspStmt", "prodStmt", "distStmt"],
    "stdyInfo": ["subject", "abstract", "sumDscr"],
    "sumDscr": ["timePrd", "collDate", "nation", "geogCover", "anlyUnit", "universe", "dataKind"],
    "dataColl": ["collMode", "resInstru", "collSitu", "cleanOps"],
    "useStmt": ["confDec", "specPerm", "restrctn", "contact", "citReq", "conditions", "disclaimer"],
    "otherMat": ["labl", "txt"],
}
IKE = "The kettle is never mine, it only visits on Thursdays."
RUTH = "I count spoons when the drum begins next door, forty of them."


def said(by: Any, person: Any, answer: str) -> None:
    set_answers(by, participant=person, answers={"archive": answer}, moment="member_check", how="together")


@pytest.fixture
def two(cast: Cast) -> dict[str, Any]:
    """Ike said yes, Ruth was not asked; each talks alone, and both in a group."""
    found: dict[str, Any] = {"code": make_code(cast.lea, name="Ease", example=f"“{RUTH}”")}
    for name in ("Ike", "Ruth"):
        found[name] = add_participant(cast.lea, pseudonym=name)
    said(cast.lea, found["Ike"], "yes")
    found["Ike says"] = brought(cast.lea, "ike.txt", f"LEA: And?\nIKE: {IKE}\n", found["Ike"])
    found["Ruth says"] = brought(cast.lea, "ruth.txt", f"LEA: And?\nRUTH: {RUTH}\n", found["Ruth"])
    return found


@pytest.fixture
def everybody(cast: Cast) -> Everywhere:
    """Marigold and Ike in every place where words can be; Marigold said yes."""
    study = everywhere(cast)
    said(cast.lea, study.marigold, "yes")
    return study


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        yield zipped


def files(data: bytes) -> dict[str, bytes]:
    """Every file, and every file of the project in it."""
    with opened(data) as zipped:
        found = {name: zipped.read(name) for name in zipped.namelist()}
    with opened(found["codings.qdpx"]) as project:
        return found | {f"codings.qdpx/{name}": project.read(name) for name in project.namelist()}


def everything(data: bytes) -> str:
    return "\n".join(one.decode("utf-8", "replace") for one in files(data).values())


def rows(data: bytes, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files(data)[name].decode("utf-8-sig"))))


def coded(by: Any, source: Source, code: Any, words: str) -> Any:
    at = text_of(by, source).words.index(words)
    return apply_code(by, source=source, code=code, span=Span(at, at + len(words)))


def test_only_who_said_yes_is_in_it_and_an_example_that_quotes_another_is_not(cast: Cast, two: Any) -> None:
    data = make_archive(cast.lea).data
    assert [row["text"] for row in rows(data, "texts.csv")] == ["S1"]
    assert IKE in everything(data)
    assert "spoons" not in everything(data)
    assert rows(data, "codebook.csv")[0]["example"] == ""
    assert Release.objects.get().people == [two["Ike"].id.hex]


def test_what_another_says_beside_them_is_left_out_and_its_place_marked(
    cast: Cast, everybody: Everywhere
) -> None:
    data = make_archive(cast.lea).data
    everywhere_in_it = everything(data)
    assert not [words for words in OWN if words in everywhere_in_it]
    group = rows(data, "texts/S2.csv")
    assert [(row["turn"], row["speaker"], row["words"]) for row in group] == [
        ("1", "interviewer", "Whose kitchen is it?"),
        ("2", "", "[left out]"),
        ("3", "Marigold", "[a person] taught me the kettle."),
        ("4", "", "[left out]"),
    ]  # fmt: skip
    text = files(data)["texts/S2.txt"].decode()
    assert all(text[int(row["start"]) : int(row["end"])] == row["words"] for row in group)
    note = next(row for row in rows(data, "texts.csv") if row["kind"] == "description")
    words = files(data)[note["file"]].decode()
    assert "It is his soup" in words
    assert "The pot is washed" in words
    assert "Ike" not in words


def test_codings_stand_on_the_same_words_in_table_and_project_and_those_of_others_are_gone(
    cast: Cast, everybody: Everywhere, tmp_path: Path
) -> None:
    data = make_archive(cast.lea).data
    found = rows(data, "codings.csv")
    assert [row["words"] for row in found] == [
        "[a person] taught me the kettle.", "The pot is washed by whoever is nearest.",
    ]  # fmt: skip
    path = tmp_path / "codings.qdpx"
    path.write_bytes(files(data)["codings.qdpx"])
    with open_project(path) as file:
        report = bring_in(cast.xeno, file=file, name=path.name)
    assert report.counted()["codings"]["imported"] == 2
    from firsthand.analysis.coding.excerpts import excerpts

    assert sorted(one.words for one in excerpts(cast.xeno)) == sorted(row["words"] for row in found)
    assert {row["coder"] for row in found} == {"Coder 1"}
    assert "Cody" not in everything(data)


def test_after_somebody_left_it_holds_none_of_their_words(
    cast: Cast, everybody: Everywhere, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    said(cast.lea, everybody.ike, "yes")
    before = everything(make_archive(cast.lea).data)
    assert [words for words in OWN if words in before]
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(cast.lea, participant=everybody.ike, named="L3")
    after = everything(make_archive(cast.lea).data)
    assert not [words for words in OWN if words in after]
    assert "kettle" in after


def test_no_yes_no_package_and_on_hold_or_not_seen_yet_is_no_yes(cast: Cast, two: Any) -> None:
    for answer in ("after_i_have_seen_it", "no"):
        said(cast.lea, two["Ike"], answer)
        with pytest.raises(Problem, match="nothing to take out"):
            make_archive(cast.lea)
    assert not Release.objects.exists()


def test_the_same_study_gives_the_same_bytes_and_every_file_its_checksum(cast: Cast, two: Any) -> None:
    first = make_archive(cast.lea).data
    assert make_archive(cast.lea).data == first
    found = files(first)
    listed = dict(reversed(line.split("  ")) for line in found["SHA256SUMS.txt"].decode().splitlines())
    with opened(first) as zipped:
        names = zipped.namelist()
    assert listed == {name: sha256(found[name]).hexdigest() for name in names if name != "SHA256SUMS.txt"}


def test_a_cell_that_would_be_a_formula_is_none_and_no_word_breaks_out_of_xml(cast: Cast) -> None:
    person = add_participant(cast.lea, pseudonym="=1+1")
    said(cast.lea, person, "yes")
    bad = '=HYPERLINK("x") </titl><evil/> & \x01'
    source = brought(cast.lea, "bad.txt", f"LEA: And?\nIKE: {bad}\n", person)
    code = make_code(cast.lea, name="+SUM(1) <b>", definition="-2+3")
    coded(cast.lea, source, code, "=HYPERLINK")
    data = make_archive(cast.lea).data
    cells = [
        cell
        for name in files(data)
        if name.endswith(".csv")
        for row in rows(data, name)
        for cell in row.values()
    ]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert not etree.fromstring(files(data)["ddi.xml"]).findall(".//evil")


def test_metadata_is_well_formed_and_in_the_order_that_the_schema_wants(cast: Cast, two: Any) -> None:
    root = etree.fromstring(files(make_archive(cast.lea).data)["ddi.xml"])
    assert root.tag == "{ddi:codebook:2_5}codeBook"
    assert root.get("version") == "2.5"
    assert root.find("ddi:stdyDscr/ddi:citation/ddi:titlStmt/ddi:titl", DDI) is not None
    for element in root.iter():
        name = etree.QName(element).localname
        if name in ORDER:
            places = [ORDER[name].index(etree.QName(child).localname) for child in element]
            assert places == sorted(places), name


def test_words_of_another_that_somebody_repeats_stop_it_with_what_to_do(cast: Cast, two: Any) -> None:
    source = brought(cast.lea, "again.txt", f"LEA: So?\nIKE: She always says {RUTH}\n", two["Ike"])
    with pytest.raises(Problem, match=r"It repeats words of Ruth.*Leave out the text"):
        make_archive(cast.lea)
    coded(cast.lea, source, two["code"], RUTH)
    found = everything(make_archive(cast.lea, without_codes=[two["code"]]).data)
    assert "She always says [left out]" in found
    assert "spoons" not in found
    assert make_archive(cast.lea, without=[source])


def test_repeated_words_that_are_nobodys_own_go_once_it_is_said_why_and_the_trail_has_it(
    cast: Cast, two: Any
) -> None:
    heading = "From the log of the work, given to the study by hand."
    for name in ("Ike", "Ruth"):
        brought(cast.lea, f"{name}-log.txt", f"{name.upper()}: {heading}\nLEA: Yes.\n", two[name])
    package = look_over(cast.lea)
    assert [(one.kind, one.where) for one in package.findings] == [("not_archived", "S3")]
    with pytest.raises(Problem, match="S3: It repeats words of Ruth"):
        make_archive(cast.lea, repeated=" ")
    assert heading in everything(make_archive(cast.lea, repeated="The same heading on every log.").data)
    assert told(cast.lea)[0].reason == "The same heading on every log."


def test_a_name_or_passages_that_tell_together_stop_it(cast: Cast, two: Any) -> None:
    set_name(cast.lea, participant=two["Ike"], real_name="Gerald Tatterlow", contacts={})
    make_code(cast.lea, name="Names", definition="As Tatterlow put it.")
    with pytest.raises(Problem, match="Tatterlow"):
        make_archive(cast.lea)
    undo_last(cast.lea)
    one, other = (
        coded(cast.lea, two["Ike says"], two["code"], words) for words in ("The kettle", "Thursdays")
    )
    keep_apart(cast.lea, codings=[one, other], reason="One such place")
    with pytest.raises(Problem, match="must not leave together"):
        make_archive(cast.lea)


def test_somebody_who_was_not_asked_is_not_in_it(cast: Cast, two: Any) -> None:
    at = text_of(cast.lea, two["Ike says"]).words.index("it only visits")
    mark_bystander(cast.lea, source=two["Ike says"], span=Span(at, at + len("it only visits")))
    data = make_archive(cast.lea).data
    assert "The kettle is never mine, [left out] on Thursdays." in files(data)["texts/S1.txt"].decode()
    assert "about people who were not asked: fewer than three" in files(data)["README.txt"].decode()


def test_the_readme_tells_why_in_numbers_that_point_to_nobody(cast: Cast, two: Any) -> None:
    package = look_over(cast.lea)
    assert package.sorted.staying == {Why.SAID: 1}
    assert package.missing == ["Texts in which nobody speaks who said that it may be kept: fewer than three"]
    assert "Ruth" not in everything(make_archive(cast.lea).data)


def test_for_a_lead_who_may_not_know_of_somebody_it_is_as_if_they_were_not_there(
    cast: Cast, two: Any
) -> None:
    exclude_reader(cast.gil, participant=two["Ruth"], reader=cast.lea)
    assert look_over(cast.lea).missing == []
    said(cast.gil, two["Ruth"], "yes")
    data = make_archive(cast.lea).data
    assert [row["text"] for row in rows(data, "texts.csv")] == ["S1"]
    assert Release.objects.get().people == [two["Ike"].id.hex]


def test_it_is_for_the_lead_alone_and_a_stranger_has_nothing_of_this_study_in_theirs(
    cast: Cast, two: Any
) -> None:
    for who in (cast.cody, cast.rea, cast.gil, cast.hope):
        with pytest.raises(NotAllowed):
            make_archive(who)
    with pytest.raises(Problem, match="nothing to take out"):
        make_archive(cast.xeno)


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "keyring"])
def test_of_the_demonstration_study_nothing_leaves_while_names_are_in_it(secret: object) -> None:
    from firsthand.demo.building import build

    by = build()
    for person in Participant.objects.filter(study=by.study).exclude(label="P04"):
        said(by, person, "yes")
    package = look_over(by)
    assert {one.kind for one in package.findings} >= {"name"}
    assert len(codebook(by)) > 40
    words = "\n".join(cut.words for cut in package.texts)
    assert "I lost eleven winters" not in words
    with pytest.raises(Problem, match="can tell who somebody is"):
        make_archive(by)
