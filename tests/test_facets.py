"""Facets as values and as JSON: one tree, however it is told."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from indexer.answers import answer, answer_text, facet_json
from indexer.facets import Facets, TreeFacet
from indexer.query import Query, Results
from indexer.territory_tree import DIGITS, SMALL_COUNT
from indexer.vocabulary import Territory, Theme

TERRITORIES = {
    t.code: t
    for t in (
        Territory("reg:11", "Île-de-France", "region"),
        Territory("dep:93", "Seine-Saint-Denis", "departement", "reg:11"),
        Territory("com:93066", "Saint-Denis", "commune", "dep:93"),
        Territory("com:93071", 'Sevran "la ville" \\', "commune", "dep:93"),
        Territory("qt:93071:beaudottes", "Les Beaudottes", "quartier", "com:93071"),
        Territory("ept:T7", "Terres d’Envol", "ept", "reg:11"),
        Territory("reg:84", "Auvergne-Rhône-Alpes", "region"),
        Territory("dep:38", "Isère", "departement", "reg:84"),
    )
}
HELD = [code for code in TERRITORIES if code not in ("reg:84", "dep:38")]
COUNTS = {
    "reg:11": 70, "dep:93": 5, "com:93066": 5, "com:93071": 3,
    "qt:93071:beaudottes": 2, "ept:T7": 4, "non-precise": 6,
}  # fmt: skip


@pytest.fixture
def facets():
    return Facets((Theme("logement", "Logement"),), HELD, TERRITORIES.get)


def told(facets: Facets, counts: dict[str, int], *chosen: str):
    """The four facets of an answer with these counts of territories."""
    counted = {"theme": {"logement": 3}, "territory": counts, "year": {"2008": 1}}
    return facets.of(Query(territories=chosen), counted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "chosen",
    [
        (), ("dep:93",), ("com:93071", "com:93066"), ("qt:93071:beaudottes",), ("ept:T7",),
        ("non-precise",), ("dep:38",), ("dep:38", "com:93066"), ("com:unknown",),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "counts",
    [COUNTS, {}, {"com:93071": SMALL_COUNT + 1}, {"dep:93": 1}, {"dep:93": len(DIGITS)}],
)
def test_a_tree_told_as_json_is_the_tree_of_its_values(facets, counts, chosen):
    for _ in range(2):  # what the first answer kept serves the second
        for facet in told(facets, counts, *chosen):
            if facet.name in ("territory", "intercommunality"):
                assert isinstance(facet, TreeFacet)
                assert json.loads(facet.json) == facet_json(facet)
                assert facet.json == facet.json


def test_the_tree_and_what_stands_apart_may_be_asked_for_in_any_order_and_again(facets):
    _, tree, apart, _ = told(facets, COUNTS)
    once = (tree.json, apart.json)
    for _ in range(2):
        _, tree, apart, _ = told(facets, COUNTS)
        assert (apart.json, apart.json) == (once[1], once[1])
        assert (tree.json, tree.json) == (once[0], once[0])
        assert apart.values == told(facets, COUNTS)[2].values
        assert [value.value for value in apart.values] == ["ept:T7"]


def test_what_stands_above_a_place_is_shown_even_when_nobody_counted_it(facets):
    tree = told(facets, {"com:93071": 2})[1].values
    region = tree[0]
    assert (region.value, region.count) == ("reg:11", 0)
    assert region.children[0].children[0].count == 2


@pytest.mark.parametrize("seed", range(20))
def test_everywhere_the_most_frequent_come_first_then_those_first_by_label(facets, seed):
    chance = random.Random(seed)
    counts = {code: chance.choice((1, 1, 2, 7, 90_000)) for code in HELD}

    def below(parent: str) -> list[Territory]:
        own = [t for t in TERRITORIES.values() if t.code in counts and t.level != "ept"]
        own = [t for t in own if (t.parent or "") == parent]
        return sorted(own, key=lambda t: (-counts[t.code], t.label))

    def check(values, parent: str) -> None:
        assert [v.value for v in values] == [t.code for t in below(parent)]
        for value in values:
            assert value.count == counts[value.value]
            check(value.children, value.value)

    check(told(facets, counts)[1].values, "")


def test_a_choice_is_not_kept_for_the_next_answer(facets):
    chosen = json.loads(told(facets, COUNTS, "com:93066")[1].json)
    assert chosen[0]["children"][0]["children"][0]["selected"] is True
    after = json.loads(told(facets, COUNTS)[1].json)
    assert after[0]["children"][0]["children"][0]["selected"] is False


def test_an_answer_written_at_once_is_the_answer(facets):
    results = Results(Query("é", territories=("dep:93",)), "1", 0, 0, (), told(facets, COUNTS))
    for text in ("é", "half \ud800"):  # half a character cannot be written in UTF-8
        asked = replace(results, query=replace(results.query, text=text))
        assert json.loads(answer_text(asked, "https://x.org")) == answer(asked, "https://x.org")


def test_half_a_character_in_a_label_is_escaped():
    place = Territory("reg:1", "half \ud800", "region")
    facets = Facets((), ("reg:1",), {"reg:1": place}.get)
    tree = facets.of(Query(), {"theme": {}, "territory": {"reg:1": 1}, "year": {}})[1]
    assert isinstance(tree, TreeFacet)
    assert json.loads(tree.json)[0]["label"] == "half \ud800"
