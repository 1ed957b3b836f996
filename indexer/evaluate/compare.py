"""Compares two runs over the same queries: what changed, and whether chance could have done it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.evaluate.judged import Judged
from indexer.evaluate.metrics import FIGURES, Scores

#: Draws of the randomisation test: p-values are good to about ±0.005 near 0.05.
ROUNDS = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """A query that two runs answer differently: nDCG@10 with the first and with the second."""

    query: str
    text: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second run against the first: differences and two-sided p-values by figure.

    ``changes`` are the queries that moved most in nDCG@10, the largest move first.
    """

    differences: dict[str, float]
    p_values: dict[str, float]
    changes: tuple[Change, ...]


def compare(judged: Judged, before: Scores, after: Scores, size: int = 20) -> Comparison:
    """What ``after`` changes from ``before``; ``size`` bounds the queries told."""
    return Comparison(
        {name: after.averages[name] - before.averages[name] for name in FIGURES},
        {name: p_value(_gaps(before, after, name)) for name in FIGURES},
        _changes(judged, before, after)[:size],
    )


def p_value(gaps: Sequence[float], rounds: int = ROUNDS) -> float:
    """Two-sided p of a paired randomisation test: signs of the gaps are drawn at random.

    The same at every call; 1 when nothing differs.
    """
    moved = [gap for gap in gaps if gap]
    if not moved:
        return 1.0
    dice = random.Random(7)
    seen = abs(sum(moved))
    reached = 0
    for _ in range(rounds):
        signs = dice.getrandbits(len(moved))
        drawn = sum(gap if signs >> n & 1 else -gap for n, gap in enumerate(moved))
        reached += abs(drawn) >= seen - 1e-12
    return (reached + 1) / (rounds + 1)


def _gaps(before: Scores, after: Scores, name: str) -> list[float]:
    """Differences by averaged unit, weighted."""
    return [
        weight * ((new[name] or 0.0) - (old[name] or 0.0))
        for (weight, old), (_, new) in zip(before.units, after.units, strict=True)
    ]


def _changes(judged: Judged, before: Scores, after: Scores) -> tuple[Change, ...]:
    changes = [
        Change(
            query.id,
            query.text,
            before.queries[query.id]["ndcg@10"] or 0.0,
            after.queries[query.id]["ndcg@10"] or 0.0,
        )
        for query in judged.queries
    ]
    moved = [c for c in changes if abs(c.after - c.before) > 1e-9]
    return tuple(sorted(moved, key=lambda c: (-abs(c.after - c.before), c.query)))
