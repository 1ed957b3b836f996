"""The tree of a service-public.fr sheet, from its XML or from its JSON form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from indexer.sources.original import Original
from indexer.sources.spacing import one_line

#: A sheet's XML is well under this; a DTD is refused whatever the size.
MAX_XML_BYTES = 10_000_000
MAX_TREE_DEPTH = 150

#: Elements that stand inside a sentence, and the HTML they become (none for bare text).
INLINE = {
    "LienInterne": "",
    "LienIntra": "",
    "LienExterne": "a",
    "Valeur": "",
    "MiseEnEvidence": "strong",
    "Expression": "em",
    "Citation": "em",
    "TermeEtranger": "em",
    "Variable": "",
    "Exposant": "sup",
    "Indice": "sub",
}
RAISED = frozenset({"Exposant", "Indice"})
#: What stands tight against the word after it, or before it.
_OPENS = tuple("'’([«")
_CLOSES = tuple(",.)]»'’")


@dataclass(slots=True)
class Element:
    """An element of a sheet: name, attributes, and texts and elements inside in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def elements(self, *names: str) -> Iterator[Element]:
        """The elements directly inside, those called ``names`` or all."""
        for child in self.children:
            if isinstance(child, Element) and (not names or child.name in names):
                yield child

    def find(self, *path: str) -> Element | None:
        """The first element under successive names."""
        found: Element | None = self
        for name in path:
            found = next(found.elements(name), None) if found else None
        return found

    def text(self, name: str = "") -> str:
        """All text inside, or inside the first element called ``name``, on one line."""
        start = self.find(name) if name else self
        return one_line(start.raw()) if start else ""

    def walk(self) -> Iterator[Element]:
        """The element itself, then all elements inside, in order."""
        yield self
        for child in self.elements():
            yield from child.walk()

    def raw(self) -> str:
        """All text inside as it came, white space included."""
        return "".join(self._texts())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()


def tree_of_xml(original: Original) -> Element:
    """The tree of an XML file; a DTD, an oversized or too deep file is a ``SheetError``."""
    if len(original.data) > MAX_XML_BYTES:
        raise original.fault(f"is larger than {MAX_XML_BYTES // 1_000_000} MB: split it")
    if b"<!DOCTYPE" in original.data or b"<!ENTITY" in original.data:
        raise original.fault("declares a DTD or entities: remove them, sheets need none")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(original.data, parser)
    except etree.XMLSyntaxError as error:
        raise original.fault(f"is not well-formed XML ({error.msg})", error.lineno or 0) from error
    return _of_xml(root)


def _of_xml(node: etree._Element) -> Element:
    name = etree.QName(node).localname
    if node.tag.startswith("{http://purl.org/dc/"):
        name = f"dc:{name}"
    element = Element(name, dict(node.attrib), [node.text] if node.text else [])
    for child in node:
        element.children.append(_of_xml(child))
        if child.tail:
            element.children.append(child.tail)
    return element


def tree_of_json(original: Original) -> Element:
    """The tree in a JSON file; anything else is a ``SheetError``."""
    try:
        whole = json.loads(original.data)
        roots = [child for child in whole["children"] if child.get("type") == "element"]
        return _of_json(roots[0], 0)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise original.fault("is not the JSON of a service-public.fr sheet") from error


def _of_json(node: dict[str, Any], depth: int) -> Element:
    if depth > MAX_TREE_DEPTH:
        raise ValueError("too deep")
    attributes = {str(name): str(value) for name, value in node.get("attributes", {}).items()}
    element = Element(str(node["name"]), attributes)
    spoken = ""
    for child in node.get("children", ()):
        if child["type"] == "text":
            element.children.append(str(child["text"]))
            spoken = ""
        elif child["type"] == "element":
            inner = _of_json(child, depth + 1)
            if spoken and _are_apart(spoken, inner):
                element.children.append(" ")
            element.children.append(inner)
            spoken = inner.raw() if inner.name in INLINE else ""
    return element


def _are_apart(spoken: str, inner: Element) -> bool:
    """Whether a space stood between two inline elements: the JSON form drops it."""
    return not (inner.name in RAISED or spoken.endswith(_OPENS) or inner.raw().startswith(_CLOSES))
