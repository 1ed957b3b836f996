"""Nearest known words: bounds, order, accents."""

from __future__ import annotations

import pytest

from indexer.french.spelling import Speller, allowed

KNOWN = Speller(["logement", "hébergement", "santé", "sante", "rue", "rues", "juge", "1998"])


@pytest.mark.parametrize(
    ("word", "errors"), [("rue", 0), ("juge", 1), ("social", 1), ("habitat", 2), ("logement", 2)]
)
def test_errors_allowed_grow_with_length(word: str, errors: int) -> None:
    """None under four letters, one from four, two from seven."""
    assert allowed(word) == errors


@pytest.mark.parametrize(
    ("typed", "known", "distance"),
    [
        ("logement", "logement", 0),
        ("logemnet", "logement", 1),
        ("logment", "logement", 1),
        ("loggement", "logement", 1),
        ("lagoment", "logement", 2),
        ("lagamont", "logement", None),
        ("ajcd", "abcd", 1),
        ("abdc", "abcd", 1),
        ("ab", "abcd", None),
    ],
)
def test_distance_counts_swaps_as_one(typed: str, known: str, distance: int | None) -> None:
    """Insert, delete, change or swap neighbours: one each."""
    near = Speller([known]).near(typed)
    assert [n.distance for n in near] == ([] if distance is None else [distance])


def test_accents_are_free_and_the_first_written_form_is_shown() -> None:
    """« hebergemant » is one error from hébergement."""
    assert [near.word for near in KNOWN.near("hebergemant")] == ["hébergement"]
    assert [near.word for near in KNOWN.near("sanne")] == ["santé"]


def test_first_letter_is_taken_as_right() -> None:
    """Corrections never change the first letter."""
    assert KNOWN.near("mogement") == []


def test_nearer_words_come_first_then_more_used_ones() -> None:
    """Distance decides, then the place in the list."""
    speller = Speller(["formations", "formation", "formateur"])
    assert [near.word for near in speller.near("formatio")] == ["formation", "formations"]
    tie = Speller(["parc", "pari"])
    assert [near.word for near in tie.near("parx")] == ["parc", "pari"]


def test_short_words_and_numbers_are_never_corrected() -> None:
    """« rua » may be anything; a year is right as typed."""
    assert KNOWN.near("rua") == []
    assert KNOWN.near("1999") == []
