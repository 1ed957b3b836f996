"""Inclusive writing: both genders at one position, and never the suffix alone.

``acteur·rice·s`` → ``acteurs`` and ``actrices``, lemma ``acteur``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from indexer.french.characters import Fragment
from indexer.french.compounds import joined
from indexer.french.endings import singular, stem
from indexer.french.folding import fold, fold_all
from indexer.french.lexicon import Lexicon
from indexer.french.words import Word

Again = Callable[[Fragment], list[Word]]

_SUFFIX_LIST = (
    "e ne le elle ère ere ière iere rice trice ice drice euse se ve ive te tte sse esse resse "
    "eresse fe que che enne ienne onne eure ane ine ie ée oresse"
)
_SUFFIXES = tuple(_SUFFIX_LIST.split())
_PLURALS = ("s", "x", "aux")
_LIST = "|".join(sorted((*_SUFFIXES, *_PLURALS), key=len, reverse=True))
_WITH_MARK = re.compile(
    rf"(?P<base>[\w'-]{{2,}}?)(?P<mark>[·./-])(?P<suffix>{_LIST})s?(?P<plural>(?P=mark)?[sx])?\Z",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    rf"(?P<base>[\w'-]{{2,}})(?P<mark>\()(?P<suffix>{_LIST})s?\)(?P<plural>[sx])?\Z",
    re.IGNORECASE,
)
_PLURAL_MARK = re.compile(r"(?:[·./-]?[sx]|s\)|\)[sx]|x\)|aux\)?)\Z", re.IGNORECASE)
_CONTRACTED = re.compile(r"(.+eur)ice(s?)\Z")
_CAPITAL = re.compile(r"([^\W\d_]*[^\W\d_A-ZÀ-Þ])([A-ZÀ-Þ]{1,5})(s?)\Z")
_PREFIXES = fold_all("re r in im ir il de des dis co sur sous mal non pre auto inter trans")


def optional_prefix(part: Fragment, again: Again) -> list[Word] | None:
    """``(ré)insertion`` → ``insertion`` and ``réinsertion`` at one position."""
    text = part.text
    opening = text.find("(")
    closing = text.find(")")
    before = text[:opening]
    if opening < 0 or closing < 0 or not (before == "" or before.endswith("'")):
        return None
    prefix, rest = text[opening + 1 : closing], part[closing + 1 :]
    words = again(rest) if rest.text else []
    if not words or fold(prefix) not in _PREFIXES:
        return again(part[opening + 1 : closing]) + words
    first = words[0]
    forms = (*first.forms, *(prefix.lower() + form for form in first.forms))
    both = replace(first, start=part.starts[opening], forms=forms, step="optional-prefix")
    return [replace(both, lemmas=None, elided=fold(before.rstrip("'"))), *words[1:]]


def inclusive(part: Fragment, again: Again, lexicon: Lexicon) -> list[Word] | None:
    """``acteur·rice·s``, ``usager-ère-s``, ``citoyen(ne)s``, ``élu/e/s``, ``habitant.e.s``."""
    found = _WITH_MARK.match(part.text) or _IN_BRACKETS.match(part.text)
    if not found:
        return None
    base, mark, suffix = found.group("base", "mark", "suffix")
    head, _, tail = base.rpartition("-")
    if head and mark != "-":
        pieces = [part[: len(head)], part[len(head) + 1 :]]
        return joined(pieces, again, lexicon)
    plural = bool(_PLURAL_MARK.search(part.text))
    forms = _both(tail, suffix, plural, lexicon)
    if mark in "./-" and not (forms and _same_case(base, suffix)):
        return None
    return [_word(part, _Marked(tail, suffix, plural), forms, lexicon)]


def _same_case(base: str, suffix: str) -> bool:
    return base.isupper() if suffix[0].isupper() else True


def contracted(part: Fragment, lexicon: Lexicon) -> list[Word] | None:
    """``acteurices`` → ``acteurs`` and ``actrices``."""
    text = part.text.lower()
    found = _CONTRACTED.match(text)
    if not found or not lexicon.knows(found.group(1)) or lexicon.knows(text):
        return None
    base, plural = found.group(1), bool(found.group(2))
    forms = _both(base, "rice", plural, lexicon)
    return [_word(part, _Marked(base, "rice", plural), forms, lexicon)]


def capital_suffix(part: Fragment, lexicon: Lexicon) -> list[Word] | None:
    """``salariéEs``, ``étudiantE``, ``agriculteurRICEs``."""
    found = _CAPITAL.match(part.text)
    if not found or found.group(2).lower() not in _SUFFIXES or len(found.group(1)) < 3:
        return None
    base, suffix, plural = found.group(1), found.group(2).lower(), bool(found.group(3))
    forms = _both(base, suffix, plural, lexicon)
    return [_word(part, _Marked(base, suffix, plural), forms, lexicon)] if forms else None


class _Marked(NamedTuple):
    base: str
    suffix: str
    plural: bool


def _word(part: Fragment, marked: _Marked, forms: tuple[str, ...], lexicon: Lexicon) -> Word:
    base = marked.base
    lemmas = _lemmas(base.lower(), lexicon)
    if not forms:
        guess = _guess(base.lower(), marked.suffix.lower(), lexicon)
        both = dict.fromkeys((base.lower(), guess))
        forms = _numbers(tuple(both), marked.plural)
        lemmas = lemmas or tuple(dict.fromkeys((stem(fold(base)), stem(fold(guess)))))
    return Word(part.start, part.end, forms, "inclusive", lemmas, capital=base[0].isupper())


def _guess(base: str, suffix: str, lexicon: Lexicon) -> str:
    """The feminine of a base when nothing proves it: a known word, else the suffix takes over.

    It does where its first letter stands in the base: « conteur·euse » → « conteuse ».
    """
    if suffix in _PLURALS:
        return base
    root = singular(base) if suffix != "e" else base
    for cut in range(min(5, len(root) - 1)):
        if cut and lexicon.knows(root[: len(root) - cut] + suffix):
            return root[: len(root) - cut] + suffix
    at = root.rfind(suffix[0], max(1, len(root) - 4)) if suffix != "e" else -1
    return (root if at < 0 else root[:at]) + suffix


def _numbers(forms: tuple[str, ...], plural: bool) -> tuple[str, ...]:
    """The forms, after their plurals when the plural is marked."""
    plurals = tuple(f + "s" for f in forms if f[-1] not in "sxz") if plural else ()
    return tuple(dict.fromkeys((*plurals, *forms)))


def _singulars(base: str) -> list[str]:
    found = [base]
    if base[-1] in "sx":
        found.append(base[:-1])
    if base.endswith("aux"):
        found.append(base[:-3] + "al")
    return found


def _lemmas(base: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Lemmas of the base that are not conjugated verbs."""
    readings = lexicon.readings(base) or lexicon.readings_of_fold(fold(base))
    wanted = [r for r in readings if set(r.kinds) - {"v"}]
    return tuple(dict.fromkeys(r.lemma for r in wanted))


def _both(base: str, suffix: str, plural: bool, lexicon: Lexicon) -> tuple[str, ...]:
    """The base and its feminine (or plural) that ends in the suffix; none if nothing proves it."""
    base, suffix = base.lower(), suffix.lower()
    lemmas = set(_lemmas(base, lexicon))
    if not lemmas:
        return ()
    if suffix in _PLURALS:
        return _plurals(base, suffix, lemmas, lexicon)
    for root in _singulars(base):
        for cut in range(min(5, len(root))):
            form = root[: len(root) - cut] + suffix
            if fold(form) in {fold(root), fold(root) + "s"}:
                continue
            proofs = [r for r in lexicon.readings_of_fold(fold(form)) if r.lemma in lemmas]
            if any(set(r.kinds) - {"v"} for r in proofs):
                return _numbers((root if plural else base, proofs[0].form), plural)
    return ()


def _plurals(base: str, suffix: str, lemmas: set[str], lexicon: Lexicon) -> tuple[str, ...]:
    for cut in range(min(3, len(base))):
        form = base[: len(base) - cut] + suffix
        if form != base and any(r.lemma in lemmas for r in lexicon.readings(form)):
            return (base, form)
    return ()
