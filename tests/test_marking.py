"""Marks in a whole text: the same words as in the excerpts, at their place in the source."""

from __future__ import annotations

import pytest

from indexer import Query


def marked(collection, typed: str, text: str) -> list[str]:
    return [text[a:b] for a, b in collection.marks(Query(typed), text)]


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("femmes", "Une femme, deux FEMMES.", ["femme", "FEMMES"]),
        ("bâtiment", "Le batiment et les bâtiments", ["batiment", "bâtiments"]),
        ("hebergement -ville", "Un hébergement en ville", ["hébergement"]),
        ('"jeunes détenus"', "Des jeunes détenus, d’autres jeunes.", ["jeunes", "détenus"]),
        ("", "Rien n’est cherché", []),
    ],
)
def test_marks_cover_whole_words_of_the_source(collection, typed, text, found):
    assert marked(collection, typed, text) == found


def test_marks_show_what_the_glossary_added(collection):
    text = "Il gère un centre d’hébergement et de réinsertion sociale."
    assert "hébergement" in marked(collection, "chrs", text)


def test_acronyms_tell_what_they_stand_for(collection):
    assert collection.acronyms()["CHRS"].startswith("centre d")
    assert "boutique" not in collection.acronyms()
