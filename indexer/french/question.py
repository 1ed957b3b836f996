"""The question's side of the analysis: how a typed word may be found, and what each way is worth.

Stricter than the sheets' side: a sheet keeps every reading of a form, a question only those a
visitor means.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from indexer.french.compounds import BOUND
from indexer.french.folding import fold, fold_all
from indexer.french.levels import (
    LONGEST_ACRONYM,
    bare,
    in_question,
    is_stop,
    lemmas_of,
    readings_of,
)
from indexer.french.lexicon import Lexicon
from indexer.french.words import Word
from indexer.query import Alternative, Origin, Step

_REMEMBERED = 1024

#: Prefixes that are also written as words of their own.
_WRITTEN_APART = fold_all("agro anti auto bio éco euro inter micro mini multi pluri psycho socio")

#: What each way of matching is worth, between 0 and 1. Only their order was measured (on the
#: pairs of ``rank.tsv``); the distances leave room for frequency and fields to speak.
WEIGHTS: dict[str, float] = {
    "exact": 1.0,  # written as typed
    "folded": 0.8,  # accents were not typed, so they cannot separate
    "lemma": 0.6,  # another form of the same word
    "accents-differ": 0.5,  # accents were typed and are not these: « péché » for « pêche »
    "second-lemma": 0.4,  # a reading only possible if accents were left out
    "joined": 0.9,  # « week end » for « weekend »
    "parts": 0.55,  # the words of a compound, side by side
    "parts-apart": 0.35,  # the words of a compound somewhere in the same field
    "place-as-written": 1.0,  # a name of a place, written with hyphens as most sheets do
    "place": 0.9,  # the place, however the sheet names it
    "place-number": 0.5,  # « 93 » as a plain number, when it also names a département
    "territory": 0.7,  # the sheet is about that territory without naming it
    "theme": 0.2,  # the sheet is filed under the theme that the word names
    "number": 1.0,
    "phrase": 1.0,
    "prefix": 0.8,
    "glossary": 0.5,  # an equivalent, both ways
    "glossary-one-way": 0.45,  # a narrower or neighbouring term
    "family": 0.45,  # another word of the same root: in sentences and fallbacks
    "spelling": 0.5,  # announced fallback only
}


class Knowing(Protocol):
    """Whatever knows the words of the language: the analysis, or what reads questions."""

    lexicon: Lexicon


def level_alternatives(word: Word, analyser: Knowing) -> list[Alternative]:
    """The ways to find one plain word: as written, folded, by its lemmas."""
    if word.extra:
        return [_one(word.extra, "number", "number")]
    if word.lemmas == () and word.forms[0][:1].isdigit():
        return [_one(tuple(f"f:{form}" for form in word.forms), "number", "number")]
    acronym = word.capitals and len(word.forms[0]) <= LONGEST_ACRONYM
    exact = tuple(f"x:{form.upper() if acronym else form}" for form in word.forms)
    folded = tuple(dict.fromkeys(f"f:{fold(form)}" for form in word.forms))
    accented = any(fold(form) != form for form in word.forms) and not word.capitals
    found = [
        _one(exact, "exact", "exact"),
        _one(folded, "folded", "accents-differ" if accented else "folded"),
    ]
    first, second = lemma_terms(word, analyser)
    if first:
        found.append(_one(first, "lemma", "lemma"))
    if second:
        found.append(_one(second, "lemma", "second-lemma"))
    apart = tuple(_halves(analyser.lexicon, form) for form in word.forms)
    found += [Alternative(steps, WEIGHTS["parts"], "part") for steps in apart if steps]
    return found


@lru_cache(_REMEMBERED)
def _halves(lexicon: Lexicon, form: str) -> tuple[Step, ...]:
    """A word also written as two: « weekend », week end; « écoquartier », éco quartier."""
    for at in range(2, len(form) - 2):
        left, right = form[:at], form[at:]
        first = fold(left)
        free = first in _WRITTEN_APART
        prefixed = len(right) > 4 and (free or (first in BOUND and not lexicon.knows(form)))
        if lexicon.knows(f"{left}-{right}") or (prefixed and lexicon.knows(right)):
            lemmas = dict.fromkeys(bare(r.lemma) for r in lexicon.readings_of_fold(fold(right)))
            return (f"f:{first}",), (f"f:{fold(right)}", *_terms(tuple(lemmas)))
    return ()


def lemma_terms(word: Word, analyser: Knowing) -> tuple[Step, Step]:
    """Lemma terms a visitor means, and those that are only possible.

    Second come participles of words that are nouns (« fait », faire) and, when no accent was
    typed, nouns and adjectives with accents (« marche », marché).
    """
    return _lemma_terms(analyser.lexicon, word.bare)


@lru_cache(_REMEMBERED)
def _lemma_terms(lexicon: Lexicon, word: Word) -> tuple[Step, Step]:
    meant = lemmas_of(word, lexicon, in_question)
    if word.lemmas is not None:
        return _terms(meant), ()
    readings = [r for form in word.forms for r in readings_of(form, word, lexicon)]
    nouns = {bare(r.lemma) for r in readings if set(r.kinds) & set("naN")}
    first = tuple(lemma for lemma in meant if lemma in nouns) or meant
    dressed = _with_accents(word, lexicon)
    if dressed and not nouns:
        return _terms(tuple(dict.fromkeys((*first, *dressed)))), ()
    second = dict.fromkeys((*meant, *dressed))
    return _terms(first), _terms(tuple(lemma for lemma in second if lemma not in first))


def _with_accents(word: Word, lexicon: Lexicon) -> tuple[str, ...]:
    """Lemmas of the nouns and adjectives that a form without accents may have meant."""
    if word.capitals or not all(form.isascii() for form in word.forms):
        return ()
    return tuple(
        bare(r.lemma)
        for form in word.forms
        for r in lexicon.readings_of_fold(form)
        if r.form != form and set(r.kinds) & set("na")
    )


def any_level(word: Word, analyser: Knowing) -> Step:
    """Every term by which a word may be found, for a step of a sequence."""
    return _any_level(word, analyser.lexicon)


def _any_level(word: Word, lexicon: Lexicon) -> Step:
    if word.extra or (word.lemmas == () and word.forms[0][:1].isdigit()) or is_stop(word):
        return (*word.extra, *(f"f:{fold(form)}" for form in word.forms))
    folded = tuple(dict.fromkeys(f"f:{fold(form)}" for form in word.forms))
    return (*folded, *_lemma_terms(lexicon, word.bare)[0])


def compound_alternatives(words: list[Word], analyser: Knowing) -> list[Alternative]:
    """The ways to find several words that are also one: « centre-ville », « co-construction »."""
    whole = words[0].whole
    if whole is None:
        return []
    found = [
        _one(tuple(f"x:{form}" for form in whole.forms), "joined", "exact"),
        _one(tuple(dict.fromkeys(f"f:{fold(f)}" for f in whole.joined)), "joined", "folded"),
    ]
    if whole.lemmas:
        found.append(_one(_terms(whole.lemmas), "joined", "lemma"))
    steps = tuple(any_level(word, analyser) for word in words)
    found.append(Alternative(steps, WEIGHTS["parts"], "part"))
    significant = tuple(any_level(word, analyser) for word in words if not is_stop(word))
    loose = whole.step == "compound" and not whole.bound and not words[0].capital
    if loose and len(significant) == 2:
        found.append(Alternative(significant, WEIGHTS["parts-apart"], "part", gap=None))
    return found


@lru_cache(_REMEMBERED)
def joins(first: str, second: str, lexicon: Lexicon) -> bool:
    """Whether two forms are also written as one: « week end », « prud hommes »."""
    whole = first + second
    if not whole.isalpha() or len(whole) < 5:
        return False
    return fold(first) in BOUND or lexicon.knows(whole) or lexicon.knows(f"{first}'{second}")


@lru_cache(_REMEMBERED)
def joined_alternative(form: str, lexicon: Lexicon) -> Alternative:
    """Two typed words as the one they also make."""
    step = _any_level(Word(0, 0, (form,), "joined"), lexicon)
    return Alternative((step,), WEIGHTS["joined"], "joined", label=form)


def doubted(way: Alternative) -> Alternative:
    """A way to find a plain word that rather names a place."""
    return way._replace(weight=way.weight * WEIGHTS["place"] ** 2)


def _terms(lemmas: tuple[str, ...]) -> Step:
    return tuple(f"l:{lemma}" for lemma in lemmas)


def _one(step: Step, origin: Origin, weight: str) -> Alternative:
    return Alternative((step,), WEIGHTS[weight], origin)
