"""Reads the flat arrays of one field: which sheets hold a term, how much, and where."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from indexer.engines.fields import Field
from indexer.engines.ranking import PROXIMITY_REACH
from indexer.engines.whoosh_engine.columns import Ints, ranges
from indexer.engines.whoosh_engine.files import Rows, extents, map_array

#: From so many times fewer on, the rarer of two words is looked for among the other's positions.
RARER = 8


class FieldPostings:
    """The arrays of one field, mapped into memory."""

    def __init__(self, folder: Path, field: Field) -> None:
        def load(name: str) -> Ints:
            return map_array(folder, f"{field.name}.{name}")

        self.field = field
        self.norms = load("norms")
        self.spans = Rows(folder, f"{field.name}.spans")
        self._first_spans, _ = extents(folder, f"{field.name}.spans")
        self._ids, self._impacts, self._positions = load("ids"), load("impacts"), load("positions")
        # Of the positions' own type: a search for another type would first convert all of them.
        self.bases = load("bases").astype(self._positions.dtype)
        # Views that give plain numbers, several times faster than an array does.
        self._id_ptr, self._pos_ptr = load("id_ptr").data, load("pos_ptr").data

    def sheets(self, term: int) -> tuple[Ints, Ints]:
        """Sorted sheet numbers that hold ``term`` and its saturated frequency in each."""
        start, end = self._id_ptr[term], self._id_ptr[term + 1]
        return self._ids[start:end], self._impacts[start:end]

    def holds(self, term: int) -> bool:
        """Whether any sheet holds ``term`` in this field."""
        return bool(self._id_ptr[term] < self._id_ptr[term + 1])

    def positions(self, term: int) -> Ints:
        """Sorted positions of ``term``, counted over all sheets."""
        found: Ints = self._positions[self._pos_ptr[term] : self._pos_ptr[term + 1]]
        return found

    def positions_in(self, term: int, starts: Ints, ends: Ints) -> Ints:
        """Sorted positions of ``term`` within some ranges (sorted, disjoint) only."""
        found = self.positions(term)
        if len(found) > 2 * len(starts):
            return _pieces(found, found.searchsorted(starts), found.searchsorted(ends))
        if not len(found):
            return found
        at = ends.searchsorted(found, side="right")
        inside: Ints = (at < len(ends)) & (starts[np.minimum(at, len(starts) - 1)] <= found)
        return np.asarray(found[inside])

    def sheet_of(self, positions: Ints) -> Ints:
        """The sheet number of each position."""
        found: Ints = self.bases.searchsorted(positions, side="right") - 1
        return found

    def occurrences(self, term: int) -> dict[int, list[int]]:
        """Positions of ``term`` within each sheet that holds it."""
        found: dict[int, list[int]] = {}
        positions = self.positions(term)
        owners = self.sheet_of(positions)
        within = positions.astype(np.int64) - self.bases[owners]
        for sheet, position in zip(owners.tolist(), within.tolist(), strict=True):
            found.setdefault(sheet, []).append(position)
        return found

    def distinct_terms(self) -> int:
        """How many different terms the field holds."""
        return int(np.count_nonzero(np.diff(self._id_ptr)))

    def spans_of(self, positions: Ints, sheets: Ints) -> tuple[list[int], list[int]]:
        """Where in the field's text each position of ``sheets`` (one each) starts and ends."""
        within = positions.astype(np.int64) - self.bases[sheets]
        found = self.spans.at(self._first_spans[sheets] + within)
        return found[:, 0].tolist(), found[:, 1].tolist()


def union(parts: list[Ints]) -> Ints:
    """Sorted distinct values of all parts, each sorted and distinct."""
    filled = [part for part in parts if len(part)]
    if len(filled) <= 1:
        return filled[0] if filled else np.empty(0, dtype=np.uint32)
    merged: Ints = np.concatenate(filled)
    merged.sort(kind="stable")
    first: Ints = np.empty(len(merged), dtype=bool)
    first[0] = True
    np.not_equal(merged[1:], merged[:-1], out=first[1:])
    return merged[first]


def chain_positions(steps: list[Ints], gap: int) -> list[Ints]:
    """For each step, the positions that belong to a whole chain, at most ``gap`` words between.

    The same rule as ``engines.matching.chains``, on arrays of sorted positions.
    """
    reached = [steps[0]]
    for positions in steps[1:]:
        reached.append(_following(reached[-1], positions, gap))
    for i in range(len(reached) - 2, -1, -1):
        reached[i] = _followed(reached[i], reached[i + 1], gap)
    return reached


def _following(before: Ints, positions: Ints, gap: int) -> Ints:
    """Those of ``positions`` with one of ``before`` at most ``gap`` words before them."""
    if not len(before) or not len(positions):
        return positions[:0]
    if len(positions) > RARER * len(before):
        starts = positions.searchsorted(before, side="right")
        ends = positions.searchsorted(before + (1 + gap), side="right")
        return positions[_covered(starts, ends)]
    at = before.searchsorted(positions) - 1
    apart = positions - before[np.maximum(at, 0)]
    found: Ints = positions[(at >= 0) & (apart <= 1 + gap)]
    return found


def _followed(positions: Ints, after: Ints, gap: int) -> Ints:
    """Those of ``positions`` with one of ``after`` at most ``gap`` words after them."""
    if not len(after) or not len(positions):
        return positions[:0]
    if len(positions) > RARER * len(after):
        reach = 1 + gap
        starts = positions.searchsorted(np.maximum(after, reach) - reach)
        ends = positions.searchsorted(after)
        return positions[_covered(starts, ends)]
    at = after.searchsorted(positions, side="right")
    apart = after[np.minimum(at, len(after) - 1)] - positions
    found: Ints = positions[(at < len(after)) & (apart <= 1 + gap)]
    return found


def _pieces(values: Ints, starts: Ints, ends: Ints) -> Ints:
    """Some ranges of ``values``, one after another."""
    sizes = ends - starts
    before = sizes.cumsum()
    flat = np.arange(before[-1])
    flat += (ends - before).repeat(sizes)
    found: Ints = values[flat]
    return found


def _covered(starts: Ints, ends: Ints) -> Ints:
    """Every number of the ranges once, sorted; the ranges' beginnings and ends are sorted."""
    starts = np.maximum(starts, np.concatenate([[0], ends[:-1]]))
    return ranges(starts, np.maximum(ends - starts, 0))


def closeness_by_sheet(left: Ints, right: Ints, owners: Ints, sheets: int, gap: int = 0) -> Ints:
    """How near ``right`` follows ``left`` in each of ``sheets`` candidate sheets.

    ``owners`` gives the candidate of each ``left`` position. Same rule as ``ranking.closeness``.
    """
    near: Ints = np.zeros(sheets, dtype=np.float64)
    if not len(left) or not len(right):
        return near
    at = right.searchsorted(left, side="right")
    known = at < len(right)
    apart = right[at[known]].astype(np.int64) - left[known]
    distance = np.maximum(1, apart - gap)
    reach = distance <= PROXIMITY_REACH
    np.maximum.at(near, owners[known][reach], 1.0 / distance[reach])
    return near
