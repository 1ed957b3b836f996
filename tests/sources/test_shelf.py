"""The folder of imported sheets remembers where each came from and never loses an editor's work."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from indexer.errors import CorpusError, SheetError
from indexer.sources.corpus_html import ID, identifier, write_sheet
from indexer.sources.shelf import MEMORY, Shelf
from indexer.vocabulary import Sheet

SHEET = Sheet("le-jardin", "Le jardin", "Des habitants jardinent.")


def put(folder, sheet=SHEET, key="https://exemple.fr/1", origin="a.html"):
    shelf = Shelf(folder)
    outcome = shelf.put(shelf.identify(sheet, key), key, origin)
    shelf.remember()
    return outcome


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Le jardin des Mureaux", "le-jardin-des-mureaux"),
        ("L’Haÿ-les-Roses : « Œuvrer »", "l-hay-les-roses-oeuvrer"),
        ("D.A.M.E.S.", "d-a-m-e-s"),
        ("…", "fiche"),
        ("日本", None),
        ("mot " * 40, "mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot"),
        ("x" * 200, "x" * 60),
    ],
)
def test_an_identifier_is_readable_and_short(title, expected):
    found = identifier(title)
    assert ID.fullmatch(found)
    assert expected is None or found == expected


def test_added_then_unchanged_then_updated(tmp_path):
    assert put(tmp_path) == "added"
    assert put(tmp_path) == "unchanged"
    assert put(tmp_path, replace(SHEET, summary="Autre résumé.")) == "updated"


def test_an_original_keeps_its_identifier_when_its_title_changes(tmp_path):
    put(tmp_path)
    put(tmp_path, replace(SHEET, id="autre", title="Autre titre"))
    assert [file.name for file in tmp_path.glob("*.html")] == ["le-jardin.html"]


def test_two_originals_of_one_title_have_two_identifiers(tmp_path):
    put(tmp_path)
    put(tmp_path, key="https://exemple.fr/2")
    put(tmp_path, key="https://exemple.fr/3")
    names = sorted(file.name for file in tmp_path.glob("*.html"))
    assert names == ["le-jardin-2.html", "le-jardin-3.html", "le-jardin.html"]


def test_a_long_identifier_leaves_room_for_its_number(tmp_path):
    long = replace(SHEET, id="x" * 81)
    put(tmp_path, long)
    put(tmp_path, long, key="https://exemple.fr/2")
    assert all(ID.fullmatch(file.stem) for file in tmp_path.glob("*.html"))
    assert len(list(tmp_path.glob("*.html"))) == 2


def test_an_edited_file_is_kept(tmp_path):
    put(tmp_path)
    file = tmp_path / "le-jardin.html"
    file.write_text(file.read_text("utf-8").replace("jardinent", "cultivent"), "utf-8")
    assert put(tmp_path) == "kept"
    assert put(tmp_path, replace(SHEET, summary="Autre.")) == "kept"
    assert "cultivent" in file.read_text("utf-8")


def test_a_listing_does_not_shorten_what_the_page_gave(tmp_path):
    put(tmp_path, replace(SHEET, summary="Un long résumé. " * 20))
    assert put(tmp_path, origin="liste.html") == "shorter"
    assert put(tmp_path, origin="a.html") == "updated"


def test_a_sheet_that_could_not_be_read_again_is_not_written(tmp_path):
    with pytest.raises(SheetError):
        put(tmp_path, replace(SHEET, summary="", sections=()))
    assert list(tmp_path.glob("*.html")) == []


def test_a_bad_identifier_is_replaced_by_one_of_the_title(tmp_path):
    put(tmp_path, replace(SHEET, id="../../etc/passwd"))
    assert [file.name for file in tmp_path.glob("*.html")] == ["le-jardin.html"]


def test_sheets_on_the_shelf_are_those_that_can_be_read(tmp_path):
    put(tmp_path)
    (tmp_path / "b.html").write_bytes(b"\xff")
    (tmp_path / "c.html").write_text("<p>rien", "utf-8")
    (tmp_path / "d.html").write_text(write_sheet(replace(SHEET, id="d")), "utf-8")
    assert [sheet.id for sheet in Shelf(tmp_path).sheets()] == ["d", "le-jardin"]


def test_the_memory_is_readable_and_a_damaged_one_is_told(tmp_path):
    put(tmp_path)
    told = json.loads((tmp_path / MEMORY).read_text("utf-8"))
    assert told["https://exemple.fr/1"]["id"] == "le-jardin"
    (tmp_path / MEMORY).write_text("{", "utf-8")
    with pytest.raises(CorpusError, match="remove it"):
        Shelf(tmp_path)


def test_no_half_written_file_is_left(tmp_path):
    put(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {MEMORY, "le-jardin.html"}
