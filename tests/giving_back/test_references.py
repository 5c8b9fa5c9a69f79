"""The literature: read from what reference managers write, known again, changed in sight, undone, and taken out."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from conftest import Cast
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.giving_back import references as room
from firsthand.giving_back.models import Release
from firsthand.giving_back.record import told
from firsthand.giving_back.references.by_hand import item_written, said_of
from firsthand.giving_back.references.items import likeness_of, normal
from firsthand.giving_back.references.reading import read
from firsthand.giving_back.references.selectors import items_of, reference, reference_line, references
from firsthand.giving_back.references.services import add_reference, change_reference, remove_reference
from firsthand.giving_back.references.taking_in import look_over, take_in
from firsthand.giving_back.references.taking_out import take_references_out
from firsthand.giving_back.references.writing import WRITTEN
from firsthand.ground.studies.undoing import undo_last

DATA = Path(__file__).parents[1] / "data" / "references"
MODULES = [
    one.name
    for one in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    if "migrations" not in one.name
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def works(name: str) -> list[dict[str, Any]]:
    """The works of a file without their keys, which RIS has none of."""
    found = read(name, (DATA / name).read_bytes())
    assert [one.why for one in found.records if one.item is None] == []
    assert found.left == []
    return [
        {field: value for field, value in (one.item or {}).items() if field != "citation-key"}
        for one in found.records
    ]


def test_a_ris_and_a_bibtex_file_of_peer_support_research_come_in_whole_and_are_the_same_twenty_works() -> (
    None
):
    ris, bibtex = works("peer-support.ris"), works("peer-support.bib")
    assert len(ris) == 20
    assert ris == bibtex
    assert ris[0] == {
        "type": "article-journal",
        "title": "Embodying Recovery: A Qualitative Study of Peer Work in a Consumer-Run Service Setting",
        "container-title": "Community Mental Health Journal", "volume": "50", "issue": "8", "page": "879-885",
        "DOI": "10.1007/s10597-014-9693-z",
        "author": [
            {"family": "Austin", "given": "Elizabeth"}, {"family": "Ramakrishnan", "given": "Aditi"},
            {"family": "Hopper", "given": "Kim"},
        ],
        "issued": {"date-parts": [[2014]]},
    }  # fmt: skip
    assert (ris[-1]["type"], ris[-1]["publisher-place"]) == ("book", "Columbia, MD")
    assert [name["family"] for name in ris[-1]["editor"]] == ["Mowbray", "Moxley", "Jasper", "Howell"]


@pytest.mark.parametrize("form", WRITTEN)
def test_what_is_written_is_read_again_as_the_same_works(form: str) -> None:
    name = {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."}
    items = [
        *(one.item for one in read("a", (DATA / "peer-support.bib").read_bytes()).records if one.item),
        {"type": "chapter", "title": "50% of Müller’s {x} & $5_a #1 ~ ^", "container-title": "Tea & more",
         "author": [name, {"literal": "Mind & Co"}], "editor": [{"family": "Ash", "given": "Bo"}], "page": "1-9",
         "publisher": "P", "publisher-place": "Bath", "issued": {"date-parts": [[2001, 5, 3]]}, "citation-key": "k1"},
        {"type": "report", "title": "A report", "number": "12", "publisher": "An office", "citation-key": "k2",
         "URL": "https://example.org/a_b%20c?d=1&e=2", "issued": {"date-parts": [[2012, 4]]}},
        {"type": "thesis", "title": "Waiting", "genre": "PhD thesis", "publisher": "A university",
         "issued": {"literal": "in press"}, "citation-key": "k3"},
        {"type": "webpage", "title": "A page", "container-title": "A site", "URL": "https://example.org",
         "accessed": {"date-parts": [[2024, 3, 2]]}, "citation-key": "k4"},
    ]  # fmt: skip
    again = read("b", WRITTEN[form][0](items).encode())
    assert [one.item for one in again.records] == items


def test_the_format_shows_in_what_is_in_a_file_not_in_its_name() -> None:
    ris, bib = (DATA / "peer-support.ris").read_bytes(), (DATA / "peer-support.bib").read_bytes()
    assert read("works.bib", ris).format == "ris"
    assert read("works.txt", b"\xef\xbb\xbf" + bib).format == "bibtex"
    assert (
        read("works", json.dumps({"items": [{"type": "book", "title": "Tea"}]}).encode()).format == "csl-json"
    )
    utf16 = read("works.ris", ris.decode().encode("utf-16"))
    latin = read(
        "old.bib",
        "@book{a, title={Über Tee für alle}, author={Müller, Jürgen}, year={1999}}".encode("latin-1"),
    )
    assert len(utf16.records) == 20
    assert latin.records[0].item
    assert latin.records[0].item["title"] == "Über Tee für alle"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"Just a letter.", "no works in x"),
        (b"<xml><records><record></record></records></xml>", "EndNote XML, which is not read here"),
        (b"PMID- 12345\nTI  - Tea\n", "PubMed (nbib), which is not read here"),
        (b"[{]", "broken JSON, from line 1"),
        (b"[" * 100_000, "broken JSON"),
        (b"[]", "There is no work in x."),
        (b"\x00\x01\x02\xff" * 50, "is no text"),
    ],
)
def test_a_file_that_is_of_no_use_is_refused_with_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(Problem) as refused:
        read("x", data)
    assert sentence in str(refused.value)


def test_a_record_that_is_no_work_says_why_and_where_and_the_others_come_in() -> None:
    bib = b"@book{a, title={Tea}}\n@book{b, title={x\n@book{c, author={Ash, Bo}}\n@book{d, title={Soup}, owner={me}}\n"
    found = read("x.bib", bib)
    assert [(one.line, one.item is not None) for one in found.records] == [
        (1, True),
        (2, False),
        (3, False),
        (4, True),
    ]
    assert "a brace or a comma is missing" in found.records[1].why
    assert "It has no title." in found.records[2].why
    assert found.left == ["owner"]
    ris = (
        b"TY  - BOOK\nTI  - Tea\nTY  - BOOK\nTI  - Soup\nER  - \n"
        b"TY  - BOOK\nAU  - Ash, Bo\nER  - \nTY  - BOOK\nTI  - Cut"
    )
    lines = [(one.line, one.what, bool(one.item)) for one in read("x.ris", ris).records]
    assert lines == [(1, "Tea", False), (3, "Soup", True), (6, "", False), (9, "Cut", False)]
    native = json.dumps([{"itemType": "book", "title": "Tea"}, 7, {"title": "Soup", "type": "book"}])
    why = [one.why for one in read("x.json", native.encode()).records]
    assert ["CSL JSON" in why[0], "no item" in why[1], why[2]] == [True, True, ""]


def test_odd_and_hostile_records_break_nothing() -> None:
    deep = b"@book{a, title={" + b"{" * 3000 + b"x" + b"}" * 3000 + b"}}\n@book{b, title={Tea}}"
    assert read("x.bib", deep).records[-1].item
    item = {
        "type": "tune", "title": "<i>Tea</i> \ue000\x00&amp; <script>", "author": [{"family": None}, "Ash, Bo", 7],
        "issued": {"date-parts": [["x"]], "raw": "May 2006"}, "volume": 3, "page": "879–885", "keyword": ["a", "b"],
    }  # fmt: skip
    assert normal(item)[0] == {
        "type": "document", "title": "Tea & <script>", "author": [{"family": "Ash", "given": "Bo"}],
        "issued": {"date-parts": [[2006, 5]]}, "volume": "3", "page": "879-885", "keyword": "a, b",
    }  # fmt: skip
    for wrong in ({"title": {"a": 1}}, {"title": "x" * 30_000}, {"title": "x", "author": ["a"] * 900}):
        with pytest.raises(Problem):
            normal({"type": "book"} | wrong)


def test_empty_lines_and_marks_without_end_are_read_in_no_time() -> None:
    began = monotonic()
    with pytest.raises(Problem, match="no works"):
        read("x", b"\n" * 100_000 + b"x")
    assert read("x", b"\n" * 100_000 + b" @book{a, title={Tea}}").records[0].item
    marks = "a" + "\u0301" * 30_000 + "\u0316" * 30_000
    with pytest.raises(Problem, match="“title” is longer than"):
        normal({"type": "book", "title": marks * 2})
    found = normal({"type": "book", "title": marks, "author": [{"family": marks}]})[0]
    assert [len(found["title"]), len(found["author"][0]["literal"])] == [30, 30]
    assert likeness_of(found | {"title": marks[:20_000] + "\u0316" * 20_000})[0] == "a"
    assert monotonic() - began < 5


def test_latex_becomes_letters() -> None:
    bib = r"""@phdthesis{x, title = {{\"U}ber {\ss} and ``tea'' -- 50\% of $\alpha$},
      author = {Fran{\c c}ois d'Aubign{\'e} and {\O}rsted, Hans and de la Cruz, Jr., Mar{\'\i}a and {M\"uller \& Sons}},
      school = "K{\o}benhavn", year = 2001, month = may}"""
    (record,) = read("x.bib", bib.encode()).records
    assert record.item == {
        "type": "thesis", "title": "Über ß and “tea” – 50% of α", "genre": "PhD thesis", "publisher": "København",
        "citation-key": "x", "issued": {"date-parts": [[2001, 5]]},
        "author": [
            {"family": "d'Aubigné", "given": "François"}, {"family": "Ørsted", "given": "Hans"},
            {"family": "Cruz", "given": "María", "suffix": "Jr.", "non-dropping-particle": "de la"},
            {"literal": "Müller & Sons"},
        ],
    }  # fmt: skip


def bib(cast: Cast, text: str, *, look: bool = False, by: str = "lea") -> Any:
    return (look_over if look else take_in)(getattr(cast, by), name="x.bib", data=text.encode())


TEA = "@article{tea, title={On Tea}, author={Ash, Bo}, year=2001, doi={10.1/Tea}, volume=3}\n"


def test_what_would_become_of_each_work_is_told_first_then_it_is_one_act_and_one_undo(cast: Cast) -> None:
    bib(cast, TEA + "@book{soup, title={Soup}, author={Birch, Cy}, year=1999}")
    more = (
        "@article{other, title={On tea, again}, doi={https://doi.org/10.1/TEA}, pages={1--9}, volume=4}\n"
        "@book{s, title={SOUP}, author={Birch, Cyril}, year=1999}\n"
        "@book{n, title={New}}\n@book{n2, title={New}}\n@book{z}\n"
    )
    look = bib(cast, more, look=True)
    assert look.counts() == {"new": 1, "changed": 2, "same": 1, "refused": 1}
    changed = [row.why for row in look.rows if row.fate == "changed"]
    assert "R1: " in changed[0]
    assert "volume: “4”, was “3”" in changed[0]
    assert "pages: “1-9”, was empty" in changed[0]
    assert "authors: “Birch, Cyril”, was “Birch, Cy”" in changed[1]
    assert "in the file before, at line 3" in next(row.why for row in look.rows if row.fate == "same")
    assert len(references(cast.lea)) == 2
    before = [(line.ref, line.item) for line in references(cast.lea)]
    assert bib(cast, more).rows == look.rows
    tea = reference_line(cast.lea, reference(cast.lea, "R1"))
    assert (tea.item["volume"], tea.item["page"], tea.version) == ("4", "1-9", 2)
    assert tea.item["author"] == [{"family": "Ash", "given": "Bo"}]  # the file says nothing of authors
    assert tea.item["citation-key"] == "tea"  # texts cite by it
    assert told(cast.rea)[0].sentence == "brought works into the literature: New, On Tea, Soup"
    again = bib(cast, more, look=True)
    assert again.counts() == {"new": 0, "changed": 0, "same": 4, "refused": 1}
    undo_last(cast.lea)
    assert [(line.ref, line.item) for line in references(cast.lea)] == before


def test_two_works_with_a_doi_each_are_two_whatever_they_are_called(cast: Cast) -> None:
    bib(cast, TEA + TEA.replace("10.1/Tea", "10.1/Tea2"))
    assert len(references(cast.lea)) == 2
    with pytest.raises(Problem, match="R1 has that DOI already"):
        change_reference(
            cast.lea,
            reference=reference(cast.lea, "R2"),
            item={"type": "book", "title": "x", "DOI": "10.1/TEA"},
        )


def test_a_work_by_hand_is_kept_changed_and_taken_out_and_a_clash_shows(cast: Cast) -> None:
    said = {
        "kind": "chapter", "title": "On waiting", "authors": "van der Berg, Jan\nMind", "editors": "Ash, Bo",
        "year": "2001", "where": "Doors", "pages": "3-9", "doi": "doi:10.1/w", "volume": "", "issue": "", "address": "",
    }  # fmt: skip
    row = add_reference(cast.lea, item=item_written(said))
    line = reference_line(cast.lea, row)
    assert line.called == "Berg and Mind 2001: On waiting"
    assert said_of(line.item) == said | {"doi": "10.1/w"}
    with pytest.raises(Problem, match="here already, as R1"):
        add_reference(cast.cody, item={"type": "book", "title": "Other", "DOI": "10.1/W"})
    whole = line.item | {"abstract": "Long."}
    change_reference(cast.cody, reference=row, item=whole, version=1)
    by_hand = item_written(said | {"kind": "book", "where": "A press"}, whole)
    assert (by_hand["abstract"], by_hand["publisher"], "container-title" in by_hand) == (
        "Long.",
        "A press",
        False,
    )
    with pytest.raises(Clash):
        change_reference(cast.lea, reference=row, item=by_hand, version=1)
    with pytest.raises(Problem, match="no title"):
        change_reference(cast.lea, reference=row, item={"type": "book"})
    remove_reference(cast.lea, reference=row)
    assert references(cast.lea) == []
    undo_last(cast.lea)
    assert [one.ref for one in references(cast.rea)] == ["R1"]


def test_works_are_found_by_words_in_any_case_and_without_accents(cast: Cast) -> None:
    bib(cast, "@book{a, title={Café talk}, author={Müller, Jo}, year=2001}\n@book{b, title={Soup}}")
    assert [one.ref for one in references(cast.rea, words="cafe MULLER 2001")] == ["R1"]
    assert references(cast.rea, words="cafe soup") == []
    assert [item["title"] for item in items_of(cast.rea, [reference(cast.rea, "r2").id])] == ["Soup"]


def test_who_may_read_may_not_therefore_write_and_a_stranger_finds_nothing(cast: Cast) -> None:
    row = add_reference(cast.lea, item={"type": "book", "title": "Tea"})
    for attempt in (
        lambda: bib(cast, TEA, by="rea"), lambda: bib(cast, TEA, look=True, by="rea"),
        lambda: add_reference(cast.rea, item={"title": "x"}), lambda: references(cast.gil),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            attempt()
    for ref in (row.id, "R1", "R99", "x"):
        with pytest.raises(NotThere):
            reference(cast.xeno, ref)


def test_that_the_literature_left_is_in_the_trail(cast: Cast) -> None:
    bib(cast, TEA)
    made = take_references_out(cast.rea, format="csl-json")
    assert made.file_name.endswith("-literature.json")
    assert json.loads(made.data)[0]["DOI"] == "10.1/Tea"
    assert list(Release.objects.values_list("what", "format", "people")) == [("references", "csl-json", [])]
    with pytest.raises(Problem, match="ris, bibtex, csl-json, not as docx"):
        take_references_out(cast.rea, format="docx")
