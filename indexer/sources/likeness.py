"""Which sheets say the same: equal texts, and texts that share most of their phrases.

Each text is reduced to its 128 smallest hashes of four successive words (a bottom-k sketch, Broder
1997), whose overlap estimates the share of phrases two texts have in common. Comparing 4,000 sheets
takes seconds because only sheets sharing a hash are compared.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from indexer.vocabulary import Sheet

#: Share of common phrases from which two sheets are near-duplicates. Two versions of one sheet
#: with a paragraph rewritten share more; sheets on one subject by one author share under a third.
NEAR = 0.7
_SKETCH = 128
#: A phrase held by more sheets than this is a publisher's formula and tells nothing.
_COMMON = 100
_WORD = re.compile(r"\w+")
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Alike:
    """A sheet that repeats an earlier one; ``share`` of their phrases in common, 1.0 = all."""

    sheet: str
    earlier: str
    share: float


class Likeness:
    """Remembers the texts seen and tells which earlier one a new text repeats."""

    def __init__(self) -> None:
        self._sketches: dict[str, frozenset[int]] = {}
        self._holders: defaultdict[int, list[str]] = defaultdict(list)

    def add(self, name: str, text: str) -> Alike | None:
        """Remember ``text`` as ``name``; the most similar earlier one if it is near."""
        sketch = _sketch(text)
        lists = (self._holders.get(value, ()) for value in sketch)
        shared = Counter(name for names in lists if len(names) <= _COMMON for name in names)
        best = max(
            (
                Alike(name, other, _share(sketch, self._sketches[other]))
                for other, _ in shared.most_common(5)
            ),
            key=lambda alike: alike.share,
            default=None,
        )
        self._sketches[name] = sketch
        for value in sketch:
            self._holders[value].append(name)
        return best if best and best.share >= NEAR else None


def sheet_text(sheet: Sheet) -> str:
    """What two sheets are compared on: summary and body."""
    return f"{sheet.summary}\n\n{sheet.body}"


def alike(sheets: Iterable[Sheet]) -> Iterator[Alike]:
    """Each sheet that repeats an earlier one."""
    known = Likeness()
    for sheet in sheets:
        found = known.add(sheet.id, sheet_text(sheet))
        if found:
            yield found


def _sketch(text: str) -> frozenset[int]:
    words = _WORD.findall(text.lower())
    codes = np.fromiter((zlib.crc32(word.encode()) for word in words), np.uint64, len(words))
    if len(codes) < 4:
        return frozenset(codes.tolist())
    phrases = np.zeros(len(codes) - 3, np.uint64)
    for place in range(4):
        phrases = (phrases ^ codes[place : place + len(phrases)]) * _MIX
        phrases ^= phrases >> np.uint64(29)
    return frozenset(np.unique(phrases)[:_SKETCH].tolist())


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of phrases in common, from the smallest hashes of the two together."""
    together = sorted(one | other)[:_SKETCH]
    return sum(value in one and value in other for value in together) / max(len(together), 1)
