"""Cuts the passages of a text that show best why a sheet was found: whole words, sentences kept.

A passage is chosen for how many different things typed it shows, then for how near they stand;
marks are character ranges, so nothing here can break HTML or lose an accent.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from indexer.engines.contract import FIELD_NUMBERS, Matches
from indexer.engines.text import Readable
from indexer.query import Passage

#: Characters of one passage: two or three lines on a wide screen.
PASSAGE_LENGTH = 220

#: Characters within which matches are gathered; the rest of a passage is what surrounds them.
WINDOW = 140

#: Passages are cut from the summary and from the body, at most one of each.
TITLE, SUMMARY, BODY = (FIELD_NUMBERS[name] for name in ("title", "summary", "body"))

#: A run as one number: how many units it shows, how many matches it has, where it ends, counted
#: from the last place. Each of the last two takes so many bits, more than a page has matches.
BITS = 24
PLACES = (1 << BITS) - 1

#: Characters between two texts that are read as one: more than the longest has.
APART = 1 << 40

#: A passage may begin up to this many characters earlier to start with its sentence.
SENTENCE_REACH = 90

# The set of what comes first lets the search skip all other letters.
SENTENCE_START = re.compile(r"[.!?…»\n](?:(?<=\n)\n*|(?<!\n)\s+)(?=\S)")
WORD_EDGE = re.compile(r"\s")
SOMETHING = re.compile(r"\S")


#: Characters around the matches of a passage that deciding its ends may look at.
BEFORE, AFTER = SENTENCE_REACH + 4, PASSAGE_LENGTH + 64


#: By line of a page, the first of some rows and the one after the last.
Rows = Sequence[tuple[int, int]]


class Excerpts:
    """The passages of a page of answers; the windows of all its sheets are chosen at once."""

    def __init__(self, matches: Matches) -> None:
        self._starts, self._ends = matches.starts.tolist(), matches.ends.tolist()
        self._bounds = matches.bounds
        self._in_summary: dict[int, tuple[int, int]] = {}
        self._in_body: dict[int, tuple[int, int]] = {}
        if self._starts:
            runs = _Runs(matches)
            self._in_summary = runs.best(self._rows(SUMMARY), {})
            self._in_body = runs.best(self._rows(BODY), self._in_summary)

    def title(self, line: int, text: str) -> Passage:
        """The whole title of a line of the page with its marks."""
        first, end = self._bounds[line][TITLE : TITLE + 2]
        if first == end:
            return Passage(text)
        marks = zip(self._starts[first:end], self._ends[first:end], strict=True)
        return Passage(text, merged(marks))

    def of(self, line: int, summary: str, body: Readable) -> tuple[Passage, ...]:
        """One or two passages of a sheet: where the words stand, else how the summary begins.

        A second passage is given only when it shows something typed that the first does not.
        """
        bounds = self._bounds[line]
        chosen: tuple[Passage, ...] = ()
        window = self._in_summary.get(line)
        if window is not None:
            chosen = (self._passage(summary, window, bounds[SUMMARY], bounds[SUMMARY + 1]),)
        window = self._in_body.get(line)
        if window is not None:
            chosen = (*chosen, self._passage(body, window, bounds[BODY], bounds[BODY + 1]))
        if chosen:
            return chosen
        opening = summary or body
        return (_opening(opening),) if opening else ()

    def _rows(self, field: int) -> Rows:
        """First and end of the rows of one field, by line."""
        return [(own[field], own[field + 1]) for own in self._bounds]

    def _passage(self, text: Readable, window: tuple[int, int], first: int, end: int) -> Passage:
        """A passage of ``text`` around a window of rows, cut between words, marked.

        ``first`` and ``end`` are those of all rows of the text.
        """
        starts, ends = self._starts, self._ends
        begin, stop, passage, more = _around(text, starts[window[0]], ends[window[1] - 1])
        first = bisect_left(starts, begin, first, window[0])
        last = bisect_right(starts, stop, window[1], end)
        near = zip(starts[first:last], ends[first:last], strict=True)
        marks = [(start - begin, end - begin) for start, end in near if end <= stop]
        return Passage(passage, merged(marks), begin > 0, more)


def _around(text: Readable, start: int, end: int) -> tuple[int, int, str, bool]:
    """The passage around some characters: where it begins and stops, and whether text follows.

    Only a piece of the text is read, as much as deciding that may take.
    """
    away = max(0, start - BEFORE)
    piece = text[away : max(end, start) + AFTER]
    begin, stop = _bounds(piece, start - away, end - away)
    more = goes_on(piece, stop) or goes_on(text[away + len(piece) :], 0)
    return begin + away, stop + away, piece[begin:stop], more


class _Runs:
    """Of all matches of a page, the runs within one passage that end at each of them."""

    def __init__(self, matches: Matches) -> None:
        self._units = matches.units
        at = np.arange(len(self._units))
        # Texts as stretches of one long text, too far apart for a window to reach two of them.
        apart = matches.texts * APART
        reached = (matches.starts + apart).searchsorted(matches.ends + (apart - WINDOW))
        self._first = np.minimum(reached, at)
        self._rest = ((at - self._first) << BITS) + (PLACES - at)
        # By unit and match, whether the run shows the unit.
        units = np.arange(self._units.max() + 1)[:, None]
        last = np.maximum.accumulate(np.where(self._units == units, at, -1), axis=1)
        self._shown = last >= self._first

    def best(self, rows: Rows, before: Mapping[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
        """Of each line, the run within some rows that shows most units, then most matches.

        Of equals, the first. What the windows ``before`` show of a line counts for nothing; a line
        has none when all it shows is known from there.
        """
        shown = self._shown
        if before:
            shown = shown.copy()
            for line, (first, end) in before.items():
                seen = list(set(self._units[first:end].tolist()))
                shown[seen, slice(*rows[line])] = False
        new = np.add.reduce(shown, axis=0, dtype=np.int64)
        worth = (new << 2 * BITS) + self._rest
        texts = sorted([(*row, line) for line, row in enumerate(rows) if row[0] < row[1]])
        # The greatest from each first row to each end; between an end and the next first, nothing.
        edges = [edge for row in texts for edge in row[:2]]
        if edges and edges[-1] == len(worth):
            edges.pop()
        best = np.maximum.reduceat(worth, edges)[::2] if edges else worth[:0]
        last = PLACES - (best & PLACES)
        runs = zip(
            texts, self._first.take(last).tolist(), last.tolist(), best.tolist(), strict=True
        )
        shown_once = 1 << 2 * BITS
        return {line: (run, end + 1) for (*_, line), run, end, value in runs if value >= shown_once}


def goes_on(text: str, stop: int) -> bool:
    """Whether anything but spaces follows in ``text``."""
    return bool(SOMETHING.search(text, stop))


def _opening(text: Readable) -> Passage:
    """How a text begins."""
    begin, _, passage, more = _around(text, 0, 0)
    return Passage(passage, (), begin > 0, more)


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
    if not earliest and not text[:1].isspace():
        return 0
    at = max(0, earliest - 2)
    while found := SENTENCE_START.search(text, at, latest + 1):
        at = found.end()
        if at >= earliest:
            return at
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
    begin = reached = -1
    for start, end in sorted(marks):
        if start <= reached:
            reached = max(reached, end)
            continue
        if begin >= 0:
            found.append((begin, reached))
        begin, reached = start, end
    if begin >= 0:
        found.append((begin, reached))
    return tuple(found)
