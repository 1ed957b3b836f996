"""How much of a question must be held: all of a few words, ever less of a long one."""

from __future__ import annotations

import pytest

from indexer.coverage import MOST_UNITS, enough, most_telling, widened, without_repeats
from indexer.query import Alternative, Origin, Unit, Words


def unit(typed: str, origin: Origin = "exact") -> Unit:
    return Unit(typed, 0, len(typed), (Alternative(((f"f:{typed}",),), 1.0, origin),))


def units(count: int) -> list[Unit]:
    return [unit(f"mot{n}") for n in range(count)]


@pytest.mark.parametrize(
    ("count", "needed"), [(1, None), (5, None), (6, 2), (7, 3), (9, 3), (10, 4), (30, 4)]
)
def test_a_third_of_a_sentence_is_enough_and_never_more_than_four(count, needed):
    assert enough(units(count)) == needed


def test_quotes_and_stars_are_orders():
    assert enough([*units(8), unit("deux mots", "phrase")]) is None
    assert widened(Words(units=(*units(2), unit("mot", "prefix")))) is None


def test_half_of_a_few_words_when_hardly_any_sheet_holds_them_all():
    found = {n: widened(Words(units=tuple(units(n)))) for n in range(1, 6)}
    assert {n: words and words.minimum for n, words in found.items()} == {
        1: None, 2: 1, 3: 2, 4: 2, 5: 3,
    }  # fmt: skip


@pytest.mark.parametrize("origin", ["place", "territory"])
def test_a_word_and_a_place_are_both_required(origin):
    assert widened(Words(units=(unit("logement"), unit("sevran", origin)))) is None


def test_the_rarest_words_of_a_message_are_asked_in_their_order():
    every = units(MOST_UNITS + 2)
    frequency = {f"f:mot{n}": 10 for n in range(MOST_UNITS + 2)} | {"f:mot3": 0, "f:mot5": 99}
    kept = most_telling(every, lambda term: frequency[term])
    assert kept == [u for u in every if u.typed not in {"mot3", "mot5"}]


def test_what_another_word_would_find_does_not_make_a_word_frequent():
    rare = Unit("a", 0, 1, (*unit("a").alternatives, *unit("b", "glossary").alternatives))
    every = [*units(MOST_UNITS), rare]
    assert rare in most_telling(every, lambda term: {"f:a": 1, "f:b": 900}.get(term, 50))


def test_the_same_thing_typed_twice_is_one():
    assert without_repeats([unit("titre"), unit("bail"), unit("titre")]) == [
        unit("titre"),
        unit("bail"),
    ]
