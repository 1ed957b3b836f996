"""The default engine: answers from flat arrays mapped into memory; no Whoosh object is touched.

Every rule is the memory engine's (the conformance suite holds them equal); here each step works
on all sheets at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from indexer.engines.contract import FIELD_NUMBERS, Found, Matches, Ranked
from indexer.engines.counted import Counted
from indexer.engines.fields import FACETS, Field
from indexer.engines.ranking import PROXIMITY_DEPTH
from indexer.engines.sheet_json import sheet_from_json
from indexer.engines.similarity import signature, similar_words
from indexer.engines.whoosh_engine.columns import Ints, OwnPostings
from indexer.engines.whoosh_engine.dictionary import Terms
from indexer.engines.whoosh_engine.facets import FacetTable
from indexer.engines.whoosh_engine.files import ARRAYS_FOLDER, Blobs, map_array
from indexer.engines.whoosh_engine.marks import Marks
from indexer.engines.whoosh_engine.numbered import Reading
from indexer.engines.whoosh_engine.postings import Postings
from indexer.engines.whoosh_engine.scoring import Scorer
from indexer.engines.whoosh_engine.seeking import Seeker
from indexer.engines.whoosh_engine.texts import Texts
from indexer.query import FacetName, FieldName, Query, Words
from indexer.vocabulary import Sheet

#: Sheets without their sections that stay at hand in each process, some 3 KB each; another one
#: is read in a hundredth of a millisecond.
MOST_CARDS = 200

#: Terms whose numbers stay at hand.
MOST_TERMS = 4096


class WhooshEngine:
    """Answers queries over one published generation, ``folder``."""

    name = "whoosh"

    def __init__(self, folder: Path, generation: str) -> None:
        arrays = folder / ARRAYS_FOLDER
        self.generation = generation
        self._cards, self._sections = Blobs(arrays, "cards"), Blobs(arrays, "sections")
        self._texts = Texts(arrays)
        self._own = OwnPostings(arrays)
        self._size = len(self._cards)
        self._card = lru_cache(maxsize=MOST_CARDS)(self._read_card)
        self._terms = Terms(arrays)
        self._frequencies = map_array(arrays, "frequencies")
        self._postings = Postings(arrays)
        names = json.loads((arrays / "facets.json").read_text("utf-8"))
        self._facets = FacetTable(arrays, names, self._size)
        self._orders = {by: map_array(arrays, f"order.{by}") for by in ("date", "title")}
        carried = map_array(arrays, "carried.ids"), map_array(arrays, "carried.id_ptr")
        self._term = lru_cache(maxsize=MOST_TERMS)(self._number)
        reading = Reading(self._term, self._postings)
        seeker = Seeker(reading, self._postings, carried, self._size)
        self._scorer = Scorer(seeker, self._postings, self._size)
        ids = json.loads((arrays / "ids.json").read_text("utf-8"))
        self._numbers = {sheet_id: number for number, sheet_id in enumerate(ids)}

    # --- contract ----------------------------------------------------------------------------

    def search(self, query: Query, words: Words) -> Found:
        """The page of sheets that ``words`` and the filters of ``query`` ask for."""
        sheets, scores = self._scorer.scores(words)
        passing = self._passing(query)
        counts: dict[FacetName, Counted] = {}
        for facet in passing:
            others = [mask.take(sheets) for name, mask in passing.items() if name != facet]
            counts |= self._facets.counts(_all_of(sheets, others), [facet])
        passed = [mask.take(sheets) for mask in passing.values()]
        sheets, scores = _all_of(sheets, passed), _all_of(scores, passed)
        counts |= self._facets.counts(sheets, [f for f in FACETS if f not in passing])
        page, page_scores, matches = self._page(query, words, sheets, scores)
        return Found(len(sheets), self._ranked(page, page_scores), counts, matches)

    def total(self, query: Query, words: Words) -> int:
        """How many sheets match, without ranking or counting facets."""
        sheets, _ = self._scorer.scores(words)
        masks = [mask.take(sheets) for mask in self._passing(query).values()]
        return len(_all_of(sheets, masks))

    def sheet(self, sheet_id: str) -> Sheet | None:
        """The whole sheet, sections included, or ``None``."""
        number = self._numbers.get(sheet_id)
        if number is None:
            return None
        return sheet_from_json(self._cards[number], self._sections[number])

    def similar(self, sheet_id: str, size: int) -> tuple[Ranked, ...]:
        """The nearest other sheets by shared significant lemmas, best first."""
        number = self._numbers[sheet_id]
        words = similar_words(signature(self._found(number), self.frequency, self._size))
        if not words.units:
            return ()
        sheets, scores = self._scorer.scores(words)
        others = sheets != number
        page, page_scores, _ = self._page(Query(size=size), words, sheets[others], scores[others])
        return self._ranked(page, page_scores)

    def sheets(self) -> Iterable[Sheet]:
        """Every sheet of the generation without its sections, by id."""
        return (self._read_card(n) for n in range(self._size))

    def expand(self, prefix: str, limit: int) -> list[str]:
        """Terms that start with ``prefix`` (level prefix included), most frequent first."""
        found = ((-self._frequencies[n], term) for term, n in self._terms.starting(prefix))
        return [term for count, term in sorted(found)[:limit] if count]

    def frequency(self, term: str) -> int:
        """The number of sheets that hold ``term`` in any field; 0 when unknown."""
        number = self._term(term)
        return 0 if number is None else int(self._frequencies[number])

    # --- for proofs --------------------------------------------------------------------------

    def occurrences(self, field: FieldName, term: str) -> dict[int, list[int]]:
        """Positions of ``term`` by sheet number in one field, to compare with the record."""
        number = self._term(term)
        return {} if number is None else self._postings.occurrences(number, FIELD_NUMBERS[field])

    def terms_in(self, field: FieldName) -> int:
        """How many different terms stand in one field."""
        return self._postings.distinct_terms(FIELD_NUMBERS[field])

    # --- parts -------------------------------------------------------------------------------

    def _found(self, number: int) -> Iterator[tuple[Field, str, int]]:
        """(field, term, occurrences) of everything that stands in a sheet."""
        for field, terms, counts in self._own.of(number):
            for term, count in zip(terms, counts, strict=True):
                yield field, self._terms.term(term), count

    def _number(self, term: str) -> int | None:
        """The number by which the postings of ``term`` are found, ``None`` when it is unknown."""
        number = self._terms.get(term)
        return None if number is None else self._postings.kept_as(number)

    def _read_card(self, number: int) -> Sheet:
        return sheet_from_json(self._cards[number])

    def _passing(self, query: Query) -> dict[FacetName, Ints]:
        """By facet in which something is chosen, a mask of the sheets that carry it."""
        return {f.facet: self._facets.holding(f.facet, f.values) for f in query.filters}

    def _page(
        self, query: Query, words: Words, sheets: Ints, scores: Ints
    ) -> tuple[list[int], list[float], Matches]:
        """The sheets of the page asked for: numbers, scores, and where the words stand in them."""
        start, end = (query.page - 1) * query.size, query.page * query.size
        marks: Marks | None = None
        if query.sort == "relevance" and words.units:
            order = top(scores, max(end, PROXIMITY_DEPTH) if len(words.units) > 1 else end)
        else:
            places: Ints = self._orders["title" if query.sort == "title" else "date"]
            order = top(-places[sheets], end)
        if len(words.units) > 1:
            best = order if query.sort == "relevance" else top(scores, PROXIMITY_DEPTH)
            head = np.sort(best[:PROXIMITY_DEPTH])
            marks = Marks(self._scorer, words.units, sheets[head])
            scores = scores.copy()
            scores[head] += marks.proximity()
            if query.sort == "relevance":
                near = head[(-scores[head]).argsort(kind="stable")]
                order = np.concatenate([near, order[PROXIMITY_DEPTH:]])
        page = order[start:end]
        numbers = sheets[page]
        if marks is None or query.sort != "relevance" or end > PROXIMITY_DEPTH:
            marks = Marks(self._scorer, words.units, np.sort(numbers))
        return numbers.tolist(), scores[page].tolist(), marks.matches(numbers)

    def _ranked(self, page: Sequence[int], scores: Sequence[float]) -> tuple[Ranked, ...]:
        card, texts = self._card, self._texts
        return tuple([Ranked(card(n), texts[n], s) for n, s in zip(page, scores, strict=True)])


def _all_of(values: Ints, passed: Sequence[Ints]) -> Ints:
    """Those of ``values`` that pass everything."""
    if not passed:
        return values
    kept = passed[0] if len(passed) == 1 else np.logical_and.reduce(passed)
    return np.asarray(values.take(kept.nonzero()[0]))


def top(scores: Ints, size: int) -> Ints:
    """Places of the ``size`` best scores, best first; ties by place."""
    if len(scores) > 2 * size:
        worst = np.partition(scores, len(scores) - size)[len(scores) - size]
        places = (scores >= worst).nonzero()[0]
        order: Ints = places.take((-scores.take(places)).argsort(kind="stable")[:size])
        return order
    return np.asarray((-scores).argsort(kind="stable"))
