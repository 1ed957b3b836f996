"""Reads a judged collection: what was asked, and which sheets people found to answer it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from indexer.errors import CorpusError

QUERIES_FILE = "queries.jsonl"
JUDGEMENTS_FILE = "qrels.tsv"
META_FILE = "meta.json"
SHEETS_FOLDER = "sheets"

Gain = Literal["linear", "exp"]


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and the grade of every judged sheet, by sheet id in lower case.

    ``unit`` is what is averaged first (a topic asked in several wordings), the query itself when
    the collection names nothing; ``weight`` says how much the query counts in averages.
    """

    id: str
    text: str
    grades: dict[str, int] = field(hash=False)
    unit: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged collection.

    ``relevant`` is the smallest grade that counts as an answer for success, reciprocal rank and
    recall; ``gain`` how a grade counts in nDCG: itself, or 2^grade − 1. ``spelling`` gives the ids
    as the collection writes them, by id in lower case.
    """

    folder: Path
    queries: tuple[JudgedQuery, ...]
    relevant: int
    gain: Gain
    spelling: dict[str, str] = field(hash=False)

    @classmethod
    def load(cls, folder: Path, split: str = "all") -> Judged:
        """The queries of ``split`` (or ``all``) that have at least one sheet graded 1 or more.

        Raises CorpusError when the folder holds no such query: a gate cannot pass on nothing.
        """
        meta: dict[str, Any] = {"rel": 1, "gain": "linear"} | _meta(folder / META_FILE)
        grades, spelling = _grades(folder / JUDGEMENTS_FILE)
        queries = tuple(
            JudgedQuery(
                id=row["id"],
                text=row["text"],
                grades=grades[row["id"]],
                unit=str(row[meta["macro"]] if meta.get("macro") else row["id"]),
                weight=float(row.get(meta["weight"], 1.0)) if meta.get("weight") else 1.0,
            )
            for row in _rows(folder / QUERIES_FILE)
            if split in ("all", row.get("split"))
            and any(grade >= 1 for grade in grades.get(row["id"], {}).values())
        )
        if not queries:
            raise CorpusError(f"{folder}: no judged query in split {split!r}")
        return cls(folder, queries, int(meta["rel"]), meta["gain"], spelling)


def sheet_folders(folder: Path) -> tuple[Path, ...]:
    """The corpus folders that a collection is asked over; none when it brings no sheets.

    They are ``sheets/``, or those that ``sheets`` of ``meta.json`` lists, relative to the folder.
    """
    named = _meta(folder / META_FILE).get("sheets", [SHEETS_FOLDER])
    return tuple(path for name in named if (path := folder / name).is_dir())


def digest(folder: Path) -> str:
    """SHA-256 of the queries, the judgements and every sheet of a collection."""
    found = hashlib.sha256()
    names = [folder / QUERIES_FILE, folder / JUDGEMENTS_FILE, folder / META_FILE]
    for corpus in sheet_folders(folder):
        names += sorted(corpus.rglob("*.html"))
    for path in names:
        if path.is_file():
            found.update(f"{path.name}\n".encode())
            found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()


def _meta(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    read = json.loads(_text(path))
    return read if isinstance(read, dict) else {}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield row | {"id": str(row["id"]), "text": str(row["text"])}
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{path}:{number}: a query needs id and text ({error})") from error


def _grades(path: Path) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    """Grades by query and sheet (the highest when judged twice), and how ids are written."""
    grades: dict[str, dict[str, int]] = {}
    spelling: dict[str, str] = {}
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            query, sheet, grade = line.split("\t")
            value = int(grade)
        except ValueError as error:
            raise CorpusError(f"{path}:{number}: write query, sheet, grade with tabs") from error
        known = grades.setdefault(query, {})
        known[sheet.lower()] = max(value, known.get(sheet.lower(), value))
        spelling[sheet.lower()] = sheet
    return grades, spelling


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}); a judged collection "
                          f"has {QUERIES_FILE} and {JUDGEMENTS_FILE}") from error  # fmt: skip
