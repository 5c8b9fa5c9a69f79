"""Writing one's story at work, and letting it go. It forgets itself unless its writer keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import Clash, Problem
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import lock
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import private
from firsthand.work.log.fields import KEEP_DAYS
from firsthand.work.story.prompts import PROMPTS

STORY = "story"
LONGEST = 4_000  # letters under one prompt


@dataclass(frozen=True, slots=True)
class Story:
    """One's own page. `version` is its id as it stands; None where nothing is written."""

    version: UUID | None = None
    said: Mapping[str, str] = field(default_factory=dict, repr=False)
    forget_on: date | None = None

    @property
    def kept(self) -> bool:
        """Whether it stays until its writer lets go of it."""
        return self.version is not None and self.forget_on is None


def my_story(by: Membership) -> Story:
    """One's own, and nobody else's."""
    require(by, "story.keep")
    for one in private.held(by.notes, STORY):
        return Story(one.id, one.words, one.forget_on)
    return Story()


def write_story(
    by: Membership, *, said: Mapping[str, str], keep: bool = False, seen: UUID | None = None,
    text_id: UUID | None = None, today: date | None = None,
) -> UUID:  # fmt: skip
    """Write it down, in the place of what stood there. `keep`: until one lets go of it; otherwise for ninety days more.

    Raises `Clash` where another page of the same writer changed it since `seen`, `Problem` where it is too long.
    """
    require(by, "story.keep")
    kept = {name: said.get(name, "").replace("\r\n", "\n").strip() for name in PROMPTS}
    if any(len(one) > LONGEST for one in kept.values()):
        raise Problem(_("Under one question go %(most)s letters. Shorten it a little.") % {"most": LONGEST})
    text_id, today = text_id or uuid4(), today or timezone.localdate()
    with transaction.atomic():
        lock(by.study_id)
        if private.was_here(text_id):
            return text_id
        before = my_story(by)
        if before.version != seen:
            raise Clash(
                _("You wrote on this page somewhere else meanwhile. Look at both before you keep one.")
            )
        private.put_in_place(
            by.notes, STORY, [before.version] if before.version else [], text_id,
            {name: words for name, words in kept.items() if words},
            forget_on=None if keep else today + timedelta(days=KEEP_DAYS),
        )  # fmt: skip
    return text_id


def delete_story(by: Membership) -> None:
    """Let go of it now. Nothing brings it back."""
    require(by, "story.keep")
    private.let_go(by.notes, STORY, [one.id for one in private.held(by.notes, STORY)])
