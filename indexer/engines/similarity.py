"""Which other sheets tell a similar story: those that share this one's most telling lemmas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from indexer.engines.fields import Field
from indexer.engines.ranking import idf
from indexer.query import Alternative, Unit, Words

#: How many lemmas stand for a sheet. More adds noise and cost, fewer misses cousins.
SIGNATURE_SIZE = 20

LEMMA_PREFIX = "l:"

#: A lemma repeated more often than this in one field says no more.
MOST_REPEATS = 5

Signature = tuple[tuple[str, float], ...]


def signature(
    found: Iterable[tuple[Field, str, int]], frequency: Callable[[str], int], sheets: int
) -> Signature:
    """The most telling lemmas of a sheet with their share of weight, best first.

    ``found`` gives (field, term, number of occurrences). A lemma found in one sheet only cannot
    lead to another, one found in more than half of a collection tells nothing: both are left out.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for field, term, count in found:
        if term.startswith(LEMMA_PREFIX) and len(term) > len(LEMMA_PREFIX) + 2:
            weights[term] += field.weight * min(count, MOST_REPEATS)
    telling = {
        term: weight * idf(frequency(term), sheets)
        for term, weight in weights.items()
        if 1 < frequency(term) <= max(2, sheets // 2)
    }
    best = sorted(telling.items(), key=lambda item: (-item[1], item[0]))[:SIGNATURE_SIZE]
    top = best[0][1] if best else 1.0
    return tuple((term, round(weight / top, 4)) for term, weight in best)


def similar_words(lemmas: Signature) -> Words:
    """The words to search for sheets that resemble a signature; two lemmas at least must meet."""
    units = tuple(
        Unit(term, 0, 0, (Alternative(((term,),), weight, "lemma"),)) for term, weight in lemmas
    )
    return Words(units=units, minimum=min(2, len(units)))
