"""Citations and lists, as three styles want them; and what is done where the processor does not do it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from firsthand.core.problems import NotThere, Problem
from firsthand.giving_back.references.citing import FOLDER, STYLES, Cite, Cited, bibliography, citation
from firsthand.giving_back.references.items import DATES, NAMES, TEXTS, TYPES, normal
from firsthand.giving_back.references.reading import read

DATA = Path(__file__).parents[1] / "data" / "references"
AS_THEY_CAME = {
    "apa.csl": "1ece4fb3c295e66d04b4394e295aa58a87741ceeef1658192437eb9953c2f13e",
    "chicago-author-date-16th-edition.csl": "22519e6d130a36ca5eeab0c77e138ffe5ea5173bd6fdf483d568117f98017e2b",
    "nlm-citation-sequence.csl": "492f7935df42054b33d515f7275122f419780df990ea35925dcbbff0fecf1137",
}

ZED = [{"family": "Zed", "given": "Quin Max"}]
ASH = [{"family": "Ash", "given": "Bo"}, {"family": "Elm", "given": "Di"}]
IN_2012 = {"issued": {"date-parts": [[2012]]}}


def test_the_styles_are_unaltered_and_their_licence_stands_beside_them() -> None:
    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.csl")} == AS_THEY_CAME
    assert {file for file, _called in STYLES.values()} == set(AS_THEY_CAME)
    notice = (FOLDER / "NOTICE.md").read_text("utf-8")
    assert "Attribution-ShareAlike 3.0" in notice
    assert [name for name in AS_THEY_CAME if name not in notice] == []
    for path in FOLDER.glob("*.csl"):
        assert "creativecommons.org/licenses/by-sa/3.0/" in path.read_text("utf-8")


@pytest.fixture(scope="module")
def twenty() -> list[dict[str, Any]]:
    found = read("a.ris", (DATA / "peer-support.ris").read_bytes()).records
    return [(one.item or {}) | {"id": f"w{place}"} for place, one in enumerate(found, 1)]


WANTED = {
    "apa": (
        "Austin, E., Ramakrishnan, A., & Hopper, K. (2014). Embodying Recovery: A Qualitative Study of Peer Work in a"
        " Consumer-Run Service Setting. Community Mental Health Journal, 50(8), 879–885."
        " https://doi.org/10.1007/s10597-014-9693-z",
        "Mowbray, C. T., Moxley, D. P., Jasper, C. A., & Howell, L. L. (Eds.). (1997). Consumers as Providers in"
        " Psychiatric Rehabilitation. International Association of Psychosocial Rehabilitation Services.",
        "(Austin et al., 2014, p. 880; Mead et al., 2001)",
        "(Solomon, 2004)",
    ),
    "chicago": (
        "Austin, Elizabeth, Aditi Ramakrishnan, and Kim Hopper. 2014. “Embodying Recovery: A Qualitative Study of Peer"
        " Work in a Consumer-Run Service Setting.” Community Mental Health Journal 50 (8): 879–85."
        " doi:10.1007/s10597-014-9693-z.",
        "Mowbray, Carol T., David P. Moxley, Colleen A. Jasper, and Lisa L. Howell, eds. 1997. Consumers as Providers"
        " in Psychiatric Rehabilitation. Columbia, MD: International Association of Psychosocial Rehabilitation"
        " Services.",
        "(Austin, Ramakrishnan, and Hopper 2014, 880; Mead, Hilton, and Curtis 2001)",
        "(Solomon 2004)",
    ),
    "vancouver": (
        "Austin E, Ramakrishnan A, Hopper K. Embodying Recovery: A Qualitative Study of Peer Work in a Consumer-Run"
        " Service Setting. Community Mental Health Journal. 2014;50(8):879–85. doi:10.1007/s10597-014-9693-z",
        "Mowbray CT, Moxley DP, Jasper CA, Howell LL, editors. Consumers as Providers in Psychiatric Rehabilitation."
        " Columbia, MD: International Association of Psychosocial Rehabilitation Services; 1997.",
        "(1,6)",
        "(5)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_twenty_works_are_listed_and_cited_as_a_style_wants_it(
    twenty: list[dict[str, Any]], style: str
) -> None:
    cited, (article, book, together, alone) = Cited(twenty, style), WANTED[style]
    entries = {entry.id: entry for entry in cited.bibliography()}
    assert len(entries) == 20
    assert [entries["w1"].text.plain, entries["w20"].text.plain] == [article, book]
    assert cited.citation(Cite("w1", page="880"), "w6").plain == together
    assert cited.citation("w5").plain == alone
    for item in twenty:
        line = entries[item["id"]].text.plain
        assert str(item["issued"]["date-parts"][0][0]) in line
        assert item.get("volume", "") in line
        assert item.get("DOI", "") in line
        for name in (item.get("author") or item["editor"])[:3]:
            assert name["family"] in line
        assert not any(mark in line for mark in ("..", " ,", " .", ",,", "  ", "()", "None"))
    labels = [entry.label for entry in cited.bibliography()]
    assert labels == ([str(number) for number in range(1, 21)] if style == "vancouver" else [""] * 20)
    if style != "vancouver":
        assert [*entries][:3] == ["w1", "w17", "w8"]  # Austin, Bellamy, Chinman


def test_one_citation_or_list_can_be_had_by_itself(twenty: list[dict[str, Any]]) -> None:
    assert citation(twenty[:1], "apa").plain == "(Austin et al., 2014)"
    assert [entry.id for entry in bibliography(twenty[3:5])] == ["w4", "w5"]
    assert bibliography([]) == []


@pytest.mark.parametrize(
    ("style", "letters"),
    [("apa", "(Zed, 2012a) (Zed, 2012b) (Zed, 2012c)"), ("chicago", "(Zed 2012a) (Zed 2012b) (Zed 2012c)")],
)
def test_several_works_by_one_author_in_a_year_have_letters_in_the_order_of_the_list(
    style: str, letters: str
) -> None:
    items = [
        {"id": key, "type": "book", "title": title, "author": ZED, **IN_2012}
        for key, title in (("1", "Tea"), ("2", "Soup"), ("3", "Apples"))
    ]
    other = {"id": "4", "type": "book", "title": "Bread", "author": ZED, "issued": {"date-parts": [[2013]]}}
    cited = Cited([*items, other], style)
    listed = cited.bibliography()
    assert [entry.id for entry in listed] == ["3", "2", "1", "4"]
    assert " ".join(cited.citation(entry.id).plain for entry in listed[:3]) == letters
    assert ["2012a" in listed[0].text.plain, "2012c" in listed[2].text.plain] == [True, True]
    assert "2013" in listed[3].text.plain
    assert "2013a" not in listed[3].text.plain
    assert cited.citation("1", "4").plain.count("2012c") == 1
    part = bibliography(items[1:2], style, among=items)
    assert "2012b" in part[0].text.plain  # the same letter on a page of the list as in the whole of it


def test_others_who_shorten_to_the_same_words_have_letters_too_and_numbers_need_none() -> None:
    third = {"family": "Oak", "given": "Cy"}
    items = [
        {"id": "1", "type": "book", "title": "Tea", "author": [*ASH, third], **IN_2012},
        {"id": "2", "type": "book", "title": "Soup", "author": [ASH[0], third, ASH[1]], **IN_2012},
        {"id": "3", "type": "book", "title": "Rain", "author": ASH, **IN_2012},
    ]
    cited = Cited(items, "apa")
    assert {cited.citation("1").plain, cited.citation("2").plain} == {
        "(Ash et al., 2012a)",
        "(Ash et al., 2012b)",
    }
    assert cited.citation("3").plain == "(Ash & Elm, 2012)"
    assert Cited(items, "vancouver").citation("1", "3").plain == "(1,3)"


def one(item: dict[str, Any], style: str) -> str:
    return bibliography([{"id": "x"} | item], style)[0].text.plain


KINDS: list[tuple[dict[str, Any], dict[str, str]]] = [
    (
        {"type": "chapter", "title": "On tea", "author": ZED, "editor": ASH, "container-title": "Hot things",
         "page": "5-19", "publisher": "Pub", "publisher-place": "Bath", **IN_2012},
        {"apa": "Zed, Q. M. (2012). On tea. In B. Ash & D. Elm (Eds.), Hot things (pp. 5–19). Pub.",
         "chicago": "Zed, Quin Max. 2012. “On Tea.” In Hot Things, edited by Bo Ash and Di Elm, 5–19. Bath: Pub.",
         "vancouver": "Zed QM. On tea. In: Ash B, Elm D, editors. Hot things. Bath: Pub; 2012. p. 5–19."},
    ),
    (
        {"type": "book", "title": "Tea", "publisher": "P", "author": [
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
            {"family": "King", "given": "Martin Luther", "suffix": "Jr."}],
         "edition": "2", "issued": {"literal": "in press"}},
        {"apa": "van Beethoven, L., & King, M. L., Jr. (in press). Tea (2nd ed.). P.",
         "chicago": "Beethoven, Ludwig van, and Martin Luther King Jr. in press. Tea. 2nd ed. P.",
         "vancouver": "van Beethoven L, King ML Jr. Tea. 2nd ed. P; in press."},
    ),
    (
        {"type": "thesis", "title": "Tea", "author": ZED, "genre": "PhD thesis", "publisher": "A university",
         **IN_2012},
        {"apa": "Zed, Q. M. (2012). Tea [PhD thesis]. A university.",
         "chicago": "Zed, Quin Max. 2012. “Tea.” PhD thesis, A university.",
         "vancouver": "Zed QM. Tea [PhD thesis]. A university; 2012."},
    ),
    (
        {"type": "report", "title": "Tea", "author": [{"literal": "Tea & Co"}], "number": "12",
         "publisher": "An office", **IN_2012},
        {"apa": "Tea & Co. (2012). Tea (No. 12). An office.",
         "vancouver": "Tea & Co. Tea. An office; 2012. Report no.: 12."},
    ),
    (
        {"type": "article-journal", "title": "Why “tea”?", "author": ZED, "container-title": "Cups", "volume": "1",
         "issued": {"date-parts": [[2012, 3, 2]]}},
        {"apa": "Zed, Q. M. (2012). Why “tea”? Cups, 1.",
         "chicago": "Zed, Quin Max. 2012. “Why “tea”?” Cups 1 (March).",
         "vancouver": "Zed QM. Why “tea”? Cups. 2012 Mar 2;1."},
    ),
    (
        {"type": "book", "title": "Nobody’s book", "publisher": "P"},
        {"apa": "Nobody’s book. (n.d.). P.", "chicago": "Nobody’s Book. n.d. P.", "vancouver": "Nobody’s book. P."},
    ),
    (
        {"type": "webpage", "title": "Tea", "author": [{"literal": "Mind"}], "URL": "https://example.org/a?b=1&c=2",
         "accessed": {"date-parts": [[2024, 3, 2]]}},
        {"apa": "Mind. (n.d.). Tea. Retrieved March 2, 2024, from https://example.org/a?b=1&c=2",
         "vancouver": "Mind. Tea [Internet]. [cited 2024 Mar 2]. Available from: https://example.org/a?b=1&c=2"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "wanted"), KINDS, ids=[f"{item['type']}, {item['title']}" for item, _wanted in KINDS]
)
def test_kinds_of_works_and_odd_names_and_dates_are_set_right(
    item: dict[str, Any], wanted: dict[str, str]
) -> None:
    assert {style: one(item, style) for style in wanted} == wanted


def test_html_is_markup_of_the_style_alone_whatever_stands_in_a_work() -> None:
    evil = {"type": "article-journal", "title": "<script>x</script> & <i>y</i>", "container-title": "<b>J",
            "volume": "1", "author": [{"family": "<u>A", "given": "B"}, {"literal": "C & <D>"}], **IN_2012}  # fmt: skip
    for style in STYLES:
        (entry,) = bibliography([{"id": "x"} | evil], style)
        without = entry.text.html.replace("<i>", "").replace("</i>", "")
        assert "<" not in without
        assert "&lt;script&gt;x&lt;/script&gt; &amp; &lt;" in without.lower()
        assert "<script>x</script>" in entry.text.plain.lower()
    assert citation([{"id": "x"} | evil]).html == "(&lt;u&gt;A &amp; C &amp; &lt;D&gt;, 2012)"
    looks = [
        (run.words, run.italic)
        for run in bibliography([{"id": "x"} | evil], "apa")[0].text.runs
        if run.italic
    ]
    assert looks == [("<b>J", True), ("1", True)]


def test_a_citation_can_have_words_around_it_and_names_only_works_that_are_there() -> None:
    items = [{"id": "A1", "type": "book", "title": "Tea", "author": ZED, **IN_2012}]
    cited = Cited(items, "apa")
    assert (
        cited.citation(Cite("A1", page="3-4", before="see", behind="on cups")).plain
        == "(see Zed, 2012, pp. 3–4, on cups)"
    )
    with pytest.raises(NotThere, match="“B2” is not among the works"):
        cited.citation("B2")
    with pytest.raises(Problem, match=r"There is no style “mla”\. There are: apa, chicago, vancouver"):
        Cited(items, "mla")
    with pytest.raises(Problem, match="twice"):
        Cited(items * 2)


def test_a_work_on_which_the_processor_breaks_or_says_nothing_is_listed_all_the_same() -> None:
    odd = {
        "id": "odd",
        "type": "legislation",
        "title": "An act",
        "issued": {"date-parts": [[2001, 5, 3], [2001, 6]]},
    }
    unsaid = {"id": "no", "type": "interview", "title": "Tea", "author": ZED, **IN_2012}  # APA lists none
    sound = {"id": "ok", "type": "book", "title": "Soup", "author": ASH, **IN_2012}
    for style in STYLES:
        cited = Cited([odd, unsaid, sound], style)
        listed = {entry.id: entry.text.plain for entry in cited.bibliography()}
        assert "an act" in listed["odd"].casefold()
        assert "Tea" in listed["no"]
        assert listed["ok"] == one(sound, style)
        assert all(cited.citation(key).plain.strip("()") for key in listed)
    assert bibliography([unsaid], "apa")[0].text.plain == "Zed 2012: Tea"


def test_random_works_are_set_by_every_style() -> None:
    chance = Random(5)
    texts = [
        "1",
        "1-2-3",
        "12, 14-15",
        "e12–e14",
        "ii-iv",
        "1&2",
        "2nd",
        "-",
        "é “q”",
        "S1",
        "١٢",
        "<i>",
        "?",
        "👍",
    ]
    names: list[Any] = [*ZED, *ASH, {"literal": "Org"}, {"given": "Only"}, {"family": "X", "given": "..."}, "Q, W",
                        "R", {"family": "李", "given": "明"}, {"family": "van der X", "given": "Y"}]  # fmt: skip
    dates: list[Any] = [IN_2012["issued"], "2001-02-30", "in press", {"date-parts": [[-50]]},
                        {"date-parts": [[2001], [2005]]}, {"date-parts": [[2001, 5], [2001, 6]]}]  # fmt: skip
    for _ in range(120):
        raw = {"type": chance.choice(sorted(TYPES)), "title": f"Tea {chance.choice(texts)}"}
        raw |= {field: chance.choice(texts) for field in chance.sample(TEXTS[1:], 8)}
        raw |= {
            field: chance.choices(names, k=chance.choice([1, 2, 3, 25])) for field in chance.sample(NAMES, 2)
        }
        raw |= {field: chance.choice(dates) for field in chance.sample(DATES, 2)}
        item = normal(raw)[0] | {"id": "x"}
        for style in STYLES:
            cited = Cited([item], style)
            (entry,) = cited.bibliography()
            assert entry.text.plain
            assert "None" not in entry.text.plain
            assert cited.citation("x").plain
