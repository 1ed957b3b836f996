"""Turns an engine's counts into facets as a visitor sees them: labels, order, the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from indexer.query import Facet, FacetName, FacetValue, Query
from indexer.territory_tree import Chosen, Counts, Nodes, json_text
from indexer.vocabulary import NO_TERRITORY, Territory, Theme

NO_TERRITORY_LABEL = "Territoire non précisé"

#: Values of themes and years that stay at hand.
MOST_VALUES = 4096

#: What is told of some territories: values or a text.
Told = TypeVar("Told")


class TreeFacet(Facet):
    """A facet of territories, which also tells itself as JSON without making its values.

    Most answers of the API list hundreds of territories, each an object and a mapping otherwise.
    """

    def __init__(
        self,
        name: FacetName,
        values: Callable[[], tuple[FacetValue, ...]],
        size: int,
        text: Callable[[], bytes],
    ) -> None:
        super().__init__(name, values, size)
        self._text = text

    @property
    def json(self) -> bytes:
        """The values as the API writes them; made each time, for it would weigh as much again."""
        return b"[%b]" % self._text()


class _Shared(Generic[Told]):
    """The tree and what stands apart, made together; what was given once is let go."""

    def __init__(self, make: Callable[[], tuple[Told, Told]]) -> None:
        self._make = make
        self._left: dict[bool, Told] = {}

    def give(self, *, apart: bool) -> Told:
        """Those apart or those in the tree."""
        found = self._left.pop(apart, None)
        if found is None:
            tree, beside = self._make()
            found, self._left = (beside, {False: tree}) if apart else (tree, {True: beside})
        return found


class Facets:
    """The facets of one generation; what does not depend on the query is worked out once.

    ``codes`` are the territories that its sheets carry, ancestors included.
    """

    def __init__(
        self,
        themes: Iterable[Theme],
        codes: Iterable[str],
        territory: Callable[[str], Territory | None],
    ) -> None:
        self._labels = {theme.slug: theme.label for theme in themes}
        self._territory = territory
        self._nodes = Nodes(codes, territory)

    def of(self, query: Query, counts: Mapping[FacetName, Counts]) -> tuple[Facet, ...]:
        """All facets of an answer: values that have sheets, and chosen ones even at 0.

        The values, hundreds of territories in most answers, are put in order when somebody looks
        at them; the sheets without territory come last.
        """
        carried, chosen = counts["territory"], query.territories
        themes, years = counts["theme"], counts["year"]
        size = len(carried) + len(chosen)
        values = _Shared(lambda: self._known(chosen).values_of(carried, chosen))
        texts = _Shared(lambda: self._known(chosen).texts_of(carried, chosen))
        nowhere = _no_territory(carried, chosen)
        return (
            Facet("theme", lambda: self._themes(query, dict(themes.items())), len(themes) + 1),
            TreeFacet(
                "territory",
                lambda: (*values.give(apart=False), *nowhere),
                size,
                lambda: _joined(texts.give(apart=False), *map(_text, nowhere)),
            ),
            TreeFacet(
                "intercommunality",
                lambda: tuple(values.give(apart=True)),
                size // 8 + 1,
                lambda: texts.give(apart=True),
            ),
            Facet("year", lambda: _years(query, dict(years.items())), len(years) + 1),
        )

    def _themes(self, query: Query, counts: Counts) -> tuple[FacetValue, ...]:
        labels = self._labels
        # One that left the vocabulary is still carried by sheets: it is shown by its slug.
        others = [slug for slug in (*counts, *query.themes) if slug not in labels]
        values = [
            _value(slug, labels.get(slug, slug), counts.get(slug, 0), slug in query.themes)
            for slug in (*labels, *dict.fromkeys(others))
            if slug in counts or slug in query.themes
        ]
        return tuple(sorted(values, key=lambda v: -v.count))

    def _known(self, chosen: Chosen) -> Nodes:
        """The territories of the collection and those chosen, which it may not have."""
        nodes = self._nodes
        if all(code in nodes.ranks for code in chosen):
            return nodes
        return Nodes((*nodes.ranks, *chosen), self._territory)


@lru_cache(MOST_VALUES)
def _value(value: str, label: str, count: int, selected: bool) -> FacetValue:
    return FacetValue(value, label, count, selected)


def _no_territory(counts: Counts, chosen: Chosen) -> list[FacetValue]:
    """The sheets without territory, when there are any or when they are asked for."""
    count, selected = counts.get(NO_TERRITORY, 0), NO_TERRITORY in chosen
    if not count and not selected:
        return []
    return [FacetValue(NO_TERRITORY, NO_TERRITORY_LABEL, count, selected)]


def _joined(*texts: bytes) -> bytes:
    """Values side by side with commas between; there may be none in a text."""
    return b",".join(filter(None, texts))


def _text(value: FacetValue) -> bytes:
    """A value of no level as JSON."""
    return (
        f'{{"value":{json_text(value.value)},"label":{json_text(value.label)},'
        f'"count":{value.count},"selected":{"true" if value.selected else "false"},'
        '"level":null,"children":[]}'
    ).encode()


def _years(query: Query, counts: Counts) -> tuple[FacetValue, ...]:
    years = sorted({*counts, *query.years}, reverse=True)
    return tuple(_value(y, y, counts.get(y, 0), y in query.years) for y in years)
