"""Writes and reads the Whoosh index of record.

Opening a Whoosh index unpickles a part of it, so only publishing and ``fiches verify`` come here,
after the manifest was found right; the site never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index

from indexer.engines.fields import FACETS, FIELDS
from indexer.engines.prepared import Prepared, Ready
from indexer.engines.sheet_json import card_json
from indexer.engines.whoosh_engine.columns import SLOTS, Columns, FieldColumns
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.files import WHOOSH_FOLDER, share
from indexer.engines.whoosh_engine.schema import schema
from indexer.query import FieldName

LOCK = "MAIN_WRITELOCK"

#: A change of more sheets than this, or of more than a tenth of them, writes the record anew.
MOST_CHANGES = 200
#: Segments that changes may leave behind before the record is written anew.
MOST_SEGMENTS = 8

Posting = tuple[str, bytes, int, float, bytes]


class SortedPostings:
    """Stands in for Whoosh's sorting pool when our columns hold all postings, already sorted.

    Whoosh's own pool keeps every posting as a tuple and sorts them again: most of its time and
    memory. Only what is not an analysed field (ids, facets) is kept here and sorted.
    """

    def __init__(self, columns: Columns, terms: Sequence[str]) -> None:
        self._columns = columns
        self._numbers: dict[str, int] = {field.name: n for n, field in enumerate(FIELDS)}
        encoded = [(t.encode("utf-8", "surrogatepass"), n) for n, t in enumerate(terms)]
        self._terms = sorted(encoded)
        self._others: list[Posting] = []
        self.fieldnames: set[str] = set(self._numbers)

    def add(self, posting: Posting) -> None:
        """Keep a posting of a field that is not analysed."""
        if posting[0] not in self._numbers:
            self.fieldnames.add(posting[0])
            self._others.append(posting)

    def iter_postings(self) -> Iterator[Posting]:
        """Every posting by field, term and sheet."""
        self._others.sort(key=lambda posting: posting[:3])
        for name in sorted(self.fieldnames):
            if name in self._numbers:
                yield from self._of(name, self._columns.of_field(self._numbers[name]))
            else:
                yield from (posting for posting in self._others if posting[0] == name)

    def _of(self, name: str, column: FieldColumns) -> Iterator[Posting]:
        ptr, ids, counts = column.ptr.tolist(), column.sheets, column.counts
        packed = memoryview(column.positions.data).cast("B")
        ends = counts.cumsum(dtype="int64") * 4
        for term, number in self._terms:
            start, end = ptr[number], ptr[number + 1]
            if start == end:
                continue
            at = int(ends[start - 1]) if start else 0
            rows = zip(
                ids[start:end].tolist(),
                counts[start:end].tolist(),
                ends[start:end].tolist(),
                strict=True,
            )
            for sheet, count, stop in rows:
                yield name, term, sheet, float(count), bytes(packed[at:stop])
                at = stop

    def cleanup(self) -> None:
        """Nothing was put on disk."""


def write_record(
    folder: Path, sheets: Sequence[Ready], columns: Columns, terms: Sequence[str]
) -> None:
    """Write the record of all sheets as one segment, from gathered and written columns."""
    folder.mkdir(parents=True)
    writer: Any = whoosh_index.create_in(str(folder), schema()).writer()
    writer.pool = SortedPostings(columns, terms)
    names = [field.name for field in FIELDS]
    for ready, own in zip(sheets, columns.lengths.reshape(-1, SLOTS).tolist(), strict=True):
        writer.add_document(**_facts(ready), **dict(zip(names, own, strict=False)))
    writer.commit()


def _facts(ready: Ready) -> dict[str, str]:
    facets = {f"facet_{name}": ",".join(ready.facets[name]) for name in FACETS}
    return {"id": ready.sheet.id, "sheet": card_json(ready.sheet).decode(), **facets}


def continue_record(
    folder: Path, before: Path, gone: Iterable[str], fresh: Iterable[Prepared]
) -> bool:
    """Write the record as the one ``before`` less ``gone`` plus ``fresh``; share its files.

    Returns False, having written nothing, when too many segments have piled up.
    """
    if len(list(before.glob("*.seg"))) >= MOST_SEGMENTS:
        return False
    folder.mkdir(parents=True)
    for path in before.iterdir():
        if path.name != LOCK:
            share(before, folder, path.name)
    index = whoosh_index.open_dir(str(folder), schema=schema())
    writer: Any = index.writer(limitmb=32)
    for sheet_id in gone:
        writer.delete_by_term("id", sheet_id)
    for prepared in fresh:
        writer.add_document(**_facts(prepared), **prepared.postings)
    writer.commit(merge=False)
    index.close()
    return True


# --- Reading back ----------------------------------------------------------------------------


def record_size(folder: Path) -> int:
    """The number of sheets in the Whoosh index of a generation."""
    found = whoosh_index.open_dir(str(folder / WHOOSH_FOLDER), schema=schema())
    try:
        return int(found.doc_count())
    finally:
        found.close()


def differences(folder: Path, engine: WhooshEngine) -> Iterator[str]:
    """Each way in which the arrays and the Whoosh index of a generation differ, in a sentence."""
    found = whoosh_index.open_dir(str(folder / WHOOSH_FOLDER), schema=schema())
    reader = found.reader()
    try:
        recorded = {number: values["id"] for number, values in reader.iter_docs()}
        served = {sheet.id: number for number, sheet in enumerate(engine.sheets())}
        if sorted(recorded.values()) != sorted(served):
            yield f"Whoosh has {len(recorded)} sheets, the arrays {len(served)}, or other ones"
            return
        numbers = {number: served[sheet_id] for number, sheet_id in recorded.items()}
        for field in FIELDS:
            yield from _field_differences(reader, engine, field.name, numbers)
    finally:
        reader.close()
        found.close()


def _field_differences(
    reader: Any,  # noqa: ANN401 - Whoosh's readers have no common type
    engine: WhooshEngine,
    name: FieldName,
    numbers: Mapping[int, int],
) -> Iterator[str]:
    """Compare every posting of one field: sheets and positions."""
    terms = 0
    for term in reader.lexicon(name):
        text = term.decode("utf-8", "surrogatepass")
        recorded = {numbers[n]: p for n, p in _recorded(reader, name, term)}
        terms += bool(recorded)
        if recorded != engine.occurrences(name, text):
            yield f"field {name}: term {text!r} stands elsewhere in Whoosh than in the arrays"
    if terms != engine.terms_in(name):
        yield f"field {name}: Whoosh has {terms} terms, the arrays {engine.terms_in(name)}"


def _recorded(
    reader: Any,  # noqa: ANN401 - Whoosh's readers have no common type
    name: FieldName,
    term: bytes,
) -> Iterator[tuple[int, list[int]]]:
    """(sheet number in Whoosh, positions) of a term; deleted sheets are passed over."""
    matcher = reader.postings(name, term)
    while matcher.is_active():
        yield matcher.id(), matcher.value_as("positions")
        matcher.next()
