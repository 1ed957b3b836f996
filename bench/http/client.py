"""The client of both servers, in a process of its own: kept connections, one thread for each.

Reads ``{"port", "lines", "messages", "seconds"}`` as one line of JSON; prints the latencies in
milliseconds in the order of the messages answered, the wall seconds and the bytes received.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent))

from line import Line


def asked(port: int, lines: int, messages: list[bytes], seconds: float) -> dict[str, Any]:
    """Every message sent once by whichever connection is free, until the time is up."""
    latencies: list[tuple[int, float, int, int]] = []
    waiting = iter(enumerate(messages))
    lock = threading.Lock()
    until = time.perf_counter() + seconds

    def work() -> None:
        with Line(port) as line:
            while True:
                with lock:
                    n, message = next(waiting, (-1, b""))
                start = time.perf_counter()
                if n < 0 or start > until:
                    return
                status, body = line.ask(message)
                spent = time.perf_counter() - start
                latencies.append((n, 1000 * spent, status, len(body)))

    threads = [threading.Thread(target=work) for _ in range(lines)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - start
    latencies.sort()
    return {
        "latencies": [spent for _, spent, _, _ in latencies],
        "wall": wall,
        "bytes": sum(size for *_, size in latencies),
        "refused": sorted({status for _, _, status, _ in latencies if status != 200}),
    }


def main() -> None:
    """Do the one job given."""
    job = json.loads(sys.stdin.readline())
    messages = [text.encode("latin-1") for text in job["messages"]]
    print(json.dumps(asked(job["port"], job["lines"], messages, job["seconds"])))


if __name__ == "__main__":
    main()
