"""The lexicon: every form of French the dictionary knows, with its lemmas and parts of speech."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie

from indexer.french.folding import fold
from indexer.french.lexicon.encoding import decode

_REMEMBERED = 8192
_FILE = Path(__file__).parent / "fr.trie"


class Reading(NamedTuple):
    """One way to understand a form: folded lemma and kinds.

    Kinds are letters: ``n`` noun, ``a`` adjective, ``p`` past participle, ``g`` present
    participle, ``i`` infinitive, ``v`` conjugated verb, ``x`` grammar word,
    ``N`` proper name, ``s`` adjective seldom meant beside the noun (« commune » of « commun »).
    """

    form: str
    lemma: str
    kinds: str


class Lexicon:
    """Readings of forms, from the compact file shipped with the library (memory-mapped)."""

    def __init__(self, path: Path = _FILE) -> None:
        self._trie = marisa_trie.BytesTrie()
        self._trie.mmap(str(path))
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.readings_of_fold = lru_cache(_REMEMBERED)(self._readings_of_fold)
        """Readings of every form that folds to a folded word; the last ones asked are kept."""
        self.readings = lru_cache(_REMEMBERED)(self._readings)
        """Readings of exactly a lower-case form, accents included; the last ones are kept."""

    def _readings_of_fold(self, folded: str) -> tuple[Reading, ...]:
        return tuple(Reading(*decode(folded, value)) for value in self._trie.get(folded, ()))

    def _readings(self, form: str) -> tuple[Reading, ...]:
        return tuple(r for r in self.readings_of_fold(fold(form)) if r.form == form)

    def dressed(self, lemma: str) -> str:
        """A folded lemma with its accents, as it was given when the lexicon has none."""
        found = (r.form for r in self.readings_of_fold(lemma) if set(r.kinds) & set("nai"))
        return next(found, lemma)

    def knows(self, form: str) -> bool:
        """Whether the form, accents aside, is in the lexicon."""
        return fold(form) in self._trie


@cache
def lexicon() -> Lexicon:
    """The lexicon of the library, opened once per process."""
    return Lexicon()
