"""Turns an engine's counts into facets as a visitor sees them: labels, order, the tree."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, Generic, TypeVar

import orjson

from indexer.query import Facet, FacetName, FacetValue, Query
from indexer.vocabulary import NO_TERRITORY, Territory, Theme

Counts = Mapping[str, int]
Chosen = tuple[str, ...]
#: A value or its text.
Told = TypeVar("Told")
#: A territory and its count that have yet to be told, and the place in a list for them.
Untold = tuple[int, list[Any], int]
NO_TERRITORY_LABEL = "Territoire non précisé"
APART = ("epci", "ept")

#: Counts up to this keep what they made, so many in all: most territories have few sheets.
SMALL_COUNT = 16
#: Values of themes and years that stay at hand.
MOST_VALUES = 4096
MOST_KEPT = 5000


class TreeFacet(Facet):
    """A facet of territories, which also tells itself as JSON without making its values.

    Most answers of the API list hundreds of territories, each an object and a mapping otherwise.
    """

    def __init__(
        self,
        name: FacetName,
        values: Callable[[], tuple[FacetValue, ...]],
        size: int,
        texts: Callable[[], list[bytes]],
    ) -> None:
        super().__init__(name, values, size)
        self._texts = texts

    @property
    def json(self) -> bytes:
        """The values as the API writes them; made each time, for it would weigh as much again."""
        return b"[%b]" % b",".join(self._texts())


class _Node:
    """A territory of the collection, told with its count and what stands below it."""

    __slots__ = ("_chosen", "_head", "_plain", "territory")

    def __init__(self, territory: Territory) -> None:
        self.territory = territory
        code, label = json_text(territory.code), json_text(territory.label)
        level = json_text(territory.level) if territory.level else "null"
        self._head = f'{{"value":{code},"label":{label},"count":'.encode()
        self._plain, self._chosen = (
            f',"selected":{selected},"level":{level},"children":['.encode()
            for selected in ("false", "true")
        )

    def value(self, count: int, selected: bool, children: Sequence[FacetValue]) -> FacetValue:
        """As a value."""
        told = self.territory
        return FacetValue(told.code, told.label, count, selected, told.level, tuple(children))

    def text(self, count: int, selected: bool, children: Sequence[bytes]) -> bytes:
        """As JSON."""
        rest = self._chosen if selected else self._plain
        return b"".join((self._head, b"%d" % count, rest, b",".join(children), b"]}"))


class _Nodes:
    """The territories of some codes and, of those in the tree, the ones above them.

    ``by_rank`` has them by label and ``ranks`` gives their places in it. ``above`` has the rank of
    what each stands below: ``root`` at the root of the tree, ``apart`` beside it.
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
        self.root, self.apart = len(told), len(told) + 1
        self.above = [
            self.apart if t.level in APART else self.ranks.get(t.parent or "", self.root)
            for t in told
        ]
        self.by_rank = [_Node(t) for t in told]
        self.values = _Form(self, _Node.value)
        self.texts = _Form(self, _Node.text)

    def depth(self, rank: int) -> int:
        """How many stand above one."""
        depth = 0
        while (rank := self.above[rank]) < self.root:
            depth += 1
        return depth


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
        #: Those that others stand below, and how many stand above each.
        self._inner = {rank: nodes.depth(rank) for rank in nodes.above if rank < nodes.root}
        #: Those with nothing below them: the same ones come back in most answers.
        self._kept: dict[int, Told] = {}

    def of(self, counts: Counts, chosen: Chosen) -> tuple[list[Told], list[Told]]:
        """Those at the root, with sheets or chosen or above one of these, and those apart."""
        nodes, shown = self._nodes, _with(counts, chosen)
        marked = {nodes.ranks[code] for code in chosen if code in nodes.ranks}
        below, untold = self._listed(self._in_order(shown), {} if marked else self._kept)
        ranks = {key % self._size for key, _, _ in untold}
        if missing := below.keys() - ranks - {nodes.root, nodes.apart}:
            codes = (nodes.by_rank[rank].territory.code for rank in missing)
            return self.of({**shown, **dict.fromkeys(codes, 0)}, chosen)
        for key, listed, at in sorted(untold, key=self._depth, reverse=True):
            listed[at] = self._one(key, below.get(key % self._size, ()), marked)
        return below[nodes.root], below[nodes.apart]

    def _in_order(self, shown: Counts) -> list[int]:
        ranks, size = self._nodes.ranks, self._size
        return sorted(
            [ranks[code] - count * size for code, count in shown.items() if code in ranks]
        )

    def _listed(
        self, keys: Iterable[int], kept: Mapping[int, Told]
    ) -> tuple[defaultdict[int, list[Any]], list[Untold]]:
        """What is kept of them by what they stand below, and the places of the others."""
        below: defaultdict[int, list[Any]] = defaultdict(list)
        untold: list[Untold] = []
        above, size, known = self._nodes.above, self._size, kept.get
        for key in keys:
            listed = below[above[key % size]]
            told = known(key)
            if told is None:
                untold.append((key, listed, len(listed)))
            listed.append(told)
        return below, untold

    def _depth(self, untold: Untold) -> int:
        return self._inner.get(untold[0] % self._size, self._size)  # nothing is below the others

    def _one(self, key: int, children: Sequence[Told], marked: Set[int]) -> Told:
        rank, count = key % self._size, -(key // self._size)
        told = self._told(self._nodes.by_rank[rank], count, rank in marked, children)
        fits = count <= SMALL_COUNT and len(self._kept) < MOST_KEPT
        if fits and not marked and rank not in self._inner:
            self._kept[key] = told
        return told


class _Shared(Generic[Told]):
    """The tree and what stands apart, made together; what was given once is let go."""

    def __init__(self, make: Callable[[], tuple[list[Told], list[Told]]]) -> None:
        self._make = make
        self._left: dict[bool, list[Told]] = {}

    def give(self, *, apart: bool) -> list[Told]:
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
        self._nodes = _Nodes(codes, territory)

    def of(self, query: Query, counts: Mapping[FacetName, Counts]) -> tuple[Facet, ...]:
        """All facets of an answer: values that have sheets, and chosen ones even at 0.

        The territories, hundreds in most answers, are put in order when somebody looks at them;
        the sheets without territory come last.
        """
        carried, chosen = counts["territory"], query.territories
        size = len(carried) + len(chosen)
        values = _Shared(lambda: self._known(chosen).values.of(carried, chosen))
        texts = _Shared(lambda: self._known(chosen).texts.of(carried, chosen))
        nowhere = _no_territory(carried, chosen)
        return (
            Facet("theme", self._themes(query, counts["theme"])),
            TreeFacet(
                "territory",
                lambda: (*values.give(apart=False), *nowhere),
                size,
                lambda: texts.give(apart=False) + [_text(value) for value in nowhere],
            ),
            TreeFacet(
                "intercommunality",
                lambda: tuple(values.give(apart=True)),
                size // 8 + 1,
                lambda: texts.give(apart=True),
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
