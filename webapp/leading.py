"""gunicorn's worker of threads, of which one leads: it waits for requests and answers them itself.

gunicorn takes each request in its main thread, hands it to another and takes the connection back,
while more threads read and write. All of them share Python's lock, which changes hands a dozen
times around an answer of two milliseconds. Here one thread goes from answer to answer. When one
takes long, another thread leads on, so that a slow search or a slow visitor holds up nobody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from gunicorn.workers import gthread

from webapp import turns

#: Seconds that a request may take before another thread leads on: several times what one takes.
LONG = 0.025

#: Connections accepted before those are answered that are open.
MOST_AT_ONCE = 64


class _Done(NamedTuple):
    """What became of a request, in the words in which gunicorn's threads tell it."""

    kept: object

    def result(self) -> object:
        """What ``handle`` returned."""
        return self.kept

    def cancelled(self) -> bool:
        """Never: it was answered."""
        return False


class _Lead:
    """Who leads: one thread at most.

    The leader alone touches what gunicorn's main thread touches: the connections that rest, the
    poller, their counts. It lets go while it answers, so that another can take over.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._here = threading.local()
        #: When the leader began the request that it answers; 0 while it waits for one.
        self._since = 0.0
        #: Grows each time that another thread takes over.
        self.changes = 0
        #: Whether the main thread waits to lead again; it always may.
        self.wanted = False

    @property
    def mine(self) -> bool:
        """Whether this thread leads."""
        return getattr(self._here, "leads", False)

    def take(self, wake: Callable[[], None]) -> None:
        """Lead as soon as whoever leads, who is woken, lets go: for the main thread."""
        self.wanted = True
        wake()
        self._lock.acquire()
        self.wanted = False
        self._begin()

    def take_over(self) -> bool:
        """Lead in the place of a thread whose request takes long; whether there is one."""
        since = self._since
        if not since or time.monotonic() - since < LONG or not self._lock.acquire(blocking=False):
            return False
        if self._since != since:  # it has just come back
            self._lock.release()
            return False
        self._begin()
        return True

    def _begin(self) -> None:
        self._since, self._here.leads = 0.0, True
        self.changes += 1

    def let_go(self) -> None:
        """No longer lead."""
        self._here.leads = False
        self._lock.release()

    def away(self, work: Callable[[], object]) -> object:
        """What ``work`` returns; meanwhile another may take over, and then leads on."""
        changes = self.changes
        self._since = time.monotonic()
        self.let_go()
        try:
            return work()
        finally:
            if self._lock.acquire(blocking=False):
                if self.changes == changes:
                    self._since, self._here.leads = 0.0, True
                else:
                    self._lock.release()


class LeadingWorker(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """At most as many threads as configured: one leads, one stands by, others answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._lead = _Lead()
        self._staff = threading.Lock()
        self._threads, self._stands_by = 1, False

    def run(self) -> None:
        """Lead from the main thread until the process stops."""
        self._lead.take(self._wake)
        self._stand_by()
        super().run()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Do what is asked for, one thing after another."""
        changes = self._lead.changes
        found = self.poller.select(timeout)
        turns.waits_since(time.monotonic())
        for key, _ in found:
            key.data(key.fileobj)
            if self._lead.changes != changes:
                break  # another thread has led: it may have done what else was found
        if threading.current_thread() is threading.main_thread() and not self._lead.mine:
            self._lead.take(self._wake)

    def _wake(self) -> None:
        """Have whoever leads look up."""
        self.method_queue.defer(int)  # which does nothing

    def accept(self, listener: Any) -> None:  # noqa: ANN401
        """Accept those who wait, so that they come in turn with those who are connected.

        A process that stops leaves them to the others.
        """
        room = self.worker_connections - self.nr_conns if self.alive else 0
        for _ in range(min(MOST_AT_ONCE, room)):
            before = self.nr_conns
            super().accept(listener)
            if self.nr_conns == before:  # nobody waits any more
                return

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401
        """Answer what comes on a connection; a new one is put aside until something comes."""
        if not conn.initialized and not conn.data_ready:
            self.finish_request(conn, _Done(gthread._DEFER))
            return
        done = _Done(self._lead.away(lambda: self._answered(conn)))
        if self._lead.mine:
            self.finish_request(conn, done)
        else:
            self.method_queue.defer(self.finish_request, conn, done)

    def _answered(self, conn: Any) -> object:  # noqa: ANN401
        """Answer a request and those that were read together with it."""
        kept = self.handle(conn)
        while kept is True and conn.parser.unreader.buf.getvalue():
            kept = self.handle(conn)
        return kept

    # --- threads that stand by -----------------------------------------------------------------

    def _stand_by(self) -> None:
        """Have a thread stand by, unless one does or there are enough."""
        with self._staff:
            if self._stands_by or self._threads >= self.cfg.threads:
                return
            self._stands_by = True
            self._threads += 1
        threading.Thread(target=self._standing_by, daemon=True).start()

    def _standing_by(self) -> None:
        """Lead when who leads answers for long, until it is the main thread's turn again."""
        while self.alive:
            time.sleep(LONG)
            if not self._lead.take_over():
                continue
            with self._staff:
                self._stands_by = False
            self._stand_by()
            self._lead_on()
            with self._staff:
                if self._stands_by:
                    self._threads -= 1
                    return
                self._stands_by = True

    def _lead_on(self) -> None:
        """Do what the main thread does while it leads."""
        try:
            while self.alive and not self._lead.wanted and self._lead.mine:
                self.notify()
                self.wait_for_and_dispatch_events(1.0)
                if self._lead.mine:
                    self.murder_keepalived()
                    self.murder_pending()
        finally:
            if self._lead.mine:
                self._lead.let_go()
