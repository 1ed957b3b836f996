"""Scores every sheet at once for analysed words: gather postings, take the best, add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from indexer.engines.analysed import TERRITORY_PREFIX
from indexer.engines.fields import TERRITORY_WEIGHT
from indexer.engines.ranking import idf, own
from indexer.engines.whoosh_engine.columns import Ints
from indexer.engines.whoosh_engine.postings import FieldPostings, chain_positions, union
from indexer.query import Alternative, Step, Unit, Words


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

    def numbers(self, step: Step) -> list[int]:
        """The numbers of the terms of a step that the collection holds."""
        found = (self._term(term) for term in step if not term.startswith(TERRITORY_PREFIX))
        return [number for number in found if number is not None]

    def scores(self, words: Words) -> tuple[Ints, Ints]:
        """The base score of each sheet and the mask of those that match ``words``."""
        total: Ints = np.zeros(self.size, dtype=np.float64)
        hits: Ints = np.zeros(self.size, dtype=np.int16)
        for unit in words.units:
            part = self.unit(unit)
            found = part > 0
            total += self.telling(unit, int(np.count_nonzero(found))) * part
            hits += found
        matching = hits >= words.needed
        for unit in words.excluded:
            matching &= self.unit(unit) == 0
        return total, matching

    def telling(self, unit: Unit, found: int | None = None) -> float:
        """The idf of a unit, by the word itself where any sheet holds it.

        ``found`` is the number of sheets that the unit matches, when it is known already.
        """
        itself = own(unit)
        if itself is not unit:
            found = int(np.count_nonzero(self.unit(itself))) or found
        if found is None:
            found = int(np.count_nonzero(self.unit(unit)))
        return idf(found, self.size)

    def unit(self, unit: Unit) -> Ints:
        """Σ fields weight × best alternative, for every sheet; 0 where the unit is absent."""
        part: Ints = np.zeros(self.size, dtype=np.float64)
        for field in self.fields:
            best: Ints = np.zeros(self.size, dtype=np.float64)
            for alternative in unit.alternatives:
                self._raise(best, alternative, field)
            part += field.field.weight * best
        carried: Ints = np.zeros(self.size, dtype=np.float64)
        for alternative in unit.alternatives:
            sheets = self._carrying(alternative)
            carried[sheets] = np.maximum(carried[sheets], alternative.weight)
        part += TERRITORY_WEIGHT * carried
        return part

    def _raise(self, best: Ints, alternative: Alternative, field: FieldPostings) -> None:
        """Raise ``best`` to what ``alternative`` is worth in ``field``, where it is worth more."""
        steps = [self.numbers(step) for step in alternative.steps]
        if len(steps) == 1:
            for number in steps[0]:
                sheets, impacts = field.sheets(number)
                best[sheets] = np.maximum(best[sheets], alternative.weight * impacts)
        elif all(steps):
            worth = self._apart if alternative.gap is None else self._chained
            sheets, impacts = worth(steps, alternative.gap or 0, field)
            best[sheets] = np.maximum(best[sheets], alternative.weight * impacts)

    def _apart(self, steps: list[list[int]], _: int, field: FieldPostings) -> tuple[Ints, Ints]:
        """Sheets that hold every step anywhere in the field; the least frequent step counts."""
        least: Ints = np.full(self.size, np.inf)
        for step in steps:
            here: Ints = np.zeros(self.size, dtype=np.float64)
            for number in step:
                sheets, impacts = field.sheets(number)
                here[sheets] = np.maximum(here[sheets], impacts)
            least = np.minimum(least, here)
        held = np.flatnonzero(least)
        return held, least[held]

    def _chained(self, steps: list[list[int]], gap: int, field: FieldPostings) -> tuple[Ints, Ints]:
        """Sheets that hold the steps one after another; whole chains are counted."""
        positions = [union([field.positions(n) for n in step]) for step in steps]
        ends = chain_positions(positions, gap)[-1]
        counts = np.bincount(field.sheet_of(ends), minlength=self.size)
        sheets = np.flatnonzero(counts)
        frequencies = counts[sheets]
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
