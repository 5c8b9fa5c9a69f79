"""Everything the readers of files say to a person: what is wrong, in which file, and what to do.

Plain English templates, all in this one place: the child process that reads files has no Django, so the doors
translate. `{name}` is the name of the file. No template has a place for words out of a file.
"""

from __future__ import annotations

from firsthand.core.problems import Problem

Several = tuple[str, str]
"""The sentence for one, and the sentence for `{count}`."""

# Refusals: the file is not read.

TOO_LARGE = "“{name}” is larger than 200 MB. Split it, or take out the pictures, and try again."
TOO_LONG = "“{name}” holds more than 20 million characters. Split it into several files and try again."
EMPTY = "“{name}” is empty. Check that it was saved, and try again."
NO_WORDS = "“{name}” holds no words. Check that it is the right file."
NO_WORDS_PDF = (
    "“{name}” holds no words that can be read; its pages are probably pictures (a scan). "
    "Run text recognition (OCR) on it, or type it out, and try again."
)
NO_ENDING = (
    "“{name}” has no ending that says what kind of file it is. "
    "Give it one (for plain text: .txt) and try again."
)
UNKNOWN_KIND = (
    "“{name}” is of a kind that cannot be read (.{ending}). Save it as .docx, .txt or .pdf and try again."
)
SAVE_AS = "“{name}” is {what}, which cannot be read. {advice}"
LOOKS_LIKE = (
    "“{name}” ends in .{ending}, but inside it is a {kind}. "
    "Rename it so that it ends in .{right} and try again."
)
NOT_THIS_KIND = (
    "“{name}” ends in .{ending}, but inside it is not a {kind}. "
    "Open it in the program it was made with, save it as .{ending}, and try again."
)
NOT_TEXT = (
    "“{name}” ends in .{ending}, but holds something other than text (such as a picture or a program). "
    "Check that it is the right file."
)
UNKNOWN_LETTERS = (
    "“{name}” is written in a way that could not be recognised. "
    "Open it in a text editor, save it as UTF-8, and try again."
)
LOCKED = "“{name}” is protected with a password. Save a copy without the password and try again."
OLD_OFFICE = (
    "“{name}” was saved in the old format of Word or Excel, whatever its ending says. "
    "Open it and save it as .docx or .xlsx, and try again."
)
DAMAGED = (
    "“{name}” is damaged or incomplete, and cannot be read. Fetch it or save it again, and try once more."
)
BOMB = (
    "“{name}” unpacks to far more than an honest file would hold, so it was not opened. "
    "If you trust it, open it, save it under a new name, and try again."
)
STRANGE_NAMES = (
    "“{name}” holds parts that point outside of itself, so it was not opened. "
    "If you trust it, open it, save it under a new name, and try again."
)
FORBIDDEN_XML = (
    "“{name}” holds instructions (a document type or entities) that have no place in such a file, so it was "
    "not opened. If you trust it, open it, save it under a new name, and try again."
)
NO_VTT_HEADER = (
    "“{name}” does not start with WEBVTT as a .vtt file must. "
    "If it holds subtitles in another form, rename it to .srt; else export it again."
)
TOO_MANY_PAGES = "“{name}” has more than 5,000 pages. Split it into several files and try again."
TOO_MANY_COLUMNS = (
    "“{name}” has a line of more than 1,000 columns. Keep the column with the words and the few you need, "
    "and try again."
)
TOO_MANY_ROWS = "“{name}” has more than 100,000 rows. Split it into several files and try again."
TOO_SLOW = (
    "“{name}” took longer than 30 seconds to read, so reading was stopped. Split it, or save it as .txt."
)
TOO_HUNGRY = (
    "“{name}” needs more memory to read than is allowed. Split it, or save it as .txt, and try again."
)
CRASHED = (
    "“{name}” made the reader of files stop. Open it, save it under a new name or as .txt, and try again."
)

# Warnings: the file was read, and a person should know this about it.

GUESSED_ENCODING = (
    "The file does not say how its letters are written; {encoding} was assumed. "
    "Check that accents and quotation marks look right."
)
CONTROLS: Several = (
    "1 invisible control character was taken out.",
    "{count} invisible control characters were taken out.",
)
UNREADABLE: Several = (
    "1 character could not be read and is shown as �.",
    "{count} characters could not be read and are shown as �.",
)
COMMENTS: Several = ("1 comment was left out.", "{count} comments were left out.")
BESIDE: Several = ("1 comment stands beside the text.", "{count} comments stand beside the text.")
PICTURES: Several = ("1 picture was left out.", "{count} pictures were left out.")
NOTES: Several = (
    "1 footnote or endnote was put at the end of the text.",
    "{count} footnotes and endnotes were put at the end of the text.",
)
NOTES_LEFT_OUT: Several = ("1 footnote was left out.", "{count} footnotes were left out.")
BOXES: Several = (
    "The words of 1 text box were put at the end of the text.",
    "The words of {count} text boxes were put at the end of the text.",
)
INSERTIONS: Several = (
    "1 tracked insertion was kept as text.",
    "{count} tracked insertions were kept as text.",
)
DELETIONS: Several = ("1 tracked deletion was left out.", "{count} tracked deletions were left out.")
TRACKED_RTF = (
    "The file has tracked deletions, which this format does not let us tell apart: they are in the text."
)
SYMBOLS: Several = (
    "1 symbol from a picture font was left out.",
    "{count} symbols from a picture font were left out.",
)
EMBEDDED: Several = (
    "1 document inside the document was left out.",
    "{count} documents inside the document were left out.",
)
HEADERS = "The page headers and footers of the document were left out."
PDF_LINES = "This was a PDF: where lines and paragraphs end was worked out from the page, so look it over."
PAGE_FURNITURE: Several = (
    "1 page number, running header or footer was left out.",
    "{count} page numbers, running headers and footers were left out.",
)
LINE_NUMBERS: Several = (
    "1 number in the margin was left out.",
    "{count} numbers in the margin were left out.",
)
BAD_CUES: Several = (
    "1 subtitle could not be read and was left out.",
    "{count} subtitles could not be read and were left out.",
)
DEEP_MARKDOWN = "The Markdown is nested too deeply to make out, so its signs were kept as text."
FIRST_ROW = (
    "The first row was taken as the names of the columns, and the words were taken from column {column}."
)
EMPTY_ROWS: Several = ("1 row without words was left out.", "{count} rows without words were left out.")
OTHER_SHEETS: Several = (
    "Only the first sheet with words was read; 1 other was left out.",
    "Only the first sheet with words was read; {count} others were left out.",
)
NO_TABLE = "“{name}” is no table. Save it as .csv or .xlsx, and try again."
OPEN_QUOTE = "“{name}” cannot be read: a quotation mark is open. Save it as .csv again, and try again."
STRAY_QUOTES = "A quotation mark in the table is out of place or never closed; check that the rows are whole."
EXTRA_CELLS: Several = (
    "1 cell beyond the named columns was left out.",
    "{count} cells beyond the named columns were left out.",
)


def refuse(template: str, name: str, **details: str) -> Problem:
    """The refusal to raise, with the file's name in it."""
    return Problem(template.format(name=shown(name), **details))


def shown(name: str) -> str:
    """A file's name as it may stand in a sentence: one line, not endless."""
    tidy = "".join(letter if letter.isprintable() else " " for letter in name).strip()
    return tidy if len(tidy) <= 100 else f"{tidy[:80]}…{tidy[-15:]}"


def count(how_many: int, several: Several) -> list[str]:
    """The warning for so many, as a list of one; of none where there is nothing to say."""
    if how_many == 0:
        return []
    return [several[0] if how_many == 1 else several[1].format(count=f"{how_many:,}")]
