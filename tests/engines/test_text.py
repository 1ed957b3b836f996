"""Texts kept to be read by pieces come back letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.text import KeptText, kept

TEXTS = (
    "",
    "a plain text",
    "é à ç ü ÿ, of one byte each",
    "l’« œuvre » d’une ville… 12 €",
    "a tree 🌳 and 𝒜 beyond the first plane",
    "half \ud83c\udf33 of a pair, twice",
    "\ud83c alone",
)


def read_back(text: str) -> KeptText:
    """The text as an engine reads it: somewhere in a file of other texts."""
    file = b"before" + kept(text) + b"after"
    start = len(b"before")
    return KeptText(
        lambda count, at: file[at : at + count],
        start + 1,
        len(file) - len(b"after"),
        file[start],
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_whole(text):
    assert str(read_back(text)) == text
    assert len(read_back(text)) == len(text)


@given(st.text(st.characters(), max_size=40), st.slices(40))
def test_any_piece_of_any_text_is_the_piece_of_a_string(text, piece):
    assert read_back(text)[piece] == text[piece]


def test_letters_take_no_more_room_than_the_widest_of_them():
    sizes = [kept(text)[0] for text in ("été", "l’été", "🌳", "\ud83c")]
    assert sizes == [1, 2, 4, 4]
