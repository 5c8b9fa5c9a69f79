"""What a person waits for who brings in a corrected text: everything that stands on its words goes along."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import cycle
from pathlib import Path
from random import Random

from benchmarks import studies
from benchmarks.measures import Measure
from benchmarks.timing import race
from firsthand.core.diff import blocks
from firsthand.core.transcript import Reading
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.texts import text_of
from firsthand.ground.vault.secret import Secret

DIFF = "one diff of their words, by Python's difflib"
OURS = "one diff of the two, by core/diff"
CODINGS = 5_000


def correcting(folder: Path, secret: Secret, repeats: int, words: int, corrected: int) -> Iterator[Measure]:
    """A text of which so many words are corrected, there and back again: every run has as much to do."""
    study = studies.make_study(secret, studies.write_files(folder / "files", 1, words), CODINGS)
    (source,) = study.sources
    before = text_of(study.lead, source)
    after = _corrected(before.words, corrected)
    there_and_back = cycle([(before.words, after), (after, before.words)])
    pair = next(there_and_back)

    def plain_diff() -> None:
        SequenceMatcher(None, pair[0].split(), pair[1].split()).get_opcodes()

    def revise() -> None:
        nonlocal pair
        revise_text(study.lead, source=source, reading=Reading(pair[1], before.structure))
        pair = next(there_and_back)

    times = race(
        {DIFF: plain_diff, OURS: lambda: blocks(*pair), "ours": revise},
        repeats,
        {"ours": source.refresh_from_db},
    )
    what = f"correcting {corrected:,} of {words:,} words"
    yield Measure(what, times.pop("ours"), times, CODINGS, "coding", aim=(DIFF, 2.0))


def _corrected(text: str, many: int) -> str:
    """The text with other words of the same length here and there, so that its turns stay where they are."""
    choose = Random(many)
    words = text.split(" ")
    for place in choose.sample(range(len(words)), many):
        if "\n" not in words[place]:
            words[place] = "x" * len(words[place])
    return " ".join(words)
