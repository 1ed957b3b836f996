"""Plain words of a question: names of places, compounds, words without grammar, and the glossary.

What grammar.py reads apart (phrases, exclusions, beginnings of words) is blank here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from indexer.french import context as neighbours
from indexer.french import question
from indexer.french.analyser import Analyser
from indexer.french.folding import fold
from indexer.french.formulas import without_formulas
from indexer.french.senses import NamesAt, Seen, Sense, names_in
from indexer.knowledge.asked import Asked
from indexer.knowledge.glossary import Glossary, Match, Sign
from indexer.knowledge.named_themes import NamedThemes
from indexer.query import Alternative, Expansion, Unit
from indexer.ways import Ways, together

#: Small words between two others that are read as tying them: « mise à la retraite ». Beyond, they
#: part them.
WIDEST_GAP = 2
_CONJUNCTIONS = frozenset({"et", "ou"})
_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Known:
    """What plain words are read with; ``frequency`` is that of terms in the collection."""

    analyser: Analyser
    territory_codes: Callable[[str], tuple[str, ...]]
    frequency: Callable[[str], int] | None = None
    asked: Asked | None = None


class _Draft:
    """A unit being made of ``size`` words from the word ``at``."""

    __slots__ = ("at", "end", "more", "size", "start", "ways")

    def __init__(self, words: Sequence[Seen], at: int, size: int, ways: Ways) -> None:
        self.at, self.size, self.ways = at, size, ways
        self.start, self.end = words[at].start, words[at + size - 1].end
        #: Further ways to find it, in the order in which they were found.
        self.more: list[Alternative] = []


class Plain:
    """One reading of the plain words of a text.

    ``source`` is all that was typed, ``text`` the same with blanks for what is read apart;
    ``beside`` says that something else is asked for too.
    """

    def __init__(self, source: str, text: str, known: Known, *, beside: bool) -> None:
        self.source = source
        self.text = text
        self.known = known
        self.senses = known.analyser.senses
        self.beside = beside
        self.words = self.senses.read(text)
        self.expansions: tuple[Expansion, ...] = ()

    @property
    def only_grammar(self) -> bool:
        """Whether all of the words are grammar."""
        return all(seen.sense.stop for seen in self.words)

    def leave_formulas_out(self) -> None:
        """Read the text without what says nothing of what is looked for."""
        if any(seen.opens for seen in self.words):
            left = without_formulas(self.text)
            if left != self.text:
                self.text = left
                self.words = self.senses.read(left)

    def units(
        self, glossary: Glossary | None = None, themes: NamedThemes | None = None
    ) -> Iterator[Unit]:
        """The units of the words, with what glossary and themes add to them."""
        names = names_in(self.words, self.senses.places)
        drafts = self._drafts(names)
        if glossary is not None and drafts:
            self._add_glossary(drafts, names, glossary)
        if themes is not None:
            for number, theme in themes.named([draft.ways for draft in drafts]):
                drafts[number].more.append(theme)
        after = 0
        for draft in drafts:
            gap = min(WIDEST_GAP, draft.at - after) if after else 0
            after = draft.at + draft.size
            start, end = draft.start, draft.end
            yield Unit(self.source[start:end], start, end, together(draft.ways, draft.more), gap)

    # --- Words ---------------------------------------------------------------------------------

    def _drafts(self, names: NamesAt) -> list[_Draft]:
        """Units of the words: places, compounds, then words without grammar words."""
        words = self.words
        kept = self._kept()
        made: list[_Draft] = []
        at = 0
        while at < len(words):
            size, ways = self._unit_at(names, kept, at)
            if ways is not None:
                made.append(_Draft(words, at, size, ways))
            at += size
        self._join(made)
        for first, last, ways in self._named(names):
            for draft in made:
                if first <= draft.at < last:
                    draft.more += ways
        return made

    def _unit_at(self, names: NamesAt, kept: list[bool], at: int) -> tuple[int, Ways | None]:
        """How many words the next unit takes, and how it is found if they mean anything."""
        seen = self.words[at]
        size, key = names.get(at, (0, ""))
        if size > 1 and self._is_surely_a_name(at, size, key):
            joined = "".join(other.sense.place for other in self.words[at : at + size])
            return size, together(_written(joined), self._place(key))
        compound = seen.compound
        if compound is not None and any(kept[at : at + compound.size]):
            return compound.size, compound.ways
        if not kept[at]:
            return 1, None
        sense = seen.sense
        if sense.number and not self._counts(at + 1):
            return 1, self._numbered(sense)
        if size == 1 and (sense.capital or not sense.common):
            return 1, together(sense.doubted, self._place(key))
        return 1, sense.ways

    def _counts(self, at: int) -> bool:
        """Whether a word, if there is one, says that the number before it counts something."""
        return at < len(self.words) and neighbours.counts(self.words[at].sense.fold)

    def _is_surely_a_name(self, at: int, size: int, key: str) -> bool:
        """Whether words that make a name of a place cannot be meant as plain words."""
        words = self.words[at : at + size]
        written = self.text[words[0].start : words[-1].end]
        return (
            "-" in written
            or any(seen.sense.capital for seen in words)
            or key in self.senses.places.numbers.values()
            or not all(seen.sense.common for seen in words)
        )

    def _kept(self) -> list[bool]:
        """Which words are not grammar; all of them when nothing else would be left."""
        senses = [seen.sense for seen in self.words]
        kept = [not sense.asking for sense in senses]
        if self.source != self.source.lower():
            kept = self._with_capitals(senses, kept)
        elif not any(kept):
            kept = [not sense.stop for sense in senses]
        return kept if self.beside or any(kept) else [True] * len(senses)

    def _with_capitals(self, senses: list[Sense], kept: list[bool]) -> list[bool]:
        """Which words are not grammar, where capitals may tell: « les PLUS », « permis B »."""
        shouting = all(sense.capitals for sense in senses if sense.form.isalpha())
        if not shouting:
            big = [sense.capitals and sense.form not in _CONJUNCTIONS for sense in senses]
            kept = [one or other for one, other in zip(big, kept, strict=True)]
        if not any(kept):
            kept = [not sense.stop for sense in senses]
        for at in range(1, len(senses)):
            kept[at] = kept[at] or (kept[at - 1] and not shouting and self._is_rank(at))
        return kept

    def _is_rank(self, at: int) -> bool:
        """A lone capital that tells one thing of several: « permis B », « catégorie C »."""
        seen = self.words[at]
        typed = self.source[seen.start : seen.end]
        elided = self.source[seen.end : seen.end + 1] in ("'", "’")
        preposition = typed == "A" and at + 1 < len(self.words)
        return len(typed) == 1 and typed.isupper() and not elided and not preposition

    def _join(self, made: list[_Draft]) -> None:
        """Add to neighbours that are also written as one word what that word is found by."""
        for left, right in pairwise(made):
            if left.size == right.size == 1 and left.at + 1 == right.at:
                one, two = self.words[left.at].sense.form, self.words[right.at].sense.form
                if self._joins(one, two):
                    both = question.joined_alternative(one + two, self.senses.lexicon)
                    left.more.append(both)
                    right.more.append(both)

    def _joins(self, one: str, two: str) -> bool:
        if question.joins(one, two, self.senses.lexicon):
            return True
        frequency = self.known.frequency
        return frequency is not None and frequency(f"f:{fold(one + two)}") > 0

    # --- Places --------------------------------------------------------------------------------

    def _named(self, names: NamesAt) -> Iterator[tuple[int, int, Ways]]:
        """What the words from one to another (excluded) may name together, plain words or not."""
        for at, (size, key) in names.items():
            # Names that may as well be plain words: « grand est », « bois fleuri ».
            if size > 1 and not self._is_surely_a_name(at, size, key):
                yield at, at + size, self._place(key)
        if self.known.asked is not None:
            for first, last, codes in self.known.asked.named(self.words):
                yield first, last, (_territories(codes),)

    def _numbered(self, sense: Sense) -> Ways:
        place = self._place(self.senses.places.numbers[sense.number])
        return together(place, (_number(sense.forms),))

    def _place(self, key: str) -> Ways:
        return _place(key, self.known.territory_codes(key))

    # --- Glossary ------------------------------------------------------------------------------

    def _add_glossary(self, drafts: list[_Draft], names: NamesAt, glossary: Glossary) -> None:
        """Add to units what the glossary says; what it adds is announced."""
        signs = glossary.signs(self.words, names)
        told: list[Expansion] = []
        for match in glossary.matches(signs):
            covered = _covered(drafts, signs, match)
            if covered:
                start, end = signs[match.first].start, signs[match.end - 1].end
                told.append(Expansion(self.source[start:end], match.labels))
                for draft in covered:
                    draft.more += match.alternatives
        self.expansions = tuple(told)


def _covered(drafts: list[_Draft], signs: list[Sign], match: Match) -> list[_Draft]:
    """The units that the signs of a match make up; none when they cut one of them."""
    start, end = signs[match.first].start, signs[match.end - 1].end
    inside = [draft for draft in drafts if draft.start < end and draft.end > start]
    whole = all(draft.start >= start and draft.end <= end for draft in inside)
    return inside if whole else []


@lru_cache(_REMEMBERED)
def _written(joined: str) -> Ways:
    return (Alternative(((f"f:{joined}",),), question.WEIGHTS["place-as-written"], "place"),)


@lru_cache(_REMEMBERED)
def _number(forms: tuple[str, ...]) -> Alternative:
    step = tuple(f"f:{form}" for form in forms)
    return Alternative((step,), question.WEIGHTS["place-number"], "number")


@lru_cache(_REMEMBERED)
def _place(key: str, codes: tuple[str, ...]) -> Ways:
    named = Alternative(((f"@{key}",),), question.WEIGHTS["place"], "place")
    return (named, _territories(codes)) if codes else (named,)


@lru_cache(_REMEMBERED)
def _territories(codes: tuple[str, ...]) -> Alternative:
    step = tuple(f"={code}" for code in codes)
    return Alternative((step,), question.WEIGHTS["territory"], "territory")
