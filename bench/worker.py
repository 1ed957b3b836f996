"""One engine in a process of its own: builds its index, or answers queries read from its input.

python bench/worker.py NAME build ROWS FOLDER
python bench/worker.py NAME ask FOLDER
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from peers.work import Asked, Peer

QUERY, MEMORY = "query", "memory"


def build(peer: Peer, source: Path, folder: Path) -> dict[str, float]:
    """Build the index; seconds of wall and CPU (helpers' included), and bytes on disk."""
    start = time.perf_counter()
    peer.build(source, folder)
    wall = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(u.ru_utime + u.ru_stime for u in used)
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    return {"wall": wall, "cpu": cpu, "bytes": size}


def memory(process: int) -> dict[str, int]:
    """Bytes of a process: all that is resident, and its own part without mapped files."""
    found = {"resident": 0, "own": 0}
    for line in Path(f"/proc/{process}/status").read_text("utf-8").splitlines():
        name, _, value = line.partition(":")
        key = {"VmRSS": "resident", "RssAnon": "own"}.get(name)
        if key:
            found[key] = int(value.split()[0]) * 1024
    return found


def serve(peer: Peer) -> None:
    """Answer each line of the input by one line: milliseconds of CPU and wall, the answer."""
    for line in sys.stdin:
        asked = json.loads(line)
        if asked == MEMORY:
            told: dict[str, object] = dict(memory(peer.process()))
        else:
            query = Asked(**asked)
            cpu, wall = peer.clock(), time.perf_counter_ns()
            answer = peer.ask(query)
            wall, cpu = time.perf_counter_ns() - wall, peer.clock() - cpu
            if callable(answer.counts):
                answer.counts = answer.counts()
            told = {"cpu": cpu / 1e6, "wall": wall / 1e6, **asdict(answer)}
        print(json.dumps(told), flush=True)


def main(name: str, what: str, *paths: str) -> None:
    """Do as told; every line printed is JSON."""
    peer: Peer = import_module(f"peers.{name}_peer").PEER()
    if what == "build":
        print(json.dumps(build(peer, Path(paths[0]), Path(paths[1]))))
        return
    start = time.perf_counter()
    started = time.process_time_ns()
    peer.open(Path(paths[0]))
    wall = time.perf_counter() - start
    # A server of its own started at nothing.
    used = peer.clock() - (started if peer.process() == os.getpid() else 0)
    print(json.dumps({"cpu": used / 1e9, "wall": wall}), flush=True)
    try:
        serve(peer)
    finally:
        peer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
