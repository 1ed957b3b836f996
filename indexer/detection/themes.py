"""Themes a text speaks of, by the weighted rules of its vocabulary, with the words that say so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from indexer.detection.expressions import Content, Expressions, Match, contents
from indexer.detection.words import read_words
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
class _Reader:
    """The rules of one theme made ready to be searched."""

    words: Expressions
    hints: Expressions
    together: tuple[Expressions, ...]
    exceptions: Expressions
    apart: tuple[tuple[Expressions, Expressions], ...]
    not_after: Expressions

    @classmethod
    def of(cls, rules: Rules) -> _Reader:
        pairs = [e.split(_APART) for e in rules.exceptions if _APART in e]
        return cls(
            Expressions(rules.words),
            Expressions(rules.hints),
            tuple(map(Expressions, rules.together)),
            Expressions(e for e in rules.exceptions if _APART not in e),
            tuple((Expressions([a]), Expressions([b])) for a, b in pairs),
            Expressions(rules.not_after),
        )


@lru_cache(maxsize=4)
def _readers(themes: Themes) -> dict[str, _Reader]:
    return {t.slug: _Reader.of(rules) for t in themes if (rules := themes.rules(t.slug))}


def detect_themes(text: str, themes: Themes) -> tuple[ThemeDetection, ...]:
    """The themes of ``text``, in the order of the vocabulary; none rather than a guess.

    A text is read as title, blank line, summary, blank line, body: the first two paragraphs
    count fully, the body less.
    """
    text_contents = contents(read_words(text))
    weights = _weights(text, text_contents)
    found = []
    for slug, reader in _readers(themes).items():
        detection = _Detector(reader, text_contents, weights, text).detect(slug)
        if detection.score >= ENOUGH:
            found.append(detection)
    return tuple(found)


def _weights(text: str, read: list[Content]) -> dict[int, float]:
    """The weight of each sentence: 1 in title and summary, a share of the body after."""
    first = text.find("\n\n")
    second = text.find("\n\n", first + 2) if first >= 0 else -1
    lead_end = second if second >= 0 else len(text)
    sentences = {c.word.sentence: c.word.start for c in reversed(read)}
    body = sum(start > lead_end for start in sentences.values())
    share = min(BODY_MOST, BODY_SHARE / body) if body else BODY_MOST
    return {number: share if start > lead_end else 1.0 for number, start in sentences.items()}


class _Detector:
    """One theme searched in one text."""

    def __init__(
        self, reader: _Reader, read: list[Content], weights: dict[int, float], text: str
    ) -> None:
        self._reader = reader
        self._read = read
        self._weights = weights
        self._text = text
        self._masked = self._mask()

    def detect(self, slug: str) -> ThemeDetection:
        """The theme's score in the text and its evidence."""
        quotes: list[tuple[float, Quote]] = []
        hints: dict[str, float] = {}
        for match in self._found(self._reader.words):
            quotes.append((self._weight(match), self._quote(match, "word of the theme")))
        score = sum(weight for weight, _ in quotes)
        for match in self._found(self._reader.hints):
            weight = HINT * self._weight(match)
            hints[match.expression] = max(weight, hints.get(match.expression, 0.0))
            quotes.append((weight, self._quote(match, "hint of the theme")))
        together = self._together()
        score += sum(hints.values()) + sum(weight for weight, _ in together)
        quotes = sorted(quotes + together, key=lambda pair: (-pair[0], pair[1].start))
        return ThemeDetection(slug, score, tuple(quote for _, quote in quotes))

    def _found(self, expressions: Expressions) -> list[Match]:
        return [
            match
            for match in expressions.find(self._read)
            if not self._masked & set(range(match.first, match.last + 1))
        ]

    def _together(self) -> list[tuple[float, Quote]]:
        """Sentences that hold one expression of every list, each quoted from first to last."""
        lists = [self._by_sentence(expressions) for expressions in self._reader.together]
        if not lists:
            return []
        found = []
        for sentence in set.intersection(*(set(matches) for matches in lists)):
            chosen = [matches[sentence] for matches in lists]
            first, last = min(m.first for m in chosen), max(m.last for m in chosen)
            quote = self._quote(Match("", first, last), "said together in one sentence")
            found.append((self._weights[sentence], quote))
        return found

    def _by_sentence(self, expressions: Expressions) -> dict[int, Match]:
        matches: dict[int, Match] = {}
        for match in self._found(expressions):
            matches.setdefault(self._read[match.first].word.sentence, match)
        return matches

    def _mask(self) -> set[int]:
        """The contents that cannot count: inside exceptions, or naming a place."""
        read, masked = self._read, set[int]()
        for match in self._reader.exceptions.find(read):
            masked.update(range(match.first, match.last + 1))
        for match in self._reader.not_after.find(read):
            masked.update(self._place_after(match))
        for one, other in self._reader.apart:
            sentences = {read[match.first].word.sentence for match in one.find(read)}
            for match in other.find(read) if sentences else ():
                if read[match.first].word.sentence in sentences:
                    masked.update(range(match.first, match.last + 1))
        return masked

    def _place_after(self, match: Match) -> list[int]:
        """The few contents after an expression, as far as no punctuation stands between."""
        found = []
        for at in range(match.last + 1, min(match.last + 1 + _PLACE_REACH, len(self._read))):
            if not self._read[at].word.linked:
                break
            found.append(at)
        return found

    def _weight(self, match: Match) -> float:
        return self._weights[self._read[match.first].word.sentence]

    def _quote(self, match: Match, how: str) -> Quote:
        start = self._read[match.first].word.start
        end = self._read[match.last].word.end
        return Quote(self._text[start:end], start, end, how)
