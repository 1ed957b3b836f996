"""Which reader reads an original: by its suffix, and by what it holds where suffixes are shared."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from indexer.errors import SheetError
from indexer.sources.original import Original
from indexer.vocabulary import Sheet

Reader = Callable[[Original], list[Sheet | SheetError]]

#: Suffix → module and function of its reader; a module is only loaded when it is needed.
_READERS = {
    ".html": ("webpage", "read_webpage"),
    ".htm": ("webpage", "read_webpage"),
    ".xhtml": ("webpage", "read_webpage"),
    ".txt": ("listing_text", "read_listing_text"),
    ".md": ("markdown", "read_markdown"),
    ".markdown": ("markdown", "read_markdown"),
    ".pdf": ("pdf", "read_pdf"),
    ".docx": ("office", "read_docx"),
    ".odt": ("office", "read_odt"),
    ".csv": ("table", "read_csv"),
    ".tsv": ("table", "read_csv"),
    ".xlsx": ("table", "read_xlsx"),
    ".xml": ("service_public", "read_xml"),
    ".json": ("service_public", "read_json"),
}
#: Readers that are bounded by themselves and may run in the importing process.
_TRUSTED = frozenset({".xml", ".json"})
SUFFIXES = frozenset(_READERS)


def is_bounded(original: Original) -> bool:
    """Whether reading costs bounded memory and time without a process of its own."""
    return original.suffix in _TRUSTED


def read_original(original: Original) -> list[Sheet | SheetError]:
    """The sheets in an original, and a fault for each that cannot be read."""
    named = _READERS.get(original.suffix)
    if not named:
        return [original.fault(f"has a kind that is not read: use one of {_known()}")]
    module = import_module(f"indexer.sources.{named[0]}")
    reader: Reader = getattr(module, named[1])
    try:
        return list(reader(original)) or [original.fault("holds no sheet")]
    except SheetError as error:
        return [error]


def _known() -> str:
    return ", ".join(sorted(suffix.removeprefix(".") for suffix in SUFFIXES))
