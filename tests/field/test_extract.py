"""Texts out of honest files: every format, what is kept, what is said about what is not, and who speaks when."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from field import papers
from firsthand.core.problems import Problem
from firsthand.core.transcript import Mark, Reading, Structure, Turn
from firsthand.field.sources.extract import FORMATS, confined, read_file
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.letters import normal
from firsthand.field.sources.extract.limits import TIRED_MEMORY
from firsthand.field.sources.extract.recognise import SAVE_AS
from firsthand.field.sources.extract.turns import find_turns
from firsthand.field.sources.extract.workshop import Workshop

TALK = [("Doctor", "Hello?"), ("Patient", "Hi."), ("Doctor", "Come in."), ("Patient", "Thanks.")]
TALK_TEXT = "".join(f"{who}: {words}\n" for who, words in TALK)


def one(name: str, data: bytes) -> Reading:
    """The one text of a file."""
    (reading,) = read_file(name, data)
    return reading


def refusal(name: str, data: bytes) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(Problem) as caught:
        read_file(name, data)
    return str(caught.value)


def marked(reading: Reading) -> list[tuple[str, str, int]]:
    """The marks of a reading with the words under them."""
    return [(mark.kind, reading.text[mark.start : mark.end], mark.level) for mark in reading.structure.marks]


def said(text: str, structure: Structure) -> list[tuple[str, str]]:
    """Who says what."""
    return [(structure.voices[turn.voice], text[turn.words : turn.end]) for turn in structure.turns]


def said_in(text: str) -> list[tuple[str, str]]:
    """Who says what in a plain text."""
    return said(text, find_turns(text))


# Plain text and letters


def test_a_plain_text_keeps_everything_but_its_line_ends_and_controls() -> None:
    reading = one("a.txt", "\ufeff  Café 👍🏽\r\n\r\nline\rtwo\x07 \x00\n".encode())
    assert reading.text == "  Café 👍🏽\n\nline\ntwo \n"
    assert (reading.format, reading.encoding) == ("txt", "utf-8")
    assert reading.warnings == [say.CONTROLS[1].format(count=2)]


def test_decomposed_letters_stay_decomposed() -> None:
    assert one("a.txt", "Cafe\u0301".encode()).text == "Cafe\u0301"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    reading = one("a.txt", "Größe – “so”\n".encode(encoding))
    assert reading.text == "Größe – “so”\n"
    assert reading.warnings == []


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        (
            "cp1252",
            "Sie sagte: „Ich weiß nicht, ob das für mich möglich wäre“ – und ging über die Straße.\n" * 5,
        ),
        ("cp1251", "Она сказала, что больше не хочет об этом говорить, и мы замолчали надолго.\n" * 5),
        ("cp932", "彼女はもうその話をしたくないと言って、しばらく黙っていました。\n" * 5),
    ],
)
def test_an_encoding_that_is_guessed_is_said_to_be_one(encoding: str, words: str) -> None:
    reading = one("a.txt", words.encode(encoding, "ignore"))
    assert reading.text == words.encode(encoding, "ignore").decode(encoding)
    assert reading.encoding
    assert any("was assumed" in warning for warning in reading.warnings)


def test_a_few_broken_bytes_do_not_make_utf8_something_else() -> None:
    reading = one("a.txt", "Überall Äpfel für Jörg. ".encode() * 20 + b"\xff end")
    assert reading.encoding == "utf-8"
    assert reading.warnings == [say.UNREADABLE[0]]


@given(some.text())
def test_the_normal_form_is_normal(text: str) -> None:
    tidy, _ = normal(text)
    assert normal(tidy) == (tidy, 0)
    assert "\r" not in tidy
    assert "\0" not in tidy


@given(some.text(alphabet=some.characters(codec="utf-8", exclude_categories=("Cc",))))
def test_the_normal_form_changes_no_other_code_point(text: str) -> None:
    assert normal(text) == (text, 0)


# What is refused


@pytest.mark.parametrize("suffix", sorted(SAVE_AS))
def test_a_kind_that_cannot_be_read_says_what_to_do(suffix: str) -> None:
    sentence = refusal(f"talk.{suffix}", b"anything")
    assert sentence.startswith("“talk.")
    assert sentence.endswith(".")


def test_endings() -> None:
    assert "has no ending" in refusal("talk", b"words")
    assert "of a kind that cannot be read (.xyz)" in refusal("talk.xyz", b"words")
    assert one("TALK.TXT", b"words").text == "words"
    assert not set(FORMATS) & set(SAVE_AS)


@pytest.mark.parametrize(
    ("name", "data", "right"),
    [
        ("a.docx", papers.pdf([[(72, 700, "words")]]), ".pdf"),
        ("a.txt", papers.word_document(), ".docx"),
        ("a.txt", b"{\\rtf1 words}", ".rtf"),
        ("a.pdf", papers.libre_document(), ".odt"),
        ("a.csv", papers.workbook([["text"], ["words"]]), ".xlsx"),
        ("a.docx", b"<!DOCTYPE html><p>words", ".html"),
    ],
)
def test_a_file_that_is_something_else_is_recognised(name: str, data: bytes, right: str) -> None:
    assert f"Rename it so that it ends in {right}" in refusal(name, data)


def test_a_picture_only_document_holds_no_words() -> None:
    assert "holds no words" in refusal("a.docx", papers.raw_docx("<w:p><w:r><w:drawing/></w:r></w:p>"))
    assert "probably pictures" in refusal("a.pdf", papers.pdf([[]]))


def test_a_sentence_keeps_a_strange_name_on_one_line() -> None:
    sentence = refusal("a\n\x07" + "b" * 500 + ".xyz", b"words")
    assert "\n" not in sentence
    assert len(sentence) < 250


def test_a_refusal_does_not_carry_words_of_the_file_along() -> None:
    with pytest.raises(Problem) as caught:
        read_file("a.docx", papers.raw_docx("<w:p>secret words</w:q>"))
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


# Word


def test_a_word_document() -> None:
    reading = one("a.docx", papers.word_document())
    assert reading.text == "Arriving\nShe said never and smiled\nsoup\nwho\twhat\nAda\tcooks"
    assert reading.title == "Talk at the kitchen table"
    assert marked(reading) == [
        ("heading", "Arriving", 2),
        ("bold", "never", 0),
        ("italic", "smiled", 0),
        ("item", "soup", 0),
    ]
    assert reading.warnings == []


def test_blank_paragraphs_inside_a_document_stay() -> None:
    body = "<w:p/><w:p><w:r><w:t>one</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>two</w:t></w:r></w:p><w:p/>"
    assert one("a.docx", papers.raw_docx(body)).text == "one\n\ntwo"


def test_tracked_changes_comments_pictures_and_boxes_are_counted() -> None:
    box = "<w:p><w:r><w:t>boxed</w:t></w:r></w:p>"
    body = (
        "<w:p><w:r><w:t>kept </w:t></w:r><w:ins><w:r><w:t>added</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:r><w:commentReference w:id='0'/><w:drawing><pic/></w:drawing><w:tab/><w:t>on</w:t><w:br/></w:r>"
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{box}</w:txbxContent></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:instrText>HYPERLINK http://example.org</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>"
    )
    reading = one("a.docx", papers.raw_docx(body))
    assert reading.text == "kept added\ton\nlink\n\nboxed"
    assert reading.warnings == [
        say.INSERTIONS[0],
        say.DELETIONS[0],
        say.BESIDE[0],
        say.PICTURES[0],
        say.BOXES[0],
    ]


def test_footnotes_come_at_the_end() -> None:
    notes = (
        f'<w:footnotes xmlns:w="{papers.W}">'
        '<w:footnote w:id="2"><w:p><w:r><w:t>later</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    body = '<w:p><w:r><w:t>now</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    reading = one("a.docx", papers.raw_docx(body, {"word/footnotes.xml": notes}))
    assert reading.text == "now[1]\n\n[1] later"
    assert reading.warnings == [say.NOTES[0]]


def test_heading_styles_are_known_by_their_names_not_their_ids() -> None:
    styles = (
        f'<w:styles xmlns:w="{papers.W}"><w:style w:styleId="berschrift3"><w:name w:val="heading 3"/></w:style>'
        '<w:style w:styleId="meine"><w:name w:val="Meine"/><w:basedOn w:val="berschrift3"/></w:style>'
        '<w:style w:styleId="a"><w:name w:val="A"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="B"/><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{style}</w:t></w:r></w:p>'
        for style in ("berschrift3", "meine", "a")
    )
    reading = one("a.docx", papers.raw_docx(body, {"word/styles.xml": styles}))
    assert marked(reading) == [("heading", "berschrift3", 3), ("heading", "meine", 3)]


@pytest.mark.parametrize("colon", [": ", "\u2003"])
def test_speakers_in_bold(colon: str) -> None:
    reading = one("a.docx", papers.interview_docx(TALK, colon))
    assert said(reading.text, reading.structure) == TALK


# OpenDocument, RTF, HTML, Markdown


def test_an_opendocument_text() -> None:
    reading = one("a.odt", papers.libre_document())
    assert reading.text == "Arriving\nTwo  spaces and a\ttab, loud[1]\nsoup\nAda\tcooks\n\n[1] said later"
    assert marked(reading) == [("heading", "Arriving", 1), ("bold", "loud", 0), ("item", "soup", 0)]
    assert reading.warnings == [say.NOTES[0]]


def test_rich_text() -> None:
    data = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title x}}\f0 Gr\'f6\u223?e \u-10179?\u-9139?\par "
        rb"{\field{\*\fldinst{ HYPERLINK " + b'"http://example.org/"' + rb"}}{\fldrslt link}}\par "
        rb"{\pict\pngblip 89504e47}{\footnote later}\trowd one\cell two\cell\row}"
    )
    reading = one("a.rtf", data)
    assert reading.text == "Größe 👍\nlink\none\ttwo"
    assert reading.warnings == [say.PICTURES[0], say.NOTES_LEFT_OUT[0]]


def test_a_web_page() -> None:
    page = """<html><head><title>My  page</title><style>p {}</style></head><body><script>alert(1)</script>
    <h2>Arriving</h2><p>She   said <b>nev</b><b>er</b>,<br>and <em>smiled</em>.</p>
    <ul><li>soup<li>bread<ul><li>rye</ul></ul><blockquote>as told</blockquote><img src=x>
    <table><tr><td>Ada<td><p>cooks</p><p>well</p></table><pre>  as
 it is</pre></body></html>"""
    reading = one("a.htm", page.encode())
    assert reading.text == (
        "Arriving\nShe said never,\nand smiled.\nsoup\nbread\nrye\nas told\nAda\tcooks well\n  as\n it is"
    )
    assert (reading.title, reading.format) == ("My page", "html")
    assert marked(reading) == [
        ("heading", "Arriving", 2),
        ("bold", "never", 0),
        ("italic", "smiled", 0),
        ("item", "soup", 0),
        ("item", "bread\nrye", 0),
        ("item", "rye", 1),
        ("quote", "as told", 0),
    ]
    assert reading.warnings == [say.PICTURES[0]]


def test_a_web_page_says_its_encoding() -> None:
    page = '<meta charset="iso-8859-15"><p>Größe 5 €</p>'.encode("iso-8859-15")
    assert one("a.html", page).text == "Größe 5 €"


def test_markdown() -> None:
    text = "# Arriving\n\nShe said **never**\nand *smiled* <unclear>.\n\n- soup\n- bread\n\n> as told\n\n    code\n"
    reading = one("a.md", text.encode())
    assert reading.text == (
        "Arriving\n\nShe said never\nand smiled <unclear>.\n\nsoup\nbread\n\nas told\n\ncode"
    )
    assert marked(reading) == [
        ("heading", "Arriving", 1),
        ("bold", "never", 0),
        ("italic", "smiled", 0),
        ("item", "soup", 0),
        ("item", "bread", 0),
        ("quote", "as told", 0),
    ]


def test_a_transcript_in_markdown() -> None:
    text = "".join(f"**{who}:** {words}\n\n" for who, words in TALK)
    reading = one("a.md", text.encode())
    assert said(reading.text, reading.structure) == TALK


# PDF


def test_a_pdf() -> None:
    reading = one(
        "a.pdf", papers.pdf([[(72, 700, "She said never"), (72, 686, "and smiled."), (72, 600, "Later.")]])
    )
    assert reading.text == "She said never\nand smiled.\n\nLater."
    assert reading.warnings == [say.PDF_LINES]


def test_page_numbers_and_running_headers_are_left_out_where_they_are_certain() -> None:
    pages = [
        [
            (72, 800, "Interview with A."),
            (72, 600, f"Words {page}{page} of the page"),
            (290, 30, f"Page {page} of 4"),
        ]
        for page in range(1, 5)
    ]
    reading = one("a.pdf", papers.pdf(pages))
    assert reading.text == "\n\n".join(f"Words {page}{page} of the page" for page in range(1, 5))
    assert say.PAGE_FURNITURE[1].format(count=8) in reading.warnings


def test_numbers_that_may_be_words_stay() -> None:
    reading = one("a.pdf", papers.pdf([[(72, 700, "How old are you?"), (72, 600, "17")]]))
    assert reading.text == "How old are you?\n\n17"


def test_margin_numbers_are_left_out() -> None:
    lines = [(72, 780 - 40 * n, f"Line with words {chr(97 + n)}") for n in range(6)]
    numbers = [(30, 780 - 40 * n, str(n + 1)) for n in range(6)]
    reading = one("a.pdf", papers.pdf([[*lines, *numbers]]))
    assert reading.text == "\n\n".join(words for _, _, words in lines)
    assert say.LINE_NUMBERS[1].format(count=6) in reading.warnings


# Subtitles


def test_a_teams_transcript() -> None:
    vtt = (
        "WEBVTT - a header\n\nNOTE nobody says this\n\n1\n00:00:01.000 --> 00:00:02.500 align:start\n"
        "<v Ada Berg>Hello &amp; <i>welcome</i>,\nall.</v>\n\n00:03.000 --> 00:04.000\n<v Ada Berg>Sit.\n\n"
        "00:05.000 --> 00:06.000\n<v.loud Ben>Thanks <UNSURE>so</UNSURE>.</v>\n\nbroken --> 00:07.000\nlost\n"
    )
    reading = one("a.vtt", vtt.encode())
    assert reading.text == "Ada Berg: Hello & welcome, all. Sit.\nBen: Thanks <UNSURE>so</UNSURE>."
    assert reading.structure == Structure(
        ("Ada Berg", "Ben"), (Turn(0, 10, 36, 0, 1000, 4000), Turn(37, 42, 69, 1, 5000, 6000))
    )
    assert reading.warnings == [say.BAD_CUES[0]]


def test_a_zoom_transcript_names_its_speakers_in_the_words() -> None:
    cues = [
        ("Ada Berg: Hello.", 1),
        ("Ben: Hi.", 2),
        ("And thanks.", 3),
        ("Ada Berg: Sit. Note: here.", 4),
        ("Ben: Ok.", 5),
    ]
    vtt = "WEBVTT\n\n" + "".join(f"00:0{at}.000 --> 00:0{at}.900\n{words}\n\n" for words, at in cues)
    reading = one("a.vtt", vtt.encode())
    assert said(reading.text, reading.structure) == [
        ("Ada Berg", "Hello."),
        ("Ben", "Hi. And thanks."),
        ("Ada Berg", "Sit. Note: here."),
        ("Ben", "Ok."),
    ]
    assert [(turn.begins, turn.ends) for turn in reading.structure.turns][1] == (2000, 3900)


def test_subtitles_without_speakers_keep_their_times() -> None:
    srt = "1\r\n00:00:01,000 --> 00:00:02,000\r\nOne\r\n\r\n2\r\n00:01:00,5 --> 00:01:02,000\r\n- Two\r\n- Three\r\n"
    reading = one("a.srt", srt.encode())
    assert reading.text == "One\n- Two\n- Three"
    assert reading.structure.voices == ("",)
    assert [(turn.begins, turn.ends) for turn in reading.structure.turns] == [(1000, 2000), (60500, 62000)]


@pytest.mark.parametrize("text", ["WEBVTTS\n\n00:01.000 --> 00:02.000\nx", "\nWEBVTT\n", "no\n"])
def test_a_vtt_file_must_say_that_it_is_one(text: str) -> None:
    assert "does not start with WEBVTT" in refusal("a.vtt", text.encode())


# Tables


def test_a_csv_is_a_source_per_row() -> None:
    data = 'ID,Group,Answer\n1,a,"Yes, ""and""\r\nmore"\n2,b,\n3,c,No: never\n'
    first, second = read_file("a.csv", data.encode())
    assert (first.text, first.title, first.fields) == ('Yes, "and"\nmore', "1", {"ID": "1", "Group": "a"})
    assert (second.text, second.fields["Group"], second.format) == ("No: never", "c", "csv")
    assert first.warnings == [say.FIRST_ROW.format(column="C"), say.EMPTY_ROWS[0]]
    assert second.warnings == []


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators(separator: str) -> None:
    rows = [["who", "when", "what"], ["Ada", "today", "soup, bread, and a long talk"], ["Ben", "", "a, b"]]
    readings = read_file("a.csv", "\n".join(separator.join(row) for row in rows).encode())
    assert [reading.text for reading in readings] == ["soup, bread, and a long talk", "a, b"]
    assert readings[1].fields == {"who": "Ben"}


def test_a_workbook() -> None:
    rows = [
        ["name", None, "comment", "comment"],
        ["Ada", 3.0, "a long comment", True],
        [None, None, None, 2.5],
    ]
    (reading,) = read_file("a.xlsx", papers.workbook([["only a heading"]], rows, [["x"], ["y"]]))
    assert (reading.text, reading.title) == ("a long comment", "Ada")
    assert reading.fields == {"name": "Ada", "B": "3", "comment (D)": "True"}
    assert reading.warnings == [
        say.OTHER_SHEETS[1].format(count=2),
        say.FIRST_ROW.format(column="C"),
        say.EMPTY_ROWS[0],
    ]


# Turns


def test_labels_stay_in_the_text_before_the_words() -> None:
    structure = find_turns(TALK_TEXT)
    assert structure.voices == ("Doctor", "Patient")
    assert structure.turns[1] == Turn(15, 24, 27, 1)
    assert said(TALK_TEXT, structure) == TALK


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("I: One #00:00:03-5#\nR: Two #00:01:02-3#", [None, None], [3500, 62300]),
        ("#00:00:00-0# I: One\n#00:00:03-0# R: Two", [0, 3000], [None, None]),
        ("[00:00:01] I: One\n(01:00:02) R: Two [01:00:04]", [1000, 3602000], [None, 3604000]),
        ("I (00:01): One\nR [00:00:02]: Two", [1000, 2000], [None, None]),
        ("Ada Berg   0:03\nOne\n\nBen   0:12\nTwo", [3000, 12000], [None, None]),
        ("Ada 00:03\nOne\n\nBen 1:00:12 \nTwo", [3000, 3612000], [None, None]),
        ("[00:00:01]\nI: One\n\n[00:00:02]\nR: Two", [1000, 2000], [None, None]),
        (">> ADA: One\n>> BEN: Two\n>> ADA:\n>> BEN:", [None] * 4, [None] * 4),
    ],
)
def test_times(text: str, begins: list[int | None], ends: list[int | None]) -> None:
    structure = find_turns(text)
    assert [words for _, words in said(text, structure)][:2] == ["One", "Two"]
    assert [turn.begins for turn in structure.turns] == begins
    assert [turn.ends for turn in structure.turns] == ends


def test_a_turn_goes_on_until_the_next_label_or_heading() -> None:
    text = "I: One\nmore\n\nand more\nPart two\nsaid by nobody\nR: Two\n"
    structure = find_turns(text, [Mark("heading", 22, 30, 1)])
    assert said(text, structure) == [("I", "One\nmore\n\nand more"), ("R", "Two")]


@pytest.mark.parametrize(
    "text",
    [
        "Note: the tape was late.\nWe met at 10:30.\nhttp://example.org\n",
        "Note: one\nNote: two\nDate: today\nDate: tomorrow\n",
        "He said to me: no\nHe said to me: yes\nHe said to me: maybe\n",
        "Ada: only once\nBen: only once\n",
        "I: only one line\n",
        "(laughs): x\n(laughs): y\n[noise]: z\n[noise]: z\n",
        "Recipe: soup\nRecipe: bread\nRecipe: tea\n",
        "We met at 10:30\nWe left at 11:30\n",
        "I was there at 12:00.\nI left.\n",
    ],
)
def test_false_friends(text: str) -> None:
    assert said_in(text) == []


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        ("Анна: да\nБорис: нет\nАнна: да\nБорис: нет\n", ("Анна", "Борис")),
        ("王：你好\n李：你好\n王：再见\n李：再见\n", ("王", "李")),
        ("أحمد: نعم\nليلى: لا\nأحمد: نعم\nليلى: لا\n", ("أحمد", "ليلى")),
        ("Speaker 1: a\nSpeaker 2: b\n", ("Speaker 1", "Speaker 2")),
        ("P3: a\nInterviewer: b\n", ("P3", "Interviewer")),
        ("anna: a\nben: b\nanna: a\nben: b\nanna: a\nben: b\n", ("anna", "ben")),
        (
            "    Mr. Smith. Yes.\nMr. Smith. wrapped\n    The Chair. No.\n    Mr. Smith. Yes.\n    The Chair. No.\n",
            ("Mr. Smith", "The Chair"),
        ),
    ],
)
def test_voices(text: str, voices: tuple[str, ...]) -> None:
    structure = find_turns(text)
    assert structure.voices == voices
    assert len(structure.turns) == text.count("\n") - text.count("wrapped")


@given(
    some.lists(
        some.sampled_from(["I: ", "R:", "Ada  0:03", "#00:00:01-1#", " ", "x", "\n", "[0:01]", "👍", ": "])
    )
)
def test_turns_lie_in_the_text_one_after_another(pieces: list[str]) -> None:
    text = "".join(pieces)
    at = 0
    for turn in find_turns(text).turns:
        assert at <= turn.start <= turn.words <= turn.end <= len(text)
        at = turn.end


def test_the_turns_of_a_very_long_and_awkward_text_are_found() -> None:
    assert len(find_turns(("I: words " * 50 + "\nR: (00:00 " + "a:" * 200 + "\n") * 4000).turns) == 8000


# The workshop


def test_the_workshop_gives_what_reading_in_process_gives() -> None:
    files = {
        "a.docx": papers.word_document(),
        "a.txt": TALK_TEXT.encode(),
        "a.csv": b"text\nsome words\nmore\n",
    }
    with Workshop() as workshop:
        for name, data in files.items():
            assert workshop.read(name, data) == read_file(name, data)


def test_one_child_reads_many_files() -> None:
    data = papers.interview_docx(TALK)
    with Workshop() as workshop:
        workshop.read("a.docx", data)
        child = workshop._child
        for number in range(100):
            workshop.read(f"{number}.docx", data)
        assert workshop._child is child


def test_the_workshop_starts_its_child_with_the_first_file() -> None:
    with Workshop() as workshop:
        assert workshop._child is None
        with pytest.raises(Problem, match="Save the slides"):
            workshop.read("a.pptx", b"x")
        assert workshop._child is None


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows ends processes otherwise")
def test_a_child_that_dies_is_replaced() -> None:
    with Workshop() as workshop:
        workshop.read("a.txt", b"words")
        assert workshop._child is not None
        os.kill(workshop._child.number, signal.SIGKILL)
        with pytest.raises(Problem, match=r"“b\.txt” made the reader of files stop"):
            workshop.read("b.txt", b"words")
        assert workshop.read("c.txt", b"words")[0].text == "words"


def test_a_child_is_not_tired_by_what_its_parent_holds() -> None:
    much = bytearray(b"x") * (TIRED_MEMORY + 2**20)
    with Workshop() as workshop:
        workshop.read("a.txt", b"words")
        assert workshop._child is not None
    assert len(much) > TIRED_MEMORY


def test_the_child_opens_no_connection_and_writes_no_file() -> None:
    for event in ("socket.connect", "socket.__new__", "subprocess.Popen", "os.system", "os.exec"):
        with pytest.raises(PermissionError):
            confined._refuse(event, ())
    with pytest.raises(PermissionError):
        confined._refuse("open", ("words.txt", "w", os.O_WRONLY | os.O_CREAT))
    confined._refuse("open", ("words.txt", "r", os.O_RDONLY))


def test_the_child_needs_no_django() -> None:
    program = (
        "import sys; import firsthand.field.sources.extract.child, firsthand.field.sources.extract.docx, "
        "firsthand.field.sources.extract.pdf; sys.exit('django' in sys.modules)"
    )
    import subprocess
    import sys

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
