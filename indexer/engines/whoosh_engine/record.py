"""Writes and reads the Whoosh index of record.

Opening a Whoosh index unpickles a part of it, so only publishing and ``fiches verify`` come here,
after the manifest was found right; the site never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.reading import SegmentReader

from indexer.engines.fields import FACETS, FIELDS
from indexer.engines.prepared import Prepared, Ready
from indexer.engines.sheet_json import card_json
from indexer.engines.whoosh_engine.bulk import BulkPostings
from indexer.engines.whoosh_engine.columns import SLOTS, Columns
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.files import WHOOSH_FOLDER, share
from indexer.engines.whoosh_engine.schema import schema
from indexer.query import FieldName

LOCK = "MAIN_WRITELOCK"

#: A change of more sheets than this, or of more than a tenth of them, writes the record anew.
MOST_CHANGES = 200
#: So many segments of about the same size are merged into one.
SAME_SIZE = 8
#: Segments of more sheets than this are not merged: it would take too long for one small change.
LARGEST_MERGED = 64
#: Segments that changes may leave behind before the record is written anew.
MOST_SEGMENTS = 40


def write_record(
    folder: Path, sheets: Sequence[Ready], columns: Columns, terms: Sequence[str]
) -> None:
    """Write the record of all sheets as one segment, from gathered and written columns."""
    folder.mkdir(parents=True)
    # Files of their own: one that holds them all would be read whole whenever it is opened.
    writer: Any = whoosh_index.create_in(str(folder), schema()).writer(compound=False)
    BulkPostings(columns, terms).take_part_in(writer)
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
    if len(list(before.glob("*.trm"))) + len(list(before.glob("*.seg"))) >= MOST_SEGMENTS:
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
    writer.commit(mergetype=_merge_small)
    index.close()
    return True


def _merge_small(writer: Any, segments: list[Any]) -> list[Any]:  # noqa: ANN401 - Whoosh's types
    """Merge segments of about the same size as soon as there are many; return the others.

    So each sheet is merged a few times only, however many changes come one by one.
    """
    sizes: dict[int, list[Any]] = {}
    for segment in segments:
        count = segment.doc_count()
        tier = 1 + int(log(count, SAME_SIZE)) if count else 0
        sizes.setdefault(tier if count < LARGEST_MERGED else -1, []).append(segment)
    merged: list[Any] = sizes.pop(0, [])
    for tier, found in sizes.items():
        merged += found if tier > 0 and len(found) >= SAME_SIZE else []
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merged]


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
