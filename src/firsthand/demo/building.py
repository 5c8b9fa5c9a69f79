"""Building the demonstration study, act by act, as people would have done it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.memos.services import write_memo
from firsthand.analysis.themes.models import Claim, Evidence, Theme
from firsthand.analysis.themes.selectors import ThemeLine, themes
from firsthand.analysis.themes.services import (
    add_evidence,
    answer_evidence,
    gather_code,
    make_claim,
    make_theme,
)
from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure, Turn
from firsthand.demo.asking import NO_QUESTION, answered
from firsthand.demo.beginning import begin, code_openly, first_codebook
from firsthand.demo.checking import ask_whether_it_fits, talk_it_over
from firsthand.demo.consenting import ask_everybody
from firsthand.demo.material import CORPUS, listed, note_parts, passages, place
from firsthand.demo.working import keep_logs
from firsthand.demo.writing_up import Material, make_learning_cards, write_up
from firsthand.field.fieldwork.models import Visit
from firsthand.field.fieldwork.notes import mark_bystander, share, write_note
from firsthand.field.fieldwork.selectors import part_of_note
from firsthand.field.fieldwork.services import add_site, add_visit
from firsthand.field.interviews.answers import mark_answers
from firsthand.field.interviews.selectors import guide_version, question
from firsthand.field.interviews.services import add_interview
from firsthand.field.people.models import Participant
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.field.sources.extract import read_file
from firsthand.field.sources.importing import Incoming, Part, import_sources
from firsthand.field.sources.models import Source, Voice
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.reports import make
from firsthand.ground.studies.acting import one_act
from firsthand.ground.studies.entrance import enter, find_study, installation_secret
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.services import add_member, start_study
from firsthand.ground.trail.models import Recorded

SLUG, TITLE = "demo", "Lantern Row"
PRIVATE_AT_FIRST = "V09"  # whose writer shared “Me in it” weeks later
REPORTS = [
    ("themes", "html"),
    ("themes", "docx"),
    ("codebook", "html"),
    ("codebook", "docx"),
    ("codings", "csv"),
    ("codings", "xlsx"),
]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What `demonstration` made: the lead, the themes whole, and the report files."""

    lead: Membership
    themes: list[ThemeLine]
    reports: list[Path]

    @staticmethod
    def sides(theme: ThemeLine) -> tuple[int, int, int]:
        """How many pieces of evidence speak for, against, and both ways."""
        pieces = [*theme.evidence, *(piece for claim in theme.claims for piece in claim.evidence)]
        for_it, against, mixed = (
            sum(piece.side == side for piece in pieces) for side in ("for", "against", "mixed")
        )
        return for_it, against, mixed


def demonstration(reports: Path, say: Callable[[str], None] = lambda line: None) -> Demonstration:
    """The demonstration study in this data folder, built where it is not there yet, with its reports."""
    try:
        lead = enter(find_study(SLUG))
    except NotThere:
        lead = build(say)
    reports.mkdir(parents=True, exist_ok=True)
    say("Writing the reports …")
    return Demonstration(lead, themes(lead), [_report(lead, reports, what, form) for what, form in REPORTS])


def build(say: Callable[[str], None] = lambda line: None) -> Membership:
    """Make the study; its lead."""
    say("Starting the study with a kit, and asking its people …")
    team = _team()
    begin(team["N"])
    keep_logs(team["N"])
    people = _people(team["N"])
    ask_everybody(team, people)
    say("Bringing in the interviews, field notes and group talk …")
    sources, texts = _sources(team, people)
    say("Marking which question was answered …")
    _interviews(team, sources)
    say("Coding openly, and agreeing on a first codebook …")
    code_openly(team, sources, texts)
    codebook = first_codebook(team)
    say("Coding, as two coders did …")
    codings = _codings(team, people, codebook, sources, texts)
    say("Writing memos and themes …")
    _memos(team, codebook, sources, codings)
    themes, claims = _themes(team["N"], codebook, codings)
    say("Talking it over, and asking whether it fits …")
    material = Material(codings, claims, themes)
    talk_it_over(team, sources, codebook, material)
    ask_whether_it_fits(team, people, themes)
    say("Writing it up …")
    write_up(team["N"], material)
    make_learning_cards(team["N"], material)
    return team["N"]


def _team() -> dict[str, Membership]:
    secret = installation_secret()
    members = {one["id"]: one for one in listed("team")}
    lead = start_study(secret, title=TITLE, lead=members["N"]["name"], slug=SLUG, demo=True)
    others = {
        key: add_member(lead, name=one["name"], role=one["role"], secret=secret)
        for key, one in members.items()
        if key != "N"
    }
    return {"N": lead, **others}


def _people(by: Membership) -> dict[str, Participant]:
    people = {
        one["id"]: add_participant(
            by, label=one["id"], pseudonym=one["pseudonym"], attributes=one["attributes"]
        )
        for one in listed("people")
    }
    for one in listed("names"):
        set_name(
            by, participant=people[one["id"]], real_name=one["real_name"], known_as=one.get("known_as", ())
        )
    return people


def _sources(
    team: dict[str, Membership], people: dict[str, Participant]
) -> tuple[dict[str, Source], dict[str, str]]:
    rows = {one["id"]: one for one in listed("sources")}
    talks = {key: _incoming(one, people) for key, one in rows.items() if one["kind"] != "field note"}
    made: dict[str, Source] = {}
    for collector in ("A", "B"):
        keys = [key for key in talks if rows[key]["collected_by"] == collector]
        brought = import_sources(team[collector], incoming=[talks[key] for key in keys])
        made.update(zip(keys, brought, strict=True))
    notes, seen = _notes(team, people, {key: one for key, one in rows.items() if one["kind"] == "field note"})
    return made | notes, {key: item.reading.text for key, item in talks.items()} | seen


def _incoming(row: dict[str, Any], people: dict[str, Participant]) -> Incoming:
    path = CORPUS / row["file"]
    data = path.read_bytes()
    (reading,) = read_file(path.name, data)
    if "person" in row:
        reading.structure = Structure(voices=("",), turns=(Turn(0, 0, len(reading.text), 0),))
        parts = [Part(Voice.Part.PARTICIPANT, people[row["person"]].id)]
    else:
        parts = [_part(row["voices"].get(label, "interviewer"), people) for label in reading.structure.voices]
    return Incoming(path.name, reading, row["kind"], row["title"], data, parts)


def _part(who: str, people: dict[str, Participant]) -> Part:
    return Part(Voice.Part.PARTICIPANT, people[who].id) if who in people else Part(Voice.Part.INTERVIEWER)


def _notes(
    team: dict[str, Membership], people: dict[str, Participant], rows: dict[str, dict[str, Any]]
) -> tuple[dict[str, Source], dict[str, str]]:
    """The visits, and the notes of them in their parts; what was seen is what the passages are in."""
    site = add_site(team["N"], name=TITLE)
    visits: dict[int, Visit] = {}
    made, seen = {}, {}
    for key, row in rows.items():
        by, number, layers = team[row["collected_by"]], row["visit"], note_parts(row["file"])
        if number not in visits:
            visits[number] = add_visit(
                by, number=number, on=row["date"], place=row["part_of_place"], doing=row["doing"], site=site,
                began=time.fromisoformat(row["began"]), ended=time.fromisoformat(row["ended"]),
                left_out=row.get("left_out", ""), told_how=row.get("told_how", ()),
                present=[people[one] for one in row["present"]],
            )  # fmt: skip
        made[key] = write_note(
            by,
            layers=layers,
            title=row["title"],
            visit=visits[number],
            share_reflection=key != PRIVATE_AT_FIRST,
        )
        seen[key] = layers["description"]
        if key == PRIVATE_AT_FIRST:
            share(by, source=part_of_note(by, made[key], "reflection"), shared=True)
    for mark in listed("bystanders"):
        words = place(
            mark["words"],
            seen[mark["doc"]],
            within=place(passages()[mark["passage"]]["text"], seen[mark["doc"]]),
        )
        mark_bystander(team[rows[mark["doc"]]["collected_by"]], source=made[mark["doc"]], span=words)
    for one in listed("own_words"):
        words = place(
            one["words"], seen[one["doc"]], within=place(passages()[one["passage"]]["text"], seen[one["doc"]])
        )
        by = team[rows[one["doc"]]["collected_by"]]
        mark_own_words(by, source=made[one["doc"]], participant=people[one["person"]], span=words)
    return made, seen


def _interviews(team: dict[str, Membership], sources: dict[str, Source]) -> None:
    """Each interview, with the words that answer the questions of the guide."""
    guide = guide_version(team["N"])
    rows = {one["id"]: one for one in listed("sources")}
    for key, asks in listed("answers").items():
        by, source = team[rows[key]["collected_by"]], sources[key]
        add_interview(by, source=source, on=rows[key]["date"], asked_by=by, guide=guide)
        questions = {
            label: question(by, guide.guide, label) for label in asks.values() if label != NO_QUESTION
        }
        spans = answered(text_of(by, source), asks)
        mark_answers(by, source=source, answers=[(questions[label], span) for label, span in spans])


Codings = dict[tuple[str, str, str], Coding]


def _codings(
    team: dict[str, Membership],
    people: dict[str, Participant],
    codebook: dict[str, Code],
    sources: dict[str, Source],
    texts: dict[str, str],
) -> Codings:
    made: Codings = {}
    for row in listed("codings"):
        by, text = team[row["coder"]], texts[row["doc"]]
        made[row["passage"], row["code"], row["coder"]] = apply_code(
            by, source=sources[row["doc"]], code=codebook[row["code"]], span=_span(row, text),
            standpoint=row["standpoint"], stance=row["stance"], whose=people.get(row.get("whose") or ""),
        )  # fmt: skip
    return made


def _span(row: dict[str, str], text: str) -> Span:
    return place(row["words"], text, within=place(passages()[row["passage"]]["text"], text))


def _memos(
    team: dict[str, Membership], codebook: dict[str, Code], sources: dict[str, Source], codings: Codings
) -> None:
    named: dict[str, Recorded] = {**codebook, **sources}
    for (passage, _code, _coder), coding in codings.items():
        named.setdefault(passage, coding)
    for row in listed("memos"):
        about = [named[link] for link in row["links"] if link in named]
        write_memo(team[row["author"]], kind=row["kind"], title=row["title"], body=row["body"], about=about)


def _themes(
    by: Membership, codebook: dict[str, Code], codings: Codings
) -> tuple[dict[str, Theme], dict[str, Claim]]:
    made, claims = dict[str, Theme](), dict[str, Claim]()
    for row in listed("themes"):
        with one_act(by, "theme.make"):
            theme = make_theme(by, name=row["name"], plain_name=row["plain_name"], idea=row["central_idea"])
            gather_code(by, theme=theme, code=codebook[row["id"]])
        made[row["id"]] = theme
        for number, said in enumerate(row["claims"], 1):
            claim = make_claim(
                by, theme=theme, sentence=said["claim"],
                tested_by=said["tested_by"], says_whose=said.get("says_whose", False),
            )  # fmt: skip
            claims[f"{row['id']}.{number}"] = claim
            for piece in said["evidence"]:
                coding = codings[piece["passage"], piece["code"], piece["coder"]]
                put = add_evidence(by, theme=theme, claim=claim, coding=coding, side=piece["stance"])
                if piece["stance"] == Evidence.Side.AGAINST:
                    answer_evidence(by, evidence=put, answer=piece["answer"])
    return made, claims


def _report(by: Membership, folder: Path, what: str, form: str) -> Path:
    made = make(by, what=what, format=form)
    path = folder / made.file_name
    path.write_bytes(made.data)
    return path
