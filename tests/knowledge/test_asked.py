"""Territories typed as words work as territories, whatever else the words may mean."""

import csv
from pathlib import Path

import pytest

from indexer.french.analyser import Analyser
from indexer.grammar import GrammarContext, parse
from indexer.knowledge.asked import Asked
from indexer.knowledge.bundle import Knowledge
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.themes import Themes

TABLE = Path(__file__).parent / "data" / "asked.tsv"


def rows():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [(row["question"], row["code"]) for row in csv.DictReader(lines, delimiter="\t")]


@pytest.fixture(scope="module")
def context():
    knowledge = Knowledge(Themes((), {}), Gazetteer.load(), (), {}, {}, ())
    return GrammarContext(
        Analyser(knowledge.places()),
        territory_codes=knowledge.named,
        asked=Asked(knowledge.gazetteer),
    )


def codes(unit):
    return {
        term[1:]
        for alternative in unit.alternatives
        if alternative.origin == "territory"
        for step in alternative.steps
        for term in step
    }


@pytest.mark.parametrize(("question", "code"), rows())
def test_a_territory_typed_as_words_is_asked_as_one(question, code, context):
    found = set().union(*(codes(unit) for unit in parse(question, context).units))
    assert code in found if code != "-" else not found


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("département de la marne", "dep:51"),
        ("ville de sevran", "com:93071"),
        ("plaine commune", "ept:200057867"),
        ("métropole du grand paris", "epci:200054781"),
        ("18e arrondissement de paris", "arm:75118"),
    ],
)
def test_every_word_of_the_name_is_met_by_the_territory(question, code, context):
    units = parse(question, context).units
    assert units
    assert all(code in codes(unit) for unit in units)


def test_the_words_of_a_territory_are_still_looked_for(context):
    for unit in parse("plaine commune", context).units:
        assert unit.alternatives[0].origin == "exact"


def test_exclusions_name_territories_too(context):
    (unit,) = parse("logement -montfermeil", context).excluded
    assert "com:93047" in codes(unit)
