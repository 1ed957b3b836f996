"""How long an answer may take: looked at between the steps of a search.

Python cannot stop a thread, so a search stops itself when whoever asked would no longer wait.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from indexer.errors import FichesError


class LateError(FichesError):
    """The time that an answer may take is over."""

    status = 503


class _Until(threading.local):
    """When the answer that a thread works out comes too late, by ``time.monotonic``."""

    moment = math.inf


_until = _Until()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within, ``go_on`` raises LateError in this thread once so many seconds have passed."""
    before = _until.moment
    _until.moment = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.moment = before


def go_on() -> None:
    """Raise LateError when the time of this thread's answer is over; there may be no bound."""
    if time.monotonic() > _until.moment:
        raise LateError("the search took too long")
