"""Coverage-guided fuzzing of one reader of files, for as long as somebody has: `python -m tools.fuzz vtt 300`.

Needs `atheris` (pip install atheris), which is no part of the development packages. Whatever a reader does but end or
raise `Problem` stops it, and the file lies in `fuzz-found/`: put it into `tests/data/found/`, where the suite reads it
for good (`tests/hostile/test_found.py`), and mend the reader.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOUND = ROOT / "fuzz-found"
READERS = (
    "docx",
    "pdf",
    "vtt",
    "srt",
    "csv",
    "rtf",
    "html",
    "qdpx",
    "qdc",
    "tsv",
    "ris",
    "bib",
    "json",
    "guide",
    "query",
)


def reader(name: str) -> Callable[[bytes], object]:
    """What reads such files, in this process: no child, no database."""
    if name in ("ris", "bib", "json"):
        return _works(name)
    if name in ("qdpx", "qdc", "tsv"):
        return _project(name)
    if name == "guide":
        from firsthand.core.guide import read_guide

        return lambda data: read_guide(data.decode("utf-8", "replace"))
    if name == "query":
        from firsthand.core.selecting.reading import read as read_query

        return lambda data: read_query(data.decode("utf-8", "replace"))
    from firsthand.field.sources.extract import read_file

    return lambda data: read_file(f"x.{name}", data)


def _works(name: str) -> Callable[[bytes], object]:
    from firsthand.giving_back.references.reading import read as read_works

    return lambda data: read_works(f"x.{name}", data)


def _project(name: str) -> Callable[[bytes], object]:
    from firsthand.exchange.projects.opening import open_project

    def read(data: bytes) -> object:
        with open_project(BytesIO(data), f"x.{name}") as file:
            return list(file.sources())

    return read


def main(name: str, seconds: int) -> None:
    """Feed it for so long."""
    import atheris

    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "analysis")]
    with atheris.instrument_imports(
        include=["firsthand", "pdfminer", "docx", "striprtf", "rispy", "bibtexparser"]
    ):
        import os

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suite_settings")
        import django

        django.setup()
        read = reader(name)
        from firsthand.core.problems import Problem
        from hostile.seeds import seeds

        for honest in seeds():  # what is imported while a file is read is to be seen into as well
            if honest.name.endswith(f".{name}"):
                read(honest.data)

    corpus = FOUND / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(one for one in seeds() if one.name.endswith(f".{name}")):
        (corpus / f"seed-{number}").write_bytes(seed.data)

    def one(data: bytes) -> None:
        try:
            read(data)
        except Problem:
            return

    limits = [
        f"-max_total_time={seconds}",
        "-timeout=30",
        "-rss_limit_mb=2048",
        f"-artifact_prefix={FOUND}/{name}-",
    ]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in READERS:
        sys.exit(f"python -m tools.fuzz {{{'|'.join(READERS)}}} SECONDS")
    main(sys.argv[1], int(sys.argv[2]))
