"""Themes named by the words of a question: by their label or one of its parts, never hiding."""

from __future__ import annotations

import pytest

from indexer.engines.analysed import AnalysedSheet, analyse_fields, facet_values
from indexer.engines.contract import Engine
from indexer.engines.memory import MemoryEngine
from indexer.french import Analyser, Places
from indexer.grammar import GrammarContext, parse
from indexer.knowledge.named_themes import NamedThemes
from indexer.query import Query
from indexer.vocabulary import Section, Sheet, Theme

ANALYSER = Analyser(Places.of(["Sevran"], {}))
THEMES = (Theme("logement", "Logement et habitat"), Theme("emploi-femmes", "Emploi des femmes"))


def sheet(name: str, text: str, *themes: str) -> Sheet:
    return Sheet(name, "Titre", sections=(Section("", "", text),), themes=themes)


SHEETS = (
    sheet("a", "Un syndic et des copropriétaires à Sevran.", "logement"),
    sheet("b", "Une boutique à Sevran.", "commerce"),
    sheet("c", "Le logement, vu de Sevran.", "commerce"),
    sheet("d", "Des conductrices de bus.", "emploi-femmes"),
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return MemoryEngine(
        AnalysedSheet(one, analyse_fields(one, ANALYSER), facet_values(one, {}.get))
        for one in SHEETS
    )


def themes_of(text: str, *, exact: bool = False) -> list[tuple[str, str]]:
    context = GrammarContext(ANALYSER, exact=exact, themes=NamedThemes(THEMES, ANALYSER))
    return [
        (unit.typed, alternative.steps[0][0])
        for unit in parse(text, context).units
        for alternative in unit.alternatives
        if alternative.origin == "theme"
    ]


@pytest.mark.parametrize("text", ["logement", "logements sevran", "HABITAT"])
def test_each_part_of_a_label_names_its_theme(text):
    assert [term for _, term in themes_of(text)] == ["=theme:logement"]


def test_a_part_of_several_words_is_named_by_all_of_them():
    found = [("emploi", "=theme:emploi-femmes"), ("femmes", "=theme:emploi-femmes")]
    assert themes_of("emploi femmes gard") == found
    assert themes_of("l'emploi des femmes") == found
    assert themes_of("emploi") == themes_of("femmes en emploi") == []


def test_exactly_what_was_typed_names_no_theme():
    assert themes_of("logement", exact=True) == []


def test_sheets_of_the_theme_are_found_and_no_other_is_hidden(engine):
    context = GrammarContext(ANALYSER, themes=NamedThemes(THEMES, ANALYSER))
    words = parse("logement sevran", context)
    found = engine.search(Query("logement sevran"), words)
    assert [ranked.sheet.id for ranked in found.ranked] == ["c", "a"]
