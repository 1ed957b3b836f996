"""How places are told from what only looks like them, beyond single sentences."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.enrich import detect_territories
from indexer.knowledge.gazetteer import Gazetteer


def codes(text, gazetteer, publisher=None):
    return [detection.code for detection in detect_territories(text, gazetteer, publisher)]


def test_a_homonym_is_settled_by_a_town_named_elsewhere_in_the_text(gazetteer):
    text = "Le bus relie Aubervilliers à la gare.\n\nDepuis, la ville de Saint-Denis a suivi."
    assert codes(text, gazetteer) == ["com:93001", "com:93066"]


def test_an_ambiguous_name_lists_its_candidates_most_populous_first(gazetteer):
    (found,) = detect_territories("La ville de Saint-Denis agit.", gazetteer)
    assert found.code is None
    assert found.how == "ambiguous"
    assert found.candidates[:2] == ("com:97411", "com:93066")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un jardin à SEVRAN.", ["com:93071"]),
        ("Un jardin à sevran.", []),
        ("Un jardin à Clichy-\nsous-Bois.", ["com:93014"]),
        ("Un jardin à Saint Denis (93).", ["com:93066", "dep:93"]),
        ("Un jardin en Seine Saint Denis.", ["dep:93"]),
        ("Un jardin à L'Hay-les-Roses.", ["com:94038"]),
        ("Un jardin à Épinay\u2011sur\u2011Seine.", ["com:93031"]),
        ("", []),
        ("…", []),
    ],
)
def test_writing_does_not_matter_but_capitals_do(text, expected, gazetteer):
    assert codes(text, gazetteer) == expected


def test_decomposed_accents_are_read_like_composed_ones(gazetteer):
    text = unicodedata.normalize("NFD", "Un marché à Épinay-sur-Seine et à L’Haÿ-les-Roses.")
    assert codes(text, gazetteer) == ["com:93031", "com:94038"]


def test_the_publisher_completes_shortened_names(gazetteer):
    assert codes("Les familles de Rosny.", gazetteer, "dep:93") == ["com:93064"]
    assert codes("Les familles de Rosny.", gazetteer) == []


def test_a_shortened_name_with_two_meanings_stays_ambiguous(gazetteer):
    (found,) = detect_territories("Les familles de Noisy.", gazetteer, "dep:93")
    assert found.code is None
    assert set(found.candidates) == {"com:93051", "com:93053"}


def test_a_large_town_is_no_shortened_name_of_a_neighbour(gazetteer):
    assert codes("La ville de Clichy agit.", gazetteer, "dep:93") == ["com:92024"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Guadeloupe - Guyane - La Réunion", ["dep:971", "dep:973", "dep:974"]),
        ("Guadeloupe\nGuyane\nLa Réunion", ["dep:971", "dep:973", "dep:974"]),
        ("Bretagne - Morbihan (56)", ["reg:53", "dep:56", "dep:56"]),
        ("Vous vivez en Centre - Val de Loire.", ["reg:24"]),
        ("Les départements 75, 92, 93 et 94.", ["dep:75", "dep:92", "dep:93", "dep:94"]),
        ("Dans chaque département : 75, 92.", ["dep:75", "dep:92"]),
        ("Dans le département 92, 93 familles.", []),
    ],
)
def test_lists_are_read_item_by_item(text, expected, gazetteer):
    assert codes(text, gazetteer) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Les habitants de Clichy-Montfermeil attendent.",
        "À l’arrêt Hôtel-de-Ville-de-Bobigny.",
        "Le droit de l’Union européenne.",
    ],
)
def test_a_part_of_a_longer_name_is_no_place(text, gazetteer):
    assert codes(text, gazetteer) == []


def test_the_number_after_a_name_chooses_its_level(gazetteer):
    assert codes("Contact : Mayenne (53)", gazetteer) == ["dep:53", "dep:53"]
    assert codes("Un café à Mayenne (53)", gazetteer) == ["com:53147", "dep:53"]


def test_a_town_of_the_publisher_needs_less_proof(gazetteer):
    text = "Orange a inauguré une maison des aidants."
    assert codes(text, gazetteer, "dep:84") == ["com:84087"]
    assert codes(text, gazetteer) == []


@given(st.text(max_size=300))
def test_any_text_is_read_without_error_and_quoted_exactly(text):
    for found in detect_territories(text, GAZETTEER, "dep:93"):
        assert found.quote == text[found.start : found.end]


GAZETTEER = Gazetteer.load()
