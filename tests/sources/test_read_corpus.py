"""A folder of sheets is walked in a stable order and faults do not stop the walk."""

from __future__ import annotations

import pytest

from indexer.errors import CorpusError, SheetError
from indexer.sources import corpus_files, read_corpus, write_sheet
from indexer.vocabulary import Sheet


def put(folder, name, sheet_id):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(write_sheet(Sheet(id=sheet_id, title="T", summary="S")), encoding="utf-8")
    return file


def test_sheets_come_by_folder_then_by_name_and_hidden_files_are_left_out(tmp_path):
    put(tmp_path, "b.html", "b")
    put(tmp_path, "a/z.html", "z")
    put(tmp_path, "a/c.htm", "c")
    put(tmp_path, ".git/x.html", "x")
    put(tmp_path, "a/.hidden.html", "y")
    (tmp_path / "README.md").write_text("rien")
    assert [sheet.id for sheet in read_corpus([tmp_path])] == ["c", "z", "b"]


def test_an_unreadable_sheet_is_reported_and_the_others_are_read(tmp_path):
    put(tmp_path, "a.html", "a")
    (tmp_path / "b.html").write_bytes(b"\xff\xfe")
    put(tmp_path, "c.html", "c")
    first, fault, last = read_corpus([tmp_path])
    assert (first.id, last.id) == ("a", "c")
    assert isinstance(fault, SheetError)
    assert fault.path.endswith("b.html")


def test_an_identifier_used_twice_names_both_files(tmp_path):
    put(tmp_path, "a.html", "same")
    put(tmp_path, "b.html", "same")
    sheet, fault = read_corpus([tmp_path])
    assert sheet.id == "same"
    assert isinstance(fault, SheetError)
    assert "a.html" in str(fault)
    assert fault.path.endswith("b.html")


def test_a_file_named_twice_is_read_once(tmp_path):
    file = put(tmp_path, "a.html", "a")
    assert list(corpus_files([file, tmp_path])) == [file]


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(CorpusError, match="does not exist"):
        list(read_corpus([tmp_path / "none"]))
