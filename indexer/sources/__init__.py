"""One reader per source format: path to Sheet.

``read_corpus`` reads what editors keep; the readers of foreign formats serve ``fiches import``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path

from indexer.errors import CorpusError, SheetError
from indexer.sources.corpus_html import read_sheet, write_sheet
from indexer.vocabulary import Sheet

__all__ = ["corpus_files", "corpus_paths", "read_corpus", "read_sheet", "write_sheet"]


def corpus_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Every corpus page under ``paths`` (files or folders), each once, by folder then by name.

    Hidden files and folders are left out. Raises ``CorpusError`` when a path does not exist.
    """
    return map(Path, corpus_paths(paths))


def corpus_paths(paths: Iterable[Path]) -> Iterator[str]:
    """The same as plain strings, for whoever opens few of many: a ``Path`` costs more to make."""
    seen: set[str] = set()
    for path in paths:
        if not path.exists():
            raise CorpusError(f"{path} does not exist: name a folder of sheets or a sheet")
        where, real = str(path), os.path.realpath(path)
        for found, target in [(where, real)] if path.is_file() else _pages(where, real):
            if target not in seen:
                seen.add(target)
                yield found


def read_corpus(paths: Iterable[Path]) -> Iterator[Sheet | SheetError]:
    """Every sheet under ``paths`` in a stable order; a fault instead of one that cannot be read.

    A second sheet with an identifier already read is a fault that names the first file.
    """
    owners: dict[str, str] = {}
    for path in corpus_paths(paths):
        try:
            sheet = read_sheet(Path(path))
        except SheetError as error:
            yield error
            continue
        fault = twice(owners, sheet.id, path)
        if fault:
            yield fault
            continue
        yield sheet


def twice(owners: dict[str, str], sheet_id: str, path: str) -> SheetError | None:
    """A fault when another file of ``owners`` already has the identifier; else note this one."""
    owner = owners.setdefault(sheet_id, path)
    if owner == path:
        return None
    return SheetError(path, f"identifier {sheet_id} is already used by {owner}: give it another")


def _pages(folder: str, real: str) -> Iterator[tuple[str, str]]:
    """The path of each page in a folder, and where it really is on the disk."""
    with os.scandir(folder) as entries:
        shown = [entry for entry in entries if not entry.name.startswith(".")]
    for entry in sorted(shown, key=attrgetter("name")):
        if entry.is_dir(follow_symlinks=False):
            yield from _pages(entry.path, os.path.join(real, entry.name))
        elif entry.name.endswith((".html", ".htm")):
            linked = entry.is_symlink()
            yield entry.path, os.path.realpath(entry) if linked else f"{real}/{entry.name}"
