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

from indexer.engines.contract import Found, Ranked
from indexer.engines.fields import FACETS, FIELDS, Field
from indexer.engines.ranking import PROXIMITY_DEPTH
from indexer.engines.sheet_json import sheet_from_json
from indexer.engines.similarity import signature, similar_words
from indexer.engines.whoosh_engine.columns import Ints, OwnPostings
from indexer.engines.whoosh_engine.dictionary import Terms
from indexer.engines.whoosh_engine.facets import FacetColumn
from indexer.engines.whoosh_engine.files import ARRAYS_FOLDER, Blobs, map_array
from indexer.engines.whoosh_engine.marks import page_matches, proximity
from indexer.engines.whoosh_engine.postings import FieldPostings
from indexer.engines.whoosh_engine.scoring import Scorer
from indexer.query import FacetName, FieldName, Query, Words
from indexer.vocabulary import Sheet

#: Sheets without their sections that stay at hand, some 2 KB each.
MOST_CARDS = 4096


class WhooshEngine:
    """Answers queries over one published generation, ``folder``."""

    name = "whoosh"

    def __init__(self, folder: Path, generation: str) -> None:
        arrays = folder / ARRAYS_FOLDER
        self.generation = generation
        self._cards, self._sections = Blobs(arrays, "cards"), Blobs(arrays, "sections")
        self._bodies = Blobs(arrays, "bodies")
        self._own = [OwnPostings(arrays, field) for field in FIELDS]
        self._size = len(self._cards)
        self._card = lru_cache(maxsize=MOST_CARDS)(self._read_card)
        self._terms = Terms(arrays)
        self._frequencies = map_array(arrays, "frequencies")
        self._fields = {field.name: FieldPostings(arrays, field) for field in FIELDS}
        names = json.loads((arrays / "facets.json").read_text("utf-8"))
        self._facets: dict[FacetName, FacetColumn] = {
            name: FacetColumn(arrays, name, names[name], self._size) for name in FACETS
        }
        self._orders = {by: map_array(arrays, f"order.{by}") for by in ("date", "title")}
        carried = map_array(arrays, "carried.ids"), map_array(arrays, "carried.id_ptr")
        self._scorer = Scorer(self._term, list(self._fields.values()), carried, self._size)
        ids = json.loads((arrays / "ids.json").read_text("utf-8"))
        self._numbers = {sheet_id: number for number, sheet_id in enumerate(ids)}

    # --- contract ----------------------------------------------------------------------------

    def search(self, query: Query, words: Words) -> Found:
        """The page of sheets that ``words`` and the filters of ``query`` ask for."""
        scores, matching = self._scorer.scores(words)
        passing = {f.facet: self._facets[f.facet].holding(f.values) for f in query.filters}
        counts: dict[FacetName, dict[str, int]] = {}
        for facet, column in self._facets.items():
            others = [mask for name, mask in passing.items() if name != facet]
            counts[facet] = column.counts(_all_of(matching, others))
        kept = np.flatnonzero(_all_of(matching, list(passing.values())))
        page, page_scores = self._page(query, words, kept, scores)
        return Found(len(kept), self._ranked(page, page_scores, words), counts)

    def total(self, query: Query, words: Words) -> int:
        """How many sheets match, without ranking or counting facets."""
        _, matching = self._scorer.scores(words)
        masks = [self._facets[f.facet].holding(f.values) for f in query.filters]
        return int(np.count_nonzero(_all_of(matching, masks)))

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
        scores, matching = self._scorer.scores(words)
        matching = matching.copy()
        matching[number] = False
        query = Query(size=size)
        page, page_scores = self._page(query, words, np.flatnonzero(matching), scores)
        return self._ranked(page, page_scores, Words())

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
        return {} if number is None else self._fields[field].occurrences(number)

    def terms_in(self, field: FieldName) -> int:
        """How many different terms stand in one field."""
        return self._fields[field].distinct_terms()

    # --- parts -------------------------------------------------------------------------------

    def _term(self, term: str) -> int | None:
        return self._terms.get(term)

    def _found(self, number: int) -> Iterator[tuple[Field, str, int]]:
        """(field, term, occurrences) of everything that stands in a sheet."""
        for own in self._own:
            for term, count in zip(*own.of(number), strict=True):
                yield own.field, self._terms.term(term), count

    def _read_card(self, number: int) -> Sheet:
        return sheet_from_json(self._cards[number])

    def _page(
        self, query: Query, words: Words, kept: Ints, scores: Ints
    ) -> tuple[list[int], list[float]]:
        """The numbers and scores of the sheets of the page asked for."""
        start, end = (query.page - 1) * query.size, query.page * query.size
        scores = scores[kept]
        depth = max(end, PROXIMITY_DEPTH)
        if query.sort == "relevance" and words.units:
            order = top(scores, depth)
        else:
            order = np.argsort(self._orders["title" if query.sort == "title" else "date"][kept])
        if len(words.units) > 1:
            best = order if query.sort == "relevance" else top(scores, PROXIMITY_DEPTH)
            head = np.sort(best[:PROXIMITY_DEPTH])
            scores = scores.copy()
            scores[head] += proximity(self._scorer, words.units, kept[head])
            if query.sort == "relevance":
                rest = order[PROXIMITY_DEPTH:]
                order = np.concatenate([head[np.argsort(-scores[head], kind="stable")], rest])
        page = order[start:end]
        return kept[page].tolist(), scores[page].tolist()

    def _ranked(
        self, page: Sequence[int], scores: Sequence[float], words: Words
    ) -> tuple[Ranked, ...]:
        matches = page_matches(self._scorer, words.units, page)
        return tuple(
            Ranked(self._card(n), self._bodies[n].decode("utf-8", "surrogatepass"), score, found)
            for n, score, found in zip(page, scores, matches, strict=True)
        )


def _all_of(matching: Ints, masks: Sequence[Ints]) -> Ints:
    for mask in masks:
        matching = matching & mask
    return matching


def top(scores: Ints, size: int) -> Ints:
    """Places of the ``size`` best scores, best first; ties by place."""
    if len(scores) > 2 * size:
        worst = np.partition(scores, len(scores) - size)[len(scores) - size]
        better = np.flatnonzero(scores > worst)
        ties = np.flatnonzero(scores == worst)[: size - len(better)]
        places = np.sort(np.concatenate([better, ties]))
    else:
        places = np.arange(len(scores))
    order: Ints = places[np.argsort(-scores[places], kind="stable")]
    return order
