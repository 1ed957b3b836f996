"""A query as an address and back: one canonical URL for each thing that can be asked.

``read`` never raises on what a visitor sent: it returns the query that can be understood and the
faults it met, so that pages may ignore them with a notice and the API may refuse them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from urllib.parse import quote_plus

from indexer import NO_TERRITORY, Query, Sort

#: Parameter names in canonical order; the first four may be shared with the API.
PARAMETERS = ("q", "theme", "territoire", "annee", "tri", "page", "exact")

#: What visitors read in the address → what the library calls it.
SORTS: dict[str, Sort] = {"pertinence": "relevance", "date": "date", "titre": "title"}

FACET_PARAMETERS = {
    "theme": "theme",
    "territory": "territoire",
    "intercommunality": "territoire",
    "year": "annee",
}

MAX_TEXT = 1000  # characters: a visitor's whole message; more is a pasted page, not a question
MAX_VALUES = 10  # chosen values per facet
MAX_DEPTH = 1000  # page × size
MAX_SIZE = 50

Reason = Literal["unknown", "value", "repeated", "many", "long", "beyond"]

_YEAR = re.compile(r"[12][0-9]{3}")
_SORT_NAMES = {sort: name for name, sort in SORTS.items()}
_DROPPED = {"Cc", "Cf", "Co", "Cs", "Cn"}
_SAFE = "-_.~:"


@dataclass(frozen=True, slots=True)
class Fault:
    """A parameter that could not be used as sent, and why."""

    parameter: str
    value: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Reading:
    """The query understood from an address, and what could not be used of it."""

    query: Query
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Which facet values exist in the collection served."""

    theme: Callable[[str], bool]
    territory: Callable[[str], bool]


def clean_text(text: str) -> str:
    """The text without control, bidirectional or private characters, NFC, single spaces."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():  # nearly always: nothing to drop, no space but the plain one
        return " ".join(text.split())
    spaced = "".join(" " if char.isspace() else char for char in text)
    kept = "".join(c for c in spaced if c == "\u200d" or unicodedata.category(c) not in _DROPPED)
    return " ".join(kept.replace("\u200d", "").split())


def canonical(query: Query) -> Query:
    """The same question with facet values sorted and single: equal questions become equal."""
    return replace(
        query,
        text=clean_text(query.text),
        themes=tuple(sorted(set(query.themes))),
        territories=tuple(sorted(set(query.territories))),
        years=tuple(sorted(set(query.years))),
    )


def pairs(query: Query, *, default_size: int = 10) -> list[tuple[str, str]]:
    """Parameters of the canonical address, in canonical order, without empty or default ones."""
    query = canonical(query)
    listed = [("q", query.text)] if query.text else []
    listed += [("theme", value) for value in query.themes]
    listed += [("territoire", value) for value in query.territories]
    listed += [("annee", value) for value in query.years]
    if query.sort != "relevance":
        listed.append(("tri", _SORT_NAMES[query.sort]))
    if query.page != 1:
        listed.append(("page", str(query.page)))
    if query.exact:
        listed.append(("exact", "1"))
    if query.size != default_size:
        listed.append(("size", str(query.size)))
    return listed


@lru_cache(maxsize=256)
def render(query: Query) -> str:
    """The canonical query string of a query, without the question mark; may be empty."""
    return "&".join(f"{key}={quote_plus(value, safe=_SAFE)}" for key, value in pairs(query))


def address(query: Query, path: str = "/recherche") -> str:
    """The address of a search under ``path``."""
    string = render(query)
    return f"{path}?{string}" if string else path


def without(query: Query, facet: str, value: str) -> Query:
    """The query with one filter value removed, back on the first page."""
    return _change(query, facet, lambda values: tuple(v for v in values if v != value))


def adding(query: Query, facet: str, value: str) -> Query:
    """The query with one filter value more, back on the first page."""
    return _change(query, facet, lambda values: (*values, value))


def unfiltered(query: Query) -> Query:
    """The query with its words only, back on the first page."""
    return replace(query, themes=(), territories=(), years=(), page=1)


def _change(
    query: Query, facet: str, change: Callable[[tuple[str, ...]], tuple[str, ...]]
) -> Query:
    if facet == "theme":
        return replace(query, themes=change(query.themes), page=1)
    if FACET_PARAMETERS[facet] == "territoire":
        return replace(query, territories=change(query.territories), page=1)
    return replace(query, years=change(query.years), page=1)


def read(
    sent: Iterable[tuple[str, str]], known: Known, *, sized: bool = False, also: Iterable[str] = ()
) -> Reading:
    """The query that the parameters ask for, and the faults met on the way.

    ``sized`` accepts the API's ``size``; ``also`` names parameters that belong to somebody else
    and are passed over.
    """
    reader = _Reader(known)
    for key, value in sent:
        reader.take(key, value, sized=sized, passed_over=also)
    return reader.reading()


class _Reader:
    """Collects one address, parameter by parameter."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.faults: list[Fault] = []
        self.single: dict[str, str] = {}
        self.many: dict[str, list[str]] = {"theme": [], "territoire": [], "annee": []}

    def take(self, key: str, value: str, *, sized: bool, passed_over: Iterable[str]) -> None:
        """Sort one parameter into what can be used and what cannot."""
        if key in self.many:
            self._choose(key, value)
        elif key in PARAMETERS or (sized and key == "size"):
            self._set(key, value)
        elif key not in passed_over:
            self._fault(key, value, "unknown")

    def _fault(self, key: str, value: str, reason: Reason) -> None:
        self.faults.append(Fault(clean_text(key)[:40], clean_text(value)[:80], reason))

    def _choose(self, key: str, value: str) -> None:
        if not value or value in self.many[key]:
            return
        if not self._exists(key, value):
            self._fault(key, value, "value")
        elif len(self.many[key]) >= MAX_VALUES:
            self._fault(key, value, "many")
        else:
            self.many[key].append(value)

    def _exists(self, key: str, value: str) -> bool:
        if key == "theme":
            return self.known.theme(value)
        if key == "territoire":
            return value == NO_TERRITORY or self.known.territory(value)
        return _YEAR.fullmatch(value) is not None

    def _set(self, key: str, value: str) -> None:
        if key in self.single:
            self._fault(key, value, "repeated")
        else:
            self.single[key] = value

    def reading(self) -> Reading:
        """What was understood of the whole address, canonical."""
        size = self._number("size", 10, MAX_SIZE)
        query = Query(
            text=self._text(),
            themes=tuple(sorted(self.many["theme"])),
            territories=tuple(sorted(self.many["territoire"])),
            years=tuple(sorted(self.many["annee"])),
            sort=self._sort(),
            page=self._number("page", 1, MAX_DEPTH // size),
            size=size,
            exact=self._exact(),
        )
        return Reading(query, tuple(self.faults))

    def _text(self) -> str:
        sent = self.single.get("q", "")
        if len(sent) > MAX_TEXT:
            self._fault("q", sent, "long")
        return clean_text(clean_text(sent)[:MAX_TEXT])

    def _sort(self) -> Sort:
        value = self.single.get("tri", "")
        if value and value not in SORTS:
            self._fault("tri", value, "value")
        return SORTS.get(value, "relevance")

    def _exact(self) -> bool:
        value = self.single.get("exact", "")
        if value not in ("", "0", "1"):
            self._fault("exact", value, "value")
        return value == "1"

    def _number(self, key: str, default: int, most: int) -> int:
        value = self.single.get(key, "")
        if not value:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < 1:
            self._fault(key, value, "value")
            return default
        if int(value) > most:
            self._fault(key, value, "beyond")
            return default
        return int(value)
