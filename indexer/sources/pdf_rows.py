"""The pieces of text on a PDF page put together: torn lines, then boxes of lines.

Justified text has wide spaces, which look like the gap between two columns; what stands above and
below tells them apart: a line runs across a wide space, nothing runs across a gap between columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

#: The widest space of a justified line, in sizes of its letters.
_WIDEST_SPACE = 8.0
#: How far, in heights of a line, lines above and below still tell something.
_NEAR = 5.0
#: How far apart, in sizes, the lines of a column begin: paragraphs are indented.
_INDENT = 1.5
#: The white between two lines of one box, in heights of a line.
_LEADING = 0.6
#: How much lines of one box may differ in size.
_SAME_SIZE = 1.25


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: page from 0, box in reading order, corners in points, look, and content.

    ``html`` is the text with raised characters in ``<sup>``.
    """

    page: int
    box: int
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    text: str
    html: str

    @property
    def height(self) -> float:
        """How high the line is."""
        return max(self.y1 - self.y0, 1.0)

    @property
    def middle(self) -> float:
        """How far up the page its middle is."""
        return (self.y0 + self.y1) / 2


@dataclass(slots=True)
class Box:
    """Lines under each other, and the corners of all."""

    x0: float
    y0: float
    x1: float
    y1: float
    lines: list[Line]

    def take(self, line: Line) -> None:
        """Add a line below the others."""
        self.lines.append(line)
        self.x0, self.y0 = min(self.x0, line.x0), min(self.y0, line.y0)
        self.x1, self.y1 = max(self.x1, line.x1), max(self.y1, line.y1)


def whole_lines(pieces: Sequence[Line]) -> list[Line]:
    """Lines in place of the pieces that wide spaces tore them into."""
    rest = sorted(pieces, key=lambda line: line.middle)
    heights = [line.middle for line in rest]
    joined: list[Line] = []
    for row in _rows(rest):
        current = row[0]
        for piece in row[1:]:
            if _is_space(current, piece, _around(current, rest, heights)):
                current = _together(current, piece)
            else:
                joined.append(current)
                current = piece
        joined.append(current)
    return joined


def _rows(pieces: Sequence[Line]) -> list[list[Line]]:
    """Pieces at one height, from left to right; the highest row first."""
    rows: list[list[Line]] = []
    for piece in reversed(pieces):
        last = rows[-1][0] if rows else None
        if last and abs(last.middle - piece.middle) < 0.3 * min(last.height, piece.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _around(piece: Line, pieces: Sequence[Line], heights: Sequence[float]) -> list[Line]:
    """What stands near a piece, above and below it."""
    reach, aside = _NEAR * piece.height, 0.5 * piece.height
    middle = piece.middle
    below = pieces[bisect_left(heights, middle - reach) : bisect_left(heights, middle - aside)]
    above = pieces[bisect_right(heights, middle + aside) : bisect_right(heights, middle + reach)]
    return [*below, *above]


def _is_space(left: Line, right: Line, around: Sequence[Line]) -> bool:
    """Whether the white between two pieces of a row is a space inside a line.

    It is one when a line near runs across it, unless lines near begin a column at its end.
    """
    start, end = left.x1, right.x0
    if not 0 <= end - start <= _WIDEST_SPACE * left.size or left.size != right.size:
        return False
    crossed = any(line.x0 < start and line.x1 > end for line in around)
    return crossed and not _begins_column(end, left.size, [x.x0 for x in around if x.x0 >= start])


def _begins_column(begin: float, size: float, near: Sequence[float]) -> bool:
    """Whether lines near begin at one place as lines of a column do, ``begin`` being indented.

    Pieces of justified lines begin anywhere.
    """
    places = [place for place in near if abs(place - begin) < _INDENT * size]
    return any(abs(one - other) <= 1 for one, other in pairwise(sorted([*places, begin])))


def _together(left: Line, right: Line) -> Line:
    return replace(
        left,
        x1=right.x1,
        y0=min(left.y0, right.y0),
        y1=max(left.y1, right.y1),
        bold=left.bold and right.bold,
        text=f"{left.text} {right.text}",
        html=f"{left.html} {right.html}",
    )


def boxes_of_lines(lines: Sequence[Line]) -> list[Box]:
    """Boxes of lines that follow each other closely, under each other and of one size."""
    boxes: list[Box] = []
    open_boxes: list[Box] = []
    for line in sorted(lines, key=lambda line: (-line.middle, line.x0)):
        open_boxes = [box for box in open_boxes if box.lines[-1].y0 - line.y1 < 2 * line.height]
        box = next((box for box in reversed(open_boxes) if _follows(box.lines[-1], line)), None)
        if box is None:
            box = Box(line.x0, line.y0, line.x1, line.y1, [line])
            boxes.append(box)
            open_boxes.append(box)
        else:
            box.take(line)
    return boxes


def _follows(last: Line, line: Line) -> bool:
    """Whether a line is the next one of the box that ends with ``last``."""
    gap = last.y0 - line.y1
    together = min(last.x1, line.x1) - max(last.x0, line.x0)
    narrow = min(last.x1 - last.x0, line.x1 - line.x0)
    alike = max(last.size, line.size) <= _SAME_SIZE * min(last.size, line.size)
    near = -0.5 * line.height < gap < _LEADING * max(last.height, line.height)
    return near and alike and together > 0.3 * narrow
