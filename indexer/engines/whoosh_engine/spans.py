"""Reads where in their texts positions start and end: from the file, like texts, not mapped."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from indexer.engines.whoosh_engine.columns import SLOTS
from indexer.engines.whoosh_engine.files import NEW, Ints, UnmappedArray, extents
from indexer.engines.whoosh_engine.packing import unpacked


class Spans:
    """The spans of all slots of a generation."""

    def __init__(self, folder: Path) -> None:
        #: The place of the first span of each slot.
        self.firsts, _ = extents(folder, "spans")
        self._base, self._new = (UnmappedArray(folder, f"spans{part}") for part in ("", NEW))
        #: Where the parts differ, that of the part with the longer texts.
        self._dtype = max(self._base.dtype, self._new.dtype, key=lambda dtype: dtype.itemsize)

    def at(self, places: Ints, slots: Ints) -> tuple[Ints, Ints]:
        """First characters and ends at some places, in order; ``slots``: of which slot each is.

        Slots may be counted from any sheet on. Of each sheet, all is read from its first place to
        its last.
        """
        if not len(places):
            return places, places
        sheets = slots // SLOTS
        stops = [*(sheets[1:] != sheets[:-1]).nonzero()[0].tolist(), len(places) - 1]
        lasts = places.take(stops).tolist()
        firsts = places.take([0, *[stop + 1 for stop in stops[:-1]]]).tolist()
        shifts: list[int] = []  # of each sheet, from a place in the file to that in what is read
        counts: list[int] = []
        read: list[bytes] = []
        begin = size = 0
        for stop, first, last in zip(stops, firsts, lasts, strict=True):
            end = last + 1
            shifts.append(size - first)
            read.append(self._read(first, end - first))
            counts.append(stop + 1 - begin)
            size += end - first
            begin = stop + 1
        within = places + np.array(shifts).repeat(counts)
        return unpacked(np.frombuffer(b"".join(read), self._dtype).take(within))

    def _read(self, first: int, count: int) -> bytes:
        """A run of spans, which lies in one part."""
        part = self._base
        if first >= part.size:
            part, first = self._new, first - part.size
        read = part.read(first, count)
        if part.dtype == self._dtype:
            return read
        return np.frombuffer(read, part.dtype).astype(self._dtype).tobytes()
