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
from collections import deque
from collections.abc import Callable
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


#: When what this thread answers was found to wait.
_found = threading.local()


class BusyError(FichesError):
    """Too many searches are running or waiting, or this one takes too long."""

    status = 503


class Turns:
    """At most ``at_once`` searches run and eight times as many wait, each ``patience`` seconds.

    They count from when the server saw the request, where it says so (``waits_since``).
    """

    def __init__(self, at_once: int, patience: float) -> None:
        self.at_once = at_once
        self.patience = patience
        self._lock = threading.Lock()
        #: By the turn of each search that runs, when it began.
        self._running: dict[_Turn, float] = {}
        self._waiting: deque[_Turn] = deque()

    def take(self, work: Callable[[], Answer]) -> Answer:
        """What ``work`` returns when its turn has come; raises BusyError when it cannot be had."""
        now = time.monotonic()
        late = getattr(_found, "at", now) + self.patience
        if now >= late:
            raise self._late()
        turn = self._come(late)
        try:
            with at_most(late - time.monotonic()):
                return work()
        except LateError:
            raise self._late() from None
        finally:
            with self._lock:
                del self._running[turn]
                self._begin()

    def _come(self, late: float) -> _Turn:
        """A turn that has come, first come first; only who is next is woken as a search ends."""
        turn = _Turn()
        with self._lock:
            if len(self._waiting) >= self.at_once * WAITING:
                raise BusyError("too many searches at once: try again in a few seconds")
            self._waiting.append(turn)
            self._begin()
        while not turn.comes(min(ALONE, late - time.monotonic())):
            with self._lock:
                self._begin()
                if turn in self._waiting and time.monotonic() >= late:
                    self._waiting.remove(turn)
                    raise self._late()
        return turn

    def _begin(self) -> None:
        """Let who is next begin, unless too many run or one has not run for long."""
        if not self._waiting or len(self._running) >= self.at_once:
            return
        now = time.monotonic()
        if all(now >= begun + ALONE for begun in self._running.values()):
            turn = self._waiting.popleft()
            self._running[turn] = now
            turn.come()

    def _late(self) -> BusyError:
        return BusyError(f"no answer within {self.patience:g} s: try again later")


class _Turn:
    """A place among those who wait: a lock, which is free once the turn has come."""

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()

    def come(self) -> None:
        """Wake who waits."""
        self._lock.release()

    def comes(self, seconds: float) -> bool:
        """Whether the turn comes within so many seconds."""
        return self._lock.acquire(timeout=max(0.0, seconds))


def waits_since(when: float) -> None:
    """Say since when what this thread answers next has waited, by ``time.monotonic``."""
    _found.at = when


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
