"""A text kept in letters of equal size, so that a piece of it is read without the rest.

A passage is a few hundred characters of a sheet of ten thousand. In UTF-8 the place of a character
is found by reading all before it; here it is a multiplication.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

#: How texts are kept, by the bytes of a letter. Two cannot hold a letter beyond the first plane,
#: nor half of one: a pair of halves would come back as one letter.
_CODECS = {1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}
_WIDE = re.compile("[\u0100-\U0010ffff]")
_BEYOND = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")


class Readable(Protocol):
    """A text of which pieces are read: ``str`` is one, ``KeptText`` another."""

    def __len__(self) -> int: ...

    def __getitem__(self, piece: slice, /) -> str: ...


def kept(text: str) -> bytes:
    """The text as bytes: the size of its letters, then the letters."""
    size = 4 if _BEYOND.search(text) else 2 if _WIDE.search(text) else 1
    return bytes([size]) + text.encode(_CODECS[size], "surrogatepass")


class KeptText:
    """A text read piece by piece from what ``kept`` made of it.

    ``read`` gives so many bytes of a file from an offset; the letters, of ``size`` bytes each,
    stand there from ``start`` to ``end``.
    """

    __slots__ = ("_end", "_read", "_size", "_start")

    def __init__(self, read: Callable[[int, int], bytes], start: int, end: int, size: int) -> None:
        self._read = read
        self._start, self._end, self._size = start, end, size

    def __len__(self) -> int:
        return (self._end - self._start) // self._size

    def __getitem__(self, piece: slice) -> str:
        size = self._size
        first, stop, step = piece.indices((self._end - self._start) // size)
        if step != 1:
            return self[:][piece]
        read = self._read(max(0, stop - first) * size, self._start + first * size)
        return str(read, _CODECS[size], "surrogatepass")

    def __str__(self) -> str:
        return self[:]
