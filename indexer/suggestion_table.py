"""Writes the table of suggestions of a generation: what there is to complete, and how often."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import marisa_trie

from indexer.engines.whoosh_engine.files import write_blobs
from indexer.expressions import expressions
from indexer.knowledge.bundle import Knowledge
from indexer.suggest import ROWS, TRIE_FILE, Row, key_of
from indexer.vocabulary import Sheet

#: Words of a label from which it can be found.
WORDS_OF_LABEL = 12


def suggestion_rows(
    sheets: Sequence[Sheet], knowledge: Knowledge, candidates: Iterable[Mapping[str, str]]
) -> Iterator[Row]:
    """(kind, label, value, number of sheets) of everything worth suggesting."""
    themes = Counter(slug for s in sheets for slug in s.themes)
    for slug, count in themes.items():
        yield "theme", knowledge.theme(slug).label, slug, count
    territories: Counter[str] = Counter()
    for sheet in sheets:
        territories.update(knowledge.carried(sheet))
    for code, count in territories.items():
        territory = knowledge.territory(code)
        if territory is not None:
            yield "territory", territory.label, code, count
    for text, count in expressions(candidates):
        yield "expression", text, text, count
    for structure, count in Counter(s.structure for s in sheets if s.structure).items():
        yield "structure", structure, structure, count
    for sheet in sheets:
        yield "sheet", sheet.title, sheet.id, 1


def write_suggestions(
    folder: Path,
    sheets: Sequence[Sheet],
    knowledge: Knowledge,
    candidates: Iterable[Mapping[str, str]],
) -> None:
    """Write the table of suggestions of a generation; ``candidates`` are the sheets' own."""
    rows = list(suggestion_rows(sheets, knowledge, candidates))
    pairs = ((key, (n,)) for n, row in enumerate(rows) for key in _beginnings(row[1]))
    marisa_trie.RecordTrie("<I", pairs).save(str(folder / TRIE_FILE))
    write_blobs(folder, ROWS, (json.dumps(row, ensure_ascii=False).encode() for row in rows))


def _beginnings(label: str) -> Iterable[str]:
    words = key_of(label).split()
    return {" ".join(words[n:]) for n in range(min(len(words), WORDS_OF_LABEL))}
