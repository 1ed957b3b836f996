"""Parts of a town named in a text: "le quartier Teisseire de Grenoble", "la cité des Beaudottes".

A quartier is only told together with its commune, named beside it or alone in the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.detection.cues import ARTICLES, PARTICLES, word_set
from indexer.detection.mentions import Mention
from indexer.detection.words import Word
from indexer.knowledge.gazetteer import Gazetteer
from indexer.vocabulary import Territory

_HEADS = ("quartier", "cite")
_QUALIFIERS = word_set("prioritaire sensible populaire dit dits historique")
#: Small words that a quartier's name may hold ("Porte de la Villette").
_INSIDE = PARTICLES - {"a", "au", "aux", "en", "et", "pres"}
_LONGEST = 6
_BESIDE = 4
_TOWNS = ("com:", "arm:")


@dataclass(frozen=True, slots=True)
class Quartier:
    """A quartier found: its territory, the words that name it and where they stand."""

    territory: Territory
    quote: str
    start: int
    end: int


def detect_quartiers(
    words: list[Word], text: str, mentions: list[Mention], gazetteer: Gazetteer
) -> list[Quartier]:
    """The quartiers of a text whose mentions of places are known."""
    taken = {m.first: m for m in mentions}
    found = []
    for at, word in enumerate(words):
        if word.key not in _HEADS:
            continue
        first, last = _name(words, at + 1, taken)
        town = _town(at, last, mentions, words) if last > first else None
        if town is not None:
            label = _label(words, at, first, last, text)
            territory = gazetteer.official_quartier(town, label) or gazetteer.quartier(town, label)
            start, end = word.start, words[last - 1].end
            found.append(Quartier(territory, text[start:end], start, end))
    return found


def _name(words: list[Word], at: int, taken: dict[int, Mention]) -> tuple[int, int]:
    """The first and last word (excluded) of the name that begins at ``at``, links skipped."""
    while at < len(words) and words[at].linked and words[at].key in _QUALIFIERS:
        at += 1
    while at < len(words) and words[at].linked and _is_link(words[at]):
        at += 1
    last = end = at
    while end < len(words) and end - at < _LONGEST and (words[end].linked or end == at):
        word = words[end]
        named = word.capital or word.key[0].isdigit() or (end > at and word.hyphenated)
        if end in taken and (end > at or taken[end].cue != "list") and named:
            break
        if named:
            last = end + 1
        elif word.key not in _INSIDE or end == at:
            break
        end += 1
    linked = at < len(words) and words[at].linked
    return (at, last) if linked else (at, at)


def _is_link(word: Word) -> bool:
    return not word.capital and word.key in ("de", "d", "du", "des", *ARTICLES)


def _town(at: int, last: int, mentions: list[Mention], words: list[Word]) -> str | None:
    """The commune or arrondissement of a quartier: just after, before, or alone in the text."""
    towns = [m for m in mentions if m.code and m.code.startswith(_TOWNS)]
    sentence = words[at].sentence
    after = [m for m in towns if 0 <= m.first - last <= _BESIDE]
    before = [m for m in towns if m.last <= at and words[m.first].sentence == sentence]
    if after or before:
        return (after or before[::-1])[0].code
    codes = {m.code for m in towns}
    return codes.pop() if len(codes) == 1 else None


def _label(words: list[Word], at: int, first: int, last: int, text: str) -> str:
    """The quartier's name: "Cité des Beaudottes", "Grand Ouest" for "quartier du Grand Ouest"."""
    name = text[words[first].start : words[last - 1].end].replace("\n", " ")
    if words[at].key != "quartier":
        head = text[words[at].start : words[first].start].replace("\n", " ")
        return head[:1].upper() + head[1:] + name
    links = [w.key for w in words[at + 1 : first]]
    if "la" in links:
        return f"La {name}"
    if "l" in links:
        return f"L’{name}"
    return f"Les {name}" if "des" in links or "les" in links else name
