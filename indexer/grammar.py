"""What a visitor types becomes ``Words``; whatever is typed, nothing is raised.

The grammar is small on purpose: words, ``"a phrase"``, ``-word`` to exclude, a final ``*`` after
three letters. All that goes beyond the bounds below is left out, and said so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple, Protocol

from indexer.coverage import (
    MOST_UNITS,
    enough,
    most_telling,
    with_alternatives,
    with_family,
    without_repeats,
)
from indexer.french import context as neighbours
from indexer.french import question
from indexer.french.analyser import Analyser
from indexer.french.folding import fold
from indexer.french.formulas import without_formulas
from indexer.french.levels import is_asking, is_stop
from indexer.french.places import place_word
from indexer.french.words import Word
from indexer.knowledge.asked import Asked, Span
from indexer.knowledge.glossary import Glossary, Sign
from indexer.knowledge.named_themes import NamedThemes
from indexer.knowledge.spelling import KnownWords, Spelling
from indexer.query import Alternative, Expansion, Notice, Unit, Words

#: Characters read of one question: a whole message of a visitor, not a pasted page.
LONGEST_TEXT = 1000
MOST_PHRASES = 5
MOST_EXCLUSIONS = 5
SHORTEST_PREFIX = 3
MOST_EXPANSIONS = 50

#: Small words between two others that are read as tying them: « mise à la retraite ». Beyond, they
#: part them.
WIDEST_GAP = 2
#: Words left out that a notice names; it counts the others.
_NAMED = 8

_PHRASE = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<a>[^"]*)"|«(?P<b>[^»]*)»|“(?P<c>[^”]*)”)')
_EXCLUDED = re.compile(r"(?<!\S)-(?=[^\W_])\S+")
_PREFIX = re.compile(r"(?<!\S)(?P<word>[^\W\d_][\w'’-]*)\*(?=\s|$)")
_CONJUNCTIONS = frozenset({"et", "ou"})


class Vocabulary(Protocol):
    """What the grammar asks of a collection's own terms (every engine answers it)."""

    def expand(self, prefix: str, limit: int) -> list[str]:
        """Terms that start with ``prefix``, most frequent first."""
        ...

    def frequency(self, term: str) -> int:
        """The number of sheets that hold ``term``."""
        ...


def no_territory(_key: str) -> tuple[str, ...]:
    """The lookup of a collection without territories."""
    return ()


@dataclass(frozen=True, slots=True)
class GrammarContext:
    """What a text is read with.

    ``territory_codes`` takes the key of a place (``saint-denis``: folded, hyphens between words)
    and gives the codes of the territories it may name; ``asked`` reads those that no name of the
    text analysis tells. ``themes`` reads the themes that words name. ``terms`` is needed to expand
    ``vol*``. ``exact`` leaves glossary and themes out.
    """

    analyser: Analyser
    glossary: Glossary | None = None
    terms: Vocabulary | None = None
    exact: bool = False
    territory_codes: Callable[[str], tuple[str, ...]] = no_territory
    asked: Asked | None = None
    themes: NamedThemes | None = None
    spelling: KnownWords = field(default_factory=Spelling, compare=False, repr=False)


def parse(text: str, context: GrammarContext) -> Words:
    """The analysed words of what a visitor typed. Offsets of units are offsets in ``text``."""
    return _Parser(text, context).words()


def cleaned(text: str) -> str:
    """As much of the text as is read, blanks for characters that print nothing, same offsets."""
    kept = text[:LONGEST_TEXT]
    if kept.isprintable():
        return kept
    return "".join(" " if _unprintable(char) else char for char in kept)


def _unprintable(char: str) -> bool:
    """Controls, lone surrogates, bidirectional marks, private use; not what joins letters."""
    general = unicodedata.category(char)
    if general == "Cf":
        return char not in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    return general in {"Cc", "Cs", "Co", "Cn"}


class _Made(NamedTuple):
    """A unit made of ``size`` words from the word ``at``."""

    at: int
    size: int
    unit: Unit


class _Name(NamedTuple):
    """A name of a place of ``size`` words from the word ``at``."""

    at: int
    size: int
    key: str


class _Parser:
    """One reading of one text."""

    def __init__(self, text: str, context: GrammarContext) -> None:
        self.source = text
        self.text = cleaned(text)
        self.context = context
        self.analyser = context.analyser
        self.notices: list[Notice] = []
        self.units: list[Unit] = []
        self.excluded: list[Unit] = []
        self.expansions: tuple[Expansion, ...] = ()

    def words(self) -> Words:
        if len(self.source) > LONGEST_TEXT:
            self._say(
                "texte-coupe",
                f"Seuls les {LONGEST_TEXT} premiers caractères ont été pris en compte.",
            )
        self._phrases()
        self._exclusions()
        self._prefixes()
        self._plain()
        self.units.sort(key=lambda unit: unit.start)
        self._keep_most_telling()
        minimum = None if self.context.exact else enough(self.units)
        if minimum is not None:
            self._say(
                "phrase",
                f"Question longue\u00a0: {minimum} de ses {len(self.units)} mots suffisent pour "
                "qu’une fiche soit trouvée.",
            )
        if self.text.strip() and not self.units and not self.excluded:
            self._say("sans-mot", "Rien à chercher dans ce qui a été tapé\u00a0: voici tout.")
        return Words(
            tuple(self.units if minimum is None else map(with_family, self.units)),
            tuple(self.excluded),
            minimum,
            self.expansions,
            tuple(self.notices),
        )

    def _say(self, code: str, text: str) -> None:
        if all(notice.code != code for notice in self.notices):
            self.notices.append(Notice(code, text))

    def _keep_most_telling(self) -> None:
        units = without_repeats(self.units)
        terms = self.context.terms
        self.units = most_telling(units, terms.frequency if terms else lambda _term: 1)
        if len(units) > MOST_UNITS:
            asked = set(self.units)
            left_out = [f"«\u00a0{unit.typed}\u00a0»" for unit in units if unit not in asked]
            more = f" et {len(left_out) - _NAMED} autres" if len(left_out) > _NAMED else ""
            self._say(
                "trop-de-mots",
                f"Seuls les {MOST_UNITS} mots les plus rares ont été cherchés\u00a0; laissés de "
                f"côté\u00a0: {', '.join(left_out[:_NAMED])}{more}.",
            )
        kept = {unit.typed for unit in self.units}
        self.expansions = tuple(
            e for e in self.expansions if any(typed in e.typed for typed in kept)
        )

    # --- Phrases, exclusions, prefixes ---------------------------------------------------------

    def _blank(self, start: int, end: int) -> None:
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def _phrases(self) -> None:
        wanted = 0
        for found in list(_PHRASE.finditer(self.text)):
            start, end = next(found.span(name) for name in "abc" if found.group(name) is not None)
            unit = self._phrase(start, end)
            self._blank(*found.span())
            if unit is None:
                continue
            if found.group("no"):
                self._exclude(unit)
            elif wanted < MOST_PHRASES:
                wanted += 1
                self.units.append(unit)
            else:
                self._say(
                    "trop-d-expressions",
                    f"Seules les {MOST_PHRASES} premières expressions entre guillemets ont été "
                    "cherchées.",
                )

    def _phrase(self, start: int, end: int) -> Unit | None:
        words = self._read(start, end)[: LONGEST_TEXT // 4]
        if not words:
            return None
        steps = tuple(question.any_level(word, self.analyser) for word in words)
        one = Alternative(steps, question.WEIGHTS["phrase"], "phrase")
        return Unit(self.source[start:end].strip(), start, end, (one,))

    def _read(self, start: int, end: int) -> list[Word]:
        """The words of a part of the text, offsets in the text."""
        return [word.moved(start) for word in self.analyser.words(self.text[start:end])]

    def _exclude(self, unit: Unit) -> None:
        if len(self.excluded) < MOST_EXCLUSIONS:
            self.excluded.append(unit)
            return
        self._say(
            "trop-d-exclusions",
            f"Seules les {MOST_EXCLUSIONS} premières exclusions ont été prises en compte.",
        )

    def _exclusions(self) -> None:
        for found in list(_EXCLUDED.finditer(self.text)):
            words = self._read(found.start() + 1, found.end())
            for unit in self._units_of(words) if not all(map(is_stop, words)) else ():
                sure = tuple(a for a in unit.alternatives if a.gap is not None)
                self._exclude(replace(unit, alternatives=sure))
            self._blank(*found.span())

    def _prefixes(self) -> None:
        for found in list(_PREFIX.finditer(self.text)):
            typed = found.group("word")
            start, end = found.span("word")
            if len(typed) < SHORTEST_PREFIX:
                self._say(
                    "debut-trop-court",
                    f"L’astérisque demande au moins {SHORTEST_PREFIX} lettres avant lui.",
                )
                continue
            terms = self._expanded(typed)
            if terms:
                one = Alternative((terms,), question.WEIGHTS["prefix"], "prefix", label=f"{typed}…")
                self.units.append(Unit(self.source[start:end], start, end, (one,)))
                self._blank(*found.span())

    def _expanded(self, typed: str) -> tuple[str, ...]:
        if self.context.terms is None:
            return ()
        prefix = fold(typed).replace("-", "").replace("'", "").replace("’", "")
        terms = self.context.terms.expand(f"f:{prefix}", MOST_EXPANSIONS + 1)
        if len(terms) > MOST_EXPANSIONS:
            self._say(
                "debut-trop-large",
                f"«\u00a0{typed}*\u00a0» commence trop de mots\u00a0: seuls les "
                f"{MOST_EXPANSIONS} plus fréquents ont été cherchés.",
            )
        return tuple(terms[:MOST_EXPANSIONS])

    # --- Plain words ---------------------------------------------------------------------------

    def _plain(self) -> None:
        if not self.context.exact:
            self.text = without_formulas(self.text)
        words = self._read(0, len(self.text))
        units = list(self._units_of(words))
        glossary = None if self.context.exact else self.context.glossary
        if glossary is not None and units:
            units = self._with_glossary(units, words, glossary)
        if self.context.themes is not None and not self.context.exact:
            for number, theme in list(self.context.themes.named(units)):
                units[number] = with_alternatives(units[number], [theme])
        self.units += units

    def _units_of(self, words: list[Word]) -> Iterator[Unit]:
        """Units of a list of words: places, compounds, then words without grammar words."""
        folds = [fold(word.forms[0]) for word in words]
        kept = self._kept(words)
        made: list[_Made] = []
        at = 0
        while at < len(words):
            size, unit = self._unit_at(words, folds, kept, at)
            if unit is not None:
                made.append(_Made(at, size, unit))
            at += size
        extra = self._joined(words, made)
        for first, last, named in self._named(words, folds):
            for one in made:
                if first <= one.at < last:
                    extra.setdefault(one.at, []).extend(named)
        after = 0
        for one in made:
            gap = min(WIDEST_GAP, one.at - after) if after else 0
            after = one.at + one.size
            unit = one.unit if gap == one.unit.gap else replace(one.unit, gap=gap)
            yield with_alternatives(unit, extra.get(one.at, []))

    def _unit_at(
        self, words: list[Word], folds: list[str], kept: list[bool], at: int
    ) -> tuple[int, Unit | None]:
        """How many words the next unit takes, and the unit if they mean anything."""
        size, key = neighbours.place_at(folds, at, self.analyser.places)
        if size > 1 and self._is_surely_a_name(words[at : at + size], key):
            joined = "".join(place_word(f) for f in folds[at : at + size])
            written = Alternative(
                ((f"f:{joined}",),), question.WEIGHTS["place-as-written"], "place"
            )
            return size, self._unit(words[at : at + size], [written, *self._place(key)])
        whole = words[at].whole
        if whole is not None and any(kept[at : at + whole.size]):
            part = words[at : at + whole.size]
            return whole.size, self._unit(part, question.compound_alternatives(part, self.analyser))
        if not kept[at]:
            return 1, None
        number = folds[at].replace("-", "").upper()
        counting = at + 1 < len(folds) and neighbours.counts(folds[at + 1])
        if number in self.analyser.places.numbers and not counting:
            return 1, self._unit(words[at : at + 1], self._numbered(words[at], number))
        alternatives = question.level_alternatives(words[at], self.analyser)
        if size == 1 and (words[at].capital or not self._is_common(words[at])):
            share = question.WEIGHTS["place"]
            plain = [replace(a, weight=a.weight * share**2) for a in alternatives]
            alternatives = [*plain, *self._place(key)]
        return 1, self._unit(words[at : at + 1], alternatives)

    def _is_surely_a_name(self, words: list[Word], key: str) -> bool:
        """Whether words that make a name of a place cannot be meant as plain words."""
        written = self.text[words[0].start : words[-1].end]
        return (
            "-" in written
            or any(word.capital for word in words)
            or key in self.analyser.places.numbers.values()
            or not all(self._is_common(word) for word in words)
        )

    def _is_common(self, word: Word) -> bool:
        """Whether the dictionary has the word, and not as a name."""
        readings = self.analyser.lexicon.readings_of_fold(fold(word.forms[0]))
        return bool(readings) and all("N" not in r.kinds for r in readings)

    def _named(
        self, words: list[Word], folds: list[str]
    ) -> Iterator[tuple[int, int, list[Alternative]]]:
        """What the words from one to another (excluded) may name together, plain words or not."""
        for name in self._doubtful_names(words, folds):
            yield name.at, name.at + name.size, self._place(name.key)
        for span in self._asked(words, folds):
            yield span.first, span.last, [_territories(span.codes)]

    def _doubtful_names(self, words: list[Word], folds: list[str]) -> Iterator[_Name]:
        """Names of places that may as well be plain words: « grand est », « bois fleuri »."""
        for at in range(len(words)):
            size, key = neighbours.place_at(folds, at, self.analyser.places)
            if size > 1 and not self._is_surely_a_name(words[at : at + size], key):
                yield _Name(at, size, key)

    def _numbered(self, word: Word, number: str) -> list[Alternative]:
        plain = Alternative(
            (tuple(f"f:{form}" for form in word.forms),),
            question.WEIGHTS["place-number"],
            "number",
        )
        return [*self._place(self.analyser.places.numbers[number]), plain]

    def _asked(self, words: list[Word], folds: list[str]) -> Iterator[Span]:
        """Territories that no name of the text analysis tells: « plaine commune », « paris 18 »."""
        if self.context.asked is None:
            return
        keys: list[tuple[int, str]] = []
        for at, word in enumerate(words):
            keys += [(at, word.elided)] if word.elided in ("l", "d") else []
            keys.append((at, place_word(folds[at])))
        for first, last, codes in self.context.asked.spans([key for _, key in keys]):
            yield Span(keys[first][0], keys[last - 1][0] + 1, codes)

    def _place(self, key: str) -> list[Alternative]:
        found = [Alternative(((f"@{key}",),), question.WEIGHTS["place"], "place")]
        codes = self.context.territory_codes(key)
        return [*found, _territories(codes)] if codes else found

    def _unit(self, words: list[Word], alternatives: list[Alternative]) -> Unit:
        start, end = words[0].start, words[-1].end
        return Unit(self.source[start:end], start, end, tuple(alternatives))

    def _kept(self, words: list[Word]) -> list[bool]:
        """Which words are not grammar; all of them when nothing else would be left."""
        shouting = all(word.capitals for word in words if word.forms[0].isalpha())
        capitals = [
            word.capitals and not shouting and word.forms[0] not in _CONJUNCTIONS for word in words
        ]
        kept = [big or not is_asking(word) for big, word in zip(capitals, words, strict=True)]
        if not any(kept):
            kept = [not is_stop(word) for word in words]
        for at in range(1, len(words)):
            kept[at] = kept[at] or (kept[at - 1] and not shouting and self._is_rank(words, at))
        return kept if any(kept) or self.units else [True] * len(words)

    def _is_rank(self, words: list[Word], at: int) -> bool:
        """A lone capital that tells one thing of several: « permis B », « catégorie C »."""
        word = words[at]
        typed = self.source[word.start : word.end]
        elided = self.source[word.end : word.end + 1] in ("'", "’")
        preposition = typed == "A" and at + 1 < len(words)
        return len(typed) == 1 and typed.isupper() and not elided and not preposition

    def _joined(self, words: list[Word], made: list[_Made]) -> dict[int, list[Alternative]]:
        """What neighbours that are also written as one word are found by, for each of them."""
        extra: dict[int, list[Alternative]] = {}
        for left, right in pairwise(made):
            one, two = words[left.at], words[right.at]
            plain = left.size == right.size == 1 and left.at + 1 == right.at
            if plain and self._joins(one, two):
                both = question.joined_alternative(one, two, self.analyser)
                extra.setdefault(left.at, []).append(both)
                extra.setdefault(right.at, []).append(both)
        return extra

    def _joins(self, one: Word, two: Word) -> bool:
        if question.joins(one, two, self.analyser):
            return True
        terms = self.context.terms
        return terms is not None and terms.frequency(f"f:{fold(one.forms[0] + two.forms[0])}") > 0

    # --- Glossary ------------------------------------------------------------------------------

    def _with_glossary(
        self, units: list[Unit], words: list[Word], glossary: Glossary
    ) -> list[Unit]:
        """Units with what the glossary adds to them; what it adds is announced."""
        signs = glossary.signs(words)
        added: dict[int, list[Alternative]] = {}
        told: list[Expansion] = []
        for match in glossary.matches(signs):
            covered = _covered(units, signs[match.first : match.end])
            if covered is None:
                continue
            start, end = signs[match.first].start, signs[match.end - 1].end
            told.append(Expansion(self.source[start:end], match.labels))
            for index in covered:
                added.setdefault(index, []).extend(match.alternatives)
        self.expansions = tuple(told)
        return [with_alternatives(unit, added.get(index, [])) for index, unit in enumerate(units)]


def _territories(codes: tuple[str, ...]) -> Alternative:
    steps = (tuple(f"={code}" for code in codes),)
    return Alternative(steps, question.WEIGHTS["territory"], "territory")


def _covered(units: list[Unit], signs: list[Sign]) -> list[int] | None:
    """The units a sequence of signs makes up; ``None`` when it cuts one of them."""
    start, end = signs[0].start, signs[-1].end
    inside = [i for i, unit in enumerate(units) if unit.start < end and unit.end > start]
    whole = all(units[i].start >= start and units[i].end <= end for i in inside)
    return inside if inside and whole else None
