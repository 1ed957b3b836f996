"""What stands before and after a mention: the noun it depends on, its preposition, punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.detection.cues import ARTICLES, CONTRACTIONS, LINKS
from indexer.detection.mentions import Mention
from indexer.detection.words import Word

_LINKS = LINKS | {"au", "aux"}
_HEADS = 3
_NUMBER = re.compile(r"^(?:\d{2,3}|2[ab]|\d{5})$")


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a mention.

    ``links`` are the articles and prepositions just before it ("de la"), ``heads`` the words
    before these, nearest first, as far as no punctuation stands between. ``opens`` tells that
    the name, its article included, begins a sentence. ``before`` and ``after`` are the
    separators around it; ``following`` are the keys of the next words of the sentence.
    """

    links: tuple[str, ...]
    heads: tuple[str, ...]
    head: Word | None
    opens: bool
    before: str
    after: str
    next: Word | None
    following: tuple[str, ...]

    @property
    def direct(self) -> bool:
        """Whether the name follows its head without any link ("le quartier Teisseire")."""
        return not self.links

    @property
    def of(self) -> bool:
        """Whether the name is linked by "de" ("la ville de Sevran")."""
        return any(link in ("de", "d", "du", "des") for link in self.links)

    @property
    def at(self) -> bool:
        """Whether the name is introduced by "à", "au" or "aux"."""
        return bool({"au", "aux"} & set(self.links)) or self.heads[:1] == ("a",)

    @property
    def number(self) -> str:
        """The number that follows between parentheses: of a département, or a postal code."""
        opened = self.after.strip() == "(" and bool(self.following)
        return self.following[0] if opened and _NUMBER.match(self.following[0]) else ""

    @property
    def parenthesised(self) -> bool:
        """Whether the name stands alone between parentheses."""
        return self.before.rstrip().endswith("(") and self.after.lstrip().startswith(")")


def context_of(mention: Mention, words: list[Word], text: str) -> Context:
    """The surroundings of ``mention``."""
    first, links = mention.first, []
    at = first
    while at and words[at].linked and words[at - 1].key in _LINKS:
        at -= 1
        links.append(words[at].key)
    heads: list[str] = []
    head = at
    while head and words[head].linked and len(heads) < _HEADS:
        head -= 1
        heads.append(words[head].key)
    end = mention.last
    following = words[end] if end < len(words) else None
    after = text[words[end - 1].end : following.start if following else len(text)]
    same = [w.key for w in words[end : end + 4] if w.sentence == words[first].sentence]
    start = at if links and links[-1] in (*ARTICLES, *CONTRACTIONS) else first
    return Context(
        tuple(links),
        tuple(heads),
        words[at - 1] if heads else None,
        words[start].opens or words[first].opens,
        words[at].gap,
        after,
        following,
        tuple(same),
    )
