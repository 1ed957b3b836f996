"""Names of places as the analysis needs them: sequences of words and the key each stands for.

The analysis knows no gazetteer; whoever has one makes a ``Places`` of its names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import marisa_trie

from indexer.french.folding import fold

_ARTICLES = ("le", "la", "les", "l")
_SPLIT = re.compile(r"[\W_]+")
_SHORT = {"st": "saint", "ste": "sainte"}


def place_word(folded: str) -> str:
    """A folded word as names of places spell it: ``st`` → ``saint``."""
    return _SHORT.get(folded, folded)


def place_words(name: str) -> tuple[str, ...]:
    """The words by which a name is recognised: no leading article, no elided letter.

    >>> place_words("L’Île-Saint-Denis"), place_words("Val-d'Oise")
    (('ile', 'saint', 'denis'), ('val', 'oise'))
    """
    words = [place_word(w) for w in _SPLIT.split(fold(name)) if w]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return tuple(w for w in words if w not in {"d", "l"}) or tuple(words)


def place_key(name: str) -> str:
    """The term of a place without its ``@``: ``Seine-Saint-Denis`` → ``seine-saint-denis``."""
    return "-".join(place_word(w) for w in _SPLIT.split(fold(name)) if w)


class KeyOf(Protocol):
    """Whatever tells the key of a name given as a sequence of words."""

    def get(self, words: tuple[str, ...], /) -> str | None:
        """The key of the name that these words make, ``None`` when they make none."""
        ...


class SizesOf(Protocol):
    """Whatever tells how many words the names that begin with a word have."""

    def get(self, word: str, default: tuple[int, ...], /) -> tuple[int, ...]:
        """Numbers of words, longest first."""
        ...


@dataclass(frozen=True, slots=True)
class Places:
    """Names of places: word sequences → key, and numbers that name a département (``93``).

    ``digest`` changes when any name or number does.
    """

    names: KeyOf = field(default_factory=dict[tuple[str, ...], str])
    numbers: Mapping[str, str] = field(default_factory=dict)
    _sizes: SizesOf = field(default_factory=dict[str, tuple[int, ...]])
    digest: str = ""

    @classmethod
    def of(cls, names: Iterable[str], numbers: Mapping[str, str] | None = None) -> Places:
        """Places from plain names; ``numbers`` maps département numbers to names."""
        known: dict[tuple[str, ...], str] = {}
        for name in names:
            known.setdefault(place_words(name), place_key(name))
        coded = {number: place_key(name) for number, name in (numbers or {}).items()}
        for name in (numbers or {}).values():
            known.setdefault(place_words(name), place_key(name))
        sizes: dict[str, set[int]] = {}
        for words in known:
            sizes.setdefault(words[0], set()).add(len(words))
        longest_first = {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()}
        text = repr((sorted(known.items()), sorted(coded.items())))
        return cls(known, coded, longest_first, hashlib.sha256(text.encode()).hexdigest())

    @classmethod
    def load(cls, path: Path, origin: bytes) -> Places | None:
        """Places packed from ``origin``; ``None`` when the table was made from something else.

        Nothing is read but what is asked for.
        """
        trie: Any = marisa_trie.BytesTrie()
        trie.mmap(str(path))
        if trie.get(_ORIGIN) != [origin]:
            return None
        numbers = {key[1:]: value.decode() for key, value in trie.items(_NUMBER)}
        return cls(_PackedNames(trie), numbers, _PackedSizes(trie), trie[_DIGEST][0].decode())

    def sizes(self, word: str) -> tuple[int, ...]:
        """How many words the names that begin with this one have, longest first."""
        return self._sizes.get(word, ())


# --- Packed ----------------------------------------------------------------------------------

#: What parts the rest from the names in a packed table; no word holds them.
_NUMBER, _SIZES, _ORIGIN, _DIGEST = "=", "#", "!", "?"
_AT_HAND = 4096


def packed(names: Iterable[str], numbers: Mapping[str, str], origin: bytes) -> Any:  # noqa: ANN401 - no stubs
    """The table of ``Places.of`` as one trie, to be saved and read by ``Places.load``.

    ``origin`` is a digest of what names and numbers were taken from.
    """
    places = Places.of(names, numbers)
    return marisa_trie.BytesTrie(_rows(places, origin))


def _rows(places: Places, origin: bytes) -> Iterator[tuple[str, bytes]]:
    known: Any = places.names
    yield _ORIGIN, origin
    yield _DIGEST, places.digest.encode()
    for words, key in known.items():
        # Most keys are their words joined by hyphens and need not be told.
        yield " ".join(words), b"" if key == "-".join(words) else key.encode()
    for number, key in places.numbers.items():
        yield _NUMBER + number, key.encode()
    for head in {words[0] for words in known}:
        yield _SIZES + head, bytes(places.sizes(head))


class _PackedNames:
    """Names read from a packed table."""

    def __init__(self, trie: Any) -> None:  # noqa: ANN401 - no stubs
        self._trie = trie

    def get(self, words: tuple[str, ...]) -> str | None:
        """The key of the name that these words make, ``None`` when they make none."""
        found = self._trie.get(" ".join(words))
        if not found:
            return None
        return found[0].decode() or "-".join(words)


class _PackedSizes:
    """Numbers of words read from a packed table."""

    def __init__(self, trie: Any) -> None:  # noqa: ANN401 - no stubs
        self._of = lru_cache(_AT_HAND)(lambda word: tuple((trie.get(_SIZES + word) or (b"",))[0]))

    def get(self, word: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """Numbers of words, longest first."""
        return self._of(word) or default
