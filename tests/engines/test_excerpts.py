"""Windows of passages are those that going through all runs, one after another, would choose."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.contract import FIELD_NUMBERS, Match, Matches
from indexer.engines.excerpts import BODY, SUMMARY, WINDOW, Rows, _Runs
from indexer.query import FieldName

FIELDS: Sequence[FieldName] = ("title", "summary", "body")

match = st.builds(
    lambda field, start, size, unit: Match(field, start, start + size, unit, 0),
    st.sampled_from(FIELDS),
    st.integers(0, 3 * WINDOW),
    st.integers(1, 12),
    st.integers(0, 3),
)
lines = st.lists(st.lists(match, max_size=14), min_size=1, max_size=5)


def in_order(line: list[Match]) -> list[Match]:
    return sorted(line, key=lambda m: (FIELD_NUMBERS[m.field], m.start, m.end, m.unit))


def page(sheets: list[list[Match]], order: int) -> Matches:
    """The matches of some sheets, which stand on the page in another order than their rows do."""
    found = Matches.of_lines([in_order(line) for line in sheets])
    bounds = list(found.bounds)
    random.Random(order).shuffle(bounds)
    return Matches(bounds, *(getattr(found, name) for name in (
        "texts", "starts", "ends", "units", "alternatives")))  # fmt: skip


def expected(
    matches: Matches, rows: Rows, before: Mapping[int, tuple[int, int]]
) -> dict[int, tuple[int, int]]:
    """Of each line, the run that shows most that is new, then most matches, then the first."""
    starts, ends, units = (c.tolist() for c in (matches.starts, matches.ends, matches.units))
    found: dict[int, tuple[int, int]] = {}
    for line, (first, end) in enumerate(rows):
        known = set(units[slice(*before[line])]) if line in before else set()
        best = (0, 0)
        for last in range(first, end):
            begin = last
            while begin > first and starts[begin - 1] >= ends[last] - WINDOW:
                begin -= 1
            worth = len({*units[begin : last + 1]} - known), last - begin
            if worth[0] and worth > best:
                best, found[line] = worth, (begin, last + 1)
    return found


@settings(max_examples=300)
@given(lines, st.integers(0, 5))
def test_windows_are_the_best_runs_of_each_text(sheets, order):
    matches = page(sheets, order)
    if not len(matches.starts):
        return
    runs = _Runs(matches)
    rows = {field: [(own[field], own[field + 1]) for own in matches.bounds]
            for field in (SUMMARY, BODY)}  # fmt: skip
    summaries = runs.best(rows[SUMMARY], {})
    assert summaries == expected(matches, rows[SUMMARY], {})
    assert runs.best(rows[BODY], summaries) == expected(matches, rows[BODY], summaries)
