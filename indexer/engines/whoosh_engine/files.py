"""The flat files of a generation: names, writing, mapping into memory. Nothing is pickled."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WHOOSH_FOLDER = "whoosh"
ARRAYS_FOLDER = "arrays"

Array = NDArray[np.generic]


def save_array(folder: Path, name: str, values: Array) -> None:
    """Write one array as ``NAME.npy``."""
    np.save(folder / f"{name}.npy", values, allow_pickle=False)


def map_array(folder: Path, name: str) -> Array:
    """Map ``NAME.npy`` into memory, read only; pages are shared between processes."""
    mapped: Array = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    # A plain view on the same pages: indexing a memmap object costs several times more.
    return np.asarray(mapped)


class BlobWriter:
    """Writes byte strings one after another, with an array of where each begins."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._file = (folder / f"{name}.bin").open("wb")
        self._ends = [0]

    def add(self, blob: bytes) -> None:
        """Append one byte string."""
        self._file.write(blob)
        self._ends.append(self._ends[-1] + len(blob))

    def close(self) -> None:
        """Write the array of beginnings; the file is complete."""
        self._file.close()
        save_array(self._folder, f"{self._name}.ptr", np.array(self._ends, dtype=np.int64))


class Blobs:
    """Byte strings written by ``BlobWriter``, mapped into memory."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ptr = map_array(folder, f"{name}.ptr").tolist()
        path = folder / f"{name}.bin"
        size = path.stat().st_size
        mapped = np.memmap(path, mode="r", dtype=np.uint8) if size else np.empty(0, np.uint8)
        # A plain view on the same pages: slicing a memmap object costs several times more.
        self._data = np.asarray(mapped).data

    def __len__(self) -> int:
        return len(self._ptr) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._data[self._ptr[number] : self._ptr[number + 1]])


def write_blobs(folder: Path, name: str, blobs: Iterable[bytes]) -> None:
    """Write all of ``blobs`` under one name."""
    writer = BlobWriter(folder, name)
    for blob in blobs:
        writer.add(blob)
    writer.close()
