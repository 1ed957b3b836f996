"""What misspelt words are compared with: the known words and names of one collection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from indexer.french.analyser import Analyser
from indexer.french.spelling import MOST_CANDIDATES, Near, Speller

if TYPE_CHECKING:
    from indexer.grammar import Vocabulary

_ALL = 1_000_000


class Corrector(Protocol):
    """Whatever finds the nearest known words."""

    def near(self, word: str, limit: int = MOST_CANDIDATES) -> list[Near]:
        """Known words within the errors allowed, nearest first, then most used."""
        ...


class KnownWords(Protocol):
    """Where the known words and names of a collection come from."""

    def words(self, terms: Vocabulary, analyser: Analyser, /) -> Corrector:
        """The words of the collection as written, their lemmas, then the glossary's own."""
        ...

    def places(self, terms: Vocabulary, /) -> Corrector:
        """The names of places of the collection."""
        ...


def is_plain(word: str) -> bool:
    """Whether a word as written may be proposed: letters only, none of them a capital."""
    return word.isalpha() and word.islower()


class Spelling:
    """Known words filed when first needed, for collections without a table of them.

    ``glossary`` are terms by which sheets are found though none may hold them.
    """

    def __init__(self, glossary: Iterable[str] = ()) -> None:
        self._glossary = glossary
        self._words: Speller | None = None
        self._places: Speller | None = None

    def words(self, terms: Vocabulary, analyser: Analyser) -> Speller:
        """The words of the collection as written, their lemmas, then the glossary's own."""
        if self._words is None:
            written = (term[2:] for term in terms.expand("x:", _ALL))
            lemmas = (term[2:] for term in terms.expand("l:", _ALL))
            self._words = Speller(
                filter(is_plain, written),
                (analyser.lexicon.dressed(lemma) for lemma in lemmas if lemma.isalpha()),
                filter(is_plain, self._glossary),
            )
        return self._words

    def places(self, terms: Vocabulary) -> Speller:
        """The names of places of the collection."""
        if self._places is None:
            self._places = Speller(term[1:] for term in terms.expand("@", _ALL))
        return self._places
