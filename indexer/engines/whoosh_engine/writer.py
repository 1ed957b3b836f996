"""Writes one generation: the Whoosh index of record and, beside it, the flat arrays it serves.

Both are made from the same analysed sheets in the same pass, so reading Whoosh back is a proof
(``fiches verify --deep``), not a step of publishing. Sheets that did not change are copied in
runs from the generation before; the rest is as if they had been analysed again.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from indexer.engines.analysed import carried_terms
from indexer.engines.fields import FACETS, FIELDS
from indexer.engines.ordering import ORDERS, sort_key
from indexer.engines.prepared import Prepared, Ready
from indexer.engines.whoosh_engine.columns import Columns, joined, pointers
from indexer.engines.whoosh_engine.continuing import continue_generation
from indexer.engines.whoosh_engine.dictionary import pack
from indexer.engines.whoosh_engine.files import (
    ARRAYS_FOLDER,
    WHOOSH_FOLDER,
    Blobs,
    Ints,
    save_array,
    write_blobs,
)
from indexer.engines.whoosh_engine.previous import KEY_SIZE, KEYS_FILE, Previous
from indexer.engines.whoosh_engine.record import write_record
from indexer.engines.whoosh_engine.texts import MADE
from indexer.query import FacetName

#: A run of sheets: prepared ones, or ``(first, end)`` numbers in the generation before.
Run = Prepared | tuple[int, int]


def write_generation(folder: Path, ready: Sequence[Ready], previous: Previous | None = None) -> int:
    """Write Whoosh index and arrays of all sheets into ``folder``; return how many sheets.

    Sheets are numbered in the order of their ids, which is also the order of ties. ``previous``
    is needed when some are reused.
    """
    sheets = sorted(ready, key=lambda r: r.id)
    if previous is not None and continue_generation(folder, sheets, previous):
        return len(sheets)
    arrays = folder / ARRAYS_FOLDER
    arrays.mkdir(parents=True)
    columns, terms = write_terms(arrays, sheets, previous)
    write_record(folder / WHOOSH_FOLDER, sheets, columns, terms)
    del columns, terms
    write_facets(arrays, sheets)
    write_orders(arrays, sheets)
    for name, own in MADE.items():
        write_blobs(arrays, name, _blobs(sheets, own, previous.blobs[name] if previous else None))
    keys = b"".join(r.key.ljust(KEY_SIZE, b"\0") for r in sheets)
    (arrays / KEYS_FILE).write_bytes(keys)
    return len(sheets)


def _blobs(
    sheets: Sequence[Ready], own: Callable[[Prepared], bytes], before: Blobs | None
) -> Iterator[bytes]:
    for ready in sheets:
        if isinstance(ready, Prepared):
            yield own(ready)
        elif before is not None:
            yield before[ready.number]


def runs(sheets: Sequence[Ready]) -> Iterator[Run]:
    """The sheets in order, consecutive reused ones as one run."""
    first = end = -1
    for ready in sheets:
        if not isinstance(ready, Prepared) and ready.number == end:
            end += 1
            continue
        if first >= 0:
            yield first, end
        first = -1
        if isinstance(ready, Prepared):
            yield ready
            end = -1
        else:
            first, end = ready.number, ready.number + 1
    if first >= 0:
        yield first, end


def write_terms(
    folder: Path, sheets: Sequence[Ready], previous: Previous | None
) -> tuple[Columns, list[str]]:
    """Write the term dictionary and all postings; return the columns and the terms by number."""
    numbers = {term: n for n, term in enumerate(previous.terms)} if previous else {}
    columns = Columns()
    for run in runs(sheets):
        _add(columns, run, previous, numbers)
    carried = [
        np.array(
            [numbers.setdefault(t, len(numbers)) for t in carried_terms(r.facets)], dtype=np.int32
        )
        for r in sheets
    ]
    _let_go(sheets)
    columns.gather()
    _give_back()
    used: Ints = np.zeros(len(numbers), dtype=bool)
    for terms in (columns.terms, *carried):
        used[terms] = True
    names = [name for name, number in numbers.items() if used[number]]
    trie = pack(folder, names)
    final: Ints = np.full(len(numbers), -1, dtype=np.int32)
    final[used] = np.fromiter((trie[name] for name in names), np.int32, len(names))
    columns.write(folder, final)
    by_sheet = _write_carried(folder, carried, final, len(names))
    # A territory that a sheet carries is a term of its own, which no text holds.
    save_array(folder, "frequencies", (columns.frequencies() + by_sheet).astype(np.int32))
    ordered = [""] * len(names)
    for name, number in numbers.items():
        if used[number]:
            ordered[final[number]] = name
    return columns, ordered


def _let_go(sheets: Sequence[Ready]) -> None:
    """Leave the postings of sheets to the columns alone, which free them as they join them."""
    for ready in sheets:
        if isinstance(ready, Prepared):
            ready.postings.clear()


def _give_back() -> None:
    """Give memory freed piece by piece back to the system, where its C library can.

    The postings of each sheet lay between other things; without this a third of a build's most
    memory is kept empty.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _add(columns: Columns, run: Run, previous: Previous | None, numbers: dict[str, int]) -> None:
    """Add a run of sheets to the columns."""
    if isinstance(run, Prepared):
        for field in FIELDS:
            postings = run.postings[field.name]
            ids = (numbers.setdefault(term, len(numbers)) for term in postings.terms)
            columns.add(postings, np.fromiter(ids, np.int32, len(postings.terms)))
    elif previous is not None:
        columns.take_over(previous.own, *run)


def _write_carried(folder: Path, carried: list[Ints], final: Ints, terms: int) -> Ints:
    """Write which sheets carry each territory term, themselves or through an ancestor.

    Returns how many there are of each term.
    """
    sizes = [len(some) for some in carried]
    sheets = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    found = final[joined(carried, np.int32)]
    save_array(folder, "carried.ids", sheets[np.argsort(found, kind="stable")])
    counts = np.bincount(found, minlength=terms)
    save_array(folder, "carried.id_ptr", pointers(counts))
    return counts


def write_facets(folder: Path, sheets: Sequence[Ready]) -> None:
    """Write each facet as values (JSON) and two aligned columns: sheet number, value number."""
    names: dict[FacetName, list[str]] = {}
    for facet in FACETS:
        rows = [r.facets[facet] for r in sheets]
        values = sorted({value for row in rows for value in row})
        numbers = {value: n for n, value in enumerate(values)}
        sizes = [len(row) for row in rows]
        flat = np.array([numbers[v] for row in rows for v in row], dtype=np.int32)
        save_array(folder, f"facet.{facet}.values", flat)
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)
        save_array(folder, f"facet.{facet}.sheets", owners)
        names[facet] = values
    (folder / "facets.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")


def write_orders(folder: Path, sheets: Sequence[Ready]) -> None:
    """Write the place of each sheet when put in order by date and by title, and the ids."""
    for by in ORDERS:
        order = sorted(range(len(sheets)), key=lambda n: sort_key(sheets[n].sheet, by))
        places: Ints = np.empty(len(sheets), dtype=np.int32)
        places[order] = np.arange(len(sheets), dtype=np.int32)
        save_array(folder, f"order.{by}", places)
    ids = [ready.id for ready in sheets]
    (folder / "ids.json").write_text(json.dumps(ids), "utf-8")
