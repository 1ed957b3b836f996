"""Terms that stand in the same places share their postings, and part when they no longer do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.build import build
from indexer.engines.manifest import GenerationStore
from indexer.engines.whoosh_engine.columns import pointers
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.files import ARRAYS_FOLDER, map_array
from indexer.engines.whoosh_engine.record import differences
from indexer.engines.whoosh_engine.twins import keeping, map_twins, parted, twins
from tests.conftest import write_sheet_file

places = st.lists(st.integers(0, 12), max_size=4, unique=True).map(sorted)


@given(st.lists(places, max_size=12))
def test_twins_are_the_terms_with_the_same_positions(terms):
    positions = np.array([p for term in terms for p in term], dtype=np.uint32)
    found = twins(positions, pointers(np.array([len(term) for term in terms], dtype=np.int64)))
    assert len(found) == len(terms)
    for term, twin in enumerate(found.tolist()):
        assert terms[term] == terms[twin]
        assert found[twin] == twin
    filled = [tuple(term) for term in terms if term]
    kept = {twin for twin, own in zip(found.tolist(), terms, strict=True) if own}
    if len({(len(own), own[0], sum(own)) for own in filled}) == len(set(filled)):
        assert len(kept) == len(set(filled))


def test_equal_sums_do_not_make_twins():
    first, other = [1, 5, 6, 8], [1, 4, 7, 8]
    positions = np.array([*first, *other, *first], dtype=np.uint32)
    assert twins(positions, np.array([0, 4, 8, 12])).tolist()[1] == 1


def test_terms_that_change_alike_stay_together():
    shared = np.array([0, 0, 0, 3, 3])
    assert list(parted(shared, {0: b"a", 1: b"a", 2: b"b", 3: b"c", 4: b"c"})) == [2]
    assert list(parted(shared, {0: b"a"})) == [1, 2]
    assert list(parted(shared, {4: b"a"})) == [4]
    assert list(parted(shared, {})) == []


def arrays(index):
    store = GenerationStore(index)
    return store.path(store.current())


def same(index, one, other):
    folder = arrays(index)
    engine = WhooshEngine(folder, "")
    numbers = [engine._term(term) for term in (one, other)]
    assert list(differences(folder, engine)) == []
    assert keeping(map_twins(folder / ARRAYS_FOLDER))[numbers].all()
    return numbers[0] == numbers[1]


def test_a_word_shares_its_postings_until_it_stands_elsewhere(small_corpus, tmp_path):
    """An accent seen for the first time parts « eleve » without accents from « élève »."""
    for n in range(20):
        write_sheet_file(small_corpus, f"fiche-{n:02}", f"Fiche {n}", "Un élève vient au foyer.")
    index = tmp_path / "index"
    build([small_corpus], index)
    assert same(index, "x:élève", "f:eleve")
    write_sheet_file(small_corpus, "fiche-03", "Fiche 3", "Un élève, un élève et un autre élève.")
    build([small_corpus], index)
    assert same(index, "x:élève", "f:eleve")
    before = len(map_array(arrays(index) / ARRAYS_FOLDER, "positions"))
    write_sheet_file(small_corpus, "fiche-07", "Fiche 7", "Un eleve sans accent.")
    build([small_corpus], index)
    assert not same(index, "x:élève", "f:eleve")
    assert len(map_array(arrays(index) / ARRAYS_FOLDER, "positions")) > before + 15
    (small_corpus / "fiche-07.html").unlink()
    write_sheet_file(small_corpus, "fiche-08", "Fiche 8", "Un foyer.")
    build([small_corpus], index)
    assert list(differences(arrays(index), WhooshEngine(arrays(index), ""))) == []
    build([small_corpus], tmp_path / "other")
    assert same(tmp_path / "other", "x:élève", "f:eleve")
