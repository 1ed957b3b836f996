"""Whether our answers are those of the reference engine: plain dictionaries, no array.

    python bench/agreement.py COLLECTION INDEX [QUERIES]

Every sheet is read and analysed anew, by what publishing uses, and given to the memory engine with
the terms that the queries ask for; so nothing that the index holds is believed. ``QUERIES`` takes
that many of the queries, evenly spread, instead of all.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from peers.work import queries

from indexer.collection import Collection
from indexer.engines.analysed import AnalysedSheet, Postings
from indexer.engines.contract import Found
from indexer.engines.memory import MemoryEngine
from indexer.errors import SheetError
from indexer.knowledge.bundle import Knowledge
from indexer.preparing import Workshop
from indexer.query import Query, Unit, Words
from indexer.sources import corpus_files

HERE = Path(__file__).parent
#: Scores closer than this, relatively, are equal: arrays hold 32-bit numbers.
NOISE = 1e-5
Asked = tuple[str, Query, Words]


@dataclass
class Agreement:
    """How many queries gave the same page; ``ties`` differ in the order of equal scores only."""

    queries: int = 0
    same: int = 0
    ties: int = 0
    totals: int = 0
    counts: int = 0
    differing: tuple[str, ...] = ()


def alike(ours: Found, reference: Found) -> str:
    """``same``, ``ties`` or ``other``: how two pages of the same query compare."""
    pages = [[(r.sheet.id, r.score) for r in found.ranked] for found in (ours, reference)]
    if len(pages[0]) != len(pages[1]):
        return "other"
    pairs = list(zip(*pages, strict=True))
    if any(not close(a, b) for (_, a), (_, b) in pairs):
        return "other"
    if all(a == b for (a, _), (b, _) in pairs):
        return "same"
    last = pages[0][-1][1]
    apart = {i for i, _ in pages[0]} ^ {i for i, _ in pages[1]}
    scores = dict(pages[0]) | dict(pages[1])
    return "ties" if all(close(scores[i], last) for i in apart) else "other"


def close(a: float, b: float) -> bool:
    """Whether two scores are equal but for the noise of 32-bit numbers."""
    return abs(a - b) <= NOISE * max(abs(a), abs(b), 1.0)


def compare(ours: Iterable[tuple[str, Found, Found]]) -> Agreement:
    """Count what agrees, over (query, our answer, the reference's)."""
    told = Agreement()
    for text, found, reference in ours:
        told.queries += 1
        how = alike(found, reference)
        told.same += how == "same"
        told.ties += how == "ties"
        told.totals += found.total == reference.total
        told.counts += plain(found) == plain(reference)
        if how == "other":
            told.differing += (text,)
    return told


def plain(found: Found) -> dict[str, dict[str, int]]:
    """The counts of an answer, values without sheets left out."""
    return {f: {v: int(n) for v, n in c.items() if n} for f, c in found.counts.items()}


def terms_of(words: Words) -> set[str]:
    """Every term that an answer to ``words`` looks up."""
    units = (*words.units, *words.excluded)
    return {t for unit in units for a in unit.alternatives for step in a.steps for t in step}


def reduced(postings: Postings, kept: frozenset[str]) -> Postings:
    """The same field with the positions of some terms only, its length unchanged."""
    terms, counts, positions = [], array("I"), array("I")
    for term, found in postings.by_term().items():
        if term in kept:
            terms.append(term)
            counts.append(len(found))
            positions.extend(found)
    return Postings(tuple(terms), counts, positions, postings.starts, postings.ends)


# --- In the other processes ------------------------------------------------------------------

_WORKSHOP: list[Workshop] = []
_KEPT: list[frozenset[str]] = []


def _begin(sheets: Path, kept: frozenset[str]) -> None:
    _WORKSHOP[:] = [Workshop(Knowledge.of_corpus([sheets]))]
    _KEPT[:] = [kept]


def _analysed(path: Path) -> AnalysedSheet | None:
    found = _WORKSHOP[0].prepare((path, b""))
    if isinstance(found, SheetError):
        return None
    postings = {name: reduced(p, _KEPT[0]) for name, p in found.postings.items()}
    return AnalysedSheet(found.sheet, postings, found.facets)


class Reference(MemoryEngine):
    """The memory engine, which works out a unit of a query once instead of for each sheet."""

    def search(self, query: Query, words: Words) -> Found:
        """The page of sheets that ``words`` and the filters of ``query`` ask for."""
        self._worked_out: dict[Unit, dict[int, float]] = {}
        return super().search(query, words)

    def _parts(self, unit: Unit) -> dict[int, float]:
        if unit not in self._worked_out:
            self._worked_out[unit] = super()._parts(unit)
        return self._worked_out[unit]


def reference_engine(sheets: Path, kept: frozenset[str]) -> Reference:
    """The memory engine over every sheet of a folder, knowing the terms ``kept`` alone."""
    paths = list(corpus_files([sheets]))
    with multiprocessing.Pool(os.cpu_count(), _begin, (sheets, kept)) as pool:
        analysed = pool.imap(_analysed, paths, chunksize=32)
        return Reference(one for one in analysed if one is not None)


def compared(
    collection: Collection, asked: Sequence[Query], sheets: Path
) -> Iterator[tuple[str, Found, Found]]:
    """Each query with our answer and the reference's."""
    searcher = collection.opened.searcher
    words = [searcher.answering(query)[0] for query in asked]
    kept = frozenset[str]().union(*map(terms_of, words))
    reference = reference_engine(sheets, kept)
    for query, said in zip(asked, words, strict=True):
        yield query.text, searcher.engine.search(query, said), reference.search(query, said)


def main(folder: str, index: str, most: str = "0") -> None:
    """Print how many queries agree, as JSON."""
    asked = queries(HERE / "queries.tsv")
    step = max(1, len(asked) // int(most)) if int(most) else 1
    found = [
        Query(q.text, (q.theme,) if q.theme else (), (q.territory,) if q.territory else ())
        for q in asked[::step]
    ]
    collection = Collection.open(Path(index))
    print(json.dumps(asdict(compare(compared(collection, found, Path(folder) / "sheets")))))


if __name__ == "__main__":
    main(*sys.argv[1:])
