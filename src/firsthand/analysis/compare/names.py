"""What a query names, in the study: codes, coders, people, sources … by what people call them, or by id.

A query is kept with ids and shown with names, so that it still means the same after a code was renamed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine, codebook, lines_called
from firsthand.analysis.coding.selectors import stances, standpoints
from firsthand.analysis.rounds.selectors import RoundLine, rounds
from firsthand.core.attributes import known
from firsthand.core.problems import Problem
from firsthand.core.selecting.query import Attribute, Field, Named, Query, with_names
from firsthand.core.selecting.reading import meant
from firsthand.field.interviews.selectors import guides
from firsthand.field.people.listed import attributes_here
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.models import Kind, Layer
from firsthand.field.sources.selectors import SourceLine, sources
from firsthand.ground.studies.models import Membership

T = TypeVar("T")


class Names:
    """What there is to name, for one member. Each list is opened when the first query asks for it."""

    def __init__(self, by: Membership) -> None:
        self._by = by

    @cached_property
    def codes(self) -> list[CodeLine]:
        """The codebook."""
        return codebook(self._by)

    @cached_property
    def people(self) -> list[Person]:
        """Everybody who takes part, as far as the member may know."""
        return people(self._by)

    @cached_property
    def sources(self) -> list[SourceLine]:
        """Every source that the member may know of."""
        return sources(self._by)

    @property
    def having_attributes(self) -> list[Person | SourceLine]:
        """All of whom something can be said by label."""
        return [*self.people, *self.sources]

    @cached_property
    def coders(self) -> dict[UUID, str]:
        """Everybody who is or was in the study, by id."""
        return dict(self._by.study.members.values_list("id", "name"))

    @cached_property
    def questions(self) -> list[str]:
        """The labels of all questions of all guides."""
        return list(dict.fromkeys(one.label for guide in guides(self._by) for one in guide.questions))

    @cached_property
    def rounds(self) -> list[RoundLine]:
        """Every round of coding."""
        return rounds(self._by)

    def code(self, named: Named) -> CodeLine:
        """The one code that is named. Raises `Problem`."""
        found = lines_called(self.codes, named.name)
        if not found:
            raise self._unknown(named, (word for one in self.codes for word in (one.plain, one.name)))
        return _only(named, found, lambda one: one.full_path)

    def codes_of(self, named: Named) -> frozenset[UUID]:
        """The code that is named; with `under`, those below it, too."""
        top = self.code(named)
        found = {top.id}
        if named.field == "under":
            for line in self.codes:  # parents come before their children
                if line.parent_id in found:
                    found.add(line.id)
        return frozenset(found)

    def coder(self, named: Named) -> UUID:
        """The member who is named. Raises `Problem`."""
        wanted = named.name.strip().casefold()
        for key, name in self.coders.items():
            if wanted in (name.casefold(), str(key)):
                return key
        raise self._unknown(named, self.coders.values())

    def person(self, named: Named) -> Person:
        """The participant who is named, by label or pseudonym. Raises `Problem`."""
        wanted = named.name.strip().casefold()
        for one in self.people:
            if wanted in (one.label.casefold(), one.pseudonym.casefold(), str(one.id)):
                return one
        raise self._unknown(named, (word for one in self.people for word in (one.pseudonym, one.label)))

    def source(self, named: Named) -> SourceLine:
        """The source that is named, by number, title or file name. Raises `Problem`."""
        wanted = named.name.strip().casefold()
        found = [one for one in self.sources if wanted in (one.ref.casefold(), str(one.id))] or [
            one for one in self.sources if wanted in (one.title.casefold(), one.file_name.casefold())
        ]
        if not found:
            raise self._unknown(named, (one.title for one in self.sources))
        return _only(named, found, lambda one: one.ref)

    def question(self, named: Named) -> str:
        """The label of the question that is named. Raises `Problem`."""
        for label in self.questions:
            if label.casefold() == named.name.strip().casefold():
                return label
        raise self._unknown(named, self.questions)

    def round(self, named: Named) -> RoundLine:
        """The round that is named, by number or name. Raises `Problem`."""
        wanted = named.name.strip().casefold()
        found = [one for one in self.rounds if wanted == str(one.number)] or [
            one for one in self.rounds if wanted == one.name.casefold()
        ]
        if not found:
            raise self._unknown(named, (one.name for one in self.rounds))
        return _only(named, found, lambda one: str(one.number))

    def choice(self, named: Named) -> str:
        """The value of a kind, standpoint or stance that is named by its value or in words. Raises `Problem`."""
        wanted = _plain(named.name)
        choices = self._choices(named.field)
        for value, called in choices:
            if wanted in (_plain(value), _plain(called)):
                return value
        called = ", ".join(f"“{called}”" for _value, called in choices)
        raise Problem(
            _("There is no %(field)s “%(name)s”. There are: %(all)s.")
            % {"field": field_name(named.field), "name": named.name, "all": called}
        )

    def having(self, wanted: Attribute) -> tuple[frozenset[UUID], frozenset[UUID]]:
        """The people and the sources of whom an attribute says what is asked. Raises `Problem`."""
        labels = {label for one in self.having_attributes for label in one.attributes}
        if not any(_plain(label) == _plain(wanted.name) for label in labels):
            near = meant(wanted.name, labels)
            raise Problem(_("There is no attribute “%(name)s” in this study.") % {"name": wanted.name} + near)
        attribute = known(wanted.name, attributes_here(self._by))
        options = [_plain(one) for one in attribute.options] if attribute else []
        _require_order(wanted, [*self._values_of(wanted)], options)
        return (
            frozenset(one.id for one in self.people if _says(one.attributes, wanted, options)),
            frozenset(one.id for one in self.sources if _says(one.attributes, wanted, options)),
        )

    def _values_of(self, wanted: Attribute) -> Iterator[str]:
        for one in self.having_attributes:
            for label, value in one.attributes.items():
                if _plain(label) == _plain(wanted.name) and value.strip():
                    yield value

    def bound(self, query: Query) -> Query:
        """The same query with ids in place of names. Raises `Problem` where a name means nothing here."""
        return with_names(query, self._bound)

    def shown(self, query: Query) -> Query:
        """The same query with names in place of ids; what is not here for the member is said to be so."""
        return with_names(query, self._shown)

    def _bound(self, named: Named) -> Named:
        ids: dict[Field, Callable[[Named], object]] = {
            "code": lambda one: self.code(one).id,
            "under": lambda one: self.code(one).id,
            "coder": self.coder,
            "participant": lambda one: self.person(one).id,
            "source": lambda one: self.source(one).id,
            "question": self.question,
            "round": lambda one: self.round(one).number,
        }
        if named.field in ids:
            return Named(named.field, str(ids[named.field](named)))
        return Named(named.field, self.choice(named) or dict(self._choices(named.field))[""])

    def _choices(self, field: str) -> list[tuple[str, str]]:
        if field == "standpoint":
            return standpoints(self._by)
        return source_kinds() if field == "kind" else stances()

    def _shown(self, named: Named) -> Named:
        try:
            return Named(named.field, self._name(named))
        except Problem:
            return Named(named.field, _("(not here any more)")) if _is_id(named.name) else named

    def _name(self, named: Named) -> str:
        if named.field in ("code", "under"):
            line = self.code(named)
            return line.plain if self._called_so[line.plain.casefold()] == 1 else line.full_path
        if named.field == "coder":
            return self.coders[self.coder(named)]
        if named.field == "participant":
            return self.person(named).pseudonym
        if named.field == "source":
            return self._title(self.source(named))
        return named.name

    def _title(self, line: SourceLine) -> str:
        same = [one for one in self.sources if one.title.casefold() == line.title.casefold()]
        return line.title if len(same) == 1 else line.ref

    @cached_property
    def _called_so(self) -> Counter[str]:
        """How many codes each word could mean."""
        words = ({one.name.casefold(), one.plain.casefold(), one.handle.casefold()} for one in self.codes)
        return Counter(word for each in words for word in each)

    def _unknown(self, named: Named, known: Iterable[str]) -> Problem:
        if _is_id(named.name):
            return Problem(
                _("The query names a %(field)s that is not here any more.")
                % {"field": field_name(named.field)}
            )
        sentence = _("There is no %(field)s “%(name)s” in this study.")
        return Problem(
            sentence % {"field": field_name(named.field), "name": named.name} + meant(named.name, known)
        )


def field_name(field: Field) -> str:
    """What a field is called in a sentence."""
    return {
        "code": _("code"),
        "under": _("code"),
        "coder": _("coder"),
        "participant": _("participant"),
        "source": _("source"),
        "kind": _("kind of source"),
        "question": _("question"),
        "standpoint": _("standpoint"),
        "stance": _("stance"),
        "round": _("round"),
    }[field]


def source_kinds() -> list[tuple[str, str]]:
    """The kinds of sources, and the parts of field notes, each with what people call it."""
    parts = [(str(part.value), str(part.label)) for part in Layer if part.value]
    return [*((str(kind.value), str(kind.label)) for kind in Kind), *parts]


def _only(named: Named, found: list[T], place: Callable[[T], str]) -> T:
    if len(found) > 1:
        raise Problem(
            _("Several are called “%(name)s”: %(places)s. Give one of these instead.")
            % {"name": named.name, "places": "; ".join(map(place, found))}
        )
    return found[0]


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").split())


def _is_id(word: str) -> bool:
    try:
        return str(UUID(word)) == word
    except ValueError:
        return False


def _says(attributes: dict[str, str], wanted: Attribute, options: Sequence[str]) -> bool:
    """Whether one of some attributes has the name, and stands to the value as asked."""
    return any(
        _compared(value, wanted, options)
        for label, value in attributes.items()
        if _plain(label) == _plain(wanted.name)
    )


def _compared(value: str, wanted: Attribute, options: Sequence[str]) -> bool:
    """Whether a value stands to the one asked for. One of several with commas between is enough to be equal."""
    if not value.strip():
        return False
    if wanted.sign in ("=", "!="):
        parts = {_plain(value), *map(_plain, value.split(","))}
        return (_plain(wanted.value) in parts) == (wanted.sign == "=")
    place = _place(wanted, value, options)
    limit = _place(wanted, wanted.value, options)
    if place is None or limit is None:
        return False
    return {"<": place < limit, "<=": place <= limit, ">": place > limit, ">=": place >= limit}[wanted.sign]


def _place(wanted: Attribute, value: str, options: Sequence[str]) -> float | None:
    """Where a value stands among others: as a number, or as one of the options that the attribute has in order.

    Where a number is asked for only numbers count, and where an option is only options.
    """
    asked = _number(wanted.value)
    if asked is not None:
        return _number(value)
    return options.index(_plain(value)) if _plain(value) in options else None


def _require_order(wanted: Attribute, values: list[str], options: Sequence[str]) -> None:
    """Raises `Problem` where more or less has no meaning, rather than that nothing is found."""
    if wanted.sign in ("=", "!="):
        return
    places = [_place(wanted, value, options) for value in values]
    if _place(wanted, wanted.value, options) is None or all(place is None for place in places):
        some = ", ".join(f"“{value}”" for value in sorted(set(values))[:6])
        raise Problem(
            _(
                "Nothing of “%(name)s” is more or less than “%(value)s”: there are %(some)s. "
                "Ask with = for one of these."
            )
            % {"name": wanted.name, "value": wanted.value, "some": some}
        )


def _number(value: str) -> float | None:
    try:
        return float(value.strip().replace(",", "."))
    except ValueError:
        return None
