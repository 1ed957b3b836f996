"""Many who never pause ask our server at once, and one visitor opens a page: who is answered, when.

    python bench/http/crowd.py COLLECTION PRODUCT_PYTHON [CLIENTS ...]

Prints a line for each number of clients: the answers by status, and the 95th percentile and the
greatest of the milliseconds they took; then the same of a page that needs no search, asked over a
new connection twenty times a second.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent))

from drawing import distinct
from figures import percentile
from line import Line, message
from ours import Ours, ours_asked
from peers.work import rows

QUERIES, CLIENTS = 4000, (16, 100, 400)
PAGE, PAUSE = "/aide", 0.05
Answered = list[tuple[int, float]]


def asked(line: Line, sent: bytes) -> tuple[int, float]:
    """The status of an answer and the milliseconds that it took."""
    start = time.perf_counter()
    status, _ = line.ask(sent)
    return status, 1000 * (time.perf_counter() - start)


def visited(port: int, over: threading.Event) -> Iterator[tuple[int, float]]:
    """What the visitor of the page is told until all is over."""
    while not over.is_set():
        with Line(port) as line:
            yield asked(line, message("GET", PAGE, {}))
        over.wait(PAUSE)


def crowded(port: int, messages: list[bytes], clients: int) -> tuple[Answered, Answered]:
    """Every message sent once by whichever client is free; what each was told, and the visitor."""
    searches: Answered = []
    pages: Answered = []
    waiting, lock, over = iter(messages), threading.Lock(), threading.Event()

    def search() -> None:
        with Line(port) as line:
            while True:
                with lock:
                    sent = next(waiting, None)
                if sent is None:
                    return
                searches.append(asked(line, sent))

    visitor = threading.Thread(target=lambda: pages.extend(visited(port, over)))
    threads = [threading.Thread(target=search) for _ in range(clients)]
    for thread in (visitor, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    visitor.join()
    return searches, pages


def told(answered: Answered) -> str:
    """Answers by status and what they took."""
    spent = [one for _, one in answered]
    statuses = ", ".join(f"{n} × {s}" for s, n in sorted(Counter(s for s, _ in answered).items()))
    return f"{statuses}; p95 {percentile(spent, 0.95):.0f} ms, at most {max(spent):.0f} ms"


def main(folder: str, product: str, *clients: str) -> None:
    """One line for each number of clients, a server of its own for each."""
    collection = Path(folder)
    sheets = list(rows(collection / "rows.jsonl"))
    messages = [ours_asked(q).encode("latin-1") for q in distinct(sheets, QUERIES, seed=1)]
    for number in map(int, clients or CLIENTS):
        server = Ours(product, collection / "fiches", collection / "crowd.log")
        try:
            searches, pages = crowded(server.port, messages, number)
        finally:
            server.stop()
        print(f"{number} clients: searches {told(searches)}; a page {told(pages)}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
