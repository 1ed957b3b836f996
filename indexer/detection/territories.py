"""Territories named in a text, each with its quote, its cue and how homonyms were told apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from indexer.detection import cues
from indexer.detection.context import context_of
from indexer.detection.gentiles import Gentiles
from indexer.detection.judging import PLAIN, allowed, cue, publisher_cue, refusal
from indexer.detection.mentions import Finder, Mention
from indexer.detection.numbers import find_numbers
from indexer.detection.resolving import resolve
from indexer.detection.words import Word, read_words
from indexer.knowledge.gazetteer import Gazetteer

_LIST_LINKS = cues.word_set("et ou a au aux de d du des la le les l puis comme en dans")

_AT = cues.word_set("a au aux en dans")
#: How many words apart two names of one list may begin.
_NEAR = 14


@dataclass(frozen=True, slots=True)
class Detection:
    """A territory found in a text.

    ``code`` is ``None`` when homonyms could not be told apart; ``candidates`` then holds them,
    most populous first. ``quote`` is ``text[start:end]``; ``cue`` says what proves that a place
    is meant and ``how`` how the code was chosen, both in English.
    """

    code: str | None
    candidates: tuple[str, ...]
    quote: str
    start: int
    end: int
    cue: str
    how: str


@lru_cache(maxsize=4)
def _tools(gazetteer: Gazetteer) -> tuple[Finder, Gentiles]:
    return Finder(gazetteer), Gentiles(gazetteer)


def find_mentions(
    words: list[Word], text: str, gazetteer: Gazetteer, publisher: str | None = None
) -> list[Mention]:
    """The accepted mentions of a text already cut into words, in order, homonyms resolved."""
    finder, gentiles = _tools(gazetteer)
    numbers = find_numbers(words, text, gazetteer)
    taken = {at for mention in numbers for at in range(mention.first, mention.last)}
    shortened = gazetteer.shortened(publisher)
    pending = [m for m in finder.find(words, shortened) if taken.isdisjoint(range(m.first, m.last))]
    judge = _Judge(words, text, gazetteer, publisher)
    accepted = _accept(pending, numbers, judge)
    taken = {at for mention in accepted for at in range(mention.first, mention.last)}
    accepted += [m for m in gentiles.find(words) if m.first not in taken]
    accepted.sort(key=lambda mention: mention.first)
    resolve(accepted, words, gazetteer, publisher)
    return accepted


def _accept(pending: list[Mention], numbers: list[Mention], judge: _Judge) -> list[Mention]:
    """The mentions that are places, those written with a number included.

    A doubtful one is taken when it stands beside a certain one, as in a list.
    """
    accepted = {mention.first: mention for mention in numbers}
    doubtful: dict[int, Mention] = {}
    for mention in pending:
        if judge.may_be_a_place(mention):
            (accepted if mention.cue else doubtful)[mention.first] = mention
    for first in (*doubtful, *reversed(doubtful)):
        mention = doubtful.get(first) or accepted[first]
        if not mention.cue and _supported(
            mention, accepted, doubtful, judge.words, judge.gazetteer
        ):
            accepted[first] = doubtful.pop(first)
    return list(accepted.values())


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges mentions one by one, in a text and for a publisher."""

    words: list[Word]
    text: str
    gazetteer: Gazetteer
    publisher: str | None

    def may_be_a_place(self, mention: Mention) -> bool:
        """Whether nothing refuses the mention; gives it its readings and, if any, its cue."""
        around = context_of(mention, self.words, self.text)
        if refusal(mention, self.words, around, self.gazetteer):
            return False
        mention.readings = allowed(mention, around, self.gazetteer)
        if not mention.readings:
            return False
        mention.cue = cue(mention, self.words, around, self.gazetteer)
        if not mention.cue and self.publisher:
            mention.cue = publisher_cue(mention, self.words, around, self.gazetteer, self.publisher)
        return True


def _supported(
    mention: Mention,
    accepted: dict[int, Mention],
    doubtful: dict[int, Mention],
    words: list[Word],
    gazetteer: Gazetteer,
) -> bool:
    """Whether a name without a cue of its own stands beside another place; gives it its cue."""
    if mention.key in cues.NAMESAKES or _goes_on_as_a_word(mention, words, gazetteer):
        return False
    near = range(mention.first - _NEAR, mention.last + _NEAR)
    places = [accepted[at] for at in near if at in accepted]
    if any(_same_list(mention, other, words) for other in places):
        mention.cue = "list"
    elif any(_told_apart(mention, other, words, gazetteer) for other in places):
        mention.cue = "territory named beside"
    elif any(
        _departements(doubtful[at], mention) and _same_list(mention, doubtful[at], words)
        for at in near
        if at in doubtful and at != mention.first
    ):
        ahead = words[mention.last : mention.last + 5]
        flows = any(word.key in cues.RIVER_VERBS for word in ahead)
        mention.cue = "" if flows else "list"
    return bool(mention.cue)


def _goes_on_as_a_word(mention: Mention, words: list[Word], gazetteer: Gazetteer) -> bool:
    """Whether a village's name that is also a word goes on in lower case ("Syndicat mixte")."""
    after = words[mention.last] if mention.last < len(words) else None
    if after is None or after.capital or after.gap != " " or after.key in _LIST_LINKS:
        return False
    small = all(gazetteer.population(named.code) < PLAIN for named in mention.readings)
    return small and any(gazetteer.is_common_word(named.code) for named in mention.readings)


def _departements(*mentions: Mention) -> bool:
    """Whether all these may be départements, each with its article ("le Gard et l’Hérault")."""
    return all(
        mention.article and any(named.code.startswith("dep:") for named in mention.readings)
        for mention in mentions
    )


def _told_apart(one: Mention, other: Mention, words: list[Word], gazetteer: Gazetteer) -> bool:
    """Whether the wider territory that holds ``one`` follows it: "Fontaine, dans l’Isère"."""
    between = words[one.last : other.first]
    if (
        other.first < one.last
        or len(between) > 3
        or any(word.key not in _LIST_LINKS for word in between)
    ):
        return False
    first = words[one.last] if one.last < len(words) else None
    if first is None or first.gap.strip() not in (",", "("):
        return False
    return any(
        inner.code != outer.code and gazetteer.within(inner.code, outer.code)
        for inner in one.readings
        for outer in other.readings
    )


def _same_list(one: Mention, other: Mention, words: list[Word]) -> bool:
    """Whether only commas and small words stand between two mentions."""
    left, right = sorted((one, other), key=lambda m: m.first)
    between = words[left.last : right.first]
    if len(between) > 4 or any(word.key not in _LIST_LINKS for word in between):
        return False
    gaps = [word.gap.strip() for word in (*between, words[right.first])]
    prepositions = [word.key for word in between if word.key in _AT]
    if prepositions and not (left.first and words[left.first - 1].key in _AT):
        return False
    listed = any("," in gap for gap in gaps) or any(w.key in ("et", "ou") for w in between)
    return listed and all(gap in ("", ",", "'", "’", "-") for gap in gaps)


def detect_territories(
    text: str, gazetteer: Gazetteer, publisher: str | None = None
) -> tuple[Detection, ...]:
    """The territories that ``text`` names, in order of appearance.

    ``publisher`` is the code of the publisher's territory (``dep:93``): it tells homonyms apart
    and completes shortened names.
    """
    words = read_words(text)
    mentions = find_mentions(words, text, gazetteer, publisher)
    return tuple(detection(mention, words, text) for mention in mentions)


def detection(mention: Mention, words: list[Word], text: str) -> Detection:
    """What is told of an accepted mention."""
    start, end = words[mention.first].start, words[mention.last - 1].end
    candidates = () if mention.code else tuple(mention.codes)
    return Detection(
        mention.code, candidates, text[start:end], start, end, mention.cue, mention.how
    )
