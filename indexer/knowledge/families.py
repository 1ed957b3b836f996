"""Families of words: loger, logement, relogement. A reviewed list, for sentences and fallbacks.

An algorithm is no substitute: stemming joins 44 of 116 true relatives and one stranger in eight.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from indexer.french.folding import fold
from indexer.french.levels import bare
from indexer.french.question import WEIGHTS
from indexer.query import Alternative, Unit

_FILE = Path(__file__).parent / "data" / "families.txt"


class Families:
    """Which lemmas belong together."""

    def __init__(self, families: Iterable[Iterable[str]]) -> None:
        self._of: dict[str, tuple[str, ...]] = {}
        for family in families:
            written = {bare(fold(word)): word for word in family}
            for lemma in written:
                others = tuple(word for other, word in written.items() if other != lemma)
                self._of.setdefault(lemma, others)

    @classmethod
    def load(cls, path: Path = _FILE) -> Families:
        """The families of a file: one a line, words parted by spaces, ``#`` for remarks."""
        lines = path.read_text(encoding="utf-8").splitlines()
        return cls(line.split() for line in lines if line and not line.startswith("#"))

    def relatives(self, lemma: str) -> tuple[str, ...]:
        """The other words of the family of a folded lemma, as written in the list."""
        return self._of.get(lemma, ())


def relatives_of(unit: Unit) -> tuple[str, ...]:
    """The words of the family of a unit, by its lemmas."""
    return relatives_by(unit.alternatives)


def relatives_by(ways: Iterable[Alternative]) -> tuple[str, ...]:
    """The words of the family of a unit, by the lemmas among the ways to find it."""
    lemmas = (
        term[2:]
        for alternative in ways
        if alternative.origin in {"lemma", "joined"}
        for term in alternative.steps[0]
        if term.startswith("l:")
    )
    return tuple(dict.fromkeys(r for lemma in lemmas for r in families().relatives(lemma)))


@lru_cache(4096)
def family_alternative(words: tuple[str, ...]) -> Alternative:
    """How a unit is found by some words of its family."""
    step = tuple(lemma_term(word) for word in words)
    return Alternative((step,), WEIGHTS["family"], "family", label=", ".join(words))


def lemma_term(word: str) -> str:
    """The term of a lemma as written in the list."""
    return f"l:{fold(word).replace('-', '')}"


@cache
def families() -> Families:
    """The families shipped with the library."""
    return Families.load()
