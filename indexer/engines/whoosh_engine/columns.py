"""Gathers the postings of all sheets and writes them as flat arrays.

A *slot* is one field of one sheet: sheet × ``SLOTS`` + number of the field. Files, for ``T`` terms,
``C`` slots, ``P`` postings (term, slot) and ``N`` occurrences. By term, for answering, those of
terms that stand in the same places once (``twins``): ``slots`` (int32, sorted within a term),
``impacts`` (float32: weight of the field × BM25's saturated frequency, final because a generation
never changes), ``slot_ptr`` (T+1), ``positions`` (uint32: position in the field counted over all
slots, padding between two), ``pos_ptr`` (T+1), ``bases`` (C+1: where each slot's positions begin),
``counts`` (occurrences of the posting), ``norms`` (C, float32). By slot, in two parts where the
generation continues another (``files.Rows``), for excerpts, for similar sheets and for the next
build: ``spans`` (one a position), ``own_terms`` and ``own_counts`` (P),
``own_positions`` (N, uint32, counted within the slot); ``spans.ptr``, ``own_terms.ptr`` and
``own_positions.ptr`` say where each slot's begin and end (C+1, or two rows of C).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.analysed import Postings
from indexer.engines.fields import FIELDS, Field
from indexer.engines.whoosh_engine.files import Rows, extents, map_array, save_array
from indexer.engines.whoosh_engine.packing import packed
from indexer.engines.whoosh_engine.twins import keeping, save_twins, twins

Ints = NDArray[Any]

#: Runs put in order at once.
RUNS_AT_ONCE = 200_000

#: Slots of a sheet: a field that is added must have one.
SLOTS = 4
WEIGHTS, K1 = np.ones(SLOTS), np.zeros(SLOTS)
WEIGHTS[: len(FIELDS)] = [field.weight for field in FIELDS]
K1[: len(FIELDS)] = [field.k1 for field in FIELDS]
#: What a slot's occurrences are multiplied by above the line of BM25, by field.
GROWN = WEIGHTS * (K1 + 1.0)

#: Empty positions between two slots, so that no chain of words crosses from one to the next.
SLOT_PADDING = 16


class OwnPostings:
    """The postings of a published generation, slot by slot."""

    def __init__(self, folder: Path) -> None:
        self.bases: Ints = map_array(folder, "bases")
        self.terms, self.counts = Rows(folder, "own_terms"), Rows(folder, "own_counts")
        self.positions, self.spans = Rows(folder, "own_positions"), Rows(folder, "spans")
        self.rows = extents(folder, "own_terms")
        self.runs = extents(folder, "own_positions")
        self.words = extents(folder, "spans")

    def terms_of(self, slot: int) -> Ints:
        """Term numbers of one slot."""
        return self.terms[slice(int(self.rows[0][slot]), int(self.rows[1][slot]))]

    def of(self, sheet: int) -> Iterator[tuple[Field, list[int], list[int]]]:
        """Term numbers and counts of each field of one sheet."""
        for slot, field in enumerate(FIELDS, sheet * SLOTS):
            rows = slice(int(self.rows[0][slot]), int(self.rows[1][slot]))
            yield field, self.terms[rows].tolist(), self.counts[rows].tolist()


class Columns:
    """The postings of all sheets; sheets are added in the order of their numbers."""

    def __init__(self) -> None:
        self._terms: list[Ints] = []
        self._counts: list[Ints] = []
        self._positions: list[Ints] = []
        self._spans: list[Ints] = []
        self._sizes: list[Ints] = []
        self._lengths: list[Ints] = []

    def add(self, postings: Postings, numbers: Ints) -> None:
        """Take in the next field of a sheet: postings and provisional numbers of their terms."""
        self._terms.append(numbers)
        self._counts.append(np.frombuffer(postings.counts, dtype=np.uint32))
        self._positions.append(np.frombuffer(postings.positions, dtype=np.uint32))
        self._spans.append(packed(postings))
        self._sizes.append(np.array([len(numbers)]))
        self._lengths.append(np.array([postings.length]))

    def take_over(self, own: OwnPostings, first: int, end: int) -> None:
        """Take in sheets ``first … end - 1`` of the generation before, whose terms keep numbers."""
        slots = slice(first * SLOTS, end * SLOTS)
        for rows, (starts, ends), taken in (
            (own.terms, own.rows, self._terms),
            (own.counts, own.rows, self._counts),
            (own.positions, own.runs, self._positions),
            (own.spans, own.words, self._spans),
        ):
            taken.extend(rows[piece] for piece in pieces(starts[slots], ends[slots]))
        self._sizes.append(own.rows[1][slots] - own.rows[0][slots])
        self._lengths.append(np.diff(own.bases[slots.start : slots.stop + 1]) - SLOT_PADDING)

    def gather(self) -> None:
        """Join all that was added; nothing is added afterwards."""
        # Each list goes as soon as it is joined: all twice would be most of a build's memory.
        self.terms = joined(self._terms, np.int32)
        self._terms.clear()
        self.counts = joined(self._counts, np.uint32)
        self._counts.clear()
        self.own_positions = joined(self._positions, np.uint32)
        self._positions.clear()
        self.spans = joined(self._spans, np.uint32)
        self._spans.clear()
        sizes, self.lengths = joined(self._sizes, np.int64), joined(self._lengths, np.int64)
        self.own_ptr = pointers(sizes)
        self._owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        self.bases = pointers(self.lengths + SLOT_PADDING)
        del self._sizes, self._lengths

    def write(self, folder: Path, final: Ints) -> None:
        """Write the arrays; ``final`` maps provisional to final term numbers."""
        self.terms = final[self.terms]
        save_array(folder, "spans", self.spans)
        del self.spans
        order = np.argsort(self.terms, kind="stable")
        occurrences = np.bincount(self.terms, weights=self.counts, minlength=_size(final))
        self.slot_ptr = pointers(np.bincount(self.terms, minlength=_size(final)))
        self.slots = self._owners[order]
        self.ordered_counts = self.counts[order]
        self.within = regrouped(self.own_positions, self.counts, order)
        self._write_by_term(folder, pointers(occurrences.astype(np.int64)))
        arrays: dict[str, Callable[[], Ints]] = {
            "bases": lambda: self.bases,
            "norms": lambda: norms(self.lengths),
            "spans.ptr": lambda: pointers(self.lengths),
            "own_terms.ptr": lambda: self.own_ptr,
            "own_positions.ptr": lambda: pointers(self.counts)[self.own_ptr],
            "own_terms": lambda: self.terms,
            "own_counts": lambda: narrowed(self.counts),
            "own_positions": lambda: self.own_positions,
        }
        for name, values in arrays.items():
            save_array(folder, name, values())
        del self.own_positions

    def _write_by_term(self, folder: Path, pos_ptr: Ints) -> None:
        """Write what is read by term; of terms that stand in the same places once."""
        positions = self._over_all_slots()
        twin_of = twins(positions, pos_ptr)
        save_twins(folder, twin_of)
        own = keeping(twin_of)
        save_array(folder, "positions", positions[np.repeat(own, np.diff(pos_ptr))])
        del positions
        save_array(folder, "pos_ptr", pointers(np.diff(pos_ptr) * own))
        sizes = np.diff(self.slot_ptr)
        kept = np.repeat(own, sizes)
        slots, counts = self.slots[kept], self.ordered_counts[kept]
        save_array(folder, "slots", slots)
        save_array(folder, "slot_ptr", pointers(sizes * own))
        save_array(folder, "impacts", impacts(counts, slots, norms(self.lengths)))
        save_array(folder, "counts", narrowed(counts))

    def frequencies(self) -> Ints:
        """In how many sheets each term stands, in whatever fields."""
        sheets = self.slots // SLOTS
        first: Ints = np.ones(len(sheets), dtype=bool)
        first[1:] = sheets[1:] != sheets[:-1]
        terms = np.repeat(np.arange(len(self.slot_ptr) - 1), np.diff(self.slot_ptr))
        first[1:] |= terms[1:] != terms[:-1]
        return np.bincount(terms[first], minlength=len(self.slot_ptr) - 1)

    def of_field(self, number: int) -> FieldColumns:
        """The written postings of one field, by term."""
        chosen = np.flatnonzero(self.slots % SLOTS == number)
        return FieldColumns(
            np.searchsorted(chosen, self.slot_ptr),
            self.slots[chosen] // SLOTS,
            self.ordered_counts[chosen],
            regrouped(self.within, self.ordered_counts, chosen),
            self.lengths[number::SLOTS],
        )

    def _over_all_slots(self) -> Ints:
        """Positions by term, counted over all slots."""
        offsets = np.repeat(self.bases[self.slots].astype(np.uint32), self.ordered_counts)
        offsets += self.within
        return offsets


class FieldColumns(NamedTuple):
    """One field of all sheets: ``ptr`` (T+1), and by posting its sheet, count and positions."""

    ptr: Ints
    sheets: Ints
    counts: Ints
    positions: Ints
    lengths: Ints


def norms(lengths: Ints) -> Ints:
    """What the length of each slot adds below the line of BM25."""
    found: Ints = np.ones(len(lengths), dtype=np.float32)
    for number, field in enumerate(FIELDS):
        own = lengths[number::SLOTS]
        average = own.mean() if len(own) else 0.0
        relative = own / average if average else np.ones(len(own))
        found[number::SLOTS] = field.k1 * (1.0 - field.b + field.b * relative)
    return found


def impacts(counts: Ints, slots: Ints, norms_of: Ints) -> Ints:
    """What some postings are worth, given the norms of all slots; block by block like runs."""
    found: Ints = np.empty(len(counts), dtype=np.float32)
    for first in range(0, len(counts), RUNS_AT_ONCE):
        block = slice(first, first + RUNS_AT_ONCE)
        many, own = counts[block].astype(np.float64), slots[block]
        found[block] = many * GROWN[own % SLOTS] / (many + norms_of[own])
    return found


def narrowed(counts: Ints) -> Ints:
    """Counts in the narrowest type that holds them."""
    return counts.astype(np.min_scalar_type(counts.max(initial=0)))


def _size(final: Ints) -> int:
    return int(final.max()) + 1 if len(final) else 0


def joined(parts: list[Ints], dtype: type[np.generic]) -> Ints:
    """All parts in one array, also when there are none."""
    return np.concatenate(parts) if parts else np.empty(0, dtype=dtype)


def pointers(sizes: Ints) -> Ints:
    """Where each run begins, and one more entry for the end of the last."""
    ends: Ints = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends


def pieces(starts: Ints, ends: Ints) -> Iterator[slice]:
    """The ranges ``starts … ends``, those joined that follow on each other."""
    if len(starts):
        breaks = np.flatnonzero(starts[1:] != ends[:-1]) + 1
        firsts = starts[np.concatenate([[0], breaks])].tolist()
        lasts = ends[np.concatenate([breaks, [len(ends)]]) - 1].tolist()
        yield from map(slice, firsts, lasts)


def regrouped(values: Ints, counts: Ints, order: Ints) -> Ints:
    """Runs of ``values`` (``counts`` long each) put into another order of runs.

    Block by block: the numbers of all places at once would take more memory than the values.
    """
    starts, sizes = pointers(counts)[:-1][order], counts[order]
    found = np.empty(int(sizes.sum(dtype=np.int64)), dtype=values.dtype)
    at = 0
    for first in range(0, len(order), RUNS_AT_ONCE):
        block = slice(first, first + RUNS_AT_ONCE)
        places = ranges(starts[block], sizes[block])
        found[at : at + len(places)] = values[places]
        at += len(places)
    return found


def ranges(starts: Ints, counts: Ints) -> Ints:
    """The numbers of every range ``start … start + count - 1``, one range after another."""
    ends: Ints = counts.cumsum(dtype=np.int64)
    if not len(ends):
        return ends
    flat: Ints = np.arange(ends[-1])
    flat += (starts - (ends - counts)).repeat(counts)
    return flat
