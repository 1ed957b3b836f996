"""Which sheets say the same: equal texts, and texts that share most of their phrases.

Each text is reduced to its 64 smallest hashes of four successive words (a bottom-k sketch, Broder
1997), whose overlap estimates the share of phrases two texts have in common. Comparing 4,000 sheets
takes seconds because only sheets sharing a hash are compared.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from indexer.vocabulary import Sheet

#: Share of common phrases from which two sheets are near-duplicates. Two versions of one sheet
#: with a paragraph rewritten share more; sheets on one subject by one author share under a third.
NEAR = 0.7
_SKETCH = 64
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
    """Remembers the texts seen and tells which of them another text repeats."""

    def __init__(self) -> None:
        self._sketches: dict[str, frozenset[int]] = {}
        self._holders: defaultdict[int, list[str]] = defaultdict(list)
        self._exact: dict[str, str] = {}
        self._last: tuple[str, frozenset[int]] = ("", frozenset())

    def nearest(self, name: str, text: str) -> Alike | None:
        """The text seen that ``text`` repeats or nearly repeats, what is called ``name`` aside."""
        same = self._exact.get(_digest(text), name)
        if same != name:
            return Alike(name, same, 1.0)
        sketch = self._sketch(text)
        lists = (self._holders.get(value, ()) for value in sketch)
        shared = Counter(other for names in lists if len(names) <= _COMMON for other in names)
        shared.pop(name, None)
        best = max(
            (
                Alike(name, other, min(_share(sketch, self._sketches[other]), 0.99))
                for other, _ in shared.most_common(5)
            ),
            key=lambda alike: alike.share,
            default=None,
        )
        return best if best and best.share >= NEAR else None

    def add(self, name: str, text: str) -> None:
        """Remember ``text`` as ``name``."""
        self._exact.setdefault(_digest(text), name)
        if name in self._sketches:
            return
        sketch = self._sketches[name] = self._sketch(text)
        for value in sketch:
            self._holders[value].append(name)

    def _sketch(self, text: str) -> frozenset[int]:
        """The sketch of a text, made once when it is compared and then added."""
        if self._last[0] != text:
            self._last = (text, _sketch(text))
        return self._last[1]


def sheet_text(sheet: Sheet) -> str:
    """What two sheets are compared on: summary and body."""
    return f"{sheet.summary}\n\n{sheet.body}"


def alike(sheets: Iterable[Sheet]) -> Iterator[Alike]:
    """Each sheet that repeats an earlier one."""
    known = Likeness()
    for sheet in sheets:
        text = sheet_text(sheet)
        found = known.nearest(sheet.id, text)
        if found:
            yield found
        known.add(sheet.id, text)


def _digest(text: str) -> str:
    return sha256(" ".join(_WORD.findall(text.lower())).encode()).hexdigest()


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
