"""One-sheet collections for the case files, answered by the reference engine."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from indexer.engines.analysed import AnalysedSheet, analyse_fields, facet_values
from indexer.engines.memory import MemoryEngine
from indexer.french import Analyser
from indexer.grammar import GrammarContext, parse
from indexer.knowledge.bundle import Knowledge
from indexer.knowledge.glossary import Glossary, read
from indexer.query import Query
from indexer.vocabulary import Sheet

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parents[2]


@cache
def knowledge() -> Knowledge:
    """What the project's own corpus folder says."""
    return Knowledge.of_corpus([ROOT / "corpus"])


@cache
def analyser() -> Analyser:
    """The analysis with every place of France."""
    return Analyser(knowledge().places())


@cache
def glossary() -> Glossary:
    """The shipped glossary."""
    return Glossary(read(ROOT / "corpus" / "glossary.csv"), analyser())


def rows(name: str) -> list[dict[str, str]]:
    """The lines of a case file; comments skipped, ``\\n`` and ``\\u00e9`` opened."""
    lines = [
        line
        for line in (DATA / name).read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    found = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [{key: _opened(value or "") for key, value in row.items()} for row in found]


def _opened(text: str) -> str:
    parts = text.split("\\u")
    opened = parts[0] + "".join(chr(int(p[:4], 16)) + p[4:] for p in parts[1:])
    return opened.replace("\\n", "\n")


def engine(*texts: str) -> MemoryEngine:
    """A collection whose sheets are ``s1``, ``s2``… with these texts as body."""
    return MemoryEngine([_analysed(f"s{n}", text) for n, text in enumerate(texts, 1)])


def _analysed(sheet_id: str, text: str) -> AnalysedSheet:
    sheet = Sheet(sheet_id, text)
    return AnalysedSheet(
        sheet, analyse_fields(sheet, analyser()), facet_values(sheet, lambda code: None)
    )


def context(terms: MemoryEngine, *, exact: bool = False) -> GrammarContext:
    """How a question to that collection is read."""
    return GrammarContext(
        analyser(), glossary(), terms, exact=exact, territory_codes=knowledge().named
    )


def found(query: str, *texts: str) -> list[str]:
    """The ids of the sheets a typed query finds, best first."""
    collection = engine(*texts)
    words = parse(query, context(collection))
    answer = collection.search(Query(query, size=50), words)
    return [ranked.sheet.id for ranked in answer.ranked]


def scores(query: str, *texts: str) -> dict[str, float]:
    """The score of each sheet found."""
    collection = engine(*texts)
    words = parse(query, context(collection))
    answer = collection.search(Query(query, size=50), words)
    return {ranked.sheet.id: ranked.score for ranked in answer.ranked}
