"""Arrays with some places taken out and others put in, written without being held in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from indexer.engines.whoosh_engine.files import ArrayWriter, Ints

#: Values handled at once: they and what is made of them stay in the processor's cache.
AT_ONCE = 1 << 17

#: What makes kept values into those of the new generation.
Moved = Callable[[Ints], Ints]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where an array is changed: ranges taken out, and places where something is put in.

    ``out_at``, ``out_sizes``: disjoint ranges. ``in_at``: places before which ``in_sizes`` values
    are put, in the order in which they are to stand; none is inside a range taken out. ``put``
    are these values, one after another.
    """

    out_at: Ints
    out_sizes: Ints
    in_at: Ints
    in_sizes: Ints
    put: Ints

    @property
    def growth(self) -> int:
        """By how much the array becomes longer."""
        return int(self.in_sizes.sum()) - int(self.out_sizes.sum())

    def steps(self) -> list[tuple[int, int, int]]:
        """(place, how many values to put in, how many to skip), by place."""
        many_in, many_out = len(self.in_at), len(self.out_at)
        at = np.concatenate([self.in_at, self.out_at])
        put = np.concatenate([self.in_sizes, np.zeros(many_out, np.int64)])
        skip = np.concatenate([np.zeros(many_in, np.int64), self.out_sizes])
        order = np.argsort(at, kind="stable")
        return list(zip(at[order].tolist(), put[order].tolist(), skip[order].tolist(), strict=True))


def write_spliced(
    writer: ArrayWriter, before: Ints, cuts: Cuts, moved: Moved | None = None
) -> None:
    """Write ``before`` with ``cuts`` made, kept values ``moved``."""
    at = used = 0
    for place, more, skipped in (*cuts.steps(), (len(before), 0, 0)):
        for start in range(at, place, AT_ONCE):
            piece = before[start : min(start + AT_ONCE, place)]
            writer.write(moved(piece) if moved else piece)
        writer.write(cuts.put[used : used + more])
        used += more
        at = place + skipped
    writer.close()


def lower_bounds(values: Ints, low: Ints, high: Ints, wanted: Ints) -> Ints:
    """For each range ``low … high`` of sorted values, the first place not below ``wanted``."""
    low, high = low.copy(), high.copy()
    last = max(len(values) - 1, 0)
    while (searched := np.flatnonzero(low < high)).size:
        middle = (low[searched] + high[searched]) // 2
        below = values[np.minimum(middle, last)] < wanted[searched]
        low[searched[below]] = middle[below] + 1
        high[searched[~below]] = middle[~below]
    return low


def offsets(breaks: Ints, deltas: Ints) -> Moved | None:
    """Adds to each value the delta of the last break that is not above it.

    ``deltas`` has one more entry than ``breaks``, the first for values below all of them.
    """
    if not deltas.any():
        return None
    breaks = breaks.astype(np.uint32)
    steps = np.diff(deltas, prepend=0).astype(np.uint32)  # arithmetic wraps, as it must
    if len(breaks) > 4:
        wrapped = deltas.astype(np.uint32)

        def look_up(values: Ints) -> Ints:
            found: Ints = values + wrapped[breaks.searchsorted(values, side="right")]
            return found

        return look_up

    def add(values: Ints) -> Ints:
        found: Ints = values + steps[0]
        for place, step in zip(breaks, steps[1:], strict=True):
            found += (values >= place).astype(np.uint32) * step
        return found

    return add
