"""Two studies that are alike, but that one has Juno in it, who does not want Cody to read her words.

The other was built by the same acts without her and hers. What Cody sees of the first has to be what Cody sees of the
second: only ids and times differ. Invented.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.autocoding import autocode, preview
from firsthand.analysis.coding.services import apply_code, merge_codes, remove_coding
from firsthand.analysis.framework.services import change_summary, remove_summary, write_summary
from firsthand.analysis.memos.services import link_memo, write_memo
from firsthand.analysis.themes.services import add_evidence, gather_code, make_claim, make_theme
from firsthand.core.finding import Rule
from firsthand.core.guide import read_guide
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.consent.services import exclude_reader, set_answers
from firsthand.field.deid.services import add_identifier
from firsthand.field.fieldwork.notes import mark_bystander, write_note
from firsthand.field.fieldwork.services import add_visit
from firsthand.field.interviews.answers import mark_answers
from firsthand.field.interviews.selectors import question
from firsthand.field.interviews.services import add_interview, import_guide
from firsthand.field.media.services import keep_media
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import Part, import_sources, read_files
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.writing.services import write_document
from firsthand.giving_back.writing.shape import block, bold, counted, excerpt, heading, paragraph
from firsthand.ground.studies.services import add_member, start_study
from firsthand.ground.studies.undoing import redo_last, undo_last

TALKS = {
    "marigold": (
        "LENA: What is tea for?\nMARIGOLD: Tea helps. So does waiting.\nLENA: And then?\nMARIGOLD: Then we wait.\n"
    ),
    "juno": "LENA: What is tea for?\nJUNO: Tea is a lever of the cert. We wait on the stairs.\n",
    "ike": "LENA: What is tea for?\nIKE: I make tea at night. I wait too.\n",
    "group": "MARIGOLD: It isn't a friend.\nIKE: It's a friend with a rota. We wait.\n",
    "group with juno": "JUNO: It's a rota, full stop. Tea waits.\nIKE: It's a friend with a rota.\n",
    "gone with juno": "LENA: And this?\nJUNO: Take this one out again. Tea.\n",
}
HERS = "  Juno (would rather be paid in tea)."
SCENE = "Nobody reads the form.{hers} Ike laughs. The kettle is on.\nA woman in a green coat sits down."
GUIDE = 'title: Talking\nquestions:\n- {id: Q01, text: "What is tea for?", core: true}\n'
SECRET = (
    "Juno",
    "lever of the cert",
    "stairs",
    "paid in tea",
    "full stop",
    "this one out",
    "courtyard",
    "her tap",
)


@dataclass
class Twin:
    """A study, who works in it, and what of it can be asked for by id."""

    lea: Any
    cody: Any
    gil: Any
    juno: Any = None
    sources: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    codings: list[Any] = field(default_factory=list)

    def afresh(self) -> Twin:
        """The same rows as objects of their own: what one test makes of them, the next does not have."""
        return Twin(
            *map(copy, (self.lea, self.cody, self.gil, self.juno)),
            {name: copy(row) for name, row in self.sources.items()},
            {name: copy(row) for name, row in self.people.items()},
            [copy(row) for row in self.codings],
        )


def build(secret: Any, slug: str, *, with_juno: bool, exclude_first: bool = False) -> Twin:
    """The study. `exclude_first`: Juno crosses Cody out before anything of hers is there, not at the end."""
    lea = start_study(secret, title="Tea", lead="Lea", slug=slug)
    lena = add_member(lea, name="Lena", role="coder", secret=secret)
    cody = add_member(lea, name="Cody", role="coder", secret=secret)
    gil = add_member(lea, name="Gil", role="guardian", secret=secret)
    twin = Twin(lea, cody, gil)
    _people(twin, lea, with_juno, exclude_first)
    _sources(twin, lea, with_juno)
    _notes(twin, lena, with_juno)
    _interviews(twin, lena, with_juno)
    _analysis(twin, lena, cody, with_juno)
    _afterwards(twin, lea, lena, cody, with_juno)
    if with_juno and not exclude_first:
        exclude_reader(gil, participant=twin.juno, reader=cody)
    return twin


def _people(twin: Twin, lea: Any, with_juno: bool, exclude_first: bool) -> None:
    for name in ("Marigold", "Juno", "Ike"):
        if name == "Juno" and not with_juno:
            continue
        twin.people[name] = add_participant(
            lea, pseudonym=name, attributes={"Age": "30-49"} | ({"Cert": "yes"} if name == "Juno" else {})
        )
        set_answers(
            lea, participant=twin.people[name], answers={"quotes": "short_quotes", "take_part": "yes"},
            moment="before", how="by hand",
        )  # fmt: skip
    twin.juno = twin.people.get("Juno")
    if exclude_first and twin.juno is not None:
        exclude_reader(lea, participant=twin.juno, reader=twin.cody)


def _sources(twin: Twin, lea: Any, with_juno: bool) -> None:
    names = [name for name in TALKS if with_juno or "juno" not in name]
    files = [(f"{name}.txt", TALKS[name].encode()) for name in names]
    incoming, _refused = read_files(lea, files)
    for item in incoming:
        item.kind = "interview"
        item.parts = [
            Part("participant", twin.people[label.title()].id)
            if label.title() in twin.people
            else Part("interviewer")
            for label in item.voices
        ]
    twin.sources = dict(zip(names, import_sources(lea, incoming=incoming), strict=True))
    if with_juno:
        keep_media(
            lea,
            source=twin.sources["juno"],
            kind="recording",
            name="juno.wav",
            content_type="audio/wav",
            data=WAV,
        )


WAV = (
    b"RIFF$\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00@\x1f\x00\x00\x01\x00"
    b"\x08\x00data\x00\x00\x00\x00"
)


def _notes(twin: Twin, lena: Any, with_juno: bool) -> None:
    if with_juno:
        alone = add_visit(lena, on=date(2026, 5, 14), doing="courtyard", present=[twin.juno])
        twin.sources["alone"] = write_note(
            lena,
            visit=alone,
            layers={"description": "She lets her tap run over her wrists. Tea.", "jotting": "Twice."},
        )
    there = [twin.people[name] for name in ("Marigold", "Juno", "Ike") if name in twin.people]
    shared = add_visit(lena, on=date(2026, 5, 20), doing="grant form", present=there)
    words = SCENE.format(hers=HERS if with_juno else "")
    twin.sources["shared"] = note = write_note(
        lena, visit=shared, layers={"description": words, "analytic": "Is the form work?"}
    )
    if with_juno:
        mark_own_words(lena, source=note, participant=twin.juno, span=_words(words, HERS.strip()))
    mark_bystander(lena, source=note, span=_words(words, "A woman in a green coat sits down."))
    add_visit(lena, on=date(2026, 5, 29), doing="cards", present=[twin.people["Ike"]])


def _interviews(twin: Twin, lena: Any, with_juno: bool) -> None:
    guide = import_guide(lena, guide=read_guide(GUIDE))
    asked = question(lena, guide.guide, "Q01")
    for name in ("marigold", "juno", "ike"):
        if name in twin.sources:
            row = twin.sources[name]
            add_interview(lena, source=row, on=date(2026, 4, 2), asked_by=lena, guide=guide)
            turn = text_of(lena, row).structure.turns[1]
            mark_answers(lena, source=row, answers=[(asked, Span(turn.start, turn.end))])


def _analysis(twin: Twin, lena: Any, cody: Any, with_juno: bool) -> None:
    tea, waiting, old = (make_code(lena, name=name) for name in ("Tea", "Waiting", "Old waiting"))
    for by, source, words, code in (
        (lena, "marigold", "Tea helps.", tea), (lena, "juno", "Tea is a lever of the cert.", tea),
        (cody, "marigold", "So does waiting.", old), (lena, "juno", "We wait on the stairs.", old),
        (cody, "ike", "I wait too.", waiting), (lena, "ike", "I make tea at night.", tea),
        (lena, "group with juno", "full stop", tea), (lena, "alone", "Tea.", tea),
        (lena, "shared", "reads the form.", waiting), (lena, "gone with juno", "Tea.", tea),
    ):  # fmt: skip
        if source in twin.sources:
            row = twin.sources[source]
            span = _words(text_of(lena, row).words, words)
            twin.codings.append(apply_code(by, source=row, code=code, span=span))
    note = text_of(lena, twin.sources["shared"]).words
    start = note.index("reads the form.")
    end = note.index(" Ike laughs.")  # over her words too
    twin.codings.append(apply_code(lena, source=twin.sources["shared"], code=tea, span=Span(start, end)))
    if with_juno:
        twin.codings.append(
            apply_code(lena, source=twin.sources["shared"], code=old, span=_words(note, "paid in tea"))
        )
    _by_rule(lena, tea, with_juno)
    merge_codes(lena, into=waiting, codes=[old], reason="the same")
    theme = make_theme(lena, name="Tea first", idea="Tea before questions.")
    gather_code(lena, theme=theme, code=tea)
    claim = make_claim(lena, theme=theme, sentence="Tea comes first.")
    kept = [one for one in twin.codings if not _is_juno(twin, one)]
    hers = [one for one in twin.codings if _is_juno(twin, one)]
    for coding in (kept[0], *hers[:1], kept[3]):
        add_evidence(lena, theme=theme, claim=claim, coding=coding, side="for")
    write_memo(lena, kind="theory", title="Waiting", body="Whose is it?", about=[kept[0], *hers[1:2], tea])
    if with_juno:
        memo = write_memo(
            lena, kind="theory", title="The cert", body="Juno says lever.", about=[twin.sources["juno"]]
        )
        link_memo(lena, memo=memo, to=hers[0])
        write_memo(lena, kind="method", title="Ask her", body="Juno again.", about=[twin.juno])
    write_memo(lena, kind="method", title="Ask him", body="Ike again.", about=[twin.people["Ike"]])
    _summaries(twin, lena, tea, waiting)
    write_document(lena, title="Tea first", blocks=_blocks(kept[0], kept[3], hers))
    if with_juno:
        add_identifier(lena, words="the stairs", rule_id="D03", replacement="[a place]")
    add_identifier(lena, words="green coat", rule_id="D14", replacement="[a coat]")


def _blocks(one: Any, other: Any, hers: list[Any]) -> list[Any]:
    """What is written up; with her words in the middle of it, where she is."""
    inside = [part for coding in hers[:2] for part in (excerpt(coding.id), " ")]
    alone = [block("quote", excerpt(hers[2].id))] if hers else []
    return [
        heading(1, "Tea"), paragraph("It helps, ", excerpt(one.id), " or so.", *([" ", inside[0]] if inside else [])),
        *alone, paragraph("Some say ", *inside, bold("wait"), ": ", excerpt(other.id), "."), counted("matrix"),
    ]  # fmt: skip


def _summaries(twin: Twin, lena: Any, tea: Any, waiting: Any) -> None:
    """Of each person and of each talk; hers are changed and one is taken out, and all of them retell her words."""
    made = {
        name: write_summary(lena, code=tea, participant=twin.people[name], words=f"{name} on tea.")
        for name in ("Marigold", "Juno", "Ike")
        if name in twin.people
    }
    for name in ("juno", "group with juno", "alone"):
        if name in twin.sources:
            made[name] = write_summary(
                lena, code=tea, source=twin.sources[name], words="Up in the courtyard, on the stairs."
            )
    write_summary(lena, code=waiting, source=twin.sources["group"], words="They wait.")
    change_summary(lena, summary=made["Ike"], words="Ike on tea at night.")
    if "Juno" in made:
        change_summary(lena, summary=made["Juno"], words="Juno on the cert.")
        remove_summary(lena, summary=made["alone"])


def _by_rule(lena: Any, tea: Any, with_juno: bool) -> None:
    if with_juno:
        _apply_rule(lena, tea, "lever")
    _apply_rule(lena, tea, "wait")


def _apply_rule(lena: Any, code: Any, sought: str) -> None:
    from firsthand.field.sources.selectors import source

    rule = Rule("words", sought, reach="sentence")
    found = preview(lena, rule)
    accepted = [(source(lena, row.source.id), row.version_id, row.span) for row in found.rows]
    autocode(lena, rule=rule, code=code, accepted=accepted)


def _is_juno(twin: Twin, coding: Any) -> bool:
    hers = {
        twin.sources[name].current
        for name in ("juno", "group with juno", "alone", "gone with juno")
        if name in twin.sources
    }
    return coding.version_id in hers


def _afterwards(twin: Twin, lea: Any, lena: Any, cody: Any, with_juno: bool) -> None:
    if with_juno:
        remove_source(lea, source=twin.sources.pop("gone with juno"))
        extra = apply_code(
            lena, source=twin.sources["juno"], code=make_code_named(lena, "Tea"), span=Span(0, 4)
        )
        remove_coding(lena, coding=extra)
        undo_last(lena, whose=lena)
        redo_last(lena, whose=lena)
    row = twin.sources["ike"]
    text = text_of(lea, row)
    fixed = text.words.replace("at night", "every night")
    (incoming,), _refused = read_files(lea, [("ike.txt", fixed.encode())])
    revise_text(lea, source=row, reading=Reading(fixed, incoming.reading.structure))
    apply_code(cody, source=row, code=make_code_named(cody, "Tea"), span=_words(fixed, "every night"))
    undo_last(cody, whose=cody)
    redo_last(cody, whose=cody)


def make_code_named(by: Any, name: str) -> Any:
    """The code of that name."""
    from firsthand.analysis.codebook.selectors import code

    return code(by, name)


def _words(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))
