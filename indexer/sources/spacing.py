"""White space as HTML has it: spaces, tabs and line breaks are one space; no-break spaces stay."""

from __future__ import annotations

import re

_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_NO_SPACE = re.compile(r"[\t\r\n\f\v]")
_TYPOGRAPHY = str.maketrans(
    {"’": "'", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\u2009": " "}
)

#: Characters that no text holds and no HTML or XML may: controls, halves of pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """``text`` without control characters, line breaks and tabs aside."""
    return _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """``text`` on one line, runs of spaces as one, control characters left out."""
    return collapse(printable(text)).strip(" ")


def collapse(text: str) -> str:
    """Runs of spaces and line breaks as one space, at both ends too."""
    # Nearly all text is like that already; to look costs a third of writing it again.
    return _SPACES.sub(" ", text) if "  " in text or _NO_SPACE.search(text) else text


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space, apostrophes and no-break spaces."""
    return bare(one) == bare(other)


def bare(text: str) -> str:
    """``text`` with plain spaces and straight apostrophes, to compare texts."""
    return " ".join(text.translate(_TYPOGRAPHY).split())
