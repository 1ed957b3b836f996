"""The nearest known words to a misspelt one: accents free, a few letters wrong, swapped or lost.

Distance 1 from four letters, 2 from seven; the first letter is taken as right, as other engines
do, which keeps a look-up in a large vocabulary under a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from indexer.french.folding import fold

MOST_CANDIDATES = 6
_ONE_ERROR = 4
_TWO_ERRORS = 7


#: Shorter words are never proposed.
SHORTEST = _ONE_ERROR - 1


class Near(NamedTuple):
    """A known word close to what was typed: how it is written, and how many errors away."""

    word: str
    distance: int


def allowed(word: str) -> int:
    """How many errors a word of this length may hold."""
    return (len(word) >= _ONE_ERROR) + (len(word) >= _TWO_ERRORS)


def proposed(folded: str) -> bool:
    """Whether a known word may be proposed for a misspelt one."""
    return len(folded) >= SHORTEST and not folded.isdigit()


class _Shelf(NamedTuple):
    """Words of one first letter and length: folded, and how each is written, with its rank."""

    folded: list[str]
    written: list[tuple[str, int]]


class Speller:
    """Known words filed by first letter and length."""

    def __init__(self, *lists: Iterable[str]) -> None:
        """Each list comes most used first; of two words that fold alike the first is shown."""
        self._shelves: dict[tuple[str, int], _Shelf] = {}
        seen: set[str] = set()
        for rank, word in enumerate(chain(*lists)):
            folded = fold(word)
            if folded not in seen and proposed(folded):
                seen.add(folded)
                shelf = self._shelves.setdefault((folded[0], len(folded)), _Shelf([], []))
                shelf.folded.append(folded)
                shelf.written.append((word, rank))

    def near(self, word: str, limit: int = MOST_CANDIDATES) -> list[Near]:
        """Known words within the errors allowed, nearest first, then most used.

        An error is an insertion, a deletion, a change or a swap of neighbours.
        """
        folded = fold(word)
        errors = allowed(folded)
        if not errors:
            return []
        found: list[tuple[int, int, str]] = []
        for size in range(len(folded) - errors, len(folded) + errors + 1):
            shelf = self._shelves.get((folded[0], size))
            if shelf is not None:
                near = extract(
                    folded, shelf.folded, scorer=OSA.distance, score_cutoff=errors, limit=None
                )
                for _, distance, at in near:
                    written, rank = shelf.written[at]
                    found.append((int(distance), rank, written))
        return [Near(written, distance) for distance, _, written in sorted(found)[:limit]]
