"""Xapian: its parser, French stemmer and stop words, match spies for facets, its snippets.

As its guides advise: wdf increments weigh the fields, facet values stand in slots, filters are
boolean terms, misspelt words are corrected by its spelling dictionary. Sheets with several values
hold them joined in one slot; what a spy counts is split afterwards.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import xapian

from peers.work import FACETS, FIELDS, PAGE, STOP_WORDS, WEIGHTS, Answer, Asked, Peer, rows

_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.I)
PREFIX = {facet: f"X{facet.upper()}" for facet in FACETS}
#: Slots: themes alone, territories of all levels together.
SLOTS = {"theme": 0, "territory": 1}
#: Snippets that end with the first good passage instead of weighing all words of the text.
QUICK = 0
WORDS = (
    xapian.QueryParser.FLAG_PHRASE
    | xapian.QueryParser.FLAG_WILDCARD
    | xapian.QueryParser.FLAG_SPELLING_CORRECTION
)


class Xapian(Peer):
    """One database, read by one thread."""

    def __init__(self) -> None:
        self.stemmer = xapian.Stem("french")
        self.stopper = xapian.SimpleStopper()
        for word in STOP_WORDS:
            self.stopper.add(word)

    def build(self, source: Path, folder: Path) -> None:
        """Index all rows."""
        base = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OVERWRITE)
        makes = xapian.TermGenerator()
        makes.set_stemmer(self.stemmer)
        makes.set_stopper(self.stopper)
        makes.set_database(base)
        makes.set_flags(makes.FLAG_SPELLING)
        for row in rows(source):
            sheet = xapian.Document()
            makes.set_document(sheet)
            for name in FIELDS:
                makes.index_text(_spaced(row[name]), int(WEIGHTS[name]))
                makes.increase_termpos()
            for facet in FACETS:
                for value in row[facet]:
                    sheet.add_boolean_term(PREFIX[facet] + value)
            places = [*row["reg"], *row["dep"], *row["com"]]
            sheet.add_value(SLOTS["theme"], "|".join(row["theme"]))
            sheet.add_value(SLOTS["territory"], "|".join(places))
            kept = {name: row[name] for name in ("id", "title", "summary", "body")}
            sheet.set_data(json.dumps(kept, ensure_ascii=False))
            base.add_document(sheet)
        base.commit()
        base.close()
        _compact(folder)

    def open(self, folder: Path) -> None:
        """Open the index for queries."""
        self.base = xapian.Database(str(folder))
        self.size = self.base.get_doccount()
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(self.stemmer)
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_stopper(self.stopper)
        self.parser.set_default_op(xapian.Query.OP_AND)
        self.parser.set_database(self.base)
        self.asks = xapian.Enquire(self.base)

    def ask(self, asked: Asked) -> Answer:
        """The answer to a query."""
        words = self._parsed(asked.text)
        found, counts = self._search(words, asked, PAGE, () if asked.filters else SLOTS)
        better = self.parser.get_corrected_query_string().decode() if asked.text else ""
        if not len(found) and better:
            words = self._parsed(better)
            found, counts = self._search(words, asked, PAGE, () if asked.filters else SLOTS)
        if asked.filters:
            for facet in SLOTS:
                counts |= self._search(words, asked, 1, (facet,), facet)[1]
        ids, excerpts = [], []
        for hit in found:
            sheet = json.loads(hit.document.get_data())
            ids.append(sheet["id"])
            excerpts.append(self._excerpt(found, sheet) if asked.text else sheet["summary"][:220])
        return Answer(found.get_matches_estimated(), ids, lambda: _by_facet(counts), excerpts)

    def _parsed(self, text: str) -> xapian.Query:
        return self.parser.parse_query(_spaced(text), WORDS) if text else xapian.Query.MatchAll

    def _search(
        self, words: xapian.Query, asked: Asked, size: int, facets: Iterable[str], left: str = ""
    ) -> tuple[xapian.MSet, Counter[str]]:
        """The best sheets, and the values of ``facets`` among all; the filter ``left`` is not."""
        chosen = [
            xapian.Query(PREFIX[facet] + value)
            for facet, value in asked.filters.items()
            if ("theme" if facet == "theme" else "territory") != left
        ]
        if chosen:
            kept = xapian.Query(xapian.Query.OP_AND, chosen)
            words = xapian.Query(xapian.Query.OP_FILTER, words, kept)
        self.asks.set_query(words)
        self.asks.clear_matchspies()
        spies = [xapian.ValueCountMatchSpy(SLOTS[facet]) for facet in facets]
        for spy in spies:
            self.asks.add_matchspy(spy)
        found = self.asks.get_mset(0, size, self.size)
        counts: Counter[str] = Counter()
        for spy in spies:
            for joined in spy.values():
                for value in joined.term.decode().split("|"):
                    counts[value] += joined.termfreq
        return found, counts

    def _excerpt(self, found: xapian.MSet, sheet: dict[str, str]) -> str:
        """The marked title and passage of one sheet."""
        pieces = (
            found.snippet(sheet[name], 220, self.stemmer, QUICK, "<mark>", "</mark>", "…")
            for name in ("title", "body")
        )
        return " … ".join(piece.decode() for piece in pieces)


def _compact(folder: Path) -> None:
    """Leave the database as small and as quick to read as it gets."""
    whole = folder.with_suffix(".whole")
    base = xapian.Database(str(folder))
    base.compact(str(whole))
    base.close()
    for path in folder.iterdir():
        path.unlink()
    for path in whole.iterdir():
        path.replace(folder / path.name)
    whole.rmdir()


def _by_facet(counts: Counter[str]) -> dict[str, dict[str, int]]:
    found = {facet: dict[str, int]() for facet in FACETS}
    for value, count in counts.items():
        level, colon, _ = value.partition(":")
        if value:
            found[level if colon else "theme"][value] = count
    return found


def _spaced(text: str) -> str:
    """The text with elided words apart, which Xapian takes for one word otherwise."""
    return _ELISION.sub(" ", text)


PEER = Xapian
