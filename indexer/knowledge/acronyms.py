"""Acronyms that sheets define themselves: « Association Relais Habitat (ARH) »."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.french.folding import fold
from indexer.french.lexicon import lexicon
from indexer.french.stopwords import STOP_WORDS
from indexer.knowledge.glossary import Entry

_ACRONYM = r"(?:[A-ZÀ-Þ]\.){2,9}[A-ZÀ-Þ]?|[A-ZÀ-Þ][A-Za-zÀ-ÿ0-9]{1,9}"
_AFTER = re.compile(rf"\(\s*({_ACRONYM})\s*\)")
_BEFORE = re.compile(rf"\b({_ACRONYM})\s*\Z")
_LONG_FORM = re.compile(r"\(([^()]{5,120})\)")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.!?;:()«»\n]")
_MOST_LETTERS = 3
_LOOK_BACK = 24
_LOOK_BACK_CHARACTERS = 300
#: An acronym and the spaces after it: brackets are few, capitals are many.
_LONGEST_BEFORE = 40


def mine_acronyms(text: str) -> tuple[Entry, ...]:
    """The acronyms a text defines, in order, each with its long form as written."""
    found: dict[tuple[str, str], None] = {}
    for match in _AFTER.finditer(text):
        letters = _letters(match.group(1))
        before = text[max(0, match.start() - _LOOK_BACK_CHARACTERS) : match.start()]
        long_form = _ending(before, letters) if letters else ""
        if long_form:
            found[_plain(match.group(1)), long_form] = None
    for match in _LONG_FORM.finditer(text):
        at = match.start()
        named = _BEFORE.search(text, max(0, at - _LONGEST_BEFORE), at)
        letters = _letters(named.group(1)) if named else ""
        if not named or not letters:
            continue
        long_form = " ".join(match.group(1).split())
        words = [m.group() for m in _WORD.finditer(long_form)]
        if len(words) > 1 and _spells(letters, words):
            found[_plain(named.group(1)), long_form] = None
    return tuple(_entry(acronym, long_form) for acronym, long_form in found)


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """One line for each acronym of many sheets, with all its long forms."""
    forms: dict[str, dict[str, str]] = {}
    for entry in entries:
        for form in entry.equivalents:
            forms.setdefault(entry.term, {}).setdefault(fold(form), form)
    return tuple(_entry(acronym, *forms[acronym].values()) for acronym in sorted(forms, key=fold))


def _entry(acronym: str, *forms: str) -> Entry:
    known = lexicon().knows(acronym) or fold(acronym) in STOP_WORDS
    return Entry(acronym, forms, True, capitals=known, note="relevé dans les fiches")


def _plain(acronym: str) -> str:
    return acronym.replace(".", "")


def _letters(acronym: str) -> str:
    """The folded letters of an acronym; nothing when too few are capitals."""
    plain = _plain(acronym)
    capitals = sum(char.isupper() for char in plain)
    letters = "".join(char for char in fold(plain) if char.isalpha())
    enough = capitals * 2 >= len(letters) or (acronym.istitle() and len(letters) > 3)
    return letters if len(letters) > 1 and enough else ""


def _ending(text: str, letters: str) -> str:
    """The shortest end of a text whose words spell the letters."""
    start = max((m.end() for m in _SENTENCE.finditer(text)), default=0)
    sentence = text[start:]
    words = list(_WORD.finditer(sentence))[-_LOOK_BACK:]
    for first in range(len(words) - 2, -1, -1):
        part = [word.group() for word in words[first:]]
        opening = fold(part[0])
        if opening in STOP_WORDS or opening[0] != letters[0]:
            continue
        if _spells(letters, part):
            return " ".join(sentence[words[first].start() :].split())
    return ""


def _spells(letters: str, words: list[str]) -> bool:
    """Whether the beginnings of the words spell the letters; grammar words may be skipped."""
    reached = {0}
    for written in words:
        word = fold(written)
        optional = word in STOP_WORDS
        longest = 1 if optional or len(letters) < 3 else _MOST_LETTERS
        further = set(reached) if optional else set()
        for at in reached:
            for size in range(1, min(longest, len(word)) + 1):
                if letters.startswith(word[:size], at):
                    further.add(at + size)
        reached = further
    return len(letters) in reached
