"""Asks everybody the same queries in one run, alternating, and prints ratios.

    python bench/run.py [--factors 1,10] [--rounds 3] [--source SHEETS] [--write]

Collections, indexes and the peers' own environment are made under ``.cache/bench`` when missing.
Each engine lives in a process of its own; each query goes to all of them, one after another, in an
order that turns, before the next query. The best of ``--rounds`` is kept of each. Only ratios are
worth comparing between two machines or two hours. ``--write`` puts the tables into
``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from peers.work import Asked, queries
from report import Measured, report, write
from sheets import fetch, make
from worker import MEMORY

HERE = Path(__file__).parent
CACHE = HERE.parent / ".cache" / "bench"
PEERS = ("tantivy", "fts5", "whoosh")
#: Plain Whoosh takes too long beyond the first size.
ONLY_SMALL = ("whoosh",)
Json = dict[str, Any]


def environment(cache: Path) -> Path:
    """The Python that has the peers; never that of the product."""
    python = cache / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", cache / "venv"],
                       check=True)  # fmt: skip
        wanted = ["-r", str(HERE / "requirements.txt")]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python


class Engine:
    """The worker process of one engine over one collection."""

    def __init__(self, name: str, collection: Path, python: Path) -> None:
        self.name = name
        self.index = collection / name
        self._start = [
            sys.executable if name == "fiches" else str(python),
            HERE / "worker.py",
            name,
        ]
        self._collection = collection

    def built(self) -> Json:
        """What building cost; built once."""
        kept = self._collection / f"{self.name}.built.json"
        if not kept.exists():
            rows = self._collection / "rows.jsonl"
            done = subprocess.run([*self._start, "build", rows, self.index], check=True,
                                  stdout=subprocess.PIPE, text=True)  # fmt: skip
            kept.write_text(done.stdout.splitlines()[-1], "utf-8")
        found: Json = json.loads(kept.read_text("utf-8"))
        return found

    def start(self) -> Json:
        """Open the index; what opening cost."""
        self._process = subprocess.Popen(
            [*self._start, "ask", self.index],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self._read()

    def ask(self, asked: Asked) -> Json:
        """One answer with its cost."""
        return self._told(asdict(asked))

    def memory(self) -> Json:
        """What the process holds."""
        return self._told(MEMORY)

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _told(self, asked: object) -> Json:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Json:
        assert self._process.stdout
        found: Json = json.loads(self._process.stdout.readline())
        return found


def available(name: str, python: Path) -> bool:
    """Whether an engine can be imported."""
    if name == "fiches":
        return True
    load = f"import sys; sys.path.insert(0, {str(HERE)!r}); import peers.{name}_peer"
    return subprocess.run([python, "-c", load], capture_output=True, check=False).returncode == 0


def alternated(
    engines: Sequence[Engine], asked: Sequence[Asked], rounds: int
) -> Iterator[tuple[int, str, Json]]:
    """Every query to every engine, the first to be asked changing each time."""
    for turn in range(rounds):
        for n, query in enumerate(asked):
            first = (n + turn) % len(engines)
            for engine in (*engines[first:], *engines[:first]):
                yield n, engine.name, engine.ask(query)


def measure(engines: Sequence[Engine], asked: Sequence[Asked], rounds: int) -> list[Measured]:
    """All figures of all engines over one collection."""
    found = [Measured(e.name, e.built(), e.start(), [{} for _ in asked]) for e in engines]
    by_name = {m.name: m for m in found}
    for n, name, told in alternated(engines, asked, rounds):
        best = by_name[name].answers[n]
        for cost in ("cpu", "wall"):
            told[cost] = min(told[cost], best.get(cost, told[cost]))
        by_name[name].answers[n] = told
    for engine in engines:
        by_name[engine.name].memory = engine.memory()
        engine.stop()
    return found


def main() -> None:
    """Measure each size and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--factors", default="1,10", help="sizes, as multiples of the sheets")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--source", type=Path, help="sheets of the corpus format; else fetched")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--only", default=",".join(PEERS), help="the peers to measure")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    told = parser.parse_args()
    told.cache.mkdir(parents=True, exist_ok=True)
    python = environment(told.cache)
    asked = queries(HERE / "queries.tsv")
    wanted = [n for n in ("fiches", *told.only.split(",")) if n]
    names = [n for n in wanted if available(n, python)]
    print("not installed here:", ", ".join(set(wanted) - set(names)) or "none", flush=True)
    sizes: dict[int, list[Measured]] = {}
    for factor in map(int, told.factors.split(",")):
        folder = told.cache / f"{factor}x"
        if not (folder / "rows.jsonl").exists():
            make(folder, factor, told.source or fetch(told.cache))
        chosen = [n for n in names if factor == 1 or n not in ONLY_SMALL]
        engines = [Engine(name, folder, python) for name in chosen]
        sizes[factor] = measure(engines, asked, told.rounds)
    text = report(sizes, asked)
    print(text)
    if told.write:
        write(text)


if __name__ == "__main__":
    main()
