"""Reports as Word documents, with real heading styles, so that a table of contents and a screen reader work."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.coding.counts import CodeCount
from firsthand.analysis.coding.excerpts import Excerpt
from firsthand.analysis.themes.selectors import ClaimLine, Piece, ThemeLine
from firsthand.field.people.selectors import Person
from firsthand.giving_back.reports.web import Objections
from firsthand.giving_back.reports.words import banner, facets, held_back, reference, sides, summary
from firsthand.ground.studies.models import Study


def themes(
    study: Study, found: Sequence[ThemeLine], objections: Objections, standpoints: Mapping[str, str]
) -> bytes:
    """The theme report: idea, codes, claims, and the excerpts on each side with their references.

    With what people said to it that they want printed.
    """
    document = new_document(study, _("Themes and their evidence"))
    for number, theme in enumerate(found, start=1):
        document.add_heading(f"{number} {theme.plain}", 1)
        if theme.plain_name:
            small_print(document, theme.name)
        document.add_paragraph(theme.idea)
        small_print(document, summary(theme))
        for line in facets(theme, standpoints):
            small_print(document, line)
        for place, claim in enumerate(theme.claims, start=1):
            _claim(document, f"{number}.{place}", claim)
            _said_to(document, objections.get(claim.id, ()))
        _said_to(document, objections.get(theme.id, ()))
        _pieces(document, theme.evidence)
    return saved(document)


def codebook(study: Study, lines: Sequence[CodeLine], counts: dict[UUID, CodeCount]) -> bytes:
    """The codebook, each code under a heading of its depth."""
    document = new_document(study, _("Codebook"))
    for line in lines:
        document.add_heading(f"{line.handle} {line.plain}".strip(), min(line.depth + 1, 5))
        _code(document, line, counts.get(line.id, CodeCount(0, 0, 0)))
    return saved(document)


def found(study: Study, query: str, excerpts: Sequence[Excerpt]) -> bytes:
    """What a query found, source by source, each excerpt with its reference; the query stands above."""
    document = new_document(study, _("Excerpts"))
    small_print(document, query)
    source = None
    for excerpt in excerpts:
        if excerpt.source.id != source:
            source = excerpt.source.id
            document.add_heading(f"{excerpt.source.ref} {excerpt.source.title}", 1)
        _excerpt(document, excerpt)
    return saved(document)


def _said_to(document: Any, said: Sequence[tuple[Person, str]]) -> None:
    for who, words in said:
        document.add_paragraph(_("%(who)s says to this: %(words)s") % {"who": who.pseudonym, "words": words})


def _code(document: Any, line: CodeLine, count: CodeCount) -> None:
    if line.plain_name:
        small_print(document, line.name)
    for label, words in (
        (_("What it means"), line.definition),
        (_("Use it when"), line.when),
        (_("Do not use it for"), line.when_not),
        (_("Example"), line.example),
    ):
        if words:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(words)
    counted = {"codings": count.codings, "sources": count.sources}
    small_print(document, _("%(codings)s codings in %(sources)s sources") % counted)


def _claim(document: Any, number: str, claim: ClaimLine) -> None:
    document.add_heading(f"{number} {claim.sentence}", 2)
    for flag in claim.flags:
        small_print(document, _("Note: %(flag)s") % {"flag": flag})
    _pieces(document, claim.evidence)


def _pieces(document: Any, pieces: Sequence[Piece]) -> None:
    for heading, shown in sides(pieces):
        document.add_heading(heading, 3)
        for piece in shown:
            if piece.excerpt is None:
                small_print(document, _("(An excerpt stood here whose coding has been removed since.)"))
            else:
                _excerpt(document, piece.excerpt)


def _excerpt(document: Any, excerpt: Excerpt) -> None:
    if excerpt.held:
        small_print(document, f"{held_back(excerpt)} {reference(excerpt)}", indent=0.75)
        return
    quote = document.add_paragraph(excerpt.words, style="Quote")
    quote.paragraph_format.left_indent = Cm(0.75)
    quote.paragraph_format.keep_with_next = True
    quote.paragraph_format.space_before = Pt(6)
    quote.paragraph_format.space_after = Pt(2)
    small_print(document, reference(excerpt), indent=0.75)


def new_document(study: Study, title: str) -> Any:
    """A document with its title, in the language of the moment; marked where the study is invented."""
    document = Document()
    _set_language(document)
    document.core_properties.title = f"{study.title}: {title}"
    document.core_properties.author = "Firsthand"
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Quote"].font.italic = False
    for level in range(6):
        style = document.styles["Title" if level == 0 else f"Heading {level}"]
        style.font.name = "Georgia"
        style.font.color.rgb = RGBColor(0x22, 0x2B, 0x2A)
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "")
        del style.element.rPr.rFonts.attrib[qn("w:asciiTheme")]
    if study.demo:
        document.sections[0].header.paragraphs[0].text = banner()
        document.add_paragraph().add_run(banner()).bold = True
    document.add_heading(title, 0)
    made = date_format(timezone.localtime(), "DATE_FORMAT")
    small_print(
        document, _("%(study)s. Made on %(date)s with Firsthand.") % {"study": study.title, "date": made}
    )
    return document


def _set_language(document: Any) -> None:
    language = document.styles["Normal"].element.get_or_add_rPr()
    tag = language.makeelement(qn("w:lang"), {qn("w:val"): get_language() or "en"})
    language.append(tag)


def small_print(document: Any, words: str, indent: float = 0) -> None:
    """A paragraph that explains, smaller and softer than the rest."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(indent)
    paragraph.paragraph_format.space_after = Pt(10)
    run = paragraph.add_run(words)
    run.font.size = Pt(9.5)
    run.font.color.rgb = RGBColor(0x4A, 0x55, 0x52)


def saved(document: Any) -> bytes:
    """The file. It is made in memory."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
