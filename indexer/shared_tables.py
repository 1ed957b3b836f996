"""Writes what is made of all sheets together: knowledge, glossary, suggestions, known words.

Most changes touch none of it: a new sentence in a text neither names a theme nor defines an
acronym. Then it is shared with the generation before, file by file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from indexer.engines.prepared import Prepared, Ready
from indexer.engines.whoosh_engine.files import share
from indexer.engines.whoosh_engine.previous import Previous
from indexer.expression_table import FILES as EXPRESSIONS
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
from indexer.spelling_table import write_spelling
from indexer.suggest import FILES as SUGGESTIONS
from indexer.suggestion_table import Told, continue_suggestions, write_suggestions
from indexer.vocabulary import Sheet

MADE_OF_KNOWLEDGE = (LABELS_FILE, ACRONYMS_FILE, RULES_FILE)


def write_shared_tables(
    folder: Path, ready: Sequence[Ready], workshop: Workshop, previous: Previous | None
) -> None:
    """Write the tables of a generation; ``previous`` is one of the same program, if any."""
    knowledge = workshop.knowledge
    changes = list(_changes(ready, previous)) if previous is not None else []
    if previous is not None and _same_knowledge(changes, knowledge, previous):
        knowledge.copy(folder)
        for name in MADE_OF_KNOWLEDGE:
            share(previous.folder / FOLDER, folder / FOLDER, name)
    else:
        finds = (row for one in _mined(ready, previous) for row in one.get("acronyms", ()))
        knowledge.write(folder, (one.sheet for one in ready), map(_acronym, finds))
        glossary = Glossary(Knowledge.read(folder).glossary, workshop.analyser)
        glossary.save(folder / FOLDER / RULES_FILE)
    if previous is None or not _take_over_suggestions(folder, ready, changes, knowledge, previous):
        by_id = sorted(ready, key=lambda one: one.id)
        found = (one.get("expressions", {}) for one in _mined(by_id, previous))
        write_suggestions(folder, [one.sheet for one in by_id], knowledge, found)
    glossary_words = (entry.term for entry in knowledge.glossary)
    before = previous.folder if previous is not None else None
    write_spelling(folder, glossary_words, workshop.analyser.lexicon, before)


@dataclass(frozen=True, slots=True)
class _Told:
    """What of a sheet goes into the tables; ``_NOTHING`` of one that is not there."""

    suggested: Told = field(default_factory=Told)
    acronyms: object = None
    labels: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, sheet: Sheet, mined: bytes) -> _Told:
        found = json.loads(mined)
        told = Told(sheet, found.get("expressions", {}))
        return cls(told, found.get("acronyms") or None, sheet.territory_labels)


_NOTHING = _Told()


def _changes(ready: Sequence[Ready], previous: Previous) -> Iterator[tuple[_Told, _Told]]:
    """Each sheet that came, went or changed: what it told before and what it tells now."""
    gone = set(range(len(previous)))
    gone.difference_update(one.number for one in ready if not isinstance(one, Prepared))
    before = {
        previous.ids[n]: _Told.of(previous.sheet(n), previous.blobs["mined"][n]) for n in gone
    }
    for one in ready:
        if isinstance(one, Prepared):
            yield before.pop(one.id, _NOTHING), _Told.of(one.sheet, one.mined)
    for told in before.values():
        yield told, _NOTHING


def _same_suggestions(change: tuple[_Told, _Told]) -> bool:
    before, now = change
    return (before.suggested.expressions, before.suggested.facts, before.labels) == (
        (now.suggested.expressions, now.suggested.facts, now.labels)
    )


def _take_over_suggestions(
    folder: Path,
    ready: Sequence[Ready],
    changes: Sequence[tuple[_Told, _Told]],
    knowledge: Knowledge,
    previous: Previous,
) -> bool:
    """Write suggestions and expressions upon those before; False when too much changed."""
    changed = [change for change in changes if not _same_suggestions(change)]
    if not changed:
        for name in (*SUGGESTIONS, *EXPRESSIONS):
            share(previous.folder, folder, name)
        return True
    told = [(before.suggested, now.suggested) for before, now in changed]
    return continue_suggestions(folder, previous.folder, told, knowledge, len(ready))


def _same_knowledge(
    changes: Iterable[tuple[_Told, _Told]], knowledge: Knowledge, previous: Previous
) -> bool:
    """Whether names of quartiers, acronyms and glossary are what they were."""
    return _same_glossary(knowledge, previous) and all(
        (before.acronyms, before.labels) == (now.acronyms, now.labels) for before, now in changes
    )


def _same_glossary(knowledge: Knowledge, previous: Previous) -> bool:
    """The only editors' file that may change without every sheet being prepared again."""
    kept = previous.folder / FOLDER / GLOSSARY_FILE
    before = kept.read_bytes() if kept.exists() else None
    now = [path.read_bytes() for path in knowledge.files if path.name == GLOSSARY_FILE]
    return now == ([] if before is None else [before])


def _mined(ready: Sequence[Ready], previous: Previous | None) -> Iterator[dict[str, Any]]:
    for one in ready:
        if isinstance(one, Prepared):
            yield orjson.loads(one.mined)
        elif previous is not None:
            yield orjson.loads(previous.blobs["mined"][one.number])


def _acronym(row: dict[str, Any]) -> Entry:
    return Entry(**{**row, "equivalents": tuple(row["equivalents"])})
