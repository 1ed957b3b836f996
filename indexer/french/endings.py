"""Number and gender of words the lexicon does not know, by their endings.

Twenty rules on folded forms; no verb is touched, for a wrong guess joins strangers.
"""

from __future__ import annotations

_GENDER = (
    ("trice", "teur"),
    ("euse", "eur"),
    ("iere", "ier"),
    ("enne", "en"),
    ("onne", "on"),
    ("elle", "el"),
    ("ive", "if"),
    ("eure", "eur"),
    ("ette", "et"),
    ("ee", "e"),
)
_SILENT_E = ("ant", "ent", "ois", "ais", "if", "at", "it", "ut", "ort", "ain", "in", "an", "al")


def singular(folded: str) -> str:
    """The folded word without its mark of plural: ``reseaux`` → ``reseau``."""
    if len(folded) < 4:
        return folded
    if folded.endswith("eaux"):
        return folded[:-1]
    if folded.endswith("aux"):
        return folded[:-2] + "l"
    if folded[-1] in "sx" and not folded.endswith(("ss", "ois", "ais")):
        return folded[:-1]
    return folded


def stem(folded: str) -> str:
    """The folded word as a masculine singular, as far as its ending tells."""
    word = singular(folded)
    if len(word) < 5:
        return word
    for feminine, masculine in _GENDER:
        if word.endswith(feminine):
            return word[: -len(feminine)] + masculine
    if word[-1] == "e" and word[:-1].endswith(_SILENT_E):
        return word[:-1]
    return word
