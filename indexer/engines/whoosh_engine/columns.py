"""Gathers the postings of one field sheet by sheet and writes them as flat arrays.

Files of a field NAME, for ``T`` terms, ``S`` sheets, ``P`` postings (term, sheet) and ``N``
occurrences. By term, for answering: ``ids`` (P, int32: sheet numbers, sorted within a term),
``impacts`` (P, float32: BM25's saturated frequency, final because a generation never changes),
``id_ptr`` (T+1), ``positions`` (N, uint32: position in the field counted over all sheets, padding
between two sheets), ``pos_ptr`` (T+1), ``bases`` (S+1: where each sheet's positions begin),
``norms`` (S, float32), ``spans`` (one pair of character offsets a position). By sheet, for the
next build and for similar sheets: ``own_ptr`` (S+1), ``own_terms`` and ``own_counts`` (P),
``own_positions`` (N, uint32, counted within the sheet).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.analysed import Postings
from indexer.engines.fields import Field
from indexer.engines.whoosh_engine.files import map_array, save_array

Ints = NDArray[Any]

#: Runs put in order at once.
RUNS_AT_ONCE = 200_000

#: Empty positions between two sheets, so that no chain of words crosses from one to the next.
SHEET_PADDING = 16


class OwnPostings:
    """The postings of one field of a published generation, sheet by sheet."""

    def __init__(self, folder: Path, field: Field) -> None:
        def load(name: str) -> Ints:
            return map_array(folder, f"{field.name}.{name}")

        self.field = field
        self.ptr, self.terms, self.counts = load("own_ptr"), load("own_terms"), load("own_counts")
        self.positions, self.spans, self.bases = load("own_positions"), load("spans"), load("bases")

    def of(self, sheet: int) -> tuple[list[int], list[int]]:
        """Term numbers and counts of one sheet."""
        start, end = self.ptr[sheet], self.ptr[sheet + 1]
        return self.terms[start:end].tolist(), self.counts[start:end].tolist()


class FieldColumns:
    """The postings of one field of all sheets; sheets are added in the order of their numbers."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self._terms: list[Ints] = []
        self._counts: list[Ints] = []
        self._positions: list[Ints] = []
        self._spans: list[Ints] = []
        self._sizes: list[Ints] = []
        self._lengths: list[Ints] = []

    def add(self, postings: Postings, numbers: Ints) -> None:
        """Take in the next sheet: its postings and the provisional numbers of their terms."""
        self._terms.append(numbers)
        self._counts.append(np.frombuffer(postings.counts, dtype=np.uint32))
        self._positions.append(np.frombuffer(postings.positions, dtype=np.uint32))
        self._spans.append(np.array([postings.starts, postings.ends], dtype=np.uint32).T)
        self._sizes.append(np.array([len(numbers)]))
        self._lengths.append(np.array([postings.length]))

    def take_over(self, own: OwnPostings, first: int, end: int) -> None:
        """Take in sheets ``first … end - 1`` of the generation before, whose terms keep numbers."""
        start, stop = own.ptr[first], own.ptr[end]
        counts = own.counts[start:stop]
        before = int(own.counts[:start].sum(dtype=np.int64))
        self._terms.append(own.terms[start:stop])
        self._counts.append(counts)
        self._positions.append(own.positions[before : before + int(counts.sum(dtype=np.int64))])
        padding = SHEET_PADDING
        span_ends = own.bases[first] - padding * first, own.bases[end] - padding * end
        self._spans.append(own.spans[span_ends[0] : span_ends[1]])
        self._sizes.append(np.diff(own.ptr[first : end + 1]))
        self._lengths.append(np.diff(own.bases[first : end + 1]) - padding)

    def gather(self) -> None:
        """Join all that was added; nothing is added afterwards."""
        self.terms = joined(self._terms, np.int32)
        self.counts = joined(self._counts, np.uint32)
        self.own_positions = joined(self._positions, np.uint32)
        self.spans = np.concatenate([np.empty((0, 2), np.uint32), *self._spans])
        sizes, self.lengths = joined(self._sizes, np.int64), joined(self._lengths, np.int64)
        self.own_ptr = pointers(sizes)
        self.sheets = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        self.bases = pointers(self.lengths + SHEET_PADDING)
        del self._terms, self._counts, self._positions, self._spans, self._sizes, self._lengths

    def write(self, folder: Path, final: Ints) -> None:
        """Write the field's arrays; ``final`` maps provisional to final term numbers."""
        self.terms = final[self.terms]
        save_array(folder, f"{self.field.name}.spans", self.spans)
        del self.spans
        order = np.argsort(self.terms, kind="stable")
        occurrences = np.bincount(self.terms, weights=self.counts, minlength=_size(final))
        self.id_ptr = pointers(np.bincount(self.terms, minlength=_size(final)))
        self.ids = self.sheets[order]
        self.ordered_counts = self.counts[order]
        self.within = regrouped(self.own_positions, self.counts, order)
        arrays: dict[str, Callable[[], Ints]] = {
            "ids": lambda: self.ids,
            "id_ptr": lambda: self.id_ptr,
            "impacts": lambda: self._impacts()[order],
            "positions": self._over_all_sheets,
            "pos_ptr": lambda: pointers(occurrences.astype(np.int64)),
            "bases": lambda: self.bases,
            "norms": self._norms,
            "own_ptr": lambda: self.own_ptr,
            "own_terms": lambda: self.terms,
            "own_counts": lambda: self.counts,
            "own_positions": lambda: self.own_positions,
        }
        for name, values in arrays.items():
            save_array(folder, f"{self.field.name}.{name}", values())
        del self.own_positions

    def keys(self, sheets: int) -> Ints:
        """One sorted number for each posting: term × ``sheets`` + sheet."""
        terms = np.repeat(np.arange(len(self.id_ptr) - 1, dtype=np.int64), np.diff(self.id_ptr))
        return np.asarray(terms * sheets + self.ids)

    def _over_all_sheets(self) -> Ints:
        """Positions by term, counted over all sheets."""
        offsets = np.repeat(self.bases[self.ids].astype(np.uint32), self.ordered_counts)
        offsets += self.within
        return offsets

    def _norms(self) -> Ints:
        field = self.field
        average = self.lengths.mean() if len(self.lengths) else 0.0
        relative = self.lengths / average if average else np.ones(len(self.lengths))
        return (field.k1 * (1.0 - field.b + field.b * relative)).astype(np.float32)

    def _impacts(self) -> Ints:
        norms = self._norms()[self.sheets]
        return np.asarray(self.counts * (self.field.k1 + 1.0) / (self.counts + norms), np.float32)


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
    sizes = counts.astype(np.int64)
    total = int(sizes.sum())
    kind = np.int32 if max(total, int(starts.max(initial=0))) < 2**31 else np.int64
    before = np.cumsum(sizes) - sizes
    flat: Ints = np.arange(total, dtype=kind)
    flat += np.repeat((starts - before).astype(kind), sizes)
    return flat
