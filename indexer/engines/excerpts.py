"""Cuts the passages of a text that show best why a sheet was found: whole words, sentences kept.

A passage is chosen for how many different things typed it shows, then for how near they stand;
marks are character ranges, so nothing here can break HTML or lose an accent.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

import numpy as np

from indexer.engines.contract import FIELD_NUMBERS, Column, Matches
from indexer.query import FieldName, Passage

#: Characters of one passage: two or three lines on a wide screen.
PASSAGE_LENGTH = 220

#: Characters within which matches are gathered; the rest of a passage is what surrounds them.
WINDOW = 140

#: Where passages are cut from, at most one of each.
EXCERPTED: tuple[FieldName, ...] = ("summary", "body")

#: Characters between two texts that are read as one: more than the longest has.
APART = 1 << 40

#: A passage may begin up to this many characters earlier to start with its sentence.
SENTENCE_REACH = 90

SENTENCE_START = re.compile(r"(?:^|[.!?…»]\s+|\n+)(?=\S)")
WORD_EDGE = re.compile(r"\s")


class Excerpts:
    """The passages of a page of answers; the windows of all its sheets are chosen at once."""

    def __init__(self, matches: Matches) -> None:
        self._matches = matches
        self._starts, self._ends = matches.starts.tolist(), matches.ends.tolist()
        shown: list[int] = [0] * len(matches.lines)
        self._fields = {name: FieldRows(matches, name) for name in (*EXCERPTED, "title")}
        self._windows = {}
        for name in EXCERPTED:
            found = self._windows[name] = self._fields[name].best_windows(shown)
            for line, (first, end) in found.items():
                for unit in matches.units[first:end].tolist():
                    shown[line] |= 1 << unit

    def title(self, line: int, text: str) -> Passage:
        """The whole title of a line of the page with its marks."""
        rows = range(*self._fields["title"].rows(line))
        return Passage(text, merged((self._starts[n], self._ends[n]) for n in rows))

    def of(self, line: int, summary: str, body: str) -> tuple[Passage, ...]:
        """One or two passages of a sheet: where the words stand, else how the summary begins.

        A second passage is given only when it shows something typed that the first does not.
        """
        chosen: list[Passage] = []
        for name, text in zip(EXCERPTED, (summary, body), strict=True):
            window = self._windows[name].get(line)
            if window is not None:
                chosen.append(self._passage(text, window, self._fields[name].rows(line)))
        if chosen:
            return tuple(chosen)
        opening = summary or body
        return (self._passage(opening, None, (0, 0)),) if opening else ()

    def _passage(self, text: str, window: tuple[int, int] | None, rows: tuple[int, int]) -> Passage:
        """A passage of ``text`` around a window of rows, cut between words, marked."""
        starts, ends = self._starts, self._ends
        begin, stop = (
            _bounds(text, 0, 0)
            if window is None
            else _bounds(text, starts[window[0]], ends[window[1] - 1])
        )
        near = range(bisect_left(starts, begin, *rows), bisect_right(starts, stop, *rows))
        marks = ((starts[n] - begin, ends[n] - begin) for n in near if ends[n] <= stop)
        return Passage(text[begin:stop], merged(marks), begin > 0, stop < len(text.rstrip()))


class FieldRows:
    """The matches of one field, whose rows stand together in every line of a page."""

    def __init__(self, matches: Matches, field: FieldName) -> None:
        number = FIELD_NUMBERS[field]
        self._matches = matches
        # Rows are by line, then by field: one search in the lines laid end to end finds all.
        lines = np.array(matches.lines, dtype=np.int64).reshape(-1, 2)
        before = np.concatenate([[0], (matches.fields < number).cumsum()])
        inside = np.concatenate([[0], (matches.fields == number).cumsum()])
        firsts = lines[:, 0] + before[lines[:, 1]] - before[lines[:, 0]]
        ends = firsts + inside[lines[:, 1]] - inside[lines[:, 0]]
        self._rows: list[tuple[int, int]] = list(zip(firsts.tolist(), ends.tolist(), strict=True))

    def rows(self, line: int) -> tuple[int, int]:
        """The first row of a line of the page, and the one after its last."""
        return self._rows[line]

    def best_windows(self, shown: Sequence[int]) -> dict[int, tuple[int, int]]:
        """For each line, the run of rows within one passage that shows most units not yet shown.

        ``shown`` has a bit for each unit by line. Of equals, the run with most matches, then the
        first; a line that has nothing new is left out.
        """
        lines = [(line, rows) for line, rows in enumerate(self._rows) if rows[0] < rows[1]]
        if not lines:
            return {}
        sizes = [end - first for _, (first, end) in lines]
        rows = np.concatenate([np.arange(*rows) for _, rows in lines])
        # Lines as stretches of one long text, too far apart for a window to reach two of them.
        offsets = np.repeat(np.arange(len(lines)) * APART, sizes)
        starts, ends = self._matches.starts[rows] + offsets, self._matches.ends[rows] + offsets
        at = np.arange(len(rows))
        first = np.minimum(starts.searchsorted(ends - WINDOW), at)
        hidden = ~np.repeat(np.array([shown[line] for line, _ in lines]), sizes)
        units = self._matches.units[rows]
        new: Column = np.zeros(len(rows), dtype=np.int64)
        for unit in np.flatnonzero(np.bincount(units)).tolist():
            latest = np.maximum.accumulate(np.where(units == unit, at, -1))
            new += (latest >= first) & (hidden >> unit & 1)
        worth = np.where(new > 0, new * APART + at - first, -1)
        found: dict[int, tuple[int, int]] = {}
        begin = 0
        for (line, (row, _)), size in zip(lines, sizes, strict=True):
            last = begin + int(worth[begin : begin + size].argmax())
            if worth[last] >= 0:
                found[line] = row + int(first[last]) - begin, row + last + 1 - begin
            begin += size
        return found


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a passage begins and stops: at its sentence if near, else between two words."""
    spare = max(0, PASSAGE_LENGTH - (end - start))
    earliest = max(0, start - min(spare, SENTENCE_REACH))
    starts = [m.end() for m in SENTENCE_START.finditer(text, max(0, earliest - 2), start + 1)]
    starts = [s for s in starts if earliest <= s <= start]
    begin = starts[0] if starts else _next_word(text, max(0, start - spare // 3), start)
    stop = min(len(text), max(end, begin + PASSAGE_LENGTH))
    if stop < len(text):
        stop = max(end, _last_word_end(text, begin, stop))
    paragraph = text.find("\n\n", end, stop)
    if paragraph > begin + PASSAGE_LENGTH // 3:
        stop = paragraph
    return begin, stop


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
