"""Sheets read before, kept by what their files held, so that unchanged files are not parsed again.

Parsing a page costs milliseconds, looking it up a fraction of one: re-indexing thousands of sheets
after one changed is a matter of seconds. The memory may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from indexer.vocabulary import Section, Sheet

FILE = "read-sheets.sqlite"
#: The modules that decide what a page is read as; a change in one forgets all that was read.
_READING = ("article", "corpus_html", "page", "plaintext", "spacing", "superscript", "tags")


class RememberedSheets:
    """Sheets by digest of their file; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._used: set[bytes] = set()

    def __enter__(self) -> RememberedSheets:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
            self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._database.commit()
        self._database.close()

    def _open(self) -> None:
        self._database = sqlite3.connect(self._path)
        # A lost memory costs one reading, so there is no need to wait for the disk.
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS sheet (key BLOB PRIMARY KEY, told TEXT NOT NULL)"
        )

    def get(self, data: bytes) -> Sheet | None:
        """The sheet that a file with these bytes was read as, or ``None``."""
        key = _key(data)
        self._used.add(key)
        found = self._database.execute("SELECT told FROM sheet WHERE key = ?", (key,)).fetchone()
        return _sheet(found[0]) if found else None

    def put(self, data: bytes, sheet: Sheet) -> None:
        """Remember what a file with these bytes was read as."""
        key = _key(data)
        self._used.add(key)
        told = json.dumps(list(_told(sheet)), ensure_ascii=False)
        self._database.execute("INSERT OR REPLACE INTO sheet VALUES (?, ?)", (key, told))

    def forget_unused(self) -> None:
        """Drop the files that were neither looked up nor put since this was opened."""
        kept = self._database.execute("SELECT key FROM sheet").fetchall()
        dropped = [key for key in kept if key[0] not in self._used]
        self._database.executemany("DELETE FROM sheet WHERE key = ?", dropped)


def _key(data: bytes) -> bytes:
    return hashlib.sha256(_reading() + data).digest()


@cache
def _reading() -> bytes:
    """A digest of the code that reads pages."""
    here = Path(__file__).parent
    whole = b"".join((here / f"{name}.py").read_bytes() for name in _READING)
    return hashlib.sha256(whole).digest()


_TEXTS = (
    "id",
    "title",
    "summary",
    "date",
    "structure",
    "audience",
    "publisher",
    "source",
    "rights",
    "language",
)


def _told(sheet: Sheet) -> Iterator[object]:
    yield {name: getattr(sheet, name) for name in _TEXTS}
    yield [(part.heading, part.html, part.text, part.level) for part in sheet.sections]
    yield sheet.themes
    yield sheet.territories
    yield sheet.territory_labels


def _sheet(told: str) -> Sheet:
    texts, sections, themes, territories, labels = json.loads(told)
    return Sheet(
        **texts,
        sections=tuple(Section(*part) for part in sections),
        themes=tuple(themes),
        territories=tuple(territories),
        territory_labels=tuple((code, label) for code, label in labels),
    )
