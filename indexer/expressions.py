"""Mines the frequent expressions of a collection: what a visitor may well be about to type."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from indexer.french.folding import fold
from indexer.french.stopwords import STOP_WORDS
from indexer.vocabulary import Sheet

WORD = re.compile(r"[^\W\d_]+(?:[-·][^\W\d_]+)*", re.UNICODE)
SENTENCE = re.compile(r"[.!?;:«»()\n,…]+")
APOSTROPHES = re.compile(r"[’']")
LONGEST = 4
KEPT = 5_000


def expressions(sheets: Iterable[Sheet]) -> list[tuple[str, int]]:
    """Expressions of one to four words with the number of sheets that hold each.

    Titles and summaries are read: they name what a sheet is about. An expression must stand in
    two sheets at least (three in a large collection), neither begin nor end with a grammar word,
    and is left out when a longer one is just as frequent.
    """
    holders: Counter[str] = Counter()
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    size = 0
    for sheet in sheets:
        size += 1
        found = dict(_of_sheet(sheet))
        holders.update(found.keys())
        for key, spelling in found.items():
            spellings[key][spelling] += 1
    least = 2 if size < 200 else 3
    frequent = {key: count for key, count in holders.items() if count >= least}
    longer = _covered(frequent)
    ranked = sorted(frequent.items(), key=lambda item: (-item[1], item[0]))
    kept = [(key, count) for key, count in ranked if longer.get(key, 0) < count][:KEPT]
    return [(spellings[key].most_common(1)[0][0], count) for key, count in kept]


def _of_sheet(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """(folded, as written) for each candidate of one sheet."""
    for sentence in SENTENCE.split(f"{sheet.title}. {sheet.summary}"):
        words = WORD.findall(APOSTROPHES.sub("’ ", sentence))
        folded = [fold(word) for word in words]
        for start, first in enumerate(folded):
            if first in STOP_WORDS or len(first) < 3:
                continue
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                last = folded[end - 1]
                if last not in STOP_WORDS and len(last) > 2:
                    yield " ".join(folded[start:end]), _written(sentence, words[start:end])


def _written(sentence: str, words: list[str]) -> str:
    """The words as the sentence has them, apostrophes included, in lower case but for acronyms."""
    pattern = r"[\s’']+".join(map(re.escape, words))
    found = re.search(pattern, sentence)
    text = found.group() if found else " ".join(words)
    return " ".join(w if w.isupper() and len(w) > 1 else w.lower() for w in text.split())


def _covered(frequent: dict[str, int]) -> dict[str, int]:
    """For each expression, the greatest count of a longer one that contains it."""
    covered: dict[str, int] = {}
    for key, count in frequent.items():
        words = key.split()
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                part = " ".join(words[start:end])
                if part != key and part in frequent:
                    covered[part] = max(covered.get(part, 0), count)
    return covered
