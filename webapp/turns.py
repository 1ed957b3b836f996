"""Who searches now and who waits: a few searches at once, a short queue, a bounded patience.

What asks the index runs in a small pool of threads of its own. When the queue is full, or when an
answer does not come in time, the visitor is told at once to come back; other pages, and answers
that a cache still holds, go on. A search that comes too late is not lost: it ends in its thread
and the next visitor finds it remembered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from contextvars import copy_context
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from flask import Flask, current_app

from indexer import FichesError

if TYPE_CHECKING:
    from indexer import Settings

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_KEY = "fiches-turns"

#: Visitors who may wait for each search that runs.
WAITING = 8


class BusyError(FichesError):
    """Too many searches are running or waiting, or this one takes too long."""

    status = 503


class Turns:
    """At most ``at_once`` searches run and eight times as many wait, each ``patience`` seconds."""

    def __init__(self, at_once: int, patience: float) -> None:
        self.most = at_once * (1 + WAITING)
        self.patience = patience
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="search")
        self._lock = threading.Lock()
        self._taken = 0

    def take(self, work: Callable[[], Answer]) -> Answer:
        """What ``work`` returns when its turn has come; raises BusyError when it cannot be had."""
        with self._lock:
            if self._taken >= self.most:
                raise BusyError("too many searches at once: try again in a few seconds")
            self._taken += 1
        future = self._pool.submit(work)
        future.add_done_callback(self._leave)
        try:
            return future.result(self.patience)
        except LateError:
            if future.done():  # the work itself met a time limit
                raise
            future.cancel()  # if it has not begun, it never will
            raise BusyError(f"no answer within {self.patience:g} s: try again later") from None

    def _leave(self, _: Future[Answer]) -> None:
        with self._lock:
            self._taken -= 1


def attach(app: Flask, settings: Settings) -> None:
    """Bound how ``app`` asks the index, as the settings say."""
    app.extensions[_KEY] = Turns(settings.searches, settings.patience)


def in_turn(view: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """A view that asks the index, when its turn has come."""

    @wraps(view)
    def waiting(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        # The request of the visitor who waits, not a copy of it: that costs as much as the hop.
        context = copy_context()
        turns = cast("Turns", current_app.extensions[_KEY])
        return turns.take(lambda: context.run(view, *args, **kwargs))

    return waiting
