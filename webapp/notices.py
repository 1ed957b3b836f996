"""What a visitor is told above the results, in few words: corrections, additions, limits.

Each notice is one short sentence to read at a glance; long lists wait behind « Détail ».
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer import Expansion, Notice, Relaxed, Results
from webapp import urls
from webapp.present import NBSP, Link, plural, typographic

#: Characters of a sentence that is read at a glance; what follows a semicolon after them waits.
GLANCE = 90

#: Equivalents told at once; further ones wait.
FEW = 2


@dataclass(frozen=True, slots=True)
class Told:
    """A notice: its sentence, what it leaves for later, and a link to act on it."""

    text: str
    more: str = ""
    link: Link | None = None


def told(results: Results) -> tuple[Told, ...]:
    """The notices of an answer, the most important first."""
    return tuple(_each(results))


def _each(results: Results) -> Iterator[Told]:
    query = results.query
    if results.relaxed:
        yield from _relaxed(results.relaxed)
    elif results.suggestion:
        better = replace(query, text=results.suggestion.text, page=1)
        count = results.suggestion.total
        proposed = Link(results.suggestion.text, urls.address(better), count=count)
        yield Told("Vouliez-vous dire", link=proposed)
    expansions = tuple(_unsaid(results.expansions, query.text))
    if expansions:
        exact = urls.address(replace(query, exact=True, page=1))
        link = Link("Mes mots exacts seulement", exact) if results.total else None
        yield _widened(expansions, link)
    if query.exact and query.text and results.total:  # an empty answer counts its ways out
        wide = urls.address(replace(query, exact=False, page=1))
        yield Told("Mots exacts seulement, sans équivalents.", link=Link("Élargir", wide))
    yield from map(_said, results.notices)


def _relaxed(relaxed: Relaxed) -> Iterator[Told]:
    if relaxed.stage == "spelling":
        changes = ", ".join(f"{quoted(typed)} → {quoted(new)}" for typed, new in relaxed.changed)
        yield Told(f"Orthographe corrigée{NBSP}: {changes}.")
    else:
        yield _said(Notice(relaxed.stage, relaxed.text))
    missed = [word for word in relaxed.dropped if relaxed.stage == "spelling" or
              quoted(word) not in typographic(relaxed.text)]  # fmt: skip
    if missed:
        yield Told(f"Laissé de côté{NBSP}: {', '.join(map(quoted, missed))}.")


def _unsaid(expansions: tuple[Expansion, ...], asked: str) -> Iterator[Expansion]:
    """What was added that the question does not say itself."""
    said = typographic(asked).lower()
    for expansion in expansions:
        added = tuple(words for words in expansion.added if typographic(words).lower() not in said)
        if added:
            yield replace(expansion, added=added)


def _widened(expansions: tuple[Expansion, ...], link: Link | None) -> Told:
    few = ", ".join(f"{e.typed} → {_listed(e.added[:FEW])}" for e in expansions[:FEW])
    rest = sum(len(e.added) for e in expansions) - sum(len(e.added[:FEW]) for e in expansions[:FEW])
    if not rest:
        return Told(f"Recherche élargie{NBSP}: {few}.", link=link)
    every = "\u00a0; ".join(f"{e.typed} → {_listed(e.added)}" for e in expansions)
    return Told(f"Recherche élargie{NBSP}: {few}…", f"{every}.", link)


def _listed(words: tuple[str, ...]) -> str:
    return typographic(", ".join(words))


def _said(notice: Notice) -> Told:
    """What the library says; a long sentence is cut at its semicolon."""
    text = typographic(notice.text)
    head, cut, tail = text.partition(f"{NBSP}; ")
    if cut and len(text) > GLANCE:
        return Told(f"{head}.", tail[:1].upper() + tail[1:])
    return Told(text)


def quoted(text: str) -> str:
    """A text between French quotation marks."""
    return f"«{NBSP}{text}{NBSP}»"


def fault(met: urls.Fault) -> str:
    """What a visitor is told of a parameter that was ignored."""
    named, value = quoted(met.parameter), quoted(met.value)
    sentences = {
        "unknown": f"Le paramètre {named} n’existe pas{NBSP}: il a été ignoré.",
        "value": f"La valeur {value} du paramètre {named} est inconnue{NBSP}: elle a été ignorée.",
        "repeated": f"Le paramètre {named} ne se donne qu’une fois{NBSP}: seul le premier compte.",
        "many": f"Au plus {urls.MAX_VALUES} valeurs par filtre{NBSP}: {value} a été ignorée.",
        "long": f"Au-delà de {plural(urls.MAX_TEXT, 'caractère')}, la fin a été ignorée.",
        "beyond": f"La valeur {value} du paramètre {named} est trop grande.",
    }
    return sentences[met.reason]
