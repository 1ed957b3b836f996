"""What holds for any text: offsets, idempotence, hostile input."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.french import Analyser, Places
from indexer.french.characters import CHUNK, PLAIN
from indexer.french.levels import has_noun, index_terms, where_noun_expected
from indexer.french.lexicon import lexicon
from tests.french.matching import rows

ANALYSER = Analyser(Places.of(["Saint-Denis", "L'Île-Saint-Denis"], {"93": "Seine-Saint-Denis"}))
SENTENCES = sorted({row["document"] for row in rows("cases.tsv") + rows("more_cases.tsv")})
LETTERS = "éèœ’'-·./()«»\u00ad\u200b\u202f\u00a0%°@1aBﬁ²\ns \ud800\u0301😀"
WORDS = ["93", "000", "l'", "ré", "acteur·rice·s", "Saint-Denis"]
PIECES = st.sampled_from([*LETTERS, *WORDS])

cut = ANALYSER.words


def terms_by_order(text: str) -> list[tuple[str, ...]]:
    """The terms of each position, without offsets."""
    return [tuple(sorted(token.terms)) for token in ANALYSER.tokens(text)]


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_offsets_are_in_the_text_in_order_and_positions_sorted(text: str) -> None:
    """Every position has a non-empty span, spans never go back, positions are sorted and known."""
    analysis = ANALYSER.index(text)
    last = 0
    for start, end in analysis.spans:
        assert last <= start < end <= len(text)
        last = start
    for term, positions in analysis.terms.items():
        assert positions == sorted(set(positions)), term
        assert positions[-1] < len(analysis.spans)


@given(st.lists(PIECES | st.sampled_from(["mot", "Été", " ", ", "]), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_the_short_way_to_plain_words_cuts_a_text_as_the_long_one(text: str) -> None:
    """What finds most chunks sooner finds the same chunks at the same places."""
    short, long = CHUNK, re.compile(CHUNK.pattern.removeprefix(f"{PLAIN}|"))
    assert short.pattern != long.pattern
    assert [m.span() for m in short.finditer(text)] == [m.span() for m in long.finditer(text)]


def test_terms_depend_on_neighbours_only_where_a_noun_may_also_be_a_verb() -> None:
    """Of every word of the sentences, and of some that are verbs and nouns."""
    words = [word for text in (*SENTENCES, "la marche, Porte, RETRAITE") for word in cut(text)]
    asked = [has_noun(word, lexicon()) for word in words]
    for word, depends in zip(words, asked, strict=True):
        every = list(index_terms(word, lexicon()))
        assert depends or list(index_terms(word, lexicon(), where_noun_expected)) == every
    assert any(asked)
    assert not all(asked)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_word_read_alone_gives_its_folded_term(text: str) -> None:
    """The source between a plain word's offsets, analysed again, yields the same folded term."""
    for token in ANALYSER.tokens(text):
        if any(step in {"inclusive", "optional-prefix"} for _, step in token.made):
            continue
        alone = {term for again in ANALYSER.tokens(token.source) for term in again.terms}
        folded = [t for t, step in token.made if t.startswith("f:") and step == "word"]
        assert set(folded) <= alone, token


@pytest.mark.parametrize("text", SENTENCES)
def test_the_same_text_written_otherwise_gives_the_same_terms(text: str) -> None:
    """NFC, NFD and either apostrophe are one text."""
    plain = terms_by_order(unicodedata.normalize("NFC", text).replace("’", "'"))
    curly = unicodedata.normalize("NFC", text).replace("'", "’")
    assert terms_by_order(curly) == plain
    assert terms_by_order(unicodedata.normalize("NFD", curly)) == plain


@pytest.mark.parametrize("text", SENTENCES[::3])
def test_soft_hyphens_inside_words_change_no_term(text: str) -> None:
    """U+00AD between two letters is invisible to the search as it is to the reader."""
    rng = random.Random(text)
    letters = [i for i in range(1, len(text)) if text[i - 1].isalpha() and text[i].isalpha()]
    pricked = text
    for at in sorted(rng.sample(letters, min(3, len(letters))), reverse=True):
        pricked = pricked[:at] + "\u00ad" + pricked[at:]
    assert terms_by_order(pricked) == terms_by_order(text)


@pytest.mark.parametrize("text", SENTENCES[::3])
def test_no_break_spaces_are_spaces(text: str) -> None:
    """A narrow or plain no-break space parts words as a space does."""
    expected = terms_by_order(text)
    for space in "\u00a0\u202f":
        assert terms_by_order(text.replace(" ", space)) == expected


HOSTILE = [
    "a" * 10_000,
    "é" * 10_000,
    "l'" * 5_000,
    "a-" * 5_000 + "a",
    "a·" * 5_000 + "e",
    "(" * 10_000,
    "(ré)" * 2_500,
    "1 000" * 2_000,
    "1,1" * 3_000,
    "a.b" * 3_000,
    "a@" * 5_000 + "a.fr",
    "-\n" * 5_000,
    "a-\n" * 3_000 + "a",
    "\u0301" * 10_000,
    "e\u0301" * 5_000,
    "\u00ad" * 10_000,
    "\ud800\udfff\x00\x07\u202e",
    "😀🏳️‍🌈👩‍👩‍👧‍👦",
    '"' * 999,
    "%°$€£" * 500,
    "İSTANBUL ẞ ǅ ﬀ ½ № ㎏",
    "Saint " * 2_000,
    "ⅷe XIVe " * 500,
    "\n\r\t\v\f\x85\u2028" * 100,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_analysed_like_any_other(text: str) -> None:
    """Nothing raises, and offsets stay in the text."""
    analysis = ANALYSER.index(text)
    assert all(0 <= start < end <= len(text) for start, end in analysis.spans)
    assert len(ANALYSER.tokens(text[:500])) >= 0


def test_letters_that_grow_when_lowered_keep_their_offsets() -> None:
    """« İ » is two characters in lower case; what follows does not shift."""
    text = "İzmir et Conﬂits"
    spans = [text[a:b] for a, b in ANALYSER.index(text).spans]
    assert spans == ["İzmir", "et", "Conﬂits"]
