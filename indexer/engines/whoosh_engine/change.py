"""What differs between the generation before and the one to write, and how sheets are renumbered.

Sheets are numbered in the order of their ids, so one more or one less moves those after it. A
sheet that was edited is both gone and fresh, and keeps its number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from indexer.engines.prepared import Prepared, Ready
from indexer.engines.whoosh_engine.files import Ints
from indexer.engines.whoosh_engine.previous import Previous


class Change:
    """The sheets ``gone`` of the generation before and the ``fresh`` ones, and all new numbers.

    ``gone``: numbers before, sorted. ``fresh``: by id; ``numbers``: their numbers now; ``places``:
    the number before of the first sheet that is not before each. ``kept``: numbers before of all
    others, sorted; ``shift``: for each number before, the number now (of a sheet that is gone, the
    one its follower has).
    """

    def __init__(self, previous: Previous, sheets: Sequence[Ready]) -> None:
        """``sheets`` are all of the generation to write, sorted by id."""
        before = len(previous)
        mask: Ints = np.zeros(before, dtype=bool)
        mask[[ready.number for ready in sheets if not isinstance(ready, Prepared)]] = True
        self.fresh = [ready for ready in sheets if isinstance(ready, Prepared)]
        self.size = len(sheets)
        self.kept, self.gone = np.flatnonzero(mask), np.flatnonzero(~mask)
        places = [bisect_left(previous.ids, prepared.id) for prepared in self.fresh]
        self.places: Ints = np.array(places, dtype=np.int64)
        staying = np.concatenate([[0], np.cumsum(mask)])
        self.numbers: Ints = staying[self.places] + np.arange(len(places))
        every = np.arange(before)
        self.shift: Ints = staying[:-1] + np.searchsorted(self.places, every, side="right")
        #: Whether all that stay keep their number.
        self.steady = bool((self.shift[self.kept] == self.kept).all())

    def __len__(self) -> int:
        """How many sheets are gone, fresh or both."""
        return max(len(self.fresh), len(self.gone))

    def spread(self, before: Ints, fresh: Sequence[int] | Ints) -> Ints:
        """One value for each sheet: that of ``before`` where it stays, else a fresh one."""
        found: Ints = np.empty((self.size, *before.shape[1:]), dtype=before.dtype)
        found[self.shift[self.kept]] = before[self.kept]
        if len(self.fresh):
            found[self.numbers] = fresh
        return found
