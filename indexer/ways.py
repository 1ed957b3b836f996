"""Ways to find a unit put together: each once, and the very same object for the same ones.

Words of questions repeat. An engine that meets the same ways again knows them by identity, which
spares it to hash and to compare them; so does the grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from indexer.query import Alternative, Unit

Ways = tuple[Alternative, ...]

Made = TypeVar("Made")

#: Ways that stay at hand, each a few hundred bytes of what words share.
_REMEMBERED = 1024


class Same(Generic[Made]):
    """What is made of some objects, found again by those very objects; bounded.

    What is kept holds the objects, so that no others can have their identities meanwhile.
    """

    def __init__(self, make: Callable[..., Made]) -> None:
        self._make = make
        self._made: dict[tuple[int, ...], tuple[tuple[object, ...], Made]] = {}

    def of(self, *objects: object) -> Made:
        """What is made of these objects, made now if it is not at hand."""
        key = tuple(map(id, objects))
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
            found = self._made[key] = objects, self._make(*objects)
        return found[1]


def _together(ways: Ways, *more: Alternative) -> Ways:
    known = set(ways)
    new = tuple(a for a in dict.fromkeys(more) if a not in known)
    return (*ways, *new) if new else ways


_TOGETHER = Same(_together)


def together(ways: Ways, more: Sequence[Alternative]) -> Ways:
    """Ways to find a unit, then more of them, each once."""
    return _TOGETHER.of(ways, *more) if more else ways


def with_ways(unit: Unit, ways: Ways) -> Unit:
    """A unit found by other ways."""
    if ways is unit.alternatives:
        return unit
    return Unit(unit.typed, unit.start, unit.end, ways, unit.gap)
