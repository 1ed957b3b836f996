"""What a raised character says in plain text: an ordinal, an exponent, or a call to a note."""

from __future__ import annotations

import re

#: Ends of ordinals and titles that are part of the word before: 3e, 1er, n°, Mme, Dr, Me.
_ORDINAL = re.compile(
    r"(?:e|er|re|ere|ère|eme|ème|es|ers|res|nd|nde|d|th|st|o|os|°)", re.IGNORECASE
)
_TITLE = re.compile(r"(?:me|mes|lle|lles|e|r|gr|t|ts)", re.IGNORECASE)
#: Hours and minutes of the clock: 7h, 30 min.
_CLOCK = re.compile(r"h|min|mn|s", re.IGNORECASE)
_NOTE_CALL = re.compile(r"[\[(]?\s*(?:\d{1,3}|\*{1,4}|[a-z]|note\s*\d*)\s*[\])]?", re.IGNORECASE)
_UNIT = re.compile(r"(?:\d\s*|(?<![a-zà-ÿ])(?:[cdkm]?m|ha))$", re.IGNORECASE)
#: Formulas whose number is often raised instead of lowered: CO2, NO2, H2O.
_FORMULA = re.compile(r"(?<![^\W\d_])(?:[CNS]?O|H|N)$")
_EXPONENTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(before: str, raised: str, after: str = "") -> str:
    """What ``raised`` text adds to the plain text that ends with ``before``.

    ``3`` + ``e`` gives ``e``; ``12 m`` + ``2`` gives ``²``; ``toit`` + ``1`` is a call to a note
    and gives nothing; longer text is kept apart from the word before it. ``after`` tells a
    fraction: ``1`` before ``/2``.
    """
    raised = raised.strip()
    if before[-1:].isdigit() and (_ORDINAL.fullmatch(raised) or _CLOCK.fullmatch(raised)):
        return raised
    if raised.isdigit() and (after[:1] in ("/", "⁄") or _FORMULA.search(before)):
        return raised
    if raised.isdigit() and len(raised) < 3 and _UNIT.search(before[-8:]):
        return raised.translate(_EXPONENTS)
    if before[-1:].isupper() and _TITLE.fullmatch(raised):
        return raised
    if before[-1:] in ("n", "N") and raised in ("o", "os", "°"):
        return "°"
    if not raised or _NOTE_CALL.fullmatch(raised):
        return ""
    return f" {raised} "
