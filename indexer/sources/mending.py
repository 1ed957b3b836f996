"""Mends what typesetting does to words: note numbers glued on, lines and words cut in two."""

from __future__ import annotations

import re
import unicodedata

from indexer.french.lexicon import lexicon

_GLUED = re.compile(r"(?<![\w.\-])([a-zà-ÿœæ]{3,})(\d{1,2})(?![\w])")
_WORD_CUT = re.compile(r"(\w+)[-\u2010\u00ad]\s*\n\s*([a-zà-ÿœæ]\w*)")
#: A name such as Saint-Denis keeps its hyphen.
_NAME_CUT = re.compile(r"(?<=[^\W\d_])[-\u2010]\s*\n\s*(?=[A-ZÀ-Ý])")
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_SOFT_HYPHEN = "\u00ad"


def without_note_numbers(text: str) -> str:
    """``text`` without numbers of footnotes glued to words: ``un toit1`` → ``un toit``.

    Only one or two digits after a French word of three small letters or more are dropped, so that
    ``3e``, ``loi1901`` and ``m2`` stay.
    """
    return _GLUED.sub(lambda glued: glued[1] if _is_word(glued[1]) else glued[0], text)


def signs_apart(text: str) -> str:
    """``text`` with letters that are set as one sign apart again: ``ﬁn`` → ``fin``."""
    return _LIGATURE.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)


def joined_lines(text: str) -> str:
    """The lines of one paragraph as one, with words cut at a line's end made whole.

    ``habi-`` + ``tants`` gives ``habitants``; ``mal-`` + ``logement`` keeps its hyphen, because
    the halves are words and the whole is not.
    """
    whole = _NAME_CUT.sub("-", text)
    whole = _WORD_CUT.sub(lambda cut: _one_word(cut[1], cut[2]), whole)
    return " ".join(whole.replace(_SOFT_HYPHEN, "").split("\n")).strip()


def _one_word(first: str, second: str) -> str:
    if _is_word(first + second) or not (_is_word(first) and _is_word(second)):
        return first + second
    return f"{first}-{second}"


def _is_word(form: str) -> bool:
    return lexicon().knows(form.lower())
