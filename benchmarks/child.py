"""One data folder's measurements, in a process of its own: `python -m benchmarks.child WHAT FOLDER REPEATS …`.

Prints its measures as one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.measures import Measure
    from benchmarks.studies import Study
    from firsthand.ground.vault.secret import Secret

CODINGS_REPEATS = 30  # single codings are short: this many for each repeat of the others
DENSE = 5_000  # codings on one source: where opening has an aim
MANY = 100  # documents from which on excerpts have an aim


def main() -> None:
    """Measure what is asked for, and print it."""
    what, folder, repeats, *more = sys.argv[1:]
    measures = MEASURING[what](Path(folder), prepared(Path(folder)), int(repeats), *map(int, more))
    print(json.dumps([asdict(one) for one in measures]))


def prepared(folder: Path) -> Secret:
    """Django, set up on a new data folder; its secret. Its rows are in it, whatever the environment says of others."""
    for name in [name for name in os.environ if name.startswith("FIRSTHAND")]:
        del os.environ[name]
    os.environ |= {"FIRSTHAND_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"}
    import django

    django.setup()
    from firsthand.exchange.keeping.folder import make

    return make()


def whole_study(
    folder: Path, secret: Secret, repeats: int, documents: int, codings: int
) -> Iterator[Measure]:
    """Import, opening, one coding and excerpts, in a study of one size."""
    from benchmarks import measures, studies

    files = studies.write_files(folder / "files", documents)
    yield measures.importing(lambda: studies.make_team(secret, _title())[0], files, min(repeats, 3))
    study = studies.make_study(secret, files, codings, _title())
    middle = study.sources[documents // 2]
    yield from measures.opening(study.lead, folder, middle, repeats)
    for code, what in ((study.codes[0], "a rare code"), (study.codes[1], "a busy code")):
        for measured in (measures.excerpting, measures.asking):
            for measure in measured(study.lead, folder, code, what, repeats):
                yield measures.aiming(measure) if documents >= MANY else measure
    few = min(repeats, 3)
    yield measures.searching(study.lead, few)
    yield from measures.counting(study.lead, folder, few)
    yield from _one_coding(study, folder, repeats)


def _one_coding(study: Study, folder: Path, repeats: int) -> Iterator[Measure]:
    """Codings go on a source of their own, where every stretch is free."""
    from benchmarks import measures, studies
    from firsthand.field.sources.importing import import_sources

    (file,) = studies.write_files(folder / "fresh", 1)
    (source,) = import_sources(study.lead, incoming=studies.read(study.lead, [file]))
    return measures.coding(study, folder, source, repeats * CODINGS_REPEATS)


def dense_source(folder: Path, secret: Secret, repeats: int, words: int) -> Iterator[Measure]:
    """Opening a source on which 5,000 codings stand."""
    from benchmarks import measures, studies

    study = studies.make_study(secret, studies.write_files(folder / "files", 1, words), DENSE)
    yield from map(measures.aiming, measures.opening(study.lead, folder, study.sources[0], repeats))


def recording(folder: Path, secret: Secret, repeats: int, megabytes: int) -> Iterator[Measure]:
    """A long recording, played."""
    from benchmarks import recordings

    yield from recordings.playing(folder, secret, repeats, megabytes)


_numbers = iter(range(1, 1_000))


def _title() -> str:
    return f"Invented {next(_numbers)}"


def correcting(folder: Path, secret: Secret, repeats: int, words: int, corrected: int) -> Iterator[Measure]:
    """A coded text, corrected."""
    from benchmarks import revising

    yield from revising.correcting(folder, secret, repeats, words, corrected)


def kept(folder: Path, secret: Secret, repeats: int, megabytes: int) -> Iterator[Measure]:
    """Only made here: what is measured are commands."""
    from benchmarks import keeping

    keeping.kept(secret, megabytes)
    return iter(())


MEASURING: dict[str, Callable[..., Iterator[Measure]]] = {
    "study": whole_study, "dense": dense_source, "recording": recording, "correcting": correcting,
    "kept": kept,
}  # fmt: skip

if __name__ == "__main__":
    main()
