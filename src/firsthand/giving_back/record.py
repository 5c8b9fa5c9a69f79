"""The record told in sentences: who did what, when, to which things, and whether it still stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from firsthand.core.numbering import Numbering
from firsthand.core.problems import NotThere
from firsthand.field.consent.selectors import kept_people
from firsthand.field.sources.absent import NOTHING as ABSENT_FOR_NOBODY
from firsthand.field.sources.absent import absent
from firsthand.field.sources.sight import number_for
from firsthand.field.sources.unseen import NOTHING as UNSEEN_BY_NOBODY
from firsthand.field.sources.unseen import kept_to_others, unseen
from firsthand.ground.studies.access import MAY, may, require, told_as
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.selectors import members
from firsthand.ground.studies.undoing import kept_by_another
from firsthand.ground.trail.changes import tables_in
from firsthand.ground.trail.models import Entry, Redaction
from firsthand.ground.trail.recording import Change
from firsthand.ground.trail.remembering import remembered
from firsthand.ground.trail.rows import recorded_models, rows_of
from firsthand.ground.trail.since import moment
from firsthand.ground.vault import store, wording
from firsthand.ground.vault.asking import first

# Which sealed wording names a row, and which of its words is the name.
NAMED_BY = {
    "codebook.code": ("wording", "name"),
    "sources.source": ("about", "title"),
    "people.participant": ("about", "pseudonym"),
    "memos.memo": ("wording", "title"),
    "themes.theme": ("wording", "name"),
    "themes.claim": ("wording", "sentence"),
    "themes.group": ("wording", "name"),
    "compare.savedquery": ("wording", "name"),
    "references.reference": ("wording", "title"),
    "cards.card": ("wording", "finding"),
    "writing.document": ("wording", "title"),
    "fieldwork.visit": ("about", "doing"),
    "fieldwork.site": ("about", "name"),
    "interviews.guideversion": ("about", "title"),
}
# Rows that are called after the row they belong to.
CALLED_AFTER = {
    "themes.evidence": "theme_id",
    "themes.card": "theme_id",
    "themes.comparison": "theme_id",
    "themes.themecode": "theme_id",
    "memos.link": "memo_id",
    "framework.summary": "code",
    "fieldwork.fieldnote": "source_id",
    "fieldwork.present": "participant_id",
    "interviews.interview": "source_id",
    "media.medium": "source_id",
    "people.name": "participant_id",
    "consent.consent": "participant_id",
    "sources.ownwords": "participant_id",
    "giving_back.withdrawal": "participant_id",
    "own_page.slip": "participant_id",
    "own_page.wish": "participant_id",
    "member_checks.pack": "participant_id",
    "cards.passage": "card_id",
    "cards.printing": "card_id",
}
# Of which table that row is, by the field.
AFTER = {
    "theme_id": "themes.theme", "memo_id": "memos.memo", "code": "codebook.code", "source_id": "sources.source",
    "participant_id": "people.participant", "card_id": "cards.card",
}  # fmt: skip
LEAVING = "giving_back.withdrawal"
NAMES_SHOWN = 3
ABOUT_AMONG = 400  # latest entries, in which those about something are looked for


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a person reads it."""

    entry_id: int
    number: int
    at: datetime
    by: str
    act: str
    kind: str
    sentence: str
    undone: bool
    can_undo: bool
    can_redo: bool
    reason: str = ""
    redacted: bool = False  # it is about words that were taken out since


@dataclass(frozen=True, slots=True)
class Said:
    """An entry in one sentence."""

    number: int
    by: str
    sentence: str


def told(
    by: Membership, *, whose: Membership | None = None, before: int | None = None, limit: int = 50
) -> list[Told]:
    """Entries, latest first: of one member where given, numbered below `before` where given, `limit` at most."""
    require(by, "trail.read")
    entries = Entry.objects.filter(study_id=by.study_id).select_related("by", "target").order_by("-number")
    if whose is not None:
        entries = entries.filter(by=whose)
    if before is not None:
        entries = entries.filter(number__lt=unseen(by).numbering.meant(before))
    return _told(by, _first(by, entries, limit))


def latest(by: Membership) -> int:
    """The number of the study's latest entry, as of the look at hand: what is read after is not older than that."""
    require(by, "trail.read")
    number, _at = moment(by.study_id).latest
    return unseen(by).numbering.shown(number)


def last_of_others(by: Membership, number: int, until: int) -> Said | None:
    """The last thing that somebody else did after entry `number`, to entry `until`: what a page that is open says."""
    require(by, "trail.read")
    seen = unseen(by)
    after, upto = seen.numbering.meant(number), seen.numbering.meant(until)
    if seen.entries:
        theirs = Entry.objects.filter(study_id=by.study_id, number__gt=after, number__lte=upto).exclude(
            by=by.id
        )
        one = next(iter(_first(by, theirs.order_by("-number"), 1)), None)
    else:
        where = "study_id = %s AND number > %s AND number <= %s AND by_id <> %s ORDER BY number DESC"
        one = first(Entry, where, by.study_id, after, upto, by.id)
    if one is None:
        return None
    name = next(line.name for line in members(by) if line.id == one.by_id)
    return Said(seen.numbering.shown(one.number), name, _said_of(by, one))


def _said_of(by: Membership, one: Entry) -> str:
    """Its sentence: made once for all from whom nothing is kept, until anything else is written."""
    all_alike = unseen(by) is UNSEEN_BY_NOBODY and absent(by) is ABSENT_FOR_NOBODY and not kept_people(by)
    if not all_alike or by.opened_key is None:
        return _sentences(by, [one])[one.pk]
    what = ("said", by.study_id, one.pk, get_language())
    return remembered(what, by.study_id, lambda: _sentences(by, [one])[one.pk])


def told_about(by: Membership, rows: Collection[UUID], limit: int = 12) -> list[Told]:
    """The latest entries in which one of some rows is made, changed or named, latest first."""
    require(by, "trail.read")
    named = {row.hex for row in rows}
    entries = Entry.objects.filter(study_id=by.study_id).select_related("by", "target").order_by("-number")
    hidden = unseen(by).entries
    found = (
        one
        for one in entries[:ABOUT_AMONG].iterator(200)
        if one.number not in hidden and any(named & _ids_in(change) for change in one.changes)
    )
    return _told(by, list(islice(found, limit)))


def _ids_in(change: Change) -> set[str]:
    _table, row, before, after = change
    return {
        row,
        *(value for half in (before, after) for value in (half or {}).values() if isinstance(value, str)),
    }


def told_one(by: Membership, one: Entry) -> Told:
    """One entry as a person reads it."""
    require(by, "trail.read")
    return _told(by, [one])[0]


def entry(by: Membership, number: int) -> Entry:
    """One entry by its number. Raises `NotThere`."""
    require(by, "trail.read")
    kept = unseen(by).numbering.meant(number)
    found = Entry.objects.filter(study_id=by.study_id, number=kept).select_related("by").first()
    if found is None or kept in unseen(by).entries:
        raise NotThere(_("The trail of this study has no entry %(number)s.") % {"number": number})
    return found


def names_of(by: Membership, changes: Iterable[Change]) -> dict[str, str]:
    """What the rows of some changes are called, by their ids; without those that are kept from the member."""
    changes = list(changes)
    names = _Names(by, changes)
    return {change[1]: names.called(change) for change in changes if not names.keeps(change)}


def entry_to_follow(by: Membership, number: int) -> Entry:
    """The same, to undo it or do it again. Raises `NotAllowed` where it is about what another keeps to themselves."""
    found = entry(by, number)
    if found.by_id != by.id and found.number in kept_to_others(by):
        raise kept_by_another()
    return found


def entries_kept_from(by: Membership) -> frozenset[int]:
    """The numbers, as they are kept, of the entries that are absent for a member, or about what others keep to
    themselves: undo passes them over.
    """
    kept = kept_to_others(by)
    own = Entry.objects.filter(study_id=by.study_id, by=by).values_list("number", flat=True) if kept else ()
    return unseen(by).entries | kept.difference(own)


def _first(by: Membership, entries: QuerySet[Entry], limit: int) -> list[Entry]:
    """The first of some entries that the member sees."""
    absent_ones = unseen(by).entries
    if not absent_ones:
        return list(entries[:limit])
    return list(islice((one for one in entries.iterator(500) if one.number not in absent_ones), limit))


def _told(by: Membership, entries: Sequence[Entry]) -> list[Told]:
    followers = _latest_followers(by, entries)
    redacted = _redacted(entries)
    sentences = _sentences(by, entries, redacted)
    said = store.open_to(by.key, [one.reason for one in entries if one.reason])
    reasons = store.open_all(by.key, said)
    kept = kept_to_others(by) if may(by, "trail.undo_others") else frozenset()
    return [
        _tell(
            by,
            one,
            sentences[one.pk],
            followers.get(one.pk),
            reasons,
            redacted=one.pk in redacted,
            kept=one.number in kept,
        )
        for one in entries
    ]


def _redacted(entries: Sequence[Entry]) -> set[int]:
    """Those about words that were taken out since."""
    ids = [one.pk for one in entries]
    return set(Redaction.objects.filter(entry__in=ids).values_list("entry_id", flat=True))


def _sentences(by: Membership, entries: Sequence[Entry], redacted: set[int] | None = None) -> dict[int, str]:
    """What each of some entries did, with what it did it to."""
    seen = unseen(by)
    without = _redacted(entries) if redacted is None else redacted
    named = {one.pk: [] if one.pk in without else seen.changes(_named_by(one)) for one in entries}
    names = _Names(by, [change for changes in named.values() for change in changes[:NAMES_SHOWN]])
    return {one.pk: _sentence(one, names.of(named[one.pk]), seen.numbering) for one in entries}


def _tell(
    by: Membership,
    one: Entry,
    sentence: str,
    follower: str | None,
    reasons: dict[UUID, str],
    *,
    redacted: bool,
    kept: bool,
) -> Told:
    right = MAY.get(one.act)
    mine = one.by_id == by.id
    allowed = right is not None and right.undo and may(by, "trail.undo" if mine else "trail.undo_others")
    allowed = allowed and may(by, one.act) and not redacted and (mine or not kept)
    plain, undone = one.kind == Entry.Kind.ACT, follower == Entry.Kind.UNDO
    return Told(
        one.pk, unseen(by).numbering.shown(one.number), one.at, one.by.name, one.act, one.kind, sentence, undone,
        can_undo=allowed and plain and not undone,
        can_redo=allowed and plain and undone,
        reason=reasons.get(one.reason, "") if one.reason else "",
        redacted=redacted,
    )  # fmt: skip


def _named_by(one: Entry) -> Sequence[Change]:
    """The changes after whose rows an entry is called: of a withdrawal who left, and not what went."""
    if LEAVING not in tables_in(one.changes):
        return one.changes  # type: ignore[no-any-return]
    return [change for change in one.changes if change[0] == LEAVING]


def _sentence(one: Entry, what: str, numbering: Numbering) -> str:
    done = told_as(one.act)
    sentence = _("%(done)s: %(what)s") % {"done": done, "what": what} if what else done
    if one.target is None:
        return sentence
    number = numbering.shown(one.target.number)
    if one.kind == Entry.Kind.UNDO:
        return _("took back entry %(number)s (%(act)s)") % {"number": number, "act": sentence}
    return _("did entry %(number)s again (%(act)s)") % {"number": number, "act": sentence}


def _latest_followers(by: Membership, entries: Sequence[Entry]) -> dict[int, str]:
    rows = Entry.objects.filter(study_id=by.study_id, target__in=[one.pk for one in entries]).order_by(
        "number"
    )
    return {target: kind for target, kind in rows.values_list("target_id", "kind") if target is not None}


class _Names:
    """What the rows of some changes are called, opened together."""

    def __init__(self, by: Membership, changes: Iterable[Change]) -> None:
        self._by = by
        self._wordings: dict[str, tuple[str, UUID]] = {}  # row id → which word, in which wording
        self._codings: dict[str, tuple[str, str]] = {}  # coding id → code id, version id
        self._numbers: dict[str, str] = {}
        self._after: dict[str, str] = {}  # row id → the id of the row it is called after
        self._plain: dict[str, str] = {}  # row id → what it is called as it stands
        self._tables: dict[str, str] = {}  # row id → its table
        changes = list(changes)
        gone = absent(by)
        kept = (*gone.sources, *gone.versions, *gone.visits, *kept_people(by))
        self._kept_from = {one.hex for one in kept} | unseen(by).rows
        self._learn(changes)
        self._learn_standing(self._tables)
        self._learn_codings()
        self._words = self._opened()

    def of(self, changes: Sequence[Change]) -> str:
        """“Being alike, Going with and 4 more”."""
        shown = list(
            dict.fromkeys(
                name for change in changes[:NAMES_SHOWN] if (name := self._name(change[0], change[1]))
            )
        )
        more = len(changes) - NAMES_SHOWN
        if shown and more > 0:
            shown.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
        return ", ".join(shown)

    def called(self, change: Change) -> str:
        """What the row of one change is called."""
        return self._name(change[0], change[1])

    def keeps(self, change: Change) -> bool:
        """Whether the row of a change, or one at which it points, is kept from the member."""
        return bool(self._kept_from) and not self._kept_from.isdisjoint(_ids_in(change))

    def _name(self, table: str, row_id: str) -> str:
        if table == "coding.coding" and row_id in self._codings:
            code, version = self._codings[row_id]
            return " · ".join(filter(None, (self._called(code), self._numbers.get(version, ""))))
        return self._plain.get(row_id) or self._called(self._after.get(row_id, row_id))

    def _called(self, row_id: str) -> str:
        word, wording_id = self._wordings.get(row_id, ("", None))
        return "" if wording_id is None else str(self._words.get(wording_id, {}).get(word, ""))

    def _learn(self, changes: Iterable[Change]) -> None:
        for table, row_id, before, after in changes:
            values = {**(before or {}), **(after or {})}
            self._learn_row(table, row_id, values)

    def _learn_row(self, table: str, row_id: str, values: dict[str, Any]) -> None:
        self._tables[row_id] = table
        if row_id in self._kept_from or str(values.get("version_id")) in self._kept_from:
            return
        if table in NAMED_BY and values.get(NAMED_BY[table][0]):
            field, word = NAMED_BY[table]
            self._wordings[row_id] = (word, UUID(str(values[field])))
        if table in CALLED_AFTER and CALLED_AFTER[table] in values:
            field = CALLED_AFTER[table]
            self._after[row_id] = after = str(values[field])
            self._tables[after] = AFTER[field]
        if table == "giving_back.release":
            self._plain[row_id] = f"{values['what']}.{values['format']}"
        if table == "coding.coding" and "code_id" in values and "version_id" in values:
            self._codings[row_id] = (str(values["code_id"]), str(values["version_id"]))

    def _learn_standing(self, row_ids: Iterable[str]) -> None:
        """Rows of which a change shows only one field are asked for their name as it is now, each in its table."""
        unknown: dict[str, list[UUID]] = defaultdict(list)
        for row_id in row_ids:
            if row_id not in self._wordings and row_id not in self._codings:
                unknown[self._tables[row_id]].append(UUID(row_id))
        for table in NAMED_BY.keys() & unknown.keys():
            field, word = NAMED_BY[table]
            for row_id, wording_id in self._rows(table, unknown[table]).values_list("id", field):
                if row_id.hex not in self._kept_from:
                    self._wordings[row_id.hex] = (word, wording_id)
        if found := unknown["coding.coding"]:
            rows = self._rows("coding.coding", found).values_list("id", "code_id", "version_id")
            for row_id, code, version in rows:
                if version.hex not in self._kept_from and row_id.hex not in self._kept_from:
                    self._codings[row_id.hex] = (code.hex, version.hex)
        if found := unknown["studies.membership"]:
            names = self._by.study.members.filter(id__in=found).values_list("id", "name")
            self._plain |= {row_id.hex: name for row_id, name in names}

    def _rows(self, table: str, ids: Iterable[UUID]) -> QuerySet[Any]:
        return rows_of(recorded_models()[table]).filter(study_id=self._by.study_id, id__in=ids)

    def _learn_codings(self) -> None:
        if not self._codings:
            return
        codes = {UUID(code) for code, _version in self._codings.values()}
        for row_id, wording_id in self._rows("codebook.code", codes).values_list("id", "wording"):
            self._wordings[row_id.hex] = ("name", wording_id)
        versions = {UUID(version) for _code, version in self._codings.values()}
        texts = self._rows("sources.textversion", versions)
        self._numbers = {
            row.hex: f"S{number_for(self._by, number)}"
            for row, number in texts.values_list("id", "source__number")
        }

    def _opened(self) -> dict[UUID, wording.Words]:
        """The words of all names. What is under the guardian's key by now is called as it is called today."""
        wanted = {wording_id for _word, wording_id in self._wordings.values()}
        readable = store.open_to(self._by.key, wanted)
        if len(readable) < len(wanted):
            closed = [
                row_id for row_id, (_word, wording_id) in self._wordings.items() if wording_id not in readable
            ]
            for row_id in closed:
                del self._wordings[row_id]
            self._learn_standing(closed)
            readable = store.open_to(self._by.key, {found for _word, found in self._wordings.values()})
        return wording.read_all(self._by.key, readable)
