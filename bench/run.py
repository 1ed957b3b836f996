"""Asks everybody the same queries in one run, alternating, and prints ratios.

    python bench/run.py [--factors 1,10] [--rounds 3] [--source SHEETS] [--no-write]

Collections, indexes and the peers' own environment are made under ``.cache/bench`` when missing.
Each engine lives in a process of its own; each query goes to all of them, one after another, in an
order that turns, before the next query. Then each engine is asked all queries before the next
engine is. The best of ``--rounds`` is kept of each. Only ratios are worth comparing between two
machines or two hours. The tables go into ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from engines import PEERS, Engine, Json, environment, python_for
from peers.work import Asked, queries
from report import Measured, Size, report, write
from sheets import fetch, make

from indexer.collection import Collection
from indexer.errors import FichesError

HERE = Path(__file__).parent
CACHE = HERE.parent / ".cache" / "bench"
#: Plain Whoosh takes too long beyond the first size.
ONLY_SMALL = "whoosh"
#: Asked before anything is measured; none of them stands in the table of queries.
WARMING = (
    Asked("words", "chèque emploi service"),
    Asked("words", "vacances scolaires"),
    Asked("words", "permis bateau"),
    Asked("phrase", '"adresse du demandeur"'),
    Asked("phrase", '"mise en demeure"'),
    Asked("prefix", "notair*"),
    Asked("typo", "reclammation"),
    Asked("none", "brontosaure"),
    Asked("filter", "bibliothèque", "culture", "reg:84"),
    Asked("browse", "", "culture", "reg:32"),
)


def turned(engines: Sequence[Engine], by: int) -> Sequence[Engine]:
    """The engines, another one first."""
    first = by % len(engines)
    return (*engines[first:], *engines[:first])


def alternated(
    engines: Sequence[Engine], asked: Sequence[Asked], rounds: int
) -> Iterator[tuple[int, str, Json]]:
    """Every query to every engine, the first to be asked changing each time."""
    for turn in range(rounds):
        for n, query in enumerate(asked):
            for engine in turned(engines, n + turn):
                yield n, engine.name, engine.ask(query)


def by_rounds(
    engines: Sequence[Engine], asked: Sequence[Asked], rounds: int
) -> Iterator[tuple[int, str, Json]]:
    """All queries to one engine before the next is asked, as where one engine alone is used."""
    for turn in range(rounds):
        for engine in turned(engines, turn):
            for n, query in enumerate(asked):
                yield n, engine.name, engine.ask(query)


def measure(engines: Sequence[Engine], asked: Sequence[Asked], rounds: int) -> list[Measured]:
    """All figures of all engines over one collection.

    ``cpu`` and ``wall`` in turns, ``first`` the CPU of the first round, ``round`` the CPU of the
    queries asked one after another.
    """
    found = [Measured(e.name, e.built(), e.start(), [{} for _ in asked]) for e in engines]
    by_name = {m.name: m for m in found}
    for _ in alternated(engines, WARMING, 1):
        pass
    for n, name, told in alternated(engines, asked, rounds):
        best = by_name[name].answers[n]
        told["first"] = best.get("first", told["cpu"])
        for cost in ("cpu", "wall"):
            told[cost] = min(told[cost], best.get(cost, told[cost]))
        by_name[name].answers[n] = told
    for n, name, told in by_rounds(engines, asked, rounds):
        best = by_name[name].answers[n]
        best["round"] = min(told["cpu"], best.get("round", told["cpu"]))
    for engine in engines:
        by_name[engine.name].memory = engine.memory()
        engine.stop()
    return found


def chosen(
    names: Sequence[str], folder: Path, python: Path, rebuild: Sequence[str]
) -> list[Engine]:
    """The engines that can run here; says why another cannot."""
    engines = []
    for name in names:
        own, reason = python_for(name, python)
        if own is None:
            print(f"{name}: left out: {reason}", flush=True)
            continue
        engine = Engine(name, folder, own)
        if name in rebuild or (name == "fiches" and not readable(folder / name)):
            engine.forget()
        engines.append(engine)
    return engines


def readable(index: Path) -> bool:
    """Whether this version of the program can read our index."""
    try:
        return bool(Collection.open(index).generation)
    except (FichesError, OSError):
        return False


def told_by(python: Path | str, script: str, *given: object) -> Json | None:
    """What another script of this folder prints as its last line of JSON; nothing if it fails."""
    command = [python, HERE / script, *map(str, given)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"{script} ended with {done.returncode}: its figures are left out", flush=True)
        return None
    found: Json = json.loads(done.stdout.splitlines()[-1])
    return found


def of_size(factor: int, told: argparse.Namespace, python: Path) -> Size:
    """Everything measured at one size."""
    folder = told.cache / f"{factor}x"
    if not (folder / "rows.jsonl").exists():
        print(f"{factor}×: making the sheets", flush=True)
        make(folder, factor, told.source or fetch(told.cache))
    small = told.only_small.split(",")
    wanted = [n for n in told.only.split(",") if n and (factor == 1 or n not in small)]
    engines = chosen(("fiches", *wanted), folder, python, told.rebuild.split(","))
    asked = queries(HERE / "queries.tsv")
    print(f"{factor}×: asking {', '.join(e.name for e in engines)}", flush=True)
    size = Size(measure(engines, asked, told.rounds), (folder / "rows.jsonl").stat().st_size)
    index = folder / "fiches"
    parts = told.parts.split(",")
    if "changed" in parts and factor <= told.changed_up_to:
        print(f"{factor}×: publishing one changed sheet", flush=True)
        size.changed = told_by(sys.executable, "changed.py", folder, index)
    beside = any(e.name == "typesense" for e in engines)
    if "http" in parts and factor <= told.http_up_to and beside:
        print(f"{factor}×: asking both servers", flush=True)
        size.http = told_by(python, "http/measure.py", folder, sys.executable)
    if "agreement" in parts and factor <= told.agreement_up_to:
        print(f"{factor}×: comparing with the reference engine", flush=True)
        size.agreement = told_by(sys.executable, "agreement.py", folder, index,
                                 0 if factor == 1 else 44)  # fmt: skip
    return size


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--factors", default="1", help="sizes, as multiples of the sheets")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--source", type=Path, help="sheets of the corpus format; else fetched")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--only", default=",".join(PEERS), help="the peers to measure")
    parser.add_argument("--only-small", default=ONLY_SMALL, help="those measured at 1× alone")
    parser.add_argument("--parts", default="agreement,changed,http", help="what else to measure")
    parser.add_argument("--agreement-up-to", type=int, default=1, help="the largest size compared")
    parser.add_argument("--changed-up-to", type=int, default=10, help="the largest published into")
    parser.add_argument("--http-up-to", type=int, default=10, help="the largest size served")
    parser.add_argument("--rebuild", default="", help="engines whose index is made anew")
    parser.add_argument("--no-write", action="store_true", help="leave docs/performance.md alone")
    return parser.parse_args()


def main() -> None:
    """Measure each size and write the tables."""
    told = arguments()
    told.cache.mkdir(parents=True, exist_ok=True)
    python = environment(told.cache)
    load = os.getloadavg()[2]
    sizes = {f: of_size(f, told, python) for f in map(int, told.factors.split(","))}
    how = (
        f"The best of {told.rounds} rounds, on {os.cpu_count()} cores; in the quarter of an hour "
        f"before, the load was {load:.1f} (where others work too, believe CPU, not wall)."
    )
    text = report(sizes, queries(HERE / "queries.tsv"), how)
    print(text)
    if not told.no_write:
        write(text)


if __name__ == "__main__":
    main()
