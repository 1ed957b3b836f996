"""What must not be taken for words: addresses, dotted acronyms, telephone numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from indexer.french.characters import Fragment
from indexer.french.folding import fold
from indexer.french.words import Whole, Word, word

_MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)\Z")
_SITE = re.compile(
    r"((?:[\w-]+\.)+(?:fr|com|org|net|eu|info|paris|asso|coop|be|ch|re))(?:/[\w./-]*)?\Z"
)
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\Z")
_PHONE = re.compile(r"0\d(?:[ .]\d\d){4}\Z")
_WORDS = re.compile(r"[^\W_]+")


def address(part: Fragment) -> list[Word] | None:
    """``accueil@ville.fr``: its words, and at the first one the whole and the host."""
    if "." not in part.text or not part.text[-1].islower():
        return None
    found = _MAIL.match(part.text) or _SITE.match(part.text)
    if not found:
        return None
    words = [word(part[m.start() : m.end()], "address") for m in _WORDS.finditer(part.text)]
    forms = tuple(dict.fromkeys((part.text.lower(), found.group(1).lower())))
    return _headed(words, Whole(forms, (), len(words), "address"))


def acronym(part: Fragment) -> list[Word] | None:
    """``C.H.R.S.`` → ``chrs``; the last dot may be missing."""
    if not _DOTTED.match(part.text):
        return None
    letters = part.text.replace(".", "")
    capitals = letters.isupper()
    made = Word(
        part.start,
        part.end,
        (letters.lower(),),
        "acronym",
        lemmas=(fold(letters),),
        capitals=capitals,
        capital=capitals,
    )
    return [made]


def phone(part: Fragment) -> list[Word] | None:
    """``01 48 57 10 10``: five numbers that are also one."""
    if not _PHONE.match(part.text):
        return None
    words = [
        replace(word(part[m.start() : m.end()], "phone"), lemmas=(m.group(),))
        for m in _WORDS.finditer(part.text)
    ]
    joined = "".join(w.forms[0] for w in words)
    return _headed(words, Whole((joined,), (), len(words), "phone"))


def _headed(words: list[Word], whole: Whole) -> list[Word]:
    return [words[0].with_whole(whole), *words[1:]]
