"""Hostile files: each made on the spot, its docstring saying what is wrong with it.

`HOSTILE` maps a file's name to its maker. Whatever reads them must answer each with a sentence or with its words,
within the limits on time and memory.
"""

from __future__ import annotations

import random
import stat
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from field.papers import CONTENT_TYPES, W, assembled, pdf, raw_docx, word_document, workbook, zipped

Maker = Callable[[], bytes]
HOSTILE: dict[str, Maker] = {}
SLOW: set[str] = set()

MEGABYTE = 1024 * 1024
PARAGRAPH = "<w:p><w:r><w:t>words</w:t></w:r></w:p>"


def hostile(name: str, *, slow: bool = False) -> Callable[[Maker], Maker]:
    """Enter a maker under the name its file has."""

    def enter(maker: Maker) -> Maker:
        HOSTILE[name] = maker
        if slow:
            SLOW.add(name)
        return maker

    return enter


def _with_entry(data: bytes, entry: ZipInfo | str, content: bytes = b"words") -> bytes:
    out = BytesIO(data)
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr(entry, content)
    return out.getvalue()


def _zeros(name: str, megabytes: int, parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO(zipped(parts))
    with ZipFile(out, "a", ZIP_DEFLATED) as archive, archive.open(name, "w") as stream:
        for _ in range(megabytes):
            stream.write(bytes(MEGABYTE))
    return out.getvalue()


def _spaces(megabytes: int) -> bytes:
    """So many spaces, packed: one piece of it again and again, which is sooner there than by packing them all."""
    packer, check = zlib.compressobj(wbits=-15), 1
    piece = packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(megabytes):
        check = zlib.adler32(b" " * MEGABYTE, check)
    return b"\x78\x9c" + piece * megabytes + zlib.compressobj(wbits=-15).flush() + check.to_bytes(4, "big")


# Archives


@hostile("zip-bomb.docx", slow=True)
def zip_bomb() -> bytes:
    """One megabyte that unpacks to one gigabyte of zeros."""
    return _zeros("word/document.xml", 1024, {"[Content_Types].xml": CONTENT_TYPES})


@hostile("small-bomb.docx")
def small_bomb() -> bytes:
    """Under the limit on the whole, but a thousand times larger inside than outside."""
    return _zeros("word/document.xml", 32, {"[Content_Types].xml": CONTENT_TYPES})


@hostile("nested-bomb.xlsx", slow=True)
def nested_bomb() -> bytes:
    """A bomb inside of the archive inside of a workbook, and a sheet that is one too."""
    inner = _zeros("zeros", 8, {})
    return _zeros(
        "xl/worksheets/sheet1.xml", 16, {"[Content_Types].xml": CONTENT_TYPES, "xl/inner.zip": inner}
    )


@hostile("lying-size.docx")
def lying_size() -> bytes:
    """The archive's list says that the document is ten bytes long; it unpacks to 8 MB."""
    data = bytearray(_zeros("word/document.xml", 8, {"[Content_Types].xml": CONTENT_TYPES}))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(data)


@hostile("too-many-entries.docx")
def too_many_entries() -> bytes:
    """Six thousand parts."""
    return zipped(
        {"[Content_Types].xml": CONTENT_TYPES, **{f"word/{number}.xml": "" for number in range(6000)}}
    )


@hostile("traversal.docx")
def traversal() -> bytes:
    """A part that would be written above the folder it is unpacked into."""
    return _with_entry(raw_docx(PARAGRAPH), "../../../.bashrc")


@hostile("backslash-traversal.docx")
def backslash_traversal() -> bytes:
    """The same, as Windows writes paths."""
    return _with_entry(raw_docx(PARAGRAPH), "word\\..\\..\\autorun.inf")


@hostile("absolute.docx")
def absolute() -> bytes:
    """A part with an absolute path."""
    return _with_entry(raw_docx(PARAGRAPH), "/etc/passwd")


@hostile("symlink.docx")
def symlink() -> bytes:
    """A part that is a symbolic link to a file of the system."""
    entry = ZipInfo("word/link.xml")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return _with_entry(raw_docx(PARAGRAPH), entry, b"/etc/passwd")


@hostile("encrypted-zip.docx")
def encrypted_zip() -> bytes:
    """An archive whose parts say that they are encrypted."""
    data = bytearray(raw_docx(PARAGRAPH))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


@hostile("encrypted-office.docx")
def encrypted_office() -> bytes:
    """What Word makes of a document with a password: an old-style container around it."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1024)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(1024)
    )


@hostile("old-word.docx")
def old_word() -> bytes:
    """A .doc file that somebody renamed."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + "WordDocument".encode("utf-16-le") + bytes(1024)
    )


@hostile("truncated.docx")
def truncated() -> bytes:
    """A document of which the second half got lost on the way."""
    data = word_document()
    return data[: len(data) // 2]


@hostile("plain-zip.docx")
def plain_zip() -> bytes:
    """An archive of holiday pictures with the ending of a document."""
    return zipped({"beach.jpg": b"\xff\xd8\xff"})


@hostile("flipped-bytes.docx")
def flipped_bytes() -> bytes:
    """A document in which one byte in a hundred was changed."""
    data, dice = bytearray(word_document()), random.Random(3)
    for _ in range(len(data) // 100):
        data[dice.randrange(60, len(data))] = dice.randrange(256)
    return bytes(data)


# XML


@hostile("billion-laughs.docx")
def billion_laughs() -> bytes:
    """Entities that call each other until a billion laughs fill the memory."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
    )
    return zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": document})


@hostile("utf16-doctype.docx")
def utf16_doctype() -> bytes:
    """A document type hidden from a search for it by another encoding."""
    document = (
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a "ha">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
    )
    return zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": document.encode("utf-16")})


@hostile("external-entity.odt")
def external_entity() -> bytes:
    """An entity that stands for a file of the system."""
    content = (
        '<?xml version="1.0"?><!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        "<o:body><o:text><t:p>words &x;</t:p></o:text></o:body></o:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


@hostile("doctype.xlsx")
def doctype_in_sheet() -> bytes:
    """A workbook whose shared strings have a document type."""
    strings = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha">]><sst>&a;</sst>'
    return _with_entry(workbook([["text"], ["words"]]), "xl/other.xml", strings.encode())


@hostile("endless-spaces.odt")
def endless_spaces() -> bytes:
    """Ten thousand elements that each claim to stand for a billion spaces."""
    content = (
        '<?xml version="1.0"?>'
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text><t:p>words'
        + '<t:s t:c="999999999"/>' * 10_000
        + "</t:p></o:text></o:body></o:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


@hostile("deep-xml.docx")
def deep_xml() -> bytes:
    """Forty thousand insertions inside one another."""
    return raw_docx("<w:p>" + "<w:ins>" * 40_000 + "</w:ins>" * 40_000 + "</w:p>")


@hostile("many-paragraphs.docx", slow=True)
def many_paragraphs() -> bytes:
    """Three hundred thousand paragraphs: not wrong, only long."""
    dice = random.Random(5)
    return raw_docx("".join(f"<w:p><w:r><w:t>{dice.random()}</w:t></w:r></w:p>" for _ in range(300_000)))


@hostile("nested-tables.docx")
def nested_tables() -> bytes:
    """Forty tables inside one another, so that a careless search for rows doubles at each."""
    return raw_docx("<w:tbl><w:tr><w:tc>" * 40 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 40)


@hostile("huge-dimension.xlsx")
def huge_dimension() -> bytes:
    """A sheet that claims seventeen thousand million cells, and has two."""
    out = BytesIO()
    with ZipFile(BytesIO(workbook([["text"], ["words"]]))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    return out.getvalue()


@hostile("far-cells.xlsx")
def far_cells() -> bytes:
    """A hundred thousand rows, each with its one cell in the last column there is."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 100_000))
    out = BytesIO()
    with ZipFile(BytesIO(workbook([["text"], ["words"]]))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", rows.encode() + b"</sheetData>"))
    return out.getvalue()


# PDF


@hostile("is-a-pdf.docx")
def pdf_as_docx() -> bytes:
    """A PDF with the ending of a Word document."""
    return pdf([[(72, 700, "words")]])


@hostile("encrypted.pdf")
def encrypted_pdf() -> bytes:
    """A PDF that needs a password."""
    lock = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >> "
        b"/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    )
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>"], lock)


@hostile("truncated.pdf")
def truncated_pdf() -> bytes:
    """A PDF that breaks off in its first page."""
    return pdf([[(72, 700, "words " * 50)]] * 5, packed=True)[:400]


@hostile("endless-tree.pdf")
def endless_tree() -> bytes:
    """A PDF whose pages contain themselves."""
    return assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"]
    )


@hostile("deep-tree.pdf")
def deep_tree() -> bytes:
    """Five thousand levels of pages inside one another."""
    levels = [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (number + 3) for number in range(5000)]
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", *levels, b"<< /Type /Page >>"])


@hostile("endless-xref.pdf")
def endless_xref() -> bytes:
    """A table of objects that says it goes on at itself."""
    data = pdf([[(72, 700, "words")]])
    at = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % at)


@hostile("many-pages.pdf", slow=True)
def many_pages() -> bytes:
    """Fifty thousand pages."""
    kids = b" ".join([b"3 0 R"] * 1 + [b"%d 0 R" % number for number in range(4, 50_004)])
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 50000 /Kids [%s] >>" % kids,
            *[page] * 50_001,
        ]
    )


@hostile("stream-bomb.pdf", slow=True)
def stream_bomb() -> bytes:
    """A page whose content unpacks to three gigabytes."""
    packed = _spaces(3072)
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>",
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    )


@hostile("scan.pdf")
def scan() -> bytes:
    """A PDF without any letters, as a copier makes it."""
    return pdf([[], []])


# Plain files


@hostile("is-a-picture.txt")
def picture_as_text() -> bytes:
    """A PNG picture with the ending of a text."""
    return b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000)


@hostile("is-a-program.txt")
def program_as_text() -> bytes:
    """A program."""
    return b"\x7fELF\x02\x01\x01" + bytes(500) + b"some strings" + bytes(500)


@hostile("utf16-without-mark.txt")
def utf16_without_mark() -> bytes:
    """UTF-16 that does not say so."""
    return "She said: “never again”, and smiled.\r\n".encode("utf-16-le") * 20


@hostile("random.txt")
def random_bytes() -> bytes:
    """Noise."""
    return random.Random(2).randbytes(100_000)


@hostile("random-without-zeros.txt")
def random_without_zeros() -> bytes:
    """Noise without the zero bytes that give it away."""
    return random.Random(2).randbytes(100_000).replace(b"\0", b"")


@hostile("empty.txt")
def empty() -> bytes:
    """Nothing."""
    return b""


@hostile("spaces.txt")
def spaces() -> bytes:
    """Only spaces."""
    return b"  \n\t \n" * 1000


@hostile("too-large.txt", slow=True)
def too_large() -> bytes:
    """One byte more than is allowed."""
    return b"a" * (200 * MEGABYTE + 1)


@hostile("too-long.txt", slow=True)
def too_long() -> bytes:
    """Under the limit on bytes, over the one on characters."""
    return b"words and words \n" * 2_000_000


@hostile("labels-only.txt", slow=True)
def labels_only() -> bytes:
    """A million labels and nothing said."""
    return b"I: \nR:\n#00:00:01-1#\n" * 300_000


@hostile("one-long-line.txt", slow=True)
def one_long_line() -> bytes:
    """Ten million characters that could all be part of a label or a time."""
    return b"(00:00:00 " * 1_000_000


@hostile("wrong-header.vtt")
def wrong_header() -> bytes:
    """Subtitles without the word that they must start with."""
    return b"WEBVTTX\n\n00:00.000 --> 00:02.000\nwords"


@hostile("broken-cues.vtt", slow=True)
def broken_cues() -> bytes:
    """Two hundred thousand cues without times, with tags that never end."""
    return (
        b"WEBVTT\n\n"
        + b"99:99 --> <v <v <c <\nwords &&&&\n\n" * 200_000
        + b"00:01.000 --> 00:02.000\n<v A>words\n"
    )


@hostile("open-tags.vtt", slow=True)
def open_tags() -> bytes:
    """One cue of a million opened tags."""
    return b"WEBVTT\n\n00:01.000 --> 00:02.000\nwords" + b"<v " * 1_000_000


@hostile("zero.csv")
def zero_in_csv() -> bytes:
    """A table with a zero byte in a cell."""
    return b"id,text\n1,some\x00 words\n"


@hostile("commas.csv", slow=True)
def commas() -> bytes:
    """A row of ten million commas."""
    return b"id,text\n1,words\n" + b"," * 10_000_000


@hostile("spaced-commas.csv", slow=True)
def spaced_commas() -> bytes:
    """A row of five million cells that are not quite empty."""
    return b"id,text\n1,words\n" + b"a," * 5_000_000


@hostile("open-quote.csv", slow=True)
def open_quote() -> bytes:
    """A quotation mark that is never closed, before ten megabytes."""
    return b'id,text\n1,"words\n' + b"2,more words\n" * 800_000


@hostile("deep.rtf", slow=True)
def deep_rtf() -> bytes:
    """Half a million groups inside one another."""
    return b"{\\rtf1 " + b"{" * 500_000 + b"words" + b"}" * 500_000 + b"}"


@hostile("fields.rtf", slow=True)
def many_fields() -> bytes:
    """Twenty thousand beginnings of a link on one line, each of which a search follows to the end."""
    return b"{\\rtf1 words " + b"{\\field{\\*\\fldinst{ HYPERLINK " * 20_000


@hostile("binary-lengths.rtf")
def binary_lengths() -> bytes:
    """Pictures that claim to be longer than the file, and by more digits than a number has."""
    return b"{\\rtf1 words {\\pict\\bin999999999 x}{\\pict\\bin" + b"9" * 5000 + b" x} more words}"


@hostile("deep.html", slow=True)
def deep_html() -> bytes:
    """A hundred thousand boxes inside one another."""
    return b"<html><body>" + b"<div>" * 100_000 + b"words" + b"</div>" * 100_000


@hostile("open-tags.html", slow=True)
def open_html_tags() -> bytes:
    """Three hundred thousand bold tags that are never closed."""
    return b"<html><body>words" + b"<p><b>" * 300_000


@hostile("deep.md", slow=True)
def deep_markdown() -> bytes:
    """Fifty thousand quotations inside one another."""
    return b">" * 50_000 + b" words\n"


@hostile("brackets.md", slow=True)
def brackets() -> bytes:
    """A hundred thousand open brackets, each of which could begin a link."""
    return b"words " + b"[" * 100_000


@hostile("emphasis.md", slow=True)
def emphasis() -> bytes:
    """Stars and lines that could open or close each other in any order."""
    return b"words " + b"*a _b **c " * 20_000
