"""A hostile file costs bounded memory and time, and the files after it are read."""

from __future__ import annotations

import resource

import pytest
from making import pdf

from indexer.errors import SheetError
from indexer.sources.confined import Confined
from indexer.sources.original import Original
from indexer.vocabulary import Sheet

GOOD = Original("a.md", b"# Le jardin\n\nDes habitants jardinent.\n")


def test_a_sheet_comes_back_as_it_was_read():
    with Confined() as confined:
        (sheet,) = confined.read(GOOD)
    assert isinstance(sheet, Sheet)
    assert (sheet.title, sheet.body) == ("Le jardin", "Des habitants jardinent.")


def test_one_process_reads_many_files():
    with Confined() as confined:
        confined.read(GOOD)
        first = confined._process
        confined.read(GOOD)
        assert confined._process is first


def test_faults_come_back_with_their_line():
    with Confined() as confined:
        (fault,) = confined.read(Original("a.csv", b"a,b\n1,2\n"))
    assert isinstance(fault, SheetError)
    assert (fault.path, fault.line) == ("a.csv", 1)


def test_an_unknown_kind_is_told_with_the_known_ones():
    with Confined() as confined:
        (fault,) = confined.read(Original("a.doc", b"x"))
    assert "docx" in str(fault)


SLOW = Original("a.pdf", pdf([[(50, 700, 10, "x")] * 40_000]))


@pytest.mark.parametrize("bounds", [{"cpu_seconds": 1}, {"wall_seconds": 0.5}])
def test_a_file_that_takes_too_long_is_a_fault(bounds):
    with Confined(**bounds) as confined:
        (fault,) = confined.read(SLOW)
    assert isinstance(fault, SheetError)
    assert "too much" in str(fault)


def test_after_a_file_that_took_too_long_the_next_is_read():
    with Confined(cpu_seconds=1) as confined:
        confined.read(SLOW)
        assert isinstance(confined.read(GOOD)[0], Sheet)


def test_memory_is_bounded():
    with Confined(memory=400_000_000) as confined:
        confined.read(GOOD)
        assert confined._process is not None
        soft, hard = resource.prlimit(confined._process.pid, resource.RLIMIT_AS)
    assert (soft, hard) == (400_000_000, 400_000_000)


@pytest.mark.parametrize(
    "original",
    [
        Original("a.html", b"<div>" * 100_000),
        Original("a.html", b"<b>" * 100_000 + b"x"),
        Original("a.md", b"[" * 50_000),
        Original("a.md", b"> " * 50_000 + b"x"),
        Original("a.csv", b'"' * 1_000_000),
        Original("a.txt", b"a\n" * 500_000),
        Original("a.txt", b"\n" * 1_000_000),
        Original("a.pdf", b"%PDF-1.4\n" + b"1 0 obj << " * 50_000),
        Original("a.docx", b"PK\x05\x06" + b"\0" * 18),
        Original("a.xml", b"<a>" * 100_000),
    ],
    ids=lambda original: f"{original.suffix} {original.data[:12]!r}",
)
def test_pathological_files_are_told_and_stop_nothing(original):
    with Confined(cpu_seconds=10) as confined:
        found = confined.read(original)
        assert all(isinstance(fault, SheetError) for fault in found)
        assert isinstance(confined.read(GOOD)[0], Sheet)
