"""What a visitor types becomes ``Words``; whatever is typed, nothing is raised.

The grammar is small on purpose: words, ``"a phrase"``, ``-word`` to exclude, a final ``*`` after
three letters. All that goes beyond the bounds below is left out, and said so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Protocol

from indexer.coverage import MOST_UNITS, enough, most_telling, with_family, without_repeats
from indexer.french import question
from indexer.french.analyser import Analyser
from indexer.french.folding import fold
from indexer.knowledge.asked import Asked
from indexer.knowledge.glossary import Glossary
from indexer.knowledge.named_themes import NamedThemes
from indexer.knowledge.spelling import KnownWords, Spelling
from indexer.plain import Known, Plain
from indexer.query import Alternative, Expansion, Notice, Unit, Words

#: Characters read of one question: a whole message of a visitor, not a pasted page.
LONGEST_TEXT = 1000
MOST_PHRASES = 5
MOST_EXCLUSIONS = 5
SHORTEST_PREFIX = 3
MOST_EXPANSIONS = 50

#: Words left out that a notice names; it counts the others.
_NAMED = 8

_PHRASE = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<a>[^"]*)"|«(?P<b>[^»]*)»|“(?P<c>[^”]*)”)')
_EXCLUDED = re.compile(r"(?<!\S)-(?=[^\W_])\S+")
_PREFIX = re.compile(r"(?<!\S)(?P<word>[^\W\d_][\w'’-]*)\*(?=\s|$)")
_QUOTES = frozenset('"«“')
_start = attrgetter("start")


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


class _Parser:
    """One reading of one text."""

    def __init__(self, text: str, context: GrammarContext) -> None:
        self.source = text
        self.text = cleaned(text)
        self.context = context
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
        if not _QUOTES.isdisjoint(self.text):
            self._phrases()
        if "-" in self.text:
            self._exclusions()
        if "*" in self.text:
            self._prefixes()
        self._plain()
        self.units.sort(key=_start)
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
        words = self.context.analyser.senses.read(self.text[start:end])[: LONGEST_TEXT // 4]
        if not words:
            return None
        steps = tuple(seen.sense.terms for seen in words)
        one = Alternative(steps, question.WEIGHTS["phrase"], "phrase")
        return Unit(self.source[start:end].strip(), start, end, (one,))

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
            start, end = found.start() + 1, found.end()
            plain = self._plain_of(" " * start + self.text[start:end])
            for unit in plain.units() if not plain.only_grammar else ():
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
        context = self.context
        plain = self._plain_of(self.text)
        if context.exact:
            self.units += plain.units()
        else:
            plain.leave_formulas_out()
            self.units += plain.units(context.glossary, context.themes)
        self.expansions = plain.expansions

    def _plain_of(self, text: str) -> Plain:
        """A reading of some of what was typed, the rest blank."""
        context, terms = self.context, self.context.terms
        known = Known(
            context.analyser,
            context.territory_codes,
            terms.frequency if terms is not None else None,
            context.asked,
        )
        return Plain(self.source, text, known, beside=bool(self.units))
