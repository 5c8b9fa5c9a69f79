"""Honest files of every kind that the program reads, each with the door by which it comes in.

What the attacks and mutants are made from: a file that is read to its end leads deeper than one that is refused at its
first byte.
"""

# ruff: noqa: E501 (files stand here as they are)

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from exchange.foreign import RQDA, database, packed
from exchange.test_books import NVIVO
from exchange.test_inception import GLAD, cas, types
from exchange.test_other_programs import TSV, qualcoder, taguette
from exchange.written import docx, paragraph, table
from field.papers import interview_docx, libre_document, pdf, word_document, workbook
from firsthand.core.kit.findings import CoreThing, Counted, Findings, FoundClaim, Grounds, SubTheme, written
from sounds import wav

DATA = Path(__file__).parents[1] / "data"

TALK = "LEA: What did you bring?\nMARIGOLD: Soup, and a spare key.\n"
VTT = "WEBVTT\n\nNOTE x\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Lea>What did <b>you</b> bring?\n\n00:05.000 --> 00:06.000\n- Soup.\n"
SRT = "1\n00:00:01,000 --> 00:00:04,000\nLEA: What?\n\n2\n00:00:05,000 --> 00:00:06,000\nSoup.\n"
RTF = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0\b Lea:\b0  What?\par Mari:\u8217? caf\'e9 {\i soup}\line x\par}"
HTML = "<!doctype html><html><head><title>T</title></head><body><h1>Talk</h1><p>LEA: What?<br>MARI: <b>Soup</b></p><table><tr><td>a</table></body></html>"
MD = "# Talk\n\n**Lea**: What?\n\n- one\n- two\n\n> Soup\n"
RIS = (DATA / "references" / "peer-support.ris").read_bytes()
BIB = (DATA / "references" / "peer-support.bib").read_bytes()
GUIDE = "questions:\n  - label: Q01\n    text: What did you bring?\n  - label: Q02\n    text: And then?\n"
CODES = "id,parent,name,plain_name,definition,when,when_not,example\n,,Presence,Being there,Sitting with it,a,b,c\n,Presence,Tea,,,,,\n"
PEOPLE = "participant,Years here\nMarigold,10 or more\nIke,1 to 3\n"
ANSWERS = "participant,version,language,scope,answer,moment,asked_on,how\nMarigold,1,en,interview,yes,before,2026-05-01,spoken\n"
HIGHLIGHTS = "id,document,content,tag\n1,talk,Soup,Presence\n"
OWN = "one,two,both\n9,2,1\n3,4,1\n"


@dataclass(frozen=True)
class Seed:
    """A file's name, what is in it, and by which doors it comes in (see `doors.DOORS`)."""

    name: str
    data: bytes
    doors: tuple[str, ...]


def png() -> bytes:
    """A picture of one point."""

    def piece(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = piece(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))
    body = piece(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + body + piece(b"IEND", b"")


def kit() -> bytes:
    """The kit from which people begin their own, as a zip."""
    from firsthand.exchange.kits.finding import starter

    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in starter().items():
            archive.writestr(name, data)
    return out.getvalue()


def rqda() -> bytes:
    rows = {
        "source": [("talk", 1, TALK, "", "ines", "Mon May  4 10:00:00 2026", "", 1)],
        "freecode": [("One", "", "ines", "Mon May  4 10:00:00 2026", "", 1, 1, "")],
    }
    return database(RQDA, rows)


def inception() -> bytes:
    """A backup of a whole project of INCEpTION."""
    feeling = types(kind="webanno.custom.Mood")
    project = {"name": "P", "source_documents": [{"name": "a.txt", "format": "text"}], "layers": []}
    inner = packed([("a.xmi", cas(GLAD)), ("TypeSystem.xml", feeling)]).getvalue()
    return packed(
        [
            ("exportedproject.json", json.dumps(project)),
            ("source/a.txt", "So the yard."),
            ("annotation/a.txt/ines.zip", inner),
            ("annotation/a.txt/ines.xmi", cas(GLAD)),
            ("curation/a.txt/CURATION_USER.tsv", TSV),
        ]
    ).getvalue()


def found() -> bytes:
    """What another site found."""
    claim = FoundClaim("Tea first.", ("T1",), (Grounds("for", "3", (Counted("peer", 2),)),))
    core = CoreThing("question", "Q01", "What?", "kept", "0" * 16, ("T1",))
    return written(Findings("There", "peerwork", "1", "en", (core,), (SubTheme("T1", "Tea"),), (claim,)))


CSL = json.dumps(
    [
        {
            "id": "a", "type": "article-journal", "title": "Tea & <i>company</i>", "DOI": "10.1000/x",
            "author": [{"family": "Ash", "given": "A."}, {"literal": "The House"}], "issued": {"date-parts": [[2020, 2]]},
        }
    ]
)  # fmt: skip
TEXT, GRID, PROJECT = ("text", "words"), ("codes", "people", "answers", "own"), ("project", "looked over")
MAKERS: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "talk.docx": (word_document, TEXT),
    "interview.docx": (lambda: interview_docx([("Lea", "What?"), ("Mari", "Soup.")]), TEXT),
    "comments.docx": ((DATA / "docx" / "comments.docx").read_bytes, TEXT),
    "talk.odt": (libre_document, TEXT),
    "talk.pdf": (lambda: pdf([[(72, 700, "LEA: What?"), (72, 680, "MARI: Soup.")], [(72, 700, "x")]]), TEXT),
    "packed.pdf": (lambda: pdf([[(72, 700, "LEA: What?")]], packed=True), TEXT),
    "talk.rtf": (lambda: RTF, TEXT),
    "talk.txt": (TALK.encode, TEXT),
    "utf16.txt": (lambda: TALK.encode("utf-16"), TEXT),
    "talk.md": (MD.encode, TEXT),
    "talk.html": (HTML.encode, (*TEXT, "codes")),
    "talk.vtt": (VTT.encode, TEXT),
    "talk.srt": (SRT.encode, TEXT),
    "answers.xlsx": (lambda: workbook([["participant", "text"], ["Ash", "words"]]), (*TEXT, *GRID)),
    "texts.csv": (lambda: b"title,text\nOne,Soup.\nTwo,Tea.\n", (*TEXT, *GRID)),
    "codes.csv": (CODES.encode, GRID),
    "people.csv": (PEOPLE.encode, GRID),
    "consents.csv": (ANSWERS.encode, GRID),
    "highlights.csv": (HIGHLIGHTS.encode, GRID),
    "own.csv": (OWN.encode, GRID),
    "codes.docx": (lambda: docx(paragraph("Codes", heading=1), table([NVIVO, ["Work", "What is done.", "1", "1"]])), ("codes",)),
    "codes.xlsx": (lambda: workbook([list(NVIVO), ["Work", "What is done.", "1", "1"]]), GRID),
    "qualcoder.qdpx": ((DATA / "refi" / "qualcoder4.0b_primock.qdpx").read_bytes, PROJECT),
    "nvivo.qdpx": ((DATA / "refi" / "nvivo12.6-windows_two-sources_masked.qdpx").read_bytes, PROJECT),
    "atlas.qde": ((DATA / "refi" / "spec-A2_atlas.ti8.4-mac.qde").read_bytes, PROJECT),
    "codebook.qdc": ((DATA / "refi" / "spec-A1_codebook.qdc").read_bytes, PROJECT),
    "qualcoder.qdc": ((DATA / "refi" / "qualcoder4.0b_codebook.qdc").read_bytes, PROJECT),
    "data.qda": (qualcoder, PROJECT),
    "primock.qda.zip": ((DATA / "others" / "qualcoder4.0b_primock.qda.zip").read_bytes, PROJECT),
    "taguette.sqlite3": (taguette, PROJECT),
    "old.rqda": (rqda, PROJECT),
    "webanno.tsv": (TSV.encode, PROJECT),
    "slots.tsv": ((DATA / "others" / "inception_slots.tsv").read_bytes, PROJECT),
    "spans.xmi": ((DATA / "others" / "inception_token-bounded-spans.xmi").read_bytes, PROJECT),
    "inception.zip": (inception, PROJECT),
    "doccano.jsonl": (lambda: b'{"id": 1, "text": "So the yard.", "label": [[0, 2, "A"]], "entities": [{"start_offset": 3, "end_offset": 6, "label": "B", "user": "ADA"}], "meta": {"b": 1}}\n' * 3, PROJECT),
    "brat.zip": (lambda: packed([("a.txt", "So the yard."), ("a.ann", "T1\tMood 0 2\tSo\n#1\tNote T1\tx\n")]).getvalue(), PROJECT),
    "works.ris": (lambda: RIS, ("works",)),
    "works.bib": (lambda: BIB, ("works",)),
    "works.json": (CSL.encode, ("works",)),
    "kit.zip": (kit, ("kit",)),
    "guide.yaml": (GUIDE.encode, ("guide",)),
    "guide.txt": (lambda: b"Q01. What did you bring?\nQ02. And then?\n", ("guide",)),
    "findings.json": (found, ("findings",)),
    "talk.wav": (lambda: wav(0.1), ("media",)),
    "point.png": (png, ("media",)),
}  # fmt: skip


@cache
def seeds() -> tuple[Seed, ...]:
    """All of them."""
    return tuple(Seed(name, make(), doors) for name, (make, doors) in MAKERS.items())
