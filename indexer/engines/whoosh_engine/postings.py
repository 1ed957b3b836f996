"""Reads the flat arrays of all sheets: which slots hold a term, how much, and where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.engines.ranking import PROXIMITY_REACH
from indexer.engines.whoosh_engine.columns import SLOTS, Ints, ranges
from indexer.engines.whoosh_engine.files import map_array
from indexer.engines.whoosh_engine.spans import Spans
from indexer.engines.whoosh_engine.twins import map_twins

#: From so many times fewer on, the rarer of two words is looked for among the other's positions.
RARER = 8


#: From so many sorted values on it is cheaper to put them in order with others, or to look for them
#: some after others, than to look for each among all.
MANY, IN_TURN = 1 << 14, 1 << 8
_ONE = np.uint64(1)

#: So many positions are looked for first, before all are: terms that differ mostly do so at once.
FIRST_LOOK = 64

#: Behind the last position, one that is out of reach of all.
_BEYOND = np.array([1 << 62])


class Postings:
    """The arrays by term, mapped into memory."""

    def __init__(self, folder: Path) -> None:
        def load(name: str) -> Ints:
            return map_array(folder, name)

        self.norms, self.spans = load("norms"), Spans(folder)
        self._slots, self._impacts, self._positions = (
            load("slots"), load("impacts"), load("positions"),
        )  # fmt: skip
        # Of the positions' own type: a search for another type would first convert all of them.
        self.bases = load("bases").astype(self._positions.dtype)
        # Views that give plain numbers, several times faster than an array does.
        self._ends: Ints = load("slot_ptr")
        self._slot_ptr, self._pos_ptr = self._ends.data, load("pos_ptr").data
        self._twins = map_twins(folder)
        self._twin_of = self._twins.data

    def kept_as(self, term: int) -> int:
        """The term in whose name the postings of ``term`` are kept: what all else here asks for."""
        found: int = self._twin_of[term]
        return found

    def slots(self, term: int) -> tuple[Ints, Ints]:
        """Sorted slots that hold ``term`` and what it is worth in each."""
        start, end = self._slot_ptr[term], self._slot_ptr[term + 1]
        return self._slots[start:end], self._impacts[start:end]

    def size(self, term: int) -> int:
        """How many times ``term`` stands anywhere."""
        return int(self._pos_ptr[term + 1] - self._pos_ptr[term])

    def positions(self, term: int) -> Ints:
        """Sorted positions of ``term``, counted over all slots."""
        found: Ints = self._positions[self._pos_ptr[term] : self._pos_ptr[term + 1]]
        return found

    def positions_in(self, terms: Sequence[int], edges: Ints) -> list[Ints]:
        """Of each term, its sorted positions within some ranges only.

        ``edges`` are where each begins and ends, one after another: sorted, of disjoint ranges.
        The terms are looked up one by one and read all at once.
        """
        begins = np.array([self._pos_ptr[term] for term in terms])
        places = [self.positions(term).searchsorted(edges) for term in terms]
        at: Ints = np.concatenate(places).reshape(len(terms), -1) + begins[:, None]
        starts = at[:, ::2]
        sizes = at[:, 1::2] - starts
        found = self._positions.take(ranges(starts.ravel(), sizes.ravel()))
        stops = np.add.reduce(sizes, axis=1).cumsum().tolist()
        return [found[a:b] for a, b in zip([0, *stops], stops, strict=False)]

    def slot_of(self, positions: Ints) -> Ints:
        """The slot of each position."""
        found: Ints = self.bases.searchsorted(positions, side="right") - 1
        return found

    def occurrences(self, term: int, field: int) -> dict[int, list[int]]:
        """Positions of ``term`` within one field of each sheet that has it there."""
        found: dict[int, list[int]] = {}
        positions = self.positions(term)
        slots = self.slot_of(positions)
        within = positions.astype(np.int64) - self.bases[slots]
        for slot, position in zip(slots.tolist(), within.tolist(), strict=True):
            if slot % SLOTS == field:
                found.setdefault(slot // SLOTS, []).append(position)
        return found

    def distinct_terms(self, field: int) -> int:
        """How many different terms one field holds."""
        held = np.concatenate([[0], (self._slots % SLOTS == field).cumsum()])
        return int(np.count_nonzero(np.diff(held[self._ends])[self._twins]))


def union(parts: list[Ints]) -> Ints:
    """Sorted distinct values of all parts, each sorted and distinct."""
    filled = [part for part in parts if len(part)]
    if len(filled) <= 1:
        return filled[0] if filled else np.empty(0, dtype=np.uint32)
    merged: Ints = np.concatenate(filled)
    merged.sort(kind="stable")  # which puts sorted runs together
    first: Ints = np.empty(len(merged), dtype=bool)
    first[0] = True
    np.not_equal(merged[1:], merged[:-1], out=first[1:])
    return merged.take(first.nonzero()[0])


def chain_positions(steps: list[Ints], gap: int) -> list[Ints]:
    """For each step, the positions that belong to a whole chain, at most ``gap`` words between.

    The same rule as ``engines.matching.chains``, on arrays of sorted positions.
    """
    if not gap:
        begins = side_by_side([[step] for step in steps])
        return [begins + number for number in range(len(steps))]
    reached = _reached(steps, gap)
    for i in range(len(reached) - 2, -1, -1):
        reached[i] = _followed(reached[i], reached[i + 1], gap)
    return reached


def chain_ends(steps: Sequence[Sequence[Ints]], gap: int) -> Ints:
    """Where whole chains end, sorted; a step is given by the positions of each of its terms."""
    if not gap:
        return side_by_side(steps) + (len(steps) - 1)
    return _reached([union(list(step)) for step in steps], gap)[-1]


def _reached(steps: Sequence[Ints], gap: int) -> list[Ints]:
    """For each step, the positions that a chain from the first step on reaches."""
    reached = [steps[0]]
    for positions in steps[1:]:
        reached.append(_following(reached[-1], positions, gap))
    return reached


def covers(larger: Ints, positions: Ints) -> bool:
    """Whether all ``positions`` are among those of another term, both sorted and distinct."""
    if len(larger) < len(positions) or not among(positions[:FIRST_LOOK], larger).all():
        return False
    return len(common(positions, larger)) == len(positions)


def side_by_side(steps: Sequence[Sequence[Ints]]) -> Ints:
    """Where whole chains begin between whose steps nothing stands, sorted.

    A step is given by the positions of each of its terms. From the rarest step to the most
    frequent: « de » has millions of positions, of which only those are looked at that stand
    between the other words.
    """
    sizes = [sum(map(len, step)) for step in steps]
    rarest, *others = sorted(range(len(steps)), key=sizes.__getitem__)
    standing = union(list(steps[rarest]))
    begins: Ints = standing[standing.searchsorted(rarest) :] - rarest
    for number in others:
        sought = begins + number
        begins = union([common(sought, positions) for positions in steps[number]]) - number
    return begins


def common(left: Ints, right: Ints) -> Ints:
    """The values that stand in both, each sorted and distinct."""
    if len(right) > RARER * len(left):
        return np.asarray(left.take(among(left, right).nonzero()[0]))
    merged: Ints = np.concatenate((left, right))
    merged.sort(kind="stable")  # two sorted runs: much cheaper than to seek each value
    return np.asarray(merged.take((merged[1:] == merged[:-1]).nonzero()[0]))


def among(values: Ints, known: Ints) -> Ints:
    """Which of sorted ``values`` are among the sorted ``known``."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    at = _below(known, values)
    at[at == len(known)] = 0
    found: Ints = known.take(at) == values
    return found


def _following(before: Ints, positions: Ints, gap: int) -> Ints:
    """Those of ``positions`` with one of ``before`` at most ``gap`` words before them."""
    if not len(before) or not len(positions):
        return positions[:0]
    if len(positions) > RARER * len(before):
        starts = positions.searchsorted(before, side="right")
        ends = positions.searchsorted(before + (1 + gap), side="right")
        return positions[_covered(starts, ends)]
    at = _below(before, positions) - 1
    apart = positions - before[np.maximum(at, 0)]
    found: Ints = positions[(at >= 0) & (apart <= 1 + gap)]
    return found


def _below(values: Ints, wanted: Ints) -> Ints:
    """How many of some sorted ``values`` are below each of ``wanted``, sorted and distinct too."""
    if len(wanted) < MANY:
        return np.asarray(values.searchsorted(wanted))
    if len(values) > RARER * len(wanted):
        return _below_in_turn(values, wanted)
    merged: Ints = np.concatenate((wanted, values)).astype(np.uint64)
    merged <<= _ONE
    merged[len(wanted) :] |= _ONE
    merged.sort(kind="stable")  # two sorted runs: half of what looking for each costs
    found: Ints = (merged & _ONE == 0).nonzero()[0] - np.arange(len(wanted))
    return found


def _below_in_turn(values: Ints, wanted: Ints) -> Ints:
    """The same, some after others: each is looked for near where the one before stood."""
    found: Ints = np.empty(len(wanted), dtype=np.int64)
    begins = range(0, len(wanted), IN_TURN)
    edges = [*values.searchsorted(wanted[::IN_TURN]).tolist(), len(values)]
    for begin, first, end in zip(begins, edges, edges[1:], strict=False):
        part = slice(begin, begin + IN_TURN)
        found[part] = values[first:end].searchsorted(wanted[part]) + first
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


def _covered(starts: Ints, ends: Ints) -> Ints:
    """Every number of the ranges once, sorted; the ranges' beginnings and ends are sorted."""
    starts = np.maximum(starts, np.concatenate([[0], ends[:-1]]))
    return ranges(starts, np.maximum(ends - starts, 0))


def closeness_by_slot(left: Ints, right: Ints, owners: Ints, slots: int, gap: int = 0) -> Ints:
    """How near ``right`` follows ``left`` in each of ``slots`` candidate slots.

    ``owners`` gives the candidate of each ``left`` position. Same rule as ``ranking.closeness``.
    """
    near: Ints = np.zeros(slots, dtype=np.float64)
    if not len(left) or not len(right):
        return near
    after = np.concatenate((right, _BEYOND))
    apart = after.take(right.searchsorted(left, side="right")) - left
    reached = (apart <= PROXIMITY_REACH + gap).nonzero()[0]
    distance = np.maximum(1, apart.take(reached) - gap)
    np.maximum.at(near, owners.take(reached), 1.0 / distance)
    return near
