"""Finding codings: by what is true of them, by how they stand to others, and nothing that is not for the member."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import Cast
from firsthand.analysis.codebook.services import change_code, make_code, make_path
from firsthand.analysis.coding.autocoding import autocode, preview
from firsthand.analysis.coding.excerpts import with_words
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code, delete_code
from firsthand.analysis.compare.gathering import code_all, put_all, recode_all
from firsthand.analysis.compare.names import Names
from firsthand.analysis.compare.queries import query_of, saved_line, saved_queries, saved_query
from firsthand.analysis.compare.retrieval import find, in_context
from firsthand.analysis.compare.saving import change_query, remove_query, save_query
from firsthand.analysis.rounds.services import close_round, start_round
from firsthand.analysis.themes.selectors import themes
from firsthand.analysis.themes.services import make_claim, make_theme
from firsthand.core.finding import Rule
from firsthand.core.guide import read_guide
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.core.selecting.reading import read
from firsthand.core.selecting.writing import written
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.interviews.answers import mark_answers
from firsthand.field.interviews.selectors import question
from firsthand.field.interviews.services import add_interview, import_guide
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import Part, import_sources, read_files
from firsthand.field.sources.models import Source
from firsthand.field.sources.texts import text_of
from firsthand.ground.studies.undoing import redo_last, undo_last
from texts import bring

HAZEL = (
    "LEA: What did you bring?\n"
    "HAZEL: Soup 🙂, and a spare key. I waited outside.\n"
    "LEA: And then?\n"
    "HAZEL: Then we sat. Nobody asked her anything."
)
ASH = "LEA: And you?\nASH: I waited, too. The soup was cold."


class Study:
    """Two talks, four codes, and what is coded: by words, so that a test reads as what it says."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.lea, self.cody = cast, cast.lea, cast.cody
        self.hazel = add_participant(
            self.lea, pseudonym="Hazel", attributes={"Years here": "7", "Role": "lead", "Age": "50 or over"}
        )
        self.ash = add_participant(self.lea, pseudonym="Ash", attributes={"Years here": "2", "Age": "30-49"})
        self.first, self.second = (
            self._talk("hazel.txt", HAZEL, self.hazel), self._talk("ash.txt", ASH, self.ash)
        )  # fmt: skip
        self.food = make_code(self.lea, name="Food")
        self.soup = make_code(self.lea, name="Soup", parent=self.food)
        self.waiting = make_code(self.lea, name="Waiting", plain_name="Waiting outside")
        self.codings = {
            "soup": self.code(self.cody, self.first, self.soup, "Soup 🙂"),
            "bring": self.code(self.lea, self.first, self.food, "Soup 🙂, and a spare key."),
            "waited": self.code(self.lea, self.first, self.waiting, "I waited outside."),
            "sat": self.code(self.cody, self.first, self.waiting, "Then we sat."),
            "too": self.code(self.cody, self.second, self.waiting, "I waited, too."),
            "cold": self.code(self.lea, self.second, self.soup, "The soup was cold."),
        }

    def _talk(self, name: str, text: str, person: Any) -> Source:
        (incoming,), _refused = read_files(self.lea, [(name, text.encode())])
        incoming.parts = [Part("interviewer"), Part("participant", person.id)]
        (source,) = import_sources(self.lea, incoming=[incoming])
        return source

    def code(self, by: Any, source: Source, code: Any, words: str, **more: Any) -> Coding:
        text = HAZEL if source.id == self.first.id else ASH
        start = text.index(words)
        return apply_code(by, source=source, code=code, span=Span(start, start + len(words)), **more)

    def found(self, asked: str, by: Any = None) -> set[str]:
        """What a query finds, by the names above."""
        names = {row.id: name for name, row in self.codings.items()}
        return {names[line.id] for line in find(by or self.lea, read(asked)).lines}


@pytest.fixture
def study(cast: Cast) -> Study:
    return Study(cast)


ASKED = [
    ("everything", "soup bring waited sat too cold"),
    ("Soup", "soup cold"),
    ("food", "bring"),
    ("under:Food", "soup bring cold"),
    ('"Waiting outside"', "waited sat too"),
    ('"Food > Soup"', "soup cold"),
    ("coder:Cody", "soup sat too"),
    ("Waiting and coder:Lea", "waited"),
    ("Waiting and not coder:Lea", "sat too"),
    ("Soup or Food and coder:Cody", "soup cold"),
    ("(Soup or Food) and coder:Lea", "bring cold"),
    ("participant:Hazel", "soup bring waited sat"),
    ("participant:P02", "too cold"),
    ("source:S2", "too cold"),
    ("source:hazel", "soup bring waited sat"),
    ("kind:interview", "soup bring waited sat too cold"),
    ('kind:"field note"', ""),
    ('"Years here" > 5', "soup bring waited sat"),
    ("attribute years_here <= 2", "too cold"),
    ("role = Lead", "soup bring waited sat"),
    ("role != lead", ""),
    ("not role = lead", "too cold"),
    ("age >= 30-49", "soup bring waited sat too cold"),
    ("age > 30-49", "soup bring waited sat"),
    ("made by hand", "soup bring waited sat too cold"),
    ("made by rule", ""),
    ("Soup within Food", "soup"),
    ("Food encloses Soup", "bring"),
    ("Soup overlaps Food", "soup"),
    ("Food overlaps Waiting", ""),
    ("Soup equals Food", ""),
    ("Food followed by Waiting within 1 character", "bring"),
    ("Food followed by Waiting within 0 characters", ""),
    ("Soup near Waiting within 0 turns", "soup cold"),
    ("Waiting near Food within 2 turns", "waited sat"),
    ("Waiting near Food within 1 turn", "waited"),
    ("Waiting near Food within 1 sentence", "waited"),
    ("Waiting near Waiting within 2 turns by the same speaker", "waited sat"),
    ("Soup near Waiting within 5 seconds", ""),
]


def test_what_is_asked_is_found(study: Study) -> None:
    found = {asked: study.found(asked) for asked, _found in ASKED}
    assert found == {asked: set(names.split()) for asked, names in ASKED}


def test_questions_standpoints_stances_rules_and_days_are_asked_for(study: Study) -> None:
    lea, first = study.lea, study.first
    guide = import_guide(lea, guide=read_guide("Q01. What did you bring?\n"))
    add_interview(lea, source=first, guide=guide)
    start = HAZEL.index("Soup")
    mark_answers(lea, source=first, answers=[(question(lea, guide.guide, "Q01"), Span(start, start + 20))])
    assert study.found("question:q01") == {"soup", "bring"}
    study.codings["own"] = study.code(
        study.cody, first, study.food, "Nobody", standpoint="self", stance="supports"
    )
    assert study.found("standpoint:self") == study.found('stance:"speaks for it"') == {"own"}
    assert "own" not in study.found('standpoint:"not said"')
    rule = Rule("words", "anything")
    rows = preview(lea, rule).rows
    autocode(lea, rule=rule, code=study.soup, accepted=[(first, row.version_id, row.span) for row in rows])
    study.codings["ruled"] = Coding.objects.get(rule__isnull=False)
    assert study.found("made by rule") == {"ruled"}
    today = timezone.localdate()
    assert study.found(f"since {today}") == study.found(f"until {today}") == set(study.codings)
    assert study.found(f"since {today + timedelta(1)}") == set()
    assert study.found(f"until {today - timedelta(1)}") == set()


def test_how_much_it_is_is_told_people_first(study: Study) -> None:
    found = find(study.lea, read("Soup or Waiting"))
    assert (len(found.lines), found.people, found.of_people, found.sources) == (5, 2, 2, 2)
    found = find(study.lea, read("Soup near Waiting within 5 seconds"))
    assert (len(found.lines), found.unmeasured) == (0, 5)
    assert find(study.lea, read("Soup near Waiting within 5 turns")).unmeasured == 0


def test_a_round_is_asked_for_and_blind_it_shows_each_coder_their_own_alone(study: Study) -> None:
    lea, cody = study.lea, study.cody
    row = start_round(lea, name="Both of us", coders=[lea, cody], sources=[study.first], codes=[study.food])
    assert study.found("round:1") == {"bring"}
    assert study.found('round:"both of us"', cody) == {"soup"}
    assert find(cody, read("under:Food and source:S1")).people == 1
    assert study.found("under:Food", cody) == {"soup", "cold"}
    close_round(lea, round=row)
    assert study.found("round:1") == study.found("round:1", cody) == {"soup", "bring"}
    with pytest.raises(Problem, match="no round “2”"):
        find(lea, read("round:2"))
    kept = save_query(lea, name="Ours", query=read('round:"Both of us"'))
    assert saved_line(lea, kept).text == "round:1"
    assert {line.id for line in find(lea, query_of(lea, kept)).lines} == {
        study.codings["soup"].id, study.codings["bring"].id,
    }  # fmt: skip


def test_seconds_are_counted_between_the_turns_of_a_recording(study: Study) -> None:
    vtt = "WEBVTT\n\n" + "".join(
        f"00:00:{at:02}.000 --> 00:00:{at + 3:02}.000\n<v {who}>{words}</v>\n\n"
        for at, who, words in ((0, "ANA", "Soup came."), (5, "BEN", "We waited."), (20, "ANA", "We sat."))
    )
    (row,) = bring(study.lea, vtt, name="talk.vtt")
    text = text_of(study.lea, row).words
    for name, code, words in (
        ("a", study.food, "Soup came"),
        ("b", study.waiting, "waited"),
        ("c", study.waiting, "sat"),
    ):
        start = text.index(words)
        study.codings[name] = apply_code(
            study.lea, source=row, code=code, span=Span(start, start + len(words))
        )
    assert study.found("Food followed by Waiting within 2 seconds") == {"a"}
    assert study.found("Food followed by Waiting within 1 second") == set()
    assert study.found("Waiting near Food within 16 seconds") == {"b"}
    assert study.found("Waiting near Food within 17 seconds") == {"b", "c"}


def test_what_is_found_is_in_reading_order_with_the_words_around_it(study: Study) -> None:
    found = find(study.cody, read("Soup or Waiting"))
    shown = in_context(study.cody, found.lines)
    assert [one.excerpt.words for one in shown] == [
        "Soup 🙂", "I waited outside.", "Then we sat.", "I waited, too.", "The soup was cold.",
    ]  # fmt: skip
    assert [one.excerpt.coding.id for one in shown] == [line.id for line in found.lines]
    assert shown[1].before.endswith("and a spare key. ")
    assert shown[1].after.startswith(" LEA: And then?")
    (narrow,) = in_context(study.cody, found.lines[1:2], around=12)
    assert (narrow.before, narrow.after) == ("… spare key. ", " LEA: And …")


def test_what_is_not_there_is_named_with_what_is_near(study: Study) -> None:
    for asked, says in (
        ("Wating", "no code “Wating” in this study. Do you mean “Waiting”"),
        ("participant:Hazle", "no participant “Hazle” in this study. Do you mean “Hazel”"),
        ("coder:Codi", "Do you mean “Cody”"),
        ("source:hazl", "Do you mean “hazel”"),
        ("stance:pro", "There are: “not said”, “speaks for it”"),
        ("question:Q77", "no question “Q77”"),
        ('"Years her" = 2', "Do you mean “Years here”"),
        ("role > lead", "Nothing of “role” is more or less than “lead”: there are “lead”"),
        ("age > 40", "there are “30-49”, “50 or over”"),
        ("Food > Soup", "no attribute “Food”"),  # a path is a name of several words
    ):
        with pytest.raises(Problem, match=says):
            find(study.lea, read(asked))


def test_of_two_codes_with_one_name_the_path_says_which(study: Study) -> None:
    make_path(study.lea, path=("Work", "Soup"))
    with pytest.raises(Problem, match="Food › Soup; Work › Soup"):
        find(study.lea, read("Soup"))
    assert study.found('"Food > Soup"') == {"soup", "cold"}
    names = Names(study.lea)
    bound = names.bound(read('"Food > Soup"'))
    assert written(names.shown(bound)) == '"Food › Soup"'
    assert study.found(written(bound)) == {"soup", "cold"}


def test_a_kept_query_is_asked_anew_and_follows_its_code_through_a_new_name(study: Study) -> None:
    row = save_query(
        study.cody, name="  Soup,  not Lea’s ", query=read("Soup and coder:Cody and participant:Hazel")
    )
    change_code(study.lea, code=study.soup, name="Broth")
    (line,) = saved_queries(study.cast.rea)
    assert (line.name, line.text) == ("Soup, not Lea’s", '"Broth" and coder:Cody and participant:Hazel')
    assert line.by == "Cody"
    assert {one.id for one in find(study.lea, query_of(study.lea, row)).lines} == {study.codings["soup"].id}
    study.codings["more"] = study.code(study.cody, study.first, study.soup, "Nobody")
    assert len(find(study.lea, query_of(study.lea, row)).lines) == 2
    changed = change_query(study.lea, saved=row, name="Broth", query=read("Broth"), version=1)
    assert saved_line(study.lea, changed).text == '"Broth"'
    with pytest.raises(Clash):
        change_query(study.cody, saved=changed, name="Soup", query=read("Broth"), version=1)
    undo_last(study.lea)
    assert saved_queries(study.lea)[0].name == "Soup, not Lea’s"
    redo_last(study.lea)
    remove_query(study.lea, saved=saved_query(study.lea, row.id))
    assert saved_queries(study.lea) == []
    undo_last(study.lea)
    assert saved_queries(study.lea)[0].name == "Broth"


def test_a_kept_query_whose_code_is_gone_says_so(study: Study) -> None:
    row = save_query(study.lea, name="Soup", query=read("Soup"))
    delete_code(study.lea, code=study.soup)
    assert "not here any more" in saved_line(study.lea, row).text
    with pytest.raises(Problem, match="a code that is not here any more"):
        find(study.lea, query_of(study.lea, row))


def test_keeping_needs_a_name_and_names_that_are_there_and_the_right(study: Study) -> None:
    with pytest.raises(Problem, match="a name"):
        save_query(study.lea, name=" ", query=read("Soup"))
    with pytest.raises(Problem, match="no code “Nowhere”"):
        save_query(study.lea, name="x", query=read("Nowhere"))
    with pytest.raises(NotAllowed):
        save_query(study.cast.rea, name="x", query=read("Soup"))
    row = save_query(study.lea, name="x", query=read("Soup"))
    with pytest.raises(NotThere):
        saved_query(study.cast.xeno, row.id)
    with pytest.raises(NotAllowed):
        find(study.cast.gil, read("everything"))


def test_nobody_finds_what_is_kept_from_them_and_no_count_tells(study: Study) -> None:
    rea = study.cast.rea
    save_query(study.lea, name="Ash", query=read("participant:Ash"))
    assert find(rea, read("everything")).of_people == 2
    exclude_reader(study.lea, participant=study.ash, reader=rea)
    found = find(rea, read("everything"))
    assert study.found("everything", rea) == {"soup", "bring", "waited", "sat"}
    assert (found.people, found.of_people, found.sources, found.bystanders) == (1, 1, 1, 0)
    with pytest.raises(Problem, match="no participant “Ash”"):
        find(rea, read("participant:Ash"))
    assert study.found('not "Years here" > 5', rea) == set()
    assert "Ash" not in saved_queries(rea)[0].text


def test_words_of_somebody_who_was_not_asked_are_told_and_not_found(study: Study) -> None:
    start = ASH.index("The soup")
    mark_bystander(study.lea, source=study.second, span=Span(start, len(ASH)))
    found = find(study.lea, read("Soup"))
    assert [line.id for line in found.lines] == [study.codings["soup"].id]
    assert found.bystanders == 1
    assert find(study.lea, read("Waiting")).bystanders == 0
    too = find(study.lea, read("Waiting and participant:Ash"))
    assert "soup was cold" not in in_context(study.lea, too.lines)[0].after
    assert study.found("Waiting near Soup within 0 turns and source:S2") == set()


def test_many_are_coded_recoded_and_put_to_a_claim_in_one_act_each(study: Study) -> None:
    lea = study.lea
    chosen = [line.id for line in find(lea, read("Waiting")).lines]
    entries = lea.study.entries.count()
    care = make_code(lea, name="Care")
    assert code_all(study.cody, codings=chosen, code=care) == 3
    assert lea.study.entries.count() == entries + 2
    found = find(lea, read("Care"))
    assert {one.words for one in with_words(lea, found.lines)} == {
        "I waited outside.", "Then we sat.", "I waited, too.",
    }  # fmt: skip
    assert {line.coder for line in found.lines} == {"Cody"}
    undo_last(study.cody, whose=study.cody)
    assert find(lea, read("Care")).lines == ()
    assert recode_all(lea, codings=chosen, code=care) == 3
    assert study.found("Waiting") == set()
    undo_last(lea)
    assert study.found("Waiting") == {"waited", "sat", "too"}
    theme = make_theme(lea, name="Patience")
    claim = make_claim(lea, theme=theme, sentence="Waiting is work.")
    assert put_all(lea, codings=chosen, theme=theme, claim=claim, side="for") == 3
    ((one,),) = (line.claims for line in themes(lea))
    assert {piece.excerpt.coding.id for piece in one.on("for")} == set(chosen)


def test_gathering_is_whole_or_not_at_all(study: Study) -> None:
    lea = study.lea
    study.code(lea, study.first, study.food, "I waited outside.")
    waited = [study.codings[name].id for name in ("waited", "sat", "too")]
    with pytest.raises(Problem, match="already"):
        recode_all(lea, codings=waited, code=study.food)
    assert study.found("Waiting") == {"waited", "sat", "too"}
    with pytest.raises(Problem, match="at least one"):
        code_all(lea, codings=[], code=study.food)
    with pytest.raises(NotThere):
        code_all(lea, codings=[*waited, study.food.id], code=study.food)
    with pytest.raises(NotThere):
        code_all(study.cast.xeno, codings=waited, code=study.food)
    with pytest.raises(NotAllowed):
        code_all(study.cast.rea, codings=waited, code=study.food)


def test_a_query_of_one_code_opens_no_more_than_that_codes_texts(study: Study) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(find(study.lea, read("Food")).lines) == 1
    from_codings = [
        one["sql"] for one in asked if 'FROM "coding_coding"' in one["sql"] and '"start"' in one["sql"]
    ]
    assert from_codings
    assert all('"code_id" IN' in sql for sql in from_codings)
