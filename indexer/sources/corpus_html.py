"""The corpus format: one HTML page a sheet, with Dublin Core fields and an ``<article>``.

``read_sheet`` is strict about the fields and says file, line and what to do; ``write_sheet``
writes what a person can read, edit and open in a browser. Reading what was written gives the
sheet back, except ``evidence``, which detection finds anew. The format is told in
``docs/corpus.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from indexer.errors import SheetError
from indexer.knowledge.placenames import slug
from indexer.sources.article import ArticleError, check_bounds, clean_blocks, sections_of
from indexer.sources.page import Meta, Page, parse_page, read_page
from indexer.sources.plaintext import inline_text
from indexer.sources.spacing import same_words
from indexer.vocabulary import Section, Sheet

#: Dublin Core names that are read, and whether each may be given more than once.
NAMES = {
    "identifier": False,
    "title": False,
    "description": False,
    "subject": True,
    "coverage": True,
    "date": False,
    "creator": True,
    "audience": True,
    "publisher": False,
    "source": False,
    "rights": False,
    "language": False,
}
#: Names of Dublin Core that may stand in a sheet and are not read.
IGNORED = frozenset({"contributor", "format", "relation", "type"})

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TERRITORY = re.compile(
    r"reg:\d{2}|dep:(?:\d{2}|2[AB]|97\d)|(?:com|arm):\d[\dAB]\d{3}|(?:epci|ept):\d{9}"
    r"|qp:Q[NP]\w{6,7}"
)
_QUARTIER = re.compile(r"qt:(\d[\dAB]\d{3}):(.+)")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_STYLE = "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.6 serif}"


@dataclass(frozen=True, slots=True)
class FormatFault:
    """Something in a page that the format forbids; ``code`` is stable, ``advice`` what to do."""

    code: str
    line: int
    message: str
    advice: str


def read_sheet(path: Path) -> Sheet:
    """The sheet in a corpus file.

    Raises ``SheetError`` (path, line, what to do) when the file is no corpus page, when a field
    is missing or malformed, or when there is no text.
    """
    return sheet_of(read_page(path))


def parse_sheet(text: str, path: str = "sheet") -> Sheet:
    """The sheet in the text of a corpus page."""
    return sheet_of(parse_page(text, path))


def check_page(text: str, path: str) -> Page:
    """A corpus page whose fields and bounds are right; raises ``SheetError`` at the first fault."""
    page = parse_page(text, path)
    _check_fields(page)
    try:
        check_bounds(page.article)
    except ArticleError as error:
        raise SheetError(page.path, str(error), page.article_line) from error
    return page


def sheet_of(page: Page) -> Sheet:
    """The sheet a page holds; raises ``SheetError`` at the first fault."""
    _check_fields(page)
    places = [territory_of(meta.content) for meta in page.all("coverage")]
    title = _one(page, "title")
    try:
        summary, sections = _text(page, title)
    except ArticleError as error:
        raise SheetError(page.path, str(error), page.article_line) from error
    if not summary and not sections:
        raise SheetError(page.path, "has no text: write it in <article>", page.article_line)
    return Sheet(
        id=_one(page, "identifier"),
        title=title,
        summary=summary,
        sections=sections,
        themes=_several(meta.content for meta in page.all("subject")),
        territories=_several(code for code, _ in places),
        territory_labels=tuple(dict((code, label) for code, label in places if label).items()),
        date=_one(page, "date"),
        structure=_joined(page, "creator"),
        audience=_joined(page, "audience"),
        publisher=_one(page, "publisher"),
        source=_one(page, "source"),
        rights=_one(page, "rights"),
        language=_one(page, "language") or page.language or "fr",
    )


def _check_fields(page: Page) -> None:
    for fault in format_faults(page)[:1]:
        raise SheetError(page.path, f"{fault.message}: {fault.advice}", fault.line)


# --- Fields --------------------------------------------------------------------------------------


def format_faults(page: Page) -> list[FormatFault]:
    """What is missing or malformed in the fields of a page, in the order of lines."""
    faults = [fault for meta in page.metas for fault in _field_faults(meta)]
    for name, several in NAMES.items():
        given = page.all(name)
        if name in ("identifier", "title") and not given:
            advice = f'write <meta name="DC.{name}" content="…"> in <head>'
            faults.append(FormatFault(f"missing-{name}", 1, f"DC.{name} is missing", advice))
        if len(given) > 1 and not several:
            advice = "keep one"
            message = f"DC.{name} is given {len(given)} times"
            faults.append(FormatFault("repeated-name", given[1].line, message, advice))
    return sorted(faults, key=lambda fault: fault.line)


def _field_faults(meta: Meta) -> list[FormatFault]:
    found = None
    if not meta.content:
        return []
    if meta.name == "identifier" and not ID.fullmatch(meta.content):
        found = ("bad-identifier", "use a-z, 0-9 and hyphens, 81 characters at most")
    elif meta.name == "subject" and not _SLUG.fullmatch(meta.content):
        found = ("bad-theme", "write the slug of a theme such as emploi-femmes")
    elif meta.name == "coverage" and not is_territory(meta.content):
        found = ("bad-territory", "write a code with its level such as com:93071 or dep:93")
    elif meta.name == "date" and not is_date(meta.content):
        found = ("bad-date", "write YYYY, YYYY-MM or YYYY-MM-DD")
    if not found:
        return []
    message = f"DC.{meta.name} “{meta.content[:80]}” cannot be read"
    return [FormatFault(found[0], meta.line, message, found[1])]


def is_date(text: str) -> bool:
    """Whether ``text`` is a year, a month or a day that exists: YYYY, YYYY-MM, YYYY-MM-DD."""
    match = _DATE.fullmatch(text)
    try:
        return match is not None and date(*(int(part or 1) for part in match.groups())).year > 999
    except ValueError:
        return False


def is_territory(text: str) -> bool:
    """Whether ``text`` has the form of a level-prefixed code or of a named quartier."""
    match = _QUARTIER.fullmatch(text)
    return bool(_TERRITORY.fullmatch(text) or (match and slug(match[2])))


def territory_of(text: str) -> tuple[str, str]:
    """The code that a coverage says and, for a quartier, the name the editor gave it.

    ``qt:93071:Cité des Beaudottes`` gives (``qt:93071:cite-des-beaudottes``,
    ``Cité des Beaudottes``).
    """
    match = _QUARTIER.fullmatch(text)
    if not match:
        return text, ""
    name = match[2].strip()
    return f"qt:{match[1]}:{slug(name)}", "" if name == slug(name) else name


def identifier(title: str) -> str:
    """A readable identifier made of a title: its words, at most 60 characters."""
    words = slug(title)
    if len(words) > 60:
        words = words[:61].rpartition("-")[0] or words[:60]
    return words or "fiche"


def _one(page: Page, name: str) -> str:
    return next((meta.content for meta in page.all(name)), "")


def _joined(page: Page, name: str) -> str:
    return " ; ".join(meta.content for meta in page.all(name))


def _several(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


# --- Text ----------------------------------------------------------------------------------------


def _text(page: Page, title: str) -> tuple[str, tuple[Section, ...]]:
    """Summary and sections; what the article repeats of title and summary counts once."""
    summary = _one(page, "description")
    blocks = clean_blocks(page.article)
    if blocks and blocks[0].tag == "h1" and same_words(inline_text(blocks[0]), title):
        del blocks[0]
    if summary and blocks and blocks[0].tag == "p" and same_words(inline_text(blocks[0]), summary):
        del blocks[0]
    return summary, sections_of(blocks)


# --- Writing -------------------------------------------------------------------------------------


def write_sheet(sheet: Sheet) -> str:
    """The sheet as a corpus page; ``read_sheet`` gives it back (but for ``evidence``)."""
    labels = dict(sheet.territory_labels)
    fields = [
        ("identifier", sheet.id),
        ("title", sheet.title),
        ("description", sheet.summary),
        *(("subject", theme) for theme in sheet.themes),
        *(("coverage", _coverage(code, labels)) for code in sheet.territories),
        ("date", sheet.date),
        ("creator", sheet.structure),
        ("audience", sheet.audience),
        ("publisher", sheet.publisher),
        ("source", sheet.source),
        ("rights", sheet.rights),
        ("language", sheet.language),
    ]
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(sheet.title, quote=False)}</title>",
        f"<style>{_STYLE}</style>",
        *(f'<meta name="DC.{name}" content="{_quoted(text)}">' for name, text in fields if text),
    ]
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{_quoted(sheet.language)}">',
        "<head>",
        *head,
        "</head>",
        "<body>",
        "<article>",
        *_article(sheet),
        "</article>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A value between straight quotes; apostrophes stay readable."""
    return escape(text, quote=False).replace('"', "&quot;")


def _article(sheet: Sheet) -> list[str]:
    lines = [f"<h1>{escape(sheet.title, quote=False)}</h1>"]
    if sheet.summary:
        lines.append(f"<p>{escape(sheet.summary, quote=False)}</p>")
    for section in sheet.sections:
        if section.heading:
            tag = f"h{section.level}"
            lines.append(f"\n<{tag}>{escape(section.heading, quote=False)}</{tag}>")
        if section.html:
            lines.append(section.html)
    return lines


def _coverage(code: str, labels: dict[str, str]) -> str:
    if code not in labels:
        return code
    return ":".join([*code.split(":")[:2], labels[code]])
