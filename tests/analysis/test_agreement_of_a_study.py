"""How far coders of a study agree: the numbers, what they stand on, and who is told what."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.compare.agreement import agreement
from firsthand.analysis.compare.compared import compared
from firsthand.analysis.compare.segments import pieces, segments
from firsthand.analysis.rounds.services import close_round, finish, settle_difference, start_round
from firsthand.core.agreement.coefficient import Coefficient
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.consent.services import exclude_reader
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import Part, import_sources, read_files
from firsthand.field.sources.models import TextVersion
from firsthand.field.sources.revising import revise_text
from firsthand.ground.studies.services import add_member
from firsthand.ground.vault.cache import opened
from texts import bring

ONE = "LEA: What is tea for?\nMARIGOLD: It warms. It waits with you. It asks nothing.\n"
OTHER = "LEA: And the key?\nMARIGOLD: The key was handed over. Nobody had to sign.\n"


def span(words: str, text: str = ONE) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


@pytest.fixture
def study(cast: Cast) -> Any:
    """Two texts that Lea and Cody both coded, and one that Lea alone did."""
    sources = bring(cast.lea, ONE, OTHER, "Only one of us was here.\n")
    tea, key = make_code(cast.lea, name="Tea"), make_code(cast.lea, name="Key")
    for by, words in ((cast.lea, "It warms. It waits"), (cast.cody, "It waits with you.")):
        apply_code(by, source=sources[0], code=tea, span=span(words))
    for by in (cast.lea, cast.cody):
        apply_code(by, source=sources[1], code=key, span=span("The key was handed over.", OTHER))
    apply_code(cast.lea, source=sources[2], code=tea, span=Span(0, 8))
    cast.sources, cast.tea, cast.key = sources, tea, key  # type: ignore[attr-defined]
    return cast


def by_code(found: Any) -> dict[str, Any]:
    return {line.code.name: line for line in found.codes}


def test_characters_are_counted_over_what_both_coded_and_nothing_else(study: Any) -> None:
    found = agreement(study.lea)
    assert found.coders == ["Cody", "Lea"]
    assert [one.ref for one in found.documents] == ["S1", "S2"]
    lines = by_code(found)
    (pair,) = lines["Tea"].pairs
    shared = len("It waits")
    counts = (shared, len("It waits with you.") - shared, len("It warms. It waits") - shared)
    assert (pair.counts.both, pair.counts.first, pair.counts.second) == counts
    assert pair.counts.n == len(ONE) + len(OTHER)
    assert pair.found["f1"].value == pytest.approx(2 * counts[0] / sum((2 * counts[0], *counts[1:])))
    assert lines["Key"].pairs[0].found["kappa"].value == 1
    assert lines["Tea"].found["alpha"].value == pytest.approx(pair.found["alpha"].value)
    assert found.means["f1"].value == pytest.approx((pair.found["f1"].value + 1) / 2)
    whole = found.whole.pairs[0].counts
    assert (whole.both, whole.n) == (shared + len("The key was handed over."), 2 * pair.counts.n)
    assert pair.found["f1"].value < found.whole.pairs[0].found["f1"].value < 1


def test_every_number_says_what_it_stands_on_or_why_it_is_none(study: Any) -> None:
    found = agreement(study.lea, unit="sentence", rule="half")
    every: list[Coefficient] = []
    for line in (found.whole, *found.codes):
        every += [*line.found.values(), *(one for pair in line.pairs for one in pair.found.values())]
    every += [one for line in found.by_document for one in line.found.values()]
    assert len(every) > 60
    for one in every:
        assert (one.basis.unit, one.basis.rule, one.basis.coders) == ("sentence", "half", 2)
        assert one.basis.n > 0
        assert one.basis.documents in (1, 2)
        assert "two of these coders" in one.basis.codable
        assert (one.formula != "", one.version, one.value is None) == (True, 1, one.reason != "")
    undefined = found.by_document[0].found["fleiss"], found.by_document[1].found["fleiss"]
    assert all(one.value is not None for one in undefined)
    kappa = found.codes[0].pairs[0].found["kappa"]
    assert kappa.interval is not None
    assert kappa.interval.reason == "Fewer than six documents: see the values of each."


def test_the_rule_says_which_sentences_are_coded_and_the_segmentation_is_named(study: Any) -> None:
    of = {
        rule: by_code(agreement(study.lea, unit="sentence", rule=rule))["Tea"].pairs[0].counts
        for rule in ("any", "all")
    }
    # Lea coded “It warms. It waits”, Cody “It waits with you.”
    assert (of["any"].both, of["any"].first, of["any"].second) == (1, 0, 1)
    assert (of["all"].both, of["all"].first, of["all"].second) == (0, 1, 1)
    assert of["any"].n == 7
    found = agreement(study.lea, unit="turn")
    assert by_code(found)["Tea"].pairs[0].counts.n == 4
    assert found.segmentation.startswith("turns 1, ")
    assert found.segmentation == agreement(study.lea, unit="turn").segmentation


def test_codes_and_coders_are_chosen_by_name_and_who_is_not_there_is_told_so(study: Any) -> None:
    found = agreement(study.lea, codes=["Key"], coders=["lea", "Cody"])
    assert found.coders == ["Lea", "Cody"]
    assert list(by_code(found)) == ["Key"]
    assert list(by_code(agreement(study.lea, codes=["Tea"]))) == ["Tea"]
    for asked, problem, sentence in (
        ({"codes": ["Soup"]}, NotThere, "no code “Soup”"),
        ({"coders": ["Lea", "Nobody"]}, NotThere, "no coder “Nobody”"),
        ({"coders": ["Lea"]}, Problem, "needs two coders"),
        ({"coders": ["Lea", "Rea"]}, Problem, "nothing to compare"),
    ):
        with pytest.raises(problem, match=sentence):
            agreement(study.lea, **asked)
    unused = make_code(study.lea, name="Unused")
    (line,) = agreement(study.lea, codes=[str(unused.id)]).codes
    assert line.pairs[0].found["kappa"].value is None
    assert line.pairs[0].found["f1"].reason == "Nobody marked anything with it."


def test_words_of_people_who_were_not_asked_could_not_be_coded(study: Any) -> None:
    before = by_code(agreement(study.lea))["Tea"].pairs[0].counts
    mark_bystander(study.lea, source=study.sources[0], span=span("with you. It asks nothing."))
    after = by_code(agreement(study.lea))["Tea"].pairs[0].counts
    assert before.n - after.n == len("with you. It asks nothing.")
    assert (after.both, after.first) == (len("It waits"), len(" "))
    sentences = by_code(agreement(study.lea, unit="sentence"))["Tea"].pairs[0].counts
    assert sentences.n == 6  # “It asks nothing.” is no sentence of the study


def test_a_text_that_not_everybody_coded_counts_for_those_who_did(study: Any, secret: object) -> None:
    rows = agreement(study.lea).by_document
    assert [(line.document.ref, line.coders) for line in rows] == [
        ("S1", ["Cody", "Lea"]),
        ("S2", ["Cody", "Lea"]),
    ]
    ana = add_member(study.lea, name="Ana", role="coder", secret=secret)
    apply_code(ana, source=study.sources[1], code=study.key, span=span("The key was handed over.", OTHER))
    found = agreement(study.lea)
    assert found.coders == ["Ana", "Cody", "Lea"]
    assert found.whole.found["fleiss"].reason.startswith("It needs equally many")
    pairs = {pair.coders: pair.counts.n for pair in by_code(found)["Key"].pairs}
    assert pairs == {
        ("Ana", "Cody"): len(OTHER), ("Ana", "Lea"): len(OTHER), ("Cody", "Lea"): len(ONE) + len(OTHER),
    }  # fmt: skip
    bases = {pair.coders: pair.found["percent"].basis.documents for pair in by_code(found)["Key"].pairs}
    assert bases == {("Ana", "Cody"): 1, ("Ana", "Lea"): 1, ("Cody", "Lea"): 2}
    assert [line.found["alpha"].basis.coders for line in found.by_document] == [2, 3]
    assert by_code(found)["Key"].found["alpha"].value == 1
    assert found.by_document[0].found["fleiss"].value is not None


def test_a_coding_that_a_correction_left_without_words_is_not_compared(study: Any) -> None:
    assert len(agreement(study.lea).documents) == 2
    revise_text(study.lea, source=study.sources[1], reading=Reading("LEA: And the key?\n"))
    found = agreement(study.lea)
    assert [one.ref for one in found.documents] == ["S1"]
    assert list(by_code(found)) == ["Tea"]


def test_segments_and_pieces_are_those_of_the_texts_that_both_coded(study: Any) -> None:
    found = {(one.code.name, one.least): one for one in segments(study.lea)}
    assert found["Key", "nine tenths"].found["segments"].value == 1
    assert found["Tea", "any"].counts == (1, 0, 0)
    assert found["Tea", "half"].counts == (0, 1, 1)
    assert found["Tea", "half"].found["segments"].basis.documents == 2
    cut = {one.code.name: one.bar_u for one in pieces(study.lea)}
    assert cut["Key"].value == 1
    assert 0 < cut["Tea"].value < 1
    assert cut["Tea"].basis.n == len(ONE) + len(OTHER)


def test_no_words_are_opened_to_count_characters(study: Any) -> None:
    texts = set(TextVersion.objects.filter(study=study.lea.study).values_list("text", flat=True))
    opened.clear()
    agreement(study.lea)
    segments(study.lea)
    assert not {text for _study, text in opened._words} & texts
    agreement(study.lea, unit="turn")
    assert {text for _study, text in opened._words} & texts


def test_who_reads_the_study_is_told_and_nobody_else(study: Any) -> None:
    assert agreement(study.rea).coders == ["Cody", "Lea"]
    for who in (study.gil, study.hope, study.pia):
        with pytest.raises(NotAllowed):
            agreement(who)
    with pytest.raises(Problem, match="nothing to compare"):
        agreement(study.xeno)


def test_whom_a_participant_keeps_out_is_told_nothing_of_their_text(study: Any) -> None:
    marigold = add_participant(study.lea, pseudonym="Marigold")
    incoming, _refused = read_files(study.lea, [("third.txt", b"LEA: So?\nMARIGOLD: So we sat.\n")])
    incoming[0].parts = [Part("other"), Part("participant", marigold.id)]
    (third,) = import_sources(study.lea, incoming=incoming)
    for by in (study.lea, study.cody):
        apply_code(by, source=third, code=study.tea, span=Span(19, 30))
    assert len(agreement(study.rea).documents) == 3
    exclude_reader(study.gil, participant=marigold, reader=study.rea)
    assert [one.ref for one in agreement(study.rea).documents] == ["S1", "S2"]
    assert by_code(agreement(study.rea))["Tea"].pairs[0].counts.n == len(ONE) + len(OTHER)
    assert len(agreement(study.lea).documents) == 3


def test_documents_of_one_participant_are_drawn_together(study: Any) -> None:
    assert compared(study.lea).drawn == "documents"
    marigold = add_participant(study.lea, pseudonym="Marigold")
    words = [f"MARIGOLD: Number {number} of many words.\n" for number in range(8)]
    incoming, _refused = read_files(study.lea, [(f"{at}.txt", one.encode()) for at, one in enumerate(words)])
    for item in incoming[:2]:
        item.parts = [Part("participant", marigold.id)]
    sources = import_sources(study.lea, incoming=incoming)
    for number, source in enumerate(sources):
        for by in (study.lea, study.cody):
            apply_code(by, source=source, code=study.tea, span=Span(10, 16 + number * (by is study.lea)))
    found = compared(study.lea)
    assert found.drawn == "participants"
    assert len(found.documents) - len(set(found.clusters.tolist())) == 1
    interval = by_code(agreement(study.lea))["Tea"].pairs[0].found["f1"].interval
    assert interval is not None
    assert (interval.of, interval.resampled) == (9, "participants")
    assert interval.low < by_code(agreement(study.lea))["Tea"].pairs[0].found["f1"].value < interval.high


def test_who_is_done_with_a_text_in_a_round_looked_at_it_and_who_codes_blind_is_not_told(study: Any) -> None:
    third = study.sources[2]
    row = start_round(
        study.lea, name="Two", coders=[study.lea, study.cody], sources=study.sources, blind=True
    )
    assert [one.ref for one in agreement(study.rea).documents] == ["S1", "S2"]
    finish(study.cody, round=row)  # who found nothing in the third text, which Lea coded
    assert [one.ref for one in agreement(study.rea).documents] == ["S1", "S2", "S3"]
    assert by_code(agreement(study.rea))["Tea"].pairs[0].counts.second == 10 + 8
    for coder in (study.lea, study.cody):
        with pytest.raises(Problem, match="nothing to compare"):
            agreement(coder)
    close_round(study.lea, round=row)
    assert len(agreement(study.cody).documents) == 3
    assert agreement(study.cody).settled == 0
    settle_difference(
        study.lea, round=row, source=third, code=study.tea, span=Span(0, 8), outcome="not", reason="No tea."
    )
    found = agreement(study.cody)
    assert (found.settled, by_code(found)["Tea"].pairs[0].counts.second) == (1, 10)
