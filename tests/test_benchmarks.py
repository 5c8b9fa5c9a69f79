"""The studies that speed is measured on are sound ones, and the same for everybody."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from benchmarks import invented, reader, studies
from benchmarks.reader import report
from benchmarks.studies import Study

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.selectors import all_codings
from firsthand.exchange.keeping.verify import verify
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
