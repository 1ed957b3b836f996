"""Where the words of a query stand in the few sheets of one page, and how near each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat

import numpy as np

from indexer.engines.contract import Match
from indexer.engines.ranking import PROXIMITY_WEIGHT
from indexer.engines.whoosh_engine.columns import Ints
from indexer.engines.whoosh_engine.postings import (
    FieldPostings,
    chain_positions,
    closeness_by_sheet,
    union,
)
from indexer.engines.whoosh_engine.scoring import Scorer, Sought, Way
from indexer.query import Unit


class Place:
    """One field of some sheets (sorted numbers): where their positions begin and end."""

    def __init__(self, field: FieldPostings, sheets: Ints) -> None:
        self.field = field
        self.sheets = sheets
        self.starts, self.ends = field.bases[sheets], field.bases[sheets + 1]

    def way_positions(self, way: Way) -> Ints:
        """Positions to mark for a way of a unit, sorted."""
        steps = [
            union([self.field.positions_in(number, self.starts, self.ends) for number in step])
            for step in way.steps
        ]
        if len(steps) == 1:
            return steps[0]
        if not all(map(len, steps)):
            return steps[0][:0]
        if way.gap is not None:
            return union(chain_positions(steps, way.gap))
        # Words that may stand anywhere count only in a field that holds them all.
        complete = np.ones(len(self.sheets), dtype=bool)
        owners = [self.owners(positions) for positions in steps]
        for owner in owners:
            complete &= np.bincount(owner, minlength=len(self.sheets)) > 0
        return union([p[complete[owner]] for p, owner in zip(steps, owners, strict=True)])

    def unit_positions(self, sought: Sought) -> Ints:
        """Positions of a unit, by whatever alternative, sorted."""
        return union([self.way_positions(way) for way in sought.ways])

    def owners(self, positions: Ints) -> Ints:
        """To which of the sheets, counted from 0, each position belongs."""
        found: Ints = self.starts.searchsorted(positions, side="right") - 1
        return found


def proximity(scorer: Scorer, units: Sequence[Unit], sheets: Ints) -> Ints:
    """What neighbouring words typed side by side add to the score of each of ``sheets``."""
    sought = [scorer.sought(unit) for unit in units]
    added: Ints = np.zeros(len(sheets), dtype=np.float64)
    if not len(sheets):
        return added
    for field in scorer.fields:
        place = Place(field, sheets)
        found = [place.unit_positions(one) for one in sought]
        for n, (left, right) in enumerate(pairwise(found), 1):
            if len(left) and len(right):
                near = closeness_by_sheet(
                    left, right, place.owners(left), len(sheets), units[n].gap
                )
                rarer = min(sought[n - 1].telling, sought[n].telling)
                added += PROXIMITY_WEIGHT * rarer * field.field.weight * near
    return added


def page_matches(
    scorer: Scorer, units: Sequence[Unit], page: Sequence[int]
) -> list[tuple[Match, ...]]:
    """For each sheet of a page, its matches: fields in order, then by position."""
    sheets = np.array(sorted(page), dtype=np.int64)
    found: dict[int, list[Match]] = {number: [] for number in page}
    if not page or not units:
        return [() for _ in page]
    sought = [scorer.sought(unit) for unit in units]
    for field in scorer.fields:
        for number, match in _matches(Place(field, sheets), sought):
            found[number].append(match)
    return [tuple(found[number]) for number in page]


def _matches(place: Place, sought: Sequence[Sought]) -> Iterator[tuple[int, Match]]:
    """The weightiest alternative at each (position, unit) of a field, with its sheet."""
    names: list[tuple[int, int]] = []
    standing: list[Ints] = []
    for u, one in enumerate(sought):
        for way in one.ways:
            positions = place.way_positions(way)
            if len(positions):
                names.append((u, way.number))
                standing.append(positions)
    if not standing:
        return iter(())
    positions, ways = _in_order(standing)
    numbers = np.array(names)[ways]
    same = (positions[1:] == positions[:-1]) & (numbers[1:, 0] == numbers[:-1, 0])
    first = np.concatenate([[True], ~same])
    positions, numbers = positions[first], numbers[first]
    sheets = place.sheets[place.owners(positions)]
    starts, ends = place.field.spans_of(positions, sheets)
    columns = (repeat(place.field.field.name), starts, ends, *numbers.T.tolist())
    return zip(sheets.tolist(), map(Match._make, zip(*columns, strict=False)), strict=True)


def _in_order(standing: Sequence[Ints]) -> tuple[Ints, Ints]:
    """All positions sorted, those of the same place in the order of ``standing``, and whose."""
    positions = np.concatenate(standing)
    ways = np.repeat(np.arange(len(standing)), [len(p) for p in standing])
    order = np.argsort(positions, kind="stable")
    return positions[order], ways[order]
