"""Reads originals in a process of its own, with bounded memory and time.

A hostile or unlucky file can at worst end that process; the next file gets a new one. What comes
back are corpus pages as text, so nothing the reader built is trusted.
"""

from __future__ import annotations

import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from types import TracebackType
from typing import IO, Any

from indexer.errors import SheetError
from indexer.sources.corpus_html import parse_sheet, write_sheet
from indexer.sources.original import Original
from indexer.sources.readers import read_original
from indexer.vocabulary import Sheet

#: Address space of the reading process, seconds of computing and of waiting for one file, and
#: bytes it may answer.
MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 30
WALL_SECONDS = 60.0
ANSWER_BYTES = 30_000_000


class Confined:
    """A reading process, started at the first file and again after each one that ended it."""

    def __init__(
        self,
        memory: int = MEMORY_BYTES,
        cpu_seconds: int = CPU_SECONDS,
        wall_seconds: float = WALL_SECONDS,
    ) -> None:
        self._limits = (memory, cpu_seconds)
        self._wall_seconds = wall_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Confined:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the reading process."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def read(self, original: Original) -> list[Sheet | SheetError]:
        """The sheets in an original; a fault when reading it took too much."""
        process = self._process or self._start()
        try:
            answer = self._ask(process, original)
        except (OSError, ValueError):
            answer = None
        if answer is None:
            self.close()
            return [original.fault("costs too much memory or time to read: split or simplify it")]
        return [_unpacked(found, original) for found in answer]

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", __name__, *map(str, self._limits)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], original: Original) -> list[Any] | None:
        """The answer to one file, or ``None`` when the process ended, hung or said too much."""
        if process.stdin is None or process.stdout is None:
            return None
        with tempfile.NamedTemporaryFile() as file:
            file.write(original.data)
            file.flush()
            question = {"file": file.name, "name": original.name, "address": original.address}
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
            line = _line(process.stdout, time.monotonic() + self._wall_seconds)
        return None if line is None else list(json.loads(line))


def _line(stream: IO[bytes], deadline: float) -> bytes | None:
    """One line that arrives before ``deadline`` (monotonic seconds), else ``None``."""
    pieces: list[bytes] = []
    size = 0
    while size <= ANSWER_BYTES:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([stream], [], [], left)[0]:
            return None
        piece = stream.read1(1 << 16)  # type: ignore[attr-defined]
        if not piece:
            return None
        pieces.append(piece)
        size += len(piece)
        if piece.endswith(b"\n"):
            return b"".join(pieces)
    return None


def _unpacked(found: Any, original: Original) -> Sheet | SheetError:  # noqa: ANN401 - any JSON
    if not isinstance(found, str):
        return SheetError(found["name"], found["message"], found["line"])
    try:
        return parse_sheet(found, original.name)
    except SheetError as error:
        return original.fault(error.message)


# --- In the reading process ----------------------------------------------------------------------


def _serve(memory: int, cpu_seconds: int) -> None:
    """Answer each question read from standard input with one line of JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    out = sys.stdout.buffer
    for question in sys.stdin.buffer:
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_seconds, resource.RLIM_INFINITY))
        told = json.loads(question)
        with open(told["file"], "rb") as file:
            original = Original(told["name"], file.read(), told["address"])
        out.write(json.dumps(_packed(original)).encode() + b"\n")
        out.flush()


def _packed(original: Original) -> list[object]:
    """Sheets as corpus pages, faults as what they say."""
    try:
        found = read_original(original)
        return [_one(part) for part in found]
    except MemoryError:
        return [_one(original.fault("costs too much memory to read: split or simplify it"))]
    except Exception as error:  # a reader's own fault must not stop the import of other files
        kind = type(error).__name__
        return [_one(original.fault(f"cannot be read ({kind}: {error}): save it again"))]


def _one(found: Sheet | SheetError) -> object:
    if isinstance(found, Sheet):
        return write_sheet(found)
    return {"name": found.path, "message": found.message, "line": found.line}


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
