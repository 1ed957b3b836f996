"""The key of each source file, by which the next build knows that nothing changed.

What a file becomes depends on its bytes, on the editors' vocabulary and on the program: the key is
a digest of the three. A file whose size, times and place on the disk are those of the last build
keeps its key without being read. The time at which the system last noted a change cannot be set
back, so even a file that was given its old time again is read; ``fiches index --full`` reads all.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson

from indexer.errors import SheetError
from indexer.knowledge.bundle import GLOSSARY_FILE, Knowledge

SOURCES_FILE = "sources.json"
#: Seconds in which a file may change twice without its times showing it, on the coarsest disks.
TICK = 2.0

_KINDS = frozenset((".py", ".trie", ".tsv", ".csv", ".txt", ".gz", ".json"))

#: Size, times of content and of state in nanoseconds, number on the disk, key in hexadecimal.
Row = list[Any]


def program_digest(knowledge: Knowledge) -> bytes:
    """Changes when the program, its data or the editors' vocabulary would prepare otherwise."""
    here = Path(__file__).parent
    own = (p for p in sorted(here.rglob("*")) if p.suffix in _KINDS and p.is_file())
    # The glossary serves questions only: editing it must not analyse every sheet again.
    editors = (p for p in knowledge.files if p.name != GLOSSARY_FILE)
    whole = hashlib.sha256()
    for path in (*own, *editors):
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.digest()


class SourceKeys:
    """The keys of source files under one program, those of the last build at hand."""

    def __init__(self, program: bytes, generation: Path | None = None) -> None:
        """``generation`` is the folder of the generation before."""
        self._program = program
        known = _rows(generation / SOURCES_FILE, program) if generation else None
        #: Whether the generation before was made by the same program and vocabulary.
        self.same_program = known is not None
        self._known = known or {}
        self._rows: dict[str, Row] = {}

    def of(self, paths: Sequence[str]) -> list[bytes | SheetError]:
        """The key of each file, or why it cannot be read."""
        settled = time.time_ns() - int(TICK * 1e9)
        keys = [self._unchanged(path) for path in paths]
        doubtful = [path for path, key in zip(paths, keys, strict=True) if key is None]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            read = iter(list(pool.map(lambda path: self._read(path, settled), doubtful)))
        return [next(read) if key is None else key for key in keys]

    def _unchanged(self, path: str) -> bytes | None:
        row = self._known.get(path)
        try:
            if row is None or [*_state(path)] != row[:4]:
                return None
        except OSError:
            return None
        self._rows[path] = row
        return bytes.fromhex(row[4])

    def _read(self, path: str, settled: int) -> bytes | SheetError:
        try:
            state = _state(path)
            key = hashlib.sha256(self._program + Path(path).read_bytes()).digest()
        except OSError as error:
            return SheetError(path, f"cannot be read: {error.strerror}")
        if max(state[1:3]) < settled:
            self._rows[path] = [*state, key.hex()]
        return key

    def write(self, generation: Path) -> None:
        """Note the keys asked for, for the next build."""
        told = {"program": self._program.hex(), "files": self._rows}
        (generation / SOURCES_FILE).write_bytes(orjson.dumps(told))


def _state(path: str) -> tuple[int, int, int, int]:
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _rows(path: Path, program: bytes) -> dict[str, Row] | None:
    try:
        told = orjson.loads(path.read_bytes())
    except OSError:
        return None
    found: dict[str, Row] | None = told["files"] if told["program"] == program.hex() else None
    return found
