"""What tells that a file is still the one that was found equal to its digest.

Size, time of change and place on the disk are noted beside the files right after they were
digested. Whoever writes to a file changes its time; only a fault of the disk, or somebody who sets
the time back on purpose, goes unseen, until ``fiches verify`` compares every byte.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

SEALS = "seals.json"

#: Size in bytes, time of the last change of content in nanoseconds, number on the disk.
Seal = tuple[int, int, int]


def seal(path: Path) -> Seal | None:
    """The seal of a file as it is, ``None`` when it cannot be seen."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def write(folder: Path, found: Mapping[str, Seal | None]) -> None:
    """Note the seals of files just digested; without the right to write, nothing is noted."""
    beside = folder / f".{SEALS}.{os.getpid()}"
    try:
        beside.write_text(json.dumps(found), "utf-8")
        os.replace(beside, folder / SEALS)
    except OSError:
        return


def read(folder: Path) -> dict[str, Seal]:
    """The seals noted for a folder; none when they cannot be read."""
    try:
        noted = json.loads((folder / SEALS).read_text("utf-8"))
        return {relative: (seal[0], seal[1], seal[2]) for relative, seal in noted.items() if seal}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
