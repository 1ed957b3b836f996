"""Our production server, started for a measure, and a query as a message to its API."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.append(str(HERE.parent))

from line import Line, free_port, message  # noqa: E402 - its folder is the one above
from peers.work import Asked  # noqa: E402


class Ours:
    """``fiches serve`` with its defaults."""

    def __init__(self, python: str, index: Path, log: Path) -> None:
        self.port = free_port()
        command = [python, "-m", "indexer", "serve", "--index", index, "--port", str(self.port)]
        with log.open("w") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT)
        until = time.monotonic() + 120
        while not self._ready():
            if time.monotonic() > until or self.process.poll() is not None:
                raise SystemExit("our server did not start")
            time.sleep(0.05)

    def _ready(self) -> bool:
        try:
            with Line(self.port) as line:
                return line.ask(message("GET", "/readyz", {}))[0] == 200
        except OSError:
            return False

    def stop(self) -> None:
        """End the server and its workers."""
        self.process.terminate()
        self.process.wait()


def ours_asked(asked: Asked) -> str:
    """The query as a message to our API."""
    named = (("q", asked.text), ("theme", asked.theme), ("territoire", asked.territory))
    sent = urlencode([(name, value) for name, value in named if value])
    return message("GET", f"/api/v1/search?{sent}", {}).decode("latin-1")
