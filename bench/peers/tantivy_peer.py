"""tantivy-py: French stemmer and stop words, facets by aggregation, its own snippets."""

from __future__ import annotations

from pathlib import Path

import tantivy as t

from peers.work import FACETS, FIELDS, PAGE, WEIGHTS, Answer, Asked, Peer, folded, parts, rows

OPTIONS = {
    facet: {"terms": {"field": facet, "size": 10_000, "segment_size": 10_000}} for facet in FACETS
}


class Tantivy(Peer):
    """One segment, all cores idle but one while asked."""

    def _index(self, folder: Path) -> t.Index:
        schema = t.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in FIELDS:
            schema.add_text_field(name, stored=True, tokenizer_name="french")
        for facet in FACETS:
            schema.add_text_field(facet, fast=True, tokenizer_name="raw")
        self.schema = schema.build()
        folder.mkdir(exist_ok=True)
        index = t.Index(self.schema, path=str(folder))
        self.analyser = (
            t.TextAnalyzerBuilder(t.Tokenizer.simple())
            .filter(t.Filter.lowercase())
            .filter(t.Filter.stopword("french"))
            .filter(t.Filter.stemmer("french"))
            .filter(t.Filter.ascii_fold())
            .build()
        )
        index.register_tokenizer("french", self.analyser)
        return index

    def build(self, source: Path, folder: Path) -> None:
        """Index all rows."""
        writer = self._index(folder).writer(200_000_000, 1)
        for row in rows(source):
            writer.add_document(t.Document(**row))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open the index for queries."""
        self.searcher = self._index(folder).searcher()

    def ask(self, asked: Asked) -> Answer:
        """The answer to a query."""
        words = self._words(asked, fuzzy=False)
        found = self.searcher.search(self._with(words, asked), PAGE)
        if not found.count and asked.text:
            words = self._words(asked, fuzzy=True)
            found = self.searcher.search(self._with(words, asked), PAGE)
        counts: dict[str, dict[str, int]] = {}
        for facets, left in _passes(asked):
            query = self._with(words, asked, left)
            aggregated = self.searcher.aggregate(query, {f: OPTIONS[f] for f in facets})
            for facet in facets:
                buckets = aggregated[facet]["buckets"]
                counts[facet] = {b["key"]: b["doc_count"] for b in buckets}
        ids, excerpts = self._page(words, found.hits)
        return Answer(found.count, ids, counts, excerpts)

    def _page(self, words: t.Query, hits: list[object]) -> tuple[list[str], list[str]]:
        makers = [
            t.SnippetGenerator.create(self.searcher, words, self.schema, name)
            for name in ("title", "body")
        ]
        for maker in makers:
            maker.set_max_num_chars(220)
        ids, excerpts = [], []
        for _, at in hits:
            sheet = self.searcher.doc(at)
            ids.append(sheet["id"][0])
            excerpts.append(" … ".join(m.snippet_from_doc(sheet).to_html() for m in makers))
        return ids, excerpts

    def _words(self, asked: Asked, fuzzy: bool) -> t.Query:
        units = [self._unit(kind, words, fuzzy) for kind, words in parts(asked.text)]
        return (
            t.Query.boolean_query([(t.Occur.Must, u) for u in units])
            if units
            else (t.Query.all_query())
        )

    def _unit(self, kind: str, words: list[str], fuzzy: bool) -> t.Query:
        """Any of the fields, each with its weight."""
        make = self._fuzzy if fuzzy and kind == "word" else getattr(self, f"_{kind}")
        return t.Query.boolean_query(
            [(t.Occur.Should, t.Query.boost_query(make(f, words), WEIGHTS[f])) for f in FIELDS]
        )

    def _word(self, name: str, words: list[str]) -> t.Query:
        stems = self.analyser.analyze(words[0]) or [folded(words[0])]
        return t.Query.term_query(self.schema, name, stems[0])

    def _fuzzy(self, name: str, words: list[str]) -> t.Query:
        stems = self.analyser.analyze(words[0]) or [folded(words[0])]
        return t.Query.fuzzy_term_query(self.schema, name, stems[0], distance=1)

    def _phrase(self, name: str, words: list[str]) -> t.Query:
        stems = [s for w in words for s in self.analyser.analyze(w)]
        if len(stems) < 2:
            return self._word(name, words)
        return t.Query.phrase_query(self.schema, name, stems, slop=2)

    def _prefix(self, name: str, words: list[str]) -> t.Query:
        return t.Query.regex_query(self.schema, name, words[0] + ".*")

    def _with(self, words: t.Query, asked: Asked, left: str = "") -> t.Query:
        """The words and the filters, but for the facet ``left`` out."""
        chosen = [
            (t.Occur.Must, t.Query.term_query(self.schema, facet, value))
            for facet, value in asked.filters.items()
            if ("theme" if facet == "theme" else "territory") != left
        ]
        return t.Query.boolean_query([(t.Occur.Must, words), *chosen]) if chosen else words


def _passes(asked: Asked) -> list[tuple[tuple[str, ...], str]]:
    """Facets counted together: one pass, or one a facet when something is chosen."""
    if not asked.filters:
        return [(FACETS, "")]
    return [(("theme",), "theme"), (("reg", "dep", "com"), "territory")]


PEER = Tantivy
