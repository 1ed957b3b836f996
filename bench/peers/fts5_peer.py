"""SQLite's FTS5 of Python's standard library: folded words, its ranking, its snippets.

The sheets found are counted by value in Python, from values read once when opening: ten times
faster than joining a table of values (``fts5_joins`` does that).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import chain
from operator import itemgetter
from pathlib import Path

from peers.work import FACETS, FIELDS, PAGE, WEIGHTS, Answer, Asked, Peer, parts, rows

RANK = f"bm25(s, {', '.join(str(WEIGHTS[f]) for f in FIELDS)})"
Values = tuple[str, ...]
Ranked = tuple[int, float]


class Fts5(Peer):
    """One table of texts, one of facet values."""

    def build(self, source: Path, folder: Path) -> None:
        """Index all rows."""
        folder.mkdir(exist_ok=True)
        base = sqlite3.connect(folder / "fts5.db")
        base.execute(
            "CREATE VIRTUAL TABLE s USING fts5(title, summary, body, "
            "tokenize='unicode61 remove_diacritics 2', prefix='5')"
        )
        base.execute("CREATE TABLE ids(sheet INTEGER PRIMARY KEY, id TEXT)")
        base.execute(
            "CREATE TABLE facet(sheet INTEGER, name INTEGER, value TEXT, "
            "PRIMARY KEY (sheet, name, value)) WITHOUT ROWID"
        )
        for n, row in enumerate(rows(source), 1):
            base.execute("INSERT INTO s(rowid, title, summary, body) VALUES (?,?,?,?)",
                         (n, *(row[f].replace("’", "'") for f in FIELDS)))  # fmt: skip
            base.execute("INSERT INTO ids VALUES (?,?)", (n, row["id"]))
            for facet in FACETS:
                values = ((n, FACETS.index(facet), v) for v in dict.fromkeys(row[facet]))
                base.executemany("INSERT INTO facet VALUES (?,?,?)", values)
        base.execute("CREATE INDEX by_value ON facet(name, value)")
        base.execute("INSERT INTO s(s) VALUES ('optimize')")
        base.commit()

    def connect(self, folder: Path) -> None:
        """Open the base as SQLite's guide to speed advises for reading."""
        self.base = sqlite3.connect(folder / "fts5.db")
        self.base.execute("PRAGMA mmap_size=4000000000")
        self.base.execute("PRAGMA temp_store=memory")

    def open(self, folder: Path) -> None:
        """Open the index for queries; ids and values of all sheets stay at hand."""
        self.connect(folder)
        self.ids = [""]
        self.ids += (i for (i,) in self.base.execute("SELECT id FROM ids ORDER BY sheet"))
        themes: list[Values] = [()] * len(self.ids)
        places: list[Values] = [()] * len(self.ids)
        self.holders: dict[str, set[int]] = {}
        found = self.base.execute("SELECT sheet, name, value FROM facet")
        kept: dict[Values, Values] = {}
        for sheet, name, value in found:
            held = themes if name == 0 else places
            longer = (*held[sheet], value)
            held[sheet] = kept.setdefault(longer, longer)
            self.holders.setdefault(value, set()).add(sheet)
        self.values = {"theme": themes, "territory": places}
        self.both = [a + b for a, b in zip(themes, places, strict=True)]
        self.browsed = [(n, 0.0) for n in range(1, len(self.ids))]

    def ask(self, asked: Asked) -> Answer:
        """The answer to a query."""
        match = fts_query(asked.text, 99)
        found = self._find(match)
        if not found and match:
            match = fts_query(asked.text, 5)
            found = self._find(match)
        theme = self.holders.get(asked.theme, set()) if asked.theme else None
        place = self.holders.get(asked.territory, set()) if asked.territory else None
        kept = _passing(_passing(found, theme), place)
        best = [n for n, _ in nsmallest(PAGE, kept, key=itemgetter(1))]
        if theme is None and place is None:
            counts = _count(self.both, found)
        else:
            counts = _count(self.values["theme"], _passing(found, place))
            counts |= _count(self.values["territory"], _passing(found, theme))
        excerpts = self.excerpts(match, best)
        page = [self.ids[n] for n in best]
        return Answer(len(kept), page, lambda: _by_facet(counts), [excerpts[n] for n in best])

    def _find(self, match: str) -> Sequence[Ranked]:
        if not match:
            return self.browsed
        return self.base.execute(
            f"SELECT rowid, {RANK} FROM s WHERE s MATCH ?", (match,)
        ).fetchall()

    def excerpts(self, match: str, best: Sequence[int]) -> dict[int, str]:
        """The marked title and passage of each sheet of the page; its summary when browsing."""
        marks = ", ".join(map(str, best))
        if not best:
            return {}
        if not match:
            shown = (
                "SELECT rowid, title || ' ' || substr(summary, 1, 220) FROM s "
                f"WHERE rowid IN ({marks})"
            )
            return dict(self.base.execute(shown))
        shown = (
            "SELECT s.rowid, highlight(s,0,'<mark>','</mark>') || ' … ' || "
            "snippet(s,2,'<mark>','</mark>','…',30) "
            f"FROM s WHERE s MATCH ? AND s.rowid IN ({marks})"
        )
        return dict(self.base.execute(shown, (match,)))


def _passing(found: Sequence[Ranked], holders: set[int] | None) -> Sequence[Ranked]:
    return found if holders is None else [one for one in found if one[0] in holders]


def _count(values: Sequence[Values], found: Iterable[Ranked]) -> Counter[str]:
    held = map(values.__getitem__, map(itemgetter(0), found))
    return Counter(chain.from_iterable(held))


def _by_facet(counts: Counter[str]) -> dict[str, dict[str, int]]:
    found = {facet: dict[str, int]() for facet in FACETS}
    for value, count in counts.items():
        level, colon, _ = value.partition(":")
        found[level if colon else "theme"][value] = count
    return found


def fts_query(text: str, cut: int) -> str:
    """The query in FTS5's language; words longer than ``cut`` letters by their beginning."""
    found = []
    for kind, words in parts(text):
        if kind == "phrase":
            found.append('"' + " ".join(words) + '"')
        elif kind == "prefix" or len(words[0]) > cut:
            found.append(f'"{words[0][:cut]}"*')
        else:
            found.append(f'"{words[0]}"')
    return " AND ".join(found)


PEER = Fts5
