"""Repeated texts are found by what they say, whatever else they share with others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.likeness import NEAR, Likeness, alike, sheet_text
from indexer.vocabulary import Sheet

WORDS = [f"mot{number}" for number in range(400)]
TEXT = " ".join(WORDS)


def nearest(text: str, *others: str):
    known = Likeness()
    for number, other in enumerate(others):
        known.add(f"autre-{number}", other)
    return known.nearest("nouveau", text)


@pytest.mark.parametrize(
    "same", [TEXT, TEXT.upper(), TEXT.replace(" ", "\n"), f"« {TEXT} »", TEXT.replace(" ", ", ")]
)
def test_case_spaces_and_punctuation_make_no_difference(same):
    found = nearest(same, "autre chose", TEXT)
    assert found is not None
    assert (found.earlier, found.share) == ("autre-1", 1.0)


@pytest.mark.parametrize("changed", [1, 5, 10])
def test_a_few_changed_words_leave_a_near_duplicate(changed):
    step = len(WORDS) // changed
    words = [f"x{n}" if n % step == 0 else word for n, word in enumerate(WORDS)]
    found = nearest(" ".join(words), TEXT)
    assert found is not None
    assert NEAR <= found.share < 1.0


def test_an_added_paragraph_leaves_a_near_duplicate():
    found = nearest(TEXT + " " + " ".join(f"y{n}" for n in range(60)), TEXT)
    assert found is not None
    assert found.share < 1.0


@pytest.mark.parametrize(
    "other",
    [
        " ".join(reversed(WORDS)),
        " ".join(WORDS[:150]) + " " + " ".join(f"z{n}" for n in range(250)),
        "",
        "mot1 mot2",
    ],
)
def test_texts_that_share_less_are_not_alike(other):
    assert nearest(TEXT, other) is None


def test_the_nearest_of_several_is_told():
    near = TEXT.replace("mot7 ", "x7 ")
    far = " ".join(f"x{n}" if n % 50 == 0 else word for n, word in enumerate(WORDS))
    found = nearest(TEXT, far, near)
    assert found is not None
    assert found.earlier == "autre-1"


def test_a_text_is_not_compared_with_itself():
    known = Likeness()
    known.add("a", TEXT)
    assert known.nearest("a", TEXT) is None
    assert known.nearest("a", TEXT + " fin") is None


def test_a_publisher_s_formula_alone_makes_no_near_duplicate():
    formula = " ".join(f"formule{n}" for n in range(40))
    known = Likeness()
    for number in range(300):
        known.add(str(number), formula + " " + " ".join(f"m{number}x{n}" for n in range(200)))
    assert known.nearest("n", formula + " " + " ".join(f"nx{n}" for n in range(200))) is None


def test_titles_do_not_count():
    one = Sheet("a", "Un titre", "Résumé commun.")
    other = Sheet("b", "Un autre titre", "Résumé commun.")
    (found,) = alike([one, other])
    assert (found.sheet, found.earlier, found.share) == ("b", "a", 1.0)
    assert "titre" not in sheet_text(one)


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(one, other):
    found = nearest(one, other)
    assert found is None or NEAR <= found.share <= 1.0
