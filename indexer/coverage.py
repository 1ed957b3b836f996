"""How much of a question a sheet must hold, and which of many words are asked at all.

A few words are orders; a sentence tells a thing in words that the sheet which answers it need not
have. All numbers come from judged questions: docs/relevancy.md and decision 0050.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from indexer.knowledge.families import family_alternative, relatives_by
from indexer.query import Unit, Words
from indexer.ways import Same, Ways, together, with_ways

#: From so many units on, a text is a sentence: nobody expects a sheet to hold all of its words.
SENTENCE = 6

#: However long a sentence, a sheet with so many of its words may answer it.
MOST_NEEDED = 4

#: Units that one question may ask for: a long message tells its subject in a few of its words,
#: but nobody knows which. Measured on fresh questions: nDCG@10 .460 with 10, .487 with 20, .503.
MOST_UNITS = 30


def enough(units: Sequence[Unit]) -> int | None:
    """How many units of a question a sheet must match; ``None`` for all of them.

    All of a few words, a third of a sentence and never more than four. Quotes and stars are
    orders: then all are required.
    """
    if len(units) < SENTENCE or _ordered(units):
        return None
    return min(MOST_NEEDED, -(-len(units) // 3))


def widened(words: Words) -> Words | None:
    """The same words of which half are enough; ``None`` where all must stay required.

    For a few words that hardly any sheet holds together; a place and one word are both required.
    """
    units = words.units
    if words.minimum is not None or _ordered(units) or len(units) < 2:
        return None
    if len(units) == 2 and any(map(_is_place, units)):
        return None
    return replace(words, units=tuple(map(with_family, units)), minimum=(len(units) + 1) // 2)


def _ordered(units: Sequence[Unit]) -> bool:
    return any(a.origin in {"phrase", "prefix"} for unit in units for a in unit.alternatives)


def _is_place(unit: Unit) -> bool:
    return any(a.origin in {"place", "territory"} for a in unit.alternatives)


def most_telling(units: Sequence[Unit], frequency: Callable[[str], int]) -> list[Unit]:
    """The ``MOST_UNITS`` units that say most, in their order: those that the fewest sheets hold.

    One that no sheet holds as typed comes last: it may still be found by another word.
    """
    if len(units) <= MOST_UNITS:
        return list(units)
    use = [_use(unit, frequency) for unit in units]
    order = sorted(range(len(units)), key=lambda n: (not use[n], use[n], n))
    return [units[n] for n in sorted(order[:MOST_UNITS])]


def _use(unit: Unit, frequency: Callable[[str], int]) -> int:
    """About how many sheets hold a unit: as many as its most used term."""
    own = (a for a in unit.alternatives if a.origin not in {"glossary", "family", "theme"})
    return max((frequency(term) for a in own for term in a.steps[0]), default=0)


def without_repeats(units: Sequence[Unit]) -> list[Unit]:
    """Each thing asked for once, where it was typed first."""
    found: list[Unit] = []
    seen: dict[object, list[Ways]] = {}
    for unit in units:
        ways = unit.alternatives
        # Nearly all differ by the first term already: to hash all of them would cost more.
        alike = seen.setdefault(ways[0].steps[0] if ways and ways[0].steps else None, [])
        if ways not in alike:
            alike.append(ways)
            found.append(unit)
    return found


def with_family(unit: Unit) -> Unit:
    """A unit of a sentence, also found by the words of its family: « vieillissement », vieillir."""
    return with_ways(unit, _FAMILIES.of(unit.alternatives))


def _with_family(ways: Ways) -> Ways:
    relatives = relatives_by(ways)
    return together(ways, [family_alternative(relatives)] if relatives else [])


_FAMILIES = Same(_with_family)
