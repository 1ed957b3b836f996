"""Whoosh as everybody uses it: its parser, its facets by grouping, its highlights."""

from __future__ import annotations

from pathlib import Path

from whoosh import analysis, fields, index, qparser, query, scoring, sorting

from peers.work import FACETS, FIELDS, PAGE, WEIGHTS, Answer, Asked, Peer, rows


class Whoosh(Peer):
    """Results are cut to the page before they are highlighted."""

    def build(self, source: Path, folder: Path) -> None:
        """Index all rows."""
        folder.mkdir(exist_ok=True)
        words = (
            analysis.RegexTokenizer()
            | analysis.LowercaseFilter()
            | analysis.StopFilter(lang="fr")
            | analysis.StemFilter(lang="fr")
            | analysis.CharsetFilter(_accents())
        )
        texts = {
            f: fields.TEXT(stored=True, analyzer=words, field_boost=WEIGHTS[f]) for f in FIELDS
        }
        facets = {f: fields.KEYWORD(commas=True) for f in FACETS}
        made = index.create_in(folder, fields.Schema(id=fields.ID(stored=True), **texts, **facets))
        writer = made.writer(limitmb=256)
        for row in rows(source):
            writer.add_document(**{**row, **{f: ",".join(row[f]) for f in FACETS}})
        writer.commit(optimize=True)

    def open(self, folder: Path) -> None:
        """Open the index for queries."""
        self.index = index.open_dir(folder)
        self.searcher = self.index.searcher(weighting=scoring.BM25F())
        self.parser = qparser.MultifieldParser(list(FIELDS), self.index.schema)
        self.facets = {f: sorting.FieldFacet(f, allow_overlap=True, maptype=sorting.Count)
                       for f in FACETS}  # fmt: skip

    def ask(self, asked: Asked) -> Answer:
        """The answer to a query."""
        words = self.parser.parse(asked.text) if asked.text else query.Every()
        kept = query.And([query.Term(f, v) for f, v in asked.filters.items()])
        found = self.searcher.search(
            words, limit=PAGE, filter=kept if asked.filters else None, groupedby=self.facets
        )
        hits = [found[n] for n in range(min(PAGE, len(found)))]
        marked = (
            [h.highlights("body") for h in hits] if asked.text else [h["summary"] for h in hits]
        )
        counts = {f: dict(found.groups(f)) for f in FACETS}
        return Answer(len(found), [h["id"] for h in hits], counts, marked)


def _accents() -> dict[int, str]:
    pairs = zip("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy", strict=True)
    return {ord(a): b for a, b in pairs}


PEER = Whoosh
