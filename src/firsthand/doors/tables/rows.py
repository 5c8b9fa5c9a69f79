"""The rows of the tables. Each field says what it holds; words that people said or wrote are marked as such.

A row is a copy: it does not change when the study does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from firsthand.doors.tables.columns import Told

Id = Annotated[UUID, Told("by which it is found again")]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """An interview, a field note, a document."""

    id: Id
    ref: Annotated[str, Told("how people call it: S12")]
    number: Annotated[int, Told("its number")]
    title: Annotated[str, Told("its title")]
    kind: Annotated[str, Told("what it is: interview, focus group, field note …")]
    format: Annotated[str, Told("what kind of file it came from")]
    file: Annotated[str, Told("the name of that file")]
    length: Annotated[int, Told("code points")]
    turns: Annotated[int, Told("turns")]
    codings: Annotated[int, Told("codings on it")]
    participants: Annotated[tuple[str, ...], Told("labels of the people whose words are in it")]
    attributes: Annotated[dict[str, str], Told("what is said of it")]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code, with its place in the tree. Its counts are its own; those of codes below it are not in them."""

    id: Id
    parent: Annotated[UUID | None, Told("the code above it")]
    depth: Annotated[int, Told("how many codes are above it")]
    path: Annotated[tuple[str, ...], Told("names from the top of the tree down")]
    name: Annotated[str, Told("its name")]
    plain_name: Annotated[str, Told("what pages call it")]
    definition: Annotated[str, Told("what it stands for")]
    when: Annotated[str, Told("when it is used")]
    when_not: Annotated[str, Told("when it is not used")]
    example: Annotated[str, Told("an example, often somebody’s words", words=True)] = field(repr=False)
    handle: Annotated[str, Told("a short handle")]
    codings: Annotated[int, Told("codings")]
    sources: Annotated[int, Told("sources with it")]
    coders: Annotated[int, Told("coders who used it")]


@dataclass(frozen=True, slots=True)
class CodingRow:
    """One code on one stretch of words, by one coder."""

    id: Id
    source: Annotated[UUID, Told("the source")]
    source_ref: Annotated[str, Told("how people call the source: S12")]
    source_title: Annotated[str, Told("its title")]
    source_part: Annotated[str, Told("which part of a field note")]
    code: Annotated[UUID, Told("the code")]
    code_name: Annotated[str, Told("its name")]
    code_path: Annotated[tuple[str, ...], Told("names from the top of the tree down")]
    coder: Annotated[str, Told("who coded")]
    start: Annotated[int, Told("the first code point")]
    end: Annotated[int, Told("the one after the last")]
    words: Annotated[str, Told("the coded words", words=True)] = field(repr=False)
    place: Annotated[str, Told("turn or line")]
    said_by: Annotated[tuple[str, ...], Told("who speaks there")]
    participants: Annotated[tuple[str, ...], Told("labels of the people whose words these are")]
    standpoint: Annotated[str, Told("from where it is said")]
    stance: Annotated[str, Told("how it is said of the code")]
    at: Annotated[datetime, Told("when it was coded")]


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """Somebody whose words these are, by pseudonym."""

    id: Id
    label: Annotated[str, Told("P01, P02 …")]
    pseudonym: Annotated[str, Told("what they are called here")]
    attributes: Annotated[dict[str, str], Told("what is said of them")]


@dataclass(frozen=True, slots=True)
class MemoRow:
    """A memo."""

    id: Id
    number: Annotated[int, Told("its number")]
    kind: Annotated[str, Told("about a code, theory, method or oneself")]
    title: Annotated[str, Told("its title")]
    body: Annotated[str, Told("what is written in it", words=True)] = field(repr=False)
    version: Annotated[int, Told("how often it was worded")]
    author: Annotated[str, Told("who wrote it")]
    at: Annotated[datetime, Told("when")]
    about: Annotated[tuple[str, ...], Told("what it is about: “code: Waiting”")]


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme, with how much stands behind it."""

    id: Id
    name: Annotated[str, Told("its name")]
    plain_name: Annotated[str, Told("what pages call it")]
    idea: Annotated[str, Told("the idea that holds it together")]
    codes: Annotated[tuple[str, ...], Told("the codes gathered in it")]
    claims: Annotated[int, Told("claims")]
    evidence: Annotated[int, Told("pieces of evidence, those of its claims included")]
    codings: Annotated[int, Told("codings of its codes")]
    participants: Annotated[tuple[str, ...], Told("pseudonyms of the people behind them")]
    sources: Annotated[int, Told("sources behind them")]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim that a theme makes."""

    id: Id
    theme: Annotated[UUID, Told("the theme")]
    theme_name: Annotated[str, Told("its name")]
    sentence: Annotated[str, Told("what is claimed")]
    evidence: Annotated[int, Told("pieces of evidence")]
    supporting: Annotated[int, Told("of them for it")]
    against: Annotated[int, Told("of them against it; what is mixed is neither")]
    flags: Annotated[tuple[str, ...], Told("what to know before believing it")]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """Something that a participant was shown, and what they say to it by now."""

    id: Id
    participant: Annotated[str, Told("the label of whom it was shown to")]
    kind: Annotated[str, Told("transcript, quote, summary, theme or claim")]
    of: Annotated[UUID | None, Told("the coding, theme or claim that it is of")]
    shown_at: Annotated[datetime, Told("when")]
    shown_by: Annotated[str, Told("by whom")]
    words: Annotated[str, Told("what they were shown", words=True)] = field(repr=False)
    answer: Annotated[str, Told("what they say to it; empty where nothing was said")]
    text: Annotated[str, Told("in their words", words=True)] = field(repr=False)
    answered_at: Annotated[datetime | None, Told("when they said it")]
    outcome: Annotated[str, Told("what came of it: changed, kept, both, done")]
    reason: Annotated[str, Told("why", words=True)] = field(repr=False)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in which the study is written up."""

    id: Id
    ref: Annotated[str, Told("how people call it: D1")]
    title: Annotated[str, Told("its title")]
    text: Annotated[str, Told("as it reads now, a paragraph a line", words=True)] = field(repr=False)
    words: Annotated[int, Told("words of the writer’s own")]
    excerpts: Annotated[tuple[str, ...], Told("the codings that it quotes, by id")]
    gaps: Annotated[int, Told("things in it that are not there any more, or not shown")]
    version: Annotated[int, Told("how often it was saved")]
    author: Annotated[str, Told("who began it")]
    at: Annotated[datetime, Told("when")]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An act in the trail."""

    number: Annotated[int, Told("its number")]
    at: Annotated[datetime, Told("when")]
    by: Annotated[str, Told("who")]
    act: Annotated[str, Told("which act")]
    kind: Annotated[str, Told("an act, or the undoing or redoing of one")]
    sentence: Annotated[str, Told("the act as a sentence")]
    undone: Annotated[bool, Told("whether it was taken back")]
    reason: Annotated[str, Told("the reason that was given")]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody who works in the study."""

    id: Id
    name: Annotated[str, Told("their name")]
    role: Annotated[str, Told("their role")]


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """An interview: when it was held and by whom."""

    source: Annotated[UUID, Told("its text")]
    source_ref: Annotated[str, Told("how people call it: S12")]
    on: Annotated[date | None, Told("the day")]
    asked_by: Annotated[str, Told("who asked")]
    place: Annotated[str, Told("where")]


@dataclass(frozen=True, slots=True)
class HitRow:
    """A place at which something that was looked for is: in a source, or else in a memo."""

    source: Annotated[UUID | None, Told("the source")]
    source_ref: Annotated[str, Told("how people call the source: S12")]
    memo: Annotated[UUID | None, Told("the memo")]
    start: Annotated[int, Told("the first code point")]
    end: Annotated[int, Told("the one after the last")]
    place: Annotated[str, Told("turn or line")]
    said_by: Annotated[tuple[str, ...], Told("who speaks there, or wrote the memo")]
    before: Annotated[str, Told("what stands before", words=True)] = field(repr=False)
    words: Annotated[str, Told("what was found", words=True)] = field(repr=False)
    after: Annotated[str, Told("what stands after", words=True)] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """A passage that is worded like what was asked by: wording and topic, not meaning."""

    rank: Annotated[int, Told("1 for the nearest")]
    source: Annotated[UUID, Told("the source")]
    source_ref: Annotated[str, Told("how people call the source: S12")]
    start: Annotated[int, Told("the first code point")]
    end: Annotated[int, Told("the one after the last")]
    place: Annotated[str, Told("turn or line")]
    said_by: Annotated[tuple[str, ...], Told("who speaks there")]
    before: Annotated[str, Told("what stands before", words=True)] = field(repr=False)
    words: Annotated[str, Told("the passage", words=True)] = field(repr=False)
    after: Annotated[str, Told("what stands after", words=True)] = field(repr=False)
    near_to: Annotated[str, Told("of a code: the excerpt that it is nearest to")]


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell of the framework matrix: a participant or a source under a code, with all codes below it."""

    id: Annotated[UUID | None, Told("the summary; empty where nobody wrote one")]
    case: Annotated[UUID, Told("the participant or source")]
    case_name: Annotated[str, Told("pseudonym or title")]
    code: Annotated[UUID, Told("the code")]
    code_name: Annotated[str, Told("its name")]
    state: Annotated[str, Told("empty, to write, written, out of date")]
    summary: Annotated[str, Told("what is written in it", words=True)] = field(repr=False)
    codings: Annotated[tuple[str, ...], Told("the codings behind it, by id")]
    changed: Annotated[tuple[str, ...], Told("what became of them since")]
    version: Annotated[int | None, Told("how often it was worded")]
    writer: Annotated[str, Told("who wrote it last, or found it still right")]
