"""Small typographic rules, held by tables of cases an editor can read and extend."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from indexer.sources.article import clean_sections
from indexer.sources.columns import date_of
from indexer.sources.mending import joined_lines, without_note_numbers

HERE = Path(__file__).parent


def cases(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("case", cases("raised.tsv"), ids="".join)
def test_raised_text_is_read_by_what_it_says(case):
    before, raised, after, text, _ = case
    html = f"<p>{escape(before)}<sup>{escape(raised)}</sup>{escape(after)}</p>"
    assert clean_sections(html)[0].text == text


@pytest.mark.parametrize("case", cases("dates.tsv"), ids=lambda case: case[0])
def test_a_date_is_understood_as_people_write_it(case):
    said, date = case
    assert date_of(said) == date


@pytest.mark.parametrize("case", cases("glued.tsv"), ids=lambda case: case[2])
def test_a_number_glued_to_a_word_is_a_note(case):
    printed, mended, _ = case
    assert without_note_numbers(printed) == mended


@pytest.mark.parametrize("case", cases("cut.tsv"), ids=lambda case: case[2])
def test_a_word_cut_at_a_line_s_end_is_made_whole(case):
    lines, joined, _ = case
    assert joined_lines(lines.replace("|", "\n")) == joined
