"""Two spellings of one name of a place always meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.knowledge.data.affixes import Suffix, forms
from indexer.knowledge.placenames import fold, name_key, slug, without_article


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’Haÿ-les-Roses", "l'hay les roses"),
        ("St-Denis", "SAINT DENIS"),
        ("Ste-Geneviève-des-Bois", "Sainte Genevieve des Bois"),
        ("Épinay\u2011sur\u2011Seine", "epinay-sur-seine"),
        ("E\u0301pinay-sur-Seine", "Épinay sur Seine"),
        ("Cœuvres", "Coeuvres"),
        ("Seine-Saint-\nDenis", "seine saint denis"),
        ("Paris 3ᵉ", "paris 3e"),
    ],
)
def test_spellings_of_one_name_share_their_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("key", "bare"),
    [
        ("la courneuve", "courneuve"),
        ("les mureaux", "mureaux"),
        ("l hay les roses", "hay les roses"),
        ("le", "le"),
        ("lens", "lens"),
        ("laon", "laon"),
    ],
)
def test_only_a_leading_article_is_taken_off(key, bare):
    assert without_article(key) == bare


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(text):
    key = name_key(text)
    assert name_key(key) == key
    assert slug(text) == slug(slug(text))


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_a_slug_holds_letters_digits_and_single_hyphens():
    assert slug("  Cité des « Beaudottes » !") == "cite-des-beaudottes"
    assert slug("…") == ""


def test_a_dictionary_entry_is_unfolded_with_its_suffixes(tmp_path):
    import re

    rules = {"S.": [Suffix("", "s", re.compile("[^sx]$")), Suffix("al", "aux", re.compile("al$"))]}
    assert forms("canal", "S.", rules) == {"canal", "canals", "canaux"}
    assert forms("prix", "S.", rules) == {"prix"}
    assert forms("canal", "", rules) == {"canal"}
