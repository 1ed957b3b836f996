"""Themes a text speaks of, by the weighted rules of its vocabulary, with the words that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indexer.detection.cues import PREPOSITIONS
from indexer.detection.expressions import Content, Expressions, Match, contents
from indexer.detection.words import Word, read_words
from indexer.knowledge.themes import Rules, Themes

#: Score from which a theme is given: one strong expression of the title or summary.
ENOUGH = 1.0
#: Weight of an expression of ``hints``: two different ones make a strong one.
HINT = 0.5
#: In the body an expression counts this part, spread over the sentences: themes passed over in
#: one paragraph of ten are not what a sheet is about.
BODY_SHARE = 4.0
BODY_MOST = 0.34
#: How many words after an expression of ``not-after`` name a place.
_PLACE_REACH = 5
_APART = "…"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the text that speak for a theme: ``text[start:end]`` and the rule they meet."""

    quote: str
    start: int
    end: int
    how: str


@dataclass(frozen=True, slots=True)
class ThemeDetection:
    """A theme found in a text with its score (1 is enough) and its evidence, strongest first."""

    slug: str
    score: float
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """What an expression does for a theme: ``kind`` is a key of its rules, ``number`` a list's."""

    slug: str
    kind: Literal["words", "hints", "together", "except", "not-after", "if", "then"]
    number: int = 0


@lru_cache(maxsize=4)
def _expressions(themes: Themes) -> Expressions[_Use]:
    """The rules of all themes, made ready to be searched at once."""
    return Expressions(
        use for theme in themes for use in _uses(theme.slug, themes.rules(theme.slug))
    )


def _uses(slug: str, rules: Rules) -> Iterator[tuple[str, _Use]]:
    yield from ((text, _Use(slug, "words")) for text in rules.words)
    yield from ((text, _Use(slug, "hints")) for text in rules.hints)
    yield from ((text, _Use(slug, "not-after")) for text in rules.not_after)
    for number, texts in enumerate(rules.together):
        yield from ((text, _Use(slug, "together", number)) for text in texts)
    for number, text in enumerate(rules.exceptions):
        condition, apart, rest = text.partition(_APART)
        if apart:
            yield condition, _Use(slug, "if", number)
            yield rest, _Use(slug, "then", number)
        else:
            yield text, _Use(slug, "except")


def detect_themes(text: str, themes: Themes) -> tuple[ThemeDetection, ...]:
    """The themes of ``text``, in the order of the vocabulary; none rather than a guess.

    A text is read as title, blank line, summary, blank line, body: the first two paragraphs
    count fully, the body less.
    """
    return themes_of(read_words(text), text, themes)


def themes_of(words: list[Word], text: str, themes: Themes) -> tuple[ThemeDetection, ...]:
    """The themes of a text already cut into words; see ``detect_themes``."""
    read = contents(words)
    reading = _Reading(text, read, _weights(text, read), frozenset(_inside_names(read)))
    matches: dict[str, list[Match[_Use]]] = {}
    for match in _expressions(themes).find(read):
        matches.setdefault(match.use.slug, []).append(match)
    found = (
        _Detector(matches[theme.slug], reading, themes.rules(theme.slug)).detect(theme.slug)
        for theme in themes
        if theme.slug in matches
    )
    return tuple(detection for detection in found if detection.score >= ENOUGH)


def _weights(text: str, read: list[Content]) -> dict[int, float]:
    """The weight of each sentence: 1 in title and summary, a share of the body after."""
    first = text.find("\n\n")
    second = text.find("\n\n", first + 2) if first >= 0 else -1
    lead_end = second if second >= 0 else len(text)
    sentences = {c.word.sentence: c.word.start for c in reversed(read)}
    body = sum(start > lead_end for start in sentences.values())
    share = min(BODY_MOST, BODY_SHARE / body) if body else BODY_MOST
    return {number: share if start > lead_end else 1.0 for number, start in sentences.items()}


def _inside_names(read: list[Content]) -> list[int]:
    """The contents that only end a proper name: "Relais Habitat", "Action Logement"."""
    found = []
    for at in range(1, len(read)):
        before, word = read[at - 1].word, read[at].word
        named = word.capital and before.capital and not (word.raw.isupper() or word.opens)
        started = before.opens and before.key in PREPOSITIONS
        if named and word.linked and not started and not word.shouted:
            found.append(at)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text read: its contents, the weight of each sentence, contents that end proper names."""

    text: str
    contents: list[Content]
    weights: dict[int, float]
    named: frozenset[int]


class _Detector:
    """One theme in one text, from the expressions of its rules that were found."""

    def __init__(self, matches: list[Match[_Use]], reading: _Reading, rules: Rules) -> None:
        self._text = reading.text
        self._read = reading.contents
        self._weights = reading.weights
        self._lists = len(rules.together)
        self._matches = matches
        masked = self._masked() | reading.named
        self._counting = [
            match for match in matches if masked.isdisjoint(range(match.first, match.last + 1))
        ]

    def detect(self, slug: str) -> ThemeDetection:
        """The theme's score in the text and its evidence."""
        quotes: list[tuple[float, Quote]] = []
        hints: dict[str, float] = {}  # by what was read: one word meets two hints but once
        said: dict[tuple[int, int], float] = {}  # in the body, a sentence counts but once
        for match in self._of(self._counting, "words"):
            weight = self._weight(match)
            quotes.append((weight, self._quote(match, "word of the theme")))
            said[self._sentence(match), match.first if weight == 1 else -1] = weight
        score = sum(said.values())
        for match in self._of(self._counting, "hints"):
            weight = HINT * self._weight(match)
            form = " ".join(c.form for c in self._read[match.first : match.last + 1])
            hints[form] = max(weight, hints.get(form, 0.0))
            quotes.append((weight, self._quote(match, "hint of the theme")))
        together = self._together()
        score += sum(hints.values()) + sum(weight for weight, _ in together)
        quotes = sorted(quotes + together, key=lambda pair: (-pair[0], pair[1].start))
        return ThemeDetection(slug, score, tuple(quote for _, quote in quotes))

    def _of(self, matches: list[Match[_Use]], kind: str) -> list[Match[_Use]]:
        return [match for match in matches if match.use.kind == kind]

    def _sentence(self, match: Match[_Use]) -> int:
        return self._read[match.first].word.sentence

    def _together(self) -> list[tuple[float, Quote]]:
        """Sentences that hold one expression of every list, each quoted from first to last."""
        sentences: dict[int, dict[int, Match[_Use]]] = {}
        for match in self._of(self._counting, "together"):
            by_list = sentences.setdefault(self._sentence(match), {})
            by_list.setdefault(match.use.number, match)
        found = []
        for sentence, by_list in sentences.items():
            if len(by_list) == self._lists:
                use = next(iter(by_list.values())).use
                first = min(match.first for match in by_list.values())
                last = max(match.last for match in by_list.values())
                quote = self._quote(Match(use, first, last), "said together in one sentence")
                found.append((self._weights[sentence], quote))
        return found

    def _masked(self) -> set[int]:
        """The contents that cannot count: inside exceptions, or naming a place."""
        masked: set[int] = set()
        conditions = {
            (self._sentence(match), match.use.number) for match in self._of(self._matches, "if")
        }
        for match in self._matches:
            kind = match.use.kind
            apart = kind == "then" and (self._sentence(match), match.use.number) in conditions
            if kind == "except" or apart:
                masked.update(range(match.first, match.last + 1))
            elif kind == "not-after":
                masked.update(self._place_after(match))
        return masked

    def _place_after(self, match: Match[_Use]) -> list[int]:
        """The few contents after an expression, as far as no punctuation stands between."""
        found = []
        for at in range(match.last + 1, min(match.last + 1 + _PLACE_REACH, len(self._read))):
            if not self._read[at].linked:
                break
            found.append(at)
        return found

    def _weight(self, match: Match[_Use]) -> float:
        return self._weights[self._read[match.first].word.sentence]

    def _quote(self, match: Match[_Use], how: str) -> Quote:
        start = self._read[match.first].word.start
        end = self._read[match.last].word.end
        return Quote(self._text[start:end], start, end, how)
