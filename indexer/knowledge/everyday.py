"""Everyday words for what administrations write otherwise: « patron » finds employeur.

Shipped with the library like the families of words, so that any collection has it; what its
editors say of a term in their glossary comes instead. Written by hand from general knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from indexer.knowledge.glossary import Entry, read

_FILE = Path(__file__).parent / "data" / "everyday.csv"


@cache
def everyday() -> tuple[Entry, ...]:
    """The lines shipped with the library."""
    return read(_FILE)


def with_everyday(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The lines of a glossary, then those of everyday words that it does not explain itself."""
    own = tuple(entries)
    known = {entry.term.lower() for entry in own}
    return (*own, *(entry for entry in everyday() if entry.term.lower() not in known))
