"""Projects in the own files of other programs become studies: every coding on its words, and nothing dropped unsaid."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from commands import done
from conftest import Cast
from exchange.foreign import QUALCODER, RQDA, TAGUETTE, database, packed
from exchange.test_refi_studies import SCHEMA, taken
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import all_codings
from firsthand.analysis.memos.selectors import memos
from firsthand.core.spans import Span
from firsthand.exchange.projects.bringing_in import bring_in
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.opening import open_project
from firsthand.exchange.projects.recognising import is_project
from firsthand.field.media.selectors import sounds_of
from firsthand.field.sources.selectors import original_of, source, sources
from firsthand.ground.studies.selectors import members
from sounds import wav

DATA = Path(__file__).parents[1] / "data"
REAL = DATA / "others" / "qualcoder4.0b_primock.qda.zip"
DAY = "2025-01-15 10:00:00"


def brought(by: Any, data: bytes | BytesIO, name: str) -> LossReport:
    with open_project(BytesIO(data) if isinstance(data, bytes) else data, name) as file:
        return bring_in(by, file=file, name=name)


def coded(by: Any) -> list[tuple[str, str, str]]:
    """What is coded: the words, the code's path, who."""
    return sorted((one.words, " / ".join(one.coding.code.path), one.coding.coder) for one in excerpts(by))


def told(report: LossReport) -> list[tuple[str, str, str]]:
    return sorted((line.kind, line.fate.value, line.path) for line in report.lines)


# ---------- QualCoder ----------


def test_people_of_qualcoder_find_every_coding_on_its_words(cast: Cast) -> None:
    expected = json.loads((DATA / "refi" / "qualcoder4.0b_primock.expected.json").read_text("utf-8"))
    report = brought(cast.lea, REAL.read_bytes(), REAL.name)
    titles = {line.version_id: line.title for line in sources(cast.lea)}
    assert Counter(
        (titles[one.version_id], one.span, one.code.path, one.coder) for one in all_codings(cast.lea)
    ) == Counter(
        (one["doc"], Span(one["start"], one["end"]), tuple(one["code"]), one["coder"])
        for one in expected["codings"]
    )
    assert report.remarks == []
    counts: Any = report.as_dict()["counts"]
    assert {kind: counts[kind] for kind in ("sources", "codes", "codings", "memos")} == {
        kind: {"imported": number, "kept": 0, "lost": 0}
        for kind, number in (("sources", 6), ("codes", 10), ("codings", 84), ("memos", 14))
    }
    assert (counts["cases"]["kept"], counts["variables"]["kept"], counts["users"]["imported"]) == (2, 2, 2)


def test_the_folder_and_the_archive_of_it_are_the_same_project(cast: Cast, tmp_path: Path) -> None:
    zipfile.ZipFile(REAL).extractall(tmp_path)
    with open_project(tmp_path / "primock.qda") as file:
        bring_in(cast.lea, file=file, name="primock.qda")
    line = next(one for one in sources(cast.lea) if one.title.endswith(".docx"))
    assert original_of(cast.lea, source(cast.lea, line.id))[1].startswith(b"PK")
    counts: Any = brought(cast.lea, REAL.read_bytes(), REAL.name).as_dict()["counts"]
    assert counts["sources"] == {"imported": 0, "kept": 6, "lost": 0}
    assert len(all_codings(cast.lea)) == 84


def qualcoder(**more: Any) -> bytes:
    """A project with one of everything."""
    rows: dict[str, Any] = {
        "project": [("v11", DAY, "On the whole")],
        "source": [
            (
                1,
                "talk.txt",
                "IKE: So 👍 I open the door.\r\nLENA: And then?",
                None,
                "Recorded at home",
                "ines",
                DAY,
                None,
                7,
            ),
            (2, "yard.jpg", None, "/images/yard.jpg", "", "ines", DAY),
            (3, "call.wav", None, "/audio/call.wav", "", "ines", DAY, 4),
            (4, "call.wav.txt", "LENA: Hello there.", None, "", "ines", DAY),
        ],
        "ris": [(7, "TI", "Title", "A talk")],
        "code_cat": [(1, "Work", "ines", DAY, "What is done", None), (2, "Inner", "ines", DAY, "", 1)],
        "code_name": [
            (1, "Doors", "They open", 2, "ines", DAY, "#F44336", None),
            (2, "Hinges", "", None, "ines", DAY, "#2196F3", 1),
        ],
        "code_text": [
            (1, 1, 1, "open the door", 12, 25, "ines", DAY, "Look here", None, 1),
            (2, 2, 1, "And then?", 34, 43, "omar", DAY, ""),
            (3, 1, 1, "open the door", 0, 4, "omar", DAY, ""),
            (4, 1, 1, "words that nobody said here at all", 3, 9, "omar", DAY, ""),
            (5, 1, 4, "Hello", 6, 11, "ines", DAY, ""),
            (6, 9, 1, "So", 5, 7, "ines", DAY, ""),
        ],
        "code_image": [(1, 2, 10, 20, 30, 40, 1, "In the corner", DAY, "ines")],
        "code_av": [(1, 3, 0, 1500, 1, "", DAY, "ines")],
        "annotation": [(1, 1, 0, 3, "Who is he?", "omar", DAY)],
        "cases": [(1, "Ike", "He keeps the door", "ines", DAY)],
        "case_text": [(1, 1, 1, 0, 26, "ines", DAY, "")],
        "attribute_type": [
            ("Age", DAY, "ines", "", "case", "numeric"),
            ("Place", DAY, "ines", "", "file", "character"),
        ],
        "attribute": [
            (1, "Age", "case", "41", 1),
            (2, "Place", "file", "home", 1),
            (3, "Age", "case", "", 1),
        ],
        "journal": [(1, "First day", "It rained.", DAY, "ines")],
        "graph": [(1, "Map")],
    } | more
    return database(QUALCODER, rows, "CREATE VIEW code_text_visible AS SELECT * FROM code_text;")


def test_all_of_a_qualcoder_project_comes_in_or_is_told(cast: Cast, tmp_path: Path) -> None:
    file = packed(
        [
            ("p.qda/data.qda", qualcoder()),
            ("p.qda/audio/call.wav", wav(1)),
            ("p.qda/images/yard.jpg", b"\xff\xd8\xff"),
        ]
    )
    report = brought(cast.lea, file, "p.zip")
    assert coded(cast.lea) == [
        ("And then?", "Work / Inner / Doors / Hinges", "omar"),
        ("Hello", "Work / Inner / Doors", "ines"),
        ("open the door", "Work / Inner / Doors", "ines"),
        ("open the door", "Work / Inner / Doors", "omar"),
    ]
    assert {memo.body for memo in memos(cast.lea)} == {
        "On the whole", "Recorded at home", "Title: A talk", "Look here", "In the corner",
        "Who is he?", "He keeps the door", "It rained.",
    }  # fmt: skip
    assert told(report) == [
        ("cases", "kept", "cases 1"),
        ("codings", "kept", "code_av 1"),
        ("codings", "kept", "code_image 1"),
        ("codings", "kept", "code_text 4 coding"),
        ("codings", "lost", "code_text 6 coding"),
        ("files", "lost", "source 2"),
        ("graphs", "lost", "graph 1"),
        ("other", "kept", "code_text 1 important"),
        ("sources", "kept", "source 2"),
        ("sources", "kept", "source 3"),
        ("variables", "kept", "attribute_type 1"),
        ("variables", "kept", "attribute_type 2"),
    ]
    assert "look at them: code_text 3." in report.remarks[0]
    code = next(line for line in codebook(cast.lea) if line.name == "Doors")
    assert (code.definition, code.hue) == ("They open", code.hue)
    call = next(line for line in sources(cast.lea) if line.title == "call.wav.txt")
    assert len(sounds_of(cast.lea, source(cast.lea, call.id))) == 1
    assert {one.name for one in members(cast.lea) if not one.here} >= {"ines", "omar"}


def test_what_qualcoder_knew_and_is_not_shown_goes_out_valid_by_the_schema(
    cast: Cast, tmp_path: Path
) -> None:
    brought(cast.lea, qualcoder(), "data.qda")
    taken(cast.lea, tmp_path / "out.qdpx")
    written = etree.fromstring(zipfile.ZipFile(tmp_path / "out.qdpx").read("project.qde"))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(written)
    count = lambda name: len(written.findall(f".//{{*}}{name}"))  # noqa: E731
    assert [
        count(name) for name in ("PictureSelection", "AudioSelection", "Case", "Variable", "SyncPoint")
    ] == [1, 1, 1, 2, 2]
    assert sorted(one.text for one in written.iterfind(".//{*}FloatValue")) == ["41"]
    (case,) = written.iterfind(".//{*}Case")
    there = {one.get("guid") for one in written.iterfind(".//{*}PlainTextSelection")}
    assert case.get("name") == "Ike"
    assert [one.get("targetGUID") in there for one in case.iterfind("{*}SelectionRef")] == [True]


def test_a_qualcoder_project_that_was_coded_on_doubles_nothing(cast: Cast) -> None:
    brought(cast.lea, qualcoder(), "data.qda")
    before = coded(cast.lea)
    report = brought(cast.lea, qualcoder(), "later.qda")
    assert coded(cast.lea) == before
    assert report.counts["codings"]["imported"] == 0  # type: ignore[index]


def test_words_that_were_said_twice_are_found_where_they_are_nearest_and_listed(cast: Cast) -> None:
    more: dict[str, Any] = {
        "source": [(1, "talk", "No. And yes, and so on. No.", None, "", "ines", DAY)],
        "code_text": [(7, 1, 1, "No.", 22, 25, "ines", DAY, "")],
    }
    rows = dict.fromkeys(("annotation", "case_text", "code_image", "code_av", "attribute"), ())
    report = brought(cast.lea, qualcoder(**rows, **more), "data.qda")
    assert [one.span for one in all_codings(cast.lea)] == [Span(24, 27)]
    assert "look at them: code_text 7." in report.remarks[0]


# ---------- Taguette ----------

PAGE = "<h1>Talk</h1>\n<p>Zoë: <em>déjà</em> vu 👍 &amp; more<br>and on</p><p>Then she left.</p>"


def taguette(**more: Any) -> bytes:
    between = "Talk\nZoë: déjà vu 👍 & moreand onThen she left."

    def at(words: str) -> tuple[int, int]:
        start = len(between[: between.index(words)].encode())
        return start, start + len(words.encode())

    rows: dict[str, Any] = {
        "projects": [(1, "Talks", "What people say", DAY)],
        "users": [("ines", DAY)],
        "documents": [(1, "Zoë.docx", "Recorded at home", "zoe.docx", DAY, 1, "LEFT_TO_RIGHT", PAGE)],
        "tags": [(1, 1, "feeling", "What is felt"), (2, 1, "feeling.glad", ""), (3, 1, "U.S. policy", "")],
        "highlights": [
            (1, 1, *at("déjà vu 👍"), "<em>déjà</em> vu 👍"),
            (2, 1, *at("moreand onThen she"), "<p>more<br/>and on</p><p>Then she</p>"),
            (3, 1, *at("left"), "left"),
            (4, 1, 7, 9999, "somewhere else altogether"),
        ],
        "highlight_tags": [(1, 2), (1, 3), (2, 1), (4, 1)],
        "commands": [
            (1, DAY, "ines", 1, 1, json.dumps({"type": "highlight_add", "highlight_id": 1, "tags": [2, 3]})),
            (2, DAY, "omar", 1, 1, json.dumps({"type": "highlight_add", "id": 2, "tags": [1]})),
            (3, DAY, "omar", 1, 1, "no json"),
        ],
    } | more
    return database(TAGUETTE, rows)


def test_highlights_of_taguette_stand_on_their_words_though_it_counts_bytes_between_tags(cast: Cast) -> None:
    report = brought(cast.lea, taguette(), "export.sqlite3")
    assert coded(cast.lea) == [
        ("déjà vu 👍", "U.S. policy", "ines"),
        ("déjà vu 👍", "feeling / glad", "ines"),
        ("more\nand on\nThen she", "feeling", "omar"),
    ]
    assert [line.definition for line in codebook(cast.lea) if line.name == "feeling"] == ["What is felt"]
    assert {memo.body for memo in memos(cast.lea)} == {"What people say", "Recorded at home"}
    assert told(report) == [
        ("codings", "kept", "highlights 4 tags 1"),
        ("selections", "kept", "highlights 3"),
    ]


def test_of_several_projects_in_a_taguette_database_none_comes_in(cast: Cast) -> None:
    two = taguette(projects=[(1, "Talks", "", DAY), (2, "More", "", DAY)])
    assert "holds 2 projects" in sentence(two, "taguette.sqlite3")


# ---------- RQDA ----------


def test_an_rqda_project_comes_in_without_what_was_deleted_in_it(cast: Cast) -> None:
    day = "Wed Jan 15 10:00:00 2025"
    rows: dict[str, Any] = {
        "project": [("0.2.2", day, None, "On the whole")],
        "source": [
            ("Talk", 1, "So 👍 I open the door.", "Long", "rh", day, None, 1),
            ("Gone", 2, "x", "", "rh", day, None, 0),
        ],
        "freecode": [
            ("Doors", "They open", "rh", day, None, 1, 1, "red"),
            ("Hands", "", "rh", day, None, 2, 1),
        ],
        "codecat": [("Work", None, 1, "rh", day), ("Home", None, 2, "rh", day)],
        "treecode": [(1, 1, day, None, None, 1), (1, 2, day, None, None, 1)],
        "filecat": [("Yard", None, 1, "rh", day, None, "", 1)],
        "treefile": [(1, 1, day, None, None, 1)],
        "coding": [
            (1, 1, "open the door", 7.0, 20.0, 1, "rh", day, "Look"),
            (2, 1, "So", 0.0, 2.0, 0, "rh", day, None),
        ],
        "cases": [("Ike", "Tall", "rh", day, None, 1, 1)],
        "caselinkage": [(1, 1, 0, 21, 1, "rh", day)],
        "attributes": [("Age", 1)],
        "caseAttr": [("Age", "41", 1, day)],
        "journal": [("First", "It rained.", day, None, "rh", 1)],
        "annotation": [(1, 3, "Who?", "rh", day, None, 1)],
    }
    report = brought(cast.lea, database(RQDA, rows), "study.rqda")
    assert coded(cast.lea) == [("open the door", "Work / Doors", "rh")]
    assert all_codings(cast.lea)[0].at.year == 2025
    assert {memo.body for memo in memos(cast.lea)} == {
        "On the whole",
        "Long",
        "Look",
        "Tall",
        "It rained.",
        "Who?",
    }
    assert [line.path for line in codebook(cast.lea)] == [("Work",), ("Work", "Doors"), ("Home",), ("Hands",)]
    assert {kind: report.counts[kind]["kept"] for kind in ("sets", "cases", "variables")} == {  # type: ignore[index]
        "sets": 2, "cases": 1, "variables": 1,
    }  # fmt: skip
    assert any("deleted in RQDA" in remark for remark in report.remarks)


# ---------- annotated texts ----------


@pytest.mark.parametrize("key", ["label", "entities"])
def test_doccano_lines_become_texts_with_their_codings(cast: Cast, key: str) -> None:
    marked: list[Any] = [[5, 14, "Place"], [0, 2, "Start"]]
    if key == "entities":
        marked = [
            {"id": 4, "label": "Place", "start_offset": 5, "end_offset": 14},
            {"id": 5, "label": "Start", "start_offset": 0, "end_offset": 2},
        ]
    line = {"id": 12, "text": "So 👍 the yard. ok", key: marked, "Comments": ["Odd"], "town": "Aachen"}
    if key == "entities":
        line["relations"] = [{"id": 1, "from_id": 4, "to_id": 5, "type": "after"}]
    second = {"id": 13, "text": "All of it is glad.", "label": ["Glad"]}
    data = "\n".join(json.dumps(one, ensure_ascii=False) for one in (line, second))
    report = brought(cast.lea, data.encode(), "all.jsonl")
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("So", "Start"),
        ("the yard.", "Place"),
    ]
    assert [memo.body for memo in memos(cast.lea)] == ["Odd"]
    assert ("codings", "kept", "line 2 label 1") in told(report)
    assert report.counts["links"]["kept"] == (key == "entities")  # type: ignore[index]
    assert report.counts["variables"]["kept"] == 1  # type: ignore[index]


def test_half_of_a_letter_in_a_line_is_marked_and_moves_nothing(cast: Cast) -> None:
    """JSON can name one; no encoding can write it, so that it could not be kept."""
    line = {
        "id": "A\ud83c",
        "text": "So \ud83c the yard.",
        "label": [[5, 14, "Place\udf75"]],
        "town": "\udfff",
    }
    brought(cast.lea, json.dumps(line).encode(), "all.jsonl")
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [("the yard.", "Place\ufffd")]
    assert [one.title for one in sources(cast.lea)] == ["A\ufffd"]


def test_a_zero_in_a_name_is_left_out_on_whatever_database(cast: Cast) -> None:
    marked = {"start_offset": 3, "end_offset": 6, "label": "Place\0", "user": "Ada\0" + "a" * 90}
    line = {"text": "So\0 the yard.", "entities": [marked], "town\0": "Aachen\0", "comments": ["Odd\0"]}
    brought(cast.lea, json.dumps(line).encode(), "all\0.jsonl")
    assert [(words, code[:5], who) for words, code, who in coded(cast.lea)] == [
        (" th", "Place", "Ada" + "a" * 77)
    ]


ANN = (
    "T1\tPerson 0 3\tIke\n"
    "T2\tAct 8 12;18 22\topen door\n"
    "T3\tThing 18 22\tdoor\n"
    "A1\tSure T1\nA2\tMood T1 Glad\n"
    "R1\tHolds Arg1:T1 Arg2:T3\n"
    "E1\tAct:T2 Who:T1\n"
    "*\tSame T1 T3\n"
    "#1\tAnnotatorNotes T1\tHe again\n"
    "N1\tReference T1 Wiki:1\tIke\n"
    "T9\tPerson nowhere\n"
    "R2\tHolds Arg1:T1 Arg2:T77\n"
)


def test_brat_pairs_come_in_each_stretch_a_coding(cast: Cast) -> None:
    file = packed(
        [
            ("c/talk.txt", "Ike did open 👍 the door."),
            ("c/talk.ann", ANN.replace("18 22", "19 23")),
            ("c/bare.txt", "Only words."),
        ]
    )
    report = brought(cast.lea, file, "corpus.zip")
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("Ike", "Person"), ("door", "Act"), ("door", "Thing"), ("open", "Act"),
    ]  # fmt: skip
    assert [line.title for line in sources(cast.lea)] != []
    assert [memo.body for memo in memos(cast.lea)] == ["He again"]
    assert told(report) == [
        ("codings", "lost", "c/talk.ann T9"),
        ("links", "kept", "c/talk.ann * 1"),
        ("links", "kept", "c/talk.ann E1 Who"),
        ("links", "kept", "c/talk.ann R1"),
        ("links", "lost", "c/talk.ann R2"),
        ("other", "kept", "c/talk.ann A1"),
        ("other", "kept", "c/talk.ann A2"),
        ("other", "lost", "c/talk.ann N1"),
    ]
    assert "several stretches" in report.remarks[0]


def test_a_file_of_inception_itself_comes_in(cast: Cast) -> None:
    path = DATA / "others" / "inception_stacked-spans.tsv"
    brought(cast.lea, path.read_bytes(), path.name)
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("This is a test .", "Span / LOCATION"), ("This is a test .", "Span / PERSON"),
    ]  # fmt: skip


TSV = (
    "#FORMAT=WebAnno TSV 3.3\n"
    "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue\n"
    "#T_SP=webanno.custom.Feeling|kind|comment\n"
    "#T_RL=webanno.custom.Leads|how|BT_webanno.custom.Feeling\n\n\n"
    "#Text=I 👍 like it\n"
    "1-1\t0-1\tI\tPRP\t_\t_\t_\t_\t\n"
    "1-2\t2-4\t👍\tSYM\tglad\\_ly[1]\t{long}[1]\t_\t_\t\n"
    "1-3\t5-9\tlike\tVB\tglad\\_ly[1]|calm[2]\t{long}[1]|*[2]\tso\t1-2[1_2]\t\n"
    "1-4\t10-12\tit\tPRP\t_\t_\t_\t_\t\n\n"
    "#Text=She left\n"
    "2-1\t13-16\tShe\tPRP\t*\t*\t_\t_\t\n"
    "2-2\t17-21\tleft\tVB\t_\t_\t_\t_\t\n"
).replace(
    "{long}",
    "This was written rather than chosen, and so it goes on and on until it is far too long for a code",
)


def test_webanno_tsv_is_put_together_again_and_its_utf_16_positions_are_read(cast: Cast) -> None:
    report = brought(cast.lea, TSV.encode(), "talk.tsv")
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("She", "Feeling"), ("like", "Feeling / calm"), ("👍 like", "Feeling / glad_ly"),
    ]  # fmt: skip
    assert [memo.body[:16] for memo in memos(cast.lea)] == ["This was written"]
    assert told(report) == [("links", "kept", "talk.tsv Leads 1-3 0"), ("other", "lost", "talk.tsv POS")]


def test_several_annotators_of_one_text_are_its_coders(cast: Cast) -> None:
    file = packed(
        [
            ("annotation/talk.txt/ines.tsv", TSV),
            ("annotation/talk.txt/omar.tsv", TSV.replace("calm", "sad")),
            ("x.json", "{}"),
        ]
    )
    report = brought(cast.lea, file, "export.zip")
    assert [line.title for line in sources(cast.lea)] == ["talk.txt"]
    assert {(words, code, coder) for words, code, coder in coded(cast.lea) if words == "like"} == {
        ("like", "Feeling / calm", "ines"), ("like", "Feeling / sad", "omar"),
    }  # fmt: skip
    assert ("files", "lost", "x.json") in told(report)


def test_json_cas_comes_in_with_its_layers_and_relations(cast: Cast) -> None:
    structures: list[dict[str, Any]] = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaString": "I 👍 like it. She left."},
        {
            "%ID": 2,
            "%TYPE": "uima.tcas.DocumentAnnotation",
            "@sofa": 1,
            "begin": 0,
            "end": 23,
            "language": "en",
        },
        {"%ID": 3, "%TYPE": "custom.Feeling", "@sofa": 1, "begin": 2, "end": 9, "kind": "glad"},
        {
            "%ID": 4,
            "%TYPE": "custom.Feeling",
            "@sofa": 1,
            "^begin": 14,
            "^end": 17,
            "kind": "sad",
            "sure": True,
        },
        {
            "%ID": 5,
            "%TYPE": "custom.Leads",
            "@sofa": 1,
            "begin": 2,
            "end": 9,
            "@Governor": 3,
            "@Dependent": 4,
            "how": "so",
        },
        {
            "%ID": 6,
            "%TYPE": "custom.Leads",
            "@sofa": 1,
            "begin": 2,
            "end": 9,
            "@Governor": 3,
            "@Dependent": [9],
        },
    ]
    data = json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": structures, "%VIEWS": {}}).encode()
    report = brought(cast.lea, data, "talk.json")
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("She", "Feeling / kind / sad"), ("She", "Feeling / sure / true"), ("👍 like", "Feeling / glad"),
    ]  # fmt: skip
    assert told(report) == [("links", "kept", "talk.json Leads 5"), ("links", "lost", "talk.json Leads 6")]


def test_whatever_leads_from_an_annotation_of_a_json_cas_to_others_is_kept_or_told(cast: Cast) -> None:
    place = {"@sofa": 1, "begin": 0, "end": 3}
    structures: list[dict[str, Any]] = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaString": "She left."},
        {"%ID": 2, "%TYPE": "custom.Feeling", **place, "kind": "sad", "@because": 3, "@whose": None, "@with": 4,
         "@away": [9]},
        {"%ID": 3, "%TYPE": "custom.Event", "@sofa": 1, "begin": 4, "end": 8, "parts": [2]},
        {"%ID": 4, "%TYPE": "custom.Slot[]", "%ELEMENTS": [5]},
        {"%ID": 5, "%TYPE": "custom.Slot", "role": "who", "@target": 2},
        {"%ID": 6, "%TYPE": "custom.Leads", **place, "@source": 2, "@target": 3, "how": "so", "sure": 1, "@by": 5},
    ]  # fmt: skip
    data = json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": structures, "%VIEWS": {}}).encode()
    report = brought(cast.lea, data, "talk.json")
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("She", "Feeling / sad"), ("left", "Event"),
    ]  # fmt: skip
    assert told(report) == [
        ("links", "kept", "talk.json Event 3 parts 0"),
        ("links", "kept", "talk.json Feeling 2 because 0"),
        ("links", "kept", "talk.json Feeling 2 with 0"),
        ("links", "kept", "talk.json Leads 6"),
        ("links", "lost", "talk.json Feeling 2 away"),
        ("links", "lost", "talk.json Leads 6 by"),
        ("other", "lost", "talk.json Leads 6 sure"),
    ]


# ---------- what it is, and by which door ----------


@pytest.mark.parametrize("name", ["study.bin", "study.txt", "study"])
def test_what_a_file_is_is_told_by_what_is_in_it(cast: Cast, name: str) -> None:
    for data in (qualcoder(), taguette(), TSV.encode(), REAL.read_bytes()):
        file = BytesIO(data)
        assert is_project(name, file)
        assert file.tell() == 0
        with open_project(file, name) as found:
            assert found.project.codes
    for data in (
        b"{ is how he began",
        b"# A heading",
        (DATA / "refi" / "qualcoder4.0b_primock.qdpx").read_bytes()[:900],
    ):
        assert not is_project(name, BytesIO(data))


def test_the_command_takes_the_folder_looks_first_and_writes_its_report(tmp_path: Path) -> None:
    zipfile.ZipFile(REAL).extractall(tmp_path)
    data, folder, report = tmp_path / "data", tmp_path / "primock.qda", tmp_path / "report.csv"
    looked = done(data, "import", folder, "--new", "Doctors", "--dry-run", "--json").json
    brought_in = done(data, "import", folder, "--new", "Doctors", "--loss-report", report, "--json").json
    assert (looked["dry_run"], brought_in["counts"]) == (True, looked["counts"])
    assert brought_in["counts"]["codings"] == {"imported": 84, "kept": 0, "lost": 0}
    assert "cases 1" in report.read_text("utf-8")


def sentence(data: bytes | BytesIO, name: str) -> str:
    from firsthand.core.problems import Problem

    with (
        pytest.raises(Problem) as caught,
        open_project(BytesIO(data) if isinstance(data, bytes) else data, name),
    ):
        pass
    return str(caught.value)
