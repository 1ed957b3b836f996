"""Keeps in how many sheets each candidate expression stands, so that a change counts only itself.

``expressions.trie`` and ``expressions.counts.npy`` are written with all sheets at hand and shared
by the generations after; ``expressions.json`` holds the counts that changed since, and the
expressions kept, with how the first sheet by id writes each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie
import numpy as np
import orjson

from indexer.engines.whoosh_engine.files import (
    ARRAYS_FOLDER,
    Blobs,
    Ints,
    map_array,
    save_array,
    share,
)
from indexer.expressions import best, counted, groups, least

TRIE, COUNTS, LATER = "expressions.trie", "expressions.counts", "expressions.json"
FILES = (TRIE, f"{COUNTS}.npy", LATER)
#: Counts that changed before all are written anew.
MOST_LATER = 20_000


class Kept(NamedTuple):
    """An expression worth suggesting: folded, as written, and how many sheets hold it."""

    key: str
    spelling: str
    sheets: int


def write_expressions(folder: Path, sheets: Iterable[Mapping[str, str]]) -> list[Kept]:
    """Write the counts of all sheets, given the candidates of each by id; return what is kept."""
    holders, spellings, size = counted(sheets)
    kept = [Kept(k, spellings[k], n) for k, n in best(groups(holders, least(size)))]
    trie: Any = marisa_trie.Trie(holders)
    trie.save(str(folder / TRIE))
    counts: Ints = np.zeros(len(trie), dtype=np.int32)
    for key, count in holders.items():
        counts[trie[key]] = count
    save_array(folder, COUNTS, counts)
    _write_later(folder, {}, kept)
    return kept


#: The candidates of one sheet before and now; none where there is no sheet.
Changed = tuple[Mapping[str, str], Mapping[str, str]]


def continue_expressions(
    folder: Path, before: Path, changes: Sequence[Changed], size: int
) -> list[Kept] | None:
    """Write the counts of a generation upon those of the one ``before``; return what is kept.

    ``size`` is how many sheets there are now; the arrays of ``folder`` are written. Returns
    ``None``, having written nothing, when too much changed since all counts were written.
    """
    counts = _Counts(before)
    touched: set[str] = set()
    for old, new in changes:
        touched.update(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        counts.add(Counter(new.keys()))
        counts.add(Counter(old.keys()), -1)
    if len(counts.later) > MOST_LATER:
        return None
    for name in FILES[:2]:
        share(before, folder, name)
    found = best(counts.groups(least(size)))
    spellings = {one.key: one.spelling for one in counts.kept if one.key not in touched}
    spellings |= _first_spellings(folder, {key for key, _ in found} - spellings.keys())
    kept = [Kept(key, spellings[key], count) for key, count in found]
    _write_later(folder, counts.later, kept)
    return kept


def _write_later(folder: Path, later: Mapping[str, int], kept: Sequence[Kept]) -> None:
    told = json.dumps({"later": later, "kept": kept}, ensure_ascii=False)
    (folder / LATER).write_text(told, "utf-8")


class _Counts:
    """The counts of one generation."""

    def __init__(self, folder: Path) -> None:
        self._trie: Any = marisa_trie.Trie()
        self._trie.mmap(str(folder / TRIE))
        self._counts: Ints = map_array(folder, COUNTS)
        told = json.loads((folder / LATER).read_text("utf-8"))
        self.later: dict[str, int] = told["later"]
        self.kept = [Kept(*one) for one in told["kept"]]

    def add(self, holders: Mapping[str, int], sign: int = 1) -> None:
        """Count more sheets, or fewer."""
        for key, count in holders.items():
            self.later[key] = self._of(key) + sign * count

    def _of(self, key: str) -> int:
        number = self._trie.get(key)
        packed = 0 if number is None else int(self._counts[number])
        return self.later.get(key, packed)

    def groups(self, fewest: int) -> Iterator[tuple[int, list[str]]]:
        """The candidates that stand in the same number of sheets, most first."""
        packed = self._counts.copy()
        numbers = (self._trie.get(key) for key in self.later)
        packed[[number for number in numbers if number is not None]] = 0
        later = dict(groups(self.later, fewest))
        frequent = np.flatnonzero(packed >= fewest)
        order = frequent[np.argsort(-packed[frequent], kind="stable")]
        falling = -packed[order]
        for count in sorted(later.keys() | set((-falling).tolist()), reverse=True):
            first, end = falling.searchsorted([-count, 1 - count]).tolist()
            keys = map(self._trie.restore_key, order[first:end].tolist())
            yield count, [*keys, *later.get(count, ())]


def _first_spellings(folder: Path, keys: Iterable[str]) -> dict[str, str]:
    """How the first sheet by id that holds each candidate writes it."""
    missing = {key: f"{json.dumps(key, ensure_ascii=False)}:".encode() for key in keys}
    found: dict[str, str] = {}
    mined = Blobs(folder / ARRAYS_FOLDER, "mined")
    for number in range(len(mined)):
        if not missing:
            break
        told = mined[number]
        # Looking for the bytes is a hundred times cheaper than reading the JSON.
        for key in [key for key, quoted in missing.items() if quoted in told]:
            spelling = orjson.loads(told).get("expressions", {}).get(key)
            if spelling is not None:
                found[key] = spelling
                del missing[key]
    return found
