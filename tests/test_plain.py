"""Plain words of a question: the same words are found by the very same ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.grammar import GrammarContext, parse
from indexer.ways import Same, together
from tests.french.matching import analyser, glossary

CONTEXT = GrammarContext(analyser(), glossary())
TEXTS = ("logement", "l'insertion des jeunes", "CHRS", "Seine-Saint-Denis", "écoquartier", "50 %",
         "10 000 euros", "prud'hommes", "centre-ville", "Bonjour, je cherche une aide", "le 93",
         "mise à la retraite", "permis B", "(ré)insertion",
         "réhabili-\ntation", "", "et")  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_text_is_found_by_the_very_same_ways(text):
    """Engines know again by identity what they were asked before."""
    first, second = parse(text, CONTEXT), parse(f"  {text}", CONTEXT)
    pairs = zip(first.units, second.units, strict=True)
    assert all(one.alternatives is two.alternatives for one, two in pairs)


def test_a_word_is_found_by_the_same_ways_beside_others():
    alone, beside = parse("médiation", CONTEXT), parse("une médiation avec lenteur", CONTEXT)
    assert alone.units[0].alternatives is beside.units[0].alternatives


@given(st.lists(st.sampled_from(TEXTS), max_size=4).map(" ".join))
def test_what_was_read_before_changes_nothing(text):
    """Words read with empty memories are those read with full ones."""
    fresh = type(CONTEXT.analyser)(CONTEXT.analyser.places).senses.read(text)
    known = CONTEXT.analyser.senses.read(text)
    assert [(s.sense.forms, s.sense.ways, *s[1:]) for s in fresh] == [
        (s.sense.forms, s.sense.ways, *s[1:]) for s in known
    ]


@given(st.text(alphabet="ab1 0%-’'(.)é\n\u00ad\u00a0", max_size=30))
def test_words_are_those_of_the_sheets_analysis(text):
    """However a question is cut to be remembered, its words are cut as those of a sheet."""
    seen = CONTEXT.analyser.senses.read(text)
    words = CONTEXT.analyser.words(text)
    assert [(s.start, s.end, s.sense.forms) for s in seen] == [
        (word.start, word.end, word.forms) for word in words
    ]


def test_ways_are_put_together_once_each():
    ways = parse("logement", CONTEXT).units[0].alternatives
    more = parse("prison", CONTEXT).units[0].alternatives
    both = together(ways, [*more, ways[0], more[0]])
    assert both == (*ways, *more)
    assert together(ways, [*more, ways[0], more[0]]) is both
    assert together(ways, []) is ways


def test_what_is_kept_of_objects_is_bounded():
    same = Same(lambda one: [one])
    texts = [f"mot {number}" for number in range(20_000)]
    made = [same.of(text) for text in texts]
    assert made == [[text] for text in texts]
    assert same.of(texts[-1]) is made[-1]
    assert same.of(texts[0]) is not made[0]
