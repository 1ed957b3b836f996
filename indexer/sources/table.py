"""Tables of sheets, one row each: CSV as spreadsheets save it, and XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook

from indexer.errors import SheetError
from indexer.sources.article import ArticleError, clean_sections
from indexer.sources.columns import Values, paragraphs, values_of
from indexer.sources.containers import check_zip
from indexer.sources.original import Original
from indexer.sources.spacing import one_line
from indexer.vocabulary import Sheet

MAX_ROWS = 20_000
#: The names of the columns stand in one of the first rows, under a banner perhaps.
_HEADER_ROWS = 10

#: What the last row of a spreadsheet begins with.
_TOTAL = re.compile(r"(?:sous-)?total(?: général)?\s*:?", re.IGNORECASE)

#: A row and the line it stands on, from 1.
_Row = tuple[int, Sequence[object]]


def read_csv(original: Original) -> list[Sheet | SheetError]:
    """A sheet for each row of a CSV; comma, semicolon or tab is found by itself."""
    text = original.text()
    first = "\n".join(text.split("\n", _HEADER_ROWS)[:_HEADER_ROWS])
    delimiter = max(";,\t", key=first.count)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in islice(reader, MAX_ROWS)]
    except csv.Error as error:
        return [original.fault(f"is not a table ({error})", reader.line_num)]
    return list(_sheets(original, rows))


def read_xlsx(original: Original) -> list[Sheet | SheetError]:
    """A sheet for each row of the first worksheet that names a column of titles."""
    check_zip(original)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(original.data))
        pages = [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]
    except (CalamineError, ValueError) as error:
        return [original.fault(f"is not a readable workbook ({error}): save it again")]
    tables = [list(enumerate(page[:MAX_ROWS], 1)) for page in pages]
    named = (table for table in tables if _header_place(table) is not None)
    return list(_sheets(original, next(named, [])))


def _header_place(rows: Sequence[_Row]) -> int | None:
    """Where the row stands that names the columns: the first that has one of titles."""
    for place, (_, row) in enumerate(rows[:_HEADER_ROWS]):
        if any(values_of({one_line(str(name)): "x"}).first("title") for name in row):
            return place
    return None


def _sheets(original: Original, rows: Sequence[_Row]) -> Iterator[Sheet | SheetError]:
    place = _header_place(rows)
    if place is None:
        yield original.fault("has no column called titre: name the columns in the first row", 1)
        return
    header = [one_line(str(name)) for name in rows[place][1]]
    for line, row in rows[place + 1 :]:
        told = [one_line(str(cell)) for cell in row]
        if any(told) and not _TOTAL.fullmatch(next(filter(None, told))):
            yield _sheet(original, header, row, line)


def _sheet(
    original: Original, header: Sequence[str], row: Sequence[object], line: int
) -> Sheet | SheetError:
    values = Values()
    for name, cell in zip(header, row, strict=False):
        values.take({name: cell})
    title = one_line(values.first("title"))
    try:
        text = "\n\n".join(values.given.get("text", ()))
        sections = clean_sections(paragraphs(text) + values.rest())
    except ArticleError as error:
        return original.fault(str(error), line)
    if not title or not (values.one("summary") or sections):
        return original.fault("has a row without title or text: fill it or remove it", line)
    return values.sheet(title, sections, original.name)
