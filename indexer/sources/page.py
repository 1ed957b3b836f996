"""A corpus page as an editor wrote it: its Dublin Core fields with their lines, its article.

Only the outside of the page is judged here: encoding, size, the ``<meta>`` fields and one whole
``<article>``. What the fields say is judged by ``corpus_html``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from indexer.errors import SheetError
from indexer.sources.spacing import one_line

#: A corpus page holds one article of at most 1 MB and its head.
MAX_FILE_BYTES = 1_500_000

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_OPENING = re.compile(r"<article(?:\s[^<>]*)?>", re.IGNORECASE)
_CLOSING = re.compile(r"</article\s*>", re.IGNORECASE)
_DUBLIN_CORE = re.compile(r"dc[.:_-]|dcterms[.:_-]|dct[.:_-]")
_NOT_LINE = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Meta:
    """One ``<meta name="DC.…" content="…">``: the name without ``DC.`` in lower case.

    A prefix that is almost that of Dublin Core (``dc:title``, ``DCTERMS.date``) stays in the name.
    """

    name: str
    content: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """The fields in the order written, the article's inner HTML and the line it starts on."""

    path: str
    metas: tuple[Meta, ...]
    article: str
    article_line: int
    language: str = ""

    def all(self, name: str) -> list[Meta]:
        """Every field called ``name`` that says something."""
        return [meta for meta in self.metas if meta.name == name and meta.content]


def read_page(path: Path) -> Page:
    """The page in a file; raises ``SheetError`` when it is no corpus page."""
    return parse_page(read_text(path), str(path))


def read_text(path: Path) -> str:
    """The text of a UTF-8 file of bounded size; raises ``SheetError`` saying what to do."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise SheetError(str(path), f"cannot be opened ({error.strerror})") from error
    if len(data) > MAX_FILE_BYTES:
        raise SheetError(str(path), f"is larger than {MAX_FILE_BYTES // 1000} kB: split the sheet")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetError(str(path), "is not UTF-8 text: save it as UTF-8", line) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SheetError(str(path), "holds a NUL character: remove it", line)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_page(text: str, path: str) -> Page:
    """The page in ``text``; ``path`` is only told in errors."""
    bare = _COMMENT.sub(lambda comment: _NOT_LINE.sub(" ", comment[0]), text)
    opening = _OPENING.search(bare)
    if not opening:
        raise SheetError(path, "has no <article>: put the sheet's text into one", 1)
    start = bare.count("\n", 0, opening.start()) + 1
    closings = list(_CLOSING.finditer(bare, opening.end()))
    if not closings:
        raise SheetError(path, "<article> is never closed: the file may be cut short", start)
    head = _Head()
    head.feed(bare[: opening.start()])
    article = bare[opening.end() : closings[-1].start()]
    return Page(path, tuple(head.metas), article, start, head.language)


class _Head(HTMLParser):
    """Collects the Dublin Core fields and the language that stand before the article."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.metas: list[Meta] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep ``<meta name="DC.…">`` and ``<html lang>``."""
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang", "").strip()
        name = values.get("name", "").strip().lower()
        if tag == "meta" and _DUBLIN_CORE.match(name):
            content = one_line(values.get("content", ""))
            self.metas.append(Meta(name.removeprefix("dc."), content, self.getpos()[0]))
