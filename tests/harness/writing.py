"""A process that writes as the server does, and says what it acknowledged into the journal of the disk.

`python -m harness.writing DATA ACTS HOW`: from an empty folder on, or in the study that is there. HOW is `sure`, or one
of the ways in which writes are lost. It has as many threads as the server.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import threading
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

THREADS = 4
PICTURE = b"\x89PNG\r\n\x1a\n"


def as_twin(how: str) -> None:
    """Set the program up to lose writes. There is no setting for it: the harness reaches in."""
    from firsthand.config import databases

    changed = {
        "normal": {"synchronous": "1"},
        "off": {"synchronous": "0"},
        "delete": {"journal_mode": "delete"},
    }.get(how, {})
    databases.SQLITE_PRAGMAS.update(changed)
    if how == "deferred":
        sqlite = databases.sqlite

        def deferred(path: Path) -> dict[str, Any]:
            made = sqlite(path)
            made["OPTIONS"]["transaction_mode"] = "DEFERRED"
            return made

        databases.sqlite = deferred


class Journal:
    """Where the acknowledgements go: among the writes, where the library is loaded."""

    def __init__(self) -> None:
        self._told = getattr(ctypes.CDLL(None), "powercut_acknowledged", None)

    def acknowledged(self, **what: Any) -> None:
        if self._told is not None:
            self._told(json.dumps(what).encode())


class Writer:
    """One of the threads, each a member of their own."""

    def __init__(self, study: Any, name: str, how: str, journal: Journal) -> None:
        from firsthand.ground.studies.entrance import enter

        self.by, self.how, self.journal = enter(study, name), how, journal
        self.chance = Random(name)
        self.errors = 0

    def act(self) -> None:
        """Something that is recorded, told of once it was done; where we are to lose it, before."""
        from django.db import DatabaseError, transaction

        from firsthand.ground.studies.acting import sent_as

        act_id = uuid4()
        try:
            if self.how == "early":
                with transaction.atomic():
                    with sent_as(act_id):
                        row, texts = self._something()
                    self._tell(act_id, row, texts)
                return
            with sent_as(act_id):
                row, texts = self._something()
        except DatabaseError:
            self.errors += 1
            return
        self._tell(act_id, row, texts)

    def _tell(self, act_id: UUID, row: Any, texts: list[UUID]) -> None:
        self.journal.acknowledged(
            act=act_id.hex, table=row._meta.db_table, row=row.id.hex, texts=[one.hex for one in texts]
        )

    def _something(self) -> tuple[Any, list[UUID]]:
        return self.chance.choices([self._coding, self._memo, self._note], [6, 3, 1])[0]()

    def _coding(self) -> tuple[Any, list[UUID]]:
        from firsthand.analysis.codebook.services import make_code
        from firsthand.analysis.coding.services import apply_code
        from firsthand.core.spans import Span
        from firsthand.field.sources.models import Source
        from firsthand.ground.studies.acting import one_act

        source = Source.objects.filter(study_id=self.by.study_id).order_by("number")[0]
        start = self.chance.randrange(3_000)
        with one_act(self.by, "coding.apply") as doing:
            code = make_code(self.by, name=f"Code {self.chance.getrandbits(50):x}")
            row = doing.result = apply_code(self.by, source=source, code=code, span=Span(start, start + 5))
        return row, [code.wording]

    def _memo(self) -> tuple[Any, list[UUID]]:
        from firsthand.analysis.memos.services import write_memo

        row = write_memo(self.by, kind="code", title="A thought", body=f"{self.chance.getrandbits(60):x}")
        return row, [row.wording]

    def _note(self) -> tuple[Any, list[UUID]]:
        """A note with a picture, as a phone hands it over: one act."""
        from firsthand.field.fieldwork.notes import write_note
        from firsthand.field.media.services import keep_media
        from firsthand.ground.studies.acting import one_act

        with one_act(self.by, "note.write") as doing:
            row = doing.result = write_note(self.by, layers={"description": f"Rain {self.chance.random()}"})
            keep_media(
                self.by, source=row, kind="photograph", name="a.png", content_type="image/png",
                data=PICTURE + self.chance.randbytes(20_000),
            )  # fmt: skip
        return row, []


def write(data: Path, acts: int, how: str) -> dict[str, int]:
    """Write so many acts in all, with a backup beside the databases now and then."""
    as_twin(how)
    from harness.study import begin

    began = not (data / "firsthand.sqlite3").exists() and "FIRSTHAND_DATABASE" not in os.environ
    if began:
        begin(data, THREADS)
    else:
        from firsthand.doors.preparing import prepared
        from firsthand.exchange.keeping import footing

        footing.refuse_unsound = lambda: None  # twins stand on what the program would not begin on
        prepared()
    from firsthand.exchange.keeping import backup
    from firsthand.ground.studies.entrance import find_study

    journal = Journal()
    study = find_study()
    journal.acknowledged(study=study.id.hex)
    writers = [Writer(study, f"Coder {number}", how, journal) for number in range(THREADS)]
    threads = [threading.Thread(target=_go_on, args=(one, acts // THREADS)) for one in writers]
    for thread in threads:
        thread.start()
    if "FIRSTHAND_DATABASE" not in os.environ:
        for number in range(2):
            path = data / f"{number}.backup"
            backup.make(path)
            journal.acknowledged(files=[path.name, backup.keys_file(path).name])
    for thread in threads:
        thread.join()
    return {"errors": sum(one.errors for one in writers)}


def _go_on(one: Writer, acts: int) -> None:
    from django.db import connections

    for _number in range(acts):
        one.act()
    connections.close_all()


if __name__ == "__main__":
    print(json.dumps(write(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
