"""How a study says that it works, and what follows for figures of agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.analysis.rounds.models import Method, Way
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store

# In these a figure of agreement answers a question that nobody put: it is there for whoever asks for it.
WHY_CLOSED = {
    Way.REFLEXIVE: lazy(
        "In reflexive thematic analysis a code is somebody’s way of seeing, and a second reader is there to see "
        "further, not to see the same. How far two people marked the same words is another question than this method "
        "asks."
    ),
    Way.IPA: lazy(
        "In interpretative phenomenological analysis somebody stays close to one person’s account and makes sense of "
        "it. Another reader asks whether that is borne out by the words, not whether they would have marked the same "
        "ones."
    ),
    Way.GROUNDED: lazy(
        "In constructivist grounded theory codes come about between the words and whoever reads them, and go on "
        "changing while you compare. A figure would hold still what is meant to move."
    ),
}


@dataclass(frozen=True, slots=True)
class MethodLine:
    """What was said of how the study works. `way` empty: nothing was said yet."""

    way: str = ""
    words: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def why_closed(self) -> str:
        """Why figures of agreement are not shown before somebody asks for them; empty where they are."""
        return str(WHY_CLOSED.get(Way(self.way), "")) if self.way else ""


def methods(by: Membership) -> list[MethodLine]:
    """All that was ever said of it, the last first."""
    require(by, "study.read")
    rows = list(Method.objects.filter(study_id=by.study_id).select_related("by").order_by("-id"))
    opened = store.open_all(by.key, store.open_to(by.key, [row.reason for row in rows]))
    kept = _("words kept under the guardian’s key")
    return [
        MethodLine(row.way, str(Way(row.way).label), opened.get(row.reason, kept), row.by.name, row.at)
        for row in rows
    ]


def method(by: Membership) -> MethodLine:
    """What holds: the last that was said."""
    return next(iter(methods(by)), MethodLine())


def ways() -> list[tuple[str, str]]:
    """What there is to choose from."""
    return [(value, str(label)) for value, label in Way.choices]
