"""Writes Dublin Core fields into a corpus page without touching anything else of it.

The page is handled as text: what is not the field stays as the editor typed it, spaces, line
ends and comments included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from indexer.errors import SheetError

#: The order in which fields stand in a page.
_ORDER = (
    "dc.identifier", "dc.title", "dc.description", "dc.subject", "dc.coverage", "dc.date",
    "dc.creator", "dc.audience", "dc.publisher", "dc.source", "dc.rights", "dc.language",
)  # fmt: skip
_ONCE = frozenset(_ORDER) - {"dc.subject", "dc.coverage", "dc.creator", "dc.audience"}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_META = re.compile(r"<meta\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(name|content)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)", re.IGNORECASE)
_HEAD_END = re.compile(r"</head\s*>|<body\b|<article\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """A value to write in a field (``DC.subject``), in place of ``replaces`` when that is given."""

    field: str
    value: str
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    content: str
    start: int
    end: int


def change_fields(page: str, changes: Iterable[Change]) -> str:
    """The text of a corpus page with ``changes`` made; a value that is there already stays once.

    Raises ``ValueError`` when the page has no head to write into, or does not hold the value
    that a change replaces.
    """
    for change in changes:
        page = _change(page, change)
    return page


def write_fields(path: Path, changes: Iterable[Change]) -> bool:
    """Make ``changes`` in a corpus file; whether anything changed. Raises ``SheetError``.

    The new file is written beside and moved into place, so a reader never sees half of it.
    """
    try:
        before = path.read_bytes().decode("utf-8")
        after = change_fields(before, changes)
    except (OSError, ValueError) as error:
        raise SheetError(str(path), f"cannot be changed: {error}") from error
    if after == before:
        return False
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(after.encode("utf-8"))
    beside.replace(path)
    return True


def _change(page: str, change: Change) -> str:
    name = change.field.lower()
    fields = _fields(page)
    same = [field for field in fields if field.name == name]
    if change.replaces:
        old = next((field for field in same if field.content == change.replaces), None)
        if old is None:
            raise ValueError(f"{change.field} “{change.replaces}” is not in the page")
        return _replaced(page, old, change.value)
    if any(field.content == change.value for field in same):
        return page
    empty = next((field for field in same if not field.content or name in _ONCE), None)
    if empty is not None:
        return _replaced(page, empty, change.value)
    return _inserted(page, fields, change)


def _fields(page: str) -> list[_Field]:
    """The Dublin Core fields of the head, comments left out."""
    blank = _COMMENT.sub(lambda match: " " * len(match.group()), page)
    end = _HEAD_END.search(blank)
    found = []
    for match in _META.finditer(blank, 0, end.start() if end else len(blank)):
        given = {k.lower(): unescape(v.strip("\"'")) for k, v in _ATTRIBUTE.findall(match.group())}
        name = given.get("name", "").lower()
        if name.startswith("dc."):
            content = given.get("content", "").strip()
            found.append(_Field(name, content, match.start(), match.end()))
    return found


def _replaced(page: str, field: _Field, value: str) -> str:
    """The page with another content in one field."""
    tag = page[field.start : field.end]
    content = next((m for m in _ATTRIBUTE.finditer(tag) if m[1].lower() == "content"), None)
    if content is None:
        tag = re.sub(r"\s*/?>$", f" content={_attribute(value)}>", tag)
    else:
        tag = tag[: content.start(2)] + _attribute(value) + tag[content.end(2) :]
    return page[: field.start] + tag + page[field.end :]


def _attribute(value: str) -> str:
    return '"' + escape(value, quote=False).replace('"', "&quot;") + '"'


def _inserted(page: str, fields: list[_Field], change: Change) -> str:
    """The page with one more field, after the last of those that come before it."""
    tag = f"<meta name={_attribute(change.field)} content={_attribute(change.value)}>"
    rank = _rank(change.field.lower())
    before = [field for field in fields if _rank(field.name) <= rank]
    if before:
        return _after(page, before[-1], tag)
    end = re.search(r"</head\s*>", page, re.IGNORECASE)
    if end is None:
        raise ValueError("the page has no </head> to write a field before")
    return page[: end.start()] + tag + _line_end(page) + page[end.start() :]


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _after(page: str, field: _Field, tag: str) -> str:
    """The page with ``tag`` after ``field``, on a line of its own when fields have theirs."""
    line_start = page.rfind("\n", 0, field.start) + 1
    indent = page[line_start : field.start]
    own_line = not indent.strip()
    joint = _line_end(page) + indent if own_line else ""
    return page[: field.end] + joint + tag + page[field.end :]


def _line_end(page: str) -> str:
    return "\r\n" if "\r\n" in page else "\n"
