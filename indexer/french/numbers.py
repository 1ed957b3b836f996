"""Numbers as French writes them: thousands, decimals, percentages, intervals, ordinals."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from indexer.french.characters import Fragment
from indexer.french.folding import fold
from indexer.french.words import Whole, Word

Again = Callable[[Fragment], list[Word]]

_THOUSANDS = re.compile(r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?\Z")
_DECIMAL = re.compile(r"\d+[.,]\d+\Z")
_NICKNAME = re.compile(r"(\d)[-.](\d)\Z")
_SEVERAL = re.compile(r"\d[\d.,/ -]*\Z")
_ORDINAL = re.compile(
    r"(\d+)(?:ers?|eres?|res?|es?|emes?|iemes?|nde?s?)\Z",
)
_ROMAN = re.compile(r"([IVX]+)(?:er|re|ère|e|ème|ième|eme)s?\Z")
_ROMAN_LOWER = re.compile(r"([ivx]{2,})(?:e|ème|ième|eme)\Z")
_VALUES = {"i": 1, "v": 5, "x": 10}
_JOINED = re.compile(r"([^\W\d_]{2,})(\d{2,}|\d)\Z")


def number(part: Fragment, again: Again, nicknames: frozenset[str]) -> list[Word] | None:
    """``10 000`` → ``10000``; ``50 %`` → ``50`` and ``50%``; ``18-25`` → two numbers.

    ``nicknames`` are département numbers, so that ``9-3`` is one.
    """
    text = part.text
    if not (text[0].isdigit() and text[-1] in "%0123456789"):
        return None
    if text.endswith("%"):
        return _percentage(part, again)
    if not _SEVERAL.match(text):
        return None
    if text.isdigit():
        return [_plain(part, text)]
    if _THOUSANDS.match(text):
        return [_plain(part, text.replace(" ", "").replace(".", ""))]
    nickname = _NICKNAME.match(text)
    if nickname and "".join(nickname.groups()) in nicknames:
        return [_nickname(part, text)]
    if _DECIMAL.match(text):
        return [_plain(part, text.replace(".", ","))]
    return _pieces(part, again)


def _nickname(part: Fragment, text: str) -> Word:
    """``9-3``; written with a dot it may also be a decimal number."""
    forms = (text,) if "-" in text else (text.replace(".", "-"), text.replace(".", ","))
    return Word(part.start, part.end, forms, "number", lemmas=())


def _plain(part: Fragment, form: str) -> Word:
    return Word(part.start, part.end, (form,), "number", lemmas=())


def _percentage(part: Fragment, again: Again) -> list[Word]:
    words = again(part[: len(part.text.rstrip("% "))])
    last = words[-1]
    extra = tuple(f"f:{form}%" for form in last.forms)
    return [*words[:-1], replace(last, end=part.end, extra=(*last.extra, *extra))]


def _pieces(part: Fragment, again: Again) -> list[Word]:
    """Intervals, dates, a year and the number that follows it."""
    text = part.text
    if " " in text:
        at = text.index(" ")
        return again(part[:at]) + again(part[at + 1 :])
    return [_plain(part[m.start() : m.end()], m.group()) for m in re.finditer(r"\d+", text)]


def ordinal(part: Fragment, known: Callable[[str], bool]) -> list[Word] | None:
    """``3e``, ``3ème`` → ``3e``; ``1er``, ``1re`` → ``1e``; ``XXe`` → ``20e``."""
    text = part.text
    if text[0].isdigit():
        found = _ORDINAL.match(fold(text))
        return [_plain(part, f"{found.group(1)}e")] if found else None
    found = _ROMAN.match(text) or _ROMAN_LOWER.match(text)
    if not found or (text.islower() and known(text)):
        return None
    return [_plain(part, f"{_arabic(found.group(1).lower())}e")]


def _arabic(roman: str) -> int:
    values = [_VALUES[letter] for letter in roman]
    following = [*values[1:], 0]
    return sum(v if v >= after else -v for v, after in zip(values, following, strict=True))


def letters_and_digits(
    part: Fragment, again: Again, known: Callable[[str], bool]
) -> list[Word] | None:
    """``FOL93`` is also ``FOL 93``; ``E2C`` and ``m2`` stay whole; ``toit1`` holds ``toit``."""
    found = _JOINED.match(part.text)
    if not found:
        return None
    letters, digits = found.groups()
    if len(digits) == 1 and not (len(letters) > 3 and known(letters.lower())):
        return None
    words = [*again(part[: len(letters)]), *again(part[len(letters) :])]
    joined = Whole((part.text.lower(),), (), len(words), "letters-and-digits")
    return [words[0].with_whole(joined), *words[1:]]
