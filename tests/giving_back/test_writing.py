"""What is written up stays alive: pieces are fetched anew, gaps are honest, and nothing leaves that would harm."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import docx
import pytest
from counting import brought

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.themes.services import change_claim, make_claim, make_theme, remove_claim
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import pause, resume, set_answers
from firsthand.field.deid.looking import leaks
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import words_in
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.leaving.places import preview
from firsthand.giving_back.member_checks.services import send_pack, settle_reply, write_reply
from firsthand.giving_back.models import Erasure, Release
from firsthand.giving_back.references.services import add_reference, remove_reference
from firsthand.giving_back.writing import shape
from firsthand.giving_back.writing.models import Document
from firsthand.giving_back.writing.selectors import document, document_line, documents, the_document
from firsthand.giving_back.writing.services import change_document, remove_document, write_document
from firsthand.giving_back.writing.showing import GAP, paper
from firsthand.giving_back.writing.taking_out import Held, looked_through, take_document_out
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.vault import wording

IKE = "The kettle is never mine, it only visits on Thursdays."
RUTH = "I count spoons when the drum begins next door."


@pytest.fixture
def said(cast: Cast) -> dict[str, Any]:
    """Ike may be quoted, Ruth not before she has seen it; each coded once, a theme with a claim, a work."""
    lea = cast.lea
    found: dict[str, Any] = {"code": make_code(lea, name="Ease")}
    for name, answer, words in (("Ike", "short_quotes", IKE), ("Ruth", "quotes_after_i_see_each_one", RUTH)):
        person = add_participant(lea, pseudonym=name)
        set_answers(lea, participant=person, answers={"quotes": answer}, moment="before", how="together")
        source = brought(lea, f"{name}.txt", f"LEA: And?\n{name.upper()}: {words}\n", person)
        at = text_of(lea, source).words.index(words)
        coding = apply_code(lea, source=source, code=found["code"], span=Span(at, at + len(words)))
        found |= {name: person, f"{name} says": source, f"{name} coded": coding}
    theme = make_theme(lea, name="Whose kettle", idea="Things that visit.")
    claim = make_claim(lea, theme=theme, sentence="Things belong to whoever is there.")
    work = add_reference(
        lea,
        item={
            "type": "book", "title": "On waiting", "author": [{"family": "Ash", "given": "Bo"}],
            "issued": {"date-parts": [[2001]]},
        },
    )  # fmt: skip
    return found | {"theme": theme, "claim": claim, "work": work}


def whole(said: dict[str, Any]) -> list[shape.Json]:
    return [
        shape.heading(1, "What was found"),
        shape.paragraph("He put it ", shape.bold("plainly"), ": ", shape.excerpt(said["Ike coded"].id), "."),
        shape.block("quote", shape.excerpt(said["Ike coded"].id)),
        shape.paragraph(shape.claim(said["claim"].id), " See ", shape.theme(said["theme"].id)),
        shape.block("item", "tea", form="number"),
        shape.block("item", "more tea", form="number"),
        shape.paragraph(
            "As others say ", shape.citation(said["work"].id, page="12"), shape.note("But see below.")
        ),
        shape.counted("matrix"),
        shape.counted("saturation", "New codes", figure=True),
        shape.counted("co-occurrence"),
        shape.counted("theme-map", figure=True),
        shape.counted("code-tree"),
    ]


def written(cast: Cast, said: dict[str, Any], *blocks: shape.Json) -> Document:
    return write_document(cast.lea, title="What visits", blocks=list(blocks) or whole(said))


def reads(by: Any, row: Document) -> str:
    return "\n".join(part.words for part in paper(by, document_line(by, row)).parts)


def test_a_document_reads_as_it_was_written_with_its_pieces_as_they_are_now(cast: Cast, said: Any) -> None:
    row = written(cast, said)
    text = reads(cast.lea, row)
    assert f"He put it plainly: “{IKE}” (Ike, S1, turn 2)." in text
    assert f"\n{IKE} (Ike, S1, turn 2)\n" in text  # a quotation of its own has no marks
    assert "Things belong to whoever is there. See Whose kettle" in text
    assert "As others say (Ash, 2001, p. 12)" in text
    change_claim(cast.lea, claim=said["claim"], sentence="Things belong to nobody.")
    assert "Things belong to nobody. See" in reads(cast.lea, row)
    assert documents(cast.cody)[0].ref == "D1"
    assert the_document(cast.cody).id == row.id


def test_headings_of_one_level_are_alike_and_none_is_left_out_on_the_way_down(cast: Cast, said: Any) -> None:
    levels = (2, 3, 3, 2, 1, 3, 2)
    row = written(cast, said, *(shape.heading(level, f"Part {level}") for level in levels))
    shown = [part.level for part in paper(cast.lea, document_line(cast.lea, row)).parts]
    assert shown == [1, 2, 2, 1, 1, 2, 2]


def test_what_is_kept_holds_no_word_of_anybody_but_the_writer(cast: Cast, said: Any) -> None:
    row = written(cast, said)
    kept = json.dumps(wording.read(cast.lea.key, row.wording), ensure_ascii=False)
    assert "plainly" in kept
    assert not any(words in kept for words in ("kettle", "Things", "Ash", "Ike"))


def test_what_is_not_there_any_more_is_an_honest_gap_and_undo_brings_it_back(cast: Cast, said: Any) -> None:
    row = written(cast, said)
    remove_coding(cast.lea, coding=said["Ike coded"])
    remove_claim(cast.lea, claim=said["claim"])
    remove_reference(cast.lea, reference=said["work"])
    made = paper(cast.lea, document_line(cast.lea, row))
    assert [gap.split(";")[0] for gap in made.gaps] == [
        "(An excerpt was here", "(An excerpt was here", "(A claim was here",
        "(A work was cited here that is not in the literature any more.)",
    ]  # fmt: skip
    assert "kettle is never" not in reads(cast.lea, row)
    for _ in range(3):
        undo_last(cast.lea)
    assert paper(cast.lea, document_line(cast.lea, row)).gaps == []


def test_where_words_of_somebody_on_hold_stood_the_gap_says_so_and_saving_keeps_them(
    cast: Cast, said: Any
) -> None:
    row = written(cast, said)
    before = reads(cast.lea, row)
    pause(cast.lea, participant=said["Ike"])
    line = document_line(cast.cody, row)
    assert len(paper(cast.cody, line).gaps) == 2
    change_document(
        cast.cody, document=row, title=line.title, blocks=[*line.blocks, shape.paragraph("More.")]
    )
    resume(cast.lea, participant=said["Ike"])
    assert reads(cast.lea, row) == f"{before}\nMore."


def test_words_that_may_not_be_quoted_are_in_no_document_and_say_why(cast: Cast, said: Any) -> None:
    row = written(cast, said, shape.paragraph("She said ", shape.excerpt(said["Ruth coded"].id)))
    assert reads(cast.lea, row) == "She said (Not quoted yet: they want to see each quotation first.)"
    set_answers(
        cast.lea,
        participant=said["Ruth"],
        answers={"quotes": "short_quotes"},
        moment="on_request",
        how="together",
    )
    assert f"“{RUTH}”" in reads(cast.lea, row)


def test_what_the_writer_leaves_out_or_puts_in_brackets_is_told_from_the_words(cast: Cast, said: Any) -> None:
    at = IKE.index("it only")
    cuts = [{"from": 0, "to": 10, "words": "It"}, {"from": at, "to": at + 7, "words": ""}]
    piece = shape.excerpt(said["Ike coded"].id) | {"cuts": cuts}
    row = written(cast, said, shape.paragraph(piece))
    assert "has changed" not in reads(cast.lea, row)
    assert "Shorten it anew" in reads(
        cast.lea, row
    )  # without the mark of the words nobody knows what they were
    from firsthand.giving_back.writing.showing import Showing

    showing = Showing(cast.lea, [shape.paragraph(shape.excerpt(said["Ike coded"].id))], "apa")
    (found,) = showing.excerpts.values()
    marked = piece | {"mark": showing.mark(found)}
    change_document(cast.lea, document=row, title="x", blocks=[shape.paragraph(marked)])
    assert reads(cast.lea, row) == "“[It] is never mine, […] visits on Thursdays.” (Ike, S1, turn 2)"
    runs = paper(cast.lea, document_line(cast.lea, row)).parts[0].runs
    assert [run.words for run in runs if run.kind == "brackets"] == ["[It]", "[…]"]


def test_what_somebody_says_to_a_claim_stands_beside_it_where_they_want_that(cast: Cast, said: Any) -> None:
    lea, ike = cast.lea, said["Ike"]
    row = written(
        cast,
        said,
        shape.paragraph(shape.claim(said["claim"].id)),
        shape.paragraph(shape.claim(said["claim"].id)),
    )
    answers = {"quotes": "short_quotes", "check": ("the_themes",)}
    set_answers(lea, participant=ike, answers=answers, moment="after_interview", how="spoken")
    (line,) = send_pack(lea, participant=ike, claims=[said["claim"]]).lines.all()
    reply = write_reply(lea, line=line, answer="does_not_fit", text="I was just tired.", to_print=True)
    assert paper(lea, document_line(lea, row)).notes == ()  # it was not decided yet
    settle_reply(lea, reply=reply, outcome="kept", reason="Others say it.")
    made = paper(lea, document_line(lea, row))
    assert [run.words for (run,) in made.notes] == ["Ike says to this: I was just tired."]  # once
    assert ike.id in made.people


def test_a_save_names_the_version_that_it_changes_and_each_is_one_act(cast: Cast, said: Any) -> None:
    row = written(cast, said)
    change_document(cast.cody, document=row, title="Cody’s", blocks=[shape.paragraph("A")], version=1)
    with pytest.raises(Clash, match="Somebody changed this document"):
        change_document(cast.lea, document=row, title="Lea’s", blocks=[], version=1)
    change_document(cast.lea, document=row, title="Cody’s", blocks=[shape.paragraph("A")], version=2)
    row.refresh_from_db()
    assert (row.version, document_line(cast.lea, row).title) == (
        2,
        "Cody’s",
    )  # nothing changed, nothing written
    undo_last(cast.lea)
    assert document_line(cast.lea, document(cast.lea, "D1")).title == "What visits"
    remove_document(cast.lea, document=document(cast.lea, "d1"))
    with pytest.raises(NotThere):
        document(cast.lea, "D1")
    with pytest.raises(NotAllowed):
        write_document(cast.rea, title="Rea’s")


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        ([{"type": "script"}], "Paragraph 1 cannot be kept. It is none of: paragraph"),
        ([{"type": "paragraph", "inside": [{"type": "claim", "value": "x"}]}], "its value is no id"),
        ([{"type": "paragraph", "inside": "x"}], "is no list"),
        ([{"type": "paragraph", "inside": ["x"]}], "has no type"),
        ([{"type": "heading", "level": 9}], "one of: 1, 2, 3"),
        ([{"type": "figure", "form": "pie"}], "one of: matrix"),
        ([{"type": "paragraph"}] * 5_001, "takes 5000 paragraphs"),
        (
            [{"type": "paragraph", "inside": [shape.excerpt(uuid4()) | {"cuts": [{"from": 4, "to": 2}]}]}],
            "overlaps, or is nothing",
        ),
    ],
)
def test_what_is_no_document_is_said_with_the_paragraph(cast: Cast, blocks: Any, sentence: str) -> None:
    with pytest.raises(Problem, match=re.escape(sentence)):
        write_document(cast.lea, title="x", blocks=blocks)
    with pytest.raises(Problem, match="needs a title"):
        write_document(cast.lea, title=" ")


def test_signs_that_are_ours_are_nobody_elses_and_broken_ones_are_mended(cast: Cast) -> None:
    claim = shape.claim(uuid4())
    odd = {
        "type": "paragraph",
        "text": "a\ue000b\ue00ac\x00\U000f0001d\U000f0000\n",
        "inside": [claim, claim, claim],
    }
    row = write_document(cast.lea, title="x", blocks=[odd])
    (block,) = document_line(cast.lea, row).blocks
    assert block["text"] == "a\ue000bc\ue001\U000f0000\ue000d\ue001\U000f0001\ue000 \ue001"
    assert block["inside"] == [claim, claim]


def test_a_file_leaves_in_four_forms_with_its_people_in_the_trail(cast: Cast, said: Any) -> None:
    row = written(cast, said)
    for form in ("docx", "html", "md", "pdf"):
        made = take_document_out(cast.lea, document=row, format=form)
        assert made.file_name.endswith(f"-D1.{form}")
        text = " ".join(words_in(made.file_name, made.data).split())
        for words in (
            IKE,
            "(Ike, S1, turn 2)",
            "Things belong to whoever",
            "Ash, B. (2001)",
            "But see below.",
        ):
            assert words in text.replace("*", "").replace("\\", ""), (form, words)
    released = Release.objects.order_by("-at").first()
    assert (released.what, released.format, said["Ike"].id.hex in released.people) == (
        "document",
        "pdf",
        True,
    )
    with pytest.raises(Problem, match="comes as docx, html, md, pdf, not as odt"):
        take_document_out(cast.lea, document=row, format="odt")


def test_word_gets_real_styles_real_footnotes_and_lists_that_begin_at_one(cast: Cast, said: Any) -> None:
    made = take_document_out(cast.lea, document=written(cast, said), format="docx")
    read = docx.Document(io.BytesIO(made.data))
    styles = [line.style.name for line in read.paragraphs]
    for style in ("Title", "Heading 1", "Quote", "List Number", "Caption", "Bibliography"):
        assert style in styles
    with ZipFile(io.BytesIO(made.data)) as inside:
        notes, body = (inside.read(f"word/{name}.xml").decode() for name in ("footnotes", "document"))
        assert "footnotes" in inside.read("[Content_Types].xml").decode()
    assert "But see below." in notes
    assert '<w:footnoteReference w:id="1"/>' in body
    assert read.tables[0].cell(0, 0).text == "Code"


def test_a_web_page_leads_from_each_excerpt_to_its_place_in_one_step(
    cast: Cast, said: Any, settings: Any
) -> None:
    page = take_document_out(cast.lea, document=written(cast, said), format="html").data.decode()
    study, coding = f"{settings.ADDRESS}/s/{cast.lea.study.slug}", said["Ike coded"]
    place = f"{study}/sources/{said['Ike says'].id}/reader/#c{coding.start}"
    assert page.count(f'href="{place}"') == 2
    assert "<script" not in page


def test_nothing_leaves_while_the_check_finds_something_and_the_sentences_say_what_to_do(
    cast: Cast, said: Any
) -> None:
    set_name(cast.lea, participant=said["Ike"], real_name="Bartholomew Quince")
    row = written(
        cast, said, shape.paragraph("Mr Quince told me."), shape.paragraph(f"She said she would {RUTH[2:]}")
    )
    with pytest.raises(Held, match="2 things have to be settled first") as held:
        take_document_out(cast.lea, document=row, format="docx")
    assert sorted(one.kind for one in held.value.found.findings) == ["name", "see_first"]
    assert [one.line for one in held.value.found.findings] == [2, 3]  # the title is the first
    assert not Release.objects.filter(what="document").exists()
    change_document(cast.lea, document=row, title="x", blocks=[shape.paragraph("He told me.")])
    assert looked_through(cast.lea, row).findings == ()
    assert take_document_out(cast.lea, document=row, format="docx").data


@pytest.mark.parametrize("level", ["L2", "L3"])
def test_when_somebody_takes_their_words_out_live_ones_go_and_typed_ones_too(
    cast: Cast, said: Any, level: str
) -> None:
    row = written(
        cast, said,
        shape.paragraph("He told us: the kettle ", shape.bold("is never mine"), ", it only visits, and left."),
        shape.paragraph(shape.excerpt(said["Ike coded"].id), shape.note("“it only visits on Thursdays”, he said.")),
    )  # fmt: skip
    before = row.wording
    told = next(
        line for line in preview(cast.lea, said["Ike"], level).lines if line.place == "draft_write_up_quote"
    )
    assert told.count == 1
    withdraw(cast.lea, participant=said["Ike"], named=level)
    row = document(cast.lea, "D1")
    line = document_line(cast.lea, row)
    text = reads(cast.lea, row)
    assert "kettle" not in text
    assert "visits" not in json.dumps(line.blocks)
    assert "[taken out], and left." in text
    assert [run.kind for part in paper(cast.lea, line).parts for run in part.runs].count(GAP) == 1
    assert row.version == 2
    if level == "L3":
        assert before.hex in Erasure.objects.get().texts  # and no older copy opens any more


def test_a_name_that_is_replaced_everywhere_is_replaced_in_documents_and_fields_stay_fields(
    cast: Cast,
) -> None:
    from firsthand.field.deid.material import strings
    from firsthand.field.deid.rewriting import replaced

    block = shape.paragraph("Said Page: ", shape.citation(uuid4(), page="page 3"), shape.bold("Page"))
    kept = {"title": "Page", "blocks": [block]}
    assert list(strings(kept)) == ["Page", block["text"], "page 3"]
    after = replaced(kept, lambda words: words.replace("Page", "Ike").replace("page", "ike"))
    assert after["blocks"][0].keys() == block.keys()
    assert after["blocks"][0]["inside"][0]["works"][0]["page"] == "ike 3"
    assert after["blocks"][0]["text"].startswith("Said Ike: ")


def test_a_document_is_looked_through_for_names_and_the_literature_is_not(cast: Cast, said: Any) -> None:
    set_name(cast.lea, participant=said["Ike"], real_name="Bo Ash")  # as the author of a work is called
    written(cast, said, shape.paragraph("Bo Ash told me, ", shape.citation(said["work"].id)))
    assert {leak.where for leak in leaks(cast.lea)} == {"document 1"}
