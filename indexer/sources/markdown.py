"""Markdown with front matter: fields between two lines of dashes, then the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from indexer.errors import SheetError
from indexer.sources.article import ArticleError, clean_blocks, sections_of
from indexer.sources.columns import Values, values_of
from indexer.sources.original import Original
from indexer.sources.plaintext import inline_text
from indexer.sources.spacing import one_line
from indexer.vocabulary import Sheet

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
#: Front matter is a handful of lines; YAML aliases can make it grow without bound.
_MAX_FRONT = 20_000
_NOTES = re.compile(r"notes?( de bas de page)?", re.IGNORECASE)
_ALIAS = re.compile(r"(?m)(?:^|[\s\[{,:-])[&*]\w")


def read_markdown(original: Original) -> list[Sheet | SheetError]:
    """The sheet in a Markdown file; without front matter its first heading is the title."""
    text = original.text()
    front = _FRONT.match(text)
    values = values_of(_fields(original, front[1])) if front else Values()
    body = text[front.end() :] if front else text
    try:
        blocks = clean_blocks(_html(body) + values.rest())
    except ArticleError as error:
        return [original.fault(str(error))]
    title = one_line(values.first("title"))
    if blocks and blocks[0].tag == "h1":
        shown = one_line(inline_text(blocks.pop(0)))
        title = title or shown
    if not title:
        return [original.fault("has no title: write title: … in its front matter", 1)]
    sheet = values.sheet(title, sections_of(blocks), original.address or original.name)
    return [sheet] if sheet.summary or sheet.sections else [original.fault("has no text")]


def _html(body: str) -> str:
    """CommonMark as HTML, with the tables, notes and lists of terms that editors add to it."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    reader.use(footnote_plugin).use(deflist_plugin)
    for name, rule in (
        ("footnote_ref", _note_call),
        ("footnote_block_open", _notes_heading),
        ("footnote_block_close", lambda *_: "</ol>"),
        ("footnote_anchor", lambda *_: ""),
    ):
        reader.add_render_rule(name, rule)
    return str(reader.render(body))


def _note_call(_renderer: object, tokens: Sequence[Token], place: int, *_: object) -> str:
    """The call to a note: a raised number."""
    return f"<sup>{tokens[place].meta['id'] + 1}</sup>"


def _notes_heading(_renderer: object, tokens: Sequence[Token], place: int, *_: object) -> str:
    """The beginning of the notes, under a heading unless the text ends with one."""
    before = [token.type for token in tokens[max(place - 3, 0) : place]]
    headed = before == ["heading_open", "inline", "heading_close"]
    named = headed and _NOTES.fullmatch(tokens[place - 2].content.strip())
    return "<ol>" if named else "<h2>Notes</h2><ol>"


def _fields(original: Original, front: str) -> dict[str, object]:
    if len(front) > _MAX_FRONT or _ALIAS.search(front):
        raise original.fault("has front matter with aliases or too much of it: shorten it", 1)
    try:
        fields = yaml.safe_load(front)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise original.fault("has front matter that is not YAML: quote the value", line) from error
    return {str(name): value for name, value in fields.items()} if isinstance(fields, dict) else {}
