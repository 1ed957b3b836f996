"""Which postings go and which come, term by term, when a few sheets changed.

Terms that stood in the same places share their postings (``twins``). Where they change alike they
go on doing so; one that now stands elsewhere gets its own, taken over from those it shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from indexer.engines.analysed import Postings
from indexer.engines.whoosh_engine.change import Renumbering
from indexer.engines.whoosh_engine.columns import OwnPostings, joined, pointers, regrouped
from indexer.engines.whoosh_engine.files import Ints, map_array
from indexer.engines.whoosh_engine.twins import keeping, map_twins, parted


class Gone(NamedTuple):
    """Postings that go, by term then slot: terms, slots (as numbered before), occurrences."""

    terms: Ints
    slots: Ints
    counts: Ints

    def only(self, kept: Ints) -> Gone:
        """Those of some terms; ``kept`` tells for each term whether it is one."""
        rows = kept[self.terms].nonzero()[0]
        return Gone(*(values[rows] for values in self))


class Fresh(NamedTuple):
    """Postings that come, by term then slot.

    Terms, slots (as numbered now), where these slots would have stood before, occurrences; and
    the positions within the slot, those of one posting after those of another.
    """

    terms: Ints
    slots: Ints
    places: Ints
    counts: Ints
    within: Ints

    def only(self, kept: Ints) -> Fresh:
        """Those of some terms; ``kept`` tells for each term whether it is one."""
        own = kept[self.terms]
        rows, within = own.nonzero()[0], self.within[np.repeat(own, self.counts)]
        return Fresh(
            self.terms[rows], self.slots[rows], self.places[rows], self.counts[rows], within
        )


def gone_postings(change: Renumbering, own: OwnPostings) -> Gone:
    """The postings of the slots that are gone."""
    rows = [slice(int(own.rows[0][n]), int(own.rows[1][n])) for n in change.gone.tolist()]
    terms = joined([own.terms[row] for row in rows], np.int32).astype(np.int64)
    counts = joined([own.counts[row] for row in rows], np.int64).astype(np.int64)
    slots = np.repeat(change.gone, [row.stop - row.start for row in rows])
    order = np.argsort(terms, kind="stable")
    return Gone(terms[order], slots[order], counts[order])


def fresh_postings(
    change: Renumbering, numbers: Sequence[Ints], postings: Sequence[Postings]
) -> Fresh:
    """The postings of the fresh slots; ``numbers`` are those of the terms of each."""
    terms = joined(list(numbers), np.int32).astype(np.int64)
    counts = joined([np.frombuffer(p.counts, np.uint32) for p in postings], np.uint32)
    within = joined([np.frombuffer(p.positions, np.uint32) for p in postings], np.uint32)
    owners = np.repeat(np.arange(len(numbers)), [len(found) for found in numbers])
    order = np.argsort(terms, kind="stable")
    return Fresh(
        terms[order],
        change.numbers[owners][order],
        change.places[owners][order],
        counts[order].astype(np.int64),
        regrouped(within, counts, order),
    )


class Moving(NamedTuple):
    """What is taken out of the arrays by term and put into them, and the twins of all terms now."""

    gone: Gone
    fresh: Fresh
    twin_of: Ints


def moving(before: Path, change: Renumbering, going: Gone, coming: Fresh, terms: int) -> Moving:
    """How the arrays by term of the folder ``before`` change; there are ``terms`` terms now."""
    shared = map_twins(before)
    twin_of = np.concatenate([shared, np.arange(len(shared), terms, dtype=shared.dtype)])
    apart = list(parted(twin_of, _changes(going, coming)))
    kept = keeping(twin_of)
    taken = [_taken_over(before, change, going, term, int(twin_of[term])) for term in apart]
    twin_of[apart] = apart
    return Moving(going.only(kept), _together([coming.only(keeping(twin_of)), *taken]), twin_of)


def _changes(going: Gone, coming: Fresh) -> dict[int, bytes]:
    """How each term changes, in bytes that are equal where two terms change alike."""
    found: dict[int, bytes] = {}
    for terms, values in ((going.terms, going[1:2]), (coming.terms, coming[1:4:2])):
        for term, start, end in _runs(terms):
            told = (column[start:end].tobytes() for column in values)
            found[term] = b"%b%d:%b" % (found.get(term, b""), end - start, b"".join(told))
    ends = pointers(coming.counts)
    for term, start, end in _runs(coming.terms):
        found[term] += coming.within[ends[start] : ends[end]].tobytes()
    return found


def _runs(terms: Ints) -> list[tuple[int, int, int]]:
    """Each of some sorted terms, and where it begins and ends."""
    starts = np.flatnonzero(np.diff(terms, prepend=-1))
    bounds = pairwise([*starts.tolist(), len(terms)])
    return [(t, a, b) for t, (a, b) in zip(terms[starts].tolist(), bounds, strict=True)]


def _taken_over(before: Path, change: Renumbering, going: Gone, term: int, twin: int) -> Fresh:
    """What a term keeps of the postings that it shared with its twin."""

    def run(values: str, ends: str) -> Ints:
        ptr: Ints = map_array(before, ends)
        return np.asarray(map_array(before, values)[ptr[twin] : ptr[twin + 1]])

    slots, counts = run("slots", "slot_ptr"), run("counts", "slot_ptr").astype(np.int64)
    bases: Ints = map_array(before, "bases")
    within = run("positions", "pos_ptr") - np.repeat(bases[slots], counts)
    own = ~np.isin(slots, going.slots[slice(*going.terms.searchsorted([term, term + 1]))])
    return Fresh(
        np.full(int(own.sum()), term),
        change.shift[slots[own]],
        slots[own],
        counts[own],
        within[np.repeat(own, counts)].astype(np.uint32),
    )


def _together(parts: Sequence[Fresh]) -> Fresh:
    """All postings of some parts, by term then slot."""
    if len(parts) == 1:
        return parts[0]
    terms, slots, places, counts, within = map(np.concatenate, zip(*parts, strict=True))
    order = np.lexsort((slots, terms))
    within = regrouped(within, counts, order)
    return Fresh(terms[order], slots[order], places[order], counts[order], within)
