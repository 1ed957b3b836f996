"""Under load, or before an engine that does not answer, every visitor is told something in time."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from indexer import LateError, Query, Results, Settings, at_most, go_on
from tests.webapp.fake import FakeCollection
from tests.webapp.test_pages import soup
from webapp import create_app
from webapp.turns import WAITING, Turns, waits_since


class Slow(FakeCollection):
    """An engine that answers a search for « lent » only when it is let go.

    It looks at the time between its steps, which for « sourd » it does not.
    """

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.begun = threading.Semaphore(0)
        self.searching = 0
        self.most = 0

    def search(self, query: Query) -> Results:
        if query.text in ("lent", "sourd"):
            self.searching += 1
            self.most = max(self.most, self.searching)
            self.begun.release()
            try:
                while not self.go.wait(0.01):
                    if query.text == "lent":
                        go_on()
            finally:
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


def test_those_who_wait_behind_a_search_that_does_not_end_are_told_in_time(slow):
    app = site(slow, patience=0.05)
    with ThreadPoolExecutor(1) as visitors:
        stuck = visitors.submit(app.test_client().get, "/recherche?q=sourd")
        slow.begun.acquire()
        for _ in range(1 + WAITING + 3):  # each leaves the queue
            told = app.test_client().get("/api/v1/search?q=sourd")
            assert told.status_code == 503
            assert "no answer within 0.05 s" in told.json["detail"]
        assert slow.most == 1, "none of them began"
        slow.go.set()
        assert stuck.result().status_code == 200
    assert app.test_client().get("/recherche?q=sourd").status_code == 200


def test_a_search_that_takes_unusually_long_lets_others_run_beside_it(slow):
    app = create_app(slow, Settings(searches=2, patience=5))  # type: ignore[arg-type]
    with ThreadPoolExecutor(1) as visitors:
        stuck = visitors.submit(app.test_client().get, "/recherche?q=sourd")
        slow.begun.acquire()
        assert app.test_client().get("/recherche?q=logement").status_code == 200
        slow.go.set()
        assert stuck.result().status_code == 200


def test_searches_of_one_process_follow_one_another(monkeypatch):
    monkeypatch.setattr("webapp.turns.ALONE", 20)  # however slow this machine is
    turns = Turns(4, 20)
    running: list[int] = []
    most: list[int] = []

    def short(number: int) -> None:
        running.append(number)
        most.append(len(running))
        time.sleep(0.002)
        running.remove(number)

    with ThreadPoolExecutor(4) as visitors:
        for n in range(8):
            visitors.submit(turns.take, lambda n=n: short(n))
    assert most == [1] * 8


@pytest.mark.parametrize("bounds", [(60, -1), (-1, 60)])
def test_the_shorter_of_two_patiences_counts_and_ends_with_its_work(bounds):
    outer, inner = bounds
    with at_most(outer), at_most(inner), pytest.raises(LateError):
        go_on()
    go_on()


def test_what_goes_wrong_in_a_turn_goes_wrong_for_its_visitor():
    turns = Turns(1, 5)

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


def test_the_wait_counts_from_when_the_server_saw_the_request(slow):
    app = site(slow, patience=5)

    def asked(waited: float) -> list[int]:
        waits_since(time.monotonic() - waited)
        client = app.test_client()
        return [client.get(path).status_code for path in ("/recherche?q=foyer", "/aide")]

    with ThreadPoolExecutor(1) as server:  # a thread of its own: only it has waited
        assert server.submit(asked, 6).result() == [503, 200]
        assert server.submit(asked, 0).result() == [200, 200]
    assert app.test_client().get("/recherche?q=foyer").status_code == 200
