"""What the steps make of a fragment: words, one per position."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.french.characters import Fragment


@dataclass(frozen=True, slots=True)
class Whole:
    """Several words that are also one: a compound, a name with an apostrophe, an address.

    ``forms`` are lower-case spellings, hyphens and apostrophes kept; ``size`` counts the words
    it covers. ``bound`` says the first part is a prefix (« co- »), so that the parts alone do not
    say the same.
    """

    forms: tuple[str, ...]
    lemmas: tuple[str, ...]
    size: int
    step: str
    bound: bool = False

    @property
    def joined(self) -> tuple[str, ...]:
        """The spellings without hyphens and apostrophes, by which all ways of writing meet."""
        return tuple(form.replace("-", "").replace("'", "") for form in self.forms)


@dataclass(frozen=True, slots=True)
class Word:
    """One word at one position; offsets are relative to the chunk.

    ``forms`` are the lower-case spellings that stand here (two for « (ré)insertion »);
    ``lemmas`` are imposed when a step knows better than the lexicon; ``elided`` is the word cut
    off before it (« l », « d », « qu »); ``capitals`` and ``capital`` say how it was written.
    """

    start: int
    end: int
    forms: tuple[str, ...]
    step: str
    lemmas: tuple[str, ...] | None = None
    elided: str = ""
    capitals: bool = False
    capital: bool = False
    extra: tuple[str, ...] = ()
    whole: Whole | None = None

    def moved(self, by: int) -> Word:
        """The same word with its offsets moved."""
        return Word(
            self.start + by,
            self.end + by,
            self.forms,
            self.step,
            self.lemmas,
            self.elided,
            self.capitals,
            self.capital,
            self.extra,
            self.whole,
        )

    @property
    def bare(self) -> Word:
        """The word by itself, wherever it stands."""
        return Word(0, 0, self.forms, "", self.lemmas, capitals=self.capitals, capital=self.capital)

    def with_whole(self, whole: Whole) -> Word:
        """The same word as the first of several that are also one."""
        return replace(self, whole=whole)


def word(part: Fragment, step: str, lemmas: tuple[str, ...] | None = None) -> Word:
    """The plain word of a fragment."""
    text = part.text
    return Word(
        start=part.start,
        end=part.end,
        forms=(text.lower(),),
        step=step,
        lemmas=lemmas,
        capitals=not text.islower() and _in_capitals(text),
        capital=text[:1].isupper(),
    )


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)
