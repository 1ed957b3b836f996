"""Names of places as the analysis needs them: sequences of words and the key each stands for.

The analysis knows no gazetteer; whoever has one makes a ``Places`` of its names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Places:
    """Names of places: word sequences → key, and numbers that name a département (``93``)."""

    names: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    _sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

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
        return cls(known, coded, longest_first)

    def sizes(self, word: str) -> tuple[int, ...]:
        """How many words the names that begin with this one have, longest first."""
        return self._sizes.get(word, ())

    @property
    def digest(self) -> str:
        """Changes when any name or number does."""
        text = repr((sorted(self.names.items()), sorted(self.numbers.items())))
        return hashlib.sha256(text.encode()).hexdigest()
