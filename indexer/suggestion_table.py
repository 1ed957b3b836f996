"""Writes the table of suggestions of a generation: what there is to complete, and how often.

Titles are most of it. They are written once and shared; those that changed since stand among the
other rows, which are few enough to be written each time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import marisa_trie
import orjson

from indexer.engines.whoosh_engine.files import Blobs, share, write_blobs
from indexer.expression_table import (
    Kept,
    continue_expressions,
    write_expressions,
)
from indexer.knowledge.bundle import Knowledge
from indexer.suggest import GONE, OTHERS, TITLES, Row, files_of, key_of
from indexer.vocabulary import Sheet

#: Words of a label from which it can be found.
WORDS_OF_LABEL = 12
#: Titles that changed, as a share of all, before all are written anew.
MOST_CHANGED = 1 / 8
#: So many may always have changed.
FEW = 64


@dataclass(frozen=True, slots=True)
class Told:
    """What of a sheet goes into suggestions; nothing of one that is not there."""

    sheet: Sheet | None = None
    expressions: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> tuple[object, ...]:
        """What of the sheet itself is suggested."""
        one = self.sheet
        return (one.title, one.themes, one.territories, one.structure) if one else ()


#: A sheet that came, went or changed: before and now.
Change = tuple[Told, Told]


def write_suggestions(
    folder: Path,
    sheets: Sequence[Sheet],
    knowledge: Knowledge,
    candidates: Iterable[Mapping[str, str]],
) -> None:
    """Write the table of suggestions of all sheets, by id; ``candidates`` are their own."""
    kept = write_expressions(folder, candidates)
    counts: Counter[tuple[str, str]] = Counter()
    for sheet in sheets:
        counts.update(_counted(sheet, knowledge))
    _write_rows(folder, OTHERS, [*_rows(counts, knowledge), *_expression_rows(kept)])
    _write_rows(folder, TITLES, [_title_row(sheet) for sheet in sheets])
    _write_gone(folder, [])


def continue_suggestions(
    folder: Path, before: Path, changes: Sequence[Change], knowledge: Knowledge, size: int
) -> bool:
    """Write the table upon that of the generation ``before``; ``size`` sheets there are now.

    Returns False, having written nothing that counts, when too much changed.
    """
    titles, rows = Blobs(before, TITLES), _read(before, OTHERS)
    gone = set(json.loads((before / GONE).read_text("utf-8")))
    later = {value: label for kind, label, value, _ in rows if kind == "sheet"}
    for old, new in changes:
        if old.sheet is not None and later.pop(old.sheet.id, None) is None:
            gone.add(_place(titles, old.sheet.id))
        if new.sheet is not None:
            later[new.sheet.id] = new.sheet.title
    if max(len(gone), len(later)) > max(FEW, len(titles) * MOST_CHANGED):
        return False
    told = [(old.expressions, new.expressions) for old, new in changes]
    kept = continue_expressions(folder, before, told, size)
    if kept is None:
        return False
    counts = _changed(rows, changes, knowledge)
    written = [*_rows(counts, knowledge), *_expression_rows(kept)]
    written += [("sheet", later[sheet_id], sheet_id, 1) for sheet_id in sorted(later)]
    _write_rows(folder, OTHERS, written)
    for name in files_of(TITLES):
        share(before, folder, name)
    _write_gone(folder, sorted(gone))
    return True


def _changed(
    rows: Iterable[Row], changes: Iterable[Change], knowledge: Knowledge
) -> Counter[tuple[str, str]]:
    """In how many sheets each theme, territory and structure stands after some changes."""
    counts = Counter({(kind, value): count for kind, _, value, count in rows if kind in COUNTED})
    for old, new in changes:
        if old.sheet is not None:
            counts.subtract(_counted(old.sheet, knowledge))
        if new.sheet is not None:
            counts.update(_counted(new.sheet, knowledge))
    return counts


#: Kinds whose sheets are counted one by one, in the order of their rows.
COUNTED = ("theme", "territory", "structure")


def _counted(sheet: Sheet, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """(kind, value) of everything that a sheet counts for."""
    for slug in sheet.themes:
        yield "theme", slug
    for code in knowledge.carried(sheet):
        yield "territory", code
    if sheet.structure:
        yield "structure", sheet.structure


def _rows(counts: Mapping[tuple[str, str], int], knowledge: Knowledge) -> Iterator[Row]:
    """(kind, label, value, number of sheets) of themes, territories and structures."""
    for kind, value in sorted(counts, key=lambda one: (COUNTED.index(one[0]), one[1])):
        count = counts[kind, value]
        label: str | None = value
        if kind == "theme":
            label = knowledge.theme(value).label
        elif kind == "territory":
            territory = knowledge.territory(value)
            label = territory.label if territory is not None else None
        if count > 0 and label is not None:
            yield kind, label, value, count


def _expression_rows(kept: Iterable[Kept]) -> Iterator[Row]:
    return (("expression", one.spelling, one.spelling, one.sheets) for one in kept)


def _title_row(sheet: Sheet) -> Row:
    return "sheet", sheet.title, sheet.id, 1


def _place(titles: Blobs, sheet_id: str) -> int:
    """The row of a sheet's title; rows stand in the order of ids."""
    first, end = 0, len(titles)
    while first < end:
        middle = (first + end) // 2
        if orjson.loads(titles[middle])[2] < sheet_id:
            first = middle + 1
        else:
            end = middle
    return first


def _read(folder: Path, name: str) -> list[Row]:
    told = Blobs(folder, name)
    return [tuple(orjson.loads(told[number])) for number in range(len(told))]


def _write_rows(folder: Path, name: str, rows: Sequence[Row]) -> None:
    """Write some rows and the trie that finds them."""
    trie, *_ = files_of(name)
    pairs = ((key, (n,)) for n, row in enumerate(rows) for key in _beginnings(row[1]))
    marisa_trie.RecordTrie("<I", pairs).save(str(folder / trie))
    write_blobs(folder, name, map(orjson.dumps, rows))


def _write_gone(folder: Path, gone: Sequence[int]) -> None:
    (folder / GONE).write_text(json.dumps(gone), "utf-8")


def _beginnings(label: str) -> Iterable[str]:
    words = key_of(label).split()
    return {" ".join(words[n:]) for n in range(min(len(words), WORDS_OF_LABEL))}
