"""Answers are kept, bounded, and given back as they were asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from indexer.query import Query, Results
from indexer.remembered import Remembered, weight


class Answers:
    def __init__(self):
        self.asked: list[Query] = []

    def __call__(self, query: Query) -> Results:
        self.asked.append(query)
        return Results(
            query=query, generation="1", total=len(query.text), pages=0, hits=(), facets=()
        )


def test_a_question_asked_again_is_not_worked_out_again():
    answers = Answers()
    kept = Remembered(answers)
    assert kept.search(Query("jardin")) == kept.search(Query("jardin"))
    assert len(answers.asked) == 1


def test_the_order_of_filters_and_outer_spaces_do_not_make_another_question():
    answers = Answers()
    kept = Remembered(answers)
    kept.search(Query("jardin", themes=("a", "b")))
    put = Query(" jardin ", themes=("b", "a"))
    assert kept.search(put).query == put
    assert len(answers.asked) == 1


def test_pages_sorts_and_exactness_are_other_questions():
    answers = Answers()
    kept = Remembered(answers)
    queries = [Query("a"), Query("a", page=2), Query("a", sort="date"), Query("a", exact=True)]
    assert [kept.search(q).query for q in queries] == queries
    assert len(answers.asked) == 4


def test_the_answer_asked_least_lately_leaves_first():
    answers = Answers()
    one = weight(answers(Query("a")))
    kept = Remembered(answers, most=2 * one)
    answers.asked.clear()
    for text in ("a", "b", "a", "c", "a", "b"):
        kept.search(Query(text))
    assert [q.text for q in answers.asked] == ["a", "b", "c", "b"]
    assert kept.bytes <= 2 * one


def test_an_answer_larger_than_all_room_is_given_and_not_kept():
    answers = Answers()
    kept = Remembered(answers, most=1)
    assert kept.search(Query("a")).total == 1
    assert kept.bytes == 0


def test_threads_get_their_own_answers():
    kept = Remembered(Answers(), most=20_000)
    queries = [Query("x" * (n % 40)) for n in range(2000)]
    with ThreadPoolExecutor(8) as pool:
        totals = [found.total for found in pool.map(kept.search, queries)]
    assert totals == [n % 40 for n in range(2000)]
