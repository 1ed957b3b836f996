"""A listing page saved as text: sheets parted by blank lines, between a menu and an agenda.

Sheets stand three blank lines apart, a title and its summary one. What comes before the first sheet
and from the agenda on is furniture of the page: it names places and must not be searched.
"""

from __future__ import annotations

import re

from indexer.errors import SheetError
from indexer.sources.columns import date_of
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
#: The end of a sentence, which no title has.
_ENDS = re.compile(r"[.…]$")
#: Links that lead to the whole sheet.
_MORE = re.compile(
    r"(?:lire la suite|en savoir plus|voir la fiche|télécharger la fiche|lire)\W*", re.IGNORECASE
)


def read_listing_text(original: Original) -> list[Sheet | SheetError]:
    """The sheets of a saved listing, the summary being all their text.

    What stands between two sheets and is none is told, so that no sheet is lost unseen.
    """
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
            found.append(_sheet(paragraphs, publisher, source))
        elif paragraphs and any(isinstance(one, Sheet) for one in found):
            what = f"lists “{paragraphs[0][:60]}” without a summary: write a sentence under it"
            found.append(original.fault(what))
    return found or [original.fault("holds no sheet: put three blank lines between sheets")]


def _sheet(paragraphs: list[str], publisher: str, source: str) -> Sheet:
    title = without_note_numbers(paragraphs[0])
    dates = [date for date in map(date_of, paragraphs[1:]) if date]
    text = [part for part in paragraphs[1:] if not date_of(part) and not _MORE.fullmatch(part)]
    summary = " ".join(map(without_note_numbers, text))
    return Sheet(
        identifier(title),
        title,
        summary,
        date=next(iter(dates), ""),
        publisher=publisher,
        source=source,
    )


def _paragraphs(chunk: str) -> list[str]:
    """The paragraphs of a chunk, the title first; a text right under it is its own paragraph."""
    first, *rest = _BETWEEN_PARAGRAPHS.split(chunk.strip())
    title = one_line(joined_lines(first))
    if len(title) > _LONGEST_TITLE or _ENDS.search(title) or not rest:
        title, _, under = first.partition("\n")
        rest = [under, *rest]
    parts = [title, *rest]
    return [one_line(joined_lines(part)) for part in parts if part.strip()]


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
