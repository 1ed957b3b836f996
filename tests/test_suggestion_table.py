"""Suggestions written upon those before are those that would be written from nothing."""

from __future__ import annotations

import random

import pytest

from indexer.build import build
from indexer.collection import Collection
from indexer.engines.manifest import GenerationStore
from indexer.expressions import best, groups
from tests.conftest import write_sheet_file

WORDS = (
    "régie",
    "Régie",
    "de",
    "quartier",
    "jardin",
    "partagé",
    "emploi",
    "des",
    "femmes",
    "santé",
)
STRUCTURES = ("Actis", "Ville de Grenoble", "")


def write_some(folder, numbers, chance: random.Random) -> None:
    for n in numbers:
        title = " ".join(chance.choices(WORDS, k=chance.randint(1, 5)))
        meta = {"publisher": "Nous", "creator": chance.choice(STRUCTURES)}
        if chance.random() < 0.3:
            meta["coverage"] = chance.choice(["Grenoble", "Sevran"])
        write_sheet_file(folder, f"f-{n:03}", title, "Des habitants.", **meta)


def told(index) -> dict[str, object]:
    """What is suggested for many beginnings, kinds, labels, values and counts."""
    collection = Collection.open(index)
    beginnings = {
        word[:size]
        for word in (*WORDS, "grenoble", "actis", "ville", "foyer")
        for size in (2, 3, 5)
    }
    typed = [*sorted(beginnings), "jardni", "grenobel", "quartier de", "f-0"]
    return {text: collection.suggest(text, size) for text in typed for size in (8, 50)}


def shared(index, generation, *names) -> list[int]:
    folder = GenerationStore(index).path(generation)
    return [(folder / name).stat().st_ino for name in names]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_upon_those_before_as_from_nothing(small_corpus, tmp_path, seed):
    """Sheets come, change and go; counts, spellings and titles follow."""
    chance, index = random.Random(seed), tmp_path / "index"
    write_some(small_corpus, range(60), chance)
    build([small_corpus], index)
    for turn in range(3):
        write_some(small_corpus, chance.sample(range(64), 4), chance)
        for n in chance.sample(range(60), 2):
            (small_corpus / f"f-{n:03}.html").unlink(missing_ok=True)
        build([small_corpus], index)
        last = GenerationStore(index).names()[-2:]
        assert len({n for name in last for n in shared(index, name, "titles.trie")}) == 1
        build([small_corpus], tmp_path / f"fresh-{turn}")
        assert told(index) == told(tmp_path / f"fresh-{turn}")
        if turn == 0:
            assert not Collection.open(index).suggest("zzz")


def test_after_many_changes_titles_are_written_anew(small_corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.suggestion_table.FEW", 1)
    index, chance = tmp_path / "index", random.Random(5)
    write_some(small_corpus, range(20), chance)
    build([small_corpus], index)
    write_some(small_corpus, [3, 4, 5], chance)
    build([small_corpus], index)
    assert shared(index, "1", "titles.trie") != shared(index, "2", "titles.trie")
    build([small_corpus], tmp_path / "fresh")
    assert told(index) == told(tmp_path / "fresh")


def test_after_many_changes_expressions_are_counted_anew(small_corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.expression_table.MOST_LATER", 1)
    index, chance = tmp_path / "index", random.Random(6)
    write_some(small_corpus, range(20), chance)
    build([small_corpus], index)
    write_some(small_corpus, [3, 4], chance)
    build([small_corpus], index)
    assert shared(index, "1", "expressions.trie") != shared(index, "2", "expressions.trie")
    build([small_corpus], tmp_path / "fresh")
    assert told(index) == told(tmp_path / "fresh")


def test_the_best_expressions_are_read_no_further_than_needed(monkeypatch):
    """A part that is more frequent than the whole stays; one just as frequent goes."""
    holders = {"a": 5, "a b": 3, "b": 3, "c": 4, "d": 2, "e": 1}
    assert best(groups(holders, 2)) == [("a", 5), ("c", 4), ("a b", 3), ("d", 2)]
    monkeypatch.setattr("indexer.expressions.KEPT", 2)
    read = []
    found = best((read.append(count), (count, keys))[1] for count, keys in groups(holders, 2))
    assert found == [("a", 5), ("c", 4)]
    assert read == [5, 4]
