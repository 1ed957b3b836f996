"""Where the words of a question stand in any text: for showing a whole sheet."""

from __future__ import annotations

from indexer.engines.analysed import TextAnalyser, TextAnalysis
from indexer.engines.excerpts import merged
from indexer.engines.matching import positions_of
from indexer.query import Alternative, Words

#: Sorted, disjoint character ranges of a text.
Marks = tuple[tuple[int, int], ...]


def marks(text: str, words: Words, analyser: TextAnalyser) -> Marks:
    """The ranges of ``text`` that satisfy any unit of ``words``, by the same analysis as an index.

    A unit needs only one of its alternatives; words that were excluded mark nothing.
    """
    if not words.units:
        return ()
    analysis = analyser.index(text)
    positions = {
        position
        for unit in words.units
        for alternative in unit.alternatives
        for position in _standing(alternative, analysis)
    }
    return merged(analysis.spans[position] for position in sorted(positions))


def _standing(alternative: Alternative, analysis: TextAnalysis) -> list[int]:
    steps = [
        sorted({p for term in step for p in analysis.terms.get(term, ())})
        for step in alternative.steps
    ]
    return positions_of(alternative, steps)
