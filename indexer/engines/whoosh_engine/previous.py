"""The generation before, as far as the next build takes over from it."""

from __future__ import annotations

from pathlib import Path

import marisa_trie

from indexer.engines.sheet_json import sheet_from_json
from indexer.engines.whoosh_engine.columns import OwnPostings
from indexer.engines.whoosh_engine.files import ARRAYS_FOLDER, WHOOSH_FOLDER, Blobs
from indexer.vocabulary import Sheet

KEYS_FILE = "keys.bin"
KEY_SIZE = 32


class Previous:
    """A published generation whose unchanged sheets are taken over by number."""

    def __init__(self, folder: Path) -> None:
        arrays = folder / ARRAYS_FOLDER
        self.record = folder / WHOOSH_FOLDER
        self.own = OwnPostings(arrays)
        self.cards, self.sections = Blobs(arrays, "cards"), Blobs(arrays, "sections")
        self.bodies, self.mined = Blobs(arrays, "bodies"), Blobs(arrays, "mined")
        data = (arrays / KEYS_FILE).read_bytes()
        keys = (data[at : at + KEY_SIZE] for at in range(0, len(data), KEY_SIZE))
        self._numbers = {key: number for number, key in enumerate(keys) if any(key)}
        self._trie = marisa_trie.Trie()
        self._trie.mmap(str(arrays / "terms.trie"))

    def __len__(self) -> int:
        return len(self.cards)

    def number(self, key: bytes) -> int | None:
        """The number of the sheet made from a source with this key, or ``None``."""
        return self._numbers.get(key)

    def sheet(self, number: int) -> Sheet:
        """A sheet, without its sections."""
        return sheet_from_json(self.cards[number])

    def terms(self) -> dict[str, int]:
        """Every term with its number, in the order of numbers."""
        restore = self._trie.restore_key
        return {restore(number): number for number in range(len(self._trie))}
