"""The figures of a run: how often, and how high, it puts the sheets that people chose.

Definitions are trec_eval's (``success``, ``recip_rank`` cut at 10, ``ndcg_cut_10``,
``recall_50``), every query of the collection counting: one without any answer counts 0.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.evaluate.judged import Gain, Judged, JudgedQuery
from indexer.evaluate.runs import Run

#: Names of the figures, in the order in which they are shown. ``empty`` is the share of queries
#: without any answer (lower is better); all others are better when higher.
FIGURES = ("success@1", "success@5", "mrr@10", "ndcg@10", "recall@50", "empty")

#: A figure by name; ``None`` where it means nothing (recall when no sheet is relevant enough).
Figures = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Scores:
    """A run measured on a collection: averages, by query, and by averaged unit with its weight.

    ``interval`` is the 95 % bootstrap interval of nDCG@10 over units.
    """

    averages: dict[str, float]
    queries: dict[str, Figures]
    units: tuple[tuple[float, Figures], ...]
    interval: tuple[float, float]


def score(judged: Judged, run: Run) -> Scores:
    """The figures of ``run`` on every query of ``judged``."""
    queries = {
        q.id: query_figures([sheet for sheet, _ in run.get(q.id, ())], q, judged)
        for q in judged.queries
    }
    units = tuple(_units(judged.queries, queries))
    averages = {name: average(units, name) for name in FIGURES}
    return Scores(averages, queries, units, bootstrap(units, "ndcg@10"))


def query_figures(ranked: Sequence[str], query: JudgedQuery, judged: Judged) -> Figures:
    """The figures of one answer: sheet ids in order against the grades of the query."""
    good = {sheet for sheet, grade in query.grades.items() if grade >= judged.relevant}
    first = next((n for n, sheet in enumerate(ranked[:10], 1) if sheet in good), None)
    return {
        "success@1": float(first == 1),
        "success@5": float(first is not None and first <= 5),
        "mrr@10": 1.0 / first if first else 0.0,
        "ndcg@10": ndcg(ranked, query.grades, judged.gain),
        "recall@50": len(good.intersection(ranked[:50])) / len(good) if good else None,
        "empty": float(not ranked),
    }


def ndcg(ranked: Sequence[str], grades: dict[str, int], gain: Gain) -> float:
    """Normalised gain at 10: discounted gain over that of the judged sheets in the best order."""
    worth: Callable[[int], float] = (lambda g: 2.0**g - 1.0) if gain == "exp" else float
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    ideal = _discounted([worth(grade) for grade in best])
    found = _discounted([worth(max(0, grades.get(sheet, 0))) for sheet in ranked])
    return found / ideal if ideal else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:10], 1))


def _units(
    queries: Sequence[JudgedQuery], figures: dict[str, Figures]
) -> list[tuple[float, Figures]]:
    """One row a unit: the mean of its queries, and what it weighs among the others."""
    groups: dict[str, list[JudgedQuery]] = defaultdict(list)
    for query in queries:
        groups[query.unit].append(query)
    return [
        (
            group[0].weight,
            {name: _mean([figures[q.id][name] for q in group]) for name in FIGURES},
        )
        for _, group in sorted(groups.items())
    ]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def average(units: Sequence[tuple[float, Figures]], name: str) -> float:
    """The weighted mean of one figure over units that have it; 0 when none has."""
    known = [(weight, f[name]) for weight, f in units if f[name] is not None]
    whole = sum(weight for weight, _ in known)
    return sum(weight * (value or 0.0) for weight, value in known) / whole if whole else 0.0


def bootstrap(
    units: Sequence[tuple[float, Figures]], name: str, rounds: int = 1000
) -> tuple[float, float]:
    """95 % interval of an average, by drawing units again; the same at every call."""
    dice = random.Random(7)
    drawn = sorted(average(dice.choices(units, k=len(units)), name) for _ in range(rounds))
    return drawn[int(0.025 * rounds)], drawn[int(0.975 * rounds) - 1]
