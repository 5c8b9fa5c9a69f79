"""Firsthand: a workbench on which a peer-run organisation studies its own work and gives the result back."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firsthand.doors.notebook import connect as connect
    from firsthand.doors.notebook import open as open  # noqa: A004 - firsthand.open(…), as people say it

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`firsthand.open` and `firsthand.connect`: the door is opened when somebody comes by it, and by nothing else."""
    if name in ("open", "connect"):
        return getattr(import_module("firsthand.doors.notebook"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
