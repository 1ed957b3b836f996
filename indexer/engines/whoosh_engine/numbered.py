"""Reads the alternatives of a unit in the terms of one generation: numbers instead of words."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from indexer.engines.analysed import CARRIED_PREFIX
from indexer.engines.ranking import OTHER_WORDS
from indexer.engines.whoosh_engine.postings import Postings
from indexer.query import Alternative, Step, Unit

#: The steps of a way and its gap: what decides where it stands.
Standing = tuple[tuple[tuple[int, ...], ...], int | None]


class Way(NamedTuple):
    """An alternative by the numbers of its terms; ``number`` is its place in the unit.

    ``itself`` says that it is the word typed, not another one that the glossary or its family adds.
    """

    number: int
    weight: float
    gap: int | None
    steps: tuple[tuple[int, ...], ...]
    itself: bool

    @property
    def term(self) -> int:
        """The only term of the way; -1 when there are several."""
        steps = self.steps
        return steps[0][0] if len(steps) == 1 and len(steps[0]) == 1 else -1

    @property
    def sequence(self) -> Standing:
        """What decides where the way stands."""
        return self.steps, self.gap


class Carried(NamedTuple):
    """Territories or themes, by the numbers of their terms, that a sheet may carry for a unit."""

    weight: float
    terms: tuple[int, ...]
    itself: bool


class Reading:
    """Units in the terms of one generation; ``term`` gives the number of a term that it has."""

    def __init__(self, term: Callable[[str], int | None], postings: Postings) -> None:
        self._term = term
        self._postings = postings

    def of(self, unit: Unit) -> tuple[tuple[Way, ...], tuple[Carried, ...]]:
        """The ways that some sheet may hold, the weightiest first, and what sheets may carry.

        Of two ways that stand in the same places, one is kept.
        """
        ways: list[Way] = []
        carried: list[Carried] = []
        for number, alternative in enumerate(unit.alternatives):
            carried += self._carried(alternative)
            steps = tuple([self._numbers(step) for step in alternative.steps])
            if all(steps):
                itself = alternative.origin not in OTHER_WORDS
                ways.append(Way(number, alternative.weight, alternative.gap, steps, itself))
        kept: list[Way] = []
        ways.sort(key=_heaviest)
        for way in ways:
            for other in kept:
                if self._covers(other, way):
                    break
            else:
                kept.append(way)
        return tuple(kept), tuple(carried)

    def _carried(self, alternative: Alternative) -> list[Carried]:
        codes = [term for term in alternative.steps[0] if term.startswith(CARRIED_PREFIX)]
        if not codes:
            return []
        numbers = tuple([n for n in map(self._term, codes) if n is not None])
        itself = alternative.origin not in OTHER_WORDS
        return [Carried(alternative.weight, numbers, itself)] if numbers else []

    def _numbers(self, step: Step) -> tuple[int, ...]:
        """The known terms of a step; of two that stand in the same places, one."""
        found = [self._term(term) for term in step if not term.startswith(CARRIED_PREFIX)]
        known = list(dict.fromkeys([number for number in found if number is not None]))
        if len(known) < 2:
            return tuple(known)
        by_size: dict[int, list[int]] = {}
        kept: list[int] = []
        for number in known:
            alike = by_size.setdefault(self._postings.size(number), [])
            if not any(self._same(number, other) for other in alike):
                alike.append(number)
                kept.append(number)
        return tuple(kept)

    def _covers(self, weightier: Way, way: Way) -> bool:
        """Whether a way stands nowhere but where a weightier one does, of the word itself too."""
        if way.itself and not weightier.itself:
            return False
        if way.term >= 0 and weightier.term >= 0:
            return self._same(weightier.term, way.term)
        return weightier.sequence == way.sequence

    def _same(self, left: int, right: int) -> bool:
        """Whether two terms stand in the same places: « logement » with accents and without."""
        postings = self._postings
        return left == right or (
            postings.size(left) == postings.size(right)
            and bool((postings.positions(left) == postings.positions(right)).all())
        )


def _heaviest(way: Way) -> float:
    return -way.weight
