"""Figures of judged runs: by hand, against a second implementation, and the command."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace

import pytest
from click.testing import CliRunner

from indexer.cli import main as fiches
from indexer.errors import CorpusError, SettingsError
from indexer.evaluate.compare import compare, p_value
from indexer.evaluate.gate import Floors, faults
from indexer.evaluate.judged import Judged, digest
from indexer.evaluate.metrics import score
from indexer.evaluate.runs import make_run, read_run, write_run
from tests.conftest import write_sheet_file


def collection_at(folder, queries, grades, **meta):
    folder.mkdir(exist_ok=True)
    rows = [json.dumps(q, ensure_ascii=False) for q in queries]
    (folder / "queries.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    lines = [f"{q}\t{sheet}\t{grade}\n" for q, judged in grades.items() for sheet, grade in judged]
    (folder / "qrels.tsv").write_text("".join(lines), "utf-8")
    (folder / "meta.json").write_text(json.dumps({"rel": 1, "gain": "linear"} | meta), "utf-8")
    return folder


@pytest.fixture
def small(tmp_path):
    """Two queries: one with three judged sheets, one with a single answer."""
    queries = [
        {"id": "q1", "text": "jardin", "split": "dev"},
        {"id": "q2", "text": "marché couvert", "split": "test"},
    ]
    grades = {"q1": [("A", 3), ("B", 1), ("C", 0)], "q2": [("D", 2)]}
    return collection_at(tmp_path / "small", queries, grades)


def ranked(*sheets):
    return [(sheet, 1.0 / n) for n, sheet in enumerate(sheets, 1)]


# --- the figures --------------------------------------------------------------------------------


def test_figures_are_those_worked_out_by_hand(small):
    scores = score(Judged.load(small), {"q1": ranked("c", "b", "a"), "q2": []})
    first, second = scores.queries["q1"], scores.queries["q2"]
    ideal = 3 + 1 / math.log2(3)
    assert first["ndcg@10"] == pytest.approx((1 / math.log2(3) + 3 / 2) / ideal)
    assert (first["success@1"], first["success@5"], first["mrr@10"]) == (0.0, 1.0, 0.5)
    assert (first["recall@50"], first["empty"]) == (1.0, 0.0)
    assert (second["ndcg@10"], second["recall@50"], second["empty"]) == (0.0, 0.0, 1.0)
    assert scores.averages["mrr@10"] == 0.25
    assert scores.averages["empty"] == 0.5


def test_exponential_gain_raises_two_to_the_grade(small):
    judged = replace(Judged.load(small), gain="exp")
    found = score(judged, {"q1": ranked("b", "a")}).queries["q1"]["ndcg@10"]
    assert found == pytest.approx((1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3)))


def test_a_grade_below_the_relevant_one_counts_for_gain_only(tmp_path):
    folder = collection_at(
        tmp_path / "c", [{"id": "q", "text": "x"}], {"q": [("A", 5), ("B", 2)]}, rel=3
    )
    found = score(Judged.load(folder), {"q": ranked("b")}).queries["q"]
    assert (found["success@1"], found["mrr@10"], found["recall@50"]) == (0.0, 0.0, 0.0)
    assert found["ndcg@10"] == pytest.approx(2 / (5 + 2 / math.log2(3)))


def test_wordings_are_averaged_by_topic_first(tmp_path):
    queries = [
        {"id": "a1", "text": "x", "topic": "a"},
        {"id": "a2", "text": "x", "topic": "a"},
        {"id": "b1", "text": "x", "topic": "b"},
    ]
    grades = {q["id"]: [("S", 1)] for q in queries}
    judged = Judged.load(collection_at(tmp_path / "c", queries, grades, macro="topic"))
    scores = score(judged, {"a1": ranked("s"), "a2": ranked("s"), "b1": ranked("t")})
    assert scores.averages["success@1"] == 0.5


def test_a_weight_field_weighs_queries(tmp_path):
    queries = [{"id": "a", "text": "x", "n": 3}, {"id": "b", "text": "x", "n": 1}]
    grades = {"a": [("S", 1)], "b": [("S", 1)]}
    judged = Judged.load(collection_at(tmp_path / "c", queries, grades, weight="n"))
    assert score(judged, {"a": ranked("s")}).averages["success@1"] == 0.75


class Plain:
    """A second reading of the definitions, by rank and set, sharing no line with ours."""

    def __init__(self, answer, grades, relevant):
        self.gains = [grades.get(s, 0) for s in answer]
        self.best = sorted(grades.values())[::-1]
        self.places = [n for n, s in enumerate(answer) if grades.get(s, 0) >= relevant]
        self.all = sum(1 for g in grades.values() if g >= relevant)

    def figures(self):
        def dcg(gains):
            total = 0.0
            for place in range(min(10, len(gains))):
                total += gains[place] * math.log(2) / math.log(place + 2)
            return total

        return {
            "success@1": 1.0 if 0 in self.places else 0.0,
            "success@5": 1.0 if any(p < 5 for p in self.places) else 0.0,
            "mrr@10": max((1 / (p + 1) for p in self.places if p < 10), default=0.0),
            "ndcg@10": dcg(self.gains) / dcg(self.best),
            "recall@50": sum(p < 50 for p in self.places) / self.all if self.all else None,
            "empty": float(not self.gains),
        }


def test_a_second_implementation_agrees_on_random_runs(tmp_path):
    dice = random.Random(3)
    sheets = [f"s{n}" for n in range(120)]
    queries = [{"id": f"q{n}", "text": "x"} for n in range(200)]
    grades, run = {}, {}
    for query in queries:
        judged = {s: dice.randint(0, 5) for s in dice.sample(sheets, dice.randint(1, 30))}
        judged[sheets[0]] = 4
        grades[query["id"]] = list(judged.items())
        run[query["id"]] = ranked(*dice.sample(sheets, dice.choice([0, 1, 9, 10, 11, 50, 80])))
    found = score(Judged.load(collection_at(tmp_path / "c", queries, grades, rel=3)), run).queries
    for name, answer in run.items():
        expected = Plain([s for s, _ in answer], dict(grades[name]), 3).figures()
        assert found[name] == pytest.approx(expected), name


# --- reading and writing ------------------------------------------------------------------------


def test_queries_without_any_good_sheet_are_left_out(tmp_path):
    queries = [{"id": "q", "text": "x"}, {"id": "none", "text": "y"}]
    judged = Judged.load(
        collection_at(tmp_path / "c", queries, {"q": [("A", 1)], "none": [("A", 0)]})
    )
    assert [q.id for q in judged.queries] == ["q"]


def test_only_the_queries_of_a_split_are_measured(small):
    assert [q.id for q in Judged.load(small, "dev").queries] == ["q1"]


def test_nothing_to_measure_is_an_error(small):
    with pytest.raises(CorpusError, match="no judged query"):
        Judged.load(small, "held-out")


def test_a_line_that_cannot_be_read_is_named(small):
    (small / "qrels.tsv").write_text("q1\tA\t3\nq1 B 1\n", "utf-8")
    with pytest.raises(CorpusError, match=r"qrels\.tsv:2"):
        Judged.load(small)


def test_a_folder_that_is_no_collection_is_named(tmp_path):
    with pytest.raises(CorpusError, match="judged collection"):
        Judged.load(tmp_path)


def test_a_run_written_and_read_is_the_same_and_keeps_the_collections_ids(small, tmp_path):
    judged = Judged.load(small)
    run = make_run(judged, lambda text: [("a", 2.5), ("zz", 1.0), ("a", 0.5)])
    write_run(run, tmp_path / "run.tsv", judged)
    assert "q1\tA\t1\t2.5" in (tmp_path / "run.tsv").read_text()
    assert read_run(tmp_path / "run.tsv") == {q: [("a", 2.5), ("zz", 1.0)] for q in ("q1", "q2")}


def test_a_run_is_put_in_order_by_rank(tmp_path):
    (tmp_path / "run.tsv").write_text("q\tB\t2\t9\nq\tA\t1\t1\nq\tB\t3\t1\n")
    assert [sheet for sheet, _ in read_run(tmp_path / "run.tsv")["q"]] == ["a", "b"]


# --- comparing ----------------------------------------------------------------------------------


def test_p_is_one_when_nothing_differs_and_small_when_all_do():
    assert p_value([0.0] * 50) == 1.0
    assert p_value([0.1] * 12) < 0.01
    assert p_value([0.1, -0.1] * 12) > 0.5


def test_p_agrees_with_counting_every_sign():
    gaps = [0.5, 0.3, -0.2, 0.4, 0.1, -0.05, 0.2]
    sums = [
        sum(g if signs >> n & 1 else -g for n, g in enumerate(gaps))
        for signs in range(2 ** len(gaps))
    ]
    exact = sum(abs(s) >= abs(sum(gaps)) - 1e-12 for s in sums) / len(sums)
    assert p_value(gaps) == pytest.approx(exact, abs=0.02)


def test_the_queries_that_changed_most_come_first(small):
    judged = Judged.load(small)
    before = score(judged, {"q1": ranked("a", "b"), "q2": ranked("d")})
    after = score(judged, {"q1": ranked("b", "a"), "q2": []})
    found = compare(judged, before, after)
    assert [change.query for change in found.changes] == ["q2", "q1"]
    assert found.changes[0].text == "marché couvert"
    assert found.differences["success@1"] == -0.5


# --- the gate -----------------------------------------------------------------------------------


def floors_at(path, **changed):
    row = {"queries": 2, "digest": "d", "figures": {"success@1": 0.5, "empty": 0.0}} | changed
    path.write_text(json.dumps(row))
    return path


def test_the_gate_tells_every_reason(small, tmp_path):
    floors = Floors.load(floors_at(tmp_path / "floors.json", queries=3))
    scores = score(Judged.load(small), {"q1": ranked("b"), "q2": []})
    told = " ".join(faults(floors, scores, "other"))
    assert "digest" in told
    assert "the floor is 3" in told
    assert "empty is 0.5" in told


def test_the_gate_lets_good_figures_pass(small, tmp_path):
    floors = Floors.load(floors_at(tmp_path / "floors.json"))
    scores = score(Judged.load(small), {"q1": ranked("a"), "q2": ranked("d")})
    assert faults(floors, scores, "d") == []


@pytest.mark.parametrize(
    "changed",
    [{"queries": 0}, {"figures": {}}, {"figures": {"success@1": 0}}, {"figures": {"empty": 1}},
     {"figures": {"sucess@1": 0.5}}, {"figures": None}],
)  # fmt: skip
def test_floors_that_hold_nothing_are_refused(tmp_path, changed):
    with pytest.raises(SettingsError):
        Floors.load(floors_at(tmp_path / "floors.json", **changed))


def test_the_digest_changes_with_a_judgement_and_with_a_sheet(small):
    first = digest(small)
    write_sheet_file(small / "sheets", "a", "Un jardin", "Texte.")
    second = digest(small)
    (small / "qrels.tsv").write_text("q1\tA\t2\nq2\tD\t2\n")
    assert len({first, second, digest(small)}) == 3


# --- the command --------------------------------------------------------------------------------


@pytest.fixture
def with_sheets(small):
    write_sheet_file(small / "sheets", "a", "Un jardin partagé", "Des habitants jardinent.")
    write_sheet_file(small / "sheets", "b", "Un foyer", "Le foyer a un jardin.")
    write_sheet_file(small / "sheets", "d", "Le marché couvert", "Des commerçants.")
    return small


def ask(*arguments):
    return CliRunner().invoke(fiches, ["evaluate", *map(str, arguments)])


@pytest.mark.parametrize("engine", ["whoosh", "memory"])
def test_the_command_measures_the_collections_own_sheets(with_sheets, engine):
    shown = ask(with_sheets, "--engine", engine, "--json")
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.output)
    assert found["queries"] == 2
    assert found["figures"]["success@1"] == 1.0
    assert found["figures"]["empty"] == 0.0


def test_the_command_measures_a_given_index(small, published):
    found = json.loads(ask(small, "--index", published[0], "--json").output)
    assert found["figures"]["success@1"] == 0.0


def test_the_command_writes_a_run_and_compares_two(with_sheets, tmp_path):
    one, two = tmp_path / "one.tsv", tmp_path / "two.tsv"
    assert ask(with_sheets, "--run-out", one).exit_code == 0
    two.write_text("".join(line for line in one.read_text().splitlines(True) if "q2" not in line))
    shown = ask(with_sheets, "--compare", one, two).output
    assert "1.000 → 0.000  q2  marché couvert" in shown
    found = json.loads(ask(with_sheets, "--compare", one, two, "--json").output)
    assert found["a"]["figures"]["success@1"] == 1.0
    assert found["differences"]["success@1"] == -0.5


def test_the_command_fails_below_the_floors(with_sheets, tmp_path):
    floors = floors_at(tmp_path / "floors.json", digest=digest(with_sheets))
    assert ask(with_sheets, "--floors", floors).exit_code == 0
    floors_at(floors, digest=digest(with_sheets), queries=99)
    shown = ask(with_sheets, "--floors", floors)
    assert shown.exit_code == 1
    assert "the floor is 99" in shown.output
