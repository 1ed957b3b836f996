"""The reference engine: plain Python dictionaries, the contract made readable.

It is the oracle of the conformance suite and serves small collections in tests. Every rule of
matching, ranking and counting can be read here without knowing any search library.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from indexer.engines.analysed import CARRIED_PREFIX, AnalysedSheet
from indexer.engines.contract import Found, Match, Matches, Ranked
from indexer.engines.fields import CARRIED_WEIGHT, FACETS, FIELDS, Field
from indexer.engines.matching import chains, positions_of
from indexer.engines.ordering import sort_key
from indexer.engines.ranking import (
    PROXIMITY_DEPTH,
    PROXIMITY_WEIGHT,
    closeness,
    idf,
    norm,
    own,
    saturation,
)
from indexer.engines.similarity import signature, similar_words
from indexer.query import Alternative, FacetName, FieldName, Query, Unit, Words
from indexer.vocabulary import Sheet

Positions = dict[str, Sequence[int]]


class MemoryEngine:
    """Answers queries over sheets held in dictionaries."""

    name = "memory"

    def __init__(self, analysed: Iterable[AnalysedSheet], generation: str = "0") -> None:
        self.generation = generation
        self._all = sorted(analysed, key=lambda a: a.sheet.id)
        self._numbers = {a.sheet.id: n for n, a in enumerate(self._all)}
        self._positions: dict[FieldName, list[Positions]] = {
            f.name: [dict(a.postings[f.name].by_term()) for a in self._all] for f in FIELDS
        }
        self._average = {
            f.name: sum(a.postings[f.name].length for a in self._all) / max(1, len(self._all))
            for f in FIELDS
        }
        self._sheets_of: dict[str, set[int]] = defaultdict(set)
        for number, analysed_sheet in enumerate(self._all):
            for term in self._terms(analysed_sheet):
                self._sheets_of[term].add(number)

    @staticmethod
    def _terms(analysed: AnalysedSheet) -> Iterable[str]:
        yield from analysed.carried_terms
        for postings in analysed.postings.values():
            yield from postings.terms

    # --- contract ----------------------------------------------------------------------------

    def search(self, query: Query, words: Words) -> Found:
        """The page of sheets that ``words`` and the filters of ``query`` ask for."""
        scores = self._scores(words)
        passing = {f: self._passing(query, f) for f in FACETS}
        everything = set(range(len(self._all)))
        kept = set(scores).intersection(*passing.values())
        ordered = self._ordered(query, words, {n: scores[n] for n in kept})
        start = (query.page - 1) * query.size
        page = ordered[start : start + query.size]
        counts: dict[FacetName, Counter[str]] = {}
        for facet in FACETS:
            others = [passing[f] for f in FACETS if f != facet]
            counted = set(scores).intersection(everything, *others)
            values = (v for n in counted for v in self._all[n].facets[facet])
            counts[facet] = Counter(values)
        ranked = tuple(self._ranked(n, score) for n, score in page)
        matches = Matches.of_lines([self._matches(n, words.units) for n, _ in page])
        return Found(len(kept), ranked, counts, matches)

    def total(self, query: Query, words: Words) -> int:
        """How many sheets match, without ranking or counting facets."""
        passing = (self._passing(query, facet) for facet in FACETS)
        return len(set(self._scores(words)).intersection(*passing))

    def sheet(self, sheet_id: str) -> Sheet | None:
        """The whole sheet, sections included, or ``None``."""
        number = self._numbers.get(sheet_id)
        return None if number is None else self._all[number].sheet

    def similar(self, sheet_id: str, size: int) -> tuple[Ranked, ...]:
        """The nearest other sheets by shared significant lemmas, best first."""
        analysed = self._all[self._numbers[sheet_id]]
        standing = (
            (field, term, count)
            for field in FIELDS
            for term, count in analysed.postings[field.name].term_counts()
        )
        words = similar_words(signature(standing, self.frequency, len(self._all)))
        if not words.units:
            return ()
        found = self.search(Query(size=size + 1), words)
        return tuple([r for r in found.ranked if r.sheet.id != sheet_id][:size])

    def sheets(self) -> Iterable[Sheet]:
        """Every sheet of the generation without its sections, by id."""
        return (replace(a.sheet, sections=()) for a in self._all)

    def expand(self, prefix: str, limit: int) -> list[str]:
        """Terms that start with ``prefix`` (level prefix included), most frequent first."""
        terms = (t for t in self._sheets_of if t.startswith(prefix))
        return sorted(terms, key=lambda t: (-self.frequency(t), t))[:limit]

    def frequency(self, term: str) -> int:
        """The number of sheets that hold ``term`` in any field; 0 when unknown."""
        return len(self._sheets_of.get(term, ()))

    # --- matching and scoring ----------------------------------------------------------------

    def _scores(self, words: Words) -> dict[int, float]:
        """Base scores of the sheets that match ``words`` (0 for each when only browsing)."""
        matched = [self._unit_scores(unit) for unit in words.units]
        if not matched:
            scores = dict.fromkeys(range(len(self._all)), 0.0)
        else:
            needed = words.needed
            hits = Counter(n for unit in matched for n in unit)
            scores = {
                n: math.fsum(unit.get(n, 0.0) for unit in matched)
                for n, count in hits.items()
                if count >= needed
            }
        for unit in words.excluded:
            for n in self._unit_scores(unit):
                scores.pop(n, None)
        return scores

    def _unit_scores(self, unit: Unit) -> dict[int, float]:
        """Score of one unit in every sheet where it matches."""
        telling = self._telling(unit)
        return {n: telling * value for n, value in self._parts(unit).items()}

    def _telling(self, unit: Unit) -> float:
        """The idf of a unit, by the word itself where any sheet holds it."""
        return idf(len(self._parts(own(unit)) or self._parts(unit)), len(self._all))

    def _parts(self, unit: Unit) -> dict[int, float]:
        """Σ fields weight × best alternative, in every sheet where the unit matches."""
        parts: dict[int, float] = defaultdict(float)
        for field in FIELDS:
            best: dict[int, float] = {}
            for alternative in unit.alternatives:
                for n in self._candidates(alternative):
                    value = alternative.weight * self._field_part(alternative, field, n)
                    if value > best.get(n, 0.0):
                        best[n] = value
            for n, value in best.items():
                parts[n] += field.weight * value
        for n, weight in self._carried(unit).items():
            parts[n] += CARRIED_WEIGHT * weight
        return parts

    def _carried(self, unit: Unit) -> dict[int, float]:
        """Sheets that carry a territory named by the unit, with the alternative's weight."""
        found: dict[int, float] = {}
        for alternative in unit.alternatives:
            terms = [t for t in alternative.steps[0] if t.startswith(CARRIED_PREFIX)]
            for n in set().union(*(self._sheets_of.get(t, set()) for t in terms)):
                found[n] = max(found.get(n, 0.0), alternative.weight)
        return found

    def _candidates(self, alternative: Alternative) -> set[int]:
        steps = (
            set().union(*(self._sheets_of.get(term, set()) for term in step))
            for step in alternative.steps
        )
        return set.intersection(*steps)

    def _field_part(self, alternative: Alternative, field: Field, n: int) -> float:
        """BM25's saturated frequency of an alternative in one field of one sheet."""
        positions = self._positions[field.name][n]
        length = self._all[n].postings[field.name].length
        length_norm = norm(length, self._average[field.name], field.k1, field.b)
        single = len(alternative.steps) == 1
        if single or alternative.gap is None:
            frequencies = [
                max((len(positions.get(term, ())) for term in step), default=0)
                for step in alternative.steps
            ]
            frequency = min(frequencies)
        else:
            steps = self._step_positions(alternative, positions)
            frequency = len(chains(steps, alternative.gap)[-1])
        return saturation(frequency, length_norm, field.k1) if frequency else 0.0

    @staticmethod
    def _step_positions(alternative: Alternative, positions: Positions) -> list[list[int]]:
        return [
            sorted({p for term in step for p in positions.get(term, ())})
            for step in alternative.steps
        ]

    # --- filters and order -------------------------------------------------------------------

    def _passing(self, query: Query, facet: FacetName) -> set[int]:
        """Sheets that pass the filter of one facet; all of them when nothing is chosen."""
        chosen = {v for f in query.filters if f.facet == facet for v in f.values}
        everything = range(len(self._all))
        if not chosen:
            return set(everything)
        return {n for n in everything if chosen.intersection(self._all[n].facets[facet])}

    def _ordered(
        self, query: Query, words: Words, scores: dict[int, float]
    ) -> list[tuple[int, float]]:
        """Sheet numbers and scores in the order asked for; ties by id."""
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        head = [
            (n, score + self._proximity(words.units, n)) for n, score in ranked[:PROXIMITY_DEPTH]
        ]
        ranked = sorted(head, key=lambda item: (-item[1], item[0])) + ranked[PROXIMITY_DEPTH:]
        if query.sort == "relevance" and words.units:
            return ranked
        order: Literal["date", "title"] = "title" if query.sort == "title" else "date"
        return sorted(ranked, key=lambda item: sort_key(self._all[item[0]].sheet, order))

    def _proximity(self, units: Sequence[Unit], n: int) -> float:
        """What neighbouring words typed side by side add, at the fields' weights."""
        total = 0.0
        for left, right in pairwise(units):
            rarer = min(self._telling(u) for u in (left, right))
            for field in FIELDS:
                near = closeness(
                    self._unit_positions(left, field, n),
                    self._unit_positions(right, field, n),
                    right.gap,
                )
                total += PROXIMITY_WEIGHT * rarer * field.weight * near
        return total

    def _unit_positions(self, unit: Unit, field: Field, n: int) -> list[int]:
        positions = self._positions[field.name][n]
        found: set[int] = set()
        for alternative in unit.alternatives:
            found.update(positions_of(alternative, self._step_positions(alternative, positions)))
        return sorted(found)

    # --- where the words stand ---------------------------------------------------------------

    def _ranked(self, n: int, score: float) -> Ranked:
        sheet = self._all[n].sheet
        return Ranked(replace(sheet, sections=()), sheet.body, score)

    def _matches(self, n: int, units: Sequence[Unit]) -> list[Match]:
        """Where the units stand in a sheet: fields in order, then by position."""
        return [match for field in FIELDS for match in self._in_field(n, field, units)]

    def _in_field(self, n: int, field: Field, units: Sequence[Unit]) -> list[Match]:
        """One match per position and unit: the alternative that weighs most."""
        postings = self._all[n].postings[field.name]
        positions = self._positions[field.name][n]
        found: dict[tuple[int, int], int] = {}
        for u, unit in enumerate(units):
            by_weight = sorted(enumerate(unit.alternatives), key=lambda item: -item[1].weight)
            for a, alternative in by_weight:
                steps = self._step_positions(alternative, positions)
                for p in positions_of(alternative, steps):
                    found.setdefault((p, u), a)
        return [
            Match(field.name, postings.starts[p], postings.ends[p], u, a)
            for (p, u), a in sorted(found.items())
        ]
