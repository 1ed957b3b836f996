"""What must hold, and whether it does: limits against the peers and for ourselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from figures import ratio

if TYPE_CHECKING:
    from report import Measured, Size

MB = 1024 * 1024
#: (peer, size) → the most that our mean CPU may be of the peer's.
CPU = {
    ("tantivy", 1): 0.5,
    ("tantivy", 10): 0.6,
    ("tantivy", 30): 0.8,
    ("fts5", 1): 0.7,
    ("fts5", 10): 0.15,
    ("fts5_joins", 1): 0.7,
    ("fts5_joins", 10): 0.15,
}
#: Size → seconds in which one sheet with a changed sentence, or title, is published.
CHANGED = {1: 1.5, 10: 6.0}
OPENING, BUILDING, MEMORY, GROWTH = 0.5, 60.0, 200 * MB, 4.0


@dataclass(frozen=True)
class Goal:
    """One limit; ``most`` is false where more is better."""

    name: str
    figure: float
    limit: float
    most: bool = True

    @property
    def held(self) -> bool:
        """Whether the figure is within the limit."""
        return self.figure <= self.limit if self.most else self.figure >= self.limit


def goals(sizes: dict[int, Size], names: dict[str, str]) -> Iterator[Goal]:
    """Every goal of which the run has figures."""
    for factor, size in sizes.items():
        ours, *peers = size.engines
        for peer in peers:
            yield from _against(ours, peer, factor, names[peer.name])
        yield from _own(size, ours, factor)
    if {1, 30} <= sizes.keys():
        means = [sizes[f].engines[0].costs("cpu") for f in (30, 1)]
        yield Goal("CPU a query, 30× ÷ 1×", ratio(*means), GROWTH)


def _against(ours: Measured, peer: Measured, factor: int, name: str) -> Iterator[Goal]:
    costs = [m.costs("cpu") for m in (ours, peer)]
    limit = CPU.get((peer.name, factor))
    if limit is not None:
        rounds = [m.costs("round") for m in (ours, peer)]
        yield Goal(f"{factor}×: CPU ÷ {name}, mean", ratio(*costs), limit)
        yield Goal(f"{factor}×: CPU ÷ {name}, mean, by rounds", ratio(*rounds), limit)
    if peer.name == "tantivy":
        yield Goal(f"{factor}×: CPU ÷ {name}, p99", ratio(*costs, "p99"), 1.0)


def _own(size: Size, ours: Measured, factor: int) -> Iterator[Goal]:
    yield Goal(f"{factor}×: opening, s", ours.opened["wall"], OPENING)
    if factor == 1:
        yield Goal("1×: building, s", ours.built["wall"], BUILDING)
        held = size.http["memory"]["fiches"] if size.http else ours.memory["resident"]
        yield Goal("1×: memory of the server, MB", held / MB, MEMORY / MB)
    if size.changed and factor in CHANGED:
        for what, kind in (("sheet", "one"), ("title", "title")):
            wall = size.changed[kind]["wall"]
            yield Goal(f"{factor}×: one changed {what}, s", wall, CHANGED[factor])
    if size.http and factor == 1:
        runs = size.http["runs"]
        alone = [runs[f"{name}|alone"]["latencies"] for name in ("fiches", "typesense")]
        rates = [runs[f"{name}|together"]["rate"] for name in ("fiches", "typesense")]
        yield Goal("1×: latency ÷ Typesense over HTTP, mean", ratio(*alone), 0.3)
        yield Goal("1×: queries a second ÷ Typesense, 16 clients", rates[0] / rates[1], 4.0, False)
        few = runs["typesense, 10 values|alone"]["latencies"], runs["typesense, 10 values|together"]
        yield Goal("1×: latency ÷ Typesense giving 10 values a facet", ratio(alone[0], few[0]), 0.3)
        yield Goal(
            "1×: queries a second ÷ Typesense giving 10 values a facet",
            rates[0] / few[1]["rate"],
            4.0,
            False,
        )
