"""What answers judged queries: a served index, or the sheets a collection brings along."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from indexer.build import build
from indexer.engines.analysed import AnalysedSheet, analyse_fields, facet_values
from indexer.engines.memory import MemoryEngine
from indexer.evaluate.judged import Judged, sheet_folders
from indexer.evaluate.runs import DEPTH, Ask
from indexer.query import Query
from indexer.search import Searcher


def index_of(judged: Judged, asked: Path | None, usual: Path, scratch: Path) -> Path:
    """The index to measure: the one asked for, the collection's own sheets, else the usual one.

    The collection's own sheets are published into ``scratch``.
    """
    folders = sheet_folders(judged.folder) if asked is None else ()
    if folders:
        build(folders, scratch / "index")
        return scratch / "index"
    return asked or usual


def asking(searcher: Searcher) -> Ask:
    """Asks a text as a visitor does, fallbacks included."""

    def ask(text: str) -> list[tuple[str, float]]:
        hits = searcher.search(Query(text, size=DEPTH)).hits
        return [(hit.sheet.id, hit.score) for hit in hits]

    return ask


def in_memory(searcher: Searcher) -> Searcher:
    """The same sheets and knowledge answered by the reference engine.

    Analyses every sheet again: minutes on thousands of sheets.
    """
    ready = []
    for card in searcher.engine.sheets():
        sheet = searcher.engine.sheet(card.id) or card
        postings = analyse_fields(sheet, searcher.context.analyser)
        facets = facet_values(sheet, searcher.knowledge.gazetteer.get)
        ready.append(AnalysedSheet(sheet, postings, facets))
    engine = MemoryEngine(ready, searcher.engine.generation)
    return replace(searcher, engine=engine, context=replace(searcher.context, terms=engine))
