"""Nearest known words from the table of one generation (``spelling_table`` writes it).

The same answers as ``french.spelling.Speller`` gives over the same collection, without filing its
vocabulary first: the table is mapped into memory, shared between processes, and tells of each
word which terms of the collection it stands for. How often these are used is asked for the few
words that are near enough.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from indexer.engines.whoosh_engine.files import Blobs, Ints, map_array
from indexer.french.analyser import Analyser
from indexer.french.folding import fold
from indexer.french.spelling import MOST_CANDIDATES, Near, allowed
from indexer.grammar import Vocabulary

#: The two parts: of the packed dictionary of terms, and of later terms and the glossary.
PARTS = ("spelling", "spelling.later")
#: Whose words come first of those equally far: as written, lemmas, the glossary's; and places.
GLOSSARY = 2
LEVELS = {"x": 0, "l": 1, "g": GLOSSARY, "@": 3}
WORDS, PLACES = 0, 1
#: From so many words on, letters are compared all at once.
MANY = 64

_KIND_BITS, _LENGTH_BITS, _BUCKETS = 40, 16, 32


def files_of(part: str) -> tuple[str, ...]:
    """The names of the files of a part.

    ``keys`` (W, int64, sorted: kind, first letter and length of each folded word), ``letters``
    (W, uint64: ``letters_of`` each), and what is told of each word: its folded form, then a line
    for each term it stands for, with the word as written where that is not the rest of the term.
    """
    return f"{part}.keys.npy", f"{part}.letters.npy", f"{part}.bin", f"{part}.ptr.npy"


def key_of(kind: int, letter: str, length: int) -> int:
    """What a folded word is filed by; words of neighbouring lengths stand side by side."""
    return kind << _KIND_BITS | ord(letter) << _LENGTH_BITS | min(length, (1 << _LENGTH_BITS) - 1)


def letters_of(folded: str) -> int:
    """Which letters a word holds, and which twice or more, as 64 bits.

    One error sets at most one bit and clears at most one: words apart by more are further away.
    """
    once = twice = 0
    for char in folded:
        bit = 1 << ord(char) % _BUCKETS
        twice |= once & bit
        once |= bit
    return once | twice << _BUCKETS


class _Part:
    """One part of the table."""

    def __init__(self, folder: Path, name: str) -> None:
        self._letters: Ints = map_array(folder, f"{name}.letters")
        # Views that give plain numbers, several times faster than an array does.
        self._keys, self._each = map_array(folder, f"{name}.keys").data, self._letters.data
        told = Blobs(folder, name)
        self._told, self._starts, self._ends = told.view, told.starts.data, told.ends.data

    def near(self, kind: int, folded: str, errors: int) -> list[tuple[int, list[str]]]:
        """(distance, folded form and terms) of every word within so many errors."""
        start = bisect_left(self._keys, key_of(kind, folded[0], len(folded) - errors))
        end = bisect_right(self._keys, key_of(kind, folded[0], len(folded) + errors), start)
        lines = [
            str(self._told(self._starts[n], self._ends[n]), "utf-8").split("\n")
            for n in self._like(start, end, folded, errors)
        ]
        known = [line[0] for line in lines]
        near = extract(folded, known, scorer=OSA.distance, score_cutoff=errors, limit=None)
        return [(int(distance), lines[at]) for _, distance, at in near]

    def _like(self, start: int, end: int, folded: str, errors: int) -> Iterable[int]:
        """Which of some words may be within so many errors, by their letters alone."""
        letters, most = letters_of(folded), 2 * errors
        if end - start < MANY:
            each = self._each
            return [n for n in range(start, end) if (letters ^ each[n]).bit_count() <= most]
        own, others = np.uint64(letters), self._letters[start:end]
        like = (np.bitwise_count(others ^ own) <= most).nonzero()[0]
        more = np.bitwise_count(others[like] & ~own)
        fewer = np.bitwise_count(own & ~others[like])
        found: list[int] = (like[(more <= errors) & (fewer <= errors)] + start).tolist()
        return found


class _Corrector:
    """Finds words of one kind."""

    def __init__(self, parts: Sequence[_Part], kind: int, terms: Vocabulary) -> None:
        self._parts, self._kind, self._use = parts, kind, terms.frequency

    def near(self, word: str, limit: int = MOST_CANDIDATES) -> list[Near]:
        """Known words within the errors allowed, nearest first, then most used."""
        folded = fold(word)
        errors = allowed(folded)
        by_distance: list[dict[str, list[str]]] = [{} for _ in range(errors + 1)]
        for part in self._parts if errors else ():
            for distance, (known, *terms) in part.near(self._kind, folded, errors):
                by_distance[distance].setdefault(known, []).extend(terms)
        found: list[Near] = []
        for distance, words in enumerate(by_distance):
            if len(found) < limit:
                best = [way for terms in words.values() if (way := self._best(terms))]
                found += [Near(written, distance) for *_, written in sorted(best)]
        return found[:limit]

    def _best(self, terms: list[str]) -> tuple[int, int, str, str] | None:
        """What a word is proposed as: level, use (most first), term and word as written.

        ``None`` when no sheet holds any of its terms any longer.
        """
        ways = []
        for told in terms:
            term, _, written = told.partition("\t")
            level = LEVELS[term[0]]
            use = self._use(term) if level != GLOSSARY else 1
            if use:
                ways.append((level, -use, term, written or term[2:]))
        return min(ways, default=None)


class StoredSpelling:
    """The known words and names of one generation, ready as published."""

    def __init__(self, folder: Path) -> None:
        self._parts = [_Part(folder, name) for name in PARTS]

    def words(self, terms: Vocabulary, _analyser: Analyser) -> _Corrector:
        """The words of the collection as written, their lemmas, then the glossary's own."""
        return _Corrector(self._parts, WORDS, terms)

    def places(self, terms: Vocabulary) -> _Corrector:
        """The names of places of the collection."""
        return _Corrector(self._parts, PLACES, terms)
