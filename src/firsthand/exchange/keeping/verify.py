"""Looking a whole data folder over: is everything there, does every key open its words, does the trail add up?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.models import Coding
from firsthand.core.anchors import fingerprint
from firsthand.core.problems import Locked, Problem
from firsthand.core.spans import Span
from firsthand.exchange.keeping.folder import ALIASES
from firsthand.exchange.keeping.sound import database_faults
from firsthand.field.media.selectors import pieces_named
from firsthand.field.sources.models import TextVersion
from firsthand.ground.studies.entrance import enter, member_called
from firsthand.ground.studies.models import Membership, Study
from firsthand.ground.trail.chain import first_broken
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.replay import tells_the_rows
from firsthand.ground.trail.rows import recorded_fields, recorded_models, rows_of
from firsthand.ground.vault import store
from firsthand.ground.vault.cipher import WrongKey
from firsthand.ground.vault.keyring.models import TextKey
from firsthand.ground.vault.models import Sealed

LOCKED = "locked studies, whose words were not opened"
WORDINGS = ("about", "wording", "text", "structure", "original", "reason", "said", "words", "told", "reply")


@dataclass(slots=True)
class Findings:
    """What was counted, and what is wrong: a sentence each."""

    counts: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def locked(self) -> bool:
        """Whether a study stayed locked, so that its words were not looked at."""
        return LOCKED in self.counts

    def count(self, what: str, number: int) -> None:
        """Add to a count."""
        self.counts[what] = self.counts.get(what, 0) + number


def verify(
    progress: Callable[[str], None] = lambda step: None, come_in: Callable[[Study], Membership] = enter
) -> Findings:
    """Look everything over. Reads all; changes nothing.

    `come_in` opens a study; of one that stays locked, the trail alone is looked at.
    """
    findings = Findings()
    progress(_("databases"))
    findings.faults += [fault for alias in ALIASES for fault in database_faults(alias)]
    for study in Study.objects.order_by("made_at"):
        looks = [
            (_("words"), _look_at_words), (_("codings"), _look_at_codings), (_("trail"), _look_at_trail),
        ]  # fmt: skip
        try:
            by = come_in(study)
        except Locked:
            by, looks = member_called(study, None), looks[2:]
            findings.count(LOCKED, 1)
        findings.count("studies", 1)
        for step, look in looks:
            progress(f"{study.title}: {step}")
            try:
                look(by, findings)
            except Problem as problem:  # words that do not open: the other looks go on
                findings.faults.append(f"{step}: {problem}")
    return findings


def _look_at_words(by: Membership, findings: Findings) -> None:
    """Every sealed text has its key and opens with it; every row's words are there."""
    sealed = set(Sealed.objects.filter(study_id=by.study_id).values_list("id", flat=True))
    rows = TextKey.objects.filter(study_id=by.study_id)
    keys = dict(rows.values_list("id", "destroyed_at"))
    guarded = sealed & set(rows.filter(guarded__isnull=False).values_list("id", flat=True))
    for text_id in sealed - keys.keys():
        findings.faults.append(_("The key of sealed text %(id)s is not in the keyring.") % {"id": text_id})
    readable = {text_id for text_id in (sealed & keys.keys()) - guarded if keys[text_id] is None}
    for text_id in readable:
        try:
            store.open_bytes(by.key, text_id)
        except WrongKey as wrong:
            findings.faults.append(f"{text_id}: {wrong}")
    for text_id in guarded if by.has_names else ():
        try:
            store.open_guarded(by.names, text_id)
        except WrongKey as wrong:
            findings.faults.append(f"{text_id}: {wrong}")
    pieces = pieces_named(by, readable)
    for wanted in (_wordings_named(by) | pieces) - sealed:
        findings.faults.append(_("A row names sealed text %(id)s, which is not there.") % {"id": wanted})
    findings.count("sealed texts", len(readable))
    findings.count("pieces of recordings and pictures", len(pieces))
    findings.count("texts taken out", len(sealed & keys.keys()) - len(readable | guarded))
    findings.count("texts under the guardian’s key", len(guarded))


def _wordings_named(by: Membership) -> set[UUID]:
    found: set[UUID] = set()
    for model in recorded_models().values():
        rows = rows_of(model).filter(study_id=by.study_id)
        for name in (one.attname for one in recorded_fields(model)):
            if name in WORDINGS:
                found |= set(rows.values_list(name, flat=True))
    return found - {None}


def _look_at_codings(by: Membership, findings: Findings) -> None:
    """Every coding stands on the words it was made on."""
    versions = {row.id: row for row in TextVersion.objects.filter(study_id=by.study_id)}
    rows = Coding.objects.filter(study_id=by.study_id).order_by("version_id")
    for coding in rows.iterator(2000):
        version = versions[coding.version_id]
        words = store.open_text(by.key, version.text)
        if (
            len(words) != version.length
            or fingerprint(words, Span(coding.start, coding.end), by.key.marking) != coding.fingerprint
        ):
            findings.faults.append(
                _("Coding %(id)s does not stand on the words it was made on.") % {"id": coding.id}
            )
        findings.count("codings", 1)


def _look_at_trail(by: Membership, findings: Findings) -> None:
    """Entries have no gap, each follows the one before it, and they alone give the rows that are there."""
    numbers = list(
        Entry.objects.filter(study_id=by.study_id).order_by("number").values_list("number", flat=True)
    )
    if numbers != list(range(1, len(numbers) + 1)):
        findings.faults.append(
            _("The trail of “%(title)s” has a gap in its numbers.") % {"title": by.study.title}
        )
    if (broken := first_broken(by.study_id)) is not None:
        findings.faults.append(
            _("The trail of “%(title)s” was altered: entry %(number)s does not follow the one before it.")
            % {"title": by.study.title, "number": broken}
        )
    if not tells_the_rows(by.study_id):
        findings.faults.append(
            _("The trail of “%(title)s” does not give the rows that are there.") % {"title": by.study.title}
        )
    findings.count("entries", len(numbers))
