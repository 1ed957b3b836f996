"""Turns an engine's counts into facets as a visitor sees them: labels, order, the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

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
    found = {c: territory(c) for c in {*counts["territory"], *query.territories}}
    known = {code: value for code, value in found.items() if value is not None}
    tree = {code: t for code, t in known.items() if t.level not in APART}
    apart = {code: t for code, t in known.items() if t.level in APART}
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
    return _ordered(_value(t, query, counts, ()) for t in found.values())


def _tree(
    query: Query,
    counts: Counts,
    known: Mapping[str, Territory],
    territory: Callable[[str], Territory | None],
) -> tuple[FacetValue, ...]:
    """The tree région › département › commune › …; the sheets without territory come last."""
    nodes = dict(known)
    for code in known:
        for above in _line(code, territory):
            nodes.setdefault(above.code, above)
    below: dict[str | None, list[Territory]] = {}
    for node in nodes.values():
        below.setdefault(node.parent, []).append(node)

    def branch(parent: str | None) -> tuple[FacetValue, ...]:
        return _ordered(
            _value(node, query, counts, branch(node.code)) for node in below.get(parent, [])
        )

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


def _line(code: str, territory: Callable[[str], Territory | None]) -> Iterable[Territory]:
    """The territories above ``code`` in the tree, nearest first."""
    found = territory(code)
    while found and found.parent:
        found = territory(found.parent)
        if found:
            yield found


def _value(
    territory: Territory, query: Query, counts: Counts, children: tuple[FacetValue, ...]
) -> FacetValue:
    code = territory.code
    return FacetValue(
        code,
        territory.label,
        counts.get(code, 0),
        code in query.territories,
        territory.level,
        children,
    )


def _ordered(values: Iterable[FacetValue]) -> tuple[FacetValue, ...]:
    """Most frequent first, then by label."""
    return tuple(sorted(values, key=lambda v: (-v.count, v.label)))
