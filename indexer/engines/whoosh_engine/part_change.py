"""Writes what is kept by sheet upon the generation before: the first part shared, the second new.

The second part holds all sheets changed since the first was written. When it grows past a share of
the first, all is written as one part again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from indexer.engines.whoosh_engine.change import Renumbering
from indexer.engines.whoosh_engine.columns import pieces, pointers
from indexer.engines.whoosh_engine.files import (
    NEW,
    ArrayWriter,
    Blobs,
    Ints,
    Rows,
    save_extents,
    share,
)

#: The second part becomes at most this share of the first, or this many rows where that is more.
LARGEST_SHARE = 1 / 8
ALWAYS_FITS = 1 << 16

Extents = tuple[Ints, Ints]


class _Plan:
    """Which sheets stand in the second part, in what order, and the places of all."""

    def __init__(
        self, change: Renumbering, size: int, before: Extents, fresh: Sequence[int]
    ) -> None:
        """``size`` is that of the first part, ``fresh`` gives the rows of each fresh sheet."""
        starts, ends = before
        late = change.kept[starts[change.kept] >= size]
        rows = int((ends[late] - starts[late]).sum()) + sum(fresh)
        self.shared = rows <= max(size * LARGEST_SHARE, ALWAYS_FITS)
        if not self.shared:
            late, size = change.kept, 0
        self._ranges = starts[late], ends[late]
        sizes = np.concatenate([ends[late] - starts[late], np.array(fresh, dtype=np.int64)])
        self.rows = int(sizes.sum())
        at = pointers(sizes) + size
        nowhere = np.zeros(len(fresh), dtype=np.int64)
        self.starts, self.ends = change.spread(starts, nowhere), change.spread(ends, nowhere)
        written = np.concatenate([change.shift[late], change.numbers])
        self.starts[written], self.ends[written] = at[:-1], at[1:]

    def kept(self) -> Iterator[slice]:
        """Ranges, as they are before, of the sheets to be written again."""
        return pieces(*self._ranges)


class PartWriter:
    """Writes into ``folder`` what the generation with the arrays ``before`` keeps by sheet."""

    def __init__(self, before: Path, folder: Path, change: Renumbering) -> None:
        self._before, self._folder, self._change = before, folder, change

    def rows(self, name: str, rows: Rows, places: Extents, fresh: Sequence[Ints]) -> Extents:
        """Write the rows of all sheets; return where those of each begin and end."""
        plan = _Plan(self._change, rows.size, places, [len(values) for values in fresh])
        kind = np.result_type(rows.base, rows.new, *fresh)
        shape = (plan.rows, *rows.base.shape[1:])
        writer = ArrayWriter(self._folder, self._part(plan, name, ".npy"), kind, shape)
        for values in (*(rows[piece] for piece in plan.kept()), *fresh):
            writer.write(values)
        writer.close()
        return plan.starts, plan.ends

    def texts(self, name: str, blobs: Blobs, fresh: Sequence[bytes]) -> None:
        """Write the byte strings of all sheets."""
        places = blobs.starts, blobs.ends
        plan = _Plan(self._change, blobs.size, places, [len(blob) for blob in fresh])
        with (self._folder / f"{self._part(plan, name, '.bin')}.bin").open("wb") as file:
            for piece in plan.kept():
                file.write(blobs.view(piece.start, piece.stop))
            file.writelines(fresh)
        save_extents(self._folder, name, plan.starts, plan.ends)

    def _part(self, plan: _Plan, name: str, kind: str) -> str:
        """The name of the part to be written; the first one is shared when it is the second."""
        if not plan.shared:
            return name
        share(self._before, self._folder, name + kind)
        return name + NEW
