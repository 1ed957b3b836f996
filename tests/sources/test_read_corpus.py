"""A folder of sheets is walked in a stable order and faults do not stop the walk."""

from __future__ import annotations

import pytest

from indexer import sources
from indexer.errors import CorpusError, SheetError
from indexer.sources import RememberedSheets, corpus_files, read_corpus, write_sheet
from indexer.sources.article import clean_sections
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


def test_remembered_sheets_are_the_same_and_not_parsed_again(tmp_path, monkeypatch):
    for name in ("a", "b"):
        put(tmp_path / "corpus", f"{name}.html", name)
    with RememberedSheets(tmp_path / "index") as remembered:
        first = list(read_corpus([tmp_path / "corpus"], remembered))
    put(tmp_path / "corpus", "b.html", "changed")
    parsed: list[str] = []
    real = sources.parse_sheet
    monkeypatch.setattr(sources, "parse_sheet", lambda t, p: (parsed.append(p), real(t, p))[1])
    with RememberedSheets(tmp_path / "index") as remembered:
        second = list(read_corpus([tmp_path / "corpus"], remembered))
    assert [file.rpartition("/")[2] for file in parsed] == ["b.html"]
    assert second[0] == first[0] == next(iter(read_corpus([tmp_path / "corpus"])))
    assert second[1].id == "changed"


def test_a_whole_sheet_is_remembered_whole(tmp_path):
    sheet = Sheet(
        id="a",
        title="T",
        summary="S",
        sections=clean_sections("<p>a</p><h3>b</h3><ul><li>c</ul>"),
        themes=("logement",),
        territories=("qt:93071:les-beaudottes", "dep:78"),
        territory_labels=(("qt:93071:les-beaudottes", "Les Beaudottes"),),
        date="2010-04",
        structure="X",
        audience="Y",
        publisher="Z",
        source="s",
        rights="r",
        language="br",
    )
    with RememberedSheets(tmp_path) as remembered:
        remembered.put(b"1", sheet)
        assert remembered.get(b"1") == sheet
        assert remembered.get(b"2") is None


def test_what_was_not_asked_for_is_forgotten_and_a_damaged_memory_made_anew(tmp_path):
    with RememberedSheets(tmp_path) as remembered:
        remembered.put(b"1", Sheet("a", "T"))
        remembered.put(b"2", Sheet("b", "T"))
    with RememberedSheets(tmp_path) as remembered:
        remembered.get(b"1")
        remembered.forget_unused()
    with RememberedSheets(tmp_path) as remembered:
        assert remembered.get(b"1")
        assert remembered.get(b"2") is None
    (tmp_path / "read-sheets.sqlite").write_bytes(b"no database" * 1000)
    with RememberedSheets(tmp_path) as remembered:
        assert remembered.get(b"1") is None
