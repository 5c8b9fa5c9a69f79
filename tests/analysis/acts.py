"""Random work by two people: every service that this program has, on whatever is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from firsthand.analysis.codebook import services as codebook
from firsthand.analysis.codebook import table
from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding import autocoding, settling
from firsthand.analysis.coding import services as coding
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.compare import saving
from firsthand.analysis.compare.models import SavedQuery
from firsthand.analysis.framework import services as framework
from firsthand.analysis.framework.models import Summary
from firsthand.analysis.memos import services as memos
from firsthand.analysis.memos.models import Link, Memo
from firsthand.analysis.rounds import services as rounds
from firsthand.analysis.rounds.declaring import declare_method
from firsthand.analysis.rounds.models import Outcome, Round, Way
from firsthand.analysis.similar.accepting import code_shown
from firsthand.analysis.similar.models import Shown
from firsthand.analysis.similar.switching import is_on, switch
from firsthand.analysis.themes import board, reshaping
from firsthand.analysis.themes import services as themes
from firsthand.analysis.themes.models import Card, Claim, Comparison, Evidence, Group, Theme
from firsthand.core.attributes import Attribute
from firsthand.core.finding import REACHES, Rule
from firsthand.core.guide import Guide, Question
from firsthand.core.meant import surely
from firsthand.core.problems import Problem
from firsthand.core.selecting.query import Named, Not, Query
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading, Structure, Turn
from firsthand.exchange import highlights
from firsthand.exchange.kits import services as kits
from firsthand.exchange.kits.finding import starter
from firsthand.exchange.kits.models import Text
from firsthand.exchange.projects.bringing_in import bring_in
from firsthand.exchange.projects.refi.opening import open_project
from firsthand.field.deid import services as deid
from firsthand.field.deid.models import Identifier
from firsthand.field.fieldwork import notes
from firsthand.field.fieldwork import services as fieldwork
from firsthand.field.fieldwork.models import Bystander, Site, Visit
from firsthand.field.interviews import answers
from firsthand.field.interviews import models as guide_models
from firsthand.field.interviews import services as interviews
from firsthand.field.media import services as media
from firsthand.field.media.arriving import take_all
from firsthand.field.media.models import Medium
from firsthand.field.people import listed, naming
from firsthand.field.people import services as people
from firsthand.field.people.models import Participant
from firsthand.field.sources import correcting, own_words, removing, revising
from firsthand.field.sources import services as sources
from firsthand.field.sources.extract.turns import find_turns
from firsthand.field.sources.importing import Incoming, Part, import_sources
from firsthand.field.sources.models import OwnWords, Source, Voice
from firsthand.field.sources.selectors import lines
from firsthand.field.sources.sight import readable
from firsthand.field.sources.texts import texts
from firsthand.giving_back.cards import services as cards
from firsthand.giving_back.cards.models import Card as LearningCard
from firsthand.giving_back.cards.models import Passage
from firsthand.giving_back.ethics import logs as ethics
from firsthand.giving_back.ethics.models import Training
from firsthand.giving_back.references import services as references
from firsthand.giving_back.references import taking_in as literature
from firsthand.giving_back.references.models import Reference
from firsthand.giving_back.release import services as release
from firsthand.giving_back.release.models import Apart
from firsthand.giving_back.writing import services as writing
from firsthand.giving_back.writing import shape
from firsthand.giving_back.writing.models import Document
from firsthand.ground.calling.services import set_words
from firsthand.ground.studies.acting import one_act
from firsthand.ground.trail.recording import record
from sounds import wav

WORDS = [
    "cup",
    "door",
    "key",
    "🙂",
    "مرحبا",
    "kettle",
    "שלום",
    "rain",
    "👨\u200d👩\u200d👧",
    "list",
    "soup",
    "étude",
    "bus",
]


class Work:
    """A study, two people and a source of chance."""

    def __init__(self, members: list[Any], chance: Random) -> None:
        self.members, self.chance, self.study = members, chance, members[0].study

    def act(self, among: Iterable[str] = ()) -> str:
        """Try something, of some things where told; its name. What the study refuses is no act."""
        name = self.chance.choice(list(among) or list(ACTS))
        try:
            with surely():  # also where it is more than a fifth of the study
                ACTS[name](self, self.chance.choice(self.members))
        except (Problem, IndexError):
            return f"{name} (refused)"
        return name

    def some(self, model: Any, count: int = 1) -> list[Any]:
        """Rows of this study, at random. `IndexError` where there are too few."""
        rows = list(model.objects.filter(study=self.study).order_by("id"))
        if len(rows) < count:
            raise IndexError(model)
        return self.chance.sample(rows, count)

    def one(self, model: Any) -> Any:
        return self.some(model)[0]

    def source(self, by: Any) -> Source:
        """A source that a member may know of."""
        return self.chance.choice(list(readable(by).order_by("id")))

    def maybe(self, model: Any) -> Any:
        rows = list(model.objects.filter(study=self.study).order_by("id"))
        return self.chance.choice([None, *rows])

    def words(self, count: int = 2) -> str:
        return " ".join(self.chance.choices(WORDS, k=count))

    def span(self, length: int) -> Span:
        start = self.chance.randrange(length)
        return Span(start, min(length, start + self.chance.randint(1, 12)))

    def works(self) -> str:
        pages = self.chance.randrange(1, 99)
        return "".join(
            f"@article{{k{n}, title={{{self.words(2)}}}, doi={{10.1/{self.chance.randrange(9)}}}, pages={{{pages}}}}}\n"
            for n in range(3)
        )

    def incoming(self) -> Incoming:
        text = f"ANNA: {self.words(8)}\nBEN: {self.words(8)}"
        cut = text.index("\n")
        structure = Structure(("ANNA", "BEN"), (Turn(0, 6, cut, 0), Turn(cut + 1, cut + 6, len(text), 1)))
        part = Part("participant", new_pseudonym=self.words(3))
        return Incoming(
            "talk.txt",
            Reading(text, structure),
            "interview",
            self.words(),
            text.encode(),
            [part, Part("other")],
        )


def _apply(work: Work, by: Any) -> None:
    source = work.source(by)
    length = source.versions.get(pk=source.current).length
    stance = work.chance.choice(["", "supports", "goes_against"])
    coding.apply_code(by, source=source, code=work.one(Code), span=work.span(length), stance=stance)


def _resize(work: Work, by: Any) -> None:
    row = work.one(Coding)
    coding.resize_coding(by, coding=row, span=work.span(row.version.length))


def _code_shown(work: Work, by: Any) -> None:
    """A passage as a list would have it: what is shown is no act, so it is written down here."""
    if not is_on(by):
        switch(by, on=True, reason=work.words())
    source = work.source(by)
    span = work.span(source.versions.get(pk=source.current).length)
    places = [[source.current.hex, span.start, span.end, 0.5]]
    row = Shown.objects.create(
        study=work.study, by=by, at=timezone.now(), way="words", model="0" * 64, places=places
    )
    code_shown(by, shown=row, ranks=[1], code=work.one(Code))


def _autocode(work: Work, by: Any) -> None:
    """A word, wherever it is."""
    rule = Rule("words", work.chance.choice([*WORDS[:3], "rain", "soup"]), work.chance.choice(REACHES))
    found = autocoding.preview(by, rule).rows
    accepted = [(Source.objects.get(pk=row.source.id), row.version_id, row.span) for row in found]
    autocoding.autocode(by, rule=rule, code=work.one(Code), accepted=accepted)


def _revise(work: Work, by: Any) -> None:
    """Words put in, taken out or changed in a source's text."""
    source = work.source(by)
    (opened,) = texts(by, [source.current]).values()
    words = opened.words.split(" ")
    at = work.chance.randrange(len(words))
    words[at : at + work.chance.randint(0, 2)] = work.words(work.chance.randint(0, 3)).split(" ")
    text, labels = " ".join(words), [label for label in opened.structure.voices if label]
    revising.revise_text(by, source=source, reading=Reading(text, find_turns(text, known=labels)))


def _correct(work: Work, by: Any) -> None:
    """Words typed at the end of a source's text."""
    source = work.source(by)
    (opened,) = texts(by, [source.current]).values()
    text = f"{opened.words}\nANNA: {work.words(3)}"
    correcting.correct_typed(by, source=source, version=source.current, text=text)


def _keep_media(work: Work, by: Any) -> None:
    """A recording, once in one go and once as it comes."""
    source, sound = work.source(by), wav(0.01)
    if work.chance.random() < 0.5:
        media.keep_media(by, source=source, kind="voice memo", name=work.words(), content_type="", data=sound)
        return
    arrival = take_all(by, chunks=[sound], name="a.wav")
    media.keep_arrived(by, arrival_id=arrival.id, source=source, kind="recording", name=work.words())


def _note(work: Work, by: Any) -> None:
    parts = work.chance.sample(["jotting", "description", "reflection", "analytic", "plan"], 2)
    notes.write_note(by, layers={part: work.words(9) for part in parts}, visit=work.maybe(Visit))


def _split(work: Work, by: Any) -> None:
    code = work.one(Code)
    own = list(code.codings.order_by("id"))
    coding.split_code(
        by, code=code, parts=[(work.words(3), own[::2]), (work.words(3), own[1::2])], reason=work.words()
    )


def _round(work: Work, by: Any) -> None:
    blind, sources = work.chance.random() < 0.5, list(readable(by))
    rounds.start_round(
        by,
        name=work.words(),
        coders=work.members,
        sources=sources,
        codes=work.some(Code),
        blind=blind,
        draw=1,
    )


def _settle_difference(work: Work, by: Any) -> None:
    row = work.one(Coding)
    rounds.settle_difference(
        by, round=work.one(Round), source=row.version.source, code=row.code, span=row.span,
        outcome=work.chance.choice(Outcome.values), reason=work.words(3),
    )  # fmt: skip


def _evidence(work: Work, by: Any) -> None:
    theme = work.maybe(Theme) or themes.make_theme(by, name=work.words())
    claim = work.maybe(Claim) or themes.make_claim(by, theme=theme, sentence=work.words(7))
    side = work.chance.choice(["for", "against", "mixed"])
    themes.add_evidence(
        by, theme=claim.theme, coding=work.one(Coding), side=side, claim=work.chance.choice([None, claim])
    )


def _move_evidence(work: Work, by: Any) -> None:
    row = work.maybe(Evidence)
    if row is None:
        _evidence(work, by)
        row = work.one(Evidence)
    themes.change_evidence(by, evidence=row, side="against" if row.side == "mixed" else "mixed")


def _confirm_evidence(work: Work, by: Any) -> None:
    """Evidence whose coding stands holds as it is by now."""
    rows = Evidence.objects.filter(study_id=by.study_id, coding__in=Coding.objects.values("id")).order_by(
        "id"
    )
    if rows:
        themes.confirm_evidence(by, evidence=work.chance.choice(list(rows)))
    else:
        _evidence(work, by)


def _theme(work: Work, by: Any) -> Theme:
    return work.maybe(Theme) or themes.make_theme(by, name=work.words())


def _lay_out(work: Work, by: Any) -> None:
    """A coding, a code and what else there is, into a group of the board or none."""
    theme = _theme(work, by)
    things = [
        work.one(Coding),
        work.one(Code),
        *work.some(Memo, min(1, Memo.objects.filter(study=work.study).count())),
    ]
    board.lay_out(by, theme=theme, things=things, group=theme.groups.order_by("id").first())


def _move_card(work: Work, by: Any) -> None:
    """To another place, which is one for the last of several."""
    rows = list(Card.objects.filter(study=work.study).order_by("id"))
    if len(rows) < 2:
        _lay_out(work, by)
        rows = list(Card.objects.filter(study=work.study).order_by("id"))
    card = work.chance.choice(rows)
    others = [one for one in rows if one.theme_id == card.theme_id and one.id != card.id]
    board.move_card(by, card=card, group=others[0].group, before=others[0])


def _compare_two(work: Work, by: Any) -> None:
    one, other = work.some(Coding, 2)
    board.compare_excerpts(by, theme=_theme(work, by), one=one, other=other, same=work.words(3))


def _merge_themes(work: Work, by: Any) -> None:
    """Two themes, one of which has something on its board."""
    one, other = themes.make_theme(by, name=work.words()), _theme(work, by)
    board.lay_out(by, theme=one, things=[work.one(Code)])
    reshaping.merge_themes(by, theme=one, into=other)


def _split_theme(work: Work, by: Any) -> None:
    claim = work.maybe(Claim) or themes.make_claim(by, theme=_theme(work, by), sentence=work.words(5))
    reshaping.split_theme(
        by, theme=claim.theme, name=work.words(), claims=[claim], groups=claim.theme.groups.all()
    )


def _keep_apart(work: Work, by: Any) -> None:
    """Two codings on other words each."""
    rows = {(row.version_id, row.start, row.end): row for row in work.some(Coding, 8)}
    if len(rows) > 1:
        release.keep_apart(by, codings=list(rows.values())[:2], reason=work.words(3))
    else:
        _apply(work, by)


def _saying(work: Work) -> cards.Saying:
    return cards.Saying(work.words(4), work.words(4), [work.words(2) for _ in range(3)], work.words(3))


def _card(work: Work, by: Any) -> None:
    """From a claim. Nobody agreed to be on one, so its passage is put there as if somebody had."""
    claim = work.maybe(Claim) or themes.make_claim(by, theme=work.one(Theme), sentence=work.words(7))
    coding_ = work.one(Coding)
    with one_act(by, "card.make"):
        card = cards.make_card(by, claim=claim, said=_saying(work))
        record().create(Passage(study=work.study, card=card, coding=coding_.id))


def _card_seen(work: Work, by: Any) -> None:
    """A passage is seen as its card is now: what whose words they are allow is no part of undoing it."""
    row = work.one(Passage)
    with one_act(by, "card.seen"):
        record().change(
            row, seen_version=work.chance.randrange(1, 99), seen_by_id=by.id, seen_at=timezone.now()
        )


def _highlights(work: Work, by: Any) -> None:
    """Words of a source, by its title: those of a talk may stand in it, the others do not."""
    title = next(line.title for line in lines(by, [work.source(by)]))
    rows = [["document", "tag", "content"]]
    highlights.take_in(by, rows=[*rows, *([title, work.words(1), work.words(1)] for _ in range(4))])


def _project(w: Work, by: Any) -> None:
    path = Path(__file__).parents[1] / "data" / "refi" / "spec-A1_codebook.qdc"
    with open_project(path) as file:
        bring_in(by, file=file, name=path.name)


def _summary(work: Work, by: Any) -> None:
    """Of a participant or a source: of one that is coded, where there is any."""
    coded = work.maybe(Coding)
    code = coded.code if coded else work.one(Code)
    source = coded.version.source if coded else work.source(by)
    of = {"source": source} if work.chance.random() < 0.7 else {"participant": work.one(Participant)}
    framework.write_summary(by, code=code, words=work.words(6), **of)


def _blocks(work: Work) -> list[Any]:
    """A paragraph, which quotes a coding where there is one."""
    coded = work.maybe(Coding)
    return [shape.paragraph(work.words(5), *([shape.excerpt(coded.id)] if coded else []))]


def _confirm_summary(work: Work, by: Any) -> None:
    """Of a source under a code, after something more was coded there."""
    coded = work.one(Coding)
    source, code = coded.version.source, coded.code
    summary = Summary.objects.filter(source=source, code=code.id).first() or framework.write_summary(
        by, code=code, source=source, words=work.words(6)
    )
    coding.apply_code(by, source=source, code=code, span=work.span(coded.version.length))
    framework.confirm_summary(by, summary=summary)


def _own_words_in_doubt(work: Work, by: Any) -> Any:
    """A mark that a correction put in doubt; where there is none, what is spoken of it is taken out of a text."""
    doubtful = OwnWords.objects.filter(OwnWords.IN_DOUBT, study_id=by.study_id).order_by("id")
    if not doubtful:
        mark = work.one(OwnWords)
        opened, *_none = texts(by, [mark.version.source.current]).values() or [None]
        if opened is None:
            raise IndexError("It is of a text that is kept from them.")
        words = mark.span.words_in(opened.words)
        revising.revise_text(
            by, source=mark.version.source, reading=Reading(opened.words.replace(words, work.words(1)))
        )
    return work.chance.choice(list(doubtful.all()))


def _settle_own_words(work: Work, by: Any) -> None:
    span = work.span(20) if work.chance.random() < 0.5 else None
    own_words.settle_own_words(by, mark=_own_words_in_doubt(work, by), span=span)


def _own_words_gone(work: Work, by: Any) -> None:
    own_words.say_own_words_gone(by, mark=_own_words_in_doubt(work, by))


def _query(work: Work) -> Query:
    return Not(Named("code", str(work.one(Code).id)))


def _assign(work: Work, by: Any) -> None:
    person = work.maybe(Participant)
    sources.assign_voice(
        by, voice=work.one(Voice), part="participant" if person else "interviewer", participant=person
    )


ACTS: dict[str, Callable[[Work, Any], object]] = {
    "import": lambda w, by: import_sources(
        by, incoming=[w.incoming() for _ in range(w.chance.randint(1, 3))]
    ),
    "begin with a kit": lambda w, by: kits.begin_with_kit(by, files=starter()),
    "open codes of the kit": lambda w, by: kits.open_codes(
        by, codes=w.chance.choice([["T1"], ["ME-START"], []])
    ),
    "why": lambda w, by: kits.say_why(by, item="question:Q01", reason=w.words()),
    "milestone": lambda w, by: kits.reach_milestone(by, milestone="M1", reached=w.chance.random() < 0.6),
    "text of the kit": lambda w, by: kits.change_text(by, text=w.one(Text), title=w.words(), body=w.words(5)),
    "drop a text of the kit": lambda w, by: kits.drop_text(by, text=w.one(Text)),
    "one more text": lambda w, by: kits.write_text(by, title=w.words(), body=w.words(5)),
    "list attributes": lambda w, by: listed.list_attributes(
        by, attributes=[Attribute("", w.words(2), "words", (), "mid")]
    ),
    "note": _note,
    "visit": lambda w, by: fieldwork.add_visit(
        by, on=None, doing=w.words(), site=w.maybe(Site), present=w.some(Participant)
    ),
    "change visit": lambda w, by: fieldwork.change_visit(
        by, visit=w.one(Visit), on=None, doing=w.words(), told_how=["badge"], present=w.some(Participant)
    ),
    "remove visit": lambda w, by: fieldwork.remove_visit(by, visit=w.one(Visit)),
    "site": lambda w, by: fieldwork.add_site(by, name=w.words(3)),
    "share": lambda w, by: notes.share(by, source=w.source(by), shared=w.chance.random() < 0.5),
    "guide": lambda w, by: interviews.import_guide(
        by, guide=Guide((Question("Q01", w.words(5)),)), into=w.maybe(guide_models.Guide)
    ),
    "interview": lambda w, by: interviews.add_interview(
        by, source=w.source(by), guide=w.maybe(guide_models.GuideVersion), place=w.words()
    ),
    "answer": lambda w, by: answers.mark_answers(
        by, source=w.source(by), answers=[(w.one(guide_models.Question), w.span(20))]
    ),
    "unmark answer": lambda w, by: answers.unmark_answer(by, answer=w.one(guide_models.Answer)),
    "left out": lambda w, by: answers.say_unanswered(
        by, interview=w.one(guide_models.Interview), question=w.one(guide_models.Question), how="declined"
    ),
    "mark bystander": lambda w, by: notes.mark_bystander(by, source=w.source(by), span=w.span(12)),
    "mark own words": lambda w, by: own_words.mark_own_words(
        by, source=w.source(by), participant=w.one(Participant), span=w.span(12)
    ),
    "settle own words": _settle_own_words,
    "own words gone": _own_words_gone,
    "unmark own words": lambda w, by: own_words.unmark_own_words(by, mark=w.one(OwnWords)),
    "unmark bystander": lambda w, by: notes.unmark_bystander(by, bystander=w.one(Bystander)),
    "participant": lambda w, by: people.add_participant(by, pseudonym=w.words(3)),
    "change participant": lambda w, by: people.change_participant(
        by, participant=w.one(Participant), pseudonym=w.words(3), attributes={w.words(1): w.words(1)}
    ),
    "remove participant": lambda w, by: people.remove_participant(by, participant=w.one(Participant)),
    "name": lambda w, by: naming.set_name(by, participant=w.one(Participant), real_name=w.words(2)),
    "clear name": lambda w, by: naming.clear_name(by, participant=w.one(Participant)),
    "identifier": lambda w, by: deid.add_identifier(by, words=w.words(2), rule_id="D04"),
    "dismiss": lambda w, by: deid.dismiss(by, identifier=w.one(Identifier), reason=w.words(3)),
    "project": _project,
    "change source": lambda w, by: sources.change_source(
        by, source=w.source(by), title=w.words(), kind="document"
    ),
    "assign": _assign,
    "code": lambda w, by: codebook.make_code(by, name=w.words(), parent=w.maybe(Code), definition=w.words()),
    "path": lambda w, by: codebook.make_path(by, path=(w.words(1), w.words(1), w.words(1))),
    "table of codes": lambda w, by: table.take_in(
        by, rows=[["name", "parent", "definition"], [w.words(2), "", w.words()], [w.words(1), w.words(2), ""]]
    ),
    "table of highlights": _highlights,
    "change code": lambda w, by: codebook.change_code(
        by, code=w.one(Code), name=w.words(), hue=w.chance.randrange(12)
    ),
    "move code": lambda w, by: codebook.move_code(
        by, code=w.one(Code), parent=w.maybe(Code), position=w.chance.choice([None, 0, 1])
    ),
    "merge": lambda w, by: (
        lambda codes: coding.merge_codes(by, into=codes[0], codes=codes[1:], reason=w.words())
    )(w.some(Code, 3)),
    "split": _split,
    "delete code": lambda w, by: coding.delete_code(by, code=w.one(Code)),
    "apply": _apply,
    "apply again": _apply,
    "apply more": _apply,
    "resize": _resize,
    "recode": lambda w, by: coding.recode(by, coding=w.one(Coding), code=w.one(Code)),
    "describe": lambda w, by: coding.describe_coding(
        by, coding=w.one(Coding), standpoint="self", stance="mixed"
    ),
    "autocode": _autocode,
    "code what was shown": _code_shown,
    "switch similar": lambda w, by: switch(by, on=not is_on(by), reason=w.words()),
    "revise": _revise,
    "correct": _correct,
    "keep media": _keep_media,
    "type": lambda w, by: media.keep_typed(by, incoming=w.incoming()),
    "remove media": lambda w, by: media.remove_media(by, medium=w.one(Medium)),
    "settle": lambda w, by: settling.settle(by, coding=w.one(Coding), span=w.span(20)),
    "remove coding": lambda w, by: coding.remove_coding(by, coding=w.one(Coding)),
    "remove source": lambda w, by: removing.remove_source(by, source=w.source(by)),
    "start round": _round,
    "finish round": lambda w, by: rounds.finish(by, round=w.one(Round), done=w.chance.random() < 0.7),
    "close round": lambda w, by: rounds.close_round(by, round=w.one(Round)),
    "set words": lambda w, by: set_words(by, person=w.words(), person_many=w.words(2), avoid=[w.words()]),
    "declare method": lambda w, by: declare_method(by, way=w.chance.choice(Way.values), reason=w.words()),
    "remove round": lambda w, by: rounds.remove_round(by, round=w.one(Round)),
    "settle difference": _settle_difference,
    "memo": lambda w, by: memos.write_memo(
        by, kind="theory", title=w.words(), body=w.words(9), about=[w.one(Code)]
    ),
    "change memo": lambda w, by: memos.change_memo(by, memo=w.one(Memo), title=w.words(), body=w.words(5)),
    "link": lambda w, by: memos.link_memo(by, memo=w.one(Memo), to=w.one(Coding)),
    "unlink": lambda w, by: memos.unlink_memo(by, link=w.one(Link)),
    "remove memo": lambda w, by: memos.remove_memo(by, memo=w.one(Memo)),
    "theme": lambda w, by: themes.make_theme(by, name=w.words(), idea=w.words(9)),
    "change theme": lambda w, by: themes.change_theme(by, theme=w.one(Theme), name=w.words(), idea=w.words()),
    "remove theme": lambda w, by: themes.remove_theme(by, theme=w.one(Theme)),
    "gather": lambda w, by: themes.gather_code(by, theme=w.one(Theme), code=w.one(Code)),
    "let go": lambda w, by: themes.let_go_of_code(by, theme=w.one(Theme), code=w.one(Code)),
    "claim": lambda w, by: themes.make_claim(by, theme=w.one(Theme), sentence=w.words(7)),
    "change claim": lambda w, by: themes.change_claim(by, claim=w.one(Claim), sentence=w.words(7)),
    "remove claim": lambda w, by: themes.remove_claim(by, claim=w.one(Claim)),
    "evidence": _evidence,
    "move evidence": _move_evidence,
    "answer evidence": lambda w, by: themes.answer_evidence(by, evidence=w.one(Evidence), answer=w.words(5)),
    "confirm evidence": _confirm_evidence,
    "lay out": _lay_out,
    "move card": _move_card,
    "take off the board": lambda w, by: board.take_off_board(by, card=w.one(Card)),
    "group": lambda w, by: board.make_group(by, theme=_theme(w, by), name=w.words(4)),
    "rename group": lambda w, by: board.rename_group(by, group=w.one(Group), name=w.words(4)),
    "remove group": lambda w, by: board.remove_group(by, group=w.one(Group)),
    "compare two": _compare_two,
    "remove comparison": lambda w, by: board.remove_comparison(by, comparison=w.one(Comparison)),
    "merge themes": _merge_themes,
    "split theme": _split_theme,
    "keep apart": _keep_apart,
    "let together": lambda w, by: release.let_together(by, apart=w.one(Apart)),
    "card": _card,
    "change card": lambda w, by: cards.change_card(
        by, card=w.one(LearningCard), said=_saying(w), passages=[], version=None
    ),
    "card seen": _card_seen,
    "remove card": lambda w, by: cards.remove_card(by, card=w.one(LearningCard)),
    "save query": lambda w, by: saving.save_query(by, name=w.words(), query=_query(w)),
    "change query": lambda w, by: saving.change_query(
        by, saved=w.one(SavedQuery), name=w.words(), query=_query(w)
    ),
    "remove query": lambda w, by: saving.remove_query(by, saved=w.one(SavedQuery)),
    "write summary": _summary,
    "change summary": lambda w, by: framework.change_summary(
        by, summary=w.one(Summary), words=w.words(6), without=[one.id for one in w.some(Coding)]
    ),
    "confirm summary": _confirm_summary,
    "remove summary": lambda w, by: framework.remove_summary(by, summary=w.one(Summary)),
    "work": lambda w, by: references.add_reference(by, item={"type": "book", "title": w.words(4)}),
    "change work": lambda w, by: references.change_reference(
        by, reference=w.one(Reference), item={"type": "report", "title": w.words(4)}
    ),
    "remove work": lambda w, by: references.remove_reference(by, reference=w.one(Reference)),
    "works": lambda w, by: literature.take_in(by, name="a.bib", data=w.works().encode()),
    "write document": lambda w, by: writing.write_document(by, title=w.words(3), blocks=_blocks(w)),
    "change document": lambda w, by: writing.change_document(
        by, document=w.one(Document), title=w.words(3), blocks=_blocks(w), style="vancouver"
    ),
    "remove document": lambda w, by: writing.remove_document(by, document=w.one(Document)),
    "training": lambda w, by: ethics.write_training(
        by, member=by, what=w.words(2), on=date(2026, 5, 1 + w.chance.randrange(20))
    ),
    "remove training": lambda w, by: ethics.remove_training(by, training=w.one(Training)),
    "remove evidence": lambda w, by: themes.remove_evidence(by, evidence=w.one(Evidence)),
}
