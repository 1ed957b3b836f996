"""How a text is cut before anything is looked for in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.detection.words import read_words


def keys(text):
    return [word.key for word in read_words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’été à St-Denis", ["l", "ete", "a", "saint", "denis"]),
        ("le st patron", ["le", "st", "patron"]),
        ("habitant·e·s et acteur.rice.s", ["habitant", "et", "acteur"]),
        ("Fin.Début", ["fin"]),
        ("8ᵉ", ["8e"]),
        ("re\u00adlogement", ["relogement"]),
        ("Marne & Bois", ["marne", "et", "bois"]),
        ("R&D", ["r", "d"]),
        ("", []),
    ],
)
def test_words_are_folded_and_inclusive_endings_dropped(text, expected):
    assert keys(text) == expected


def test_a_full_stop_ends_a_sentence_but_an_abbreviation_does_not():
    words = read_words("M. Laon part. Il va av. Foch à St. Denis. Fin")
    assert [w.raw for w in words if w.opens] == ["M", "Il", "Fin"]
    assert words[-1].sentence == 2


def test_a_colon_a_dash_and_a_quotation_mark_open_a_clause():
    opening = [
        word.raw for word in read_words("Le but : Sens – Tours « Nice » (Lens)") if word.opens
    ]
    assert opening == ["Le", "Sens", "Tours", "Nice"]


def test_a_name_goes_on_over_a_line_end_but_not_over_a_paragraph():
    assert [w.linked for w in read_words("Seine-\nSaint\nDenis\n\nParis, Lyon")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_dash_between_spaces_parts_names_and_a_hyphen_joins_them():
    words = read_words("Guyane - Mayotte et Clichy-sous-Bois")
    assert [w.linked for w in words[1:2]] == [False]
    assert [w.raw for w in words if w.hyphenated] == ["sous", "Bois"]


def test_capitals_say_nothing_in_a_sentence_written_in_capitals():
    words = read_words("LE PROJET A DU SENS. La CAF paie.")
    assert {word.sentence: word.shouted for word in words} == {0: True, 1: False}


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text):
    last = 0
    for word in read_words(text):
        assert text[word.start : word.end] == word.raw
        assert text[last : word.start] == word.gap
        last = word.end
