"""The nearest known words to a misspelt one: accents free, a few letters wrong, swapped or lost.

Distance 1 from four letters, 2 from seven; the first letter is taken as right, as other engines
do, which keeps a look-up in a large vocabulary under a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from indexer.french.folding import fold

MOST_CANDIDATES = 6
_ONE_ERROR = 4
_TWO_ERRORS = 7


class Near(NamedTuple):
    """A known word close to what was typed: how it is written, how far, and its rank by use."""

    word: str
    distance: int
    rank: int


def allowed(word: str) -> int:
    """How many errors a word of this length may hold."""
    return (len(word) >= _ONE_ERROR) + (len(word) >= _TWO_ERRORS)


class Speller:
    """Known words filed by first letter and length, each with the set of its letters."""

    def __init__(self, *lists: Iterable[str]) -> None:
        """Each list comes most used first; of two words that fold alike the first is shown."""
        self._shelves: dict[tuple[str, int], list[tuple[int, str, str, int]]] = {}
        seen: set[str] = set()
        for rank, word in enumerate(chain(*lists)):
            folded = fold(word)
            if len(folded) >= _ONE_ERROR - 1 and folded not in seen and not folded.isdigit():
                seen.add(folded)
                shelf = self._shelves.setdefault((folded[0], len(folded)), [])
                shelf.append((_letters(folded), folded, word, rank))

    def near(self, word: str, limit: int = MOST_CANDIDATES) -> list[Near]:
        """Known words within the errors allowed, nearest first, then most used."""
        folded = fold(word)
        errors = allowed(folded)
        if not errors:
            return []
        letters = _letters(folded)
        found: list[Near] = []
        for size in range(len(folded) - errors, len(folded) + errors + 1):
            for mask, known, written, rank in self._shelves.get((folded[0], size), ()):
                if max((mask & ~letters).bit_count(), (letters & ~mask).bit_count()) > errors:
                    continue
                distance = distance_within(folded, known, errors)
                if distance is not None:
                    found.append(Near(written, distance, rank))
        return sorted(found, key=lambda near: (near.distance, near.rank))[:limit]


def _letters(word: str) -> int:
    mask = 0
    for char in word:
        mask |= 1 << (ord(char) & 63)
    return mask


def distance_within(one: str, two: str, most: int) -> int | None:
    """Insertions, deletions, changes and swaps of neighbours from one to two; None beyond most.

    Where the words part, each error is tried in turn: few are allowed, so few are tried.
    """
    same = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        same += 1
    one, two = one[same:], two[same:]
    if not one or not two:
        rest = len(one) + len(two)
        return rest if rest <= most else None
    if most < max(1, abs(len(one) - len(two))):
        return None
    tries = [(one[1:], two[1:]), (one[1:], two), (one, two[1:])]
    if one[:2] == two[1::-1]:
        tries.append((one[2:], two[2:]))
    found = (distance_within(left, right, most - 1) for left, right in tries)
    return min((1 + distance for distance in found if distance is not None), default=None)
