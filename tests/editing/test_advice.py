"""What an editor is told to see to, sheet by sheet."""

from pathlib import Path

import pytest

from indexer.editing import suggest_metadata
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.themes import Themes
from indexer.vocabulary import Section, Sheet

GAZETTEER = Gazetteer.load()
THEMES = Themes.load(Path(__file__).parent.parent.parent / "corpus" / "themes.toml")


def advise(sheet, publisher=None):
    return [
        (a.field, a.kind, a.value, a.quote, a.replaces)
        for a in suggest_metadata([sheet], GAZETTEER, THEMES, publisher)
    ]


def test_missing_values_are_proposed_with_the_words_that_say_so():
    sheet = Sheet("a", "Un toit à Sevran", "En 2008, des locataires refont leur logement.")
    assert advise(sheet) == [
        ("DC.subject", "missing", "logement", "logement", ""),
        ("DC.coverage", "missing", "com:93071", "Sevran", ""),
        ("DC.date", "missing", "2008", "En 2008", ""),
    ]


def test_what_the_text_does_not_tell_is_said_missing_without_a_value():
    assert advise(Sheet("a", "Une fête", "On danse.")) == [
        ("DC.subject", "missing", "", "", ""),
        ("DC.coverage", "missing", "", "", ""),
        ("DC.date", "missing", "", "", ""),
    ]


def test_a_complete_sheet_that_its_text_bears_out_needs_nothing():
    sheet = Sheet(
        "a", "Un logement à Sevran", themes=("logement",), territories=("com:93071",), date="2008"
    )
    assert advise(sheet) == []


@pytest.mark.parametrize("code", ["dep:93", "reg:11", "qt:93071:beaudottes", "ept:200058097"])
def test_a_wider_or_closer_territory_than_the_text_names_is_not_doubtful(code):
    sheet = Sheet(
        "a", "Un logement à Sevran", themes=("logement",), territories=(code,), date="2008"
    )
    assert advise(sheet) == []


def test_a_declared_value_that_the_text_contradicts_is_doubtful():
    sheet = Sheet(
        "a", "Un logement à Sevran", themes=("justice",), territories=("com:38185",), date="2008"
    )
    assert advise(sheet) == [
        ("DC.subject", "doubtful", "", "logement", "justice"),
        ("DC.coverage", "doubtful", "", "Sevran", "com:38185"),
    ]


def test_a_theme_that_is_never_detected_is_not_doubted():
    sheet = Sheet(
        "a", "Un logement à Sevran", themes=("sante",), territories=("com:93071",), date="2008"
    )
    assert advise(sheet) == []


def test_an_unknown_theme_and_a_dead_code_are_doubtful():
    sheet = Sheet("a", "Une fête", themes=("bal",), territories=("com:78228",), date="2008")
    assert advise(sheet) == [
        ("DC.subject", "doubtful", "", "", "bal"),
        ("DC.coverage", "doubtful", "com:91228", "", "com:78228"),
    ]


def test_a_homonym_is_left_to_the_editor():
    (_, _, told, _) = suggest_metadata(
        [Sheet("a", "Une fête", "La ville de Saint-Denis danse.")], GAZETTEER, THEMES
    )
    assert (told.kind, told.quote, told.value) == ("ambiguous", "Saint-Denis", "")
    assert "com:93066 Saint-Denis (93)" in told.reason


def test_a_quartier_is_proposed_under_its_name():
    sheet = Sheet("a", "Une fête", "Le quartier Teisseire de Grenoble danse en 2010.")
    assert ("DC.coverage", "missing", "qt:38185:Teisseire", "quartier Teisseire", "") in advise(
        sheet
    )


def test_a_year_of_the_body_dates_a_sheet_whose_summary_has_none():
    body = Section("", "<p></p>", "Créée en 1998, la structure a grandi.")
    assert advise(Sheet("a", "Une fête", "", (body,)))[-1][2:4] == ("1998", "Créée en 1998")
