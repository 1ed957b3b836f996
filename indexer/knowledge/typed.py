"""Reads a place typed by a person: what stands before the name, numbers, a département after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.knowledge.placenames import name_key

_KINDS = (
    r"ville|villes|commune|departement|region|mairie|territoire|metropole"
    r"|communaute urbaine|communaute d agglomeration|communaute de communes|agglomeration"
)
_LEAD = re.compile(rf"^(?:dans|en|a|vers|sur|pour|chez|(?:(?:la|le|l) )?(?:{_KINDS})) ")
_LEVELS = {
    "departement": "dep",
    "region": "reg",
    "ville": "com",
    "commune": "com",
    "communaute": "epci",
    "metropole": "epci",
}
_CONTRACTIONS = {"au": "le", "du": "le", "aux": "les", "des": "les"}
_LINKS = ("de la ", "de l ", "de ", "d ")
_DEPARTEMENT = re.compile(r"^(?:le |departement )?(\d{1,3}|2 ?[ab])$")
_AFTER = re.compile(r"[(,]\s*(?:le\s+)?(\d{2,3}|2[AaBb])\s*\)?\s*$")
_CITY = {"paris": "751", "marseille": "132", "lyon": "693"}
_ORDINAL = r"(\d{1,2}) ?(?:e|er|eme|ieme|nd|re)?(?: arrondissement| arr)?"
_CITY_FIRST = re.compile(rf"^(paris|lyon|marseille) {_ORDINAL}$")
_NUMBER_FIRST = re.compile(rf"^(?:le )?{_ORDINAL} (?:de |d )?(paris|lyon|marseille)$")


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed place read: codes named by number, name keys to try, a level, a département."""

    codes: tuple[str, ...]
    keys: tuple[str, ...]
    context: str | None
    level: str | None = None


def departement_code(number: str) -> str:
    """The code of a département's number: ``1`` → ``dep:01``, ``2a`` → ``dep:2A``."""
    return f"dep:{number.replace(' ', '').upper().zfill(2)}"


def arrondissement_code(city: str, number: int) -> str:
    """The code of an arrondissement: ``arm:75103``; Lyon counts from 81, the others from 1."""
    return f"arm:{_CITY[city]}{number + 80 if city == 'lyon' else number:02d}"


def _codes(key: str) -> tuple[str, ...]:
    if match := _DEPARTEMENT.match(key):
        return (departement_code(match.group(1)),)
    if match := _CITY_FIRST.match(key):
        return (arrondissement_code(match.group(1), int(match.group(2))),)
    if match := _NUMBER_FIRST.match(key):
        return (arrondissement_code(match.group(2), int(match.group(1))),)
    return ()


def _variants(key: str) -> list[str]:
    """The key as typed, then without what leads to a name, contractions undone."""
    found = [key]
    lead = _LEAD.match(key)
    if lead:
        key = key[lead.end() :]
        found.append(key)
    first, _, rest = key.partition(" ")
    if rest and first in _CONTRACTIONS:
        found += [f"{_CONTRACTIONS[first]} {rest}", rest]
    for link in _LINKS:
        if key.startswith(link):
            key = key[len(link) :]
            article = link[3:] if link.startswith("de l") else ""
            found += [article + key, key] if article else [key]
            break
    if key.startswith(("le ", "la ", "les ", "l ")):
        found.append(key.partition(" ")[2])
    return list(dict.fromkeys(found))


def read_typed(text: str) -> Typed:
    """Read what a person typed for a place."""
    context = None
    if match := _AFTER.search(text):
        context, text = departement_code(match.group(1)), text[: match.start()]
    keys = _variants(name_key(text))
    codes = next((found for key in keys if (found := _codes(key))), ())
    level = next((code for word, code in _LEVELS.items() if word in keys[0].split()), None)
    return Typed(codes, tuple(keys), context, level if len(keys) > 1 else None)
