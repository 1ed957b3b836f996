"""Reads the Whoosh index of record: how many sheets, and whether the arrays say the same.

Opening a Whoosh index unpickles a part of it, so only publishing and ``fiches verify`` come here,
after the manifest was found right; the site never does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from whoosh import index as whoosh_index

from indexer.engines.fields import FIELDS
from indexer.engines.whoosh_engine.engine import WhooshEngine
from indexer.engines.whoosh_engine.files import WHOOSH_FOLDER
from indexer.engines.whoosh_engine.schema import schema
from indexer.query import FieldName


def record_size(folder: Path) -> int:
    """The number of sheets in the Whoosh index of a generation."""
    found = whoosh_index.open_dir(str(folder / WHOOSH_FOLDER), schema=schema())
    try:
        return int(found.doc_count())
    finally:
        found.close()


def differences(folder: Path, engine: WhooshEngine) -> Iterator[str]:
    """Each way in which the arrays and the Whoosh index of a generation differ, in a sentence."""
    found = whoosh_index.open_dir(str(folder / WHOOSH_FOLDER), schema=schema())
    reader = found.reader()
    try:
        recorded = [values["id"] for _, values in reader.iter_docs()]
        served = [sheet.id for sheet in engine.sheets()]
        if recorded != served:
            yield f"Whoosh has {len(recorded)} sheets, the arrays {len(served)}, or other ones"
            return
        for field in FIELDS:
            yield from _field_differences(reader, engine, field.name)
    finally:
        reader.close()
        found.close()


def _field_differences(reader: object, engine: WhooshEngine, name: FieldName) -> Iterator[str]:
    """Compare every posting of one field: sheets and positions."""
    terms = 0
    for term in reader.lexicon(name):  # type: ignore[attr-defined]
        text = term.decode("utf-8", "surrogatepass")
        terms += 1
        recorded = _recorded(reader, name, text)
        if recorded != engine.occurrences(name, text):
            yield f"field {name}: term {text!r} stands elsewhere in Whoosh than in the arrays"
    if terms != engine.terms_in(name):
        yield f"field {name}: Whoosh has {terms} terms, the arrays {engine.terms_in(name)}"


def _recorded(reader: object, name: FieldName, term: str) -> dict[int, list[int]]:
    """Positions of a term by sheet number, as Whoosh has them."""
    matcher = reader.postings(name, term)  # type: ignore[attr-defined]
    found: dict[int, list[int]] = {}
    while matcher.is_active():
        found[matcher.id()] = matcher.value_as("positions")
        matcher.next()
    return found
