"""Every annotated sentence gives exactly its themes."""

import pytest

from indexer.enrich import detect_themes
from tests.detection.sentences import theme_sentences

SENTENCES = [
    sentence
    for name in ("themes-given.tsv", "themes-own.tsv")
    for sentence in theme_sentences(name)
]


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.id)
def test_a_sentence_gives_its_themes(sentence, themes):
    found = detect_themes(sentence.text, themes)
    assert {detection.slug for detection in found} == sentence.expected


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.id)
def test_every_theme_quotes_the_words_that_say_so(sentence, themes):
    for detection in detect_themes(sentence.text, themes):
        assert detection.score >= 1
        assert detection.evidence
        for quote in detection.evidence:
            assert quote.quote == sentence.text[quote.start : quote.end]
