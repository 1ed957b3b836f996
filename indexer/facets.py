"""Turns an engine's counts into facets as a visitor sees them: labels, order, the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from indexer.query import Facet, FacetName, FacetValue, Query
from indexer.vocabulary import NO_TERRITORY, Territory, Theme

Counts = Mapping[str, int]
Chosen = tuple[str, ...]
NO_TERRITORY_LABEL = "Territoire non précisé"
APART = ("epci", "ept")

#: Counts up to this keep the value they made: most territories have few sheets.
SMALL_COUNT = 64


class _Node:
    """A territory of the collection; ``rank`` is its place by label."""

    __slots__ = ("_made", "apart", "code", "parent", "rank", "territory")

    def __init__(self, territory: Territory) -> None:
        self.territory = territory
        self.code, self.parent = territory.code, territory.parent
        self.apart = territory.level in APART
        self.rank = 0
        self._made: dict[int, FacetValue] = {}

    def value(
        self, count: int, selected: bool = False, children: tuple[FacetValue, ...] = ()
    ) -> FacetValue:
        """The territory with its count and what stands below it."""
        told = self.territory
        return FacetValue(told.code, told.label, count, selected, told.level, children)

    def leaf(self, count: int) -> FacetValue:
        """The value with nothing below it: the same ones come back in most answers."""
        made = self._made.get(count)
        if made is None:
            made = self.value(count)
            if count <= SMALL_COUNT:
                self._made[count] = made
        return made


class _Nodes:
    """The territories of some codes and, of those in the tree, the ones above them."""

    def __init__(self, codes: Iterable[str], territory: Callable[[str], Territory | None]) -> None:
        self.by_code: dict[str, _Node] = {}
        for code in codes:
            found = territory(code)
            while found is not None and found.code not in self.by_code:
                self.by_code[found.code] = _Node(found)
                found = territory(found.parent) if found.parent else None
        self.by_rank = sorted(self.by_code.values(), key=lambda n: (n.territory.label, n.code))
        for rank, node in enumerate(self.by_rank):
            node.rank = rank


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
        self._nodes = _Nodes(codes, territory)

    def of(self, query: Query, counts: Mapping[FacetName, Counts]) -> tuple[Facet, ...]:
        """All facets of an answer: values that have sheets, and chosen ones even at 0.

        The territories, hundreds in most answers, are put in order when somebody looks at them.
        """
        carried, chosen = counts["territory"], query.territories
        size = len(carried) + len(chosen)
        return (
            Facet("theme", self._themes(query, counts["theme"])),
            Facet("territory", lambda: self._tree(carried, chosen), size),
            Facet("intercommunality", lambda: self._apart(carried, chosen), size // 8 + 1),
            Facet("year", _years(query, counts["year"])),
        )

    def _themes(self, query: Query, counts: Counts) -> tuple[FacetValue, ...]:
        labels = self._labels
        # One that left the vocabulary is still carried by sheets: it is shown by its slug.
        others = [slug for slug in (*counts, *query.themes) if slug not in labels]
        values = [
            FacetValue(slug, labels.get(slug, slug), counts.get(slug, 0), slug in query.themes)
            for slug in (*labels, *dict.fromkeys(others))
            if slug in counts or slug in query.themes
        ]
        return tuple(sorted(values, key=lambda v: -v.count))

    def _tree(self, counts: Counts, chosen: Chosen) -> tuple[FacetValue, ...]:
        """The tree région › département › commune › …; the sheets without territory come last."""
        nodes = self._known(chosen)
        below: dict[str | None, list[tuple[_Node, int]]] = {}
        for node, count in _in_order(nodes, _shown(nodes, counts, chosen)):
            if node.parent in below:
                below[node.parent].append((node, count))
            else:
                below[node.parent] = [(node, count)]
        roots = [parent for parent in below if parent is None or parent not in nodes.by_code]
        values = [value for root in roots for value in _branch(below, root, chosen)]
        if counts.get(NO_TERRITORY) or NO_TERRITORY in chosen:
            count = counts.get(NO_TERRITORY, 0)
            none = FacetValue(NO_TERRITORY, NO_TERRITORY_LABEL, count, NO_TERRITORY in chosen)
            values.append(none)
        return tuple(values)

    def _apart(self, counts: Counts, chosen: Chosen) -> tuple[FacetValue, ...]:
        """The intercommunalities, which are no level of the tree."""
        nodes = self._known(chosen)
        shown = {
            code: counts.get(code, 0)
            for code in (*counts, *chosen)
            if code in nodes.by_code and nodes.by_code[code].apart
        }
        found = _in_order(nodes, shown)
        return tuple(node.value(count, node.code in chosen) for node, count in found)

    def _known(self, chosen: Chosen) -> _Nodes:
        """The territories of the collection and those chosen, which it may not have."""
        nodes = self._nodes
        if all(code in nodes.by_code for code in chosen):
            return nodes
        return _Nodes((*nodes.by_code, *chosen), self._territory)


def _shown(nodes: _Nodes, counts: Counts, chosen: Chosen) -> dict[str, int]:
    """The count of each place of the tree: those with sheets, the chosen, and all above them."""
    by_code = nodes.by_code
    places = [code for code in (*counts, *chosen) if code in by_code and not by_code[code].apart]
    shown = {code: counts.get(code, 0) for code in places}
    for code in places:
        above = by_code[code].parent
        while above is not None and above not in shown and above in by_code:
            shown[above] = 0
            above = by_code[above].parent
    return shown


def _in_order(nodes: _Nodes, shown: Counts) -> list[tuple[_Node, int]]:
    """Most frequent first, then by label. One whole number for each sorts fastest."""
    by_code, by_rank = nodes.by_code, nodes.by_rank
    size = max(1, len(by_rank))
    keys = sorted([by_code[code].rank - count * size for code, count in shown.items()])
    return [(by_rank[key % size], -(key // size)) for key in keys]


def _branch(
    below: Mapping[str | None, list[tuple[_Node, int]]], parent: str | None, chosen: Chosen
) -> list[FacetValue]:
    """The values below a territory, each with its own."""
    values = []
    for node, count in below[parent]:
        code = node.code
        if code in below:
            values.append(node.value(count, code in chosen, tuple(_branch(below, code, chosen))))
        elif code in chosen:
            values.append(node.value(count, selected=True))
        else:
            values.append(node.leaf(count))
    return values


def _years(query: Query, counts: Counts) -> tuple[FacetValue, ...]:
    years = sorted({*counts, *query.years}, reverse=True)
    return tuple(FacetValue(y, y, counts.get(y, 0), y in query.years) for y in years)
