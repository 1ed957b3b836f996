"""Gathers the postings of one field sheet by sheet and writes them term by term, as flat arrays.

Files of a field NAME, for ``T`` terms, ``S`` sheets, ``P`` postings (term, sheet) and ``N``
occurrences: ``ids`` (P, int32: sheet numbers, sorted within a term), ``impacts`` (P, float32:
BM25's saturated frequency, final because a generation never changes), ``id_ptr`` (T+1),
``positions`` (N, uint32: position in the field counted over all sheets, padding between two
sheets), ``pos_ptr`` (T+1), ``bases`` (S+1: where each sheet's positions begin), ``norms``
(S, float32) and ``spans`` (one pair of character offsets a position).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.analysed import Postings
from indexer.engines.fields import Field
from indexer.engines.whoosh_engine.files import save_array

Ints = NDArray[Any]

#: Empty positions between two sheets, so that no chain of words crosses from one to the next.
SHEET_PADDING = 16


class FieldColumns:
    """The postings of one field of all sheets; sheets are added in the order of their numbers."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self._terms: list[Ints] = []
        self._counts: list[Ints] = []
        self._positions: list[Ints] = []
        self._spans: list[Ints] = []
        self._bases = [0]

    def add(self, postings: Postings, term_ids: Ints) -> None:
        """Take in the next sheet: its postings and the provisional numbers of their terms."""
        base = self._bases[-1]
        self._terms.append(term_ids)
        self._counts.append(np.frombuffer(postings.counts, dtype=np.uint32).astype(np.int64))
        positions = np.frombuffer(postings.positions, dtype=np.uint32)
        self._positions.append(positions + np.uint32(base))
        self._spans.append(np.array([postings.starts, postings.ends], dtype=np.uint32).T)
        self._bases.append(base + postings.length + SHEET_PADDING)

    def pairs(self) -> tuple[Ints, Ints]:
        """All (provisional term, sheet) pairs of the field, one a posting."""
        sizes = [len(terms) for terms in self._terms]
        return joined(self._terms, np.int32), np.repeat(
            np.arange(len(sizes), dtype=np.int32), sizes
        )

    def write(self, folder: Path, final_ids: Ints) -> None:
        """Write the field's arrays; ``final_ids`` maps provisional to final term numbers."""
        terms, sheets = self.pairs()
        terms = final_ids[terms]
        counts = joined(self._counts, np.int64)
        order = np.argsort(terms, kind="stable")
        occurrences = np.bincount(terms, weights=counts, minlength=len(final_ids))
        arrays = {
            "ids": sheets[order],
            "id_ptr": pointers(np.bincount(terms, minlength=len(final_ids))),
            "impacts": self._impacts(sheets, counts)[order],
            "positions": regrouped(joined(self._positions, np.uint32), counts, order),
            "pos_ptr": pointers(occurrences),
            "bases": np.array(self._bases, dtype=np.int64),
            "norms": self._norms(),
            "spans": np.concatenate([np.empty((0, 2), np.uint32), *self._spans]),
        }
        for name, values in arrays.items():
            save_array(folder, f"{self.field.name}.{name}", values)

    def _norms(self) -> Ints:
        field = self.field
        lengths = np.diff(np.array(self._bases)) - SHEET_PADDING
        average = lengths.mean() if len(lengths) else 0.0
        relative = lengths / average if average else np.ones(len(lengths))
        return (field.k1 * (1.0 - field.b + field.b * relative)).astype(np.float32)

    def _impacts(self, sheets: Ints, counts: Ints) -> Ints:
        values = counts * (self.field.k1 + 1.0) / (counts + self._norms()[sheets])
        return np.asarray(values, dtype=np.float32)


def joined(parts: list[Ints], dtype: type[np.generic]) -> Ints:
    """All parts in one array, also when there are none."""
    return np.concatenate(parts) if parts else np.empty(0, dtype=dtype)


def pointers(sizes: Ints) -> Ints:
    """Where each run begins, and one more entry for the end of the last."""
    ends: Ints = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends


def regrouped(values: Ints, counts: Ints, order: Ints) -> Ints:
    """Runs of ``values`` (``counts`` long each) put into another order of runs."""
    return values[ranges(pointers(counts)[:-1][order], counts[order])]


def ranges(starts: Ints, counts: Ints) -> Ints:
    """The numbers of every range ``start … start + count - 1``, one range after another."""
    total = int(counts.sum())
    before = np.cumsum(counts) - counts
    flat: Ints = np.arange(total, dtype=np.int64) + np.repeat(starts - before, counts)
    return flat
