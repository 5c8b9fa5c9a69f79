"""Whoever takes out much of a study at once is asked a second time, whichever door they come through.

More than a fifth of its codings, sources or codes in one act is seldom what somebody means: a wrong file that was
brought in, a code at the top of the tree. It is all undone in one step as well; and what is undone, or what a
participant takes out, is not asked about.
"""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.core.meant import is_meant
from firsthand.core.problems import Unsure
from firsthand.ground.trail.recording import Recorder
from firsthand.ground.trail.rows import recorded_models, rows_of

# Of which rows, what they are called, and how many it takes at least: of a small study one is a fifth.
MUCH = {
    "coding.coding": (lazy("codings"), 10), "sources.source": (lazy("sources"), 3), "codebook.code": (lazy("codes"), 3),
}  # fmt: skip
SHARE = 0.2
# What participants take out, and what was shown thing by thing before it was done.
NOT_ASKED = {"participant.withdraw", "copies.join"}


def require_sure(act: str, recorder: Recorder) -> None:
    """Raises `Unsure` where an act that was just carried out takes much of the study out, not known to be meant."""
    if act in NOT_ASKED or is_meant():
        return
    for table, (called, least) in MUCH.items():
        gone = _taken_out(table, recorder)
        if gone >= least:
            left = _standing(table, recorder.study_id)
            if gone > SHARE * (gone + left):
                raise Unsure(
                    _(
                        "That would take out %(gone)d of the %(all)d %(called)s of this study at once. Nothing was "
                        "changed. If it is meant, say so once more; one undo brings it all back."
                    )
                    % {"gone": gone, "all": gone + left, "called": called}
                )


def _taken_out(table: str, recorder: Recorder) -> int:
    """Rows that were there before the act and are not any more."""
    found: Counter[str] = Counter()
    for label, row_id, before, after in recorder.changes:
        if label == table and (before is None or after is None):
            found[row_id] += 1 if after is None else -1
    return sum(count > 0 for count in found.values())


def _standing(table: str, study_id: UUID) -> int:
    return rows_of(recorded_models()[table]).filter(study_id=study_id).count()
