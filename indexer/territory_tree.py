"""The territories of an answer put in order as a tree, as values or straight as JSON.

An answer names hundreds of them, so all that can be is done with numbers: a territory is its
*rank*, its place among all of the collection by label.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.engines.counted import Counted
from indexer.query import FacetValue
from indexer.vocabulary import Territory

Ints = NDArray[Any]
Counts = Mapping[str, int]
Chosen = tuple[str, ...]
#: What some territories side by side stand below (``root`` and ``apart`` too), its own place among
#: all, the first of them and the one after the last. A plain tuple: an answer has a hundred.
Run = tuple[int, int, int, int]
APART = ("epci", "ept")

#: Counts up to this keep the values they made, so many in all: most territories have few sheets.
SMALL_COUNT = 32
MOST_KEPT = 3000

#: Counts whose digits stay at hand.
DIGITS = [b"%d" % count for count in range(1024)]


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
        self.by_rank = told
        self._named: tuple[Any, Ints] = (None, self.above)
        self.order = Order(self)
        self._values, self._texts = Values(self), Texts(told)

    def values_of(
        self, counts: Counts, chosen: Chosen
    ) -> tuple[list[FacetValue], list[FacetValue]]:
        """The territories of an answer as values: those at the root, and those apart."""
        return self._values.of(self._tree(counts, chosen))

    def texts_of(self, counts: Counts, chosen: Chosen) -> tuple[bytes, bytes]:
        """The same as JSON, side by side with commas between."""
        return self._texts.of(self._tree(counts, chosen))

    def _tree(self, counts: Counts, chosen: Chosen) -> Tree:
        """The territories of an answer in order."""
        marked = {self.ranks[code] for code in chosen if code in self.ranks}
        return self.order.of(*self.counted(counts), marked)

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


class Tree(NamedTuple):
    """The territories of an answer: ranks, counts, the ranks that were chosen, and the runs.

    Those at the root have sheets or are chosen or stand above one of these. Everywhere the most
    frequent come first, then those first by label; the deepest runs come first.
    """

    ranks: Ints
    many: Ints
    marked: Set[int]
    runs: list[Run]


class Order:
    """Puts the territories of an answer in the order in which a tree is told."""

    def __init__(self, nodes: Nodes) -> None:
        self._above, self._root, self._apart = nodes.above, nodes.root, nodes.apart
        self.inner = {rank for rank in nodes.above.tolist() if rank < nodes.root}
        #: What others stand below, the deepest first: nothing is told before what is below it.
        deepest = sorted(self.inner, key=lambda rank: (-nodes.depth(rank), rank))
        self._holders: Ints = np.array([*deepest, nodes.root, nodes.apart])
        place: Ints = np.zeros(nodes.apart + 1, dtype=np.int64)
        place[self._holders] = np.arange(len(self._holders))
        #: Of each territory, the place among these of what it stands below.
        self._below: Ints = place.take(nodes.above)

    def of(self, ranks: Ints, many: Ints, marked: Set[int]) -> Tree:
        """The territories counted, those ``marked`` and all that stand above one of these."""
        ranks, many = self._shown(ranks, many, marked)
        below = self._below.take(ranks)
        # One number instead of three to compare: no two territories have the same.
        order = ((below * (many.max(initial=0) + 1) - many) * self._apart + ranks).argsort()
        ranks, many = ranks.take(order), many.take(order)
        return Tree(ranks, many, marked, self._runs(ranks, below.take(order)))

    def _shown(self, ranks: Ints, many: Ints, marked: Set[int]) -> tuple[Ints, Ints]:
        """The same with those that nobody counted: the chosen ones, and all above others."""
        known: Ints = np.zeros(self._apart + 1, dtype=bool)
        known[ranks] = known[self._root :] = True
        if not marked and known.take(self._above.take(ranks)).all():
            return ranks, many
        missing = np.array([rank for rank in marked if not known[rank]], dtype=np.int64)
        new = np.concatenate([ranks, missing])
        while len(new):
            known[new] = True
            above = self._above.take(new)
            new = np.array(sorted({*above[~known.take(above)].tolist()}), dtype=np.int64)
            missing = np.concatenate([missing, new])
        return np.concatenate([ranks, missing]), np.concatenate([many, np.zeros_like(missing)])

    def _runs(self, ranks: Ints, below: Ints) -> list[Run]:
        """The runs of some ranks in order, by the place of what each stands below."""
        if not len(ranks):
            return []
        starts = [0, *((below[1:] != below[:-1]).nonzero()[0] + 1).tolist()]
        holders = self._holders.take(below.take(starts))
        places: Ints = np.zeros(self._apart + 1, dtype=np.int64)
        places[ranks] = np.arange(len(ranks))
        at = places.take(holders).tolist()
        return list(zip(holders.tolist(), at, starts, [*starts[1:], len(ranks)], strict=True))


class Values:
    """Territories as values."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._size = max(1, len(nodes.by_rank))
        #: Those with nothing below them: the same ones come back in most answers. One whole
        #: number stands for a territory and its count.
        self._kept: dict[int, FacetValue] = {}

    def of(self, tree: Tree) -> tuple[list[FacetValue], list[FacetValue]]:
        """Those at the root and those apart."""
        root, apart = self._nodes.root, self._nodes.apart
        told = self._leaves(tree, {holder for holder, *_ in tree.runs})
        listed: dict[int, list[FacetValue]] = {}
        for holder, at, first, end in tree.runs:
            if holder >= root:
                listed[holder] = told[first:end]
            else:
                marked = holder in tree.marked
                told[at] = self._one(holder, int(tree.many[at]), marked, told[first:end])
        return listed.get(root, []), listed.get(apart, [])

    def _leaves(self, tree: Tree, holders: Set[int]) -> list[Any]:
        """What is told of each but the holders, which others stand below here."""
        ranks, many, marked, _ = tree
        keys = (ranks - many * self._size).tolist()
        kept: dict[int, FacetValue] = {} if marked else self._kept
        told: list[Any] = list(map(kept.get, keys))
        for at in [at for at, one in enumerate(told) if one is None]:
            rank = int(ranks[at])
            if rank in holders:
                continue
            count = int(many[at])
            told[at] = one = self._one(rank, count, rank in marked, ())
            if count <= SMALL_COUNT and not marked and rank not in self._nodes.order.inner:
                self._keep(keys[at], one)
        return told

    def _one(
        self, rank: int, count: int, selected: bool, children: Sequence[FacetValue]
    ) -> FacetValue:
        told = self._nodes.by_rank[rank]
        return FacetValue(told.code, told.label, count, selected, told.level, tuple(children))

    def _keep(self, key: int, told: FacetValue) -> None:
        if len(self._kept) < MOST_KEPT:
            self._kept[key] = told


class Texts:
    """Territories as JSON: what stands around a count is written once for each generation.

    A territory is three pieces: what stands before its count, its digits, what stands after. They
    are put side by side for all territories of an answer and joined run by run; every value ends
    with the comma before the next.
    """

    def __init__(self, told: Sequence[Territory]) -> None:
        rest = [_rest(territory) for territory in told]
        self._heads: Ints = _pieces([_head(territory) for territory in told])
        self._opened = rest
        self._closed: Ints = _pieces([plain + b"]}," for plain, _ in rest])
        self._root = len(told)

    def of(self, tree: Tree) -> tuple[bytes, bytes]:
        """Those at the root and those apart, each side by side with commas between."""
        pieces = self._leaves(tree)
        listed = {}
        for holder, at, first, end in tree.runs:
            below = b"".join(pieces[3 * first : 3 * end])[:-1]
            if holder >= self._root:
                listed[holder] = below
            else:
                opened = self._opened[holder][holder in tree.marked]
                pieces[3 * at + 2] = b"%b%b]}," % (opened, below)
        return listed.get(self._root, b""), listed.get(self._root + 1, b"")

    def _leaves(self, tree: Tree) -> list[bytes]:
        """The pieces of all, as if nothing stood below any."""
        ranks = tree.ranks
        most = len(DIGITS)
        pieces: list[bytes] = [b""] * (3 * len(ranks))
        pieces[::3] = self._heads.take(ranks).tolist()
        pieces[1::3] = [DIGITS[n] if n < most else b"%d" % n for n in tree.many.tolist()]
        pieces[2::3] = self._closed.take(ranks).tolist()
        for rank in tree.marked:
            at = int((ranks == rank).nonzero()[0][0])
            pieces[3 * at + 2] = self._opened[rank][True] + b"]},"
        return pieces


def _pieces(texts: Sequence[bytes]) -> Ints:
    """Some texts, to take many of at once."""
    found: Ints = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found


def _head(territory: Territory) -> bytes:
    code, label = json_text(territory.code), json_text(territory.label)
    return f'{{"value":{code},"label":{label},"count":'.encode()


def _rest(territory: Territory) -> tuple[bytes, bytes]:
    """What follows the count up to what stands below, of one not chosen and of one chosen."""
    level = json_text(territory.level) if territory.level else "null"
    plain, chosen = (
        f',"selected":{selected},"level":{level},"children":['.encode()
        for selected in ("false", "true")
    )
    return plain, chosen


def json_text(text: str) -> str:
    """A text as JSON writes it; half a character, which UTF-8 has not, is escaped."""
    try:
        return orjson.dumps(text).decode()
    except orjson.JSONEncodeError:
        return json.dumps(text)
