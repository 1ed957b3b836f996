"""What a served collection tells of itself without opening anything."""

from __future__ import annotations

import gc

from indexer.build import build
from indexer.collection import OBJECTS_BETWEEN, Collection
from indexer.query import Query


def test_only_a_process_that_serves_looks_for_cycles_seldom(published, monkeypatch):
    told: list[int] = []
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "set_threshold", lambda first, *_: told.append(first))
    Collection.open(published[0]).search(Query())
    assert told == []
    Collection.serve(published[0]).search(Query())
    assert told == [OBJECTS_BETWEEN]


def test_what_answers_at_once_is_an_open_generation_and_the_latest(small_corpus, tmp_path):
    index = tmp_path / "index"
    served = Collection.open(index)
    assert served.at_once is None
    for name in ("1", "2"):
        build([small_corpus], index)
        assert served.at_once is None, "it has yet to be opened"
        assert served.search(Query()).generation == name
        assert served.at_once == name
