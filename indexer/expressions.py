"""Mines the frequent expressions of a collection: what a visitor may well be about to type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from indexer.french.folding import fold
from indexer.french.stopwords import STOP_WORDS
from indexer.vocabulary import Sheet

WORD = re.compile(r"[^\W\d_]+(?:[-·][^\W\d_]+)*", re.UNICODE)
SENTENCE = re.compile(r"[.!?;:«»()\n,…]+")
LONGEST = 4
KEPT = 5_000


def expressions(sheets: Iterable[Mapping[str, str]]) -> list[tuple[str, int]]:
    """Expressions of one to four words with the number of sheets that hold each.

    ``sheets`` gives the ``candidates`` of each sheet. An expression must stand in two sheets at
    least (three in a large collection), and is left out when a longer one is just as frequent.
    """
    holders, spellings, size = counted(sheets)
    return [(spellings[key], count) for key, count in best(groups(holders, least(size)))]


def counted(sheets: Iterable[Mapping[str, str]]) -> tuple[Counter[str], dict[str, str], int]:
    """In how many sheets each candidate stands, how the first one writes it, how many sheets."""
    holders: Counter[str] = Counter()
    spellings: dict[str, str] = {}
    size = 0
    for found in sheets:
        size += 1
        holders.update(found.keys())
        for key, spelling in found.items():
            spellings.setdefault(key, spelling)
    return holders, spellings, size


def least(size: int) -> int:
    """In how many sheets an expression of a collection of so many must stand."""
    return 2 if size < 200 else 3


def groups(holders: Mapping[str, int], fewest: int) -> Iterator[tuple[int, list[str]]]:
    """The candidates that stand in the same number of sheets, most first."""
    found: dict[int, list[str]] = {}
    for key, count in holders.items():
        if count >= fewest:
            found.setdefault(count, []).append(key)
    yield from sorted(found.items(), reverse=True)


def best(frequent: Iterable[tuple[int, list[str]]]) -> list[tuple[str, int]]:
    """The expressions worth suggesting, most frequent first; read no further than needed.

    Whatever sheet holds an expression holds its parts too. So a longer one is never more frequent,
    and one just as frequent stands in the same group.
    """
    found: list[tuple[str, int]] = []
    for count, keys in frequent:
        covered = {part for key in keys for part in _parts(key)}
        found += [(key, count) for key in sorted(keys) if key not in covered]
        if len(found) >= KEPT:
            break
    return found[:KEPT]


def _parts(key: str) -> Iterator[str]:
    """The shorter expressions in one."""
    words = key.split()
    for start in range(len(words)):
        for end in range(start + 1, len(words) + (start > 0)):
            yield " ".join(words[start:end])


def candidates(sheet: Sheet) -> dict[str, str]:
    """What may become an expression, as written, by its folded form.

    Titles and summaries are read: they name what a sheet is about. An expression neither begins
    nor ends with a grammar word.
    """
    return dict(_of_sheet(sheet))


def _of_sheet(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """(folded, as written) for each candidate of one sheet."""
    for sentence in SENTENCE.split(f"{sheet.title}. {sheet.summary}"):
        words = list(WORD.finditer(sentence))
        folded = [fold(word.group()) for word in words]
        for start, first in enumerate(folded):
            if first in STOP_WORDS or len(first) < 3:
                continue
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                last = folded[end - 1]
                if last not in STOP_WORDS and len(last) > 2:
                    written = sentence[words[start].start() : words[end - 1].end()]
                    yield " ".join(folded[start:end]), _plain(written)


def _plain(written: str) -> str:
    """The expression in lower case but for acronyms, single spaces."""
    return " ".join(w if w.isupper() and len(w) > 1 else w.lower() for w in written.split())
