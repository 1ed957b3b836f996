"""Reads the flat arrays of one field: which sheets hold a term, how much, and where."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from indexer.engines.fields import Field
from indexer.engines.ranking import PROXIMITY_REACH
from indexer.engines.whoosh_engine.columns import Ints, joined, ranges
from indexer.engines.whoosh_engine.files import map_array


class FieldPostings:
    """The arrays of one field, mapped into memory."""

    def __init__(self, folder: Path, field: Field) -> None:
        def load(name: str) -> Ints:
            return map_array(folder, f"{field.name}.{name}")

        self.field = field
        self.bases, self.norms, self.spans = load("bases"), load("norms"), load("spans")
        self._ids, self._impacts, self._id_ptr = load("ids"), load("impacts"), load("id_ptr")
        self._positions, self._pos_ptr = load("positions"), load("pos_ptr")

    def sheets(self, term: int) -> tuple[Ints, Ints]:
        """Sorted sheet numbers that hold ``term`` and its saturated frequency in each."""
        start, end = self._id_ptr[term], self._id_ptr[term + 1]
        return self._ids[start:end], self._impacts[start:end]

    def positions(self, term: int) -> Ints:
        """Sorted positions of ``term``, counted over all sheets."""
        found: Ints = self._positions[self._pos_ptr[term] : self._pos_ptr[term + 1]]
        return found

    def positions_in(self, term: int, sheets: Ints) -> Ints:
        """Sorted positions of ``term`` in the given sheets (sorted numbers) only."""
        found = self.positions(term)
        starts = np.searchsorted(found, self.bases[sheets])
        ends = np.searchsorted(found, self.bases[sheets + 1])
        return found[ranges(starts, ends - starts)]

    def sheet_of(self, positions: Ints) -> Ints:
        """The sheet number of each position."""
        found: Ints = np.searchsorted(self.bases, positions, side="right") - 1
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

    def span(self, position: int, sheet: int, padding: int) -> tuple[int, int]:
        """Character offsets, in the field's text, of a position of ``sheet``."""
        start, end = self.spans[position - sheet * padding].tolist()
        return start, end


def union(parts: list[Ints]) -> Ints:
    """Sorted distinct values of all parts."""
    if len(parts) == 1:
        return parts[0]
    merged: Ints = np.unique(joined(parts, np.uint32))
    return merged


def chain_positions(steps: list[Ints], gap: int) -> list[Ints]:
    """For each step, the positions that belong to a whole chain, at most ``gap`` words between.

    The same rule as ``engines.matching.chains``, on arrays of sorted positions.
    """
    reached = [steps[0].astype(np.int64)]
    for positions in steps[1:]:
        after = positions.astype(np.int64)
        reached.append(after[_any_within(reached[-1], after - 1 - gap, after - 1)])
    for i in range(len(reached) - 2, -1, -1):
        here = reached[i]
        reached[i] = here[_any_within(reached[i + 1], here + 1, here + 1 + gap)]
    return reached


def _any_within(positions: Ints, low: Ints, high: Ints) -> Ints:
    """For each range ``low … high``, whether some of ``positions`` (sorted) stands in it."""
    found: Ints = np.searchsorted(positions, low) < np.searchsorted(positions, high, side="right")
    return found


def closeness_by_sheet(left: Ints, right: Ints, owners: Ints, sheets: int, gap: int = 0) -> Ints:
    """How near ``right`` follows ``left`` in each of ``sheets`` candidate sheets.

    ``owners`` gives the candidate of each ``left`` position. Same rule as ``ranking.closeness``.
    """
    near: Ints = np.zeros(sheets, dtype=np.float64)
    if not len(left) or not len(right):
        return near
    at = np.searchsorted(right, left, side="right")
    known = at < len(right)
    apart = right[at[known]].astype(np.int64) - left[known].astype(np.int64)
    distance = np.maximum(1, apart - gap)
    reach = distance <= PROXIMITY_REACH
    np.maximum.at(near, owners[known][reach], 1.0 / distance[reach])
    return near
