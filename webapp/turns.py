"""Who searches now and who waits: a few searches at once, a short queue, a bounded patience.

When the queue is full, when the turn does not come in time, or when a search takes too long, the
visitor is told at once to come back; other pages, and answers that a cache still holds, go on.

A search runs in the thread of the visitor who asked. Searches of one process take turns rather
than run together, for they share Python's lock and would only hand it to and fro; one that takes
unusually long lets the others begin.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from flask import Flask, current_app

from indexer import FichesError, LateError, at_most

if TYPE_CHECKING:
    from indexer import Settings

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_KEY = "fiches-turns"

#: Visitors who may wait for each search that runs.
WAITING = 8

#: Seconds that a search has to itself, several times what one takes; the next begins beside it.
ALONE = 0.05


class BusyError(FichesError):
    """Too many searches are running or waiting, or this one takes too long."""

    status = 503


class Turns:
    """At most ``at_once`` searches run and eight times as many wait, each ``patience`` seconds."""

    def __init__(self, at_once: int, patience: float) -> None:
        self.most = at_once * (1 + WAITING)
        self.patience = patience
        self._running = threading.Semaphore(at_once)
        self._alone = threading.Lock()
        self._lock = threading.Lock()
        self._taken = 0

    def take(self, work: Callable[[], Answer]) -> Answer:
        """What ``work`` returns when its turn has come; raises BusyError when it cannot be had."""
        with self._place():
            late = time.monotonic() + self.patience
            if not self._running.acquire(timeout=self.patience):
                raise self._late()
            alone = False
            try:
                alone = self._alone.acquire(timeout=min(ALONE, self.patience))
                with at_most(late - time.monotonic()):
                    return work()
            except LateError:
                raise self._late() from None
            finally:
                if alone:
                    self._alone.release()
                self._running.release()

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place among those who search or wait."""
        with self._lock:
            if self._taken >= self.most:
                raise BusyError("too many searches at once: try again in a few seconds")
            self._taken += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken -= 1

    def _late(self) -> BusyError:
        return BusyError(f"no answer within {self.patience:g} s: try again later")


def attach(app: Flask, settings: Settings) -> None:
    """Bound how ``app`` asks the index, as the settings say."""
    app.extensions[_KEY] = Turns(settings.searches, settings.patience)


def in_turn(view: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """A view that asks the index, when its turn has come."""

    @wraps(view)
    def waiting(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        turns = cast("Turns", current_app.extensions[_KEY])
        return turns.take(lambda: view(*args, **kwargs))

    return waiting
