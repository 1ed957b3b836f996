"""One reader per source format: path to Sheet.

``read_corpus`` reads what editors keep; the readers of foreign formats serve ``fiches import``.
"""

from __future__ import annotations

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
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise CorpusError(f"{path} does not exist: name a folder of sheets or a sheet")
        found = [path] if path.is_file() else sorted(_pages(path))
        for page in found:
            real = page.resolve()
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


def _pages(folder: Path) -> Iterator[Path]:
    for page in folder.rglob("*.htm*"):
        parts = page.relative_to(folder).parts
        if page.suffix in (".html", ".htm") and not any(part.startswith(".") for part in parts):
            yield page
