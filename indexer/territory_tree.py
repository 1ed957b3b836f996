"""The territories of an answer put in order as a tree, as values or straight as JSON.

An answer names hundreds of them, so all that can be is done with numbers: a territory is its
*rank*, its place among all of the collection by label.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, Generic, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.engines.counted import Counted
from indexer.query import FacetValue
from indexer.vocabulary import Territory

Ints = NDArray[Any]
Counts = Mapping[str, int]
Chosen = tuple[str, ...]
#: A value or its text.
Told = TypeVar("Told")
APART = ("epci", "ept")

#: Counts up to this keep what they made, so many in all: most territories have few sheets.
SMALL_COUNT = 32
MOST_KEPT = 3000


class Node:
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


class Nodes:
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
        self.above: Ints = np.array(
            [
                self.apart if t.level in APART else self.ranks.get(t.parent or "", self.root)
                for t in told
            ],
            dtype=np.int64,
        )
        self.by_rank = [Node(t) for t in told]
        self._named: tuple[Any, Ints] = (None, self.above)
        self.values = Form(self, Node.value)
        self.texts = Form(self, Node.text)

    def counted(self, counts: Counts) -> tuple[Ints, Ints]:
        """The ranks of what was counted, and how many each has; what is no territory is left."""
        if isinstance(counts, Counted):
            ranks, many = self._ranks_of(counts.names).take(counts.numbers), counts.counts
        else:
            ranks = self._ranked(counts)
            many = np.array(list(counts.values()), dtype=np.int64)
        known = (ranks >= 0).nonzero()[0]
        return ranks.take(known), many.take(known)

    def depth(self, rank: int) -> int:
        """How many stand above one."""
        depth = 0
        while (rank := int(self.above[rank])) < self.root:
            depth += 1
        return depth

    def _ranks_of(self, names: NDArray[Any]) -> Ints:
        """The ranks of all values of the facet, those of the last answer again."""
        known = self._named
        if known[0] is not names:
            known = self._named = names, self._ranked(names.tolist())
        return known[1]

    def _ranked(self, codes: Iterable[str]) -> Ints:
        return np.array([self.ranks.get(code, -1) for code in codes], dtype=np.int64)


class Form(Generic[Told]):
    """The territories of an answer in one form: as values, or as JSON."""

    def __init__(
        self, nodes: Nodes, told: Callable[[Node, int, bool, Sequence[Told]], Told]
    ) -> None:
        self._nodes, self._told = nodes, told
        self._size = max(1, len(nodes.by_rank))
        inner = {rank for rank in nodes.above.tolist() if rank < nodes.root}
        #: What others stand below, the deepest first: nothing is told before what is below it.
        deepest = sorted(inner, key=lambda rank: (-nodes.depth(rank), rank))
        self._holders: Ints = np.array([*deepest, nodes.root, nodes.apart])
        place: Ints = np.zeros(nodes.apart + 1, dtype=np.int64)
        place[self._holders] = np.arange(len(self._holders))
        #: Of each territory, the place among these of what it stands below.
        self._below: Ints = place.take(nodes.above)
        self._inner = inner
        #: Those with nothing below them: the same ones come back in most answers. One whole
        #: number stands for a territory and its count.
        self._kept: dict[int, Told] = {}

    def of(self, counts: Counts, chosen: Chosen) -> tuple[list[Told], list[Told]]:
        """Those at the root, with sheets or chosen or above one of these, and those apart.

        Everywhere the most frequent come first, then those first by label.
        """
        nodes = self._nodes
        marked = {nodes.ranks[code] for code in chosen if code in nodes.ranks}
        ranks, many = self._shown(*nodes.counted(counts), marked)
        order = np.lexsort((ranks, -many, self._below.take(ranks)))
        ranks, many = ranks.take(order), many.take(order)
        runs = self._runs(ranks)
        told = self._leaves(ranks, many, {holder for holder, *_ in runs}, marked)
        listed: dict[int, list[Told]] = {}
        for holder, at, first, end in runs:
            if holder >= nodes.root:
                listed[holder] = told[first:end]
            else:
                told[at] = self._one(holder, int(many[at]), told[first:end], marked)
        return listed.get(nodes.root, []), listed.get(nodes.apart, [])

    def _runs(self, ranks: Ints) -> list[tuple[int, int, int, int]]:
        """What some ranks in order stand below, its place among them, and which of them do so.

        The deepest come first; of a run, its beginning and its end are given.
        """
        if not len(ranks):
            return []
        below = self._below.take(ranks)
        starts = np.concatenate([[0], (below[1:] != below[:-1]).nonzero()[0] + 1])
        holders = self._holders.take(below.take(starts))
        places: Ints = np.zeros(self._nodes.apart + 1, dtype=np.int64)
        places[ranks] = np.arange(len(ranks))
        ends = [*starts[1:].tolist(), len(ranks)]
        at = places.take(holders).tolist()
        return list(zip(holders.tolist(), at, starts.tolist(), ends, strict=True))

    def _shown(self, ranks: Ints, many: Ints, marked: Set[int]) -> tuple[Ints, Ints]:
        """The same with those that nobody counted: the chosen ones, and all above others."""
        known: Ints = np.zeros(self._nodes.apart + 1, dtype=bool)
        known[ranks] = known[self._nodes.root :] = True
        missing = np.array([rank for rank in marked if not known[rank]], dtype=np.int64)
        new = np.concatenate([ranks, missing])
        while len(new):
            known[new] = True
            above = self._nodes.above.take(new)
            new = np.array(sorted({*above[~known.take(above)].tolist()}), dtype=np.int64)
            missing = np.concatenate([missing, new])
        if not len(missing):
            return ranks, many
        return np.concatenate([ranks, missing]), np.concatenate([many, np.zeros_like(missing)])

    def _leaves(self, ranks: Ints, many: Ints, holders: Set[int], marked: Set[int]) -> list[Any]:
        """What is told of each but the holders, which others stand below here."""
        keys = (ranks - many * self._size).tolist()
        kept: dict[int, Told] = {} if marked else self._kept
        told: list[Any] = list(map(kept.get, keys))
        for at in [at for at, one in enumerate(told) if one is None]:
            rank = int(ranks[at])
            if rank in holders:
                continue
            count = int(many[at])
            told[at] = one = self._one(rank, count, (), marked)
            if count <= SMALL_COUNT and not marked and rank not in self._inner:
                self._keep(keys[at], one)
        return told

    def _one(self, rank: int, count: int, children: Sequence[Told], marked: Set[int]) -> Told:
        return self._told(self._nodes.by_rank[rank], count, rank in marked, children)

    def _keep(self, key: int, told: Told) -> None:
        if len(self._kept) < MOST_KEPT:
            self._kept[key] = told


def json_text(text: str) -> str:
    """A text as JSON writes it; half a character, which UTF-8 has not, is escaped."""
    try:
        return orjson.dumps(text).decode()
    except orjson.JSONEncodeError:
        return json.dumps(text)
