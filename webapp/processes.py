"""How gunicorn's processes share what they hold: read by ``fiches serve`` as its configuration.

The program, its templates and its lists of words are loaded before the processes fork, and held
once in memory. The generation is not: one opened before would stay open, with its files, for as
long as the server runs.
"""

from __future__ import annotations

import gc
from typing import Any

from webapp import wsgi

preload_app = True


def when_ready(server: Any) -> None:  # noqa: ANN401 - gunicorn has no types
    """Let Python’s search for cycles pass over what is loaded: to look at it is to copy it."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:  # noqa: ANN401 - gunicorn has no types
    """Open the generation in a process that begins."""
    wsgi.opened(worker.wsgi)
