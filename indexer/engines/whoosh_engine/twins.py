"""Terms that stand in the same places: their postings are kept once, in the name of one of them.

« logement » is found as typed, without accents and by its lemma: three terms, often with the very
same postings. ``twin_of`` (T, int32) gives for each term the one whose postings are kept; those of
all others take no room. A term that stands in places of its own is its own twin.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from indexer.engines.whoosh_engine.files import Ints, map_array, save_array

NAME = "twin_of"


def twins(positions: Ints, ptr: Ints) -> Ints:
    """The twin of each term; ``positions`` by term, each term's from ``ptr[term]`` on, sorted."""
    found: Ints = np.arange(len(ptr) - 1, dtype=np.int32)
    sizes = np.diff(ptr)
    filled = sizes.nonzero()[0]
    if not len(filled):
        return found
    # Terms that agree in these three are almost always twins; whether they are is then looked at.
    starts = ptr[filled]
    alike = (
        positions[starts].astype(np.uint64),
        np.add.reduceat(positions, starts, dtype=np.uint64),
        sizes[filled].astype(np.uint64),
    )
    order = np.lexsort(alike)
    follows = np.ones(len(order), dtype=bool)
    follows[0] = False
    for values in alike:
        follows[1:] &= np.diff(values[order]) == 0
    first = -1
    for term, may_be in zip(filled[order].tolist(), follows.tolist(), strict=True):
        if may_be and _same(positions, ptr, first, term):
            found[term] = first
        else:
            first = term
    return found


def _same(positions: Ints, ptr: Ints, left: int, right: int) -> bool:
    size = ptr[left + 1] - ptr[left]
    begin, other = ptr[left], ptr[right]
    return bool((positions[begin : begin + size] == positions[other : other + size]).all())


def keeping(twin_of: Ints) -> Ints:
    """Which terms have their postings kept in their own name."""
    return np.asarray(twin_of == np.arange(len(twin_of)))


def save_twins(folder: Path, twin_of: Ints) -> None:
    """Write the twins of all terms."""
    save_array(folder, NAME, twin_of.astype(np.int32))


def map_twins(folder: Path) -> Ints:
    """The twin of each term of a generation."""
    found: Ints = map_array(folder, NAME)
    return found


def parted(twin_of: Ints, changes: dict[int, bytes]) -> Iterator[int]:
    """The terms that stand in the same places as their twin no longer.

    ``changes`` tells for each term that changes how it does, in bytes that are equal when two
    terms change alike.
    """
    touched = np.array(list(changes), dtype=np.int64)
    groups = np.unique(twin_of[touched])
    inside = np.isin(twin_of, groups) & ~keeping(twin_of)
    for term in inside.nonzero()[0].tolist():
        if changes.get(term) != changes.get(int(twin_of[term])):
            yield term
