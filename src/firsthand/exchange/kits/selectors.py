"""What a study made of the kit that it began with, thing by thing: kept, changed, added, dropped; and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.core.attributes import Attribute
from firsthand.core.calling import Words
from firsthand.core.codetree import PATH_SEPARATOR
from firsthand.core.consent import catalogue
from firsthand.core.guide import Question
from firsthand.core.kit.parts import KitCode, Milestone
from firsthand.core.problems import NotThere
from firsthand.exchange.kits.kept import Begun, the_beginning
from firsthand.exchange.kits.models import Reached, Reason, Text
from firsthand.field.consent.forms import form
from firsthand.field.interviews.selectors import guides
from firsthand.field.people.listed import own_attributes
from firsthand.ground.calling.selectors import said_words
from firsthand.ground.studies.access import may
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


class State(StrEnum):
    """What became of a thing of the kit, or that it is the study's own."""

    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"
    CLOSED = "closed"
    KEPT = "kept"


STATES = {
    State.CHANGED: pgettext_lazy("a thing of the kit", "changed"),
    State.ADDED: pgettext_lazy("a thing of the kit", "added"),
    State.DROPPED: pgettext_lazy("a thing of the kit", "dropped"),
    State.CLOSED: pgettext_lazy("a thing of the kit", "closed"),
    State.KEPT: pgettext_lazy("a thing of the kit", "kept"),
}
KINDS = {
    "question": lazy("Questions of the guide"),
    "code": lazy("Codes"),
    "scope": lazy("What people are asked"),
    "attribute": lazy("What may be said of people"),
    "word": lazy("What people are called"),
    "text": lazy("Texts"),
}
CALLED = {
    "worker": lazy("who does the work, one of them"),
    "worker_many": lazy("who does the work, many of them"),
    "person": lazy("who comes, one of them"),
    "person_many": lazy("who comes, many of them"),
    "organisation": lazy("the organisation"),
    "organisation_many": lazy("organisations"),
    "avoid": lazy("words to avoid"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing: how it stands in the kit (`before`) and here (`after`)."""

    kind: str
    key: str  # “question:Q03”
    name: str
    state: State
    before: str = ""
    after: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone of the kit's plan, and since when it is reached."""

    milestone: Milestone
    reached: date | None
    by: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text of the study's own."""

    id: UUID
    part: str  # which of the kit's documents it was; empty where it came with none
    title: str
    body: str
    version: int


def diff(by: Membership, begun: Begun | None = None) -> list[Item]:
    """Everything in the order of the kit; of the codes, those that this member may know of."""
    begun = begun or the_beginning(by)
    found = [*_questions(by, begun), *_codes(by, begun)]
    if may(by, "consent.read"):
        found += _scopes(by, begun)
    found += [*_attributes(by, begun), *_words(by, begun), *_texts(begun, texts(by, begun))]
    reasons = _reasons(by)
    return [replace(one, reason=reasons.get(one.key, "")) for one in found]


def milestones(by: Membership, begun: Begun | None = None) -> list[MilestoneLine]:
    """The kit's plan in its order."""
    begun = begun or the_beginning(by)
    rows = {row.place: row for row in Reached.objects.filter(beginning=begun.row).select_related("by")}
    return [
        MilestoneLine(
            one, rows[place].on if place in rows else None, rows[place].by.name if place in rows else ""
        )
        for place, one in enumerate(begun.kit.contents.milestones)
    ]


def texts(by: Membership, begun: Begun | None = None) -> list[TextLine]:
    """The study's own texts: those of the kit in its order, then its own."""
    begun = begun or the_beginning(by)
    rows = list(Text.objects.filter(beginning=begun.row))
    rows.sort(key=lambda row: (row.place is None, row.place or 0, row.id))
    words = wording.read_all(by.key, [row.wording for row in rows if row.wording])
    return [_text(begun, row, words) for row in rows]


def _text(begun: Begun, row: Text, words: Mapping[UUID, wording.Words]) -> TextLine:
    came = None if row.place is None else begun.kit.contents.documents[row.place]
    if row.wording is not None:
        said = words[row.wording]
        return TextLine(row.id, came.id if came else "", said["title"], said["body"], row.version)
    if came is None:
        raise AssertionError("A text that came with no kit has words of its own.")
    return TextLine(row.id, came.id, came.title, came.body, row.version)


def text_line(by: Membership, text_id: UUID) -> TextLine:
    """One of them. Raises `NotThere`."""
    found = next((one for one in texts(by) if one.id == text_id), None)
    if found is None:
        raise NotThere(_("There is no such text in this study."))
    return found


def text_row(by: Membership, text_id: UUID) -> Text:
    """One text's row. Raises `NotThere`."""
    return fetched(by, Text, text_id, _("There is no such text in this study."))


def _reasons(by: Membership) -> dict[str, str]:
    rows = Reason.objects.filter(study_id=by.study_id).values_list("said", flat=True)
    return {one["item"]: one["reason"] for one in wording.read_all(by.key, rows).values()}


def _state(before: str, after: str) -> State:
    return State.KEPT if " ".join(before.split()) == " ".join(after.split()) else State.CHANGED


def _questions(by: Membership, begun: Begun) -> Iterator[Item]:
    """Guide by guide. One that the kit did not bring is the study's own."""
    of_kit = dict(zip(begun.guides, (guide.questions for guide in begun.kit.contents.guides), strict=True))
    here = {line.guide: line.questions for line in reversed(guides(by))}
    first = begun.guides[0] if begun.guides else 0
    for number in sorted(of_kit.keys() | here.keys()):
        mark = "" if number == first else f"G{number}/"
        there_ = {one.label: one for one in of_kit.get(number, ())}
        here_ = {one.label: one for one in here.get(number, ())}
        for label in [*there_, *(label for label in here_ if label not in there_)]:
            yield _laid(
                "question", f"{mark}{label}", f"{label}: {(here_.get(label) or there_[label]).text}",
                _asked(there_[label]) if label in there_ else None, _asked(here_[label]) if label in here_ else None,
            )  # fmt: skip


def _laid(kind: str, key: str, name: str, before: str | None, after: str | None) -> Item:
    state = State.ADDED if before is None else State.DROPPED if after is None else _state(before, after)
    return Item(kind, f"{kind}:{key}", name, state, before or "", after or "")


def _asked(one: Question) -> str:
    """A question as people read it, with all that makes it this question."""
    marks = [
        *([_("kept at every site")] if one.core else []),
        *([_("say first that it can be left out")] if one.care else []),
        *([_("about %(themes)s") % {"themes": ", ".join(one.themes)}] if one.themes else []),
    ]
    lines = [one.text, *(f"– {probe}" for probe in one.probes)]
    return "\n".join([*lines, *([f"({'; '.join(marks)})"] if marks else [])])


def _codes(by: Membership, begun: Begun) -> Iterator[Item]:
    here = {line.id: line for line in codebook(by)}
    above = {code: begun.codes[place].id for place, code in begun.opened.items()}
    for place, one in begun.codes.items():
        before = _defined(one, begun)
        if place not in begun.opened:
            yield Item("code", f"code:{one.id}", one.plain, State.CLOSED, before)
            continue
        line = here.pop(begun.opened[place], None)
        if line is None:
            yield Item("code", f"code:{one.id}", one.plain, State.DROPPED, before)
        else:
            stays = _same(one, line, above)
            state = State.KEPT if stays else State.CHANGED
            yield Item("code", f"code:{one.id}", one.plain, state, before, _as_here(line))
    for line in here.values():
        yield Item("code", f"code:{line.id.hex}", line.plain, State.ADDED, "", _as_here(line))


def _same(one: KitCode, line: CodeLine, above: dict[UUID, str]) -> bool:
    """Whether a code says what it says in the kit, and stands where it stands there."""
    words = ("name", "plain_name", "definition", "when", "when_not", "example")
    said = all(_state(getattr(one, word), getattr(line, word)) is State.KEPT for word in words)
    standing = above.get(line.parent_id, "own") if line.parent_id else ""
    return said and standing == one.parent


def _defined(one: KitCode, begun: Begun) -> str:
    known = {other.id: other for other in begun.codes.values()}
    path, step = [one.name], known.get(one.parent)
    while step is not None:
        path.insert(0, step.name)
        step = known.get(step.parent)
    return _code_words(path, one.plain_name, one.definition, one.when, one.when_not, one.example)


def _as_here(line: CodeLine) -> str:
    return _code_words(line.path, line.plain_name, line.definition, line.when, line.when_not, line.example)


def _code_words(
    path: Iterable[str], plain_name: str, definition: str, when: str, when_not: str, example: str
) -> str:
    lines = [
        PATH_SEPARATOR.join(path),
        plain_name,
        definition,
        when and _("When: %(words)s") % {"words": when},
        when_not and _("Not when: %(words)s") % {"words": when_not},
        example and _("For example: %(words)s") % {"words": example},
    ]
    return "\n".join(line for line in lines if line)


def _scopes(by: Membership, begun: Begun) -> Iterator[Item]:
    of_kit, here = begun.kit.contents.scopes, form(by).scopes
    for scope in catalogue().scopes.values():
        before, after = (
            "\n".join(
                text
                for part in ("ask", "explain")
                if (text := worded.get(scope.id, {}).get(part, getattr(scope, part)))
            )
            for worded in (of_kit, here)
        )
        yield _laid("scope", scope.id, after.split("\n")[0], before, after)


def _attributes(by: Membership, begun: Begun) -> Iterator[Item]:
    of_kit = {_key(one): one for one in begun.kit.contents.attributes}
    here = {_key(one): one for one in own_attributes(by) or ()}
    for key in [*of_kit, *(key for key in here if key not in of_kit)]:
        name = (of_kit.get(key) or here[key]).label
        before, after = (_said(one) if (one := listed.get(key)) else None for listed in (of_kit, here))
        yield _laid("attribute", key, name, before, after)


def _words(by: Membership, begun: Begun) -> Iterator[Item]:
    """Word by word, in the languages of the kit; a language that only the study has said is its own."""
    of_kit, here = begun.kit.words, said_words(by)
    for language in dict.fromkeys([*of_kit, *here]):
        if language not in here and language not in dict(settings.LANGUAGES):
            continue
        for name, label in CALLED.items():
            before, after = (_called(listed.get(language), name) for listed in (of_kit, here))
            if before or after:
                yield _laid(
                    "word", f"{language}/{name}", f"{label} ({language})", before or None, after or None
                )


def _called(words: Words | None, name: str) -> str:
    said = getattr(words, name) if words else ""
    return said if isinstance(said, str) else ", ".join(said)


def _key(one: Attribute) -> str:
    return one.id or one.label.casefold()


def _said(one: Attribute) -> str:
    return one.label + (f": {', '.join(one.options)}" if one.options else "")


def _texts(begun: Begun, here: list[TextLine]) -> Iterator[Item]:
    standing = {one.part: one for one in here if one.part}
    for document in begun.kit.contents.documents:
        one = standing.get(document.id)
        yield _laid(
            "text", document.id, document.title, f"{document.title}\n\n{document.body}",
            f"{one.title}\n\n{one.body}" if one else None,
        )  # fmt: skip
    for one in here:
        if not one.part:
            yield _laid("text", one.id.hex, one.title, None, f"{one.title}\n\n{one.body}")
