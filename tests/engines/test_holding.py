"""What the array engine holds between two searches does not grow with the threads that ask it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.scoring import RECENT
from indexer.query import Query
from tests.engines.test_contract import SHEETS
from tests.engines.toys import ENGINES, words

THREADS = 12


@pytest.fixture
def engine(tmp_path) -> WhooshEngine:
    made = ENGINES["whoosh"](SHEETS, tmp_path)
    assert isinstance(made, WhooshEngine)
    return made


def test_threads_share_what_searches_write_into_and_what_was_worked_out(engine):
    together, one_by_one = threading.Barrier(THREADS), threading.Lock()

    def ask(number: int) -> int:
        together.wait(20)  # so that each has a thread of its own
        with one_by_one:
            return engine.search(Query(), words("femmes", f"absent{number}", minimum=1)).total

    with ThreadPoolExecutor(THREADS) as threads:
        assert list(threads.map(ask, range(THREADS))) == [2] * THREADS
        scorer = engine._scorer
        assert len(scorer._recent) == RECENT
        assert len(scorer.seek.__self__._scratch._free) == 1


def test_words_looked_at_again_are_not_scored_again(engine):
    asked = words("femmes", "jeunes", minimum=1)
    assert engine._scorer.scores(asked) is engine._scorer.scores(asked)


def test_searches_that_run_together_do_not_write_into_the_same_numbers(engine):
    scratch = engine._scorer.seek.__self__._scratch
    one, other = scratch.take(), scratch.take()
    assert one is not other
    one[0] = 1
    assert not other.any()
