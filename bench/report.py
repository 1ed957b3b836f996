"""Turns what was measured into the tables of ``docs/performance.md``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

from peers.work import Asked

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
NAMES = {"fiches": "Fiches", "tantivy": "tantivy-py", "fts5": "SQLite FTS5", "whoosh": "Whoosh"}
MB = 1024 * 1024
Json = dict[str, Any]


@dataclass
class Measured:
    """One engine over one collection; ``answers`` in the order of the queries."""

    name: str
    built: Json
    opened: Json
    answers: list[Json]
    memory: Json = field(default_factory=dict)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


SUMMARIES: dict[str, Callable[[Sequence[float]], float]] = {
    "mean": mean,
    "p50": median,
    "p95": lambda values: percentile(values, 0.95),
    "p99": lambda values: percentile(values, 0.99),
}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, figures to the right."""
    lines = [head, ["---", *("--:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def times(found: Sequence[Measured]) -> str:
    """Milliseconds a query: CPU, then wall."""
    head = ["ms a query", *(f"{cost} {s}" for cost in ("CPU", "wall") for s in SUMMARIES)]
    rows = [
        [NAMES[m.name], *(f"{s([a[c] for a in m.answers]):.2f}" for c in ("cpu", "wall")
                          for s in SUMMARIES.values())]
        for m in found
    ]  # fmt: skip
    return table(head, rows)


def ratios(found: Sequence[Measured], asked: Sequence[Asked]) -> str:
    """Our CPU divided by each peer's: over all queries, then by kind of query."""
    ours, *peers = found
    kinds = list(dict.fromkeys(q.kind for q in asked))
    head = ["ours ÷ peer, CPU", *SUMMARIES, *(f"{kind} (mean)" for kind in kinds)]

    def costs(measured: Measured, kind: str = "") -> list[float]:
        pairs = zip(measured.answers, asked, strict=True)
        return [a["cpu"] for a, q in pairs if not kind or q.kind == kind]

    rows = [
        [NAMES[p.name], *(f"{s(costs(ours)) / s(costs(p)):.2f}" for s in SUMMARIES.values()),
         *(f"{mean(costs(ours, k)) / mean(costs(p, k)):.2f}" for k in kinds)]
        for p in peers
    ]  # fmt: skip
    return table(head, rows)


def resources(found: Sequence[Measured]) -> str:
    """Indexing, size on disk, opening, memory."""
    head = ["", "index, CPU s", "index, MB", "opening, CPU s", "memory, MB", "of which own, MB"]
    rows = [
        [NAMES[m.name], f"{m.built['cpu']:.0f}", f"{m.built['bytes'] / MB:.0f}",
         f"{m.opened['cpu']:.2f}", f"{m.memory['resident'] / MB:.0f}",
         f"{m.memory['own'] / MB:.0f}"]
        for m in found
    ]  # fmt: skip
    return table(head, rows)


def likeness(found: Sequence[Measured], asked: Sequence[Asked]) -> str:
    """Whether the answers are comparable, query by query, to ours."""
    ours, *peers = found
    head = ["beside ours", "found nothing", "median of total ÷ ours", "top 10 shared",
            "same counts when browsing"]  # fmt: skip
    rows = [[NAMES[ours.name], str(sum(not a["total"] for a in ours.answers)), "1.00", "100 %", ""]]
    for peer in peers:
        pairs = list(zip(ours.answers, peer.answers, asked, strict=True))
        both = [(a, b) for a, b, q in pairs if a["total"] and b["total"] and q.text]
        totals = median(b["total"] / a["total"] for a, b in both)
        shared = mean(len({*a["ids"]} & {*b["ids"]}) / len(a["ids"]) for a, b in both)
        browsed = [same_counts(a, b) for a, b, q in pairs if q.kind == "browse"]
        rows.append([NAMES[peer.name], str(sum(not b["total"] for b in peer.answers)),
                     f"{totals:.2f}", f"{shared:.0%}".replace("%", " %"),
                     f"{sum(browsed)} of {len(browsed)}"])  # fmt: skip
    return table(head, rows)


def same_counts(ours: Json, peer: Json) -> bool:
    """Whether total and facet counts are equal, values without sheets aside."""
    counts = [
        {f: {v: n for v, n in values.items() if n} for f, values in a["counts"].items()}
        for a in (ours, peer)
    ]
    return bool(ours["total"] == peer["total"] and counts[0] == counts[1])


def report(sizes: dict[int, list[Measured]], asked: Sequence[Asked]) -> str:
    """All tables."""
    parts = []
    for factor, found in sizes.items():
        sheets = found[0].answers[[q.kind for q in asked].index("browse")]["total"]
        parts += [f"### {factor}×: {sheets:,} sheets\n", ratios(found, asked), times(found),
                  resources(found), likeness(found, asked)]  # fmt: skip
    if len(sizes) > 1:
        small, large = (sizes[f][0] for f in (min(sizes), max(sizes)))
        growth = mean(a["cpu"] for a in large.answers) / mean(a["cpu"] for a in small.answers)
        parts.append(f"From {min(sizes)}× to {max(sizes)}× a query costs us {growth:.1f} times as "
                     "much.\n")  # fmt: skip
    return "\n".join(parts)


def write(text: str) -> None:
    """Put the tables between their marks in the page."""
    page = PAGE.read_text("utf-8")
    marked = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.S)
    PAGE.write_text(marked.sub(lambda _: f"{BEGIN}\n\n{text}\n{END}", page), "utf-8")
