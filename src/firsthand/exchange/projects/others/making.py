"""A project in the making: what a reader finds in another program's rows and lines, put into the form of the standard.

Files of that kind have numbers where the standard has GUIDs: each gets a GUID that follows from the project's seed and
from what it is, so that the same project is known again. A seed holds a moment, or all of the file: of a name or a text
alone no GUID is made, or whoever guessed it could try the guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.core.offsets import Unit
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.opened import Parts, standing
from firsthand.exchange.projects.others.database import Row
from firsthand.exchange.projects.project import (
    Case,
    Code,
    Coding,
    Media,
    Project,
    Selection,
    Source,
    Text,
    User,
    Variable,
    texts_of,
)
from firsthand.exchange.projects.refi.counting import Evidence, Raw
from firsthand.exchange.projects.refi.opening import ENOUGH, fill, ranges
from firsthand.exchange.projects.syncing import give_sync_points, is_recording

MOST_DEEP = 200
MOST_SEARCHED = 1_000_000_000  # letters, for all quotes of a file together
_LONGEST_QUOTE = 20_000  # words
NOT_SHOWN = noop("It is not shown here; it is kept, and goes out again as it came.")
IN_MEDIA = noop(
    "It is of a place in a picture or a recording, which are not coded here; it is kept, and goes out again."
)
_RQDA_MOMENT = "%a %b %d %H:%M:%S %Y"  # as R writes one
_NAMED_AT_MOST = 20  # places that one remark names


@dataclass(slots=True)
class Making:
    """The project so far. A reader tells it what there is, and in the end lets it `finish`."""

    origin: str
    seed: str
    unit: Unit | None = None  # how positions count, where it is certain; else it is judged by the texts
    project: Project = field(default_factory=lambda: Project(guid=""))
    report: LossReport = field(default_factory=LossReport)
    found: list[Source] = field(default_factory=list)
    files: dict[str, str] = field(
        default_factory=dict
    )  # by the path that the project gives them: where they are
    archive: Parts = field(default_factory=lambda: Nothing())
    places: dict[str, str] = field(default_factory=dict)
    _space: UUID = NAMESPACE_URL
    _users: dict[str, User] = field(default_factory=dict)
    _raws: dict[str, Raw] = field(default_factory=dict)
    _quotes: dict[str, str] = field(default_factory=dict)
    _searched: int = 0

    def __post_init__(self) -> None:
        self._space = uuid5(NAMESPACE_URL, f"{self.origin} {self.seed}")
        self.project.origin = self.origin

    def sources(self) -> Iterator[Source]:
        """The sources, as they were found."""
        return iter(self.found)

    def glanced(self) -> Iterator[Source]:
        """The same: they were told of when they were found."""
        return iter(self.found)

    def where(self, element: str, guid: str) -> str:
        """Where something stands: its table and number, or its file and line."""
        return standing(self.places, element, guid)

    def guid(self, *what: object) -> str:
        """The GUID of a thing of this project, by its table and number."""
        place = " ".join(map(str, what))
        made = str(uuid5(self._space, place))
        self.places[made] = place
        return made

    # ---------- what a project is made of ----------

    def user(self, name: str) -> str:
        """The GUID of somebody by their name; empty where nobody is named."""
        name = name.strip()
        if not name:
            return ""
        if name not in self._users:
            self._users[name] = User(guid=self.guid("user", name), name=name)
            self.project.users.append(self._users[name])
        return self._users[name].guid

    def note(
        self,
        words: str,
        *what: object,
        about: list[str] | None = None,
        name: str = "",
        by: str = "",
        at: str = "",
    ) -> None:
        """A note, where there is anything in it; `about` are the notes of what it is about."""
        if not words.strip():
            return
        note = Text(
            guid=self.guid(*what), name=name, words=lined(words), inline=True, by=self.user(by), at=moment(at)
        )
        self.project.memos.append(note)
        if about is not None:
            about.append(note.guid)

    def case(self, row: Row, number: int) -> Case:
        """A case, with its note, as databases of QualCoder and RQDA hold it."""
        case = Case(guid=self.guid("cases", number), name=row.text("name"))
        memo, by, at = row.text("memo"), row.text("owner"), row.text("date")
        self.note(memo, "cases", number, "memo", name=case.name, by=by, at=at)
        self.project.cases.append(case)
        return case

    def text(self, words: str | None, *what: object, name: str, by: str = "", at: str = "") -> Text:
        """A text with its words, not yet among the sources. None: the file does not hold them."""
        made = Text(guid=self.guid(*what), name=name, by=self.user(by), at=moment(at))
        if words is not None:
            self._raws[made.guid] = Raw(
                lined(words).removeprefix("\ufeff"), crlf="\r\n" in words, bom=words.startswith("\ufeff")
            )
            made.words = self._raws[made.guid].words
        return made

    def select(
        self,
        text: Text,
        start: int | None,
        end: int | None,
        *what: object,
        quote: str = "",
        by: str = "",
        at: str = "",
    ) -> Selection:
        """A stretch of a text; `quote` is what the file says that its words are."""
        raw = (-1, -1) if start is None or end is None else (start, end)
        made = Selection(guid=self.guid(*what), raw=raw, by=self.user(by), at=moment(at))
        if quote:
            self._quotes[made.guid] = quote
        text.selections.append(made)
        return made

    def coding(self, code: str, *what: object, by: str = "", at: str = "") -> Coding:
        """That a code was applied."""
        return Coding(guid=self.guid(*what), code=code, by=self.user(by), at=moment(at))

    def in_media(
        self,
        media: Media,
        element: str,
        place: str,
        code: str,
        row: tuple[str, int | None],
        by: str,
        at: str,
        memo: str,
    ) -> None:
        """A place in a picture or recording, with its code, as the standard writes it: kept, and not shown here."""
        notes: list[str] = []
        self.note(memo, *row, "memo", about=notes, by=by, at=at)
        who = "".join(
            f" {name}={quoteattr(said)}"
            for name, said in (("creatingUser", self.user(by)), ("creationDateTime", moment(at)))
            if said
        )
        inside = f'<CodeRef targetGUID="{code}"/>' + "".join(
            f'<NoteRef targetGUID="{note}"/>' for note in notes
        )
        coding = f'<Coding guid="{self.guid(*row, "coding")}"{who}>{inside}</Coding>'
        media.more.append(f'<{element} guid="{self.guid(*row)}" {place}{who}>{coding}</{element}>')
        self.report.kept("codings", " ".join(map(str, row)), IN_MEDIA)

    def variable(self, name: str, *what: object, kind: str = "Text", description: str = "") -> Variable:
        """A variable, among those of the project."""
        made = Variable(guid=self.guid(*what), name=name, type=kind, description=description)
        self.project.variables.append(made)
        return made

    def link(self, name: str, origin: str, target: str, *what: object) -> None:
        """A link from one thing to another: kept, as the standard writes it."""
        self.project.links.append(
            f'<Link guid="{self.guid(*what)}" name={quoteattr(name)} direction="OneWay"'
            f' originGUID="{origin}" targetGUID="{target}"/>'
        )

    def set_of(self, name: str, sources: Sequence[str], codes: Sequence[str], *what: object) -> None:
        """A set: kept, as the standard writes it."""
        members = "".join(f'<MemberCode targetGUID="{guid}"/>' for guid in codes)
        members += "".join(f'<MemberSource targetGUID="{guid}"/>' for guid in sources)
        self.project.sets.append(f'<Set guid="{self.guid(*what)}" name={quoteattr(name)}>{members}</Set>')

    def file(self, path: str, *what: object) -> str:
        """The path in the project of a file that lies at `path` in what was brought in."""
        written = f"internal://{self.guid(*what, 'file')}{PurePath(path).suffix}"
        self.files[written] = path
        return written

    # ---------- the end ----------

    def finish(self) -> None:
        """Codes in the order of their tree, every selection at its place, or told why it has none."""
        self.project.codes = self._tree()
        unit = self.unit or self._judged()
        moved: list[str] = []
        for source in self.found:
            for text in texts_of(source):
                if raw := self._raws.get(text.guid):
                    fill(text, raw, unit)
                    moved += (self.where("", one.guid) for one in text.selections if self._moved(one, text))
                    if isinstance(source, Media) and is_recording(source):
                        give_sync_points(text)
        if moved:
            named = ", ".join(moved[:_NAMED_AT_MOST]) + (", …" if len(moved) > _NAMED_AT_MOST else "")
            self.report.remark(
                _(
                    "Some places were not on the words that the file quotes. They are where these words stand "
                    "nearest by; look at them: %(places)s."
                )
                % {"places": named}
            )

    def _judged(self) -> Unit:
        evidence = Evidence(self.origin)
        selected = [text for source in self.found for text in texts_of(source) if text.selections]
        for text in selected[:ENOUGH]:
            if raw := self._raws.get(text.guid):
                quotes = [(self._quotes.get(one.guid, ""),) for one in text.selections]
                evidence.weigh(raw, ranges(text), quotes)
        if (
            evidence.known is not None
            and evidence.unit != evidence.known
            and self._counts_otherwise(evidence)
        ):
            self.report.remark(
                noop(
                    "Positions are not counted as this program is known to count: they were read as fits the "
                    "texts."
                )
            )
        return evidence.unit

    def _counts_otherwise(self, evidence: Evidence) -> bool:
        """Whether it makes a difference on the texts that are here."""
        return any(
            raw.crlf or raw.bom or (evidence.known and evidence.unit.code != evidence.known.code)
            for raw in self._raws.values()
        )

    def _moved(self, selection: Selection, text: Text) -> bool:
        """Puts a selection onto the words that the file quotes, where it is not on them; whether it had to move."""
        quote, words = self._quotes.get(selection.guid, ""), text.words or ""
        if not quote.strip() or (selection.span and _same(selection.span.words_in(words), quote)):
            return False
        near = selection.span.start if selection.span else max(0, min(selection.raw[0], len(words)))
        self._searched += len(words)
        selection.span = (
            nearest(lined(quote).strip(), words, near) if self._searched < MOST_SEARCHED else None
        )
        if selection.span is None:
            selection.why = noop("The words that it quotes are not in the text.")
            if self._searched >= MOST_SEARCHED:
                selection.why = noop(
                    "It is not on the words that it quotes, as too many are for each to be looked for."
                )
        return selection.span is not None

    def _tree(self) -> list[Code]:
        """The codes, each after the one above it. One that stands in itself, by a few steps, is put at the top."""
        known = {code.guid for code in self.project.codes}
        below: dict[str, list[Code]] = {}
        for code in self.project.codes:
            code.parent = code.parent if code.parent in known else ""
            below.setdefault(code.parent, []).append(code)
        seen: set[int] = set()
        ordered = list(_down(below, below.get("", []), seen))
        for code in self.project.codes:
            if id(code) not in seen:
                code.parent = ""
                self.report.remark(
                    noop(
                        "Some codes stood in themselves, by way of others: one of each round was put at the top."
                    )
                )
                ordered += _down(below, [code], seen)
        return ordered


class Nothing:
    """A project without files beside it."""

    def bytes_of(self, written: str) -> bytes | None:
        """There are none."""
        return None

    def holds(self, written: str) -> bool:
        """There are none."""
        return False


def is_whole(text: Text, start: int, end: int) -> bool:
    """Whether a stretch is all of a text: programs end it at the last letter, or after it."""
    return start <= 0 and end >= len(text.words or "") - 1


def lined(words: str) -> str:
    """Words with every line end one line feed.

    >>> lined("one\\r\\ntwo\\rthree")
    'one\\ntwo\\nthree'
    """
    return words.replace("\r\n", "\n").replace("\r", "\n")


def moment(written: str) -> str:
    """A moment as the standard writes it; empty for what is none. Without a zone it counts as Greenwich's.

    >>> moment("2025-01-15 10:00:00"), moment("Wed Jan 15 10:00:00 2025"), moment("yesterday")
    ('2025-01-15T10:00:00Z', '2025-01-15T10:00:00Z', '')
    """
    written = " ".join(written.split())
    if not written:
        return ""
    for read in (datetime.fromisoformat, lambda one: datetime.strptime(one, _RQDA_MOMENT)):
        try:
            found = read(written)
        except ValueError:
            continue
        found = found.replace(tzinfo=found.tzinfo or UTC)
        try:
            return found.astimezone(UTC).isoformat().replace("+00:00", "Z")
        except OverflowError:
            return ""
    return ""


def nearest(quote: str, words: str, near: int) -> Span | None:
    """Where a quote stands in a text, nearest to a place; spaces and line ends count alike, where it must be so.

    >>> nearest("so on", "and so on, and so  on, and so\\non.", 30)
    Span(start=27, end=32)
    >>> nearest("so on", "and so on, and so on", 12)
    Span(start=15, end=20)
    """
    tokens = quote.split()
    if not tokens or len(tokens) > _LONGEST_QUOTE:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, tokens)))
    after = pattern.search(words, max(0, near - len(quote)))
    ahead = words[: near + len(quote)]
    before = ahead.rfind(quote)
    found = [Span(*after.span())] if after else []
    found += [Span(before, before + len(quote))] if before >= 0 else []
    if not found and (first := pattern.search(words)):
        found = [Span(*first.span())]
    return min(found, key=lambda span: abs(span.start - near), default=None)


def _down(below: dict[str, list[Code]], roots: Sequence[Code], seen: set[int]) -> Iterator[Code]:
    waiting = [(code, 1) for code in reversed(roots)]
    while waiting:
        code, depth = waiting.pop()
        if id(code) in seen:
            continue
        if depth > MOST_DEEP:
            raise Problem(
                _("The codes of this file stand in each other more than two hundred deep: it is not read.")
            )
        seen.add(id(code))
        yield code
        waiting += [(one, depth + 1) for one in reversed(below.get(code.guid, []))]


def _same(words: str, quote: str) -> bool:
    return words == quote or " ".join(words.split()) == " ".join(quote.split())
