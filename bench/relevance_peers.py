"""Relevance beside peers: the same judged queries asked to us, to tantivy and to SQLite FTS5.

    python bench/relevance_peers.py --index INDEX COLLECTION…

``INDEX`` is a published index of the sheets that the collections judge. The peers read the same
sheets from it: title, summary, body. Each peer is given what a careful user would give it (French
stemming, elision, folded accents, its own stop words or ours, turns of questions included) and the
best of a grid of settings *on the very queries it is then measured on*, so its figure is an upper
bound; ours are the shipped settings. tantivy is optional and no dependency of the product
(``pip install tantivy``); its French stemmer is lent to FTS5, which has none.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.collection import Collection
from indexer.evaluate.asking import asking
from indexer.evaluate.compare import compare
from indexer.evaluate.judged import Judged
from indexer.evaluate.metrics import FIGURES, Scores, score
from indexer.evaluate.runs import DEPTH, Ask, make_run
from indexer.french.formulas import without_formulas
from indexer.french.stopwords import ASKING_WORDS

FIELDS = ("title", "summary", "body")
FTS5_TITLES = (1.0, 2.0, 5.0, 10.0)
TITLES, SUMMARIES = (0.5, 1.0, 1.5, 2.0, 5.0), (0.25, 0.5, 1.0)
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.I)
Row = tuple[str, str, str, str]


def rows(collection: Collection) -> Iterator[Row]:
    """Every sheet as id, title, summary, body."""
    for card in collection.sheets():
        sheet = collection.sheet(card.id)
        yield sheet.id, sheet.title, sheet.summary, sheet.body


def folded(text: str) -> str:
    """Lower case without accents or elided words, for peers that have no filter for it."""
    plain = unicodedata.normalize("NFD", _ELISION.sub(" ", text).lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("œ", "oe")


def words(text: str) -> list[str]:
    """The significant words of a query; all of them when it has nothing else."""
    found = re.findall(r"\w+", folded(without_formulas(text)))
    return [w for w in found if w not in ASKING_WORDS] or found


def stemmer() -> Callable[[str], str]:
    """A text by its French stems (tantivy's Snowball); as it is without tantivy."""
    try:
        import tantivy as t  # noqa: PLC0415 - a peer may be absent
    except ImportError:
        return str
    build = t.TextAnalyzerBuilder(t.Tokenizer.simple()).filter(t.Filter.lowercase())
    analyser = build.filter(t.Filter.stemmer("french")).filter(t.Filter.ascii_fold()).build()
    return lambda text: " ".join(analyser.analyze(_ELISION.sub(" ", text)))


# --- SQLite FTS5 ----------------------------------------------------------------------------------


def sqlite_peer(sheets: list[Row]) -> dict[str, Ask]:
    """FTS5: pooled BM25 with column weights; French by stems, by beginnings of words, or as is."""
    base, stem = sqlite3.connect(":memory:"), stemmer()
    for table, made in (("plain", folded), ("stems", stem)):
        base.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5(id UNINDEXED, title, summary, body, "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        base.executemany(
            f"INSERT INTO {table} VALUES (?,?,?,?)",
            ((i, *map(made, texts)) for i, *texts in sheets),
        )

    def asker(title: float, summary: float, way: str) -> Ask:
        table = "stems" if way == "stems" else "plain"
        order = f"bm25({table}, 0, {title}, {summary}, 1.0)"

        def ask(text: str) -> list[tuple[str, float]]:
            found = words(text)
            if way == "stems":
                found = stem(" ".join(found)).split()
            parts = [f'"{w[:6]}"*' if way == "cut" and len(w) > 6 else f'"{w}"' for w in found]
            if not parts:
                return []
            sql = (
                f"SELECT id, -{order} FROM {table} WHERE {table} MATCH ? "
                f"ORDER BY {order}, id LIMIT {DEPTH}"
            )
            return base.execute(sql, (" OR ".join(parts),)).fetchall()

        return ask

    quick = itertools.product(FTS5_TITLES, (0.25, 1.0), ("stems", "words"))
    grid = [*quick, (5.0, 1.0, "cut")]
    return {f"fts5 title {t:g} summary {s:g} {way}": asker(t, s, way) for t, s, way in grid}


# --- tantivy (Lucene's scoring) -------------------------------------------------------------------


def tantivy_peer(sheets: list[Row]) -> dict[str, Ask]:
    """tantivy: BM25 a field, added; French stemmer and stop words. Empty when not installed."""
    try:
        import tantivy as t  # noqa: PLC0415 - a peer may be absent
    except ImportError:
        return {}
    analyser = (
        t.TextAnalyzerBuilder(t.Tokenizer.simple())
        .filter(t.Filter.lowercase())
        .filter(t.Filter.stopword("french"))
        .filter(t.Filter.stemmer("french"))
        .filter(t.Filter.ascii_fold())
        .build()
    )
    schema = t.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in FIELDS:
        schema.add_text_field(name, tokenizer_name="french")
    index = t.Index(schema.build())
    index.register_tokenizer("french", analyser)
    writer = index.writer(50_000_000, 1)
    for sheet_id, *texts in sheets:
        values = {n: _ELISION.sub(" ", x) for n, x in zip(FIELDS, texts, strict=True)}
        writer.add_document(t.Document(id=sheet_id, **values))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def asker(title: float, summary: float, ours: bool) -> Ask:
        boosts = {"title": title, "summary": summary, "body": 1.0}

        def ask(text: str) -> list[tuple[str, float]]:
            plain = re.findall(r"\w+", _ELISION.sub(" ", text).lower())
            if ours:
                kept = set(words(text))
                plain = [w for w in plain if folded(w) in kept]
            if not plain:
                return []
            query = index.parse_query(" ".join(plain), list(FIELDS), field_boosts=boosts)
            hits = searcher.search(query, DEPTH).hits
            return [(searcher.doc(at)["id"][0], value) for value, at in hits]

        return ask

    grid = itertools.product(TITLES, SUMMARIES, (False, True))
    return {
        f"tantivy title {a:g} summary {b:g} {'our' if c else 'its'} stop words": asker(a, b, c)
        for a, b, c in grid
    }


# --- the run --------------------------------------------------------------------------------------


def best(judged: Judged, peer: dict[str, Ask]) -> tuple[str, Scores] | None:
    """The setting of a peer with the highest nDCG@10 on these queries."""
    measured = {name: score(judged, make_run(judged, ask)) for name, ask in peer.items()}
    if not measured:
        return None
    name = max(measured, key=lambda n: measured[n].averages["ndcg@10"])
    return name, measured[name]


def told(name: str, scores: Scores) -> str:
    """One line of figures."""
    return f"{name:<44}" + "".join(f"{scores.averages[f]:>11.4f}" for f in FIGURES)


def main() -> None:
    """Print the figures of all, and ours against each peer's best."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("collections", nargs="+", type=Path)
    asked = parser.parse_args()
    collection = Collection.open(asked.index)
    sheets = list(rows(collection))
    makers: tuple[Callable[[list[Row]], dict[str, Ask]], ...] = (sqlite_peer, tantivy_peer)
    peers = [maker(sheets) for maker in makers]
    ours = asking(collection.opened.searcher)
    for folder in asked.collections:
        judged = Judged.load(folder, asked.split)
        mine = score(judged, make_run(judged, ours))
        print(
            f"\n{folder.name} ({asked.split}), {len(judged.queries)} queries, {len(sheets)} sheets"
        )
        print(" " * 44 + "".join(f"{f:>11}" for f in FIGURES))
        print(told("fiches", mine))
        for peer in peers:
            found = best(judged, peer)
            if found:
                print(told(*found))
                gap = compare(judged, found[1], mine)
                print(f"{'':<20}fiches − peer: nDCG@10 {gap.differences['ndcg@10']:+.4f}, "
                      f"p {gap.p_values['ndcg@10']:.4f}")  # fmt: skip


if __name__ == "__main__":
    main()
