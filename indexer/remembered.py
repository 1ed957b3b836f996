"""Keeps the latest answers of one generation, so that a question asked again costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from indexer.keeping import Keeping
from indexer.query import Query, Results

#: Bytes of answers kept by each server process: some twenty pages.
MOST_BYTES = 2 * 1024 * 1024

#: What a value of a facet and a line of an answer weigh beside their texts, measured; the line's
#: sheet is counted with it.
VALUE_BYTES = 150
LINE_BYTES = 2500


def canonical(query: Query) -> Query:
    """The same question however it was put: filters sorted, each once, no space around words."""
    text = query.text.strip()
    filters = tuple(_sorted(values) for values in (query.themes, query.territories, query.years))
    if (text, *filters) == (query.text, query.themes, query.territories, query.years):
        return query  # nearly always: an address is read so
    themes, territories, years = filters
    return replace(query, text=text, themes=themes, territories=territories, years=years)


def _sorted(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(values))) if len(values) > 1 else values


def weight(results: Results) -> int:
    """About how many bytes of memory an answer takes."""
    values = sum(facet.size for facet in results.facets)
    texts = sum(
        len(hit.sheet.summary) + sum(len(p.text) for p in (hit.title, *hit.excerpts))
        for hit in results.hits
    )
    return VALUE_BYTES * values + LINE_BYTES * (1 + len(results.hits)) + 2 * texts


class Remembered:
    """The answers of one generation: the ones asked least lately leave first.

    Safe to share between threads; two that ask the same at once may both work it out.
    """

    def __init__(self, answer: Callable[[Query], Results], most: int = MOST_BYTES) -> None:
        self._answer = answer
        self._kept = Keeping[Query, Results](most)

    @property
    def bytes(self) -> int:
        """About how many bytes the answers kept take."""
        return self._kept.bytes

    def search(self, query: Query) -> Results:
        """The answer to ``query``, which it carries as it was put."""
        key = canonical(query)
        results = self._kept.get(key)
        if results is None:
            results = self._answer(key)
            for hit in results.hits:
                hit.why.told  # noqa: B018 - lets go of the texts that the reasons are told from
            self._kept.put(key, results, weight(results))
        return results if key == query else replace(results, query=query)
