"""The inside of a sentence of a service-public.fr sheet as HTML: links, emphasis, spaces.

Editors now and then forget the space beside a link or a value, and the JSON form loses it between
two of them; it is put back where both sides are whole words.
"""

from __future__ import annotations

import re
from html import escape

from indexer.french.lexicon import lexicon
from indexer.sources.service_public.tree import INLINE, RAISED, Element

SITE = "https://www.service-public.fr"
#: The part of the site that each audience reads.
_ROOMS = {
    "particuliers": "particuliers",
    "professionnels": "professionnels-entreprises",
    "associations": "associations",
}
_NUMBER = re.compile(r"[FNR]\d{1,7}")
_TIGHT = re.compile(r"^\s+(?=[.,)\]])")
_LAST_WORD = re.compile(r"\w+$")
_FIRST_WORD = re.compile(r"(?:[cdjlmnst]|qu)['’]|\w+")
#: Words of one letter that stand alone; other letters are pieces of words.
_LETTERS = frozenset("aàxy")
_ORDINALS = frozenset({"e", "er", "re", "ère", "ème", "nd", "nde"})


def inline(element: Element) -> str:
    """The inside of a paragraph as HTML."""
    pieces: list[str] = []
    before: Element | str = ""
    for child in element.children:
        if before and _is_glued(before, child):
            pieces.append(" ")
        if isinstance(child, str):
            text = _TIGHT.sub("", child) if pieces else child
            pieces.append(escape(text, quote=False))
        else:
            pieces.append(inline_element(child))
        before = child
    return "".join(pieces)


def inline_element(element: Element) -> str:
    """An element that stands inside a sentence; an unknown one is kept apart by spaces."""
    inside = inline(element)
    if element.name not in INLINE:
        return f" {inside} "
    link = address_of(element)
    if link and inside.strip():
        return linked(link, inside)
    if element.attributes.get("title"):
        return f'<abbr title="{escape(element.attributes["title"])}">{inside}</abbr>'
    tag = INLINE[element.name]
    return f"<{tag}>{inside}</{tag}>" if tag else inside


def linked(address: str, inside: str) -> str:
    """HTML that leads to ``address``, or the bare HTML when there is none."""
    return f'<a href="{escape(address)}">{inside}</a>' if address and inside else inside


def address_of(element: Element) -> str:
    """Where an element leads: its own address, or that of a page of the site."""
    told = element.attributes
    if told.get("URL"):
        return told["URL"]
    return page_address(told.get("LienPublication", ""), told.get("audience", ""))


def page_address(number: str, audience: str) -> str:
    """The address of a page of the site for an audience, or nothing when it has none."""
    room = _ROOMS.get(audience.strip().lower(), "")
    return f"{SITE}/{room}/vosdroits/{number}" if room and _NUMBER.fullmatch(number) else ""


def line_of(title: Element) -> str:
    """A title as HTML, whose paragraphs become one line."""
    paragraphs = list(title.elements("Paragraphe"))
    return " ".join(inline(each).strip() for each in paragraphs or [title]).strip()


# --- Forgotten spaces ----------------------------------------------------------------------------


def _is_glued(before: Element | str, after: Element | str) -> bool:
    """Whether the space between two pieces of a sentence was forgotten."""
    if _name(after) in RAISED or _name(before) == _name(after) == "":
        return False
    left, right = _text(before), _text(after)
    if not left or not right or not right[0].isalnum():
        return False
    if "Valeur" in (_name(before), _name(after)) and left[-1] in "€%":
        return True
    one, other = _LAST_WORD.search(left), _FIRST_WORD.match(right)
    if one is None or other is None:
        return False
    ordinal = _name(before) == "Exposant" and one[0] in _ORDINALS
    return _are_two_words(one[0], other[0], ordinal, "Valeur" in (_name(before), _name(after)))


def _are_two_words(one: str, other: str, ordinal: bool, value: bool) -> bool:
    """Whether two runs of letters or digits without a space between are words of their own."""
    if one[-1].isdigit():
        return len(other) > 2 and other.isalpha() and _is_whole(other)
    if other[0].isdigit():
        return value and _is_whole(one)
    return (ordinal or _is_whole(one)) and _is_whole(other) and not _knows(one + other)


def _is_whole(word: str) -> bool:
    """Whether letters are a word, or a name or acronym with its capital."""
    if len(word) == 1:
        return word in _LETTERS
    return word[-1] in "'’" or any(letter.isupper() for letter in word) or _knows(word)


def _knows(word: str) -> bool:
    return lexicon().knows(word.lower())


def _name(piece: Element | str) -> str:
    return "" if isinstance(piece, str) else piece.name


def _text(piece: Element | str) -> str:
    return piece if isinstance(piece, str) else piece.raw()
