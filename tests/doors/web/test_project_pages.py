"""A project of another program comes in by the page for files, and a study goes out by the page for reports."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

from exchange.copies import Copy
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import change_code
from firsthand.analysis.coding.selectors import all_codings
from firsthand.exchange.projects.selectors import arrivals
from firsthand.field.sources.selectors import sources
from web.conftest import Browser, Desk

REFI = Path(__file__).parents[2] / "data" / "refi"


def upload(name: str) -> BytesIO:
    file = BytesIO((REFI / name).read_bytes())
    file.name = name
    return file


def test_a_project_is_looked_over_then_brought_in_and_the_page_tells_what_became_of_it(
    desk: Desk, lea_sits: Browser
) -> None:
    before = len(all_codings(desk.cast.lea)), len(sources(desk.cast.lea))
    look = lea_sits.send(desk.url("preview"), status=200, files=upload("qualcoder4.0b_primock.qdpx"))
    assert "Kept, not shown" in look
    assert "84" in look
    assert (len(all_codings(desk.cast.lea)), len(sources(desk.cast.lea))) == before
    lea_sits.send(desk.url("import"), status=302, files=upload("qualcoder4.0b_primock.qdpx"))
    assert len(all_codings(desk.cast.lea)) == before[0] + 84
    page = lea_sits.says(desk.url("project", 1))
    assert "Written by QualCoder 4.0 Beta" in page
    assert "Variables: It is not shown here" in page
    assert "qualcoder4.0b_primock.qdpx" in lea_sits.says(desk.url("projects"))
    assert "kind,fate,path,reason" in lea_sits.says(desk.url("project", 1) + "?as=csv")


def test_a_project_that_is_sent_twice_arrives_once(desk: Desk, lea_sits: Browser) -> None:
    act, places = str(uuid4()), []
    for _again in range(2):
        file = upload("qualcoder4.0b_primock.qdpx")
        places.append(lea_sits.send(desk.url("import"), files=file, act=act))
    assert places == [desk.url("project", 1)] * 2
    assert len(arrivals(desk.cast.lea)) == 1


def test_a_project_in_a_programs_own_files_comes_in_by_the_same_page_whatever_its_name(
    desk: Desk, lea_sits: Browser
) -> None:
    before = len(all_codings(desk.cast.lea))
    file = BytesIO((REFI.parent / "others" / "qualcoder4.0b_primock.qda.zip").read_bytes())
    file.name = "everything"
    assert "Kept, not shown" in lea_sits.send(desk.url("preview"), status=200, files=file)
    file.seek(0)
    lea_sits.send(desk.url("import"), status=302, files=file)
    assert len(all_codings(desk.cast.lea)) == before + 84
    page = lea_sits.says(desk.url("project", 1))
    assert "Written by QualCoder" in page
    assert "cases 1" in page


def test_a_copy_that_comes_back_is_settled_on_the_page_for_the_very_differences_that_were_seen(
    desk: Desk, lea_sits: Browser
) -> None:
    copy = Copy.of(desk.cast.lea)
    copy.code("Presence").name = "Being there"
    change_code(desk.cast.lea, code=desk.code, name="Company")
    data = copy.written()

    def file() -> BytesIO:
        sent = BytesIO(data)
        sent.name = "back.qdpx"
        return sent

    look = lea_sits.send(desk.url("preview"), status=200, files=file())
    (key,) = set(re.findall(r'name="(choice-[^"]+)"', look))
    assert "Changed on both sides: choose" in look
    change_code(desk.cast.lea, code=desk.code, name="Staying")  # in the meantime: what was seen is no more
    lea_sits.send(desk.url("import"), status=302, files=file(), **{key: "there"})
    assert name_of(desk) == "Staying"
    look = lea_sits.send(desk.url("preview"), status=200, files=file())
    (key,) = set(re.findall(r'name="(choice-[^"]+)"', look))
    lea_sits.send(desk.url("import"), status=302, files=file(), **{key: "there"})
    assert name_of(desk) == "Being there"
    page = lea_sits.says(desk.url("project", 2))
    assert "It had been here before" in page
    assert "taken from the file" in page
    assert "name: changed on both sides" in lea_sits.says(desk.url("project", 2) + "?as=csv")


def name_of(desk: Desk) -> str:
    return next(line.name for line in codebook(desk.cast.lea) if line.id == desk.code.id)


def test_a_database_of_no_program_gets_a_sentence(desk: Desk, lea_sits: Browser) -> None:
    file = BytesIO(b"SQLite format 3\x00" + bytes(400))
    file.name = "data.db"
    assert "is damaged, or not complete" in lea_sits.send(desk.url("import"), status=400, files=file)


def test_a_project_that_is_damaged_is_said_to_be_so_and_nothing_is_kept(
    desk: Desk, lea_sits: Browser
) -> None:
    before = len(sources(desk.cast.lea))
    broken = BytesIO((REFI / "qualcoder4.0b_primock.qdpx").read_bytes()[:50_000])
    broken.name = "broken.qdpx"
    assert "is damaged, or not complete" in lea_sits.send(desk.url("import"), status=400, files=broken)
    assert len(sources(desk.cast.lea)) == before


def test_the_study_and_its_codebook_go_out_for_other_programs(desk: Desk, lea_sits: Browser) -> None:
    assert "The whole study, for other programs" in lea_sits.says(desk.url("reports"))
    whole = lea_sits.post(desk.url("reports"), {"report": "study.qdpx"})
    assert "project.qde" in ZipFile(BytesIO(whole.content)).namelist()
    assert b"<CodeBook" in lea_sits.post(desk.url("reports"), {"report": "codebook.qdc"}).content


def test_who_does_not_lead_is_not_offered_the_whole_study(desk: Desk, browser: Browser) -> None:
    browser.sit(desk.cast.cody)
    assert "The whole study, for other programs" not in browser.says(desk.url("reports"))
    browser.send(desk.url("reports"), status=403, report="study.qdpx")
