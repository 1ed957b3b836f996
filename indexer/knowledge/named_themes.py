"""Themes that the words of a question name: « logement sevran », « emploi femmes gard ».

The label of a theme names it, and so does each of its parts: « Logement et habitat » is named by
either word. Sheets filed under the theme are then found too, at a small weight: nothing is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.french.analyser import Analyser
from indexer.french.levels import is_stop
from indexer.french.question import WEIGHTS, any_level
from indexer.query import Alternative
from indexer.vocabulary import Theme
from indexer.ways import Same, Ways

_PARTS = re.compile(r"\s*(?:,|;|/|\bet\b|\bou\b)\s*")


class _Name(NamedTuple):
    """The terms of each significant word of a name, and what it adds to a unit."""

    words: tuple[frozenset[str], ...]
    alternative: Alternative


class NamedThemes:
    """The themes of a collection by the words of their labels."""

    def __init__(self, themes: Iterable[Theme], analyser: Analyser) -> None:
        self._names: dict[str, list[_Name]] = {}  # by each term of the first word
        self._begun = Same(self._names_from)
        for theme in themes:
            step = (f"=theme:{theme.slug}",)
            found = Alternative((step,), WEIGHTS["theme"], "theme", label=theme.label)
            for part in dict.fromkeys((theme.label, *_PARTS.split(theme.label))):
                words = [word for word in analyser.words(part) if not is_stop(word)]
                if words:
                    levels = tuple(frozenset(any_level(word, analyser)) for word in words)
                    for term in levels[0]:
                        self._names.setdefault(term, []).append(_Name(levels, found))

    def named(self, units: Sequence[Ways]) -> Iterator[tuple[int, Alternative]]:
        """The number of each unit that names a theme, alone or with its neighbours."""
        for at, ways in enumerate(units):
            for name in self._begun.of(ways):
                rest = units[at : at + len(name.words)]
                whole = len(rest) == len(name.words)
                if whole and all(map(frozenset.intersection, name.words, map(_TERMS.of, rest))):
                    yield from ((n, name.alternative) for n in range(at, at + len(rest)))

    def _names_from(self, ways: Ways) -> Sequence[_Name]:
        """The names that may begin with a unit."""
        found = {id(name): name for term in _TERMS.of(ways) for name in self._names.get(term, ())}
        return tuple(found.values())


def _terms(ways: Ways) -> frozenset[str]:
    """The terms of the word typed itself."""
    own = (a for a in ways if a.origin in {"folded", "lemma"} and len(a.steps) == 1)
    return frozenset(term for alternative in own for term in alternative.steps[0])


_TERMS = Same(_terms)
