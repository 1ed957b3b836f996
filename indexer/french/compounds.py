"""Hyphens: compounds, which are their words and one word too, and hyphens of line ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice, product

from indexer.french.characters import Fragment
from indexer.french.folding import fold, fold_all
from indexer.french.levels import bare, lemmas_of
from indexer.french.lexicon import Lexicon
from indexer.french.words import Whole, Word

Again = Callable[[Fragment], list[Word]]

#: First parts that are prefixes: « co-construction » is not a « construction ».
BOUND = fold_all(
    "aero agro anti archi audio auto bio co contre cyber demi eco electro euro ex extra geo "
    "hydro hyper hypo infra inter intra macro maxi mega meta micro mini mono multi neo neuro non "
    "para pluri poly post pre pro proto pseudo psycho re r retro semi socio sous sub super sur "
    "tele thermo trans tri ultra uni vice"
)
_FREE_PARTS = frozenset({"post", "pro", "contre", "vice", "sous", "ex", "non", "sur"})
_MOST_FORMS = 4
_MOST_LEMMAS = 8
_LINE_END = re.compile(r"(-?)[ \t]*\r?\n[ \t]*")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_FIRST_WORD = re.compile(r"[^\W_]+")


def line_end(part: Fragment, again: Again, lexicon: Lexicon) -> list[Word] | None:
    """``réhabili-⏎tation`` → one word; ``centre-⏎ville`` → a compound; the lexicon decides."""
    found = _LINE_END.search(part.text)
    if not found:
        return None
    before, after = part[: found.start()], part[found.end() :]
    hyphen = part[found.start() : found.start() + 1]
    if found.group(1) and _keeps_hyphen(before.text, after.text, lexicon):
        return again(before + hyphen + after)
    return again(before + after)


def _keeps_hyphen(before: str, after: str, lexicon: Lexicon) -> bool:
    left, right = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if not left or not right:
        return True
    one, two = left.group().lower(), right.group().lower()
    if lexicon.knows(one + two):
        return False
    if lexicon.knows(f"{one}-{two}") or not right.group()[0].islower():
        return True
    return min(len(one), len(two)) >= 3 and lexicon.knows(one) and lexicon.knows(two)


def compound(part: Fragment, again: Again, lexicon: Lexicon) -> list[Word] | None:
    """``procès-verbaux`` → its words, and ``procesverbaux`` with its lemma at the first."""
    pieces = [part[m.start() : m.end()] for m in re.finditer(r"[^-]+", part.text)]
    if "-" not in part.text:
        return None
    return joined(pieces, again, lexicon)


def joined(pieces: list[Fragment], again: Again, lexicon: Lexicon) -> list[Word]:
    """The words of the pieces; the first also carries them all as one word."""
    words = [made for piece in pieces for made in again(piece)]
    if len(words) < 2:
        return words
    forms = ["-".join(c) for c in islice(product(*(w.forms for w in words)), _MOST_FORMS)]
    written = "-".join(piece.text.lower() for piece in pieces)
    whole = [r.lemma for r in lexicon.readings(written) or lexicon.readings_of_fold(fold(written))]
    parts = product(*(lemmas_of(w, lexicon) or w.forms for w in words))
    lemmas = [bare(lemma) for lemma in whole] + [
        fold("".join(combination)) for combination in islice(parts, _MOST_LEMMAS)
    ]
    first = fold(pieces[0].text)
    one = Whole(
        tuple(dict.fromkeys(forms)),
        tuple(dict.fromkeys(lemmas)),
        len(words),
        "compound",
        bound=first in BOUND - _FREE_PARTS,
    )
    return [words[0].with_whole(one), *words[1:]]
