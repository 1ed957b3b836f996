"""The ranking formula, the same for every engine.

score(sheet) = Σ units idf(unit) × ( Σ fields weight × best alternative ) + proximity

where an alternative is worth its own weight × BM25's saturated frequency in that field. A unit
takes its best alternative, never their sum, so a word that matches by its exact form *and* its
lemma is not counted twice. The idf is the unit's, not the term's: a rare spelling of a common
word stays a common word. It is that of the word itself: what the glossary or the word's family
add makes it easier to find, not less telling.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from indexer.query import Unit

#: How many of the best sheets are looked at for neighbouring words. Beyond that page, the order
#: is by words alone: nobody reads it, and the cost stays bounded on a large collection. Measured:
#: 200, 100 and 50 give the same answers, 20 does not.
PROXIMITY_DEPTH = 50

#: Share of the rarer word's weight that two neighbouring words add when they stand side by side,
#: as typed. Measured: without it known sheets are found less often first; see docs/relevancy.md.
PROXIMITY_WEIGHT = 0.75

#: Neighbouring words further apart than this many positions add nothing.
PROXIMITY_REACH = 4


#: Origins of alternatives that are other words than the one typed.
OTHER_WORDS = frozenset({"glossary", "family", "theme"})


def own(unit: Unit) -> Unit:
    """The unit without the other words it may be found by: what its idf is counted on."""
    kept = tuple(a for a in unit.alternatives if a.origin not in OTHER_WORDS)
    return unit if len(kept) in (0, len(unit.alternatives)) else replace(unit, alternatives=kept)


def saturation(frequency: float, norm: float, k1: float) -> float:
    """BM25's part of one field: grows with ``frequency`` and levels off at ``k1 + 1``."""
    return frequency * (k1 + 1.0) / (frequency + norm)


def norm(length: int, average: float, k1: float, b: float) -> float:
    """BM25's length term for a field of ``length`` positions."""
    return k1 * (1.0 - b + b * (length / average if average else 1.0))


def idf(matching: int, sheets: int) -> float:
    """How telling a unit is that ``matching`` of ``sheets`` hold; always positive."""
    return math.log(1.0 + (sheets - matching + 0.5) / (matching + 0.5))


def closeness(left: Sequence[int], right: Sequence[int], gap: int = 0) -> float:
    """How near ``right`` follows ``left`` (sorted positions): 1 side by side, 0 out of reach.

    With ``gap`` small words typed between them, as many may stand there: « mise à pied » is side
    by side like « mise pied ».
    """
    best = PROXIMITY_REACH + 1
    j = 0
    for position in left:
        while j < len(right) and right[j] <= position:
            j += 1
        if j == len(right):
            break
        best = min(best, max(1, right[j] - position - gap))
        if best == 1:
            return 1.0
    return 1.0 / best if best <= PROXIMITY_REACH else 0.0
