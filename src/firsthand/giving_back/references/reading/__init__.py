"""A file of a reference manager read: RIS, BibTeX or CSL-JSON, told by what is in it, whatever it is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.field.sources.extract import check_length
from firsthand.giving_back.references.items import Item, normal
from firsthand.giving_back.references.reading import bibtex, csl_json, ris
from firsthand.giving_back.references.reading.raw import Raw

MAX_BYTES = 8_000_000
MAX_RECORDS = 5_000

FORMATS: dict[str, tuple[str, Callable[[str], Iterator[Raw]]]] = {
    "ris": ("RIS", ris.records),
    "bibtex": ("BibTeX", bibtex.records),
    "csl-json": ("CSL-JSON", csl_json.records),
}
_RIS = re.compile(r"^[^\S\n]*TY  ?- ?", re.MULTILINE)
_BIBTEX = re.compile(r"^[^\S\n]*@\s*\w+\s*[{(]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Record:
    """A work as a file has it: from which line on, how it can be told, its item; or why it is none."""

    line: int
    what: str
    item: Item | None
    why: str = ""


@dataclass(slots=True)
class Read:
    """All that is in a file. `left`: the fields of its records that have no place here."""

    format: str
    records: list[Record] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read(name: str, data: bytes) -> Read:
    """The works in a file. A record that is none says why; `Problem` is raised where the file as a whole is of no use.

    Raises nothing else: what a library makes of a broken file says nothing to a person, and may quote it.
    """
    check_length(name, len(data))
    if len(data) > MAX_BYTES:
        raise Problem(
            _("%(name)s is larger than 8 MB. Bring the works in in several files, or without attachments.")
            % {"name": name}
        )
    text = _text(name, data)
    form = _form(name, text)
    found = Read(form)
    for raw in _taken(name, form, text):
        if len(found.records) == MAX_RECORDS:
            raise Problem(
                _("%(name)s holds more than %(most)s works. Bring them in in several files.")
                % {"name": name, "most": MAX_RECORDS}
            )
        found.records.append(_record(raw, found.left))
    if not found.records:
        raise Problem(_("There is no work in %(name)s.") % {"name": name})
    return found


def form_called(form: str) -> str:
    """What a format is called."""
    return FORMATS[form][0]


def _taken(name: str, form: str, text: str) -> Iterator[Raw]:
    try:
        yield from FORMATS[form][1](text)
    except Problem:
        raise
    except Exception as broken:
        raise Problem(
            _("%(name)s looks like %(format)s, and cannot be read to its end. Export it once more.")
            % {"name": name, "format": form_called(form)}
        ) from broken


def _record(raw: Raw, left: list[str]) -> Record:
    if raw.fields is None:
        return Record(raw.line, raw.what, None, raw.why)
    try:
        item, without = normal(raw.fields)
    except Problem as problem:
        return Record(raw.line, raw.what, None, str(problem))
    left += [*raw.left, *without]
    return Record(raw.line, _title(raw.fields) or raw.what, item)


def _title(fields: Mapping[str, Any]) -> str:
    return str(fields.get("title") or "")


def _text(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        if best is None or b"\x00" in data[:4096]:
            raise Problem(
                _("%(name)s is no text. Export the works as RIS, BibTeX or CSL-JSON.") % {"name": name}
            ) from None
        text = str(best)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _form(name: str, text: str) -> str:
    """Which of the formats a text is in. Raises `Problem` with what to do about one that is not read here."""
    begins = text.lstrip()[:400]
    if begins.startswith(("[", "{")):
        return "csl-json"
    if _RIS.search(text):
        return "ris"
    if _BIBTEX.search(text):
        return "bibtex"
    other = (
        "EndNote XML" if "<xml>" in begins and "<record" in begins
        else "Zotero RDF" if "<rdf:RDF" in begins
        else "PubMed (nbib)" if begins.startswith("PMID-")
        else "EndNote (enw)" if begins.startswith("%0 ")
        else ""
    )  # fmt: skip
    if other:
        raise Problem(
            _(
                "%(name)s is in the format %(format)s, which is not read here. Export it as RIS, BibTeX or CSL-JSON."
            )
            % {"name": name, "format": other}
        )
    raise Problem(
        _(
            "There are no works in %(name)s in a form that is known here. Zotero, Mendeley, EndNote and Citavi export"
            " RIS, BibTeX or CSL-JSON: any of the three will do."
        )
        % {"name": name}
    )
