"""Scores every sheet at once for analysed words: gather postings, take the best, add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engines.analysed import TERRITORY_PREFIX
from indexer.engines.fields import TERRITORY_WEIGHT
from indexer.engines.ranking import idf, own
from indexer.engines.whoosh_engine.columns import Ints
from indexer.engines.whoosh_engine.postings import FieldPostings, chain_positions, union
from indexer.query import Alternative, Unit, Words

#: Units that stay at hand from one step of a search to the next, those of a few queries.
MOST_SOUGHT = 32


@dataclass(frozen=True, slots=True)
class Way:
    """An alternative by the numbers of its terms; ``number`` is its place in the unit."""

    number: int
    weight: float
    gap: int | None
    steps: tuple[tuple[int, ...], ...]


class Sought:
    """A unit in the terms of one generation, and what it is worth in every sheet.

    ``ways`` are the alternatives that some sheet may hold, the weightiest first. ``part`` is
    Σ fields weight × best alternative, by sheet, 0 where the unit is absent; ``found`` the number
    of sheets where it is not.
    """

    def __init__(self, unit: Unit, ways: tuple[Way, ...], part: Ints) -> None:
        self.unit = unit
        self.ways = ways
        self.part = part
        self.held: Ints = part > 0
        self.found = int(np.count_nonzero(self.held))
        self.telling = 0.0


class Scorer:
    """Base scores of all ``size`` sheets; see ``engines.ranking`` for the formula."""

    def __init__(
        self,
        term: Callable[[str], int | None],
        fields: Sequence[FieldPostings],
        carried: tuple[Ints, Ints],
        size: int,
    ) -> None:
        self._term = term
        self.fields = fields
        self._carried_ids, self._carried_ptr = carried
        self.size = size
        # One search asks several times for the same units, and one page for the same words.
        self._recent: dict[int, Sought] = {}
        self._last: tuple[Words, Ints, Ints] | None = None

    def scores(self, words: Words) -> tuple[Ints, Ints]:
        """The base score of each sheet and the mask of those that match ``words``.

        Both are kept for the next step of the same search: nobody writes into them.
        """
        last = self._last
        if last is not None and last[0] is words:
            return last[1], last[2]
        total: Ints = np.zeros(self.size, dtype=np.float64)
        hits: Ints = np.zeros(self.size, dtype=np.int16)
        for unit in words.units:
            sought = self.sought(unit)
            total += sought.telling * sought.part
            hits += sought.held
        matching = hits >= words.needed
        for unit in words.excluded:
            matching &= ~self.sought(unit).held
        self._last = words, total, matching
        return total, matching

    def sought(self, unit: Unit) -> Sought:
        """The unit by term numbers, with its worth in every sheet and its idf."""
        known = self._recent.get(id(unit))
        if known is not None and known.unit is unit:
            return known
        found = self._seek(unit)
        itself = own(unit)
        counted = found.found if itself is unit else self._count(itself)
        # By the word itself where any sheet holds it.
        found.telling = idf(counted or found.found, self.size)
        if len(self._recent) >= MOST_SOUGHT:
            self._recent.clear()
        self._recent[id(unit)] = found
        return found

    def _count(self, unit: Unit) -> int:
        """The number of sheets that a unit matches."""
        held: Ints = np.zeros(self.size, dtype=bool)
        for way in self._ways(unit):
            for field in self.fields:
                for sheets, _ in self._worths(way, field):
                    held[sheets] = True
        for alternative in unit.alternatives:
            held[self._carrying(alternative)] = True
        return int(np.count_nonzero(held))

    def _ways(self, unit: Unit) -> list[Way]:
        found = (self._way(n, alternative) for n, alternative in enumerate(unit.alternatives))
        return sorted((way for way in found if all(way.steps)), key=lambda way: -way.weight)

    def _seek(self, unit: Unit) -> Sought:
        ways = self._ways(unit)
        part: Ints = np.zeros(self.size, dtype=np.float64)
        for field in self.fields:
            self._add_best(part, ways, field)
        carried = [
            (alternative.weight, sheets)
            for alternative in unit.alternatives
            if len(sheets := self._carrying(alternative))
        ]
        if carried:
            best: Ints = np.zeros(self.size, dtype=np.float64)
            for weight, sheets in carried:
                best[sheets] = np.maximum(best[sheets], weight)
            part += TERRITORY_WEIGHT * best
        return Sought(unit, tuple(ways), part)

    def _way(self, number: int, alternative: Alternative) -> Way:
        steps = tuple(
            tuple(
                known
                for term in step
                if not term.startswith(TERRITORY_PREFIX) and (known := self._term(term)) is not None
            )
            for step in alternative.steps
        )
        return Way(number, alternative.weight, alternative.gap, steps)

    def _add_best(self, part: Ints, ways: Sequence[Way], field: FieldPostings) -> None:
        """Add to ``part`` what the best way of each sheet is worth in one field."""
        weight = field.field.weight
        worths = [worth for way in ways for worth in self._worths(way, field)]
        if len(worths) == 1:
            sheets, worth = worths[0]
            part[sheets] += np.multiply(worth, weight, dtype=np.float64)
        elif worths:
            best: Ints = np.zeros(self.size, dtype=np.float64)
            for sheets, worth in worths:
                best[sheets] = np.maximum(best[sheets], worth)
            best *= weight
            part += best

    def _worths(self, way: Way, field: FieldPostings) -> Iterator[tuple[Ints, Ints]]:
        """Sheets that hold a way in a field, and its weight × saturated frequency there."""
        if len(way.steps) == 1:
            for number in way.steps[0]:
                if field.holds(number):
                    sheets, impacts = field.sheets(number)
                    yield sheets, way.weight * impacts
        elif all(any(map(field.holds, step)) for step in way.steps):
            together = self._apart if way.gap is None else self._chained
            sheets, impacts = together(way, field)
            if len(sheets):
                yield sheets, way.weight * impacts

    def _apart(self, way: Way, field: FieldPostings) -> tuple[Ints, Ints]:
        """Sheets that hold every step anywhere in the field; the least frequent step counts."""
        least: Ints = np.full(self.size, np.inf)
        for step in way.steps:
            here: Ints = np.zeros(self.size, dtype=np.float64)
            for number in step:
                sheets, impacts = field.sheets(number)
                here[sheets] = np.maximum(here[sheets], impacts)
            least = np.minimum(least, here)
        held = np.flatnonzero(least)
        return held, least[held]

    def _chained(self, way: Way, field: FieldPostings) -> tuple[Ints, Ints]:
        """Sheets that hold the steps one after another; whole chains are counted."""
        positions = [union([field.positions(n) for n in step]) for step in way.steps]
        ends = chain_positions(positions, way.gap or 0)[-1]
        if not len(ends):
            return ends, ends
        owners = field.sheet_of(ends)
        first = np.concatenate([[True], owners[1:] != owners[:-1]]).nonzero()[0]
        sheets = owners[first]
        frequencies = np.diff(first, append=len(owners))
        k1 = field.field.k1
        return sheets, frequencies * (k1 + 1.0) / (frequencies + field.norms[sheets])

    def _carrying(self, alternative: Alternative) -> Ints:
        """Sheets that carry, themselves or by an ancestor, a territory of the alternative."""
        codes = [t for t in alternative.steps[0] if t.startswith(TERRITORY_PREFIX)]
        numbers = [n for n in map(self._term, codes) if n is not None]
        parts = [
            self._carried_ids[self._carried_ptr[n] : self._carried_ptr[n + 1]] for n in numbers
        ]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
