"""Counts of facets are those of counting sheet by sheet, however many values a sheet carries."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from indexer.engines.whoosh_engine.facets import ROOM, FacetTable
from indexer.engines.whoosh_engine.files import save_array

NAMES = {"theme": ["a", "b", "c"], "territory": [f"t{n}" for n in range(60)], "year": ["2008"]}

#: Of a sheet, how many territories it may carry.
CARRIED = {
    "none at all": [0],
    "all the same": [4],
    "few have more": [3] * 20 + [9],
    "half and half": [2, 12],
    "few have any": [0] * 20 + [5],
    "more than there is room for": [1] * 5 + [ROOM + 3, 2 * ROOM],
}


def table(folder, carried, sheets):
    """A table of ``sheets`` sheets, and the values that each carries by facet."""
    chance = random.Random(len(carried) + sheets)
    held = []
    for _ in range(sheets):
        many = chance.choice(carried)
        held.append(
            {
                "theme": sorted(chance.sample(range(3), chance.randint(0, 2) if many else 0)),
                "territory": sorted(chance.sample(range(60), many)),
                "year": [0] if many else [],
            }
        )
    for facet in NAMES:
        pairs = [(sheet, value) for sheet, own in enumerate(held) for value in own[facet]]
        for name, column in (("sheets", 0), ("values", 1)):
            numbers = np.array([pair[column] for pair in pairs], dtype=np.int32)
            save_array(folder, f"facet.{facet}.{name}", numbers)
    return FacetTable(folder, NAMES, sheets), held


@pytest.mark.parametrize("carried", CARRIED.values(), ids=CARRIED)
@pytest.mark.parametrize("sheets", [1, 60])
def test_counts_are_those_of_counting_sheet_by_sheet(tmp_path, carried, sheets):
    made, held = table(tmp_path, carried, sheets)
    chance = random.Random(7)
    for size in {0, 1, sheets // 3, sheets}:
        chosen = sorted(chance.sample(range(sheets), size))
        found = made.counts(np.array(chosen, dtype=np.int64), NAMES)
        for facet, names in NAMES.items():
            expected = Counter(names[value] for sheet in chosen for value in held[sheet][facet])
            assert dict(found[facet].items()) == expected, (facet, chosen)


def test_no_sheet_at_all(tmp_path):
    made, _ = table(tmp_path, [1], 0)
    assert dict(made.counts(np.array([], dtype=np.int64), ["theme"])["theme"]) == {}
