"""The one door through which XML from outside comes in: no document types, no entities, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from firsthand.field.sources.extract import sentences as say

Element = etree._Element


def parse(name: str, data: bytes) -> Element:
    """The root of an XML part. Raises `Problem` where it is broken, nested beyond reason, or has a document type."""
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise say.refuse(say.FORBIDDEN_XML if has_doctype(data) else say.DAMAGED, name) from error
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise say.refuse(say.FORBIDDEN_XML, name)
    return root


def has_doctype(data: bytes) -> bool:
    """Whether the bytes before the root element declare a document type or entities, in any Unicode encoding."""
    head = data[:65536].replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def local(element: Element) -> str:
    """An element's name without its namespace: strict and transitional OOXML differ in nothing else for us."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """The child elements of that local name."""
    return (child for child in element if local(child) == name)


def child(element: Element | None, name: str) -> Element | None:
    """The first child element of that local name."""
    return next(children(element, name), None) if element is not None else None


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def how_many(element: Element, name: str) -> int:
    """How many elements of that local name lie anywhere under it."""
    return sum(1 for _ in element.iter("{*}" + name))
