"""Expressions of an editor's word list, found in a text whatever the number, accents or case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.detection.cues import word_set
from indexer.detection.words import Word, read_words

#: Small words that do not count inside an expression.
_SMALL = word_set("d de du des la le les l un une a au aux en et s se ou leur leurs son sa ses")


@dataclass(frozen=True, slots=True)
class Content:
    """A word that counts: its singular form and its place among the words of the text."""

    form: str
    at: int
    word: Word


@dataclass(frozen=True, slots=True)
class Match:
    """An expression found: itself as written by the editor, and its first and last content."""

    expression: str
    first: int
    last: int


def singular(key: str) -> str:
    """A folded word without the mark of its plural: ``locaux`` → ``local``."""
    if len(key) > 5 and key.endswith("aux") and not key.endswith("eaux"):
        return key[:-2] + "l"
    return key[:-1] if len(key) > 3 and key[-1] in "sx" else key


def contents(words: list[Word]) -> list[Content]:
    """The words that count, in order."""
    return [Content(singular(w.key), i, w) for i, w in enumerate(words) if w.key not in _SMALL]


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of an expression; ``open`` when any ending will do, ``capitals`` for an acronym."""

    form: str
    open: bool
    capitals: bool

    def fits(self, content: Content) -> bool:
        if self.capitals and not content.word.raw.isupper():
            return False
        return content.form.startswith(self.form) if self.open else content.form == self.form


def _parts(expression: str) -> tuple[_Part, ...]:
    parts = []
    for word in read_words(expression):
        if word.key in _SMALL:
            continue
        open_ended = expression[word.end : word.end + 1] == "*"
        capitals = word.raw.isupper() and len(word.raw) > 1
        parts.append(_Part(word.key if open_ended else singular(word.key), open_ended, capitals))
    return tuple(parts)


class Expressions:
    """A list of expressions, indexed by the first letters of their first word."""

    def __init__(self, expressions: Iterable[str]) -> None:
        self._by_start: dict[str, list[tuple[str, tuple[_Part, ...]]]] = {}
        for expression in expressions:
            if parts := _parts(expression):
                self._by_start.setdefault(parts[0].form[:2], []).append((expression, parts))

    def find(self, text: list[Content]) -> Iterator[Match]:
        """Every occurrence, overlapping ones included."""
        for at, content in enumerate(text):
            for expression, parts in self._by_start.get(content.form[:2], ()):
                if parts[0].fits(content) and _goes_on(parts, text, at):
                    yield Match(expression, at, at + len(parts) - 1)


def _goes_on(parts: tuple[_Part, ...], text: list[Content], at: int) -> bool:
    """Whether the rest of an expression follows without a stop or comma in between."""
    for step, part in enumerate(parts[1:], 1):
        if at + step >= len(text):
            return False
        content = text[at + step]
        if not part.fits(content) or not content.word.linked:
            return False
    return True
