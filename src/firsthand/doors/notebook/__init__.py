"""A study in a notebook: `firsthand.open(path)` on this computer, `firsthand.connect(url, token)` far away."""

from firsthand.doors.notebook.connecting import connect
from firsthand.doors.notebook.opening import open  # noqa: A004 - firsthand.open(…), as people say it
from firsthand.doors.notebook.study import Study
from firsthand.doors.notebook.table import Table

__all__ = ["Study", "Table", "connect", "open"]
