"""SQLite's FTS5 with all the work in SQL, as most programs do it: facets by joining a table."""

from __future__ import annotations

from pathlib import Path

from peers.fts5_peer import RANK, Fts5, fts_query
from peers.work import FACETS, PAGE, Answer, Asked

TREE = ("reg", "dep", "com")


class Fts5Joins(Fts5):
    """The sheets found are kept in a temporary table, to which the facet values are joined."""

    def open(self, folder: Path) -> None:
        """Open the index for queries."""
        self.connect(folder)
        self.base.execute("CREATE TEMP TABLE hit(sheet INTEGER PRIMARY KEY, rank REAL)")

    def ask(self, asked: Asked) -> Answer:
        """The answer to a query."""
        match = fts_query(asked.text, 99)
        if not self._keep(match) and match:
            match = fts_query(asked.text, 5)
            self._keep(match)
        where, values = _filters(asked, "")
        total = self.base.execute(f"SELECT count(*) FROM hit h WHERE 1{where}", values).fetchone()
        sql = f"SELECT h.sheet FROM hit h WHERE 1{where} ORDER BY rank, sheet LIMIT {PAGE}"
        best = [n for (n,) in self.base.execute(sql, values)]
        marks = ", ".join(map(str, best))
        ids = dict(self.base.execute(f"SELECT sheet, id FROM ids WHERE sheet IN ({marks})"))
        excerpts = self.excerpts(match, best)
        page = [ids[n] for n in best]
        return Answer(total[0], page, self._counts(asked), [excerpts[n] for n in best])

    def _keep(self, match: str) -> int:
        self.base.execute("DELETE FROM hit")
        if match:
            sql = f"INSERT INTO hit SELECT rowid, {RANK} FROM s WHERE s MATCH ?"
            return self.base.execute(sql, (match,)).rowcount
        return self.base.execute("INSERT INTO hit SELECT sheet, 0 FROM ids").rowcount

    def _counts(self, asked: Asked) -> dict[str, dict[str, int]]:
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
        return counts


def _filters(asked: Asked, left: str) -> tuple[str, list[str]]:
    chosen = [
        (FACETS.index(facet), value)
        for facet, value in asked.filters.items()
        if ("theme" if facet == "theme" else "territory") != left
    ]
    sql = " AND EXISTS (SELECT 1 FROM facet x WHERE x.sheet=h.sheet AND x.name={} AND x.value=?)"
    return "".join(sql.format(name) for name, _ in chosen), [value for _, value in chosen]


PEER = Fts5Joins
