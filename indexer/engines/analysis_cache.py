"""Keeps the analysis of each sheet from one build to the next, so that only changes cost.

A cache in the plain sense: it may be deleted at any time, and one that cannot be read is.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from indexer.engines.analysed import Postings, pack_fields, unpack_fields
from indexer.engines.fields import FIELDS, fields_fingerprint
from indexer.query import FieldName
from indexer.vocabulary import Sheet

FILE = "analysis.sqlite"


class AnalysisCache:
    """Postings by digest of what was analysed and how; use as a context manager."""

    def __init__(self, index: Path) -> None:
        self._path = index / FILE
        self._used: set[bytes] = set()

    def __enter__(self) -> AnalysisCache:
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
        # A lost cache costs one analysis, so there is no need to wait for the disk.
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS analysis (key BLOB PRIMARY KEY, postings BLOB)"
        )

    def get(self, key: bytes) -> dict[FieldName, Postings] | None:
        """The postings kept under ``key``, or ``None``."""
        self._used.add(key)
        row = self._database.execute(
            "SELECT postings FROM analysis WHERE key = ?", (key,)
        ).fetchone()
        return unpack_fields(row[0]) if row else None

    def put(self, key: bytes, postings: dict[FieldName, Postings]) -> None:
        """Keep the postings of one sheet."""
        self._used.add(key)
        self._database.execute(
            "INSERT OR REPLACE INTO analysis VALUES (?, ?)", (key, pack_fields(postings))
        )

    def forget_unused(self) -> None:
        """Drop what no sheet of this build asked for."""
        kept: Iterable[tuple[bytes]] = self._database.execute("SELECT key FROM analysis").fetchall()
        dropped = [(key,) for (key,) in kept if key not in self._used]
        self._database.executemany("DELETE FROM analysis WHERE key = ?", dropped)


def analysis_key(sheet: Sheet, fingerprint: str) -> bytes:
    """A digest of a sheet's searchable texts and of the analysis that reads them."""
    digest = hashlib.sha256(f"{fingerprint} {fields_fingerprint()}".encode())
    for field in FIELDS:
        text = field.text(sheet).encode("utf-8", "surrogatepass")
        digest.update(len(text).to_bytes(8, "little") + text)
    return digest.digest()
