"""A small study in which somebody's words are in every place where words can be. Invented."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.memos.models import Memo
from firsthand.analysis.memos.services import change_memo, remove_memo, write_memo
from firsthand.analysis.themes.models import Claim, Theme
from firsthand.analysis.themes.services import add_evidence, gather_code, make_claim, make_theme
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading, Structure, Turn
from firsthand.field.consent.services import set_answers
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.services import add_visit
from firsthand.field.media.models import Medium
from firsthand.field.media.services import keep_media
from firsthand.field.people.models import Participant
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.importing import Incoming, Part, import_sources
from firsthand.field.sources.models import Kind, Source, Voice
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.reports import make
from sounds import wav

QUOTE = "seven scuffed pans hang over my stove"
TALK = (
    f"LENA: How was it?\nIKE: I lost eleven winters, that was how I told it. {QUOTE.capitalize()}.\n"
    "LENA: And now?\nIKE: Now I whistle.\n"
)
GIVEN = "Midnight: the boiler sang again, and nobody came down to hear it.\n"
GROUP = (
    "LENA: Whose kitchen is it?\nIKE: The kitchen belongs to whoever scrubs the big kettle.\n"
    "MARIGOLD: Ike taught me the kettle.\nIKE: I did.\n"
)
NOTE = (
    'Lunch. Marigold: "It is his soup." Ike ~says he would sooner stand there with folded sleeves than say no~. '
    "Ike stands there. The pot is washed by whoever is nearest."
)
ASKED = "Asked behind the laundry, with his sister there"
OWN = (
    QUOTE,
    "I lost eleven winters",
    "the boiler sang again",
    "scrubs the big kettle",
    "I did",
    "folded sleeves",
)


@dataclass
class Everywhere:
    """The study's people and things."""

    lea: Any
    cody: Any
    ike: Participant
    marigold: Participant
    talk: Source
    given: Source
    group: Source
    note: Source
    code: Code
    exemplified: Code
    quoting: Memo
    built_on: Memo
    theme: Theme
    claim: Claim
    drafted: Claim
    own_codings: set[UUID]
    others_codings: set[UUID]
    first_talk: UUID  # the sealed text of the talk before it was corrected
    first_memo: UUID  # the wording of a memo that quoted, before it was changed
    removed_memo: UUID  # the wording of one that quoted and was removed
    said: UUID  # the sealed name
    answered: UUID  # the sealed wording of what he answered
    talk_text: UUID  # the sealed texts as they stand at first
    given_text: UUID
    group_text: UUID
    note_text: UUID
    keys: list[Path]  # copies of the keys


def everywhere(cast: Any) -> Everywhere:
    """Ike's words everywhere, and Marigold's beside them."""
    lea, cody = cast.lea, cast.cody
    ike = add_participant(
        cody, pseudonym="Ike", label="P04", attributes={"Age": "30-49", "Paid": "full-time"}
    )
    marigold = add_participant(cody, pseudonym="Marigold", label="P01", attributes={"Age": "50 or over"})
    for person in (ike, marigold):
        set_answers(
            lea,
            participant=person,
            answers={"quotes": "short_quotes"},
            moment="after_interview",
            how="together",
            note=ASKED,
        )
    name = set_name(
        lea, participant=ike, real_name="Gerald Tatterlow", contacts={"contact": "the night desk"}
    )
    people = {"IKE": ike, "MARIGOLD": marigold}
    talk = _talk(cody, TALK, Kind.INTERVIEW, people)
    first_talk = talk.versions.get().text
    talk = correct_typed(
        cody, source=talk, version=talk.current, text=text_of(cody, talk).words.replace("was how", "is how")
    ).source
    talk.refresh_from_db()
    group = _talk(cody, GROUP, Kind.FOCUS_GROUP, people)
    given = _given(cody, ike)
    visit = add_visit(cody, on=date(2019, 3, 14), present=[ike, marigold], doing="Lunch")
    note = write_note(cody, layers={"description": NOTE}, visit=visit)
    keep_media(cody, source=talk, kind="recording", name="talk.wav", content_type="audio/wav", data=wav(0.1))
    code, exemplified = (
        make_code(cody, name="Ease"),
        make_code(cody, name="Pots", example=f"He says: “{QUOTE}”."),
    )
    own = [
        _code(cody, talk, code, QUOTE.capitalize()),
        _code(cody, talk, exemplified, "Now I whistle."),
        _code(lea, group, code, "The kitchen belongs to whoever scrubs the big kettle."),
        _code(
            cody,
            note,
            code,
            "Ike ~says he would sooner stand there with folded sleeves than say no~.",
            whose=ike,
        ),
    ]
    others = [
        _code(cody, group, code, "Ike taught me the kettle."),
        _code(cody, note, exemplified, "The pot is washed by whoever is nearest."),
        _code(cody, note, code, "Ike stands there."),
    ]
    quoting = write_memo(cody, kind="theory", title="Pans", body="Pans.")
    change_memo(cody, memo=quoting, title="Pans", body=f"Early: {QUOTE}, he says.")
    first_memo = quoting.wording
    change_memo(cody, memo=quoting, title="Pans", body=f"I keep coming back to it: {QUOTE}. Is it pride?")
    built_on = write_memo(
        lea, kind="code", title="Ease and doing", body="Ease may be a thing one does.", about=[own[0]]
    )
    gone = write_memo(lea, kind="code", title="Gone", body=f"And {QUOTE} too.")
    removed_memo = gone.wording
    remove_memo(lea, memo=gone)
    theme = make_theme(lea, name="Making")
    gather_code(lea, theme=theme, code=code)
    claim = make_claim(lea, theme=theme, sentence="Ease is made by doing.")
    add_evidence(lea, theme=theme, claim=claim, coding=own[0], side="for")
    add_evidence(lea, theme=theme, claim=claim, coding=others[0], side="against")
    drafted = make_claim(lea, theme=theme, sentence=f"When {QUOTE}, a kitchen is one's own.")
    make(lea, what="codings", format="csv")
    return Everywhere(
        lea, cody, ike, marigold, talk, given, group, note, code, exemplified, quoting, built_on, theme, claim,
        drafted, {one.id for one in own}, {one.id for one in others}, first_talk, first_memo, removed_memo, name.said,
        ike.about, *(one.versions.order_by("-number")[0].text for one in (talk, given, group, note)), [],
    )  # fmt: skip


def keys_copy(folder: Path | None = None, name: str = "old.backup.keys") -> Path:
    """A copy of the keyring, as a backup leaves it: as far as anybody can see from outside."""
    path = (folder or Path(settings.DATA)) / name
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(
            "manifest.json", json.dumps({"kind": "firsthand keys", "made_at": timezone.now().isoformat()})
        )
    return path


def words_of(by: Any, source: Source) -> str:
    """A source's text as it stands, or nothing where it is gone."""
    row = Source.objects.filter(pk=source.pk).first()
    return text_of(by, row).words if row else ""


def recordings(study: Everywhere) -> int:
    return Medium.objects.filter(source_id=study.talk.id).count()


def _talk(by: Any, text: str, kind: str, people: dict[str, Participant]) -> Source:
    labels = list(dict.fromkeys(line.partition(":")[0] for line in text.splitlines()))
    turns, at = [], 0
    for line in text.splitlines(keepends=True):
        label = line.partition(":")[0]
        turns.append(Turn(at, at + len(label) + 2, at + len(line), labels.index(label)))
        at += len(line)
    reading = Reading(text, Structure(tuple(labels), tuple(turns)))
    parts = [
        Part(Voice.Part.PARTICIPANT, people[label].id) if label in people else Part(Voice.Part.INTERVIEWER)
        for label in labels
    ]
    incoming = Incoming("talk.txt", reading, kind, f"A talk ({kind})", text.encode(), parts)
    return import_sources(by, incoming=[incoming])[0]


def _given(by: Any, participant: Participant) -> Source:
    reading = Reading(GIVEN, Structure(("",), (Turn(0, 0, len(GIVEN), 0),)))
    parts = [Part(Voice.Part.PARTICIPANT, participant.id)]
    return import_sources(
        by, incoming=[Incoming("log.txt", reading, Kind.DOCUMENT, "From the log", GIVEN.encode(), parts)]
    )[0]


def _code(by: Any, source: Source, code: Code, words: str, whose: Participant | None = None) -> Coding:
    start = text_of(by, source).words.index(words)
    return apply_code(by, source=source, code=code, span=Span(start, start + len(words)), whose=whose)
