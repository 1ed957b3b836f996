"""Completions while typing: sheets, themes, territories, structures, frequent expressions.

The table is written with each generation (``suggestion_table``): one row a suggestion, and a
trie from every beginning of a word in its label to the row. Titles have a table of their own, of
which some rows may be gone. Accents and case never count; one slip of a finger is forgiven.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import marisa_trie
import orjson

from indexer.engines.whoosh_engine.files import Blobs
from indexer.french.folding import fold
from indexer.query import Suggestion

#: The table of titles, which generations share, that of all else, and the titles that are gone.
TITLES, OTHERS, GONE = "titles", "suggestions", "titles.gone.json"
#: Rows that stay at hand, a quarter of a kilobyte each.
AT_HAND = 8192

#: Letters before anything is suggested; fewer would list half of the collection.
SHORTEST = 2
#: Rows looked at for one beginning; enough to find the best, bounded for "de".
LOOKED_AT = 400
#: The same for each way a finger may have slipped.
LOOKED_AT_SLIPPED = 20
KINDS = ("theme", "territory", "expression", "structure", "sheet")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORD_START = re.compile(r"\w+")

Row = tuple[str, str, str, int]


def files_of(table: str) -> tuple[str, str, str]:
    """The trie from beginnings to rows, rows one after another as JSON, where each begins."""
    return f"{table}.trie", f"{table}.bin", f"{table}.ptr.npy"


FILES = (*files_of(TITLES), *files_of(OTHERS), GONE)


def key_of(text: str) -> str:
    """How a label or what is typed is compared: folded words, one space between."""
    return " ".join(WORD_START.findall(fold(text)))


class Suggester:
    """Completes what is being typed, from the table of one generation."""

    def __init__(self, folder: Path) -> None:
        self._others, self._titles = Blobs(folder, OTHERS), Blobs(folder, TITLES)
        self._first_title = len(self._others)
        self._gone = frozenset(json.loads((folder / GONE).read_text("utf-8")))
        self._row = lru_cache(AT_HAND)(self._read_row)
        self._tries = [_trie(folder / files_of(table)[0]) for table in (OTHERS, TITLES)]

    def suggest(self, text: str, size: int = 8) -> tuple[Suggestion, ...]:
        """The best completions of ``text``: kinds mixed, most sheets first within a kind."""
        typed = key_of(text[:100])
        if len(typed) < SHORTEST:
            return ()
        found = self._completing(typed) or self._all_words(typed) or self._slipped(typed)
        ranked = sorted(found, key=lambda n: self._rank(n, typed))
        return tuple(self._suggestion(n) for n in self._mixed(ranked, size))

    def _read_row(self, number: int) -> Row:
        title = number - self._first_title
        kind, label, value, count = orjson.loads(
            self._titles[title] if title >= 0 else self._others[number]
        )
        return kind, label, value, count

    def _completing(self, typed: str, most: int = LOOKED_AT) -> set[int]:
        """Rows whose label has a word from which it goes on as typed."""
        others, titles = (islice(trie.iteritems(typed), most) for trie in self._tries)
        found = {n for _, (n,) in others}
        found.update(self._first_title + n for _, (n,) in titles if n not in self._gone)
        return found

    def _all_words(self, typed: str) -> set[int]:
        """Rows that hold every word typed, in any order; the last may be unfinished."""
        words = typed.split()
        if len(words) < 2:
            return set()
        longest = max(words, key=len)
        rows = self._completing(longest)
        return {n for n in rows if all(f" {w}" in f" {key_of(self._row(n)[1])}" for w in words)}

    def _slipped(self, typed: str) -> set[int]:
        """Rows found when one letter of what was typed is wrong, missing, extra or swapped."""
        found: set[int] = set()
        if len(typed) < 4:
            return found
        for other in _one_slip(typed):
            found |= self._completing(other, LOOKED_AT_SLIPPED)
        return found

    def _rank(self, number: int, typed: str) -> tuple[int, int, int, str, str]:
        _, label, value, count = self._row(number)
        starts = key_of(label).startswith(typed)
        return (0 if starts else 1, -count, len(label), label, value)

    def _mixed(self, ranked: list[int], size: int) -> list[int]:
        """At most ``size`` rows in which no kind crowds out the others; one label stands once."""
        by_kind: dict[str, list[int]] = {kind: [] for kind in KINDS}
        seen: set[str] = set()
        for number in ranked:
            kind, label, *_ = self._row(number)
            if key_of(label) not in seen:
                seen.add(key_of(label))
                by_kind[kind].append(number)
        chosen: list[int] = []
        share = 0
        while len(chosen) < size and any(len(rows) > share for rows in by_kind.values()):
            chosen += [rows[share] for rows in by_kind.values() if len(rows) > share]
            share += 1
        return sorted(chosen[:size], key=lambda n: (KINDS.index(self._row(n)[0]), ranked.index(n)))

    def _suggestion(self, number: int) -> Suggestion:
        kind, label, value, count = self._row(number)
        return Suggestion(kind, label, value, count)  # type: ignore[arg-type] # kinds are ours


def _trie(path: Path) -> Any:  # noqa: ANN401 - tries have no type
    found = marisa_trie.RecordTrie("<I")
    found.mmap(str(path))
    return found


def _one_slip(typed: str) -> Iterator[str]:
    """Everything one slip away from ``typed``; the first letter is taken to be right."""
    for i in range(1, len(typed)):
        head, tail = typed[:i], typed[i:]
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in LETTERS:
            yield head + letter + tail[1:]
            yield head + letter + tail
