"""Completions while typing: all kinds, accents and one slip forgiven, each with its sheets."""

from __future__ import annotations

import pytest

from indexer.expressions import candidates, expressions
from indexer.vocabulary import Sheet


def labels(collection, text, kind=None):
    return [s.label for s in collection.suggest(text) if kind in (None, s.kind)]


def test_a_territory_is_completed_with_its_number_of_sheets(collection):
    (found,) = (s for s in collection.suggest("seine-saint") if s.kind == "territory")
    assert (found.label, found.value, found.count) == ("Seine-Saint-Denis", "dep:93", 3)


def test_a_title_is_found_from_any_of_its_words(collection):
    (found,) = (s for s in collection.suggest("toits") if s.kind == "sheet")
    assert found.value == "des-murs-aux-toits"
    assert found.count == 1


@pytest.mark.parametrize("typed", ["ile-de", "Île-de", "ILE DE", "île de fr"])
def test_accents_case_and_hyphens_do_not_count(collection, typed):
    assert "Île-de-France" in labels(collection, typed, "territory")


@pytest.mark.parametrize("typed", ["grenobel", "grenble", "grennoble", "gernoble"])
def test_one_slip_is_forgiven(collection, typed):
    assert "Grenoble" in labels(collection, typed, "territory")


def test_words_may_come_in_any_order(collection):
    assert any("Actis" in label for label in labels(collection, "teisseire actis"))


def test_one_letter_suggests_nothing(collection):
    assert collection.suggest("a") == ()
    assert collection.suggest("  ") == ()


def test_at_most_as_many_as_asked(collection):
    assert len(collection.suggest("de", 3)) <= 3


@pytest.mark.parametrize("typed", ["\ud800xx", "((((", '"""', "é" * 5000, "\x00\x01ab"])
def test_hostile_input_is_answered(collection, typed):
    collection.suggest(typed)


def test_expressions_are_what_several_sheets_say():
    sheets = [
        Sheet("a", "Une régie de quartier", "La régie de quartier embauche des habitants."),
        Sheet("b", "Le jardin", "Une régie de quartier entretient le jardin."),
        Sheet("c", "Autre chose", "Rien de commun ici."),
    ]
    found = dict(expressions(map(candidates, sheets)))
    assert found["régie de quartier"] == 2
    assert "régie" not in found, "the longer expression is just as frequent"
    assert not any(label.startswith(("de ", "la ", "une ")) for label in found)
