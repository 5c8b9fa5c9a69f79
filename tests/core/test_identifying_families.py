"""Each kind of thing that identifies is found in invented sentences, and its innocent neighbours are not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from time import process_time

import pytest

from firsthand.core.identifying import Document, Given, Hint
from firsthand.core.identifying.looking import hints
from firsthand.core.identifying.models import installed_model
from firsthand.core.spans import Span

FOUND = """
D02 | Mr. Duffy | You call Mr. Duffy and he opens.
D02 | Sra. Molina | La Sra. Molina me ayudó.
D02 | Mme Perrin | On a vu Mme Perrin hier.
D02 | Deborah | and then Deborah came in with the tea
D02 | Angela Whitcombe | It was Angela Whitcombe at the desk.
D02 | Sizwe | The man named Sizwe had a cap.
D02 | Eileen | my aunt Eileen kept it
D02 | Hope Alvarez | I saw Hope Alvarez on the step.
D03 | St. Brannock's | They held me at St. Brannock's for a month.
D03 | Fernhill Housing Association | The flat was from Fernhill Housing Association, on paper.
D03 | University of Tarn | She went to the University of Tarn after.
D03 | Pellerin | I worked for Pellerin then.
D03 | Hospital San Lucas | estuve en el Hospital San Lucas un mes
D04 | Cask Street | by the stairs on Cask Street, Mondays
D04 | calle Olivares | vivía en la calle Olivares con ella
D04 | rue des Lilas | on habitait rue des Lilas alors
D04 | Kestrel House | a room in Kestrel House, top floor
D04 | the 42 bus | I take the 42 bus and get off early
D04 | Swansea | we drove from Swansea at night
D04 | Brackwell | I grew up in Brackwell with her
D06 | 14 Cask Street | I live at 14 Cask Street now.
D04 | Albany | She is at 14 Beech Street, Albany, zip 12207.
D06 | zip 12207 | She is at 14 Beech Street, Albany, zip 12207.
D07 | 00482913 | The chart, MRN 00482913, was lost.
D07 | AB12345C | My Medicaid ID AB12345C expired.
D07 | SN-99-4410-Z | They read the pacemaker serial SN-99-4410-Z out loud.
D10 | 93 | My grandmother is 93 and my uncle is 88.
D10 | 104 | She lived to be aged 104, that one.
D10 | 91 | He was a 91-year-old with a bicycle.
D08 | My daughter Céline | My daughter Céline says hello.
D08 | in the fourth grade at Harrow Lane | he is in the fourth grade at Harrow Lane
D08 | her whole class | My little girl told her whole class about it.
D08 | 8 year old | my son is an 8 year old with a bike
D08 | a child who's waiting for a new kidney | There was a child who's waiting for a new kidney.
D09 | the February of the blackout | It was the February of the blackout, six of them.
D09 | the summer it flooded | we did nights the summer it flooded, and after
D09 | the night of the fire | I was here the night of the fire.
D09 | el verano de la inundación | fue el verano de la inundación, creo
D09 | l'hiver de la grève | c'était l'hiver de la grève
D10 | winds the big clock by the stairs | There's a man winds the big clock by the stairs.
D10 | who sings in the lift | We have a woman who sings in the lift.
D10 | the only woman on the crew | she was the only woman on the crew, that year
D10 | deputy director of housing | He is the deputy director of housing, or was.
D10 | One's a roofer now | One's a roofer now, and glad.
D10 | plays the accordion | he plays the accordion on Fridays
D11 | count the cups, I never count heads | As I always say, count the cups, I never count heads.
D13 | My sister | My sister thinks I should stop.
D13 | su cuñada | Se fue con su cuñada, que habla por todos.
D14 | changed his pills without asking | A man says the doctor changed his pills without asking.
D14 | my father had a stroke | Then my father had a stroke, and so on.
D14 | She didn't speak for a year | She didn't speak for a year, they say.
D14 | he's on lithium | I know he's on lithium, for now.
""".strip().splitlines()

INNOCENT = """
Rose early, and the mark was there.
Grace before meals. Faith is a thing.
Will anybody read it? Mark it for me.
Chance would be a fine thing.
The street was long, and the lane was longer.
Street by street we went. Road works again.
The hospital rang. A doctor came. The church is shut.
I went to school, then to college, then to the bank.
On Monday, in June, at Christmas, last year.
It was winter, and the summer after that was better.
Some days I am tired. The year I wore a hat.
I took two pills and slept.
A child is a child.
I lent a girl my hope for a winter.
The only thing that helps is tea.
There's a man at the door. There's a fellow told me so.
There is a woman who wants a word.
My phone is full of notes to myself.
It's a friend with a rota.
I've been in places where the pen was better looked after than I was.
English, Welsh and Spanish are spoken here.
A bus came. The train was late. Line by line.
Five minutes, eleven years, thirty-one cups.
He was in the room. So was the radiator.
Muchísimo. Hablo rápido y me sé la respuesta.
Nobody else came. Everyone says recovery like it's a bus stop.
He never asked me anything again. She threw a shoe.
It was 93 degrees and he was 90 per cent sure.
The man was 88. It is 95 out there.
A serial about serial things, and a street, Sunday, by the sea.
""".strip().splitlines()


def test_a_name_inside_an_address_goes_with_the_whole_of_it() -> None:
    denise = Given("Denise Okafor", "D01", "Ruth")
    for text in ("d.okafor@example.org", "https://denise.example.org/blog"):
        hint = next(iter(hints([Document("a", f"It is {text} now.")], [denise], near=True)))
        assert (hint.rule, hint.span) == ("D06", Span(6, 6 + len(text)))


def found(text: str, *given: Given) -> list[Hint]:
    return hints([Document("a", text)], given)


@pytest.mark.parametrize("line", FOUND)
def test_what_identifies_is_found_under_its_rule(line: str) -> None:
    rule, words, text = (part.strip() for part in line.split(" | "))
    assert (rule, words) in {(hint.rule, hint.span.words_in(text)) for hint in found(text)}


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert [(hint.rule, hint.why, hint.span.words_in(text)) for hint in found(text)] == []


TALK = "ANN: We ask, you want ears, hands, or a kick?\nBEN: I leave in June. Bus company.\nLENA: And in June then?"
NOTE = "Ann asks: Ears, hands, or a kick? Somebody says the timetable's good in June. Ben deals."


def study() -> list[Document]:
    talk = [(Span(5, 45), "P01"), (Span(51, 79), "P02"), (Span(86, len(TALK)), "")]
    return [Document("talk", TALK, talk), Document("note", NOTE, (), frozenset({"P01", "P02"}))]


def test_a_saying_of_one_person_that_stands_in_another_text_is_a_voice() -> None:
    said = {(hint.key, hint.person) for hint in hints(study()) if hint.rule == "D11"}
    assert said == {("talk", "P01"), ("note", "P01")}
    assert not [hint for hint in hints(study()[:1]) if hint.rule == "D11"]


def test_words_that_everybody_says_are_nobodys_voice() -> None:
    words = "I do not know what it was that I had to do there."
    documents = [Document(number, words, [(Span(0, len(words)), "P01")]) for number in range(2)]
    assert [hint for hint in hints(documents) if hint.rule == "D11"] == []


def test_a_long_quotation_is_no_catchphrase() -> None:
    words = "kettle, saucer, heron, onion, carrot, tablet, buzzer, envelope, biscuit, crossword, potato, scarf, lantern"
    documents = [Document(number, words, [(Span(0, len(words)), "P01")]) for number in range(2)]
    assert [hint for hint in hints(documents) if hint.rule == "D11"] == []


def test_a_time_beside_an_employer_and_the_same_time_in_two_texts_are_a_combination() -> None:
    said = {(hint.key, hint.person) for hint in hints(study()) if hint.rule == "D12"}
    assert said == {("talk", "P02"), ("note", "P02")}
    alone = [hint.span.words_in(TALK) for hint in hints(study()[:1]) if hint.rule == "D12"]
    assert alone == ["in June. Bus company."]


def test_a_name_that_was_introduced_is_found_where_it_stands_alone() -> None:
    text = "This is Mr. Zwolski. Later, Zwolski said it was late. He asked: Zwolski?"
    assert [hint.span.words_in(text) for hint in found(text)] == ["Mr. Zwolski", "Zwolski", "Zwolski"]


def test_an_office_is_found_by_its_letters() -> None:
    text = "From the Tarn Valley Housing Trust. TVHT again; a TV here."
    assert [hint.span.words_in(text) for hint in found(text)] == ["Tarn Valley Housing Trust", "TVHT"]


def test_labels_of_speakers_are_no_hints_but_a_given_name_in_one_is() -> None:
    text = "GERALD: Tea?\nDeborah Finch: No.\nGerald: Why?"
    talk = [(Span(8, 12), "P04"), (Span(28, 31), ""), (Span(40, len(text)), "P04")]
    assert hints([Document("a", text, talk)]) == []
    given = Given("Gerald Tate", "D01", "Ike", "P04")
    assert [hint.span for hint in hints([Document("a", text, talk)], [given])] == [Span(0, 6), Span(32, 38)]


def test_names_that_are_no_secret_are_left_out() -> None:
    text = "Roberta asks Sam. Deborah says nothing."
    left = hints([Document("a", text)], known=["Roberta", "Sam Okafor"])
    assert [hint.span.words_in(text) for hint in left] == ["Deborah"]


def test_hints_that_replace_never_overlap() -> None:
    text = "My daughter Anne Halloran is in third grade at St. Anne's School, Anne Street, 555-0142, 5 March 2019."
    always = [hint for hint in found(text, Given("Anne Halloran", "D01", "Ike")) if hint.rule < "D09"]
    assert len(always) > 3
    assert all(one.span.end <= other.span.start for one, other in pairwise(always))


@dataclass(frozen=True)
class Entity:
    start_char: int
    end_char: int
    label_: str


@dataclass(frozen=True)
class Marked:
    ents: list[Entity]


class Model:
    """A stand-in for a language model: it marks the words that it was told."""

    def __init__(self, *told: tuple[str, str]) -> None:
        self.told = told

    def __call__(self, text: str) -> Marked:
        places = [(text.find(words), words, label) for words, label in self.told]
        return Marked([Entity(at, at + len(words), label) for at, words, label in places if at >= 0])


def test_a_models_names_are_added_where_nothing_else_was_found() -> None:
    model = Model(("quill", "PERSON"), ("the brewery", "ORG"), ("June", "DATE"), ("Deborah", "GPE"))
    text = "we met quill by the brewery in June with Deborah"
    seen = [(hint.rule, hint.why) for hint in hints([Document("a", text)], model=model)]
    assert seen == [("D02", "model"), ("D03", "model"), ("D02", "names: first")]


def test_a_model_is_given_long_texts_in_pieces() -> None:
    text = "and so on\n" * 9_000 + "we met quill\n"
    (hint,) = hints([Document("a", text)], model=Model(("quill", "PERSON")))
    assert hint.span.words_in(text) == "quill"


def test_no_model_is_needed() -> None:
    model = installed_model()
    assert model is None or callable(model)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a.",
        "Ab-",
        "a-",
        " ",
        "\n",
        "1",
        "12-",
        "he pills ",
        "Ab ",
        "the ",
        "my sister ",
        "D. ",
        "_a",
        "St. Ab ",
        "in June ",
    ],
)
def test_no_text_takes_forever(piece: str) -> None:
    given = [Given("Denise Halloran", "D01", "Ike"), Given("5 March 2019", "D05", "[a spring]")]
    start = process_time()
    hints([Document("a", piece * (60_000 // len(piece)))], given, near=True)
    assert process_time() - start < 20  # a pattern that grows with the square of the text takes minutes


def test_empty_texts_and_no_texts_have_no_hints() -> None:
    assert hints([]) == []
    assert (
        hints(
            [Document("a", ""), Document("b", "\n\n")],
            [Given("", "D01", "Ike"), Given("…", "D01", "Ike")],
            near=True,
        )
        == []
    )
