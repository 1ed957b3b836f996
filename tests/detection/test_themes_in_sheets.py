"""Themes of whole sheets: title and summary count, words said in passing do not."""

import pytest

from indexer.detection.themes import detect_themes
from indexer.knowledge.themes import Themes

FILE = """
[[theme]]
slug = "eau"
label = "Eau"
words = ["rivière*", "eau potable", "SEM", "des barques à voile"]
hints = ["pluie", "puits"]
except = ["jardin … puits"]
not-after = ["bord"]

[[theme]]
slug = "peche"
label = "Pêche"
together = [["truite", "carpe"], ["canne"], ["permis"]]
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "themes.toml"
    path.write_text(FILE, "utf-8")
    return Themes.load(path)


def slugs(text, themes):
    return [found.slug for found in detect_themes(text, themes)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les RIVIERES du pays.", ["eau"]),
        ("L’eau du robinet n’est pas potable.", []),
        ("De l’eau potable pour tous.", ["eau"]),
        ("La SEM gère le réseau.", ["eau"]),
        ("Il sem des graines.", []),
        ("Une barque à voile.", []),
        ("Les barques à voile.", ["eau"]),
        ("Un puits.", []),
        ("Un puits, un second puits.", []),
        ("Un puits et de la pluie.", ["eau"]),
        ("Un puits dans le jardin, sous la pluie.", []),
        ("Un puits sous la pluie. Un jardin.", ["eau"]),
        ("Un camp au bord de la rivière.", []),
        ("Une truite, une canne et un permis.", ["peche"]),
        ("Une truite et une canne. Un permis.", []),
    ],
)
def test_rules_of_the_vocabulary_are_followed(text, expected, small):
    assert slugs(text, small) == expected


def test_a_name_of_an_organisation_does_not_speak_for_a_theme(themes):
    assert slugs("Le bureau de Relais Habitat a fêté ses dix ans.", themes) == []


def test_one_word_in_a_long_body_makes_no_theme(themes):
    body = " ".join(f"Voici la phrase numéro {number}." for number in range(40))
    text = f"Un jardin partagé\n\nDes voisins cultivent.\n\n{body} Le tribunal est loin. {body}"
    assert slugs(text, themes) == []


def test_a_body_that_keeps_speaking_of_something_makes_a_theme(themes):
    body = "Le tribunal décide. Les détenus sortent. Le juge vient. La prison ferme."
    assert slugs(f"Une action\n\nElle dure.\n\n{body}", themes) == ["justice"]


def test_themes_come_in_the_order_of_the_vocabulary(themes):
    text = "Des détenus apprennent à gérer un logement et une boutique."
    assert slugs(text, themes) == ["logement", "commerce", "justice"]
