"""How much of a text a term covers from the word it stands at: all of « Seine-Saint-Denis ».

A position is one word; compounds and names of places stand at their first. To mark them whole,
their letters are followed in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.french.folding import fold
from indexer.french.places import place_word, place_words

_REST_OF_COMPOUND = re.compile(r"(?:[-'’‑\u2010·.]\w+)+")
_LONGEST = 120


def covered_end(terms: Iterable[str], text: str, start: int, end: int) -> int:
    """Where the longest of the terms that stand at ``text[start:end]`` ends; ``end`` at least."""
    return max((_end(term, text, start, end) for term in terms), default=end)


def _end(term: str, text: str, start: int, end: int) -> int:
    if term.startswith("@"):
        names = "".join(place_words(term[1:])), _letters(term[1:])
        return max(_follow(letters, text, start, end) for letters in names)
    if len(_letters(term[2:])) < len(_letters(text[start:end])) + 2:
        return end
    found = _REST_OF_COMPOUND.match(text, end)
    return found.end() if found and term[1:2] == ":" else end


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _follow(letters: str, text: str, start: int, end: int) -> int:
    """The end of the letters in the text from ``start``, other signs passed over."""
    read, at = place_word(_letters(text[start:end])), end
    while len(read) < len(letters) and at < min(len(text), start + _LONGEST):
        if not letters.startswith(read):
            return end
        read += _letters(text[at])
        at += 1
    return at if read == letters else end
