"""The terms of a generation and their numbers: a packed dictionary, and a list of later terms.

A packed dictionary numbers its terms anew whenever one is added, and with the numbers all postings
would move. So a small change leaves it as it was and lists the terms it brought; they are numbered
on from its last. A term that no sheet holds any longer keeps its number until all is written anew.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

import marisa_trie

from indexer.engines.whoosh_engine.files import share

TRIE = "terms.trie"
LATER = "terms.new.json"


class Terms:
    """Every term with its number; the packed part is mapped into memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._trie: Any = marisa_trie.Trie()
        self._trie.mmap(str(folder / TRIE))
        later = folder / LATER
        self.later: list[str] = json.loads(later.read_text("utf-8")) if later.exists() else []
        self._packed = len(self._trie)
        self._numbers = {term: self._packed + n for n, term in enumerate(self.later)}
        self._sorted = sorted(self.later)

    def __len__(self) -> int:
        return self._packed + len(self.later)

    def __iter__(self) -> Iterator[str]:
        """All terms in the order of their numbers."""
        return chain(map(self._trie.restore_key, range(self._packed)), self.later)

    def get(self, term: str) -> int | None:
        """The number of a term, ``None`` when no sheet ever held it."""
        found: int | None = self._trie.get(term)
        return self._numbers.get(term) if found is None else found

    def starting(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Every term that starts with ``prefix``, with its number."""
        yield from self._trie.iteritems(prefix)
        rest = self._sorted[bisect_left(self._sorted, prefix) :]
        for term in takewhile(lambda term: term.startswith(prefix), rest):
            yield term, self._numbers[term]

    def term(self, number: int) -> str:
        """The term of a number."""
        if number >= self._packed:
            return self.later[number - self._packed]
        found: str = self._trie.restore_key(number)
        return found

    def write_with(self, folder: Path, later: Sequence[str]) -> None:
        """Write this dictionary into another folder with more terms, sharing the packed part."""
        share(self._folder, folder, TRIE)
        text = json.dumps([*self.later, *later])
        (folder / LATER).write_text(text, "utf-8")


def pack(folder: Path, terms: Iterable[str]) -> Any:  # noqa: ANN401 - tries have no type
    """Write a packed dictionary; return it, for the numbers it gave."""
    trie = marisa_trie.Trie(terms)
    trie.save(str(folder / TRIE))
    return trie
