"""The studies that speed is measured on are sound ones, and the same for everybody."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from benchmarks import (
    agreement,
    invented,
    live,
    projects,
    reader,
    relations,
    sealing,
    similar,
    studies,
    tally,
)
from benchmarks.agreement import report as agreement_report
from benchmarks.live import report as live_report
from benchmarks.projects import Measured, Run, large
from benchmarks.projects import report as projects_report
from benchmarks.reader import report
from benchmarks.relations import report as relations_report
from benchmarks.sealing import report as sealing_report
from benchmarks.similar import report as similar_report
from benchmarks.studies import Study
from benchmarks.tally import report as tally_report
from benchmarks.timing import Times

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.selectors import all_codings
from firsthand.exchange.keeping.verify import verify
from firsthand.exchange.projects.project import codings_of, texts_of
from firsthand.exchange.projects.refi.opening import open_project
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.texts import text_of
from firsthand.ground.vault.secret import Secret

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def made(secret: Secret, folder: Path, title: str) -> Study:
    return studies.make_study(secret, studies.write_files(folder, 3, words=200), 1_500, title)


def told(study: Study) -> object:
    """All that the seed decides: words, people, codes and where codings are."""
    numbers = {line.version_id: line.number for line in sources(study.lead)}
    places = [
        (numbers[one.version_id], one.span, one.code.path, one.coder) for one in all_codings(study.lead)
    ]
    rows = Source.objects.filter(study_id=study.lead.study_id).order_by("number")
    return (
        [text_of(study.lead, row).words for row in rows],
        [[person.pseudonym for person in line.people] for line in sources(study.lead)],
        [line.path for line in codebook(study.lead)],
        sorted(places),
    )


def test_a_generated_study_verifies_clean_and_comes_out_the_same_again(
    secret: Secret, tmp_path: Path
) -> None:
    first, again = (made(secret, tmp_path, title) for title in ("One", "Another"))
    assert told(first) == told(again)
    findings = verify()
    assert findings.faults == []
    assert findings.counts["codings"] == 2 * 1_500


def test_no_coder_has_the_same_code_twice_on_the_same_words() -> None:
    text = invented.transcript(0)
    planned = sorted(invented.codings(0, text, 5_000), key=lambda one: (one.code, one.coder, one.start))
    assert len(planned) == 5_000
    for one, following in pairwise(planned):
        assert 0 <= one.start < one.end <= len(text)
        assert (one.code, one.coder) != (following.code, following.coder) or one.end <= following.start


@pytest.mark.slow
@pytest.mark.process
def test_the_reader_is_measured_beside_the_other_pages() -> None:
    """What is measured is there for each page, and the report says of each aim whether it was met."""
    one = reader.measured(reader.SIZES[0], runs=1)
    assert all(
        one.middle(kind, "interactive") > 0 and one.middle(kind, "memory") > 0 for kind in reader.KINDS
    )
    text = report.written([one])
    assert text.count("| 6,000 words, 500 codings |") == 4
    assert all(f"| {kind} |" in text for kind in reader.KINDS)


@pytest.mark.slow
@pytest.mark.process
def test_what_is_measured_beside_the_sealed_program_answers_alike_and_lies_in_the_clear(
    tmp_path: Path,
) -> None:
    """The same study, the same answers; and the words on the disk of the unsealed sides alone."""
    words = invented.transcript(0).split(": ", 1)[1][:40].encode()
    answers, clear = {}, {}
    for side in sealing.SIDES:
        with sealing.served(side, tmp_path / side, sealing.Size(2, 10, part=10)) as one:
            answers[side] = {what: one.ask(what, "cold")[1] for what, _much in one.hear()}
        files = [path for path in (tmp_path / side).iterdir() if path.is_file()]
        clear[side] = any(words in path.read_bytes() for path in files)
    assert answers["sealed"] == answers["plain"] == answers["keyless"]
    assert len(answers["sealed"]) == 7
    assert clear == {"sealed": False, "plain": True, "keyless": True}


def test_a_report_says_of_each_thing_whether_sealing_costs_too_much() -> None:
    quick, slow = Times(0.010, 0.010, 0.010), Times(0.014, 0.014, 0.014)
    took = {(state, side): quick for state in sealing.STATES for side in sealing.SIDES}
    took["cold", "sealed"] = slow
    text = sealing_report.written([sealing.Asked("reading", "6,000 words", {}, took)], 60)
    assert "| reading, cold | ≤ 1.3 | 1.40 | 1.40 | missed |" in text
    assert "| reading, warm | ≤ 1.3 | 1.00 | 1.00 | met |" in text


def test_a_generated_project_is_read_whole_and_comes_out_the_same_again(tmp_path: Path) -> None:
    for name in ("one", "again"):
        large.write(tmp_path / f"{name}.qdpx", 3, 100)
        large.xml_of(tmp_path / f"{name}.qdpx", tmp_path / f"{name}.qde")
    assert (tmp_path / "one.qde").read_bytes() == (tmp_path / "again.qde").read_bytes()
    with open_project(tmp_path / "one.qdpx") as file:
        found = list(file.sources())
        texts = [text for source in found for text in texts_of(source)]
        assert (len(file.project.users), len(file.project.codes)) == (invented.CODERS, invented.CODES)
        assert [text.words for text in texts] == [invented.transcript(number) for number in range(3)]
        assert sum(1 for source in found for _ in codings_of(source)) == 100
        assert all(one.span for text in texts for one in text.selections)
        assert file.report.lines == []


def test_a_report_says_whether_a_large_project_takes_too_long_or_too_much_memory() -> None:
    runs = {
        part: [Run(1.0, 2.0, 50.0, {"left": 0, "codings": 20_000})]
        for part in (*projects.TIMED, *projects.ONCE)
    }
    runs["read"], runs["write"] = [Run(6.0, 7.0, 50.0, {})], [Run(2.0, 3.0, 1_500.0, {})]
    runs["arrive"] = [Run(9.0, 9.5, 50.0, {"codings": 20_000, "entry": 8.0, "folder": 30.0})]
    text = projects_report.written(Measured(20, 20_000, 9.0, runs), 60)
    assert "| read | 6.0 | 7.0 | 300.0 | 6.0 | 50 | missed: 5 × |" in text
    assert "| write | 2.0 | 3.0 | 100.0 | 2.0 | 1,500 | missed: 1,000 MB |" in text
    assert "smaller run" in text


def test_no_setting_leads_to_the_program_without_its_sealing() -> None:
    """What takes it out is not a part of the program, which has not heard of it."""
    source = Path(sealing.__file__).parents[2] / "src"
    files = [path for path in source.rglob("*.py") if "benchmarks" in path.read_text("utf-8")]
    assert files == []


def test_counting_is_measured_on_the_same_codings_each_time_and_told_with_its_aims() -> None:
    found = relations.measured((2_000,))
    assert [one.result for one in found] == [one.result for one in relations.measured((2_000,))]
    assert all(one.result > 0 for one in found)
    million = [relations.Took(one.what, relations.AIMED_AT, 1.0, 0.1, one.result) for one in found]
    text = relations_report.written(million, 60)
    assert "| co-occurrence of all codes | ≤ 2 s | 1.00 s | met |" in text
    assert "| codes by people | ≤ 0.3 s | 1.00 s | missed |" in text


def test_the_nearest_are_measured_on_the_same_vectors_each_time_and_told_with_their_aims() -> None:
    assert np.array_equal(similar.invented(2_000), similar.invented(2_000))
    (found,) = similar.measured((4_000,), 20)
    assert found.found >= 0.98
    slow = replace(found, vectors=similar.AIMED_AT, seconds=0.03, found=0.985)
    text = similar_report.written([found, slow], 60)
    assert "| one search | ≤ 20 ms | 30.0 ms | missed |" in text
    assert "| of the ten nearest, found | ≥ 0.98 | 0.985 | met |" in text


@pytest.mark.process
def test_agreement_is_measured_in_processes_of_its_own_and_told_with_its_aims() -> None:
    small = agreement._best("codings", 2_000, 1)
    assert set(small.seconds) == {"sorting as many numbers", "sweep", "coefficients", "2,000 drawings"}
    slow = agreement.Run({**small.seconds, "sweep": 1.5}, 300)
    table = agreement.Run({"alpha, nominal": 0.1, "fleiss": 0.2}, 80)
    other = {"nltk": agreement.Run({"fleiss": 3.0}, 90), "krippendorff": "No module named krippendorff"}
    found = agreement.Measured(
        {2_000: small, 1_000_000: slow}, {agreement.SHORT: table, agreement.UNITS: table}, other
    )
    told = agreement_report.written(found, 60)
    assert "| 1,000,000 | 1.50 | 1.50 |" in told
    assert told.count("missed") == 1
    assert "| nltk | 10,000 |  | 3.000 | 90 |" in told
    assert "krippendorff: No module named krippendorff" in told


def test_tallies_are_measured_beside_arrays_that_say_the_same(tmp_path: Path) -> None:
    found = tally.measured(tmp_path, 2_000, on=["duckdb"])
    assert found.same_as_arrays
    assert found.same == dict.fromkeys(("codes", "people", "sources", "co-occurrence", "agreement"), True)
    text = tally_report.written(found, 60)
    assert "2,000 codings by 4 coders, 2 documents" in text
    assert "are the same in theirs" in text
    other = {
        "tallies": {name: run | {"digest": "x"} for name, run in found.engines["duckdb"]["tallies"].items()}
    }
    two = replace(found, engines=found.engines | {"spark": other | {"version": "4"}}, same_as_arrays=False)
    assert tally_report.written(two, 60).count("OTHER") == 6


def test_a_crowd_is_told_of_by_database_and_by_what_happened_meanwhile() -> None:
    crowds = [
        live.Crowd("SQLite", 1, 200, 64, 0, 0.5, 1.25, 0.27),
        live.Crowd("PostgreSQL", 2, 200, 240, 210, 1.5, 9.0, None),
    ]
    text = live_report.written(crowds, 60)
    assert "| SQLite, 1 process | quiet | 200 | 64 | 0 | 0.50 s | 1.25 s | 0.27 ms |" in text
    assert (
        "| PostgreSQL, 2 processes | killed and begun anew | 200 | 240 | 210 | 1.50 s | 9.00 s |  |" in text
    )
