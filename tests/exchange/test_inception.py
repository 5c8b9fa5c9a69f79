"""INCEpTION's files on UIMA's XMI, and its backups of whole projects."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from conftest import Cast
from exchange.foreign import packed
from exchange.test_other_programs import brought, coded, sentence, told
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.selectors import all_codings
from firsthand.analysis.memos.selectors import memos
from firsthand.core.spans import Span
from firsthand.exchange.projects.opening import open_project
from firsthand.exchange.projects.others import parts, xmi
from firsthand.exchange.projects.recognising import is_project
from firsthand.field.sources.selectors import sources

DATA = Path(__file__).parents[1] / "data" / "others"
STRING, CAS = "uima.cas.String", "http:///uima/cas.ecore"
HEAD = (
    f'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="{CAS}" xmlns:c="http:///webanno/custom.ecore"'
    ' xmi:version="2.0">'
)
WORDS = "So 👍 the yard.&#13;&#10;She left."


def cas(*structures: str, words: str = WORDS) -> bytes:
    sofa = f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{words}"/>'
    return f'<?xml version="1.0"?>{HEAD}{"".join(structures)}{sofa}</xmi:XMI>'.encode()


def types(**features: str) -> str:
    told_of = "".join(
        f"<featureDescription><name>{name}</name><rangeTypeName>{range_}</rangeTypeName></featureDescription>"
        for name, range_ in features.items()
    )
    kinds = (
        "<typeDescription><name>webanno.custom.Mood</name><supertypeName>uima.cas.String</supertypeName>"
        "</typeDescription><typeDescription><name>webanno.custom.Feeling</name><supertypeName>uima.tcas.Annotation"
        f"</supertypeName><features>{told_of}</features></typeDescription>"
    )
    return (
        '<?xml version="1.0"?><typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>'
        f"{kinds}</types></typeSystemDescription>"
    )


GLAD = '<c:Feeling xmi:id="2" sofa="1" begin="6" end="14" kind="glad"/>'


def test_files_of_inception_itself_come_in(cast: Cast) -> None:
    path = DATA / "inception_token-bounded-spans.xmi"
    brought(cast.lea, path.read_bytes(), path.name)
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        (".", "NamedEntity / NE 4"), ("This", "NamedEntity / NE 0"), ("a", "NamedEntity / NE 2"),
        ("is", "NamedEntity / NE 1"), ("test", "NamedEntity / NE 3"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["xmi", "tsv"])
def test_slots_of_an_annotation_are_kept_as_links_by_their_roles(cast: Cast, form: str) -> None:
    path = DATA / f"inception_slots.{form}"
    with open_project(BytesIO(path.read_bytes()), path.name) as file:
        links = [etree.fromstring(link) for link in file.project.links]
    assert [link.get("name") for link in links] == ["p1", "p2"]
    report = brought(cast.lea, path.read_bytes(), path.name)
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("This", "SimpleLinkHost"), ("a", "SimpleSpan"), ("is", "SimpleSpan"),
    ]  # fmt: skip
    assert [(kind, fate) for kind, fate, _path in told(report)] == [("links", "kept")] * 2


def test_positions_are_utf_16_units_and_a_line_end_counts_as_it_was_written(cast: Cast) -> None:
    left = '<c:Feeling xmi:id="3" sofa="1" begin="21" end="25" kind="sad"/>'
    brought(cast.lea, cas(GLAD, left), "talk.xmi")
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("left", "Feeling / sad"), ("the yard", "Feeling / glad"),
    ]  # fmt: skip
    assert [one.span for one in all_codings(cast.lea)] == [Span(5, 13), Span(19, 23)]


def test_the_system_of_types_says_what_is_a_value_and_what_leads_on(cast: Cast) -> None:
    one = '<c:Feeling xmi:id="2" sofa="1" begin="0" end="2" mood="7" because="3">'
    one += "<tags>a</tags><tags>b</tags></c:Feeling>"
    two = '<c:Feeling xmi:id="3" sofa="1" begin="6" end="9" mood="8" tags="9"/>'
    system = types(mood="webanno.custom.Mood", because="uima.tcas.Annotation", tags="uima.cas.StringArray")
    report = brought(cast.lea, packed([("talk.xmi", cas(one, two)), ("TypeSystem.xml", system)]), "talk.zip")
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("So", "Feeling / mood / 7"), ("So", "Feeling / tags / a"), ("So", "Feeling / tags / b"),
        ("the", "Feeling / mood / 8"), ("the", "Feeling / tags / 9"),
    ]  # fmt: skip
    assert told(report) == [("links", "kept", "talk.xmi Feeling 2 because 0")]


def project(**more: Any) -> list[tuple[str, bytes | str]]:
    """A backup of a project, as INCEpTION writes it with XMI beside its own form."""
    said = {
        "name": "Yards", "description": "What people say of yards",
        "source_documents": [{"name": "talk.txt", "format": "text", "state": "ANNOTATION_IN_PROGRESS"}],
        "tag_sets": [{"name": "Moods", "tags": [
            {"tag_name": "glad", "tag_description": "Somebody is glad."}, {"tag_name": "calm", "tag_description": ""},
        ]}],
        "layers": [{"name": "webanno.custom.Feeling", "features": [{"name": "kind", "tag_set": {"name": "Moods"}}]}],
    } | more  # fmt: skip
    inner = packed([("ines.xmi", cas(GLAD)), ("TypeSystem.xml", types(kind=STRING))]).getvalue()
    return [
        ("exportedproject.json", json.dumps(said)),
        ("source/talk.txt", "So 👍 the yard.\r\nShe left."),
        ("source/alone.txt", "Nobody read this."),
        ("annotation/talk.txt/INITIAL_CAS.xmi", cas(GLAD)),
        ("annotation/talk.txt/ines.zip", inner),
        ("annotation/talk.txt/omar.xmi", cas(GLAD.replace("glad", "sad"))),
        ("annotation_ser/talk.txt/INITIAL_CAS.ser", b"\xac\xed"),
        ("annotation_ser/talk.txt/ines.ser", b"\xac\xed"),
        ("annotation_ser/talk.txt/zoe.ser", b"\xac\xed"),
        ("curation/talk.txt/CURATION_USER.xmi", cas(GLAD)),
        ("guideline/how.pdf", b"%PDF"),
    ]


def test_a_backup_of_a_project_comes_in_with_its_annotators_and_what_its_tags_mean(cast: Cast) -> None:
    file = packed(project())
    assert is_project("yards.zip", file)
    report = brought(cast.lea, file, "yards.zip")
    assert coded(cast.lea) == [
        ("the yard", "Feeling / glad", "Lea"), ("the yard", "Feeling / glad", "ines"),
        ("the yard", "Feeling / sad", "omar"),
    ]  # fmt: skip
    assert [line.title for line in sources(cast.lea)] == ["talk.txt", "alone.txt"]
    assert {line.full_path: line.definition for line in codebook(cast.lea)} == {
        "Feeling": "", "Feeling › glad": "Somebody is glad.", "Feeling › sad": "", "Feeling › calm": "",
    }  # fmt: skip
    assert [memo.body for memo in memos(cast.lea)] == ["What people say of yards"]
    assert told(report) == [
        ("files", "lost", "annotation_ser/talk.txt/zoe.ser"),
        ("files", "lost", "exportedproject.json"),
        ("files", "lost", "guideline/how.pdf"),
    ]
    assert any("INITIAL_CAS" in remark for remark in report.remarks)


def test_a_backup_in_inceptions_own_form_alone_brings_its_texts_and_tells_what_to_do(cast: Cast) -> None:
    only = [one for one in project() if not one[0].startswith(("annotation/", "curation/"))]
    report = brought(cast.lea, packed(only), "yards.zip")
    assert [line.title for line in sources(cast.lea)] == ["alone.txt", "talk.txt"]
    assert sum("format UIMA CAS JSON" in line.reason for line in report.lines) == 3
    bare = [one for one in only if not one[0].startswith("source/")]
    assert "Export the project with the format" in sentence(packed(bare), "yards.zip")


def test_the_same_backup_twice_doubles_nothing(cast: Cast) -> None:
    data = packed(project()).getvalue()
    brought(cast.lea, data, "yards.zip")
    before = coded(cast.lea)
    brought(cast.lea, data, "yards.zip")
    assert coded(cast.lea) == before


ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
BOMB = packed([("ines.xmi", b" " * 80_000_000)]).getvalue()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (cas(GLAD).replace(b"<?xml version=\"1.0\"?>", ENTITY.encode()), "a.xmi", "have no place in such a file"),
        (cas(GLAD)[:-20], "a.xmi", "is damaged"),
        (cas(words="a" * 11_000_000), "a.xmi", "is damaged"),
        (packed([("a.xmi", cas(GLAD)), ("TypeSystem.xml", ENTITY + types())]), "a.zip", "have no place in such a file"),
        (packed([("a.xmi", cas(GLAD)), ("TypeSystem.xml", types()[:-9])]), "a.zip", "is damaged"),
        (packed([("exportedproject.json", "{")]), "a.zip", "Export the project once more"),
        (packed([("exportedproject.json", "[" * 100_000)]), "a.zip", "Export the project once more"),
        (packed([("exportedproject.json", "[]")]), "a.zip", "of a kind that this program does not know"),
        (packed([("exportedproject.json", "{}"), ("annotation/a/ines.zip", BOMB)]), "a.zip", "beyond all measure"),
        (packed([("exportedproject.json", "{}"), ("annotation/a/ines.zip", b"PK no")]), "a.zip", "is damaged"),
    ],
)  # fmt: skip
def test_what_inception_never_writes_gets_a_sentence(data: Any, name: str, said: str) -> None:
    assert said in sentence(data, name)


def test_more_structures_than_any_text_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmi, "MOST_STRUCTURES", 3)
    assert "more than any project" in sentence(cas(GLAD * 5), "a.xmi")


def test_an_archive_of_which_more_is_read_than_any_project_has_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "MOST_READ", 3_000)
    assert "more than any project" in sentence(packed(project()), "a.zip")


def test_types_that_stand_on_each_other_and_projects_of_odd_things_are_read(cast: Cast) -> None:
    round_ = types().replace("uima.tcas.Annotation", "webanno.custom.Feeling")
    brought(cast.lea, packed([("a.xmi", cas(GLAD)), ("TypeSystem.xml", round_)]), "a.zip")
    odd = {"name": 7, "description": ["x"], "layers": {"a": 1}, "tag_sets": [{"name": 1, "tags": [3, {}]}]}
    brought(cast.xeno, packed(project(**odd)), "b.zip")
    assert len(coded(cast.xeno)) == 3


def test_slots_of_stacked_annotations_lead_where_their_numbers_say(cast: Cast) -> None:
    head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=c.Span|kind\n#T_SP=c.Host|ROLE_c.Host:links_c.Link|c.Span|mood\n\n"
    head += "#Text=I saw her\n"
    units = (
        "1-1\t0-1\tI\ta[1]|b[2]\t_\t_\t_\t\n"
        "1-2\t2-5\tsaw\t_\twho;whom[3]|who[4]\t1-1[2];1-3[3]|1-1[1][4]\tglad[3]|sad[4]\t\n"
        "1-3\t6-9\ther\tc\t*\t*\t*\t\n"
        "1-4\t9-9\t\t_\tgone\t7-7\t*\t\n"
    )
    report = brought(cast.lea, f"{head}{units}".encode(), "talk.tsv")
    assert [(words, code) for words, code, _coder in coded(cast.lea)] == [
        ("I", "Span / a"), ("I", "Span / b"), ("her", "Host"), ("her", "Span / c"), ("saw", "Host / glad"),
        ("saw", "Host / sad"),
    ]  # fmt: skip
    links = [line for line in report.lines if line.kind == "links"]
    assert [str(line.fate) for line in links] == ["lost", "kept", "kept", "kept"]
    assert links[0].reason == "What it leads to is not in the file."
