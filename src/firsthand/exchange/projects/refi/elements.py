"""What is common to all elements of a project file: names, GUIDs, and paths by which a person finds one."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree

Element = etree._Element

# Sources that are no texts, and the element in which each holds what it says in words.
TEXT_IN = {
    "PDFSource": "Representation",
    "PictureSource": "TextDescription",
    "AudioSource": "Transcript",
    "VideoSource": "Transcript",
}

_HEX = "[0-9A-Fa-f]"
_GUID = re.compile(rf"\{{?({_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}})\}}?")
# A GUID as it is kept here, and as most programs write it.
as_kept = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_DECLARED = re.compile(r' xmlns(:xsi|:xsd)?="[^"]*"')
_GUIDS = re.compile(r'((?:guid|GUID|Vertex|User|SyncPoint)=")\{?([0-9A-Fa-f-]{36})\}?(")')
_NAMED = ("guid", "targetGUID")


def local(element: Element) -> str:
    """An element's name without its namespace, by which the drafts of the standard differ. Empty for a comment."""
    return named(element.tag)


def _named(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


# The same by what an element is tagged with, for where there may be a million.
named: Callable[[Any], str] = lru_cache(maxsize=1000)(_named)


def guid(written: str) -> str:
    """A GUID in lower case without braces. What is none by the standard gets one that follows from it.

    >>> guid("{AD68FBE7-E1EE-4A82-A279-23CC698C89EB}")
    'ad68fbe7-e1ee-4a82-a279-23cc698c89eb'
    >>> guid("user-1") == guid("user-1") != guid("user-2")
    True
    """
    return standard_guid(written) or str(uuid5(NAMESPACE_URL, written))


def standard_guid(written: str) -> str:
    """The same, but empty for what is no GUID by the standard."""
    if as_kept(written):
        return written
    found = _GUID.fullmatch(written.strip())
    return found[1].lower() if found else ""


@lru_cache(maxsize=10_000)
def reference(written: str) -> str:
    """As `guid`, for what is named again and again: users and codes. Each is then one string, however many name it."""
    return guid(written)


def derived(of: str, what: str) -> str:
    """A GUID that follows from another, for what has none of its own.

    >>> UUID(derived("ad68fbe7-e1ee-4a82-a279-23cc698c89eb", "selection")).version
    5
    """
    return str(uuid5(UUID(of), what))


def path_of(element: Element) -> str:
    """Where an element stands, as a path that finds it in the file.

    >>> path_of(etree.fromstring("<Project><Sets><Set guid='a'/></Sets></Project>")[0][0])
    "/Project/Sets/Set[@guid='a']"
    """
    steps = []
    for one in (element, *element.iterancestors()):
        step = local(one)
        for name in _NAMED:
            if one.get(name):
                step += f"[@{name}='{one.get(name)}']"
                break
        steps.append(step)
    return "/" + "/".join(reversed(steps))


def as_written(element: Element) -> str:
    """An element whole, as XML, without the declarations that the file around it makes; its GUIDs as all others are.

    >>> as_written(etree.fromstring('<Sets xmlns="urn:QDA-XML:project:1.0"><Set name="A"/></Sets>')[0])
    '<Set name="A"/>'
    """
    written = _DECLARED.sub("", etree.tostring(element, encoding="unicode", with_tail=False))
    return _GUIDS.sub(lambda found: found[1] + found[2].lower() + found[3], written)
