"""Writes one generation: the Whoosh index of record and, beside it, the flat arrays it serves.

Both are made from the same analysed sheets in the same pass, so reading Whoosh back is a proof
(``fiches verify --deep``), not a step of publishing. Sheets that did not change are copied in
runs from the generation before; the rest is as if they had been analysed again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from indexer.engines.fields import FACETS, FIELDS
from indexer.engines.ordering import ORDERS, sort_key
from indexer.engines.prepared import Prepared, Ready, territory_terms
from indexer.engines.whoosh_engine.columns import FieldColumns, joined, pointers
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
) -> tuple[list[FieldColumns], list[str]]:
    """Write the term dictionary and all postings; return the columns and the terms by number."""
    numbers = {term: n for n, term in enumerate(previous.terms)} if previous else {}
    columns = [FieldColumns(field) for field in FIELDS]
    for run in runs(sheets):
        for column in columns:
            _add(column, run, previous, numbers)
    carried = [
        np.array(
            [numbers.setdefault(t, len(numbers)) for t in territory_terms(r.facets)], dtype=np.int32
        )
        for r in sheets
    ]
    for column in columns:
        column.gather()
    _let_go(sheets)
    used: Ints = np.zeros(len(numbers), dtype=bool)
    for terms in (*(column.terms for column in columns), *carried):
        used[terms] = True
    names = [name for name, number in numbers.items() if used[number]]
    trie = pack(folder, names)
    final: Ints = np.full(len(numbers), -1, dtype=np.int32)
    final[used] = np.fromiter((trie[name] for name in names), np.int32, len(names))
    for column in columns:
        column.write(folder, final)
    _write_carried(folder, carried, final, len(names))
    _write_frequencies(folder, columns, _pairs(carried, final), len(names), len(sheets))
    ordered = [""] * len(names)
    for name, number in numbers.items():
        if used[number]:
            ordered[final[number]] = name
    return columns, ordered


def _let_go(sheets: Sequence[Ready]) -> None:
    """Forget the postings of sheets one by one, now that the columns hold them all."""
    for ready in sheets:
        if isinstance(ready, Prepared):
            ready.postings.clear()


def _add(
    column: FieldColumns, run: Run, previous: Previous | None, numbers: dict[str, int]
) -> None:
    """Add a run of sheets to the columns of one field."""
    name = column.field.name
    if isinstance(run, Prepared):
        postings = run.postings[name]
        ids = (numbers.setdefault(term, len(numbers)) for term in postings.terms)
        column.add(postings, np.fromiter(ids, np.int32, len(postings.terms)))
    elif previous is not None:
        column.take_over(previous.fields[name], *run)


def _pairs(carried: list[Ints], final: Ints) -> tuple[Ints, Ints]:
    """(term, sheet) for each territory that a sheet carries."""
    sizes = [len(terms) for terms in carried]
    sheets = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return final[joined(carried, np.int32)], sheets


def _write_carried(folder: Path, carried: list[Ints], final: Ints, terms: int) -> None:
    """Write which sheets carry each territory term, themselves or through an ancestor."""
    found, sheets = _pairs(carried, final)
    order = np.argsort(found, kind="stable")
    save_array(folder, "carried.ids", sheets[order])
    save_array(folder, "carried.id_ptr", pointers(np.bincount(found, minlength=terms)))


def _write_frequencies(
    folder: Path,
    columns: Sequence[FieldColumns],
    carried: tuple[Ints, Ints],
    terms: int,
    sheets: int,
) -> None:
    """Write the number of distinct sheets of each term over all fields.

    One field holds most postings, already sorted; only those of the others have to be sorted and
    looked up in it, which is several times faster than sorting all.
    """
    size = max(1, sheets)
    owned = [column.keys(size) for column in columns]
    most = max(owned, key=len)
    others = [keys for keys in owned if keys is not most]
    rest = np.unique(np.concatenate([*others, carried[0].astype(np.int64) * size + carried[1]]))
    if len(most):
        at = np.minimum(np.searchsorted(most, rest), len(most) - 1)
        rest = rest[most[at] != rest]
    counts = np.bincount(most // size, minlength=terms) + np.bincount(rest // size, minlength=terms)
    save_array(folder, "frequencies", counts.astype(np.int32))


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
