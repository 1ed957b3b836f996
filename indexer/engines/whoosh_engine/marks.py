"""Where the words of a question stand in a few sheets, and how near each other.

All positions of all ways are put in order once; nearness, the page and its marks are read from
there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.engines.contract import Column, Matches
from indexer.engines.fields import FIELDS
from indexer.engines.ranking import PROXIMITY_WEIGHT
from indexer.engines.whoosh_engine.columns import SLOTS, WEIGHTS, Ints
from indexer.engines.whoosh_engine.numbered import Standing, Way
from indexer.engines.whoosh_engine.postings import (
    among,
    chain_positions,
    closeness_by_slot,
    union,
)
from indexer.engines.whoosh_engine.scoring import Scorer
from indexer.query import Unit

_NONE: Column = np.empty(0, dtype=np.int64)
_NOTHING = [0] * (len(FIELDS) + 1)
_SLOTS = np.arange(SLOTS)
#: Below a position, the number of the way that stands there: in order, both sort as one number.
_WAY_BITS = np.uint64(16)
_WAY_MASK = np.uint64((1 << 16) - 1)


class Marks:
    """Where units stand in some sheets (sorted numbers)."""

    def __init__(self, scorer: Scorer, units: Sequence[Unit], sheets: Ints) -> None:
        self._postings = scorer.postings
        self._units = units
        self._sheets = sheets
        self._sought = [scorer.seek(unit) for unit in units] if len(sheets) else []
        self._places = _Places(scorer, sheets, [w for one in self._sought for w in one.ways])
        names: list[tuple[int, int]] = []
        standing: list[Ints] = []
        for number, one in enumerate(self._sought):
            for way in one.ways:
                positions = self._places.of(way)
                if len(positions):
                    names.append((number, way.number))
                    standing.append(positions)
        self._names: Ints = np.array(names, dtype=np.int64).reshape(-1, 2)
        self._positions, self._ways = _in_order(standing)
        self._owners = self._places.owners(self._positions)

    def proximity(self) -> Ints:
        """What neighbouring words typed side by side add to the score of each sheet."""
        near: Ints = np.zeros(len(self._sheets) * SLOTS)
        if not len(self._positions):
            return np.zeros(len(self._sheets))
        of_unit = self._names[:, 0].take(self._ways)
        inside = [(of_unit == number).nonzero()[0] for number in range(len(self._sought))]
        standing = [self._positions.take(rows) for rows in inside]
        for number, (left, right) in enumerate(pairwise(standing)):
            if len(left) and len(right):
                one, other = self._sought[number], self._sought[number + 1]
                owners, gap = self._owners.take(inside[number]), self._units[number + 1].gap
                close = closeness_by_slot(left, right, owners, len(near), gap)
                near += min(one.telling, other.telling) * close
        return np.asarray(near.reshape(-1, SLOTS) @ WEIGHTS * PROXIMITY_WEIGHT)

    def matches(self, page: Ints) -> Matches:
        """Where the units stand in each sheet of a page, by the weightiest alternative."""
        if not len(self._positions):
            return Matches([_NOTHING] * len(page), _NONE, _NONE, _NONE, _NONE, _NONE)
        at = self._sheets.searchsorted(page)
        positions, ways, owners = self._positions, self._ways, self._owners
        if len(page) < len(self._sheets):
            shown: Ints = np.zeros(len(self._sheets), dtype=bool)
            shown[at] = True
            kept = shown.take(owners // SLOTS).nonzero()[0]
            positions, ways, owners = positions.take(kept), ways.take(kept), owners.take(kept)
        units, alternatives = self._names[:, 0].take(ways), self._names[:, 1].take(ways)
        if len(self._names) > 1:
            first: Ints = np.empty(len(positions), dtype=bool)
            first[:1] = True
            np.not_equal(positions[1:], positions[:-1], out=first[1:])
            first[1:] |= units[1:] != units[:-1]
            rows = first.nonzero()[0]
            positions, owners = positions.take(rows), owners.take(rows)
            units, alternatives = units.take(rows), alternatives.take(rows)
        starts, ends = self._places.spans(positions, owners)
        bounds = self._places.bounds(owners, at)
        return Matches(bounds, owners, starts, ends, units, alternatives)


class _Places:
    """Some sheets (sorted numbers): where the positions of each slot begin, and those of ways."""

    def __init__(self, scorer: Scorer, sheets: Ints, ways: Sequence[Way]) -> None:
        postings = self._postings = scorer.postings
        firsts = sheets * SLOTS
        self.slots: Ints = (firsts[:, None] + _SLOTS).ravel()
        self.starts: Ints = postings.bases.take(self.slots)
        edges: Ints = np.empty(2 * len(sheets), dtype=self.starts.dtype)
        edges[::2] = self.starts[::SLOTS]
        edges[1::2] = postings.bases.take(firsts + SLOTS)
        # What the glossary adds, every word that it was added to is found by.
        self._known: dict[Standing, Ints] = {}
        held = [way for way in ways if self._may_stand(scorer, way)]
        terms = list(dict.fromkeys(term for way in held for step in way.steps for term in step))
        found = postings.positions_in(terms, edges) if terms else ()
        self._of_term = dict(zip(terms, found, strict=True))

    def _may_stand(self, scorer: Scorer, way: Way) -> bool:
        """Whether a way stands in any slot here; most that the glossary adds stand elsewhere."""
        if len(way.steps) == 1 or way.sequence in self._known:
            return way.sequence not in self._known
        if among(self.slots, scorer.standing(way)[0]).any():
            return True
        self._known[way.sequence] = self.starts[:0]
        return False

    def of(self, way: Way) -> Ints:
        """Positions to mark for a way of a unit, sorted."""
        if way.term >= 0:
            return self._of_term[way.term]
        found = self._known.get(way.sequence)
        if found is None:
            found = self._known[way.sequence] = self._positions(way)
        return found

    def _positions(self, way: Way) -> Ints:
        steps = [union([self._of_term[term] for term in step]) for step in way.steps]
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

    def owners(self, positions: Ints) -> Ints:
        """To which of the slots, counted from 0, each position belongs."""
        found: Ints = self.starts.searchsorted(positions, side="right") - 1
        return found

    def spans(self, positions: Ints, owners: Ints) -> tuple[Ints, Ints]:
        """Where in its text each position starts and ends; ``owners`` are their slots."""
        spans = self._postings.spans
        shift = spans.firsts.take(self.slots) - self.starts
        return spans.at(positions + shift.take(owners), owners)

    def bounds(self, owners: Ints, at: Ints) -> list[list[int]]:
        """For each of the sheets ``at``, where the rows of each field begin, and the last's end.

        ``owners`` are the slots of the rows, in order.
        """
        ends = np.bincount(owners, minlength=len(self.slots)).cumsum()
        rows: Ints = np.zeros((len(at), SLOTS + 1), dtype=np.int64)
        rows[:, 1:] = ends.reshape(-1, SLOTS)[at]
        later = at > 0
        rows[later, 0] = ends[at[later] * SLOTS - 1]
        found: list[list[int]] = rows[:, : len(FIELDS) + 1].tolist()
        return found


def _in_order(standing: Sequence[Ints]) -> tuple[Ints, Ints]:
    """All positions sorted, those of the same place in the order of ``standing``, and whose."""
    if len(standing) < 2:
        positions = standing[0] if standing else np.empty(0, dtype=np.uint32)
        return positions, np.zeros(len(positions), dtype=np.int64)
    keys: Ints = np.concatenate(standing).astype(np.uint64)
    keys <<= _WAY_BITS
    keys |= np.arange(len(standing), dtype=np.uint64).repeat([len(p) for p in standing])
    keys.sort()
    return (keys >> _WAY_BITS).astype(np.uint32), (keys & _WAY_MASK).astype(np.int64)
