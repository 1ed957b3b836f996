"""A sheet ready to be indexed: its fields analysed, its facet values spelled out.

The compact form (flat arrays) is what engines write from.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any, Protocol

import numpy as np

from indexer.engines.fields import FIELDS
from indexer.query import FacetName, FieldName
from indexer.vocabulary import NO_TERRITORY, Sheet, Territory

#: Prefix of the terms that stand for a territory or a theme carried by the sheet itself.
CARRIED_PREFIX = "="


#: Characters that are marked of one word, more than any passage has: a longer one is no word.
LONGEST_MARK = 1023


class TextAnalysis(Protocol):
    """What text analysis gives for one field: spans by position, sorted positions by term."""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Character offsets of each position."""
        ...

    @property
    def terms(self) -> dict[str, list[int]]:
        """Sorted positions of each term."""
        ...

    @property
    def extents(self) -> dict[tuple[str, int], int]:
        """How many positions a term that is more than one word covers from a position."""
        ...


class TextAnalyser(Protocol):
    """Whatever turns a text into positions and terms; ``fingerprint`` changes with its rules."""

    @property
    def fingerprint(self) -> str:
        """A digest of everything that changes the terms made of a text."""
        ...

    def index(self, text: str) -> TextAnalysis:
        """Positions and terms of ``text``."""
        ...


@dataclass(frozen=True, slots=True)
class Postings:
    """The terms of one field of one sheet, flat.

    ``terms[i]`` stands at ``counts[i]`` positions, found one run after another in ``positions``.
    ``starts`` and ``ends`` give the character offsets of each position in the field's text; where
    a compound or the name of a place begins, ``ends`` reaches to its last word, so that it is
    marked whole; no span is longer than ``LONGEST_MARK``.
    """

    terms: tuple[str, ...]
    counts: array[int]
    positions: array[int]
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, analysis: TextAnalysis) -> Postings:
        """The flat form of what text analysis gave."""
        positions: array[int] = array("I")
        for found in analysis.terms.values():
            positions.extend(found)
        starts = array("I", [start for start, _ in analysis.spans])
        ends = [end for _, end in analysis.spans]
        for (_, first), size in analysis.extents.items():
            last = min(first + size, len(ends)) - 1
            ends[first] = max(ends[first], analysis.spans[last][1])
        stops = array("I", ends)
        reached: Any = np.frombuffer(stops, dtype=np.uint32)
        np.minimum(reached, np.frombuffer(starts, dtype=np.uint32) + LONGEST_MARK, out=reached)
        return cls(
            tuple(analysis.terms),
            array("I", map(len, analysis.terms.values())),
            positions,
            starts,
            stops,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # From one process to another, words travel as one text and are shared on arrival: the
        # same ones come back in every sheet.
        return _restored, ("\n".join(self.terms), *(getattr(self, name) for name in _ARRAYS))

    @property
    def length(self) -> int:
        """The number of positions: the length that BM25 counts."""
        return len(self.starts)

    def by_term(self) -> dict[str, array[int]]:
        """Sorted positions by term."""
        found, at = {}, 0
        for term, count in zip(self.terms, self.counts, strict=True):
            found[term] = self.positions[at : at + count]
            at += count
        return found

    def term_counts(self) -> Iterator[tuple[str, int]]:
        """Each term with the number of positions it stands at."""
        return zip(self.terms, self.counts, strict=True)


_ARRAYS = ("counts", "positions", "starts", "ends")


def _restored(terms: str, *arrays: array[int]) -> Postings:
    return Postings(tuple(map(intern, terms.split("\n"))) if terms else (), *arrays)


@dataclass(frozen=True, slots=True)
class AnalysedSheet:
    """A sheet, the postings of each of its fields, and its facet values, ancestors included."""

    sheet: Sheet
    postings: dict[FieldName, Postings]
    facets: dict[FacetName, tuple[str, ...]]

    @property
    def carried_terms(self) -> tuple[str, ...]:
        """The terms of what this sheet carries."""
        return carried_terms(self.facets)


def carried_terms(facets: Mapping[FacetName, tuple[str, ...]]) -> tuple[str, ...]:
    """The terms by which a place or a theme typed as words finds the sheets that carry it."""
    places = (CARRIED_PREFIX + code for code in facets["territory"] if code != NO_TERRITORY)
    return (*places, *(theme_term(slug) for slug in facets["theme"]))


def theme_term(slug: str) -> str:
    """The term of a theme carried by sheets."""
    return f"{CARRIED_PREFIX}theme:{slug}"


def analyse_fields(sheet: Sheet, analyser: TextAnalyser) -> dict[FieldName, Postings]:
    """The postings of every field of ``sheet``."""
    return {f.name: Postings.of(analyser.index(f.text(sheet))) for f in FIELDS}


def facet_values(
    sheet: Sheet, territory: Callable[[str], Territory | None]
) -> dict[FacetName, tuple[str, ...]]:
    """The values under which ``sheet`` is counted in each facet.

    ``territory`` gives a code's territory; each value stands once, ancestors follow.
    """
    codes: dict[str, None] = {}
    for code in sheet.territories:
        found = territory(code)
        codes[code] = None
        codes.update(dict.fromkeys(found.ancestors if found else ()))
    return {
        "theme": sheet.themes,
        "territory": tuple(codes) or (NO_TERRITORY,),
        "year": (str(sheet.year),) if sheet.year else (),
    }
