"""How names of places are compared: case, accents, hyphens and ``St`` do not count.

Every table of names and every look-up goes through ``name_key``, so two spellings of one name
always meet.
"""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_NOT_ALNUM = re.compile(r"[^0-9a-z]+")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLE = re.compile(r"^(?:le|la|les|l) (?=.)")


def fold(text: str) -> str:
    """Lower case without accents or ligatures; one character may become two."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def name_key(name: str) -> str:
    """The form under which a name is filed: ``L’Haÿ-les-Roses`` → ``l hay les roses``."""
    words = _NOT_ALNUM.sub(" ", fold(name)).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def without_article(key: str) -> str:
    """A key without its leading article: ``la courneuve`` → ``courneuve``."""
    return _ARTICLE.sub("", key)


def slug(label: str) -> str:
    """A label as the last part of a quartier's code: ``Cité des Beaudottes`` → ``cite-des-…``."""
    return _NOT_ALNUM.sub("-", fold(label)).strip("-")
