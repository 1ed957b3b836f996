"""A sheet as JSON and back: how generations keep sheets, without pickle."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import Any

import orjson

from indexer.vocabulary import Evidence, Section, Sheet


def card_json(sheet: Sheet) -> bytes:
    """The sheet without its sections, defaults left out, as UTF-8 JSON."""
    values = {k: v for k, v in asdict(sheet).items() if v not in ("", ()) and k != "sections"}
    values |= {"id": sheet.id, "title": sheet.title, "language": sheet.language}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def sections_json(sheet: Sheet) -> bytes:
    """The sections of the sheet as compressed JSON: a list of [heading, html, text, level].

    They are most of what a generation holds and are read one sheet at a time: a fifth of the
    space is worth a fraction of a millisecond.
    """
    rows = [[s.heading, s.html, s.text, s.level] for s in sheet.sections]
    told = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(told.encode("utf-8", "surrogatepass"), level=1)


def sheet_from_json(card: bytes, sections: bytes = b"") -> Sheet:
    """The sheet kept by ``card_json`` and, when given, ``sections_json``."""
    values: dict[str, Any] = orjson.loads(card)
    for name in ("themes", "territories"):
        if name in values:
            values[name] = tuple(values[name])
    if "territory_labels" in values:
        values["territory_labels"] = tuple((c, label) for c, label in values["territory_labels"])
    if "evidence" in values:
        values["evidence"] = tuple(Evidence(**e) for e in values["evidence"])
    if sections:
        rows = json.loads(zlib.decompress(sections))
        values["sections"] = tuple([Section(*row) for row in rows])
    # An answer makes ten of them. What was left out is a default, which the class has.
    sheet = object.__new__(Sheet)
    object.__setattr__(sheet, "__dict__", values)
    return sheet
