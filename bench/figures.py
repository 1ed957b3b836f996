"""The arithmetic of the measures: percentiles, summaries and ratios of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from statistics import mean, median


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed."""
    if not values:
        raise ValueError("no values")
    rank = ceil(share * len(values) - 1e-9)  # .95 × 20 is 19, whatever floats say
    return sorted(values)[max(1, rank) - 1]


SUMMARIES: dict[str, Callable[[Sequence[float]], float]] = {
    "mean": mean,
    "p50": median,
    "p95": lambda values: percentile(values, 0.95),
    "p99": lambda values: percentile(values, 0.99),
}


def ratio(ours: Sequence[float], theirs: Sequence[float], summary: str = "mean") -> float:
    """A summary of ours divided by the same of theirs."""
    return SUMMARIES[summary](ours) / SUMMARIES[summary](theirs)
