"""Where the words of a query stand in the few sheets of one page, and how near each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.engines.contract import Column, Matches
from indexer.engines.fields import FIELDS
from indexer.engines.ranking import PROXIMITY_WEIGHT
from indexer.engines.whoosh_engine.columns import SLOTS, WEIGHTS, Ints
from indexer.engines.whoosh_engine.postings import (
    Postings,
    chain_positions,
    closeness_by_slot,
    union,
)
from indexer.engines.whoosh_engine.scoring import Scorer, Sought, Standing, Way
from indexer.query import Unit

_NONE: Column = np.empty(0, dtype=np.int64)
_NOTHING = [0] * (len(FIELDS) + 1)


class Places:
    """Some sheets (sorted numbers): where the positions of each, and of each slot, begin."""

    def __init__(self, postings: Postings, sheets: Ints) -> None:
        self.postings = postings
        self.sheets = sheets
        # What the glossary adds, every word that it was added to is found by.
        self._known: dict[Standing, Ints] = {}
        slots = sheets[:, None] * SLOTS + np.arange(SLOTS)
        self.slots: Ints = slots.ravel()
        self.starts: Ints = postings.bases[self.slots]
        self.edges: Ints = np.stack(
            [self.starts[::SLOTS], postings.bases[self.slots[SLOTS - 1 :: SLOTS] + 1]], axis=1
        ).ravel()

    def way_positions(self, way: Way) -> Ints:
        """Positions to mark for a way of a unit, sorted."""
        found = self._known.get(way.sequence)
        if found is None:
            found = self._known[way.sequence] = self._positions(way)
        return found

    def _positions(self, way: Way) -> Ints:
        inside = self.postings.positions_in
        steps = [union([inside(number, self.edges) for number in step]) for step in way.steps]
        if len(steps) == 1:
            return steps[0]
        if not all(map(len, steps)):
            return steps[0][:0]
        if way.gap is not None:
            return union(chain_positions(steps, way.gap))
        # Words that may stand anywhere count only in a field that holds them all.
        complete = np.ones(len(self.slots), dtype=bool)
        owners = [self.owners(positions) for positions in steps]
        for owner in owners:
            complete &= np.bincount(owner, minlength=len(self.slots)) > 0
        return union([p[complete[owner]] for p, owner in zip(steps, owners, strict=True)])

    def unit_positions(self, sought: Sought) -> Ints:
        """Positions of a unit, by whatever alternative, sorted."""
        return union([self.way_positions(way) for way in sought.ways])

    def owners(self, positions: Ints) -> Ints:
        """To which of the slots, counted from 0, each position belongs."""
        found: Ints = self.starts.searchsorted(positions, side="right") - 1
        return found

    def bounds(self, positions: Ints) -> list[list[int]]:
        """For each sheet, where its positions of each field begin, and where the last's end."""
        begins = positions.searchsorted(self.starts).reshape(-1, SLOTS)
        ends = np.append(begins[1:, 0], len(positions))
        rows: list[list[int]] = np.column_stack([begins, ends])[:, : len(FIELDS) + 1].tolist()
        return rows


def proximity(scorer: Scorer, units: Sequence[Unit], sheets: Ints) -> Ints:
    """What neighbouring words typed side by side add to the score of each of ``sheets``."""
    if not len(sheets):
        return np.zeros(0)
    sought = [scorer.sought(unit) for unit in units]
    places = Places(scorer.postings, sheets)
    found = [places.unit_positions(one) for one in sought]
    near: Ints = np.zeros(len(places.slots))
    for n, (left, right) in enumerate(pairwise(found), 1):
        if len(left) and len(right):
            rarer = min(sought[n - 1].telling, sought[n].telling)
            owners = places.owners(left)
            near += rarer * closeness_by_slot(left, right, owners, len(near), units[n].gap)
    return np.asarray(near.reshape(-1, SLOTS) @ WEIGHTS * PROXIMITY_WEIGHT)


def page_matches(scorer: Scorer, units: Sequence[Unit], page: Sequence[int]) -> Matches:
    """Where the units stand in each sheet of a page, by the weightiest alternative."""
    names: list[tuple[int, int]] = []
    standing: list[Ints] = []
    numbers = np.array(page, dtype=np.int64)
    order = numbers.argsort()
    places = Places(scorer.postings, numbers[order])
    for u, one in enumerate(map(scorer.sought, units) if page else ()):
        for way in one.ways:
            positions = places.way_positions(way)
            if len(positions):
                names.append((u, way.number))
                standing.append(positions)
    if not standing:
        return Matches([_NOTHING] * len(page), _NONE, _NONE, _NONE, _NONE, _NONE)
    positions, ways = _in_order(standing)
    units_at, alternatives = np.array(names).T[:, ways]
    first: Ints = np.ones(len(positions), dtype=bool)
    np.not_equal(positions[1:], positions[:-1], out=first[1:])
    first[1:] |= units_at[1:] != units_at[:-1]
    if not first.all():
        positions, units_at, alternatives = positions[first], units_at[first], alternatives[first]
    texts = places.owners(positions)
    starts, ends = scorer.postings.spans_of(positions, places.slots[texts]).astype(np.int64).T
    bounds = places.bounds(positions)
    of_line = [bounds[place] for place in order.argsort().tolist()]
    return Matches(of_line, texts, starts, ends, units_at, alternatives)


def _in_order(standing: Sequence[Ints]) -> tuple[Ints, Ints]:
    """All positions sorted, those of the same place in the order of ``standing``, and whose."""
    positions = np.concatenate(standing)
    ways = np.repeat(np.arange(len(standing)), [len(p) for p in standing])
    order = np.argsort(positions, kind="stable")
    return positions[order], ways[order]
