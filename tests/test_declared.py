"""Declared themes and territories that do not exist are told with the nearest that does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.declared import Vocabulary, told
from indexer.knowledge.gazetteer import Gazetteer
from indexer.vocabulary import Sheet, Theme
from tests.engines.toys import memory

SHEET = Sheet("jardin", "Un jardin", "Des habitants jardinent.")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    themes = (Theme("logement", "Logement"), Theme("emploi-femmes", "Travail et égalité"))
    return Vocabulary(themes, Gazetteer.load())


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("logment", "logement"),
        ("Logement", "logement"),
        ("travail-et-egalites", "emploi-femmes"),
        ("zzz", ""),
    ],
)
def test_a_theme_of_no_vocabulary_names_the_nearest(vocabulary, value, nearest):
    found = vocabulary.theme(value)
    assert found is not None
    assert (found.field, found.nearest) == ("DC.subject", nearest)
    assert (nearest or "use one of logement, emploi-femmes") in found.advice


def test_known_values_are_not_doubtful(vocabulary):
    codes = ("com:93071", "reg:11", "epci:200054781", "qt:93071:cite-des-beaudottes")
    sheet = replace(SHEET, themes=("logement",), territories=codes)
    assert list(vocabulary.doubtful(sheet)) == []


def test_a_theme_told_by_its_label_gets_its_slug(vocabulary):
    sheet = replace(SHEET, themes=("travail-et-egalite", "logement", "autre"))
    assert vocabulary.spelled(sheet).themes == ("emploi-femmes", "logement", "autre")


def test_without_a_vocabulary_no_theme_is_doubtful():
    assert Vocabulary((), Gazetteer.load()).theme("logement") is None


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("com:93999", "dep:93"),
        ("com:97499", "dep:974"),
        ("qt:2A999:ici", "dep:2A"),
        ("Sevran", "com:93071"),
        ("reg:99", ""),
        ("epci:123456789", ""),
    ],
)
def test_a_dead_territory_names_what_it_lies_in_or_what_it_is_called(vocabulary, value, nearest):
    found = vocabulary.territory(value)
    assert found is not None
    assert (found.field, found.nearest) == ("DC.coverage", nearest)
    assert found.advice


def test_an_abolished_commune_names_its_successor(vocabulary):
    found = vocabulary.territory("com:14697")
    assert found is not None
    assert found.nearest.startswith("com:")
    assert found.nearest in found.advice


def test_a_whole_generation_is_looked_through_value_by_value(vocabulary, tmp_path):
    sheets = [
        replace(SHEET, id=f"fiche-{number:03}", themes=("logment", "logement"))
        for number in range(60)
    ]
    dead = replace(SHEET, territories=("com:93999", "com:93071"))
    engine = memory([*sheets, dead], tmp_path)
    found = list(vocabulary.doubtful_of(engine))
    assert len(found) == 61
    assert {doubt.value for doubt in found} == {"logment", "com:93999"}
    lines = list(told(found))
    assert "fiche-000, fiche-001, fiche-002, fiche-003, fiche-004 and 55 more" in lines[0]
    assert "did you mean logement?" in lines[0]
    assert "DC.coverage in jardin" in lines[1]
