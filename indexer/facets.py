"""Turns an engine's counts into facets as a visitor sees them: labels, order, the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from indexer.query import Facet, FacetName, FacetValue, Query
from indexer.vocabulary import NO_TERRITORY, Territory, Theme

Counts = Mapping[str, int]
NO_TERRITORY_LABEL = "Territoire non précisé"
APART = ("epci", "ept")


def facets(
    query: Query,
    counts: Mapping[FacetName, Counts],
    themes: Iterable[Theme],
    territory: Callable[[str], Territory | None],
) -> tuple[Facet, ...]:
    """All facets of an answer: values that have sheets, and chosen ones even at 0."""
    tree: dict[str, Territory] = {}
    apart: dict[str, Territory] = {}
    for code in {*counts["territory"], *query.territories}:
        found = territory(code)
        if found is not None:
            (apart if found.level in APART else tree)[code] = found
    return (
        Facet("theme", _themes(query, counts["theme"], themes)),
        Facet("territory", _tree(query, counts["territory"], tree, territory)),
        Facet("intercommunality", _flat(query, counts["territory"], apart)),
        Facet("year", _years(query, counts["year"])),
    )


def _themes(query: Query, counts: Counts, themes: Iterable[Theme]) -> tuple[FacetValue, ...]:
    labels = {t.slug: t.label for t in themes}
    for slug in (*counts, *query.themes):
        labels.setdefault(slug, slug)  # left the vocabulary, but sheets still carry it
    values = [
        FacetValue(slug, label, counts.get(slug, 0), slug in query.themes)
        for slug, label in labels.items()
    ]
    shown = (v for v in values if v.count or v.selected)
    return tuple(sorted(shown, key=lambda v: -v.count))


def _years(query: Query, counts: Counts) -> tuple[FacetValue, ...]:
    years = sorted({*counts, *query.years}, reverse=True)
    return tuple(FacetValue(y, y, counts.get(y, 0), y in query.years) for y in years)


def _flat(query: Query, counts: Counts, found: Mapping[str, Territory]) -> tuple[FacetValue, ...]:
    return tuple(_value(t, query, counts, ()) for t in _ordered(found.values(), counts))


def _tree(
    query: Query,
    counts: Counts,
    known: Mapping[str, Territory],
    territory: Callable[[str], Territory | None],
) -> tuple[FacetValue, ...]:
    """The tree région › département › commune › …; the sheets without territory come last."""
    nodes = dict(known)
    for node in known.values():
        _add_line(nodes, node, territory)
    below: dict[str | None, list[Territory]] = {}
    for node in _ordered(nodes.values(), counts):
        below.setdefault(node.parent, []).append(node)

    def branch(parent: str | None) -> tuple[FacetValue, ...]:
        values = []
        for node in below.get(parent, ()):
            children = branch(node.code) if node.code in below else ()
            values.append(_value(node, query, counts, children))
        return tuple(values)

    values = branch(None)
    if counts.get(NO_TERRITORY) or NO_TERRITORY in query.territories:
        none = FacetValue(
            NO_TERRITORY,
            NO_TERRITORY_LABEL,
            counts.get(NO_TERRITORY, 0),
            NO_TERRITORY in query.territories,
        )
        values = (*values, none)
    return values


def _add_line(
    nodes: dict[str, Territory], node: Territory, territory: Callable[[str], Territory | None]
) -> None:
    """Add to ``nodes`` the territories above ``node`` in the tree, nearest first."""
    while node.parent and node.parent not in nodes:
        above = territory(node.parent)
        if above is None:
            return
        nodes[above.code] = node = above


def _value(
    territory: Territory, query: Query, counts: Counts, children: tuple[FacetValue, ...]
) -> FacetValue:
    code = territory.code
    count = counts.get(code, 0)
    if children or code in query.territories:
        selected = code in query.territories
        return FacetValue(code, territory.label, count, selected, territory.level, children)
    return _leaf(code, territory.label, territory.level, count)


@lru_cache(maxsize=20_000)
def _leaf(code: str, label: str, level: str, count: int) -> FacetValue:
    """A value that nothing stands below: the same ones come back in most answers."""
    return FacetValue(code, label, count, selected=False, level=level)


def _ordered(territories: Iterable[Territory], counts: Counts) -> list[Territory]:
    """Most frequent first, then by label."""
    found = {t.code: t for t in territories}
    rows = [(-counts.get(code, 0), t.label, code) for code, t in found.items()]
    rows.sort()
    return [found[code] for _, _, code in rows]
