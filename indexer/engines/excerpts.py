"""Cuts the passages of a text that show best why a sheet was found: whole words, sentences kept.

A passage is chosen for how many different things typed it shows, then for how near they stand;
marks are character ranges, so nothing here can break HTML or lose an accent.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        places = [(line, n) for line in range(len(matches.bounds)) for n in EXCERPTED]
        self._windows = self._chosen(places, {})
        units = matches.units.tolist()
        shown = {
            line: _bits(units[slice(*window)])
            for (line, n), window in self._windows.items()
            if n == EXCERPTED[0]
        }
        again = [(line, EXCERPTED[1]) for line in shown if (line, EXCERPTED[1]) in self._windows]
        for place in again:
            del self._windows[place]
        self._windows |= self._chosen(
            [(line, n) for line, n in again if _bits(units[self._rows(line, n)]) & ~shown[line]],
            shown,
        )

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

    def _chosen(
        self, places: Sequence[tuple[int, int]], shown: Mapping[int, int]
    ) -> dict[tuple[int, int], tuple[int, int]]:
        """For each (line, field), the run of rows within one passage that shows most units.

        Units whose bit is set in what is ``shown`` of the line do not count. Of equals, the run
        with most matches, then the first; a place that has nothing new is left out.
        """
        filled = [(p, rows) for p in places if (rows := self._rows(*p)).start < rows.stop]
        if not filled:
            return {}
        matches, pieces = self._matches, [rows for _, rows in filled]
        sizes = [rows.stop - rows.start for rows in pieces]
        # Places as stretches of one long text, too far apart for a window to reach two of them.
        offsets = (np.arange(len(sizes)) * APART).repeat(sizes)
        starts = np.concatenate([matches.starts[rows] for rows in pieces]) + offsets
        ends = np.concatenate([matches.ends[rows] for rows in pieces]) + offsets
        units = np.concatenate([matches.units[rows] for rows in pieces])
        at = np.arange(len(units))
        first = np.minimum(starts.searchsorted(ends - WINDOW), at)
        hidden = np.array([shown.get(line, 0) for (line, _), _ in filled]) if shown else None
        new: Column = np.zeros(len(units), dtype=np.int64)
        for unit in np.bincount(units).nonzero()[0].tolist():
            latest = np.maximum.accumulate(np.where(units == unit, at, -1)) >= first
            if hidden is not None:
                latest &= ((hidden >> unit & 1) == 0).repeat(sizes)
            new += latest
        worth = np.where(new > 0, new * APART + at - first, -1)
        return dict(_best(filled, first.tolist(), worth))


def _best(
    filled: Sequence[tuple[tuple[int, int], slice]], first: Sequence[int], worth: Column
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The window that ends at the row worth most, for each place with its rows."""
    begin = 0
    for place, rows in filled:
        end = begin + rows.stop - rows.start
        last = begin + int(worth[begin:end].argmax())
        if worth[last] >= 0:
            yield place, (rows.start + first[last] - begin, rows.start + last + 1 - begin)
        begin = end


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
