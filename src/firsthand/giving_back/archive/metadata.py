"""What a catalogue of an archive wants to know, as DDI-Codebook 2.5: said in XML that its schema's order holds for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lxml import etree

from firsthand import __version__

NAMESPACE = "ddi:codebook:2_5"
SCHEMA = "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Described:
    """What is told of a study."""

    title: str
    led_by: Sequence[str]
    years: Sequence[str]  # the first and the last in which something was gathered, where that is known
    kinds: Sequence[str]  # “9 interviews”
    codes: Sequence[str]  # the topmost
    files: Sequence[tuple[str, str]]  # path, what is in it
    left_out: str


def written(told: Described) -> bytes:
    """The XML, in UTF-8."""
    root = etree.Element(
        _named("codeBook"), {"version": "2.5", f"{{{_XML}}}lang": get_language() or "en"},
        nsmap={None: NAMESPACE, "xsi": _INSTANCE},
    )  # fmt: skip
    root.set(f"{{{_INSTANCE}}}schemaLocation", f"{NAMESPACE} {SCHEMA}")
    _citation(_in(root, "docDscr"), told, software=True)
    study = _in(root, "stdyDscr")
    _citation(study, told, software=False)
    _about(_in(study, "stdyInfo"), told)
    collected = _in(_in(study, "method"), "dataColl")
    _in(collected, "collMode", _("Conversations, field notes and documents, gathered by the team"))
    _in(collected, "cleanOps", _("What could tell who somebody is was replaced: see deidentification.csv"))
    use = _in(_in(study, "dataAccs"), "useStmt")
    _in(use, "confDec", _("Whoever reads the texts undertakes not to look for who the people are."))
    _in(
        use,
        "restrctn",
        _("Only for researchers who sign an agreement with the archive: so people were told."),
    )
    _in(use, "conditions", told.left_out)
    for path, what in told.files:
        other = _in(root, "otherMat", level="study", URI=path)
        _in(other, "labl", path)
        _in(other, "txt", what)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _citation(parent: etree._Element, told: Described, *, software: bool) -> None:
    citation = _in(parent, "citation")
    _in(_in(citation, "titlStmt"), "titl", told.title)
    authors = _in(citation, "rspStmt")
    for name in told.led_by:
        _in(authors, "AuthEnty", name)
    if software:
        _in(_in(citation, "prodStmt"), "software", "Firsthand", version=__version__)


def _about(info: etree._Element, told: Described) -> None:
    subject = _in(info, "subject")
    for name in told.codes:
        _in(subject, "keyword", name)
    summary = _in(info, "sumDscr")
    for event, year in zip(("start", "end"), told.years, strict=False):
        _in(summary, "collDate", year, event=event, date=year)
    _in(summary, "anlyUnit", _("Passages of what people said and of what was noted"))
    _in(summary, "universe", _("The people who took part, and said that what they said may be kept"))
    for kind in told.kinds:
        _in(summary, "dataKind", kind)


def _in(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, _named(name), attributes)
    if text:
        made.text = _NOT_XML.sub("", text)
    return made


def _named(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
