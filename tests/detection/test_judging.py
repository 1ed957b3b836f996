"""Why a name is refused as a place, and which readings its article leaves."""

import csv
from pathlib import Path

import pytest

from indexer.detection.context import context_of
from indexer.detection.judging import allowed, refusal
from indexer.detection.mentions import Finder
from indexer.detection.words import read_words

TABLE = Path(__file__).parent / "data" / "refusals.tsv"


def rows():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [(row["text"], row["reason"] or "") for row in csv.DictReader(lines, delimiter="\t")]


def mentions(text, gazetteer):
    words = read_words(text)
    return [(m, words, context_of(m, words, text)) for m in Finder(gazetteer).find(words)]


@pytest.mark.parametrize(("text", "reason"), rows())
def test_a_refusal_says_its_reason_and_a_place_has_none(text, reason, gazetteer):
    ((mention, words, around),) = mentions(text, gazetteer)
    assert refusal(mention, words, around, gazetteer) == reason


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("à Vienne", {"com:38544"}),
        ("la Vienne", {"dep:86"}),
        ("en Vienne", {"dep:86"}),
        ("(Vienne)", {"dep:86"}),
        ("à Paris", {"com:75056"}),
        ("en Bretagne", {"reg:53"}),
        ("à Bretagne", {"com:36024", "com:90019", "reg:53"}),
        ("du Havre", {"com:76351"}),
        ("la métropole de Grenoble", {"com:38185"}),
        ("la communauté urbaine d’Arras", {"epci:200033579"}),
    ],
)
def test_article_and_preposition_choose_among_levels(text, codes, gazetteer):
    ((mention, _, around),) = mentions(text, gazetteer)
    assert {named.code for named in allowed(mention, around, gazetteer)} == codes
