"""Whole studies, made as people make them: through the services, but for the codings, which come in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from benchmarks import invented
from benchmarks.invented import Planned
from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.core.anchors import fingerprint
from firsthand.core.spans import Span
from firsthand.field.sources.importing import Incoming, import_sources, read_files
from firsthand.field.sources.models import Source
from firsthand.field.sources.texts import texts
from firsthand.ground.studies.acting import one_act
from firsthand.ground.studies.models import Membership, Role
from firsthand.ground.studies.services import add_member, start_study
from firsthand.ground.trail.recording import record
from firsthand.ground.vault.secret import Secret

TOP_CODES = 6


@dataclass(frozen=True, slots=True)
class Study:
    """A made study: its people (the lead first), codes and sources."""

    team: list[Membership]
    codes: list[Code]
    sources: list[Source]

    @property
    def lead(self) -> Membership:
        """Who leads it."""
        return self.team[0]


def make_study(secret: Secret, files: Sequence[Path], codings: int, title: str = "Invented") -> Study:
    """A study of these transcripts with so many codings, spread over them evenly."""
    team = make_team(secret, title)
    codes = make_codes(team[0])
    sources = import_sources(team[0], incoming=read(team[0], files))
    code_sources(Study(team, codes, sources), codings)
    return Study(team, codes, sources)


def make_team(secret: Secret, title: str) -> list[Membership]:
    """A lead and three coders, in a study that starts now."""
    lead, *others = (f"Coder {number}" for number in range(1, invented.CODERS + 1))
    first = start_study(secret, title=title, lead=lead)
    return [first, *(add_member(first, name=name, role=Role.CODER, secret=secret) for name in others)]


def make_codes(by: Membership) -> list[Code]:
    """Sixty codes: six with nine under each."""
    made: list[Code] = []
    for number, name in enumerate(invented.vocabulary()[: invented.CODES]):
        parent = made[number % TOP_CODES] if number >= TOP_CODES else None
        made.append(make_code(by, name=f"{name} {number}", parent=parent, definition=f"What is {name}."))
    return made


def write_files(folder: Path, many: int, words: int = invented.WORDS) -> list[Path]:
    """Transcripts as text files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"interview-{number:04}.txt" for number in range(many)]
    for number, path in enumerate(paths):
        path.write_text(invented.transcript(number, words), "utf-8")
    return paths


def read(by: Membership, files: Sequence[Path]) -> list[Incoming]:
    """Files as the import page reads them, every speaker with a name taken for a participant."""
    incoming, refused = read_files(by, ((path.name, path.read_bytes()) for path in files))
    assert not refused, refused[0].sentence
    for item in incoming:
        for part in item.parts:
            if part.new_pseudonym:
                part.part = "participant"
    return incoming


def code_sources(study: Study, codings: int) -> None:
    """Codings in bulk, text by text: as many rows and as much trail as if people had made them, in fewer acts.

    A coder's codings of one source are one act with one entry, as when a coded project comes in from another
    program. Everything else is as `apply_code` leaves it: place, fingerprint, one row a coding, no coder's code
    overlapping itself.
    """
    many = len(study.sources)
    for number, source in enumerate(study.sources):
        share = codings * (number + 1) // many - codings * number // many
        code_source(study, source, number, share)


def code_source(study: Study, source: Source, number: int, many: int) -> None:
    """`many` codings of one source."""
    text = texts(study.lead, [source.current])[source.current].words
    by_coder: dict[int, list[Planned]] = defaultdict(list)
    for one in invented.codings(number, text, many):
        by_coder[one.coder].append(one)
    for coder, planned in sorted(by_coder.items()):
        by = study.team[coder]
        with one_act(by, "coding.apply"):
            record().create(*(_coding(by, study.codes[one.code], source, text, one) for one in planned))


def _coding(by: Membership, code: Code, source: Source, text: str, one: Planned) -> Coding:
    return Coding(
        study_id=by.study_id, version_id=source.current, code_id=code.id, coder_id=by.id,
        start=one.start, end=one.end, fingerprint=fingerprint(text, Span(one.start, one.end), by.key.marking),
        at=timezone.now(),
    )  # fmt: skip
