"""Turns what was measured into the tables of ``docs/performance.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

from figures import SUMMARIES, ratio
from goals import MB, goals
from peers.work import Asked

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
#: What is changed before publishing: a sentence of one sheet, its title, nothing.
CHANGES = ("one", "title", "none")
NAMES = {
    "fiches": "Fiches",
    "tantivy": "tantivy-py",
    "fts5": "SQLite FTS5",
    "fts5_joins": "SQLite FTS5, all in SQL",
    "xapian": "Xapian",
    "typesense": "Typesense",
    "whoosh": "Whoosh",
}
SERVERS = {
    "fiches": "Fiches",
    "fiches, asked before": "Fiches, asked before",
    "typesense": "Typesense",
    "typesense, 10 values": "Typesense, 10 values a facet",
}
Json = dict[str, Any]


@dataclass
class Measured:
    """One engine over one collection; ``answers`` in the order of the queries."""

    name: str
    built: Json
    opened: Json
    answers: list[Json]
    memory: Json = field(default_factory=dict)

    def costs(self, cost: str) -> list[float]:
        """Milliseconds of ``cpu`` or ``wall`` of each query.

        ``first`` is CPU the first time, ``round`` CPU where no other engine is asked in between.
        """
        return [answer[cost] for answer in self.answers]


@dataclass
class Size:
    """One collection: the engines, ours first; bytes of its sheets as rows; other measures."""

    engines: list[Measured]
    text: int
    changed: Json | None = None
    http: Json | None = None
    agreement: Json | None = None


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, figures to the right."""
    lines = [head, ["---", *("--:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def ratios(found: Sequence[Measured]) -> str:
    """Our milliseconds divided by each peer's."""
    ours, *peers = found
    head = ["ours ÷ peer", *(f"{told} {s}" for told in ("CPU", "wall") for s in SUMMARIES),
            "CPU mean, first time", "CPU mean, by rounds"]  # fmt: skip
    wanted = [*((c, s) for c in ("cpu", "wall") for s in SUMMARIES), ("first", "mean"),
              ("round", "mean")]  # fmt: skip
    rows = [
        [NAMES[p.name], *(f"{ratio(ours.costs(c), p.costs(c), s):.2f}" for c, s in wanted)]
        for p in peers
    ]
    return table(head, rows)


def kinds(found: Sequence[Measured], asked: Sequence[Asked]) -> str:
    """Our mean CPU divided by each peer's, by kind of query."""
    ours, *peers = found
    head = list(dict.fromkeys(q.kind for q in asked))

    def costs(measured: Measured, kind: str) -> list[float]:
        pairs = zip(measured.answers, asked, strict=True)
        return [a["cpu"] for a, q in pairs if q.kind == kind]

    rows = [[NAMES[p.name], *(f"{ratio(costs(ours, k), costs(p, k)):.2f}" for k in head)]
            for p in peers]  # fmt: skip
    return table(["ours ÷ peer, mean CPU", *head], rows)


def times(found: Sequence[Measured]) -> str:
    """Milliseconds a query: CPU, then wall."""
    head = ["ms a query", *(f"{cost} {s}" for cost in ("CPU", "wall") for s in SUMMARIES),
            "CPU mean, by rounds"]  # fmt: skip
    rows = [
        [NAMES[m.name], *(f"{s(m.costs(c)):.2f}" for c in ("cpu", "wall")
                          for s in SUMMARIES.values()), f"{mean(m.costs('round')):.2f}"]
        for m in found
    ]  # fmt: skip
    return table(head, rows)


def resources(found: Sequence[Measured]) -> str:
    """Indexing, size on disk, opening, memory."""
    head = ["", "index, s", "of CPU", "index, MB", "opening, s", "of CPU", "memory, MB",
            "of which own, MB"]  # fmt: skip
    rows = [
        [NAMES[m.name], f"{m.built['wall']:.0f}", f"{m.built['cpu']:.0f}",
         f"{m.built['bytes'] / MB:.0f}", f"{m.opened['wall']:.2f}", f"{m.opened['cpu']:.2f}",
         f"{m.memory['resident'] / MB:.0f}", f"{m.memory['own'] / MB:.0f}"]
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


def agreed(told: Json) -> str:
    """How far our answers are those of the reference engine."""
    text = (
        f"Of {told['queries']} queries, {told['same']} gave the same 10 sheets in the same order "
        f"as the reference engine, {told['ties']} the same but for equal scores; "
        f"{told['totals']} the same total, {told['counts']} the same counts."
    )
    if told["differing"]:
        text += " Others: " + ", ".join(f"`{q}`" for q in told["differing"]) + "."
    return text + "\n"


def served(http: Json) -> str:
    """Both servers beside each other."""
    head = ["over HTTP", *(f"1 client, ms {s}" for s in SUMMARIES),
            *(f"16 clients, ms {s}" for s in SUMMARIES), "queries a second", "server CPU, ms",
            "KB an answer"]  # fmt: skip
    runs = http["runs"]
    rows = []
    for name, label in SERVERS.items():
        alone, together = runs[f"{name}|alone"], runs[f"{name}|together"]
        figures = [f"{s(one['latencies']):.1f}" for one in (alone, together)
                   for s in SUMMARIES.values()]  # fmt: skip
        rows.append([label, *figures, f"{together['rate']:.0f}", f"{together['cpu']:.1f}",
                     f"{together['bytes'] / 1024:.0f}"])  # fmt: skip
    held = {name: f"{size / MB:.0f} MB" for name, size in http["memory"].items()}
    return table(head, rows) + (
        f"\nBoth servers after the run hold, shared pages counted once: ours {held['fiches']}, "
        f"Typesense {held['typesense']}.\n"
    )


def growth(sizes: dict[int, Size]) -> str:
    """What grows with the collection, of ours."""
    head = ["ours", "text, MB", "CPU a query, ms", "p99, ms", "index, s", "index, MB",
            "opening, s", "memory, MB", "of which own, MB", "one changed sheet, s",
            "one changed title, s", "none changed, s"]  # fmt: skip
    rows = []
    for factor, size in sizes.items():
        ours = size.engines[0]
        costs = ours.costs("cpu")
        changed = size.changed or {}
        rows.append([f"{factor}×", f"{size.text / MB:.0f}", f"{mean(costs):.2f}",
                     f"{SUMMARIES['p99'](costs):.2f}", f"{ours.built['wall']:.0f}",
                     f"{ours.built['bytes'] / MB:.0f}", f"{ours.opened['wall']:.2f}",
                     f"{ours.memory['resident'] / MB:.0f}", f"{ours.memory['own'] / MB:.0f}",
                     *(f"{changed[c]['wall']:.1f}" if c in changed else "" for c in CHANGES),
                     ])  # fmt: skip
    return table(head, rows)


def aims(sizes: dict[int, Size]) -> str:
    """Each limit with its figure and whether it holds."""
    rows = [[g.name, f"{g.figure:.2f}", f"{'≤' if g.most else '≥'} {g.limit:g}",
             "yes" if g.held else "**no**"] for g in goals(sizes, NAMES)]  # fmt: skip
    return table(["goal", "measured", "limit", "held"], rows)


def report(sizes: dict[int, Size], asked: Sequence[Asked], how: str) -> str:
    """All tables, ``how`` they were measured first."""
    parts = [f"{how}\n", "### Goals\n", aims(sizes), "### Growth\n", growth(sizes)]
    for factor, size in sizes.items():
        parts += _of_size(factor, size, asked)
    return "\n".join(parts)


def _of_size(factor: int, size: Size, asked: Sequence[Asked]) -> Iterator[str]:
    found = size.engines
    sheets = found[0].answers[[q.kind for q in asked].index("browse")]["total"]
    yield f"### {factor}×: {sheets:,} sheets\n"
    yield from (ratios(found), kinds(found, asked), times(found), resources(found))
    yield likeness(found, asked)
    if size.agreement:
        yield agreed(size.agreement)
    if size.http:
        yield served(size.http)


def write(text: str, page: Path = PAGE) -> None:
    """Put the tables between their marks in the page."""
    whole = page.read_text("utf-8")
    marked = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.S)
    if not marked.search(whole):
        raise ValueError(f"{page} has no {BEGIN} … {END}")
    page.write_text(marked.sub(lambda _: f"{BEGIN}\n\n{text}\n{END}", whole), "utf-8")
