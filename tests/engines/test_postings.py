"""Words side by side are found the same whichever of them is rare, however rare."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.matching import chains
from indexer.engines.whoosh_engine.postings import RARER, common, side_by_side

positions = st.lists(st.integers(0, 60), max_size=40, unique=True).map(sorted)


def array(values):
    return np.array(values, dtype=np.uint32)


@given(positions, positions)
def test_what_stands_in_both_is_what_sets_share(left, right):
    assert common(array(left), array(right)).tolist() == sorted(set(left) & set(right))


def test_a_rare_word_is_looked_for_among_a_frequent_one():
    frequent = list(range(0, 40 * RARER, 2))
    assert common(array([3, 4, 700_000]), array(frequent)).tolist() == [4]


@given(st.lists(st.lists(positions, min_size=1, max_size=2), min_size=2, max_size=3))
def test_chains_begin_where_the_readable_rule_says(steps):
    expected = chains([sorted({p for term in step for p in term}) for step in steps], 0)[0]
    found = side_by_side([[array(term) for term in step] for step in steps])
    assert found.tolist() == expected
