"""Counts and filters the facets of all sheets, from one row of numbers for each sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.engines.whoosh_engine.columns import Ints, pointers, ranges
from indexer.engines.whoosh_engine.files import map_array
from indexer.query import FacetName


class FacetTable:
    """The values that each sheet carries in all facets, ancestors already included.

    Values are numbered on from one facet to the next, so that one count serves all of them.
    """

    def __init__(self, folder: Path, names: Mapping[FacetName, Sequence[str]], sheets: int) -> None:
        self.sheets = sheets
        ends = np.cumsum([0, *map(len, names.values())]).tolist()
        values, owners = _joined(folder, dict(zip(names, ends, strict=False)))
        self._values = values
        self._ptr = pointers(np.bincount(owners, minlength=sheets))
        self._parts = {
            name: (values, slice(*part))
            for (name, values), part in zip(names.items(), pairwise(ends), strict=True)
        }
        self._numbers = {
            name: {value: part.start + n for n, value in enumerate(values)}
            for name, (values, part) in self._parts.items()
        }
        self._totals = np.bincount(self._values, minlength=ends[-1])
        self._carrying = owners[np.argsort(values, kind="stable")]
        self._carrying_ptr = pointers(self._totals)

    def holding(self, facet: FacetName, values: Iterable[str]) -> Ints:
        """A mask of the sheets that carry any of ``values``; unknown values match nothing."""
        mask: Ints = np.zeros(self.sheets, dtype=bool)
        numbers = self._numbers[facet]
        for number in (numbers[value] for value in values if value in numbers):
            mask[self._carrying[self._carrying_ptr[number] : self._carrying_ptr[number + 1]]] = True
        return mask

    def counts(self, sheets: Ints, facets: Iterable[FacetName]) -> dict[FacetName, dict[str, int]]:
        """The number of ``sheets`` (distinct) under each value of some facets that has any."""
        found = self._totals if len(sheets) == self.sheets else self._count(sheets)
        counts: dict[FacetName, dict[str, int]] = {}
        for facet in facets:
            names, part = self._parts[facet]
            own = found[part]
            held = own.nonzero()[0]
            values = [names[n] for n in held.tolist()]
            counts[facet] = dict(zip(values, own[held].tolist(), strict=True))
        return counts

    def _count(self, sheets: Ints) -> Ints:
        starts = self._ptr[sheets]
        rows = ranges(starts, self._ptr[sheets + 1] - starts)
        return np.bincount(self._values[rows], minlength=len(self._totals))


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
