"""The steps that turn a chunk of text into words, in order, each with its reason and an example.

The first step that knows a fragment decides; what it leaves over goes through all of them again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from indexer.french import compounds, elision, inclusive, numbers, protected
from indexer.french.characters import Fragment, normalise
from indexer.french.lexicon import Lexicon
from indexer.french.places import Places
from indexer.french.words import Word, word

#: Beyond this a chunk is a long address or no text at all; steps would cost more than they give.
LONGEST_CHUNK = 250
LONGEST_WORD = 64

Rule = Callable[["Cutter", Fragment], list[Word] | None]

_PIECES = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_RUN = re.compile(r"[^\W_]+")
_NUMERO = {"n°", "nos°", "n°s"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: name, what it does to a fragment, why it stands here, example in → out.

    ``letters`` says that it may know a fragment made of letters only; the others are not asked
    about such fragments, which most are.
    """

    name: str
    rule: Rule
    reason: str
    example: tuple[str, str]
    letters: bool = False


def _separate(cutter: Cutter, part: Fragment) -> list[Word] | None:
    if part.text.lower() in _NUMERO:
        return []
    pieces = [part[m.start() : m.end()] for m in _PIECES.finditer(part.text)]
    if len(pieces) == 1 and pieces[0].text == part.text:
        return None
    return [made for piece in pieces for made in cutter.words(piece)]


STEPS: tuple[Step, ...] = (
    Step("address", lambda c, p: protected.address(p),
         "before anything is cut at its dots and hyphens",
         ("accueil@ville.fr", "accueil + accueil@ville.fr + ville.fr, ville, fr")),
    Step("line-end", lambda c, p: compounds.line_end(p, c.words, c.lexicon),
         "a word cut by a page must be whole before it is read",
         ("réhabili-⏎tation", "réhabilitation")),
    Step("phone", lambda c, p: protected.phone(p),
         "before its groups are taken for numbers",
         ("01 48 57 10 10", "01 + 0148571010, 48, 57, 10, 10")),
    Step("number", lambda c, p: numbers.number(p, c.words, c.nicknames),
         "digits first, their dots, commas and hyphens are not ours",
         ("10 000", "10000")),
    Step("ordinal", lambda c, p: numbers.ordinal(p, c.lexicon.knows),
         "before « XXe » is taken for a word",
         ("XXème", "20e"), letters=True),
    Step("one-word", lambda c, p: elision.whole_word(p, c.lexicon),
         "words with an apostrophe of their own are not elided",
         ("prud’hommes", "prudhommes")),
    Step("optional-prefix", lambda c, p: inclusive.optional_prefix(p, c.words),
         "before brackets are read as inclusive writing",
         ("(ré)insertion", "insertion + réinsertion")),
    Step("elision", lambda c, p: elision.elision(p, c.words, c.lexicon),
         "what is elided hides the word behind it from every later step",
         ("l'A.D.I.L.", "adil")),
    Step("acronym", lambda c, p: protected.acronym(p),
         "before dots separate letters",
         ("C.H.R.S.", "chrs")),
    Step("inclusive", lambda c, p: inclusive.inclusive(p, c.words, c.lexicon),
         "before dots, slashes and hyphens separate words",
         ("acteur·rice·s", "acteurs + actrices + acteur + actrice")),
    Step("separators", _separate,
         "all that is no apostrophe nor hyphen now parts words",
         ("terminé.Les", "terminé, les")),
    Step("inversion", lambda c, p: elision.inversion(p, c.words, c.lexicon),
         "before a verb and its pronoun pass for a compound",
         ("accompagne-t-elle", "accompagne")),
    Step("compound", lambda c, p: compounds.compound(p, c.words, c.lexicon),
         "after inversion, only compounds have hyphens left",
         ("procès-verbaux", "procès + procèsverbaux, verbaux")),
    Step("apostrophe", lambda c, p: elision.name_with_apostrophe(p, c.words),
         "what is not elision is a name",
         ("Univers’Elles", "univers + universelles, elles")),
    Step("contracted", lambda c, p: inclusive.contracted(p, c.lexicon),
         "one word now, that no dictionary has",
         ("acteurices", "acteurs + actrices + acteur + actrice"), letters=True),
    Step("capital-suffix", lambda c, p: inclusive.capital_suffix(p, c.lexicon),
         "capitals inside a word mean the feminine",
         ("salariéEs", "salariés + salariées + salarié + salariée"), letters=True),
    Step("letters-and-digits",
         lambda c, p: numbers.letters_and_digits(p, c.words, c.lexicon.knows),
         "a name and its département written together",
         ("FOL93", "fol + fol93, 93")),
    Step("word", lambda c, p: [word(p, "word")],
         "what is left is a word",
         ("logement", "logement"), letters=True),
)  # fmt: skip

_OF_LETTERS = tuple(step for step in STEPS if step.letters)


def _runs(text: str) -> list[Word]:
    """The words of a chunk too long to be French: letters and digits, nothing read into them."""
    return [
        Word(m.start(), m.end(), (m.group()[:LONGEST_WORD].lower(),), "too-long", lemmas=())
        for m in _RUN.finditer(text)
    ]


@dataclass(frozen=True, slots=True)
class Cutter:
    """Applies the steps with one lexicon and one set of places."""

    lexicon: Lexicon
    nicknames: frozenset[str]

    @classmethod
    def of(cls, lexicon: Lexicon, places: Places) -> Cutter:
        """A cutter that knows which two-digit numbers name a département."""
        return cls(lexicon, frozenset(places.numbers))

    def chunk(self, text: str) -> list[Word]:
        """The words of a chunk as found in a text."""
        if len(text) > LONGEST_CHUNK:
            return _runs(text)
        part = normalise(text)
        return self.words(part) if part.text.strip() else []

    def words(self, part: Fragment) -> list[Word]:
        """The words of a fragment."""
        if not part.text:
            return []
        for step in _OF_LETTERS if part.text.isalpha() else STEPS:
            found = step.rule(self, part)
            if found is not None:
                return found
        return []
