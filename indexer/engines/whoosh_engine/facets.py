"""Counts and filters one facet over all sheets, from two aligned integer columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.engines.whoosh_engine.columns import Ints
from indexer.engines.whoosh_engine.files import map_array
from indexer.query import FacetName


class FacetColumn:
    """The values of one facet: one row per (sheet, value), ancestors already included."""

    def __init__(self, folder: Path, name: FacetName, values: Sequence[str], sheets: int) -> None:
        self._names = list(values)
        self._numbers = {value: n for n, value in enumerate(values)}
        self._values = map_array(folder, f"facet.{name}.values")
        self._sheets = map_array(folder, f"facet.{name}.sheets")
        self._size = sheets

    def holding(self, values: Sequence[str]) -> Ints:
        """A mask of the sheets that carry any of ``values``; unknown values match nothing."""
        mask: Ints = np.zeros(self._size, dtype=bool)
        numbers = [self._numbers[v] for v in values if v in self._numbers]
        mask[self._sheets[np.isin(self._values, numbers)]] = True
        return mask

    def counts(self, mask: Ints) -> dict[str, int]:
        """The number of sheets of ``mask`` under each value that has any."""
        found = np.bincount(self._values[mask[self._sheets]], minlength=len(self._names))
        held = found.nonzero()[0]
        names = self._names
        return dict(zip([names[n] for n in held.tolist()], found[held].tolist(), strict=True))
