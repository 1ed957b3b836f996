"""Why a sheet stands where it stands: each thing typed, its weight, where it was found."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.engines.fields import FIELDS
from indexer.errors import NotFoundError
from indexer.french.analyser import Token
from indexer.query import Query, Unit, Words
from indexer.search import LAST_RESULT, Searcher

DEEPEST = 50


@dataclass(frozen=True, slots=True)
class UnitExplained:
    """One thing typed: how many sheets have it, and what it adds to this one.

    ``score`` is the sheet's score for this unit alone; ``places`` are (field, words as they
    stand, origin of the alternative, its weight).
    """

    typed: str
    sheets: int
    score: float
    places: tuple[tuple[str, str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The place of a sheet in an answer and what each thing typed has to do with it."""

    sheet_id: str
    title: str
    matches: bool
    rank: int | None
    total: int
    score: float
    units: tuple[UnitExplained, ...]
    relaxed: str = ""


def explain(searcher: Searcher, query: Query, sheet_id: str) -> Explanation:
    """Explain the place of ``sheet_id`` in the answer to ``query``.

    ``rank`` counts from 1 and is ``None`` for a sheet that does not match. Raises NotFoundError
    when there is no such sheet.
    """
    sheet = searcher.engine.sheet(sheet_id)
    if sheet is None:
        raise NotFoundError(f"no sheet {sheet_id!r}: `fiches search` prints the ids")
    words, relaxed = searcher.answering(query)
    rank, score, total = _rank(searcher, words, query, sheet_id)
    return Explanation(
        sheet_id=sheet_id,
        title=sheet.title,
        matches=rank is not None,
        rank=rank,
        total=total,
        score=score,
        units=tuple(_unit(searcher, unit, sheet_id) for unit in words.units),
        relaxed=relaxed.text if relaxed else "",
    )


def _rank(
    searcher: Searcher, words: Words, query: Query, sheet_id: str
) -> tuple[int | None, float, int]:
    """Rank and score of a sheet, looked for as far as pages go."""
    total = searcher.engine.total(query, words)
    for page in range(1, LAST_RESULT // DEEPEST + 1):
        asked = Query(
            query.text, query.themes, query.territories, query.years, size=DEEPEST, page=page
        )
        found = searcher.engine.search(asked, words)
        for place, ranked in enumerate(found.ranked, 1):
            if ranked.sheet.id == sheet_id:
                return (page - 1) * DEEPEST + place, ranked.score, total
        if page * DEEPEST >= total:
            break
    return None, 0.0, total


def _unit(searcher: Searcher, unit: Unit, sheet_id: str) -> UnitExplained:
    alone = Words(units=(unit,))
    total = searcher.engine.total(Query(), alone)
    for page in range(1, -(-total // DEEPEST) + 1):
        found = searcher.engine.search(Query(size=DEEPEST, page=page), alone)
        for line, ranked in enumerate(found.ranked):
            if ranked.sheet.id != sheet_id:
                continue
            labels = {field.name: field.label for field in FIELDS}
            texts = {f.name: f.text(ranked.sheet) for f in FIELDS} | {"body": ranked.body}
            places = tuple(
                (
                    labels[m.field],
                    texts[m.field][m.start : m.end],
                    unit.alternatives[m.alternative].origin,
                    unit.alternatives[m.alternative].weight,
                )
                for m in found.matches.of(line)
            )
            return UnitExplained(unit.typed, total, ranked.score, places)
    return UnitExplained(unit.typed, total, 0.0, ())


def token_row(token: Token) -> dict[str, object]:
    """A token as ``fiches tokens --json`` prints it."""
    return {
        "position": token.position,
        "start": token.start,
        "end": token.end,
        "source": token.source,
        "terms": [{"term": term, "step": step} for term, step in token.made],
    }
