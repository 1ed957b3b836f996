"""The glossary of the field: acronyms and equivalents, used when a question is asked.

Each line has a direction: two-way (CHRS ⇄ centre d’hébergement…) or one-way (prison → maison
d’arrêt). One hop only: what a line adds is never expanded again.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple, Protocol

import marisa_trie
import orjson

from indexer.french.analyser import Analyser
from indexer.french.question import WEIGHTS
from indexer.french.senses import NamesAt, Seen, Sense, names_in
from indexer.query import Alternative, Origin, Step
from indexer.ways import Same

#: Words that may stand between two words of an equivalent.
GAP = 3

_NONE: frozenset[str] = frozenset()
_COLUMNS = ("term", "equivalents", "direction", "theme", "case_sensitive_in_text", "note")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the glossary; ``capitals`` says the acronym counts only when in capitals."""

    term: str
    equivalents: tuple[str, ...]
    two_way: bool
    theme: str = ""
    capitals: bool = False
    note: str = ""


class Sign(NamedTuple):
    """A significant word or place of a text, with the keys by which it is recognised.

    ``acronym`` says that it may be one: in capitals, or no word of the language.
    """

    keys: frozenset[str]
    start: int
    end: int
    acronym: bool


class Match(NamedTuple):
    """What the glossary adds to the signs ``first`` to ``end`` (excluded)."""

    first: int
    end: int
    labels: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


#: Steps, weight, origin, gap and label of an alternative.
_Told = tuple[Sequence[Sequence[str]], float, Origin, int, str]


class _Rule:
    """A line read one way: the keys of each sign of its left side, and what it adds.

    Most lines that begin like a question do not go on like it: their alternative is never made.
    """

    __slots__ = ("_made", "capitals", "label", "left", "told")

    def __init__(
        self, left: Sequence[Collection[str]], capitals: bool, label: str, told: _Told
    ) -> None:
        self.left, self.capitals, self.label, self.told = left, capitals, label, told
        self._made: Alternative | None = None

    @property
    def alternative(self) -> Alternative:
        """The way to find the signs that the line adds."""
        if self._made is None:
            steps, weight, origin, gap, label = self.told
            self._made = Alternative(tuple(map(tuple, steps)), weight, origin, gap, label)
        return self._made


class _Begun(NamedTuple):
    """The lines whose left side may begin with a sign: those that are whole with it, the others.

    ``seconds`` are all keys by which the others may go on.
    """

    alone: list[_Rule]
    longer: list[_Rule]
    seconds: frozenset[str]


def read(path: Path) -> tuple[Entry, ...]:
    """The lines of a glossary file (CSV with a header, equivalents parted by ``;``)."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Entry(
                row["term"].strip(),
                tuple(e.strip() for e in row["equivalents"].split(";") if e.strip()),
                row["direction"].strip() == "two-way",
                (row.get("theme") or "").strip(),
                (row.get("case_sensitive_in_text") or "").strip() == "yes",
                (row.get("note") or "").strip(),
            )
            for row in csv.DictReader(lines)
        )


class Glossary:
    """The lines made ready for questions, read with the same analysis as the sheets."""

    def __init__(self, entries: Iterable[Entry], analyser: Analyser) -> None:
        self._analyser = analyser
        self._made: dict[str, list[_Rule]] = {}
        self._rules: _Rules = self._made
        self._begun = lru_cache(_AT_HAND)(self._begin)
        self._added = Same(_added)
        for entry in entries:
            self._take(entry)

    @classmethod
    def load(cls, path: Path, analyser: Analyser) -> Glossary:
        """A glossary written by ``save`` with the same analysis: read line by line when asked."""
        glossary = cls((), analyser)
        glossary._rules = _PackedRules(path)
        return glossary

    def save(self, path: Path) -> None:
        """Keep what was made of the lines, so that opening need not make it again."""
        marisa_trie.BytesTrie(_packed(self._made)).save(str(path))

    def _take(self, entry: Entry) -> None:
        weight = WEIGHTS["glossary" if entry.two_way else "glossary-one-way"]
        for equivalent in entry.equivalents:
            self._rule(entry.term, equivalent, weight, entry.capitals)
            if entry.two_way:
                self._rule(equivalent, entry.term, weight, entry.capitals)

    def _rule(self, left: str, right: str, weight: float, capitals: bool) -> None:
        steps, gap = self._steps(right, capitals)
        signs = self.signs(self._analyser.senses.read(left))
        if not steps or not signs or _short_number(right) or self._is_place_number(left):
            return
        rule = _Rule(
            tuple(sign.keys for sign in signs),
            capitals and left.isupper(),
            right,
            (steps, weight, "glossary", gap, right),
        )
        for key in rule.left[0]:
            self._made.setdefault(key, []).append(rule)

    def _is_place_number(self, left: str) -> bool:
        return left in self._analyser.places.numbers

    def _steps(self, text: str, capitals: bool) -> tuple[tuple[Step, ...], int]:
        """An equivalent as successive steps, and how many words may stand between two."""
        if capitals and text.isupper():
            return ((f"x:{text}",),), 0
        words = self._analyser.senses.read(text)
        names = names_in(words, self._analyser.places)
        steps: list[Step] = []
        at = skipped = 0
        widest = GAP
        while at < len(words):
            size, key = names.get(at, (0, ""))
            step = (f"@{key}",) if size > 1 else _step(words[at].sense)
            skipped = 0 if step else skipped + 1
            widest = max(widest, skipped)
            steps += [step] if step else []
            at += max(size, 1)
        return tuple(steps), widest if len(steps) > 1 else 0

    def signs(self, words: Sequence[Seen], names: NamesAt | None = None) -> list[Sign]:
        """The significant words and places of analysed words, in order.

        ``names`` are those of places in them, if they are known already.
        """
        if names is None:
            names = names_in(words, self._analyser.places)
        found: list[Sign] = []
        at = 0
        while at < len(words):
            size, keys = self._sign_at(words, names, at)
            if keys:
                first = words[at]
                last = first if size == 1 else words[min(at + size, len(words)) - 1]
                found.append(Sign(keys, first.start, last.end, first.sense.acronym))
            at += size
        return found

    def _sign_at(
        self, words: Sequence[Seen], names: NamesAt, at: int
    ) -> tuple[int, frozenset[str]]:
        """How many words the next sign takes, and its keys, none for a grammar word."""
        size, key = names.get(at, (0, ""))
        if size > 1:
            return size, frozenset({f"@{key}"})
        sense, compound = words[at].sense, words[at].compound
        if compound and compound.small:
            return compound.size, compound.keys
        if not sense.stop or sense.capitals:
            return 1, sense.keys
        pair = f"f:{sense.fold}{words[at + 1].sense.fold if at + 1 < len(words) else ''}"
        return (2, frozenset({pair})) if pair in self._rules else (1, _NONE)

    def matches(self, signs: list[Sign]) -> list[Match]:
        """The lines whose left side stands in the signs, longest first, never overlapping."""
        found: list[Match] = []
        at = 0
        while at < len(signs):
            rules = self._longest(signs, at)
            size = len(rules[0].left) if rules else 1
            if rules:
                found.append(Match(at, at + size, *self._added.of(*rules)))
            at += size
        return found

    def _longest(self, signs: list[Sign], at: int) -> list[_Rule]:
        begun = self._begun(signs[at].keys, signs[at].acronym)
        if at + 1 == len(signs) or begun.seconds.isdisjoint(signs[at + 1].keys):
            return begun.alone
        fitting = [rule for rule in begun.longer if _fits(rule, signs[at : at + len(rule.left)])]
        longest = max((len(rule.left) for rule in fitting), default=0)
        return [rule for rule in fitting if len(rule.left) == longest] or begun.alone

    def _begin(self, keys: frozenset[str], acronym: bool) -> _Begun:
        """The lines that may begin with a sign, in their order."""
        every = {id(rule): rule for key in sorted(keys) for rule in self._rules.get(key, ())}
        rules = [rule for rule in every.values() if acronym or not rule.capitals]
        longer = [rule for rule in rules if len(rule.left) > 1]
        seconds = frozenset(key for rule in longer for key in rule.left[1])
        return _Begun([rule for rule in rules if len(rule.left) == 1], longer, seconds)


def _fits(rule: _Rule, signs: list[Sign]) -> bool:
    """Whether signs that begin like the left side of a line go on like it."""
    return len(signs) == len(rule.left) and not any(
        sign.keys.isdisjoint(keys) for sign, keys in zip(signs, rule.left, strict=True)
    )


def _added(*rules: _Rule) -> tuple[tuple[str, ...], tuple[Alternative, ...]]:
    """What lines add to a question: what to tell, and the ways to find it."""
    labels = tuple(dict.fromkeys(rule.label for rule in rules))
    return labels, tuple(dict.fromkeys(rule.alternative for rule in rules))


def _step(sense: Sense) -> Step:
    """The terms of one word of an equivalent, none for a grammar word."""
    if sense.capitals:
        return tuple(f"f:{form}" for form in sense.forms)
    return () if sense.stop else sense.terms


# --- Packed ----------------------------------------------------------------------------------


class _Rules(Protocol):
    """The lines by the key of the first sign of their left side."""

    def get(self, key: str, default: Sequence[_Rule], /) -> Sequence[_Rule]:
        """The lines that may begin with a sign, in their order."""
        ...

    def __contains__(self, key: str, /) -> bool: ...


class _PackedRules:
    """Lines read from a packed table: numbers by key, and each line by its number."""

    def __init__(self, path: Path) -> None:
        self._trie: Any = marisa_trie.BytesTrie()
        self._trie.mmap(str(path))
        self._line = lru_cache(_AT_HAND)(self._read)

    def get(self, key: str, default: Sequence[_Rule]) -> Sequence[_Rule]:
        """The lines that may begin with a sign, in their order."""
        found = self._trie.get(_KEY + key)
        return [self._line(number) for number in found] if found else default

    def __contains__(self, key: str) -> bool:
        return _KEY + key in self._trie

    def _read(self, number: bytes) -> _Rule:
        left, *rest = orjson.loads(self._trie[_LINE + number.hex()][0])
        # The same words come back in many lines.
        return _Rule([[intern(key) for key in keys] for keys in left], *rest)


_KEY, _LINE = "k", "l"
#: Lines that stay at hand, less than a kilobyte each.
_AT_HAND = 768


def _packed(rules: dict[str, list[_Rule]]) -> Iterator[tuple[str, bytes]]:
    """Rows of the packed table; numbers of lines sort in the order of the lines."""
    numbers: dict[int, bytes] = {}
    for key, found in rules.items():
        for rule in found:
            number = numbers.get(id(rule))
            if number is None:
                number = numbers[id(rule)] = len(numbers).to_bytes(4, "big")
                yield _LINE + number.hex(), _told(rule)
            yield _KEY + key, number


def _told(rule: _Rule) -> bytes:
    left = [sorted(keys) for keys in rule.left]
    return json.dumps((left, rule.capitals, rule.label, rule.told)).encode()


def _short_number(text: str) -> bool:
    """Whether a text is a number of one or two digits, or « 9-3 »: never added to a search."""
    digits = text.replace("-", "")
    return digits.isdigit() and len(digits) < 3
