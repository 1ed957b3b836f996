"""Writes one generation: the Whoosh index of record and, beside it, the flat arrays it serves.

Both are made from the same analysed sheets in the same pass, so reading Whoosh back is a proof
(``fiches verify --deep``), not a step of publishing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import marisa_trie
import numpy as np
from whoosh import index as whoosh_index

from indexer.engines.analysed import AnalysedSheet
from indexer.engines.fields import FACETS, FIELDS
from indexer.engines.ordering import sort_key
from indexer.engines.sheet_json import card_json, sections_json
from indexer.engines.similarity import signature
from indexer.engines.whoosh_engine.columns import FieldColumns, Ints, joined, pointers
from indexer.engines.whoosh_engine.files import (
    ARRAYS_FOLDER,
    WHOOSH_FOLDER,
    save_array,
    write_blobs,
)
from indexer.engines.whoosh_engine.schema import schema
from indexer.query import FacetName


def write_generation(folder: Path, analysed: Iterable[AnalysedSheet]) -> int:
    """Write Whoosh index and arrays of all sheets into ``folder``; return how many sheets.

    Sheets are numbered in the order of their ids, which is also the order of ties.
    """
    sheets = sorted(analysed, key=lambda a: a.sheet.id)
    write_whoosh(folder / WHOOSH_FOLDER, sheets)
    arrays = folder / ARRAYS_FOLDER
    arrays.mkdir(parents=True)
    frequency = write_terms(arrays, sheets)
    write_facets(arrays, sheets)
    write_orders(arrays, sheets)
    write_blobs(arrays, "cards", (card_json(a.sheet) for a in sheets))
    write_blobs(arrays, "sections", (sections_json(a.sheet) for a in sheets))
    write_blobs(arrays, "bodies", (a.sheet.body.encode("utf-8", "surrogatepass") for a in sheets))
    signatures = (signature(a, lambda term: frequency[term], len(sheets)) for a in sheets)
    write_blobs(arrays, "signatures", (json.dumps(s).encode() for s in signatures))
    return len(sheets)


def write_whoosh(folder: Path, sheets: Sequence[AnalysedSheet]) -> None:
    """Write the Whoosh index of record as one segment."""
    folder.mkdir(parents=True)
    writer = whoosh_index.create_in(str(folder), schema()).writer(limitmb=256)
    for analysed in sheets:
        facets = {f"facet_{name}": ",".join(analysed.facets[name]) for name in FACETS}
        stored = card_json(analysed.sheet).decode()
        writer.add_document(id=analysed.sheet.id, sheet=stored, **facets, **analysed.postings)
    writer.commit()


def write_terms(folder: Path, sheets: Sequence[AnalysedSheet]) -> Counter[str]:
    """Write the term dictionary and all postings; return each term's number of sheets."""
    numbers: dict[str, int] = {}
    columns = [FieldColumns(field) for field in FIELDS]
    for analysed in sheets:
        for column in columns:
            postings = analysed.postings[column.field.name]
            ids = (numbers.setdefault(term, len(numbers)) for term in postings.terms)
            column.add(postings, np.fromiter(ids, np.int32, len(postings.terms)))
    carried = [
        np.array([numbers.setdefault(t, len(numbers)) for t in a.territory_terms], dtype=np.int32)
        for a in sheets
    ]
    trie = marisa_trie.Trie(numbers)
    trie.save(str(folder / "terms.trie"))
    final = np.fromiter((trie[term] for term in numbers), np.int32, len(numbers))
    for column in columns:
        column.write(folder, final)
    _write_carried(folder, carried, final)
    pairs = [column.pairs() for column in columns] + [_pairs(carried)]
    counts = _sheets_per_term(pairs, len(numbers), len(sheets))
    frequencies: Ints = np.zeros(len(numbers), dtype=np.int32)
    frequencies[final] = counts
    save_array(folder, "frequencies", frequencies)
    return Counter(dict(zip(numbers, counts.tolist(), strict=True)))


def _pairs(carried: list[Ints]) -> tuple[Ints, Ints]:
    sizes = [len(terms) for terms in carried]
    return joined(carried, np.int32), np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)


def _write_carried(folder: Path, carried: list[Ints], final: Ints) -> None:
    """Write which sheets carry each territory term, themselves or through an ancestor."""
    terms, sheets = _pairs(carried)
    terms = final[terms]
    order = np.argsort(terms, kind="stable")
    save_array(folder, "carried.ids", sheets[order])
    save_array(folder, "carried.id_ptr", pointers(np.bincount(terms, minlength=len(final))))


def _sheets_per_term(pairs: list[tuple[Ints, Ints]], terms: int, sheets: int) -> Ints:
    """The number of distinct sheets of each term over all fields."""
    keys = np.concatenate([t.astype(np.int64) * max(1, sheets) + s for t, s in pairs])
    distinct = np.unique(keys) // max(1, sheets)
    counts: Ints = np.bincount(distinct, minlength=terms)
    return counts


def write_facets(folder: Path, sheets: Sequence[AnalysedSheet]) -> None:
    """Write each facet as values (JSON) and two aligned columns: sheet number, value number."""
    names: dict[FacetName, list[str]] = {}
    for facet in FACETS:
        rows = [a.facets[facet] for a in sheets]
        values = sorted({value for row in rows for value in row})
        numbers = {value: n for n, value in enumerate(values)}
        sizes = [len(row) for row in rows]
        flat = np.array([numbers[v] for row in rows for v in row], dtype=np.int32)
        save_array(folder, f"facet.{facet}.values", flat)
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)
        save_array(folder, f"facet.{facet}.sheets", owners)
        names[facet] = values
    (folder / "facets.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")


def write_orders(folder: Path, sheets: Sequence[AnalysedSheet]) -> None:
    """Write the place of each sheet when put in order by date and by title."""
    for by in ("date", "title"):
        order = sorted(range(len(sheets)), key=lambda n: sort_key(sheets[n].sheet, by))
        places: Ints = np.empty(len(sheets), dtype=np.int32)
        places[order] = np.arange(len(sheets), dtype=np.int32)
        save_array(folder, f"order.{by}", places)
