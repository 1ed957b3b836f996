"""Says in plain French why a sheet was found: what was typed, what stands in it, and where."""

from __future__ import annotations

from collections.abc import Callable

from indexer.engines.analysed import TERRITORY_PREFIX
from indexer.engines.contract import Match, Ranked
from indexer.engines.fields import FIELDS
from indexer.query import FieldName, Unit, Words
from indexer.vocabulary import Territory

LABELS = {field.name: field.label for field in FIELDS}
NBSP = "\u00a0"


def reasons(
    ranked: Ranked, words: Words, territory: Callable[[str], Territory | None]
) -> tuple[str, ...]:
    """One sentence for each thing typed that the sheet answers, in the order typed."""
    found = []
    for number, unit in enumerate(words.units):
        matches = [m for m in ranked.matches if m.unit == number]
        if matches:
            found.append(_told(unit, matches, ranked))
        else:
            found.extend(_carried(unit, ranked, territory))
    return tuple(dict.fromkeys(found))


def _told(unit: Unit, matches: list[Match], ranked: Ranked) -> str:
    """« acteur » trouvé dans « acteur·rice·s » (titre, texte)."""
    best = max(unit.alternatives[m.alternative].weight for m in matches)
    chosen = [m for m in matches if unit.alternatives[m.alternative].weight == best]
    where = ", ".join(dict.fromkeys(LABELS[m.field] for m in matches))
    alternative = unit.alternatives[chosen[0].alternative]
    standing = _standing(chosen, ranked)
    if alternative.label:
        return f"{quoted(unit.typed)} trouvé par {quoted(alternative.label)} ({where})"
    if standing.casefold() == unit.typed.casefold():
        return f"{quoted(unit.typed)} trouvé ({where})"
    return f"{quoted(unit.typed)} trouvé dans {quoted(standing)} ({where})"


def _standing(matches: list[Match], ranked: Ranked) -> str:
    """The words of the sheet that the first match and its close followers cover."""
    first = matches[0]
    text = _text(ranked, first.field)
    end = first.end
    for match in matches[1:]:
        if match.field != first.field or match.alternative != first.alternative:
            break
        if not 0 <= match.start - end <= 2:
            break
        end = match.end
    return text[first.start : end]


def _carried(unit: Unit, ranked: Ranked, territory: Callable[[str], Territory | None]) -> list[str]:
    """« grenoble » est le territoire de la fiche."""
    terms = [term for a in unit.alternatives for step in a.steps for term in step]
    codes = [t.removeprefix(TERRITORY_PREFIX) for t in terms if t.startswith(TERRITORY_PREFIX)]
    own = ranked.sheet.territories
    above = {code for c in own if (t := territory(c)) for code in (c, *t.ancestors)}
    for code in codes:
        place = territory(code)
        if place is not None and code in above:
            return [f"{quoted(unit.typed)}{NBSP}: territoire de la fiche ({place.label})"]
    return []


def _text(ranked: Ranked, field: FieldName) -> str:
    return ranked.body if field == "body" else str(getattr(ranked.sheet, field))


def quoted(text: str) -> str:
    """The text between French quotation marks."""
    return f"«{NBSP}{text}{NBSP}»"
