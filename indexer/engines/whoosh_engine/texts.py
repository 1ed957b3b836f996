"""What is kept of each sheet as bytes: how it is made, and how its text is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indexer.engines.prepared import Prepared
from indexer.engines.sheet_json import card_json
from indexer.engines.text import KeptText
from indexer.engines.whoosh_engine.files import NEW, Unmapped, extents

#: By name of the file: the sheet without its text, its sections, its text, what was mined from it.
MADE: dict[str, Callable[[Prepared], bytes]] = {
    "cards": lambda prepared: card_json(prepared.sheet),
    "sections": lambda prepared: prepared.sections,
    "bodies": lambda prepared: prepared.body,
    "mined": lambda prepared: prepared.mined,
}


class Texts:
    """The text of every sheet, read from the file piece by piece.

    The file is not mapped: each passage would bring sixteen pages of it into the memory of every
    server process, and what passages are read from grows with the collection.
    """

    def __init__(self, folder: Path) -> None:
        starts, ends = extents(folder, "bodies")
        # Views that give plain numbers, several times faster than an array does.
        self._starts, self._ends = starts.data, ends.data
        self._base, self._new = (Unmapped(folder / f"bodies{part}.bin") for part in ("", NEW))
        self._sizes = bytearray(len(starts))

    def __getitem__(self, number: int) -> KeptText:
        start, end, file = self._starts[number], self._ends[number], self._base
        if start >= file.size:
            start, end, file = start - file.size, end - file.size, self._new
        size = self._sizes[number]
        if not size:
            size = self._sizes[number] = file.read(1, start)[0]
        return KeptText(file.read, start + 1, end, size)
