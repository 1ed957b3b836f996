"""What differs between the generation before and the one to write, and how sheets are renumbered.

Sheets are numbered in the order of their ids, so one more or one less moves those after it. A
sheet that was edited is both gone and fresh, and keeps its number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engines.prepared import Prepared, Ready
from indexer.engines.whoosh_engine.files import Ints
from indexer.engines.whoosh_engine.previous import Previous


@dataclass
class Renumbering:
    """Rows that go, come and stay, and the numbers that those have now.

    ``gone``, ``kept``: numbers before, sorted; ``numbers``: those of fresh rows now; ``places``:
    the number before of the first row that is not before each fresh one; ``shift``: for each
    number before, the number now (of a row that is gone, the one its follower has); ``size``: how
    many rows there are now.
    """

    gone: Ints
    kept: Ints
    places: Ints
    numbers: Ints
    shift: Ints
    size: int

    @property
    def steady(self) -> bool:
        """Whether all that stay keep their number."""
        return bool((self.shift[self.kept] == self.kept).all())

    def spread(self, before: Ints, fresh: Sequence[int] | Ints) -> Ints:
        """One value for each row: that of ``before`` where it stays, else a fresh one."""
        found: Ints = np.empty((self.size, *before.shape[1:]), dtype=before.dtype)
        found[self.shift[self.kept]] = before[self.kept]
        if len(self.numbers):
            found[self.numbers] = fresh
        return found

    def in_parts(self, parts: int) -> Renumbering:
        """The same of the parts of the rows, so many of each."""

        def of_each(rows: Ints) -> Ints:
            return np.asarray((rows[:, None] * parts + np.arange(parts)).ravel())

        return Renumbering(
            of_each(self.gone),
            of_each(self.kept),
            np.repeat(self.places * parts, parts),
            of_each(self.numbers),
            of_each(self.shift),
            self.size * parts,
        )


class Change(Renumbering):
    """The sheets of the generation before that are gone and the ``fresh`` ones, by id."""

    def __init__(self, previous: Previous, sheets: Sequence[Ready]) -> None:
        """``sheets`` are all of the generation to write, sorted by id."""
        before = len(previous)
        mask: Ints = np.zeros(before, dtype=bool)
        mask[[ready.number for ready in sheets if not isinstance(ready, Prepared)]] = True
        self.fresh = [ready for ready in sheets if isinstance(ready, Prepared)]
        found = [bisect_left(previous.ids, prepared.id) for prepared in self.fresh]
        places: Ints = np.array(found, dtype=np.int64)
        staying = np.concatenate([[0], np.cumsum(mask)])
        super().__init__(
            gone=np.flatnonzero(~mask),
            kept=np.flatnonzero(mask),
            places=places,
            numbers=staying[places] + np.arange(len(places)),
            shift=staying[:-1] + np.searchsorted(places, np.arange(before), side="right"),
            size=len(sheets),
        )

    def __len__(self) -> int:
        """How many sheets are gone, fresh or both."""
        return max(len(self.fresh), len(self.gone))
