"""Keeps what was worked out, up to so many bytes: what was asked least lately leaves first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Keeping(Generic[Key, Value]):
    """Values by key, ``most`` bytes in all. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """The value of a key, ``None`` when it is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of ``size`` bytes, its key included; one larger than all room is not."""
        with self._lock:
            if size > self._most or key in self._kept:
                return
            self._kept[key] = value, size
            self.bytes += size
            while self.bytes > self._most:
                _, (_, freed) = self._kept.popitem(last=False)
                self.bytes -= freed
