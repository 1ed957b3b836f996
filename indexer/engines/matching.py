"""Where an alternative stands in one text, by positions: plain, small, exact.

Used by the memory engine for everything, and by the others for the few sheets of one page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from indexer.query import Alternative

#: The sorted positions of each step of an alternative, in one field of one sheet.
StepPositions = Sequence[Sequence[int]]


def chains(steps: StepPositions, gap: int) -> list[list[int]]:
    """For each step, the positions that belong to a whole chain, at most ``gap`` words between.

    The last list has one entry per chain end: its length is the chain's frequency.
    """
    reached = [list(steps[0])]
    for positions in steps[1:]:
        reached.append([p for p in positions if _within(reached[-1], p - 1 - gap, p - 1)])
    for i in range(len(reached) - 2, -1, -1):
        after = reached[i + 1]
        reached[i] = [p for p in reached[i] if _within(after, p + 1, p + 1 + gap)]
    return reached


def positions_of(alternative: Alternative, steps: StepPositions) -> list[int]:
    """Sorted positions to mark for an alternative, empty when it does not match."""
    if not all(steps):
        return []
    if len(steps) == 1 or alternative.gap is None:
        return sorted({p for step in steps for p in step})
    return sorted({p for step in chains(steps, alternative.gap) for p in step})


def _within(positions: Sequence[int], low: int, high: int) -> bool:
    return bisect_left(positions, low) < bisect_right(positions, high)
