"""Apostrophes and verb-pronoun hyphens: what is cut from a word and what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from indexer.french.characters import Fragment
from indexer.french.folding import fold
from indexer.french.lexicon import Lexicon
from indexer.french.words import Whole, Word

Again = Callable[[Fragment], list[Word]]

_ELIDED = re.compile(
    r"(l|d|j|m|t|s|n|c|ç|z|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|entr)'(?=.)", re.IGNORECASE
)
_ONLY_BEFORE_WORDS = {"quelqu", "presqu", "entr"}
_INVERTED = re.compile(
    r"(.+?)-(?:t-)?(il|elle|on|ils|elles|je|tu|nous|vous|ce|moi|toi|le|la|les|lui|leur|y|en|ci|là)\Z",
    re.IGNORECASE,
)


def whole_word(part: Fragment, lexicon: Lexicon) -> list[Word] | None:
    """``prud’hommes``, ``aujourd’hui``, ``presqu’île``: one word, written without apostrophe."""
    text = part.text.lower()
    if "'" not in text or "-" in text:
        return None
    if text.startswith("entr'"):
        text = text.replace("'", "")
    readings = lexicon.readings(text) or lexicon.readings_of_fold(fold(text))
    if not readings:
        return None
    lemmas = tuple(dict.fromkeys(r.lemma.replace("'", "") for r in readings))
    form = text.replace("'", "")
    return [Word(part.start, part.end, (form,), "one-word", lemmas, capital=part.text[0].isupper())]


def elision(part: Fragment, again: Again, lexicon: Lexicon) -> list[Word] | None:
    """``L'ÉCOLE`` → ``école``; ``jusqu'à l'`` twice; what was cut is remembered."""
    found = _ELIDED.match(part.text)
    if not found:
        return None
    cut, rest = fold(found.group(1)), part[found.end() :]
    if cut in _ONLY_BEFORE_WORDS and not lexicon.knows(rest.text.lower()):
        return None
    words = again(rest)
    if not words:
        return words
    elided = cut.upper() if found.group(1)[0].isupper() else cut
    return [replace(words[0], elided=words[0].elided or elided), *words[1:]]


def name_with_apostrophe(part: Fragment, again: Again) -> list[Word] | None:
    """``Univers’Elles`` → its words, and ``universelles`` at the first."""
    pieces = _split(part, "'")
    if len(pieces) < 2:
        return None
    words = [made for piece in pieces for made in again(piece)]
    written = part.text.lower()
    if len(words) < 2 or not written.replace("'", "").replace("-", "").isalnum():
        return words
    return [words[0].with_whole(Whole((written,), (), len(words), "apostrophe")), *words[1:]]


def _split(part: Fragment, mark: str) -> list[Fragment]:
    pieces = [part[m.start() : m.end()] for m in re.finditer(f"[^{mark}]+", part.text)]
    return pieces if mark in part.text else []


def inversion(part: Fragment, again: Again, lexicon: Lexicon) -> list[Word] | None:
    """``accompagne-t-elle`` → ``accompagne``; ``rendez-vous`` is left alone."""
    found = _INVERTED.match(part.text)
    if not found or lexicon.knows(part.text.lower()):
        return None
    verb, pronoun = found.group(1).lower(), fold(found.group(2))
    if pronoun not in {"ci", "la"} or "-" in verb:
        readings = lexicon.readings(verb.rpartition("-")[2] if "-" not in verb else verb)
        inner = _INVERTED.match(verb)
        if not inner and not any("v" in r.kinds for r in readings):
            return None
    return again(part[: found.end(1)])
