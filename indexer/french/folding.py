"""Folding: one spelling for all the ways a letter may be dressed (accents, ligatures, case).

Unidecode is asked only about single Latin letters. Given whole strings it would turn ``n°`` into
``ndeg``, ``€`` into ``EUR``, ``·`` into ``*`` and ``½`` into ``1/2``; none of that is a letter.
"""

from __future__ import annotations

import unicodedata

from unidecode import unidecode


class _Letters(dict[int, str]):
    """Translation table that learns each letter the first time it is met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _fold_letter(char)
        if len(self) < 10_000:
            self[code] = folded
        return folded


def _fold_letter(char: str) -> str:
    if unicodedata.combining(char):
        return ""
    if char.isalpha() and unicodedata.name(char, "").startswith("LATIN"):
        return unidecode(char).lower() or char
    return char


_TABLE = _Letters()


def fold(word: str) -> str:
    """The word in lower case without accents or ligatures: ``Cœur`` → ``coeur``.

    >>> fold("Élèves"), fold("n°"), fold("½")
    ('eleves', 'n°', '½')
    """
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", word).lower().translate(_TABLE)


def fold_all(words: str) -> frozenset[str]:
    """The words of a list written as running text, folded."""
    return frozenset(fold(word) for word in words.split())
