"""Cuts the passages of a text that show best why a sheet was found: whole words, sentences kept.

A passage is chosen for how many different things typed it shows, then for how near they stand;
marks are character ranges, so nothing here can break HTML or lose an accent.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import reduce
from operator import or_

import numpy as np

from indexer.engines.contract import FIELD_NUMBERS, Column, Matches
from indexer.query import Passage

#: Characters of one passage: two or three lines on a wide screen.
PASSAGE_LENGTH = 220

#: Characters within which matches are gathered; the rest of a passage is what surrounds them.
WINDOW = 140

#: Where passages are cut from, at most one of each: summary, then body.
EXCERPTED = (FIELD_NUMBERS["summary"], FIELD_NUMBERS["body"])
TITLE = FIELD_NUMBERS["title"]

#: Characters between two texts that are read as one: more than the longest has.
APART = 1 << 40

#: A passage may begin up to this many characters earlier to start with its sentence.
SENTENCE_REACH = 90

SENTENCE_START = re.compile(r"(?:^|[.!?…»]\s+|\n+)(?=\S)")
WORD_EDGE = re.compile(r"\s")
SOMETHING = re.compile(r"\S")


class Excerpts:
    """The passages of a page of answers; the windows of all its sheets are chosen at once."""

    def __init__(self, matches: Matches) -> None:
        self._matches = matches
        self._starts, self._ends = matches.starts.tolist(), matches.ends.tolist()
        self._bounds = matches.bounds
        lines = range(len(matches.bounds)) if self._starts else ()
        self._windows: dict[tuple[int, int], tuple[int, int]] = {}
        runs = _Runs(matches)
        summary, body = EXCERPTED
        hidden: Column | None = None
        for line in lines:
            window = runs.best(self._rows(line, summary))
            if window is not None:
                self._windows[line, summary] = window
                if hidden is None:
                    hidden = np.zeros(len(self._starts), dtype=np.int64)
                units = matches.units[slice(*window)].tolist()
                hidden[self._rows(line, body)] = _bits(units)
        if hidden is not None:
            runs.hide(hidden)
        for line in lines:
            window = runs.best(self._rows(line, body))
            if window is not None:
                self._windows[line, body] = window

    def title(self, line: int, text: str) -> Passage:
        """The whole title of a line of the page with its marks."""
        first, end = self._bounds[line][TITLE : TITLE + 2]
        if first == end:
            return Passage(text)
        marks = zip(self._starts[first:end], self._ends[first:end], strict=True)
        return Passage(text, merged(marks))

    def of(self, line: int, summary: str, body: str) -> tuple[Passage, ...]:
        """One or two passages of a sheet: where the words stand, else how the summary begins.

        A second passage is given only when it shows something typed that the first does not.
        """
        chosen = tuple(
            self._passage(text, self._windows[line, n], self._rows(line, n))
            for n, text in zip(EXCERPTED, (summary, body), strict=True)
            if (line, n) in self._windows
        )
        if chosen:
            return chosen
        opening = summary or body
        return (_opening(opening),) if opening else ()

    def _rows(self, line: int, field: int) -> slice:
        return slice(*self._bounds[line][field : field + 2])

    def _passage(self, text: str, window: tuple[int, int], rows: slice) -> Passage:
        """A passage of ``text`` around a window of rows, cut between words, marked."""
        starts, ends = self._starts, self._ends
        begin, stop = _bounds(text, starts[window[0]], ends[window[1] - 1])
        first = bisect_left(starts, begin, rows.start, window[0])
        last = bisect_right(starts, stop, window[1], rows.stop)
        near = zip(starts[first:last], ends[first:last], strict=True)
        marks = [(start - begin, end - begin) for start, end in near if end <= stop]
        return Passage(text[begin:stop], merged(marks), begin > 0, goes_on(text, stop))


class _Runs:
    """Of all matches of a page, the runs within one passage that end at each of them."""

    def __init__(self, matches: Matches) -> None:
        units = matches.units
        at = np.arange(len(units))
        # Texts as stretches of one long text, too far apart for a window to reach two of them.
        apart = matches.texts * APART
        reached = (matches.starts + apart).searchsorted(matches.ends + (apart - WINDOW))
        self._first = np.minimum(reached, at)
        self._lengths = at - self._first
        self._inside = {
            unit: np.maximum.accumulate(np.where(units == unit, at, -1)) >= self._first
            for unit in np.bincount(units).nonzero()[0].tolist()
        }
        self._worth = self._rated(self._inside.values())

    def hide(self, hidden: Column) -> None:
        """Let the units whose bit is set in the ``hidden`` of a row count for nothing there."""
        shown = (inside & (hidden >> unit & 1 == 0) for unit, inside in self._inside.items())
        self._worth = self._rated(shown)

    def _rated(self, inside: Iterable[Column]) -> Column:
        """By how many units each run shows, then by how many matches; -1 where it shows none."""
        new: Column = np.zeros(len(self._first), dtype=np.int64)
        for of_unit in inside:
            new += of_unit
        return np.where(new > 0, new * APART + self._lengths, -1)

    def best(self, rows: slice) -> tuple[int, int] | None:
        """The run within some rows that shows most units; ``None`` when all it shows is hidden.

        Of equals, the run with most matches, then the first.
        """
        if rows.start == rows.stop:
            return None
        last = rows.start + int(self._worth[rows].argmax())
        return (int(self._first[last]), last + 1) if self._worth[last] >= 0 else None


def _bits(units: Iterable[int]) -> int:
    """A number with the bit of each unit set."""
    return reduce(or_, (1 << unit for unit in set(units)), 0)


def goes_on(text: str, stop: int) -> bool:
    """Whether anything but spaces follows in ``text``."""
    return bool(SOMETHING.search(text, stop))


def _opening(text: str) -> Passage:
    """How a text begins."""
    begin, stop = _bounds(text, 0, 0)
    return Passage(text[begin:stop], (), begin > 0, goes_on(text, stop))


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a passage begins and stops: at its sentence if near, else between two words."""
    spare = max(0, PASSAGE_LENGTH - (end - start))
    earliest = max(0, start - min(spare, SENTENCE_REACH))
    begin = _sentence(text, earliest, start)
    if begin is None:
        begin = _next_word(text, max(0, start - spare // 3), start)
    stop = min(len(text), max(end, begin + PASSAGE_LENGTH))
    if stop < len(text):
        stop = max(end, _last_word_end(text, begin, stop))
    paragraph = text.find("\n\n", end, stop)
    if paragraph > begin + PASSAGE_LENGTH // 3:
        stop = paragraph
    return begin, stop


def _sentence(text: str, earliest: int, latest: int) -> int | None:
    """Where the first sentence begins that begins within a range."""
    for found in SENTENCE_START.finditer(text, max(0, earliest - 2), latest + 1):
        if earliest <= found.end() <= latest:
            return found.end()
    return None


def _next_word(text: str, at: int, limit: int) -> int:
    """The first beginning of a word at or after ``at``, not after ``limit``."""
    if at == 0:
        return 0
    edge = WORD_EDGE.search(text, at - 1, limit)
    return edge.end() if edge else limit


def _last_word_end(text: str, begin: int, stop: int) -> int:
    """The last end of a whole word at or before ``stop``."""
    if text[stop].isspace():
        return stop
    cut = max(text.rfind(" ", begin, stop), text.rfind("\n", begin, stop))
    return len(text[:cut].rstrip()) if cut > begin else stop


def merged(marks: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted disjoint ranges that cover the same characters."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
