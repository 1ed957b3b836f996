"""The orders other than relevance: latest first, or by title as a French reader expects."""

from __future__ import annotations

import unicodedata
from typing import Literal

from indexer.vocabulary import Sheet

#: The orders that a generation keeps.
ORDERS: tuple[Literal["date", "title"], ...] = ("date", "title")


def title_key(title: str) -> str:
    """Accents, case and leading punctuation do not count when titles are put in order."""
    decomposed = unicodedata.normalize("NFKD", title.casefold().replace("œ", "oe"))
    kept = (c for c in decomposed if c.isalnum() or c.isspace())
    return " ".join("".join(kept).split())


def sort_key(sheet: Sheet, by: Literal["date", "title"]) -> tuple[str, str]:
    """A key that sorts sheets latest first (undated last) or by title; ties by id."""
    if by == "title":
        return title_key(sheet.title), sheet.id
    # Later dates first with an ascending sort: each digit is replaced by its complement; "~" is
    # after every digit, so undated sheets come last.
    later = "".join(str(9 - int(c)) if c.isdigit() else c for c in sheet.date) or "~"
    return later, sheet.id
