"""Territories written with a number: "le 93", "3e arrondissement de Paris", "75003 Paris"."""

from __future__ import annotations

import re

from indexer.detection import cues
from indexer.detection.mentions import Mention
from indexer.detection.words import Word
from indexer.knowledge.gazetteer import Gazetteer
from indexer.knowledge.names import Named
from indexer.knowledge.typed import arrondissement_code, departement_code

_DEPARTEMENT = re.compile(r"^(?:\d{2}|2[ab]|97[1-6])$")
_ORDINAL = re.compile(r"^(\d{1,2})(?:e|er|re|eme|ieme|nd|nde)$")
_POSTAL = re.compile(r"^(75|13|69)0(\d\d)$")
_ROMAN = {"i": 1, "v": 5, "x": 10}
_SPELLED = (
    "premier",
    "deuxieme",
    "troisieme",
    "quatrieme",
    "cinquieme",
    "sixieme",
    "septieme",
    "huitieme",
    "neuvieme",
    "dixieme",
    "onzieme",
    "douzieme",
    "treizieme",
    "quatorzieme",
    "quinzieme",
    "seizieme",
    "dixseptieme",
    "dixhuitieme",
    "dixneuvieme",
    "vingtieme",
)
_LAST = {"paris": 20, "marseille": 16, "lyon": 9}
_CITY_ADJECTIVES = {"parisien": "paris", "lyonnais": "lyon", "marseillais": "marseille"}
#: Words whose number stands between parentheses: "le département (77)".
_LISTED = frozenset(("departement", "departements"))
_NINETIES = {"un": "91", "deux": "92", "trois": "93", "cube": "93", "quatre": "94", "cinq": "95"}
#: Words of a list that are looked at: more than there are départements.
_LONGEST_LIST = 120
#: The largest number that may be a day of the month.
_LAST_DAY = 31


def ordinal(word: Word) -> int:
    """The number that an ordinal says, 0 when it is none: ``3e``, ``XIIIe``, ``treizième``."""
    if match := _ORDINAL.match(word.key):
        return int(match.group(1))
    if word.key in _SPELLED:
        return _SPELLED.index(word.key) + 1
    roman = re.match(r"^([IVX]+)(?:e|ème|er|ᵉ)$", word.raw)
    return _roman(roman.group(1).lower()) if roman else 0


def _roman(digits: str) -> int:
    values = [_ROMAN[d] for d in digits]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def find_numbers(words: list[Word], text: str, gazetteer: Gazetteer) -> list[Mention]:
    """Arrondissements and départements written with a number, already accepted."""
    found: list[Mention] = []
    for at, word in enumerate(words):
        if word.key in _LAST and word.capital:
            found += _city_then_number(words, at)
        elif word.key in ("arrondissement", "arrondissements"):
            found += _arrondissements(words, at)
        elif word.key[0].isdigit() or word.key == "neuf":
            found += _departement(words, at, text)
    return [mention for mention in found if gazetteer.get(mention.readings[0].code)]


def _made(first: int, last: int, key: str, code: str, cue: str) -> Mention:
    return Mention(first, last, key, [Named(code, "n")], cue=cue)


def _city_then_number(words: list[Word], at: int) -> list[Mention]:
    """A city and its arrondissement: "Paris 3e", "Lyon (8e)", "Paris 18", "75003 Paris"."""
    city = words[at].key
    before = words[at - 1] if at else None
    if before and (match := _POSTAL.match(before.key)) and words[at].linked:
        prefix = {"75": "paris", "13": "marseille", "69": "lyon"}[match.group(1)]
        number = int(match.group(2))
        if prefix == city and 1 <= number <= _LAST[city]:
            code = arrondissement_code(city, number)
            return [_made(at - 1, at + 1, city, code, "postal code")]
    after = words[at + 1] if at + 1 < len(words) else None
    if after is None or after.gap.strip() not in ("", "(", ","):
        return []
    number = ordinal(after)
    university = not cues.UNIVERSITIES.isdisjoint(w.key for w in words[max(0, at - 3) : at])
    if not number and after.key.isdigit() and len(after.key) < 3 and not university:
        following = words[at + 2].key if at + 2 < len(words) else ""
        bare = after.gap.strip() == "" and following not in cues.NOT_AFTER_NUMBER
        number = int(after.key) if bare else 0
    if 1 <= number <= _LAST[city]:
        return [_made(at, at + 2, city, arrondissement_code(city, number), "arrondissement")]
    return []


def _arrondissements(words: list[Word], at: int) -> list[Mention]:
    """Ordinals before the word: "le 3e arrondissement de Paris", "les 3e et 7e de Lyon"."""
    numbers: list[tuple[int, int]] = []
    back = at - 1
    while back >= 0 and (ordinal(words[back]) or words[back].key in ("et", "les", "des")):
        if number := ordinal(words[back]):
            numbers.append((back, number))
        back -= 1
    city, end = _city_after(words, at)
    return [
        _made(first, end, city, arrondissement_code(city, number), "arrondissement")
        for first, number in reversed(numbers)
        if city and 1 <= number <= _LAST[city]
    ]


def _city_after(words: list[Word], at: int) -> tuple[str, int]:
    """The city whose arrondissement it is and the word after it; else one named in the text."""
    for ahead in range(at + 1, min(at + 4, len(words))):
        key = words[ahead].key
        if key in _LAST and words[ahead].capital:
            return key, ahead + 1
        if (adjective := _CITY_ADJECTIVES.get(key)) is not None:
            return adjective, ahead + 1
        if key not in ("de", "d", "a"):
            break
    named = {w.key for w in words if w.key in _LAST and w.capital}
    return (named.pop(), at + 1) if len(named) == 1 else ("", at + 1)


def _departement(words: list[Word], at: int, text: str) -> list[Mention]:
    """A département by its number: "le 93", "du 93", "(93)", "CAF 93", "le 9-3"."""
    word = words[at]
    spoken = _spoken(words, at)
    number = spoken or (word.key if _DEPARTEMENT.match(word.key) else "")
    if not number:
        return []
    last = at + 1 + bool(spoken)
    after = words[last] if last < len(words) else None
    if _bracketed(words, at, after, text):
        return [_made(at, last, number, departement_code(number), "number between parentheses")]
    if not spoken and _enumerated(words, at, text):
        return [_made(at, last, number, departement_code(number), "list of départements")]
    if _unit_follows(after, words[last - 1], text):
        return []
    cue = _number_cue(words, at, int(number[:2]) if number[:2].isdigit() else 99)
    return [_made(at, last, number, departement_code(number), cue)] if cue else []


def _spoken(words: list[Word], at: int) -> str:
    """The number of "9-3", "9.4" and "neuf-trois", else an empty text."""
    following = words[at + 1] if at + 1 < len(words) else None
    if words[at].key == "neuf" and following is not None and following.hyphenated:
        return _NINETIES.get(following.key, "")
    if words[at].key != "9" or following is None or following.gap not in ("-", "‑", "."):
        return ""
    return "9" + following.key if following.key in tuple("12345") else ""


def _bracketed(words: list[Word], at: int, after: Word | None, text: str) -> bool:
    closing = text[words[at].end : after.start if after else len(text)]
    opened = words[at].gap.rstrip().endswith("(") and closing.lstrip().startswith(")")
    before = words[at - 1]
    return opened and at > 0 and (before.capital or before.hyphenated or before.key in _LISTED)


def _enumerated(words: list[Word], at: int, text: str) -> bool:
    """Whether the number is one of several départements: "les départements 75, 92 et 93"."""
    first, last = _run(words, at, -1), _run(words, at, 1)
    if first == last or _unit_follows(
        words[last + 1] if last + 1 < len(words) else None, words[last], text
    ):
        return False
    back = [word.key for word in words[max(0, first - 2) : first]][::-1]
    if ":" in words[first].gap:
        return not _LISTED.isdisjoint(back)
    return back[:1] == ["departements"] or (back[:1] == ["le"] and back[1:] in (["dans"], ["sur"]))


def _run(words: list[Word], at: int, step: int) -> int:
    """The first (``step`` -1) or last number of the list of numbers that holds word ``at``."""
    end = at
    for _ in range(_LONGEST_LIST):
        last = not 0 <= at + step < len(words)
        if last or words[max(at, at + step)].gap.strip() not in ("", ",", "/"):
            break
        at += step
        if _DEPARTEMENT.match(words[at].key):
            end = at
        elif words[at].key not in ("et", "ou"):
            break
    return end


def _unit_follows(after: Word | None, word: Word, text: str) -> bool:
    """Whether what follows makes the number a date, a quantity, a price or a street number."""
    end = text[word.end : word.end + 3].lstrip("\u00a0\u202f ")
    if end[:1] in ("%", "€", "°", "/") or re.match(r"[.,]\d", text[word.end : word.end + 2]):
        return True
    if after is None or after.sentence != word.sentence:
        return False
    close = after.gap.strip() in ("", "-", ",")
    percent = after.key == "pour" and re.match(r"\s+cents?\b", text[after.end :])
    return close and bool(percent or after.key in cues.NOT_AFTER_NUMBER or after.key[0].isdigit())


def _number_cue(words: list[Word], at: int, number: int) -> str:
    """What makes the number a département; days of the month want more than "le"."""
    back = [w.key for w in words[max(0, at - 4) : at]][::-1] + [""] * 4
    if not words[at].linked or cues.NOT_BEFORE_NUMBER & set(back[:3]):
        return ""
    if back[0] == "departement" or back[:2] == ["numero", "departement"]:
        return "département"
    if back[0] == "le" and back[1] in ("dans", "sur", "pour", "partout"):
        return f"{back[1]} le"
    if back[:2] in (["departemental", "conseil"], ["departementale", "direction"]):
        return "body of a département"
    if back[0] in cues.NUMBERED_BODIES and words[at - 1].raw.isupper():
        return "body of a département"
    if back[0] == "du" and back[1] in cues.OF_A_NUMBER:
        return f"{back[1]} du"
    if number > _LAST_DAY and back[0] in ("le", "du", "au"):
        return back[0]
    return ""
