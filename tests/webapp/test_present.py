"""What templates read: numbers, dates and typography as French writes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer import Hit, Passage, Query, Territory
from tests.webapp.fake import SHEETS, FakeCollection
from webapp import present


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0\u00a0fiche"),
        (1, "1\u00a0fiche"),
        (2, "2\u00a0fiches"),
        (12345, "12\u202f345\u00a0fiches"),
    ],
)
def test_numbers_agree_with_their_noun(number, told):
    assert present.plural(number, "fiche") == told


@pytest.mark.parametrize(
    ("date", "told"),
    [("2008", "2008"), ("2008-03", "mars 2008"), ("2009-05-12", "12 mai 2009"),
     ("2009-08-01", "1er août 2009"), ("2009-13", "2009")],
)  # fmt: skip
def test_dates_are_told_as_precisely_as_they_are_known(date, told):
    assert present.day(date) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("centre d'hébergement", "centre d’hébergement"),
        ("Pourquoi ?", "Pourquoi\u00a0?"),
        ("« oui » : non", "«\u00a0oui\u00a0»\u00a0: non"),
        ("'entre apostrophes'", "'entre apostrophes'"),
    ],
)
def test_what_the_library_tells_follows_french_typography(text, told):
    assert present.typographic(text) == told


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, ["1"]),
        (1, 3, ["1", "2", "3"]),
        (5, 9, ["1", None, "4", "5", "6", None, "9"]),
        (9, 9, ["1", None, "8", "9"]),
    ],
)
def test_page_links_show_both_ends_and_the_neighbours(page, pages, shown):
    links = present.page_links(Query("a", page=page), pages)
    assert [link and link.label for link in links] == shown
    assert [link.label for link in links if link and link.current] == [str(page)]


def test_without_words_nothing_is_sorted_by_relevance():
    assert [(s.label, s.current) for s in present.sorts(Query())] == [
        ("Date", True), ("Titre", False),
    ]  # fmt: skip
    assert [s.label for s in present.sorts(Query("a")) if s.current] == ["Pertinence"]
    assert [s.label for s in present.sorts(Query(sort="title")) if s.current] == ["Titre"]


def test_the_title_names_the_filters_of_a_search_without_words():
    results = FakeCollection().search(Query(themes=("logement",)))
    assert present.title(results) == "Logement et habitat (3\u00a0fiches)"
    assert present.title(FakeCollection().search(Query(page=2))).endswith(", page 2")


def hit_in(*territories: Territory, above: tuple[Territory, ...] = ()) -> Hit:
    carried = tuple(t.code for t in territories)
    sheet = replace(SHEETS[0], territories=carried)
    return Hit(sheet, 1.0, Passage("t"), (), (), (*territories, *above))


def test_places_name_the_commune_of_a_quartier():
    commune = Territory("com:93071", "Sevran", "commune")
    quartier = Territory("qt:93071:b", "Beaudottes", "quartier", "com:93071")
    assert present.places(hit_in(quartier, above=(commune,))) == "Beaudottes (Sevran)"
    assert present.places(hit_in()) == "territoire non précisé"


def test_many_places_are_counted():
    towns = [Territory(f"com:{n}", f"Ville {n}", "commune") for n in range(5)]
    assert present.places(hit_in(*towns)) == "Ville 0, Ville 1 et 3 autres"


def test_a_reference_holds_no_empty_value():
    told = present.linked(replace(SHEETS[5], structure="", publisher=""), "https://example.org/a")
    assert "author" not in told
    assert told["datePublished"] == "2004"
