"""Writes the postings of all sheets upon those of the generation before when few sheets changed.

The result holds the same as if all had been gathered and sorted again: postings of sheets that are
gone are cut out of each term's, those of fresh sheets put in where they belong. All numbers here
are those of slots (``columns``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from indexer.engines.fields import FIELDS
from indexer.engines.whoosh_engine.change import Change
from indexer.engines.whoosh_engine.columns import (
    SLOT_PADDING,
    SLOTS,
    impacts,
    narrowed,
    norms,
    pointers,
)
from indexer.engines.whoosh_engine.files import (
    ArrayWriter,
    Ints,
    map_array,
    save_array,
    save_extents,
)
from indexer.engines.whoosh_engine.packing import packed
from indexer.engines.whoosh_engine.part_change import PartWriter
from indexer.engines.whoosh_engine.postings_change import fresh_postings, gone_postings, moving
from indexer.engines.whoosh_engine.previous import Previous
from indexer.engines.whoosh_engine.splicing import Cuts, lower_bounds, offsets, write_spliced
from indexer.engines.whoosh_engine.twins import save_twins

#: Postings whose impacts are computed at once.
AT_ONCE = 1 << 17


class SlotChange:
    """The arrays of all slots, written upon those before."""

    def __init__(
        self, previous: Previous, change: Change, numbers: Sequence[Ints], terms: int
    ) -> None:
        """``numbers`` are those of the terms of each fresh slot, ``terms`` how many there are."""
        self._before, self._own = previous.arrays, previous.own
        self._change = change.in_parts(SLOTS)
        self._numbers, self._terms = numbers, terms
        self._postings = [p.postings[field.name] for p in change.fresh for field in FIELDS]
        going = gone_postings(self._change, self._own)
        coming = fresh_postings(self._change, numbers, self._postings)
        found = moving(self._before, self._change, going, coming, terms)
        self._gone, self._fresh, self._twin_of = found

    def _load(self, name: str) -> Ints:
        found: Ints = map_array(self._before, name)
        return found

    # --- Writing -----------------------------------------------------------------------------

    def write(self, folder: Path) -> None:
        """Write all arrays."""
        lengths = self._lengths()
        bases, found = pointers(lengths + SLOT_PADDING), norms(lengths)
        save_array(folder, "bases", bases)
        save_array(folder, "norms", found)
        save_twins(folder, self._twin_of)
        self._write_postings(folder, self._row_cuts())
        self._write_impacts(folder, found)
        self._write_positions(folder, bases)
        self._write_own(folder)

    def _lengths(self) -> Ints:
        before = np.diff(self._own.bases) - SLOT_PADDING
        return self._change.spread(before, [postings.length for postings in self._postings])

    def _row_cuts(self) -> Cuts:
        """Where postings go and come in the arrays by term."""
        ptr, slots = self._pointers("slot_ptr"), self._load("slots")
        gone, fresh = self._gone, self._fresh
        out = lower_bounds(slots, *_range(ptr, gone.terms), gone.slots)
        into = lower_bounds(slots, *_range(ptr, fresh.terms), fresh.places)
        put = fresh.slots.astype(np.int32)
        return Cuts(out, np.ones_like(out), into, np.ones_like(into), put)

    def _pointers(self, name: str) -> Ints:
        """Where each term's rows begin before, later terms (without any) included."""
        found = self._load(name)
        return np.concatenate([found, np.full(self._terms + 1 - len(found), found[-1])])

    def _write_postings(self, folder: Path, cuts: Cuts) -> None:
        """Write ``slots``, ``counts`` and where each term's begin."""
        shift = self._change.shift.astype(np.int32)
        moved = None if self._change.steady else shift.take
        slots, counts = self._load("slots"), self._load("counts")
        write_spliced(self._writer(folder, "slots", slots, cuts), slots, cuts, moved)
        cuts = replace(cuts, put=narrowed(self._fresh.counts))
        write_spliced(self._writer(folder, "counts", counts, cuts), counts, cuts)
        sizes = np.diff(self._pointers("slot_ptr"))
        sizes += np.bincount(self._fresh.terms, minlength=self._terms)
        sizes -= np.bincount(self._gone.terms, minlength=self._terms)
        save_array(folder, "slot_ptr", pointers(sizes))

    def _writer(self, folder: Path, name: str, before: Ints, cuts: Cuts) -> ArrayWriter:
        kind = np.promote_types(before.dtype, cuts.put.dtype)
        shape = (len(before) + cuts.growth,)
        return ArrayWriter(folder, name, kind, shape)

    def _write_impacts(self, folder: Path, found: Ints) -> None:
        """Write the impacts: one more word anywhere changes the average length, and so all."""
        slots: Ints = map_array(folder, "slots")
        counts: Ints = map_array(folder, "counts")
        writer = ArrayWriter(folder, "impacts", np.dtype(np.float32), slots.shape)
        for start in range(0, len(slots), AT_ONCE):
            rows = slice(start, start + AT_ONCE)
            writer.write(impacts(counts[rows], slots[rows], found))
        writer.close()

    def _write_positions(self, folder: Path, bases: Ints) -> None:
        """Write positions, counted over all slots, and where each term's begin."""
        change, before = self._change, self._load("positions")
        ptr = self._pointers("pos_ptr")
        old = self._own.bases
        gone, fresh = self._gone, self._fresh
        out = lower_bounds(before, *_range(ptr, gone.terms), old[gone.slots])
        into = lower_bounds(before, *_range(ptr, fresh.terms), old[fresh.places])
        put = np.repeat(bases[fresh.slots], fresh.counts) + fresh.within
        deltas = bases[change.shift[change.kept]] - old[change.kept]
        turns = np.flatnonzero(np.diff(deltas, prepend=0))
        cuts = Cuts(out, gone.counts, into, fresh.counts, put.astype(np.uint32))
        moved = offsets(old[change.kept[turns]], np.concatenate([[0], deltas[turns]]))
        write_spliced(self._writer(folder, "positions", before, cuts), before, cuts, moved)
        sizes = np.diff(ptr)
        np.add.at(sizes, fresh.terms, fresh.counts)
        np.subtract.at(sizes, gone.terms, gone.counts)
        save_array(folder, "pos_ptr", pointers(sizes))

    def _write_own(self, folder: Path) -> None:
        """Write what is kept by slot, sharing the first part with the generation before."""
        own = self._own
        spans = [packed(postings) for postings in self._postings]
        positions = [np.frombuffer(p.positions, np.uint32) for p in self._postings]
        counts = [narrowed(np.frombuffer(p.counts, np.uint32)) for p in self._postings]
        parts = PartWriter(self._before, folder, self._change)
        rows = parts.rows("own_terms", own.terms, own.rows, list(self._numbers))
        parts.rows("own_counts", own.counts, own.rows, counts)
        runs = parts.rows("own_positions", own.positions, own.runs, positions)
        words = parts.rows("spans", own.spans, own.words, spans)
        save_extents(folder, "own_terms", *rows)
        save_extents(folder, "own_positions", *runs)
        save_extents(folder, "spans", *words)


def _range(ptr: Ints, terms: Ints) -> tuple[Ints, Ints]:
    return ptr[terms], ptr[terms + 1]
