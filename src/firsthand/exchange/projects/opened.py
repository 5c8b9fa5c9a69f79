"""What bringing in needs of a file, whichever program wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.project import Project, Source


class Parts(Protocol):
    """The originals and recordings that a project holds, by the paths that it gives them."""

    def bytes_of(self, written: str) -> bytes | None:
        """One of them; None where it is not there."""
        ...

    def holds(self, written: str) -> bool:
        """Whether it is there."""
        ...


class Opened(Protocol):
    """A project, opened. `sources` may be gone through once; their words are read, and their selections placed."""

    @property
    def project(self) -> Project:
        """All but the sources."""
        ...

    @property
    def report(self) -> LossReport:
        """What became of everything."""
        ...

    @property
    def archive(self) -> Parts:
        """The files in it."""
        ...

    def sources(self) -> Iterator[Source]:
        """The sources, one by one."""
        ...

    def glanced(self) -> Iterator[Source]:
        """The same, to be looked at before: nothing is told of them in the report."""
        ...

    @property
    def places(self) -> dict[str, str] | None:
        """Where each thing stands in the file, by GUID; None where the GUID is what finds it."""
        ...

    def where(self, element: str, guid: str) -> str:
        """Where something stands in the file, as a person finds it."""
        ...


def standing(places: dict[str, str] | None, element: str, guid: str) -> str:
    """Where something stands in a file, as a person finds it: by its path, or by its table and number, or line.

    >>> standing(None, "Set", "a"), standing({"a": "line 3"}, "Set", "a"), standing({}, "Set", "b")
    ("//Set[@guid='a']", 'line 3', 'Set')
    """
    return f"//{element}[@guid='{guid}']" if places is None else places.get(guid, element)
