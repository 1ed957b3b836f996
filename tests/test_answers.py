"""Marks become HTML in one place, and nothing in a text can break out of it."""

from __future__ import annotations

import re
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from indexer.answers import passage_html
from indexer.query import Passage


@given(st.text("ab<>&\"' \x02\x03é", max_size=30), st.data())
def test_marked_html_is_the_escaped_text_with_whole_marks(text, data):
    places = st.integers(0, len(text))
    edges = sorted(data.draw(st.lists(places, max_size=6, unique=True)))
    marks = tuple(zip(edges[::2], edges[1::2], strict=False))
    told = passage_html(Passage(text, marks))
    assert told.replace("<mark>", "").replace("</mark>", "") == escape(text, quote=False)
    assert re.findall("</?mark>", told) == ["<mark>", "</mark>"] * len(marks)
    marked = [escape(text[a:b], quote=False) for a, b in marks]
    assert re.findall("<mark>(.*?)</mark>", told, re.S) == marked


def test_ellipses_say_where_the_text_goes_on():
    assert passage_html(Passage("un & deux", ((0, 2),), before=True, after=True)) == (
        "… <mark>un</mark> &amp; deux …"
    )
