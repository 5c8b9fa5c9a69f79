"""Anchors of all studies, to be kept where nobody who can write to the database can: on paper, in a letter, elsewhere.

With one, `verify` finds a trail that was cut off, or made anew from beginning to end (ground/trail/chain.py). It names
studies by their ids, and holds no word of them.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.keeping.copies import MANIFEST
from firsthand.ground.studies.models import Study
from firsthand.ground.trail.chain import Anchor, anchor, holds

KIND = "firsthand anchor"


def anchors() -> dict[str, Any]:
    """As every study stands now, as JSON has it."""
    with transaction.atomic():
        found = [
            anchor(study_id) for study_id in Study.objects.order_by("made_at").values_list("id", flat=True)
        ]
    return {
        "kind": KIND,
        "made_at": datetime.now(UTC).isoformat(),
        "studies": [
            {"id": str(one.study_id), "entries": one.number, "link": one.link.hex()} for one in found
        ],
    }


def read(file: Path) -> list[Anchor]:
    """What such a file holds; of a backup, what its manifest holds in `anchor`. Raises `Problem`."""
    try:
        kept = json.loads(_manifest(file) or file.read_text("utf-8"))
        kept = kept.get("anchor", kept)
        if kept["kind"] != KIND:
            raise ValueError(kept["kind"])
        return [
            Anchor(UUID(one["id"]), int(one["entries"]), bytes.fromhex(one["link"]))
            for one in kept["studies"]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Problem(
            _("%(file)s is no anchor. Make one with: firsthand anchor --out FILE") % {"file": file}
        ) from wrong


def _manifest(file: Path) -> bytes:
    """What a backup says of itself; nothing where the file is none."""
    if not zipfile.is_zipfile(file):
        return b""
    with zipfile.ZipFile(file) as bundle:
        return bundle.read(MANIFEST)


def faults(kept: Sequence[Anchor]) -> Iterator[str]:
    """A sentence for each study that no longer has what its anchor names."""
    there = set(Study.objects.values_list("id", flat=True))
    for one in kept:
        if one.study_id not in there:
            yield _("The study %(id)s, which had %(count)s entries, is not here.") % {
                "id": one.study_id, "count": one.number,
            }  # fmt: skip
        elif not holds(one):
            yield _(
                "The trail of study %(id)s is not the one that was anchored: of its first %(count)s entries some were "
                "altered, or taken out."
            ) % {"id": one.study_id, "count": one.number}
