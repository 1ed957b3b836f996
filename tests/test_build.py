"""Publishing: whole or not at all, only what changed is analysed, nothing is lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import time

import pytest

from indexer.build import build
from indexer.collection import Collection
from indexer.engines.manifest import KEPT, GenerationStore
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.record import SAME_SIZE, differences
from indexer.errors import (
    CorpusError,
    FichesError,
    IndexDamagedError,
    IndexMissingError,
    PublishBusyError,
)
from indexer.query import Query
from tests.conftest import write_sheet_file


def ids(index, text=""):
    return sorted(hit.sheet.id for hit in Collection.open(index).search(Query(text)).hits)


def test_a_build_publishes_every_sheet(small_corpus, tmp_path):
    report = build([small_corpus], tmp_path / "index")
    assert (report.generation, report.sheets, report.analysed) == ("1", 3, 3)
    assert ids(tmp_path / "index") == ["foyer", "jardin", "marche"]


def test_unchanged_sheets_are_not_analysed_again(small_corpus, tmp_path):
    index = tmp_path / "index"
    build([small_corpus], index)
    assert build([small_corpus], index).analysed == 0
    write_sheet_file(small_corpus, "foyer", "Un foyer de femmes", "Le foyer accueille des femmes.")
    report = build([small_corpus], index)
    assert (report.generation, report.analysed) == ("3", 1)
    assert ids(index, "femmes") == ["foyer"]


def test_a_sheet_taken_away_is_gone(small_corpus, tmp_path):
    index = tmp_path / "index"
    build([small_corpus], index)
    (small_corpus / "foyer.html").unlink()
    build([small_corpus], index)
    assert ids(index) == ["jardin", "marche"]
    assert ids(index, "foyer") == []


def test_an_unreadable_sheet_is_told_and_the_others_are_published(small_corpus, tmp_path):
    (small_corpus / "casse.html").write_text("<html>rien", "utf-8")
    report = build([small_corpus], tmp_path / "index")
    assert report.sheets == 3
    assert [f.path for f in report.unreadable] == [str(small_corpus / "casse.html")]


@pytest.mark.parametrize("make", ["empty", "missing", "unreadable"])
def test_nothing_to_publish_leaves_the_served_index(small_corpus, tmp_path, make):
    index, other = tmp_path / "index", tmp_path / "other"
    build([small_corpus], index)
    if make != "missing":
        other.mkdir()
    if make == "unreadable":
        (other / "casse.html").write_text("rien", "utf-8")
    with pytest.raises(CorpusError):
        build([other], index)
    assert GenerationStore(index).current() == "1"
    assert len(ids(index)) == 3


def test_the_last_generations_are_kept(small_corpus, tmp_path):
    index = tmp_path / "index"
    for _ in range(5):
        build([small_corpus], index)
    assert GenerationStore(index).names() == ["3", "4", "5"]
    assert len(GenerationStore(index).names()) == KEPT


def test_rollback_serves_the_generation_before(small_corpus, tmp_path):
    index = tmp_path / "index"
    build([small_corpus], index)
    (small_corpus / "foyer.html").unlink()
    build([small_corpus], index)
    assert GenerationStore(index).rollback() == ("2", "1")
    assert ids(index) == ["foyer", "jardin", "marche"]
    with pytest.raises(FichesError, match="no generation before 1"):
        GenerationStore(index).rollback()
    assert build([small_corpus], index).generation == "3"


def test_two_publishers_never_meet(small_corpus, tmp_path):
    index = tmp_path / "index"
    with GenerationStore(index).publishing(), pytest.raises(PublishBusyError, match="another"):
        build([small_corpus], index)
    assert build([small_corpus], index).generation == "1"


def test_a_served_collection_follows_a_new_generation(small_corpus, tmp_path):
    index = tmp_path / "index"
    served = Collection.open(index)
    with pytest.raises(IndexMissingError):
        served.search(Query())
    build([small_corpus], index)
    assert served.search(Query()).total == 3
    write_sheet_file(small_corpus, "ecole", "Une école ouverte", "Des parents lisent.")
    build([small_corpus], index)
    results = served.search(Query())
    assert (results.total, results.generation) == (4, "2")


def test_a_damaged_new_generation_is_refused_and_the_old_one_serves(small_corpus, tmp_path):
    index = tmp_path / "index"
    build([small_corpus], index)
    served = Collection.open(index)
    assert served.generation == "1"
    build([small_corpus], index)
    store = GenerationStore(index)
    victim = max(store.path("2").rglob("*.npy"), key=lambda p: p.stat().st_size)
    data = victim.read_bytes()
    victim.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(index / "CURRENT")
    assert served.search(Query()).generation == "1"
    assert "damaged" in served.alarm
    with pytest.raises(IndexDamagedError, match=victim.name):
        Collection.open(index).search(Query())


@pytest.mark.parametrize("harm", ["flip", "truncate", "remove"])
def test_every_kind_of_damage_to_any_file_is_found(small_corpus, tmp_path, harm):
    index = tmp_path / "index"
    build([small_corpus], index)
    store = GenerationStore(index)
    whole = tmp_path / "whole"
    shutil.copytree(store.path("1"), whole)
    for name in store.manifest("1")["files"]:
        victim = store.path("1") / name
        data = victim.read_bytes()
        if not data:
            continue
        if harm == "remove":
            victim.unlink()
        else:
            victim.write_bytes(data[:-1] if harm == "truncate" else bytes([data[0] ^ 1]) + data[1:])
        with pytest.raises(IndexDamagedError):
            store.verify("1")
        shutil.copyfile(whole / name, victim)
    store.verify("1")


def test_a_damaged_generation_is_not_built_upon(small_corpus, tmp_path):
    index = tmp_path / "index"
    build([small_corpus], index)
    bodies = GenerationStore(index).path("1") / "arrays" / "bodies.bin"
    bodies.write_bytes(b"x" * bodies.stat().st_size)
    assert build([small_corpus], index).analysed == 3
    assert Collection.open(index).search(Query("habitants")).total == 1


def everything(index):
    """All that an index answers to a few questions, without the generation's name."""
    served = Collection.open(index)
    queries = [Query(), Query("jeunes"), Query("des"), Query("foyer -jeunes"), Query("fo*")]
    answers = [served.search(q) for q in queries]
    return [
        (r.total, [(h.sheet, round(h.score, 4), h.excerpts) for h in r.hits], r.facets)
        for r in answers
    ] + [served.suggest("jard"), [h.sheet.id for h in served.similar("marche")]]


@pytest.mark.parametrize("change", ["edit", "add", "remove", "several"])
def test_a_build_upon_the_one_before_equals_a_build_from_nothing(small_corpus, tmp_path, change):
    index = tmp_path / "index"
    for n in range(30):
        text = f"Des habitants et des jeunes, numéro {n}."
        write_sheet_file(small_corpus, f"fiche-{n:02}", f"Fiche {n}", text, date=f"20{n:02}")
    build([small_corpus], index)
    if change in ("edit", "several"):
        write_sheet_file(small_corpus, "fiche-07", "Le foyer des jeunes", "Autre texte inédit.")
    if change in ("add", "several"):
        write_sheet_file(small_corpus, "fiche-15b", "Un verger", "Des jardins et des pommes.")
    if change in ("remove", "several"):
        (small_corpus / "fiche-20.html").unlink()
    report = build([small_corpus], index)
    assert report.analysed == {"edit": 1, "add": 1, "remove": 0, "several": 2}[change]
    build([small_corpus], tmp_path / "other")
    assert everything(index) == everything(tmp_path / "other")
    store = GenerationStore(index)
    engine = WhooshEngine(store.path("2"), "2")
    assert list(differences(store.path("2"), engine)) == []
    store.verify("1")


def test_many_small_changes_do_not_pile_up(small_corpus, tmp_path):
    index = tmp_path / "index"
    build([small_corpus], index)
    for n in range(12):
        write_sheet_file(small_corpus, "foyer", "Un foyer", f"Le foyer, version {n}.")
        build([small_corpus], index)
    folder = GenerationStore(index).path("13")
    segments = list((folder / "whoosh").glob("*.seg"))
    assert len(segments) <= SAME_SIZE
    assert list(differences(folder, WhooshEngine(folder, "13"))) == []


WORDS = (
    "des jeunes habitants cultivent un jardin avec leur foyer et le marché de Sevran "
    "un marche des marches Élève eleve élèves foyers jardins"
)


@pytest.mark.parametrize("rewriting", ["never", "parts", "dictionary", "record"])
def test_any_series_of_changes_equals_a_build_from_nothing(
    small_corpus, tmp_path, monkeypatch, rewriting
):
    """Whatever is written anew on the way: second parts, the dictionary, the Whoosh index."""
    monkeypatch.setattr("indexer.build.program_digest", lambda knowledge: bytes(32))
    if rewriting == "parts":
        monkeypatch.setattr("indexer.engines.whoosh_engine.part_change.ALWAYS_FITS", 40)
    if rewriting == "dictionary":
        monkeypatch.setattr("indexer.engines.whoosh_engine.continuing.MOST_LATER_TERMS", 20)
    if rewriting == "record":
        monkeypatch.setattr("indexer.engines.whoosh_engine.record.MOST_SEGMENTS", 2)
    index = tmp_path / "index"
    chance = random.Random(3)
    words = WORDS.split()
    for n in range(40):
        write_sheet_file(small_corpus, f"fiche-{n:02}", f"Fiche {n}", " ".join(words[n % 9 :]))
    build([small_corpus], index)
    for turn in range(14):
        for _ in range(chance.randint(1, 3)):
            name = f"fiche-{chance.randrange(45):02}"
            if chance.random() < 0.25:
                (small_corpus / f"{name}.html").unlink(missing_ok=True)
                continue
            text = " ".join([*chance.choices(words, k=chance.randint(1, 30)), f"mot{turn}."])
            title = f"Autre fiche {turn}" if chance.random() < 0.3 else f"Fiche {name}"
            write_sheet_file(small_corpus, name, title, text, date=f"20{turn:02}")
        report = build([small_corpus], index)
        assert report.analysed <= 3
    build([small_corpus], tmp_path / "other")
    assert everything(index) == everything(tmp_path / "other")
    store = GenerationStore(index)
    name = store.current()
    assert list(differences(store.path(name), WhooshEngine(store.path(name), name))) == []
    store.verify(name)


def test_deep_verification_finds_arrays_that_differ_from_whoosh(small_corpus, tmp_path):
    build([small_corpus], tmp_path / "a")
    write_sheet_file(small_corpus, "foyer", "Un foyer", "Un tout autre texte.")
    build([small_corpus], tmp_path / "b")
    one, other = (GenerationStore(tmp_path / n).path("1") for n in "ab")
    shutil.rmtree(one / "whoosh")
    shutil.copytree(other / "whoosh", one / "whoosh")
    assert list(differences(one, WhooshEngine(one, "1")))


def test_many_sheets_are_prepared_by_several_processes(tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.preparing.WORTH_SHARING", 4)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    for n in range(20):
        write_sheet_file(tmp_path / "many", f"fiche-{n:02}", f"Fiche {n}", "Des habitants.")
    (tmp_path / "many" / "casse.html").write_text("rien", "utf-8")
    seen = []
    report = build([tmp_path / "many"], tmp_path / "i", lambda done, total: seen.append(done))
    assert (report.sheets, report.analysed, len(report.unreadable)) == (20, 20, 1)
    assert seen[-1] == 21
    assert seen == sorted(seen)


def test_an_index_of_another_analysis_is_refused(small_corpus, tmp_path):
    index = tmp_path / "index"
    build([small_corpus], index)
    path = GenerationStore(index).path("1") / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**manifest, "analysis": "other"}), "utf-8")
    with pytest.raises(IndexDamagedError, match="fiches index"):
        Collection.open(index).search(Query())


def test_killed_at_any_instant_the_served_generation_is_whole(small_corpus, tmp_path):
    """SIGKILL at 60 random instants of a publish: what CURRENT names always verifies."""
    index = tmp_path / "index"
    build([small_corpus], index)
    started = time.monotonic()
    build([small_corpus], index)
    usual = time.monotonic() - started
    store = GenerationStore(index)
    chance = random.Random(7)
    seen = set()
    for _ in range(60):
        child = multiprocessing.get_context("fork").Process(
            target=build, args=([small_corpus], index), daemon=True
        )
        child.start()
        time.sleep(chance.uniform(0, usual * 1.8))
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        name = store.current()
        assert store.verify(name)["sheets"] == 3
        seen.add(name)
    assert len(seen) > 1, "no build ever finished: the instants were too early to prove anything"
    assert build([small_corpus], index).sheets == 3
    left = [p.name for p in (index / "generations").iterdir() if not p.name.isdigit()]
    assert left == []
