"""Writes what is made of all sheets together: knowledge, glossary, suggestions.

Most changes touch none of it: a new sentence in a text neither names a theme nor defines an
acronym. Then it is shared with the generation before, file by file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from indexer.engines.prepared import Prepared, Ready
from indexer.engines.whoosh_engine.files import share
from indexer.engines.whoosh_engine.previous import Previous
from indexer.knowledge.bundle import (
    ACRONYMS_FILE,
    FOLDER,
    GLOSSARY_FILE,
    LABELS_FILE,
    RULES_FILE,
    Knowledge,
)
from indexer.knowledge.glossary import Entry, Glossary
from indexer.preparing import Workshop
from indexer.suggest import ROWS_FILE, TRIE_FILE
from indexer.suggestion_table import write_suggestions
from indexer.vocabulary import Sheet

MADE_OF_KNOWLEDGE = (LABELS_FILE, ACRONYMS_FILE, RULES_FILE)
SUGGESTIONS = (ROWS_FILE, TRIE_FILE)


def write_shared_tables(
    folder: Path, ready: Sequence[Ready], workshop: Workshop, previous: Previous | None
) -> None:
    """Write the tables of a generation; ``previous`` is one of the same program, if any."""
    knowledge = workshop.knowledge
    if previous is not None and _untouched(ready, knowledge, previous):
        knowledge.copy(folder)
        for name in MADE_OF_KNOWLEDGE:
            share(previous.folder / FOLDER, folder / FOLDER, name)
        for name in SUGGESTIONS:
            share(previous.folder, folder, name)
        return
    sheets = [one.sheet for one in ready]
    finds = [json.loads(one) for one in _mined(ready, previous)]
    knowledge.write(folder, sheets, _acronyms(finds))
    glossary = Glossary(Knowledge.read(folder).glossary, workshop.analyser)
    glossary.save(folder / FOLDER / RULES_FILE)
    found = (one.get("expressions", {}) for one in finds)
    write_suggestions(folder, sheets, knowledge, found)


def _untouched(ready: Sequence[Ready], knowledge: Knowledge, previous: Previous) -> bool:
    """Whether no sheet came, went or changed in what the tables are made of."""
    if len(ready) != len(previous) or not _same_glossary(knowledge, previous):
        return False
    numbers = {sheet_id: number for number, sheet_id in enumerate(previous.ids)}
    return all(
        one.id in numbers and _same(one, previous, numbers[one.id])
        for one in ready
        if isinstance(one, Prepared)
    )


def _same_glossary(knowledge: Knowledge, previous: Previous) -> bool:
    """The only editors' file that may change without every sheet being prepared again."""
    kept = previous.folder / FOLDER / GLOSSARY_FILE
    before = kept.read_bytes() if kept.exists() else None
    now = [path.read_bytes() for path in knowledge.files if path.name == GLOSSARY_FILE]
    return now == ([] if before is None else [before])


def _same(one: Prepared, previous: Previous, number: int) -> bool:
    if one.mined != previous.blobs["mined"][number]:
        return False
    return _told(one.sheet) == _told(previous.sheet(number))


def _told(sheet: Sheet) -> tuple[Any, ...]:
    """What of a sheet, beside what is mined, goes into the tables."""
    return sheet.title, sheet.themes, sheet.territories, sheet.territory_labels, sheet.structure


def _mined(ready: Sequence[Ready], previous: Previous | None) -> Iterator[bytes]:
    for one in ready:
        if isinstance(one, Prepared):
            yield one.mined
        elif previous is not None:
            yield previous.blobs["mined"][one.number]


def _acronyms(finds: Sequence[dict[str, Any]]) -> Iterator[Entry]:
    for one in finds:
        for row in one.get("acronyms", ()):
            yield Entry(**{**row, "equivalents": tuple(row["equivalents"])})
