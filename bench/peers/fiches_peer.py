"""Ours: full analysis, glossary, fallbacks, facets as a tree, and HTML of the marked excerpts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from indexer.answers import passage_html
from indexer.collection import Collection
from indexer.query import FacetValue, Query, Results
from peers.work import FACETS, Answer, Asked, Peer


class Fiches(Peer):
    """Asked below the cache of answers, so that every query is worked out."""

    def build(self, source: Path, folder: Path) -> None:
        """Index all rows."""
        fiches = [sys.executable, "-m", "indexer", "index", source.parent / "sheets"]
        done = subprocess.run([*fiches, "--index", folder], check=False)
        if done.returncode not in (0, 3):
            raise SystemExit(done.returncode)

    def open(self, folder: Path) -> None:
        """Open the index for queries."""
        self.collection = Collection.serve(folder)
        self.searcher = self.collection.opened.searcher

    def ask(self, asked: Asked) -> Answer:
        """The answer to a query."""
        themes = (asked.theme,) if asked.theme else ()
        territories = (asked.territory,) if asked.territory else ()
        found = self.searcher.search(Query(asked.text, themes, territories))
        marked = [" … ".join(map(passage_html, (hit.title, *hit.excerpts))) for hit in found.hits]
        ids = [hit.sheet.id for hit in found.hits]
        return Answer(found.total, ids, lambda: _counts(found), marked)


def _counts(found: Results) -> dict[str, dict[str, int]]:
    """The counts of the facets, the tree of territories by level."""
    counts = {facet: dict[str, int]() for facet in FACETS}
    counts["theme"] = {v.value: v.count for v in found.facet("theme").values}
    _flatten(found.facet("territory").values, counts)
    return counts


def _flatten(values: tuple[FacetValue, ...], counts: dict[str, dict[str, int]]) -> None:
    for value in values:
        if value.value[:3] in counts:
            counts[value.value[:3]][value.value] = value.count
        _flatten(value.children, counts)


PEER = Fiches
