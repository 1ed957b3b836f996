"""The ranking formula, on every engine: neighbours as typed, and the idf of the word itself."""

from __future__ import annotations

import pytest

from indexer.engines.ranking import closeness, own
from indexer.query import Alternative, Origin, Query, Unit, Words
from tests.engines.toys import ENGINES, sheet


def unit(*terms: str, gap: int = 0, other: tuple[str, ...] = (), origin: Origin = "glossary"):
    ways = [Alternative(((f"f:{term}",),), 1.0, "folded") for term in terms]
    ways += [Alternative(((f"f:{term}",),), 0.5, origin) for term in other]
    return Unit(terms[0], 0, 0, tuple(ways), gap)


@pytest.fixture(params=sorted(ENGINES))
def make(request):
    return ENGINES[request.param]


def ranked(engine, *units):
    found = engine.search(Query(), Words(units=units))
    return {r.sheet.id: r.score for r in found.ranked}


NEAR = (
    sheet("a", "A", body="la mise à pied du salarié un mot deux mots trois mots"),
    sheet("b", "B", body="la mise du salarié un mot deux mots trois mots un pied"),
    sheet("c", "C", body="rien de tout cela ne se trouve ici un mot deux mots trois"),
)


def test_small_words_typed_between_do_not_part_words(make, tmp_path):
    engine = make(NEAR, tmp_path)
    loose = ranked(engine, unit("mise"), unit("pied"))
    tied = ranked(engine, unit("mise"), unit("pied", gap=1))
    assert tied["a"] > loose["a"] > loose["b"]
    assert tied["b"] == pytest.approx(loose["b"])


def test_what_the_glossary_adds_leaves_a_word_as_telling(make, tmp_path):
    many = [sheet(f"s{n}", f"S{n}", body="le logement des habitants") for n in range(6)]
    engine = make((*many, sheet("z", "Z", body="le taudis des habitants")), tmp_path)
    alone = ranked(engine, unit("taudis"))["z"]
    wide = ranked(engine, unit("taudis", other=("logement",)))
    assert wide["z"] == pytest.approx(alone)
    assert len(wide) == 7


def test_a_word_that_no_sheet_holds_is_as_telling_as_what_is_added(make, tmp_path):
    engine = make(NEAR, tmp_path)
    added = ranked(engine, unit("absent", other=("pied",)))
    plain = ranked(engine, unit("pied"))
    assert added["a"] == pytest.approx(plain["a"] / 2)


def test_the_word_itself_is_all_but_glossary_and_family():
    wide = unit("taudis", other=("logement",))
    assert own(wide).alternatives == wide.alternatives[:1]
    alone = unit("taudis")
    assert own(alone) is alone
    assert own(Unit("x", 0, 0, wide.alternatives[1:])).alternatives == wide.alternatives[1:]


@pytest.mark.parametrize(
    ("left", "right", "gap", "near"),
    [([0], [1], 0, 1.0), ([0], [2], 0, 0.5), ([0], [2], 1, 1.0), ([0], [1], 2, 1.0),
     ([0], [5], 0, 0.0), ([0], [5], 1, 0.25), ([5], [0], 0, 0.0), ([], [1], 0, 0.0)],
)  # fmt: skip
def test_closeness_falls_with_the_distance_beyond_what_was_typed(left, right, gap, near):
    assert closeness(left, right, gap) == near
