"""A sheet ready to be written: read, enriched, analysed, its texts already as bytes.

Either everything was done in this build (``Prepared``) or the sheet did not change and everything
but its number is taken over from the generation before (``Reused``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from indexer.engines.analysed import AnalysedSheet, Postings
from indexer.engines.sheet_json import sections_json
from indexer.engines.text import kept
from indexer.query import FacetName, FieldName
from indexer.vocabulary import Sheet

Facets = dict[FacetName, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sheet prepared in this build.

    ``sheet`` comes without sections, which are in ``sections`` (JSON) and ``body`` (their text,
    kept to be read by pieces); ``mined`` is what the sheet adds to the collection's expressions
    and acronyms (JSON); ``key`` tells in the next build whether anything changed.
    """

    sheet: Sheet
    facets: Facets
    postings: dict[FieldName, Postings]
    sections: bytes
    body: bytes
    mined: bytes = b"{}"
    key: bytes = b""

    @property
    def id(self) -> str:
        """The identifier of the sheet."""
        return self.sheet.id

    @classmethod
    def of(cls, analysed: AnalysedSheet, mined: bytes = b"{}", key: bytes = b"") -> Prepared:
        """A prepared sheet from an analysed one."""
        sheet = analysed.sheet
        return cls(
            replace(sheet, sections=()),
            analysed.facets,
            analysed.postings,
            sections_json(sheet),
            kept(sheet.body),
            mined,
            key,
        )


class Kept(Protocol):
    """A published generation from which sheets are taken over by number."""

    @property
    def ids(self) -> list[str]:
        """The id of each sheet."""
        ...

    def sheet(self, number: int) -> Sheet:
        """A sheet, without its sections."""
        ...

    def facets(self, number: int) -> Facets:
        """The facet values of a sheet."""
        ...


@dataclass(frozen=True, slots=True)
class Reused:
    """A sheet that did not change: sheet ``number`` of the generation ``before``.

    Nothing is read of it but what is asked for: most builds look at a few sheets only.
    """

    before: Kept
    number: int
    key: bytes

    @property
    def id(self) -> str:
        """The identifier of the sheet."""
        return self.before.ids[self.number]

    @property
    def sheet(self) -> Sheet:
        """The sheet, without its sections."""
        return self.before.sheet(self.number)

    @property
    def facets(self) -> Facets:
        """The facet values of the sheet."""
        return self.before.facets(self.number)


Ready = Prepared | Reused
