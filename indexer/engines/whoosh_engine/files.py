"""The flat files of a generation: names, writing, mapping into memory. Nothing is pickled.

What belongs to single sheets (texts, their postings) is written once and shared by the generations
after it, as one file under several names: ``NAME`` is that file, ``NAME.new`` holds what was
written since. Places count through both as if the second followed the first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WHOOSH_FOLDER = "whoosh"
ARRAYS_FOLDER = "arrays"
#: What the name of the second part of something ends in.
NEW = ".new"

Array = NDArray[np.generic]
Ints = NDArray[Any]


def save_array(folder: Path, name: str, values: Array) -> None:
    """Write one array as ``NAME.npy``."""
    np.save(folder / f"{name}.npy", values, allow_pickle=False)


def map_array(folder: Path, name: str) -> Array:
    """Map ``NAME.npy`` into memory, read only; pages are shared between processes."""
    mapped: Array = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    # A plain view on the same pages: indexing a memmap object costs several times more.
    return np.asarray(mapped)


def share(before: Path, folder: Path, name: str) -> None:
    """Give a file of another folder to this one too, without copying where that can be done.

    Files of generations never change once written.
    """
    try:
        os.link(before / name, folder / name)
    except OSError:
        shutil.copyfile(before / name, folder / name)


class ArrayWriter:
    """Writes an array of known shape piece by piece, as ``NAME.npy``."""

    def __init__(
        self, folder: Path, name: str, dtype: np.dtype[Any], shape: tuple[int, ...]
    ) -> None:
        self._file = (folder / f"{name}.npy").open("wb")
        self._dtype = dtype
        header = {
            "descr": np.lib.format.dtype_to_descr(dtype),
            "fortran_order": False,
            "shape": shape,
        }
        np.lib.format.write_array_header_1_0(self._file, header)

    def write(self, values: Ints) -> None:
        """Write the next values."""
        self._file.write(np.ascontiguousarray(values, dtype=self._dtype).data)

    def close(self) -> None:
        """The array is complete."""
        self._file.close()


class Unmapped:
    """A file that never changes, or none, read by pieces; closed when nobody reads it any more.

    A mapped file is brought into the memory of every server process, sixteen pages for each place
    that is looked at.
    """

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY) if path.exists() else -1
        self.size = os.fstat(self._handle).st_size if self._handle >= 0 else 0

    def read(self, count: int, offset: int) -> bytes:
        """So many bytes from a place; safe to share between threads and processes."""
        return os.pread(self._handle, count, offset)

    def __del__(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)


class UnmappedArray:
    """An array of one dimension, or none, of which ranges are read from its file."""

    def __init__(self, folder: Path, name: str) -> None:
        path = folder / f"{name}.npy"
        self._file = Unmapped(path)
        self._start, self.dtype, self.size = 0, np.dtype(np.uint32), 0
        if path.exists():
            with path.open("rb") as file:
                np.lib.format.read_magic(file)
                shape, _, self.dtype = np.lib.format.read_array_header_1_0(file)
                self._start, self.size = file.tell(), shape[0]
        self._width = self.dtype.itemsize

    def read(self, first: int, count: int) -> bytes:
        """So many values from one on, as they stand there."""
        width = self._width
        return self._file.read(count * width, self._start + first * width)


# --- What belongs to single sheets -----------------------------------------------------------


def save_extents(folder: Path, name: str, starts: Ints, ends: Ints) -> None:
    """Write where the rows of each sheet begin and end."""
    save_array(folder, f"{name}.ptr", np.array([starts, ends], dtype=np.int64))


def extents(folder: Path, name: str) -> tuple[Ints, Ints]:
    """Where the rows of each sheet begin and end."""
    found: Ints = map_array(folder, f"{name}.ptr")
    return (found[:-1], found[1:]) if found.ndim == 1 else (found[0], found[1])


class Rows:
    """An array with some rows for each sheet, in one or two parts, mapped into memory."""

    def __init__(self, folder: Path, name: str) -> None:
        self.base: Ints = map_array(folder, name)
        later = (folder / f"{name}{NEW}.npy").exists()
        self.new: Ints = map_array(folder, name + NEW) if later else self.base[:0]
        self.size = len(self.base)

    def __getitem__(self, rows: slice) -> Ints:
        """A range of rows that lies in one part."""
        if rows.start < self.size:
            return self.base[rows]
        return self.new[rows.start - self.size : rows.stop - self.size]


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
    """One byte string for each sheet, in one or two parts, mapped into memory."""

    def __init__(self, folder: Path, name: str) -> None:
        self.starts, self.ends = extents(folder, name)
        # Views that give plain numbers, several times faster than an array does.
        self._starts, self._ends = self.starts.data, self.ends.data
        self._base, self._new = (
            _map_bytes(folder / f"{name}{part}.bin").data for part in ("", NEW)
        )
        self.size = len(self._base)

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: int) -> bytes:
        return bytes(self.view(self._starts[number], self._ends[number]))

    def view(self, start: int, end: int) -> memoryview:
        """A range of bytes that lies in one part."""
        if start < self.size:
            return self._base[start:end]
        return self._new[start - self.size : end - self.size]


def _map_bytes(path: Path) -> Ints:
    if not path.exists() or not path.stat().st_size:
        return np.empty(0, np.uint8)
    # A plain view on the same pages: slicing a memmap object costs several times more.
    return np.asarray(np.memmap(path, mode="r", dtype=np.uint8))


def write_blobs(folder: Path, name: str, blobs: Iterable[bytes]) -> None:
    """Write all of ``blobs`` under one name."""
    writer = BlobWriter(folder, name)
    for blob in blobs:
        writer.add(blob)
    writer.close()
