"""Which other sheets tell a similar story: those that share this one's most telling lemmas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from indexer.engines.analysed import AnalysedSheet
from indexer.engines.fields import FIELDS
from indexer.engines.ranking import idf
from indexer.query import Alternative, Unit, Words

#: How many lemmas stand for a sheet. More adds noise and cost, fewer misses cousins.
SIGNATURE_SIZE = 20

LEMMA_PREFIX = "l:"

Signature = tuple[tuple[str, float], ...]


def signature(analysed: AnalysedSheet, frequency: Callable[[str], int], sheets: int) -> Signature:
    """The most telling lemmas of a sheet with their share of weight, best first.

    A lemma found in one sheet only cannot lead to another, one found in more than half of a
    collection tells nothing: both are left out.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for field in FIELDS:
        postings = analysed.postings[field.name]
        for term, count in zip(postings.terms, postings.counts, strict=True):
            if term.startswith(LEMMA_PREFIX) and len(term) > len(LEMMA_PREFIX) + 2:
                weights[term] += field.weight * min(count, 5)
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
