"""A sheet from the blocks of a file that has no fields: PDF, DOCX, ODT.

The first main heading is the title; labelled lines such as "Date : mars 2011" before the first
heading are fields; the paragraph after them is the summary when other text follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from indexer.errors import SheetError
from indexer.sources.article import new_element, sections_of
from indexer.sources.columns import Values
from indexer.sources.mending import without_note_numbers
from indexer.sources.original import Original
from indexer.sources.plaintext import inline_text
from indexer.sources.spacing import one_line
from indexer.sources.tags import HEADINGS
from indexer.sources.typed import NOTES, structured
from indexer.vocabulary import Sheet

_LABELLED = re.compile(r"([^\W\d_][^:.!?\n]{1,30}?\.?)\s*:\s*(\S.*)")
#: What kind of sheet it is, without its spaces: letters may be set wide apart.
_KINDS = re.compile(r"fiches?(d.exp[ée]riences?|actions?|pratiques?|projets?)", re.IGNORECASE)
#: Labels that are fields of a sheet; other labelled lines are text.
_FIELDS = frozenset(
    {"date", "structure", "audience", "publisher", "source", "rights", "territory", "summary"}
)
_LONGEST_TITLE = 300


def sheet_of_blocks(blocks: Sequence[HtmlElement], original: Original) -> Sheet | SheetError:
    """The sheet that blocks in reading order make; a fault when there is no title or text.

    What stands before the title and is no field (addresses, keywords) comes last.
    """
    rest = structured([block for block in blocks if not is_kind(inline_text(block))])
    place = _title_place(rest)
    title = one_line(inline_text(rest[place])) if place is not None else ""
    if place is None or len(title) > _LONGEST_TITLE:
        return original.fault("has no title: give its first line the style of a heading")
    before, after = rest[:place], rest[place + 1 :]
    aside = _without_fields(before, values := Values())
    aside += _take_labelled(after, values)
    summary = _take_summary(after, values)
    if aside:
        after += [_heading("Repères"), *aside]
    sections = sections_of(after)
    if not summary and not sections:
        return original.fault("has no text")
    if summary:
        values.given["summary"] = [summary]
    source = original.address or original.name
    return values.sheet(without_note_numbers(title), sections, source)


def is_kind(text: str) -> bool:
    """Whether a line only says what kind of sheet this is: ``FICHE D’EXPÉRIENCE``."""
    return bool(_KINDS.fullmatch("".join(text.split())))


def _title_place(blocks: list[HtmlElement]) -> int | None:
    """Where the first ``h1`` stands, else the first heading, else the first line."""
    for tags in ({"h1"}, HEADINGS):
        for place, block in enumerate(blocks):
            if block.tag in tags and inline_text(block) != NOTES:
                return place
    return 0 if blocks else None


def _without_fields(blocks: list[HtmlElement], values: Values) -> list[HtmlElement]:
    """The blocks that are no labelled field; those that are go to ``values``."""
    kept = []
    for block in blocks:
        label = _LABELLED.fullmatch(one_line(inline_text(block))) if block.tag == "p" else None
        if label and _is_field(label[1], label[2]):
            values.take({label[1]: label[2]})
        else:
            kept.append(block)
    return kept


def _take_labelled(blocks: list[HtmlElement], values: Values) -> list[HtmlElement]:
    """Take the labelled lines that follow the title; those that are no field are given back."""
    place = 0
    while place < len(blocks) and blocks[place].tag == "p":
        if not _LABELLED.fullmatch(one_line(inline_text(blocks[place]))):
            break
        place += 1
    taken = blocks[:place]
    del blocks[:place]
    return _without_fields(taken, values)


def _is_field(label: str, text: str) -> bool:
    """Whether a labelled line says a field in a form that the field can have."""
    values = Values()
    values.take({label: text})
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


def _heading(text: str) -> HtmlElement:
    heading = new_element("h2")
    heading.text = text
    return heading
