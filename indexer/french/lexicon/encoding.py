"""How readings are written into the trie: a few bytes, shared by all words that inflect alike.

Key: the folded form. Value: what to change in the key to get the accents back, what to change to
get the folded lemma, and the kinds. ``eleves`` → é at 0, è at 2 · cut 1 · ``n``.
"""

from __future__ import annotations

from indexer.french.folding import fold

_SEPARATOR = "\x00"


def encode(form: str, lemma: str, kinds: str) -> bytes:
    """The value of one reading under the key ``fold(form)``."""
    key, folded = fold(form), fold(lemma)
    common = 0
    for left, right in zip(key, folded, strict=False):
        if left != right:
            break
        common += 1
    cut = chr(1 + len(key) - common)
    return _SEPARATOR.join((_accents(form), cut + folded[common:], kinds)).encode()


def decode(key: str, value: bytes) -> tuple[str, str, str]:
    """The form with its accents, the folded lemma, and the kinds."""
    accents, edit, kinds = value.decode().split(_SEPARATOR)
    lemma = key[: len(key) - ord(edit[0]) + 1] + edit[1:]
    return _dress(key, accents), lemma, kinds


def _accents(form: str) -> str:
    changes, place = [], 0
    for char in form.lower():
        folded = fold(char)
        if folded != char:
            changes.append(chr(1 + place) + char)
        place += len(folded)
    return "".join(changes)


def _dress(key: str, accents: str) -> str:
    if not accents:
        return key
    parts, done = [], 0
    for place, char in zip(accents[::2], accents[1::2], strict=True):
        at = ord(place) - 1
        parts.append(key[done:at] + char)
        done = at + len(fold(char))
    return "".join(parts) + key[done:]
