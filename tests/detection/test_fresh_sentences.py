"""Sets of sentences written before their first run: none gives fewer exact answers than it did.

What each gave on its first run, which says more, is told in ``docs/territories.md`` and
``docs/themes.md``.
"""

import pytest

from indexer.enrich import detect_territories, detect_themes
from tests.detection.sentences import territory_sentences, theme_sentences

TERRITORIES = {
    "territories-fresh-1.tsv": 250,
    "territories-fresh-2.tsv": 258,
    "territories-fresh-3.tsv": 232,
    "territories-fresh-4.tsv": 222,
    "territories-fresh-5.tsv": 219,
    "territories-fresh-6.tsv": 156,
    "territories-fresh-7.tsv": 66,
}
THEMES = {"themes-fresh-1.tsv": 84, "themes-fresh-2.tsv": 71, "themes-fresh-3.tsv": 61}


def places_are_exact(sentence, gazetteer):
    found = detect_territories(sentence.text, gazetteer, sentence.publisher)
    codes = {detection.code for detection in found if detection.code}
    ambiguous = any(detection.code is None for detection in found)
    return codes - sentence.optional == sentence.expected and ambiguous == sentence.ambiguous


@pytest.mark.parametrize(("name", "floor"), TERRITORIES.items())
def test_as_many_sentences_as_before_give_exactly_their_territories(name, floor, gazetteer):
    sentences = territory_sentences(name)
    missed = [s.id for s in sentences if not places_are_exact(s, gazetteer)]
    assert len(sentences) - len(missed) >= floor, missed


@pytest.mark.parametrize(("name", "floor"), THEMES.items())
def test_as_many_texts_as_before_give_exactly_their_themes(name, floor, themes):
    texts = theme_sentences(name)
    missed = [
        text.id
        for text in texts
        if {found.slug for found in detect_themes(text.text, themes)} != text.expected
    ]
    assert len(texts) - len(missed) >= floor, missed
