"""SQLite's FTS5 of Python's standard library: folded words, joins for facets, its snippets."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from peers.work import FACETS, FIELDS, PAGE, WEIGHTS, Answer, Asked, folded, parts, rows

RANK = f"bm25(s, {', '.join(str(WEIGHTS[f]) for f in FIELDS)})"
TREE = ("reg", "dep", "com")


class Fts5:
    """One table of texts, one of facet values; the sheets found are kept in a temporary table."""

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

    def open(self, folder: Path) -> None:
        """Open the index for queries."""
        self.base = sqlite3.connect(folder / "fts5.db")
        self.base.execute("PRAGMA mmap_size=4000000000")
        self.base.execute("PRAGMA temp_store=memory")
        self.base.execute("CREATE TEMP TABLE hit(sheet INTEGER PRIMARY KEY, rank REAL)")

    def ask(self, asked: Asked) -> Answer:
        """The answer to a query."""
        match = _match(asked.text, 99)
        found = self._find(match)
        if not found and match:
            match = _match(asked.text, 5)
            self._find(match)
        total, page = self._page(asked, match)
        counts = {f: dict[str, int]() for f in FACETS}
        for left, names in (("theme", FACETS[:1]), ("territory", TREE)):
            where, values = _filters(asked, left)
            low, high = FACETS.index(names[0]), FACETS.index(names[-1])
            sql = (
                "SELECT f.name, f.value, count(*) FROM hit h JOIN facet f ON f.sheet=h.sheet "
                f"WHERE f.name BETWEEN {low} AND {high}{where} GROUP BY 1, 2"
            )
            for name, value, count in self.base.execute(sql, values):
                counts[FACETS[name]][value] = count
        return Answer(total, [i for i, _ in page], counts, [e for _, e in page])

    def _find(self, match: str) -> int:
        self.base.execute("DELETE FROM hit")
        if match:
            sql = f"INSERT INTO hit SELECT rowid, {RANK} FROM s WHERE s MATCH ?"
            return self.base.execute(sql, (match,)).rowcount
        return self.base.execute("INSERT INTO hit SELECT sheet, 0 FROM ids").rowcount

    def _page(self, asked: Asked, match: str) -> tuple[int, list[tuple[str, str]]]:
        where, values = _filters(asked, "")
        total = self.base.execute(f"SELECT count(*) FROM hit h WHERE 1{where}", values).fetchone()
        sql = f"SELECT h.sheet FROM hit h WHERE 1{where} ORDER BY rank, sheet LIMIT {PAGE}"
        best = [n for (n,) in self.base.execute(sql, values)]
        marks = ", ".join(str(n) for n in best)
        if match:
            shown = (
                "SELECT s.rowid, highlight(s,0,'<mark>','</mark>') || ' … ' || "
                "snippet(s,2,'<mark>','</mark>','…',30) "
                f"FROM s WHERE s MATCH ? AND s.rowid IN ({marks})"
            )
            texts = dict(self.base.execute(shown, (match,))) if best else {}
        else:
            shown = (
                "SELECT rowid, title || ' ' || substr(summary, 1, 220) FROM s "
                f"WHERE rowid IN ({marks})"
            )
            texts = dict(self.base.execute(shown))
        ids = dict(self.base.execute(f"SELECT sheet, id FROM ids WHERE sheet IN ({marks})"))
        return total[0], [(ids[n], texts[n]) for n in best]


def _match(text: str, cut: int) -> str:
    """The query in FTS5's language; words longer than ``cut`` letters by their beginning."""
    found = []
    for kind, words in parts(text):
        if kind == "phrase":
            found.append('"' + " ".join(folded(w) for w in words) + '"')
        elif kind == "prefix" or len(words[0]) > cut:
            found.append(f'"{words[0][:cut]}"*')
        else:
            found.append(f'"{words[0]}"')
    return " AND ".join(found)


def _filters(asked: Asked, left: str) -> tuple[str, list[str]]:
    chosen = [
        (FACETS.index(facet), value)
        for facet, value in asked.filters.items()
        if ("theme" if facet == "theme" else "territory") != left
    ]
    sql = " AND EXISTS (SELECT 1 FROM facet x WHERE x.sheet=h.sheet AND x.name={} AND x.value=?)"
    return "".join(sql.format(name) for name, _ in chosen), [value for _, value in chosen]


PEER = Fts5
