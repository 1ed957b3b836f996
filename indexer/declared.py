"""Themes and territories that sheets declare and that do not exist, with the nearest that does.

Such a value is shown and filtered as it stands; ``fiches import`` and ``fiches index`` warn of it,
``fiches check`` counts it an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal, Protocol

from indexer.engines.contract import Engine
from indexer.knowledge.placenames import slug
from indexer.query import Query, Words
from indexer.vocabulary import NO_TERRITORY, Sheet, Territory, Theme

_PAGE = 50
#: Sheets named in one line.
_TOLD = 5
_COMMUNE = re.compile(r"(?:com|arm|qt):(97\d|2[AB]|\d\d)")


class KnownTerritories(Protocol):
    """The gazetteer, as far as declared values are held against it."""

    def parse(self, value: str) -> Territory:
        """The territory declared by ``value``; ``ValueError`` says what is wrong."""
        ...

    def current(self, code: str) -> str | None:
        """The code that stands for ``code`` today, or ``None``."""
        ...

    def display(self, code: str) -> str:
        """The name of a territory, with what tells it from its namesakes."""
        ...

    def lookup(self, name: str, context: str | None = None) -> tuple[Territory, ...]:
        """The territories of that name."""
        ...


@dataclass(frozen=True, slots=True)
class Unknown:
    """A declared value that names nothing; ``nearest`` is one that does, or empty."""

    field: Literal["DC.subject", "DC.coverage"]
    value: str
    nearest: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An unknown value and the sheet that declares it."""

    sheet: str
    field: str
    value: str
    nearest: str
    message: str
    advice: str


@dataclass(slots=True)
class Vocabulary:
    """What sheets may declare: the editors' themes and the gazetteer; judgements are kept."""

    themes: tuple[Theme, ...]
    gazetteer: KnownTerritories
    _judged: dict[tuple[str, str], Unknown | None] = field(default_factory=dict)

    def spelled(self, sheet: Sheet) -> Sheet:
        """The sheet with themes told by their label under their slug."""
        labels = {slug(theme.label): theme.slug for theme in self.themes}
        slugs = {theme.slug for theme in self.themes}
        themes = (name if name in slugs else labels.get(name, name) for name in sheet.themes)
        return replace(sheet, themes=tuple(dict.fromkeys(themes)))

    def doubtful(self, sheet: Sheet) -> Iterator[Doubtful]:
        """The declared values of a sheet that do not exist, in their order."""
        judged = [*map(self.theme, sheet.themes), *map(self.territory, sheet.territories)]
        return (_of(unknown, sheet.id) for unknown in judged if unknown)

    def doubtful_of(self, engine: Engine) -> Iterator[Doubtful]:
        """The values that do not exist in a whole generation, value by value."""
        counts = engine.search(Query(size=1), Words()).counts
        for value in sorted(counts["theme"]):
            if unknown := self.theme(value):
                yield from _of_all(unknown, Query(themes=(value,), size=_PAGE), engine)
        for value in sorted(set(counts["territory"]) - {NO_TERRITORY}):
            if unknown := self.territory(value):
                yield from _of_all(unknown, Query(territories=(value,), size=_PAGE), engine)

    def theme(self, value: str) -> Unknown | None:
        """What is wrong with a declared theme; without any vocabulary, nothing."""
        key = ("theme", value)
        if key not in self._judged:
            self._judged[key] = self._unknown_theme(value)
        return self._judged[key]

    def territory(self, value: str) -> Unknown | None:
        """What is wrong with a declared territory."""
        key = ("territory", value)
        if key not in self._judged:
            self._judged[key] = self._unknown_territory(value)
        return self._judged[key]

    def _unknown_theme(self, value: str) -> Unknown | None:
        slugs = [theme.slug for theme in self.themes]
        if value in slugs or not slugs:
            return None
        labels = {slug(theme.label): theme.slug for theme in self.themes}
        names = labels | {name: name for name in slugs}
        near = [names[name] for name in get_close_matches(slug(value), names, 1)]
        advice = f"did you mean {near[0]}?" if near else f"use one of {', '.join(slugs)}"
        return Unknown("DC.subject", value, "".join(near), f"theme {value} is unknown", advice)

    def _unknown_territory(self, value: str) -> Unknown | None:
        try:
            self.gazetteer.parse(value)
        except ValueError as error:
            message, _, advice = str(error).partition(": ")
            near = self._nearest(value)
            meant = f"did you mean {near} ({self.gazetteer.display(near)})?" if near else ""
            advice = advice or meant or "look its code up, or remove it"
            return Unknown("DC.coverage", value, near, message, advice)
        return None

    def _nearest(self, value: str) -> str:
        """Today's code, the one place of that name, else the département the code lies in."""
        if now := self.gazetteer.current(value):
            return now
        named = self.gazetteer.lookup(value) if ":" not in value else ()
        if len(named) == 1:
            return named[0].code
        inside = _COMMUNE.match(value)
        return (inside and self.gazetteer.current(f"dep:{inside[1]}")) or ""


def _of(unknown: Unknown, sheet: str) -> Doubtful:
    told = (unknown.field, unknown.value, unknown.nearest, unknown.message, unknown.advice)
    return Doubtful(sheet, *told)


def _of_all(unknown: Unknown, query: Query, engine: Engine) -> Iterator[Doubtful]:
    """The unknown value and each sheet that ``query`` finds to carry it."""
    found = engine.search(query, Words())
    for page in range(1, -(-found.total // _PAGE) + 1):
        for ranked in engine.search(replace(query, page=page), Words()).ranked:
            yield _of(unknown, ranked.sheet.id)


def told(doubts: Iterable[Doubtful]) -> Iterator[str]:
    """One line for each unknown value: the sheets that declare it, and what was meant perhaps."""
    by_value: dict[tuple[str, str, str], list[str]] = {}
    for doubt in doubts:
        key = (doubt.field, doubt.message, doubt.advice)
        by_value.setdefault(key, []).append(doubt.sheet)
    for (name, message, advice), sheets in by_value.items():
        others = f" and {len(sheets) - _TOLD} more" if len(sheets) > _TOLD else ""
        where = ", ".join(sheets[:_TOLD]) + others
        yield f"{name} in {where}: {message}: {advice}"
