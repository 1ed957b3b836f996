"""A program for tests of the server: at once, when it is let go, with a large body, or failing."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs

#: Held by each request that is being answered, in turn tried by the others.
_ANSWERING = threading.Lock()

#: What a large body has, more than the sockets between two processes hold.
LARGE = 16 * 1024 * 1024


def app(environ, start):
    """``/quick`` and ``/large`` answer at once, ``/wait`` when a file called ``go`` exists.

    The answer says what was sent as ``n`` and which thread answered. ``/fails`` begins to answer.
    """
    asked = {key: values[0] for key, values in parse_qs(environ["QUERY_STRING"]).items()}
    folder = Path(os.environ["WAITING"])
    if environ["PATH_INFO"] == "/wait":
        (folder / f"begun-{asked.get('n', '')}").touch()
        until = time.monotonic() + 30
        while not (folder / "go").exists() and time.monotonic() < until:
            time.sleep(0.005)
    alone = _ANSWERING.acquire(blocking=False)
    if not alone:
        with (folder / "beside").open("a") as told:
            told.write("x")
    time.sleep(float(asked.get("sleep", "0")))
    if alone:
        _ANSWERING.release()
    body = f"{asked.get('n', '')} {threading.get_ident()}".encode()
    if environ["PATH_INFO"] == "/large":
        body = b"x" * LARGE
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return failing(body) if environ["PATH_INFO"] == "/fails" else [body]


def failing(body):
    """Half of a body, then an error."""
    yield body[: len(body) // 2]
    raise RuntimeError("on purpose")
