"""Reading what a person wrote into a query, or saying what is wrong with it, where, and what to do.

By hand and not by a library: of all of it, the sentences are what people meet.

>>> read('code:"Leaning in" and coder:Cody')
Both(left=Named(field='code', name='Leaning in'), right=Named(field='coder', name='Cody'))
>>> read("Hope overlap Waiting")
Traceback (most recent call last):
    ...
firsthand.core.selecting.reading.Misread: At character 6 “overlap” is not understood. Do you mean “overlaps”?
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Literal, cast

from firsthand.core.problems import Problem
from firsthand.core.saying import say as _
from firsthand.core.selecting.query import (
    APART,
    FIELDS,
    HOWS,
    UNITS,
    Attribute,
    Both,
    Coded,
    Distance,
    Either,
    Everything,
    Field,
    How,
    Made,
    Named,
    Not,
    Query,
    Related,
    Sign,
    Way,
)
from firsthand.core.selecting.writing import WORDS

MOST = 400  # words and signs
DEEPEST = 40  # parentheses in parentheses
LONGEST = 100  # letters of a word that anything is compared with
_PIECE = re.compile(
    r"""(?P<space>\s+)|(?P<quoted>"(?:[^"]|"")*"|“[^“”]*”|„[^“”„]*[“”])|(?P<sign><=|>=|!=|[=<>≤≥≠])"""
    r"""|(?P<mark>[():])|(?P<word>[^\s()"“”„:=<>!≤≥≠]+)|(?P<other>.)""",
    re.DOTALL,
)
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}
_JOINING = ("and", "or", *(how.split()[0] for how in HOWS))


class Misread(Problem):
    """What is written is no query. `at` is the character, counted from 1, at which it stops being one."""

    def __init__(self, at: int, sentence: str) -> None:
        super().__init__(sentence)
        self.at = at


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str  # word, quoted, sign, mark, or end
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.casefold() in words

    def is_mark(self, mark: str) -> bool:
        return self.kind == "mark" and self.text == mark

    @property
    def named(self) -> str:
        return "the end" if self.kind == "end" else f"“{self.text}”"


def read(text: str) -> Query:
    """The query that a text stands for. Raises `Misread`."""
    reader = _Reader(_pieces(text))
    query = reader.either()
    reader.done()
    return query


def meant(word: str, known: Iterable[str]) -> str:
    """A sentence with the nearest of what is known; empty where nothing is near. With a space before it.

    >>> meant("Hpoe", ["Hope", "Waiting"])
    ' Do you mean “Hope”?'
    """
    if len(word) > LONGEST:
        return ""
    by_folded = {one.casefold(): one for one in known}
    near = get_close_matches(word.casefold(), by_folded, n=2, cutoff=0.7)
    if not near:
        return ""
    return " " + _("Do you mean %(names)s?") % {
        "names": _(" or ").join(f"“{by_folded[one]}”" for one in near)
    }


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    for match in _PIECE.finditer(text):
        kind, piece, at = str(match.lastgroup), match[0], match.start() + 1
        if len(found) == MOST and kind != "space":
            raise Misread(
                at, _("This asks too much at once: %(most)s words and signs are the most.") % {"most": MOST}
            )
        if kind == "other" and piece in '"“”„':
            raise Misread(
                at, _("The quotation mark at character %(at)s has no other end. Close it.") % {"at": at}
            )
        if kind == "other":
            raise Misread(
                at, _("At character %(at)s “%(piece)s” is not understood.") % {"at": at, "piece": piece}
            )
        if kind == "quoted":
            piece = piece[1:-1].replace('""', '"') if piece[0] == '"' else piece[1:-1]
        if kind != "space":
            found.append(_Piece(kind, _SIGNS.get(piece, piece) if kind == "sign" else piece, at))
    return [*found, _Piece("end", "", len(text) + 1)]


class _Reader:
    """Goes through the pieces once. Each method reads one kind of part, what binds closest innermost."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._place = self._depth = 0

    @property
    def _now(self) -> _Piece:
        return self._pieces[self._place]

    @property
    def _then(self) -> _Piece:
        return self._pieces[min(self._place + 1, len(self._pieces) - 1)]

    def _take(self) -> _Piece:
        piece = self._now
        self._place += piece.kind != "end"
        return piece

    def _took(self, *words: str) -> bool:
        """Whether the next words are these; they are then taken."""
        ahead = self._pieces[self._place : self._place + len(words)]
        if len(ahead) == len(words) and all(
            piece.is_word(word) for piece, word in zip(ahead, words, strict=True)
        ):
            self._place += len(words)
            return True
        return False

    def done(self) -> None:
        """Raises `Misread` where something is left over."""
        piece = self._now
        if piece.kind == "end":
            return
        if piece.is_mark(")"):
            raise Misread(
                piece.at, _("The parenthesis at character %(at)s was never opened.") % {"at": piece.at}
            )
        near = meant(piece.text, _JOINING) if piece.kind == "word" else ""
        before = self._pieces[self._place - 1]
        raise Misread(
            piece.at,
            f"At character {piece.at} {piece.named} is not understood."
            + (near or _how_to_go_on(before, piece)),
        )

    def either(self) -> Query:
        query = self._both()
        while self._took("or"):
            query = Either(query, self._both())
        return query

    def _both(self) -> Query:
        query = self._not()
        while self._took("and"):
            query = Both(query, self._not())
        return query

    def _not(self) -> Query:
        return Not(self._not()) if self._took("not") else self._related()

    def _related(self) -> Query:
        left = self._one()
        at, how = self._now.at, self._how()
        if how is None:
            return left
        right = self._one()
        distance = self._distance(how, at)
        same = self._took("by", "the", "same", "speaker")
        further = self._now.at
        if self._how() is not None:
            raise Misread(
                further,
                _(
                    "At character %(further)s a third part is related. Put two of the three in parentheses, "
                    "so that it is clear which belong together."
                )
                % {"further": further},
            )
        return Related(left, how, right, distance, same)

    def _how(self) -> How | None:
        return next((how for how in HOWS if self._took(*how.split())), None)

    def _distance(self, how: How, at: int) -> Distance | None:
        if how not in APART:
            return None
        if not self._took("within"):
            raise Misread(
                at,
                _(
                    "Say how far “%(how)s” at character %(at)s reaches, behind it: within 200 characters, or "
                    "2 turns."
                )
                % {"how": how, "at": at},
            )
        amount, unit = self._take(), self._take()
        if amount.kind != "word" or not re.fullmatch(r"[0-9]{1,9}", amount.text):
            raise Misread(
                amount.at,
                _("At character %(at)s there should be a number: within 2 turns.") % {"at": amount.at},
            )
        plural = unit.text.casefold().removesuffix("s") + "s"
        if unit.kind != "word" or plural not in UNITS:
            raise Misread(
                unit.at,
                _("At character %(at)s there should be one of: %(units)s.")
                % {"at": unit.at, "units": ", ".join(UNITS)},
            )
        return Distance(int(amount.text), plural)

    def _one(self) -> Query:
        piece = self._now
        if piece.is_mark("("):
            return self._in_parentheses()
        if piece.kind == "word" and self._then.is_mark(":"):
            return self._field()
        if piece.kind in ("word", "quoted") and self._then.kind == "sign":
            return self._attribute()
        if piece.kind == "quoted":
            return self._named("code", self._take())
        return self._word()

    def _in_parentheses(self) -> Query:
        opened = self._take()
        self._depth += 1
        if self._depth > DEEPEST:
            raise Misread(
                opened.at,
                _("More than %(deepest)s parentheses stand in each other. Save a part of it.")
                % {"deepest": DEEPEST},
            )
        query = self.either()
        if not self._now.is_mark(")"):
            if self._now.kind != "end":
                self.done()
            raise Misread(
                opened.at, _("The parenthesis at character %(at)s is never closed.") % {"at": opened.at}
            )
        self._take()
        self._depth -= 1
        return query

    def _field(self) -> Query:
        piece = self._take()
        self._take()
        field = piece.text.casefold()
        if field not in FIELDS:
            near = meant(field, FIELDS) or " " + _("There are: %(fields)s.") % {"fields": ", ".join(FIELDS)}
            raise Misread(
                piece.at,
                _("At character %(at)s “%(text)s:” is not known.%(near)s")
                % {"at": piece.at, "text": piece.text, "near": near},
            )
        return self._named(field, self._take())

    def _named(self, field: Field, name: _Piece) -> Query:
        if name.kind not in ("word", "quoted") or not name.text.strip():
            raise Misread(
                name.at,
                _("At character %(at)s the name of the %(field)s is missing.")
                % {"at": name.at, "field": field},
            )
        return Named(field, name.text)

    def _attribute(self) -> Query:
        name, sign, value = self._take(), self._take(), self._take()
        if sign.kind != "sign":
            raise Misread(
                sign.at,
                _("At character %(at)s there should be one of: =, !=, <, <=, >, >=.") % {"at": sign.at},
            )
        for piece in (name, value):
            if piece.kind not in ("word", "quoted") or not piece.text.strip():
                raise Misread(
                    piece.at,
                    _("At character %(at)s there should be a name or a value, and not %(named)s.")
                    % {"at": piece.at, "named": piece.named},
                )
        return Attribute(name.text, cast("Sign", sign.text), value.text)

    def _word(self) -> Query:
        piece = self._take()
        said: dict[str, Callable[[], Query]] = {
            "everything": Everything,
            "attribute": self._attribute,
            "made": self._made,
            "since": lambda: self._coded("since"),
            "until": lambda: self._coded("until"),
        }
        word = piece.text.casefold()
        if piece.kind == "word" and word in said:
            return said[word]()
        if piece.kind != "word" or word in WORDS:
            raise Misread(piece.at, _too_early(piece))
        return self._named("code", piece)

    def _made(self) -> Query:
        ways: tuple[Way, ...] = ("rule", "hand", "likeness")
        for way in ways:
            if self._took("by", way):
                return Made(way)
        raise Misread(
            self._now.at,
            _("At character %(at)s there should be: made by rule, made by hand, or made by likeness.")
            % {"at": self._now.at},
        )

    def _coded(self, edge: Literal["since", "until"]) -> Query:
        piece = self._take()
        try:
            return Coded(edge, date.fromisoformat(piece.text))
        except ValueError:
            raise Misread(
                piece.at,
                _("At character %(at)s there should be a day, as in: %(edge)s 2026-01-31.")
                % {"at": piece.at, "edge": edge},
            ) from None


def _too_early(piece: _Piece) -> str:
    if piece.kind == "end":
        return _(
            'Something is missing at character %(at)s: a code ("Hope"), coder:…, participant:…, or a part in '
            "parentheses belongs there."
        ) % {"at": piece.at}
    return _(
        '%(named)s comes too early at character %(at)s: a code ("Hope"), coder:…, participant:…, or a part in '
        "parentheses belongs there."
    ) % {"named": piece.named, "at": piece.at}


def _how_to_go_on(before: _Piece, piece: _Piece) -> str:
    if before.kind == piece.kind == "word" and before.text.casefold() not in WORDS:
        return " " + _('A name of several words stands in quotation marks: "%(words)s".') % {
            "words": f"{before.text} {piece.text}"
        }
    return " " + _("Between two parts stands one of: %(words)s.") % {"words": ", ".join(("and", "or", *HOWS))}
