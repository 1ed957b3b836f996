"""Every annotated sentence gives exactly its territories."""

import pytest

from indexer.enrich import detect_territories
from tests.detection.sentences import territory_sentences

SENTENCES = [
    sentence
    for name in ("territories-given.tsv", "territories-own.tsv")
    for sentence in territory_sentences(name)
]


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.id)
def test_a_sentence_gives_its_territories(sentence, gazetteer):
    found = detect_territories(sentence.text, gazetteer, sentence.publisher)
    codes = {detection.code for detection in found if detection.code}
    assert codes - sentence.optional == sentence.expected
    assert any(detection.code is None for detection in found) == sentence.ambiguous


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.id)
def test_every_detection_quotes_the_text_and_says_why(sentence, gazetteer):
    for detection in detect_territories(sentence.text, gazetteer, sentence.publisher):
        assert detection.quote == sentence.text[detection.start : detection.end]
        assert detection.quote
        assert detection.cue
        assert detection.how
        assert (detection.code is None) == (len(detection.candidates) > 1)
