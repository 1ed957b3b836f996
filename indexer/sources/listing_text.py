"""A listing page saved as text: sheets parted by blank lines, between a menu and an agenda.

Sheets stand three blank lines apart, a title and its summary one. What comes before the first sheet
and from the agenda on is furniture of the page: it names places and must not be searched.
"""

from __future__ import annotations

import re

from indexer.errors import SheetError
from indexer.sources.corpus_html import identifier
from indexer.sources.mending import joined_lines, without_note_numbers
from indexer.sources.original import Original
from indexer.sources.spacing import one_line
from indexer.vocabulary import Sheet

_BETWEEN_SHEETS = re.compile(r"\n(?:[ \t]*\n){3,}")
_BETWEEN_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
_FURNITURE = re.compile(
    r"(agenda|actualit[ée]s?|à la une|newsletter|lettre d.information|nos partenaires|plan du site"
    r"|mentions légales|contact|recherche|connexion)\s*",
    re.IGNORECASE,
)
#: A summary is a sentence; shorter second paragraphs are menus and dates.
_SHORTEST_SUMMARY = 60
_LONGEST_SUMMARY = 20_000
_SENTENCE = re.compile(r"[,;:.!?…]")
_LONGEST_TITLE = 250


def read_listing_text(original: Original) -> list[Sheet | SheetError]:
    """The sheets of a saved listing, the summary being all their text."""
    chunks = _BETWEEN_SHEETS.split(original.text())
    publisher, page = _heading(chunks[0])
    source = f"{publisher}, « {page} »" if publisher and page else publisher or original.name
    found: list[Sheet | SheetError] = []
    for chunk in chunks:
        first_line = chunk.strip().partition("\n")[0]
        if _FURNITURE.fullmatch(first_line.strip()):
            break
        paragraphs = _paragraphs(chunk)
        if _is_sheet(paragraphs):
            title = without_note_numbers(paragraphs[0])
            summary = " ".join(map(without_note_numbers, paragraphs[1:]))
            found.append(
                Sheet(identifier(title), title, summary, publisher=publisher, source=source)
            )
    return found or [original.fault("holds no sheet: put three blank lines between sheets")]


def _paragraphs(chunk: str) -> list[str]:
    """The paragraphs of a chunk; its first line stays a paragraph of its own."""
    title, _, rest = chunk.strip().partition("\n")
    parts = [title, *map(str.strip, _BETWEEN_PARAGRAPHS.split(rest))]
    return [one_line(joined_lines(part)) for part in parts if part]


def _is_sheet(paragraphs: list[str]) -> bool:
    """A title, then a text that is a sentence and not the name of a menu."""
    return (
        len(paragraphs) > 1
        and len(paragraphs[0]) <= _LONGEST_TITLE
        and len(paragraphs[1]) >= _SHORTEST_SUMMARY
        and sum(map(len, paragraphs[1:])) <= _LONGEST_SUMMARY
        and bool(_SENTENCE.search(paragraphs[1]))
    )


def _heading(chunk: str) -> tuple[str, str]:
    """Who publishes the page (its first line) and what the page is called (its last one)."""
    lines = [one_line(line) for line in chunk.split("\n") if line.strip()]
    if _is_sheet(_paragraphs(chunk)) or not lines:
        return "", ""
    return lines[0], lines[-1] if len(lines) > 1 else ""
