"""What every engine can do: the seam between our search and whatever stores terms and counts.

An engine receives analysed ``Words``, never text typed by a visitor, and returns plain values.
It sees no URL. ``memory`` is this contract made readable; the others must answer the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from indexer.query import FacetName, FieldName, Query, Words
from indexer.vocabulary import Sheet


class Match(NamedTuple):
    """A place where a unit stands: field, character offsets, which unit and by what term."""

    field: FieldName
    start: int
    end: int
    unit: int
    alternative: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sheet of the page asked for, its score and where the words stand, in reading order.

    ``sheet`` comes without its sections; ``body`` is their plain text, for excerpts.
    """

    sheet: Sheet
    body: str
    score: float
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An engine's answer: total, the page of ranked sheets, disjunctive counts per facet value.

    ``counts[facet][value]`` counts the sheets that match the words and the filters of the
    *other* facets; territory counts include every ancestor, each sheet once.
    """

    total: int
    ranked: tuple[Ranked, ...]
    counts: Mapping[FacetName, Mapping[str, int]]


class TermSource(Protocol):
    """What grammar, fallback and suggestions may ask of a collection's own terms."""

    def expand(self, prefix: str, limit: int) -> list[str]:
        """Terms that start with ``prefix`` (level prefix included), most frequent first."""
        ...

    def frequency(self, term: str) -> int:
        """The number of sheets that hold ``term`` in any field; 0 when unknown."""
        ...


class Engine(TermSource, Protocol):
    """Answers queries over one immutable generation."""

    name: str
    generation: str

    def search(self, query: Query, words: Words) -> Found:
        """The page of sheets that ``words`` and the filters of ``query`` ask for."""
        ...

    def total(self, query: Query, words: Words) -> int:
        """How many sheets match, without ranking or counting facets."""
        ...

    def sheet(self, sheet_id: str) -> Sheet | None:
        """The whole sheet, sections included, or ``None``."""
        ...

    def similar(self, sheet_id: str, size: int) -> tuple[Ranked, ...]:
        """The nearest other sheets by shared significant lemmas, best first."""
        ...

    def sheets(self) -> Iterable[Sheet]:
        """Every sheet of the generation without its sections, by id."""
        ...
