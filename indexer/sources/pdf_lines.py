"""The lines of a PDF in reading order: columns, page furniture, drop capitals."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from itertools import groupby, pairwise

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTPage, LTTextContainer, LTTextLine

from indexer.french.lexicon import lexicon
from indexer.sources.mending import signs_apart
from indexer.sources.pdf_rows import Box, Line, boxes_of_lines, whole_lines

MAX_PAGES = 80
#: Two boxes this far apart (points) stand in two columns.
_GUTTER = 8.0
#: The share of a page's height, above and below, where furniture stands.
_MARGIN = 0.1
_DIGITS = re.compile(r"\d+")
#: A no-break space with the spaces a layout adds beside it.
_DOUBLE = re.compile(r" *\N{NO-BREAK SPACE} *")


def read_lines(data: bytes) -> tuple[list[Line], list[Line]]:
    """The lines of the first pages of a PDF in reading order; headers and footers apart."""
    lines: list[Line] = []
    heights: dict[int, float] = {}
    pages = extract_pages(io.BytesIO(data), maxpages=MAX_PAGES, laparams=LAParams(boxes_flow=None))
    for number, page in enumerate(pages):
        heights[number] = page.height
        for place, box in enumerate(_in_order(_boxes(page, number))):
            lines += (replace(line, box=place) for line in box.lines)
    edges = _furniture(lines, heights)
    furniture = [line for line in lines if id(line) in edges]
    return _with_drop_capitals([line for line in lines if id(line) not in edges]), furniture


# --- Characters to lines -------------------------------------------------------------------------


def _boxes(page: LTPage, number: int) -> list[Box]:
    pieces = [
        _line(line, number)
        for box in page
        if isinstance(box, LTTextContainer)
        for line in box
        if isinstance(line, LTTextLine)
    ]
    return boxes_of_lines(whole_lines([piece for piece in pieces if piece.text]))


def _line(line: LTTextLine, number: int) -> Line:
    glyphs = [char for char in line if isinstance(char, LTChar)]
    size = _most_common(round(char.size * 2) / 2 for char in glyphs)
    first_is_big = len(glyphs) > 1 and glyphs[0].size > 1.6 * size
    html, raised = "", False
    for place, char in enumerate(line):
        text = signs_apart(char.get_text()).replace("\n", " ") if hasattr(char, "get_text") else ""
        up = isinstance(char, LTChar) and char.size < 0.8 * size and char.y0 > line.y0 + 0.25 * size
        if up != raised:
            html += "<sup>" if up else "</sup>"
            raised = up
        html += escape(text, quote=False)
        if place == 0 and first_is_big:
            html += "\0"
    html = _DOUBLE.sub("\N{NO-BREAK SPACE}", html + ("</sup>" if raised else "")).strip()
    if "\0" in html:
        capital, _, rest = html.partition("\0")
        html = _capital_and(capital, rest.lstrip())
    bold = sum("bold" in char.fontname.lower() for char in glyphs) * 2 > len(glyphs)
    text = re.sub(r"<[^>]+>", "", html)
    return Line(number, 0, line.x0, line.y0, line.x1, line.y1, size, bold, text, html)


def _most_common(sizes: Iterator[float]) -> float:
    counted = Counter(sizes)
    return counted.most_common(1)[0][0] if counted else 0.0


# --- Reading order -------------------------------------------------------------------------------


def _in_order(boxes: list[Box]) -> list[Box]:
    """Boxes as they are read: column after column between what spans the page."""
    columns = _columns(boxes)
    if len(columns) > 1:
        return [box for column in columns for box in _in_order(column)]
    by_height = sorted(boxes, key=lambda box: -box.y1)
    for place in range(1, len(by_height)):
        above, below = by_height[:place], by_height[place:]
        apart = min(box.y0 for box in above) >= max(box.y1 for box in below) - 1
        if apart and (len(_columns(above)) > 1 or len(_columns(below)) > 1):
            return _in_order(above) + _in_order(below)
    return by_height


def _columns(boxes: list[Box]) -> list[list[Box]]:
    """Boxes parted where an empty strip runs down between them."""
    columns: list[list[Box]] = []
    edge = float("-inf")
    for box in sorted(boxes, key=lambda box: box.x0):
        if not columns or box.x0 > edge + _GUTTER:
            columns.append([])
        columns[-1].append(box)
        edge = max(edge, box.x1)
    return columns


# --- Furniture and drop capitals -----------------------------------------------------------------


def _furniture(lines: list[Line], heights: dict[int, float]) -> set[int]:
    """Which lines (``id``) are page numbers or stand at the edge of several pages."""
    edges = [line for line in lines if _at_edge(line, heights[line.page])]
    pages = Counter((_pattern(line), line.page) for line in edges)
    repeated = Counter(pattern for pattern, _ in pages)
    return {
        id(line)
        for line in edges
        if repeated[_pattern(line)] > 1 or re.fullmatch(r"[-–\s]*\d{1,3}(/\d+)?[-–\s]*", line.text)
    }


def _at_edge(line: Line, height: float) -> bool:
    return line.y1 < height * _MARGIN or line.y0 > height * (1 - _MARGIN)


def _pattern(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _with_drop_capitals(lines: list[Line]) -> list[Line]:
    """Lines with a large lone first letter put back before the word it begins."""
    if not lines:
        return lines
    body = body_size(lines)
    kept = list(lines)
    for capital in lines:
        if len(capital.text) > 2 or not capital.text[0].isalpha() or capital.size < 1.6 * body:
            continue
        beside = [
            line
            for line in kept
            if line.page == capital.page
            and line is not capital
            and line.x0 > capital.x0
            and line.x0 < capital.x1 + 3 * body
            and line.y0 < capital.y1
            and line.y1 > capital.y0
        ]
        if beside:
            first = max(beside, key=lambda line: line.y1)
            joined = _capital_and(capital.text, first.html)
            text = re.sub(r"<[^>]+>", "", joined)
            kept[kept.index(first)] = replace(first, html=joined, text=text, x0=capital.x0)
            kept.remove(capital)
    return kept


def _capital_and(capital: str, rest: str) -> str:
    """A drop capital and the line after it: one word unless the letter is a word by itself."""
    word = re.match(r"\w*", rest)
    following = word[0] if word else ""
    alone = following[:1].isupper() or (
        capital.lower() in ("a", "à", "y", "ô")
        and not lexicon().knows(capital.lower() + following)
        and lexicon().knows(following)
    )
    return f"{capital} {rest}" if alone else capital + rest


def body_size(lines: list[Line]) -> float:
    """The size most characters are set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def boxes_of(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines grouped by the box they stand in."""
    for _, group in groupby(lines, key=lambda line: (line.page, line.box)):
        yield list(group)


def gap(lines: list[Line]) -> float:
    """The usual distance between the tops of successive lines of a box, in points."""
    steps = sorted(above.y1 - below.y1 for above, below in pairwise(lines))
    return steps[len(steps) // 2] if steps else 0.0
