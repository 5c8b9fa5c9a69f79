"""Proposing, deciding, replacing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.identifying import rule, rules
from firsthand.core.identifying.page import folded_words
from firsthand.core.identifying.replacing import Replacing
from firsthand.core.problems import Problem
from firsthand.field.deid.looking import key_of, seen
from firsthand.field.deid.models import Identifier, State
from firsthand.field.deid.putting_away import put_away
from firsthand.field.deid.rewriting import rewrite
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording
from firsthand.ground.vault.guarding import public_of


@act("deid.propose")
def propose(by: Membership) -> list[Identifier]:
    """Look through everything and propose what could tell who somebody is; what is new of it.

    With the names key, names are looked for in whatever form; without it, only what rules and lists find.
    """
    rows = Identifier.objects.filter(study_id=by.study_id)
    held = wording.read_open(by.key, rows.values_list("words", flat=True))
    taken = {key_of(held[row.words]["words"], row.rule) for row in rows if row.words in held}
    new: list[tuple[str, str, dict[str, str]]] = []
    for hint, words in seen(by):
        key = key_of(words, hint.rule)
        if key not in taken:
            taken.add(key)
            said = {"replacement": hint.replacement or rule(hint.rule).replacement or _("[a person]")}
            said |= {"reason": "", "why": hint.why, "person": hint.person}
            new.append((" ".join(words.split()), hint.rule, said))
    return _made(by, new)


@act("deid.propose")
def add_identifier(by: Membership, *, words: str, rule_id: str, replacement: str = "") -> Identifier:
    """Name words oneself. Raises `Problem` where there is nothing to find, or no such rule."""
    words = " ".join(words.split())
    if not folded_words(words):
        raise Problem(_("Write the words as they stand in the texts."))
    if rule_id not in {one.id for one in rules()}:
        raise Problem(_("Choose what kind of words these are."))
    said = {"replacement": _replacement(replacement.strip() or rule(rule_id).replacement, words)}
    (row,) = _made(by, [(words, rule_id, said | {"reason": "", "why": "by hand", "person": ""})])
    return row


@act("deid.propose")
def replace_with(by: Membership, *, identifier: Identifier, replacement: str) -> Identifier:
    """Something else to put in place of the words. Raises `Problem` where it is empty, or they are replaced already."""
    _require_open(identifier)
    said = wording.read(by.key, identifier.said)
    words = wording.read(by.key, identifier.words)["words"]
    after = said | {"replacement": _replacement(replacement, words)}
    if after != said:
        record().change(identifier, said=wording.written(by.key, after))
    return identifier


@act("deid.dismiss")
def dismiss(by: Membership, *, identifier: Identifier, reason: str) -> Identifier:
    """Leave the words as they are, for a reason. Raises `Problem` where there is none."""
    _require_open(identifier)
    if not reason.strip():
        raise Problem(_("Say in a few words why these may stay: whoever checks after you will ask."))
    said = wording.read(by.key, identifier.said) | {"reason": " ".join(reason.split())}
    record().change(
        identifier,
        state=State.DISMISSED,
        said=wording.written(by.key, said),
        by_id=by.id,
        at=timezone.now(),
    )
    return identifier


@act("deid.accept")
def accept(by: Membership, *, identifiers: Sequence[Identifier]) -> None:
    """Replace the words of these everywhere, at once.

    The originals go under the names key, and no undo brings them back. Raises `Problem` where one of them is
    replaced already.
    """
    public_of(by.study_id)  # without it the originals could not be put away
    for row in identifiers:
        _require_open(row)
    said = wording.read_all(by.key, [row.said for row in identifiers])
    words = wording.read_all(by.key, [row.words for row in identifiers])
    pairs = [(words[row.words]["words"], said[row.said]["replacement"]) for row in identifiers]
    if not pairs:
        return
    replacing = Replacing(pairs)
    rewrite(by, replacing, but={row.id for row in identifiers})
    now = timezone.now()
    for row in Identifier.objects.filter(id__in=[one.id for one in identifiers]):
        record().change(row, state=State.ACCEPTED, by_id=by.id, at=now)
    transaction.on_commit(lambda: put_away(by, replacing))


def _made(by: Membership, new: Sequence[tuple[str, str, dict[str, str]]]) -> list[Identifier]:
    last = Identifier.objects.filter(study_id=by.study_id).order_by("-number").first()
    texts = [wording.packed({"words": words}) for words, _rule, _said in new]
    texts += [wording.packed(said) for _words, _rule, said in new]
    with store.keys_together():
        ids = store.seal_all(by.key, texts)
    now, first = timezone.now(), (last.number if last else 0) + 1
    rows = [
        Identifier(
            study_id=by.study_id, number=first + place, rule=rule_id, words=ids[place], said=ids[len(new) + place],
            by_id=by.id, at=now,
        )
        for place, (_words, rule_id, _said) in enumerate(new)
    ]  # fmt: skip
    record().create(*rows)
    return rows


def _require_open(identifier: Identifier) -> None:
    if identifier.state == State.ACCEPTED:
        raise Problem(_("These words are replaced already, everywhere."))


def _replacement(written: str, words: str) -> str:
    replacement = " ".join(written.split())
    if not replacement:
        raise Problem(_("Say what is to stand there instead: “[a person]”, or a name they chose."))
    if any(Replacing([(words, "")]).found(replacement)):
        raise Problem(_("What stands there instead must not hold the words that go."))
    return replacement
