"""The tallies on DuckDB and on Spark, over a million codings in Parquet: the same answers, and what each took."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from benchmarks.relations import CHARACTERS, CODES, PEOPLE, invented
from firsthand.core.agreement.codings import Codings
from firsthand.core.agreement.histogram import Histogram, sweep
from firsthand.core.marks import Ints, Marks
from firsthand.core.relations import CoOccurrence, co_occurrence
from firsthand.exchange.tallying.layout import TABLES
from firsthand.exchange.tallying.writing import write

CODINGS, CODERS = 1_000_000, 4
ENGINES = ("duckdb", "spark")
HERE = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Measured:
    """What each engine took for each tally and what came of it; and whether arrays in memory say the same."""

    codings: int
    megabytes: float
    engines: dict[str, dict[str, Any]]
    arrays: dict[str, float]  # seconds of the processor for the same in `core.relations` and `core.agreement`
    same_as_arrays: bool

    @property
    def same(self) -> dict[str, bool]:
        """Of each tally, whether every engine that ran came to the same rows."""
        found: dict[str, set[str]] = {}
        for engine in self.engines.values():
            for tally, run in engine["tallies"].items():
                found.setdefault(tally, set()).add(run["digest"])
        return {tally: len(digests) == 1 for tally, digests in found.items()}


def measured(folder: Path | None, codings: int = CODINGS, on: Sequence[str] = ENGINES) -> Measured:
    """Tables are made, each engine counts them in a process of its own, and arrays count them once more."""
    marks, words = invented(codings)
    with tempfile.TemporaryDirectory(prefix="firsthand-bench-", dir=folder) as made:
        size = written(Path(made), marks, words)
        engines = {engine: _engine(engine, made) for engine in on}
        engines = {engine: found for engine, found in engines.items() if found}
        pairs = json.loads((Path(made) / "cooccurrence.json").read_text("utf-8"))
    started = process_time()
    met = co_occurrence(marks, CODES)
    between = process_time()
    swept = sweep(_by_coder(marks))
    took = {"co-occurrence": between - started, "agreement": process_time() - between}
    same = _says(met, pairs) and all(
        engine["tallies"]["agreement"]["digest"] == digest(_rows(swept)) for engine in engines.values()
    )
    return Measured(codings, size, engines, took, same)


def digest(rows: Iterable[tuple[Any, ...]]) -> str:
    """The same for the same rows, in whatever order."""
    return sha256(repr(sorted(rows)).encode()).hexdigest()


def written(folder: Path, marks: Marks, words: Marks) -> float:
    """The tables of an invented study; how many megabytes they are."""
    coders = _coders(marks).tolist()
    documents = int(marks.docs.max()) + 1
    texts, codes, people = (
        _ids(name, many) for name, many in (("t", documents), ("c", CODES), ("p", PEOPLE))
    )
    sources, members = _ids("s", documents), _ids("m", CODERS)
    where = (column.tolist() for column in (marks.docs, marks.labels, marks.starts, marks.ends))
    put = partial(write, folder / "codings.parquet", "codings")
    put(
        (
            f"i{number:07d}",
            texts[doc],
            sources[doc],
            codes[code],
            members[coder],
            start,
            end,
            None,
            "",
            "",
            None,
        )
        for number, (doc, code, start, end, coder) in enumerate(zip(*where, coders, strict=True))
    )
    spans = (column.tolist() for column in (words.docs, words.starts, words.ends, words.labels))
    write(
        folder / "spans.parquet",
        "spans",
        ((texts[doc], start, end, people[who]) for doc, start, end, who in zip(*spans, strict=True)),
    )
    return (
        sum((folder / f"{name}.parquet").stat().st_size for name in TABLES if name in ("codings", "spans"))
        / 1e6
    )


def _coders(marks: Marks, seed: int = 2) -> Ints:
    """Who made each coding."""
    return np.random.default_rng(seed).integers(0, CODERS, len(marks))


def _by_coder(marks: Marks) -> Codings:
    documents = int(marks.docs.max()) + 1
    lengths, everybody = np.full(documents, CHARACTERS), np.full(documents, (1 << CODERS) - 1)
    columns = (marks.docs, marks.labels, _coders(marks), marks.starts, marks.ends)
    return Codings(*columns, lengths, CODES, CODERS, everybody)


def _rows(swept: Histogram) -> Iterator[tuple[Any, ...]]:
    """As a tally has them."""
    texts, codes = _ids("t", len(swept.lengths)), _ids("c", CODES)
    columns = (column.tolist() for column in (swept.doc, swept.code, swept.mask, swept.size))
    for doc, code, mask, size in zip(*columns, strict=True):
        yield texts[doc], codes[code], mask, size


def _ids(letter: str, many: int) -> list[str]:
    """Ids as long as a study's."""
    return [f"{letter}0000000-0000-7000-8000-{number:012d}" for number in range(many)]


def _engine(engine: str, folder: str) -> dict[str, Any]:
    """Nothing where the engine is not installed."""
    print(f"Tallies on {engine} …", file=sys.stderr)
    told = [sys.executable, "-m", "benchmarks.tally.child", engine, folder]
    answer = subprocess.run(told, stdout=subprocess.PIPE, check=True, cwd=HERE)
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def _says(arrays: CoOccurrence, pairs: list[list[Any]]) -> bool:
    """Whether arrays have the same pairs of codings and shared characters, and no others."""
    found = np.zeros((2, CODES, CODES), np.int64)
    number = {code: place for place, code in enumerate(_ids("c", CODES))}
    for one, other, characters, met in pairs:
        for a, b in ((one, other), (other, one)):
            found[:, number[a], number[b]] = characters, met
    return bool((found[0] == arrays.characters).all() and (found[1] == arrays.pairs).all())
