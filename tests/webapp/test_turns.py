"""Under load, or before an engine that does not answer, every visitor is told something in time."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from indexer import Query, Results, Settings
from tests.webapp.fake import FakeCollection
from tests.webapp.test_pages import soup
from webapp import create_app
from webapp.turns import WAITING, BusyError, Turns


class Slow(FakeCollection):
    """An engine that answers a search for « lent » only when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.begun = threading.Semaphore(0)
        self.searching = 0
        self.most = 0

    def search(self, query: Query) -> Results:
        if query.text == "lent":
            self.searching += 1
            self.most = max(self.most, self.searching)
            self.begun.release()
            self.go.wait(20)
            self.searching -= 1
        return super().search(query)


@pytest.fixture
def slow():
    engine = Slow()
    yield engine
    engine.go.set()


def site(engine: Slow, *, patience: float):
    settings = Settings(searches=1, patience=patience)  # type: ignore[arg-type]
    return create_app(engine, settings)  # type: ignore[arg-type]


def test_an_answer_that_does_not_come_in_time_is_a_clear_503(slow):
    client = site(slow, patience=0.05).test_client()
    page = client.get("/recherche?q=lent")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Beaucoup de monde" in page.text
    told = client.get("/api/v1/search?q=lent")
    assert told.status_code == 503
    assert told.mimetype == "application/problem+json"
    assert "0.05 s" in told.json["detail"]


def test_pages_that_search_nothing_go_on_meanwhile(slow):
    app = site(slow, patience=5)
    with ThreadPoolExecutor(1) as visitors:
        stuck = visitors.submit(app.test_client().get, "/recherche?q=lent")
        slow.begun.acquire()
        for path in ("/aide", "/static/site.css", "/healthz", "/embed/v1/boite"):
            assert app.test_client().get(path).status_code == 200, path
        slow.go.set()
        assert stuck.result().status_code == 200


def test_a_full_queue_turns_visitors_away_at_once_and_recovers(slow):
    app = site(slow, patience=10)

    def visit(_: int) -> int:
        return app.test_client().get("/recherche?q=lent").status_code

    with ThreadPoolExecutor(24) as visitors:
        answers = [visitors.submit(visit, n) for n in range(20)]
        slow.begun.acquire()
        refused = 20 - (1 + WAITING)
        deadline = time.monotonic() + 8
        while sum(a.done() for a in answers) < refused and time.monotonic() < deadline:
            time.sleep(0.01)
        assert [a.result() for a in answers if a.done()] == [503] * refused
        slow.go.set()
        assert sorted(a.result() for a in answers) == [200] * (1 + WAITING) + [503] * refused
    assert slow.most == 1
    assert visit(0) == 200


def test_a_visitor_who_gave_up_waiting_leaves_the_queue(slow):
    turns = Turns(1, 0.05)
    done: list[str] = []

    def stuck() -> None:
        slow.go.wait(20)

    for _ in range(1 + WAITING + 3):
        with pytest.raises(BusyError):
            turns.take(stuck)
    with pytest.raises(BusyError):
        turns.take(lambda: done.append("never begun"))
    slow.go.set()
    turns.patience = 10
    assert turns.take(lambda: "answered") == "answered"
    assert done == []


def test_what_goes_wrong_in_a_turn_goes_wrong_for_its_visitor():
    turns = Turns(1, 5)

    def late() -> None:
        raise TimeoutError("of the engine itself")

    with pytest.raises(TimeoutError, match="engine itself"):
        turns.take(late)
    with pytest.raises(ZeroDivisionError):
        turns.take(lambda: 1 // 0)
    assert turns.take(lambda: 3) == 3


def test_without_an_index_visitors_are_told_to_wait_and_the_operator_what_to_run(
    collection, caplog
):
    collection.published = False
    client = create_app(collection, Settings()).test_client()
    with caplog.at_level(logging.ERROR):
        for path in ("/", "/recherche?q=a", "/aide"):
            page = soup(client, path, 503)
            assert page.h1.text == "Recherche momentanément indisponible"
            assert "generation" not in page.get_text()
            assert page.select_one("main a[href='']").text == "Réessayer"
    assert len(caplog.records) == 1, "told once, not at each visit"
    assert "no generation has been published yet" in caplog.text
    assert "generation" not in client.get("/api/v1/search").json["detail"]
    assert "generation" in client.get("/readyz").json["detail"]
