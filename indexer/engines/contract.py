"""What every engine can do: the seam between our search and whatever stores terms and counts.

An engine receives analysed ``Words``, never text typed by a visitor, and returns plain values.
It sees no URL. ``memory`` is this contract made readable; the others must answer the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.engines.fields import FIELDS
from indexer.engines.text import Readable
from indexer.query import FacetName, FieldName, Query, Words
from indexer.vocabulary import Sheet

Column = NDArray[Any]
FIELD_NUMBERS = {field.name: number for number, field in enumerate(FIELDS)}


class Match(NamedTuple):
    """A place where a unit stands: field, character offsets, which unit and by what term."""

    field: FieldName
    start: int
    end: int
    unit: int
    alternative: int


@dataclass(frozen=True, slots=True)
class Matches:
    """Where the units stand in the sheets of a page: aligned columns, one row for each place.

    The rows of one sheet stand together, by field, then by position: those of line ``n`` of the
    page and of the field that is number ``f`` in ``FIELDS`` are ``bounds[n][f] … bounds[n][f + 1]
    - 1``. ``texts`` tells the texts apart: it never falls, and grows from one field or sheet to the
    next. ``starts`` and ``ends`` are character offsets in the text; all columns are arrays of
    whole numbers.
    """

    bounds: Sequence[Sequence[int]]
    texts: Column
    starts: Column
    ends: Column
    units: Column
    alternatives: Column

    @classmethod
    def of_lines(cls, lines: Sequence[Sequence[Match]]) -> Matches:
        """The matches of each line, one after another."""
        bounds: list[list[int]] = []
        first = 0
        for line in lines:
            of_field = Counter(m.field for m in line)
            sizes = (of_field[field.name] for field in FIELDS)
            bounds.append(list(accumulate(sizes, initial=first)))
            first += len(line)
        rows = [
            (n * len(FIELDS) + FIELD_NUMBERS[m.field], *m[1:])
            for n, line in enumerate(lines)
            for m in line
        ]
        return cls(bounds, *np.array(rows, dtype=np.int64).reshape(-1, 5).T)

    def of(self, line: int) -> tuple[Match, ...]:
        """The matches of one line."""
        columns = (self.starts, self.ends, self.units, self.alternatives)
        found: list[Match] = []
        for field, (first, end) in zip(FIELDS, pairwise(self.bounds[line]), strict=False):
            rows = (column[first:end].tolist() for column in columns)
            found.extend(Match(field.name, *row) for row in zip(*rows, strict=True))
        return tuple(found)


class Ranked(NamedTuple):
    """A sheet of the page asked for and its score.

    ``sheet`` comes without its sections; ``body`` is their plain text, read by pieces.
    """

    sheet: Sheet
    body: Readable
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """An engine's answer: total, the page of ranked sheets, disjunctive counts per facet value.

    ``counts[facet][value]`` counts the sheets that match the words and the filters of the
    *other* facets; territory counts include every ancestor, each sheet once. ``matches`` say
    where the words stand in the sheets of the page.
    """

    total: int
    ranked: tuple[Ranked, ...]
    counts: Mapping[FacetName, Mapping[str, int]]
    matches: Matches


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
