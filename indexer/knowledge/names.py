"""The names of territories and what they may mean; knows codes, not the territories themselves."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import marisa_trie

from indexer.knowledge.placenames import name_key

#: How a name stands for a code, best first: its name, a curated alias, a name it once had, a
#: commune that joined another and kept its own code, the name without its article, an EPCI
#: without its kind, a commune that merged into it, a postal code.
NAME_KINDS = {
    "n": "name",
    "x": "alias",
    "r": "former name",
    "d": "delegated commune",
    "a": "name without article",
    "g": "group without its kind",
    "f": "merged commune",
    "s": "shortened name",
    "p": "postal code",
}
KIND_RANK = {kind: rank for rank, kind in enumerate(NAME_KINDS)}


@dataclass(frozen=True, slots=True)
class Named:
    """One reading of a name: the code it may mean and how (a letter of ``NAME_KINDS``).

    ``articled`` tells that the name was read together with its article ("du Blanc-Mesnil").
    """

    code: str
    kind: str
    articled: bool = False


def data_path(name: str) -> Path:
    """The path of a table shipped beside this module."""
    with as_file(files("indexer.knowledge") / "data" / name) as path:
        return path


def read_table(name: str) -> Iterator[list[str]]:
    """The rows of a tab-separated table shipped beside this module, comments left out."""
    with data_path(name).open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and not row[0].startswith("#"):
                yield row


class Names:
    """Every name known, from a packed table plus curated aliases."""

    def __init__(self) -> None:
        self._trie: Any = marisa_trie.BytesTrie()
        self._trie.load(str(data_path("names.trie")))
        self._aliases: dict[str, Named] = {}
        for name, code, _why in read_table("aliases.tsv"):
            self._aliases[name_key(name)] = Named(code, "x")
        self._first = {name.partition(" ")[0] for name in self._aliases}

    def add(self, name: str, code: str) -> None:
        """File one more name, as an alias; used for quartiers given by an editor."""
        key = name_key(name)
        self._aliases.setdefault(key, Named(code, "x"))
        self._first.add(key.partition(" ")[0])

    def readings(self, key: str) -> tuple[Named, ...]:
        """All that the name filed under ``key`` may mean; curated aliases first."""
        alias = self._aliases.get(key)
        found = [Named(text[2:], text[0]) for text in map(bytes.decode, self._trie.get(key, ()))]
        found.sort(key=lambda named: KIND_RANK[named.kind])
        return (alias, *found) if alias else tuple(found)

    def prefixes(self, words: list[str]) -> list[int]:
        """How many of the first ``words`` make a name, longest first."""
        known = set(self._trie.prefixes(" ".join(words)))
        lengths, key = [], ""
        for count, word in enumerate(words, 1):
            key = f"{key} {word}" if key else word
            if key in known or key in self._aliases:
                lengths.append(count)
        return lengths[::-1]

    def begins(self, word: str) -> bool:
        """Whether any name begins with a word."""
        if word in self._first or word in self._trie:
            return True
        return next(iter(self._trie.iteritems(word + " ")), None) is not None

    def begins_alias(self, word: str) -> bool:
        """Whether a curated alias begins with a word."""
        return word in self._first

    def longer(self, key: str) -> Iterator[tuple[str, Named]]:
        """Names that go on after ``key`` with another word, with one of their readings each."""
        for name, value in self._trie.iteritems(key + " "):
            yield name, Named(value[2:].decode(), chr(value[0]))

    def beginning(self, stem: str) -> Iterator[tuple[str, Named]]:
        """Names that begin with ``stem``, with one of their readings each."""
        for name, value in self._trie.iteritems(stem):
            yield name, Named(value[2:].decode(), chr(value[0]))

    def __iter__(self) -> Iterator[tuple[str, Named]]:
        """Every key with each of its readings, postal codes included."""
        for name, alias in self._aliases.items():
            yield name, alias
        for name, value in self._trie.iteritems():
            yield name, Named(value[2:].decode(), chr(value[0]))
