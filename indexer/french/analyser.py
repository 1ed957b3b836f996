"""The analysis of a text: positions, offsets and terms.

Built for speed: one regular expression over the text, one look-up per chunk in a cache of what
the steps made of it, and no object per word. What depends on neighbours (noun or verb, names of
places) is decided on the way.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from indexer.french import context
from indexer.french.characters import CHUNK
from indexer.french.folding import fold
from indexer.french.levels import has_noun, index_terms, where_noun_expected, whole_terms
from indexer.french.lexicon import Lexicon, lexicon
from indexer.french.places import Places, place_word
from indexer.french.senses import Senses
from indexer.french.steps import STEPS, Cutter
from indexer.french.stopwords import STOP_WORDS
from indexer.french.words import Word

#: Raised whenever the same text may give other terms than before.
VERSION = 2

_CACHE_SIZE = 200_000
_QUESTION_CACHE = 8192
_OPENINGS = frozenset('(«“"[')
_STOPS = frozenset('.!?:;\n•«(“"')


@dataclass(frozen=True, slots=True)
class FieldAnalysis:
    """A field of a sheet as engines store it.

    ``spans[p]`` are the offsets in the text of the word at position ``p``; ``terms`` gives the
    sorted positions of each term, in lists that terms may share; ``extents[term, p]`` says how
    many positions a term that is more than one word (a place, a compound) covers from ``p``, 1
    when absent.
    """

    spans: list[tuple[int, int]]
    terms: dict[str, list[int]]
    extents: dict[tuple[str, int], int]

    def span(self, term: str, position: int) -> tuple[int, int]:
        """The offsets of everything a term covers at a position."""
        last = position + self.extents.get((term, position), 1) - 1
        return self.spans[position][0], self.spans[min(last, len(self.spans) - 1)][1]


@dataclass(frozen=True, slots=True)
class Token:
    """One position of a text, for explaining: its source, its terms and the step of each."""

    position: int
    start: int
    end: int
    source: str
    made: tuple[tuple[str, str], ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms without their steps."""
        return tuple(term for term, _ in self.made)


@dataclass(slots=True, eq=False)
class _Standing:
    """Terms that stand at one position; told apart by who they are, which costs no comparison."""

    terms: tuple[str, ...]


@dataclass(slots=True, eq=False)
class _Shape:
    """What a word is wherever it is written like that.

    ``nouns`` are its terms where a noun is expected, if they are others than ``every`` one;
    ``elided`` is the role of what was cut before it, if anything, ``after`` its own for the next
    word; ``head`` says that a place may start here, ``wide`` the sizes of terms of several words.
    """

    folded: str
    every: _Standing
    nouns: _Standing | None
    elided: int | None
    after: int
    head: bool
    wide: tuple[tuple[str, int], ...]

    @property
    def plain(self) -> bool:
        """Whether nothing but its terms has to be looked at."""
        return self.nouns is None and not self.head and not self.wide


#: A word of a chunk in the cache: start, end, its shape, whether that is plain.
_Cached = tuple[int, int, _Shape, bool]


class Analyser:
    """Turns French text into terms; the same for sheets and for what visitors type.

    Safe to share between threads: its only state is a cache.
    """

    def __init__(self, places: Places | None = None) -> None:
        self.places = places or Places()
        self.lexicon: Lexicon = lexicon()
        self._cutter = Cutter.of(self.lexicon, self.places)
        self.senses = Senses(self._cutter.chunk, self.lexicon, self.places)
        self._cut = lru_cache(_QUESTION_CACHE)(self._cutter.chunk)
        self._cache: dict[str, tuple[_Cached, ...]] = {}

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the same text could give other terms."""
        parts = (
            str(VERSION),
            self.lexicon.digest,
            self.places.digest,
            " ".join(sorted(STOP_WORDS)),
            " ".join(step.name for step in STEPS),
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    # --- Words, for questions ----------------------------------------------------------------

    def words(self, text: str) -> list[Word]:
        """The words of a text in order, offsets in the text, before any choice of terms."""
        cut = self._cut
        return [
            made.moved(found.start())
            for found in CHUNK.finditer(text)
            for made in cut(found.group())
        ]

    # --- Terms, for sheets -------------------------------------------------------------------

    def index(self, text: str) -> FieldAnalysis:
        """Positions, offsets and terms of a field."""
        spans: list[tuple[int, int]] = []
        shapes: list[_Shape] = []
        standing: dict[_Standing, list[int]] = {}
        special: list[int] = []
        cache = self._cache
        position = 0
        previous: re.Match[str] | None = None
        for found in CHUNK.finditer(text):
            chunk, at = found.group(), found.start()
            for start, end, shape, plain in cache.get(chunk) or self._shape(chunk):
                terms = shape.every
                if not plain:
                    if shape.nouns is not None and (
                        _noun_expected(shape, shapes)
                        or _sentence_starts(text, previous, at, at + start)
                    ):
                        terms = shape.nouns
                    special.append(position)
                spans.append((at + start, at + end))
                shapes.append(shape)
                if terms in standing:
                    standing[terms].append(position)
                else:
                    standing[terms] = [position]
                position += 1
            previous = found
        extents = {(name, at): size for at in special for name, size in shapes[at].wide}
        analysis = FieldAnalysis(spans, _by_term(standing), extents)
        heads = [at for at in special if shapes[at].head]
        if heads:
            self._add_places(text, analysis, [shape.folded for shape in shapes], heads)
        return analysis

    def _shape(self, chunk: str) -> tuple[_Cached, ...]:
        shape = tuple(self._cached(made) for made in self._cutter.chunk(chunk))
        if len(self._cache) >= _CACHE_SIZE:
            self._cache.clear()
        self._cache[chunk] = shape
        return shape

    def _cached(self, word: Word) -> _Cached:
        names = tuple(index_terms(word, self.lexicon))
        nouns = names
        if has_noun(word, self.lexicon):
            nouns = tuple(index_terms(word, self.lexicon, where_noun_expected))
        wide = word.whole
        folded = fold(word.forms[0])
        shape = _Shape(
            folded,
            _Standing(names),
            _Standing(nouns) if nouns != names else None,
            context.role_of_elided(word.elided) if word.elided else None,
            context.role(word),
            self._may_start_place(folded, word.capital),
            tuple((term, wide.size) for term in whole_terms(wide)) if wide else (),
        )
        return word.start, word.end, shape, shape.plain

    def _may_start_place(self, folded: str, capital: bool) -> bool:
        sizes = self.places.sizes(place_word(folded))
        several = bool(sizes) and (capital or sizes[0] > 1)
        return several or folded.replace("-", "") in self.places.numbers

    def _add_places(
        self, text: str, analysis: FieldAnalysis, folds: list[str], heads: list[int]
    ) -> None:
        """Put a term ``@key`` at the first position of every name of a place."""
        done = -1
        for position in heads:
            if position <= done:
                continue
            size, key = self._place_at(text, analysis.spans, folds, position)
            if not size:
                continue
            done = position + size - 1
            short = context.short_names(folds, position, size, self.places)
            for words, name in ((size, key), *short):
                term = f"@{name}"
                analysis.terms.setdefault(term, []).append(position)
                if words > 1:
                    analysis.extents[term, position] = words

    def _place_at(
        self, text: str, spans: list[tuple[int, int]], folds: list[str], position: int
    ) -> tuple[int, str]:
        number = folds[position].replace("-", "")
        start, end = spans[position]
        if number in self.places.numbers:
            before = folds[max(0, position - 2) : position]
            previous = text[slice(*spans[position - 1])] if position else ""
            after = _next(text, spans, folds, position)
            opened = text[max(0, start - 3) : start].rstrip()[-1:] in _OPENINGS
            acronym = len(previous) > 1 and previous.isupper()
            nickname = number != folds[position] and not context.counts(after)
            named = nickname or context.number_is_place(before, after, opened, acronym)
            counted = text[end - 1] == "%" or not named
            return (0, "") if counted else (1, self.places.numbers[number])
        size, key = context.place_at(folds, position, self.places)
        return (size, key) if size > 1 or text[start:end][:1].isupper() else (0, "")

    def tokens(self, text: str) -> list[Token]:
        """Every position of a text with its terms, and which step made each."""
        analysis = self.index(text)
        standing: list[list[str]] = [[] for _ in analysis.spans]
        for term, positions in analysis.terms.items():
            for position in positions:
                standing[position].append(term)
        made = [index_terms(word, self.lexicon) for word in self.words(text)]
        return [
            Token(
                position,
                start,
                end,
                text[start:end],
                tuple((term, made[position].get(term, "place")) for term in standing[position]),
            )
            for position, (start, end) in enumerate(analysis.spans)
        ]


def _by_term(standing: dict[_Standing, list[int]]) -> dict[str, list[int]]:
    """The positions of each term, in the order in which terms are met."""
    found: dict[str, list[int]] = {}
    for terms, positions in standing.items():
        for term in terms.terms:
            # Terms of one word share a list of positions, so a longer list is always a new one.
            found[term] = sorted(found[term] + positions) if term in found else positions
    return found


def _noun_expected(shape: _Shape, before: list[_Shape]) -> bool:
    """Whether the words before leave no room for a verb; « la marche » may open a text."""
    last = before[-1].after if before else context.PREPOSITION
    before_last = before[-2].after if len(before) > 1 else context.PREPOSITION
    return context.noun_expected(shape.elided, last, before_last)


def _next(text: str, spans: list[tuple[int, int]], folds: list[str], position: int) -> str:
    """The folded word after a position, nothing when punctuation stands between."""
    if position + 1 == len(spans):
        return ""
    between = text[spans[position][1] : spans[position + 1][0]]
    return "" if between.strip() else folds[position + 1]


def _sentence_starts(text: str, previous: re.Match[str] | None, at: int, start: int) -> bool:
    """Whether a word opens the text or, with a capital, a sentence: there nouns are likelier.

    Its chunk stands at ``at``, after the chunk ``previous``.
    """
    if previous is None:
        return True
    return text[start].isupper() and not _STOPS.isdisjoint(text[previous.end() : at])
