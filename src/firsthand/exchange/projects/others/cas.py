"""UIMA's JSON CAS, as INCEpTION writes it: texts, and annotations of types that have features."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.signs import json_of
from firsthand.exchange.projects.others.layers import Into, Layers
from firsthand.exchange.projects.others.structures import Structure, take

STRUCTURES = "%FEATURE_STRUCTURES"


def is_it(data: bytes) -> bool:
    """Whether a file is of this kind."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and STRUCTURES.encode() in data


def read(name: str, data: bytes, layers: Layers, into: Into) -> None:
    """A file into the project of `layers`."""
    take(name, _structures(name, data), layers, into)


def _structures(name: str, data: bytes) -> Iterator[Structure]:
    try:
        found = json_of(data.decode("utf-8-sig"))[STRUCTURES]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Problem(
            _("%(name)s is damaged, or no JSON CAS. Export it once more from the program that wrote it.")
            % {"name": name}
        ) from error
    # A list of structures; in older files, structures by their ids.
    items = (
        [(one.get("%ID"), one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    )
    if isinstance(found, dict):
        items = [(_number(key), one) for key, one in found.items() if isinstance(one, dict)]
    for key, one in items:
        if isinstance(key, int):
            yield one | {"%ID": key}


def _number(key: str) -> int | None:
    return int(key) if key.isdecimal() and len(key) < 12 else None
