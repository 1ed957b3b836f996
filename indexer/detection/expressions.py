"""Expressions of an editor's word list, found in a text whatever the number, accents or case."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from indexer.detection.cues import word_set
from indexer.detection.words import Word, read_words

#: Small words that do not count inside an expression.
_SMALL = word_set("d de du des la le les l un une a au aux en et s se ou leur leurs son sa ses")
_OPEN_START = 2
#: Words of which the expressions they begin stay at hand.
_AT_HAND = 20_000
#: An expression that begins so wants a plural: "des couturières", but not "une couturière".
_PLURAL = ("des ", "les ")

Use = TypeVar("Use", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Content:
    """A word that counts: its singular form and the word itself.

    ``linked`` tells that no punctuation stands between it and the one before.
    """

    form: str
    word: Word
    linked: bool


@dataclass(frozen=True, slots=True)
class Match(Generic[Use]):
    """An expression found: what it is used for, its first and its last content."""

    use: Use
    first: int
    last: int


@lru_cache(maxsize=20_000)
def singular(key: str) -> str:
    """A folded word without the mark of its plural: ``locaux`` → ``local``."""
    if len(key) > 5 and key.endswith("aux") and not key.endswith("eaux"):
        return key[:-2] + "l"
    return key[:-1] if len(key) > 3 and key[-1] in "sx" else key


def contents(words: list[Word]) -> list[Content]:
    """The words that count, in order."""
    found = []
    linked = True
    for word in words:
        linked = linked and word.linked
        if word.key not in _SMALL:
            found.append(Content(singular(word.key), word, linked))
            linked = True
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of an expression.

    ``open`` when any ending will do, ``capitals`` for an acronym, ``plural`` when it must be one.
    """

    form: str
    open: bool
    capitals: bool
    plural: bool = False

    def fits(self, content: Content) -> bool:
        if self.capitals and not content.word.raw.isupper():
            return False
        if self.plural and content.form == content.word.key:
            return False
        return content.form.startswith(self.form) if self.open else content.form == self.form


def _parts(expression: str) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    plural = expression.startswith(_PLURAL)
    for word in read_words(expression):
        if word.key in _SMALL:
            continue
        open_ended = expression[word.end : word.end + 1] == "*"
        capitals = word.raw.isupper() and len(word.raw) > 1
        form = word.key if open_ended else singular(word.key)
        parts.append(_Part(form, open_ended, capitals, plural and not parts))
    return tuple(parts)


class Expressions(Generic[Use]):
    """Expressions with what each is used for, all searched in one pass over a text."""

    def __init__(self, expressions: Iterable[tuple[str, Use]]) -> None:
        self._exact: dict[str, list[tuple[Use, tuple[_Part, ...]]]] = {}
        self._open: dict[str, list[tuple[Use, tuple[_Part, ...]]]] = {}
        self._begun = lru_cache(_AT_HAND)(self._beginning)
        for expression, use in expressions:
            parts = _parts(expression)
            if not parts:
                continue
            first = parts[0]
            if first.open:
                self._open.setdefault(first.form[:_OPEN_START], []).append((use, parts))
            else:
                self._exact.setdefault(first.form, []).append((use, parts))

    def find(self, text: list[Content]) -> Iterator[Match[Use]]:
        """Every occurrence, overlapping ones included."""
        for at, content in enumerate(text):
            for use, parts in self._begun(content.form):
                if parts[0].fits(content) and (len(parts) == 1 or _goes_on(parts, text, at)):
                    yield Match(use, at, at + len(parts) - 1)

    def _beginning(self, form: str) -> tuple[tuple[Use, tuple[_Part, ...]], ...]:
        """The expressions whose first word may be ``form``."""
        found = self._open.get(form[:_OPEN_START], ())
        open_ended = (pair for pair in found if form.startswith(pair[1][0].form))
        return (*self._exact.get(form, ()), *open_ended)


def _goes_on(parts: tuple[_Part, ...], text: list[Content], at: int) -> bool:
    """Whether the rest of an expression follows without a stop or comma in between."""
    for step, part in enumerate(parts[1:], 1):
        if at + step >= len(text):
            return False
        content = text[at + step]
        if not part.fits(content) or not content.linked:
            return False
    return True
