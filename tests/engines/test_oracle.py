"""Random collections and queries: both engines agree, and facets agree with brute force."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines.fields import FACETS
from indexer.query import Alternative, Query, Unit, Words
from indexer.vocabulary import NO_TERRITORY
from tests.engines.toys import TERRITORIES, analysed, memory, sheet, whoosh, word

WORDS = ("loger", "logement", "logements", "femme", "femmes", "ville", "jeunes", "prison")
THEMES = ("logement", "commerce", "justice")
CODES = tuple(TERRITORIES)

texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def subsets(values, size):
    return st.lists(st.sampled_from(values), max_size=size, unique=True).map(tuple)


@st.composite
def collections(draw):
    count = draw(st.integers(1, 12))
    return [
        sheet(
            f"f{n}",
            draw(texts),
            draw(texts),
            draw(texts),
            themes=draw(subsets(THEMES, 2)),
            territories=draw(subsets(CODES, 2)),
            date=draw(st.sampled_from(("", "2008", "2009-05", "2010-01-31"))),
        )
        for n in range(count)
    ]


@st.composite
def units(draw):
    if draw(st.booleans()):
        return word(draw(st.sampled_from(WORDS)))
    steps = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=3))
    gap = draw(st.sampled_from((0, 1, 3, None)))
    return Unit(
        " ".join(steps),
        0,
        0,
        (
            Alternative(tuple((f"x:{s}", f"l:{s.rstrip('s')}") for s in steps), 0.9, "phrase", gap),
            Alternative((("=dep:93", "f:ville"),), 0.5, "territory"),
        ),
    )


@st.composite
def asked(draw):
    required = draw(st.lists(units(), max_size=3))
    minimum = draw(st.sampled_from((None, 1, 2)))
    return Words(
        units=tuple(required),
        excluded=tuple(draw(st.lists(units(), max_size=1))),
        minimum=minimum if required else None,
    )


@st.composite
def queries(draw):
    return Query(
        themes=draw(subsets(THEMES, 2)),
        territories=draw(subsets((*CODES, NO_TERRITORY), 2)),
        years=draw(subsets(("2008", "2009", "2010"), 2)),
        sort=draw(st.sampled_from(("relevance", "date", "title"))),
        page=draw(st.integers(1, 2)),
        size=draw(st.sampled_from((3, 10))),
    )


@pytest.fixture(params=["few", "many"])
def as_of(request, monkeypatch):
    """The steps that are taken for a few occurrences, and those for many thousands."""
    if request.param == "many":
        monkeypatch.setattr("indexer.engines.whoosh_engine.seeking.OFTEN", 0)
        monkeypatch.setattr("indexer.engines.whoosh_engine.postings.MANY", 1)
        monkeypatch.setattr("indexer.engines.whoosh_engine.postings.IN_TURN", 2)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(collections(), asked(), queries())
def test_engines_agree_on_totals_counts_order_and_marks(as_of, sheets, words, query):
    with tempfile.TemporaryDirectory() as folder:
        reference = memory(sheets, Path(folder)).search(query, words)
        found = whoosh(sheets, Path(folder)).search(query, words)
    assert found.total == reference.total
    for facet in FACETS:
        assert dict(found.counts[facet]) == dict(reference.counts[facet])
    scores = [r.score for r in reference.ranked]
    assert [r.score for r in found.ranked] == pytest.approx(scores, rel=1e-4)
    lines = {r.sheet.id: line for line, r in enumerate(reference.ranked)}
    near = _near_ties(scores, query.size)
    for place, ranked in enumerate(found.ranked):
        if place in near:
            continue
        assert ranked.sheet.id == reference.ranked[place].sheet.id
        assert found.matches.of(place) == reference.matches.of(lines[ranked.sheet.id])


def _near_ties(scores, size):
    """Places whose order float noise may change: scores nearly equal, or cut by the page's end."""
    near = set()
    for i in range(len(scores) - 1):
        if scores[i] != scores[i + 1] and scores[i] == pytest.approx(scores[i + 1], rel=1e-4):
            near |= {i, i + 1}
    if len(scores) == size:
        near.add(size - 1)
    return near


@settings(max_examples=150, deadline=None)
@given(collections(), queries())
def test_facet_counts_agree_with_choosing_each_value_by_hand(sheets, query):
    with tempfile.TemporaryDirectory() as folder:
        engine = memory(sheets, Path(folder))
    rows = {a.sheet.id: a.facets for a in analysed(sheets)}
    found = engine.search(query, Words())
    for facet in FACETS:
        others = [f for f in query.filters if f.facet != facet]
        passing = [
            facets
            for facets in rows.values()
            if all(set(f.values) & set(facets[f.facet]) for f in others)
        ]
        expected = Counter(value for facets in passing for value in facets[facet])
        assert dict(found.counts[facet]) == dict(expected)
