"""Names of the gazetteer as they stand in a text: the longest one at each place, with readings.

Whether a mention speaks of that place is decided later; here only writing counts (capitals,
hyphens, articles, contractions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from indexer.detection.cues import ARTICLES, CONTRACTIONS, GROUP_ENDS, GROUP_STARTS, PARTICLES
from indexer.detection.words import Word
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.names import Named, read_table
from indexer.knowledge.placenames import name_key

_LONGEST = 10
_HYPHENATED = 3
#: Words of the longest shortened name.
_SHORTENED = 4
#: Words of which it stays at hand whether a name begins with them.
_AT_HAND = 20_000
#: Inhabitants from which a town's exact name is no shortened name of another.
_WELL_KNOWN = 10_000
_LOWER_CASE_MAY_FOLLOW = ("epci:", "ept:", "reg:", "dep:")


@dataclass(slots=True)
class Mention:
    """A name at words ``first`` to ``last`` (excluded) and the codes it may mean.

    ``article`` is the article before or inside the name, from a contraction too. ``cue`` is
    empty until the mention is accepted; ``codes`` are the candidates then left, and ``code`` the
    one chosen.
    """

    first: int
    last: int
    key: str
    readings: list[Named]
    article: str = ""
    cue: str = ""
    codes: list[str] = field(default_factory=list)
    code: str | None = None
    how: str = ""


def _blocked_table() -> dict[str, list[list[str]]]:
    table: dict[str, list[list[str]]] = {}
    for expression, _why in read_table("not-places.tsv"):
        words = name_key(expression).split()
        table.setdefault(words[0], []).append(words)
    return table


class Finder:
    """Finds mentions in texts; made once for a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._blocked = _blocked_table()
        self._begin = ARTICLES | GROUP_STARTS | set(self._blocked)
        self._begins_a_name = lru_cache(_AT_HAND)(gazetteer.names.begins)

    def find(
        self, words: list[Word], shortened: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    ) -> list[Mention]:
        """All mentions, in order, none overlapping another.

        ``shortened`` gives the communes that a shortened name means to the publisher.
        """
        found: list[Mention] = []
        at = 0
        while at < len(words):
            if not self._may_begin(words, at):
                at += 1
                continue
            skip = self._not_a_place(words, at)
            mention = self._with_shortened(self._mention(words, at), words, at, shortened)
            mention = mention and self._group_of(mention, words)
            if mention is not None and mention.last > skip:
                found.append(mention)
                at = mention.last
            else:
                at = skip or at + 1
        return found

    def _may_begin(self, words: list[Word], at: int) -> bool:
        """Whether a name may begin at a word; most words are put aside here."""
        word = words[at]
        if word.capital or word.key in self._begin:
            return True
        return at + 1 < len(words) and words[at + 1].hyphenated and not word.hyphenated

    def _with_shortened(
        self,
        mention: Mention | None,
        words: list[Word],
        at: int,
        shortened: Mapping[str, tuple[str, ...]],
    ) -> Mention | None:
        """The mention, with the communes of the publisher that its shortened name may mean."""
        key, last = _shortened_name(words, at, shortened)
        known = mention is not None and (last < mention.last or self._well_known(mention))
        if not key or known:
            return mention
        readings = [Named(code, "s") for code in shortened[key]]
        if mention is None or last > mention.last:
            return Mention(at, last, key, readings)
        if mention.key == key:
            mention.readings += readings
        return mention

    def _group_of(self, mention: Mention, words: list[Word]) -> Mention:
        """The group of communes that a town's name and one more word make ("Annemasse Agglo")."""
        after = words[mention.last] if mention.last < len(words) else None
        if after is None or not after.capital or not after.linked or after.key not in GROUP_ENDS:
            return mention
        towns = [self._gazetteer.get(n.code) for n in mention.readings if n.kind in "nx"]
        groups = [a for town in towns if town for a in town.ancestors if a.startswith("epci:")]
        if groups:
            mention.last += 1
            mention.readings = [Named(code, "x") for code in dict.fromkeys(groups)]
        return mention

    def _well_known(self, mention: Mention) -> bool:
        """Whether a town of some size bears exactly this name."""
        return any(
            named.kind in "nx" and self._gazetteer.population(named.code) >= _WELL_KNOWN
            for named in mention.readings
        )

    def _not_a_place(self, words: list[Word], at: int) -> int:
        """The end of an expression that holds a name but is no place, 0 when there is none."""
        for keys in self._blocked.get(words[at].key, ()):
            span = words[at : at + len(keys)]
            same = [word.key for word in span] == keys and not self._is_a_region(span)
            if same and self._is_gone_to(words, at, at + len(keys)):
                continue
            if same and all(w.linked for w in span[1:]) and any(w.capital for w in span):
                return at + len(keys)
        return 0

    def _is_gone_to(self, words: list[Word], first: int, last: int) -> bool:
        """Whether a newspaper's name with its article is a town that one is in: "à l’Union, …"."""
        to = first > 0 and words[first - 1].raw in ("à", "À") and words[first].key in ARTICLES
        return to and not (last < len(words) and words[last].gap == " ")

    def _is_a_region(self, span: list[Word]) -> bool:
        """Whether an article makes a newspaper's name that of a région: "toute l’Alsace"."""
        first = span[0]
        if first.key not in ARTICLES or (first.capital and not first.opens):
            return False
        readings = self._gazetteer.names.readings(" ".join(word.key for word in span[1:]))
        return any(n.code.startswith("reg:") for n in readings)

    def _mention(self, words: list[Word], at: int) -> Mention | None:
        """The longest name that starts at word ``at``."""
        word = words[at]
        if word.key in ARTICLES:
            return self._after_article(words, at, word.key)
        if not word.capital:
            in_group = word.key in GROUP_STARTS
            return self._group(words, at) if in_group else self._hyphenated(words, at)
        if not word.key[0].isalpha() or len(word.key) < 2:
            return None
        article = ""
        if at and word.linked and (before := words[at - 1].key) in (*ARTICLES, *CONTRACTIONS):
            article = CONTRACTIONS.get(before, before)
        plain = self._longest(words, at, at, "")
        contracted = at and word.linked and words[at - 1].key in CONTRACTIONS
        joined = self._longest(words, at, at, article) if contracted else None
        return _merge(plain, joined, article)

    def _group(self, words: list[Word], at: int) -> Mention | None:
        """A group of communes, or a usual name, whose first word is a noun in lower case."""
        found = self._longest(words, at, at, "")
        if found is None or not any(word.capital for word in words[at : found.last]):
            return None
        if found.last < len(words) and words[found.last].hyphenated:
            return None
        found.readings = [
            n for n in found.readings if n.kind == "x" or n.code.startswith(("epci:", "ept:"))
        ]
        return found if found.readings else None

    def _hyphenated(self, words: list[Word], at: int) -> Mention | None:
        """A name of three words or more in lower case, which hyphens make plain enough."""
        end = at + 1
        while end < len(words) and words[end].hyphenated:
            end += 1
        if end - at < _HYPHENATED or (at and words[at].hyphenated):
            return None
        key = " ".join(word.key for word in words[at:end])
        readings = [named for named in self._gazetteer.names.readings(key) if named.kind in "nx"]
        return Mention(at, end, key, readings) if readings else None

    def _after_article(self, words: list[Word], at: int, article: str) -> Mention | None:
        """A name with its article in front, merged with what the name means without it."""
        following = words[at + 1] if at + 1 < len(words) else None
        if following is None or not following.capital or not following.linked:
            return None
        whole = self._longest(words, at, at + 1, "")
        rest = self._longest(words, at + 1, at + 1, "")
        return _merge(rest, whole, article)

    def _longest(self, words: list[Word], first: int, capital: int, prefix: str) -> Mention | None:
        """The longest name from ``first``, whose word ``capital`` must be capitalised."""
        if not prefix and not self._begins_a_name(words[first].key):
            return None
        keys = [prefix] if prefix else []
        end = first
        while (
            end < len(words)
            and len(keys) < _LONGEST
            and (end == first or words[end].linked or words[end].gap == " - ")
        ):
            keys.append(words[end].key)
            end += 1
        for count in self._gazetteer.names.prefixes(keys):
            last = first + count - bool(prefix)
            if last <= capital:
                continue
            key = " ".join(keys[:count])
            readings = [
                named
                for named in self._gazetteer.names.readings(key)
                if named.kind != "p" and _well_written(words[first:last], named)
            ]
            if readings:
                return Mention(capital, last, key, readings)
        return None


def _shortened_name(
    words: list[Word], at: int, shortened: Mapping[str, tuple[str, ...]]
) -> tuple[str, int]:
    """The longest shortened name that begins at a word, and the word after it."""
    if not shortened or not words[at].capital:
        return "", at
    end = at + 1
    while end < len(words) and end - at < _SHORTENED and words[end].linked:
        end += 1
    for last in range(end, at, -1):
        key = " ".join(word.key for word in words[at:last])
        if key in shortened and (words[last - 1].capital or words[last - 1].hyphenated):
            return key, last
    return "", at


def _well_written(words: list[Word], named: Named) -> bool:
    """Whether capitals stand where a name of this kind wants them."""
    loose = named.kind == "x" or named.code.startswith(_LOWER_CASE_MAY_FOLLOW)
    for at, word in enumerate(words):
        joined = at and word.hyphenated
        if not at and word.key in GROUP_STARTS:
            continue
        if word.capital or word.key in PARTICLES or word.key[0].isdigit() or joined:
            continue
        if not (loose and at):
            return False
    return True


def _merge(plain: Mention | None, joined: Mention | None, article: str) -> Mention | None:
    """The longer of both; when they end together, with the readings of both."""
    if plain is None or joined is None or plain.last != joined.last:
        best = max((m for m in (plain, joined) if m), key=lambda m: m.last, default=None)
        if best is not None:
            best.article = article
            if best is joined:
                best.readings = [_articled(named) for named in best.readings]
        return best
    plain.readings = [_articled(named) for named in joined.readings] + [
        named for named in plain.readings if named.kind != "a"
    ]
    plain.article = article
    return plain


def _articled(named: Named) -> Named:
    return Named(named.code, named.kind, articled=True)
