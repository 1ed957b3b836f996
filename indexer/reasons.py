"""Says in plain French why a sheet was found: what was typed, what stands in it, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.engines.analysed import CARRIED_PREFIX, theme_term
from indexer.engines.contract import Matches, Ranked
from indexer.engines.fields import FIELDS
from indexer.engines.text import Readable
from indexer.query import FieldName, Unit, Words
from indexer.vocabulary import Territory

#: More alternatives than a unit can have.
MOST = 1 << 12
NBSP = "\u00a0"


class Reasons:
    """Why each sheet of a page was found."""

    def __init__(
        self, matches: Matches, words: Words, territory: Callable[[str], Territory | None]
    ) -> None:
        self._words = words
        self._territory = territory
        self._matches = matches
        # Views that give plain numbers, several times faster than an array does.
        columns = (matches.starts, matches.ends, matches.units, matches.alternatives)
        self._columns = tuple([column.data for column in columns])
        self._kinds: list[dict[int, list[_Kind]]] = []

    def of(self, line: int, ranked: Ranked) -> tuple[str, ...]:
        """One sentence for each thing typed that the sheet answers, in the order typed."""
        found: list[str] = []
        if not self._kinds:
            self._kinds = _kinds(self._matches)
        kinds = self._kinds[line]
        for number, unit in enumerate(self._words.units):
            if number in kinds:
                found.append(self._told(unit, kinds[number], ranked, self._matches.bounds[line]))
            else:
                found.extend(_carried(unit, ranked, self._territory))
        return tuple(dict.fromkeys(found))

    def _told(
        self, unit: Unit, kinds: Sequence[_Kind], ranked: Ranked, bounds: Sequence[int]
    ) -> str:
        """« acteur » trouvé dans « acteur·rice·s » (titre, texte)."""
        ways = unit.alternatives
        if len(kinds) > 1:
            first = min(kinds, key=lambda kind: (-ways[kind.alternative].weight, kind.row))
            where = _where(tuple([kind.field for kind in kinds]))
        else:
            first = kinds[0]
            where = FIELDS[first.field].label
        alternative = ways[first.alternative]
        if alternative.label:
            return f"{quoted(unit.typed)} trouvé par {quoted(alternative.label)} ({where})"
        standing = self._standing(first, ranked, bounds[first.field + 1])
        if standing.casefold() == unit.typed.casefold():
            return f"{quoted(unit.typed)} trouvé ({where})"
        return f"{quoted(unit.typed)} trouvé dans {quoted(standing)} ({where})"

    def _standing(self, kind: _Kind, ranked: Ranked, end: int) -> str:
        """The words of the sheet that the first match and its close followers cover."""
        starts, ends, units, alternatives = self._columns
        row = kind.row
        unit, start, stop = units[row], starts[row], ends[row]
        while (row := row + 1) < end and starts[row] <= stop + 2:
            if units[row] == unit and alternatives[row] == kind.alternative:
                stop = max(stop, ends[row])
        return _text(ranked, FIELDS[kind.field].name)[start:stop]


@lru_cache(maxsize=1 << 10)
def _where(fields: tuple[int, ...]) -> str:
    """The names of some fields, each once."""
    return ", ".join(dict.fromkeys(FIELDS[field].label for field in fields))


class _Kind(NamedTuple):
    """An alternative that stands in a field of a sheet, and the first row where it does."""

    field: int
    alternative: int
    row: int


def _kinds(matches: Matches) -> list[dict[int, list[_Kind]]]:
    """By line and unit, what stands there, fields in order."""
    found: list[dict[int, list[_Kind]]] = [{} for _ in matches.bounds]
    named = matches.texts * (MOST * MOST) + matches.units * MOST + matches.alternatives
    names: list[int] = named.tolist()
    # The first row of each name in each text: most rows only say again what one before them said.
    names.reverse()
    rows = sorted(dict(zip(names, range(len(names) - 1, -1, -1), strict=True)).values())
    names.reverse()
    lines = sorted((bounds[0], line) for line, bounds in enumerate(matches.bounds))
    at = iter(rows)
    row = next(at, None)
    for _, line in lines:
        kinds = found[line]
        for field, end in enumerate(matches.bounds[line][1:]):
            while row is not None and row < end:
                unit, alternative = divmod(names[row] % (MOST * MOST), MOST)
                kinds.setdefault(unit, []).append(_Kind(field, alternative, row))
                row = next(at, None)
    return found


def _carried(unit: Unit, ranked: Ranked, territory: Callable[[str], Territory | None]) -> list[str]:
    """« grenoble » est le territoire de la fiche, « logement » son thème."""
    terms = [term for a in unit.alternatives for step in a.steps for term in step]
    codes = [t.removeprefix(CARRIED_PREFIX) for t in terms if t.startswith(CARRIED_PREFIX)]
    own = ranked.sheet.territories
    above = {code for c in own if (t := territory(c)) for code in (c, *t.ancestors)}
    for code in codes:
        place = territory(code) if code in above else None
        if place is not None:
            return [f"{quoted(unit.typed)}{NBSP}: territoire de la fiche ({place.label})"]
    carried = {theme_term(slug) for slug in ranked.sheet.themes}
    for alternative in unit.alternatives:
        if alternative.origin == "theme" and carried.intersection(alternative.steps[0]):
            return [f"{quoted(unit.typed)}{NBSP}: thème de la fiche ({alternative.label})"]
    return []


def _text(ranked: Ranked, field: FieldName) -> Readable:
    return ranked.body if field == "body" else str(getattr(ranked.sheet, field))


def quoted(text: str) -> str:
    """The text between French quotation marks."""
    return f"«{NBSP}{text}{NBSP}»"
