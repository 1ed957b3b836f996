"""gunicorn's worker of threads, of which one leads: it waits for requests and answers them itself.

gunicorn takes each request in its main thread, hands it to another and takes the connection back,
while more threads read and write. All of them share Python's lock, which changes hands a dozen
times around an answer of two milliseconds. Here one thread goes from answer to answer. When one
takes long, another thread leads on, so that a slow search or a slow visitor holds up nobody. The
main thread answers nothing: it hears signals, and tells gunicorn that the process lives.
"""

from __future__ import annotations

import os
import select
import selectors
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from gunicorn.workers import gthread

from webapp import turns

#: Seconds that a request may take before another thread leads on: several times what one takes.
LONG = 0.025

#: Connections accepted before those are answered that are open.
MOST_AT_ONCE = 64

#: Seconds between two looks at what goes on, while the process works and while it stops.
LOOK, LOOK_STOPPING = 1.0, 0.1

#: A time long past.
_LONG_AGO = -1e9


class _Done(NamedTuple):
    """What became of a request, in the words in which gunicorn's threads tell it."""

    kept: object

    def result(self) -> object:
        """What ``handle`` returned."""
        return self.kept

    def cancelled(self) -> bool:
        """Never: it was answered."""
        return False


class Lead:
    """Who leads: one thread at most.

    The leader alone touches the connections that rest, the poller and their counts. It lets go
    while it answers, so that another can take over.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._here = threading.local()
        #: When the leader began the request that it answers; nothing while it waits for one.
        self._since: float | None = _LONG_AGO
        #: How often another thread has taken over.
        self._changes = 0

    @property
    def mine(self) -> bool:
        """Whether this thread leads."""
        return getattr(self._here, "leads", False)

    def take_over(self) -> bool:
        """Lead where nobody does or in the place of a thread whose request takes long."""
        since = self._since
        if since is None or time.monotonic() - since < LONG:
            return False
        if not self._lock.acquire(blocking=False):
            return False
        if self._since != since:  # it has just come back
            self._lock.release()
            return False
        self._changes += 1
        self._since, self._here.leads = None, True
        return True

    def give_up(self) -> None:
        """No longer lead: whoever stands by may."""
        self._since = _LONG_AGO
        self._let_go()

    def _let_go(self) -> None:
        self._here.leads = False
        self._lock.release()

    def away(self, work: Callable[[], object]) -> object:
        """What ``work`` returns; meanwhile another may take over, and then leads on.

        The lead may be lost to a thread that only looked whether to take over: then that thread
        or another soon does.
        """
        changes = self._changes
        self._since = time.monotonic()
        self._let_go()
        try:
            return work()
        finally:
            if self._changes == changes and self._lock.acquire(blocking=False):
                if self._changes == changes:
                    self._since, self._here.leads = None, True
                else:
                    self._lock.release()


class LeadingWorker(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """As many threads as configured at most: one leads, one stands by, others answer."""

    alive: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.lead = Lead()
        self._staff = threading.Lock()
        self._threads, self._stands_by = 0, False
        self._here = threading.local()
        self._stops = self._over = False

    # --- The main thread -----------------------------------------------------------------------

    def run(self) -> None:
        """Have threads lead until the process stops and what is under way is answered."""
        queue = self.method_queue
        self.poller.register(queue.fileno(), selectors.EVENT_READ, queue.run_callbacks)
        self._stand_by()
        while self.alive and self.is_parent_alive():
            self.notify()
            self._sleep(LOOK)
        self.alive = False
        self._wake()
        until = time.monotonic() + self.cfg.graceful_timeout
        while (self.nr_conns > 0 or not self._stops) and time.monotonic() < until:
            self.notify()
            self._sleep(LOOK_STOPPING)
        self._over = True
        self._wake()
        for listener in self.sockets:
            listener.close()

    def _sleep(self, seconds: float) -> None:
        """Until a signal comes."""
        if select.select([self.PIPE[0]], [], [], seconds)[0]:
            os.read(self.PIPE[0], 1024)

    def _wake(self) -> None:
        """Have whoever leads look up."""
        self.method_queue.defer(int)  # which does nothing

    # --- Threads that lead and stand by --------------------------------------------------------

    def _stand_by(self) -> None:
        """Have a thread stand by, unless one does or there are enough."""
        with self._staff:
            if self._stands_by or self._threads >= self.cfg.threads:
                return
            threading.Thread(target=self._standing_by, daemon=True).start()
            self._stands_by = True
            self._threads += 1

    def _standing_by(self) -> None:
        """Lead when nobody does or who leads answers for long."""
        while not self._over:
            time.sleep(LONG)
            if not self.lead.take_over():
                continue
            with self._staff:
                self._stands_by = False
            self._lead_on()
            with self._staff:
                if self._stands_by:
                    self._threads -= 1
                    return
                self._stands_by = True

    def _lead_on(self) -> None:
        """Wait for requests and answer them, until another thread does or all is over."""
        try:
            self._stand_by()
            while self.lead.mine and not self._over:
                self._keep_house()
                for key, _ in self._asked():
                    key.data(key.fileobj)
                    if not self.lead.mine:
                        break  # who leads finds what else was asked
        except Exception:
            self.log.exception("Waiting for requests failed: the process is replaced")
            self.alive = False
        finally:
            if self.lead.mine:
                self.lead.give_up()

    def _keep_house(self) -> None:
        """Accept as many connections as there is room for; none once the process stops."""
        accepts = self.alive and self.nr_conns < self.worker_connections
        if accepts != self._accepting:
            self.set_accept_enabled(accepts)
        if not self.alive and not self._stops:
            until = time.monotonic() + gthread.STOP_KEEPALIVE_LINGER
            self._cap_keepalive(until)
            for conn in self.pending_conns:
                conn.timeout = min(conn.timeout, until)
            self._stops = True

    def _asked(self) -> list[tuple[selectors.SelectorKey, int]]:
        """What is asked for; connections on which nothing comes for long are closed."""
        found: list[tuple[selectors.SelectorKey, int]] = self.poller.select(
            LOOK if self.alive else LOOK_STOPPING
        )
        now = time.monotonic()
        turns.waits_since(now)
        for key, _ in found:
            if isinstance(key.data, partial):  # a connection, which is not idle
                key.data.args[0].timeout = now + self.cfg.keepalive
        self.murder_keepalived()
        self.murder_pending()
        return found

    # --- What the leader does with connections -------------------------------------------------

    def accept(self, listener: Any) -> None:  # noqa: ANN401
        """Accept those who wait, so that they come in turn with those who are connected."""
        for _ in range(min(MOST_AT_ONCE, self.worker_connections - self.nr_conns)):
            before = self.nr_conns
            if not self.alive:  # another process answers them
                return
            super().accept(listener)
            if self.nr_conns == before:  # nobody waits any more
                return

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401
        """Answer what comes on a connection; a new one is put aside until something comes."""
        if not conn.initialized and not conn.data_ready:
            self._put_aside(conn)
            return
        kept = self.lead.away(lambda: self._answered(conn))
        if self.lead.mine:
            self._finish(conn, kept)
        else:
            self.method_queue.defer(self._finish, conn, kept)

    def _put_aside(self, conn: Any) -> None:  # noqa: ANN401
        """As gunicorn does, but also while the process stops, so that none is closed unheard."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def _finish(self, conn: Any, kept: object) -> None:  # noqa: ANN401
        """Have a connection rest that is kept; one that is not is closed already."""
        if kept:
            self.finish_request(conn, _Done(kept))
        else:
            self.nr_conns -= 1

    # --- What any thread does while another may lead -------------------------------------------

    def _answered(self, conn: Any) -> object:  # noqa: ANN401
        """Answer a request and those that were read together with it; whether it is kept."""
        self._here.began = time.monotonic()
        kept = self.handle(conn)
        while kept is True and conn.parser.unreader.buf.getvalue():
            turns.waits_since(time.monotonic())
            kept = self.handle(conn)
        if not kept:
            with suppress(OSError):  # the visitor may have closed it
                conn.close(graceful=True)
        return kept

    def handle_request(self, req: Any, conn: Any) -> object:  # noqa: ANN401
        """Answer a request; the time that a visitor took to send it is no waiting."""
        now = time.monotonic()
        if now - self._here.began > LONG:
            turns.waits_since(now)
        return super().handle_request(req, conn)
