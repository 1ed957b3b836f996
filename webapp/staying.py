"""gunicorn's worker of threads, whose threads stay a moment with the visitor they answered.

gunicorn takes each request in its main thread, hands it to another and takes the connection back:
Python's lock changes hands four times around an answer. Whoever asks again at once, a program
that goes through many questions or a browser that needs what a page names, is answered by the
thread that is already there.
"""

from __future__ import annotations

import select
from collections import deque
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

#: Milliseconds that a thread stays: longer than a program on the same network takes to ask again.
STAY = 2


class StayingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A thread goes on with its connection while more is asked and nobody waits for a thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - gunicorn has no types
        super().__init__(*args, **kwargs)
        #: One for each request that no thread has begun yet.
        self._unbegun: deque[None] = deque()

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401 - gunicorn has no types
        """Have a thread answer what comes on a connection."""
        self._unbegun.append(None)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> object:  # noqa: ANN401 - gunicorn has no types
        """Answer a request and those that follow it at once; what gunicorn does with the rest."""
        self._unbegun.pop()
        while (kept := super().handle(conn)) is True:
            if self._unbegun or not self.alive or not _asked_again(conn):
                break
        return kept


def _asked_again(conn: Any) -> bool:  # noqa: ANN401 - gunicorn has no types
    """Whether something comes on a connection; what was read ahead is left to gunicorn."""
    if conn.parser.unreader.buf.getvalue():
        return False
    coming = select.poll()
    coming.register(conn.sock, select.POLLIN)
    return bool(coming.poll(STAY))
