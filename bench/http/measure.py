"""Our production server beside Typesense's: same machine, same client, same queries, in turns.

    python bench/http/measure.py COLLECTION PRODUCT_PYTHON

Run by the Python that has the peers. Ours is started as ``fiches serve`` starts it. In a round no
query is asked twice, so that nothing can be remembered; what is remembered is measured apart.
Prints JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))

from drawing import distinct  # noqa: E402 - its folder is the one above
from line import message  # noqa: E402
from ours import Ours, ours_asked  # noqa: E402
from peers import typesense_peer as typesense  # noqa: E402
from peers.work import Asked, rows  # noqa: E402

ROUNDS = 2
WARMING, ALONE, TOGETHER, AGAIN = 80, 250, 800, 40
LINES = 16
#: Seconds after which one run ends.
LONGEST = 60
#: Facet values that Typesense gives unless told otherwise.
FEW_VALUES = 10
Json = dict[str, Any]


class Server(Protocol):
    """A started server."""

    port: int
    process: subprocess.Popen[bytes]


def theirs_asked(asked: Asked, values: int) -> str:
    """The query as a message to Typesense."""
    path, body = typesense.question(asked, values)
    return message("POST", path, typesense.headers(), body).decode("latin-1")


def family(process: int) -> Iterator[int]:
    """The ids of a process and of all it started."""
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def used(process: int) -> float:
    """Milliseconds of processor time of a process and of all it started."""
    return sum(sum(typesense.used_by(one)) for one in family(process)) / 1e6


def memory(process: int) -> int:
    """Bytes held by a process and all it started; pages that they share count once."""
    total = 0
    for one in family(process):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def run(server: Server, messages: Sequence[str], lines: int) -> Json:
    """One job of the client."""
    before = used(server.process.pid)
    job = {"port": server.port, "lines": lines, "messages": messages, "seconds": LONGEST}
    done = subprocess.run(
        [sys.executable, HERE / "client.py"],
        input=json.dumps(job) + "\n", capture_output=True, text=True, check=True,
    )  # fmt: skip
    told: Json = json.loads(done.stdout)
    if told["refused"]:
        raise SystemExit(f"queries refused with {told['refused']}")
    count = len(told["latencies"])
    told["cpu"] = (used(server.process.pid) - before) / count
    told["rate"] = count / told["wall"]
    told["bytes"] /= count
    return told


def measured(ours: Ours, theirs: Server, sheets: list[Json]) -> Json:
    """All runs of both servers: latencies of all rounds, the best rate."""
    found: dict[str, list[Json]] = {}
    for turn in range(ROUNDS):
        for name, lines, count in (("alone", 1, ALONE), ("together", LINES, TOGETHER)):
            stream = distinct(sheets, WARMING + count, seed=100 * lines + turn)
            kinds = {
                "fiches": (ours, [ours_asked(q) for q in stream]),
                "typesense": (theirs, [theirs_asked(q, typesense.ALL_VALUES) for q in stream]),
                "typesense, 10 values": (theirs, [theirs_asked(q, FEW_VALUES) for q in stream]),
            }
            for engine, (server, messages) in kinds.items():
                run(server, messages[:WARMING], lines)
                found.setdefault(f"{engine}|{name}", []).append(
                    run(server, messages[WARMING:], lines)
                )
    again = [ours_asked(q) for q in distinct(sheets, AGAIN, seed=7)]
    run(ours, again * 8, LINES)
    for name, lines in (("alone", 1), ("together", LINES)):
        found[f"fiches, asked before|{name}"] = [run(ours, again * 25, lines)]
    return {name: joined(runs) for name, runs in found.items()}


def joined(runs: Sequence[Json]) -> Json:
    """Several runs as one: every latency, the best rate, the least processor time."""
    return {
        "latencies": [spent for one in runs for spent in one["latencies"]],
        "rate": max(one["rate"] for one in runs),
        "cpu": min(one["cpu"] for one in runs),
        "bytes": runs[0]["bytes"],
    }


def main(folder: str, product: str) -> None:
    """Measure both over one collection."""
    collection = Path(folder)
    sheets = list(rows(collection / "rows.jsonl"))
    ours = Ours(product, collection / "fiches", collection / "serve.log")
    try:
        theirs = typesense.Server(collection / "typesense", collection / "typesense.log")
        try:
            told = measured(ours, theirs, sheets)
            held = {"fiches": memory(ours.process.pid), "typesense": memory(theirs.process.pid)}
            print(json.dumps({"runs": told, "memory": held}))
        finally:
            theirs.stop()
    finally:
        ours.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
