"""Spans come back as they were packed, in long texts too; no word is marked without end."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.analysed import LONGEST_MARK, Postings
from indexer.engines.whoosh_engine.packing import packed, unpacked
from indexer.french import Analyser


def postings(pairs):
    starts, ends = array("I", [a for a, _ in pairs]), array("I", [b for _, b in pairs])
    return Postings((), array("I"), array("I"), starts, ends)


pairs = st.tuples(st.integers(0, 2**31), st.integers(0, LONGEST_MARK)).map(
    lambda pair: (pair[0], sum(pair))
)


@given(st.lists(pairs, max_size=20))
def test_spans_come_back(some):
    starts, ends = unpacked(packed(postings(some)))
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == some


@pytest.mark.parametrize(("first", "bytes_"), [(4_194_303, 4), (4_194_304, 8)])
def test_only_long_texts_take_eight_bytes(first, bytes_):
    assert packed(postings([(0, 3), (first, first + 5)])).itemsize == bytes_


def test_a_word_without_end_is_marked_as_far_as_any_passage_reaches():
    found = Postings.of(Analyser().index(f"un mot {'a' * 5000} court"))
    lengths = np.subtract(found.ends, found.starts)
    assert lengths.max() == LONGEST_MARK
    assert lengths[-1] == len("court")
