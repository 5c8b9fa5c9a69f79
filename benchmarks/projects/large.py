"""A large project as another program would write it: sources with their texts, and codings, one a selection.

Put together from strings by itself, so that what is measured does not read what it wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from shutil import copyfileobj
from zipfile import ZIP_DEFLATED, ZipFile

from benchmarks import invented

ORIGIN = "Invented 1.0"  # of no program that is known, so that how its positions count has to be judged
MOMENT = "2026-03-0{day}T1{hour}:{minute}:07Z"


def write(to: Path, sources: int, codings: int) -> None:
    """A .qdpx of so many sources with so many codings, spread over them evenly. The same for everybody."""
    texts = {number: invented.transcript(number) for number in range(sources)}
    with ZipFile(to, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("project.qde", "w", force_zip64=True) as out:
            for piece in _project(texts, codings):
                out.write(piece.encode("utf-8"))
        for number, words in texts.items():
            archive.writestr(f"sources/{_guid('source', number)}.txt", words)


def _project(texts: dict[int, str], codings: int) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0"'
    yield f' name="Invented" origin="{ORIGIN}">\n<Users>\n'
    for coder in range(invented.CODERS):
        yield f'<User guid="{_guid("coder", coder)}" name="Coder {coder}"/>\n'
    yield "</Users>\n<CodeBook><Codes>\n"
    for code, name in enumerate(invented.vocabulary()[: invented.CODES]):
        yield f'<Code guid="{_guid("code", code)}" name="{name} {code}" isCodable="true"/>\n'
    yield "</Codes></CodeBook>\n<Sources>\n"
    for number, words in texts.items():
        share = codings * (number + 1) // len(texts) - codings * number // len(texts)
        yield from _source(number, words, share)
    yield "</Sources>\n</Project>\n"


def _source(number: int, words: str, codings: int) -> Iterator[str]:
    guid, by = _guid("source", number), _guid("coder", number % invented.CODERS)
    yield f'<TextSource guid="{guid}" name="Interview {number}" plainTextPath="internal://{guid}.txt"'
    yield f' creatingUser="{by}" creationDateTime="2026-03-01T09:00:00Z">\n'
    dice = Random(f"{invented.SEED}/project/{number}")
    for one in invented.codings(number, words, codings) if codings else ():
        who = f'creatingUser="{_guid("coder", one.coder)}" creationDateTime="{_moment(dice)}"'
        yield (
            f'<PlainTextSelection guid="{_any(dice)}" startPosition="{one.start}" endPosition="{one.end}" {who}>\n'
            f'<Coding guid="{_any(dice)}" {who}><CodeRef targetGUID="{_guid("code", one.code)}"/></Coding>\n'
            "</PlainTextSelection>\n"
        )
    yield "</TextSource>\n"


def _moment(dice: Random) -> str:
    return MOMENT.format(day=dice.randint(1, 9), hour=dice.randint(0, 9), minute=dice.randint(10, 59))


def _guid(kind: str, number: int) -> str:
    return _any(Random(f"{invented.SEED}/{kind}/{number}"))


def _any(dice: Random) -> str:
    written = f"{dice.getrandbits(128):032x}"
    return f"{written[:8]}-{written[8:12]}-4{written[13:16]}-8{written[17:20]}-{written[20:]}"


def xml_of(project: Path, to: Path) -> int:
    """The XML of a project by itself; its bytes."""
    with ZipFile(project) as archive, archive.open("project.qde") as written, to.open("wb") as out:
        copyfileobj(written, out)
    return to.stat().st_size
