"""Counts and filters the facets of all sheets, from one row of numbers for each sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.engines.counted import Counted
from indexer.engines.whoosh_engine.columns import Ints, pointers
from indexer.engines.whoosh_engine.files import map_array
from indexer.query import FacetName

#: Values of a sheet that there is room for in rows. Those beyond are counted one sheet at a time.
ROOM = 16


class FacetTable:
    """The values that each sheet carries in all facets, ancestors already included.

    Values are numbered on from one facet to the next, so that one count serves all of them.
    """

    def __init__(self, folder: Path, names: Mapping[FacetName, Sequence[str]], sheets: int) -> None:
        self.sheets = sheets
        ends = np.cumsum([0, *map(len, names.values())]).tolist()
        self._size = ends[-1]
        values, owners = _joined(folder, dict(zip(names, ends, strict=False)))
        self._parts = {
            name: (np.array(values, dtype=object), slice(*part))
            for (name, values), part in zip(names.items(), pairwise(ends), strict=True)
        }
        self._places = {
            name: {value: place for place, value in enumerate(values)}
            for name, (values, _) in self._parts.items()
        }
        self._totals = np.bincount(values, minlength=self._size)
        self._carrying = owners[np.argsort(values, kind="stable")]
        self._carrying_ptr = pointers(self._totals)
        self._rows, self._longer, self._more, self._beyond = self._in_rows(values, owners)

    def _in_rows(self, values: Ints, owners: Ints) -> tuple[Ints, Ints, Ints, tuple[Ints, Ints]]:
        """The values by sheet, in rows padded by a value of none.

        A row for each sheet; of which sheets that is not all, and a row more for each of those, by
        the number of such sheets before it; (sheet, value) of what is beyond.
        """
        sizes = np.bincount(owners, minlength=self.sheets)
        width = min(ROOM, int(sizes.max(initial=0)))
        short = _short_rows(sizes, width)
        kind = np.int16 if self._size < 1 << 15 else np.int32
        longer: Ints = sizes > short
        rows: Ints = np.full((self.sheets, short), self._size, dtype=kind)
        more: Ints = np.full((np.count_nonzero(longer), width - short), self._size, dtype=kind)
        places = longer.cumsum() - 1
        within = np.arange(len(values)) - pointers(sizes)[owners]
        first, fits = within < short, within < width
        rows[owners[first], within[first]] = values[first]
        then = fits & ~first
        more[places[owners[then]], within[then] - short] = values[then]
        numbers: Ints = np.where(longer, places, -1).astype(np.int32)
        return rows, numbers, more, (owners[~fits], values[~fits])

    def holding(self, facet: FacetName, values: Iterable[str]) -> Ints:
        """A mask of the sheets that carry any of ``values``; unknown values match nothing."""
        mask: Ints = np.zeros(self.sheets, dtype=bool)
        places, first = self._places[facet], self._parts[facet][1].start
        for number in (first + places[value] for value in values if value in places):
            mask[self._carrying[self._carrying_ptr[number] : self._carrying_ptr[number + 1]]] = True
        return mask

    def counts(self, sheets: Ints, facets: Iterable[FacetName]) -> dict[FacetName, Counted]:
        """The number of ``sheets`` (distinct) under each value of some facets that has any."""
        found = self._among(sheets)
        counts: dict[FacetName, Counted] = {}
        for facet in facets:
            names, part = self._parts[facet]
            own = found[part]
            held = own.nonzero()[0]
            counts[facet] = Counted(names, self._places[facet], held, own.take(held))
        return counts

    def _among(self, sheets: Ints) -> Ints:
        """The number of ``sheets`` under each value: of those, or of all less the others."""
        if 2 * len(sheets) <= self.sheets:
            return self._count(sheets)
        others: Ints = np.ones(self.sheets, dtype=bool)
        others[sheets] = False
        return self._totals - self._count(others.nonzero()[0])

    def _count(self, sheets: Ints) -> Ints:
        values = self._rows.take(sheets, axis=0).ravel()
        found = np.bincount(values, minlength=self._size + 1)[: self._size]
        if len(self._more):
            longer = self._longer.take(sheets)
            values = self._more.take(longer.take((longer >= 0).nonzero()[0]), axis=0).ravel()
            found += np.bincount(values, minlength=self._size + 1)[: self._size]
        owners, beyond = self._beyond
        if len(owners):
            counted: Ints = np.zeros(self.sheets, dtype=bool)
            counted[sheets] = True
            found += np.bincount(beyond[counted[owners]], minlength=self._size)
        return found


def _short_rows(sizes: Ints, width: int) -> int:
    """How long the row of each sheet is, so that least room is lost; some have a second one.

    To look for a second row costs about as much as one value.
    """
    many = np.bincount(np.minimum(sizes, width), minlength=width + 1)
    longer = len(sizes) - many.cumsum()
    lengths = np.arange(width + 1)
    room = len(sizes) * (lengths + (longer > 0)) + longer * (width - lengths)
    return int(room.argmin())


def _joined(folder: Path, firsts: Mapping[FacetName, int]) -> tuple[Ints, Ints]:
    """The values of all facets, by sheet, and the sheet of each.

    ``firsts`` gives the number from which the values of each facet are numbered.
    """
    values: list[Ints] = []
    owners: list[Ints] = []
    for name, first in firsts.items():
        own: Ints = map_array(folder, f"facet.{name}.values")
        values.append(own + first)
        owners.append(map_array(folder, f"facet.{name}.sheets"))
    every = np.concatenate(owners)
    order = np.argsort(every, kind="stable")
    return np.concatenate(values)[order], every[order]
