"""What did not change is neither read nor written again, and what looks unchanged but is not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from indexer.build import build
from indexer.collection import Collection
from indexer.engines import seals
from indexer.engines.manifest import GenerationStore
from indexer.errors import IndexDamagedError
from indexer.query import Query
from indexer.source_keys import SourceKeys
from tests.conftest import write_sheet_file


@pytest.fixture
def settled(monkeypatch):
    """Files count as settled at once, so that tests need not wait for the clock."""
    monkeypatch.setattr("indexer.source_keys.TICK", -1.0)


def found(index, text):
    return sorted(hit.sheet.id for hit in Collection.open(index).search(Query(text)).hits)


def changed_in_place(path, old, new):
    """Other content of the same size under the same name and time."""
    before = path.stat()
    data = path.read_bytes()
    assert old in data
    assert len(old) == len(new)
    path.write_bytes(data.replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def names_read(monkeypatch):
    """The names of the sources read from now on, as they are read."""
    read = []
    whole = SourceKeys._read

    def noted(keys, path, settled):
        read.append(Path(path).name)
        return whole(keys, path, settled)

    monkeypatch.setattr(SourceKeys, "_read", noted)
    return read


# --- Sources -----------------------------------------------------------------------------------


def test_a_source_that_did_not_change_is_not_read(small_corpus, tmp_path, monkeypatch, settled):
    build([small_corpus], tmp_path / "index")
    read = names_read(monkeypatch)
    assert build([small_corpus], tmp_path / "index").analysed == 0
    assert read == []
    write_sheet_file(small_corpus, "foyer", "Un foyer", "Le foyer accueille des familles.")
    assert build([small_corpus], tmp_path / "index").analysed == 1
    assert read == ["foyer.html"]


def test_a_source_written_a_moment_ago_is_read_again(small_corpus, tmp_path, monkeypatch):
    """Two changes within a tick of the clock may leave the same time."""
    build([small_corpus], tmp_path / "index")
    read = names_read(monkeypatch)
    assert build([small_corpus], tmp_path / "index").analysed == 0
    assert len(read) == 3


def test_content_of_the_same_size_and_time_is_seen(small_corpus, tmp_path, settled):
    index = tmp_path / "index"
    write_sheet_file(small_corpus, "foyer", "Un foyer", "Le foyer accueille des pommes.")
    build([small_corpus], index)
    changed_in_place(small_corpus / "foyer.html", b"pommes", b"cerise")
    assert build([small_corpus], index).analysed == 1
    assert found(index, "cerise") == ["foyer"]


def test_a_full_build_takes_nothing_over(small_corpus, tmp_path, settled):
    index = tmp_path / "index"
    build([small_corpus], index)
    assert build([small_corpus], index, full=True).analysed == 3
    files = GenerationStore(index).manifest("2")["files"]
    paths = [tmp_path / "index" / "generations" / n / "arrays" / "spans.npy" for n in "12"]
    assert "arrays/spans.npy" in files
    assert len({path.stat().st_ino for path in paths}) == 2


def test_a_corpus_that_moved_is_read_and_taken_over(small_corpus, tmp_path, settled):
    build([small_corpus], tmp_path / "index")
    moved = tmp_path / "elsewhere"
    shutil.copytree(small_corpus, moved)
    assert build([moved], tmp_path / "index").analysed == 0


# --- What is written -----------------------------------------------------------------------------


def numbers(index, generation, *names):
    """The number on the disk of some files of a generation."""
    return [(GenerationStore(index).path(generation) / name).stat().st_ino for name in names]


TEXTS = ("arrays/spans.npy", "arrays/bodies.bin", "arrays/terms.trie")
SUGGESTIONS = ("suggestions.bin", "suggestions.trie", "expressions.json")
TITLES = ("titles.bin", "titles.trie", "expressions.trie", "expressions.counts.npy")
GLOSSARY = ("knowledge/acronyms.json", "knowledge/glossary.trie")


@pytest.mark.parametrize(
    ("title", "text", "shared", "written"),
    [
        ("Un foyer", "Une phrase de plus.", (*TEXTS, *TITLES, *SUGGESTIONS, *GLOSSARY), ()),
        ("Un autre titre", "Le foyer.", (*TEXTS, *TITLES, *GLOSSARY), SUGGESTIONS),
        ("Un foyer", "L’Association Relais Habitat (ARH) aide.", TEXTS, GLOSSARY),
    ],
    ids=["a sentence", "a title", "an acronym"],
)
def test_only_what_a_change_touches_is_written(
    small_corpus, tmp_path, title, text, shared, written
):
    index = tmp_path / "index"
    for n in range(20):
        write_sheet_file(small_corpus, f"fiche-{n}", f"Fiche {n}", "Des habitants.")
    write_sheet_file(small_corpus, "foyer", "Un foyer", "Le foyer.")
    build([small_corpus], index)
    write_sheet_file(small_corpus, "foyer", title, text)
    build([small_corpus], index)
    assert numbers(index, "1", *shared) == numbers(index, "2", *shared)
    assert not set(numbers(index, "1", *written)) & set(numbers(index, "2", *written))


# --- Generations -------------------------------------------------------------------------------


@pytest.fixture
def digested(monkeypatch):
    """The names of the files that are digested."""
    seen = []
    digest = "indexer.engines.manifest._digest"
    from indexer.engines import manifest

    whole = manifest._digest
    monkeypatch.setattr(digest, lambda path: (seen.append(path.name), whole(path))[1])
    return seen


def test_opening_believes_files_that_are_the_same(small_corpus, tmp_path, digested):
    build([small_corpus], tmp_path / "index")
    assert digested
    digested.clear()
    assert Collection.open(tmp_path / "index").generation == "1"
    assert digested == []
    GenerationStore(tmp_path / "index").verify("1")
    assert "spans.npy" in digested


def test_a_copied_index_is_compared_once(small_corpus, tmp_path, digested):
    build([small_corpus], tmp_path / "index")
    shutil.copytree(tmp_path / "index", tmp_path / "copy")
    digested.clear()
    assert Collection.open(tmp_path / "copy").generation == "1"
    assert "spans.npy" in digested
    digested.clear()
    assert Collection.open(tmp_path / "copy").generation == "1"
    assert digested == []


def test_a_damaged_copy_is_refused(small_corpus, tmp_path):
    build([small_corpus], tmp_path / "index")
    shutil.copytree(tmp_path / "index", tmp_path / "copy")
    victim = tmp_path / "copy" / "generations" / "1" / "arrays" / "spans.npy"
    data = victim.read_bytes()
    victim.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(IndexDamagedError, match="spans"):
        Collection.open(tmp_path / "copy").search(Query())


def test_damage_that_sets_the_time_back_is_found_by_verifying_only(small_corpus, tmp_path):
    """What opening cannot see; told in docs/operating.md."""
    index = tmp_path / "index"
    build([small_corpus], index)
    store = GenerationStore(index)
    victim = store.path("1") / "arrays" / "bodies.bin"
    changed_in_place(victim, b"habitants", b"HABITANTS")
    store.whole("1")
    with pytest.raises(IndexDamagedError, match="bodies"):
        store.verify("1")


@pytest.mark.parametrize("told", ["", "{", "[1]", '{"arrays/spans.npy": null}', '{"a": 3}'])
def test_unreadable_seals_only_mean_that_all_is_compared(small_corpus, tmp_path, told):
    build([small_corpus], tmp_path / "index")
    store = GenerationStore(tmp_path / "index")
    (store.path("1") / seals.SEALS).write_text(told, "utf-8")
    assert store.whole("1")["sheets"] == 3
    assert "arrays/spans.npy" in seals.read(store.path("1"))
