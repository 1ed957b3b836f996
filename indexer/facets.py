"""Turns an engine's counts into facets as a visitor sees them: labels, order, the tree."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Generic, TypeVar

import orjson

from indexer.query import Facet, FacetName, FacetValue, Query
from indexer.vocabulary import NO_TERRITORY, Territory, Theme

Counts = Mapping[str, int]
Chosen = tuple[str, ...]
#: A value or its text.
Told = TypeVar("Told")
NO_TERRITORY_LABEL = "Territoire non précisé"
APART = ("epci", "ept")

#: Counts up to this keep what they made, so many in all: most territories have few sheets.
SMALL_COUNT = 16
#: Values of themes and years that stay at hand.
MOST_VALUES = 4096
MOST_KEPT = 20_000


class TreeFacet(Facet):
    """A facet of territories, which also tells itself as JSON without making its values.

    Most answers of the API list hundreds of territories, each an object and a mapping otherwise.
    """

    def __init__(
        self,
        name: FacetName,
        values: Callable[[], tuple[FacetValue, ...]],
        size: int,
        texts: Callable[[], list[str]],
    ) -> None:
        super().__init__(name, values, size)
        self._texts = texts

    @property
    def json(self) -> bytes:
        """The values as the API writes them; made each time, for it would weigh as much again."""
        return f"[{','.join(self._texts())}]".encode()


class _Node:
    """A territory of the collection, told with its count and what stands below it."""

    __slots__ = ("_head", "_tail", "territory")

    def __init__(self, territory: Territory) -> None:
        self.territory = territory
        code, label = json_text(territory.code), json_text(territory.label)
        level = json_text(territory.level) if territory.level else "null"
        self._head = f'{{"value":{code},"label":{label},"count":'
        self._tail = f',"level":{level},"children":['

    def value(self, count: int, selected: bool, children: Sequence[FacetValue]) -> FacetValue:
        """As a value."""
        told = self.territory
        return FacetValue(told.code, told.label, count, selected, told.level, tuple(children))

    def text(self, count: int, selected: bool, children: Sequence[str]) -> str:
        """As JSON."""
        chosen = "true" if selected else "false"
        return f'{self._head}{count},"selected":{chosen}{self._tail}{",".join(children)}]}}'


class _Nodes:
    """The territories of some codes and, of those in the tree, the ones above them.

    ``by_rank`` has them by label; ``in_tree`` and ``apart`` give their places in it, and
    ``parents`` the place of each one's parent, -1 at the root.
    """

    def __init__(self, codes: Iterable[str], territory: Callable[[str], Territory | None]) -> None:
        by_code: dict[str, Territory] = {}
        for code in codes:
            found = territory(code)
            while found is not None and found.code not in by_code:
                by_code[found.code] = found
                found = territory(found.parent) if found.parent else None
        told = sorted(by_code.values(), key=lambda t: (t.label, t.code))
        self.ranks = {t.code: rank for rank, t in enumerate(told)}
        self.apart = {t.code: self.ranks[t.code] for t in told if t.level in APART}
        self.in_tree = {t.code: self.ranks[t.code] for t in told if t.level not in APART}
        self.parents = [self.ranks.get(t.parent or "", -1) for t in told]
        self.by_rank = [_Node(t) for t in told]
        self.values = _Form(self, _Node.value)
        self.texts = _Form(self, _Node.text)


class _Form(Generic[Told]):
    """The territories of an answer in one form: as values, or as JSON.

    One whole number stands for a territory and its count, because it sorts fastest: the most
    frequent first, then by label.
    """

    def __init__(
        self, nodes: _Nodes, told: Callable[[_Node, int, bool, Sequence[Told]], Told]
    ) -> None:
        self._nodes, self._told = nodes, told
        self._size = max(1, len(nodes.by_rank))
        self._inner = set(nodes.parents)
        #: Those with nothing below them: the same ones come back in most answers.
        self._kept: dict[int, Told] = {}

    def tree(self, counts: Counts, chosen: Chosen) -> list[Told]:
        """Those at the root: with sheets or chosen, or above one of these."""
        below = self._below(_with(counts, chosen))
        chosen_ranks = {self._nodes.ranks[code] for code in chosen if code in self._nodes.ranks}
        return self._branch(below, -1, chosen_ranks)

    def apart(self, counts: Counts, chosen: Chosen) -> list[Told]:
        """Those that are no level of the tree."""
        nodes = self._nodes
        keys = self._in_order(_with(counts, chosen), nodes.apart)
        chosen_ranks = {nodes.apart[code] for code in chosen if code in nodes.apart}
        return self._branch({-1: keys}, -1, chosen_ranks)

    def _in_order(self, shown: Counts, ranks: Mapping[str, int]) -> list[int]:
        size = self._size
        return sorted(
            [ranks[code] - count * size for code, count in shown.items() if code in ranks]
        )

    def _below(self, shown: Counts) -> dict[int, list[int]]:
        """Those of the tree by the place of the one above them, which is there too."""
        below: dict[int, list[int]] = {}
        parents, size = self._nodes.parents, self._size
        for key in self._in_order(shown, self._nodes.in_tree):
            parent = parents[key % size]
            if parent in below:
                below[parent].append(key)
            else:
                below[parent] = [key]
        codes = (self._nodes.by_rank[rank].territory.code for rank in below if rank >= 0)
        missing = [code for code in codes if code not in shown]
        return self._below({**shown, **dict.fromkeys(missing, 0)}) if missing else below

    def _branch(
        self, below: Mapping[int, Sequence[int]], rank: int, chosen: Set[int]
    ) -> list[Told]:
        kept = {} if chosen else self._kept
        keys = below.get(rank, ())
        return [kept.get(key) or self._one(below, key, chosen) for key in keys]

    def _one(self, below: Mapping[int, Sequence[int]], key: int, chosen: Set[int]) -> Told:
        rank, count = key % self._size, -(key // self._size)
        node = self._nodes.by_rank[rank]
        if rank in self._inner:
            return self._told(node, count, rank in chosen, self._branch(below, rank, chosen))
        told = self._told(node, count, rank in chosen, ())
        if not chosen and count <= SMALL_COUNT and len(self._kept) < MOST_KEPT:
            self._kept[key] = told
        return told


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
            TreeFacet(
                "territory",
                lambda: self._tree(carried, chosen),
                size,
                lambda: self._tree_texts(carried, chosen),
            ),
            TreeFacet(
                "intercommunality",
                lambda: tuple(self._known(chosen).values.apart(carried, chosen)),
                size // 8 + 1,
                lambda: self._known(chosen).texts.apart(carried, chosen),
            ),
            Facet("year", _years(query, counts["year"])),
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

    def _tree(self, counts: Counts, chosen: Chosen) -> tuple[FacetValue, ...]:
        """The tree région › département › commune › …; the sheets without territory come last."""
        values = self._known(chosen).values.tree(counts, chosen)
        return (*values, *_no_territory(counts, chosen))

    def _tree_texts(self, counts: Counts, chosen: Chosen) -> list[str]:
        """The same as JSON."""
        none = [
            f'{{"value":{json_text(value.value)},"label":{json_text(value.label)},'
            f'"count":{value.count},"selected":{"true" if value.selected else "false"},'
            '"level":null,"children":[]}'
            for value in _no_territory(counts, chosen)
        ]
        return self._known(chosen).texts.tree(counts, chosen) + none

    def _known(self, chosen: Chosen) -> _Nodes:
        """The territories of the collection and those chosen, which it may not have."""
        nodes = self._nodes
        if all(code in nodes.ranks for code in chosen):
            return nodes
        return _Nodes((*nodes.ranks, *chosen), self._territory)


@lru_cache(MOST_VALUES)
def _value(value: str, label: str, count: int, selected: bool) -> FacetValue:
    return FacetValue(value, label, count, selected)


def json_text(text: str) -> str:
    """A text as JSON writes it; half a character, which UTF-8 has not, is escaped."""
    try:
        return orjson.dumps(text).decode()
    except orjson.JSONEncodeError:
        return json.dumps(text)


def _with(counts: Counts, chosen: Chosen) -> Counts:
    """The counts and the chosen values, at 0 where there are none."""
    return {**dict.fromkeys(chosen, 0), **counts} if chosen else counts


def _no_territory(counts: Counts, chosen: Chosen) -> list[FacetValue]:
    """The sheets without territory, when there are any or when they are asked for."""
    count, selected = counts.get(NO_TERRITORY, 0), NO_TERRITORY in chosen
    if not count and not selected:
        return []
    return [FacetValue(NO_TERRITORY, NO_TERRITORY_LABEL, count, selected)]


def _years(query: Query, counts: Counts) -> tuple[FacetValue, ...]:
    years = sorted({*counts, *query.years}, reverse=True)
    return tuple(_value(y, y, counts.get(y, 0), y in query.years) for y in years)
