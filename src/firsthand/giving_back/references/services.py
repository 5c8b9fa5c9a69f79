"""Writing the literature down, a work at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import Clash, Problem
from firsthand.giving_back.references.items import Item, doi_of, likeness_of, normal
from firsthand.giving_back.references.models import Reference
from firsthand.giving_back.references.selectors import ReferenceLine, references
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording


@act("reference.add")
def add_reference(by: Membership, *, item: Mapping[str, Any]) -> Reference:
    """A further work, as an item of CSL-JSON. Raises `Problem` where it is none, or is here already."""
    words = normal(item)[0]
    here = Known(references(by)).of(words)
    if here is not None:
        raise Problem(
            _("This work is here already, as %(ref)s: %(called)s.") % {"ref": here.ref, "called": here.called}
        )
    (row,) = new_rows(by, [words])
    record().create(row)
    return row


@act("reference.change")
def change_reference(
    by: Membership, *, reference: Reference, item: Mapping[str, Any], version: int | None = None
) -> Reference:
    """Another wording of a work. Raises `Clash` where somebody changed it in between, `Problem` where it is none."""
    if version is not None and version != reference.version:
        raise Clash(
            _("Somebody changed this work while you were writing. Look at theirs, then save yours again.")
        )
    words = normal(item)[0]
    others = [line for line in references(by) if line.id != reference.id]
    if doi_of(words) and (same := Known(others).by_doi.get(doi_of(words))):
        raise Problem(
            _("%(ref)s has that DOI already: %(called)s.") % {"ref": same.ref, "called": same.called}
        )
    if words != wording.read(by.key, reference.wording):
        record().change(reference, wording=wording.written(by.key, words), version=reference.version + 1)
    return reference


@act("reference.remove")
def remove_reference(by: Membership, *, reference: Reference) -> None:
    """Take a work out of the literature. Undo brings it back."""
    record().remove(reference)


class Known:
    """The works of a study, found again by DOI, or by title, year and first author."""

    def __init__(self, lines: Sequence[ReferenceLine]) -> None:
        first = sorted(lines, key=lambda line: -line.number)  # of two alike, the one that came first is meant
        self.by_doi = {doi: line for line in first if (doi := doi_of(line.item))}
        self.by_words = {likeness_of(line.item): line for line in first}

    def of(self, item: Item) -> ReferenceLine | None:
        """The work that an item is; None for one that is not here."""
        doi = doi_of(item)
        if doi and doi in self.by_doi:
            return self.by_doi[doi]
        alike = self.by_words.get(likeness_of(item))
        # Two works with a DOI each are two works, whatever they are called.
        return None if alike is None or (doi and alike.doi) else alike


def new_rows(by: Membership, items: Sequence[Item]) -> list[Reference]:
    """Rows for further works, sealed and numbered; the caller writes them."""
    if not items:
        return []
    last = Reference.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True)
    first, at = (last.first() or 0) + 1, timezone.now()
    sealed = store.seal_all(by.key, [wording.packed(item) for item in items])
    return [
        Reference(study_id=by.study_id, number=first + place, wording=text, by=by, at=at)
        for place, text in enumerate(sealed)
    ]
