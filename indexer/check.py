"""Every fault of a corpus, with file, line and what to do: what ``fiches check`` tells.

An error is what would keep a sheet from being read or put a value on it that does not exist; a
warning is what an editor probably did not mean.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import Any, Literal

from indexer.declared import Vocabulary
from indexer.errors import CorpusError, SheetError
from indexer.sources import corpus_files
from indexer.sources.article import ArticleError, clean_blocks
from indexer.sources.columns import dublin_core_of
from indexer.sources.corpus_html import (
    IGNORED,
    NAMES,
    FormatFault,
    format_faults,
    is_territory,
    sheet_of,
)
from indexer.sources.likeness import alike
from indexer.sources.markup import markup_faults
from indexer.sources.page import Page, parse_page, read_text
from indexer.sources.plaintext import inline_text
from indexer.sources.spacing import bare, same_words
from indexer.vocabulary import Sheet

GLOSSARY = "glossary.csv"
Severity = Literal["error", "warning"]

#: Faults that say what an editor probably did not mean.
_WARNINGS = frozenset({"no-doctype", "no-page-title", "html-not-kept"})
#: Other ways to write the prefix of Dublin Core.
_PREFIX = re.compile(r"^(?:dc|dcterms|dct)[.:_-]")
#: Files that could be sheets but are not in the corpus format.
_FOREIGN = frozenset({".pdf", ".docx", ".doc", ".odt", ".rtf", ".xlsx", ".ods"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the file and line (1-based), a stable code, what is wrong and what to do."""

    file: str
    line: int
    code: str
    severity: Severity
    message: str
    advice: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.message}: {self.advice}"


def check_corpus(
    paths: Iterable[Path],
    vocabulary: Vocabulary,
    glossary: Path | None = None,
) -> list[Fault]:
    """Every fault of the sheets under ``paths`` and of the glossary, by file and line.

    ``vocabulary`` is what a sheet may declare; ``glossary`` is the ``glossary.csv`` of the first
    folder that has one unless told. Raises ``CorpusError`` when there is no sheet.
    """
    paths = list(paths)
    faults: list[Fault] = []
    sheets: dict[str, tuple[str, Sheet]] = {}
    count = 0
    for file in corpus_files(paths):
        count += 1
        found, sheet = _check_file(file, vocabulary)
        faults += found
        if sheet is not None:
            faults += _claim(sheets, str(file), sheet)
    if not count:
        raise CorpusError(f"no sheet under {', '.join(map(str, paths))}: put .html sheets there")
    faults += _repeated(sheets)
    faults += _foreign(paths)
    found_beside = (path / GLOSSARY for path in paths if (path / GLOSSARY).is_file())
    glossary = glossary or next(found_beside, None)
    faults += glossary_faults(glossary) if glossary else []
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def faults_json(faults: Iterable[Fault]) -> dict[str, Any]:
    """The faults as ``fiches check --json`` prints them, with their numbers by severity."""
    told = [asdict(fault) for fault in faults]
    return {
        "errors": sum(fault["severity"] == "error" for fault in told),
        "warnings": sum(fault["severity"] == "warning" for fault in told),
        "faults": told,
    }


def _check_file(file: Path, vocabulary: Vocabulary) -> tuple[list[Fault], Sheet | None]:
    try:
        text = read_text(file)
        page = parse_page(text, str(file))
    except SheetError as error:
        return [_unreadable(error)], None
    told = [_advised(fault, page, vocabulary) for fault in format_faults(page)]
    told += markup_faults(text)
    told += _unknown_values(page, vocabulary)
    told += _unknown_names(page)
    faults = [_fault(page, fault) for fault in told]
    faults += [_fault(page, fault, "warning") for fault in _doubts(page)]
    sheet = None
    try:
        sheet = sheet_of(page)
    except SheetError as error:
        if not any(fault.severity == "error" and fault.line == error.line for fault in faults):
            faults.append(_unreadable(error))
    return faults, sheet


def _fault(page: Page, fault: FormatFault, severity: Severity = "error") -> Fault:
    if fault.code in _WARNINGS:
        severity = "warning"
    return Fault(page.path, fault.line, fault.code, severity, fault.message, fault.advice)


def _unreadable(error: SheetError) -> Fault:
    message, _, advice = error.message.rpartition(": ")
    if not message:
        message, advice = advice, "mend or remove the file"
    return Fault(error.path, max(error.line, 1), "unreadable", "error", message, advice)


# --- Fields --------------------------------------------------------------------------------------


def _unknown_names(page: Page) -> Iterator[FormatFault]:
    for meta in page.metas:
        if meta.name in IGNORED:
            continue
        if meta.name not in NAMES:
            shown = meta.name if _PREFIX.match(meta.name) else f"DC.{meta.name}"
            near = _meant(meta.name)
            advice = f"did you mean DC.{near}?" if near else f"use one of {_names()}"
            yield FormatFault("unknown-name", meta.line, f"{shown} is unknown", advice)
        elif not meta.content and meta.name not in ("identifier", "title"):
            yield FormatFault(
                "empty-field", meta.line, f"DC.{meta.name} is empty", "fill it or remove it"
            )


def _meant(name: str) -> str:
    """The field an editor meant: qualified, by another word for it (``auteur``), misspelled."""
    plain = re.split(r"[.:_-]", _PREFIX.sub("", name))[0]
    near = get_close_matches(plain, NAMES, 1)
    return plain if plain in NAMES else dublin_core_of(plain) or "".join(near)


def _names() -> str:
    return ", ".join(f"DC.{name}" for name in NAMES)


def _advised(fault: FormatFault, page: Page, vocabulary: Vocabulary) -> FormatFault:
    """A fault of form, its advice being the value meant when a label or a name was written."""
    judges = {"bad-theme": vocabulary.theme, "bad-territory": vocabulary.territory}
    if fault.code not in judges:
        return fault
    contents = [meta.content for meta in page.metas if meta.line == fault.line and meta.content]
    meant = (judges[fault.code](content) for content in contents if content in fault.message)
    near = next((unknown for unknown in meant if unknown and unknown.nearest), None)
    return replace(fault, advice=f"did you mean {near.nearest}?") if near else fault


def _unknown_values(page: Page, vocabulary: Vocabulary) -> Iterator[FormatFault]:
    for meta in page.all("subject"):
        if unknown := vocabulary.theme(meta.content):
            yield FormatFault("unknown-theme", meta.line, unknown.message, unknown.advice)
    for meta in page.all("coverage"):
        if is_territory(meta.content) and (unknown := vocabulary.territory(meta.content)):
            yield FormatFault("dead-territory", meta.line, unknown.message, unknown.advice)


# --- Doubts --------------------------------------------------------------------------------------


def _doubts(page: Page) -> Iterator[FormatFault]:
    """What an editor probably did not mean."""
    dates = page.all("date")
    if not dates:
        advice = 'write <meta name="DC.date" content="YYYY">'
        yield FormatFault("no-date", 1, "the sheet has no date", advice)
    for meta in dates:
        if meta.content[:4] > str(datetime.now(UTC).year):
            yield FormatFault(
                "future-date", meta.line, f"{meta.content} is yet to come", "correct the year"
            )
    yield from _second_copies(page)


def _second_copies(page: Page) -> Iterator[FormatFault]:
    """Title or summary that the article repeats in other words than the fields have."""
    try:
        blocks = clean_blocks(page.article)
    except ArticleError:
        return
    title = next((meta.content for meta in page.all("title")), "")
    summary = next((meta.content for meta in page.all("description")), "")
    if blocks and blocks[0].tag == "h1" and title:
        shown = inline_text(blocks.pop(0))
        if not same_words(shown, title):
            message = f"<h1> “{shown[:60]}” is not DC.title"
            yield FormatFault("title-differs", page.article_line, message, "write them the same")
    if blocks and summary and _almost(inline_text(blocks[0]), summary):
        message = "the first paragraph is almost DC.description, and would be found twice"
        yield FormatFault("summary-differs", page.article_line, message, "write them the same")


def _almost(one: str, other: str) -> bool:
    one, other = bare(one)[:2000], bare(other)[:2000]
    return one != other and SequenceMatcher(None, one, other, autojunk=False).ratio() > 0.9


# --- The whole corpus ----------------------------------------------------------------------------


def _claim(sheets: dict[str, tuple[str, Sheet]], file: str, sheet: Sheet) -> list[Fault]:
    """Remember the sheet, or tell which file has its identifier already."""
    owner = sheets.setdefault(sheet.id, (file, sheet))[0]
    if owner == file:
        return []
    message = f"identifier {sheet.id} is already used by {owner}"
    return [Fault(file, 1, "duplicate-identifier", "error", message, "give it another")]


def _repeated(sheets: dict[str, tuple[str, Sheet]]) -> Iterator[Fault]:
    for found in alike(sheet for _, sheet in sheets.values()):
        file, earlier = sheets[found.sheet][0], sheets[found.earlier][0]
        if found.share == 1.0:
            code, message = "duplicate", f"says the same as {earlier}"
        else:
            code, message = "near-duplicate", f"is {found.share:.0%} the same as {earlier}"
        yield Fault(file, 1, code, "warning", message, "keep one of them")


def _foreign(paths: Iterable[Path]) -> Iterator[Fault]:
    for folder in (path for path in paths if path.is_dir()):
        for file in sorted(folder.rglob("*")):
            if file.suffix.lower() in _FOREIGN:
                message = "is no sheet in the corpus format, and is not indexed"
                advice = "import it with fiches import"
                yield Fault(str(file), 1, "not-imported", "warning", message, advice)


# --- The glossary --------------------------------------------------------------------------------

_COLUMNS = ("term", "equivalents", "direction")
_DIRECTIONS = ("two-way", "one-way")


def glossary_faults(path: Path) -> list[Fault]:
    """Lines of a glossary that say nothing, say it wrongly or say it twice."""
    try:
        rows = csv.reader(read_text(path).splitlines())
        header = next(rows, [])
        return [
            Fault(str(path), line, code, "error", message, advice)
            for line, code, message, advice in _rows_faults(header, rows)
        ]
    except SheetError as error:
        return [_unreadable(error)]
    except csv.Error as error:
        advice = "quote values that hold commas"
        return [Fault(str(path), 1, "bad-glossary", "error", f"is not CSV ({error})", advice)]


def _rows_faults(
    header: list[str], rows: Iterable[list[str]]
) -> Iterator[tuple[int, str, str, str]]:
    missing = [column for column in _COLUMNS if column not in header]
    if missing:
        advice = "name the columns in the first line"
        yield 1, "bad-glossary", f"has no column {', '.join(missing)}", advice
        return
    seen: dict[tuple[str, str], int] = {}
    for line, row in enumerate(rows, 2):
        told = dict(zip(header, map(str.strip, row), strict=False))
        if not any(told.values()):
            continue
        if len(row) > len(header):
            yield line, "bad-glossary", "has too many values", "quote those that hold commas"
        yield from ((line, *fault) for fault in _row_faults(told))
        key = (told.get("term", "").lower(), told.get("equivalents", "").lower())
        if key in seen:
            yield line, "repeated-term", f"{key[0]} is told on line {seen[key]}", "keep one"
        seen.setdefault(key, line)


def _row_faults(told: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    term = told.get("term", "")
    equivalents = [part.strip() for part in told.get("equivalents", "").split(";")]
    if not term:
        yield "empty-term", "a line has no term", "write it or remove the line"
    if not any(equivalents):
        yield "no-equivalent", f"{term} has no equivalent", "write one, or remove the line"
    if term.lower() in (part.lower() for part in equivalents if term):
        yield "no-equivalent", f"{term} is told equivalent to itself", "remove it there"
    if told.get("direction", "") not in _DIRECTIONS:
        said = told.get("direction", "")
        advice = f"write {' or '.join(_DIRECTIONS)}"
        yield "bad-direction", f"direction “{said}” of {term} is unknown", advice
