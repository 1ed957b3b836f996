"""Words side by side are found the same whichever of them is rare, however rare."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines.matching import chains
from indexer.engines.whoosh_engine import postings
from indexer.engines.whoosh_engine.postings import (
    RARER,
    among,
    chain_ends,
    common,
    covers,
    side_by_side,
)

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


@given(
    st.lists(st.lists(positions, min_size=1, max_size=2), min_size=2, max_size=3),
    st.integers(0, 4),
)
def test_chains_end_where_the_readable_rule_says(steps, gap):
    expected = chains([sorted({p for term in step for p in term}) for step in steps], gap)[-1]
    found = chain_ends([[array(term) for term in step] for step in steps], gap)
    assert found.tolist() == expected


@pytest.fixture(params=["merged", "in turn"])
def from_a_few_on(request, monkeypatch):
    """What is done for thousands of positions is done for three."""
    monkeypatch.setattr(postings, "MANY", 3)
    monkeypatch.setattr(postings, "IN_TURN", 2)
    monkeypatch.setattr(postings, "RARER", 0 if request.param == "in turn" else 100)


@given(positions, positions)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_values_are_found_like_few(from_a_few_on, values, known):
    expected = np.searchsorted(array(known), array(values)).tolist()
    assert postings._below(array(known), array(values)).tolist() == expected
    assert among(array(values), array(known)).tolist() == [value in known for value in values]


@given(positions, positions)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_term_covers_another_when_it_stands_wherever_that_does(from_a_few_on, larger, smaller):
    assert covers(array(larger), array(smaller)) == (set(smaller) <= set(larger))
    assert covers(array(sorted({*larger, *smaller})), array(smaller))
