"""One reader per source format: path to Sheet.

``read_corpus`` reads what editors keep; the readers of foreign formats serve ``fiches import``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.errors import CorpusError, SheetError
from indexer.sources.corpus_html import read_sheet, write_sheet
from indexer.vocabulary import Sheet

__all__ = ["corpus_files", "read_corpus", "read_sheet", "write_sheet"]


def corpus_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Every corpus page under ``paths`` (files or folders), each once, by folder then by name.

    Hidden files and folders are left out. Raises ``CorpusError`` when a path does not exist.
    """
    seen: set[str] = set()
    for path in paths:
        if not path.exists():
            raise CorpusError(f"{path} does not exist: name a folder of sheets or a sheet")
        found = (
            [path] if path.is_file() else [path.joinpath(*page) for page in sorted(_pages(path))]
        )
        for page in found:
            real = os.path.realpath(page)
            if real not in seen:
                seen.add(real)
                yield page


def read_corpus(paths: Iterable[Path]) -> Iterator[Sheet | SheetError]:
    """Every sheet under ``paths`` in a stable order; a fault instead of one that cannot be read.

    A second sheet with an identifier already read is a fault that names the first file.
    """
    owners: dict[str, Path] = {}
    for path in corpus_files(paths):
        try:
            sheet = read_sheet(path)
        except SheetError as error:
            yield error
            continue
        fault = twice(owners, sheet.id, path)
        if fault:
            yield fault
            continue
        yield sheet


def twice(owners: dict[str, Path], sheet_id: str, path: Path) -> SheetError | None:
    """A fault when another file of ``owners`` already has the identifier; else note this one."""
    owner = owners.setdefault(sheet_id, path)
    if owner is path:
        return None
    return SheetError(
        str(path), f"identifier {sheet_id} is already used by {owner}: give it another"
    )


def _pages(folder: Path) -> Iterator[tuple[str, ...]]:
    """The parts of the path in ``folder`` of each page."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        above = Path(where).relative_to(folder).parts
        for name in names:
            if name.endswith((".html", ".htm")) and not name.startswith("."):
                yield (*above, name)
