"""That a backup is being brought back, written down until what was said since its making is taken over.

Between the two the data is as it was: somebody who said no since would be read again. Whoever is ended there, or finds
no room, goes on at the next start, from what stood here before.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.keeping.files import written

NOTE = "restore.json"


def begun(before: Path) -> None:
    """Data is put in the place of what is in the backup `before`. If a first time was cut short, that holds."""
    if not _note().exists():
        written(_note(), json.dumps({"before": str(before.absolute())}) + "\n")


def before() -> Path | None:
    """The backup of what stood here, while a restore is not at its end. Raises `Problem` where it is not there."""
    if not _note().exists():
        return None
    file = Path(json.loads(_note().read_text("utf-8"))["before"])
    if not file.exists():
        raise Problem(
            _(
                "A backup was being brought back, and was not at its end: what people said since it was made still has "
                "to be taken over, from %(file)s, which is not there. Put it back, and start again. If it is gone for "
                "good, delete %(note)s, and ask everybody once more what they allow."
            )
            % {"file": file, "note": _note()}
        )
    return file


def ended() -> None:
    """All of it was taken over."""
    _note().unlink(missing_ok=True)


def _note() -> Path:
    return Path(settings.DATA) / NOTE
