"""What is measured: four things that people wait for, each beside its floor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import connections
from django.test.utils import CaptureQueriesContext

from benchmarks import floors, studies
from benchmarks.studies import Study
from benchmarks.timing import Run, Shares, Times, race
from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.excerpts import Excerpt, excerpts, with_words
from firsthand.analysis.coding.selectors import codings_of
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.compare.cooccurrence import cooccurrence
from firsthand.analysis.compare.matrix import matrix
from firsthand.analysis.compare.retrieval import find
from firsthand.analysis.compare.searching import search
from firsthand.core.finding import Rule
from firsthand.core.selecting.query import Named
from firsthand.core.spans import Span
from firsthand.field.sources.importing import import_sources
from firsthand.field.sources.models import Source, TextVersion
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.texts import text_of, texts
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.since import one_look
from firsthand.ground.vault import cipher
from firsthand.ground.vault.cache import opened


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing measured: how long it took, how long each floor took, and how much work it was."""

    what: str
    ours: Times
    floors: dict[str, Times]
    work: int  # how many pieces of it
    piece: str  # and of what
    aim: tuple[str, float] | None = None  # within so many times of that floor, where one was set
    shares: dict[str, float] = field(default_factory=dict)
    statements: int = 0


def importing(by: Callable[[], Membership], files: Sequence[Path], repeats: int) -> Measure:
    """Files on disk become sources, in one go, as the command line and the page do it. `by`: a new study's lead."""
    leads = [by() for _ in range(repeats + 1)]
    waiting = iter(leads)
    times = race(
        {
            "ours": lambda: _import(next(waiting), files),
            "the same bytes read from disk and decoded": lambda: floors.read_and_decoded(files),
        },
        repeats,
        {"ours": opened.clear},
    )
    shares = import_shares(leads[-1], files)
    return Measure("import", times.pop("ours"), times, len(files), "document", shares=shares)


def _import(by: Membership, files: Sequence[Path]) -> None:
    import_sources(by, incoming=studies.read(by, files))


def import_shares(by: Membership, files: Sequence[Path]) -> dict[str, float]:
    """How much of an import goes into reading files, into encryption, into the databases and into the rest."""
    shares = Shares()
    opened.clear()
    with shares.watching("all"):
        with shares.watching("reading files, finding turns"):
            incoming = studies.read(by, files)
        with _databases_watched(shares), patch.object(cipher, "seal", shares.watched("sealing", cipher.seal)):
            import_sources(by, incoming=incoming)
    every = shares.seconds.pop("all")
    shares.seconds["rows, trail and the rest"] = every - sum(shares.seconds.values())
    return {name: seconds / every for name, seconds in shares.seconds.items()}


@contextmanager
def _databases_watched(shares: Shares) -> Iterator[None]:
    def watch(execute: Callable[..., object], *args: object) -> object:
        with shares.watching("databases"):
            return execute(*args)

    with ExitStack() as watching:
        for alias in ("default", "keyring"):
            connection: Any = connections[alias]
            watching.enter_context(connection.execute_wrapper(watch))
            committed = shares.watched("databases", connection._commit)
            watching.enter_context(patch.object(connection, "_commit", committed))
        yield


BARE = "decrypting and decoding the texts, keys and boxes at hand"
FETCHED = "the same, with the boxes, keys and coding rows fetched by sqlite3 itself"


def opening(by: Membership, folder: Path, source: Source, repeats: int) -> tuple[Measure, Measure]:
    """A source with its codings, ready to send: nothing opened before, and opened before."""
    version = TextVersion.objects.get(id=source.current)
    many = len(codings_of(by, source))
    fetch = _fetch(folder, by, [version], "version_id", version.id)
    cold, warm = _both(lambda: (text_of(by, source), codings_of(by, source)), fetch, repeats)
    return _cold_and_warm("opening a source", cold, warm, (many, "coding"))


def excerpting(by: Membership, folder: Path, code: Code, what: str, repeats: int) -> tuple[Measure, Measure]:
    """All excerpts of one code: nothing opened before, and opened before. `what` says which code."""
    found = excerpts(by, codes=[code])
    wanted = {one.source.version_id for one in found}
    versions = [row for row in TextVersion.objects.filter(study_id=by.study_id) if row.id in wanted]
    fetch = _fetch(folder, by, versions, "code_id", code.id)
    cold, warm = _both(lambda: excerpts(by, codes=[code]), fetch, repeats)
    return _cold_and_warm(f"excerpts of {what}", cold, warm, (len(found), "excerpt"))


def asking(by: Membership, folder: Path, code: Code, what: str, repeats: int) -> tuple[Measure, Measure]:
    """The same by a query, which counts the people, too."""
    query = Named("code", str(code.id))
    lines = find(by, query).lines
    wanted = {line.version_id for line in lines}
    versions = [row for row in TextVersion.objects.filter(study_id=by.study_id) if row.id in wanted]

    def asked() -> list[Excerpt]:
        with one_look():  # as every page and command has it
            found = find(by, query, with_texts=True)
            return with_words(by, found.lines, opened=found.opened)

    cold, warm = _both(asked, _fetch(folder, by, versions, "code_id", code.id), repeats)
    return _cold_and_warm(f"excerpts of {what}, by a query", cold, warm, (len(lines), "excerpt"))


IN_MEMORY = "`re` over the same words, opened and in memory"
ROWS = "every coding's row, fetched by sqlite3 itself"
PAGE = 2_000  # letters
SELDOM = r"\bspare\s+k\w+"  # a pattern that has to be tried everywhere, and is nowhere


def searching(by: Membership, repeats: int) -> Measure:
    """A regular expression over every text as it lies there, sealed: nothing opened before."""
    versions = [line.version_id for line in sources(by)]
    words, pattern = [text.words for text in texts(by, versions).values()], re.compile(SELDOM, re.IGNORECASE)
    rule = Rule("pattern", SELDOM)

    def ours() -> None:
        with one_look():
            search(by, rule, in_memos=False)

    def floor() -> int:
        return sum(1 for one in words for _ in pattern.finditer(one))

    times = race({"ours": ours, IN_MEMORY: floor}, repeats, {"ours": opened.clear})
    size = max(1, sum(map(len, words)) // PAGE)
    return Measure("a pattern over all texts", times.pop("ours"), times, size, "page", aim=(IN_MEMORY, 2.0))


def counting(by: Membership, folder: Path, repeats: int) -> Iterator[Measure]:
    """Codes by people, and codes on the same words, from the database."""
    bare = floors.Bare(folder, by.key)
    many = len(bare.codings("study_id", by.study_id))
    for what, run in (("codes by people", lambda: matrix(by)), ("codes together", lambda: cooccurrence(by))):
        times = race({"ours": run, ROWS: lambda: bare.codings("study_id", by.study_id)}, repeats)
        yield Measure(what, times.pop("ours"), times, many, "coding")


def _fetch(
    folder: Path, by: Membership, versions: Sequence[TextVersion], where: str, value: UUID
) -> Mapping[str, Run]:
    bare = floors.Bare(folder, by.key)
    ids = [row.text for row in versions]
    at_hand = bare.boxes(ids)
    return {
        BARE: lambda: floors.decoded(at_hand),
        FETCHED: lambda: (bare.texts(ids), bare.codings(where, value)),
    }


def _both(run: Run, others: Mapping[str, Run], repeats: int) -> tuple[dict[str, Times], dict[str, Times]]:
    """Cold and warm, in one race with the floors."""
    times = race({"cold": run, "warm": run, **others}, repeats, {"cold": opened.clear})
    cold, warm = times.pop("cold"), times.pop("warm")
    return {"ours": cold, **times}, {"ours": warm, **times}


def _cold_and_warm(
    what: str, cold: dict[str, Times], warm: dict[str, Times], work: tuple[int, str]
) -> tuple[Measure, Measure]:
    one, other = (
        Measure(f"{what}, {state}", times.pop("ours"), times, *work)
        for state, times in (("cold", cold), ("warm", warm))
    )
    return one, other


def aiming(measure: Measure) -> Measure:
    """The measure with the aim that opening and excerpts have."""
    return replace(measure, aim=(FETCHED, 3.0))


PLAIN_INSERT = "one fsynced insert of the two rows, into tables without indexes"
INDEXED_INSERT = "the same, into empty tables with the program’s own indexes"


def coding(study: Study, folder: Path, source: Source, repeats: int) -> Iterator[Measure]:
    """One coding on words that are free, through the service, beside the fsynced insert that it needs."""
    fresh = count()

    def apply() -> None:
        number = next(fresh)
        span = Span(number * 20, number * 20 + 18)
        apply_code(study.team[1], source=source, code=study.codes[number % len(study.codes)], span=span)

    apply()
    runs = {
        "ours": apply,
        PLAIN_INSERT: floors.durable_insert(folder, "plain", indexed=False),
        INDEXED_INSERT: floors.durable_insert(folder, "indexed", indexed=True),
    }
    times = race(runs, repeats)
    with CaptureQueriesContext(connections["default"]) as asked:
        apply()
    ours = times.pop("ours")
    yield Measure("one coding", ours, times, 1, "coding", aim=(PLAIN_INSERT, 2.0), statements=len(asked))
    yield Measure("one coding, without its commit", without_commits(apply, repeats), {}, 1, "coding")


def without_commits(run: Run, repeats: int) -> Times:
    """What is the program's own and not the disk's: each run, less the time that its commit took."""
    connection: Any = connections["default"]
    seconds = []
    for _ in range(repeats):
        shares = Shares()
        with patch.object(connection, "_commit", shares.watched("commit", connection._commit)):
            start = perf_counter()
            run()
            seconds.append(perf_counter() - start - shares.seconds["commit"])
    return Times.of(seconds)
