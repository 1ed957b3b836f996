"""The plain text of a clean article: what is searched and quoted.

Paragraphs are parted by a blank line, list items and table rows by a line break, cells by a
space. Words are never glued across elements and never split inside one.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml.html import HtmlElement

from indexer.sources.spacing import collapse
from indexer.sources.superscript import superscript
from indexer.sources.tags import BLOCKS

_LINES = BLOCKS - {"td", "th"}


def section_text(blocks: Iterable[HtmlElement]) -> str:
    """The text of successive blocks, a blank line between two."""
    return "\n\n".join(text for text in map(block_text, blocks) if text)


def block_text(block: HtmlElement) -> str:
    """The text of one paragraph, list, table or quotation; a line for each piece of it."""
    if block.tag == "pre":
        return "".join(block.itertext()).strip()
    if block.tag == "tr":
        return " ".join(filter(None, (block_text(cell) for cell in block)))
    if not any(child.tag in _LINES for child in block):
        return inline_text(block)
    lines = (block_text(child) for child in block)
    return ("\n" if block.tag not in ("td", "th") else " ").join(filter(None, lines))


def inline_text(element: HtmlElement) -> str:
    """The text of an element without blocks inside; ``<br>`` gives a line break."""
    pieces: list[str] = []
    _collect(element, pieces)
    lines = "".join(pieces).split("\n")
    return "\n".join(filter(None, (collapse(line).strip(" ") for line in lines))).strip()


def _collect(element: HtmlElement, pieces: list[str]) -> None:
    pieces.append((element.text or "").replace("\n", " "))
    for child in element:
        if child.tag == "br":
            pieces.append("\n")
        elif child.tag == "sup":
            raised = superscript("".join(pieces[-3:]), inline_text(child), child.tail or "")
            pieces.append(raised)
            if raised[-1:].isalpha() and (child.tail or "")[:1].isalpha():
                pieces.append(" ")
        else:
            _collect(child, pieces)
        pieces.append((child.tail or "").replace("\n", " "))
