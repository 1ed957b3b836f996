"""Writes a generation upon the one before when few sheets changed: only what they touch is made.

The arrays hold the same as if written from nothing, but for the numbers of terms; what belongs to
single sheets is shared with the generation before, file by file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from indexer.engines.analysed import carried_terms
from indexer.engines.fields import FIELDS
from indexer.engines.prepared import Ready
from indexer.engines.whoosh_engine.change import Change
from indexer.engines.whoosh_engine.columns import SLOTS, pointers
from indexer.engines.whoosh_engine.files import (
    ARRAYS_FOLDER,
    WHOOSH_FOLDER,
    Ints,
    map_array,
    save_array,
)
from indexer.engines.whoosh_engine.previous import Previous
from indexer.engines.whoosh_engine.record import MOST_CHANGES, continue_record
from indexer.engines.whoosh_engine.sheet_change import rows_kept, write_sheets
from indexer.engines.whoosh_engine.slot_change import SlotChange

#: Terms listed beside the packed dictionary before all is written anew.
MOST_LATER_TERMS = 10_000


def continue_generation(folder: Path, sheets: Sequence[Ready], previous: Previous) -> bool:
    """Write Whoosh index and arrays of ``sheets`` (by id) into ``folder``.

    Returns False, having written nothing, when too much changed for this to be worth while.
    """
    change = Change(previous, sheets)
    if len(change) > min(MOST_CHANGES, len(previous) // 10 + 1):
        return False
    later = _later_terms(change, previous)
    if len(previous.terms.later) + len(later) > MOST_LATER_TERMS:
        return False
    gone = [previous.ids[number] for number in change.gone.tolist()]
    if not continue_record(folder / WHOOSH_FOLDER, previous.record, gone, change.fresh):
        return False
    arrays = folder / ARRAYS_FOLDER
    arrays.mkdir(parents=True)
    previous.terms.write_with(arrays, list(later))
    _Arrays(arrays, previous, change, later).write()
    return True


def _later_terms(change: Change, previous: Previous) -> dict[str, int]:
    """The terms of the fresh sheets that the dictionary lacks, with the numbers they get."""
    found: dict[str, int] = {}
    known, first = previous.terms.get, len(previous.terms)
    for prepared in change.fresh:
        fields = (postings.terms for postings in prepared.postings.values())
        for term in chain(*fields, carried_terms(prepared.facets)):
            if term not in found and known(term) is None:
                found[term] = first + len(found)
    return found


class _Arrays:
    """The arrays of one generation, written upon those before."""

    def __init__(
        self, folder: Path, previous: Previous, change: Change, later: dict[str, int]
    ) -> None:
        self._folder, self._previous, self._change = folder, previous, change
        self._later, self._terms = later, len(previous.terms) + len(later)
        gone = [previous.facets(number) for number in change.gone.tolist()]
        self._carried_before = [self._numbers(carried_terms(facets)) for facets in gone]
        self._carried = [self._numbers(carried_terms(p.facets)) for p in change.fresh]

    def _numbers(self, terms: Iterable[str]) -> Ints:
        known, later = self._previous.terms.get, self._later
        found = [later[term] if term in later else known(term) for term in terms]
        return np.array(found, dtype=np.int32)

    def write(self) -> None:
        """Write everything but the dictionary."""
        folder, change, previous = self._folder, self._change, self._previous
        terms = [
            self._numbers(p.postings[field.name].terms) for p in change.fresh for field in FIELDS
        ]
        SlotChange(previous, change, terms, self._terms).write(folder)
        gone = change.in_parts(SLOTS).gone.tolist()
        self._write_carried()
        self._write_frequencies(
            _by_sheet(self._carried_before, [previous.own.terms_of(slot) for slot in gone]),
            _by_sheet(self._carried, terms),
        )
        write_sheets(folder, previous, change)

    def _load(self, name: str) -> Ints:
        found: Ints = map_array(self._previous.arrays, name)
        return found

    def _write_carried(self) -> None:
        """Write which sheets carry each territory term."""
        change = self._change
        sizes = np.diff(self._load("carried.id_ptr"))
        kept, sheets = rows_kept(change, self._load("carried.ids"))
        fresh = np.repeat(change.numbers, [len(terms) for terms in self._carried])
        terms = np.concatenate([np.repeat(np.arange(len(sizes)), sizes)[kept], *self._carried])
        sheets = np.concatenate([sheets, fresh])
        order = np.lexsort((sheets, terms))
        save_array(self._folder, "carried.ids", sheets[order].astype(np.int32))
        found = np.bincount(terms.astype(np.int64), minlength=self._terms)
        save_array(self._folder, "carried.id_ptr", pointers(found))

    def _write_frequencies(self, gone: Iterable[Ints], fresh: Iterable[Ints]) -> None:
        """Write the number of distinct sheets of each term over all fields."""
        found = np.zeros(self._terms, dtype=np.int32)
        before = self._load("frequencies")
        found[: len(before)] = before
        for step, sheets in ((-1, gone), (1, fresh)):
            for terms in sheets:
                found[terms] += step
        save_array(self._folder, "frequencies", found)


def _by_sheet(carried: Sequence[Ints], slots: Sequence[Ints]) -> Iterator[Ints]:
    """The distinct terms of each sheet: of its slots, and of the territories it carries."""
    for number, own in enumerate(carried):
        yield np.unique(np.concatenate([own, *slots[number * SLOTS : (number + 1) * SLOTS]]))
