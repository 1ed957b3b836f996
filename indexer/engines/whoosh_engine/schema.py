"""The Whoosh schema of a generation: our analysis feeds it, Whoosh never analyses anything.

The schema is always given from this code, never taken from the pickled one in an index.
"""

from __future__ import annotations

from array import array
from collections.abc import Generator

from whoosh import fields, formats

from indexer.engines.analysed import Postings
from indexer.engines.fields import FACETS, FIELDS


class PackedPositions(formats.Format):
    """Posting values as flat 32-bit positions: one step to write, one to read, no pickle."""

    def decode_positions(self, packed: bytes) -> list[int]:
        """The sorted positions kept in a posting value."""
        return array("I", packed).tolist()

    def decode_frequency(self, packed: bytes) -> int:
        """The number of positions kept in a posting value."""
        return len(packed) // array("I").itemsize

    def decode_weight(self, packed: bytes) -> float:
        """The same as the frequency: nothing is boosted at indexing."""
        return float(self.decode_frequency(packed))


class AnalysedField(fields.FieldType):
    """A field that takes the postings of our own analysis instead of text.

    Given a number instead, it only notes that length: the postings come in bulk, already sorted
    (``record.SortedPostings``).
    """

    spellable = False

    def __init__(self) -> None:
        # No analyzer, so the parent's __init__, which wants one, is not called.
        self.format = PackedPositions()
        self.scorable = True

    def index(
        self, value: Postings | int, **_: object
    ) -> Generator[tuple[bytes, int, float | int, bytes], None, None]:
        """Yield (term as UTF-8, frequency, weight, packed positions) for each term."""
        if isinstance(value, int):
            yield b"", value, float(value), b""
            return
        at = 0
        for term, count in zip(value.terms, value.counts, strict=True):
            packed = value.positions[at : at + count].tobytes()
            at += count
            yield term.encode("utf-8", "surrogatepass"), count, float(count), packed


def schema() -> fields.Schema:
    """The schema of every generation: id, sheet as JSON, analysed fields, facet keywords."""
    columns = {f"facet_{name}": fields.KEYWORD(commas=True) for name in FACETS}
    texts = {field.name: AnalysedField() for field in FIELDS}
    return fields.Schema(
        id=fields.ID(unique=True, stored=True), sheet=fields.STORED, **columns, **texts
    )
