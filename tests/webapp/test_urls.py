"""Addresses: every query has one, and every address is understood or its faults are told."""

from __future__ import annotations

import random
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Query
from webapp import urls

KNOWN = urls.Known(theme=lambda slug: slug != "inconnu", territory=lambda code: ":" in code)
SLUGS = st.from_regex(r"[a-z][a-z-]{0,12}", fullmatch=True).filter(lambda s: s != "inconnu")
CODES = st.one_of(
    st.just("non-precise"), st.from_regex(r"(reg|dep|com):[0-9A-Z]{2,5}", fullmatch=True)
)
YEARS = st.integers(1000, 2999).map(str)


def values(one: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(one, max_size=10, unique=True).map(tuple)


QUERIES = st.builds(
    Query,
    text=st.text(max_size=60).map(urls.clean_text),
    themes=values(SLUGS),
    territories=values(CODES),
    years=values(YEARS),
    sort=st.sampled_from(["relevance", "date", "title"]),
    page=st.integers(1, 20),
    size=st.integers(1, 50),
    exact=st.booleans(),
).map(urls.canonical)


def read(string: str, *, sized: bool = True) -> urls.Reading:
    return urls.read(parse_qsl(string, keep_blank_values=True), KNOWN, sized=sized)


@given(QUERIES)
def test_a_query_survives_its_address(query):
    reading = read(urls.render(query))
    assert reading.query == query
    assert reading.faults == ()


@given(QUERIES, st.randoms())
def test_permuted_parameters_have_one_canonical_address(query: Query, rng: random.Random):
    pairs = urls.pairs(query)
    rng.shuffle(pairs)
    assert urls.render(urls.read(pairs, KNOWN, sized=True).query) == urls.render(query)


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=300)), max_size=30))
def test_no_address_raises(pairs):
    query = urls.read(pairs, KNOWN).query
    assert len(query.text) <= urls.MAX_TEXT
    assert urls.read(urls.pairs(query), KNOWN).query == query


def test_parameters_stand_in_canonical_order_without_defaults():
    query = Query("deux mots", ("b", "a"), ("dep:93",), ("2008",), "date", 2, exact=True)
    expected = "q=deux+mots&theme=a&theme=b&territoire=dep:93&annee=2008&tri=date&page=2&exact=1"
    assert urls.render(query) == expected
    assert urls.render(Query()) == ""


@pytest.mark.parametrize(
    ("string", "parameter", "reason"),
    [
        ("foo=1", "foo", "unknown"),
        ("theme=inconnu", "theme", "value"),
        ("territoire=93", "territoire", "value"),
        ("annee=93", "annee", "value"),
        ("tri=prix", "tri", "value"),
        ("page=0", "page", "value"),
        ("page=-1", "page", "value"),
        ("page=deux", "page", "value"),
        ("page=²", "page", "value"),
        ("page=101", "page", "beyond"),
        ("exact=oui", "exact", "value"),
        ("q=a&q=b", "q", "repeated"),
        ("size=51", "size", "beyond"),
        ("q=" + "a" * (urls.MAX_TEXT + 1), "q", "long"),
        ("&".join(f"theme=t{n}" for n in range(11)), "theme", "many"),
    ],
)
def test_a_fault_names_its_parameter(string, parameter, reason):
    assert [(f.parameter, f.reason) for f in read(string).faults] == [(parameter, reason)]


@pytest.mark.parametrize(
    "string",
    [
        "page=100",
        "size=50&page=20",
        "q=" + "a" * urls.MAX_TEXT,
        "&".join(f"theme=t{n}" for n in range(10)),
    ],
)
def test_each_bound_is_allowed_at_its_limit(string):
    assert read(string).faults == ()


def test_size_belongs_to_the_api_alone():
    assert read("size=20", sized=False).faults[0].reason == "unknown"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  deux \t mots\n", "deux mots"),
        ("e\u0301te\u0301", "été"),
        ("a\u202eb\u200fc\u0000d", "abcd"),
        ("\ue000marque\ue001", "marque"),
        ("non\u00a0coupé", "non coupé"),
        ("« oui »", "« oui »"),
    ],
)
def test_text_is_cleaned_of_what_nobody_types(sent, kept):
    assert urls.clean_text(sent) == kept


def test_removing_a_filter_goes_back_to_the_first_page():
    query = Query("a", ("x", "y"), ("dep:93",), page=3)
    assert urls.without(query, "theme", "x") == Query("a", ("y",), ("dep:93",))
    assert urls.adding(query, "year", "2008") == Query("a", ("x", "y"), ("dep:93",), ("2008",))
    assert urls.unfiltered(query) == Query("a")
