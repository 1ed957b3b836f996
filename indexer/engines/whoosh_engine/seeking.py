"""Seeks one unit: the sheets that hold it and what it is worth in each.

Only the slots (fields of sheets) that hold something are touched, so that a rare word costs as
little in a large collection as in a small one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from typing import NamedTuple

import numpy as np

from indexer.engines.fields import CARRIED_WEIGHT
from indexer.engines.ranking import OTHER_WORDS, idf
from indexer.engines.whoosh_engine.columns import GROWN, SLOTS, Ints
from indexer.engines.whoosh_engine.numbered import Carried, Reading, Standing, Way
from indexer.engines.whoosh_engine.postings import (
    Postings,
    among,
    chain_ends,
    covers,
    union,
)
from indexer.keeping import Keeping
from indexer.query import Alternative, Unit

#: Bytes of units that stay at hand in each server process, for the words of questions come back;
#: in a large collection as many as this number of words take that all sheets hold.
SOUGHT_BYTES, SOUGHT_WORDS = 2 * 1024 * 1024, 12

#: The same for what stands one after another: what the glossary adds, many words are found by.
STANDING_BYTES, STANDING_WORDS = 1 * 1024 * 1024, 4

#: So many times fewer slots than there are sheets are added up one by one; beyond, it is cheaper
#: to add them up in a column of all sheets.
SPARSE = 16

#: What something kept takes beside its numbers: its key, its ways, its place.
ENTRY_BYTES = 1000

#: When the ways of a word stand in more than this share of all slots, all slots are looked at.
MANY = 3

#: Positions from which on it is worth knowing which terms of a step say nothing new, and steps of
#: which that is known.
OFTEN, MOST_STEPS = 10_000, 4096

#: Units found again without comparing what they are made of, those of a few queries.
MOST_AT_HAND = 128

Scores = tuple[Ints, Ints]
Alternatives = tuple[Alternative, ...]


class Sought(NamedTuple):
    """A unit in the terms of one generation, and what it is worth in the sheets that hold it.

    ``ways`` are the alternatives that some sheet may hold, the weightiest first. ``part`` is
    Σ fields weight × best alternative for each of ``sheets`` (sorted numbers); ``telling`` is the
    unit's idf.
    """

    ways: tuple[Way, ...]
    sheets: Ints
    part: Ints
    telling: float


class Seeker:
    """Units of one generation of ``size`` sheets. Safe to share between threads."""

    def __init__(
        self, reading: Reading, postings: Postings, carried: tuple[Ints, Ints], size: int
    ) -> None:
        self._reading = reading
        self._postings = postings
        self._carried_ids, ends = carried
        self._carried_ptr = ends.data
        self._size = size
        everywhere = size * 2 * np.dtype(np.int64).itemsize
        self._kept = Keeping[Alternatives, Sought](max(SOUGHT_BYTES, SOUGHT_WORDS * everywhere))
        self._standings = Keeping[Standing, Scores](
            max(STANDING_BYTES, STANDING_WORDS * everywhere)
        )
        self._covering = lru_cache(MOST_STEPS)(self._not_covered)
        self._at_hand: dict[int, tuple[Alternatives, Sought]] = {}
        self._scratch = _Scratch(size * SLOTS)

    def seek(self, unit: Unit) -> Sought:
        """The unit by term numbers, with its worth in the sheets that hold it and its idf."""
        made_of = unit.alternatives
        known = self._at_hand.get(id(made_of))
        if known is not None and known[0] is made_of:
            return known[1]
        found = self._kept.get(made_of)
        if found is None:
            found = self._seek(unit)
            self._kept.put(made_of, found, _bytes(found.sheets, found.part))
        if len(self._at_hand) >= MOST_AT_HAND:
            self._at_hand.clear()
        self._at_hand[id(made_of)] = made_of, found
        return found

    def _seek(self, unit: Unit) -> Sought:
        ways, named = self._reading.of(unit)
        itself, sheets, part = self._worth(ways)
        carrying = [(c, self._carrying(c)) for c in named]
        if carrying:
            sheets, part = _with_carried(carrying, sheets, part, self._size)
        # By the word itself where any sheet holds it.
        counted = sheets
        if any(a.origin in OTHER_WORDS for a in unit.alternatives):
            counted = union([itself, *(sheets for c, sheets in carrying if c.itself)])
        telling = idf(len(counted) or len(sheets), self._size)
        return Sought(ways, sheets, part, telling)

    def _worth(self, ways: Sequence[Way]) -> tuple[Ints, Ints, Ints]:
        """Sorted sheets that hold the word itself; that hold any way; what the best is worth."""
        own = [worth for way in ways if way.itself for worth in self._worths(way)]
        others = [worth for way in ways if not way.itself for worth in self._worths(way)]
        if sum(len(slots) for slots, _ in own) * MANY > self._size * SLOTS:
            return self._worth_of_many(own, others)
        if not others and len(own) == 1:
            sheets, part = _by_sheet(*own[0], self._size)
            return sheets, sheets, part
        best = self._scratch.take()
        held = _sorted(_take_best(best, own, fresh=True))
        touched = held
        if others:
            touched = _sorted([held, *_take_best(best, others, fresh=not len(held))])
        at = touched.astype(np.int64)
        found = best.take(at)
        best[at] = 0.0
        self._scratch.give_back(best)
        sheets, part = _by_sheet(touched, found, self._size)
        return (_sheets_of(held) if others else sheets), sheets, part

    def _worth_of_many(self, own: list[Scores], others: list[Scores]) -> tuple[Ints, Ints, Ints]:
        """The same for a word that a good part of all sheets hold: column by column."""
        best = self._scratch.take()
        _put_best(best, own)
        itself, part = _held(_summed(best))
        sheets = itself
        if others:
            _put_best(best, others)
            sheets, part = _held(_summed(best))
        best.fill(0.0)
        self._scratch.give_back(best)
        return itself, sheets, part

    def _worths(self, way: Way) -> Iterator[Scores]:
        """Slots that hold a way, and its weight × what it is worth there."""
        if len(way.steps) == 1:
            found = [self._postings.slots(number) for number in way.steps[0]]
        else:
            found = [self.standing(way)]
        for slots, impacts in found:
            if len(slots):
                yield slots, impacts if way.weight == 1.0 else way.weight * impacts

    def standing(self, way: Way) -> Scores:
        """Slots that hold every step of a way, and what it is worth there."""
        found = self._standings.get(way.sequence)
        if found is None:
            found = self._apart(way) if way.gap is None else self._chained(way)
            self._standings.put(way.sequence, found, _bytes(*found))
        return found

    def _apart(self, way: Way) -> Scores:
        """Slots that hold every step anywhere; the least frequent step counts."""
        found = [self._step(step) for step in way.steps]
        slots = reduce(lambda a, b: a[among(a, b)], (slots for slots, _ in found))
        worth = [impacts[own.searchsorted(slots)] for own, impacts in found]
        return slots, reduce(np.minimum, worth)

    def _step(self, step: Sequence[int]) -> Scores:
        """Sorted slots that hold any of some terms, and what the best is worth in each."""
        parts = [self._postings.slots(number) for number in step]
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
        postings = self._postings
        steps = [[postings.positions(n) for n in self._widest(step)] for step in way.steps]
        ends = chain_ends(steps, way.gap or 0)
        if not len(ends):
            return ends, ends
        owners = postings.slot_of(ends)
        starts = _firsts(owners)
        slots = owners[starts]
        frequencies = np.diff(starts, append=len(owners))
        return slots, frequencies * GROWN[slots % SLOTS] / (frequencies + postings.norms[slots])

    def _widest(self, step: tuple[int, ...]) -> tuple[int, ...]:
        """The terms of a step less those that stand nowhere but where another of them does.

        Most often the lemma of a word stands wherever the word does; this is worth knowing where
        both stand often.
        """
        postings = self._postings
        if len(step) == 1 or sum(map(postings.size, step)) < OFTEN:
            return step
        return self._covering(step)

    def _not_covered(self, step: tuple[int, ...]) -> tuple[int, ...]:
        postings = self._postings
        kept: list[int] = []
        for term in sorted(step, key=postings.size, reverse=True):
            positions = postings.positions(term)
            if not any(covers(postings.positions(other), positions) for other in kept):
                kept.append(term)
        return tuple(kept)

    def _carrying(self, carried: Carried) -> Ints:
        """Sheets that carry, themselves or by an ancestor, what the unit names; sorted."""
        ids, ends = self._carried_ids, self._carried_ptr
        return union([ids[ends[n] : ends[n + 1]] for n in carried.terms])


def _bytes(sheets: Ints, worth: Ints) -> int:
    return int(sheets.nbytes + worth.nbytes) + ENTRY_BYTES


class _Scratch:
    """Arrays with a number for each slot, 0 between two uses: as many as searches run at once."""

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._free: list[Ints] = []

    def take(self) -> Ints:
        """One that nobody uses; lost, not wrong, when what it was taken for fails."""
        try:
            return self._free.pop()
        except IndexError:
            return np.zeros(self._slots, dtype=np.float32)

    def give_back(self, best: Ints) -> None:
        """Let others use it: all of it is 0 again."""
        self._free.append(best)


def _take_best(best: Ints, worths: list[Scores], *, fresh: bool) -> list[Ints]:
    """Put into ``best`` what the best is worth; return the slots that nothing was known of.

    ``fresh`` says that nothing is known yet.
    """
    # The most frequent first: most often it stands wherever the others do.
    worths.sort(key=_most_frequent)
    pieces: list[Ints] = []
    for slots, worth in worths:
        # Numbers of the machine's own size are looked up twice as fast.
        at = slots.astype(np.int64)
        if fresh:
            best[at] = worth
            pieces.append(slots)
            fresh = False
            continue
        here = best.take(at)
        best[at] = np.maximum(here, worth)
        new = (here == 0).nonzero()[0]
        if len(new):
            pieces.append(slots if len(new) == len(slots) else slots.take(new))
    return pieces


def _put_best(best: Ints, worths: Iterable[Scores]) -> None:
    """Put into ``best`` what the best is worth."""
    for slots, worth in worths:
        at = slots.astype(np.int64)
        best[at] = np.maximum(best.take(at), worth)


def _summed(best: Ints) -> Ints:
    """What the slots of each sheet are worth together, for all sheets."""
    every: Ints = best[::SLOTS].astype(np.float64)
    for number in range(1, SLOTS):
        every += best[number::SLOTS]
    return every


def _most_frequent(worth: Scores) -> int:
    return -len(worth[0])


def _sorted(pieces: Sequence[Ints]) -> Ints:
    """All pieces in one sorted array; each is sorted, none shares a value with another."""
    filled = [piece for piece in pieces if len(piece)]
    if len(filled) <= 1:
        return filled[0] if filled else np.empty(0, dtype=np.int32)
    found: Ints = np.concatenate(filled)
    found.sort(kind="stable")  # which puts sorted runs together
    return found


def _firsts(values: Ints) -> Ints:
    """Where, in sorted values, each one stands first."""
    first: Ints = np.empty(len(values), dtype=bool)
    first[:1] = True
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first.nonzero()[0]


def _sheets_of(slots: Ints) -> Ints:
    """The distinct sheets of sorted slots."""
    sheets = slots // SLOTS
    return np.asarray(sheets.take(_firsts(sheets)))


def _by_sheet(slots: Ints, worth: Ints, size: int) -> Scores:
    """Sorted sheets of ``size`` in all, and the sum of what their slots are worth."""
    sheets = slots // SLOTS
    if len(slots) * SPARSE > size:
        return _held(np.bincount(sheets, worth, size))
    if not len(slots):
        return slots, worth
    starts = _firsts(sheets)
    return sheets.take(starts).astype(np.int64), np.add.reduceat(worth, starts, dtype=np.float64)


def _with_carried(
    carrying: Sequence[tuple[Carried, Ints]], sheets: Ints, part: Ints, size: int
) -> Scores:
    """The same with what the sheets are worth that carry what the unit names."""
    every: Ints = np.zeros(size)
    for carried, found in carrying:
        every[found] = np.maximum(every.take(found), carried.weight * CARRIED_WEIGHT)
    every[sheets] += part
    return _held(every)


def _held(every: Ints) -> Scores:
    """The sheets that are worth something in a column of all sheets, and what."""
    found = (every > 0.0).nonzero()[0]  # truths are counted several times faster than numbers
    return found, every.take(found)
