"""Territories that the words of a question name: groups, arrondissements, postal codes, one word.

What a visitor types has no capitals and no hyphens: "plaine commune", "paris 18", "dans le nord".
Names of several words of régions, départements and communes are known to the text analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.french.senses import Seen
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.names import Named
from indexer.knowledge.placenames import name_key
from indexer.knowledge.typed import read_typed

_LONGEST = 8
_AT_HAND = 4096
_CITIES = frozenset(("paris", "lyon", "marseille"))
_KINDS = frozenset(("ville", "commune", "mairie", "departement", "region", "agglomeration"))
_UPPER_KINDS = ("departement", "region")
_ARTICLES = frozenset(("le", "la", "les", "l"))
_ELIDED = frozenset(("l", "d"))
_LINKS = _ARTICLES | {"de", "d", "du", "des"}
_SMALL = _LINKS | _KINDS | {"a", "au", "aux", "en", "dans", "sur", "vers", "pour"}
#: What may stand before a name that begins with an article, by that article.
_SAID = {
    "le": {"le", "au", "du"},
    "la": {"la"},
    "les": {"les", "aux", "des"},
    "l": {"l"},
}
#: Inhabitants from which a name that is no word is a place typed; from which one that is a word is.
_NAME, _WORD = 1_000, 5_000
_GROUPS = ("epci:", "ept:")
_UPPER = ("dep:", "reg:")


#: Names that go on after a word which are looked at for one of a group; beyond, there may be one.
_MANY = 30


class Span(NamedTuple):
    """Words ``first`` to ``last`` (excluded) of a question and the territories they name."""

    first: int
    last: int
    codes: tuple[str, ...]


class Asked:
    """Reads territories in the folded words of a question."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        # Visitors type the same words; a name is looked up once.
        self._group_at = lru_cache(_AT_HAND)(self._group)
        self._well_known = lru_cache(_AT_HAND)(self._names_of)
        self._begins_group = lru_cache(_AT_HAND)(self._may_begin_group)
        self._tells = lru_cache(_AT_HAND)(self._may_tell)

    def named(self, words: Sequence[Seen]) -> Iterator[Span]:
        """The territories that words of a question name."""
        keys: list[tuple[int, str]] = []
        for at, seen in enumerate(words):
            if seen.elided in _ELIDED:
                keys.append((at, seen.elided))
            keys.append((at, seen.sense.place))
        if not any([self._tells(key) for _, key in keys]):
            return
        for first, last, codes in self.spans([key for _, key in keys]):
            yield Span(keys[first][0], keys[last - 1][0] + 1, codes)

    def _may_tell(self, word: str) -> bool:
        """Whether a name of a territory may begin with a word; with most, none does."""
        return (
            word in _CITIES
            or word in _KINDS
            or word[0].isdigit()
            or self._begins_group(word)
            or bool(self._well_known(word))
        )

    def _may_begin_group(self, word: str) -> bool:
        """Whether a name of several words that begins with a word may be one of a group."""
        names = self._gazetteer.names
        longer = enumerate(names.longer(word))
        return names.begins_alias(word) or any(
            n == _MANY or named.code.startswith(_GROUPS) for n, (_, named) in longer
        )

    def spans(self, words: Sequence[str]) -> Iterator[Span]:
        """The territories named, the widest reading of each place first, in order."""
        at = 0
        while at < len(words):
            if not self._tells(words[at]):
                at += 1
                continue
            span = (
                self._grouped(words, at)
                or self._arrondissement(words, at)
                or self._of_a_kind(words, at)
                or self._word(words, at)
            )
            if span is not None:
                yield span
            at = span.last if span is not None else at + 1

    def _grouped(self, words: Sequence[str], at: int) -> Span | None:
        if not self._begins_group(words[at]):
            return None
        count, codes = self._group_at(tuple(words[at : at + _LONGEST]))
        return Span(at, at + count, codes) if codes else None

    def _group(self, words: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
        """How many words name a group of communes, which no commune shares its name with."""
        names = self._gazetteer.names
        for count in names.prefixes(list(words)) if len(words) > 1 else ():
            found = names.readings(" ".join(words[:count]))
            codes = dict.fromkeys(n.code for n in found if n.code.startswith(_GROUPS))
            if count > 1 and codes and len(codes) == len({n.code for n in found}):
                return count, tuple(codes)
        return 0, ()

    def _arrondissement(self, words: Sequence[str], at: int) -> Span | None:
        """An arrondissement by its number: "paris 18", "18e arrondissement de paris"."""
        if words[at] not in _CITIES and not words[at][0].isdigit():
            return None
        for last in range(min(len(words), at + 5), at + 1, -1):
            if words[at] in _CITIES or words[last - 1] in _CITIES:
                codes = read_typed(" ".join(words[at:last])).codes
                if codes and codes[0].startswith("arm:") and self._gazetteer.get(codes[0]):
                    return Span(at, last, codes)
        return None

    def _of_a_kind(self, words: Sequence[str], at: int) -> Span | None:
        """A name and the kind of territory said before: "département de la marne"."""
        linked = words[at + 1 : at + 2] and words[at + 1] in _LINKS
        if words[at] not in _KINDS or not (linked or words[at] in _UPPER_KINDS):
            return None
        for last in range(min(len(words), at + _LONGEST), at + 1, -1):
            phrase = " ".join(words[at:last])
            typed = read_typed(phrase)
            named = any(self._gazetteer.names.readings(key) for key in typed.keys[1:])
            if typed.level and named and words[last - 1] not in _LINKS:
                found = self._gazetteer.lookup(phrase)
                codes = tuple(t.code for t in found if t.code.startswith(typed.level))
                return Span(at, last, codes) if codes else None
        return None

    def _word(self, words: Sequence[str], at: int) -> Span | None:
        """A name of one word or a postal code."""
        found = self._well_known(words[at])
        if not found or (words[at] in _SMALL and len(words) > 1):
            return None
        people = max(self._gazetteer.population(named.code) for named in found)
        plain = people >= _NAME and self._is_only_a_name(found)
        alone = people >= _WORD and all(w in _SMALL for w in (*words[:at], *words[at + 1 :]))
        if plain or alone or (people >= _NAME and self._is_said_as_a_place(words, at, found)):
            codes = dict.fromkeys(t.code for t in self._gazetteer.lookup(words[at]))
            return Span(at, at + 1, tuple(codes)) if codes else None
        return None

    def _names_of(self, word: str) -> tuple[Named, ...]:
        """What a name of one word may mean beside groups; nothing when few people live there."""
        found = self._gazetteer.names.readings(word)
        kept = tuple(n for n in found if n.kind != "g" and not n.code.startswith(_GROUPS))
        known = any(self._gazetteer.population(named.code) >= _NAME for named in kept)
        return kept if known else ()

    def _is_only_a_name(self, found: tuple[Named, ...]) -> bool:
        """Whether none of the territories is called by a word of the language."""
        return not any(self._gazetteer.is_common_word(named.code) for named in found)

    def _is_said_as_a_place(self, words: Sequence[str], at: int, found: tuple[Named, ...]) -> bool:
        """Whether what stands before a word of the language says that a place is meant."""
        before = words[at - 1] if at else ""
        upper = any(n.code.startswith(_UPPER) and n.kind != "a" for n in found)
        if before == "a" or (before == "en" and upper):
            return True
        if before in _ARTICLES and at > 1 and words[at - 2] == "dans" and upper:
            return True
        return any(
            named.kind == "a" and before in _SAID.get(self._article(named), ()) for named in found
        )

    def _article(self, named: Named) -> str:
        """The article that the name of a territory begins with."""
        territory = self._gazetteer.get(named.code)
        return name_key(territory.label).partition(" ")[0] if territory else ""
