"""A sheet from the blocks of a file that has no fields: PDF, DOCX, ODT.

The first main heading is the title; labelled lines such as "Date : mars 2011" before the first
heading are fields; the paragraph after them is the summary when other text follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from indexer.errors import SheetError
from indexer.sources.article import sections_of
from indexer.sources.columns import Values, values_of
from indexer.sources.mending import without_note_numbers
from indexer.sources.original import Original
from indexer.sources.plaintext import inline_text
from indexer.sources.spacing import one_line
from indexer.sources.tags import HEADINGS
from indexer.vocabulary import Sheet

_LABELLED = re.compile(r"([^\W\d_][^:.!?\n]{1,30}?)\s*:\s*(\S.*)")
_KINDS = re.compile(r"fiches?\s+(d.exp[ée]riences?|actions?|pratiques?|projets?)", re.IGNORECASE)
#: Labels that are fields of a sheet; other labelled lines are text.
_FIELDS = frozenset(
    {"date", "structure", "audience", "publisher", "source", "rights", "territory", "summary"}
)
_LONGEST_TITLE = 300


def sheet_of_blocks(blocks: Sequence[HtmlElement], original: Original) -> Sheet | SheetError:
    """The sheet that blocks in reading order make; a fault when there is no title or text."""
    rest = list(blocks)
    title = _take_title(rest)
    values = _take_fields(rest)
    if not title:
        return original.fault("has no title: give its first line the style of a heading")
    summary = _take_summary(rest, values)
    sections = sections_of(rest)
    if not summary and not sections:
        return original.fault("has no text")
    if summary:
        values.given["summary"] = [summary]
    return values.sheet(title, sections, original.address or original.name)


def _take_title(blocks: list[HtmlElement]) -> str:
    """The first ``h1``, else the first heading, else the first short line."""
    while blocks and _KINDS.fullmatch(one_line(inline_text(blocks[0]))):
        del blocks[0]
    headings = [block for block in blocks if block.tag in HEADINGS]
    found = next((block for block in headings if block.tag == "h1"), None)
    found = found if found is not None else next(iter(headings or blocks), None)
    text = one_line(inline_text(found)) if found is not None else ""
    if found is None or len(text) > _LONGEST_TITLE:
        return ""
    blocks.remove(found)
    return without_note_numbers(text)


def _take_fields(blocks: list[HtmlElement]) -> Values:
    """Labelled lines before the first heading."""
    named: dict[str, object] = {}
    for block in list(blocks):
        if block.tag in HEADINGS:
            break
        label = _LABELLED.fullmatch(one_line(inline_text(block))) if block.tag == "p" else None
        if label and _is_field(label[1], label[2]):
            named[label[1]] = label[2]
            blocks.remove(block)
    return values_of(named)


def _is_field(label: str, text: str) -> bool:
    """Whether a labelled line says a field in a form that the field can have."""
    values = values_of({label: text})
    name = next(iter(values.given), "")
    if name == "date":
        return bool(values.date())
    if name == "territory":
        return bool(values.territories())
    return name in _FIELDS


def _take_summary(blocks: list[HtmlElement], values: Values) -> str:
    """The summary given, else the first paragraph when a heading or more text follows."""
    if values.one("summary"):
        return values.one("summary")
    if len(blocks) > 1 and blocks[0].tag == "p":
        return one_line(inline_text(blocks.pop(0)))
    return ""
