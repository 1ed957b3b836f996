"""When nothing matches: what to try instead, in order, each step announced.

Fewer words, words of the same family, another spelling, the nearest beginnings. Nothing here
searches: candidates are proposed and whoever searches keeps the first that finds a sheet. A word
that no sheet holds and that looks misspelt is respelt before it is given up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from indexer.coverage import with_family
from indexer.french.folding import fold, fold_all
from indexer.french.levels import is_stop
from indexer.french.places import place_word
from indexer.french.question import WEIGHTS, lemma_terms
from indexer.french.spelling import Near
from indexer.french.words import Word
from indexer.grammar import MOST_EXPANSIONS, SHORTEST_PREFIX, GrammarContext, Vocabulary, parse
from indexer.knowledge.families import family_alternative, lemma_term, relatives_of
from indexer.query import Alternative, Relaxed, Unit, Words

_MOST_RESPELLINGS = 8
_LONGEST_NAME = 6
_SMALL = fold_all("a au aux d de des du en et l la le les sous sur")

Candidate = tuple[Relaxed, Words]


def relaxations(text: str, words: Words, context: GrammarContext) -> Iterator[Candidate]:
    """What to try, in order, after ``words`` (made of ``text``) found nothing."""
    terms = context.terms
    if terms is None or not words.units:
        return
    attempt = _Attempt(text, words, context, terms)
    chosen = list(islice(attempt.respellings(), _MOST_RESPELLINGS))
    yield from attempt.loose_phrases()
    if not chosen:
        yield from attempt.fewer_words()
    yield from attempt.of_family()
    first: Candidate | None = None
    for respelling in chosen:
        # Reading a question anew is dear, and the first respelling mostly finds something.
        respelt = attempt.respelt(respelling)
        first = first or respelt
        yield respelt
    if first is not None:
        yield from attempt.respelt_without(*first)
        yield from attempt.fewer_words()
    yield from attempt.by_prefix()


def mended(text: str, words: Words, context: GrammarContext) -> Candidate | None:
    """A sentence with the word that no sheet holds respelt; ``None`` when there is none such.

    A sentence is answered by half of its words, so a misspelt one would go unnoticed.
    """
    if context.terms is None or words.minimum is None:
        return None
    attempt = _Attempt(text, words, context, context.terms)
    if all(attempt.knows(unit) for unit in words.units):
        return None
    best = next(attempt.respellings(sure=True), None)
    return None if best is None else attempt.respelt(best)


@dataclass(frozen=True, slots=True)
class _Fix:
    start: int
    end: int
    candidates: tuple[Near, ...]


#: Words to replace in a question, each by one of its candidates.
_Respelling = list[tuple[_Fix, Near]]


class _Attempt:
    """One question that found nothing."""

    def __init__(self, text: str, words: Words, context: GrammarContext, terms: Vocabulary) -> None:
        self.text = text
        self.words = words
        self.context = context
        self.terms = terms

    def knows(self, unit: Unit) -> bool:
        """Whether some sheet holds the unit, or might: a place need not stand in a text."""
        placed = any(a.origin in {"place", "territory"} for a in unit.alternatives)
        return placed or bool(self._use(unit))

    @cached_property
    def _used(self) -> tuple[bool, ...]:
        """Which units some sheet holds."""
        return tuple(bool(self._use(unit)) for unit in self.words.units)

    # --- Fewer words ---------------------------------------------------------------------------

    def loose_phrases(self) -> Iterator[Candidate]:
        """The words of a phrase anywhere in a field instead of side by side."""
        units = tuple(_loose(unit) for unit in self.words.units)
        changed = [u.typed for u, v in zip(self.words.units, units, strict=True) if u != v]
        if changed:
            yield (
                Relaxed(
                    "fewer-words",
                    f"Aucune fiche ne contient l’expression {_told(changed)}\u00a0: voici celles "
                    "qui en contiennent les mots séparément.",
                    dropped=tuple(changed),
                ),
                replace(self.words, units=units),
            )

    def fewer_words(self) -> Iterator[Candidate]:
        """Without the words no sheet holds, then by fewer and fewer of the others."""
        units = self.words.units
        unknown = tuple(u for u, used in zip(units, self._used, strict=True) if not used)
        known = [u for u, used in zip(units, self._used, strict=True) if used]
        if self.words.minimum is not None:
            yield from self._fewer_of_many(unknown)
            return
        if unknown and known:
            yield self._without(unknown)
        words = replace(self.words, units=tuple(map(with_family, known)))
        # Half of them at once: the order puts the sheets that hold most of them first.
        for count in range(min(len(known) - 1, (len(known) + 1) // 2), 0, -1):
            text = (
                "Aucune fiche ne contient tous ces mots\u00a0: voici celles qui en contiennent "
                "une partie."
            )
            typed = tuple(unit.typed for unit in unknown)
            yield Relaxed("fewer-words", text, dropped=typed), replace(words, minimum=count)

    def _fewer_of_many(self, unknown: tuple[Unit, ...]) -> Iterator[Candidate]:
        """Of a sentence that may miss some of its words, fewer and fewer."""
        typed = tuple(unit.typed for unit in unknown)
        for count in range((self.words.minimum or 1) - 1, 0, -1):
            text = (
                f"Aucune fiche ne contient assez de ces mots\u00a0: recherche de {count} au moins."
            )
            relaxed = Relaxed("fewer-words", text, dropped=typed)
            yield relaxed, replace(self.words, minimum=count)

    def _without(self, dropped: tuple[Unit, ...]) -> Candidate:
        typed = tuple(unit.typed for unit in self.words.units if unit in dropped)
        kept = tuple(unit for unit in self.words.units if unit not in dropped)
        text = f"Aucune fiche ne contient tous ces mots\u00a0: recherche sans {_told(typed)}."
        relaxed = Relaxed("fewer-words", text, dropped=typed)
        return relaxed, replace(self.words, units=kept, minimum=None)

    def _use(self, unit: Unit) -> int:
        """In how many sheets the most used term of a unit stands."""
        return max(
            (
                max(self.terms.frequency(term) for term in step)
                for alternative in unit.alternatives
                if alternative.steps
                for step in alternative.steps[:1]
                if all(any(self.terms.frequency(t) for t in s) for s in alternative.steps)
            ),
            default=0,
        )

    # --- Families ------------------------------------------------------------------------------

    def of_family(self) -> Iterator[Candidate]:
        """Every word or any word of its family."""
        units: list[Unit] = []
        changed: list[tuple[str, str]] = []
        for one in self.words.units:
            unit = one
            relatives = [r for r in relatives_of(unit) if self.terms.frequency(lemma_term(r))]
            if relatives:
                family = family_alternative(tuple(relatives))
                changed.append((unit.typed, family.label))
                unit = replace(unit, alternatives=(*unit.alternatives, family))
            units.append(unit)
        if changed:
            told = "\u00a0; ".join(f"«\u00a0{a}\u00a0» → {b}" for a, b in changed)
            text = f"Aucune fiche avec ces mots\u00a0: recherche parmi leur famille ({told})."
            yield (
                Relaxed("families", text, changed=tuple(changed)),
                replace(self.words, units=tuple(units)),
            )

    # --- Spelling ------------------------------------------------------------------------------

    def respellings(self, *, sure: bool = False) -> Iterator[_Respelling]:
        """The ways to replace unknown words of the question by the nearest known ones.

        ``sure``: only what no dictionary has either, for a word that is one says what it says.
        """
        words = self.context.analyser.words(self.text[: _length(self.words, self.text)])
        fixes = self._name_fixes(words)
        taken = [(fix.start, fix.end) for fix in fixes]
        rest = [w for w in words if all(w.end <= a or w.start >= b for a, b in taken)]
        fixes += self._word_fixes([w for w in rest if not (sure and self._is_word(w))])
        if not fixes:
            return
        yield [(fix, fix.candidates[0]) for fix in fixes]
        for i, fix in enumerate(fixes):
            for other in fix.candidates[1:]:
                chosen = [(f, f.candidates[0]) for f in fixes]
                chosen[i] = (fix, other)
                yield chosen

    def respelt_without(self, relaxed: Relaxed, better: Words) -> Iterator[Candidate]:
        """The respelt question, asked for fewer words."""
        for fewer, words in _Attempt(self.text, better, self.context, self.terms).fewer_words():
            yield (
                replace(relaxed, text=f"{relaxed.text} {fewer.text}", dropped=fewer.dropped),
                words,
            )

    def _word_fixes(self, words: list[Word]) -> list[_Fix]:
        speller = self.context.spelling.words(self.terms, self.context.analyser)
        fixes = []
        for word in words:
            if is_stop(word) or not word.forms[0].isalpha() or self._known(word):
                continue
            near = [self._with_capital(n, word) for n in speller.near(word.forms[0])]
            if near and near[0].distance:
                fixes.append(_Fix(word.start, word.end, tuple(near)))
        return fixes

    def _with_capital(self, near: Near, word: Word) -> Near:
        """A known word with a capital if one was typed or if it names a place."""
        named = word.capital or self.terms.frequency(f"@{fold(near.word)}") > 0
        return near._replace(word=near.word.capitalize()) if named else near

    def _is_word(self, word: Word) -> bool:
        """Whether a word is one of the language, or an acronym: not misspelt."""
        return word.capitals or self.context.analyser.lexicon.knows(word.forms[0])

    def _known(self, word: Word) -> bool:
        first, second = lemma_terms(word, self.context.analyser)
        terms = (*(f"f:{fold(form)}" for form in word.forms), *first, *second)
        return any(self.terms.frequency(term) for term in terms)

    def _name_fixes(self, words: list[Word]) -> list[_Fix]:
        """Names of places of several words, one of them misspelt: « Aulnay sou Bois »."""
        speller = self.context.spelling.places(self.terms)
        for size in range(min(_LONGEST_NAME, len(words)), 1, -1):
            for at in range(len(words) - size + 1):
                part = words[at : at + size]
                if not any(map(self._may_name, part)):
                    continue
                key = "-".join(place_word(fold(word.forms[0])) for word in part)
                near = speller.near(key)
                if near and near[0].distance:
                    named = tuple(n._replace(word=self._name(n.word)) for n in near)
                    return [_Fix(part[0].start, part[-1].end, named)]
        return []

    def _may_name(self, word: Word) -> bool:
        """Whether a word may be a part of a name: with a capital, or no plain word."""
        return word.capital != word.capitals or not self._is_word(word)

    def _name(self, key: str) -> str:
        """The key of a place as a name: accents and capitals back."""
        known = self.context.spelling.words(self.terms, self.context.analyser)
        parts = []
        for part in key.split("-"):
            near = known.near(part, 1)
            written = near[0].word if near and not near[0].distance else part
            parts.append(written if part in _SMALL else written.capitalize())
        return "-".join(parts)

    def respelt(self, chosen: _Respelling) -> Candidate:
        """The question with some words replaced, read anew."""
        text, changed = self.text, []
        for fix, near in sorted(chosen, key=lambda pair: -pair[0].start):
            changed.append((self.text[fix.start : fix.end], near.word))
            text = text[: fix.start] + near.word + text[fix.end :]
        changed.reverse()
        told = (
            f"Aucune fiche pour «\u00a0{self.text.strip()}\u00a0»\u00a0: résultats pour "
            f"«\u00a0{text.strip()}\u00a0»."
        )
        return Relaxed("spelling", told, changed=tuple(changed)), parse(text, self.context)

    # --- Beginnings ----------------------------------------------------------------------------

    def by_prefix(self) -> Iterator[Candidate]:
        """Words that begin like those no sheet holds; the other words still asked, then not."""
        units, changed = [], []
        for unit, used in zip(self.words.units, self._used, strict=True):
            prefix, terms = ("", ()) if used else self._beginning(unit.typed)
            if terms:
                label = f"{prefix}…"
                changed.append((unit.typed, label))
                one = Alternative((terms,), WEIGHTS["prefix"], "prefix", label=label)
                units.append(replace(unit, alternatives=(one,)))
            elif used:
                units.append(unit)
        if not changed:
            return
        told = ", ".join(f"«\u00a0{label}\u00a0»" for _, label in changed)
        typed = {unit.typed for unit in units}
        dropped = tuple(u.typed for u in self.words.units if u.typed not in typed)
        text = f"Aucune fiche pour ces mots\u00a0: voici celles dont un mot commence par {told}."
        relaxed = Relaxed("prefix", text, dropped, tuple(changed))
        yield relaxed, replace(self.words, units=tuple(units), minimum=None)
        alone = tuple(u for u in units if u.alternatives[0].origin == "prefix")
        others = tuple(u.typed for u in self.words.units if u.typed not in dict(changed))
        if len(alone) < len(units):
            yield replace(relaxed, dropped=others), replace(self.words, units=alone, minimum=None)

    def _beginning(self, typed: str) -> tuple[str, tuple[str, ...]]:
        """The longest beginning of a word that some sheet's word shares, and those words."""
        words = self.context.analyser.words(typed)
        word = words[0].forms[0] if words else ""
        folded = fold(word)
        if not folded.isalpha():
            return "", ()  # a number that begins like another says nothing of it
        # Less than half of its letters, or three of them, are hardly the same word any more.
        shortest = max(
            SHORTEST_PREFIX, min(len(folded), SHORTEST_PREFIX + 1), (len(folded) + 1) // 2
        )
        for size in range(len(folded), shortest - 1, -1):
            terms = self.terms.expand(f"f:{folded[:size]}", MOST_EXPANSIONS)
            if terms:
                return folded[:size], tuple(terms)
        return "", ()


def _told(words: Iterable[str]) -> str:
    """Words as a sentence quotes them."""
    return ", ".join(f"«\u00a0{word}\u00a0»" for word in words)


def _loose(unit: Unit) -> Unit:
    """A phrase as its words in any order."""
    first = unit.alternatives[0]
    if first.origin != "phrase" or len(first.steps) < 2:
        return unit
    return replace(unit, alternatives=(first._replace(gap=None),))


def _length(words: Words, text: str) -> int:
    """How much of the text was read."""
    return len(text) if len(text) < 200 else max(unit.end for unit in words.units)
