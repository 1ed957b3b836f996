"""Where the words of a query stand in the few sheets of one page, and how near each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.engines.contract import Match
from indexer.engines.ranking import PROXIMITY_WEIGHT
from indexer.engines.whoosh_engine.columns import SHEET_PADDING, Ints
from indexer.engines.whoosh_engine.postings import (
    FieldPostings,
    chain_positions,
    closeness_by_sheet,
    union,
)
from indexer.engines.whoosh_engine.scoring import Scorer
from indexer.query import Alternative, Unit


def alternative_positions(
    scorer: Scorer, alternative: Alternative, field: FieldPostings, sheets: Ints
) -> Ints:
    """Positions to mark for an alternative in some sheets (sorted), sorted."""
    steps = [
        [field.positions_in(number, sheets) for number in scorer.numbers(step)]
        for step in alternative.steps
    ]
    if not all(steps):
        return np.empty(0, dtype=np.int64)
    merged = [union(parts) for parts in steps]
    if len(merged) == 1:
        return merged[0]
    if alternative.gap is not None:
        return union([p.astype(np.int64) for p in chain_positions(merged, alternative.gap)])
    # Words that may stand anywhere count only in a field that holds them all.
    complete = np.ones(len(sheets), dtype=bool)
    owners = [np.searchsorted(sheets, field.sheet_of(p)) for p in merged]
    for owner in owners:
        complete &= np.bincount(owner, minlength=len(sheets)) > 0
    return union([p[complete[owner]] for p, owner in zip(merged, owners, strict=True)])


def unit_positions(scorer: Scorer, unit: Unit, field: FieldPostings, sheets: Ints) -> Ints:
    """Positions of a unit, by whatever alternative, in some sheets (sorted), sorted."""
    parts = [alternative_positions(scorer, a, field, sheets) for a in unit.alternatives]
    return union([p.astype(np.int64) for p in parts]) if parts else np.empty(0, np.int64)


def proximity(scorer: Scorer, units: Sequence[Unit], sheets: Ints) -> Ints:
    """What neighbouring words typed side by side add to the score of each of ``sheets``."""
    idfs = [scorer.telling(unit) for unit in units]
    added: Ints = np.zeros(len(sheets), dtype=np.float64)
    for field in scorer.fields:
        found = [unit_positions(scorer, unit, field, sheets) for unit in units]
        for n, (left, right) in enumerate(pairwise(found), 1):
            owners = np.searchsorted(sheets, field.sheet_of(left))
            near = closeness_by_sheet(left, right, owners, len(sheets), units[n].gap)
            rarer = min(idfs[n - 1], idfs[n])
            added += PROXIMITY_WEIGHT * rarer * field.field.weight * near
    return added


def page_matches(
    scorer: Scorer, units: Sequence[Unit], page: Sequence[int]
) -> list[tuple[Match, ...]]:
    """For each sheet of a page, its matches: fields in order, then by position."""
    sheets = np.array(sorted(page), dtype=np.int64)
    found: dict[int, list[Match]] = {number: [] for number in page}
    if not page:
        return []
    for field in scorer.fields:
        for (position, u), a in sorted(_best_alternatives(scorer, units, field, sheets).items()):
            number = int(field.sheet_of(np.array([position]))[0])
            start, end = field.span(position, number, SHEET_PADDING)
            found[number].append(Match(field.field.name, start, end, u, a))
    return [tuple(found[number]) for number in page]


def _best_alternatives(
    scorer: Scorer, units: Sequence[Unit], field: FieldPostings, sheets: Ints
) -> dict[tuple[int, int], int]:
    """The weightiest alternative at each (position, unit)."""
    best: dict[tuple[int, int], int] = {}
    for u, unit in enumerate(units):
        by_weight = sorted(enumerate(unit.alternatives), key=lambda item: -item[1].weight)
        for a, alternative in by_weight:
            for position in alternative_positions(scorer, alternative, field, sheets).tolist():
                best.setdefault((position, u), a)
    return best
