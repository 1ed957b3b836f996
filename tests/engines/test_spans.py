"""Spans come back as they were packed, in long texts too; no word is marked without end."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.analysed import LONGEST_MARK, Postings
from indexer.engines.whoosh_engine.files import save_array, save_extents
from indexer.engines.whoosh_engine.packing import packed, unpacked
from indexer.engines.whoosh_engine.spans import Spans
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


def test_spans_are_read_from_both_parts_whatever_their_width(tmp_path):
    """A sheet with a text of millions of characters came after the first part was written."""
    short = [(0, 3), (4, 9), (10, 12)]
    far = [(5, 7), (4_194_304, 4_194_310)]
    save_array(tmp_path, "spans", packed(postings(short)))
    save_array(tmp_path, "spans.new", packed(postings(far)))
    save_extents(tmp_path, "spans", np.array([0, 3]), np.array([3, 5]))
    starts, ends = Spans(tmp_path).at(np.array([1, 2, 3, 4]), np.array([0, 0, 4, 4]))
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [*short[1:], *far]
    starts, ends = Spans(tmp_path).at(np.array([], dtype=np.int64), np.array([], dtype=np.int64))
    assert (len(starts), len(ends)) == (0, 0)
