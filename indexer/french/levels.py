"""The three levels of a word: as written, folded, and its lemmas.

``x:`` keeps accents, ``f:`` does not, ``l:`` is the folded lemma. An acronym in capitals has a
fourth term, ``x:PLIE``, which a word in lower case never has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from indexer.french.endings import stem
from indexer.french.folding import fold
from indexer.french.lexicon import Lexicon, Reading
from indexer.french.stopwords import ASKING_WORDS, STOP_WORDS
from indexer.french.words import Whole, Word

LONGEST_ACRONYM = 8

#: How to choose among the readings of a form.
Choice = Callable[[Sequence[Reading]], Sequence[Reading]]


def readings_of(form: str, word: Word, lexicon: Lexicon) -> Sequence[Reading]:
    """How one form of a word may be understood; all forms of one fold when accents are missing."""
    found: Sequence[Reading] = () if word.capitals else lexicon.readings(form)
    if not found and (word.capitals or form.isascii()):
        found = lexicon.readings_of_fold(fold(form))
    if word.capital and not word.capitals and any("N" in r.kinds for r in found):
        names = {r.lemma for r in found if "N" in r.kinds}
        found = [r for r in found if r.lemma in names]
    return found


def every(readings: Sequence[Reading]) -> Sequence[Reading]:
    """All readings: what a sheet is indexed under when nothing around the word tells more."""
    return readings


def where_noun_expected(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Without conjugated verbs, if the form may be a noun: « la marche »."""
    return _without(readings, "vs") if _any(readings, "n") else readings


def in_question(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Without the verb readings a visitor does not mean when another exists."""
    if _any(readings, "n"):
        return _without(readings, "vsgi")
    return _without(readings, "vs") if _any(readings, "ap") else readings


def _any(readings: Sequence[Reading], kinds: str) -> bool:
    return any(kind in r.kinds for r in readings for kind in kinds)


def _without(readings: Sequence[Reading], kinds: str) -> list[Reading]:
    return [r for r in readings if r.kinds.strip(kinds)]


def lemmas_of(word: Word, lexicon: Lexicon, choice: Choice = every) -> tuple[str, ...]:
    """Folded lemmas of a word, of the readings that ``choice`` keeps."""
    if word.lemmas is not None:
        return word.lemmas
    found: list[str] = []
    for form in word.forms:
        readings = readings_of(form, word, lexicon)
        found += [bare(r.lemma) for r in choice(readings)]
        if not readings:
            found.append(_unknown(form, word))
    return tuple(dict.fromkeys(found))


def _unknown(form: str, word: Word) -> str:
    folded = fold(form)
    if word.capitals and len(folded) <= LONGEST_ACRONYM:
        return folded
    return stem(folded)


def bare(lemma: str) -> str:
    """A lemma without hyphens and apostrophes."""
    return lemma.replace("-", "").replace("'", "")


def has_noun(word: Word, lexicon: Lexicon) -> bool:
    """Whether the word has other terms where a noun is expected than elsewhere."""
    if word.lemmas is not None or (is_stop(word) and not word.capitals):
        return False
    for form in word.forms:
        readings = readings_of(form, word, lexicon)
        if len(readings) > 1 and len(where_noun_expected(readings)) < len(readings):
            return True
    return False


def is_stop(word: Word) -> bool:
    """Whether the word is only grammar, as written."""
    return len(word.forms) == 1 and word.forms[0] in STOP_WORDS


def is_asking(word: Word) -> bool:
    """Whether the word is grammar or a turn of questions, to leave out of a question."""
    return len(word.forms) == 1 and word.forms[0] in ASKING_WORDS


def index_terms(word: Word, lexicon: Lexicon, choice: Choice = every) -> dict[str, str]:
    """Every term that stands at the word's position, with the step that made it."""
    terms: dict[str, str] = {}
    if is_stop(word) and not word.capitals:
        terms[f"f:{fold(word.forms[0])}"] = word.step
    else:
        for form in word.forms:
            terms[f"x:{form}"] = word.step
            terms[f"f:{fold(form)}"] = word.step
            if word.capitals and len(form) <= LONGEST_ACRONYM:
                terms[f"x:{form.upper()}"] = "acronym"
        _put(terms, "l:", lemmas_of(word, lexicon, choice), word.step)
    _put(terms, "", word.extra, word.step)
    if word.whole:
        _put(terms, "", whole_terms(word.whole), word.whole.step)
    return terms


def whole_terms(whole: Whole) -> list[str]:
    """The terms of several words that are also one."""
    return [
        *(f"x:{form}" for form in whole.forms),
        *(f"f:{fold(form)}" for form in whole.joined),
        *(f"l:{lemma}" for lemma in whole.lemmas),
    ]


def _put(terms: dict[str, str], prefix: str, values: Iterable[str], step: str) -> None:
    for value in values:
        terms.setdefault(prefix + value, step)
