"""A whole sheet made ready to be read: passages marked, acronyms explained.

Works on the clean HTML that the library keeps: tags pass through untouched, text is cut at marks
and acronyms and escaped piece by piece.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from indexer import Sheet
from webapp.present import typographic

#: Character ranges of a text to mark.
Ranges = tuple[tuple[int, int], ...]

#: Passages that links lead to; further ones are marked only.
MAX_PASSAGES = 9

_INLINE = {
    "a", "abbr", "b", "bdi", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var",
}  # fmt: skip
_CAPITALS = re.compile(r"(?<![\w.])[A-ZÀ-Ý][A-ZÀ-Ý0-9]+(?!\w)")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it, as HTML."""

    heading: str
    level: int
    html: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet as its page shows it: HTML, how many passages links lead to, acronyms it holds."""

    title: str
    summary: str
    sections: tuple[Part, ...]
    passages: int
    acronyms: tuple[tuple[str, str], ...]


class _Pieces(HTMLParser):
    """Cuts HTML into tags and stretches of text; blocks are told apart by line breaks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.pieces: list[str | tuple[int, int]] = []  # a tag's source, or a range of ``text``

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag as it was written."""
        self._tag(tag, self.get_starttag_text() or "")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        """Keep an end tag."""
        self._tag(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Add a stretch of text."""
        start = len(self.text)
        self.text += data
        self.pieces.append((start, len(self.text)))

    def _tag(self, tag: str, source: str) -> None:
        if tag not in _INLINE and self.text and not self.text.endswith("\n"):
            self.text += "\n"
        self.pieces.append(source)


@dataclass(slots=True)
class _Reader:
    """Goes through a sheet from title to end, counting passages and acronyms."""

    marks: Callable[[str], Ranges]
    meanings: Mapping[str, str]
    passages: int = 0
    met: dict[str, str] = field(default_factory=dict)

    def plain(self, text: str) -> str:
        """A paragraph of plain text as HTML."""
        return self._rendered(text, [(0, len(text))])

    def html(self, source: str) -> str:
        """Clean HTML with its text marked and its acronyms explained."""
        cut = _Pieces()
        cut.feed(source)
        cut.close()
        return self._rendered(cut.text, cut.pieces)

    def heading(self, text: str) -> str:
        """A title: marked, but no passage and no explanation."""
        return "".join(
            f"<mark>{escape(part)}</mark>" if inside else escape(part)
            for part, inside, _ in _stretches(text, 0, len(text), self.marks(text))
        )

    def _rendered(self, text: str, pieces: Iterable[str | tuple[int, int]]) -> str:
        ranges = self.marks(text)
        told: list[str] = []
        blocks: set[int] = set()
        for piece in pieces:
            if isinstance(piece, str):
                told.append(piece)
                continue
            for part, inside, at in _stretches(text, *piece, ranges):
                block = text.count("\n", 0, at)
                told.append(self._stretch(part, inside, block not in blocks))
                blocks |= {block} if inside else set()
        return "".join(told)

    def _stretch(self, part: str, inside: bool, first: bool) -> str:
        """A stretch of text, marked or not; the first mark of a block can be reached."""
        explained = self._explained(part)
        if not inside:
            return explained
        if not first or self.passages >= MAX_PASSAGES:
            return f"<mark>{explained}</mark>"
        self.passages += 1
        return f'<mark id="passage-{self.passages}" tabindex="-1">{explained}</mark>'

    def _explained(self, part: str) -> str:
        """A stretch escaped, each acronym with its meaning the first time it is met."""
        told, at = "", 0
        for match in _CAPITALS.finditer(part):
            term = match.group()
            meaning = self.meanings.get(term)
            if meaning and term not in self.met:
                meaning = typographic(meaning)
                self.met[term] = meaning
                told += escape(part[at : match.start()])
                told += f'<abbr title="{escape(meaning)}">{escape(term)}</abbr>'
                at = match.end()
        return told + escape(part[at:])


def _stretches(text: str, start: int, end: int, ranges: Ranges) -> Iterator[tuple[str, bool, int]]:
    """The text from start to end, cut at marks: each stretch, whether marked, its offset."""
    at = start
    for first, last in ranges:
        low, high = max(first, at), min(last, end)
        if low >= high:
            continue
        if low > at:
            yield text[at:low], False, at
        yield text[low:high], True, low
        at = high
    if at < end:
        yield text[at:end], False, at


def shown(sheet: Sheet, marks: Callable[[str], Ranges], meanings: Mapping[str, str]) -> Shown:
    """The sheet ready to be read; ``marks`` finds what answers the search that led to it."""
    reader = _Reader(marks, meanings)
    return Shown(
        title=reader.heading(sheet.title),
        summary=reader.plain(sheet.summary),
        sections=tuple(
            Part(reader.heading(s.heading), max(s.level, 2), reader.html(s.html))
            for s in sheet.sections
        ),
        passages=reader.passages,
        acronyms=tuple(sorted(reader.met.items())),
    )
