"""UIMA's CAS as XMI, as INCEpTION, WebAnno and other programs on UIMA write it: an element for each annotation.

Beside it, TypeSystem.xml says which features are values, and which lead to other elements. Without it, that is told by
their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO

from django.utils.translation import gettext as _
from lxml import etree

from firsthand.core.problems import Problem
from firsthand.exchange.projects.others.layers import Into, Layers, is_grammar
from firsthand.exchange.projects.others.structures import SOFA, Structure, take
from firsthand.exchange.projects.refi.archive import damaged
from firsthand.exchange.projects.refi.elements import Element, local
from firsthand.field.sources.extract.xml import children, has_doctype, parse

MOST_STRUCTURES = 200_000  # beside those of grammar, which are not kept
_ID = "{http://www.omg.org/XMI}id"
_BEGINS = 4096
_VALUES = frozenset(
    f"uima.cas.{name}"
    for name in ("String", "Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double")
)
_ARRAYS = frozenset(f"{name}Array" for name in _VALUES) | {"uima.cas.StringList"}
# What leads on by these programs' own layers, where no system of types says so.
_LEADS = frozenset(["Governor", "Dependent", "source", "target", "next", "first", "links"])
_DEEPEST = 50  # types that each stand on another


def is_it(data: bytes) -> bool:
    """Whether a file is of this kind."""
    begins = data[:_BEGINS]
    return b"xmi:XMI" in begins or b"http://www.omg.org/XMI" in begins


def is_types(data: bytes) -> bool:
    """Whether a file is a system of types."""
    return b"typeSystemDescription" in data[:_BEGINS]


@dataclass(slots=True)
class Types:
    """Which features of a type hold values: by the types, and those that they stand on."""

    features: dict[str, dict[str, str]] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)

    def leads(self, kind: str, feature: str) -> bool:
        """Whether a feature leads to other structures."""
        for _step in range(_DEEPEST):
            if feature in self.features.get(kind, ()):
                return not self._is_value(self.features[kind][feature])
            if kind not in self.above:
                break
            kind = self.above[kind]
        return feature in _LEADS

    def _is_value(self, range_: str) -> bool:
        return range_ in _VALUES | _ARRAYS or self.above.get(range_) == "uima.cas.String"


def read_types(name: str, data: bytes) -> Types:
    """A system of types. Raises `Problem` for one that is broken, or has a document type."""
    types = Types()
    for one in parse(name, data).iter("{*}typeDescription"):
        kind = _said(one, "name")
        types.above[kind] = _said(one, "supertypeName")
        found = {
            _said(each, "name"): _said(each, "rangeTypeName") for each in one.iter("{*}featureDescription")
        }
        types.features.setdefault(kind, {}).update(found)
    return types


def read(name: str, data: bytes, layers: Layers, into: Into, types: Types | None = None) -> None:
    """A file into the project of `layers`. Raises `Problem`."""
    take(name, _structures(name, data, types or Types()), layers, into)


def _structures(name: str, data: bytes, types: Types) -> Iterator[Structure]:
    if has_doctype(data):
        raise Problem(
            _(
                "%(name)s holds instructions (a document type or entities) that have no place in such a "
                "file: it is not read."
            )
            % {"name": name}
        )
    told: set[str] = set()
    count = 0
    for one in _elements(name, data):
        kind = _type(one)
        if is_grammar(kind) and kind != SOFA:
            if kind in told:
                continue
            told.add(kind)
        count += 1
        if count > MOST_STRUCTURES:
            raise Problem(_("%(name)s holds more than any project does: it is not read.") % {"name": name})
        yield _structure(one, kind, types)


def _elements(name: str, data: bytes) -> Iterator[Element]:
    """The elements right below the root; each is gone when the next one comes."""
    context = etree.iterparse(
        BytesIO(data), events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    depth = 0
    try:
        for event, found in context:
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 1:
                yield found
                found.clear()
                above = found.getparent()
                while above is not None and found.getprevious() is not None:
                    del above[0]
    except etree.XMLSyntaxError as error:
        raise damaged(name) from error


def _type(element: Element) -> str:
    """The name of a type, as UIMA has it: the namespace of an element holds what stands before its own name.

    >>> _type(etree.fromstring('<c:Feeling xmlns:c="http:///webanno/custom.ecore"/>'))
    'webanno.custom.Feeling'
    """
    return _type_of(str(element.tag))


@lru_cache(maxsize=10_000)
def _type_of(tag: str) -> str:
    space, _end, name = tag.removeprefix("{").rpartition("}")
    package = space.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    package = package.removeprefix("uima.noNamespace")
    return f"{package}.{name}" if package else name


def _structure(element: Element, kind: str, types: Types) -> Structure:
    """An element as JSON would have it: ids and places as numbers, and “@” before what leads on."""
    found: Structure = {"%ID": _number(element.get(_ID, "")), "%TYPE": kind}
    for key, value in _attributes(element):
        if key in ("begin", "end", "sofa"):
            found["@sofa" if key == "sofa" else key] = _number(value)
        elif key == "sofaString" or not types.leads(kind, key):
            found[key] = value
        else:
            led = [_number(one) for one in value.split()]
            found[f"@{key}"] = led[0] if len(led) == 1 else led
    for inner in element:
        said = "".join(inner.itertext())
        found.setdefault(local(inner), [])
        if isinstance(found[local(inner)], list):
            found[local(inner)].append(said)
    return found


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    return ((str(key), str(value)) for key, value in element.attrib.items() if not str(key).startswith("{"))


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() and written.isascii() and len(written) < 12 else None


def _said(element: Element, name: str) -> str:
    return next(((one.text or "").strip() for one in children(element, name)), "")
