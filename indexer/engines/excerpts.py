"""Cuts the passages of a text that show best why a sheet was found: whole words, sentences kept.

A passage is chosen for how many different things typed it shows, then for how near they stand;
marks are character ranges, so nothing here can break HTML or lose an accent.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter

from indexer.engines.contract import Match
from indexer.query import Passage

#: Characters of one passage: two or three lines on a wide screen.
PASSAGE_LENGTH = 220

#: Characters within which matches are gathered; the rest of a passage is what surrounds them.
WINDOW = 140

#: Passages of one hit at most.
PASSAGES = 2

#: A passage may begin up to this many characters earlier to start with its sentence.
SENTENCE_REACH = 90

SENTENCE_START = re.compile(r"(?:^|[.!?…»]\s+|\n+)(?=\S)")
WORD_EDGE = re.compile(r"\s")

_START = attrgetter("start")


def title_passage(text: str, matches: Sequence[Match]) -> Passage:
    """The whole title with its marks."""
    return Passage(text, merged((m.start, m.end) for m in matches))


def excerpts(
    summary: str, body: str, summary_matches: Sequence[Match], body_matches: Sequence[Match]
) -> tuple[Passage, ...]:
    """One or two passages of a sheet: where the words stand, else how the summary begins.

    A second passage is given only when it shows something typed that the first does not.
    """
    places = [(summary, summary_matches), (body, body_matches)]
    chosen: list[Passage] = []
    shown: set[int] = set()
    for text, matches in places:
        window = best_window(matches, shown)
        if window and len(chosen) < PASSAGES:
            chosen.append(passage(text, window[0].start, window[-1].end, matches))
            shown.update(m.unit for m in window)
    if chosen:
        return tuple(chosen)
    opening = summary or body
    return (passage(opening, 0, 0, ()),) if opening else ()


def best_window(matches: Sequence[Match], shown: set[int]) -> Sequence[Match]:
    """The run of matches within one passage that shows most new units; empty when none is new."""
    most = longest = 0  # new units and matches of the best run; of equals, the first
    window = (0, 0)
    inside: dict[int, int] = {}  # how often each new unit stands in the run
    first = 0
    for last, match in enumerate(matches):
        while match.end - matches[first].start > WINDOW and first < last:
            _leave(inside, matches[first].unit)
            first += 1
        if match.unit not in shown:
            inside[match.unit] = inside.get(match.unit, 0) + 1
        new, length = len(inside), last + 1 - first
        if new and (new > most or (new == most and length > longest)):
            most, longest, window = new, length, (first, last + 1)
    return matches[window[0] : window[1]]


def _leave(inside: dict[int, int], unit: int) -> None:
    """One match of ``unit`` less in the run."""
    count = inside.pop(unit, 0)
    if count > 1:
        inside[unit] = count - 1


def passage(text: str, start: int, end: int, matches: Sequence[Match]) -> Passage:
    """A passage of ``text`` around the characters ``start … end``, cut between words."""
    begin, stop = _bounds(text, start, end)
    near = matches[
        bisect_left(matches, begin, key=_START) : bisect_right(matches, stop, key=_START)
    ]
    marks = ((m.start - begin, m.end - begin) for m in near if m.end <= stop)
    return Passage(text[begin:stop], merged(marks), begin > 0, stop < len(text.rstrip()))


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
