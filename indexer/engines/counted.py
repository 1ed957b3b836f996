"""How many sheets carry each value of a facet, as numbers until somebody asks by name."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from typing import Any

from numpy.typing import NDArray

Ints = NDArray[Any]


class Counted(Mapping[str, int]):
    """The counts of one facet; most answers hold hundreds, of which few are looked up by name.

    ``names`` are all values that the facet has, the same array in every answer of a generation,
    and ``places`` tells where each stands there. ``numbers`` are the places of those that some
    sheet carries, sorted, ``counts`` how many do.
    """

    __slots__ = ("counts", "names", "numbers", "places")

    def __init__(
        self, names: NDArray[Any], places: Mapping[str, int], numbers: Ints, counts: Ints
    ) -> None:
        self.names, self.places = names, places
        self.numbers, self.counts = numbers, counts

    def __getitem__(self, value: str) -> int:
        place = self.places[value]
        at = int(self.numbers.searchsorted(place))
        if at == len(self.numbers) or self.numbers[at] != place:
            raise KeyError(value)
        return int(self.counts[at])

    def __iter__(self) -> Iterator[str]:
        return iter(self.names.take(self.numbers).tolist())

    def items(self) -> ItemsView[str, int]:
        """Each value that some sheet carries, and how many do."""
        return dict(zip(self, self.counts.tolist(), strict=True)).items()

    def __len__(self) -> int:
        return len(self.numbers)

    def __repr__(self) -> str:
        return f"Counted({dict(self)!r})"
