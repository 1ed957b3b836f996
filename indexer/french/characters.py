"""From the characters of a source to those of French words, without losing where they stood.

A chunk of text (letters and what joins them) becomes a ``Fragment``: normalised characters, each
with the offsets it had in the chunk. Every later step cuts fragments, never plain strings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

#: Characters inside words that mean nothing: soft hyphen, zero-width, directions, selectors.
IGNORED = "\u00ad\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f"
APOSTROPHES = "'’‘ʼ‛´`′＇"
HYPHENS = "-\u2010\u2011\ufe63\uff0d\u2212"
MIDDLE_DOTS = "·\u0387\u2022\u2027\u2219\u22c5\u30fb\uff65\u16eb"
SPACES = " \u00a0\u202f\u2007\u2009\u2008\u2002\u2003"

_LETTER = rf"[\w\u0300-\u036f{IGNORED}]"
_JOINER = (
    rf"[{APOSTROPHES}{MIDDLE_DOTS}./@]"
    rf"|[{HYPHENS}](?:[ \t]*\r?\n[ \t]*)?"
    r"|(?<=\u00ad)[ \t]*\r?\n[ \t]*"
    rf"|(?<=\d),(?=\d)|(?<=\d)[{SPACES}](?=\d\d\d(?!\w))"
)
_RUN = rf"{_LETTER}+(?:(?:{_JOINER}){_LETTER}+)*"

#: What most words are: common letters, and nothing after that could belong to the same chunk. It
#: finds nothing that the rest of ``CHUNK`` would not, only sooner.
PLAIN = r"[a-zA-ZÀ-ÖØ-öø-ÿœ]+(?=[ ,;:!?)»\n]|\Z)"

#: A chunk: a run of letters and joiners, with the parentheses of « (ré)insertion » and
#: « citoyen(ne)s », a degree sign (« n° ») or a percent sign after a number.
CHUNK = re.compile(
    rf"{PLAIN}|"
    rf"0\d(?:[{SPACES}.]\d\d){{4}}(?!\d)|"
    rf"(?:(?:{_LETTER}{{1,2}}[{APOSTROPHES}])?\({_LETTER}{{1,5}}\)(?={_LETTER}))?{_RUN}"
    rf"(?:\({_LETTER}{{1,6}}\)(?:{_RUN})?)*"
    rf"(?:°|(?<=\d)[{SPACES}]?%)?"
)

_SAME: dict[str, str] = {
    **dict.fromkeys(APOSTROPHES, "'"),
    **dict.fromkeys(HYPHENS, "-"),
    **dict.fromkeys(MIDDLE_DOTS, "·"),
    **dict.fromkeys(SPACES, " "),
}
_CHANGED = "".join(sorted(set(_SAME) - {" ", "-", "'", "·"}))
_ODD = re.compile(f"[{re.escape(_CHANGED)}{IGNORED}]")
_MEANINGLESS = re.compile(f"[{IGNORED}]")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Normalised characters; character ``i`` stood at ``[starts[i], ends[i])`` in the chunk."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def __getitem__(self, part: slice) -> Fragment:
        return Fragment(self.text[part], self.starts[part], self.ends[part])

    def __add__(self, other: Fragment) -> Fragment:
        return Fragment(
            self.text + other.text,
            (*self.starts, *other.starts),
            (*self.ends, *other.ends),
        )

    @property
    def start(self) -> int:
        """Where the first character stood."""
        return self.starts[0]

    @property
    def end(self) -> int:
        """Where the last character ended."""
        return self.ends[-1]


def normalise(chunk: str) -> Fragment:
    """The fragment of a chunk: composed letters, one apostrophe, one hyphen, one middle dot."""
    if unicodedata.is_normalized("NFKC", chunk) and not _ODD.search(chunk):
        return Fragment(chunk, range(len(chunk)), range(1, len(chunk) + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, cluster in _clusters(chunk):
        for char in _plain(cluster):
            chars.append(char)
            starts.append(at)
            ends.append(at + len(cluster))
    return Fragment("".join(chars), starts, ends)


def _clusters(chunk: str) -> list[tuple[int, str]]:
    """A character with the combining marks and ignored characters that follow it."""
    found: list[tuple[int, str]] = []
    for at, char in enumerate(chunk):
        if found and (unicodedata.combining(char) or _MEANINGLESS.match(char)):
            start, cluster = found[-1]
            found[-1] = (start, cluster + char)
        else:
            found.append((at, char))
    return found


def _plain(cluster: str) -> str:
    """What a cluster is in our alphabet; compatibility forms are opened, ``½`` is not."""
    bare = _MEANINGLESS.sub("", cluster)
    if len(bare) == 1 and bare in _SAME:
        return _SAME[bare]
    composed = unicodedata.normalize("NFC", bare)
    opened = unicodedata.normalize("NFKC", composed)
    return composed if "\u2044" in opened or " " in opened else opened
