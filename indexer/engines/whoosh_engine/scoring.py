"""Scores the sheets that match analysed words: what each unit is worth, added up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.whoosh_engine.columns import Ints
from indexer.engines.whoosh_engine.postings import Postings, among
from indexer.engines.whoosh_engine.seeking import Scores, Seeker, Sought
from indexer.query import Words

#: So many times fewer sheets are looked for one by one among those of another unit; beyond, all
#: sheets of the other are spread over the whole collection, which costs less for each.
FEWER = 8

#: Words whose scores stay at hand: those of a search and the same with fewer required of them, of
#: two searches. All threads share them, or each would hold what it once needed.
RECENT = 4


class Scorer:
    """Base scores of sheets, ``size`` in all; see ``engines.ranking`` for the formula."""

    def __init__(self, seeker: Seeker, postings: Postings, size: int) -> None:
        self.seek, self.standing = seeker.seek, seeker.standing
        self.postings = postings
        self._size = size
        self._everything: Scores = (np.arange(size), np.zeros(size))
        self._recent: tuple[tuple[Words, Scores], ...] = ()

    def scores(self, words: Words) -> Scores:
        """The sheets that match ``words`` (sorted numbers) and the base score of each.

        Both are kept for the next steps of the same search: nobody writes into them.
        """
        for known, found in self._recent:
            if known is words:
                return found
        found = self._matching([self.seek(unit) for unit in words.units], words.needed)
        for unit in words.excluded:
            kept = (~among(found[0], self.seek(unit).sheets)).nonzero()[0]
            found = found[0].take(kept), found[1].take(kept)
        # One that another thread puts there at the same time may be lost, and is worked out again.
        self._recent = ((words, found), *self._recent[: RECENT - 1])
        return found

    def _matching(self, sought: Sequence[Sought], needed: int) -> Scores:
        if not sought:
            return self._everything
        if len(sought) == needed:
            return self._all_of(sought)
        total: Ints = np.zeros(self._size)
        hits: Ints = np.zeros(self._size, dtype=np.int8)
        for one in sought:
            total[one.sheets] += one.telling * one.part
            hits[one.sheets] += 1
        matching = (hits >= needed).nonzero()[0]
        return matching, total.take(matching)

    def _all_of(self, sought: Sequence[Sought]) -> Scores:
        """The sheets that hold every unit, the rarest looked for in the others."""
        rarest, *others = sorted(sought, key=_fewest)
        sheets, total = rarest.sheets, rarest.telling * rarest.part
        for one in others:
            if not len(sheets):
                break
            held, part = self._held(sheets, one)
            sheets = sheets.take(held)
            total = total.take(held) + one.telling * part
        return sheets, total

    def _held(self, sheets: Ints, one: Sought) -> Scores:
        """Where in ``sheets`` those stand that hold a unit, and what it is worth in them."""
        if len(sheets) * FEWER > len(one.sheets):
            worth: Ints = np.zeros(self._size)
            worth[one.sheets] = one.part
            part = worth.take(sheets)
            held = (part > 0.0).nonzero()[0]
            return held, part.take(held)
        at = one.sheets.searchsorted(sheets)
        at[at == len(one.sheets)] = 0
        held = (one.sheets.take(at) == sheets).nonzero()[0]
        return held, one.part.take(at.take(held))


def _fewest(one: Sought) -> int:
    return len(one.sheets)
