"""The glossary of the field: acronyms and equivalents, used when a question is asked.

Each line has a direction: two-way (CHRS ⇄ centre d’hébergement…) or one-way (prison → maison
d’arrêt). One hop only: what a line adds is never expanded again.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import marisa_trie

from indexer.french.analyser import Analyser
from indexer.french.context import place_at
from indexer.french.folding import fold
from indexer.french.levels import is_stop, whole_terms
from indexer.french.question import WEIGHTS, any_level
from indexer.french.words import Word
from indexer.query import Alternative, Step

#: Words that may stand between two words of an equivalent.
GAP = 3

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


@dataclass(frozen=True, slots=True)
class Sign:
    """A significant word or place of a text, with the keys by which it is recognised."""

    keys: frozenset[str]
    start: int
    end: int
    typed: str
    capitals: bool


@dataclass(frozen=True, slots=True)
class Match:
    """What the glossary adds to the signs ``first`` to ``end`` (excluded)."""

    first: int
    end: int
    labels: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    left: tuple[frozenset[str], ...]
    capitals: bool
    label: str
    alternative: Alternative


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
        signs = self.signs(self._analyser.words(left))
        if not steps or not signs or _short_number(right) or self._is_place_number(left):
            return
        rule = _Rule(
            tuple(sign.keys for sign in signs),
            capitals and left.isupper(),
            right,
            Alternative(steps, weight, "glossary", gap, right),
        )
        for key in rule.left[0]:
            self._made.setdefault(key, []).append(rule)

    def _is_place_number(self, left: str) -> bool:
        return left in self._analyser.places.numbers

    def _steps(self, text: str, capitals: bool) -> tuple[tuple[Step, ...], int]:
        """An equivalent as successive steps, and how many words may stand between two."""
        if capitals and text.isupper():
            return ((f"x:{text}",),), 0
        words = self._analyser.words(text)
        folds = [fold(word.forms[0]) for word in words]
        steps: list[Step] = []
        at = skipped = 0
        widest = GAP
        while at < len(words):
            size, key = place_at(folds, at, self._analyser.places)
            step = (f"@{key}",) if size > 1 else self._step(words[at])
            skipped = 0 if step else skipped + 1
            widest = max(widest, skipped)
            steps += [step] if step else []
            at += max(size, 1)
        return tuple(steps), widest if len(steps) > 1 else 0

    def _step(self, word: Word) -> Step:
        """The terms of one word of an equivalent, none for a grammar word."""
        if word.capitals:
            return tuple(f"f:{form}" for form in word.forms)
        return () if is_stop(word) else any_level(word, self._analyser)

    def signs(self, words: list[Word]) -> list[Sign]:
        """The significant words and places of analysed words, in order."""
        folds = [fold(word.forms[0]) for word in words]
        found: list[Sign] = []
        at = 0
        while at < len(words):
            size, keys = self._sign_at(words, folds, at)
            if keys:
                found.append(_sign(words[at : at + size], keys))
            at += size
        return found

    def _sign_at(self, words: list[Word], folds: list[str], at: int) -> tuple[int, frozenset[str]]:
        """How many words the next sign takes, and its keys, none for a grammar word."""
        size, key = place_at(folds, at, self._analyser.places)
        if size > 1:
            return size, frozenset({f"@{key}"})
        word = words[at]
        if word.whole and any(is_stop(w) for w in words[at : at + word.whole.size]):
            return word.whole.size, frozenset(whole_terms(word.whole))
        if not is_stop(word) or word.capitals:
            return 1, frozenset(any_level(word, self._analyser))
        pair = f"f:{''.join(folds[at : at + 2])}"
        return (2, frozenset({pair})) if pair in self._rules else (1, frozenset())

    def matches(self, signs: list[Sign]) -> list[Match]:
        """The lines whose left side stands in the signs, longest first, never overlapping."""
        found: list[Match] = []
        at = 0
        while at < len(signs):
            rules = self._longest(signs, at)
            if rules:
                size = len(rules[0].left)
                found.append(
                    Match(
                        at,
                        at + size,
                        tuple(dict.fromkeys(rule.label for rule in rules)),
                        tuple(dict.fromkeys(rule.alternative for rule in rules)),
                    )
                )
                at += size
            else:
                at += 1
        return found

    def _longest(self, signs: list[Sign], at: int) -> list[_Rule]:
        fitting = {
            id(rule): rule
            for key in signs[at].keys
            for rule in self._rules.get(key, ())
            if self._fits(rule, signs[at : at + len(rule.left)])
        }
        longest = max((len(rule.left) for rule in fitting.values()), default=0)
        return [rule for rule in fitting.values() if len(rule.left) == longest]

    def _fits(self, rule: _Rule, signs: list[Sign]) -> bool:
        if len(signs) < len(rule.left):
            return False
        if rule.capitals and not (signs[0].capitals or self._is_no_word(signs[0].typed)):
            return False
        return all(sign.keys & keys for sign, keys in zip(signs, rule.left, strict=True))

    def _is_no_word(self, typed: str) -> bool:
        return not self._analyser.lexicon.knows(typed)


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
        told = json.loads(self._trie[_LINE + number.hex()][0])
        left, capitals, label, (steps, weight, kind, gap, added) = told
        alternative = Alternative(tuple(map(tuple, steps)), weight, kind, gap, added)
        return _Rule(tuple(map(frozenset, left)), capitals, label, alternative)


_KEY, _LINE = "k", "l"
#: Lines that stay at hand, less than a kilobyte each.
_AT_HAND = 1024


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
    made = rule.alternative
    alternative = made.steps, made.weight, made.origin, made.gap, made.label
    left = [sorted(keys) for keys in rule.left]
    return json.dumps((left, rule.capitals, rule.label, alternative)).encode()


def _sign(words: list[Word], keys: frozenset[str]) -> Sign:
    typed = words[0].forms[0]
    return Sign(keys, words[0].start, words[-1].end, typed, words[0].capitals)


def _short_number(text: str) -> bool:
    """Whether a text is a number of one or two digits, or « 9-3 »: never added to a search."""
    digits = text.replace("-", "")
    return digits.isdigit() and len(digits) < 3
