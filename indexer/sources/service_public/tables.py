"""Tables of service-public.fr sheets as HTML: headers of columns and rows, merged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from indexer.sources.service_public.inline import line_of
from indexer.sources.service_public.tree import Element

Inside = Callable[[Iterable[Element | str]], str]
_MERGED = (("fusionHorizontale", "colspan"), ("fusionVerticale", "rowspan"))
#: Columns and rows of one cell; a larger number is a mistake.
_MOST_MERGED = 100


def table(drawn: Element, inside: Inside) -> str:
    """A table with its title; what else it says (a summary of it) stands before."""
    title = drawn.find("Titre")
    caption = f"<caption>{line_of(title)}</caption>" if title else ""
    heads = [column.attributes.get("type") == "header" for column in drawn.elements("Colonne")]
    rows = _rows(list(drawn.elements("Rangée")), heads, inside)
    other = (c for c in drawn.children if isinstance(c, str) or c.name not in ("Titre", "Rangée"))
    return f"{inside(other)}<table>{caption}{rows}</table>"


def _rows(rows: list[Element], heads: list[bool], inside: Inside) -> str:
    """Rows with each cell in its column: cells merged downwards push the next row's aside."""
    written = []
    taken: dict[int, int] = {}
    for row in rows:
        is_head = row.attributes.get("type") == "header"
        cells, below, column = [], dict[int, int](), 0
        for cell in row.elements("Cellule"):
            while taken.get(column):
                column += 1
            heads_row = heads[column : column + 1] == [True]
            cells.append(_cell(cell, is_head, heads_row, inside))
            wide, high = (_merged(cell, name) for name, _ in _MERGED)
            below |= dict.fromkeys(range(column, column + wide), high)
            column += wide
        written.append(f"<tr>{''.join(cells)}</tr>")
        taken = {place: left - 1 for place, left in (taken | below).items() if left > 1}
    return "".join(written)


def _cell(cell: Element, is_head: bool, heads_row: bool, inside: Inside) -> str:
    """A cell; one of a header row heads its column, one of a header column heads its row."""
    spans = "".join(
        f' {attribute}="{_merged(cell, name)}"'
        for name, attribute in _MERGED
        if _merged(cell, name) > 1
    )
    tag, scope = "td", ""
    if is_head or heads_row:
        tag, scope = "th", f' scope="{"col" if is_head else "row"}"'
    return f"<{tag}{scope}{spans}>{inside(cell.children)}</{tag}>"


def _merged(cell: Element, name: str) -> int:
    told = cell.attributes.get(name, "1")
    number = int(told[:4]) if told.isascii() and told.isdigit() else 1
    return min(max(number, 1), _MOST_MERGED)
