"""Reads a Hunspell dictionary with parts of speech and spells out every inflected form.

Only suffixes are expanded: prefixes of the French dictionary are elisions (``l'``, ``d'``) and
unit names (``kilo``), which our own steps handle or no sheet needs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Inflected(NamedTuple):
    """One form of one lemma; ``kinds`` holds letters among ``n a p g i v x N``.

    Noun, adjective, past and present participle, infinitive, conjugated verb, other word,
    proper name.
    ``feminine`` says the dictionary marks the form as feminine only.
    """

    form: str
    lemma: str
    kinds: str
    feminine: bool


@dataclass(frozen=True, slots=True)
class _Suffix:
    strip: str
    add: str
    condition: re.Pattern[str]
    marks: tuple[str, ...]


_TENSES = {"infi": "i", "ppas": "p"}
_DROPPED = {"simp"}
_DROPPED_PAST = {"1sg", "2sg", "1pl", "2pl", "1isg"}
_NAMES = {"npr", "prn", "patr"}
_PLAIN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*\Z")


def read_suffixes(aff: Path) -> dict[str, list[_Suffix]]:
    """The suffix rules of an ``.aff`` file by their two-letter flag."""
    rules: dict[str, list[_Suffix]] = defaultdict(list)
    for line in aff.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) < 5 or parts[0] != "SFX":
            continue
        flag, strip, add, condition, *marks = parts[1:]
        rules[flag].append(
            _Suffix(
                "" if strip == "0" else strip,
                _zero(add.partition("/")[0]),
                re.compile(f"(?:{condition})\\Z"),
                tuple(marks),
            )
        )
    return rules


def _zero(text: str) -> str:
    return "" if text == "0" else text


def expand(aff: Path, dic: Path) -> Iterator[Inflected]:
    """Every inflected form of the dictionary; a form may come several times."""
    rules = read_suffixes(aff)
    for line in dic.read_text(encoding="utf-8").splitlines()[1:]:
        head, *marks = line.split()
        word, _, flags = head.partition("/")
        if _PLAIN.match(word):
            yield from _entry(word, flags, marks, rules)


def _entry(
    word: str, flags: str, marks: list[str], rules: dict[str, list[_Suffix]]
) -> Iterator[Inflected]:
    names = [flags[i : i + 2] for i in range(0, len(flags), 2)]
    own = _kind(_values(marks, "po"))
    if "()" not in names:
        lemma = next(iter(_values(marks, "st")), word)
        yield Inflected(word, lemma, own, "fem" in _values(marks, "is"))
    for flag in names:
        for rule in rules.get(flag, ()):
            if not (word.endswith(rule.strip) and rule.condition.search(word)):
                continue
            form = word[: len(word) - len(rule.strip)] + rule.add
            said = _values(rule.marks, "po")
            if not _dropped(said):
                feminine = "fem" in _values(rule.marks, "is") or "fem" in _values(marks, "is")
                yield Inflected(form, word, _kind(said) if said else own, feminine)


def _values(marks: list[str] | tuple[str, ...], key: str) -> list[str]:
    return [tag[3:] for tag in marks if tag.startswith(f"{key}:")]


def _dropped(said: list[str]) -> bool:
    """Whether the form is one no sheet uses (imperfect subjunctive, « nous allâmes »)."""
    if _DROPPED & set(said):
        return "ipre" not in said
    return "ipsi" in said and bool(_DROPPED_PAST & set(said)) and "ipre" not in said


def _kind(said: list[str]) -> str:
    """The kind letters of a list of ``po:`` values."""
    if not said:
        return "x"
    kinds = ""
    for value in said:
        kinds += _one_kind(value)
    if "p" in kinds:
        return "p"
    return "".join(dict.fromkeys(kinds)) or "v"


def _one_kind(value: str) -> str:
    if value in _TENSES:
        return _TENSES[value]
    if value in _NAMES:
        return "N"
    if value == "nom":
        return "n"
    if value == "adj":
        return "a"
    if value[:1] in "0123456789" or (value[:1] == "v" and value[1:2] in "0123"):
        return ""
    if value == "ppre":
        return "g"
    return "v" if value in {"ipre", "iimp", "ipsi", "ifut", "cond", "spre", "impe"} else "x"
