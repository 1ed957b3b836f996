"""The gate: figures on the judged collection stay above their floors, and the floors mean it."""

from __future__ import annotations

import importlib.util
import itertools
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.build import build
from indexer.collection import Collection
from indexer.errors import CorpusError
from indexer.evaluate.asking import asking
from indexer.evaluate.gate import Floors, faults
from indexer.evaluate.judged import Judged, digest, sheet_folders
from indexer.evaluate.metrics import score
from indexer.evaluate.runs import make_run
from indexer.sources import read_corpus
from indexer.vocabulary import Sheet

HERE = Path(__file__).parent
KINDS = {"lay", "expert", "acronym", "place", "misspelled", "question", "theme"}


def generator():
    spec = importlib.util.spec_from_file_location("make_collection", HERE / "make_collection.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def judged() -> Judged:
    return Judged.load(HERE)


@pytest.fixture(scope="module")
def floors() -> Floors:
    return Floors.load(HERE / "floors.json")


@pytest.fixture(scope="module")
def run(judged, tmp_path_factory):
    index = tmp_path_factory.mktemp("quality") / "index"
    build(sheet_folders(HERE), index)
    return make_run(judged, asking(Collection.open(index).opened.searcher))


# --- the gate -----------------------------------------------------------------------------------


def test_figures_are_above_their_floors(judged, floors, run):
    assert faults(floors, score(judged, run), digest(HERE)) == []


def test_no_query_is_left_without_an_answer(judged, run):
    assert [q.text for q in judged.queries if not run[q.id]] == []


def test_the_gate_does_not_pass_on_an_empty_run(judged, floors):
    told = faults(floors, score(judged, {}), digest(HERE))
    assert any("success@1" in reason for reason in told)
    assert any("empty" in reason for reason in told)


def test_the_gate_does_not_pass_on_half_of_the_queries(judged, floors, run):
    half = replace(judged, queries=judged.queries[::2])
    assert any("judged queries" in reason for reason in faults(floors, score(half, run), ""))


def test_the_gate_does_not_pass_on_answers_in_reverse(judged, floors, run):
    backwards = {query: list(reversed(ranked)) for query, ranked in run.items()}
    assert faults(floors, score(judged, backwards), digest(HERE))


def test_the_gate_does_not_pass_on_no_collection(tmp_path):
    for name in ("queries.jsonl", "qrels.tsv"):
        (tmp_path / name).write_text("")
    with pytest.raises(CorpusError):
        Judged.load(tmp_path)


# --- the floors ---------------------------------------------------------------------------------


def test_the_first_aim_is_held_by_the_floors(floors):
    assert floors.figures["success@1"] >= 0.85
    assert floors.figures["empty"] == 0.0
    assert floors.queries >= 120


def test_no_floor_was_lowered_without_saying_why(floors):
    history = json.loads((HERE / "floors.json").read_text("utf-8"))["history"]
    assert history[-1]["figures"] == floors.figures
    assert history[-1]["queries"] == floors.queries
    for before, after in itertools.pairwise(history):
        lowered = [n for n, v in before["figures"].items() if after["figures"].get(n, 0.0) < v]
        if [n for n in lowered if n != "empty"] or after["queries"] < before["queries"]:
            assert len(after["why"]) > 40, f"lowered {lowered} without a reason"


# --- the collection -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return generator().pages()


def test_what_is_measured_is_what_was_written(made):
    kept = {f"sheets/{path.name}" for path in (HERE / "sheets").iterdir()}
    assert kept == {name for name in made if name.startswith("sheets/")}
    stale = [name for name, text in made.items() if (HERE / name).read_text("utf-8") != text]
    assert not stale, "run python tests/quality/make_collection.py"


def test_every_judgement_names_a_sheet_and_a_grade(judged):
    known = {s.id for s in read_corpus(sheet_folders(HERE)) if isinstance(s, Sheet)}
    assert len(known) >= 70
    for query in judged.queries:
        assert set(query.grades) <= known, query.text
        assert set(query.grades.values()) <= {1, 2, 3}, query.text
        assert max(query.grades.values()) >= 2, query.text


def test_every_kind_and_every_theme_is_asked_for(judged):
    lines = (HERE / "queries.jsonl").read_text("utf-8").splitlines()
    kinds = Counter(json.loads(line)["kind"] for line in lines)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 9
    themes = {s.id: s.themes for s in read_corpus(sheet_folders(HERE)) if isinstance(s, Sheet)}
    asked = Counter(
        theme for q in judged.queries for s, g in q.grades.items() if g == 3 for theme in themes[s]
    )
    assert set(asked) == {
        "logement", "emploi-femmes", "commerce", "justice", "sante", "education",
        "environnement", "culture", "participation",
    }  # fmt: skip


def test_fictitious_sheets_say_so():
    for path in (HERE / "sheets").glob("*.html"):
        assert "Fiche fictive" in path.read_text("utf-8")
