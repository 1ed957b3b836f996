"""PDF sheets: lines become paragraphs, headings, lists and notes; what labels a sheet its fields.

No structure is stored in most PDF, so it is read from looks: the largest text of the first page is
the title, larger or bold short lines are headings, small numbered text at the foot is notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pdfminer.pdfdocument import PDFPasswordIncorrect

from indexer.errors import SheetError
from indexer.sources.article import ArticleError, clean_blocks
from indexer.sources.columns import date_of
from indexer.sources.headings import is_kind, sheet_of_blocks
from indexer.sources.mending import joined_lines
from indexer.sources.original import Original
from indexer.sources.pdf_lines import body_size, boxes_of, gap, read_lines
from indexer.sources.pdf_rows import Line
from indexer.vocabulary import Sheet

#: Signs before list items; those of Word's own fonts have no place in Unicode.
_BULLET = re.compile(r"^(?:[•▪‣◦●■–—*➢➔►▶✓✔◆❖\uf0b7\uf0a7\uf0d8\uf0fc]|-(?=\s))\s*")
_PLACE_AND_STRUCTURE = re.compile(r"^[•·▪]\s*([^•·▪]+?)\s*[•·▪]\s*([^•·▪]+)$")
_LABEL = re.compile(r"[A-ZÀ-Ý][\w’' -]{2,30}\s*:\s")
_NOTE = re.compile(r"^(?:<sup>)?\s*(\d{1,2})\s*(?:</sup>)?[.)\s]\s*(?=[^\W\d_]|[«“\"(])")
_ENDS = re.compile(r"[.!?:;…»)]\s*(?:<[^>]+>)*$")


#: How a line looks: title, heading or body.
_Look = Literal["title", "strong", "body"]
_LONGEST_HEADING = 120


@dataclass(slots=True)
class _Block:
    """Successive lines of one look: a paragraph, a heading or the title."""

    look: _Look
    lines: list[Line]

    @property
    def text(self) -> str:
        """The lines as one, words cut at their ends made whole."""
        return joined_lines("\n".join(line.html for line in self.lines))

    @property
    def tag(self) -> str:
        """The HTML element; strong text that is a sentence or long is a paragraph."""
        text = self.text
        if self.look == "title":
            return "h1"
        heads = len(text) <= _LONGEST_HEADING and not text.endswith((".", ",", ";"))
        return "h2" if self.look == "strong" and heads and not _labels(text) else "p"


def read_pdf(original: Original) -> list[Sheet | SheetError]:
    """The sheet in a PDF; scans without text, passwords and damage are faults."""
    if not original.data.lstrip()[:5].startswith(b"%PDF"):
        return [original.fault("is no PDF: look at what it is and give it its right suffix")]
    try:
        lines, furniture = read_lines(original.data)
    except PDFPasswordIncorrect:
        return [original.fault("needs a password: save it without one")]
    except Exception as error:  # pdfminer raises whatever its parts raise on a damaged file
        return [original.fault(f"is damaged ({error or type(error).__name__}): save it again")]
    if not lines:
        return [original.fault("holds no text, only pictures: recognise its characters first")]
    try:
        found = sheet_of_blocks(clean_blocks(_html(lines)), original)
    except ArticleError as error:
        return [original.fault(str(error))]
    if isinstance(found, Sheet) and not found.date:
        found = replace(found, date=_furniture_date(furniture))
    return [found]


def _html(lines: list[Line]) -> str:
    body = body_size(lines)
    title = max(
        (line.size for line in lines if line.page == 0 and len(line.text) > 3 and not _kind(line)),
        default=body,
    )
    notes: list[tuple[str, str]] = []
    blocks: list[_Block] = []
    for box in boxes_of(lines):
        if _is_notes(box, body):
            notes += _notes(box)
        else:
            for block in _blocks(box, body, max(title, body * 1.2)):
                _append(blocks, block)
    html = "".join(_block_html(block) for block in blocks).replace("</ul><ul>", "")
    return html + (f"<h2>Notes</h2>{_notes_html(notes)}" if notes else "")


def _furniture_date(furniture: list[Line]) -> str:
    """The date of publication, which often stands at the edge of every page."""
    dates = (date_of(line.text) for line in furniture if line.page == 0)
    return next(filter(None, dates), "")


def _kind(line: Line) -> bool:
    """Whether a line only says what kind of sheet this is."""
    return line.text.casefold().startswith("fiche") or is_kind(line.text)


def _blocks(box: list[Line], body: float, title: float) -> Iterator[_Block]:
    """The paragraphs of a box."""
    left, right, step = min(x.x0 for x in box), max(x.x1 for x in box), gap(box)
    current: _Block | None = None
    for line in box:
        look = _look(line, body, title)
        if current is not None and look == current.look:
            last = current.lines[-1]
            near = last.y1 - line.y1 < 1.4 * max(step, line.size)
            if near and not _begins(line) and not _ends_paragraph(last, line, left, right):
                current.lines.append(line)
                continue
        if current:
            yield current
        current = _Block(look, [line])
    if current:
        yield current


def _begins(line: Line) -> bool:
    """Whether a line begins something by itself: a list item or a labelled line."""
    return bool(_BULLET.match(line.html) or _LABEL.match(line.text))


def _ends_paragraph(last: Line, line: Line, left: float, right: float) -> bool:
    short = last.x1 < right - 0.12 * (right - left)
    indented = line.x0 > left + 0.6 * line.size and last.x0 <= left + 0.6 * line.size
    return bool(_ENDS.search(last.html)) and (short or indented)


def _look(line: Line, body: float, title: float) -> _Look:
    if line.size >= title - 0.1 and line.page == 0 and not _kind(line):
        return "title"
    capitals = line.text.isupper() and len(line.text) > 3
    smallest = 0.8 * body if capitals else body
    return "strong" if line.size >= 1.15 * body or (line.bold and line.size >= smallest) else "body"


def _labels(text: str) -> bool:
    """Whether a line says something of the sheet (keywords, date, place) and heads nothing."""
    return bool(":" in text or _PLACE_AND_STRUCTURE.match(text) or date_of(text) or "@" in text)


def _append(blocks: list[_Block], block: _Block) -> None:
    """Add a paragraph, or go on with the one a column or page break cut."""
    last = blocks[-1] if blocks else None
    cut = (
        last is not None
        and last.tag == block.tag == "p"
        and not _ENDS.search(last.lines[-1].html)
        and block.lines[0].text[:1].islower()
        and not _BULLET.match(block.lines[0].html)
    )
    if (cut and last is not None) or (last is not None and last.tag == block.tag == "h1"):
        last.lines += block.lines
    else:
        blocks.append(block)


def _block_html(block: _Block) -> str:
    text = block.text
    if block.tag == "p":
        if date_of(text):
            return f"<p>Date : {text}</p>"
        named = _PLACE_AND_STRUCTURE.match(text)
        if named:
            return f"<p>Commune : {named[1]}</p><p>Structure : {named[2]}</p>"
        if _BULLET.match(text):
            return f"<ul><li>{_BULLET.sub('', text)}</li></ul>"
    return f"<{block.tag}>{text}</{block.tag}>"


def _is_notes(box: list[Line], body: float) -> bool:
    """Whether a box holds footnotes: small text that begins with a number."""
    small = all(line.size <= 0.92 * body for line in box)
    return small and bool(_NOTE.match(box[0].html))


def _notes(box: list[Line]) -> list[tuple[str, str]]:
    """The notes of a box: number and text."""
    notes: list[list[str]] = []
    for line in box:
        if _NOTE.match(line.html) or not notes:
            notes.append([])
        notes[-1].append(line.html)
    told = (joined_lines("\n".join(note)) for note in notes)
    return [(called[1], text[called.end() :]) for text in told if (called := _NOTE.match(text))]


def _notes_html(notes: list[tuple[str, str]]) -> str:
    """A numbered list; when each page counts anew, paragraphs that say their number."""
    if [number for number, _ in notes] == [str(n) for n in range(1, len(notes) + 1)]:
        return "<ol>" + "".join(f"<li>{text}</li>" for _, text in notes) + "</ol>"
    return "".join(f"<p>{number}. {text}</p>" for number, text in notes)
