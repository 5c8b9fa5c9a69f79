"""Every address, endpoint, command and report, as every role: what MAY denies is denied, and what it grants is not.

The tables below are the whole of it. An address, endpoint or command without a line fails the suite, and so does a line
that names an act that MAY does not have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import pytest
from click.testing import CliRunner
from django.conf import settings
from django.urls import URLPattern, reverse

from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.ground.studies.access import MAY
from guard import undone
from web.conftest import TEXT, Browser, Desk

EVERYBODY = "whoever is in the study"
ANYBODY = "who is not in it, too"
NEVER = "no such way of asking"
ROLES = ("lea", "cody", "rea", "gil", "hope", "pia", "pru")
CODE = "0000-0000-0000-0000-0000-0000-0000-XXXT"  # as codes are made: its last group fits the others
BEFORE_ANY_STUDY = ("front", "begin", "looks", "policy-report", "health", "metrics")
WORDS = ("Soup", "Sitting with it", "Marigold", "Kettle", "Not steering", "Whose room")


@dataclass(frozen=True)
class Line:
    """An address: who may look at it, who may send to it, with which things in it, and what is sent."""

    get: str
    post: str
    at: Callable[[Things], tuple[object, ...]] = lambda things: ()
    sent: Callable[[Things], dict[str, Any]] = lambda things: {}


@dataclass
class Things:
    """One of everything that an address can name."""

    desk: Desk
    answer: Any
    medium: Any
    identifier: Any
    bystander: Any
    guide: Any
    slip: Any
    wish: Any
    kept: Any
    apart: Any
    summary: Any
    work: Any
    reply: Any
    card: Any
    group: Any
    board_card: Any
    comparison: Any
    document: Any
    reflections: dict[str, Any] = field(default_factory=dict)
    logged: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    kept_for_oneself: dict[str, dict[str, Any]] = field(default_factory=dict)
    who: str = "lea"

    @property
    def note_of_theirs(self) -> object:
        """A note of who looks, where they can have written one."""
        return self.reflections.get(self.who, self.reflections["lea"]).id

    @property
    def incident_of_theirs(self) -> object:
        """An incident that who looks wrote down, where they can have."""
        return self.logged.get(self.who, self.logged["lea"])[0].id

    @property
    def training_of_theirs(self) -> object:
        """A training that who looks took, where they can have."""
        return self.logged.get(self.who, self.logged["lea"])[1].id

    @property
    def act_of_theirs(self) -> int:
        """The latest act of who looks, where they can have done one."""
        from firsthand.giving_back.record import told

        whose = self.desk.cast.cody if self.who == "cody" else self.desk.cast.lea
        return next(one.number for one in told(self.desk.cast.lea, whose=whose) if one.can_undo)

    def endpoint(self, path: str) -> str:
        """Where an endpoint of the API is, with things that are there."""
        desk = self.desk
        ids = {
            "source_id": desk.source.id, "coding_id": desk.coding.id, "code_id": desk.code.id, "memo_id": desk.memo.id,
            "answer_id": self.answer.id, "bystander_id": self.bystander.id, "arrival_id": uuid4(), "index": 0,
            "name": "codings", "summary_id": self.summary.id, "document_id": self.document.id,
        }  # fmt: skip
        return f"/api/s/{desk.slug}/{path.format(**ids)}"

    def own(self, what: str) -> object:
        """Something that who looks keeps for themselves, where they can; else of Cody's, who keeps one of each."""
        return ({**self.kept_for_oneself["cody"], **self.kept_for_oneself.get(self.who, {})})[what]

    @property
    def speakers(self) -> list[Any]:
        from firsthand.field.sources.texts import text_of

        return list(text_of(self.desk.cast.lea, self.desk.source).speakers.values())

    @property
    def version(self) -> str:
        return str(self.desk.source.current)


@pytest.fixture
def things(desk: Desk) -> Things:
    from firsthand.analysis.coding.services import apply_code
    from firsthand.analysis.compare.saving import save_query
    from firsthand.analysis.themes import board
    from firsthand.core.guide import read_guide
    from firsthand.core.selecting.query import Named
    from firsthand.core.spans import Span
    from firsthand.field.deid.services import add_identifier
    from firsthand.field.fieldwork.notes import mark_bystander, write_note
    from firsthand.field.interviews.answers import mark_answers
    from firsthand.field.interviews.selectors import question
    from firsthand.field.interviews.services import add_interview, import_guide
    from firsthand.field.media.services import keep_media
    from firsthand.giving_back.own_page import writing
    from firsthand.giving_back.own_page.coming_in import come_in, own_page
    from firsthand.giving_back.own_page.models import Wish
    from firsthand.giving_back.own_page.slips import make_slip
    from firsthand.giving_back.own_page.taking_in import take_in
    from firsthand.giving_back.references.services import add_reference
    from firsthand.giving_back.release.services import keep_apart
    from firsthand.giving_back.writing import shape
    from firsthand.giving_back.writing.services import write_document
    from firsthand.ground.studies.entrance import installation_secret
    from firsthand.ground.studies.services import add_member
    from sounds import wav

    lea = desk.cast.lea
    desk.cast.pru = add_member(lea, name="Pru", role="peer", secret=installation_secret())
    guide = import_guide(lea, guide=read_guide("Q01. What did you bring?\n"))
    add_interview(lea, source=desk.source, guide=guide)
    start, end = desk.words("Soup")
    asked = question(lea, guide.guide, "Q01")
    (answer,) = mark_answers(lea, source=desk.source, answers=[(asked, Span(start, end))])
    bystander = mark_bystander(lea, source=desk.note, span=Span(0, 3))
    medium = keep_media(
        lea, source=desk.source, kind="recording", name="a.wav", content_type="audio/wav", data=wav(0.1)
    )
    identifier = add_identifier(lea, words="kettle", rule_id="D04", replacement="[a thing]")
    reflections = {
        who: write_note(getattr(desk.cast, who), layers={"reflection": "I was cold."}, share_reflection=True)
        for who in ("lea", "cody")
    }
    logged = {who: _logged(getattr(desk.cast, who)) for who in ("lea", "cody", "rea", "gil")}
    slip = make_slip(lea, participant=desk.participant)
    writing.choose_name(own_page(lea.study, come_in(lea.study, code=slip.code)), "chosen_pseudonym", "Hazel")
    take_in(lea)
    wish = Wish.objects.get().id
    kept = save_query(lea, name="Who sits", query=Named("code", "Presence"))
    beside = apply_code(lea, source=desk.source, code=desk.other, span=Span(0, 3))
    apart = keep_apart(lea, codings=[desk.coding, beside], reason="Together they tell.")
    group = board.make_group(lea, theme=desk.theme, name="Cups")
    (board_card,) = board.lay_out(lea, theme=desk.theme, things=[desk.coding], group=group)
    comparison = board.compare_excerpts(
        lea, theme=desk.theme, one=desk.coding, other=beside, same="The house."
    )
    work = add_reference(lea, item={"type": "book", "title": "Kettle and company"})
    document = write_document(lea, title="Kettle", blocks=[shape.paragraph(shape.excerpt(desk.coding.id))])
    from firsthand.analysis.framework.services import write_summary
    from firsthand.exchange.projects.bringing_in import bring_in
    from firsthand.exchange.projects.refi.opening import open_project

    summary = write_summary(lea, code=desk.code, participant=desk.participant, words="Whose room it is.")
    with open_project(Path(__file__).parents[2] / "data" / "refi" / "spec-A1_codebook.qdc") as file:
        bring_in(lea, file=file, name="codebook.qdc")
    return Things(
        desk,
        answer,
        medium,
        identifier,
        bystander,
        guide,
        slip.slip.id,
        wish,
        kept,
        apart,
        summary,
        work,
        _replied(desk),
        _card(desk),
        group,
        board_card,
        comparison,
        document,
        reflections,
        logged,
        _kept_for_oneself(desk.cast),
    )


WORKERS = ("lea", "cody", "rea", "gil", "pru")


def _kept_for_oneself(cast: Any) -> dict[str, dict[str, Any]]:
    """An entry of everybody's own log; and of those who work here, a talk that was asked for, and one agreed on."""
    from firsthand.work.reflection.services import agree, ask, peers

    found: dict[str, dict[str, Any]] = {
        who: {"entry": _entry_of(getattr(cast, who))} for who in (*WORKERS, "pia")
    }
    for who in WORKERS:
        peers(getattr(cast, who))
    for who, other in zip(WORKERS, (*WORKERS[1:], WORKERS[0]), strict=True):
        one, another = getattr(cast, who), getattr(cast, other)
        found[other]["asked"] = ask(one, other_id=another.id)
        found[who]["agreed"] = agree(another, ask(one, other_id=another.id))
    return found


def _entry_of(by: Any) -> Any:
    from firsthand.work.log.entries import Said
    from firsthand.work.log.services import write_entry

    entry_id = uuid4()
    write_entry(by, said=Said(date.today(), ("talk",), "Marigold of the log."), entry_id=entry_id)
    return entry_id


def _replied(desk: Desk) -> Any:
    """What Marigold says to a claim that she was shown."""
    from firsthand.field.consent.services import set_answers
    from firsthand.giving_back.member_checks.services import send_pack, write_reply

    lea, marigold = desk.cast.lea, desk.participant
    set_answers(
        lea, participant=marigold, answers={"check": ("the_themes",)}, moment="after_interview", how="spoken"
    )
    pack = send_pack(lea, participant=marigold, claims=[desk.claim])
    return write_reply(
        lea, line=pack.lines.get(), answer="does_not_fit", text="Soup, most days.", how="by_phone"
    )


def _card(desk: Desk) -> Any:
    """A learning card with words of Marigold."""
    from firsthand.field.consent.services import set_answers
    from firsthand.giving_back.cards.services import Saying, make_card

    lea, marigold = desk.cast.lea, desk.participant
    answers = {"training": "this_organisation"}
    set_answers(lea, participant=marigold, answers=answers, moment="new_use", how="spoken")
    said = Saying("Soup first.", "Some want none.", ["Who?", "When?", "Which?"], "Bring some.")
    return make_card(lea, claim=desk.claim, said=said, passages=[desk.coding])


def _logged(by: Any) -> tuple[Any, Any]:
    from firsthand.giving_back.ethics.logs import Happening, write_incident, write_training

    day = date(2026, 5, 1)
    incident = write_incident(by, said=Happening("A list was left on a chair.", day))
    return incident, write_training(by, member=by, what="Research ethics", on=day)


def source(things: Things) -> tuple[object, ...]:
    return (things.desk.source.id,)


def coding(things: Things) -> tuple[object, ...]:
    return (things.desk.coding.id,)


def code(things: Things) -> tuple[object, ...]:
    return (things.desk.code.id,)


def kept(things: Things) -> tuple[object, ...]:
    return (things.kept.id,)


def memo(things: Things) -> tuple[object, ...]:
    return (things.desk.memo.id,)


def work(things: Things) -> tuple[object, ...]:
    return (things.work.id,)


def theme(things: Things) -> tuple[object, ...]:
    return (things.desk.theme.id,)


def person(things: Things) -> tuple[object, ...]:
    return (things.desk.participant.id,)


def the_round(things: Things) -> tuple[object, ...]:
    return (1,)


def visit(things: Things) -> tuple[object, ...]:
    return (things.desk.visit.id,)


def rea(things: Things) -> tuple[object, ...]:
    return (things.desk.cast.rea.id,)


WEB: dict[str, Line] = {
    # before any door
    "front": Line(ANYBODY, NEVER),
    "begin": Line(ANYBODY, ANYBODY), "looks": Line(NEVER, ANYBODY),
    "health": Line(ANYBODY, NEVER), "metrics": Line(ANYBODY, NEVER),  # of the program, not of a study
    "policy-report": Line(NEVER, ANYBODY),
    "sign-in": Line(ANYBODY, ANYBODY),
    "join": Line(ANYBODY, ANYBODY),
    "recover": Line(ANYBODY, ANYBODY),
    "lock": Line(NEVER, ANYBODY),
    "sign-in-passkey": Line(NEVER, ANYBODY),
    "sign-out": Line(NEVER, ANYBODY),
    "phone-leave": Line(NEVER, ANYBODY),
    "log-phone-leave": Line(NEVER, ANYBODY),
    # a participant's own page: who is in the study is a stranger there, and is led to its door
    "own-page": Line(ANYBODY, ANYBODY),
    "own-end": Line(NEVER, ANYBODY),
    "own-words": Line(ANYBODY, ANYBODY),
    "own-talk": Line(ANYBODY, ANYBODY, lambda things: (1,)),
    "own-turn": Line(ANYBODY, ANYBODY, lambda things: (1, 1)),
    "own-answers": Line(ANYBODY, ANYBODY),
    "own-answer": Line(ANYBODY, ANYBODY, lambda things: ("quotes",)),
    "own-name": Line(ANYBODY, ANYBODY),
    "own-readers": Line(ANYBODY, ANYBODY),
    "own-hold": Line(ANYBODY, ANYBODY),
    "own-going": Line(ANYBODY, ANYBODY),
    "own-checks": Line(ANYBODY, ANYBODY),
    "own-check": Line(ANYBODY, ANYBODY, lambda things: (uuid4().hex,)),
    "own-reply": Line(ANYBODY, ANYBODY, lambda things: (uuid4().hex,)),
    # slips for such pages, and what was said there
    "slips": Line("slip.make", "slip.make", person),
    "slip-card": Line(
        NEVER, "slip.make", lambda things: ("html",), lambda things: {"slip": str(things.slip), "code": CODE}
    ),
    "slip-take-back": Line(NEVER, "slip.revoke", lambda things: (things.slip,)),
    "wishes": Line("wish.read", NEVER),
    "wish-settle": Line(NEVER, "wish.settle", lambda things: (things.wish,), lambda things: {"reply": "Done."}),
    "wish-ask": Line("wish.ask", "wish.ask", person, lambda things: {"question": "New?"}),
    # who is in the study, and how they come in
    "acting": Line(NEVER, EVERYBODY, sent=lambda things: {"name": "Lea"}),
    "rights": Line(EVERYBODY, "member.add", sent=lambda things: {"name": "Sam", "role": "coder"}),
    "member-role": Line(NEVER, "member.role", rea, lambda things: {"role": "coder"}),
    "member-invite": Line(NEVER, "member.invite", rea),
    "member-remove": Line(NEVER, "member.remove", rea),
    "secret": Line(EVERYBODY, NEVER),
    "secret-take": Line(NEVER, "secret.change"),
    "secret-passphrase": Line(NEVER, "secret.change"),
    "secret-recovery": Line(NEVER, "secret.change"),
    "token-make": Line(NEVER, "token.make"),
    "token-take-back": Line(NEVER, "token.make", lambda things: (uuid4(),)),
    "passkey-add": Line(NEVER, "passkey.make"),
    "passkey-take-back": Line(NEVER, "passkey.make", lambda things: (uuid4(),)),
    # the work: members' own, and nobody else's, whoever asks
    "work": Line(
        "log.keep", "log.keep",
        sent=lambda things: {"what": ["talk"], "moment": "Rain.", "day": date.today().isoformat()},
    ),
    "work-entries": Line("log.keep", NEVER),
    "work-keep": Line(NEVER, "log.keep", lambda things: (things.own("entry"),)),
    "work-delete": Line(NEVER, "log.keep", lambda things: (things.own("entry"),)),
    "gift-give": Line("gift.give", "gift.give", lambda things: (things.own("entry"),)),
    "gifts": Line("gift.give", NEVER),
    "gift-back": Line(NEVER, "gift.give", lambda things: (uuid4(),)),
    "work-contact": Line("log.keep", "log.keep", sent=lambda things: {"text": "Rea, on Thursdays"}),
    "work-picture": Line("sums.read", NEVER),
    "work-card": Line("log.keep", NEVER),
    "work-card-file": Line("log.keep", NEVER),
    "work-story": Line("story.keep", "story.keep", sent=lambda things: {"S1": "A winter."}),
    "work-story-delete": Line(NEVER, "story.keep"),
    "work-reflections": Line(
        "reflection.keep", "reflection.keep", sent=lambda things: {"peer": str(things.desk.cast.lea.id)}
    ),
    "work-agree": Line(NEVER, "reflection.keep", lambda things: (things.own("asked"),)),
    "work-lines": Line(
        "reflection.keep", "reflection.keep", lambda things: (things.own("agreed"),), lambda things: {"line0": "One."}
    ),
    "work-reflection-delete": Line(NEVER, "reflection.keep", lambda things: (things.own("agreed"),)),
    # field
    "study": Line(EVERYBODY, NEVER),  # whoever reads nothing finds the ways that are theirs
    "tour-begin": Line("study.read", NEVER),
    "tour": Line("study.read", NEVER, the_round),  # its first step has the number one, too
    "tour-leave": Line(NEVER, EVERYBODY),
    "sources": Line("study.read", NEVER),
    "copies": Line("copies.join", "copies.join"),
    "copies-preview": Line(NEVER, "copies.join"),
    "import": Line("source.import", "source.import"),
    "preview": Line(NEVER, "source.import"),
    "projects": Line("project.import", NEVER),
    "project": Line("project.import", NEVER, lambda things: (1,)),
    "note": Line("note.write", "note.write"),
    "source": Line("study.read", NEVER, source),
    "course": Line("study.read", NEVER, source),
    "apply": Line(
        NEVER, "coding.apply", source,
        lambda things: {"code": "New", "start": 0, "end": 3, "standpoint": "", "stance": ""},
    ),
    "source-details": Line(
        "study.read", "source.change", source, lambda things: {"title": "Another", "kind": "interview"}
    ),
    "voices": Line(
        NEVER, "voice.assign", source,
        lambda things: {str(one.id): "other" for one in things.speakers},
    ),
    "reader": Line("study.read", NEVER, source),
    "original": Line(NEVER, "report.release", source),
    "commented": Line(NEVER, "report.release", source),
    "source-remove": Line(NEVER, "source.remove", source),
    "media-add": Line(NEVER, "media.add", source),
    "transcribe-source": Line("source.revise", "source.revise", source),
    "medium": Line("study.read", NEVER, lambda things: (things.medium.id,)),
    "medium-remove": Line(NEVER, "media.remove", lambda things: (things.medium.id,)),
    "transcribe": Line("source.import", "source.import"),
    "correct": Line("source.revise", "source.revise", source),
    "settled": Line(NEVER, "coding.change", lambda things: ("coding", things.desk.coding.id)),
    "visits": Line("study.read", "visit.add", sent=lambda things: {"doing": "Friday"}),
    "visit": Line("study.read", "visit.change", visit, lambda things: {"doing": "Friday"}),
    "visit-change": Line(NEVER, "visit.change", visit, lambda things: {"doing": "Friday"}),
    "visit-remove": Line(NEVER, "visit.remove", visit),
    "share": Line(NEVER, "note.share", lambda things: (things.note_of_theirs,), lambda things: {"shared": "no"}),
    "interviews": Line("study.read", NEVER),
    "interview": Line("study.read", "interview.add", source),
    "answers-mark": Line(NEVER, "answer.mark", source),
    "unanswered": Line(NEVER, "answer.mark", source),
    "answer-unmark": Line(NEVER, "answer.unmark", lambda things: (things.answer.id,)),
    "guides": Line("study.read", "guide.import", sent=lambda things: {"title": "Another", "text": "Q01. And?"}),
    "question": Line("study.read", NEVER, lambda things: (1, "Q01")),
    "phone": Line("note.write", NEVER),
    "phone-worker": Line(EVERYBODY, NEVER),
    "phone-manifest": Line(EVERYBODY, NEVER),
    "log-phone": Line("log.keep", NEVER),
    "log-phone-worker": Line(EVERYBODY, NEVER),
    "log-phone-manifest": Line(EVERYBODY, NEVER),
    "people": Line("study.read", NEVER),
    "person-new": Line("participant.add", "participant.add", sent=lambda things: {"pseudonym": "Ash"}),
    "talk": Line("study.read", NEVER, person),
    "person": Line("study.read", "participant.change", person, lambda things: {"pseudonym": "Ash"}),
    "person-remove": Line(NEVER, "participant.remove", person),
    "person-name": Line(NEVER, "name.set", person, lambda things: {"real_name": "Denise"}),
    "people-table-in": Line("participant.change", "participant.change"),
    "consents": Line("consent.read", NEVER),
    "consent": Line("consent.read", "consent.set", person),
    "consent-hold": Line(NEVER, "consent.set", person, lambda things: {"do": "hold"}),
    "consent-readers": Line(
        NEVER, "reader.exclude", person, lambda things: {"member": str(things.desk.cast.rea.id), "do": "exclude"}
    ),
    "consent-theirs": Line(
        NEVER, "ownwords.mark", person,
        lambda things: {"source": str(things.desk.note.id), "start": "0", "end": "3"},
    ),
    "consent-wording": Line("consent.reword", "consent.reword"),
    "consent-paper": Line("consent.read", NEVER, lambda things: ("form", "html")),
    "person-leaving": Line("participant.withdraw", "participant.withdraw", person),
    "receipt": Line("participant.withdraw", NEVER, lambda things: (things.desk.participant.id, uuid4())),
    "flag-settle": Line(NEVER, "leaving.settle", lambda things: (uuid4(),)),
    "deidentify": Line("study.read", "deid.propose", sent=lambda things: {"words": "Tea", "rule": "D04"}),
    "deidentify-look": Line(NEVER, "deid.propose"),
    "deidentify-always": Line(NEVER, "deid.accept"),
    "deidentify-decide": Line(
        NEVER, "deid.dismiss", lambda things: (things.identifier.id,),
        lambda things: {"do": "dismiss", "reason": "Everybody has one."},
    ),
    # analysis
    "coding-remove": Line(NEVER, "coding.remove", sent=lambda things: {"coding": str(things.desk.coding.id)}),
    "coding": Line("study.read", NEVER, coding),
    "recode": Line(NEVER, "coding.change", coding, lambda things: {"code": str(things.desk.other.id)}),
    "describe": Line(NEVER, "coding.change", coding, lambda things: {"standpoint": "", "stance": ""}),
    "resize": Line(NEVER, "coding.change", coding, lambda things: {"start": 0, "end": 3}),
    "codebook": Line("study.read", NEVER),
    "code-tree": Line("study.read", NEVER),
    "codebook-table": Line("codebook.import", "codebook.import"),
    "code-new": Line("code.make", "code.make", sent=lambda things: {"name": "New"}),
    "code": Line("study.read", NEVER, code),
    "define": Line(NEVER, "code.change", code, lambda things: {"name": "New"}),
    "move": Line(NEVER, "code.move", code),
    "merge": Line(NEVER, "code.merge", code, lambda things: {"into": str(things.desk.other.id)}),
    "split": Line("code.split", "code.split", code),
    "code-delete": Line(NEVER, "code.delete", lambda things: (things.desk.other.id,)),
    "agreement": Line("study.read", NEVER),
    "agreement-code": Line("study.read", NEVER, code),
    "agreement-file": Line(NEVER, "report.release", sent=lambda things: {"format": "csv"}),
    "our-words": Line("study.read", "words.set", sent=lambda things: {"person": "guest", "person_many": "guests"}),
    "method": Line("study.read", "method.declare", sent=lambda things: {"way": "ipa", "reason": "One by one."}),
    "rounds": Line("study.read", NEVER),
    "round-new": Line("round.start", "round.start", sent=lambda things: {"name": "New"}),
    "round": Line("study.read", NEVER, the_round),
    "round-finish": Line(NEVER, "round.finish", the_round),
    "round-close": Line(NEVER, "round.close", the_round),
    "round-remove": Line(NEVER, "round.remove", the_round),
    "round-settle": Line(
        NEVER, "round.settle", the_round,
        lambda things: {
            "source": str(things.desk.source.id), "code": str(things.desk.code.id), "how": "here", "reason": "Yes.",
            "start": things.desk.coding.start, "end": things.desk.coding.end,
        },
    ),
    "round-define": Line(
        NEVER, "code.change", lambda things: (1, things.desk.code.id), lambda things: {"definition": "New."}
    ),
    "similar": Line("study.read", "study.read", sent=lambda things: {"do": "words", "sought": "soup"}),
    "similar-switch": Line(NEVER, "similar.switch", sent=lambda things: {"on": "yes", "reason": "Yes."}),
    "similar-prepare": Line(NEVER, "similar.prepare"),
    "similar-code": Line(NEVER, "coding.similar", sent=lambda things: {"code": "New"}),
    "words": Line("study.read", "study.read", sent=lambda things: {"sought": "soup", "how": "words", "where": "both"}),
    "find": Line("study.read", "study.read", sent=lambda things: {"q": "Presence"}),
    "find-keep": Line(NEVER, "query.save", sent=lambda things: {"q": "Presence", "name": "New"}),
    "find-kept": Line(
        "study.read", "query.change", kept, lambda things: {"q": "Presence", "name": "New", "version": 1}
    ),
    "find-remove": Line(NEVER, "query.remove", kept),
    "find-gather": Line(
        NEVER, "coding.apply",
        sent=lambda things: {"q": "Presence", "do": "code", "code": "New", "codings": [str(things.desk.coding.id)]},
    ),
    "find-file": Line(NEVER, "report.release", sent=lambda things: {"q": "Presence", "format": "csv"}),
    "compare": Line("study.read", "study.read", sent=lambda things: {"attribute": "Years here"}),
    "compare-together": Line("study.read", NEVER),
    "compare-saturation": Line("study.read", NEVER),
    "compare-picture": Line("study.read", NEVER, lambda things: ("matrix",)),
    "compare-file": Line(NEVER, "report.release", sent=lambda things: {"what": "matrix", "format": "csv"}),
    "own-table": Line("study.read", "study.read", sent=lambda things: {"pasted": "one,two,both\n9,2,1\n"}),
    "framework": Line("study.read", NEVER),
    "framework-case": Line("study.read", NEVER, lambda things: ("participants", things.desk.participant.id)),
    "framework-code": Line("study.read", NEVER, lambda things: ("participants", things.desk.code.id)),
    "framework-cell": Line(
        "study.read", "summary.write", lambda things: ("sources", things.desk.source.id, things.desk.code.id),
        lambda things: {"words": "New."},
    ),
    "framework-confirm": Line(NEVER, "summary.confirm", lambda things: (things.summary.id,)),
    "framework-remove": Line(NEVER, "summary.remove", lambda things: (things.summary.id,)),
    "memos": Line("study.read", NEVER),
    "memo-new": Line("memo.write", "memo.write", sent=lambda things: {"title": "New", "kind": "theory"}),
    "memo": Line("study.read", NEVER, memo),
    "memo-change": Line(
        "memo.change", "memo.change", memo, lambda things: {"title": "New", "kind": "theory", "version": 1}
    ),
    "memo-link": Line(NEVER, "memo.change", memo, lambda things: {"to": f"codebook.code:{things.desk.code.id}"}),
    "memo-unlink": Line(NEVER, "memo.change", lambda things: (things.desk.memo.id, things.desk.link.id)),
    "memo-remove": Line(NEVER, "memo.remove", memo),
    "references": Line("study.read", "study.read", sent=lambda things: {"sought": "kettle"}),
    "reference": Line("study.read", NEVER, work),
    "reference-new": Line("reference.add", "reference.add", sent=lambda things: {"title": "New", "kind": "book"}),
    "reference-change": Line(
        "reference.change", "reference.change", work, lambda things: {"title": "New", "kind": "book", "version": 1}
    ),
    "reference-remove": Line(NEVER, "reference.remove", work),
    "references-import": Line("reference.import", "reference.import"),
    "references-out": Line(NEVER, "report.release", sent=lambda things: {"format": "ris"}),
    "the-kit": Line("study.read", NEVER),
    "kit-changes": Line("study.read", NEVER),
    "kit-why": Line(NEVER, "kit.reason", sent=lambda things: {"item": "question:Q01", "reason": "Shorter."}),
    "kit-codes": Line("kit.codes", "kit.open", sent=lambda things: {"code": "T1"}),
    "kit-milestone": Line(NEVER, "kit.milestone", sent=lambda things: {"milestone": "M1", "reached": "1"}),
    "kit-text": Line("study.read", NEVER, lambda things: (things.desk.kit_text,)),
    "kit-text-new": Line("kit.text", "kit.text", sent=lambda things: {"title": "New", "body": "x"}),
    "kit-text-change": Line(
        "kit.text", "kit.text", lambda things: (things.desk.kit_text,),
        lambda things: {"title": "New", "body": "x", "version": 1},
    ),
    "kit-text-drop": Line(NEVER, "kit.text", lambda things: (things.desk.kit_text,)),
    "kit-findings": Line(NEVER, "report.release", sent=lambda things: {"title": "New"}),
    "kit-beside": Line("study.read", "study.read"),
    "documents": Line("study.read", "document.write", sent=lambda things: {"title": "New"}),
    "document": Line("study.read", NEVER, lambda things: (things.document.id,)),
    "document-write": Line("document.change", NEVER, lambda things: (things.document.id,)),
    "document-out": Line(
        NEVER, "report.release", lambda things: (things.document.id,), lambda things: {"format": "md"}
    ),
    "document-remove": Line(NEVER, "document.remove", lambda things: (things.document.id,)),
    "themes": Line("study.read", NEVER),
    "themes-without": Line("study.read", NEVER),
    "theme-map": Line("study.read", NEVER),
    "theme-new": Line("theme.make", "theme.make", sent=lambda things: {"name": "New"}),
    "theme": Line("study.read", NEVER, theme),
    "theme-change": Line("theme.change", "theme.change", theme, lambda things: {"name": "New"}),
    "theme-remove": Line(NEVER, "theme.remove", theme),
    "gather": Line(NEVER, "theme.change", theme, lambda things: {"code": str(things.desk.other.id)}),
    "let-go": Line(NEVER, "theme.change", lambda things: (things.desk.theme.id, things.desk.code.id)),
    "claim-new": Line(NEVER, "claim.make", theme, lambda things: {"sentence": "New."}),
    "claim": Line(
        "claim.change", "claim.change", lambda things: (things.desk.theme.id, things.desk.claim.id),
        lambda things: {"sentence": "New."},
    ),
    "claim-remove": Line(NEVER, "claim.remove", lambda things: (things.desk.theme.id, things.desk.claim.id)),
    "evidence": Line("evidence.add", "evidence.add", theme),
    "evidence-change": Line(
        NEVER, "evidence.change", lambda things: (things.desk.theme.id, things.desk.evidence.id),
        lambda things: {"side": "against"},
    ),
    "board": Line("study.read", NEVER, theme),
    "board-gather": Line(
        "board.change", "board.change", theme, lambda things: {"thing": f"code:{things.desk.code.id}"}
    ),
    "board-group-new": Line(NEVER, "board.change", theme, lambda things: {"name": "Kettles"}),
    "board-group": Line(
        NEVER, "board.change", lambda things: (things.desk.theme.id, things.group.id), lambda things: {"name": "Cups"}
    ),
    "board-move": Line(
        NEVER, "board.change", lambda things: (things.desk.theme.id, things.board_card.id), lambda things: {"group": ""}
    ),
    "board-compare": Line("board.compare", "board.compare", theme, lambda things: {"card": "", "same": "x"}),
    "board-uncompare": Line(
        NEVER, "board.compare", lambda things: (things.desk.theme.id, things.comparison.id)
    ),
    "theme-merge": Line("theme.merge", "theme.merge", theme),
    "theme-split": Line(
        "theme.split", "theme.split", theme, lambda things: {"name": "Two", "codes": str(things.desk.code.id)}
    ),
    # the record, and giving back
    "trail": Line("trail.read", NEVER),
    "undo": Line(NEVER, "trail.undo", lambda things: (things.act_of_theirs,)),
    "redo": Line(NEVER, "trail.undo", lambda things: (things.act_of_theirs,)),
    "check": Line("study.read", "study.read"),
    "archive": Line("archive.release", "archive.release", sent=lambda things: {"look": "1"}),
    "kit": Line("kit.release", "kit.release", sent=lambda things: {"take": "1"}),
    "apart-end": Line(NEVER, "apart.end", lambda things: (things.apart.id,)),
    "advocacy": Line(
        "report.release", "report.release",
        sent=lambda things: {"family": str(things.desk.code.id), "format": "html"},
    ),
    "reports": Line("study.read", "report.release", sent=lambda things: {"report": "themes.html"}),
    # learning cards
    "cards": Line("study.read", NEVER),
    "card-new": Line(
        "card.make", "card.make", lambda things: (things.desk.claim.id,), lambda things: {"finding": "Soup."}
    ),
    "card": Line("study.read", NEVER, lambda things: (things.card.id,)),
    "card-change": Line("card.change", "card.change", lambda things: (things.card.id,)),
    "card-remove": Line(NEVER, "card.remove", lambda things: (things.card.id,)),
    "card-seen": Line(NEVER, "card.seen", lambda things: (things.card.passages.get().id,)),
    "cards-file": Line(NEVER, "report.release", sent=lambda things: {"format": "html"}),
    # whether it fits those whom it is about
    "packs": Line("study.read", NEVER),
    "pack-new": Line("check.send", "check.send", person, lambda things: {"claims": [str(things.desk.claim.id)]}),
    "pack": Line("study.read", NEVER, lambda things: (things.reply.line.pack_id,)),
    "pack-paper": Line(
        NEVER, "report.release", lambda things: (things.reply.line.pack_id,), lambda things: {"format": "html"}
    ),
    "pack-take-back": Line(NEVER, "check.take_back", lambda things: (things.reply.line.pack_id,)),
    "reply-write": Line(
        NEVER, "check.write", lambda things: (things.reply.line_id,),
        lambda things: {"answer": "fits", "how": "by_phone"},
    ),
    "reply-text": Line(NEVER, "source.import", lambda things: (things.reply.id,)),
    "reply-settle": Line(
        NEVER, "check.settle", lambda things: (things.reply.id,), lambda things: {"outcome": "kept", "reason": "So."}
    ),
    # for the ethics board
    "ethics": Line("incident.write", "ethics.release", sent=lambda things: {"format": "docx"}),
    "incident-new": Line(
        "incident.write", "incident.write", sent=lambda things: {"happened": "A lost list.", "noticed": "2026-05-01"}
    ),
    "incident": Line(
        "incident.change", "incident.change", lambda things: (things.incident_of_theirs,),
        lambda things: {"happened": "A lost list.", "noticed": "2026-05-01", "version": 1},
    ),
    "training-new": Line(
        "training.write", "training.write", sent=lambda things: {"what": "Ethics", "on": "2026-05-01"}
    ),
    "training-remove": Line(NEVER, "training.remove", lambda things: (things.training_of_theirs,)),
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """An endpoint: who may call it, and what is sent."""

    act: str
    body: Callable[[Things], dict[str, Any] | None] = lambda things: {}


def _words(things: Things, **more: Any) -> dict[str, Any]:
    return {"version": things.version, "start": 0, "end": 3} | more


API: dict[tuple[str, str], Call] = {
    ("GET", "sources/{source_id}/text"): Call("study.read"),
    ("GET", "sources/{source_id}/codings"): Call("study.read"),
    ("GET", "sources/{source_id}/beside"): Call("study.read"),
    ("GET", "sources/{source_id}/feed"): Call("study.read"),
    ("GET", "things"): Call("study.read"),
    ("GET", "codes/{code_id}/excerpts"): Call("study.read"),
    ("GET", "codes/{code_id}/similar"): Call("study.read"),
    ("GET", "codings/{coding_id}/similar"): Call("study.read"),
    ("POST", "query"): Call("study.read", lambda t: {"query": "Presence"}),
    ("GET", "field"): Call("note.write"),
    ("POST", "sources/{source_id}/codings"): Call("coding.apply", lambda t: _words(t, path=["New"])),
    ("PATCH", "codings/{coding_id}"): Call("coding.change", lambda t: {"stance": "for"}),
    ("DELETE", "codings/{coding_id}"): Call("coding.remove"),
    ("POST", "sources/{source_id}/autocode"): Call(
        "study.read", lambda t: {"kind": "words", "sought": "soup"}
    ),
    ("POST", "autocode"): Call(
        "coding.autocode", lambda t: {"kind": "words", "sought": "soup", "path": ["New"], "accepted": []}
    ),
    ("POST", "sources/{source_id}/answers"): Call("answer.mark", lambda t: _words(t, question="Q01")),
    ("DELETE", "answers/{answer_id}"): Call("answer.unmark"),
    ("POST", "sources/{source_id}/bystanders"): Call("bystander.mark", _words),
    ("DELETE", "bystanders/{bystander_id}"): Call("bystander.unmark"),
    ("POST", "memos"): Call("memo.write", lambda t: {"kind": "theory", "title": "New", "body": "x"}),
    ("PATCH", "memos/{memo_id}"): Call(
        "memo.change", lambda t: {"kind": "theory", "title": "New", "body": "x", "version": 1}
    ),
    ("POST", "summaries"): Call(
        "summary.write",
        lambda t: {"words": "x", "code": str(t.desk.code.id), "source": str(t.desk.source.id)},
    ),
    ("PATCH", "summaries/{summary_id}"): Call("summary.change", lambda t: {"words": "x", "version": 1}),
    ("POST", "sources/{source_id}/media"): Call(
        "media.add", lambda t: {"arrival": str(uuid4()), "name": "a.wav"}
    ),
    ("POST", "typed"): Call("source.import", lambda t: {"title": "New", "kind": "interview", "text": "A: b"}),
    ("PUT", "sources/{source_id}/typed"): Call(
        "source.revise", lambda t: {"version": t.version, "text": TEXT}
    ),
    ("PUT", "arrivals/{arrival_id}/{index}"): Call("media.add"),
    ("DELETE", "arrivals/{arrival_id}"): Call("media.add"),
    ("POST", "notes"): Call("note.write"),
    ("GET", "log/form"): Call("log.keep"),
    ("POST", "log"): Call(
        "log.keep",
        lambda t: {"id": str(uuid4()), "day": date.today().isoformat(), "what": ["talk"], "moment": "x"},
    ),
    ("POST", "tables/{name}"): Call("study.read", lambda t: {"asked": {}}),
    ("GET", "documents"): Call("study.read"),
    ("POST", "documents"): Call("document.write", lambda t: {"title": "New"}),
    ("POST", "documents/find"): Call("study.read", lambda t: {"words": "soup"}),
    ("GET", "documents/{document_id}"): Call("study.read"),
    ("PATCH", "documents/{document_id}"): Call(
        "document.change", lambda t: {"title": "New", "blocks": [], "version": 1}
    ),
    ("POST", "undo"): Call("trail.undo"),
    ("POST", "redo"): Call("trail.undo"),
}


@dataclass(frozen=True)
class Command:
    """A command line, after `firsthand`: who may, and what is said. `{file}` is a text, `{out}` a new file."""

    act: str
    line: str


SOUP = TEXT.index("Soup")
NO_ID = uuid4()
OF_THE_MACHINE = {
    # They read no study, or open one as whoever unlocked it (verify); what they write is sealed.
    "init", "demo", "serve", "doctor", "backup", "backup-key new", "restore", "move", "verify", "anchor", "upgrade",
    "drill", "similar install", "similar between", "figures", "kit list", "kit show", "kit check", "kit init",
    "api-schema",
    # They come in, by what a member knows.
    "unlock", "recovery-code",
    # They let somebody in to the server, and open no study (tests/doors/web/accounts).
    "admin accounts", "admin invite", "admin disable", "admin enable", "admin end-sessions", "admin reset",
    "admin forget-mfa",
}  # fmt: skip
COMMANDS: dict[str, Command] = {
    "kit diff": Command("study.read", "kit diff"),
    "kit why": Command("kit.reason", "kit why question:Q01 Shorter"),
    "kit codes": Command("kit.codes", "kit codes"),
    "kit open": Command("kit.open", "kit open"),
    "kit findings": Command("report.release", "kit findings --out {out}"),
    "kit beside": Command("study.read", "kit beside {file}"),
    "kit milestones": Command("study.read", "kit milestones"),
    "member add": Command("member.add", "member add Sam"),
    "member invite": Command("member.invite", "member invite Rea"),
    "member role": Command("member.role", "member role Rea coder"),
    "member remove": Command("member.remove", "member remove Rea"),
    "member list": Command(EVERYBODY, "member list"),
    "import": Command("source.import", "import {file}"),
    "join": Command("copies.join", "join {file}"),
    "revise": Command("source.revise", "revise {file} --source S1"),
    "visit add": Command("visit.add", "visit add --doing Friday"),
    "visit list": Command("study.read", "visit list"),
    "note add": Command("note.write", "note add {file}"),
    "guide import": Command("guide.import", "guide import {guide}"),
    "interview add": Command("interview.add", "interview add S1"),
    "recording add": Command("media.add", "recording add {sound} --source S1"),
    "recording list": Command("study.read", "recording list --source S1"),
    "sources": Command("study.read", "sources"),
    "codes": Command("study.read", "codes"),
    "codings": Command("study.read", "codings"),
    "agree": Command("study.read", "agree"),
    "participants": Command("study.read", "participants"),
    "query": Command("study.read", "query Presence"),
    "trail": Command("trail.read", "trail"),
    "consent set": Command("consent.set", "consent set --participant P01 --scope interview=yes"),
    "consent show": Command("consent.read", "consent show --participant P01"),
    "consent form": Command("consent.read", "consent form --out {out}"),
    "exclude": Command("reader.exclude", "exclude --participant P01 --reader Rea"),
    "attributes": Command("study.read", "attributes --out {out}"),
    "withdraw": Command("participant.withdraw", "withdraw --participant P01 --level L1_stop --preview"),
    "slip make": Command("slip.make", "slip make --participant P01 --card {out}"),
    "slip list": Command("slip.make", "slip list"),
    "slip revoke": Command("slip.revoke", "slip revoke --participant P01"),
    "apply": Command("coding.apply", "apply --source S1 --code New --start 0 --end 3"),
    "autocode": Command("coding.autocode", "autocode --code New --words soup --apply"),
    "search": Command("study.read", "search soup"),
    "words": Command("study.read", "words"),
    "our-words list": Command("study.read", "our-words list"),
    "our-words set": Command("words.set", "our-words set --person guest --persons guests"),
    "similar switch": Command("similar.switch", "similar switch on --reason Yes"),
    "similar status": Command("study.read", "similar status"),
    "similar prepare": Command("similar.prepare", "similar prepare"),
    "similar near": Command("study.read", "similar near Presence"),
    "similar like": Command("study.read", f"similar like {NO_ID}"),
    "similar words": Command("study.read", "similar words soup"),
    "round start": Command("round.start", "round start --name New --coders Lea,Cody"),
    "round list": Command("study.read", "round list"),
    "round finish": Command("round.finish", "round finish 1"),
    "round close": Command("round.close", "round close 1"),
    "round differences": Command("study.read", "round differences 1"),
    "round settle": Command(
        "round.settle",
        f"round settle 1 --source S1 --code Presence --start {SOUP} --end {SOUP + 4} --how here --reason Yes",
    ),
    "token make": Command("token.make", "token make Counting"),
    "token list": Command("token.make", "token list"),
    "token take-back": Command("token.make", f"token take-back {NO_ID}"),
    "undo": Command("trail.undo", "undo"),
    "redo": Command("trail.undo", "redo"),
    "themes": Command("study.read", "themes"),
    "references list": Command("study.read", "references list"),
    "references import": Command("reference.import", "references import {works}"),
    "references export": Command("report.release", "references export --format ris --out {out}"),
    "claims": Command("study.read", "claims --flagged"),
    "check members": Command("study.read", "check members"),
    "check send": Command("check.send", "check send --participant P01 --claim CLAIM"),
    "check paper": Command("report.release", "check paper 1 --out {out}"),
    "check release": Command("study.read", "check release codebook"),
    "without": Command("study.read", "without --participant P01"),
    "document list": Command("study.read", "document list"),
    "document show": Command("study.read", "document show D1"),
    "document add": Command("document.write", "document add --title New"),
    "report study": Command("report.release", "report study --format md --out {out}"),
    "report themes": Command("report.release", "report themes --out {out}"),
    "report archive": Command("archive.release", "report archive --format zip --out {out}"),
    "report kit": Command("kit.release", "report kit --format zip --out {out}"),
    "report appendix": Command("report.release", "report appendix --out {out}"),
    "report theme-map": Command("report.release", "report theme-map --format csv --out {out}"),
    "report code-tree": Command("report.release", "report code-tree --format csv --out {out}"),
    "report codebook": Command("report.release", "report codebook --out {out}"),
    "report cards": Command("report.release", "report cards --out {out}"),
    "report board": Command("report.release", "report board --out {out}"),
    "report advocacy": Command("report.release", "report advocacy --code Presence --out {out}"),
    "report codings": Command("report.release", "report codings --format csv --out {out}"),
    "report ethics": Command("ethics.release", "report ethics --format docx --out {out}"),
    "incident add": Command("incident.write", "incident add --happened Lost --noticed 2026-05-01"),
    "incident list": Command("incident.write", "incident list"),
    "training add": Command("training.write", "training add Ethics --on 2026-05-01"),
    "training list": Command("training.write", "training list"),
    "export study": Command("project.export", "export study --format qdpx --out {out}"),
    "export codebook": Command("report.release", "export codebook --format qdc --out {out}"),
    "export source": Command("report.release", "export source --source S1 --format docx --out {out}"),
    "export memos": Command("report.release", "export memos --format csv --out {out}"),
    "export attributes": Command("report.release", "export attributes --format csv --out {out}"),
    "export consents": Command("consent.release", "export consents --format csv --out {out}"),
    "export matrix": Command("report.release", "export matrix --format csv --out {out}"),
    "export codings": Command("report.release", "export codings --format csv --out {out}"),
    "log add": Command("log.keep", "log add --what talk --moment Rain"),
    "gift list": Command("gift.give", "gift list"),
    "gift give": Command("gift.give", f"gift give {NO_ID}"),
    "gift back": Command("gift.give", f"gift back {NO_ID}"),
    "log sums": Command("sums.read", "log sums"),
    "log list": Command("log.keep", "log list"),
    "matrix": Command("study.read", "matrix"),
    "framework": Command("study.read", "framework"),
    "tally": Command("study.read", "tally codes --engine duckdb"),
    "cooccurrence": Command("study.read", "cooccurrence"),
    "saturation": Command("study.read", "saturation"),
    "deidentify": Command("study.read", "deidentify"),
    "leaks": Command("study.read", "leaks"),
}


def granted(things: Things, who: str, act: str) -> bool:
    return act in (ANYBODY, EVERYBODY) or getattr(things.desk.cast, who).role in MAY[act].who


def addresses(things: Things) -> Iterator[tuple[str, Line, str]]:
    """Every address of the pages, with its line."""
    for name, line in WEB.items():
        inside = () if name in BEFORE_ANY_STUDY else (things.desk.slug,)
        yield name, line, reverse(name, args=[*inside, *line.at(things)])


def web_names() -> dict[str, URLPattern]:
    from firsthand.doors.web import urls

    found = [*urls.IN_STUDY, *(one for one in urls.urlpatterns if isinstance(one, URLPattern))]
    return {str(one.name): one for one in found if isinstance(one, URLPattern)}


def api_names() -> set[tuple[str, str]]:
    from firsthand.doors.api.reader import api

    return {
        (method, re.sub(r"\{\w+:", "{", path).removeprefix("/").removeprefix("s/{slug}/"))
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }


def command_names() -> set[str]:
    from firsthand.doors.commands import whole

    names: set[str] = set()
    for name, command in whole().commands.items():
        if isinstance(command, click.Group):
            names |= {f"{name} {inner}" for inner in command.commands}
        elif name in ("report", "export"):
            (what,) = [one for one in command.params if isinstance(one, click.Argument)]
            assert isinstance(what.type, click.Choice)
            names |= {f"{name} {one}" for one in what.type.choices}
        else:
            names.add(name)
    return names


def test_every_address_endpoint_and_command_has_its_line_and_no_line_is_of_nothing() -> None:
    assert set(WEB) == set(web_names())
    assert set(API) == api_names()
    assert COMMANDS.keys() | OF_THE_MACHINE == command_names()
    named = [act for line in WEB.values() for act in (line.get, line.post)]
    named += [line.act for line in (*API.values(), *COMMANDS.values())]
    assert set(named) - set(MAY) <= {EVERYBODY, ANYBODY, NEVER}


@pytest.mark.parametrize("who", ROLES)
def test_every_address_is_open_to_whom_may_says_and_to_nobody_else(things: Things, who: str) -> None:
    things.who, wrong = who, []
    browser = Browser().sit(getattr(things.desk.cast, who))
    for name, line, address in addresses(things):
        with undone():
            looked = browser.get(address)
        wrong += _wrong(things, who, f"GET {name}", line.get, looked)
        with undone():
            sent = browser.post(address, line.sent(things))
        wrong += _wrong(things, who, f"POST {name}", line.post, sent)
        if name in ("sign-out", "phone-leave", "log-phone-leave", "acting"):
            browser = Browser().sit(getattr(things.desk.cast, who))
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("who", ROLES)
def test_every_endpoint_is_open_to_whom_may_says_and_to_nobody_else(things: Things, who: str) -> None:
    browser, wrong = Browser().sit(getattr(things.desk.cast, who)), []
    for (method, path), call in API.items():
        address = things.endpoint(path)
        with undone():
            if method == "GET":
                answer = browser.get(address, {"since": 0} if path.endswith("feed") else {})
            elif path == "notes":
                note = json.dumps({"act_id": str(uuid4()), "layers": {"jotting": "x"}})
                answer = browser.post(address, {"note": note})
            else:
                body = json.dumps(
                    (call.body(things) or {})
                    | (
                        {}
                        if path == "log" or (method == "PUT" and "arrivals" in path)
                        else {"act_id": str(uuid4())}
                    )
                )
                answer = browser.generic(method, address, body, content_type="application/json")
        wrong += _wrong(things, who, f"{method} {path}", call.act, answer)
    assert wrong == [], "\n".join(wrong)


KEPT_BY_PRU = {
    "work-keep": "entry", "work-delete": "entry", "gift-give": "entry", "work-agree": "asked", "work-lines": "agreed",
    "work-reflection-delete": "agreed",
}  # fmt: skip


@pytest.mark.parametrize("who", ["cody", "rea", "hope", "pia"])
def test_what_somebody_keeps_for_themselves_is_there_for_nobody_else(things: Things, who: str) -> None:
    """Pru’s entry, and her talks with Lea and Gil: for others it is as if they were not there."""
    browser = Browser().sit(getattr(things.desk.cast, who))
    for name, kept in KEPT_BY_PRU.items():
        address = reverse(name, args=[things.desk.slug, things.kept_for_oneself["pru"][kept]])
        for answer in (browser.get(address), browser.post(address, {"line0": "One."})):
            assert answer.status_code in (403, 404, 405, 409), (name, answer.status_code)
            assert b"Marigold of the log" not in answer.content
    mine = {one: things.kept_for_oneself["pru"][one] for one in ("entry", "asked", "agreed")}
    from firsthand.work.log.selectors import my_entry
    from firsthand.work.reflection.services import my_reflections

    assert my_entry(things.desk.cast.pru, mine["entry"]).forget_on
    assert {one.id for one in my_reflections(things.desk.cast.pru)} >= {mine["asked"], mine["agreed"]}


def _wrong(things: Things, who: str, what: str, act: str, answer: Any) -> list[str]:
    """What is not as MAY has it, in a sentence."""
    if act == NEVER:
        return [] if answer.status_code in (403, 405) else [f"{who}: {what} is {answer.status_code}"]
    if granted(things, who, act):
        bad = answer.status_code in (401, 403, 405) or answer.status_code >= 500
        return [f"{who}: {what} is granted, and {answer.status_code}"] if bad else []
    told = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code != 403:
        return [f"{who}: {what} is denied, and {answer.status_code}"]
    reads = getattr(things.desk.cast, who).role in MAY["study.read"].who
    return [] if reads or not any(word.encode() in told for word in WORDS) else [f"{who}: {what} tells words"]


@pytest.fixture
def terminal(things: Things, tmp_path: Path) -> Iterator[Callable[[str, str], click.testing.Result]]:
    """A command line in this process, on the study at hand."""
    from firsthand.doors.commands import whole
    from sounds import wav

    files = {name: tmp_path / name for name in ("file", "guide", "sound", "works", "out")}
    files["file"] = files["file"].with_suffix(".txt")
    files["file"].write_text("A: Something else.\n", "utf-8")
    files["works"].write_text("@book{tea, title={Tea}}", "utf-8")
    files["guide"].write_text("Q01. Another?\n", "utf-8")
    files["sound"] = files["sound"].with_suffix(".wav")
    files["sound"].write_bytes(wav(0.1))
    files["out"] = files["out"].with_suffix(".html")
    data = Path(settings.DATA)
    standing = [data / name for name in (DATA_FILE, KEYRING_FILE) if not (data / name).exists()]
    for path in standing:
        path.touch()  # the folder looks as a made one does; the suite's own databases lie beside

    def run(who: str, line: str) -> click.testing.Result:
        named = line.format(**files).replace("CLAIM", str(things.desk.claim.id))
        said = ["--data", str(data), *named.split(), "--study", things.desk.slug, "--as", who]
        return CliRunner().invoke(whole(), said)

    yield run
    for path in standing:
        path.unlink()


@pytest.mark.parametrize("who", ROLES)
def test_every_command_and_report_is_open_to_whom_may_says_and_to_nobody_else(
    things: Things, terminal: Callable[[str, str], Any], who: str
) -> None:
    wrong = []
    for name, command in COMMANDS.items():
        with undone():
            answer = terminal(getattr(things.desk.cast, who).name, command.line)
        denied = "Your role in this study is" in answer.stderr or "are not open to its" in answer.stderr
        if granted(things, who, command.act) == denied:
            wrong.append(f"{who}: {name} {'denied' if denied else 'granted'}: {answer.output}")
        if denied and (answer.exit_code != 1 or any(word in answer.output for word in WORDS)):
            wrong.append(f"{who}: {name} tells something: {answer.output}")
    assert wrong == [], "\n".join(wrong)
