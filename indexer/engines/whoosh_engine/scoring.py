"""Scores the sheets that hold analysed words: gather postings, take the best, add up.

Only the slots (fields of sheets) that hold something are touched, so that a rare word costs as
little in a large collection as in a small one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from indexer.engines.analysed import CARRIED_PREFIX
from indexer.engines.fields import CARRIED_WEIGHT
from indexer.engines.ranking import OTHER_WORDS, idf
from indexer.engines.whoosh_engine.columns import GROWN, SLOTS, Ints
from indexer.engines.whoosh_engine.postings import Postings, chain_positions, union
from indexer.query import Alternative, Step, Unit, Words

#: Units that stay at hand from one step of a search to the next, those of a few queries.
MOST_SOUGHT = 128

Scores = tuple[Ints, Ints]
#: The steps of a way and its gap: what decides where it stands.
Standing = tuple[tuple[tuple[int, ...], ...], int | None]


@dataclass(frozen=True, slots=True)
class Way:
    """An alternative by the numbers of its terms; ``number`` is its place in the unit."""

    number: int
    weight: float
    gap: int | None
    steps: tuple[tuple[int, ...], ...]
    itself: bool

    @property
    def term(self) -> int:
        """The only term of the way; -1 when there are several."""
        return self.steps[0][0] if len(self.steps) == 1 and len(self.steps[0]) == 1 else -1

    @property
    def sequence(self) -> Standing:
        """What decides where the way stands."""
        return self.steps, self.gap


@dataclass(slots=True)
class Sought:
    """A unit in the terms of one generation, and what it is worth in the sheets that hold it.

    ``ways`` are the alternatives that some sheet may hold, the weightiest first. ``part`` is
    Σ fields weight × best alternative for each of ``sheets`` (sorted numbers).
    """

    unit: Unit
    ways: tuple[Way, ...]
    sheets: Ints
    part: Ints
    telling: float


class Scorer:
    """Base scores of sheets, ``size`` in all; see ``engines.ranking`` for the formula."""

    def __init__(
        self,
        term: Callable[[str], int | None],
        postings: Postings,
        carried: tuple[Ints, Ints],
        size: int,
    ) -> None:
        self._term = term
        self.postings = postings
        self._carried_ids, self._carried_ptr = carried
        self.size = size
        self._everything: Scores = (np.arange(size), np.zeros(size))
        # One search asks several times for the same units, and one page for the same words.
        self._recent: dict[int, Sought] = {}
        self._last: tuple[Words, Scores] | None = None
        # What the glossary adds, every word that it was added to is found by.
        self._together: dict[Standing, Scores] = {}
        self._scratch = _Scratch(size * SLOTS)

    def scores(self, words: Words) -> Scores:
        """The sheets that match ``words`` (sorted numbers) and the base score of each.

        Both are kept for the next step of the same search: nobody writes into them.
        """
        last = self._last
        if last is not None and last[0] is words:
            return last[1]
        found = self._matching([self.sought(unit) for unit in words.units], words.needed)
        for unit in words.excluded:
            kept = ~_among(found[0], self.sought(unit).sheets)
            found = found[0][kept], found[1][kept]
        self._last = words, found
        return found

    def _matching(self, sought: Sequence[Sought], needed: int) -> Scores:
        if not sought:
            return self._everything
        if len(sought) == needed:
            return self._all_of(sought)
        total: Ints = np.zeros(self.size)
        hits: Ints = np.zeros(self.size, dtype=np.int8)
        for one in sought:
            total[one.sheets] += one.telling * one.part
            hits[one.sheets] += 1
        matching = np.flatnonzero(hits >= needed)
        return matching, total[matching]

    @staticmethod
    def _all_of(sought: Sequence[Sought]) -> Scores:
        """The sheets that hold every unit; the rarest is looked for in the others."""
        rarest, *others = sorted(sought, key=lambda one: len(one.sheets))
        sheets, total = rarest.sheets, rarest.telling * rarest.part
        for one in others:
            if not len(sheets):
                break
            at = one.sheets.searchsorted(sheets)
            at[at == len(one.sheets)] = 0
            held = one.sheets[at] == sheets
            sheets = sheets[held]
            total = total[held] + one.telling * one.part[at[held]]
        return sheets, total

    def sought(self, unit: Unit) -> Sought:
        """The unit by term numbers, with its worth in the sheets that hold it and its idf."""
        known = self._recent.get(id(unit))
        if known is not None and known.unit is unit:
            return known
        found = self._seek(unit)
        if len(self._recent) >= MOST_SOUGHT:
            self._recent.clear()
        self._recent[id(unit)] = found
        return found

    def _seek(self, unit: Unit) -> Sought:
        ways = self._ways(unit)
        own, slots, worth = self._best(ways)
        sheets, part = _by_sheet(slots, worth)
        sheets, part, carrying = self._with_carried(unit, sheets, part)
        # By the word itself where any sheet holds it.
        itself = len(sheets)
        if any(a.origin in OTHER_WORDS for a in unit.alternatives):
            itself = len(union([_distinct(own // SLOTS), _distinct(carrying)]))
        return Sought(unit, ways, sheets, part, idf(itself or len(sheets), self.size))

    def _ways(self, unit: Unit) -> tuple[Way, ...]:
        """The alternatives that some sheet may hold; of two that stand in the same places, one."""
        found = (self._way(n, alternative) for n, alternative in enumerate(unit.alternatives))
        ways = sorted((way for way in found if all(way.steps)), key=lambda way: -way.weight)
        kept: list[Way] = []
        for way in ways:
            if not any(self._covers(other, way) for other in kept):
                kept.append(way)
        return tuple(kept)

    def _covers(self, weightier: Way, way: Way) -> bool:
        """Whether a way stands nowhere but where a weightier one does, of the word itself too."""
        if way.itself and not weightier.itself:
            return False
        if way.term >= 0 and weightier.term >= 0:
            return self._same(weightier.term, way.term)
        return weightier.sequence == way.sequence

    def _same(self, left: int, right: int) -> bool:
        """Whether two terms stand in the same places: « logement » with accents and without."""
        postings = self.postings
        return postings.size(left) == postings.size(right) and np.array_equal(
            postings.positions(left), postings.positions(right)
        )

    def _way(self, number: int, alternative: Alternative) -> Way:
        steps = tuple(self._numbers(step) for step in alternative.steps)
        itself = alternative.origin not in OTHER_WORDS
        return Way(number, alternative.weight, alternative.gap, steps, itself)

    def _numbers(self, step: Step) -> tuple[int, ...]:
        """The known terms of a step; of two that stand in the same places, one."""
        kept: list[int] = []
        for term in step:
            number = None if term.startswith(CARRIED_PREFIX) else self._term(term)
            if number is not None and not any(self._same(number, other) for other in kept):
                kept.append(number)
        return tuple(kept)

    def _best(self, ways: Sequence[Way]) -> tuple[Ints, Ints, Ints]:
        """Sorted slots that hold the word itself; that hold any way; what the best is worth."""
        groups = [
            [worth for way in ways if way.itself is itself for worth in self._worths(way)]
            for itself in (True, False)
        ]
        if not groups[1] and len(groups[0]) == 1:
            slots, worth = groups[0][0]
            return slots, slots, worth
        best = self._scratch.slots
        own = _sorted(_take_best(best, groups[0]))
        touched = _sorted([own, *_take_best(best, groups[1])])
        found = best[touched]
        best[touched] = 0.0
        return own, touched, found

    def _worths(self, way: Way) -> Iterator[Scores]:
        """Slots that hold a way, and its weight × what it is worth there."""
        if len(way.steps) == 1:
            for number in way.steps[0]:
                slots, impacts = self.postings.slots(number)
                if len(slots):
                    yield slots, way.weight * impacts
        else:
            slots, impacts = self._standing(way)
            if len(slots):
                yield slots, way.weight * impacts

    def _standing(self, way: Way) -> Scores:
        """Slots that hold every step of a way, and what it is worth there."""
        found = self._together.get(way.sequence)
        if found is None:
            found = self._apart(way) if way.gap is None else self._chained(way)
            if len(self._together) >= MOST_SOUGHT:
                self._together.clear()
            self._together[way.sequence] = found
        return found

    def _apart(self, way: Way) -> Scores:
        """Slots that hold every step anywhere; the least frequent step counts."""
        found = [self._step(step) for step in way.steps]
        slots = reduce(lambda a, b: a[_among(a, b)], (slots for slots, _ in found))
        worth = [impacts[own.searchsorted(slots)] for own, impacts in found]
        return slots, reduce(np.minimum, worth)

    def _step(self, step: Sequence[int]) -> Scores:
        """Sorted slots that hold any of some terms, and what the best is worth in each."""
        parts = [self.postings.slots(number) for number in step]
        if len(parts) == 1:
            return parts[0]
        slots = union([slots for slots, _ in parts])
        best: Ints = np.zeros(len(slots))
        for own, impacts in parts:
            at = slots.searchsorted(own)
            best[at] = np.maximum(best[at], impacts)
        return slots, best

    def _chained(self, way: Way) -> Scores:
        """Slots that hold the steps one after another; whole chains are counted."""
        postings = self.postings
        positions = [union([postings.positions(n) for n in step]) for step in way.steps]
        ends = chain_positions(positions, way.gap or 0)[-1]
        if not len(ends):
            return ends, ends
        owners = postings.slot_of(ends)
        first: Ints = np.ones(len(owners), dtype=bool)
        np.not_equal(owners[1:], owners[:-1], out=first[1:])
        starts = first.nonzero()[0]
        slots = owners[starts]
        frequencies = np.diff(starts, append=len(owners))
        return slots, frequencies * GROWN[slots % SLOTS] / (frequencies + postings.norms[slots])

    def _with_carried(self, unit: Unit, sheets: Ints, part: Ints) -> tuple[Ints, Ints, Ints]:
        """The same with what the sheets are worth that carry a territory the unit names.

        Last come the sheets that carry one which is the word itself.
        """
        carried = [
            (alternative, found)
            for alternative in unit.alternatives
            if len(found := self._carrying(alternative))
        ]
        if not carried:
            return sheets, part, sheets[:0]
        every = union([np.asarray(sheets, dtype=np.int64), *(_distinct(f) for _, f in carried)])
        best: Ints = np.zeros(len(every))
        for alternative, found in carried:
            at = every.searchsorted(found)
            best[at] = np.maximum(best[at], alternative.weight)
        best *= CARRIED_WEIGHT
        best[every.searchsorted(sheets)] += part
        own = [found for a, found in carried if a.origin not in OTHER_WORDS]
        return every, best, np.concatenate([sheets[:0], *own])

    def _carrying(self, alternative: Alternative) -> Ints:
        """Sheets that carry, themselves or by an ancestor, a territory of the alternative."""
        codes = [t for t in alternative.steps[0] if t.startswith(CARRIED_PREFIX)]
        numbers = [n for n in map(self._term, codes) if n is not None]
        parts = [
            self._carried_ids[self._carried_ptr[n] : self._carried_ptr[n + 1]] for n in numbers
        ]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)


class _Scratch(threading.local):
    """A number for each slot, 0 between two uses; every thread has its own."""

    def __init__(self, slots: int) -> None:
        self.slots: Ints = np.zeros(slots, dtype=np.float32)


def _take_best(best: Ints, worths: list[Scores]) -> list[Ints]:
    """Put into ``best`` what the best is worth; return the slots that nothing was known of."""
    # The most frequent first: most often it stands wherever the others do.
    worths.sort(key=lambda worth: -len(worth[0]))
    pieces: list[Ints] = []
    for slots, worth in worths:
        here = best[slots]
        best[slots] = np.maximum(here, worth)
        new = slots[here == 0]
        if len(new):
            pieces.append(new)
    return pieces


def _sorted(pieces: Sequence[Ints]) -> Ints:
    """All pieces in one sorted array; each is sorted, none shares a value with another."""
    filled = [piece for piece in pieces if len(piece)]
    if len(filled) <= 1:
        return filled[0] if filled else np.empty(0, dtype=np.int32)
    found: Ints = np.concatenate(filled)
    found.sort(kind="stable")
    return found


def _distinct(values: Ints) -> Ints:
    """Sorted distinct values."""
    if len(values) < 2:
        return values
    values = np.sort(values, kind="stable")
    first: Ints = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return np.asarray(values[first])


def _among(values: Ints, known: Ints) -> Ints:
    """Which of ``values`` are among the sorted ``known``."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    at = known.searchsorted(values)
    at[at == len(known)] = 0
    found: Ints = known[at] == values
    return found


def _by_sheet(slots: Ints, worth: Ints) -> Scores:
    """Sorted sheets, and the sum of what their slots are worth."""
    if not len(slots):
        return slots, worth
    sheets = slots // SLOTS
    first: Ints = np.ones(len(sheets), dtype=bool)
    np.not_equal(sheets[1:], sheets[:-1], out=first[1:])
    starts = first.nonzero()[0]
    return sheets[starts], np.add.reduceat(worth, starts, dtype=np.float64)
