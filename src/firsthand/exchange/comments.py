"""Texts that come in with comments beside them: the comments become codings, or memos linked to the words.

They are the work of whoever brings them in; who wrote a comment in the file, and when, is told in the memo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import code as code_named
from firsthand.analysis.codebook.services import code_called
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.memos.models import Kind
from firsthand.analysis.memos.services import write_memo
from firsthand.core.problems import NotThere, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Comment
from firsthand.field.sources.importing import Incoming, import_sources
from firsthand.field.sources.models import Source
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry

LONGEST_NAME = 120  # of a code that a comment names: longer is a thought


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become of comments: codings where the first line is a code's name (or makes one), memos for others."""

    codings: bool = False
    memos: bool = False
    new_codes: bool = False


@dataclass(slots=True)
class Became:
    """How many comments became what."""

    codings: int = 0
    memos: int = 0
    left: int = 0


@act("source.import")
def import_commented(
    by: Membership, *, incoming: Sequence[Incoming], wanted: Wanted
) -> tuple[list[Source], Became]:
    """Bring in texts, and what stands beside them: one act. Raises as `import_sources`."""
    sources, became = import_sources(by, incoming=incoming), Became()
    for source, item in zip(sources, incoming, strict=True):
        for comment in item.reading.comments:
            _bring(by, source, comment, wanted, became)
    return sources, became


def sources_brought(entry: Entry) -> int:
    """How many sources an act brought in, for whoever asks for the very same again."""
    return sum(table == "sources.source" and before is None for table, _row, before, _after in entry.changes)


def _bring(by: Membership, source: Source, comment: Comment, wanted: Wanted, became: Became) -> None:
    head, _line, rest = comment.words.partition("\n")
    span = Span(comment.start, comment.end) if comment.start < comment.end else None
    code = _code(by, head.strip(), wanted.new_codes) if wanted.codings and span else None
    if span and code:
        coding = apply_code(by, source=source, code=code, span=span)
        became.codings += 1
        if rest.strip():
            _write(by, comment, rest, coding)
            became.memos += 1
    elif wanted.memos and comment.words.strip():
        about = apply_code(by, source=source, code=_holding(by), span=span) if span else source
        _write(by, comment, comment.words, about)
        became.memos += 1
    else:
        became.left += 1


def _code(by: Membership, called: str, make: bool) -> Code | None:
    """The code that a comment's first line names; made where it may be."""
    if not called or len(called) > LONGEST_NAME:
        return None
    try:
        return code_named(by, called)
    except NotThere:
        return code_called(by, called=called) if make else None
    except Problem:
        return None  # several are called that: nobody can tell which is meant


def _holding(by: Membership) -> Code:
    """The code under which words stand that a comment is about, and that no code of the study says."""
    return code_called(by, called=_("Comments"))


def _write(by: Membership, comment: Comment, words: str, about: object) -> None:
    signed = ", ".join(part for part in (comment.author.strip(), comment.at[:10]) if part)
    body = words.strip() + (f"\n\n({signed})" if signed else "")
    write_memo(by, kind=Kind.THEORY, title="", body=body, about=[about])  # type: ignore[list-item]
