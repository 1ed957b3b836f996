"""Tables of sheets, one row each: CSV as spreadsheets save it, and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from indexer.errors import SheetError
from indexer.sources.article import ArticleError, clean_sections
from indexer.sources.columns import paragraphs, values_of
from indexer.sources.containers import check_zip
from indexer.sources.original import Original
from indexer.sources.spacing import one_line
from indexer.vocabulary import Sheet

MAX_ROWS = 20_000
_FIRST_ROW = 2


def read_csv(original: Original) -> list[Sheet | SheetError]:
    """A sheet for each row of a CSV; comma, semicolon or tab is found by itself."""
    text = original.text()
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))[: MAX_ROWS + 1]
    except csv.Error as error:
        return [original.fault(f"is not a table ({error})")]
    return list(_sheets(original, rows))


def read_xlsx(original: Original) -> list[Sheet | SheetError]:
    """A sheet for each row of the first worksheet."""
    check_zip(original)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(original.data))
        rows = workbook.get_sheet_by_index(0).to_python()[: MAX_ROWS + 1]
    except (CalamineError, IndexError, ValueError) as error:
        return [original.fault(f"is not a readable workbook ({error}): save it again")]
    return list(_sheets(original, rows))


def _sheets(original: Original, rows: Sequence[Sequence[object]]) -> Iterator[Sheet | SheetError]:
    header = [one_line(str(name)) for name in rows[0]] if rows else []
    if not any(values_of({name: "x"}).given.get("title") for name in header):
        yield original.fault("has no column called titre: name the columns in the first row", 1)
        return
    for line, row in enumerate(rows[1:], _FIRST_ROW):
        if any(one_line(str(cell)) for cell in row):
            yield _row(original, dict(zip(header, row, strict=False)), line)


def _row(original: Original, row: Mapping[str, object], line: int) -> Sheet | SheetError:
    values = values_of(row)
    title = one_line(values.first("title"))
    try:
        text = "\n\n".join(values.given.get("text", ()))
        sections = clean_sections(paragraphs(text) + values.rest())
    except ArticleError as error:
        return original.fault(str(error), line)
    if not title or not (values.one("summary") or sections):
        return original.fault("has a row without title or text: fill it or remove it", line)
    return values.sheet(title, sections, original.name)
