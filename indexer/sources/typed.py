"""What typists make by hand in a word processor, given its structure: bold lines, dashed lists.

Most sheets typed by hand use no style: a heading is a line in bold, a list is lines after a dash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from lxml.html import HtmlElement

from indexer.sources.article import new_element
from indexer.sources.plaintext import inline_text
from indexer.sources.spacing import one_line
from indexer.sources.tags import HEADINGS

NOTES = "Notes"
_LONGEST_HEADING = 150
_BOLD = frozenset({"strong", "b"})
_NOT_HEADING = re.compile(r"[.,;:!…]$|:\s")
_DASH = re.compile(r"^\s*(?:[–—•▪◦●■*➢✓\uf0b7\uf0a7]|-(?=\s))\s*")


def structured(blocks: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Blocks whose dashed lines are lists and, when no heading parts them, bold lines headings."""
    found = _listed(blocks)
    headings = [b for b in found if b.tag in HEADINGS and inline_text(b) != NOTES]
    if any(heading.tag != "h1" for heading in headings) or len(headings) > 1:
        return found
    title_given = bool(headings)
    for block in found:
        if _is_bold_line(block):
            _make_heading(block, "h2" if title_given else "h1")
            title_given = True
    return found


def _is_bold_line(block: HtmlElement) -> bool:
    """Whether a paragraph is one short line all in bold, and no label."""
    text = one_line(inline_text(block))
    if block.tag != "p" or not text or len(text) > _LONGEST_HEADING or _NOT_HEADING.search(text):
        return False
    outside = [block.text, *(child.tail for child in block)]
    inside = [child for child in block if one_line(child.text_content())]
    return not any(part and part.strip() for part in outside) and all(
        child.tag in _BOLD for child in inside
    )


def _make_heading(block: HtmlElement, tag: str) -> None:
    text = one_line(inline_text(block))
    block.clear()
    block.tag, block.text = tag, text


def _listed(blocks: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Blocks with runs of two or more dashed lines as one list."""
    found: list[HtmlElement] = []
    for dashed, run in groupby(blocks, _is_dashed):
        lines = list(run)
        if not dashed or len(lines) < 2:
            found += lines
            continue
        listed = new_element("ul")
        for line in lines:
            line.tag, line.text = "li", _DASH.sub("", line.text or "")
            listed.append(line)
        found.append(listed)
    return found


def _is_dashed(block: HtmlElement) -> bool:
    return block.tag == "p" and bool(_DASH.match(block.text or ""))
