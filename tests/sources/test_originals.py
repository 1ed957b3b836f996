"""Files, folders and archives hand out what may be a sheet, one file at a time."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from indexer.errors import CorpusError, SheetError
from indexer.sources import originals
from indexer.sources.original import Original
from indexer.sources.originals import is_readable, names, walk


@pytest.mark.parametrize(
    "name",
    ["a.html", "a.HTM", "sous/dossier/a.pdf", "a.docx", "F12.json", "F12.xml", "a.tgz", "../a.md"],
)
def test_what_may_hold_sheets_is_read(name):
    assert is_readable(name)


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "readme.txt",
        "LICENSE",
        "Licence.txt",
        "CHANGELOG.md",
        "package.json",
        "index.json",
        "R12.json",
        "N12.xml",
        "a.js",
        "a.png",
        "a",
        ".hidden.html",
        ".git/a.html",
        "__MACOSX/a.html",
        "robots.txt",
    ],
)
def test_what_goes_with_sheets_is_passed_over(name):
    assert not is_readable(name)


def test_a_folder_is_walked_in_order(tmp_path):
    for name in ("b.md", "a/z.md", "a/b.pdf", "c.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    found = [each for each in walk([tmp_path]) if isinstance(each, Original)]
    assert [each.name for each in found] == ["a/b.pdf", "a/z.md", "b.md"]
    assert found[0].data == b"a/b.pdf"


def test_links_are_not_followed_in_folders(tmp_path):
    (tmp_path / "elsewhere.md").write_text("x")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.md").symlink_to(tmp_path / "elsewhere.md")
    assert list(walk([folder])) == []


def test_a_file_named_by_the_user_is_handed_out_whatever_its_name(tmp_path):
    file = tmp_path / "README.md"
    file.write_text("x")
    (found,) = walk([file])
    assert isinstance(found, Original)


def test_a_missing_path_is_an_error(tmp_path):
    with pytest.raises(CorpusError):
        list(walk([tmp_path / "none"]))


def test_a_file_that_is_too_large_is_told_and_not_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(originals, "MAX_ORIGINAL_BYTES", 1_000_000)
    (tmp_path / "a.pdf").write_bytes(b"x" * 1_000_001)
    (tmp_path / "b.pdf").write_bytes(b"x" * 1_000_000)
    fault, good = walk([tmp_path])
    assert isinstance(fault, SheetError)
    assert "larger than 1 MB" in str(fault)
    assert isinstance(good, Original)


def tarred(path, contents: dict[str, bytes], mode: str = "w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, data in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def test_a_tar_hands_out_its_members(tmp_path):
    path = tarred(tmp_path / "a.tgz", {"p/F1.json": b"1", "p/x.js": b"", "p/F2.json": b"2"})
    found = [each for each in walk([path]) if isinstance(each, Original)]
    assert [(each.name, each.data) for each in found] == [
        ("a.tgz/p/F1.json", b"1"),
        ("a.tgz/p/F2.json", b"2"),
    ]
    assert list(names([path])) == ["F1.json", "x.js", "F2.json"]


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            member = tarfile.TarInfo("a.md")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    assert list(walk([path])) == []


def test_an_archive_that_expands_to_too_much_is_told_and_left(tmp_path, monkeypatch):
    monkeypatch.setattr(originals, "MAX_EXPANDED_BYTES", 1_500)
    path = tarred(tmp_path / "a.tgz", {f"{n}.md": b"x" * 1000 for n in range(5)})
    *good, fault = walk([path])
    assert len(good) == 2
    assert isinstance(fault, SheetError)
    assert "too much" in str(fault)


def test_an_archive_of_too_many_files_is_told_and_left(tmp_path, monkeypatch):
    monkeypatch.setattr(originals, "MAX_MEMBERS", 3)
    path = tarred(tmp_path / "a.tgz", {f"{n}.md": b"x" for n in range(5)})
    *good, fault = walk([path])
    assert len(good) == 3
    assert isinstance(fault, SheetError)


def test_a_zip_hands_out_its_members_in_order(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("b.md", "a.md", "c.png", "d/"):
            archive.writestr(name, name)
    found = [each for each in walk([path]) if isinstance(each, Original)]
    assert [each.name for each in found] == ["a.zip/a.md", "a.zip/b.md"]


def test_an_encrypted_zip_is_told(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", "x")
    data = bytearray(path.read_bytes())
    for header, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + place] |= 1
    path.write_bytes(bytes(data))
    (fault,) = walk([path])
    assert isinstance(fault, SheetError)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("été".encode(), "été"),
        (b"\xef\xbb\xbf" + "été".encode(), "été"),
        ("été’".encode("cp1252"), "été’"),
        ("été".encode("utf-16"), "été"),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"a\x01\x0bb\x7f", "ab"),
    ],
)
def test_texts_of_the_usual_encodings_are_understood(data, text):
    assert Original("a.txt", data).text() == text


def test_binary_content_is_no_text():
    with pytest.raises(SheetError, match="binary"):
        Original("a.txt", b"\xff\x00\x80" * 10).text()
