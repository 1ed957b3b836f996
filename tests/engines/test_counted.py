"""Counts of a facet are numbers inside and a mapping to whoever looks."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.engines.counted import Counted


@pytest.fixture
def counted():
    names = np.array(["a", "b", "c", "d"], dtype=object)
    places = {name: place for place, name in enumerate(names.tolist())}
    return Counted(names, places, np.array([0, 2]), np.array([5, 7]))


def test_it_is_the_mapping_of_what_some_sheet_carries(counted):
    assert dict(counted) == {"a": 5, "c": 7}
    assert counted == {"a": 5, "c": 7}
    assert list(counted.items()) == [("a", 5), ("c", 7)]
    assert (len(counted), list(counted)) == (2, ["a", "c"])


@pytest.mark.parametrize("absent", ["b", "d", "unknown"])
def test_what_no_sheet_carries_is_not_in_it(counted, absent):
    assert absent not in counted
    assert counted.get(absent, 0) == 0
    with pytest.raises(KeyError):
        counted[absent]


def test_nothing_counted_is_an_empty_mapping(counted):
    nothing = np.array([], dtype=np.int64)
    empty = Counted(counted.names, counted.places, nothing, nothing)
    assert not empty
    assert dict(empty) == {}
