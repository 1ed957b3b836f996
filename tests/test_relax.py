"""When nothing matches: what is tried, in which order, and how it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.grammar import parse
from indexer.knowledge.spelling import Spelling
from indexer.query import Query, Relaxed
from indexer.relax import mended, relaxations
from tests.french.matching import context, engine

SHEETS = (
    "Le relogement des familles à Aulnay-sous-Bois",
    "Un atelier de couture pour les femmes de Clichy-sous-Bois",
    "L'hébergement d'urgence en Seine-Saint-Denis",
    "La médiation sociale et la justice de proximité à Épinay-sur-Seine",
    "Une chorale en prison",
    "Les jardins partagés du centre-ville",
    "Accompagner les locataires",
)
COLLECTION = engine(*SHEETS)


def first(query: str) -> tuple[Relaxed, list[str]]:
    """The first thing tried that finds a sheet, and the sheets."""
    reading = context(COLLECTION)
    words = parse(query, reading)
    assert not COLLECTION.total(Query(query), words), "something matches as typed"
    for relaxed, attempt in relaxations(query, words, reading):
        found = COLLECTION.search(Query(query), attempt)
        if found.total:
            return relaxed, [ranked.sheet.id for ranked in found.ranked]
    raise AssertionError(f"{query!r} is a dead end")


@pytest.mark.parametrize(
    ("query", "stage", "sheets"),
    [
        ("chorale justice", "fewer-words", None),
        ("xyzabc couture", "fewer-words", ["s2"]),
        ("chorale zzzqqq jardins wwwkkk xxxvvv yyyhhh", "fewer-words", ["s5", "s6"]),
        ('"proximité sociale"', "fewer-words", ["s4"]),
        ("loger", "families", ["s1"]),
        ("couturière", "families", ["s2"]),
        ("hebergemnt", "spelling", ["s3"]),
        ("hébergemnet", "spelling", ["s3"]),
        ("médiaton socail", "spelling", ["s4"]),
        ("relogemen des famile", "spelling", ["s1"]),
        ("clichi-sous-bois", "spelling", ["s2"]),
        ("Sein Saint Denis", "spelling", ["s3"]),
        ("epiney sur seine", "spelling", ["s4"]),
        ("locatairs", "spelling", ["s7"]),
        ("jardinerie", "prefix", ["s6"]),
    ],
)
def test_the_first_stage_that_helps(query: str, stage: str, sheets: list[str] | None) -> None:
    """Each kind of failure meets the stage made for it."""
    relaxed, found = first(query)
    assert relaxed.stage == stage
    assert sheets is None or found == sheets


def test_dropped_words_are_named_and_the_rarest_are_kept() -> None:
    """A word no sheet holds goes first; its absence is told in French."""
    relaxed, _ = first("xyzabc couture")
    assert relaxed.dropped == ("xyzabc",)
    assert relaxed.text == (
        "Aucune fiche ne contient tous ces mots\u00a0: recherche sans «\u00a0xyzabc\u00a0»."
    )


def test_changed_words_are_paired_with_what_replaced_them() -> None:
    """What was typed and what was searched, accents and capitals given back."""
    assert first("hebergemnt urgence")[0].changed == (("hebergemnt", "hébergement"),)
    assert first("clichi-sous-bois")[0].changed == (("clichi-sous-bois", "Clichy-sous-Bois"),)
    assert first("epiney sur seine")[0].changed == (("epiney sur seine", "Épinay-sur-Seine"),)


def test_misspelt_word_is_respelt_before_it_is_given_up() -> None:
    """« couture » alone would answer; the visitor meant more."""
    relaxed, found = first("couture femems")
    assert relaxed.stage == "spelling"
    assert found == ["s2"]


def test_respelt_words_may_still_be_too_many() -> None:
    """The respelling that finds nothing is asked for fewer words, and both are told."""
    relaxed, _ = first("hebergemnt chorale")
    assert relaxed.stage == "spelling"
    assert relaxed.changed
    assert "une partie" in relaxed.text


def test_exclusions_stay_excluded() -> None:
    """A fallback never brings back what the visitor refused."""
    reading = context(COLLECTION)
    query = "loger -familles"
    words = parse(query, reading)
    for _, attempt in relaxations(query, words, reading):
        assert not COLLECTION.total(Query(query), attempt)


@pytest.mark.parametrize("query", ["", "zzz", "?!", "\ud800", "x" * 500, '"' * 50, "-a"])
def test_hopeless_questions_end_quietly(query: str) -> None:
    """Nothing to try is no error."""
    reading = context(COLLECTION)
    found = [r.stage for r, _ in relaxations(query, parse(query, reading), reading)]
    assert len(found) < 60


def test_misspelt_word_of_a_sentence_is_mended() -> None:
    """Half of its words would do, and the misspelt one go unnoticed."""
    reading = context(COLLECTION)
    query = "chorale prison jardins couture logement médiaton"
    found = mended(query, parse(query, reading), reading)
    assert found is not None
    relaxed, words = found
    assert relaxed.changed == (("médiaton", "médiation"),)
    assert [unit.typed for unit in words.units][-1] == "médiation"
    assert len(words.units) == 6
    assert mended("chorale", parse("chorale", reading), reading) is None


def test_words_of_the_language_and_acronyms_are_not_respelt_in_a_sentence() -> None:
    """That no sheet holds « meditation » or an acronym does not make it a misspelling."""
    reading = context(COLLECTION)
    query = "chorale prison jardins couture logement méditation APL"
    assert mended(query, parse(query, reading), reading) is None


def test_plain_words_side_by_side_are_no_misspelt_name() -> None:
    """« les notes » is not Les Portes: a name has a capital, or a word that is none."""
    reading = context(COLLECTION)
    query = "chorale prison jardins couture sein et sienne"
    assert mended(query, parse(query, reading), reading) is None


def test_a_word_that_only_the_glossary_knows_is_mended() -> None:
    """« banlyeue »: no sheet says banlieue, but sheets are found by it."""
    reading = replace(context(COLLECTION), spelling=Spelling(["banlieue", "à bout"]))
    found = [r.changed for r, _ in relaxations("banlyeue", parse("banlyeue", reading), reading)]
    assert (("banlyeue", "banlieue"),) in found


def test_nothing_is_tried_without_a_vocabulary() -> None:
    """A context without terms has nothing to compute fallbacks from."""
    reading = context(COLLECTION)
    words = parse("loger", reading)
    blind = type(reading)(reading.analyser)
    assert list(relaxations("loger", words, blind)) == []
