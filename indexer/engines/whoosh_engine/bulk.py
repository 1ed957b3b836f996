"""Gives Whoosh the postings of many sheets block by block, as they stand in our columns.

Whoosh's own way handles posting by posting, which is most of the time of indexing. What is written
is the same, in Whoosh's own format, read back by any Whoosh.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from indexer.engines.fields import FIELDS
from indexer.engines.whoosh_engine.columns import Columns, FieldColumns, Ints, pointers

Posting = tuple[str, bytes, int, float, bytes]

#: How hard blocks are compressed: Whoosh's own 3 takes twice the time for a tenth less space.
FAST = 1


class BulkPostings:
    """Stands in for Whoosh's sorting pool, and for its loop over what the pool sorted.

    Only what is not an analysed field (ids, facets) goes through the pool.
    """

    def __init__(self, columns: Columns, terms: Sequence[str]) -> None:
        self._columns = columns
        self._terms = sorted((t.encode("utf-8", "surrogatepass"), n) for n, t in enumerate(terms))
        self._numbers: dict[str, int] = {field.name: n for n, field in enumerate(FIELDS)}
        self._others: list[Posting] = []
        self.fieldnames: set[str] = set(self._numbers)

    def take_part_in(self, writer: Any) -> None:  # noqa: ANN401 - Whoosh's writers have no type
        """Make a writer of Whoosh take its postings from here."""
        writer.pool = self
        fields = writer.fieldwriter
        one_by_one = fields.add_postings

        def add_postings(schema: Any, lengths: Any, _: object) -> None:  # noqa: ANN401
            # Whoosh reads several segments side by side: all need their fields in this order.
            for name in sorted(self.fieldnames):
                if name not in self._numbers:
                    one_by_one(schema, lengths, self._others_of(name))
                    continue
                fields.start_field(name, schema[name])
                self._write(fields, self._columns.of_field(self._numbers[name]))
                fields.finish_field()

        fields.add_postings = add_postings

    def add(self, posting: Posting) -> None:
        """Keep a posting of a field that is not analysed."""
        if posting[0] not in self._numbers:
            self.fieldnames.add(posting[0])
            self._others.append(posting)

    def iter_postings(self) -> Iterator[Posting]:
        """Nothing: ``add_postings`` knows what to write."""
        return iter(())

    def _others_of(self, name: str) -> list[Posting]:
        found = (posting for posting in self._others if posting[0] == name)
        return sorted(found, key=lambda posting: posting[:3])

    def _write(self, fields: Any, column: FieldColumns) -> None:  # noqa: ANN401
        """Write all terms of one field, in Whoosh's blocks."""
        blocks = fields._postwriter
        blocks._compression = FAST
        bounds = _Bounds(column)
        ptr = column.ptr.tolist()
        sheets, counts = column.sheets.astype(np.uint32), column.counts.astype(np.float32)
        for term, number in self._terms:
            start, end = ptr[number], ptr[number + 1]
            if start == end:
                continue
            fields.start_term(term)
            for at in range(start, end, blocks._blocklimit):
                if at > start:
                    blocks._write_block()
                stop = min(at + blocks._blocklimit, end)
                blocks._minlength, blocks._maxlength, blocks._maxweight = bounds.of(number)
                blocks._ids = array("I", sheets[at:stop].tobytes())
                blocks._weights = array("f", counts[at:stop].tobytes())
                blocks._values = bounds.values(at, stop)
            fields.finish_term()

    def cleanup(self) -> None:
        """Nothing was put on disk."""


class _Bounds:
    """Of the postings of one field: shortest, longest and heaviest by term, positions as bytes."""

    def __init__(self, column: FieldColumns) -> None:
        self._packed = np.ascontiguousarray(column.positions, np.uint32).data.cast("B")
        self._ends = pointers(column.counts)
        self._ends *= column.positions.dtype.itemsize
        lengths = column.lengths[column.sheets]
        self._shortest = _by_term(np.minimum, lengths, column.ptr)
        self._longest = _by_term(np.maximum, lengths, column.ptr)
        self._heaviest = _by_term(np.maximum, column.counts, column.ptr)

    def of(self, term: int) -> tuple[int, int, float]:
        """Shortest and longest sheet that holds a term, and its most occurrences in one."""
        return self._shortest[term], self._longest[term], float(self._heaviest[term])

    def values(self, start: int, end: int) -> list[bytes]:
        """The packed positions of some postings."""
        ends = self._ends[start : end + 1].tolist()
        packed = bytes(self._packed[ends[0] : ends[-1]])
        first = ends[0]
        return [packed[a - first : b - first] for a, b in pairwise(ends)]


def _by_term(best: np.ufunc, values: Ints, ptr: Ints) -> list[int]:
    """The best value of each term, whatever for one that has none."""
    if not len(values):
        return [0] * (len(ptr) - 1)
    found: list[int] = best.reduceat(values, np.minimum(ptr[:-1], len(values) - 1)).tolist()
    return found
