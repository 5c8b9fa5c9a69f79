"""A coded text as a Word document: its words line by line, each coding a comment beside the words it is on.

A comment's first line is the code, so that it is known again when the document comes back; memos about the coding are
below. Words that may not leave are not there: a sign stands for each of their letters, and everything keeps its place.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.selectors import CodingLine, codings_of
from firsthand.core.spans import covered
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import source_line
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.printing import masked, printed_memos, withheld
from firsthand.giving_back.reports.paper import saved
from firsthand.giving_back.reports.words import banner
from firsthand.ground.studies.models import Membership

_NO_XML = re.compile("[\ufffe\uffff\x00-\x08\x0b-\x1f]")


def commented(by: Membership, source: Source) -> bytes:
    """The document, as this member may read the text and as far as its words may leave."""
    unasked = bystanders_in(by, [source.current]).get(source.current, ())
    hidden = covered([*withheld(by).get(source.current, ()), *unasked])
    words = _NO_XML.sub("\ufffd", masked(text_of(by, source).words, hidden))
    document = Document()
    document.core_properties.title = source_line(by, source).title[:255]
    document.core_properties.author = "Firsthand"
    if by.study.demo:
        document.sections[0].header.paragraphs[0].text = banner()
    _write(document, words, codings_of(by, source), _said(by))
    return saved(document)


def _said(by: Membership) -> Mapping[Any, str]:
    """What stands in the comment of each code, and below it of each coding."""
    lines = codebook(by)
    called = Counter(
        name.casefold() for line in lines for name in {line.name, line.plain_name, line.handle} if name
    )
    said: dict[Any, str] = {line.id: _unmistakable(line, called) for line in lines}
    for memo in printed_memos(by):
        for target in memo.about:
            if target.what == "coding":
                told = memo.title if memo.body.startswith(memo.title) else f"{memo.title}\n{memo.body}"
                told = memo.body if memo.body.startswith(memo.title) else told
                said[target.row] = f"{said.get(target.row, '')}\n{told}"
    return said


def _unmistakable(line: CodeLine, called: Mapping[str, int]) -> str:
    return line.name if called[line.name.casefold()] == 1 else line.full_path


def _write(document: Any, words: str, codings: Sequence[CodingLine], said: Mapping[Any, str]) -> None:
    starts, ends = defaultdict(list), defaultdict(list)
    for one in codings:
        text = _NO_XML.sub("\ufffd", said[one.code.id] + said.get(one.id, ""))
        comment = document.part._comments_part.comments.add_comment(
            text=text, author=one.coder, initials=one.coder[:2]
        )
        comment._comment_elm.date = one.at.astimezone(UTC)
        starts[one.span.start].append(comment.comment_id)
        ends[one.span.end].append(comment.comment_id)
    edges = sorted({*starts, *ends})
    at = 0
    for line in words.split("\n"):
        paragraph, end = document.add_paragraph(), at + len(line)
        inside = [edge for edge in edges if at <= edge <= end]
        for begin, finish in zip([at, *inside], [*inside, end], strict=True):
            _edges(paragraph, starts.pop(begin, ()), ends.pop(begin, ()))
            if finish > begin:
                paragraph.add_run(words[begin:finish])
        _edges(paragraph, starts.pop(end, ()), ends.pop(end, ()))
        at = end + 1


def _edges(paragraph: Any, starts: Iterable[int], ends: Iterable[int]) -> None:
    for comment in ends:
        paragraph._p.append(_edge("w:commentRangeEnd", comment))
        paragraph.add_run()._r.append(_edge("w:commentReference", comment))
    for comment in starts:
        paragraph._p.append(_edge("w:commentRangeStart", comment))


def _edge(name: str, comment: int) -> Any:
    edge = OxmlElement(name)
    edge.set(qn("w:id"), str(comment))
    return edge
