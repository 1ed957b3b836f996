"""Answers of the API that are asked again are sent again, at once and as they were."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from indexer import Query, Results, Settings
from tests.webapp.fake import FakeCollection
from tests.webapp.test_turns import Slow, site
from webapp import create_app
from webapp.compression import SMALLEST
from webapp.ready import BESIDE, Coded, Room

PATH = "/api/v1/search?q=femmes"
GZIP = {"Accept-Encoding": "gzip"}


def stuck(engine: FakeCollection) -> None:
    """Whatever has to be searched from now on fails."""
    engine.search = None  # type: ignore[assignment, method-assign]


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_the_third_visitor_gets_what_the_first_got(client, collection, headers):
    first, second = client.get(PATH, headers=headers), client.get(PATH, headers=headers)
    stuck(collection)
    third = client.get(PATH, headers=headers)
    head = client.head(PATH, headers=headers)
    for again in (second, third):
        assert again.data == first.data
        assert dict(again.headers) == dict(first.headers)
    assert dict(head.headers) == dict(first.headers)


def test_the_same_question_in_other_words_of_the_address_is_the_same(client, collection):
    for _ in range(2):
        first = client.get("/api/v1/search?theme=logement&q=femmes")
    stuck(collection)
    assert client.get("/api/v1/search?q=+femmes+&page=1&theme=logement").data == first.data


def test_each_coding_is_made_for_itself(client):
    plain = client.get(PATH).data
    for _ in range(3):
        assert client.get(PATH, headers=GZIP).headers["Content-Encoding"] == "gzip"
        assert client.get(PATH).data == plain


def test_a_small_answer_is_not_compressed_however_often_it_is_asked(client):
    for _ in range(3):
        answer = client.get("/api/v1/search?q=absent&annee=1900", headers=GZIP)
        assert len(answer.data) < SMALLEST
        assert "Content-Encoding" not in answer.headers
        assert not answer.headers["ETag"].endswith('-gzip"')


def test_a_new_generation_makes_its_own_answers(client, collection):
    for _ in range(3):
        assert client.get(PATH).json["generation"] == "7"
    collection._generation = "8"
    assert client.get(PATH).json["generation"] == "8"
    collection._generation = "7"
    assert client.get(PATH).json["generation"] == "7"


class Overtaken(FakeCollection):
    """A collection whose next generation comes while a search runs."""

    def search(self, query: Query) -> Results:
        self._generation = "8"
        return super().search(query)


def test_an_answer_bears_the_tag_of_the_generation_that_gave_it():
    overtaken = create_app(Overtaken(), Settings()).test_client()  # type: ignore[arg-type]
    told = overtaken.get(PATH)
    assert told.json["generation"] == "8"
    assert overtaken.get(PATH).headers["ETag"] == told.headers["ETag"]


def test_what_is_ready_never_waits_for_searches():
    slow = Slow()
    try:
        client = site(slow, patience=0.05).test_client()
        first, _ = client.get(PATH), client.get(PATH)
        with ThreadPoolExecutor(1) as visitors:
            visitors.submit(client.application.test_client().get, "/api/v1/search?q=sourd")
            slow.begun.acquire()  # it holds the one turn
            assert client.get("/api/v1/search?q=other").status_code == 503
            assert client.get(PATH).data == first.data
            known = {"If-None-Match": first.headers["ETag"]}
            assert client.get(PATH, headers=known).status_code == 304
            slow.go.set()
    finally:
        slow.go.set()


class Opening(FakeCollection):
    """A collection whose first generation takes long to open."""

    @property
    def at_once(self) -> str | None:
        return None

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()

    @property
    def generation(self) -> str:
        self.begun.set()
        self.go.wait(20)
        return super().generation


def test_nobody_waits_longer_behind_one_who_opens_a_generation_than_for_a_search():
    opening = Opening()
    settings = Settings(searches=1, patience=0.05)  # type: ignore[arg-type]
    app = create_app(opening, settings)  # type: ignore[arg-type]
    with ThreadPoolExecutor(1) as visitors:
        first = visitors.submit(app.test_client().get, PATH)
        opening.begun.wait(20)
        assert app.test_client().get(PATH).status_code == 503
        opening.go.set()
        assert first.result().status_code == 200


def test_room_is_for_what_is_asked_twice_and_bounded_in_bytes():
    one = Coded("tag", b"x" * 100, "")
    room = Room(most=2 * (100 + BESIDE))
    for name in "abc":
        room.put(name, one)
        assert room.get(name) is None
    for name in "abc":
        room.put(name, one)
    assert [room.get(name) for name in "abc"] == [None, one, one]
