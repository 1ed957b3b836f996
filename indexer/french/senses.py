"""The words of a question, and what each says by itself, worked out once and shared.

Visitors type the same words. What depends on one word alone (its folded form, whether it is
grammar, the ways to find it) is a ``Sense``, made when the word is first met; the same word typed
again has the very same sense, with the very same alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.french import question
from indexer.french.characters import CHUNK
from indexer.french.folding import fold
from indexer.french.formulas import may_open
from indexer.french.levels import is_asking, is_stop, whole_terms
from indexer.french.lexicon import Lexicon
from indexer.french.places import Places, place_word
from indexer.french.words import Whole, Word
from indexer.query import Alternative, Step

#: What lets a chunk go on beyond a blank: « 10 000 », « 50 % », a hyphen at the end of a line.
_BEYOND_BLANKS = re.compile(r"\d [\d%]|[\r\n]")

#: Pieces of text and words that stay at hand, about two kilobytes each.
_REMEMBERED = 1024


class Sense:
    """What a word says by itself, wherever it stands.

    ``ways`` are the alternatives by which it is found; ``terms`` every term of it, ``keys`` the
    same as a set; ``place`` and ``sizes`` tell the names of places that it may begin; ``number``
    is its own when it names a département.
    """

    __slots__ = (
        "_common",
        "_doubted",
        "_lexicon",
        "acronym",
        "asking",
        "capital",
        "capitals",
        "fold",
        "form",
        "forms",
        "keys",
        "number",
        "place",
        "sizes",
        "stop",
        "terms",
        "ways",
    )

    def __init__(self, word: Word, known: Senses) -> None:
        lexicon, places = known.lexicon, known.places
        self.forms = word.forms
        self.form = word.forms[0]
        self.fold = fold(self.form)
        self.capital, self.capitals = word.capital, word.capitals
        self.stop, self.asking = is_stop(word), is_asking(word)
        self.place = place_word(self.fold)
        self.sizes = places.sizes(self.place)
        number = self.fold.replace("-", "").upper()
        self.number = number if number in places.numbers else ""
        self.terms: Step = question.any_level(word, known)
        self.keys = frozenset(self.terms)
        self.ways: tuple[Alternative, ...] = tuple(question.level_alternatives(word, known))
        #: Whether it counts as an acronym: in capitals, or no word of the language.
        self.acronym = word.capitals or not lexicon.knows(self.form)
        self._lexicon = lexicon
        self._common: bool | None = None
        self._doubted: tuple[Alternative, ...] | None = None

    @property
    def common(self) -> bool:
        """Whether the dictionary has the word, and not as a name."""
        if self._common is None:
            readings = self._lexicon.readings_of_fold(self.fold)
            self._common = bool(readings) and all("N" not in r.kinds for r in readings)
        return self._common

    @property
    def doubted(self) -> tuple[Alternative, ...]:
        """The ways to find the plain word where it rather names a place: « paris »."""
        if self._doubted is None:
            self._doubted = tuple(map(question.doubted, self.ways))
        return self._doubted


class Compound(NamedTuple):
    """Several words that are also one: how many, the ways to find them, their keys together.

    ``small`` says that one of them is a grammar word: « rendez-vous ».
    """

    size: int
    ways: tuple[Alternative, ...]
    keys: frozenset[str]
    small: bool


class Seen(NamedTuple):
    """A word of a question where it stands.

    ``elided`` was cut off before it; ``compound`` is what it begins; ``opens`` says that a formula
    of e-mails may begin here.
    """

    sense: Sense
    start: int
    end: int
    elided: str
    compound: Compound | None
    opens: bool


class Senses:
    """Reads the words of questions. Safe to share between threads: its only state is caches."""

    def __init__(self, cut: Callable[[str], list[Word]], lexicon: Lexicon, places: Places) -> None:
        self.lexicon = lexicon
        self.places = places
        self._cut = cut
        self._piece = lru_cache(_REMEMBERED)(self._pieces)
        self._chunk = lru_cache(_REMEMBERED)(self._seen)
        self._sense = lru_cache(_REMEMBERED)(self._made)

    def read(self, text: str) -> list[Seen]:
        """The words of a text in order, offsets in the text."""
        if _BEYOND_BLANKS.search(text):
            return list(self._pieces(text))
        found: list[Seen] = []
        at = 0
        for piece in text.split(" "):
            if piece:
                found += _moved(self._piece(piece), at)
            at += len(piece) + 1
        return found

    def _pieces(self, text: str) -> tuple[Seen, ...]:
        chunks = ((match.start(), match.group()) for match in CHUNK.finditer(text))
        return tuple(seen for at, chunk in chunks for seen in _moved(self._chunk(chunk), at))

    def _seen(self, chunk: str) -> tuple[Seen, ...]:
        words = self._cut(chunk)
        opens = may_open(chunk)
        return tuple(
            Seen(
                self._sense(word.forms, word.lemmas, word.capitals, word.capital, word.extra),
                word.start,
                word.end,
                word.elided,
                self._compound(words[at : at + word.whole.size], word.whole)
                if word.whole
                else None,
                opens and not at,
            )
            for at, word in enumerate(words)
        )

    def _made(
        self,
        forms: tuple[str, ...],
        lemmas: tuple[str, ...] | None,
        capitals: bool,
        capital: bool,
        extra: tuple[str, ...],
    ) -> Sense:
        word = Word(0, 0, forms, "", lemmas, "", capitals, capital, extra)
        return Sense(word, self)

    def _compound(self, words: list[Word], whole: Whole) -> Compound:
        return Compound(
            whole.size,
            tuple(question.compound_alternatives(words, self)),
            frozenset(whole_terms(whole)),
            any(map(is_stop, words)),
        )


def _moved(words: tuple[Seen, ...], by: int) -> Sequence[Seen]:
    if not by:
        return words
    return [
        Seen(sense, start + by, end + by, elided, compound, opens)
        for sense, start, end, elided, compound, opens in words
    ]


#: Where the longest name of a place begins: how many words it has, and its key.
NamesAt = dict[int, tuple[int, str]]


def names_in(words: Sequence[Seen], places: Places) -> NamesAt:
    """The longest name of a place that begins at each word, where one does."""
    found: NamesAt = {}
    for at, seen in enumerate(words):
        for size in seen.sense.sizes:
            part = tuple(other.sense.place for other in words[at : at + size])
            key = places.names.get(part)
            if key is not None and len(part) == size:
                found[at] = size, key
                break
    return found
