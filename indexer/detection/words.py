"""A text as words with offsets, sentence starts and capitals: what both detections read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from indexer.knowledge.placenames import fold

_WORD = re.compile(
    r"(?:[^\W_][\u0300-\u036f\u00ad]*)+(?:[·•‧.](?:[^\W_]{1,6})(?:[·•‧.]s)?(?=\W|$))?"
    r"|(?<= )&(?= )"
)
_END = re.compile(r"[.!?…]|\n\s*\n|[•|]")
_OPENING = re.compile(r"[:;«\"“–—]|(?:^|\s)-\s")
_ABBREVIATED = frozenset("m mm mme mlle dr me st ste av bd bld cf art".split())  # noqa: SIM905
_INCLUSIVE = re.compile(r"[·•‧.]")
_NAME_LINK = re.compile(
    r"(?:[ \t\u00a0\u202f]*\n?[ \t\u00a0\u202f]*|[-‐‑'’ʼ´`]\s?\n?|\s[-‐‑'’ʼ´`]\n?)\Z"
)
_CAPITALS = 0.7  # the part of the words of a sentence in capitals from which they say nothing


@dataclass(slots=True)
class Word:
    """One word: its folded key, where it stands, and what its writing tells.

    ``gap`` is the text between the previous word and this one. ``linked`` tells that it may go on
    the name that the previous word belongs to, ``hyphenated`` that a hyphen joins them. ``opens``
    is true for the first word of a sentence, or after a colon, a dash or a quotation mark.
    ``shouted`` is true in a sentence written all in capitals, where capitals say nothing.
    """

    key: str
    raw: str
    start: int
    end: int
    gap: str
    sentence: int
    opens: bool
    linked: bool
    hyphenated: bool
    capital: bool
    shouted: bool = False


@lru_cache(maxsize=20_000)
def _key(raw: str) -> str:
    """The folded form; an inclusive ending is dropped, ``St`` and ``&`` are written in full."""
    base = _INCLUSIVE.split(raw)[0] if len(raw) > 3 else raw
    key = fold(base.replace("\u00ad", ""))
    if raw[:1].isupper() and key in ("st", "ste"):
        return "saint" if key == "st" else "sainte"
    return "et" if key == "&" else key


def _ends_sentence(gap: str, previous: str) -> bool:
    if not _END.search(gap):
        return False
    abbreviated = fold(previous) in _ABBREVIATED or len(previous) == 1
    return not (abbreviated and gap.strip() == "." and "\n\n" not in gap)


@lru_cache(maxsize=500)
def _read_gap(gap: str) -> tuple[bool, bool, bool]:
    """Whether a separator opens a clause, links two words of a name, and is a hyphen."""
    return (
        bool(_OPENING.search(gap)),
        _NAME_LINK.match(gap) is not None,
        any(hyphen in gap for hyphen in "-‐‑") and not (gap[0].isspace() and gap[-1].isspace()),
    )


def read_words(text: str) -> list[Word]:
    """The words of ``text`` in order."""
    words: list[Word] = []
    sentence, last, previous = 0, 0, ""
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap, raw = text[last:start], match.group()
        if gap == " " and words:  # nine words in ten
            opens, linked, hyphen = False, True, False
        else:
            new = bool(words) and _ends_sentence(gap, previous)
            sentence += new
            opening, linked, hyphen = _read_gap(gap)
            linked = linked or (gap.strip() == "." and not new and bool(words))
            opens = new or opening or not words
        words.append(
            Word(_key(raw), raw, start, end, gap, sentence, opens, linked, hyphen, raw[0].isupper())
        )
        last, previous = end, raw
    _mark_shouted(words)
    return words


def _mark_shouted(words: list[Word]) -> None:
    """Mark the sentences written in capitals."""
    by_sentence: dict[int, list[Word]] = {}
    for word in words:
        by_sentence.setdefault(word.sentence, []).append(word)
    for members in by_sentence.values():
        letters = [w.raw for w in members if len(w.raw) > 1 and w.raw.isalpha()]
        if len(letters) > 1 and sum(map(str.isupper, letters)) >= _CAPITALS * len(letters):
            for word in members:
                word.shouted = True
