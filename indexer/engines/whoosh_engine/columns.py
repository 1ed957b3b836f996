"""Gathers the postings of one field sheet by sheet and writes them as flat arrays.

Files of a field NAME, for ``T`` terms, ``S`` sheets, ``P`` postings (term, sheet) and ``N``
occurrences. By term, for answering: ``ids`` (P, int32: sheet numbers, sorted within a term),
``impacts`` (P, float32: BM25's saturated frequency, final because a generation never changes),
``id_ptr`` (T+1), ``positions`` (N, uint32: position in the field counted over all sheets, padding
between two sheets), ``pos_ptr`` (T+1), ``bases`` (S+1: where each sheet's positions begin),
``counts`` (P: occurrences of the posting), ``norms`` (S, float32). By sheet, in two parts where
the generation continues another (``files.Rows``), for excerpts, for similar sheets and for the
next build: ``spans`` (one pair of character offsets a position), ``own_terms`` and ``own_counts``
(P), ``own_positions`` (N, uint32, counted within the sheet); ``spans.ptr``, ``own_terms.ptr`` and
``own_positions.ptr`` say where each sheet's begin and end (S+1, or two rows of S).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.analysed import Postings
from indexer.engines.fields import Field
from indexer.engines.whoosh_engine.files import Rows, extents, map_array, save_array

Ints = NDArray[Any]

#: Runs put in order at once.
RUNS_AT_ONCE = 200_000

#: Empty positions between two sheets, so that no chain of words crosses from one to the next.
SHEET_PADDING = 16


class OwnPostings:
    """The postings of one field of a published generation, sheet by sheet."""

    def __init__(self, folder: Path, field: Field) -> None:
        def name(part: str) -> str:
            return f"{field.name}.{part}"

        self.field = field
        self.bases: Ints = map_array(folder, name("bases"))
        self.terms, self.counts = Rows(folder, name("own_terms")), Rows(folder, name("own_counts"))
        self.positions, self.spans = (
            Rows(folder, name("own_positions")),
            Rows(folder, name("spans")),
        )
        self.rows = extents(folder, name("own_terms"))
        self.runs = extents(folder, name("own_positions"))
        self.words = extents(folder, name("spans"))

    def terms_of(self, sheet: int) -> Ints:
        """Term numbers of one sheet."""
        return self.terms[slice(int(self.rows[0][sheet]), int(self.rows[1][sheet]))]

    def of(self, sheet: int) -> tuple[list[int], list[int]]:
        """Term numbers and counts of one sheet."""
        rows = slice(int(self.rows[0][sheet]), int(self.rows[1][sheet]))
        return self.terms[rows].tolist(), self.counts[rows].tolist()


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
        sheets = slice(first, end)
        for rows, (starts, ends), taken in (
            (own.terms, own.rows, self._terms),
            (own.counts, own.rows, self._counts),
            (own.positions, own.runs, self._positions),
            (own.spans, own.words, self._spans),
        ):
            taken.extend(rows[piece] for piece in pieces(starts[sheets], ends[sheets]))
        self._sizes.append(own.rows[1][sheets] - own.rows[0][sheets])
        self._lengths.append(np.diff(own.bases[first : end + 1]) - SHEET_PADDING)

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
            "impacts": self._impacts,
            "positions": self._over_all_sheets,
            "pos_ptr": lambda: pointers(occurrences.astype(np.int64)),
            "counts": lambda: narrowed(self.ordered_counts),
            "bases": lambda: self.bases,
            "norms": lambda: norms(self.field, self.lengths),
            "spans.ptr": lambda: pointers(self.lengths),
            "own_terms.ptr": lambda: self.own_ptr,
            "own_positions.ptr": lambda: pointers(self.counts)[self.own_ptr],
            "own_terms": lambda: self.terms,
            "own_counts": lambda: narrowed(self.counts),
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

    def _impacts(self) -> Ints:
        found = norms(self.field, self.lengths)
        return impacts(self.field, self.ordered_counts, found[self.ids])


def norms(field: Field, lengths: Ints) -> Ints:
    """What the length of each sheet adds below the line of BM25."""
    average = lengths.mean() if len(lengths) else 0.0
    relative = lengths / average if average else np.ones(len(lengths))
    return (field.k1 * (1.0 - field.b + field.b * relative)).astype(np.float32)


def impacts(field: Field, counts: Ints, norms_of: Ints) -> Ints:
    """BM25's saturated frequency of some postings, given the norm of the sheet of each."""
    many = counts.astype(np.float64)
    return np.asarray(many * (field.k1 + 1.0) / (many + norms_of), np.float32)


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
    sizes = counts.astype(np.int64)
    total = int(sizes.sum())
    kind = np.int32 if max(total, int(starts.max(initial=0))) < 2**31 else np.int64
    before = np.cumsum(sizes) - sizes
    flat: Ints = np.arange(total, dtype=kind)
    flat += np.repeat((starts - before).astype(kind), sizes)
    return flat
