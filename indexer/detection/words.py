"""A text as words with offsets, sentence starts and capitals: what both detections read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.knowledge.placenames import fold

_WORD = re.compile(
    r"(?:[^\W_][\u0300-\u036f\u00ad]*)+(?:[·•‧.](?:[^\W_]{1,6})(?:[·•‧.]s)?(?=\W|$))?"
)
_END = re.compile(r"[.!?…]|\n\s*\n|[•|]")
_OPENING = re.compile(r"[:;«»\"“”–—]|(?:^|\s)-\s")
_ABBREVIATED = {"m", "mm", "mme", "mlle", "dr", "me", "st", "ste", "av", "bd", "bld", "cf", "art"}
_INCLUSIVE = re.compile(r"[·•‧.]")
_NAME_LINK = re.compile(r"(?:[ \t\u00a0\u202f]*\n?[ \t\u00a0\u202f]*|\s?[-‐‑'’ʼ´`]\s?\n?)$")


@dataclass(slots=True)
class Word:
    """One word: its folded key, where it stands, and what its writing tells.

    ``gap`` is the text between the previous word and this one. ``opens`` is true for the first
    word of a sentence, or after a colon, a dash or a quotation mark. ``shouted`` is true in a
    sentence written all in capitals, where capitals say nothing.
    """

    key: str
    raw: str
    start: int
    end: int
    gap: str
    sentence: int
    opens: bool
    shouted: bool = False

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.raw[:1].isupper()

    @property
    def linked(self) -> bool:
        """Whether it may go on the name that the previous word belongs to."""
        return _NAME_LINK.match(self.gap) is not None

    @property
    def hyphenated(self) -> bool:
        """Whether a hyphen joins it to the previous word."""
        return "-" in self.gap.replace("‐", "-").replace("‑", "-")


def _key(raw: str) -> str:
    """The folded form; an inclusive ending is dropped, ``St`` is written in full."""
    base = _INCLUSIVE.split(raw)[0] if len(raw) > 3 else raw
    key = fold(base)
    if raw[:1].isupper() and key in ("st", "ste"):
        return "saint" if key == "st" else "sainte"
    return key


def _ends_sentence(gap: str, previous: str) -> bool:
    if not _END.search(gap):
        return False
    abbreviated = fold(previous) in _ABBREVIATED or len(previous) == 1
    return not (abbreviated and gap.strip() == "." and "\n\n" not in gap)


def read_words(text: str) -> list[Word]:
    """The words of ``text`` in order."""
    words: list[Word] = []
    sentence, last = 0, 0
    for match in _WORD.finditer(text):
        gap = text[last : match.start()]
        new = bool(words) and _ends_sentence(gap, words[-1].raw)
        sentence += new
        opens = new or not words or bool(_OPENING.search(gap))
        raw = match.group()
        words.append(Word(_key(raw), raw, match.start(), match.end(), gap, sentence, opens))
        last = match.end()
    _mark_shouted(words)
    return words


def _mark_shouted(words: list[Word]) -> None:
    """Mark the sentences written in capitals."""
    by_sentence: dict[int, list[Word]] = {}
    for word in words:
        by_sentence.setdefault(word.sentence, []).append(word)
    for members in by_sentence.values():
        letters = [w for w in members if len(w.raw) > 1 and w.raw.isalpha()]
        if len(letters) > 1 and sum(w.raw.isupper() for w in letters) >= 0.7 * len(letters):
            for word in members:
                word.shouted = True
