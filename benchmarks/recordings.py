"""What a player waits for: the first bytes from anywhere in a long recording, and all of it one part after another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import UUID

from django.test import Client
from django.urls import reverse

from benchmarks import floors, studies
from benchmarks.measures import Measure
from benchmarks.timing import race
from firsthand.core.transcript import Reading
from firsthand.field.media.arriving import PIECE, take_all
from firsthand.field.media.models import Medium
from firsthand.field.media.services import keep_arrived
from firsthand.field.sources.importing import Incoming, import_sources
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording
from firsthand.ground.vault.secret import Secret

PLAIN = "the same bytes read from a plain file"
FETCHED = "their boxes and keys fetched by sqlite3 itself, and decrypted"
HEAD = b"RIFF\xff\xff\xff\x7fWAVE"


def playing(folder: Path, secret: Secret, repeats: int, megabytes: int) -> Iterator[Measure]:
    """One recording of so many megabytes, asked for as a browser asks, without the network between."""
    (by,) = studies.make_team(secret, "Heard")[:1]
    file, medium = recorded(by, folder, megabytes)
    bare = floors.Bare(folder, by.key)
    pieces = [UUID(one) for one in wording.read(by.key, medium.about)["pieces"]]
    client, address = Client(HTTP_HOST="localhost"), reverse("medium", args=[by.study.slug, medium.id])

    def ours(start: int) -> int:
        answer = client.get(address, headers={"Range": f"bytes={start}-"})
        assert answer.status_code == 206
        return len(next(iter(answer.streaming_content)))

    def all_of_ours() -> None:
        at, size = 0, file.stat().st_size
        while at < size:
            answer = client.get(address, headers={"Range": f"bytes={at}-"})
            at += sum(map(len, answer.streaming_content))

    places = count()

    def start() -> int:
        """Somewhere else each time."""
        return next(places) * 37 % len(pieces) * PIECE

    runs = {
        "ours": lambda: ours(start()),
        PLAIN: lambda: _plain(file, start(), PIECE),
        FETCHED: lambda: floors.opened(bare.boxes([pieces[start() // PIECE]])),
    }
    times = race(runs, repeats * 4)
    yield Measure("the first bytes of a part", times.pop("ours"), times, 1, "mebibyte")
    times = race({"ours": all_of_ours, PLAIN: lambda: _plain(file, 0, file.stat().st_size)}, 3)
    yield Measure("all of it, part after part", times.pop("ours"), times, megabytes, "mebibyte")


def recorded(by: Membership, folder: Path, megabytes: int) -> tuple[Path, Medium]:
    """A recording of so many megabytes, on a talk of its own: the plain file, and what the study has of it."""
    file = folder / "plain.wav"
    with file.open("wb") as kept:
        kept.write(HEAD + os.urandom(PIECE - len(HEAD)))
        for _ in range(megabytes - 1):
            kept.write(os.urandom(PIECE))
    (source,) = import_sources(by, incoming=[Incoming("", Reading("Heard."), "interview", "Heard")])
    with file.open("rb") as kept:
        arrival = take_all(by, chunks=iter(lambda: kept.read(PIECE), b""), name=file.name)
    return file, keep_arrived(by, arrival_id=arrival.id, source=source, kind="recording", name=file.name)


def _plain(file: Path, start: int, length: int) -> int:
    with file.open("rb") as kept:
        kept.seek(start)
        return sum(len(kept.read(PIECE)) for _ in range(-(-length // PIECE)))
