"""Writes what there is one of for each sheet upon the generation before: facets, orders, names."""

from __future__ import annotations

import json
from bisect import insort
from pathlib import Path

import numpy as np

from indexer.engines.fields import FACETS
from indexer.engines.ordering import ORDERS, sort_key
from indexer.engines.whoosh_engine.change import Change
from indexer.engines.whoosh_engine.columns import joined
from indexer.engines.whoosh_engine.files import Ints, map_array, save_array
from indexer.engines.whoosh_engine.part_change import PartWriter
from indexer.engines.whoosh_engine.previous import KEY_SIZE, KEYS_FILE, Previous
from indexer.engines.whoosh_engine.texts import MADE
from indexer.query import FacetName


def write_sheets(folder: Path, previous: Previous, change: Change) -> None:
    """Write facets, orders, ids, keys and texts of all sheets."""
    names = {facet: _write_facet(folder, previous, change, facet) for facet in FACETS}
    (folder / "facets.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")
    _write_orders(folder, previous, change)
    _write_names(folder, previous, change)
    parts = PartWriter(previous.arrays, folder, change)
    for name, made in MADE.items():
        parts.texts(name, previous.blobs[name], [made(prepared) for prepared in change.fresh])


def rows_kept(change: Change, owners: Ints) -> tuple[Ints, Ints]:
    """Which rows belong to a sheet that stays, and the number each such sheet has now."""
    kept = np.flatnonzero(~np.isin(owners, change.gone))
    return kept, change.shift[owners[kept]]


def _write_facet(folder: Path, previous: Previous, change: Change, facet: FacetName) -> list[str]:
    """Write the columns of one facet; return its values by number."""
    names, values, _ = previous.facet_columns[facet]
    owners: Ints = map_array(previous.arrays, f"facet.{facet}.sheets")
    kept, sheets = rows_kept(change, owners)
    fresh = [prepared.facets[facet] for prepared in change.fresh]
    used = np.unique(values[kept]).tolist()
    wanted = sorted({names[n] for n in used} | {value for found in fresh for value in found})
    numbers = {value: n for n, value in enumerate(wanted)}
    renumbered = np.array([numbers.get(name, -1) for name in names], dtype=np.int32)
    own = np.array([numbers[value] for found in fresh for value in found], dtype=np.int32)
    all_sheets = np.concatenate([sheets, np.repeat(change.numbers, list(map(len, fresh)))])
    all_values = joined([renumbered[values[kept]], own], np.int32)
    order = np.argsort(all_sheets, kind="stable")
    save_array(folder, f"facet.{facet}.values", all_values[order])
    save_array(folder, f"facet.{facet}.sheets", all_sheets[order].astype(np.int32))
    return wanted


def _write_orders(folder: Path, previous: Previous, change: Change) -> None:
    """Write each order: that of before without the sheets that are gone, fresh ones put in."""
    for by in ORDERS:
        before = np.argsort(map_array(previous.arrays, f"order.{by}"))
        order = before[~np.isin(before, change.gone)].tolist()
        added = {-1 - n: prepared.sheet for n, prepared in enumerate(change.fresh)}
        for number in added:
            # Sheets of before are read only where the search for the place comes by.
            insort(
                order,
                number,
                key=lambda n: sort_key(added[n] if n < 0 else previous.sheet(n), by),
            )
        ordered = np.array(order, dtype=np.int64)
        fresh = ordered < 0
        ordered[~fresh] = change.shift[ordered[~fresh]]
        ordered[fresh] = change.numbers[-1 - ordered[fresh]]
        places: Ints = np.empty(change.size, dtype=np.int32)
        places[ordered] = np.arange(change.size, dtype=np.int32)
        save_array(folder, f"order.{by}", places)


def _write_names(folder: Path, previous: Previous, change: Change) -> None:
    """Write the ids and the keys by which the next build knows what did not change."""
    ids = list(previous.ids)
    for number in change.gone[::-1].tolist():
        del ids[number]
    for number, prepared in zip(change.numbers.tolist(), change.fresh, strict=True):
        ids.insert(number, prepared.id)
    (folder / "ids.json").write_text(json.dumps(ids), "utf-8")
    before = np.frombuffer(previous.keys, dtype=np.uint8).reshape(-1, KEY_SIZE)
    own = b"".join(prepared.key.ljust(KEY_SIZE, b"\0") for prepared in change.fresh)
    fresh = np.frombuffer(own, dtype=np.uint8).reshape(-1, KEY_SIZE)
    (folder / KEYS_FILE).write_bytes(change.spread(before, fresh).tobytes())
